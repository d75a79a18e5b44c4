"""Names and decisions of one archive are taken in by another, and by programs that others made."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path

import pytest
import rdflib
from lxml import etree

from archive.catalog import Catalog, authority
from archive.catalog.authority import Known
from archive.errors import MissingExtra, UsageError
from archive.exchange import authorities
from archive.records import MentionType
from archive.text import fingerprint
from tests.exchange.quay import QUAY, opened, run

PERSON, PLACE, ORG = MentionType.PERSON, MentionType.PLACE, MentionType.ORG
NAMES = [
    Known("Brévaux", PLACE, "fr", "Q456 geonames:2988507"),
    Known("Brewox", PLACE, "en", "Q456 geonames:2988507"),
    Known("Brevox", PLACE, "en", "Q456 geonames:2988507"),
    Known("Odile Sarrazin", PERSON, "", "quay:1"),
    Known("Sarrazin", PERSON, "", "quay:1"),
    Known('Comité « & "amis" \\ <du port>', ORG, "fr", ""),
    Known("Ada Kestrel", PERSON, "", ""),
]
SKOS = rdflib.Namespace("http://www.w3.org/2004/02/skos/core#")


def key(known: Known) -> tuple[str, str, str, str]:
    return known.type.value, known.name, known.lang, known.same_as


@pytest.mark.parametrize(("form", "name"), [("skos", "names.ttl"), ("mads", "names.xml")])
def test_names_come_back_as_they_went_out(tmp_path: Path, form: str, name: str) -> None:
    write = authorities.skos if form == "skos" else authorities.mads
    (tmp_path / name).write_text("".join(write(NAMES)), "utf-8")
    assert sorted(map(key, authorities.read(tmp_path / name))) == sorted(map(key, NAMES))


def test_a_vocabulary_is_read_by_rdflib() -> None:
    found = rdflib.Graph().parse(data="".join(authorities.skos(NAMES)), format="turtle")
    concepts = set(found.subjects(rdflib.RDF.type, SKOS.Concept))
    assert len(concepts) == 4
    for concept in concepts:
        langs = [o.language for o in found.objects(concept, SKOS.prefLabel) if isinstance(o, rdflib.Literal)]
        assert len(langs) == len(set(langs)) > 0, "one preferred label a language (S14)"
    matches = {str(o) for o in found.objects(None, SKOS.exactMatch)}
    assert matches == {"http://www.wikidata.org/entity/Q456", "https://sws.geonames.org/2988507/"}


def test_records_of_mads_are_as_its_guidelines_say() -> None:
    """No package carries its schema: elements and their places are compared with the MADS 2 guidelines."""
    root = etree.fromstring("".join(authorities.mads(NAMES)).encode())
    space = "{http://www.loc.gov/mads/v2}"
    assert root.tag == f"{space}madsCollection"
    for record in root:
        first, *rest = (etree.QName(e).localname for e in record)
        assert (record.tag, first) == (f"{space}mads", "authority")
        assert set(rest) <= {"variant", "identifier"}
        assert rest == sorted(rest, reverse=True), "variants before identifiers"


def test_what_others_wrote_is_read(tmp_path: Path) -> None:
    turtle = """
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
        <https://names.example/7> a skos:Concept, foaf:Organization ;
          skos:prefLabel "Harbour Watch"@en-GB, "Veille du port"@fr ; skos:altLabel "HW" .
    """
    (tmp_path / "a.ttl").write_text(turtle)
    rdf = rdflib.Graph().parse(data=turtle, format="turtle").serialize(format="xml")
    (tmp_path / "a.rdf").write_text(rdf)
    for name in ("a.ttl", "a.rdf"):
        assert {key(k) for k in authorities.read(tmp_path / name)} == {
            ("ORG", "Harbour Watch", "en", "https://names.example/7"),
            ("ORG", "Veille du port", "fr", "https://names.example/7"),
            ("ORG", "HW", "", "https://names.example/7"),
        }


HEAD = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a.ttl", HEAD + '<urn:x> a skos:Concept ; skos:prefLabel "Wall" .', "is of no class"),
        ("a.ttl", HEAD + "<urn:x> a", "cannot be read as turtle"),
        ("a.ttl", HEAD, "holds no name"),
        ("a.jsonld", '{"@context": "https://evil.example/c.jsonld", "a": 1}', "nothing is fetched"),
        ("a.rdf", '<!DOCTYPE r [<!ENTITY x "y">]><r>&x;</r>', "DOCTYPE"),
        ("a.xml", '<mads xmlns="http://www.loc.gov/mads/v2">', "is no XML"),
        ("a.doc", "names", "is no authority file"),
    ],
)
def test_what_is_no_authority_file_is_refused(tmp_path: Path, name: str, text: str, why: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(UsageError, match=why):
        authorities.read(tmp_path / name)


def test_a_vocabulary_teaches_an_archive(home: Path, tmp_path: Path) -> None:
    done = run(home, "authority", "export")
    (tmp_path / "names.ttl").write_text(done.stdout, "utf-8")
    done = run(tmp_path / "new", "authority", "import", tmp_path / "names.ttl")
    assert done.stdout.startswith("2 names imported")
    with Catalog.open(tmp_path / "new") as catalog, Catalog.open(home) as there:
        assert [key(k) for k in authority.entries(catalog)] == [key(k) for k in authority.entries(there)]
    every = run(home, "authority", "export", "--found", "--format", "mads").stdout
    assert len(etree.fromstring(every.encode())) == len(
        run(home, "entities", "--format", "jsonl").stdout.splitlines()
    )


# Decisions


def test_decisions_hold_in_another_archive(home: Path, tmp_path: Path) -> None:
    handed = run(home, "decisions", "export").stdout
    (tmp_path / "decisions.jsonl").write_text(handed, "utf-8")
    for name, text in QUAY.items():
        (tmp_path / name).write_text(text + ("Two came back.\n" if name == "boats.txt" else ""), "utf-8")
    with opened(tmp_path / "new", create=True) as b:
        b.ingest([tmp_path / name for name in QUAY])
        by = {e.document.source.rpartition("/")[2]: e.document for e in b.documents()}
        assert by["boats.txt"].date_basis != "manual"
        assert b.take_decisions(map(json.loads, handed.splitlines())) == (2, 0)
        assert b.take_decisions(map(json.loads, handed.splitlines())) == (0, 0)
        boats = b.read(by["boats.txt"].id).document
        assert (boats.date, boats.date_basis) == ("2017-05-04", "manual")
        assert [pair.status.value for pair in b.pairs()] == ["confirmed"]
        (dated,) = (act for act in b.decisions() if act.verdict == "date")
        assert (dated.who, dated.note) == ("nour", "it says so")
        assert not b.check().findings
    with opened(home) as a, closing(a.decisions()) as acts:
        dated_there = next(act for act in acts if act.verdict == "date")
    gone = [json.loads(line) for line in handed.splitlines()]
    for act in gone:
        if act["verdict"] == dated_there.verdict:
            act["withdrawn"] = {"at": "2026-03-02T12:00:00Z", "who": "ada", "note": "another day"}
    (tmp_path / "later.jsonl").write_text("".join(f"{json.dumps(act)}\n" for act in gone))
    assert run(tmp_path / "new", "decisions", "import", tmp_path / "later.jsonl").stdout == (
        "0 decisions entered, 1 withdrawn.\n"
    )
    with opened(tmp_path / "new") as b:
        assert b.read(by["boats.txt"].id).document.date_basis != "manual"


GOOD = {
    "kind": "document", "verdict": "date", "rows": [["0" * 32, "2017"]], "at": "2026-03-01T12:00:00Z",
    "who": "nour", "note": "", "withdrawn": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"kind": "weather"}, "no decision is of the kind"), ({"verdict": "merge"}, "is of the kind"),
        ({"rows": [["x", "2017"]]}, "what it is about"), ({"rows": []}, "what it is about"),
        ({"rows": 7}, "no decision as"), ({"at": "yesterday"}, "when it was made"),
        ({"kind": "mention", "verdict": "no name", "rows": [['["one", "x", 0, "a"]', ""]]}, "is about"),
        ({"kind": "mention", "verdict": "no name", "rows": [["[", ""]]}, "what it is about"),
        ({"rows": [["0" * 32, "le 3 mai"]]}, "cannot be decided"),
        ({"rows": [["0" * 32, "99999-01-01"]]}, "cannot be decided"),
        ({"verdict": "language", "rows": [["0" * 32, "français de Calais"]]}, "cannot be decided"),
        ({"verdict": "language", "rows": [["0" * 32, ""]]}, "cannot be decided"),
        ({"verdict": "title", "rows": [["0" * 32, "Deux\nlignes"]]}, "cannot be decided"),
        ({"verdict": "title", "rows": [["0" * 32, "half \ud83d"]]}, "halves"),
        ({"note": "\udce9t\udce9"}, "halves"),
        ({"kind": "entity", "verdict": "rename", "rows": [["PERSON:odile", " – "]]}, "cannot be decided"),
        ({"kind": "entity", "verdict": "merge", "rows": [["PERSON:odile", "odile s."]]}, "is about"),
        ({"kind": "mention", "verdict": "entity", "rows": [['["spelling", "calais"]', "x"]]}, "cannot be"),
        ({"kind": "mention", "verdict": "PLACE", "rows": [['["spelling", "calais"]', "x"]]}, "cannot be"),
        ({"kind": "copy", "verdict": "copies", "rows": [["1" * 32, "0" * 32]]}, "is about"),
        ({"at": "2026-13-01T12:00:00Z"}, "when it was made"),
        ({"withdrawn": {"at": "2026-02-30T00:00:00Z", "who": "", "note": ""}}, "when it was made"),
    ],
)  # fmt: skip
def test_what_is_no_decision_is_refused_whole(
    home: Path, tmp_path: Path, change: dict[str, object], why: str
) -> None:
    with opened(tmp_path / "new", create=True) as b:
        with pytest.raises(UsageError, match=why):
            b.take_decisions([GOOD, GOOD | change])
        assert list(b.decisions()) == []


def test_no_decision_from_elsewhere_divides_a_closed_text(tmp_path: Path) -> None:
    """Its parts would have words of their own, and be open."""
    (tmp_path / "fr.md").write_text(QUAY["fr.md"], "utf-8")
    with opened(tmp_path / "new", create=True) as b:
        b.ingest([tmp_path / "fr.md"])
        (entry,) = b.documents()
        said = fingerprint(entry.document.text)
        place = json.dumps([said, "1" * 32, 0, "", "", "1" * 32, "Le 3 mai"])
        cut = GOOD | {"kind": "post", "verdict": "begins", "rows": [[place, ""]]}
        b.restrict(entry.document.id, why="promised")
        with pytest.raises(UsageError, match="divides a text that is closed"):
            b.take_decisions([GOOD, cut])
        assert list(b.decisions()) == []
        b.release(entry.document.id, why="over")
        assert b.take_decisions([GOOD, cut]) == (2, 0)


def test_decisions_of_texts_that_are_not_here_wait_for_them(tmp_path: Path) -> None:
    with opened(tmp_path / "new", create=True) as b:
        assert b.take_decisions([GOOD]) == (1, 0)
        (act,) = b.decisions()
        assert act.lost


def test_a_vocabulary_without_its_reader_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "names.ttl").write_text(HEAD, "utf-8")
    monkeypatch.setitem(sys.modules, "rdflib", None)
    with pytest.raises(MissingExtra, match=r"pip install 'archive\[skos\]'"):
        list(authorities.read(tmp_path / "names.ttl"))
