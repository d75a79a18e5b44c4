"""The archive's own index, asked through the same port."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np

from archive.search import alike, engines
from archive.search.port import EngineQuery, Filters, IndexRow, PassageVector
from archive.search.query import Node, parse
from archive.search.sync import BATCH
from benchmarks.peers.port import Query
from benchmarks.texts import Text

_DIMENSIONS: Final = 512
_PASSAGES: Final = 3  # of a text; their vectors are drawn at random


class Ours:
    """Texts go in with names, entities, dates and, where `vectors`, passages with their meaning."""

    def __init__(self, folder: Path, *, vectors: bool = True, engine: str = "whoosh") -> None:
        self.address = f"{engine}:{folder}"
        self.vectors = vectors
        self.random = np.random.default_rng(0)

    def index(self, texts: Sequence[Text]) -> None:
        index = engines.index(self.address, create=True)
        rows = self._rows(texts)
        for done in range(0, len(texts), BATCH):
            index.write(islice(rows, BATCH), (), position=min(len(texts), done + BATCH))
        index.close()

    def _rows(self, texts: Sequence[Text]) -> Iterator[IndexRow]:
        numbers: dict[tuple[str, str], int] = {}
        for text in texts:
            day = dt.date.fromisoformat(text.date).toordinal()
            entities = tuple(
                (type_, numbers.setdefault((type_, name), len(numbers) + 1)) for type_, name in text.names
            )
            yield IndexRow(
                text.n, text.lang, text.text, title=text.title, source=f"{text.n}.txt",
                collection=f"s{text.n % 20}", dated=(day, day), names=text.names, entities=entities,
                spoken=((day, day),), passages=self._passages(len(text.text)),
            )  # fmt: skip

    def _passages(self, length: int) -> tuple[PassageVector, ...]:
        if not self.vectors:
            return ()
        cut = length // _PASSAGES
        return tuple(
            PassageVector(i * cut, (i + 1) * cut, self._vector().astype(np.float16).tobytes())
            for i in range(_PASSAGES)
        )

    def _vector(self) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        drawn = self.random.standard_normal(_DIMENSIONS)
        return drawn / np.linalg.norm(drawn)

    def open(self) -> None:
        self.opened = engines.index(self.address)

    def search(self, kind: str, asked: Query) -> int:
        return len(self.opened.search(self._ask(kind, asked)).matches)

    def _ask(self, kind: str, asked: Query) -> EngineQuery:
        tree = _tree(kind, asked)
        if kind == "term + dates":
            since, until = (dt.date.fromisoformat(day).toordinal() for day in (asked.since, asked.until))
            return EngineQuery(tree, Filters(dated=(since, until)))
        if kind == "cross-language":
            if not self.vectors:
                raise NotImplementedError(kind)
            # As a search asks: with the translations of the words, and the meaning of the query.
            return EngineQuery(tree, others=alike.instead(asked.words), vector=self._vector().tolist())
        return EngineQuery(tree, facets=kind == "six facets")


def _tree(kind: str, asked: Query) -> Node:
    words = " AND ".join(asked.words)
    match kind:
        case "phrase":
            return parse(f'"{" ".join(asked.words)}"')
        case "prefix":
            return parse(f"{words}*")
        case "fuzzy":
            return parse(f"{words}~1")
        case "cross-language":
            return parse(" ".join(asked.words))
        case _:
            return parse(words)
