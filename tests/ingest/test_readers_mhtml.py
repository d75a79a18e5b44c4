"""Pages saved with their images (MHTML): of frames what they show."""

from __future__ import annotations

import pytest

from archive.errors import EmptyInput
from archive.ingest.posts import split_page
from archive.ingest.readers import read_page, sniff
from archive.records import Page
from tests.ingest.posts_made import assert_whole

HEAD = 'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
SITE = "http://a.example"
TEXTS = {
    "fr": "Le phare de Brévaux sera rallumé samedi 11 mars 2017, a promis la mairie devant une foule.",
    "en": "The lighthouse keepers of Oxmoor met on Monday 3 April 2017 and voted to paint the tower green.",
}
MENUS = {"fr": ("Accueil", "Qui sommes-nous"), "en": ("Home", "About us")}
UNREADABLE = {"fr": "Votre navigateur ne lit pas les cadres.", "en": "Your browser does not show frames."}


def part(name: str, html: str, cid: str = "") -> str:
    said = f"Content-ID: <{cid}>\r\n" if cid else f"Content-Location: {SITE}/{name}\r\n"
    return f"--b\r\nContent-Type: text/html; charset=utf-8\r\n{said}\r\n<html><body>{html}</body></html>\r\n"


def read(*parts: str) -> Page:
    data = (HEAD + "".join(parts) + "--b--\r\n").encode()
    return read_page(data, sniff(data, "saved.mhtml"))


def story(lang: str, title: str = "") -> str:
    return f"<h1>{title or 'Le phare'}</h1><p>{TEXTS[lang]}</p>"


def menu(lang: str) -> str:
    return "".join(f'<a href="{n}.htm">{name}</a><br>' for n, name in enumerate(MENUS[lang]))


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("source", ["page.htm", "http://a.example/page.htm", "./x/../page.htm"])
def test_the_frames_of_a_page_are_read_in_their_order_and_a_menu_is_chrome(lang: str, source: str) -> None:
    frames = (
        "<frameset cols='20,*'><frame src=menu.htm><!-- <frame src='old.htm'> -->"
        f"<frame src='{source}'>"
        f"<noframes>{UNREADABLE[lang]}</noframes></frameset>"
    )
    page = read(
        part("index.htm", frames),
        part("old.htm", "<p>Old</p>"),
        part("page.htm", story(lang)),
        part("menu.htm", menu(lang)),
    )
    split = split_page(page)
    assert_whole(page, split)
    assert [d.text for d in split.drafts] == [f"Le phare\n\n{TEXTS[lang]}"]
    assert MENUS[lang][1] in page.text
    assert UNREADABLE[lang] not in page.text
    assert page.url == f"{SITE}/index.htm"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_frames_in_frames_are_read_once(lang: str) -> None:
    inner = "<frameset><frame src='index.htm'><frame src='page.htm'><frame src='page.htm'></frameset>"
    page = read(
        part("index.htm", "<frameset><frame src='inner.htm'></frameset>"),
        part("inner.htm", inner),
        part("page.htm", story(lang)),
    )
    assert page.text.count(TEXTS[lang]) == 1


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_frame_within_a_text_is_read_where_there_is_no_text_besides(lang: str) -> None:
    empty = read(part("index.htm", "<iframe src='cid:f@x'></iframe>"), part("", story(lang), "f@x"))
    assert TEXTS[lang] in empty.text
    full = read(
        part("index.htm", f"{story(lang)}<iframe src='ad.htm'></iframe>"), part("ad.htm", "<p>Buy shoes.</p>")
    )
    assert "shoes" not in full.text


def test_frames_that_lie_elsewhere_are_no_text() -> None:
    with pytest.raises(EmptyInput):
        read(part("index.htm", "<frameset><frame src='http://b.example/'></frameset>"))
