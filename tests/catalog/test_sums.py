"""Sums follow every row, whichever statement moves it, and are taken back with what they were made for."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

import pytest

from archive.catalog import (
    Catalog,
    care,
    changes,
    corrections,
    days,
    documents,
    entities,
    links,
    origins,
    queues,
    remade,
    resolved,
    runs,
    schema,
    sketches,
    soundness,
    sql,
    stated,
    sums,
    withdrawals,
)
from archive.catalog.entities import EntityName, Given, NewEntity
from archive.catalog.intake import Failure, Intake, Made, Passage
from archive.catalog.links import Edge
from archive.catalog.mentions import put_names
from archive.catalog.sketches import CandidatePair, NearestTexts, Sketch
from archive.catalog.stated import Teller, Told
from archive.evidence import Evidence
from archive.records import (
    DateBasis,
    Dating,
    Letter,
    Mention,
    MentionType,
    PostKey,
    Source,
    Statement,
    Status,
)
from archive.text import fingerprint
from tests.catalog.made import intake

NOW = "2026-01-01T00:00:00Z"
BLOCK = (1 << 12) - 10  # one sum of the log of changes has 4,096 places
WORDS = ("laverie", "nuit", "refuge", "night", "café", "d’été", "Brévaux", "😀", "tab\there", "nul\0")


def wrong(catalog: Catalog) -> list[str]:
    """Sums that are not those of the rows."""
    return [
        f"{kind} {key}"
        for kind in sums.KINDS
        for key, total in (catalog.sums.every(kind).items() ^ catalog.sums.added(kind).items())
    ]


def text(rng: random.Random) -> str:
    return " ".join(rng.choices(WORDS, k=8))


def mention(rng: random.Random) -> Mention:
    kind = rng.choice(list(MentionType))
    value = "2017" if kind is MentionType.DATE else None
    return Mention(0, 4, kind, "la l", value, Evidence.of("rule"), rng.random())


def numbers(catalog: Catalog) -> list[int]:
    return [row[0] for row in catalog.db.execute("SELECT n FROM documents ORDER BY n")]


def keyed(some: tuple[Made, ...], rng: random.Random) -> tuple[Made, ...]:
    keys = (PostKey("entry", rng.choice(WORDS)), PostKey("polylang", "pll_1"))
    return tuple(replace(one, draft=replace(one.draft, keys=keys)) for one in some)


def tokens(count: int) -> bytes:
    """What a sketch keeps of so many numbers, all 0."""
    return count.to_bytes(4, "little") + bytes(8 + 4 * count)


def one_change(catalog: Catalog, rng: random.Random) -> None:
    """Something that an ingest, a linking or a person does, at random."""
    held = numbers(catalog)
    made = intake(
        f"{rng.randrange(5)}.txt",
        *((rng.choice(("fr", "en", "ar")), text(rng)) for _ in range(rng.randrange(1, 4))),
        date=rng.choice((None, "2017-02-08")), mentions=[mention(rng) for _ in range(rng.randrange(4))],
        chrome=rng.choice(("", "Mentions légales")),
    )  # fmt: skip
    if rng.random() < 0.3:
        letter = Letter(f"<{rng.randrange(9)}@x>", "<1@x>", ("<1@x>",), (("Yves", "y@x"),), (("", "z@x"),))
        made = replace(made, page=replace(made.page, letter=letter), documents=keyed(made.documents, rng))
    if len(held) < 4 or rng.random() < 0.2:
        documents.add(catalog, made, NOW)
        return
    a, b = sorted(rng.sample(held, 2))
    kind = rng.choice([links.TRANSLATION, links.DUPLICATE])
    edge = Edge(kind, a, b, rng.choice((1.0, 0.5)), Status.PROPOSED, {"rule": text(rng)})
    sketch = [Sketch(a, "fr", 12, b"\0\x80", tokens(rng.randrange(9)), (1, 2**62, -5))]
    what = rng.randrange(15)
    if what == 0:
        sha = catalog.db.execute("SELECT source_id FROM documents WHERE n = ?", (a,)).fetchone()[0]
        source = Source(sha, made.source.origin, made.source.given, "text/plain", 3)
        remade.replace(catalog, Intake(source, 2, made.page, made.chrome, made.documents, {"v": "2"}))
    elif what == 1:
        dating = rng.choice((None, Dating("2016", DateBasis.TRANSLATION, "x")))
        days.set_date(catalog, a, dating, [mention(rng)])
    elif what == 2:
        links.put(catalog, [edge, edge])
    elif what == 3:
        links.replace(catalog, kind, [a], [edge])
    elif what == 4:
        links.remove(catalog, [b])
    elif what == 5 and not sketches.known(catalog, [a]):
        sketches.put(catalog, sketch)
        twice = [NearestTexts(a, "en", 0.0, bytes(8), bytes(4)), NearestTexts(a, "en", 1.0, b"", b"")]
        sketches.put_nearest(catalog, twice)
        sketches.put_candidates(catalog, [CandidatePair(a, b, b"\3", 0.0), CandidatePair(a, b, b"\3", 1.0)])
        sketches.put_scores(catalog, [(a, b, 2.0)])
        sketches.stand(catalog, [a], True)
    elif what == 6:
        rng.choice([sketches.retire, sketches.drop])(catalog, [a])
    elif what == 7:
        sketches.clear(catalog)
    elif what == 8:
        mentions = catalog.db.execute("SELECT n, doc FROM mentions ORDER BY n LIMIT 3").fetchall()
        label = rng.choice(WORDS)
        new = NewEntity(entities.entity_id(MentionType.PLACE, label), MentionType.PLACE, label,
                        (EntityName("fr", label, 1, "same name"),))  # fmt: skip
        resolved.save(catalog, [new], [Given(n, doc, 0, "same name") for n, doc in mentions])
    elif what == 9:
        put_names(catalog, a, [mention(rng)])
        with catalog.transaction() as db:
            db.execute("DELETE FROM passages WHERE doc = ?", (a,))
            documents.put_passages(db, a, [Passage(0, 4, bytes(range(256)) * 4)])
    elif what == 10:
        origins.add_failure(catalog, Failure("/in/x", "x", text(rng)), NOW)
        catalog.set("a setting", text(rng))
        for keep in (True, False):
            runs.end(catalog, runs.begin(catalog, [text(rng)], NOW), NOW, keep=keep)
            if some := documents.numbers(catalog, limit=1):
                note = queues.mark(catalog, "texts", (some[0],), text(rng), NOW, "")
                queues.unmark(catalog, [] if keep else [note])
    elif what == 13:
        decided(catalog, rng)
    elif what >= 12:
        fields = rng.choices([("title", text(rng)), ("date", "2019-05-02"), ("author", "Odile Lenoir")], k=2)
        told = [Told(made.source.origin, Statement(f, v, v, "m.csv, line 2")) for f, v in fields]
        stated.put(catalog, Teller("/in/m.csv", "m.csv", (1, 2, 3, 4)), told, NOW)
        if rng.random() < 0.3:
            stated.forget(catalog, "/in/m.csv")
    else:
        changes_and_words(catalog, a, text(rng))


def decided(catalog: Catalog, rng: random.Random) -> None:
    name = catalog.db.execute("SELECT id FROM documents WHERE current = 1").fetchone()[0]
    what, value = rng.choice([("title", "Nuit"), ("date", "2019-05"), ("author", None), ("language", "de")])
    act = corrections.decide(catalog, name, what, value, NOW, "Nour")
    care.note_copy(catalog, f"/safe/{value}.tar", NOW)
    act_of = rng.choice(["close", "open"])
    care.enter(
        catalog, care.Care(act_of, NOW, "Nour", text(rng), (care.Key("text", fingerprint(text(rng))),))
    )
    if rng.random() < 0.5:
        withdrawals.withdraw(catalog, act, NOW, "Nour", text(rng))


def changes_and_words(catalog: Catalog, a: int, said: str) -> None:
    with catalog.transaction() as db:
        if changes.position(catalog) < BLOCK:  # so that the log has rows under two sums, and few to add up
            db.execute("INSERT INTO changes VALUES (?, ?, 'named')", (BLOCK, a))
        changes.log(catalog, [a] * 40, "named")
        write = sql.upsert("watches", ("name",), ("query", "seen", "made"))
        db.execute(write, ("w", said, 1, NOW))
        write = sql.upsert("authority", ("name", "type", "lang"), ("same_as", "file"))
        db.execute(write, ("n", "PLACE", "fr", said, "f"))
        columns = "(kind, a, b, verdict, at)"
        db.execute(
            f"INSERT INTO decisions {columns} VALUES ('entity', ?, 'ORG:b', 'merge', ?)", (f"ORG:{said}", NOW)
        )
        moment = f"2026-01-01T00:00:{len(said) % 60:02}Z"
        db.execute("UPDATE sources SET checked = ?", (moment,))


@pytest.mark.parametrize("seed", range(6))
def test_sums_follow_every_change(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    with Catalog.open(tmp_path, create=True) as catalog:
        for _ in range(60):
            try:
                with catalog.transaction():
                    for _ in range(rng.randrange(1, 4)):
                        one_change(catalog, rng)
                    if rng.random() < 0.2:
                        raise ZeroDivisionError
            except (ZeroDivisionError, sqlite3.IntegrityError):
                pass  # taken back as a whole, its sums too
            except Exception as error:
                if "UNIQUE" not in str(error):
                    raise
            assert wrong(catalog) == []
        kinds = [kind for kind, *_ in catalog.db.execute("SELECT kind FROM sums")]
        assert kinds.count("changes") == 2
        assert set(kinds) >= set(sums.KINDS) - {"comparison", "links", "entity", "beside", "containers"}
        assert list(soundness.flaws(catalog)) == []


def test_an_archive_of_the_first_schema_gets_its_sums_once(tmp_path: Path) -> None:
    with Catalog.open(tmp_path, create=True) as catalog:
        rng = random.Random(1)
        for _ in range(8):
            made = intake(f"{rng.random()}.txt", ("fr", text(rng)), mentions=[mention(rng)])
            documents.add(catalog, made, NOW)
    path = tmp_path / "catalog.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        before = {kind: sums.every(db, kind) for kind in sums.KINDS}
        for statement in (
            "DROP TABLE pages", "DROP TABLE unread", "DROP TABLE members", "DROP TABLE sums",
            "DROP TABLE containers", "DROP TABLE captures", "DROP TABLE mail_ids", "DROP TABLE mail_people",
            "DROP TABLE post_keys", "DROP TABLE decided_by", "DROP TABLE withdrawals",
            "DROP INDEX decisions_a", "DROP TABLE decided_on", "DROP TABLE due", "DROP TABLE own_langs",
            "DROP TABLE denied", "DROP TABLE former", "DROP TABLE parted", "DROP TABLE limits",
            "DROP TABLE numbers", *(f"DROP TABLE {table}" for table in sums.DERIVED),
            "DROP TABLE runs", "DROP TABLE recognised", "DROP TABLE unsure",
            "DROP TABLE care_due", "DROP TABLE care_keys", "DROP TABLE care", "DROP TABLE backups",
            "DROP TABLE entity_counts", "DROP INDEX documents_brief", "DROP INDEX mentions_entity",
            "CREATE INDEX mentions_entity ON mentions (entity) WHERE entity IS NOT NULL",
            "DROP TABLE stated", "DROP TABLE beside", "DROP TABLE described", "DROP TABLE overruled",
            "ALTER TABLE sources RENAME COLUMN id TO sha256",
            *(f"ALTER TABLE {table} RENAME COLUMN source_id TO sha256"
              for table in ("origins", "chrome", "documents")),
            "ALTER TABLE origins DROP COLUMN ctime_ns",
            "ALTER TABLE origins DROP COLUMN inode", "PRAGMA user_version = 1",
        ):  # fmt: skip
            db.execute(statement)
        assert schema._parts(db) == set(schema.made(schema.MIGRATIONS[:1]))
    with Catalog.open(tmp_path) as catalog:
        assert {kind: catalog.sums.every(kind) for kind in sums.KINDS} == before
        assert sum(map(len, before.values())) > 16
        assert list(soundness.flaws(catalog)) == []


def test_a_hash_does_not_hang_on_the_version_of_python() -> None:
    """What was summed by one is checked by another."""
    row = (1, -2, 0.1, 1e300, "é’\t\0😀\u0378", b"\0\xff", None, 'it\'s "so"')
    assert sums.of_row("documents", row) == 15587202126186563641


@pytest.mark.parametrize(
    "values", [(), (1, None, 2.5), ("Été à Łódź\n'\"\\", b"\0\xff", "\udc80🌍"), (2**62, -1, "")]
)
def test_a_row_is_told_as_ascii_has_it(values: tuple[object, ...]) -> None:
    plainly = blake2b(ascii(("mentions", values)).encode("ascii"), digest_size=sums._BYTES).digest()
    assert sums.of_row("mentions", values) == int.from_bytes(plainly, "big")
