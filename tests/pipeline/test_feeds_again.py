"""A feed read each week, an export taken twice: what is new or changed comes in, what fell off stays."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path

import pytest

from archive.catalog import Catalog, changes, documents, entries
from archive.ingest.originals.folder import FolderOriginals
from archive.pipeline.make import Maker, Settings
from archive.pipeline.reprocess import reprocess
from archive.pipeline.summary import Summary
from tests.pipeline import taking

_CLOCK = itertools.count(1000)


def take_in(archive: Path, *paths: Path) -> Summary:
    """One ingest a day."""
    today = f"{next(_CLOCK)}-01-01T00:00:00Z"
    return taking.take_in(archive, *paths, now=lambda: today)


Posts = Mapping[str, tuple[str, str, str]]  # guid -> title, text, day

FR: Posts = {
    "1": ("La lampe", "La lampe du phare tourne de nouveau, et les pêcheurs l’ont saluée.", "2017-06-03"),
    "2": ("La rampe", "La seconde rampe de l’escalier a été posée mercredi par les Tanguy.", "2017-06-05"),
    "3": ("La corne", "La corne de brume est enrouée, et les goélands y ont fait leur nid.", "2017-06-09"),
}
EN: Posts = {
    "1": ("The lamp", "The lamp of the lighthouse turns again, and the fishermen greeted it.", "2017-06-03"),
    "2": (
        "The banister",
        "The second banister of the stairs was fixed on Wednesday by Tanguy.",
        "2017-06-05",
    ),
    "3": ("The horn", "The foghorn is hoarse, for the gulls have built their nest in it.", "2017-06-09"),
}
CHANGED = {
    "fr": "mercredi et jeudi par les Tanguy, le père et ses deux fils.",
    "en": "Wednesday and Thursday by Tanguy and his two sons.",
}
MONTHS = {"06": "Jun"}


def rss(posts: Posts, lang: str) -> bytes:
    items = "".join(
        f"<item><title>{escape(t)}</title><guid>n{g}</guid><description>{escape(x)}</description>"
        f"<pubDate>{int(d[8:])} {MONTHS[d[5:7]]} {d[:4]} 10:00:00 +0200</pubDate></item>"
        for g, (t, x, d) in posts.items()
    )
    # The day on which the feed was made is another each time.
    head = f"<title>Le port</title><link>http://quay.example/</link><language>{lang}</language>"
    head += f"<lastBuildDate>{len(posts)}</lastBuildDate>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def atom(posts: Posts, lang: str, kind: str = "") -> bytes:
    items = "".join(
        f"<entry><id>tag:quay.example,2017:{g}</id>{kind}<title>{escape(t)}</title>"
        f"<published>{d}T10:00:00+02:00</published><content type='text'>{escape(x)}</content></entry>"
        for g, (t, x, d) in posts.items()
    )
    head = f"<id>tag:quay.example</id><title>Quay</title><updated>2017-06-1{len(posts)}T10:00:00Z</updated>"
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{lang}">{head}{items}</feed>'.encode()


def blogger(posts: Posts, lang: str) -> bytes:
    google = "http://schemas.google.com"
    return atom(
        posts, lang, f"<category scheme='{google}/g/2005#kind' term='{google}/blogger/2008/kind#post'/>"
    )


def wxr(posts: Posts, lang: str) -> bytes:
    items = "".join(
        f"<item><title>{escape(t)}</title><link>http://quay.example/{g}</link><content:encoded><![CDATA[{x}]]>"
        f"</content:encoded><wp:post_id>{g}</wp:post_id><wp:post_date>{d} 10:00:00</wp:post_date>"
        f"<wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>"
        for g, (t, x, d) in posts.items()
    )
    spaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"'
    )
    head = f"<title>Quay</title><link>http://quay.example</link><language>{lang}</language><wp:wxr_version>1.2</wp:wxr_version>"
    return f"<rss version='2.0' {spaces}><channel>{head}<!-- {len(posts)} -->{items}</channel></rss>".encode()


def said(archive: Path, *, past: bool = False) -> list[str]:
    with Catalog.open(archive) as catalog:
        return sorted(d.text.partition("\n")[2].strip() for _, d in documents.every(catalog, past=past))


def second_week(lang: str) -> Posts:
    """The first entry fell off, the second one changed, the third is new."""
    posts = FR if lang == "fr" else EN
    title, text, day = posts["2"]
    word = "mercredi" if lang == "fr" else "Wednesday"
    return {"2": (title, text.partition(word)[0] + CHANGED[lang], day), "3": posts["3"]}


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("names", [("feed.xml", "feed.xml"), ("feed-01.xml", "feed-02.xml")])
@pytest.mark.parametrize("form", [rss, atom, blogger, wxr])
def test_the_second_week_brings_what_is_new_and_what_changed(
    tmp_path: Path, form: Callable[[Posts, str], bytes], lang: str, names: tuple[str, str]
) -> None:
    archive, posts = tmp_path / "archive", FR if lang == "fr" else EN
    first = {g: posts[g] for g in ("1", "2")}
    for name, week in zip(names, (first, second_week(lang)), strict=True):
        (tmp_path / name).write_bytes(form(week, lang))
        summary = take_in(archive, tmp_path / name)
    assert (summary.sources, summary.documents, summary.entries_held) == (1, 2, 0)
    texts = [posts["1"][1], second_week(lang)["2"][1], posts["3"][1]]
    assert said(archive) == sorted(texts)
    assert said(archive, past=True) == sorted([*texts, posts["2"][1]])
    # A third week in which nothing changed brings nothing, but the file is kept.
    (tmp_path / names[1]).write_bytes(form(second_week(lang), lang) + b"\n")
    summary = take_in(archive, tmp_path / names[1])
    assert (summary.sources, summary.documents, summary.entries_held) == (1, 0, 2)
    assert said(archive) == sorted(texts)
    with Catalog.open(archive) as catalog:
        (n,) = [n for n, d in documents.every(catalog) if d.text.endswith(texts[1])]
        assert [documents.by_number(catalog, [v], superseded=True)[v].text.partition("\n")[2].strip()
                for v in entries.versions(catalog, n)] == [posts["2"][1], texts[1]]  # fmt: skip
        assert set(_log(catalog)) >= {"added", "superseded"}


def _log(catalog: Catalog) -> list[str]:
    return [row[0] for row in catalog.db.execute("SELECT what FROM changes")]


def test_a_feed_that_says_again_what_it_said_first_has_its_first_version_back(tmp_path: Path) -> None:
    archive, path = tmp_path / "archive", tmp_path / "feed.xml"
    for week in (FR, {**FR, **second_week("fr")}, FR):
        path.write_bytes(rss(week, "fr"))
        take_in(archive, path)
    assert said(archive) == sorted(text for _, text, _ in FR.values())


def test_entries_of_other_feeds_and_of_one_feed_are_no_versions_of_each_other(tmp_path: Path) -> None:
    one = rss({"1": FR["1"]}, "fr")
    item = rss({"1": FR["2"]}, "fr").partition(b"</lastBuildDate>")[2].partition(b"</channel>")[0]
    twice = one.replace(b"</item>", b"</item>" + item)
    other = rss({"1": FR["3"]}, "fr").replace(b"quay.example", b"harbour.example")
    for name, data in (("a.xml", twice), ("b.xml", other)):
        (tmp_path / name).write_bytes(data)
    take_in(tmp_path / "archive", tmp_path / "a.xml", tmp_path / "b.xml")
    assert len(said(tmp_path / "archive")) == 3


def test_the_newest_change_wins_whatever_is_taken_in_last(tmp_path: Path) -> None:
    stamp = b"<published>2017-06-05T10:00:00+02:00</published>"
    for name, text, day in (("new.xml", second_week("en")["2"], b"09"), ("old.xml", EN["2"], b"06")):
        data = atom({"2": text}, "en")
        (tmp_path / name).write_bytes(
            data.replace(stamp, stamp + b"<updated>2017-06-" + day + b"T10:00:00Z</updated>")
        )
        take_in(tmp_path / "archive", tmp_path / name)
    assert said(tmp_path / "archive") == [second_week("en")["2"][1]]


def test_entries_are_made_again_from_the_feeds_that_they_stand_in(tmp_path: Path) -> None:
    archive, path = tmp_path / "archive", tmp_path / "feed.xml"
    for week in ({"1": EN["1"], "2": EN["2"]}, second_week("en")):
        path.write_bytes(rss(week, "en"))
        take_in(archive, path)
    before = said(archive), said(archive, past=True)
    settings = Settings(originals=FolderOriginals(archive / "originals"), vectors=False)
    with Catalog.open(archive) as catalog:
        ids = sorted(d.id for _, d in documents.every(catalog))
        with catalog.transaction() as db:
            db.execute("UPDATE documents SET made_with = replace(made_with, '\"feed', '\"old feed')")
            db.execute("UPDATE sources SET made_with = replace(made_with, '\"feed', '\"old feed')")
        assert Maker(settings).made_with
        reprocess(catalog, "posts", settings=settings, now=lambda: "2026-01-02T00:00:00Z")
        assert sorted(d.id for _, d in documents.every(catalog)) == ids
        assert changes.position(catalog) > 0
    assert (said(archive), said(archive, past=True)) == before
