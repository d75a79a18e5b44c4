"""Harvesters: each verb and each error of OAI-PMH 2.0; every text once, whatever its title holds."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from starlette.testclient import TestClient

import archive
from archive.room import oai
from archive.room.application import application
from tests.browser import rooms
from tests.sample import sample

NAMES = {
    "o": "http://www.openarchives.org/OAI/2.0/",
    "oai_dc": "http://www.openarchives.org/OAI/2.0/oai_dc/",
    "dc": "http://purl.org/dc/elements/1.1/",
}
DC = {"metadataPrefix": "oai_dc"}


def asked(room: TestClient, verb: str, **arguments: str) -> etree._Element:
    got = room.get("/oai", params={"verb": verb, **arguments})
    assert (got.status_code, got.headers["content-type"]) == (200, "text/xml; charset=utf-8")
    return etree.fromstring(got.content)


def said(answer: etree._Element, path: str) -> list[str]:
    return [str(getattr(one, "text", one) or "") for one in answer.xpath(path, namespaces=NAMES)]


def walked(room: TestClient, verb: str, **arguments: str) -> Iterator[list[str]]:
    """The identifiers of each answer, as one token leads to the next."""
    answer = asked(room, verb, **DC, **arguments)
    while True:
        yield said(answer, "//o:header/o:identifier")
        token = said(answer, "//o:resumptionToken")
        if not token or not token[0]:
            return
        answer = asked(room, verb, resumptionToken=token[0])


@pytest.fixture(scope="module")
def held(opened: archive.Archive) -> list[str]:
    """What a harvest of everything has to bring."""
    return [f"oai:testserver:{entry.document.id}" for entry in opened.documents()]


@contextlib.contextmanager
def three(base: Path) -> Iterator[tuple[archive.Archive, list[str]]]:
    """An archive of three texts, each taken in a minute after the one before, and its clock."""
    times = ["2026-03-01T10:00:00Z"]
    run = archive.Run(vectors=False, clock=lambda: times[0])
    with archive.open(base / "papers", create=True, run=run) as made:
        for n in range(3):
            page = base / f"avis{n}.txt"
            page.write_text(f"Avis {n}\n\nLa mairie de Brévaux ferme la salle {n} tout l’été.\n", "utf-8")
            times[0] = f"2026-03-01T10:0{n}:00Z"
            made.ingest([page])
        times[0] = "2026-03-05T08:00:00Z"
        yield made, times


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[archive.Archive]:
    with three(tmp_path_factory.mktemp("small")) as (made, _):
        yield made


# -- verbs -----------------------------------------------------------------------------------------


def test_the_archive_says_what_it_is(room: TestClient) -> None:
    told = asked(room, "Identify")
    assert said(told, "o:request") == said(told, "o:Identify/o:baseURL") == ["http://testserver/oai"]
    assert said(told, "o:request/@verb") == ["Identify"]
    assert [etree.QName(one).localname for one in told[2]] == [
        "repositoryName", "baseURL", "protocolVersion", "adminEmail", "earliestDatestamp", "deletedRecord",
        "granularity",
    ]  # fmt: skip
    assert said(told, "//o:adminEmail") == ["unknown@archive.invalid"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", said(told, "//o:earliestDatestamp")[0])


def test_the_archivist_is_named_to_harvesters(opened: archive.Archive) -> None:
    with TestClient(application(opened, hosts=["*"], email="nour@papers.example.org")) as room:
        assert said(asked(room, "Identify"), "//o:adminEmail") == ["nour@papers.example.org"]


def test_formats_are_those_of_every_text(room: TestClient, held: list[str]) -> None:
    for more in ({}, {"identifier": held[0]}):
        assert said(asked(room, "ListMetadataFormats", **more), "//o:metadataPrefix") == ["oai_dc"]


def test_sets_are_languages_and_part_all_texts(room: TestClient, held: list[str]) -> None:
    sets = said(asked(room, "ListSets"), "//o:setSpec")
    assert {"lang-en", "lang-fr"} <= set(sets)
    found = [one for chosen in sets for page in walked(room, "ListIdentifiers", set=chosen) for one in page]
    assert sorted(found) == sorted(held)


@pytest.mark.parametrize("verb", ["ListIdentifiers", "ListRecords"])
def test_tokens_lead_to_each_text_once(
    room: TestClient, held: list[str], verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oai, "PAGE", len(held) // 3)
    pages = list(walked(room, verb))
    assert len(pages) >= 3
    assert sorted(one for page in pages for one in page) == sorted(held)
    monkeypatch.setattr(oai, "PAGE", len(held))
    assert "resumptionToken" not in room.get("/oai", params={"verb": verb, **DC}).text


def test_a_record_tells_a_text_as_dublin_core(room: TestClient, held: list[str]) -> None:
    got = room.get("/api/documents/" + held[0].rpartition(":")[2]).json()
    told = asked(room, "GetRecord", identifier=held[0], **DC)
    (dc,) = told.xpath("//o:record/o:metadata/oai_dc:dc", namespaces=NAMES)
    assert said(dc, "dc:title") == [got["title"]]
    assert said(dc, "dc:language") == [got["lang"]]
    assert said(dc, "dc:date") == [got["date"]]
    assert said(dc, "dc:identifier") == [f"http://testserver/d/{got['id']}"]
    assert said(told, "//o:header/o:setSpec") == [f"lang-{got['lang']}"]
    assert said(told, "o:request/@identifier") == [held[0]]


def test_a_post_is_answered_as_a_get_is(room: TestClient) -> None:
    posted = room.post("/oai", data={"verb": "ListSets"}, headers={"Origin": "http://elsewhere.example"})
    assert posted.status_code == 200
    assert said(etree.fromstring(posted.content), "//o:setSpec") == said(
        asked(room, "ListSets"), "//o:setSpec"
    )
    assert room.post("/oai", json={"verb": "ListSets"}).status_code == 415


# -- errors ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=Harvest", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&until=2026-01-01", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=a%20b", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=1!!!", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=yesterday", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=2026-02-03T25:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01&until=2026-02-01T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-01&until=2026-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=%00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("verb=GetRecord&metadataPrefix=marc21&identifier=oai:testserver:0", "cannotDisseminateFormat"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:testserver:ffff", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=%01%EF%BF%BF", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=ffff", "idDoesNotExist"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=1900-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=9000-01-01", "noRecordsMatch"),
        ("verb=ListIdentifiers&metadataPrefix=oai_dc&set=lang-tlh", "noRecordsMatch"),
        ("verb=ListIdentifiers&metadataPrefix=oai_dc&set=boxes:march", "noRecordsMatch"),
        ("verb=ListRecords&resumptionToken=", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=nonsense", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=1!2026-99-99T00:00:00Z!!", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=999999999999999!!!", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=9999999999999999999999!!!", "badResumptionToken"),
        ("verb=ListSets&resumptionToken=1!!!", "badResumptionToken"),
    ],
)
def test_what_is_wrong_is_said(room: TestClient, query: str, code: str) -> None:
    got = room.get(f"/oai?{query}")
    answer = etree.fromstring(got.content)
    assert got.status_code == 200
    assert said(answer, "o:error/@code") == [code]
    assert [etree.QName(one).localname for one in answer] == ["responseDate", "request", "error"]
    assert bool(said(answer, "o:request/@*")) == (code not in ("badVerb", "badArgument"))


def test_an_empty_archive_has_no_sets(tmp_path: Path) -> None:
    with (
        archive.open(tmp_path / "papers", create=True) as made,
        TestClient(application(made, hosts=["*"])) as room,
    ):
        assert said(asked(room, "ListSets"), "o:error/@code") == ["noSetHierarchy"]
        assert said(asked(room, "ListRecords", **DC), "o:error/@code") == ["noRecordsMatch"]
        assert said(asked(room, "Identify"), "//o:earliestDatestamp") == ["1970-01-01T00:00:00Z"]


def test_a_closed_room_stays_closed(opened: archive.Archive) -> None:
    with TestClient(application(opened, hosts=["testserver"], closed=True), follow_redirects=False) as room:
        assert room.get("/oai?verb=Identify").status_code == 403
        assert room.post("/oai", data={"verb": "Identify"}).status_code == 403


# -- what changed when -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bounds", "found"),
    [
        ({}, [0, 1, 2]),
        ({"from": "2026-03-01"}, [0, 1, 2]),
        ({"until": "2026-03-01"}, [0, 1, 2]),
        ({"from": "2026-03-02"}, []),
        ({"from": "2026-03-01T10:01:00Z"}, [1, 2]),
        ({"until": "2026-03-01T10:01:00Z"}, [0, 1]),
        ({"from": "2026-03-01T10:01:00Z", "until": "2026-03-01T10:01:00Z"}, [1]),
        ({"from": "2026-03-01T10:01:01Z", "until": "2026-03-01T10:01:59Z"}, []),
    ],
)
@pytest.mark.parametrize("together", [1, 100])
def test_bounds_are_included_on_every_page(
    small: archive.Archive,
    bounds: dict[str, str],
    found: list[int],
    together: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(oai, "PAGE", together)
    with TestClient(application(small, hosts=["*"])) as room:
        every = [one for page in walked(room, "ListIdentifiers") for one in page]
        some = [one for page in walked(room, "ListIdentifiers", **bounds) for one in page]
    assert some == [every[n] for n in found]


def test_a_decision_is_a_change_and_so_is_its_withdrawal(tmp_path: Path) -> None:
    """The title holds what XML cannot: it is given without."""
    with three(tmp_path) as (made, times), TestClient(application(made, hosts=["*"])) as room:
        number = made.records()[1].document.id
        act = made.decide_title(number, "Salle\x07 d’été\ufffe \U0001f33b & <b>\x0b")
        told = asked(room, "ListRecords", **DC, **{"from": "2026-03-05"})
        assert said(told, "//o:identifier") == [f"oai:testserver:{number}"]
        assert said(told, "//dc:title")[0].split() == ["Salle", "d’été", "\U0001f33b", "&", "<b>"]
        made.decide_date(number, "2018-03-20")
        assert "Salle" in room.get("/feed.atom").text
        times[0] = "2026-03-06T08:00:00Z"
        made.withdraw(act)
        told = asked(room, "GetRecord", identifier=f"oai:testserver:{number}", **DC)
        assert said(told, "//o:datestamp") == ["2026-03-06T08:00:00Z"]
        assert said(told, "//dc:title") == ["Avis 1"]


def test_a_version_of_before_is_no_record(tmp_path: Path) -> None:
    page, seen = tmp_path / "avis.txt", list[str]()
    with archive.open(tmp_path / "papers", create=True, run=archive.Run(vectors=False)) as made:
        for day in (20, 27):
            page.write_text(
                f"Avis\n\nLe {day} mars 2018, on se retrouve devant la mairie de Brévaux.\n", "utf-8"
            )
            made.ingest([page])
            ids = [record.document.id for record in made.records()]
            assert len(ids) == 1
            seen += ids
        assert seen[0] != seen[1]
        with TestClient(application(made, hosts=["*"])) as room:
            told = asked(room, "GetRecord", identifier=f"oai:testserver:{seen[0]}", **DC)
            assert said(told, "o:error/@code") == ["idDoesNotExist"]


def test_a_foreign_client_harvests_everything(held: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    sickle = pytest.importorskip("sickle")
    monkeypatch.setenv("NO_PROXY", "*")
    with rooms.opened(sample().folder) as room:
        for method in ("GET", "POST"):
            client = sickle.Sickle(f"{room.base}/oai", http_method=method)
            assert client.Identify().granularity == "YYYY-MM-DDThh:mm:ssZ"
            found = list(client.ListRecords(metadataPrefix="oai_dc"))
            harvested = [one.header.identifier for one in found]
            assert harvested == [one.identifier for one in client.ListIdentifiers(**DC)]
            assert sorted(one.split(":")[2] for one in harvested) == sorted(one.split(":")[2] for one in held)
            assert all(one.metadata["title"] for one in found)
            with pytest.raises(sickle.oaiexceptions.NoRecordsMatch):
                client.ListRecords(metadataPrefix="oai_dc", until="1900-01-01")


def test_only_a_mail_address_is_told_to_harvesters() -> None:
    command = [sys.executable, "-m", "archive.cli", "--archive", str(sample().folder), "serve"]
    got = subprocess.run([*command, "--email", "nour"], capture_output=True, text=True, timeout=60)
    assert got.returncode == 2
    assert "'nour' is not an e-mail address" in got.stderr
