"""Two languages by turns: a leaflet in two columns, a page that says each paragraph in both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from archive.ingest.posts.units import Unit

_LEAST: Final = 2  # rounds
_SURE: Final = 0.8
_WORDS: Final = 5  # of a paragraph whose language counts
_ALL_WORDS: Final = 25  # of a version
_LIKE: Final = 0.5  # of the longer one's characters, the shorter of a paragraph and its counterpart has
# Who speaks, or a quotation: two people who each keep to a language, a text that translates what it quotes.
_SAID: Final = re.compile(r"\s*(?:[«“\"„‹]|(?:[^\W\d_][\w.'’-]*\s+){0,3}[^\W\d_][\w.'’-]*\s?:\s)")


def alternating(units: Sequence[Unit]) -> tuple[list[Unit], list[Unit]] | None:
    """The units of either language, where a text says all of its paragraphs in one and then in the other.

    None where it does not: each stretch in one language must have a counterpart of about its length, and no
    stretch may be what somebody says.
    """
    stretches: list[list[Unit]] = []
    lead: list[Unit] = []
    for unit in units:
        lang = unit.lang.lang
        if unit.words < _WORDS or unit.lang.p < _SURE or lang == "und":
            (stretches[-1] if stretches else lead).append(unit)
        elif stretches and stretches[-1][0].lang.lang == lang:
            stretches[-1].append(unit)
        else:
            stretches.append([unit])
    firsts, seconds = stretches[::2], stretches[1::2]
    if len(firsts) != len(seconds) or len(firsts) < _LEAST:
        return None
    langs = [{one[0].lang.lang for one in side} for side in (firsts, seconds)]
    if len(langs[0]) != 1 or len(langs[1]) != 1 or any(_SAID.match(one[0].text) for one in stretches):
        return None
    if any(_unlike(one, other) for one, other in zip(firsts, seconds, strict=True)):
        return None
    sides = [unit for one in firsts for unit in one], [unit for one in seconds for unit in one]
    if any(sum(unit.words for unit in side) < _ALL_WORDS for side in sides):
        return None
    # What stands before the first one stays with it.
    return [*sides[0], *lead], sides[1]


def _unlike(one: Sequence[Unit], other: Sequence[Unit]) -> bool:
    long = [sum(len(unit.text) for unit in side) for side in (one, other)]
    return min(long) < _LIKE * max(long)
