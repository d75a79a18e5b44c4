"""Bags that somebody changed by hand, with sums that agree: refused with the place, or fit for all."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.catalog import care, cells, compared, handed, removal, rows
from archive.catalog.store import Catalog
from archive.link import run as linking
from archive.pipeline.edition.publish import _REFUSED
from tests.exchange import crafted
from tests.exchange.quay import opened, run

DEEP = "[" * 5_000
BYTES = {"base64": base64.b64encode(b"\xff" * 5).decode()}
ANY = (None, "", "x", "null", "{}", "[]", "[1]", '{"a": 1}', "[[5, 2]]", "-1", "9999-99-99", "../../x", DEEP)
VALUES: dict[type, tuple[object, ...]] = {
    str: ANY, int: (-1, 0, 10**6, 2**62, "x"), float: (-1.0, 1e308, 1, float("nan")), type(None): ANY,
    dict: (BYTES, {"base64": ""}, {"base64": 1}, ["x"], True),
}  # fmt: skip
ROUNDS = 16

# What else could stand in the tables that this archive has no row of.
FILLED: dict[str, dict[str, object]] = {
    "captures": {"source_id": "SOURCE", "at": "2026-03-01T12:00:00Z", "address": "https://quay.example/"},
    "pages": {"doc": 2, "start": 0, "number": 1}, "recognised": {"doc": 2, "sure": 0.5},
    "unread": {"source_id": "SOURCE", "reason": "a page is missing"}, "due": {"act": 1},
    "own_langs": {"doc": 2, "lang": "fr", "blocks": "[]", "read_in": "fr"},
    "post_keys": {"doc": 2, "kind": "entry", "said": "quay-1"},
    "parted": {"id": "28886b136ef7", "from_id": "524e311373b4"},
    "backups": {"file": "/safe/papers.tar", "at": "2026-03-01T12:00:00Z"},
}  # fmt: skip


@pytest.fixture(scope="module")
def bag(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("rich")
    with opened(crafted.rich(place)) as a:
        assert not a.check().findings
        a.export_bag(place / "bag")
    source = lines(place / "bag", "sources")[0]["id"]
    for table, row in FILLED.items():
        if not lines(place / "bag", table):
            told = {name: source if value == "SOURCE" else value for name, value in row.items()}
            data = f"{json.dumps(told)}\n".encode()
            crafted.rewrite(place / "bag", f"data/catalog/{table}.jsonl", data)
    return place / "bag"


def lines(bag: Path, table: str) -> list[dict[str, object]]:
    text = (bag / f"data/catalog/{table}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def changed(bag: Path, rng: random.Random) -> Iterator[tuple[str, int, str, object]]:
    """Every column of every table once, in any order, with a value that may be no such cell."""
    every = [
        (path.stem, column)
        for path in sorted((bag / "data/catalog").iterdir())
        for row in lines(bag, path.stem)[:1]
        for column in row
    ]
    rng.shuffle(every)
    for table, column in every:
        row = rng.randrange(len(lines(bag, table)))
        yield table, row, column, rng.choice(VALUES[type(lines(bag, table)[row][column])])


def commands(place: Path, documents: list[str]) -> Iterator[tuple[str, ...]]:
    """All that may be asked of an archive, and then done to it."""
    yield from (("check",), ("search", "quai"), ("entities",), ("entities", "--doubtful"), ("pairs",))
    yield from (
        ("decisions",),
        ("decisions", "export"),
        ("care", "list"),
        ("care", "log", "--format", "premis"),
    )
    yield from (("intake",), ("stats",), ("watch", "--keep"), ("authority", "export", "--found"))
    for form in ("documents", "timelines", "dc", "tei", "tmx", "ris", "annotations", "jsonld", "ead", "ftm"):
        yield "export", form
    for name in documents:
        yield from (("show", name), ("show", name, "--parallel"), ("explain", name))
    (place / "new").mkdir()
    (place / "new/new.txt").write_text(
        "Le 9 mai 2017, Odile Sarrazin a quitté le quai de Brévaux.\n", "utf-8"
    )
    yield "publish", str(place / "edition")
    yield "export", "bag", str(place / "again.zip")
    yield "ingest", "--no-vectors", str(place / "new")
    yield from (("reprocess", "--stage", "links"), ("reprocess", "--stage", "dates"), ("reindex",))
    yield from (("remove", name, "--yes", "--with-container", "--why", "x") for name in documents[:1])
    yield ("check",)


def tried(bag: Path, place: Path, table: str, row: int, column: str, value: object) -> str:
    """What came of a bag with another value in one cell: "refused" or "accepted". Fails for anything else."""
    what = f"{table}.{column} = {str(value)[:40]!r}"
    made = crafted.respelt(bag, place / "bag", table, row, column, value)
    done = run(place / "a", "ingest", "--no-vectors", "--format", "json", made)
    assert done.exit_code in (0, 4), (what, done.output)
    if done.exit_code == 4:
        (failed,) = json.loads(done.stdout)["failed"]
        assert f"data/catalog/{table}.jsonl, line {row + 1}: " in failed["reason"] or (
            f" {table}" in failed["reason"]  # where it leads to a row that is not there
        ), (what, failed)
        assert "Use another copy of it." in failed["reason"]
        return "refused"
    with opened(place / "a") as a:
        documents = [one.document.id for one in a.documents()]
    for args in commands(place, documents):
        done = run(place / "a", *args)
        assert done.exit_code in ((0, 1) if args[0] == "watch" else (0, 2, 4)), (what, args, done.output)
        assert args[0] != "check" or done.exit_code == 0, (what, done.output)
    return "accepted"


def test_each_cell_is_refused_with_its_place_or_is_fit_for_every_command(bag: Path, tmp_path: Path) -> None:
    found = []
    for n, (table, row, column, value) in zip(range(ROUNDS), changed(bag, random.Random(7)), strict=False):
        (tmp_path / str(n)).mkdir()
        found.append(tried(bag, tmp_path / str(n), table, row, column, value))
    assert set(found) == {"refused", "accepted"}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 104))
def test_all_cells_are_refused_or_fit(bag: Path, tmp_path: Path, seed: int) -> None:
    for n, (table, row, column, value) in enumerate(changed(bag, random.Random(seed))):
        (tmp_path / str(n)).mkdir()
        tried(bag, tmp_path / str(n), table, row, column, value)


@pytest.mark.parametrize(
    ("table", "column", "value", "why"),
    [
        ("decisions", "verdict", "peut-être", "no person can decide"), ("decisions", "a", "[1]", "no person"),
        ("decisions", "kind", "wish", "no person"), ("decisions", "at", "hier", "no time"),
        ("care", "what", "{}", "no act"), ("care", "act", "hide", "no act"), ("care", "until", "x", "no act"),
        ("care", "at", "2026-03-01", "no act"), ("care_keys", "key", "../x", "no hash"),
        ("care_keys", "kind", "dossier", "none of its words"), ("documents", "id", "../../x", "no id"),
        ("documents", "date", "printemps", "no date"), ("documents", "fingerprint", "x", "no fingerprint"),
        ("documents", "spans", DEEP, "JSON"), ("documents", "spans", "[]", "JSON"),
        ("documents", "text", "Rien.", "another text than"),
        ("documents", "start", 10**6, "begins after its end"), ("documents", "lang", "", "no code"),
        ("mentions", "start", -1, "no mention"), ("mentions", "value", "x", None),
        ("mentions", "score", float("nan"), "no number"), ("mentions", "score", 7.0, "no number"),
        ("links", "kind", "rumour", "none of its words"), ("links", "segments", "[[0,1,2,3,null]]", "JSON"),
        ("entities", "type", "DATE", "none of its words"), ("entities", "id", "a/b", "no id"),
        ("sketches", "tokens", BYTES, "cannot be unpacked"), ("nearest", "cosines", BYTES, "has not"),
        ("members", "inside", "", "not named after"),
        ("runs", "given", "{}", "JSON"), ("containers", "read_with", "-1", "JSON"),
        ("meta", "value", "x", None), ("withdrawals", "at", "", "no time"), ("limits", "end", -1, "its end"),
        ("former", "now", "x", "no id"), ("authority", "type", "DATE", "none of its words"),
        ("changes", "seq", 2**62, "no number of it"), ("sources", "made_with", '{"a": 1}', "JSON"),
        ("watches", "seen", -1, "no number of it"), ("unsure", "n", "x", "no table can"),
        ("sqlite_sequence", "seq", "x", "no table can"), ("origins", "current", 2, "neither 0 nor 1"),
    ],
)  # fmt: skip
def test_what_no_command_could_use_is_named(
    bag: Path, tmp_path: Path, table: str, column: str, value: object, why: str | None
) -> None:
    if why is None:  # of some rows only
        row = next(
            n for n, one in enumerate(lines(bag, table))
            if one.get("type") == "DATE" or one.get("key") in ("linked at", "latest clock")
        )  # fmt: skip
        why = "is no"
    else:
        row = 0
    made = crafted.respelt(bag, tmp_path / "bag", table, row, column, value)
    with opened(tmp_path / "a", create=True) as a:
        (failed,) = a.ingest([made]).failed
        assert a.stats().documents == 0
    assert f"data/catalog/{table}.jsonl, line {row + 1}: " in failed.reason
    assert why in failed.reason


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("candidates", "b", 0),
        ("candidates", "features", BYTES),
        ("sketches", "vector", {"base64": ""}),
        ("documents", "current", 0),
    ],
)
def test_comparisons_that_do_not_fit_are_made_anew(
    bag: Path, tmp_path: Path, table: str, column: str, value: object
) -> None:
    """All rows of a table at once, or their lengths would tell."""
    name = f"data/catalog/{table}.jsonl"
    told = [{**row, column: 1000 + n if column == "b" else value} for n, row in enumerate(lines(bag, table))]
    told = told if table != "documents" else [*lines(bag, table)[:-1], told[-1]]
    assert told
    made = crafted.respelt(bag, tmp_path / "bag", table, 0, column, told[0][column])
    crafted.rewrite(made, name, "".join(f"{json.dumps(row)}\n" for row in told).encode())
    with opened(tmp_path / "a", create=True) as a:
        assert not a.ingest([made]).failed
        (tmp_path / "new.txt").write_text("On 9 May 2017 Odile Sarrazin left the quay of Brévaux.\n", "utf-8")
        a.ingest([tmp_path / "new.txt"])
        assert not a.check().findings
    with Catalog.open(tmp_path / "a") as catalog:
        assert not compared.lead_nowhere(catalog)
        assert list(rows.rows(catalog, table))


def test_settings_that_are_read_are_known_by_their_names() -> None:
    links = {linking.LINKED, linking._LEFT, linking._SETTLED_TO}
    told = links | {removal._AGAIN, _REFUSED, handed.EDITION, care._CLOCK}
    assert set(cells._SETTINGS) == told
