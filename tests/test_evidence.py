"""Evidence is data: it goes through the catalog and processes whole, and nothing reads its prose."""

import ast
import pickle
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive.dates import finder
from archive.evidence import Evidence
from archive.timeline.events import basis_of

ROOT = Path(__file__).parent.parent
DAY = "2016-02-04"


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        (Evidence(), ""),
        (Evidence.of("archive"), "archive"),
        (Evidence.of("model", "fr-tuned"), "model:fr-tuned"),
        (Evidence.of("model", "en-tuned").then("recased").then("rule", "facility"),
         "model:en-tuned recased rule:facility"),
        (Evidence.of("consistency").then("consistency"), "consistency consistency"),
        (Evidence.of("fr", "day-month to day-month", relative=False), "fr:day-month to day-month"),
        (Evidence.of("en", "offset", relative=True), "en:offset"),
        (Evidence.of("en", "renamed", relative=True), "en:renamed"),
        (Evidence.of("en", "weekday", relative=False), "en:weekday"),
    ],
)  # fmt: skip
def test_evidence_is_kept_whole_and_said_as_ever(evidence: Evidence, said: str) -> None:
    assert str(evidence) == said
    assert Evidence.parse(evidence.kept) == evidence
    assert pickle.loads(pickle.dumps(evidence)) == evidence


@pytest.mark.parametrize(
    ("line", "relative"),
    [("fr:today", True), ("en:units", True), ("en:lasting to day-month", True), ("fr:month-relative", True),
     ("fr:day-month", None), ("en:rests", None), ("model:en-tuned", None), ("rule:office", None), ("", None)],
)  # fmt: skip
def test_older_archives_tell_relative_dates_by_their_rules(line: str, relative: bool | None) -> None:
    assert Evidence.parse(line).relative is relative
    assert str(Evidence.parse(line)) == line


def test_a_step_is_asked_for_not_its_letters() -> None:
    evidence = Evidence.of("model", "recased-rule:facility").then("rule", "list")
    asked = [evidence.has("rule"), evidence.has("rule", "list"), evidence.begins_with("model")]
    assert asked == [True] * 3
    asked = [evidence.has("rule", "facility"), evidence.has("recased"), evidence.begins_with("rule")]
    assert asked == [False] * 3
    assert not Evidence().begins_with("rule")


@pytest.mark.parametrize(
    ("lang", "text", "bases"),
    [
        ("en", "They came yesterday, again two days later, and left on 9 March 2016.",
         ["relative", "relative", "text"]),
        ("fr", "Ils sont venus hier, puis samedi, et repartis le 9 mars 2016.",
         ["relative", "relative", "text"]),
        ("fr", "Du 3 au 5 mars 2016, puis le mois dernier.", ["text", "relative"]),
        ("en", "It lasts from now to 3 May 2016.", ["relative"]),
        ("en", "They do it now.", []),
    ],
)  # fmt: skip
def test_renaming_a_rule_changes_no_timeline(
    lang: str, text: str, bases: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def found() -> list[tuple[str, str | None, str]]:
        finder._walked.cache_clear()
        return [(m.text, m.value, basis_of(m)) for m in finder.find_dates(text, lang, DAY)]

    before = found()
    assert [basis for *_, basis in before] == bases
    grammar = finder.grammar_of(lang)
    assert grammar is not None
    rules = tuple(replace(rule, name=f"r{i}") for i, rule in enumerate(grammar.rules))
    renamed = replace(grammar, rules=rules)
    monkeypatch.setattr(finder, "grammar_of", lambda _: renamed)
    try:
        assert found() == before
    finally:
        finder._walked.cache_clear()


# -- nothing reads the prose -----------------------------------------------------------------------

_READS = ("startswith", "endswith", "split", "partition", "rpartition", "find", "index", "count")
_MATCHES = ("match", "search", "fullmatch", "finditer", "findall")


def is_evidence(node: ast.AST) -> bool:
    """`x.evidence`, `str(x.evidence)` or `x.evidence.kept`."""
    match node:
        case ast.Attribute(attr="evidence"):
            return True
        case ast.Call(func=ast.Name(id="str"), args=[inner]) | ast.Attribute(attr="kept", value=inner):
            return is_evidence(inner)
    return False


def prose_read(tree: ast.AST) -> Iterator[int]:
    """Lines that decide something by the letters of evidence."""
    for node in ast.walk(tree):
        match node:
            case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[right]) if is_evidence(right):
                yield node.lineno
            case ast.Call(func=ast.Attribute(attr=name, value=inner)) if name in _READS and is_evidence(
                inner
            ):
                yield node.lineno
            case ast.Call(func=ast.Attribute(attr=name), args=args) if name in _MATCHES:
                if any(map(is_evidence, args)):
                    yield node.lineno


def test_nothing_branches_on_the_prose_of_evidence() -> None:
    found = {
        f"{path.relative_to(ROOT)}, line {line}"
        for path in (ROOT / "archive").rglob("*.py")
        if path != ROOT / "archive/evidence.py"
        for line in prose_read(ast.parse(path.read_text("utf-8")))
    }
    assert found == set()


@pytest.mark.parametrize(
    "code",
    ['"rule:" in name.evidence', '"x" not in str(m.evidence)', 'm.evidence.startswith("authority")',
     "RELATIVE.match(date.evidence)", "re.search(R, str(date.evidence))", 'm.evidence.kept.split(" ")'],
)  # fmt: skip
def test_reading_the_prose_is_seen(code: str) -> None:
    assert list(prose_read(ast.parse(code)))
