"""A block of a page with its text and what can be read off it alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.ingest.language import Guess
from archive.records import Block, Page, Role

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ENDS = re.compile(r"[.;,:…][\s\"'»”’)\]*_]*\Z")
_LOWER_START = re.compile(r"[\W_]*[a-zà-öø-ÿœ]")
_QUESTION = re.compile(r"\s*(?:Q|R|A)\s*(?:\d+\s*)?[.:)–-]\s", re.IGNORECASE)
_MARK = re.compile(r"[*_#>\s]*\(?(?:[•◦▪‣●→➤·*+–—-]\s?|\d{1,2}[.)]\s|[a-zA-Z][.)]\s)")

MAX_TITLE_WORDS = 30
MAX_TITLE_CHARS = 250


@dataclass(frozen=True, slots=True)
class Unit:
    """One block: its text, the line ends before it, its words, its language."""

    block: Block
    text: str
    newlines: int  # line ends between it and the block before; a blank line makes two
    words: int
    lang: Guess

    @property
    def chrome(self) -> bool:
        return self.block.role is Role.CHROME


def count_words(text: str) -> int:
    """The number of words in `text`."""
    return sum(1 for _ in _WORD.finditer(text))


def like_title(unit: Unit) -> bool:
    """Whether `unit` could be a title by its own looks: short, one line, no final stop, no list mark."""
    if unit.block.role is Role.HEADING and unit.block.level:
        return True
    text = unit.text
    if unit.block.role not in (Role.HEADING, Role.PARAGRAPH) or not 1 <= unit.words <= MAX_TITLE_WORDS:
        return False
    if len(text) > MAX_TITLE_CHARS or "\n" in text or _ENDS.search(text):
        return False
    return not (_LOWER_START.match(text) or _QUESTION.match(text) or _MARK.match(text))


def make_units(page: Page, texts: list[str], guesses: list[Guess]) -> list[Unit]:
    """The units of `page`, one a block."""
    units = []
    end = 0
    for block, text, guess in zip(page.blocks, texts, guesses, strict=True):
        newlines = page.text.count("\n", end, block.start)
        units.append(Unit(block, text, newlines, count_words(text), guess))
        end = block.end
    return units
