"""Searching an archive: a person's request to a page of hits with their texts, reasons and translations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from archive.arrays import damaged
from archive.catalog import Catalog, documents, kin, mentions
from archive.catalog import entities as kept
from archive.dataclass import dataclass
from archive.errors import QueryError, UsageError
from archive.lang import registry
from archive.records import Document
from archive.search import alike, analysis, helping, names, query, snippet
from archive.search.index import Index, IndexReader
from archive.search.instead import Instead, stood_for
from archive.search.port import Days, EngineQuery, EngineResult, Filters, MatchedGroup, Other
from archive.search.query import And, Node, Phrase, Word, Words
from archive.search.results import Facet, Hit, NearestPassage, Note, ResultPage, Why
from archive.search.times import Time, times
from archive.search.tokens import MAX_TERMS
from archive.search.when import FOREVER, interval
from archive.text import page_at

Encode = Callable[[Sequence[str]], Any]
"""Texts to their vectors (512 numbers, unit length), in one go."""

_MOST: Final = 10_000  # hits that one page may hold


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks. Dates as archivists write them; `mentions`: texts that speak of the time too.

    `langs`: texts in any of these languages, and in `lang` if that is given too.
    """

    query: str
    lang: str | None = None
    person: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    org: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    mentions: bool = False
    limit: int = 10
    offset: int = 0
    by_date: bool = False
    facets: bool = False
    cross: bool = True
    lenient: bool = False  # a query that cannot be read is taken as plain words
    browse: bool = False  # an empty query asks for all texts, filters or not
    undated: bool = False
    translated: bool = False  # texts of which there is one in another language
    source: str | None = None  # words of the folder or site that texts came from
    format: str | None = None  # a media type
    collection: str | None = None  # to which a person put texts
    never: tuple[tuple[str, str], ...] = ()  # what is left out: the name of a filter, and its value
    more: tuple[str, ...] = ()  # facets that are not counted unasked: format, collection
    whole: str = ""  # the facet that is told at length
    langs: tuple[str, ...] = ()

    def check(self) -> None:
        """Raises QueryError where the query cannot be read, UsageError for an unknown language."""
        readable(self.settled())

    def filtered(self) -> bool:
        """Whether anything but the query narrows the search down."""
        given = (
            self.lang,
            self.langs,
            self.person,
            self.place,
            self.org,
            self.since,
            self.until,
            self.source,
        )
        return any((*given, self.format, self.collection, self.undated, self.translated, self.never))

    def settled(self) -> Request:
        """The same with the codes of its languages: fr for FR and français. Raises UsageError."""
        if self.lang is None and not self.langs:
            return self
        lang = None if self.lang is None else _language(self.lang)
        return replace(self, lang=lang, langs=tuple(dict.fromkeys(map(_language, self.langs))))


def _language(name: str) -> str:
    code = registry.named(name)
    if not registry.known(code):
        raise UsageError(
            f'Unknown language {name!r}; give a code such as "fr", or a name such as "français".'
        ).worded("language", name)
    return code


def search(catalog: Catalog, index: Index, request: Request, encode: Encode | None = None) -> ResultPage:
    """The page that `request` asks for.

    Without `encode`, or with `request.cross` off, words and names alone find texts.
    Raises QueryError, UsageError, DamagedIndex.
    """
    return next(search_all(catalog, index, [request], encode))


def search_all(
    catalog: Catalog, index: Index, requests: Sequence[Request], encode: Encode | None = None
) -> Iterator[ResultPage]:
    """A page for each request, in order; the queries' meanings are worked out in one go."""
    for one in prepared(requests, encode):
        yield page(catalog, index, one)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request whose query was read: its tree, its meaning, and what a person should know of the reading."""

    request: Request
    tree: Node
    vector: Any
    notes: tuple[str, ...]
    times: tuple[Time, ...] = ()


def prepared(requests: Sequence[Request], encode: Encode | None) -> list[Prepared]:
    """The requests, read; the queries' meanings are worked out in one go. Raises QueryError, UsageError."""
    requests = [request.settled() for request in requests]
    read = [readable(request) for request in requests]
    meant = [
        free_text(tree) if r.cross and encode else "" for r, (tree, _) in zip(requests, read, strict=True)
    ]
    wanted = [text for text in meant if text]
    vectors = iter(encode(wanted)) if encode and wanted else iter(())
    return [
        Prepared(
            request, tree, next(vectors) if text else None, notes, times(request.query, tree, request.lang)
        )
        for request, (tree, notes), text in zip(requests, read, meant, strict=True)
    ]


def page(catalog: Catalog, index: Index, asked: Prepared) -> ResultPage:
    """The page that a request asks for. Raises UsageError, DamagedIndex."""
    # The index first: all that it holds is in a catalog that is looked at later.
    with index.reading() as reader, catalog.reading():
        return _page(catalog, reader, asked)


def readable(request: Request) -> tuple[Node, tuple[str, ...]]:
    """The query as it is read, with notes for a person. Raises QueryError.

    An empty one asks for all that passes the filters, where there are any or one browses.
    """
    if not request.query.strip() and (request.browse or request.filtered()):
        return Words(()), ()
    try:
        return query.parse(request.query, request.lang), ()
    except QueryError as error:
        words = analysis.WORD.findall(request.query)[:MAX_TERMS] if request.lenient else []
        if not words:
            raise
        return Words(tuple(Word(w) for w in words)), (f"Read as plain words: {error.args[0]}",)


def free_text(node: Node) -> str:
    """The words of a query whose meaning may find texts: those that no AND, OR or field binds."""
    match node:
        case Word(text, exact):
            return "" if exact else text
        case Words(nodes):
            if not any(isinstance(n, Word) and not n.exact for n in nodes):
                return " ".join(filter(None, (free_text(n) for n in nodes if isinstance(n, Words))))
            return " ".join(n.text for n in nodes if isinstance(n, Word | Phrase))
        case And(nodes):
            return " ".join(filter(None, (free_text(n) for n in nodes if isinstance(n, Words))))
        case _:
            return ""


def ask(
    catalog: Catalog, request: Request, tree: Node, vector: Any, times: Sequence[Time] = ()
) -> EngineQuery:
    """The request as the index takes it."""
    return EngineQuery(
        tree, where(catalog, request), names.aliases(catalog, tree),
        _others(tree) if request.cross else {}, vector,
        request.by_date or tree == Words(()),
        max(0, request.offset), min(max(0, request.limit), _MOST), request.facets,
        times={time.forms: time.days for time in times}, more=request.more, whole=request.whole,
    )  # fmt: skip


def where(catalog: Catalog, request: Request) -> Filters:
    """What narrows a search down. Raises UsageError."""
    kinds = (("PERSON", request.person), ("PLACE", request.place), ("ORG", request.org))
    return Filters(
        tuple(filter(None, (request.lang, *request.langs))),
        names.filters(catalog, ((kind, name) for kind, given in kinds for name in given)),
        span_of(request.since, request.until, request.lang), request.mentions, request.undated,
        request.translated, request.source, request.format, request.collection,
        tuple(_never(catalog, name, value) for name, value in request.never),
    )  # fmt: skip


def _never(catalog: Catalog, name: str, value: str) -> Filters:
    """The filter whose texts are left out. Raises UsageError."""
    match name:
        case "lang":
            return Filters(langs=(_language(value),))
        case "person" | "place" | "org":
            return Filters(names=names.filters(catalog, [(name.upper(), value)]))
        case "undated":
            return Filters(undated=True)
        case "translated":
            return Filters(translated=True)
        case "source":
            return Filters(source=value)
        case "format":
            return Filters(format=value)
        case "collection":
            return Filters(collection=value)
    raise UsageError(f"{name!r} is no filter that texts can be left out by.").worded("never", name)


def _others(tree: Node) -> dict[str, tuple[Other, ...]]:
    """For the words that nothing binds, what counts as them too; compounds as one word as well."""
    text = free_text(tree)
    compounds = [form for _, _, form in analysis.compounds(analysis.composed(text))]
    return alike.instead(compounds) | alike.instead(analysis.forms(text))


def span_of(since: str | None, until: str | None, lang: str | None) -> Days | None:
    """The days of a time as archivists write it, None for no time. Raises UsageError."""
    if since is None and until is None:
        return None
    ends: list[Days] = []
    for text in (since, until):
        span = interval(text, lang) if text is not None else (1, FOREVER)
        if span is None:
            raise UsageError(
                f'The date "{text}" is not understood; write 2015, 2015-08, 2015-08-20 or "août 2015".'
            ).worded("when", text or "")
        ends.append(span)
    if ends[0][0] > ends[1][1]:
        message = f"The range from {since} to {until} ends before it starts."
        raise UsageError(message).worded("ends", since or "", until or "")
    return ends[0][0], ends[1][1]


def _page(catalog: Catalog, index: IndexReader, one: Prepared) -> ResultPage:
    request, tree, notes = one.request, one.tree, one.notes
    asked = ask(catalog, request, tree, one.vector, one.times)
    found = index.search(asked)
    suggestions: dict[str, Sequence[str]] = {}
    if found.relaxed and found.total:
        notes += (Note("No text holds all of these words; these hold some of them.", "some_words"),)
    by_words = any(match.worded for match in found.matches) or (found.total and not found.matches)
    if found.relaxed or not by_words:
        suggestions = helping.suggestions(index, tree)
    notes += tuple(
        Note(
            f'"{time.text}" is read as a time: texts of it, or that mention it, come first.',
            "time",
            time.text,
        )
        for time in one.times
    )
    notes += tuple(helping.left_out(index, asked))
    if not found.total:
        notes += tuple(helping.helping(index, asked))
    return ResultPage(
        found.total, found.documents, tuple(_hits(catalog, asked, found)),
        _facets(catalog, found) if request.facets else {}, notes, suggestions,
    )  # fmt: skip


# -- hits ------------------------------------------------------------------------------------------


def _hits(catalog: Catalog, asked: EngineQuery, found: EngineResult) -> Iterator[Hit]:
    matches = _whole(catalog, found.matches)
    numbers = [m.n for m in matches]
    # A text that was superseded since the index was written is shown as the index found it.
    by_number = documents.by_number(catalog, numbers, superseded=True)
    linked = kin.together(catalog, numbers)
    called = _called(catalog, numbers, frozenset().union(*asked.aliases.values()))
    looked_for = snippet.terms(asked.tree)
    typed = free_text(asked.tree)
    instead = {lang: stood_for(asked, typed, lang) for lang in {d.lang for d in by_number.values()}}
    sought = {
        lang: (snippet.Sought((*looked_for, *other.terms), lang), snippet.Sought(looked_for, lang))
        for lang, other in instead.items()
    }
    for rank, match in enumerate(matches, start=asked.first + 1):
        document = by_number.get(match.n)
        if document is None:
            raise damaged("n", "a document that the catalog has not")
        others = instead[document.lang]
        shown, title, why = _shown(document, match, sought[document.lang], others, called.get(match.n, ()))
        yield Hit(
            rank, match.score, document, shown.text, shown.spans, title, why,
            linked.translations.get(match.n, ()), linked.copies.get(match.n, ()),
            page_at(document.pages, shown.start), linked.excerpted.get(match.n),
            linked.excerpts.get(match.n, ()),
        )  # fmt: skip


def _whole(catalog: Catalog, matches: Sequence[MatchedGroup]) -> list[MatchedGroup]:
    """The matches, a text in place of its excerpt where both answer."""
    texts = kin.excerpted(catalog, [m.n for m in matches])
    return [
        replace(m, n=text.n, passage=None) if (text := texts.get(m.n)) and text.n in m.others else m
        for m in matches
    ]


def marks(catalog: Catalog, request: Request, of: Sequence[Document]) -> list[list[tuple[int, int]]]:
    """For each document the spans of its text that answer a query: words, what stands for them, names.

    Raises QueryError, UsageError.
    """
    one = request.settled()
    tree, _ = readable(one)
    asked = ask(catalog, one, tree, None)
    looked_for = snippet.terms(tree)
    numbers = {d.id: documents.number(catalog, d.id) for d in of}
    called = _called(catalog, list(numbers.values()), frozenset().union(*asked.aliases.values()))
    return [
        snippet.marked(
            d.text,
            snippet.Sought((*looked_for, *stood_for(asked, free_text(tree), d.lang).terms), d.lang),
            called.get(numbers[d.id], ()),
        )
        for d in of
    ]


def _shown(
    document: Document,
    match: MatchedGroup,
    sought: tuple[snippet.Sought, snippet.Sought],
    instead: Instead,
    named: Sequence[str],
) -> tuple[snippet.Snippet, tuple[tuple[int, int], ...], Why]:
    """The snippet of a hit, the marks in its title, and why it was found: words, what stood for which word,
    names, a passage. `sought`: all that is marked, and the words of the query alone."""
    passage = match.passage[:2] if match.passage else None
    (every, asked), lang, title = sought, document.lang, document.title or ""
    shown = snippet.snippet(document.text, every, named, passage)
    marked = snippet.marked(title, every)
    written = dict.fromkeys(w for w in shown.words if w not in named)
    written |= dict.fromkeys(title[a:b] for a, b in marked)
    meant_by = {word: meant for word in written if (meant := instead.word(word, lang))}
    meant_by = {word: meant for word, meant in meant_by.items() if not snippet.marked(word, asked)}
    words = [word for word in written if word not in meant_by]
    if meant_by:
        # As in the ranking, what stands for a word tells nothing of a text that has the word itself.
        present = {analysis.stem(form, lang) for word in words for form in analysis.forms(word)}
        meant_by = {
            word: meant for word, meant in meant_by.items() if analysis.stem(meant, lang) not in present
        }
    near = NearestPassage(*match.passage) if match.passage else None
    return (
        shown,
        tuple(marked),
        Why(
            tuple(words[:20]),
            tuple(named),
            {word: instead.typed(form) for word, form in list(meant_by.items())[:20]},
            near,
        ),
    )


def _called(catalog: Catalog, numbers: Sequence[int], entities: frozenset[int]) -> dict[int, tuple[str, ...]]:
    """What the documents call the entities that the query named, as written in them."""
    if not entities or not numbers:
        return {}
    found: dict[int, dict[str, None]] = {}
    for doc, text in mentions.for_hits(catalog, numbers, sorted(entities)[:400]):
        found.setdefault(doc, {})[text] = None
    return {doc: tuple(texts) for doc, texts in found.items()}


def _facets(catalog: Catalog, found: EngineResult) -> dict[str, Sequence[Facet]]:
    facets: dict[str, Sequence[Facet]] = {}
    for name, values in found.facets.items():
        if name in ("person", "place", "org"):
            known = kept.labels(catalog, [n for n, _ in values])
            facets[name] = [
                Facet(one.label, count, one.id, one.by_language)
                for n, count in values
                if (one := known.get(n))
            ]
        else:
            facets[name] = [Facet(value, count) for value, count in values]
    return facets
