"""What goes out record by record is read by programs that others made."""

from __future__ import annotations

import csv
import io
import json
import lzma
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import rdflib
import rispy
from bibtexparser.entrypoint import parse_string
from lxml import etree
from translate.storage.tmx import tmxfile

from archive import exchange
from archive.catalog import Catalog, documents, links, origins
from archive.catalog.authority import addresses
from archive.evidence import Evidence
from archive.exchange import records
from archive.exchange.tables import tables
from archive.exchange.tei import dated, marked
from archive.exchange.tmx import tmx
from archive.forms import dublin
from archive.records import Mention, MentionType, Segment, Span
from tests.catalog.made import intake
from tests.exchange.quay import WHEN, opened, run
from tests.link.joined import made
from tests.link.made import Text

SCHEMAS = Path(__file__).parent / "schemas"
BASE = "https://papers.example/"
TEI = "{http://www.tei-c.org/ns/1.0}"
SCHEMA_ORG = rdflib.Namespace("https://schema.org/")


def out(home: Path, form: str, *ids: str) -> str:
    with opened(home) as a, closing(a.export(form, base=BASE, ids=ids)) as pieces:
        return "".join(pieces)


def ids(home: Path) -> dict[str, str]:
    """The documents by the names of their files."""
    with opened(home) as a:
        return {e.document.source.rpartition("/")[2]: e.document.id for e in a.documents()}


def test_dublin_core_is_what_a_harvester_gets(home: Path) -> None:
    root = etree.fromstring(out(home, "dc").encode())
    records = [
        [(etree.QName(e).localname, e.text) for e in record if etree.QName(e).namespace == dublin.NAMESPACE]
        for record in root
    ]
    assert len(records) == 4
    (boats,) = (r for r in records if ("source", "boats.txt") in r)
    assert {("creator", "Ada Kestrel"), ("rights", "CC BY 4.0"), ("relation", "Quays")} <= set(boats)
    assert [name for name, _ in boats] == sorted((n for n, _ in boats), key=dublin.ELEMENTS.index)
    assert ("identifier", f"{BASE}d/{ids(home)['boats.txt']}") in boats


def test_dublin_core_as_a_table(home: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(home, "export", "dc", "--format", "csv").stdout)))
    assert tuple(rows[0]) == dublin.ELEMENTS
    assert {r["rights"] for r in rows if r["source"] == "boats.txt"} == {"CC BY 4.0"}


def test_ris_is_read_by_rispy(home: Path) -> None:
    read = rispy.loads(out(home, "ris"))
    assert len(read) == 4
    boats = next(r for r in read if r["accession_number"] == ids(home)["boats.txt"])
    assert (boats["authors"], boats["year"], boats["date"]) == (
        ["Ada Kestrel", "Awa Diop"],
        "2017",
        "2017/05/04/",
    )


def test_bibtex_is_read_by_bibtexparser(home: Path) -> None:
    library = parse_string(out(home, "bibtex"))
    assert not library.failed_blocks
    assert {e.key for e in library.entries} == {f"archive{i}" for i in ids(home).values()}


def test_annotations_point_at_the_text(home: Path) -> None:
    with opened(home) as a:
        texts = {e.document.id: e.document.text for e in a.documents()}
        count = sum(1 for _ in a.mentions())
    told = [json.loads(line) for line in out(home, "annotations").splitlines()]
    assert len(told) == count > 5
    for one in told:
        position, quote = one["target"]["selector"]
        text = texts[one["target"]["scope"].rpartition("/")[2]]
        assert text[position["start"] : position["end"]] == quote["exact"]


def graph(text: str) -> rdflib.Graph:
    """Linked data as rdflib reads it, with the words of schema.org in the place of its context on the web."""
    told = json.loads(text)
    assert told["@context"] == "https://schema.org"
    told["@context"] = {"@vocab": str(SCHEMA_ORG), "sameAs": {"@type": "@id"}}
    return rdflib.Graph().parse(data=json.dumps(told), format="json-ld")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib says so of itself
def test_linked_data_is_read_by_rdflib(home: Path) -> None:
    found = graph(out(home, "jsonld"))
    works = set(found.subjects(rdflib.RDF.type, SCHEMA_ORG.CreativeWork))
    assert {rdflib.URIRef(f"{BASE}d/{i}") for i in ids(home).values()} <= works
    same = {
        (str(found.value(s, SCHEMA_ORG.name)), str(o)) for s, o in found.subject_objects(SCHEMA_ORG.sameAs)
    }
    assert same == {
        ("Brévaux", "http://www.wikidata.org/entity/Q456"), ("Brévaux", "https://sws.geonames.org/2988507/"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Q456", ("http://www.wikidata.org/entity/Q456",)),
        ("https://www.wikidata.org/wiki/Q456", ("http://www.wikidata.org/entity/Q456",)),
        ("geonames:2988507; viaf:123", ("https://sws.geonames.org/2988507/", "http://viaf.org/viaf/123")),
        ("https://www.geonames.org/2988507/paris.html", ("https://sws.geonames.org/2988507/",)),
        ("isni:000000012103268X", ("https://isni.org/isni/000000012103268X",)),
        ("https://example.org/x", ("https://example.org/x",)), ("quay:1", ()), ("Odile", ()), ("", ()),
    ],
)  # fmt: skip
def test_addresses_elsewhere(said: str, meant: tuple[str, ...]) -> None:
    assert addresses(said) == meant


# TEI


@pytest.fixture(scope="module")
def tei_all() -> etree.RelaxNG:
    """All of TEI P5, as its consortium publishes it."""
    return etree.RelaxNG(etree.fromstring(lzma.decompress((SCHEMAS / "tei_all.rng.xz").read_bytes())))


def test_tei_is_valid_and_holds_every_word(home: Path, tei_all: etree.RelaxNG) -> None:
    root = etree.fromstring(out(home, "tei").encode())
    assert tei_all.validate(root), tei_all.error_log
    one_text = etree.fromstring(out(home, "tei", ids(home)["boats.txt"]).encode())
    assert tei_all.validate(one_text), tei_all.error_log
    with opened(home) as a:
        texts = {f"d{e.document.id}": e.document.text for e in a.documents()}
    for one in root.findall(f"{TEI}TEI"):
        body = one.find(f"{TEI}text")
        assert body is not None
        assert (
            "".join(body.itertext()).split()
            == texts[one.attrib["{http://www.w3.org/XML/1998/namespace}id"]].split()
        )
    names = {e.text: e.get("ref") for e in root.iter(f"{TEI}persName", f"{TEI}placeName")}
    assert (names["Odile Sarrazin"] or "").startswith(f"{BASE}e/")
    assert {e.get("when") for e in root.iter(f"{TEI}date")} >= {"2017-05-03", "2017-05-04", "2017-05-05"}


@pytest.mark.parametrize(
    ("spoil", "whole"),
    [
        (lambda date: None, True),
        (lambda date: date.set("when", "le 3 mai"), False),
        (lambda date: date.set("since", "2017"), False),
        (lambda date: etree.SubElement(date, f"{TEI}teiHeader"), False),
    ],
)
def test_the_schema_of_tei_finds_faults(
    home: Path, tei_all: etree.RelaxNG, spoil: Callable[[etree._Element], None], whole: bool
) -> None:
    root = etree.fromstring(out(home, "tei").encode())
    spoil(next(iter(root.iter(f"{TEI}date"))))
    assert tei_all.validate(root) is whole


@pytest.mark.parametrize("value", ["2017", "2017-02~", "XXXX-10-11", "201X", "../2016", "2015-21", "-0044"])
def test_dates_are_valid_tei(home: Path, tei_all: etree.RelaxNG, value: str) -> None:
    root = etree.fromstring(out(home, "tei").encode())
    date = next(iter(root.iter(f"{TEI}date")))
    date.attrib.clear()
    date.attrib.update(dated(value))
    assert tei_all.validate(root), tei_all.error_log


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("2017-02-08", {"when": "2017-02-08"}), ("2017", {"when": "2017"}),
        ("2017-02~", {"when": "2017-02", "cert": "low"}), ("XXXX-10-11", {"when": "--10-11"}),
        ("2017-02-08/2017-02-10", {"from": "2017-02-08", "to": "2017-02-10"}), ("../2016", {"to": "2016"}),
        ("201X", {"notBefore": "2010-01-01", "notAfter": "2019-12-31"}),
        ("2015-21", {"notBefore": "2015-03-20", "notAfter": "2015-06-20"}), ("no date", {}),
    ],
)  # fmt: skip
def test_dates_as_tei_writes_them(value: str, told: dict[str, str]) -> None:
    assert dated(value) == told


def test_names_in_names_nest_and_those_that_cross_do_not() -> None:
    text = "Comité de Brévaux & amis de Dieppe"

    def named(start: int, end: int, kind: MentionType) -> tuple[Mention, str | None]:
        return Mention(start, end, kind, text[start:end], None, Evidence()), None

    org, place = MentionType.ORG, MentionType.PLACE
    assert marked(
        text, 0, len(text), [named(10, 17, place), named(0, 17, org), named(14, 24, org)], BASE
    ) == ("<orgName>Comité de <placeName>Brévaux</placeName></orgName> &amp; amis de Dieppe")


# TMX


def test_a_translation_memory_is_read_by_the_translate_toolkit(home: Path) -> None:
    parse: Any = tmxfile.parsestring
    store = parse(out(home, "tmx").encode())
    assert [(u.source.split()[-1], u.target.split()[-1]) for u in store.units]
    by = ids(home)
    with opened(home) as a:
        (pair,) = a.pairs()
        both = {d: a.read(d).document.text for d in (by["en.md"], by["fr.md"])}
    assert len(store.units) == len(pair.segments) > 0
    for unit in store.units:
        assert unit.source in both[by["en.md"]]
        assert unit.gettarget("fr") in both[by["fr.md"]]


# All of them


def test_a_pair_whose_files_stand_in_several_places_is_one(tmp_path: Path) -> None:
    with Catalog.open(tmp_path / "papers", create=True) as catalog:
        sources = [
            intake(f"{folder}/{lang}.txt", (lang, text)).source
            for folder in ("mill", "moulin")
            for lang, text in (("en", "The mill turns."), ("fr", "Le moulin tourne."))
        ]
        for lang, text in (("en", "The mill turns."), ("fr", "Le moulin tourne.")):
            documents.add(catalog, intake(f"mill/{lang}.txt", (lang, text)), WHEN)
        for source in sources:
            origins.add(catalog, source.id, source, 1, WHEN)
        segment = Segment(Span(0, 15), Span(0, 17), 0.9)
        links.put(catalog, [links.Edge(links.TRANSLATION, 1, 2, 0.9, segments=(segment,))])
        assert len(list(links.pairs(catalog))) == 2
        memory = "".join(tmx(catalog, exchange.Wanted(WHEN)))
        assert memory.count("<tu ") == 1
        rows = {table.name: list(table.rows) for table in tables(catalog)}
    (en, fr) = (row[0] for row in rows["documents"])
    assert rows["pairs"] == [(en, fr, 0.9, "proposed")]
    assert rows["passages"] == [(en, fr, 0, 15, 0, 17, 0.9)]


def test_the_graph_of_one_text_has_who_is_named_there(tmp_path: Path) -> None:
    texts = [
        Text("fr", "Awa Diallo est à Brévaux.", people=["Awa Diallo"], places=["Brévaux"]),
        Text("fr", "Zoé Roy reste à Brévaux.", people=["Zoé Roy"], places=["Brévaux"]),
    ]
    with made(tmp_path / "papers", *texts) as catalog:
        first = next(document.id for _, document in documents.every(catalog))
        whole, part = (
            json.loads("".join(records.jsonld(catalog, exchange.Wanted(WHEN, ids=some))))["@graph"]
            for some in ((), (first,))
        )
    assert _called(whole) == {"Awa Diallo", "Zoé Roy", "Brévaux"}
    assert _called(part) == {"Awa Diallo", "Brévaux"}


def _called(graph: list[dict[str, Any]]) -> set[str]:
    """The people and places of a graph, by their first names in it."""
    some = (one["name"] for one in graph if one["@type"] in ("Person", "Place"))
    return {name if isinstance(name, str) else name[0]["@value"] for name in some}


@pytest.mark.parametrize("form", [form for form in exchange.FORMS if form != "mets"])
def test_an_export_is_the_same_twice_and_is_written_whole(home: Path, tmp_path: Path, form: str) -> None:
    first = out(home, form)
    assert first == out(home, form)
    done = run(home, "export", form, "--base", BASE, "-o", tmp_path / "out")
    assert done.exit_code == 0, done.output
    made = (tmp_path / "out").read_bytes().decode()
    assert len(made) == len(first)
    again = run(home, "export", form, "-o", tmp_path / "out")
    assert again.exit_code == 2
    assert "exists already" in again.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("form", [form for form in exchange.FORMS if form != "mets"])
def test_memory_does_not_grow_with_the_archive(sizes: tuple[Path, Path], form: str) -> None:
    peaks = []
    for folder in sizes:
        with Catalog.open(folder) as catalog:
            tracemalloc.start()
            length = sum(map(len, exchange.export(catalog, form, exchange.Wanted(WHEN, BASE))))
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < peaks[0] + 400_000, (peaks, length)


def test_what_is_not_there_is_told_before_anything_is_written(home: Path) -> None:
    done = run(home, "export", "tei", ids(home)["boats.txt"], "ffffffff")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "ffffffff" in done.stderr


def test_a_reader_may_leave(home: Path) -> None:
    """As `head` does: no failure, and nothing is said of it."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}
    command = [sys.executable, "-m", "archive.cli", "--archive", str(home), "export", "tei"]
    piped = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    assert piped.stdout is not None
    assert piped.stderr is not None
    piped.stdout.close()
    said = piped.stderr.read()
    piped.stderr.close()
    assert (piped.wait(), said) == (0, b"")
