"""Whoosh 2.7.4 as its documentation sets it up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from whoosh import fields, index, query
from whoosh.qparser import QueryParser

from benchmarks.peers.port import Query
from benchmarks.texts import Text

_FACETS = ("lang", "year", "person", "place", "org", "source")


class StockWhoosh:
    """A schema with the default analyser, one writer, one commit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.searcher: Any = None

    def index(self, texts: Sequence[Text]) -> None:
        names = fields.KEYWORD(commas=True)
        schema = fields.Schema(
            n=fields.ID(stored=True, unique=True), lang=fields.ID, day=fields.DATETIME, year=fields.ID,
            source=fields.ID, person=names, place=names, org=names, **self.fields(),
        )  # fmt: skip
        self.folder.mkdir(parents=True, exist_ok=True)
        writer = index.create_in(str(self.folder), schema).writer()
        for text in texts:
            said = {k: ",".join(v for t, v in text.names if t.lower() == k) for k in _FACETS[2:5]}
            writer.add_document(
                n=str(text.n), lang=text.lang, day=dt.datetime.fromisoformat(text.date),
                year=text.date[:4], source=f"s{text.n % 20}", **said, **self.worded(text),
            )  # fmt: skip
        writer.commit()

    def fields(self) -> dict[str, Any]:
        """The fields of words."""
        return {"title": fields.TEXT(stored=True), "body": fields.TEXT}

    def worded(self, text: Text) -> dict[str, str]:
        """What they hold of a text."""
        return {"title": text.title, "body": text.text}

    def asked(self, kind: str, words: Sequence[str]) -> Any:
        """The query for some words."""
        if kind == "phrase":
            return self.parser.parse(f'"{" ".join(words)}"')
        if kind == "fuzzy":
            return query.FuzzyTerm("body", words[0])
        every = " AND ".join(words)
        return self.parser.parse(f"{every}*" if kind == "prefix" else every)

    def open(self) -> None:
        self.searcher = index.open_dir(str(self.folder)).searcher()
        self.parser = QueryParser("body", self.searcher.schema)

    def search(self, kind: str, asked: Query) -> int:
        return sum(bool(hit["title"]) for hit in self._results(kind, asked))

    def _results(self, kind: str, asked: Query) -> Any:
        words = self.asked(kind, asked.words)
        if kind in ("common term", "AND of two", "phrase", "prefix", "fuzzy"):
            return self.searcher.search(words, limit=10)
        if kind == "term + dates":
            days = query.DateRange("day", *map(dt.datetime.fromisoformat, (asked.since, asked.until)))
            return self.searcher.search(query.And([words, days]), limit=10)
        if kind == "six facets":
            from whoosh.sorting import Facets, FieldFacet

            facets = Facets()
            for name in _FACETS:
                facets.add_facet(name, FieldFacet(name, allow_overlap=name in _FACETS[2:5]))
            return self.searcher.search(words, limit=10, groupedby=facets)
        raise NotImplementedError(kind)
