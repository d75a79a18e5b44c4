"""A timeline in parts is the timeline: each event once, in the part of the first text that tells it."""

from __future__ import annotations

from itertools import islice

import pytest

import archive
from archive.timeline.events import Event
from archive.timeline.part import TimelinePart
from archive.timeline.sentences import sentences
from tests.sample import sample


def key(event: Event) -> tuple[str, frozenset[str]]:
    return event.date, frozenset(f"{said.document}:{said.start}" for said in event.sources)


@pytest.mark.parametrize("limit", [1, 3, 1000])
def test_the_parts_are_the_whole(limit: int) -> None:
    with archive.open(sample().folder, run=archive.Run(bring_up=False)) as opened:
        for entity in islice(opened.entities(), 12):
            parts: list[TimelinePart] = []
            at = 0
            while not parts or parts[-1].end < parts[-1].total:
                parts.append(opened.timeline_part(entity, at, limit))
                at = parts[-1].end
            whole = opened.timeline(entity.id)
            told = [key(event) for part in parts for event in part.events]
            assert len(told) == len(set(told))
            assert set(told) == {key(event) for event in whole}
            assert [a.document for part in parts for a in part.appearances] == [
                a.document for a in opened.appearances(entity)
            ]
            assert parts[0].whole is (len(parts) == 1)
            assert sum(count for _, count in parts[0].years.values()) <= parts[0].total == entity.documents


def test_a_place_that_is_too_far_is_the_last_part() -> None:
    with archive.open(sample().folder, run=archive.Run(bring_up=False)) as opened:
        entity = next(opened.entities())
        last = opened.timeline_part(entity, 10**9, 2)
        assert last.end == last.total
        assert last.end - last.start in (1, 2)
        assert opened.timeline_part(entity, last.start, 2) == last


@pytest.mark.parametrize(
    ("at", "told"),
    [((), []), ((0,), ["Un."]), ((5,), ["Deux ?", "Trois."]), ((12,), ["Deux ?", "Trois."]),
     ((0, 25), ["Un.", "Quatre"])],
)  # fmt: skip
def test_only_the_paragraphs_that_are_asked_for_are_cut(at: tuple[int, ...], told: list[str]) -> None:
    text = "Un.\n\nDeux ? Trois.\n\nQuatre"
    assert [text[a:b] for a, b in sentences(text, "fr", at)] == told
    assert {text[a:b] for a, b in sentences(text, "fr")} >= set(told)
