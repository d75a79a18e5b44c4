"""The main text of a page with a single article, by trafilatura, told in the page's own blocks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import trafilatura

_WORD = re.compile(r"\w+")
_GRAM = 4  # words; shorter shingles are found anywhere
_SHARE = 0.6  # of a block's shingles that the main text must hold


@dataclass(frozen=True, slots=True)
class Main:
    """What trafilatura makes of a page."""

    text: str
    title: str | None
    author: str | None
    date: str | None


def extract(html: str) -> Main | None:
    """The main text and the metadata of `html`; None where trafilatura finds none."""
    found = trafilatura.bare_extraction(html, include_comments=False, include_tables=True, with_metadata=True)
    if found is None or not found.text:
        return None
    return Main(found.text, found.title or None, found.author or None, found.date or None)


def marks(texts: Sequence[str], main: str) -> list[bool]:
    """For each block's text, whether it belongs to the main text."""
    lines = {_key(line) for line in main.split("\n")}
    words = _WORD.findall(main.casefold())
    grams = {tuple(words[i : i + _GRAM]) for i in range(len(words) - _GRAM + 1)}
    return [_within(text, lines, grams) for text in texts]


def _key(line: str) -> str:
    return " ".join(_WORD.findall(line.casefold()))


def _within(text: str, lines: set[str], grams: set[tuple[str, ...]]) -> bool:
    key = _key(text)
    if not key:
        return False
    if key in lines:
        return True
    words = key.split()
    own = [tuple(words[i : i + _GRAM]) for i in range(len(words) - _GRAM + 1)]
    return bool(own) and sum(g in grams for g in own) >= _SHARE * len(own)
