"""SQLite's FTS5, with folded accents; a table beside it for dates and names."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers.port import Query
from benchmarks.texts import Text

_HITS = (
    "SELECT d.title FROM texts JOIN docs d ON d.n = texts.rowid WHERE texts MATCH ? {} ORDER BY rank LIMIT 10"
)


class Fts5:
    """The full-text table keeps the words alone."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / "fts5.sqlite"

    def index(self, texts: Sequence[Text]) -> None:
        db = sqlite3.connect(self.path)
        db.executescript(
            "CREATE VIRTUAL TABLE texts USING fts5(title, body, content='', tokenize='unicode61');"
            "CREATE TABLE docs (n INTEGER PRIMARY KEY, title, lang, day, year, source);"
            "CREATE TABLE names (n, type, name); CREATE INDEX days ON docs (day);"
        )
        for text in texts:
            db.execute(
                "INSERT INTO texts (rowid, title, body) VALUES (?, ?, ?)", (text.n, text.title, text.text)
            )
            row = (text.n, text.title, text.lang, text.date, text.date[:4], f"s{text.n % 20}")
            db.execute("INSERT INTO docs VALUES (?, ?, ?, ?, ?, ?)", row)
            db.executemany("INSERT INTO names VALUES (?, ?, ?)", ((text.n, *name) for name in text.names))
        db.execute("CREATE INDEX names_n ON names (n)")
        db.commit()
        db.close()

    def open(self) -> None:
        self.db = sqlite3.connect(self.path)

    def matching(self, kind: str, words: Sequence[str]) -> str:
        """What FTS5 is asked."""
        if kind == "phrase":
            return f'"{" ".join(words)}"'
        every = " AND ".join(f'"{word}"' for word in words)
        return f"{every} *" if kind == "prefix" else every

    def search(self, kind: str, asked: Query) -> int:
        words = self.matching(kind, asked.words)
        if kind in ("common term", "AND of two", "phrase", "prefix"):
            return self._hits(words)
        if kind == "term + dates":
            return self._hits(words, "AND d.day BETWEEN ? AND ?", asked.since, asked.until)
        if kind == "six facets":
            for column in ("lang", "year", "source"):
                self.db.execute(
                    f"SELECT {column}, count(*) FROM docs WHERE n IN"
                    " (SELECT rowid FROM texts WHERE texts MATCH ?) GROUP BY 1 ORDER BY 2 DESC LIMIT 10",
                    (words,),
                ).fetchall()
            for type_ in ("PERSON", "PLACE", "ORG"):
                self.db.execute(
                    "SELECT name, count(*) FROM names WHERE type = ? AND n IN"
                    " (SELECT rowid FROM texts WHERE texts MATCH ?) GROUP BY 1 ORDER BY 2 DESC LIMIT 10",
                    (type_, words),
                ).fetchall()
            return self._hits(words)
        raise NotImplementedError(kind)

    def _hits(self, match: str, also: str = "", *values: str) -> int:
        return len(self.db.execute(_HITS.format(also), (match, *values)).fetchall())
