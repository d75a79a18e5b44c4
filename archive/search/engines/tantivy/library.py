"""What Tantivy keeps: in which documents words stand. It holds two kinds of entries.

A *document* has a number (`slot`), which no later one has again, and in each field its forms, each with how
often it stands there and, in the text, `e` where it does so in the first words: `marche/3e`. So what a word
is worth in a text is known without reading anything else of it, and is the same as on every other engine.

A *word* is a form and a language in whose texts and titles it stands (`fr/marche`), or a form that stands
elsewhere (`/marche`): once, whatever the number of documents. Misspelt words are looked for among these, and
other forms of a stem (`fr/march`).
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

import numpy as np

from archive.arrays import Array, checksum, damaged
from archive.errors import MissingExtra, UnusableArchive
from archive.search import analysis
from archive.search.port import FIELDS, Days

FOLDER: Final = "tantivy"
COMMIT: Final = "meta.json"  # the file that says what a commit holds
_HEAP: Final = 64 << 20  # bytes of entries that are held before they are written; 15 MB at least
_MOST_BYTES: Final = 60_000  # of a form: Tantivy takes 65,530
_FIRST: Final = itemgetter(0)
_TOKENS_APART: Final = 64  # that are looked for one by one; more are, faster, as a set
_LAST: Final = (1 << 62) - 1  # of all numbers
_MOST_WORDS: Final = 65_000  # that are near a misspelt one; Tantivy counts no more values at once


def _module() -> Any:
    """Tantivy. Raises MissingExtra."""
    try:
        import tantivy
    except ImportError as error:
        raise MissingExtra(
            "An index at tantivy: needs the package tantivy. Install it with: pip install 'archive[tantivy]'"
        ) from error
    return tantivy


def require() -> None:
    """Raises MissingExtra where the package is not installed."""
    _module()


@cache
def _schema() -> Any:
    builder = _module().SchemaBuilder()
    for name in FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("word", tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("seen", "stem", "lang"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("slot", "first", "last"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_unsigned_field("write", indexed=True)
    return builder.build()


@contextlib.contextmanager
def reading() -> Iterator[None]:
    """What Tantivy raises on files that are not as it wrote them, as DamagedIndex; a panic in Rust too."""
    try:
        yield
    except (ValueError, OSError, OverflowError) as error:
        if "Lockfile" in str(error):
            raise UnusableArchive(
                "The search index cannot be opened: Tantivy makes a lock file in its folder, which cannot"
                " be written to. Check its permissions, or set the index to whoosh: in archive.toml."
            ) from error
        raise damaged(FOLDER, error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(FOLDER, error) from error


def create(folder: Path) -> None:
    """An empty library in the folder of an index. Raises MissingExtra, OSError."""
    tantivy, place = _module(), folder / FOLDER
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    tantivy.Index(_schema(), path=str(place))


def unchanged(folder: Path, files: Mapping[str, tuple[int, int]]) -> bool:
    """Whether nothing was committed since the library had these files, each with its size and sum.

    A later commit, whose table is not there yet, may have merged some of them away.
    """
    try:
        return checksum(folder / FOLDER / COMMIT) == files[COMMIT][1]
    except (OSError, KeyError):
        return True  # and one of the files is missing


def token(form: str, times: int, early: bool) -> str:
    """A form as a document has it."""
    return f"{form}/{times}{'e' if early else ''}"


class LibraryReader:
    """What one commit of the library holds."""

    def __init__(self, folder: Path) -> None:
        """Raises MissingExtra, DamagedIndex."""
        tantivy = _module()
        with reading():
            index = tantivy.Index.open(str(folder / FOLDER))
            index.config_reader("manual")  # else a thread looks for later commits
            index.reload()
            self._searcher = index.searcher()
        self._query, self._order, self._occur = tantivy.Query, tantivy.Order.Asc, tantivy.Occur
        self._unsigned = tantivy.FieldType.Unsigned

    def forms(self, name: str, start: str) -> list[tuple[str, int]]:
        """The forms of a field that begin so, as documents have them; in how many at most."""
        with reading():
            found: list[tuple[str, int]] = self._searcher.terms_with_prefix(name, start)
        return found

    def slots(self, query: Any, most: int | None = None) -> Array:
        """The numbers of documents that answer, ascending; `most`: how many there may be, where known."""
        most = self.count(query) if most is None else most
        if not most:
            return np.zeros(0, np.int64)
        with reading():
            found = self._searcher.search(
                query, limit=most, count=False, order_by_field="slot", order=self._order
            )
            hits = found.hits
        return np.fromiter(map(_FIRST, hits), np.int64, len(hits))

    def count(self, query: Any) -> int:
        """How many documents answer."""
        with reading():
            return int(self._searcher.search(query, limit=1, count=True, order_by_field="slot").count)

    # -- queries -----------------------------------------------------------------------------------------

    def having(self, name: str, tokens: Sequence[str]) -> Any:
        """Documents that have one of these tokens at least in a field."""
        if len(tokens) > _TOKENS_APART:
            return self._query.term_set_query(_schema(), name, list(tokens))
        return self.any_of([self._query.term_query(_schema(), name, token, "basic") for token in tokens])

    def any_of(self, queries: Sequence[Any]) -> Any:
        """Documents that answer one of these at least."""
        return queries[0] if len(queries) == 1 else self._joined(self._occur.Should, queries)

    def all_of(self, queries: Sequence[Any]) -> Any:
        """Documents that answer all of these."""
        return queries[0] if len(queries) == 1 else self._joined(self._occur.Must, queries)

    def without(self, query: Any, others: Sequence[Any]) -> Any:
        """Documents that answer the one and none of the others."""
        must = [(self._occur.Must, query)]
        return self._query.boolean_query([*must, *((self._occur.MustNot, one) for one in others)])

    def _joined(self, how: Any, queries: Sequence[Any]) -> Any:
        # No scores are worked out.
        return self._query.const_score_query(self._query.boolean_query([(how, one) for one in queries]), 1.0)

    def in_language(self, lang: str) -> Any:
        """Documents in a language."""
        return self._query.term_query(_schema(), "lang", lang, "basic")

    def dated(self, days: Days) -> Any:
        """Documents dated in a span, by overlap."""
        return self.all_of([self._between("first", 1, days[1]), self._between("last", days[0], _LAST)])

    def numbered(self, slots: Sequence[int], first: int) -> Any:
        """Documents of some numbers, and of all from `first` on."""
        later = self._between("slot", first, _LAST)
        return self.any_of([self._query.term_set_query(_schema(), "slot", list(slots)), later])

    def _between(self, name: str, low: int, high: int) -> Any:
        return self._query.range_query(_schema(), name, self._unsigned, max(0, low), max(0, high))

    # -- words -------------------------------------------------------------------------------------------

    def near(self, form: str, edits: int) -> list[str]:
        """The forms at most so many letters away, in no order."""
        return self._words(self._query.fuzzy_term_query(_schema(), "word", form, edits, True, False))

    def kin(self, stem: str, lang: str) -> list[str]:
        """The forms with a stem in a language, unless the stem is one; in no order."""
        return self._words(self._query.term_query(_schema(), "stem", f"{lang}/{stem}", "basic"))

    def _words(self, query: Any) -> list[str]:
        counted = {"words": {"terms": {"field": "word", "size": _MOST_WORDS, "segment_size": _MOST_WORDS}}}
        with reading():
            found = self._searcher.aggregate(query, counted)
            return [str(bucket["key"]) for bucket in found["words"]["buckets"]]

    def knows(self, seen: str) -> bool:
        """Whether there is a word, with its language before it."""
        with reading():
            return bool(self._searcher.doc_freq("seen", seen))

    def begun(self, write: int) -> bool:
        """Whether there are entries of a write."""
        with reading():
            return bool(self._searcher.doc_freq("write", write))


class LibraryWriter:
    """Adds to the library; nothing is there before `commit`. For one thread, under the lock of the index."""

    def __init__(self, folder: Path, write: int) -> None:
        """`write`: the number of this write; what an earlier one of the same number left is taken out."""
        self._document = _module().Document
        self._write, self._folder = write, folder
        with reading():
            self._index = _module().Index.open(str(folder / FOLDER))
            self._index.config_reader("manual")
        self.before = LibraryReader(folder)
        self._writer: Any = None
        if self.before.begun(write):
            self._delete("write", write)
            self.commit()
            self.before = LibraryReader(folder)

    def _opened(self) -> Any:
        if self._writer is None:
            self._writer = self._index.writer(heap_size=_HEAP, num_threads=1)
        return self._writer

    def add(self, slot: int, lang: str, dated: Days | None, fields: Iterable[tuple[str, str]]) -> None:
        """Adds a document: of each of its fields the forms, with spaces between."""
        document = self._document()
        for name, tokens in fields:
            document.add_text(name, tokens)
        document.add_text("lang", lang)
        for day, name in zip(dated or (), ("first", "last"), strict=False):
            document.add_unsigned(name, day)
        document.add_unsigned("slot", slot)
        document.add_unsigned("write", self._write)
        self._opened().add_document(document)

    def add_words(self, words: Iterable[tuple[str, str]]) -> None:
        """Adds forms, each after its language, that are not there yet."""
        for lang, form in words:
            if self.before.knows(f"{lang}/{form}"):
                continue
            document = self._document()
            document.add_text("word", form)
            document.add_text("seen", f"{lang}/{form}")
            if lang and (stem := analysis.stem(form, lang)) != form:
                document.add_text("stem", f"{lang}/{stem}")
            document.add_unsigned("write", self._write)
            self._opened().add_document(document)

    def delete(self, slots: Sequence[int]) -> None:
        """Takes documents out."""
        for slot in slots:
            self._delete("slot", slot)

    def _delete(self, name: str, value: int) -> None:
        # By a term alone Tantivy's package deletes nothing where the field is of whole numbers.
        with reading():
            query = _module().Query.term_query(_schema(), name, value, "basic")
            self._opened().delete_documents_by_query(query)

    def commit(self) -> None:
        """Has all of it there, on the disk; waits until segments that are merged are so. Raises OSError."""
        if self._writer is None:
            return
        writer, self._writer = self._writer, None
        with _disk():
            writer.commit()
            writer.garbage_collect_files()
            writer.wait_merging_threads()

    def close(self) -> None:
        """Lets go of what was not committed."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            with contextlib.suppress(ValueError, OSError):
                writer.rollback()
                writer.wait_merging_threads()


@contextlib.contextmanager
def _disk() -> Iterator[None]:
    """What Tantivy says of a disk that takes no more, as the error of the system."""
    try:
        yield
    except ValueError as error:
        said = str(error)
        if "StorageFull" in said or "No space" in said:
            raise OSError(28, "No space left on device") from error
        raise OSError(5, said) from error


def short(form: str) -> bool:
    """Whether a form is one that Tantivy takes."""
    return len(form) < _MOST_BYTES // 4
