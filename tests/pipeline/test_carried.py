"""What crosses the queue: records of sources come back as they were, and of nothing else."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from archive.catalog.intake import Failure, Intake
from archive.errors import BadInput, UnusableArchive
from archive.ingest import sources
from archive.ingest.sources import Original
from archive.pipeline.make import Batch, Maker, Settings
from archive.pipeline.work import carried
from archive.records import Span

CORPUS = Path(__file__).parents[2] / "corpus"


def _originals(folder: Path) -> list[Original]:
    found = []
    for one in sources.find([str(folder)]):
        try:
            found.append(sources.read(one))
        except BadInput:
            continue
    return found


@pytest.fixture(scope="module")
def made() -> tuple[Batch, tuple[carried.QueuedSource, ...]]:
    """What is made of files of two dozen formats: mails, feeds, PDF, containers, refusals."""
    originals = [
        one for one in _originals(CORPUS / "deposit") if not one.found.name.endswith((".tif", ".pdf"))
    ]
    return Maker(Settings(vectors=False))(originals), carried.queued(originals)


Made = tuple[Batch, tuple[carried.QueuedSource, ...]]


def test_what_is_made_comes_back_as_it_was(made: Made) -> None:
    batch, of = made
    back = carried.unpacked(carried.packed(batch), of)
    assert back == batch
    assert repr(back) == repr(batch)
    assert sum(isinstance(one, Intake) for one in batch.results) > 20
    assert [(one.reason, one.code) for one in batch.results if isinstance(one, Failure)] == [
        (one.reason, one.code) for one in back.results if isinstance(one, Failure)
    ]
    assert any(isinstance(one, Failure) for one in batch.results)


def test_sources_come_back_as_they_were(made: Made) -> None:
    assert carried.SOURCES.load(carried.SOURCES.dump(made[1])) == made[1]
    settings = Settings(authority=({"name": "Ursule", "type": "PERSON"},), removed=frozenset({"a"}))
    assert carried.SETTINGS.load(carried.SETTINGS.dump(settings)) == settings


def _first(batch: Batch, change: Callable[[Intake], Intake]) -> Batch:
    at = next(at for at, one in enumerate(batch.results) if isinstance(one, Intake) and one.documents)
    one = batch.results[at]
    assert isinstance(one, Intake)
    return replace(batch, results=(*batch.results[:at], change(one), *batch.results[at + 1 :]))


def _document(change: Callable[[Any], Any]) -> Callable[[Intake], Intake]:
    return lambda one: replace(one, documents=(change(one.documents[0]), *one.documents[1:]))


OTHERS: list[Callable[[Intake], Intake]] = [
    lambda one: replace(one, source=replace(one.source, sha256="0" * 64)),
    lambda one: replace(one, source=replace(one.source, origin="/etc/passwd")),
    lambda one: replace(one, mtime_ns=1),
    lambda one: replace(one, chrome=(Span(0, len(one.page.text) + 1),)),
    lambda one: replace(one, chrome=(Span(-1, 0),)),
    _document(lambda made: replace(made, draft=replace(made.draft, spans=(Span(0, 10**9),)))),
    _document(lambda made: replace(made, draft=replace(made.draft, spans=()))),
    _document(lambda made: replace(made, draft=replace(made.draft, text="", blocks=made.draft.blocks))),
]


@pytest.mark.parametrize("change", OTHERS)
def test_a_record_of_another_source_or_with_offsets_elsewhere_is_refused(
    made: Made, change: Callable[[Intake], Intake]
) -> None:
    batch, of = made
    with pytest.raises(UnusableArchive, match="A result in the queue is damaged"):
        carried.unpacked(carried.packed(_first(batch, change)), of)


def test_bytes_that_are_no_result_are_refused(made: Made) -> None:
    batch, of = made
    good = carried.packed(batch)
    for bad in (
        b"", b"{}", pickle.dumps(batch), zlib.compress(pickle.dumps(batch)), zlib.compress(b"[]"), good[:-1],
        good + b"x", good[:50] + bytes([good[50] ^ 1]) + good[51:], carried.packed(Batch(batch.results[1:])),
        carried.packed(Batch(batch.results[:-1])), carried.packed(Batch(batch.results[::-1])),
    ):  # fmt: skip
        with pytest.raises(UnusableArchive, match="A result in the queue is damaged"):
            carried.unpacked(bad, of)


def test_what_unpacks_to_more_than_there_can_be_is_refused(
    monkeypatch: pytest.MonkeyPatch, made: Made
) -> None:
    monkeypatch.setattr(carried, "_MOST_BYTES", 1000)
    with pytest.raises(UnusableArchive, match="damaged"):
        carried.unpacked(carried.packed(made[0]), made[1])


@pytest.mark.parametrize(
    ("theirs", "said"),
    [
        ('{"dates": "5"}', ""), ('{"dates": "4"}', "dates: 5 here, 4 there"),
        ('{"dates": "5", "format PDF": "pdf 8"}', "format PDF: none here, pdf 8 there"),
        ("no JSON", "does not say"), ("[]", "does not say"), ("3", "does not say"),
    ],
)  # fmt: skip
def test_what_differs_between_two_machines_is_said(theirs: str, said: str) -> None:
    assert said in carried.differences(theirs, '{"dates": "5"}')
    assert bool(carried.differences(theirs, '{"dates": "5"}')) == bool(said)


def test_equal_batches_have_equal_keys_and_no_others_have() -> None:
    words = (b"settings", "stamp", b"sources", b"data")
    assert carried.key(*words) == carried.key(*words)
    others = [(b"s", *words[1:]), (words[0], "", *words[2:]), (*words[:2], b"", words[3]), (*words[:3], None)]
    assert len({carried.key(*one) for one in (words, *others)}) == 5
