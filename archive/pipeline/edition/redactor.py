"""Takes words out of a text and out of what is said of it: title, author, address, names of files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import quote, unquote

from archive.catalog.own_texts import OwnText
from archive.catalog.passages import TextWords, words_of
from archive.catalog.redacted import RedactedPassage
from archive.dataclass import dataclass
from archive.records import LangSpan, PageStart

_MARKS: Final = {"fr": "[caviardé]"}
MARK: Final = "[redacted]"
IN_PLACES: Final = "redacted"  # in names of files and addresses, where brackets mean something else
_SEPARATORS: Final = re.compile(r"([/!?&=#])")
_SHORT: Final = 4  # letters: shorter words tell nothing by themselves
_LONG: Final = 6  # letters: longer ones are found within a word too ("sarrazin2016")


def mark_in(lang: str) -> str:
    """What stands for redacted words in a text of this language."""
    return _MARKS.get(lang, MARK)


@dataclass(frozen=True, slots=True)
class Redactor:
    """What may stand nowhere: rows of words (`phrases`), and single words (`hidden`), all folded.

    `mark` stands for them where anything is said in words.
    """

    phrases: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    mark: str = MARK

    def __or__(self, other: Redactor) -> Redactor:
        mark = self.mark if self.phrases or self.hidden else other.mark
        return Redactor(self.phrases | other.phrases, self.hidden | other.hidden, mark)

    def hits(self, text: str) -> bool:
        """Whether anything of it stands in a text."""
        return bool(self._spans(words_of(text)))

    def field(self, text: str) -> str:
        """What is said of a text, with a mark for what may not stand there."""
        return _replaced(text, self._spans(words_of(text)), self.mark)

    def place(self, place: str) -> str:
        """A path or address, part by part, so that what holds it is redacted in the same way."""
        return "".join(self._part(part) for part in _SEPARATORS.split(place))

    def _part(self, part: str) -> str:
        plain = unquote(part, errors="surrogateescape")
        spans = self._spans(words_of(plain))
        if not spans:
            return part
        replaced = _replaced(plain, spans, IN_PLACES)
        return replaced if plain == part else quote(replaced, safe=" ;,:@+$~()'*", errors="surrogateescape")

    def _spans(self, words: TextWords) -> list[tuple[int, int]]:
        if not (self.phrases or self.hidden):
            return []
        runs = [run for phrase in self.phrases for run in words.find(phrase)]
        runs += [(i, i + 1) for i, word in enumerate(words.folded) if self._hides(word)]
        return _joined(words.span(run) for run in runs)

    def _hides(self, word: str) -> bool:
        return word in self.hidden or any(one in word for one in self.hidden if len(one) >= _LONG)


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def _replaced(text: str, spans: Sequence[tuple[int, int]], mark: str) -> str:
    out: list[str] = []
    at = 0
    for start, end in spans:
        out += [text[at:start], mark]
        at = end
    return "".join([*out, text[at:]])


def redactor_of(one: OwnText, passages: Sequence[RedactedPassage], names: Iterable[str]) -> Redactor:
    """What may not stand in what is said of a text: its names, and what of its passages stands there no more.

    Of a passage's single words those count that begin with a capital or hold a figure: a common word in the
    title or the name of a file tells nothing of it.
    """
    if not passages:
        return Redactor(frozenset(names), mark=mark_in(one.lang))
    words = words_of(one.text)
    runs = [words.within(p.start, p.end) for p in passages]
    gone = {i for first, last in runs for i in range(first, last)}
    left = {word for i, word in enumerate(words.folded) if i not in gone}
    rest = words_of(cut(one, passages).text)
    phrases = {phrase for run in runs if (phrase := words.said(run)) and not rest.find(phrase)}
    hidden = {
        words.folded[i] for i in gone
        if words.folded[i] not in left and len(words.folded[i]) >= _SHORT
        and not one.text[words.spans[i][0]].islower()
    }  # fmt: skip
    return Redactor(frozenset(phrases | set(names)), frozenset(hidden), mark_in(one.lang))


def cut(one: OwnText, passages: Sequence[RedactedPassage]) -> OwnText:
    """A text with a mark for each passage: for what of it stands in each paragraph, so that these stay."""
    if not passages:
        return one
    mark = mark_in(one.lang)
    out: list[str] = []
    blocks: list[LangSpan] = []
    pages: list[PageStart] = []
    size = at = 0
    todo = list(one.pages)

    def put(text: str) -> None:
        nonlocal size
        out.append(text)
        size += len(text)

    def keep(end: int) -> None:
        """Takes the text over to `end`, and the pages that begin there."""
        nonlocal at
        while todo and todo[0].start < end:
            pages.append(PageStart(size + max(todo[0].start - at, 0), todo.pop(0).number))
        put(one.text[at:end])
        at = end

    for block in one.blocks:
        keep(block.start)
        start = size
        for passage in passages:
            first, last = max(passage.start, block.start), min(passage.end, block.end)
            if first < last:
                keep(first)
                put(mark)
                while todo and todo[0].start < last:
                    pages.append(PageStart(size - len(mark), todo.pop(0).number))
                at = last
        keep(block.end)
        blocks.append(LangSpan(start, size, block.lang))
    keep(len(one.text))
    return replace(one, text="".join(out), blocks=tuple(blocks), pages=tuple(pages))


def title_of(one: OwnText, passages: Sequence[RedactedPassage], redactor: Redactor) -> str | None:
    """The title of a redacted text: as it stands in the text, where it does."""
    if not one.title:
        return one.title
    words = words_of(one.text)
    for run in words.find(one.title):
        start, end = words.span(run)
        met = [(max(p.start, start) - start, min(p.end, end) - start) for p in passages]
        met = [(a, b) for a, b in met if a < b]
        if met:
            return redactor.field(" ".join(_replaced(one.text[start:end], met, redactor.mark).split()))
    return redactor.field(one.title)
