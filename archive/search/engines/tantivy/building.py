"""A batch of documents to the files of one segment, and their words to the library."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from archive.lang import registry
from archive.search import analysis
from archive.search.engines.segmented.contents import NAME, SegmentEntry, entry, remove
from archive.search.engines.segmented.documents import DocumentColumns
from archive.search.engines.tantivy.library import LibraryWriter, short, token
from archive.search.engines.tantivy.tokens import DENSE, TokenColumns
from archive.search.port import FIELDS, NAME_GAP, IndexRow
from archive.search.scoring import LEAD

MAX_DOCUMENTS: Final = 10_000  # of a segment as it is first written
MAX_TOKENS: Final = 8_000_000  # in the texts of such a segment

Placed = list[tuple[str, int]]


def new_name() -> str:
    """What a new segment is called: no other is called so."""
    return f"{NAME}_{secrets.token_hex(8)}"


class SegmentBuilder:
    """Takes documents in and writes them out as one segment."""

    def __init__(self, library: LibraryWriter) -> None:
        self.rows = 0
        self._library = library
        self._docs, self._tokens = DocumentColumns(), TokenColumns()
        self._words: set[tuple[str, str]] = set()

    @property
    def full(self) -> bool:
        return self.rows >= MAX_DOCUMENTS or len(self._tokens.dense["text"]) >= MAX_TOKENS

    def add(self, row: IndexRow, slot: int) -> None:
        """Takes one document in, which has this number in the library."""
        fields = []
        for name in FIELDS:
            words, compounds = _words(row, name)
            if name in DENSE:
                self._tokens.add(name, [form for form, _ in words])
                self._tokens.add_others(name, self.rows, compounds)
            else:
                self._tokens.add_others(name, self.rows, (*words, *compounds))
            placed = [*words, *compounds]
            fields.append((name, " ".join(_tokens(name, placed))))
            spoken = row.lang if name in DENSE and row.lang in registry.codes() else ""
            self._words.update((spoken, form) for form, _ in placed if short(form))
        self._library.add(slot, row.lang, row.dated, ((name, said) for name, said in fields if said))
        self._tokens.slots.append(slot)
        self._docs.add(row)
        self.rows += 1

    def write(self, folder: Path) -> SegmentEntry:
        """Writes the segment's files into `folder`; returns its entry. Raises OSError."""
        segment = new_name()
        try:
            self._docs.write(folder, segment, self._tokens.lengths_as_arrays())
            self._tokens.write(folder, segment)
            self._library.add_words(sorted(self._words))
        except BaseException:
            remove(folder, [segment])
            raise
        return entry(folder, segment, self.rows)


def _words(row: IndexRow, name: str) -> tuple[Placed, Placed]:
    """The words of one field of a row with their places, and its compounds."""
    values = [getattr(row, name)] if name in ("text", "title", "source") else row.values(name)
    words: Placed = []
    joined: Placed = []
    first = 0
    for value in values:
        plain, compounds = analysis.tokens(analysis.composed(value))
        words += zip(map(analysis.cached_form, plain), range(first, first + len(plain)), strict=True)
        joined += [(form, first + place) for place, form in compounds]
        first += len(plain) + NAME_GAP
    return words, joined


def _tokens(name: str, placed: Iterable[tuple[str, int]]) -> Iterator[str]:
    """The forms of a field as the library has them."""
    placed = list(placed)
    early = {form for form, at in placed if at < LEAD} if name == "text" else frozenset()
    for form, times in Counter(form for form, _ in placed).items():
        if short(form):
            yield token(form, times, form in early)
