"""What users read keeps to the words of the glossary in CONTRIBUTING."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def glossary() -> dict[str, tuple[str, ...]]:
    """Each word, and what is said in its place no more."""
    section = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("\n## Words\n")[2].partition("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if "|" in line
    ]
    return {row[0]: tuple(filter(None, re.split(r",\s*", row[2]))) for row in rows[2:]}


OTHERS = sorted({other for others in glossary().values() for other in others})
_OTHER = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, OTHERS))})(?![\w-])", re.IGNORECASE)


def found(text: str) -> list[str]:
    """The words of a text that the glossary has another for."""
    return _OTHER.findall(" ".join(text.split()))


def messages() -> Iterator[tuple[str, str]]:
    """What errors say, and help: the docstrings of commands, and each string that is raised or printed."""
    for path in sorted((ROOT / "archive").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        name = path.relative_to(ROOT).as_posix()
        for node in ast.walk(tree):
            match node:
                case ast.Raise(exc=ast.Call(args=args)):
                    texts = args
                case ast.Call(func=ast.Name(id="echo" | "tell" | "Reason"), args=args):
                    texts = args
                case ast.keyword(arg="help", value=value):
                    texts = [value]
                case ast.FunctionDef(decorator_list=decorators) if "command" in ast.dump(
                    ast.List(decorators)
                ):
                    yield f"{name}:{node.lineno}", ast.get_docstring(node) or ""
                    continue
                case _:
                    continue
            for text in texts:
                for part in ast.walk(text):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield f"{name}:{node.lineno if hasattr(node, 'lineno') else part.lineno}", part.value


def test_the_glossary_is_read() -> None:
    words = glossary()
    assert "take in" in words["ingest"]
    assert found("What was taken in before, and its twin") == ["taken in", "twin"]
    assert not found("what is ingested, and its duplicate")


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_docs_keep_to_the_glossary(path: Path) -> None:
    assert not found(path.read_text("utf-8"))


def test_messages_keep_to_the_glossary() -> None:
    wrong = [f"{where}: {word!r} in {text!r}" for where, text in messages() for word in found(text)]
    assert not wrong


def test_no_conflict_of_a_merge_was_left_in_a_file() -> None:
    for path in (*DOCS, *ROOT.glob("*.md"), ROOT / "pyproject.toml", ROOT / "Makefile"):
        left = [line for line in path.read_text("utf-8").splitlines() if line.startswith(("<" * 7, ">" * 7))]
        assert not left, path.name
