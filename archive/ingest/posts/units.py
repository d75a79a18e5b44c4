"""A block of a page with its text and what can be read off it alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.dataclass import dataclass
from archive.ingest.language import Guess
from archive.records import Block, Page, Role

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ENDS = re.compile(r"[.;,:…][\s\"'»”’)\]*_]*\Z")
_LOWER_START = re.compile(r"[\W_]*[a-zà-öø-ÿœ]")
_QUESTION = re.compile(r"\s*(?:Q|R|A)\s*(?:\d+\s*)?[.:)–-]\s", re.IGNORECASE)
_MARK = re.compile(r"[*_>\s]*\(?(?:[•◦▪‣●→➤·*+–—-]\s?|\d{1,2}[.)]\s|[a-zA-Z][.)]\s)")
_HASHES = re.compile(r"(#{1,6})\s*\S")
# WordPress sets a no-break space before the last word of a title, so that the word never stands alone
# (its "widont" filter); in copied text it is what is left of the heading.
_WIDOW = re.compile(r"[^\xa0]*[^\W\d_]\xa0[^\W\d_]{2}[^\s\xa0]*\Z")
_TWO_TITLES = re.compile(r"\S\s*(?://+|\|+)\s*\S|\S\s+/\s+\S")
_RULE = re.compile(r"\W*\Z")

MAX_TITLE_WORDS = 30
MAX_TITLE_CHARS = 250


@dataclass(frozen=True, slots=True)
class Unit:
    """One block: its text, the line ends before it, its words, its language, the rules next to it."""

    block: Block
    text: str
    newlines: int  # line ends between it and the text before; a blank line makes two
    words: int
    lang: Guess
    rule_before: bool = False
    headed: bool = False  # markup, or marks in plain text, make it a heading
    level: int = 0  # of the heading, where its marks tell
    markup: bool = False  # the page has markup, so that headings are not told by their looks

    @property
    def chrome(self) -> bool:
        return self.block.role is Role.CHROME


def count_words(text: str) -> int:
    """The number of words in `text`."""
    return len(_WORD.findall(text))


def can_be_title(unit: Unit) -> bool:
    """Whether `unit` could be a title at all: one short line without a list mark."""
    if unit.block.level:
        return 1 <= unit.words <= 2 * MAX_TITLE_WORDS
    if unit.block.role not in (Role.HEADING, Role.PARAGRAPH) or not 1 <= unit.words <= 2 * MAX_TITLE_WORDS:
        return False
    text = unit.text
    long = unit.words > MAX_TITLE_WORDS or text[MAX_TITLE_CHARS:]
    if long and (text[2 * MAX_TITLE_CHARS :] or not _TWO_TITLES.search(text)):
        return False  # nor one in both languages
    if text.count("\n") > 2:
        return False
    return not (_QUESTION.match(text) or _MARK.match(text))


def like_title(unit: Unit) -> bool:
    """Whether `unit` could be a title by its own looks: short, one line, no final stop, no list mark."""
    if unit.block.level:
        return True
    return can_be_title(unit) and not (_ENDS.search(unit.text) or _LOWER_START.match(unit.text))


def make_units(
    page: Page, texts: Sequence[str], guesses: Sequence[Guess], *, marked: bool = False
) -> list[Unit]:
    """The units of `page`, one a block. `marked`: its headings come from markup, not from their looks."""
    units: list[Unit] = []
    end = 0
    rule = underlined = False
    for i, (block, text, guess) in enumerate(zip(page.blocks, texts, guesses, strict=True)):
        newlines = page.text.count("\n", end, block.start)
        chrome = block.role is Role.CHROME
        hashes = None if marked else _HASHES.match(text)
        following = page.blocks[i + 1] if i + 1 < len(page.blocks) else None
        own_rule, underlined = underlined, following is not None and _underlines(page, block, following)
        level = block.level or (len(hashes.group(1)) if hashes else 0)
        headed = level > 0 or underlined or (marked and block.role is Role.HEADING)
        headed = headed or (not marked and is_widow(text))
        words = 0 if chrome else count_words(text)
        units.append(Unit(block, text, newlines, words, guess, rule and not chrome, headed, level, marked))
        rule = chrome and is_rule(text) and not own_rule
        end = block.end
    return units


def is_widow(text: str) -> bool:
    """Whether `text` bears the no-break space that WordPress sets in titles of posts, and only there."""
    return len(text) <= MAX_TITLE_CHARS and text.count(" ") >= 2 and _WIDOW.match(text) is not None


def is_rule(text: str) -> bool:
    """Whether `text` holds no letter or digit: a rule drawn with characters."""
    return _RULE.match(text) is not None


def _underlines(page: Page, block: Block, following: Block) -> bool:
    """Whether `following` is a line of `===` or `---` right under `block`."""
    if following.role is not Role.CHROME or page.text[block.end : following.start].count("\n") != 1:
        return False
    return is_rule(page.text[following.start : following.end])
