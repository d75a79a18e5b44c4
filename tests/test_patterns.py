"""Kept patterns find what Python's own do, whatever becomes of their file."""

from __future__ import annotations

import atexit
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import patterns
from archive.arrays import Array

SOURCES = (
    r"",
    r"(?iu)^(?:œuvre|ŒUVRES?|straße)$",
    r"(?P<jour>\d{1,2})(?:er|e)? (?P<mois>[a-zéû]+)(?: (?P<an>\d{4}))?",
    r"(?<=[\s(])l['’](?=\w)|(?<!\d)[.,;:!?…](?!\d)",
    r"(a)(b)?(?:c|(d))\2?",
    r"(?x) (?P<open> [\[(] ) .*? (?P=open)   # the same once more",
    r"[A-ZÀ-ÖØ-Þ\u0410-\u042f\U0001f300-\U0001f5ff]+?[^\W\d_]*+",
    r"(?s:.)\Z|\bmai\b|" + "|".join(f"mot{n}" for n in range(300)),
    "\udc80+",
)
TEXTS = (
    "", "abab", "abd", "Œuvre", "ŒUVRES", "STRASSE straße", "le 1er mai 1968, l’après-midi (l'an 3.5)",
    "[a[ (b(", "ÉTÉ 🌀🌍 Москва", "mot17 mot299 mai", "x\udc80\udc80",
)  # fmt: skip


def asked(_: object = None) -> tuple[str, ...]:
    raise AssertionError("compiled again")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    file = tmp_path / "own" / "patterns.arrays"
    patterns.kept("some", b"1", lambda: SOURCES, lambda: {"how many": len(SOURCES)}, file)
    return file


def test_they_find_the_same(cache: Path) -> None:
    kept = patterns.kept("some", b"1", asked, asked, cache)
    assert len(kept) == len(SOURCES) == kept.facts["how many"]
    for ours, source in zip(kept, SOURCES, strict=True):
        theirs = re.compile(source)
        assert (ours.pattern, ours.flags, ours.groups, ours.groupindex) == (
            theirs.pattern, theirs.flags, theirs.groups, theirs.groupindex,
        )  # fmt: skip
        for text in TEXTS:
            assert [(m.regs, m.groupdict(), m.lastgroup) for m in ours.finditer(text)] == [
                (m.regs, m.groupdict(), m.lastgroup) for m in theirs.finditer(text)
            ]
            assert bool(ours.match(text)) == bool(theirs.match(text))
    assert kept[2] is kept[2:3][0] is kept.by_number[2] is kept[2 - len(SOURCES)]


@given(st.lists(st.sampled_from(["a", "[b-d]", "(e", ")", "|", "*", "(?i:f)", "(?P<g>g)", "\\w", "é"])))
def test_any_pattern_is_kept_as_it_is_compiled(parts: list[str]) -> None:
    source = "".join(parts)
    try:
        theirs = re.compile(source)
    except re.error:
        return
    columns, meta = patterns._programs([(source, 0)])
    ours = patterns._Programs(_Held(columns, meta)).made(0)  # type: ignore[arg-type]
    text = "abcdeé fFgG aé_b"
    assert [m.regs for m in ours.finditer(text)] == [m.regs for m in theirs.finditer(text)]


class _Held(dict[str, object]):
    def __init__(self, columns: dict[str, Array], meta: dict[str, object]) -> None:
        super().__init__(columns)
        self.meta = meta


@pytest.mark.parametrize("spoilt", ["a byte", "cut", "gone", "no folder", "another"])
def test_spoilt_files_are_made_anew(cache: Path, spoilt: str) -> None:
    whole = cache.read_bytes()
    if spoilt == "a byte":
        cache.write_bytes(whole[:-200] + bytes([whole[-200] ^ 0x40]) + whole[-199:])
    elif spoilt == "cut":
        cache.write_bytes(whole[:-100])
    elif spoilt == "gone":
        cache.unlink()
    elif spoilt == "no folder":
        cache.unlink()
        cache.parent.rmdir()
        cache.parent.write_text("no folder")
    else:
        cache.write_bytes(b"ARCHIDX1" + bytes(56))
    made = patterns.kept("some", b"1", lambda: SOURCES, lambda: {"how many": len(SOURCES)}, cache)
    assert [p.pattern for p in made] == list(SOURCES)
    assert spoilt == "no folder" or cache.read_bytes() == whole


def test_other_sources_are_not_taken_for_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert [p.pattern for p in patterns.kept("some", b"1", lambda: ["un"])] == ["un"]
    assert [p.pattern for p in patterns.kept("some", b"2", lambda: ["deux"])] == ["deux"]
    assert [p.pattern for p in patterns.kept("others", b"1", lambda: ["trois"])] == ["trois"]
    assert [p.pattern for p in patterns.kept("some", b"1", asked)] == ["un"]


def test_a_python_without_this_matcher_compiles_as_ever(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "_sre", None)
    assert [p.pattern for p in patterns.kept("some", b"1", lambda: ["a", "b"], cache=cache)] == ["a", "b"]


def test_patterns_of_modules_are_kept_as_they_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    asked_for = [(source, flags) for source in SOURCES for flags in (0, int(re.IGNORECASE | re.MULTILINE))]
    more = [("de\0ux", 0), ("trois", 0), ("trois", 0)]
    for sources in (asked_for[:4], asked_for, more, [*asked_for, *more]):
        library = patterns._Library()
        monkeypatch.setattr(atexit, "register", lambda keep: None)
        for source in sources:
            ours, theirs = library.pattern(source), re.compile(*source)
            assert (ours.pattern, ours.flags, ours.groupindex) == (
                theirs.pattern,
                theirs.flags,
                theirs.groupindex,
            )
            for text in TEXTS:
                assert [m.regs for m in ours.finditer(text)] == [m.regs for m in theirs.finditer(text)]
        library.keep()
    assert library._new == [more[0]]  # a source with the sign between sources is compiled each time
    (file,) = (tmp_path / "archive").iterdir()
    file.write_bytes(file.read_bytes()[:-64])
    again = patterns._Library()
    assert again.pattern(asked_for[2]).pattern == asked_for[2][0]
    assert again._new == [asked_for[2]]


def test_the_library_of_patterns_does_not_grow_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(patterns, "_MOST", 3)
    monkeypatch.setattr(atexit, "register", lambda keep: None)
    for n in range(8):
        library = patterns._Library()
        library.pattern((f"mot{n}", 0))
        library.keep()
        programs = patterns._read(patterns._file("modules"))
        assert programs is not None
        assert len(programs.sources) <= 3
        assert (f"mot{n}", 0) in programs.sources
