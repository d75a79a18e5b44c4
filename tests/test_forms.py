"""The JSON that is given out is made in one room, and every schema has its function."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import archive
from archive import forms
from archive.catalog.intake import Failure
from archive.ingest.readers.formats import Format
from archive.pipeline.summary import Summary

ROOT = Path(archive.__file__).parent
MADE = frozenset({"record", "as_json", "to_json", "as_dict", "to_dict"})  # what makers of JSON are called
# Forms and the parts of forms: what a schema requires of an object, with two keys or more of its own.
KEYS = {
    frozenset(part["required"])
    for name in forms.schemas()
    for part in [forms.schema(name)]
    if len(part.get("required", ())) > 1
} | {
    frozenset({"id", "lang", "score"}), frozenset({"id", "source", "title"}), frozenset({"source", "reason"}),
    frozenset({"name", "query", "made"}), frozenset({"name", "query", "new"}), frozenset({"value", "count"}),
}  # fmt: skip


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith("forms/"):
            yield name, ast.parse(path.read_text("utf-8"))


def makers(tree: ast.Module) -> Iterator[str]:
    """What in a module makes a form: a function called so, a record taken apart, a dict with its keys."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) if name in MADE:
                yield f"def {name}, line {node.lineno}"
            case ast.ImportFrom(module="dataclasses", names=names) if any(n.name == "asdict" for n in names):
                yield f"asdict, line {node.lineno}"
            case ast.Dict(keys=keys):
                own = {k.value for k in keys if isinstance(k, ast.Constant)}
                if any(wanted <= own for wanted in KEYS):
                    yield f"a dict, line {node.lineno}"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("def as_json(x): ...", True),
        ("class Hit:\n    def record(self): ...", True),
        ("from dataclasses import asdict", True),
        ('said = {"error": 1, "line": 2, **more}', True),
        ('{"id": 1, "lang": "fr", "score": 0.5}', True),
        ('{"id": 1}', False),
        ("def recorded(x): ...", False),
    ],
)
def test_makers_are_seen(code: str, found: bool) -> None:
    assert bool(list(makers(ast.parse(code)))) is found


def test_nothing_else_makes_a_form() -> None:
    found = {name: made for name, tree in modules() if (made := list(makers(tree)))}
    assert found == {}


def test_every_schema_has_its_function() -> None:
    missing = [name for name in forms.schemas() if not callable(getattr(forms, name, None))]
    assert missing == []
    with pytest.raises(KeyError):
        forms.schema("../pyproject")


def test_a_trial_counts_by_format_and_reason() -> None:
    """A format with several media types is one; what no reader takes is told by its media type."""
    formats = [
        Format("HTML", "html 3", ("text/html", "application/xhtml+xml")),
        Format("Plain text", "plain 1", ("text/plain",)),
    ]
    kinds = {"text/html": 2, "text/plain": 4, "application/xhtml+xml": 3, "image/x-strange": 1}
    failed = [Failure(f"/in/{n}", f"in/{n}", why) for n, why in enumerate(("empty", "locked", "empty"))]
    told = forms.trial(Summary(media_types=Counter(kinds), failed=failed), formats)
    assert told["dry_run"] is True
    counts = {one["format"]: one["sources"] for one in told["formats"]}
    assert counts == {"Plain text": 4, "HTML": 5, "image/x-strange": 1}
    assert len(told["formats"]) == 3
    assert told["reasons"] == [
        {"reason": "empty", "sources": 2, "first": "in/0"},
        {"reason": "locked", "sources": 1, "first": "in/1"},
    ]
