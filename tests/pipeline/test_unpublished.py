"""Drafts, private posts and those behind a password come in when they are asked for, and no sooner."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import archive
from archive.catalog import Catalog
from archive.cli import main
from archive.errors import Fault
from archive.ingest import readers
from archive.ingest.readers import feed
from archive.ingest.readers import wxr as wxr_reader
from archive.records import Page

WORDS = {
    "fr": ("La lampe du phare tourne de nouveau, et les pêcheurs l’ont saluée.", "Les {} de la jetée"),
    "en": ("The lamp of the lighthouse turns again, and the fishermen greeted it.", "The {} of the pier"),
}
STATES = ("publish", "draft", "private", "future", "pending", "trash", "password")
OPENED = ("publish", "draft", "private", "future", "pending", "password")


def wxr(lang: str, *states: str) -> bytes:
    """An export with a post in each of these states."""
    text, title = WORDS[lang]
    items = "".join(
        f"<item><title>{title.format(state)}</title><guid>http://quay.example/?p={n}</guid>"
        f"<content:encoded><![CDATA[<p>{text} {state}.</p>]]></content:encoded><wp:post_id>{n}</wp:post_id>"
        f"<wp:post_date>2017-05-0{n} 10:00:00</wp:post_date><wp:post_type>post</wp:post_type>"
        + (
            "<wp:status>publish</wp:status><wp:post_password>sel</wp:post_password>"
            if state == "password"
            else f"<wp:status>{state}</wp:status>"
        )
        + "</item>"
        for n, state in enumerate(states, 1)
    )
    spaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"'
    )
    head = "<title>Quay</title><link>http://quay.example</link><wp:wxr_version>1.2</wp:wxr_version>"
    return f"<rss version='2.0' {spaces}><channel>{head}{items}</channel></rss>".encode()


def blogger(lang: str) -> bytes:
    """An export with a live post, a draft and a comment that waits."""
    google, (text, title) = "http://schemas.google.com", WORDS[lang]
    items = "".join(
        f"<entry><id>tag:quay.example,2017:{n}</id><category scheme='{google}/g/2005#kind'"
        f" term='{google}/blogger/2008/kind#{kind}'/><title>{title.format(n)}</title>"
        f"<published>2017-05-0{n}T10:00:00+02:00</published>"
        f"<content type='text'>{escape(text)} {n}.</content>"
        + ("<control xmlns='http://www.w3.org/2007/app'><draft>yes</draft></control>" if draft else "")
        + "</entry>"
        for n, (kind, draft) in enumerate((("post", False), ("post", True), ("comment", True)), 1)
    )
    head = "<id>tag:quay.example</id><title>Quay</title><updated>2017-06-11T10:00:00Z</updated>"
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{head}{items}</feed>'.encode()


def run(home: Path, *args: str | Path) -> Result:
    done = CliRunner().invoke(main, ["--archive", str(home), *map(str, args)])
    assert done.exit_code == 0, done.output
    return done


def ingest(home: Path, *args: str | Path) -> dict[str, object]:
    told = run(home, "ingest", "--no-vectors", "--quiet", "--format", "json", *args).stdout
    return dict(json.loads(told))


def held(home: Path) -> dict[str, str]:
    """The ids of the documents by the last word of their texts."""
    lines = run(home, "export", "documents", "--format", "jsonl").stdout.splitlines()
    return {one["text"].rstrip(".\n").rpartition(" ")[2]: one["id"] for one in map(json.loads, lines)}


@pytest.mark.parametrize("lang", WORDS)
def test_a_reader_reads_them_only_when_asked(lang: str) -> None:
    for data, few, all_ in ((wxr(lang, *STATES), 1, 6), (blogger(lang), 1, 2)):
        media_type = readers.sniff(data, "export.xml")
        for asked, count in ((False, few), (True, all_)):
            page = readers.read_page(data, media_type, unpublished=asked)
            assert len(page.hints) == count
    page = readers.read_page(wxr(lang, *STATES), readers.sniff(wxr(lang, *STATES), "x.xml"), unpublished=True)
    assert page.unread == "posts left closed: in the bin 1"


@pytest.mark.parametrize("lang", WORDS)
def test_they_come_in_when_asked_for_and_stay(tmp_path: Path, lang: str) -> None:
    export, home = tmp_path / "export.xml", tmp_path / "home"
    export.write_bytes(wxr(lang, *STATES))
    assert ingest(home, export)["documents"] == 1
    published = held(home)
    assert published.keys() == {"publish"}
    told = ingest(home, "--unpublished", tmp_path)
    assert (told["documents"], told["sources"], told["unchanged"]) == (5, 0, 1)
    every = held(home)
    assert every.keys() == set(OPENED)
    assert every["publish"] == published["publish"]
    for again in (
        ("ingest", "--no-vectors", str(export)),
        ("ingest", "--no-vectors", "--rehash", str(export)),
        ("ingest", "--unpublished", "--no-vectors", str(export)),
        ("reprocess", "--stage", "posts", "--source", str(export)),
    ):
        run(home, *again)
        assert held(home) == every
    run(home, "explain", every["draft"])
    assert run(home, "check").exit_code == 0
    assert json.loads(run(home, "stats", "--format", "json").stdout)["behind"] == 0


def test_an_export_of_drafts_alone_is_read_when_asked_for(tmp_path: Path) -> None:
    export, home = tmp_path / "drafts.xml", tmp_path / "home"
    export.write_bytes(wxr("fr", "draft"))
    done = CliRunner().invoke(main, ["--archive", str(home), "ingest", "--no-vectors", str(export)])
    assert done.exit_code == 4
    assert ingest(home, "--unpublished", export)["documents"] == 1
    assert held(home).keys() == {"draft"}


def test_a_dry_run_tells_and_changes_nothing(tmp_path: Path) -> None:
    export, home = tmp_path / "export.xml", tmp_path / "home"
    export.write_bytes(wxr("en", *STATES))
    assert ingest(home, "--dry-run", "--unpublished", export)["documents"] == 6
    assert ingest(home, export)["documents"] == 1


def test_the_open_edition_has_none(tmp_path: Path) -> None:
    export, home, edition = tmp_path / "export.xml", tmp_path / "home", tmp_path / "edition"
    export.write_bytes(wxr("en", *STATES))
    ingest(home, "--unpublished", export)
    run(home, "publish", edition)
    assert held(edition).keys() == {"publish"}
    with Catalog.open(edition) as catalog:
        assert catalog.db.execute("SELECT count(*) FROM documents").fetchone()[0] == 1


def test_a_backup_brings_them_back(tmp_path: Path) -> None:
    export, home = tmp_path / "export.xml", tmp_path / "home"
    export.write_bytes(wxr("fr", *STATES))
    with archive.open(home, create=True, run=archive.Run(vectors=False)) as a:
        assert a.ingest(export, unpublished=True).documents == 6
        a.backup(tmp_path / "safe.tar")
    archive.restore(tmp_path / "safe.tar", tmp_path / "again")
    run(tmp_path / "again", "reprocess", "--stage", "posts", "--source", export)
    assert held(tmp_path / "again") == held(home)


def fails_at(monkeypatch: pytest.MonkeyPatch, what: type[BaseException], word: bytes) -> None:
    """Has the readers of whole exports fail at one that holds `word`."""
    for module, name in ((wxr_reader, "read_wxr"), (feed, "read_feed")):
        read = getattr(module, name)

        def reading(data: bytes, *, unpublished: bool = False, read: Any = read) -> Page:
            if unpublished and word in data:
                raise what("planted")
            page: Page = read(data, unpublished=unpublished)
            return page

        monkeypatch.setattr(module, name, reading)


def ended_runs(home: Path) -> list[bool]:
    with Catalog.open(home) as catalog:
        return [
            bool(ended) for (ended,) in catalog.db.execute("SELECT ended IS NOT NULL FROM runs ORDER BY n")
        ]


@pytest.mark.parametrize("lang", WORDS)
@pytest.mark.parametrize("first", [True, False])
def test_where_the_program_fails_at_one_the_rest_is_in_linked_and_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str, first: bool
) -> None:
    names = ("a.xml", "b.xml") if first else ("b.xml", "a.xml")
    fails = wxr(lang, "publish", "draft").replace(b"quay.example", b"fault.example")
    (tmp_path / names[0]).write_bytes(fails)
    (tmp_path / names[1]).write_bytes(blogger(lang))
    (tmp_path / "new.xml").write_bytes(wxr(lang, "private"))
    home = tmp_path / "home"
    with archive.open(home, create=True, run=archive.Run(vectors=False)) as a:
        assert a.ingest([tmp_path / names[0], tmp_path / names[1]]).documents == 2
        fails_at(monkeypatch, KeyError, b"fault.example")
        with pytest.raises(Fault, match="planted"):
            a.ingest([tmp_path / "a.xml", tmp_path / "b.xml", tmp_path / "new.xml"], unpublished=True)
        assert not a.unsettled()
        assert a.search("phare OR lighthouse", limit=0).total == 4
        assert ended_runs(home) == [True, True]
        monkeypatch.undo()
        assert a.ingest(tmp_path / names[0], unpublished=True).documents == 1
    assert run(home, "check").exit_code == 0


def test_ctrl_c_keeps_what_was_read_and_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.xml").write_bytes(blogger("en"))
    with archive.open(tmp_path / "home", create=True, run=archive.Run(vectors=False)) as a:
        assert a.ingest(tmp_path / "a.xml").documents == 1
        (tmp_path / "new.xml").write_bytes(wxr("en", "draft"))
        fails_at(monkeypatch, KeyboardInterrupt, b"schemas.google.com")
        done = a.ingest([tmp_path / "a.xml", tmp_path / "new.xml"], unpublished=True)
        assert (done.interrupted, done.documents) == (True, 1)
        assert ended_runs(tmp_path / "home") == [True, True]
