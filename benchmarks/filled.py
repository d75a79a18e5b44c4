"""An archive with thousands of documents in it, made without any model: for what is measured after ingest."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.catalog import Catalog, documents
from archive.catalog.intake import Intake, Made, Passage
from archive.evidence import Evidence
from archive.records import (
    Block,
    DateBasis,
    Dating,
    Draft,
    LangSpan,
    Mention,
    MentionType,
    Page,
    Source,
    Span,
)
from benchmarks.texts import Text

NOW: Final = "2024-01-01T00:00:00Z"
_DIMENSIONS: Final = 512
_TOPICS: Final = 200
_ALIKE: Final = 0.85  # cosine of the two versions of a passage
_TOPIC: Final = 0.5  # what two passages of one topic share
_TWINS: Final = 0.8  # share of texts that have a translation


class Vectors:
    """Unit vectors for passages: those of one topic lean the same way, those of twins are near copies."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.topics = _unit(np.random.default_rng(seed).standard_normal((_TOPICS, _DIMENSIONS)))

    def are_twins(self, n: int) -> bool:
        """Whether texts n and n + 1, for an even n, are each other's translation (four times of five)."""
        return bool(np.random.default_rng((self.seed, 1, n // 2)).random() < _TWINS)

    def of(self, text: Text, count: int) -> npt.NDArray[np.float16]:
        """The vectors of a text's passages, near copies of its twin's where it has one."""
        shared = (self.seed, 2, text.n // 2) if self.are_twins(text.n) else (self.seed, 3, text.n)
        random = np.random.default_rng(shared)
        topic = self.topics[int(random.integers(_TOPICS))]
        own = _unit(random.standard_normal((count, _DIMENSIONS)))
        meant = _unit(_TOPIC * topic + np.sqrt(1 - _TOPIC**2) * own)
        noise = _unit(np.random.default_rng((self.seed, 4, text.n)).standard_normal((count, _DIMENSIONS)))
        return _unit(np.sqrt(_ALIKE) * meant + np.sqrt(1 - _ALIKE) * noise).astype(np.float16)


def _unit(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


def fill(folder: Path, texts: Iterable[Text], seed: int) -> int:
    """Puts texts into the catalog of the archive in `folder`; returns how many. The index is left alone."""
    vectors = Vectors(seed)
    with Catalog.open(folder, create=True) as catalog, catalog.transaction():
        return sum(len(documents.add(catalog, _intake(text, vectors), NOW)) for text in texts)


def _intake(text: Text, vectors: Vectors) -> Intake:
    body = f"{text.title}\n\n{text.text}"
    sha256 = hashlib.sha256(f"{text.n}\n{body}".encode()).hexdigest()
    whole = Span(0, len(body))
    blocks = tuple(_paragraphs(body))
    draft = Draft(
        0, text.lang, body, (whole,), tuple(LangSpan(b.start, b.end, text.lang) for b in blocks),
        title=text.title, title_span=Span(0, len(text.title)), date=text.date,
    )  # fmt: skip
    rows = vectors.of(text, len(blocks))
    passages = tuple(Passage(b.start, b.end, row.tobytes()) for b, row in zip(blocks, rows, strict=True))
    dating = Dating(text.date, DateBasis.METADATA)
    made = Made(draft, dating, tuple(_mentions(text, body)), passages)
    page = Page(body, tuple(Block(b.start, b.end) for b in blocks), title=text.title, date=text.date)
    name = f"collection-{text.n % 20}/{text.n}.txt"
    return Intake(Source(sha256, f"/{name}", name, "text/plain", len(body)), 0, page, (), (made,))


def _paragraphs(body: str) -> Iterator[Span]:
    start = 0
    for piece in body.split("\n\n"):
        if piece:
            yield Span(start, start + len(piece))
        start += len(piece) + 2


def _mentions(text: Text, body: str) -> Iterator[Mention]:
    last = 0
    for kind, name in text.names:
        at = body.find(name, last)
        if at >= 0:
            yield Mention(at, at + len(name), MentionType(kind), name, evidence=Evidence.of("benchmark"))
            last = at + len(name)
    year = str(dt.date.fromisoformat(text.date).year)
    at = body.find(year)
    if at >= 0:
        yield Mention(at, at + 4, MentionType.DATE, year, value=year, evidence=Evidence.of("benchmark"))
