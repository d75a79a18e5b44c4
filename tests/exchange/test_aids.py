"""Finding aids, METS, FollowTheMoney and tables are what their own schemas and readers say they must be."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml
from lxml import etree

from archive.errors import UsageError
from archive.exchange import Wanted, aids
from tests.exchange.quay import WHEN, opened, run
from tests.exchange.test_records import BASE, SCHEMAS, ids, out
from tests.link.joined import made
from tests.link.made import Text

EAD3 = "{http://ead3.archivists.org/schema/}"


def ead(home: Path, version: str) -> str:
    with opened(home) as a, closing(a.export("ead", base=BASE, version=version)) as pieces:
        return "".join(pieces)


def outline(root: etree._Element, space: str = "") -> list[tuple[str, list[str]]]:
    """Collections with the titles of the documents in them."""
    return [
        (
            one.findtext(f"{space}did/{space}unittitle"),
            [i.findtext(f"{space}did/{space}unittitle") for i in one.iter(f"{space}c03")],
        )
        for one in root.iter(f"{space}c01")
    ]


def test_ead_2002_is_valid_by_its_dtd(home: Path) -> None:
    """The DTD lies in the package glamconv."""
    spec = importlib.util.find_spec("glamconv")
    assert spec is not None
    assert spec.submodule_search_locations
    with Path(spec.submodule_search_locations[0], "ead/ead-2002-dtd/ead.dtd").open("rb") as file:
        dtd = etree.DTD(file)
    root = etree.fromstring(ead(home, "2002").encode())
    assert dtd.validate(root), dtd.error_log
    told = outline(root)
    assert [(name, len(titles)) for name, titles in told] == [("Quays", 1), ("Without a collection", 3)]
    assert {e.text for e in root.iter("persname")} >= {"Ada Kestrel", "Odile Sarrazin"}
    assert "2017-05-04" in {e.get("normal") for e in root.iter("unitdate")}
    assert "CC BY 4.0" in {e.text for p in root.iter("userestrict") for e in p}


def test_both_editions_say_the_same(home: Path) -> None:
    old, new = (etree.fromstring(ead(home, version).encode()) for version in ("2002", "3"))
    assert outline(old) == outline(new, EAD3)


def test_ead3_is_valid_by_its_schema(home: Path) -> None:
    """The schema lies in the package django-ead, which brings Django along: tried where that is there."""
    try:
        files = importlib.metadata.files("django-ead") or []
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("django-ead, which has the schema of EAD3, is not installed")
    (path,) = (f.locate() for f in files if f.name == "ead3.xsd")
    schema = etree.XMLSchema(etree.parse(str(path)))
    assert schema.validate(etree.fromstring(ead(home, "3").encode())), schema.error_log


def test_mets_is_valid_by_its_schema(home: Path) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "mets.xsd"))
    for name, count in (("boats.txt", 1), ("letter.txt", 1)):
        document = next(i for n, i in ids(home).items() if n.endswith(name))
        root = etree.fromstring(out(home, "mets", document).encode())
        assert schema.validate(root), schema.error_log
        space = "{http://www.loc.gov/METS/}"
        assert len(root.findall(f"{space}dmdSec")) == count
        original = root.find(f"{space}fileSec/{space}fileGrp/{space}file")
        assert original is not None
        with opened(home) as a:
            assert original.get("CHECKSUM") == a.read(document).document.sha256
    with pytest.raises(UsageError):
        out(home, "mets", "ffffffffffffffff")


def schemata() -> dict[str, dict[str, dict[str, str]]]:
    """The properties of each schema of FollowTheMoney with those that it inherits."""
    every = yaml.safe_load((SCHEMAS / "followthemoney.yaml").read_text("utf-8"))

    def properties(name: str) -> dict[str, dict[str, str]]:
        schema = every[name]
        found: dict[str, dict[str, str]] = {}
        for parent in schema.get("extends", []):
            found |= properties(parent)
        found |= schema.get("properties", {})
        return found

    return {str(name): properties(name) for name in every}


def test_followthemoney_knows_every_property(home: Path) -> None:
    known = schemata()
    told = [json.loads(line) for line in out(home, "ftm").splitlines()]
    by = {one["id"]: one for one in told}
    assert len(by) == len(told)
    for one in told:
        assert set(one) == {"id", "schema", "properties"}
        for name, values in one["properties"].items():
            assert name in known[one["schema"]], (one["schema"], name)
            assert values
            assert all(isinstance(value, str) for value in values)
            if known[one["schema"]][name].get("type") == "entity":
                wanted = known[one["schema"]][name]["range"]
                ends = {by[value]["schema"] for value in values}
                assert ends <= ({"Person", "Organization"} if wanted == "LegalEntity" else {wanted})
    count = {kind: sum(one["schema"] == kind for one in told) for kind in ("Document", "Mention", "Person")}
    assert count["Document"] == 4
    assert count["Mention"] > 4
    assert {tuple(o["properties"]["name"]) for o in told if o["schema"] == "Person"} >= {("Odile Sarrazin",)}
    (place,) = (o for o in told if o["properties"].get("wikidataId"))
    assert place["properties"]["wikidataId"] == ["Q456"]


def test_a_database_of_tables(home: Path, tmp_path: Path) -> None:
    assert run(home, "export", "sqlite", tmp_path / "tables.db").exit_code == 0
    with closing(sqlite3.connect(tmp_path / "tables.db")) as db:
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        counts = {t: db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("documents", "mentions")}
        who = db.execute(
            "SELECT DISTINCT e.label FROM mentions m JOIN documents d ON d.id = m.document"
            " JOIN entities e ON e.id = m.entity WHERE d.rights = 'CC BY 4.0' ORDER BY 1"
        ).fetchall()
    assert counts == {"documents": 4, "mentions": len(run(home, "export", "mentions").stdout.splitlines())}
    assert who == [("Brévaux",)]
    again = run(home, "export", "sqlite", tmp_path / "tables.db")
    assert again.exit_code == 2
    assert [p.name for p in tmp_path.iterdir()] == ["tables.db"]


def test_parquet_files_hold_the_same_rows(home: Path, tmp_path: Path) -> None:
    assert run(home, "export", "parquet", tmp_path / "tables").exit_code == 0
    assert run(home, "export", "sqlite", tmp_path / "tables.db").exit_code == 0
    with closing(sqlite3.connect(tmp_path / "tables.db")) as db:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert {p.stem for p in (tmp_path / "tables").iterdir()} == set(names)
        for name in names:
            rows = pq.read_table(tmp_path / f"tables/{name}.parquet").to_pylist()
            assert [tuple(row.values()) for row in rows] == db.execute(f"SELECT * FROM {name}").fetchall()


@pytest.mark.parametrize("form", ["2002", "3"])
def test_who_is_named_stands_once_and_as_first_named_there(tmp_path: Path, form: str) -> None:
    texts = [
        Text(
            "fr", "Awa Diallo est à Brévaux. Diallo rit.", people=["Awa Diallo", "Diallo"], places=["Brévaux"]
        ),
        Text("fr", "Diallo et Awa Diallo.", people=["Awa Diallo", "Diallo"]),
    ]
    with made(tmp_path / "papers", *texts) as catalog:
        aid = etree.fromstring("".join(aids.ead(catalog, Wanted(WHEN, form=form))).encode())
    items = aid.findall(".//{*}c03")
    named = [
        [(etree.QName(one).localname, "".join(one.itertext())) for one in item.findall("{*}controlaccess/*")]
        for item in items
    ]
    assert named == [[("persname", "Awa Diallo"), ("geogname", "Brévaux")], [("persname", "Diallo")]]
