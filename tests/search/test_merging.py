"""Segments made one, array by array, say what they said before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from archive.arrays import ArrayFile
from archive.errors import DamagedIndex
from archive.search import engines
from archive.search.engines.segmented import contents, documents
from archive.search.engines.segmented.contents import IndexContents, SegmentEntry
from archive.search.engines.whoosh import engine as writing
from archive.search.engines.whoosh import merging, segments
from archive.search.engines.whoosh.engine import WhooshEngine
from archive.search.engines.whoosh.snapshot import Snapshot
from archive.search.port import FIELDS, EngineQuery, IndexRow, PassageVector
from archive.search.query import parse
from tests.search.test_engines import ASKS, WRITES, same, vector

LANGS = ("fr", "en", "de")
ROWS = [
    IndexRow(
        n,
        LANGS[n % 3],
        f"La marche numéro {n}, walking in Brest. " + "frontières " * (n % 4),
        title="Été à Brest" if n % 2 else "",
        source=f"dossier/{n}.txt",
        collection=f"c{n % 3}",
        dated=(735_000 + n, 735_010 + n) if n % 2 else None,
        names=(("PLACE", "Brest"), ("ORG", f"C.R.S. {n}")),
        entities=(("PLACE", 1), ("PERSON", n)),
        spoken=((735_000, 735_000 + n),),
        twins=(n + 1,),
        passages=(PassageVector(0, 9, vector(n).tobytes()),) * (n % 3),
        stated=(("collection", f"Fonds {n % 4}"),),
        media_type="text/html" if n % 2 else "application/pdf",
    )
    for n in range(1, 25)
]


def held(folder: Path) -> IndexContents:
    return contents.read(folder, WhooshEngine(folder).generation())


def put_as_one(folder: Path) -> SegmentEntry:
    """Makes all segments of an index one, as a commit of its own."""
    before = held(folder)
    one = merging.merged(folder, before.segments)
    contents.write(folder, replace(before, generation=before.generation + 1, segments=(one,)))
    return one


def told(state: Snapshot) -> dict[object, object]:
    """All that a state tells of its documents, by their numbers and in any order."""
    numbers = state.column("n")
    found: dict[object, object] = {"numbers": sorted(numbers[state.alive].tolist())}
    for name in ("first", "last", "text", "title"):
        found[name] = dict(zip(numbers.tolist(), state.column(name).tolist(), strict=True))
    for name in ("lang", "collection", "format"):
        values, code = state.coded(name)
        found[name] = {n: values[c] for n, c in zip(numbers.tolist(), code.tolist(), strict=True)}
    for name in ("entities", "spoken", "twins"):
        places, listed = state.lists(name)
        found[name] = sorted(zip(numbers[places].tolist(), listed.tolist(), strict=True))
    labels, places, code = state.labelled("collections")
    found["labels"] = sorted((int(numbers[p]), labels[c]) for p, c in zip(places, code, strict=True))
    forms = {form for words in state.vocabulary() for form in words if form}
    for name in FIELDS:
        for form in forms:
            if postings := state.postings(name, form):
                every = postings.occurrences(np.sort(postings.places))
                found[name, form] = sorted(zip(numbers[every[0]].tolist(), every[1].tolist(), strict=True))
        for start in {form[:2] for form in forms}:
            places, counts = state.beginning(name, start)
            found[name, start, "begins"] = (sorted(numbers[places].tolist()), int(counts.sum()))
    found["vectors"] = sorted(
        (int(numbers[part.base + d]), s, e, v.tobytes(), g.tobytes())
        for part in state.vectors()
        for d, s, e, v, g in zip(part.document, part.start, part.end, part.vectors, part.signs, strict=True)
    )
    return found


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    """An index of four segments, with documents gone from two."""
    engine = WhooshEngine.create(tmp_path / "index")
    for at in range(0, len(ROWS), 6):
        engine.write(ROWS[at : at + 6], (), at + 1)
    engine.write((), (2, 9, 10), 99)
    assert len(held(engine.folder).segments) == 4
    return engine.folder


def test_one_segment_says_what_its_parts_did(parts: Path) -> None:
    before = held(parts)
    one = put_as_one(parts)
    assert (one.size, len(one.deleted)) == (24, 3)
    assert one.sound(parts)
    several, single = Snapshot(parts, before), Snapshot(parts, held(parts))
    assert told(single) == told(several)
    for lang in LANGS:
        for stem in ("marche", "march", "frontier", "walk", "brest", "zzz"):
            assert single.kin(stem, lang) == several.kin(stem, lang)
    assert (single.position, single.count) == (99, 21)


def test_blocks_and_wide_numbers(parts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Snapshot(parts, held(parts))
    monkeypatch.setattr(merging, "_BLOCK", 7)
    put_as_one(parts)
    assert told(Snapshot(parts, held(parts))) == told(before)


def test_one_of_merged_and_new_segments(parts: Path) -> None:
    """What was merged is merged again."""
    put_as_one(parts)
    WhooshEngine(parts).write([replace(ROWS[4], n=30, text="Un tract de plus, un mot nouveau")], (5,), 100)
    before = Snapshot(parts, held(parts))
    put_as_one(parts)
    assert told(Snapshot(parts, held(parts))) == told(before)


def test_answers_are_those_of_the_plain_engine(tmp_path_factory: pytest.TempPathFactory) -> None:
    @given(writes=WRITES, asks=st.lists(ASKS, min_size=6, max_size=6))
    @settings(max_examples=25, deadline=None, derandomize=True, phases=[Phase.generate])
    def agree(writes: Sequence[tuple[list[IndexRow], list[int]]], asks: list[EngineQuery]) -> None:
        place = tmp_path_factory.mktemp("engines")
        plain = engines.index(f"memory:{place}", create=True)
        index = engines.index(f"whoosh:{place / 'index'}", create=True)
        for position, (given_rows, gone) in enumerate(writes, start=1):
            for one in (plain, index):
                one.write(given_rows, gone, position)
        if held(place / "index").segments:
            put_as_one(place / "index")
        for ask in asks:
            same(plain.search(ask), index.search(ask))
        index.close()

    agree()


def size(name: str, documents: int, gone: int, postings: int, vectors: int = 0) -> SegmentEntry:
    files = {".pst": (postings, 0)} | ({".vec": (vectors, 0)} if vectors else {})
    return SegmentEntry(f"archive_{name * 16}", documents, files, frozenset(range(gone)))


MB = 1 << 20


@pytest.mark.parametrize(
    ("facts", "together"),
    [
        ([(10_000, 0, 47 * MB)] * 5, "abcde"),
        ([(10_000, 0, 47 * MB)] * 7, "abcde"),
        ([(10_000, 0, 47 * MB)] * 4, ""),  # which more will come to
        ([(10_000, 0, 9 * MB)] * 9, ""),
        ([(10_000, 0, 9 * MB, 60 * MB)] * 4, "abcd"),  # of long texts the vectors fill a segment
        ([(10_000, 0, 9 * MB, 200 * MB)] * 9, ""),
        ([(10_000, 0, 9 * MB)] * 10, "abcdefghij"),
        ([(100, 0, MB)] * 20, ""),  # these are made anew from the catalog
        ([(10_000, 7_500, 47 * MB)] * 5, ""),
        ([(50_000, 0, 230 * MB), *[(10_000, 0, 47 * MB)] * 5], "bcdef"),  # what is large stays
        ([(10_000, 0, 47 * MB), (100, 0, MB), *[(10_000, 0, 47 * MB)] * 4], "acdef"),
        ([(100_000, 0, 60 * MB)] * 5, ""),  # more documents than a segment holds
        ([], ""),
    ],
)
def test_which_become_one(facts: list[tuple[int, ...]], together: str) -> None:
    entries = [size(name, *one) for name, one in zip("abcdefghijklmnopqrstu", facts, strict=False)]
    assert "".join(one.id[-1] for one in merging.crowd(entries)) == together


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WhooshEngine:
    """One whose segments are full at three documents, and four of which become one."""
    for module in (merging, writing):
        monkeypatch.setattr(module, "FULL", 3)
    monkeypatch.setattr(merging, "_CROWD", 4)
    monkeypatch.setattr(segments, "MAX_DOCUMENTS", 3)
    return WhooshEngine.create(tmp_path / "index")


def sizes(engine: WhooshEngine) -> list[int]:
    return [one.size for one in held(engine.folder).segments]


def test_a_large_write_makes_them_one(engine: WhooshEngine) -> None:
    engine.write(ROWS[:9], (), 1)
    assert sizes(engine) == [3, 3, 3]
    engine.write(ROWS[9:11], (), 2)
    assert sizes(engine) == [3, 3, 3, 2], "a few documents wait for nothing"
    engine.write(ROWS[11:17], (1,), 3)
    assert sizes(engine) == [12, 3, 2], "one of which a document is gone is not full"
    files = {path.name.partition(".")[0] for path in engine.folder.glob("archive_*.pst")}
    assert files == {one.id for one in held(engine.folder).segments}, "of those before nothing is left"
    state = engine.state(engine.generation())
    assert sorted(state.column("n")[state.alive].tolist()) == list(range(2, 18))


@pytest.mark.parametrize("column", ["ids", "starts", "positions"])
def test_a_merge_that_fails_leaves_everything_as_it_was(engine: WhooshEngine, column: str) -> None:
    engine.write(ROWS[:9], (), 2)
    before = sorted(path.name for path in engine.folder.iterdir())
    table = held(engine.folder).segments[1].path(engine.folder, ".pst")
    whole = table.read_bytes()
    at = whole.index(ArrayFile(table)[column].tobytes()) + 4
    table.write_bytes(whole[:at] + b"\xff" * 4 + whole[at + 4 :])
    with pytest.raises(DamagedIndex):
        engine.write(ROWS[9:12], (), 4)
    table.write_bytes(whole)
    assert sorted(path.name for path in engine.folder.iterdir()) == before
    assert held(engine.folder).position == 2
    index = engines.index(f"whoosh:{engine.folder}")
    assert index.search(EngineQuery(parse("marche"), limit=50)).documents == 9


def test_a_full_disk_leaves_nothing_behind(engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.write(ROWS[:9], (), 2)
    before = sorted(path.name for path in engine.folder.iterdir())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(documents, "join", full)
    with pytest.raises(OSError, match="No space"):
        engine.write(ROWS[9:12], (), 4)
    assert sorted(path.name for path in engine.folder.iterdir()) == before
