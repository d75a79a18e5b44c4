"""The catalog in PostgreSQL: what is its own beside the tests that run on both engines."""

from __future__ import annotations

import hashlib
import inspect
import random
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from archive.catalog import Catalog, changes, documents, soundness, sums
from archive.errors import (
    ArchiveBusy,
    NewerArchive,
    NotAnArchive,
    UnreachableServer,
    UsageError,
)
from tests.catalog import test_sums
from tests.catalog.made import intake
from tests.servers import postgresql as servers
from tests.servers.postgresql import PostgreSQL

psycopg = pytest.importorskip("psycopg", reason="the package psycopg is not installed (archive[server])")

from archive.catalog.postgresql import lock, schema, store, transfer  # noqa: E402
from archive.catalog.postgresql.address import parsed  # noqa: E402
from archive.catalog.postgresql.dialect import tables, worded  # noqa: E402
from archive.catalog.steps import MIGRATIONS  # noqa: E402

NOW = "2026-01-01T00:00:00Z"


@pytest.fixture
def address(postgresql_server: PostgreSQL, request: pytest.FixtureRequest) -> str:
    """An archive's own schema, empty."""
    schema = f"own_{hashlib.sha256(request.node.name.encode()).hexdigest()[:20]}"
    return f"{postgresql_server.url}?schema={schema}"


def opened(address: str, *, create: bool = True, seconds: float | None = None) -> store.ServerCatalog:
    return store.opened(Path("/nowhere"), address, create=create, busy_seconds=seconds)


def test_nothing_that_only_sqlite_understands_is_said_to_the_server(address: str) -> None:
    of_sqlite = {
        name
        for name, method in vars(Catalog).items()
        if inspect.isfunction(method) and "PRAGMA" in inspect.getsource(method)
    }
    assert of_sqlite >= {"transaction", "held", "checkpoint"}
    assert of_sqlite - vars(store.ServerCatalog).keys() == set()
    with opened(address) as catalog, catalog.held(1000):
        assert list(documents.every(catalog)) == []


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        ("SELECT a FROM t WHERE b = ?", "SELECT a FROM t WHERE b = %s"),
        ("SELECT '?', \"x\" FROM t WHERE b IS ?", "SELECT '?', \"x\" FROM t WHERE b IS NOT DISTINCT FROM %s"),
        ("SELECT a IS NOT ?, a IS NOT NULL", "SELECT a IS DISTINCT FROM %s, a IS NOT NULL"),
        ("SELECT start, end FROM t m WHERE m.end > ?", 'SELECT start, "end" FROM t m WHERE m."end" > %s'),
        ("SELECT CASE WHEN a THEN 1 END", "SELECT CASE WHEN a THEN 1 END"),
        ("SELECT a LIKE '%!%'", "SELECT a LIKE '%%!%%'"),
        ("SELECT a % 2 FROM t WHERE n = :n", "SELECT a %% 2 FROM t WHERE n = %(n)s"),
        ("SELECT 'l''end :n'", "SELECT 'l''end :n'"),
        ("SELECT d FROM t WHERE d GLOB '[0-9][0-9]*'", "SELECT d FROM t WHERE d ~ '^[0-9][0-9].*$'"),
        ("SELECT d GLOB '*(0.9[0-4])'", r"SELECT d ~ '^.*\(0\.9[0-4]\)$'"),
        ("FROM a CROSS JOIN b c ON c.n = a.n", "FROM a JOIN b c ON c.n = a.n"),
        ("FROM m INDEXED BY m_entity JOIN d", "FROM m JOIN d"),
    ],
)
def test_a_statement_is_worded(statement: str, wanted: str) -> None:
    assert worded(statement) == wanted


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql:", "names no database"),
        ("postgresql://host", "names no database"),
        ("postgresql://host/a/b", "names no database"),
        ("postgresql://host/a?schema=Papers", "cannot be the schema"),
        ("postgresql://host/a?schema=public", "cannot be the schema"),
        ("postgresql://host/a?schema=pg_x", "cannot be the schema"),
        ("postgresql://host/a?schema=a;drop", "cannot be the schema"),
        ("postgresql://host/a?options=-c%20x=1", "has options"),
    ],
)
def test_an_address_that_is_none_is_refused(address: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parsed(address)


@pytest.mark.parametrize(
    ("address", "conninfo"),
    [
        ("postgresql://u@127.0.0.1:5/d?schema=x", "postgresql://u@127.0.0.1:5/d"),
        ("postgresql://u@localhost/d", "postgresql://u@localhost/d"),
        ("postgresql://u@[::1]:5/d", "postgresql://u@[::1]:5/d"),
        ("postgresql:///d?host=/run/x", "postgresql:///d?host=%2Frun%2Fx"),
        ("postgresql://u@h/d", "postgresql://u@h/d?sslmode=require"),
        ("postgresql://u@localhost.example.org/d", "postgresql://u@localhost.example.org/d?sslmode=require"),
        ("postgresql://u@127.0.0.1,h:2/d", "postgresql://u@127.0.0.1,h:2/d?sslmode=require"),
        ("postgresql:///d?host=h", "postgresql:///d?host=h&sslmode=require"),
        ("postgresql://u@h/d?sslmode=disable", "postgresql://u@h/d?sslmode=disable"),
    ],
)
def test_another_machine_is_reached_by_tls_unless_the_address_says_otherwise(
    address: str, conninfo: str
) -> None:
    assert parsed(address).conninfo == conninfo


def test_archives_of_one_database_have_their_own_locks() -> None:
    places = [parsed(f"postgresql://u@h:1/d{rest}") for rest in ("", "?schema=a", "?schema=b")]
    assert len({number for place in places for number in (place.lock, place.writer)}) == 6
    assert places[0].schema == "archive"
    assert "schema" not in places[1].conninfo


@pytest.mark.parametrize("seed", range(4))
def test_sums_follow_every_change(address: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(test_sums, "WORDS", test_sums.WORDS[:-1])  # it keeps no character 0
    rng = random.Random(seed)
    with opened(address) as catalog:
        for _ in range(30):
            try:
                with catalog.transaction():
                    for _ in range(rng.randrange(1, 4)):
                        test_sums.one_change(catalog, rng)
                    if rng.random() < 0.2:
                        raise ZeroDivisionError
            except (ZeroDivisionError, psycopg.IntegrityError):
                pass  # taken back as a whole, its sums too
            assert test_sums.wrong(catalog) == []
        before = {kind: catalog.sums.every(kind) for kind in sums.KINDS}
        assert sum(map(len, before.values())) > 16
        with catalog.transaction():
            catalog.sums.make()
        assert {kind: catalog.sums.every(kind) for kind in sums.KINDS} == before
        assert list(soundness.flaws(catalog)) == []


def test_what_another_program_changed_is_found_and_accepted(address: str) -> None:
    with opened(address) as catalog:
        documents.add(catalog, intake("a.txt", ("fr", "La laverie de la rue")), NOW)
        with psycopg.connect(parsed(address).conninfo) as db:
            db.execute(f"UPDATE {parsed(address).schema}.documents SET text = 'Le lavoir'".encode())
        assert ["text" in flaw.what for flaw in soundness.flaws(catalog)] == [True]
        soundness.accept(catalog)
        assert list(soundness.flaws(catalog)) == []


def test_nothing_is_written_outside_of_a_transaction(address: str) -> None:
    with opened(address) as catalog, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        catalog.db.execute("INSERT INTO meta (key, value) VALUES (?, ?)", ("a", "b"))


def test_a_second_write_waits_and_is_refused_in_the_end(address: str) -> None:
    with opened(address) as one, opened(address, seconds=0.2) as other:
        with one.transaction():
            one.set("a", "1")
            with pytest.raises(ArchiveBusy, match="Another process is writing"):
                other.set("a", "2")
            assert other.setting("a") is None  # reading goes on
        other.set("a", "2")
        assert one.setting("a") == "2"


def test_a_child_process_leaves_the_session_of_its_parent(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(address) as catalog:
        catalog.set("a", "1")
        with monkeypatch.context() as child:
            child.setattr("archive.catalog.postgresql.connection.os.getpid", lambda: -1)
            catalog.db.close()
        assert catalog.setting("a") == "1"


def test_a_number_that_was_given_is_given_to_nothing_else_after_a_move(address: str, tmp_path: Path) -> None:
    """Though what had it is gone: an index has followed the log of changes up to it."""
    with Catalog.open(tmp_path / "file", create=True) as file:
        documents.add(file, intake("a.txt", ("fr", "Le quai")), NOW)
        last = changes.position(file)
        with file.transaction() as db:
            db.execute("DELETE FROM changes WHERE seq = ?", (last,))
    with closing(sqlite3.connect(tmp_path / "file" / "catalog.sqlite")) as source, opened(address) as moved:
        transfer.from_file(source, moved)
        changes.log(moved, [1], "linked")
        assert changes.position(moved) == last + 1


def test_a_reader_sees_one_state(address: str) -> None:
    with opened(address) as one, opened(address) as other:
        one.set("a", "1")
        with other.reading():
            assert other.setting("a") == "1"
            one.set("a", "2")
            assert other.setting("a") == "1"
        assert other.setting("a") == "2"


def test_the_log_is_never_read_past_a_commit_that_is_open(address: str) -> None:
    """Two sessions of anyone: the later number of the log cannot be committed before the earlier one."""
    with opened(address) as catalog:
        conninfo, schema = parsed(address).conninfo, parsed(address).schema
        insert = f"INSERT INTO {schema}.changes (doc, what) VALUES (%s, 'added')".encode()
        done: list[int] = []

        def second() -> None:
            with psycopg.connect(conninfo) as later:
                later.execute(insert, (2,))
            done.append(2)

        with psycopg.connect(conninfo) as first:
            first.execute(insert, (1,))
            thread = threading.Thread(target=second)
            thread.start()
            time.sleep(0.5)
            assert done == []
            assert changes.position(catalog) == 0
        thread.join(10)
        rows = catalog.db.execute("SELECT doc FROM changes ORDER BY seq").fetchall()
        assert [tuple(row) for row in rows] == [(1,), (2,)]


def test_one_command_at_a_time_changes_an_archive(address: str) -> None:
    with lock.writing(address):
        busy = pytest.raises(ArchiveBusy, match=r"Another process \(number \d+ at 127\.0\.0\.1")
        with busy, lock.writing(address):
            pass
        with lock.writing(f"{address}_other"):
            pass
        with opened(address) as catalog:  # decisions go on
            catalog.set("a", "1")
    with lock.writing(address):
        pass


def test_what_is_no_archive_is_left_alone(address: str) -> None:
    place = parsed(address)
    with pytest.raises(NotAnArchive, match="holds none"):
        opened(address, create=False)
    with psycopg.connect(place.conninfo) as db:
        db.execute(f"CREATE SCHEMA {place.schema}; CREATE TABLE {place.schema}.cats (n INT)".encode())
    with pytest.raises(NotAnArchive, match="another program's"):
        opened(address)


def test_a_later_schema_is_refused(address: str) -> None:
    opened(address).close()
    with psycopg.connect(parsed(address).conninfo) as db:
        db.execute(f"UPDATE {parsed(address).schema}.catalog_version SET version = 999".encode())
    with pytest.raises(NewerArchive, match="schema 999"):
        opened(address)


def test_rows_come_in_parts_and_in_their_types(address: str) -> None:
    with opened(address) as catalog:
        rows = [(n, f"é{n}\t\\N", bytes([n % 256]), n / 7) for n in range(5_001)]
        db = catalog.db
        with catalog.transaction():
            db.run("CREATE TEMP TABLE many (n BIGINT, a TEXT, b BYTEA, c DOUBLE PRECISION)")
            db.executemany("INSERT INTO many (n, a, b, c) VALUES (?, ?, ?, ?)", rows)
            assert list(db.stream("SELECT * FROM many ORDER BY n")) == rows
            few = db.stream("SELECT n FROM many WHERE n > ? ORDER BY n", (4,))
            assert next(few) == (5,)
            few.close()
            summed = db.execute("SELECT sum(n), n > 3 AS more FROM many GROUP BY n > 3 ORDER BY 1").fetchall()
        assert [(type(row[0]), row["more"]) for row in summed] == [(int, 0), (int, 1)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("/archive?", "/nothing?"), "there is no such database"),
        (("127.0.0.1", "127.0.0.2"), "does not answer"),
    ],
)
def test_a_server_that_cannot_be_used_is_told_in_a_line(
    address: str, change: tuple[str, str], said: str
) -> None:
    with pytest.raises(UnreachableServer, match=said) as caught:
        opened(address.replace(*change))
    assert "\n" not in str(caught.value)


def test_a_wrong_password_and_a_certificate_of_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.servers.seaweedfs import certificate

    if why := servers.missing():
        pytest.skip(why)
    own = certificate(tmp_path / "certificate")
    if own is None:
        pytest.skip("openssl is not installed")
    with servers.running(password="le mot", certificate=own) as server:
        monkeypatch.setenv("PGPASSWORD", "un autre")
        with pytest.raises(UnreachableServer, match="the server refuses the password"):
            opened(server.url)
        monkeypatch.setenv("PGPASSWORD", "le mot")
        with opened(f"{server.url}?sslmode=verify-ca&sslrootcert={own[0]}") as catalog:
            catalog.set("a", "1")
        with pytest.raises(UnreachableServer, match="no safe connection"):
            opened(f"{server.url}?sslmode=verify-ca&sslrootcert={tmp_path}/none.pem")


def _cut_off(catalog: Catalog, server: PostgreSQL) -> None:
    """Has the server killed while a transaction is open."""
    with catalog.transaction():
        documents.add(catalog, intake("b.txt", ("fr", "Deux")), NOW)
        server.kill()
        catalog.setting("a")


def test_what_was_committed_is_there_after_the_server_was_killed() -> None:
    if why := servers.missing():
        pytest.skip(why)
    with servers.running() as server:
        with opened(server.url) as catalog:
            documents.add(catalog, intake("a.txt", ("fr", "Un")), NOW)
            with pytest.raises(UnreachableServer, match="does not answer"):
                _cut_off(catalog, server)
            with pytest.raises(UnreachableServer):
                opened(server.url)
        server.start()
        with opened(server.url) as catalog:
            assert [d.text for _, d in documents.every(catalog)] == ["Un"]
            assert list(soundness.flaws(catalog)) == []


NEXT = "CREATE TABLE next (n INTEGER PRIMARY KEY, doc INTEGER NOT NULL REFERENCES documents, end INTEGER);"


def test_a_catalog_of_an_earlier_version_gets_the_next_step(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(address) as catalog:
        documents.add(catalog, intake("a.txt", ("fr", "Un")), NOW)
        before = {kind: catalog.sums.every(kind) for kind in sums.KINDS}
    for module in (schema,):
        monkeypatch.setattr(module, "MIGRATIONS", (*MIGRATIONS, NEXT))
    monkeypatch.setattr(schema, "_NAMES", schema._NAMES | {"next"})
    with opened(address) as catalog:
        with catalog.transaction() as db:
            db.execute("INSERT INTO next (doc, end) VALUES (?, ?)", (1, 2))
        assert {kind: catalog.sums.every(kind) for kind in sums.KINDS} == before
        assert list(soundness.flaws(catalog)) == []
    monkeypatch.undo()
    with pytest.raises(NewerArchive):
        opened(address)


def test_what_postgresql_cannot_hold_has_another_character_in_its_place(address: str) -> None:
    texts = [("fr", "Un\0 deux"), ("en", "One\0 two")]
    with opened(address) as catalog:
        documents.add(catalog, intake("a.txt", *texts), NOW)
        catalog.set("clé\0", "valeur\0")
        assert [d.text for _, d in documents.every(catalog)] == ["Un\ufffd deux", "One\ufffd two"]
        assert catalog.setting("clé\0") == "valeur\ufffd"
        row = catalog.db.execute("SELECT json_extract(?, '$[0]')", ('["a\\u0000b"]',)).fetchone()
        assert row[0] == "a\ufffdb"
        assert list(soundness.flaws(catalog)) == []


# Columns of an index that hold no more than what this program makes or a person types.
SHORT = {
    "care_keys.key", "care_keys.kind", "documents.date", "documents.fingerprint", "documents.id",
    "documents.source_id", "entities.id", "entity_names.lang", "authority.lang", "authority.type",
    "former.id", "links.kind", "members.sha256", "meta.key", "nearest.lang", "numbers.id",
    "origins.source_id", "parted.id", "post_keys.kind", "sources.id", "sums.kind", "captures.at",
    *(f"{table}.source_id" for table in ("captures", "chrome", "limits", "mail_ids", "mail_people",
      "members", "unread")),
    "mail_ids.role", "mail_people.role",
    "kept_to.what", "name_uses.lang", "name_uses.name", "name_uses.type", "common_names.lang",
    "common_names.first", "common_names.name", "name_places.lang", "name_places.name", "name_places.phrase",
    "own_names.name", "own_names.type", "section_heads.head", "section_heads.name", "slot_names.one",
    "slot_names.other", "settled_types.name",
    "tagged_phrases.phrase",  # names of 200 characters at most, and phrases of 40 more
}  # fmt: skip


def test_no_index_is_of_texts_that_may_be_long(address: str) -> None:
    with opened(address) as catalog:
        rows = catalog.db.run(
            "SELECT DISTINCT t.relname || '.' || c.attname FROM pg_index x"
            " JOIN pg_class i ON i.oid = x.indexrelid"
            " JOIN pg_class t ON t.oid = x.indrelid JOIN pg_am m ON m.oid = i.relam JOIN pg_attribute c"
            " ON c.attrelid = t.oid AND c.attnum = ANY (x.indkey) WHERE m.amname = 'btree'"
            " AND c.atttypid = 25"
            " AND t.relnamespace = current_schema()::regnamespace"
        ).fetchall()
    assert {row[0] for row in rows} == SHORT


def test_a_catalog_whose_keys_were_short_is_brought_up_to_date(address: str) -> None:
    with opened(address) as catalog:
        documents.add(catalog, intake("a.txt", ("fr", "Un")), NOW)
        with catalog.transaction() as db:
            db.run("DROP INDEX origins_any_length; ALTER TABLE origins ADD PRIMARY KEY (origin, source_id)")
    with opened(address) as catalog:
        documents.add(catalog, intake(f"{'é' * 9_000}.txt", ("en", "One")), NOW)
        assert (
            catalog.db.run(
                "SELECT count(*) FROM pg_constraint WHERE conname = 'origins_pkey'"
                " AND connamespace = current_schema()::regnamespace"
            ).fetchone()[0]
            == 0
        )
        assert list(soundness.flaws(catalog)) == []


def test_nothing_that_only_sqlite_knows_is_inherited() -> None:
    of_sqlite = {
        name
        for name, one in vars(Catalog).items()
        if callable(one) and not name.startswith("__") and "PRAGMA" in inspect.getsource(inspect.unwrap(one))
    }
    assert {"held", "zeroing", "compact"} <= of_sqlite
    assert of_sqlite <= vars(store.ServerCatalog).keys()


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("a TEXT NOT NULL, b INTEGER", 'a TEXT COLLATE "C" NOT NULL, b BIGINT'),
        (
            "n INTEGER PRIMARY KEY, z REAL",
            "n BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, z DOUBLE PRECISION",
        ),
    ],
)
def test_a_table_is_worded_so_that_words_have_the_order_of_their_characters(said: str, wanted: str) -> None:
    assert tables(f"CREATE TABLE one ({said})") == f"CREATE TABLE one ({wanted})"
