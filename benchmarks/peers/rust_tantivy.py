"""tantivy, a search library in Rust, through its Python package."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tantivy

from benchmarks.peers.port import Query
from benchmarks.texts import Text

_FACETS = ("lang", "year", "person", "place", "org", "source")


class Tantivy:
    """The default tokenizer, one writing thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def index(self, texts: Sequence[Text]) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("title", stored=True)
        builder.add_text_field("body")
        builder.add_date_field("day", indexed=True, fast=True)
        for name in _FACETS:
            builder.add_text_field(name, tokenizer_name="raw", fast=True)
        index = tantivy.Index(builder.build(), path=str(self.folder))
        writer = index.writer(heap_size=128_000_000, num_threads=1)
        for text in texts:
            names = {k.lower(): [v for t, v in text.names if t == k] for k in ("PERSON", "PLACE", "ORG")}
            day = dt.datetime.fromisoformat(text.date).replace(tzinfo=dt.UTC)
            document = tantivy.Document(
                title=text.title,
                body=text.text,
                day=day,
                lang=text.lang,
                year=text.date[:4],
                source=f"s{text.n % 20}",
                **names,
            )
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        self.opened = tantivy.Index.open(str(self.folder))
        self.opened.reload()
        self.searcher = self.opened.searcher()

    def search(self, kind: str, asked: Query) -> int:
        query = self._query(kind, asked)
        if kind == "six facets":
            wanted = {name: {"terms": {"field": name, "size": 10}} for name in _FACETS}
            self.searcher.aggregate(query, wanted)
        hits = self.searcher.search(query, 10, count=False).hits
        return sum(bool(self.searcher.doc(address)["title"]) for _, address in hits)

    def _query(self, kind: str, asked: Query) -> Any:
        words = " AND ".join(asked.words)
        if kind in ("common term", "AND of two", "six facets"):
            return self.opened.parse_query(words, ["body"])
        if kind == "phrase":
            return self.opened.parse_query(f'"{" ".join(asked.words)}"', ["body"])
        if kind == "prefix":
            return tantivy.Query.regex_query(self.opened.schema, "body", f"{words}.*")
        if kind == "fuzzy":
            return tantivy.Query.fuzzy_term_query(self.opened.schema, "body", words, distance=1)
        if kind == "term + dates":
            days = f"day:[{asked.since}T00:00:00Z TO {asked.until}T00:00:00Z]"
            return self.opened.parse_query(f"{words} AND {days}", ["body"])
        raise NotImplementedError(kind)
