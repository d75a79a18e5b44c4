"""Broken addresses and halves of characters in what a page says of itself end no ingest and no search."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.addresses import page_of
from archive.catalog.store import FILE
from archive.cli import main
from archive.ingest.readers import read_page, sniff
from archive.ingest.readers.fit import whole
from archive.search.sync import collection
from tests.ingest.posts_made import BODY_EN, BODY_FR

BROKEN = ("http://[bad", "http://[bad/", "https://[1:2/eau", "http://quai\u2100.example/", "http://a]b/eau")
FEED = (
    '<rss version="2.0"><channel><title>Les Deux Rives</title><link>{0}</link><item><title>La criée</title>'
    "<link>{0}</link><description>{1}</description></item></channel></rss>"
)
MHTML = (
    "From: <Saved by a browser>\r\nSnapshot-Content-Location: {0}\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/related; type="text/html"; boundary="xx"\r\n\r\n--xx\r\n'
    "Content-Type: text/html; charset=utf-8\r\nContent-Location: {0}\r\n\r\n<html><body><p>{1}</p></body>"
    "</html>\r\n--xx--\r\n"
)
# By the name of the file: what holds an address (0) over a text (1).
FORMS = {
    "front.md": '---\ntitle: La criée\nurl: "{0}"\n---\n\n{1}\n',
    "toml.md": '+++\ntitle = "The quay"\nurl = "{0}"\n+++\n\n{1}\n',
    "json.md": '{{"title": "The quay", "permalink": "{0}"}}\n\n{1}\n',
    "canonical.html": '<html><head><link rel="canonical" href="{0}"></head><body><p>{1}</p></body></html>',
    "graph.html": '<html><head><meta property="og:url" content="{0}"></head><body><p>{1}</p></body></html>',
    "versions.html": '<html><head><link rel="alternate" hreflang="en" href="{0}"></head>'
    "<body><p>{1}</p></body></html>",
    "feed.xml": FEED,
    "saved.mhtml": MHTML,
}  # fmt: skip


@pytest.mark.parametrize("address", BROKEN)
@pytest.mark.parametrize("name", FORMS)
def test_an_address_that_cannot_be_split_is_none(name: str, address: str) -> None:
    data = FORMS[name].format(address, BODY_FR).encode()
    page = read_page(data, sniff(data, name))
    said = [page.url, *page.alternates.values(), *(hint.url for hint in page.hints.values())]
    assert not any(said)
    data = FORMS[name].format("https://quai.example/eau", BODY_FR).encode()
    page = read_page(data, sniff(data, name))
    said = [page.url, *page.alternates.values(), *(hint.url for hint in page.hints.values())]
    assert "https://quai.example/eau" in said


@pytest.mark.parametrize("address", BROKEN)
def test_addresses_that_earlier_versions_kept_are_borne(address: str) -> None:
    assert page_of(address) == address
    assert collection(address) == ""


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("L’eau \ud800 monte", "L’eau \ufffd monte"),
        ("The pier \udfff", "The pier \ufffd"),
        ("\udc80\ud800", "\ufffd\ufffd"),
        ("The tower \ud83d\uddfc", "The tower \U0001f5fc"),
        ("La criée", "La criée"),
    ],
)
def test_halves_of_characters_are_signs_of_what_is_lost(said: str, kept: str) -> None:
    assert whole(said) == kept


def run(*args: str) -> Result:
    return CliRunner().invoke(main, args, catch_exceptions=False)


HALVES = {
    "headline.html": '<html><head><script type="application/ld+json">{"@type": "Article", "headline": '
    '"The pier \\ud800 news", "author": {"name": "Ana \\udc00"}, "datePublished": "2019-03-04"}</script>'
    f"</head><body><p>{BODY_EN}</p></body></html>",
    "front.md": '{"title": "The pier \\ud800", "author": "Anne \\ud800", "lang": "f\\ud800r", '
    f'"url": "https://quai.example/\\ud800"}}\n\n{BODY_FR}\n',
    "yaml.md": f'---\ntitle: "Le quai \\ud800"\nauthors: ["Anne \\uDC00"]\nlang: "\\ud800"\n---\n\n'
    f"{BODY_FR}\n",
    "hint.html": '<html><head><link rel="canonical" href="https://quai.example/&#xD800;"></head>'
    f"<body><p>{BODY_EN}</p></body></html>",
}


@pytest.mark.parametrize("name", HALVES)
def test_half_a_character_ends_no_ingest(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / name).write_text(HALVES[name], "utf-8")
    (folder / "z.txt").write_text(f"La criée rouvre\n\n{BODY_FR} Et la criée aussi.\n", "utf-8")
    held = ("--archive", str(tmp_path / "archive"))
    summary = json.loads(run(*held, "ingest", "--no-vectors", "--format", "json", str(folder)).stdout)
    assert (summary["sources"], summary["failed"]) == (2, [])
    assert summary["documents"] == 2
    assert run(*held, "check").exit_code == 0


def test_an_archive_that_holds_a_broken_address_works_on(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.md").write_text(f"---\ntitle: La criée\n---\n\n{BODY_FR}\n", "utf-8")
    held = ("--archive", str(tmp_path / "archive"))
    ingest = (*held, "ingest", "--format", "json", str(folder))
    assert run(*ingest, "--no-vectors").exit_code == 0
    with sqlite3.connect(tmp_path / "archive" / FILE) as db:  # as earlier versions kept it
        db.execute("UPDATE documents SET url = 'http://[bad'")
        db.execute("UPDATE sources SET url = 'http://[bad'")
    db.close()
    (folder / "b.md").write_text(f"---\ntitle: Le quai\n---\n\n{BODY_EN}\n", "utf-8")
    for command in (ingest, (*held, "reindex"), (*held, "search", "criée")):
        assert run(*command).exit_code == 0, command
