"""Peers that are given the archive's own analysis: forms ready made, and stems by the language of the text.

A word is looked for as the archive looks for it: its form in any text, or its stem in the texts of each
language. Both then find the same texts for one word, and their times can be compared.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from archive.search import analysis
from benchmarks.peers.fts5 import Fts5
from benchmarks.peers.stock_whoosh import StockWhoosh
from benchmarks.texts import LANGS, Text

_STEMS: Final = tuple(f"stems_{lang}" for lang in LANGS)


def _forms(text: str) -> str:
    return " ".join(analysis.forms(text))


def _stems(text: str, lang: str) -> str:
    return " ".join(analysis.stem(form, lang) for form in analysis.forms(text))


class Fts5Alike(Fts5):
    """The full-text table holds the forms of title and text, and stems in a column for each language."""

    def index(self, texts: Sequence[Text]) -> None:
        super().index([replace(text, title=_forms(text.title), text="") for text in texts])
        db = sqlite3.connect(self.path)
        db.executescript(
            "DROP TABLE texts; CREATE VIRTUAL TABLE texts USING fts5"
            f"(title, body, {', '.join(_STEMS)}, content='', tokenize=\"unicode61 tokenchars '.'\");"
        )
        for text in texts:
            whole = f"{text.title} . {text.text}"
            stems = [_stems(whole, lang) if lang == text.lang else "" for lang in LANGS]
            db.execute(
                f"INSERT INTO texts (rowid, title, body, {', '.join(_STEMS)}) VALUES (?, ?, ?, ?, ?)",
                (text.n, _forms(text.title), _forms(text.text), *stems),
            )
        db.commit()
        db.close()

    def matching(self, kind: str, words: Sequence[str]) -> str:
        if kind == "prefix":
            return f'{{title body}} : "{analysis.form(words[0])}" *'
        parts = [[word] for word in words] if kind != "phrase" else [list(words)]
        return " AND ".join(f"({self._any(row)})" for row in parts)

    def _any(self, row: Sequence[str]) -> str:
        asked = [("{title body}", [analysis.form(word) for word in row])]
        for name, lang in zip(_STEMS, LANGS, strict=True):
            asked.append((name, [analysis.stem(analysis.form(word), lang) for word in row]))
        return " OR ".join(f'{column} : "{" ".join(words)}"' for column, words in asked)


class WhooshAlike(StockWhoosh):
    """Stock Whoosh with the forms in title and body, and stems in a field for each language."""

    def fields(self) -> dict[str, Any]:
        from whoosh import analysis as stock
        from whoosh import fields

        plain = partial(fields.TEXT, analyzer=stock.SpaceSeparatedTokenizer())
        return {"title": plain(stored=True), "body": plain(), **{name: plain() for name in _STEMS}}

    def worded(self, text: Text) -> dict[str, str]:
        stems = {f"stems_{text.lang}": _stems(f"{text.title} . {text.text}", text.lang)}
        return {"title": _forms(text.title), "body": _forms(text.text), **stems}

    def asked(self, kind: str, words: Sequence[str]) -> Any:
        from whoosh import query

        forms = [analysis.form(word) for word in words]
        if kind == "prefix":
            return query.Or([query.Prefix(name, forms[0]) for name in ("title", "body")])
        if kind == "fuzzy":
            return query.Or([query.FuzzyTerm(name, forms[0], prefixlength=0) for name in ("title", "body")])
        if kind == "phrase":
            return self._any(lambda name, row: query.Phrase(name, row), forms)
        return query.And([self._any(lambda name, row: query.Term(name, row[0]), [form]) for form in forms])

    def _any(self, made: Callable[[str, list[str]], Any], forms: list[str]) -> Any:
        from whoosh import query

        parts = [made(name, forms) for name in ("title", "body")]
        for name, lang in zip(_STEMS, LANGS, strict=True):
            parts.append(made(name, [analysis.stem(form, lang) for form in forms]))
        return query.Or(parts)
