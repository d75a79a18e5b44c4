"""The intake report and the page of a source: every line leads somewhere, the counts add up, nothing runs."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import html5lib
import pytest
from jsonschema import validate
from starlette.testclient import TestClient

import archive
from archive import forms
from archive.catalog.store import Catalog
from archive.pipeline.intake import Remark, folder_of
from archive.room.guard import POLICY
from archive.room.intake import Reports
from archive.room.source import FRAMED, harmless
from tests.room.conftest import HERE, token_of

LETTER = """<!doctype html><html lang="fr"><head><title>Le four du village</title></head><body>
<nav><ul><li><a href="/">Accueil</a></li><li><a href="/contact">Nous écrire</a></li></ul></nav>
<article><h1>Le four du village</h1><p>Le 3 mai 2016</p>
<p>Les habitantes du quartier ont rallumé le vieux four à pain de la place, et chacune a
apporté sa farine, son levain et des histoires de familles qui l’allumaient autrefois.</p></article>
<footer><p>Tous droits réservés</p></footer></body></html>"""
LOST = """<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1>
<p>The requested URL was not found on this server.</p></body></html>"""
GERMAN = """Versammlung im Hof

Wir treffen uns am Samstag vor dem alten Zollhaus und gehen zusammen zum Hafen. Die Stadt hat die Halle
geschlossen, und niemand weiss, wo die Familien heute Nacht schlafen sollen. Kommt alle mit.
"""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[archive.Archive]:
    """Two folders taken in in two runs, with one of each kind of trouble."""
    base = tmp_path_factory.mktemp("intake")
    for name, text in (
        ("one/four.html", LETTER), ("one/perdue.html", LOST), ("two/hof.txt", GERMAN),
        ("two/affiche.txt", "Affiche\n\nSamedi.\n"),
    ):  # fmt: skip
        (base / name).parent.mkdir(exist_ok=True)
        (base / name).write_text(text, "utf-8")
    (base / "two/image.txt").write_bytes(b"\x00\x01\x02\xff\xfe\x00\x00")
    ticks = iter(range(10_000))
    clock = lambda: f"2026-05-01T10:{(n := next(ticks)) // 60 % 60:02}:{n % 60:02}Z"  # noqa: E731
    run = archive.Run(bring_up=False, clock=clock)
    with archive.open(base / "papers", create=True, run=run) as made:
        made.ingest([base / "one"])
        made.ingest([base / "two"])
        made.ingest([base / "two/affiche.txt"])  # nothing new: no run
        yield made


def test_each_run_tells_what_came_of_it(kept: archive.Archive) -> None:
    assert [(run.n, run.sources, run.failed) for run in kept.intakes()] == [(2, 2, 1), (1, 2, 0)]
    remarks = {n: {(one.remark, Path(one.source).name) for one in kept.intake(n).noted} for n in (1, 2)}
    assert remarks[1] == {(Remark.VACANT, "perdue.html")}
    assert remarks[2] == {
        (Remark.FAILED, "image.txt"), (Remark.UNDATED, "hof.txt"), (Remark.LANGUAGE, "hof.txt"),
        (Remark.UNDATED, "affiche.txt"), (Remark.SHORT, "affiche.txt"),
    }  # fmt: skip
    with pytest.raises(archive.UsageError, match="No run 9"):
        kept.intake(9)


@pytest.mark.parametrize("n", [1, 2])
def test_counts_add_up(kept: archive.Archive, n: int) -> None:
    told = kept.intake(n)
    assert sum(f.sources for f in told.folders) == told.run.sources + told.run.failed
    assert sum(sum(f.noted.values()) for f in told.folders) == len(told.noted) == sum(told.counts.values())
    without = sum(f.sources - f.with_texts for f in told.folders)
    assert without == sum(told.counts.get(r, 0) for r in (Remark.FAILED, Remark.VACANT, Remark.EMPTY))
    form = forms.intake(told)
    validate(form, forms.schema("intake"))


def test_a_run_that_was_cut_off_says_so_and_what_was_there_before_is_told(tmp_path: Path) -> None:
    (tmp_path / "affiche.txt").write_text("Affiche\n\nSamedi.\n", "utf-8")
    with archive.open(tmp_path / "papers", create=True) as made:
        made.ingest([tmp_path / "affiche.txt"])
        assert made.intakes()[0].ended
    with Catalog.open(tmp_path / "papers") as catalog, catalog.transaction() as db:
        db.execute("UPDATE runs SET ended = NULL")
    with archive.open(tmp_path / "papers") as made:
        assert made.intake().run.ended is None
    with Catalog.open(tmp_path / "papers") as catalog, catalog.transaction() as db:
        db.execute("DELETE FROM runs")
    with archive.open(tmp_path / "papers") as made:
        assert [(one.n, one.sources) for one in made.intakes()] == [(0, 1)]
        assert made.intake().counts == {Remark.UNDATED: 1, Remark.SHORT: 1}


def test_a_text_read_off_a_picture_with_little_certainty_is_named(tmp_path: Path) -> None:
    (tmp_path / "affiche.txt").write_text("Affiche\n\nSamedi.\n", "utf-8")
    with archive.open(tmp_path / "papers", create=True) as made:
        made.ingest([tmp_path / "affiche.txt"])
    for sure, there in ((0.79, True), (0.8, False)):
        with Catalog.open(tmp_path / "papers") as catalog, catalog.transaction() as db:
            db.execute("INSERT INTO recognised SELECT n, ? FROM documents WHERE true"
                       " ON CONFLICT (doc) DO UPDATE SET sure = excluded.sure", (sure,))  # fmt: skip
        with archive.open(tmp_path / "papers") as made:
            assert (Remark.UNSURE in made.intake().counts) is there


@pytest.mark.parametrize(
    ("given", "folder"),
    [
        ("boxes/march/a.txt", "boxes/march"), ("a.txt", ""), ("https://x.example/a/b", "https://x.example"),
        ("boxes/all.zip!march/a.txt", "boxes/all.zip"), ("boxes/m.mbox!<a@b>", "boxes/m.mbox"),
    ],
)  # fmt: skip
def test_the_folder_of_a_source(given: str, folder: str) -> None:
    assert folder_of(given) == folder


# -- in the browser --------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "said"), [("en", "Texts without a date"), ("fr", "Textes sans date")])
def test_each_line_leads_to_its_text_or_source(desk: TestClient, lang: str, said: str) -> None:
    got = desk.get("/intake", headers={"Accept-Language": lang})
    assert got.status_code == 200
    assert said in got.text
    html5lib.HTMLParser(strict=True).parse(got.text)
    desk.get("/intake/1")
    for body in (got.text, desk.get("/intake/1").text):
        where = re.findall(r'href="(/(?:d|s|intake)[^"]*)"', body)
        assert where
        for address in set(where):
            page = desk.get(address.replace("&amp;", "&"), headers={"Accept-Language": lang})
            assert page.status_code == 200, address
            html5lib.HTMLParser(strict=True).parse(page.text)


def test_lines_are_narrowed_down(desk: TestClient) -> None:
    body = desk.get("/intake/2?remark=short").text
    assert "a few words" in body
    assert "no date" not in body
    assert desk.get("/intake/2?remark=nothing").status_code == 404
    assert desk.get("/intake/7").status_code == 404
    assert "0 lines" in desk.get("/intake/2?folder=elsewhere").text


def test_a_report_is_kept_as_long_as_it_is_true(kept: archive.Archive, tmp_path: Path) -> None:
    shutil.copytree(kept.folder, tmp_path / "papers")
    with archive.open(tmp_path / "papers", run=archive.Run(bring_up=False)) as own:
        reports = Reports(own)
        first = reports.of(2)
        assert reports.of(2) is first
        assert reports.of(1) == own.intake(1)
        assert reports.of(2) == first
        undated = next(one for one in first.noted if one.remark is Remark.UNDATED)
        own.decide_date(str(undated.document), "2016-05", settle=False)
        assert reports.of(2) == own.intake(2) != first
        with Catalog.open(own.folder) as catalog, catalog.transaction() as db:
            db.execute("UPDATE failures SET reason = reason || ' twice'")
        assert reports.of(2) == own.intake(2)


def test_readers_do_not_see_it(room: TestClient, reader: TestClient) -> None:
    for who in (room, reader):
        for address in ("/intake", "/intake/1"):
            got = who.get(address)
            assert got.status_code == 403
            assert "For archivists" in got.text
        assert "/intake" not in who.get("/help").text


def test_what_failed_is_tried_again(
    desk: TestClient, kept: archive.Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "archive").mkdir()  # what lies in the folder where the room was opened is not run
    (tmp_path / "archive/__init__.py").write_text("raise SystemExit(1)")
    monkeypatch.chdir(tmp_path)
    failed = next(one for one in kept.intake(2).noted if one.remark is Remark.FAILED)
    told = {"token": token_of(desk), "key": "0123456789abcdef", "n": "2"}
    assert desk.post("/intake/retry", data=told, headers=HERE).status_code == 404
    Path(failed.source).write_text(GERMAN.replace("Samstag", "Sonntag"), "utf-8")
    got = desk.post("/intake/retry", data=told | {"key": failed.key}, headers=HERE)
    assert (got.status_code, got.headers["location"]) == (303, "/intake/2?remark=failed")
    assert "being tried again" in desk.get("/intake/2").text
    end = time.monotonic() + 120
    while kept.intakes()[0].n == 2 and time.monotonic() < end:
        time.sleep(0.2)
    assert kept.intakes()[0].sources == 1
    assert kept.intake(2).run.failed == 0


# -- a source --------------------------------------------------------------------------------------


def test_a_source_shows_what_is_kept_and_what_is_left_out(desk: TestClient, kept: archive.Archive) -> None:
    source = next(e.document.source_id for e in kept.documents() if e.document.source.endswith("four.html"))
    found = kept.source(source)
    by = {piece.document for piece in found.pieces}
    assert by == {None, found.documents[0].id}
    body = desk.get(f"/s/{source}").text
    left = re.findall(r'<div class="piece left">(.*?)</div>', body, re.S)
    assert any("Nous écrire" in one for one in left)
    assert any("Tous droits" in one for one in left)
    assert not any("vieux four" in one for one in left)
    framed = desk.get(f"/s/{source}/page")
    assert "vieux four" in framed.text
    assert framed.headers["content-security-policy"] == FRAMED
    assert desk.get(f"/s/{source}").headers["content-security-policy"] == f"{POLICY}; frame-src 'self'"
    text = next(e.document.source_id for e in kept.documents() if e.document.source.endswith("hof.txt"))
    assert desk.get(f"/s/{text}/page").status_code == 404
    assert desk.get("/s/none").status_code == 404


def test_all_of_a_text_stands_in_its_pieces(kept: archive.Archive) -> None:
    for entry in kept.documents():
        found = kept.source(entry.document.source_id)
        mine = [piece.text for piece in found.pieces if piece.document == entry.document.id]
        assert "\n\n".join(mine) == entry.document.text


@pytest.mark.parametrize(
    "html",
    [
        "<script>fetch('//evil.example')</script>",
        "<img src='//evil.example/x.png' srcset='//evil.example 2x'>",
        "<body onload=go() background=//evil.example>",
        "<a href='https://evil.example' ping='//evil.example'>x</a>",
        "<meta http-equiv=refresh content='0;url=//evil.example'>",
        "<link rel=dns-prefetch href=//evil.example>",
        "<iframe src=//evil.example></iframe>",
        "<object data=//evil.example></object>",
        "<base href=//evil.example>",
        "<form action=//evil.example><button formaction=//evil.example>x</button></form>",
        "<style>@import '//evil.example';</style>",
        "<p style=\"background:url('//evil.example')\">x</p>",
        "<p style='background:\\75rl(//evil.example)'>x</p>",
        "<video poster=//evil.example src=//evil.example></video>",
        "<svg><use href='//evil.example#a'/><image xlink:href='//evil.example'/></svg>",
        "<svg><a xlink:href='javascript:go()'><text>x</text></a></svg>",
        "<!-- //evil.example -->",
        "<?php evil.example ?>",
        "<a href='java\nscript:go()'>x</a>",
        "<input type=image src=//evil.example>",
        "<math href='//evil.example'>x</math>",
    ],
)
def test_a_page_as_it_was_asks_for_nothing(html: str) -> None:
    made = harmless(f"<!doctype html><html><body><p>ici</p>{html}</body></html>".encode()).decode()
    assert "ici" in made
    assert "evil.example" not in made
    assert "go()" not in made
    assert "script" not in made.lower()


@pytest.mark.parametrize(
    "data", [b"", b"\x00", b"<", b"<html", b"\xff\xfe", b"<!doctype html>" + b"<b>" * 5000]
)
def test_a_page_that_is_none_is_harmless(data: bytes) -> None:
    harmless(data)


def test_a_picture_within_the_page_stays() -> None:
    assert b"data:image/png;base64,AA" in harmless(b"<p>x<img src='data:image/png;base64,AA'></p>")


def test_the_report_on_the_command_line(kept: archive.Archive) -> None:
    def command(*words: str) -> str:
        whole = [sys.executable, "-m", "archive.cli", "--archive", str(kept.folder), "intake", *words]
        return subprocess.run(whole, capture_output=True, text=True, timeout=60, check=True).stdout

    told = json.loads(command("1", "--format", "json"))
    validate(told, forms.schema("intake"))
    assert told == forms.intake(kept.intake(1))
    assert "no text of anyone: 1" in command("1", "--format", "text")
    assert json.loads(command("--list", "--format", "json"))[-1]["n"] == 1
