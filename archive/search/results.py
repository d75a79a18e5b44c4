"""What a search gives back: a page of hits, each with its reasons; as text, and as a notebook shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field

from archive.catalog.links import Linked
from archive.dataclass import dataclass
from archive.printable import printable, printable_html
from archive.records import Document
from archive.text import on_page

Spans = tuple[tuple[int, int], ...]


class Note(str):
    """A note for a person, in English; `code` and `values` are what other words for it are made of."""

    code: str
    values: tuple[str | int, ...]

    def __new__(cls, text: str, code: str, *values: str | int) -> Note:
        """`text` as it is said in English; a number among the values comes first."""
        note = super().__new__(cls, text)
        note.code, note.values = code, values
        return note


@dataclass(frozen=True, slots=True)
class NearestPassage:
    """The passage of a text that is nearest to the query in meaning: its place, and the cosine."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Why:
    """Why a text was found: words and names in it, a passage; `instead`: what stood for which word."""

    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    instead: Mapping[str, str] = field(default_factory=dict)
    passage: NearestPassage | None = None

    @property
    def found(self) -> list[str]:
        """Its words, each once: as first written, whatever its case."""
        return list(_once(self.words))

    @property
    def stood_for(self) -> list[tuple[str, str]]:
        """What stood for which word, each once."""
        return [(word, self.instead[word]) for word in _once(self.instead)]

    def __str__(self) -> str:
        """In a few words: "words: tribunal, court; names: Lavergne; meaning: 0.52"."""
        instead = [f"{word} ({form})" for word, form in self.stood_for]
        parts = [
            f"{what}: {', '.join(named)}"
            for what, named in (
                ("words", self.found[:8]), ("instead", instead[:8]), ("names", self.names[:5]),
            )
            if named
        ]  # fmt: skip
        if self.passage:
            parts.append(f"meaning: {self.passage.score:.2f}")
        return "; ".join(parts) or "filters"


def _once(words: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for word in words:
        if word.casefold() not in seen:
            seen.add(word.casefold())
            yield word


@dataclass(frozen=True, slots=True)
class Hit:
    """One text, or one work in its versions. `highlights` are spans of `snippet`, which begins on `page`."""

    rank: int
    score: float
    document: Document
    snippet: str
    highlights: Spans
    title_highlights: Spans
    why: Why
    translations: tuple[Linked, ...] = ()
    duplicates: tuple[Linked, ...] = ()
    page: int | None = None
    excerpt_of: Linked | None = None
    excerpts: tuple[Linked, ...] = ()

    def __str__(self) -> str:
        """The title, where the text is from, the snippet, the reasons: four lines."""
        d = self.document
        lines = (
            f"{self.rank:3}. {d.title or d.source}",
            f"     {d.lang}  {d.date or 'undated'}  {d.id}  {d.source}{on_page(self.page)}",
            f"      {self.snippet}",
            f"     {self.why}",
        )
        return "\n".join(map(printable, lines))

    def _repr_html_(self) -> str:
        """What a notebook shows: escaped, the words that were found marked."""
        d = self.document
        title = _marked(d.title, self.title_highlights) if d.title else printable_html(d.source)
        facts = "  ".join((d.lang, d.date or "undated", d.id, d.source + on_page(self.page)))
        also = "".join(
            f'<br>also <span lang="{printable_html(t.lang)}">{printable_html(t.title or t.source)}</span>'
            f" ({printable_html(t.lang)}, {printable_html(t.id)})"
            for t in self.translations
        )
        return (
            f'<div class="archive-hit" lang="{printable_html(d.lang)}"><b>{title}</b><br>'
            f"<small>{printable_html(facts)}{also}</small>"
            f"<br>{_marked(self.snippet, self.highlights)}<br>"
            f"<small>{printable_html(str(self.why))}</small></div>"
        )


@dataclass(frozen=True, slots=True)
class Facet:
    """How many hits have a value; of a name `id` is that of its entity, `labels` what that is called, by
    language."""

    value: str | int
    count: int
    id: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    def called(self, lang: str) -> str:
        """The value in a language, where it is called otherwise in it."""
        return self.labels.get(lang, str(self.value))


@dataclass(frozen=True, slots=True)
class ResultPage:
    """A page of hits: `total` in all, standing for so many `documents`; `notes` a person should read."""

    total: int
    documents: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Sequence[Facet]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    suggestions: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    def __str__(self) -> str:
        """The notes, the count and the hits."""
        return "\n\n".join([*map(printable, self.notes), self._count(), *map(str, self.hits)])

    def _repr_html_(self) -> str:
        """What a notebook shows, escaped."""
        notes = "".join(f"<p>{printable_html(note)}</p>" for note in self.notes)
        items = "".join(f"<li value={hit.rank}>{hit._repr_html_()}</li>" for hit in self.hits)
        return f"{notes}<p>{self._count()}</p><ol>{items}</ol>"

    def _count(self) -> str:
        hits = "1 hit" if self.total == 1 else f"{self.total:,} hits"
        return f"{len(self):,} of {hits}"


def _marked(text: str, spans: Spans) -> str:
    pieces, at = [], 0
    for start, end in spans:
        pieces += [printable_html(text[at:start]), f"<mark>{printable_html(text[start:end])}</mark>"]
        at = end
    return "".join([*pieces, printable_html(text[at:])])
