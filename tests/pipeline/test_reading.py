"""Two texts side by side, and which documents are outdated."""

from __future__ import annotations

import json

import pytest

from archive.ingest import readers
from archive.pipeline.reading import rows
from archive.pipeline.versions import READER, is_outdated
from archive.records import Segment, Span

FRENCH = "Un héron.\n\nIl pleut.\n\nLe quai dort."
ENGLISH = "Rain again.\n\nA heron.\n\nThe quay sleeps.\n\nGood night."


def at(text: str, part: str) -> Span:
    start = text.index(part)
    return Span(start, start + len(part))


def segment(french: str, english: str) -> Segment:
    return Segment(at(FRENCH, french), at(ENGLISH, english), 0.9)


def test_what_has_no_counterpart_stands_alone_in_its_place() -> None:
    pairs = [segment("Le quai dort.", "The quay sleeps."), segment("Un héron.", "A heron.")]
    assert [(a.strip(), b.strip()) for a, b in rows(FRENCH, ENGLISH, pairs)] == [
        ("", "Rain again."),
        ("Un héron.", "A heron."),
        ("Il pleut.", ""),
        ("Le quai dort.", "The quay sleeps."),
        ("", "Good night."),
    ]


def test_texts_without_segments_stand_one_after_the_other() -> None:
    found = [(a.strip(), b.strip()) for a, b in rows("Un héron.", "A heron.", [])]
    assert found == [("Un héron.", ""), ("", "A heron.")]


MODELS = {"names": "1", "vectors": "2"}


def test_a_document_is_outdated_by_its_models_its_rules_or_its_reader() -> None:
    reader = readers.reader_of("text/plain")
    assert reader is not None
    same = {**MODELS, READER: reader.stamp}

    def outdated(made: dict[str, str], current: dict[str, str] = MODELS, kind: str = "text/plain") -> bool:
        return is_outdated(json.dumps(made), kind, lambda _model: current)

    assert not outdated(same)
    assert outdated(same, {**MODELS, "names": "2"})
    assert outdated(same, {"names": "1"})
    assert outdated({**same, READER: f"{reader.stamp}0"})
    assert not outdated({**same, READER: "gone 9"}, kind="application/x-unknown")


@pytest.mark.parametrize("kind", ["text/plain", "text/html"])
def test_a_document_from_before_readers_had_versions_was_made_by_the_first(kind: str) -> None:
    reader = readers.reader_of(kind)
    assert reader is not None
    assert is_outdated(json.dumps(MODELS), kind, lambda _model: MODELS) == (reader.version > 1)
