"""Small archives made by hand: texts with their names and dates, and the links between them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from archive.catalog import Catalog, changes, documents, links
from archive.catalog.intake import Intake, Made
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
    Segment,
    Source,
    Span,
)

NOW = "2026-01-02T03:04:05Z"


@dataclass(frozen=True)
class Text:
    """A document to be: `names` and `dates` are marked wherever they stand in `text`, longest first."""

    lang: str
    text: str
    people: Sequence[str] = ()
    places: Sequence[str] = ()
    bodies: Sequence[str] = ()
    dates: dict[str, str] = field(default_factory=dict)  # words -> EDTF
    relative: dict[str, str] = field(default_factory=dict)  # those that hang on the day of writing
    date: str | None = None
    title: str | None = None

    def mentions(self) -> list[Mention]:
        wanted = [(n, MentionType.PERSON, None) for n in self.people]
        wanted += [(n, MentionType.PLACE, None) for n in self.places]
        wanted += [(n, MentionType.ORG, None) for n in self.bodies]
        found = _marked(self.text, wanted)
        found += _marked(self.text, [(w, MentionType.DATE, v) for w, v in self.dates.items()])
        hanging = _marked(self.text, [(w, MentionType.DATE, v) for w, v in self.relative.items()])
        return found + [replace(m, evidence=Evidence.of("test", relative=True)) for m in hanging]


TEST = Evidence.of("test")


def _marked(text: str, wanted: Iterable[tuple[str, MentionType, str | None]]) -> list[Mention]:
    taken: list[Mention] = []
    for name, kind, value in sorted(wanted, key=lambda w: -len(w[0])):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            if all(m.end <= match.start() or m.start >= match.end() for m in taken):
                taken.append(Mention(match.start(), match.end(), kind, match[0], value, TEST))
    return taken


def archive(folder: Path, texts: Iterable[Text]) -> Catalog:
    """A catalog that holds `texts`, numbered from 1 in their order."""
    catalog = Catalog.open(folder, create=True)
    with catalog.transaction():
        for i, text in enumerate(texts):
            add(catalog, text, f"texts/{i:05}.txt")
    return catalog


def add(catalog: Catalog, text: Text, origin: str) -> int:
    """Adds one text; returns its number."""
    body = text.text
    sha = hashlib.sha256(f"{origin}{text.lang}{body}".encode()).hexdigest()
    draft = Draft(
        0, text.lang, body, (Span(0, len(body)),), (LangSpan(0, len(body), text.lang),), title=text.title
    )
    dating = Dating(text.date, DateBasis.METADATA) if text.date else None
    made = Made(draft, dating, tuple(text.mentions()))
    page = Page(body, (Block(0, len(body)),))
    intake = Intake(Source(sha, origin, origin, "text/plain", len(body.encode())), 0, page, (), (made,))
    return documents.add(catalog, intake, NOW)[0]


def link(
    catalog: Catalog, a: int, b: int, kind: str = links.TRANSLATION, segments: Sequence[Segment] | None = None
) -> None:
    """Links documents `a` and `b`; without segments their paragraphs stand against each other in order."""
    aligned = tuple(_paragraphs(catalog, a, b) if segments is None else segments)
    links.put(catalog, [links.Edge(kind, a, b, 0.99, segments=aligned)])
    changes.log(catalog, [a, b], "linked")


def _paragraphs(catalog: Catalog, a: int, b: int) -> list[Segment]:
    def spans(n: int) -> list[Span]:
        text = catalog.db.execute("SELECT text FROM documents WHERE n = ?", (n,)).fetchone()[0]
        return [Span(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]

    return [Segment(x, y, 0.9) for x, y in zip(spans(a), spans(b), strict=False)]


def rows_of(catalog: Catalog, queries: Mapping[str, str]) -> dict[str, list[tuple[Any, ...]]]:
    """What a catalog answers to each query, to be compared with another's."""
    return {what: [tuple(row) for row in catalog.db.execute(query)] for what, query in queries.items()}
