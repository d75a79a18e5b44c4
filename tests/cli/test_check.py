"""`archive check` finds any row and any bit that is not as it was written, or it has no effect."""

from __future__ import annotations

import functools
import itertools
import json
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import archive
from archive.catalog import Catalog, care, soundness, sums
from archive.catalog.care import Care
from archive.catalog.queues import DATES
from archive.cli import main
from archive.errors import ArchiveError
from corpus.pdf_made import Sheet, pdf
from tests.cli.conftest import lines
from tests.endurance import scenes
from tests.ingest.test_containers import mail
from tests.ingest.test_containers_web import HOME, PAGE, web

# What writes web archives leaves some of its own open.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Unclosed file:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)

# How many rows and bits are changed; the long run (`make endurance`) changes more.
ROUNDS = [60, pytest.param(1_000, marks=pytest.mark.slow)]
# Tables that may have no row at rest: `due` while nothing waits, `recognised` where no scan was read.
EMPTY = {"candidates", "nearest", "due", "recognised", "care_due"}
FILES = ("page.html", "soup.pdf", "feed.xml", "empty.txt", "letter.eml", "site.warc", "metadata.csv")
FIRST_DATE = "SELECT min(n) FROM mentions WHERE value IS NOT NULL"


def run(folder: Path, *args: str, **more: Any) -> Result:
    return CliRunner().invoke(main, ["--archive", str(folder), *args], **more)


@pytest.fixture(scope="module")
def full(held: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with rows in every table: people's words, taught names, a saved search, a failure."""
    base = tmp_path_factory.mktemp("full")
    folder = Path(shutil.copytree(held, base / "archive"))
    (base / "page.html").write_text(
        "<html><body><nav><a href='/'>Accueil</a></nav><article><h1>Une laverie ouverte la nuit</h1>"
        "<p>La laverie de Brévaux reste ouverte toute la nuit, dit Odile Sarrazin.</p></article>"
        "<footer>Mentions légales</footer></body></html>"
    )
    (base / "empty.txt").write_text("")
    told = "La soupe du quai est servie chaque soir par les voisins de Brévaux, et il en reste pour tous."
    sheets = [Sheet().line(72, 90, f"{n}. {told}") for n in ("Un", "Deux")]
    (base / "soup.pdf").write_bytes(pdf(sheets))
    (base / "feed.xml").write_text(
        f"<rss version='2.0'><channel><title>Quai</title><item><title>Une barque</title><description>{told}"
        f"</description><guid>quai-1</guid></item><item><title>Cut"
    )
    sent = mail("La soupe", told, ("plan.txt", f"Le plan. {told}".encode()))
    (base / "letter.eml").write_bytes(sent.as_bytes())
    (base / "site.warc").write_bytes(web(("2017-01-01", HOME, "text/html", PAGE.format(f"Le quai. {told}"))))
    (base / "metadata.csv").write_text("filename,title,creator\npage.html,La laverie,Maud Lestienne\n")
    (base / "ours.csv").write_text("name,type,language,same-as\nMaud Lestienne,PERSON,,lestienne\n")
    assert run(folder, "ingest", *(str(base / n) for n in FILES)).exit_code == 4
    (pair,) = lines(run(folder, "pairs", "--format", "jsonl"))
    assert run(folder, "pairs", "reject", pair["en"]["id"], pair["fr"]["id"]).exit_code == 0
    wrong = str(lines(run(folder, "decisions", "--format", "jsonl"))[0]["n"])
    name = next(m for m in lines(run(folder, "export", "mentions")) if m["type"] == "PERSON")
    other = next(m for m in lines(run(folder, "export", "mentions")) if m["document"] != name["document"])
    taken = {name["document"], other["document"], pair["en"]["id"], pair["fr"]["id"]}
    spare = next(d["id"] for d in lines(run(folder, "export", "documents")) if d["id"] not in taken)
    people = lines(run(folder, "entities", "--type", "PERSON", "--format", "jsonl"))
    first, second, third = (person["id"] for person in people[:3])
    with archive.open(folder) as opened:
        opened.mark_unsure(DATES, (1,))
    with Catalog.open(folder) as catalog:
        care.enter(catalog, Care("close", "2026-05-01T10:00:00Z", "Nour", "", care.keys_of(catalog, [1])))
        care.note_copy(catalog, "/safe/papers.tar", "2026-05-01T10:00:00Z")
    for args in (
        ("decisions", "withdraw", wrong),
        ("pairs", "confirm", pair["en"]["id"], pair["fr"]["id"]),
        ("authority", "import", str(base / "ours.csv")),
        ("watch", "add", "laverie", "laverie OR library"),
        ("entities", "merge", first, second),
        ("entities", "split", first, people[1]["label"]),
        ("entities", "merge", first, third),
        ("decide", "mention", name["document"], f"{name['start']}:{name['end']}", "no name"),
        ("decide", "language", other["document"], "es"),
        ("decide", "leave-out", spare, "0", "--note", "no title"),
        ("check",),
    ):
        result = run(folder, *args)
        assert result.exit_code == 0, result.output
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as db:
        empty = {t for t in sums.TABLES if not db.execute(f"SELECT 1 FROM {t}").fetchone()}
    assert empty <= EMPTY
    return folder


@pytest.fixture
def own(full: Path, tmp_path: Path) -> Path:
    """That archive, to break."""
    return Path(shutil.copytree(full, tmp_path / "own"))


@functools.cache
def said(folder: Path) -> dict[str, Any]:
    """All that an archive says, `check` apart; a refusal in words is an answer too."""
    return {k: v for k, v in scenes.state(folder).items() if k != "findings"}


def findings(folder: Path) -> list[str]:
    """What `check` finds; an archive that is refused in words is found too."""
    try:
        with Catalog.open(folder) as catalog:
            return [str(f) for f in scenes._check(catalog, folder)]
    except ArchiveError as error:
        return [str(error)]


def other(value: object, rng: random.Random) -> object:
    """A value near `value`, and not the same."""
    if isinstance(value, bytes):
        at = rng.randrange(len(value)) if value else 0
        return value[:at] + bytes([value[at] ^ 1 << rng.randrange(8)]) + value[at + 1 :] if value else b"\0"
    if isinstance(value, str):
        at = rng.randrange(len(value)) if value else 0
        made = [value[:at] + "x" + value[at + 1 :], value + "s", value[:at], value.encode(), value.upper()]
        return next(m for m in rng.sample(made, len(made)) if m != value or type(m) is not str)
    if value is None:
        return "x"
    assert isinstance(value, int | float)
    return value + rng.choice([1, -1, 7])


def change_a_row(db: sqlite3.Connection, table: str, rng: random.Random) -> str | None:
    """Changes, deletes or adds a row of a table; returns what was done, None where it could not be."""
    names = sums.columns(db, table)
    rows = db.execute(f"SELECT * FROM {table}").fetchall()
    if not rows:
        return None
    row = rng.choice(rows)
    where = " AND ".join(f"{name} IS ?" for name in names)
    column = rng.randrange(len(names))
    value = other(row[column], rng)
    how = rng.choice(["change", "change", "delete", "add"])
    try:
        if how == "delete":
            db.execute(f"DELETE FROM {table} WHERE {where}", row)
        elif how == "add":
            more = (*row[:column], value, *row[column + 1 :])
            db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(more))})", more)
        else:
            db.execute(f"UPDATE {table} SET {names[column]} = ? WHERE {where}", (value, *row))
    except sqlite3.IntegrityError:
        return None
    if db.execute(f"SELECT * FROM {table}").fetchall() == rows:
        return None  # kept as it was, for its type
    return f"{how} {table}.{names[column]}: {row[column]!r} -> {value!r}"


@pytest.mark.parametrize("rounds", ROUNDS)
def test_any_row_that_was_changed_deleted_or_added_is_found(own: Path, rounds: int) -> None:
    assert findings(own) == []
    catalog, whole = own / "catalog.sqlite", own / "whole"
    shutil.copy(catalog, whole)
    rng = random.Random(7)
    unseen, tried = [], Counter[str]()
    # Each table in its turn, until something could be done to it: none goes untried.
    for table in itertools.islice(itertools.cycle([*sums.TABLES, "sums"]), rounds):
        for _ in range(30):
            shutil.copy(whole, catalog)
            with closing(sqlite3.connect(catalog)) as db, db:
                what = change_a_row(db, table, rng)
            if what is not None:
                tried[table] += 1
                unseen += [] if findings(own) else [what]
                break
    assert unseen == []
    assert {*sums.TABLES, "sums"} - tried.keys() <= EMPTY


def files(folder: Path) -> Iterator[Path]:
    """The files that hold an archive; locks are empty or hold a process's number."""
    yield from (
        p for p in sorted(folder.rglob("*")) if p.is_file() and p.suffix != ".lock" and p.stat().st_size
    )


@pytest.mark.parametrize("rounds", ROUNDS)
def test_any_bit_that_flipped_is_found_or_has_no_effect(own: Path, rounds: int) -> None:
    wanted = scenes.state(own)
    assert wanted.pop("findings") == []
    rng = random.Random(11)
    parts = {
        "catalog": [own / "catalog.sqlite"],
        "index": [p for p in files(own / "index") if "LOCK" not in p.name],
        "originals": list(files(own / "originals")),
    }
    unseen, harmless = [], 0
    for i in range(rounds):
        path = rng.choice(parts[("catalog", "catalog", "index", "originals")[i % 4]])
        data = path.read_bytes()
        at, bit = rng.randrange(len(data)), 1 << rng.randrange(8)
        path.write_bytes(data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :])
        if not findings(own):
            now = scenes.state(own)
            del now["findings"]
            if now == wanted:
                harmless += 1
            else:
                unseen.append(f"{path.name} byte {at} bit {bit}")
        path.write_bytes(data)
    assert unseen == []
    assert harmless < rounds / 2, "most of what was flipped says something"


def test_damage_is_not_summed_over_by_what_is_written_later(own: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(own / "catalog.sqlite")) as db, db:
        db.execute(f"UPDATE mentions SET value = '1999-01-01' WHERE n = ({FIRST_DATE})")
    (tmp_path / "new.txt").write_text("Un texte nouveau sur la laverie de Brévaux, écrit le 3 mai 2018.\n")
    assert run(own, "ingest", str(tmp_path / "new.txt")).exit_code == 0
    assert run(own, "reprocess", "--stage", "links").exit_code == 0
    assert findings(own)


def test_what_check_says_to_do_mends_it(own: Path) -> None:
    for statement in (
        f"UPDATE mentions SET value = '1999-01-01' WHERE n = ({FIRST_DATE})",
        "UPDATE links SET score = score / 2",
        "UPDATE entities SET label = label || 's' WHERE n = 1",
        "UPDATE sketches SET chars = chars + 1",
        "UPDATE chrome SET text = text || 's'",
    ):
        before = scenes.state(own)
        with closing(sqlite3.connect(own / "catalog.sqlite")) as db, db:
            assert db.execute(statement).rowcount
        said = run(own, "check", "--format", "jsonl")
        assert said.exit_code == 3
        remedies = {json.loads(line)["remedy"] for line in said.stdout.splitlines()}
        for remedy in remedies:
            assert remedy.startswith("archive reprocess "), (statement, remedies)
            words = remedy.split()
            assert run(own, *words[1:]).exit_code == 0
        assert run(own, "check").exit_code == 0, (statement, run(own, "check").stdout)
        assert scenes.state(own) == before, statement


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("DELETE FROM watches", "the table watches is not what was written"),
        ("INSERT INTO sums VALUES ('Meta', 'héron', x'00')", "there are sums of 'Meta', which is no part"),
    ],
)
def test_what_nothing_can_make_again_is_accepted_by_a_person(own: Path, harm: str, told: str) -> None:
    with closing(sqlite3.connect(own / "catalog.sqlite")) as db, db:
        db.execute(harm)
    result = run(own, "check", "--format", "text")
    assert result.exit_code == 3
    assert told in result.stdout
    assert "check --accept" in result.stdout
    assert run(own, "check", "--accept").exit_code == 0
    assert run(own, "check").exit_code == 0


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE documents SET spans = '[[0, 1' WHERE n = 1", "documents.spans"),
        ("UPDATE documents SET blocks = '[[\"a\"]]' WHERE n = 1", "documents.blocks"),
        ("UPDATE documents SET date_basis = 'datelime' WHERE n = 1", "datelime"),
        ("UPDATE links SET segments = '7'", "links.segments"),
        ("UPDATE links SET evidence = 'none'", "links.evidence"),
        ("UPDATE links SET status = 'provisional'", "provisional"),
        ("UPDATE documents SET text = CAST(text AS BLOB) WHERE n = 1", "documents.text"),
        ("UPDATE mentions SET type = 'PERSONNE'", "PERSONNE"),
        ("UPDATE sources SET made_with = '[]'", "sources.made_with"),
        ("UPDATE decisions SET verdict = 'peut-être'", "says what no person can decide"),
        ("UPDATE decisions SET a = '[1]' WHERE kind = 'mention'", "decisions.kind"),
        ("UPDATE care SET what = '{}'", "care.act is no act"),
        ("UPDATE care SET until = 'un jour'", "care.act"),
        ("UPDATE documents SET date = 'printemps' WHERE n = 1", "documents.date holds 'printemps'"),
        ("UPDATE documents SET id = '../x' WHERE n = 1", "documents.id"),
        ("UPDATE mentions SET start = end + 1", "mentions.start"),
        ("UPDATE meta SET value = 'x' WHERE key = 'linked at'", "meta.key"),
        ("UPDATE runs SET given = '{}'", "runs.given"),
        (
            "UPDATE candidates SET features = x'00' WHERE a = (SELECT min(a) FROM candidates)",
            "instead of one",
        ),
    ],
)
def test_a_cell_that_cannot_be_read_is_found_also_where_it_was_summed(
    own: Path, statement: str, what: str
) -> None:
    with closing(sqlite3.connect(own / "catalog.sqlite")) as db, db:
        assert db.execute(statement).rowcount
    with Catalog.open(own) as catalog:
        soundness.accept(catalog)
        assert any(what in flaw.what for flaw in soundness.flaws(catalog))


def test_check_says_what_it_looked_at(own: Path) -> None:
    said = run(own, "check", "--format", "text").stdout
    with closing(sqlite3.connect(own / "catalog.sqlite")) as db:
        rows = sum(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in sums.TABLES)
        current = db.execute("SELECT count(*) FROM documents WHERE current").fetchone()[0]
    originals = len(list((own / "originals").glob("*/*")))
    assert f"{originals} originals and {rows:,} catalog rows verified" in said
    assert f"{current} documents in the index" in said


COMMANDS = (
    ("export", "documents"), ("export", "mentions"), ("export", "timelines"), ("search", "Lille"), ("pairs",),
    ("timeline", "Lille"), ("entities",), ("stats",), ("show", "{id}"), ("show", "{id}", "--parallel"),
    ("reindex",), ("reprocess", "--stage", "posts", "--lang", "fr"), ("watch",), ("backup", "{out}"),
)  # fmt: skip


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents SET spans = '[[0, 1'",
        "UPDATE documents SET blocks = '[[7]]'",
        "UPDATE documents SET date_basis = 'datelime', date = '2O17'",
        "UPDATE documents SET text = CAST(text AS BLOB), title = CAST(title AS BLOB)",
        "UPDATE documents SET lang = CAST('fr' AS BLOB)",
        "UPDATE documents SET made_with = 'n'",
        "UPDATE mentions SET type = 'PERSONNE'",
        "UPDATE mentions SET text = x'ff'",
        "UPDATE mentions SET value = '2O17'",
        "UPDATE links SET segments = '7'",
        "UPDATE links SET evidence = '['",
        "UPDATE links SET status = 'provisional'",
        "UPDATE entity_names SET name = x'00'",
        "UPDATE entities SET type = 'GROUP'",
        "UPDATE origins SET given = x'ff'",
        "UPDATE watches SET query = '(', seen = 'many'",
        "UPDATE meta SET value = '{'",
        "UPDATE passages SET vector = x'00'",
        "UPDATE sketches SET tokens = x'00', vector = x'00'",
    ],
)
def test_a_cell_that_nobody_wrote_ends_no_command_with_a_traceback(
    own: Path, statement: str, tmp_path: Path
) -> None:
    with Catalog.open(own) as catalog:
        (name,) = catalog.db.execute("SELECT id FROM documents WHERE lang = 'fr' LIMIT 1").fetchone()
    whole = own / "catalog.sqlite"
    with closing(sqlite3.connect(whole)) as db, db:
        assert db.execute(statement).rowcount
    shutil.copy(whole, tmp_path / "broken")
    for args in COMMANDS:
        shutil.copy(tmp_path / "broken", whole)
        out = tmp_path / "out.tar"
        out.unlink(missing_ok=True)
        result = run(own, *(a.format(id=name, out=out) for a in args))
        assert result.exception is None or isinstance(result.exception, SystemExit), (args, result.exception)
        if result.exit_code not in (0, 1):
            assert result.exit_code in (2, 3), args
            assert result.stderr.count("\n") <= 5, args
    assert run(own, "check").exit_code == 3


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE documents SET spans = '[[1' WHERE n = 1", "documents.spans"),
        ("UPDATE documents SET text = CAST(text AS BLOB) WHERE n = 1", "documents.text"),
        ("UPDATE entities SET type = 'GROUPE' WHERE n = 1", "GROUPE"),
    ],
)
def test_check_advises_nothing_that_would_have_to_read_what_cannot_be_read(
    own: Path, statement: str, what: str
) -> None:
    with closing(sqlite3.connect(own / "catalog.sqlite")) as db, db:
        assert db.execute(statement).rowcount
    said = json.loads(run(own, "check", "--format", "json").stdout)
    assert any(what in finding["what"] for finding in said)
    assert {f["remedy"] for f in said if f["what"].endswith("changed or gone")} == {soundness.RESTORE}


def test_what_is_no_utf8_is_told_so_and_can_be_accepted(own: Path) -> None:
    with closing(sqlite3.connect(own / "catalog.sqlite")) as db, db:
        first = "(SELECT min(origin) FROM origins)"
        db.execute(f"UPDATE origins SET given = CAST(x'636166e9' AS TEXT) WHERE origin = {first}")
    assert run(own, "check").exit_code == 3
    result = run(own, "export", "documents")
    assert result.exit_code == 3
    assert "no UTF-8" in result.stderr
    assert run(own, "check", "--accept").exit_code == 0
