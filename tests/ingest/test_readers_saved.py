"""What programs that save pages write into them: where the page stood, and when it was saved."""

from __future__ import annotations

import pytest

from archive.ingest.posts import split_page
from archive.ingest.readers import read_page
from archive.ingest.readers.saved import original

TEXTS = {
    "fr": "Le phare de Brévaux sera rallumé en mars, a promis la mairie devant une foule de curieux.",
    "en": "The lighthouse keepers of Oxmoor met on the quay and voted to paint the whole tower green.",
}
PAGE = (
    "<!DOCTYPE html>\n{mark}<html><head><title>Le phare</title>{head}</head>"
    "<body><h1>Le phare</h1><p>{text}</p></body></html>"
)

MARKS = {
    "Internet Explorer": (
        "<!-- saved from url=(0030)http://brevaux.example/phare/1 -->\r\n",
        "http://brevaux.example/phare/1", None,
    ),
    "Chrome, an address with signs": (
        "<!-- saved from url=(0037)https://oxmoor.example/?a=1&b=--&c=-3 -->",
        "https://oxmoor.example/?a=1&b=--&c=-3", None,
    ),
    "no address": ("<!-- saved from url=(0014)about:internet -->", None, None),
    "a file of a disk": ("<!-- saved from url=(0020)file:///C:/phare.htm -->", None, None),
    "HTTrack": (
        "<!-- Mirrored from www.oxmoor.example/quay.html by HTTrack Website Copier/3.x [XR&CO'2014], "
        "Tue, 05 Mar 2019 14:05:06 GMT -->",
        "http://www.oxmoor.example/quay.html", "2019-03-05T14:05:06Z",
    ),
    "HTTrack without a day": (
        "<!-- Mirrored from oxmoor.example/ by HTTrack Website Copier/3.x [XR&CO'2010],  -->",
        "http://oxmoor.example/", None,
    ),
    "SingleFile": (
        "<!--\n Page saved with SingleFile \n url: https://brevaux.example/foire \n saved date: Tue Mar "
        "05 2019 00:05:06 GMT+0100 (heure normale d’Europe centrale)\n-->",
        "https://brevaux.example/foire", "2019-03-04T23:05:06Z",
    ),
    "Save Page WE": (
        '<meta name="savepage-url" content="https://oxmoor.example/?a=1&amp;b=2">'
        '<meta name="savepage-date" content="Sun Feb 03 2019 20:00:00 GMT-0500 (EST)">',
        "https://oxmoor.example/?a=1&b=2", "2019-02-04T01:00:00Z",
    ),
    "the Internet Archive, saved by a browser": (
        "<!-- saved from url=(0066)https://web.archive.org/web/20120304050607/http://oxmoor.example/a -->",
        "http://oxmoor.example/a", "2012-03-04T05:06:07Z",
    ),
    "a day that is none": (
        "<!-- Mirrored from oxmoor.example/ by HTTrack Website Copier/3.x, Tue, 45 Mar 2019 14:05:06 GMT -->",
        "http://oxmoor.example/", None,
    ),
    "an article that speaks of it": ("", None, None),
}  # fmt: skip


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(("mark", "url", "at"), MARKS.values(), ids=MARKS)
def test_a_saved_page_has_the_address_and_the_moment_that_its_program_notes(
    mark: str, url: str | None, at: str | None, lang: str
) -> None:
    page = read_page(PAGE.format(mark=mark, head="", text=TEXTS[lang]).encode(), "text/html")
    assert (page.url, page.saved) == (url, at)
    (draft,) = split_page(page).drafts
    assert (draft.title, draft.text) == ("Le phare", f"Le phare\n\n{TEXTS[lang]}")


def test_an_address_that_a_mirror_made_local_is_the_one_on_the_web() -> None:
    head = (
        '<link rel="canonical" href="quay.html"><link rel="alternate" hreflang="fr" href="../fr/quai.html">'
    )
    mark, url, _ = MARKS["HTTrack"]
    page = read_page(PAGE.format(mark=mark, head=head, text=TEXTS["en"]).encode(), "text/html")
    assert page.url == url
    assert page.alternates == {"fr": "http://www.oxmoor.example/fr/quai.html"}
    own = '<link rel="canonical" href="https://oxmoor.example/quay">'
    page = read_page(PAGE.format(mark=mark, head=own, text=TEXTS["en"]).encode(), "text/html")
    assert page.url == "https://oxmoor.example/quay"


def test_the_foot_of_the_internet_archive_tells_the_moment() -> None:
    foot = "<!--\n FILE ARCHIVED ON 05:04:03 Mar 05, 2019 AND RETRIEVED FROM THE\n INTERNET ARCHIVE ON 1 -->"
    head = '<link rel="canonical" href="https://web.archive.org/web/20190305050403/http://oxmoor.example/a">'
    page = read_page((PAGE.format(mark="", head=head, text=TEXTS["en"]) + foot).encode(), "text/html")
    assert (page.url, page.saved) == ("http://oxmoor.example/a", "2019-03-05T05:04:03Z")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("//web.archive.org/web/2012im_/oxmoor.example/a", ("http://oxmoor.example/a", None)),
        (
            "https://web.archive.org/web/20121304050607/http://oxmoor.example/",
            ("http://oxmoor.example/", None),
        ),
        ("https://web.archive.org/about", ("https://web.archive.org/about", None)),
        ("http://[oxmoor", (None, None)),
        ("quay.html", (None, None)),
        (None, (None, None)),
    ],
)
def test_addresses_within_that_of_the_internet_archive(
    given: str | None, expected: tuple[str | None, str | None]
) -> None:
    assert original(given) == expected


def test_the_index_that_httrack_makes_is_no_document_and_a_page_about_it_is_one() -> None:
    own = (
        "<html><head><title>Local index - HTTrack Website Copier</title>"
        "<style>body {background: url(backblue.gif)}"
        "</style></head><body><h1>Index of local sites</h1><a href='a/index.html'>a</a></body></html>"
    )
    assert read_page(own.encode(), "text/html").vacant == "an index that HTTrack made"
    about = own.replace("url(backblue.gif)", "red").replace("<a ", f"<p>{TEXTS['en']}</p><a ")
    assert read_page(about.encode(), "text/html").vacant is None


@pytest.mark.parametrize("body", ["<frameset cols='20,*'><frame src='a.htm'><frame src='b.htm'></frameset>"])
def test_a_page_of_frames_is_kept_and_is_no_document(body: str) -> None:
    page = read_page(f"<html><head><title>Oxmoor</title></head>{body}</html>".encode(), "text/html")
    assert page.vacant == "a page of frames, which shows others"
