"""A person's word on what a document is: its date, title, language, author, rights.

It is kept by what the text says. So it holds when the file is taken in again, or stands elsewhere, for a
later version that has the same text there, and for copies word for word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from archive import edtf
from archive.catalog import acts, changes, sql, stated
from archive.catalog.mentions import put_mentions
from archive.catalog.store import Catalog
from archive.catalog.verdicts import standing
from archive.errors import UsageError
from archive.lang import registry
from archive.records import Mention

DATE: Final = "date"
TITLE: Final = "title"
LANGUAGE: Final = "language"
AUTHOR: Final = "author"
RIGHTS: Final = "rights"
VERDICTS: Final = (DATE, TITLE, LANGUAGE, AUTHOR, RIGHTS)


def decide(
    catalog: Catalog, document: str, what: str, value: str | None, now: str, who: str = "", note: str = ""
) -> int:
    """Records what a document is to have (None: no date, title, author), and gives it that.

    Returns the number of the act. What follows elsewhere (dates that travel, links, the index) is worked out
    when the archive settles. Raises UsageError where there is no such document now, or for a wrong value.
    """
    clean = checked(what, value)
    end = standing(catalog, document)
    with catalog.transaction():
        act = acts.enter(catalog, acts.DOCUMENT, what, [(end.fingerprint, clean)], now, who, note, on=end.id)
        renew(catalog, [end.fingerprint], what)
    return act


def decide_several(
    catalog: Catalog, given: Sequence[str], what: str, value: str | None, now: str, who: str, note: str
) -> list[int]:
    """The same of several documents, all at once or not at all; the numbers of the acts: see `decide`."""
    clean = checked(what, value)
    ends = {end.fingerprint: end for end in (standing(catalog, one) for one in given)}  # each text once
    with catalog.transaction():
        numbers = [
            acts.enter(catalog, acts.DOCUMENT, what, [(end.fingerprint, clean)], now, who, note, on=end.id)
            for end in ends.values()
        ]
        renew(catalog, list(ends), what)
    return numbers


def decide_collection(
    catalog: Catalog, name: str, what: str, value: str | None, now: str, who: str = "", note: str = ""
) -> int:
    """Records what all documents of a collection are to have that nobody decided on by themselves.

    Returns the number of the act. Raises UsageError where no document is of a collection called so.
    """
    clean, name = checked(what, value), " ".join(name.split())
    if not _of_collection(catalog, name):
        raise UsageError(
            f'No document is in a collection called "{name}". Files like metadata.csv say which one it is in.'
        )
    with catalog.transaction():
        act = acts.enter(catalog, acts.COLLECTION, what, [(name, clean)], now, who, note)
        renew_collections(catalog, [name])
    return act


def on_collection(catalog: Catalog, name: str) -> dict[str, acts.DecidedValue]:
    """What persons decided on a collection, by what was decided."""
    return acts.on_collections(catalog.db, [name])


def renew_collections(catalog: Catalog, names: Iterable[str]) -> None:
    """Gives the documents of collections what holds of them now."""
    sources = dict.fromkeys(source for name in names for source in _of_collection(catalog, name))
    stated.renew(catalog, sources, changes.TOLD)


def _of_collection(catalog: Catalog, name: str) -> list[str]:
    rows = catalog.db.execute(
        "SELECT DISTINCT d.source_id FROM described x JOIN documents d ON d.n = x.doc"
        " WHERE x.field = 'collection' AND x.value = ? AND d.current = 1 ORDER BY d.source_id",
        (name,),
    )
    return [row[0] for row in rows]


def renew(catalog: Catalog, fingerprints: Iterable[str], what: str) -> None:
    """Gives documents with such texts what holds of them now, after something was said of their `what`."""
    rows = sql.rows_in(
        catalog.db,
        "SELECT DISTINCT source_id FROM documents WHERE current = 1 AND fingerprint IN ({marks})",
        fingerprints,
    )
    # A text in another language is compared with others than before.
    stated.renew(catalog, [row[0] for row in rows], "stated" if what == LANGUAGE else changes.TOLD)


def checked(what: str, value: str | None) -> str:
    """A value as it is kept, "" for None. Raises UsageError for what no document can have."""
    clean = " ".join((value or "").split())
    if what == DATE and clean and not edtf.valid(clean):
        raise UsageError(
            f"{clean!r} is not a date. Write it as 2017-02-08, 2017-02, 2017, 201X or 2017-02/2017-04."
        )
    if what == LANGUAGE:
        clean = registry.named(clean)
        if not registry.known(clean):
            raise UsageError(f"{value!r} is not a language. Give a code: fr, en, or und if it is not known.")
    if value is not None and not clean:
        raise UsageError(f"The {what} is empty.")
    return clean


def held(catalog: Catalog, fingerprint: str) -> dict[str, acts.DecidedValue]:
    """What persons decided on documents with a text of this fingerprint, by what was decided."""
    return acts.on_text(catalog.db, fingerprint)


# -- languages -------------------------------------------------------------------------------------


def unread(catalog: Catalog) -> list[int]:
    """The documents whose names and dates were found in another language than the one they have now."""
    rows = catalog.db.execute(
        "SELECT d.n FROM own_langs o JOIN documents d ON d.n = o.doc WHERE o.read_in <> d.lang ORDER BY d.n"
    )
    return [row[0] for row in rows]


def read(catalog: Catalog, n: int, found: Iterable[Mention]) -> None:
    """Gives document `n` the names and dates that were found in the language that it has now."""
    with catalog.transaction() as db:
        db.execute("DELETE FROM mentions WHERE doc = ?", (n,))
        db.execute("DELETE FROM denied WHERE doc = ?", (n,))
        put_mentions(db, n, found)
        db.execute(
            "UPDATE own_langs SET read_in = (SELECT lang FROM documents WHERE n = doc) WHERE doc = ?", (n,)
        )
        db.execute("DELETE FROM own_langs WHERE doc = ? AND read_in = lang", (n,))
        changes.log(catalog, [n], "named")
