"""Versions of a document: of an address in web archives, of a file, of an entry of a feed."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from archive import forms
from archive.catalog import Catalog, documents
from archive.cli import main
from archive.pipeline.over_time import changes, difference
from tests.catalog.made import intake
from tests.ingest.test_containers_web import HOME, PAGE, web
from tests.pipeline.taking import take_in

pytestmark = pytest.mark.filterwarnings(
    "ignore:Unclosed file:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)

SHUT = "Le phare de Penharn est fermé aux visiteurs pendant les travaux de la lanterne, jusqu'au printemps."
OPEN = "Le phare de Penharn est ouvert aux visiteurs tous les jours sauf le lundi, de dix heures à la nuit."
KEPT = "Les enfants montent avec un adulte."
ASKED = "The keeper asks visitors to leave their dogs at the foot of the tower."


def at(folder: Path, *args: str) -> Result:
    return CliRunner().invoke(main, ["--archive", str(folder), *args])


def held(folder: Path) -> dict[str, str]:
    """The id of each text, superseded ones too, by its first word but two."""
    with Catalog.open(folder) as catalog:
        return {
            next(name for name, text in TEXTS.items() if text in d.text): d.id
            for _, d in documents.every(catalog, past=True)
        }


TEXTS = {"shut": SHUT, "open": OPEN, "asked": ASKED}


def page(*paragraphs: str) -> str:
    return PAGE.format("</p><p>".join(paragraphs))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """An address in two web archives, of which the second one saw what the first one holds once more."""
    whole = web(
        ("2017-01-01", HOME, "text/html", page(SHUT, KEPT)),
        ("2017-02-01", HOME, "text/html", ""),
        gzipped=False,
    )
    (tmp_path / "a.warc").write_bytes(whole)
    bare = HOME.replace("https", "http").rstrip("/")
    late = web(("2019-02-10", bare, "text/html", page(OPEN, KEPT)), ("2019-05-01", f"{HOME}about", "text/html", page(ASKED)))  # fmt: skip # noqa: E501
    (tmp_path / "b.warc.gz").write_bytes(late)
    take_in(tmp_path / "archive", tmp_path / "a.warc", tmp_path / "b.warc.gz")
    return tmp_path / "archive"


def history(folder: Path, name: str) -> list[tuple[Any, ...]]:
    shown = json.loads(at(folder, "show", name, "--versions", "--format", "json").stdout)
    return [(v["at"][:10], v["basis"], v["id"], v["same"], v["current"]) for v in shown["history"]]


def test_the_versions_of_an_address_are_those_of_all_web_archives(site: Path) -> None:
    ids = held(site)
    expected = [
        ("2017-01-01", "captured", ids["shut"], False, True),
        ("2017-02-01", "captured", ids["shut"], True, True),
        ("2019-02-10", "captured", ids["open"], False, True),
    ]
    assert history(site, ids["shut"]) == history(site, ids["open"]) == expected
    assert history(site, ids["asked"]) == [("2019-05-01", "captured", ids["asked"], False, True)]
    lines = at(site, "show", ids["open"], "--versions", "--format", "text").stdout.splitlines()
    assert [line[:12] for line in lines[1:]] == ["  2017-01-01", "  2017-02-01", "* 2019-02-10"]
    told = {d["id"]: d for d in map(json.loads, at(site, "export", "documents").stdout.splitlines())}
    assert told[ids["open"]]["versions"] == [ids["shut"], ids["open"]]
    assert told[ids["shut"]]["captured"] == "2017-01-01T10:00:00Z"
    assert "versions" not in told[ids["asked"]]


@pytest.mark.parametrize(
    ("when", "stood"),
    [
        ("2017", "shut"), ("2017-01-01", "shut"), ("2019-02-09", "shut"), ("février 2019", "open"),
        ("March 2019", "open"), ("2024", "open"), ("2016", None), ("nonsense", None),
    ],
)  # fmt: skip
def test_the_version_that_stood_at_a_time_is_shown(site: Path, when: str, stood: str | None) -> None:
    ids = held(site)
    shown = at(site, "show", ids["open"], "--at", when, "--format", "json")
    if stood is None:
        assert shown.exit_code == 2
        assert "2017-01-01" in shown.output or "is not understood" in shown.output
    else:
        assert json.loads(shown.stdout)["id"] == ids[stood]


def test_two_versions_are_compared_the_earlier_one_first(site: Path) -> None:
    ids = held(site)
    expected = [("-", SHUT), ("+", OPEN), (" ", KEPT)]
    for args in ([ids["open"], "--diff"], [ids["shut"], "--diff", "--at", "2019-03"]):
        told = json.loads(at(site, "show", *args, "--format", "json").stdout)
        assert (told["from"], told["to"]) == (ids["shut"], ids["open"])
        assert [
            (c["sign"], c["text"]) for c in told["changes"] if c["text"] in {SHUT, OPEN, KEPT}
        ] == expected
        assert told.keys() == set(forms.schema("difference")["required"])
    printed = at(site, "show", ids["open"], "--diff", "--format", "text").stdout
    assert f"- {SHUT}\n+ {OPEN}\n" in printed
    first = at(site, "show", ids["shut"], "--diff")
    assert (first.exit_code, "no earlier version" in first.output) == (2, True)


def test_a_changed_file_has_its_versions_by_the_time_of_the_file(tmp_path: Path) -> None:
    path, archive = tmp_path / "notice.txt", tmp_path / "archive"
    for text, day in ((SHUT, 1_500_000_000), (ASKED, 1_550_000_000)):
        path.write_text(text)
        os.utime(path, (day, day))
        take_in(archive, path)
    ids = held(archive)
    expected = [
        ("2017-07-14", "file", ids["shut"], False, False),
        ("2019-02-12", "file", ids["asked"], False, True),
    ]
    assert history(archive, ids["asked"]) == history(archive, ids["shut"]) == expected
    assert json.loads(at(archive, "show", ids["asked"], "--at", "2018", "--format", "json").stdout)["id"] == ids["shut"]  # fmt: skip # noqa: E501
    assert "superseded" in at(archive, "show", ids["asked"], "--versions", "--format", "text").stdout


FEED = "<rss version='2.0'><channel><title>Port</title>{}</channel></rss>"
ITEM = "<item><guid>{0}</guid><title>Nouvelle {0}</title><description>{1}</description></item>"


def test_the_versions_of_an_entry_are_those_of_its_feeds(tmp_path: Path) -> None:
    path, archive = tmp_path / "feed.rss", tmp_path / "archive"
    states = [ITEM.format(1, SHUT), ITEM.format(2, ASKED) + ITEM.format(1, OPEN), ITEM.format(2, ASKED)]
    for n, items in enumerate(states, 1):
        path.write_text(FEED.format(items))
        os.utime(path, (n * 10**9, n * 10**9))
        take_in(archive, path)
    shown = {}
    with Catalog.open(archive) as catalog:
        for _, document in documents.every(catalog, past=True):
            shown[document.text[-20:], document.source_id] = document.id
    of = {end: [i for (text, _), i in shown.items() if text == end] for end in {text for text, _ in shown}}
    (shut,), (opened,), asked = of[SHUT[-20:]], of[OPEN[-20:]], of[ASKED[-20:]]
    assert [v[2] for v in history(archive, opened)] == [shut, opened]
    assert [v[2] for v in history(archive, asked[-1])] == asked
    assert len(asked) == 1  # as it was in the next state


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a\n\nb", "a\n\n\nb", [" a", " b"]),
        ("", "neuf", ["+neuf"]),
        ("un\ndeux", "deux\ntrois", ["-un", " deux", "+trois"]),
        ("the same", "the same", [" the same"]),
    ],
)
def test_changes_are_of_paragraphs(before: str, after: str, expected: list[str]) -> None:
    assert [one.sign + one.text for one in changes(before, after)] == expected


def test_a_version_is_compared_with_the_one_before_it(tmp_path: Path) -> None:
    texts = ["Le phare est fermé.", "Le phare est ouvert.", "Le phare est ouvert la nuit."]
    with Catalog.open(tmp_path / "papers", create=True) as catalog:
        for day, text in enumerate(texts, 1):
            saved = replace(intake("phare.txt", ("fr", text)), mtime_ns=day * 86_400 * 10**9)
            documents.add(catalog, saved, "2026-01-01T00:00:00Z")
        ids = [document.id for _, document in documents.every(catalog, past=True)]
        for at in (1, 2):
            found = difference(catalog, ids[at])
            assert [found.earlier.text, found.later.text] == texts[at - 1 : at + 1]
        found = difference(catalog, ids[2], "1970-01-02")
        assert [found.earlier.text, found.later.text] == [texts[0], texts[2]]
