"""A connection to PostgreSQL that the catalog's statements run on as they do on SQLite's."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import select
import time
from collections.abc import Generator, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, NoReturn
from urllib.parse import urlsplit

from archive.catalog.postgresql.address import Place
from archive.catalog.postgresql.dialect import worded
from archive.errors import ArchiveBusy, MissingExtra, UnreachableServer, UnusableArchive

_CONNECT_SECONDS: Final = 10
_STARTING_SECONDS: Final = 30.0  # a server that was killed reads its log before it answers
_FETCHED: Final = 2_000  # rows at a time, where there may be very many
_INSERT: Final = re.compile(r"INSERT INTO (\w+) \(([\w, ]+)\) VALUES \([?, ]+\)\Z")
# Rows have a form that is the same for every session, and nothing is written outside of a transaction that
# says so. A server notices within two minutes that a machine is gone.
_SESSION: Final = (
    "SET search_path = {schema}; SET default_transaction_read_only = on; SET bytea_output = hex;"
    " SET extra_float_digits = 1; SET standard_conforming_strings = on; SET jit = off;"
    " SET archive.writer = 'on';"
    " SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 15; SET tcp_keepalives_count = 6;"
    " SET tcp_user_timeout = 120000;"  # an answer that nobody confirms; else a quarter of an hour
    " SET client_min_messages = warning"
)


# A network that is cut is noticed within two minutes here, too, whether or not anything was under way.
_ALIVE: Final[Mapping[str, Any]] = {
    "keepalives_idle": 30, "keepalives_interval": 15, "keepalives_count": 6, "tcp_user_timeout": 120_000,
}  # fmt: skip


def _adapt(raw: Any) -> None:
    """Has values come and go in the types that they have in SQLite."""
    from psycopg import adapt
    from psycopg.types.string import TextLoader

    class Flag(adapt.Dumper):
        oid = 20  # bigint

        def dump(self, obj: bool) -> bytes:
            return b"1" if obj else b"0"

    class Truth(adapt.Loader):
        def load(self, data: adapt.Buffer) -> int:
            return int(bytes(data) == b"t")

    class Total(adapt.Loader):  # a sum is whole where all that was added up is
        def load(self, data: adapt.Buffer) -> int | float:
            text = bytes(data).decode()
            return float(text) if "." in text or "N" in text else int(text)

    raw.adapters.register_dumper(bool, Flag)
    raw.adapters.register_loader("bool", Truth)
    raw.adapters.register_loader("numeric", Total)
    for name in ("json", "jsonb"):
        raw.adapters.register_loader(name, TextLoader)


def held(values: Any) -> Any:
    """Values as PostgreSQL can hold them: it keeps no U+0000 in a text, and U+FFFD takes its place."""
    if isinstance(values, Mapping):
        return {key: held((value,))[0] for key, value in values.items()}
    row = tuple(values)
    for value in row:
        if type(value) is str and "\0" in value:
            return tuple(v.replace("\0", "\ufffd") if isinstance(v, str) else v for v in row)
    return row


class Row(tuple[Any, ...]):
    """A row that is read by number and by name."""

    __slots__ = ()
    places: Mapping[str, int] = {}

    def __getitem__(self, key: Any) -> Any:
        return tuple.__getitem__(self, self.places[key] if type(key) is str else key)

    def keys(self) -> list[str]:
        """The names of its columns."""
        return list(self.places)


@lru_cache(maxsize=1024)
def _form(names: tuple[str, ...]) -> type[Row]:
    places: dict[str, int] = {}
    for at, name in enumerate(names):
        places.setdefault(name, at)
    return type("Row", (Row,), {"__slots__": (), "places": places})


class ServerRows:
    """The rows of a statement."""

    def __init__(
        self, connection: ServerConnection, rows: list[Any] | None = None, rowcount: int = -1
    ) -> None:
        self.row_factory: Any = Row
        self.rowcount = rowcount
        self._connection = connection
        self._rows = iter(rows or ())

    def execute(self, sql: str, parameters: Any = (), /) -> Any:
        """Runs a statement for its rows as plain tuples, of which few are held at a time."""
        return self._connection.stream(sql, parameters)

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def fetchall(self) -> list[Any]:
        return list(self._rows)

    def __iter__(self) -> Iterator[Any]:
        return self._rows

    def close(self) -> None:
        self._rows = iter(())


class ServerConnection:
    """A session with a server, in the schema of one archive."""

    def __init__(self, raw: Any, place: Place) -> None:
        self.raw = raw
        self.place = place
        self._pid = os.getpid()
        self._names = (f"rows_{n}" for n in itertools.count())

    @property
    def in_transaction(self) -> bool:
        return bool(self.raw.info.transaction_status.name != "IDLE")

    def execute(self, sql: str, parameters: Any = (), /) -> ServerRows:
        """Runs one statement of the catalog. Raises what `refused` makes of a refusal."""
        return self._run(worded(sql), held(parameters))

    def run(self, script: str) -> ServerRows:
        """Runs statements that are PostgreSQL's own, without values; returns the rows of the last."""
        return self._run(script.replace("%", "%%"), ())

    def _run(self, sql: str, parameters: Any) -> ServerRows:
        import psycopg

        try:
            cursor = self.raw.cursor()
            cursor.execute(sql, parameters or ())
            while cursor.nextset():
                pass
            if cursor.description is None:
                return ServerRows(self, None, cursor.rowcount)
            row = _form(tuple(column.name for column in cursor.description))
            return ServerRows(self, [row(one) for one in cursor.fetchall()], cursor.rowcount)
        except psycopg.Error as error:
            refused(error, self.place)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> ServerRows:
        """Runs one statement for many rows: plain rows by COPY, the others without a wait for each."""
        import psycopg

        values = iter(parameters)
        first = next(values, None)
        if first is None:
            return ServerRows(self, None, 0)
        rows = itertools.chain((first,), values)
        try:
            if found := _INSERT.match(sql):
                table, names = found[1], re.sub(r"\bend\b", '"end"', found[2])
                with self.raw.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as out:
                    for row in rows:
                        out.write_row(held(row))
                return ServerRows(self, None, cursor.rowcount)
            with psycopg.Cursor(self.raw) as cursor:
                cursor.executemany(worded(sql), [held(row) for row in rows])
                return ServerRows(self, None, cursor.rowcount)
        except psycopg.Error as error:
            refused(error, self.place)

    def stream(self, sql: str, parameters: Any = ()) -> Generator[tuple[Any, ...]]:
        """The rows of a query as plain tuples, of which few are held at a time."""
        import psycopg

        name = next(self._names)
        try:
            query = psycopg.ClientCursor(self.raw).mogrify(worded(sql), held(parameters))
            with psycopg.ClientCursor(self.raw) as cursor:
                cursor.execute(
                    f"DECLARE {name} NO SCROLL CURSOR WITH HOLD FOR {query};"
                    f" FETCH {_FETCHED} FROM {name}".encode()
                )
                cursor.nextset()
                rows = cursor.fetchall()
                try:
                    while rows:
                        yield from rows
                        if len(rows) < _FETCHED:
                            break
                        cursor.execute(f"FETCH {_FETCHED} FROM {name}".encode())
                        rows = cursor.fetchall()
                finally:
                    with contextlib.suppress(psycopg.Error):
                        cursor.execute(f"CLOSE {name}".encode())
        except psycopg.Error as error:
            refused(error, self.place)

    def cursor(self) -> ServerRows:
        return ServerRows(self)

    def is_over(self) -> bool:
        """Whether the server has ended the session, by what has come from it by now."""
        if self.raw.closed:
            return True
        waiting = select.poll()
        waiting.register(self.raw.fileno(), select.POLLIN)
        if not waiting.poll(0):
            return False
        try:
            self.raw.pgconn.consume_input()
        except Exception:  # whatever it says, nothing more can be asked of it
            return True
        return bool(self.raw.closed)

    def close(self) -> None:
        """Ends the session. One that a parent process opened is its own, and goes on."""
        if self._pid == os.getpid():
            self.raw.close()

    def __del__(self) -> None:
        self.close()


def connect(place: Place) -> ServerConnection:
    """A session in the schema of an archive. Raises UnreachableServer, UnusableArchive."""
    try:
        import psycopg
    except ImportError as error:
        raise MissingExtra(
            "A catalog in PostgreSQL needs a package that is not installed: pip install 'archive[server]'"
        ) from error
    end = time.monotonic() + _STARTING_SECONDS
    while True:
        try:
            raw = psycopg.connect(
                place.conninfo, autocommit=True, connect_timeout=_CONNECT_SECONDS, client_encoding="UTF8",
                application_name=f"archive {os.getpid()}", cursor_factory=psycopg.ClientCursor, **_ALIVE,
            )  # fmt: skip
            break
        except psycopg.Error as error:
            if "starting up" not in str(error) or time.monotonic() > end:
                refused(error, place)
            time.sleep(0.5)
    _adapt(raw)
    try:
        raw.execute(_SESSION.format(schema=place.schema).encode())
    except psycopg.Error as error:
        raw.close()
        refused(error, place)
    return ServerConnection(raw, place)


# -- refusals --------------------------------------------------------------------------------------


def refused(error: Exception, place: Place) -> NoReturn:
    """Raises what a person should read of a refusal; what only a mistake of ours leads to stays as it is.

    ArchiveBusy, UnreachableServer or UnusableArchive.
    """
    import psycopg
    from psycopg import errors

    text = _line(error)
    where = f"The catalog at {place.address}"
    match error:
        case errors.LockNotAvailable():
            raise ArchiveBusy(
                f"Another process is writing to the archive in {place.address}."
                " Try again when it has finished."
            ) from error
        case errors.DiskFull() | errors.OutOfMemory() | errors.ConfigurationLimitExceeded():
            raise UnusableArchive(
                f"{where} cannot be written to: the server says: {text}. Nothing is lost: free some"
                " space there and rerun the command."
            ) from error
        case errors.InsufficientPrivilege():
            raise UnusableArchive(f"{where} is refused to this user: {text}.{_grant(text, place)}") from error
        case errors.UndefinedTable() | errors.InvalidSchemaName():
            raise UnusableArchive(
                f"{where} is there no more ({text}). It may have been moved: look at archive.toml."
            ) from error
        case errors.ProgramLimitExceeded():
            raise UnusableArchive(
                f"{where} cannot hold a name or an address of this length ({text}). Up to 2,000 bytes always"
                " fit."
            ) from error
        case errors.DataCorrupted() | errors.IndexCorrupted():
            raise UnusableArchive(
                f"{where} cannot be read ({text}). Restore it from a backup of the server or of the archive."
            ) from error
    if not isinstance(error, psycopg.OperationalError):
        raise error
    raise UnreachableServer(f"{where}: {_why(error, text)}.") from error


def _grant(text: str, place: Place) -> str:
    """How the owner of a database lets a user make a schema in it, where that was refused."""
    found = re.search(r"permission denied for database (\S+)", text)
    user = urlsplit(place.address).username
    return f" Its owner can allow it: GRANT CREATE ON DATABASE {found[1]} TO {user}" if found and user else ""


_REASONS: Final = (
    (r"password authentication failed|no password supplied|authentication failed", "the server refuses the"
     " password or the user (the password is taken from PGPASSWORD or PGPASSFILE)"),
    (r'database ".*" does not exist', "there is no such database; create it, or name another"),
    (r'role ".*" does not exist', "the server knows no such user"),
    (r"no pg_hba.conf entry", "the server lets nobody in from here by this address (pg_hba.conf)"),
    (r"does not support SSL", "the server offers no TLS; set it up there or, where the network is yours"
     " alone, add sslmode=disable to the address"),
    (r"certificate|SSL|ssl", "no safe connection can be made"),
    (r"too many connections|remaining connection slots", "the server has no connection left"),
    (r"starting up|shutting down", "the server is starting or shutting down; try again in a moment"),
)  # fmt: skip


def _why(error: Exception, text: str) -> str:
    for pattern, why in _REASONS:
        if re.search(pattern, str(error)):
            return f"{why} ({text})"
    return f"the server does not answer ({text})"


def _line(error: BaseException) -> str:
    """What the server or libpq says, in one line."""
    said = getattr(getattr(error, "diag", None), "message_primary", None) or str(error)
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return (lines[-1] if lines else type(error).__name__).rstrip(".")[:300]
