"""Mails: what their headers say, what was sent with them, and the threads that they stand in."""

from __future__ import annotations

from collections.abc import Set

from archive import nesting
from archive.catalog import sql
from archive.catalog.connection import Connection
from archive.catalog.store import Catalog
from archive.dataclass import dataclass
from archive.records import Letter

# -- writing ---------------------------------------------------------------------------------------


def put(db: Connection, source_id: str, letter: Letter) -> None:
    """Keeps what the header of a mail says."""
    ids = [("own", letter.message_id), ("answers", letter.answers), *(("cites", i) for i in letter.cites)]
    db.executemany(
        "INSERT INTO mail_ids VALUES (?, ?, ?, ?)",
        ((source_id, role, n, said) for n, (role, said) in enumerate(ids) if said),
    )
    db.executemany(
        "INSERT INTO mail_people VALUES (?, ?, ?, ?, ?)",
        (
            (source_id, role, n, name, address)
            for role, people in (("from", letter.writers), ("to", letter.readers))
            for n, (name, address) in enumerate(people)
        ),
    )


def forget(db: Connection, source_id: str) -> None:
    """Takes away what is kept of a mail."""
    for table in ("mail_ids", "mail_people"):
        db.execute(f"DELETE FROM {table} WHERE source_id = ?", (source_id,))


# -- reading ---------------------------------------------------------------------------------------

_MOST = 500  # mails of one thread


@dataclass(frozen=True, slots=True)
class MailKin:
    """A document beside a mail, or a source that was not read, and the `reason`."""

    id: str | None
    source: str
    title: str | None = None
    date: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Mail:
    """What a document has to do with mails: those that it was sent with (`carriers`); of a mail itself what
    was sent with it (`parts`), who wrote to whom (name and address each), and its thread.
    """

    carriers: tuple[MailKin, ...] = ()
    parts: tuple[MailKin, ...] = ()
    message_id: str | None = None
    writers: tuple[tuple[str, str], ...] = ()
    readers: tuple[tuple[str, str], ...] = ()
    earlier: tuple[MailKin, ...] = ()
    later: tuple[MailKin, ...] = ()


def of(catalog: Catalog, n: int) -> Mail:
    """What document `n` has to do with mails."""
    db = catalog.db
    source_id = str(db.execute("SELECT source_id FROM documents WHERE n = ?", (n,)).fetchone()[0])
    places = [
        str(row[0])
        for row in db.execute(
            "SELECT origin FROM origins WHERE source_id = ? AND current = 1 ORDER BY origin", (source_id,)
        )
    ]
    carriers = {mail.id: mail for place in places for mail in _carriers(db, place)}
    parts = {mail.id or mail.source: mail for place in places for mail in _parts(db, place)}
    people = db.execute(
        "SELECT role, name, address FROM mail_people WHERE source_id = ? ORDER BY role, n", (source_id,)
    ).fetchall()
    own = db.execute("SELECT id FROM mail_ids WHERE source_id = ? AND role = 'own'", (source_id,)).fetchone()
    earlier, later = _thread(db, source_id, own[0] if own else None)
    return Mail(
        tuple(carriers.values()),
        tuple(parts.values()),
        own[0] if own else None,
        tuple((name, address) for role, name, address in people if role == "from"),
        tuple((name, address) for role, name, address in people if role == "to"),
        earlier,
        later,
    )


def is_held(catalog: Catalog, message_id: str, source_id: str) -> bool:
    """Whether another source is a mail of this Message-ID."""
    row = catalog.db.execute(
        "SELECT 1 FROM mail_ids WHERE id = ? AND role = 'own' AND source_id <> ? LIMIT 1",
        (message_id, source_id),
    ).fetchone()
    return row is not None


def parents(catalog: Catalog) -> dict[str, str]:
    """Of every current document that was sent with a mail, its id and that of the mail."""
    db = catalog.db
    found: dict[str, str] = {}
    carriers: dict[str, str | None] = {}
    in_another = sql.holds("o.origin", "!")
    for origin, document in db.execute(
        "SELECT o.origin, d.id FROM origins o JOIN documents d ON d.source_id = o.source_id"
        f" WHERE o.current = 1 AND d.current = 1 AND {in_another} ORDER BY o.origin, d.n"
    ).fetchall():
        holder = nesting.holder(origin)
        if holder not in carriers:
            carriers[holder] = next((mail.id for mail in _carriers(db, origin)), None)
        if carrier := carriers[holder]:
            found.setdefault(document, carrier)
    return found


_KIN = (
    "SELECT d.id, o.given, d.title, d.date{more} FROM origins o JOIN documents d"
    " ON d.source_id = o.source_id WHERE o.current = 1 AND d.current = 1 AND "
)


def _carriers(db: Connection, place: str) -> list[MailKin]:
    """The mail in which a source lies, at once or in a container that was sent with it."""
    while place := nesting.holder(place):
        rows = db.execute(f"{_KIN.format(more='')} o.origin = ? ORDER BY d.n", (place,)).fetchall()
        if rows:
            return [MailKin(*row) for row in rows]
    return []


def _parts(db: Connection, place: str) -> list[MailKin]:
    """What lies in a mail, but not in a mail in it; what was not read comes with its reason."""
    inside = f"{place}{nesting.BAR}", f"{place}{chr(ord(nesting.BAR) + 1)}"
    query = _KIN.format(more=", o.origin") + " o.origin > ? AND o.origin < ? ORDER BY d.n"
    found = [(str(row[4]), MailKin(*row[:4])) for row in db.execute(query, inside)]
    failed = [
        (str(row[0]), MailKin(None, row[1], reason=str(row[2]).partition("\n")[0]))
        for row in db.execute(
            "SELECT origin, given, reason FROM failures WHERE origin > ? AND origin < ? ORDER BY origin",
            inside,
        )
    ]
    sources = {origin for origin, _ in found}
    return [part for origin, part in (*found, *failed) if _lies_in(origin, place, sources)]


def _lies_in(origin: str, place: str, sources: Set[str]) -> bool:
    """Whether no other source is between a source and what it lies in."""
    holder = nesting.holder(origin)
    while holder and holder != place:
        if holder in sources:
            return False
        holder = nesting.holder(holder)
    return holder == place


def _thread(
    db: Connection, source_id: str, own: str | None
) -> tuple[tuple[MailKin, ...], tuple[MailKin, ...]]:
    """The other mails of a thread, those before this one and those after it; of copies the first."""
    members = {source_id: 0}
    todo = [source_id]
    queried: set[str] = set()
    while todo and len(members) < _MOST:
        ids = [row[0] for row in db.execute("SELECT id FROM mail_ids WHERE source_id = ?", (todo.pop(),))]
        for message_id in ids:
            if message_id in queried:
                continue
            queried.add(message_id)
            for (other,) in db.execute(
                "SELECT source_id FROM mail_ids WHERE id = ?", (message_id,)
            ).fetchall():
                if other not in members:
                    members[other] = len(members)
                    todo.append(other)
    if len(members) < 2:
        return (), ()
    rows = db.execute(
        f"SELECT d.id, {sql.source_of('d')}, d.title, d.date, d.source_id,"
        " (SELECT id FROM mail_ids m WHERE m.source_id = d.source_id AND m.role = 'own'),"
        " (SELECT count(*) FROM mail_ids m WHERE m.source_id = d.source_id AND m.role = 'cites'), d.n"
        f" FROM documents d WHERE d.current = 1 AND d.source_id IN ({sql.marks(members)})",
        list(members),
    ).fetchall()
    # A mail names those before it: of one day the one that names more is later.
    rows.sort(key=lambda row: (row[3] or "", row[6], row[7]))
    here = next((i for i, row in enumerate(rows) if row[4] == source_id), len(rows))
    earlier: dict[str, MailKin] = {}
    later: dict[str, MailKin] = {}
    for i, row in enumerate(rows):
        if row[4] != source_id and (own is None or row[5] != own):
            (earlier if i < here else later).setdefault(row[5] or row[4], MailKin(*row[:4]))
    return tuple(earlier.values()), tuple(mail for key, mail in later.items() if key not in earlier)
