"""The page of a timeline: whole, safe, in both languages; dates in words."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.catalog.entities import Entity, EntityName
from archive.records import MentionType
from archive.timeline import Event, EventSource, Timeline
from archive.timeline.page import to_html
from archive.timeline.wording import WORDS, in_words

IN_WORDS = [
    ("2017-02-09", "9 février 2017", "9 February 2017"),
    ("2017-02-01", "1er février 2017", "1 February 2017"),
    ("2017-02", "février 2017", "February 2017"),
    ("2017", "2017", "2017"),
    ("201X", "années 2010", "2010s"),
    ("18XX", "19e siècle", "19th century"),
    ("20XX", "21e siècle", "21st century"),
    ("2015-21", "printemps 2015", "spring 2015"),
    ("2015-34", "2e trimestre 2015", "second quarter of 2015"),
    ("2015-40", "1er semestre 2015", "first half of 2015"),
    ("../2016", "jusqu’à 2016", "until 2016"),
    ("2003/..", "depuis 2003", "since 2003"),
    ("2010~", "vers 2010", "about 2010"),
    ("2010-05?", "peut-être mai 2010", "perhaps May 2010"),
    ("2017-02-08/2017-02-10", "8–10 février 2017", "8–10 February 2017"),
    ("2017-01-30/2017-02-02", "30 janvier – 2 février 2017", "30 January – 2 February 2017"),
    ("2016-12/2017-01", "décembre 2016 – janvier 2017", "December 2016 – January 2017"),
    ("XXXX-10-11", "11 octobre (sans année)", "11 October (year unknown)"),
    ("2016-10-XX", "octobre 2016", "October 2016"),
]


@pytest.mark.parametrize(("value", "french", "english"), IN_WORDS)
def test_in_words(value: str, french: str, english: str) -> None:
    assert (in_words(value, "fr"), in_words(value, "en")) == (french, english)


def test_both_languages_have_all_words() -> None:
    assert {k for k in WORDS["en"] if not k.startswith("century")} == {
        k for k in WORDS["fr"] if not k.startswith("century")
    }


class _Page(HTMLParser):
    """Checks that elements close, and notes ids, links and text."""

    VOID = frozenset({"meta", "rect", "line", "path"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.said: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.ids += [found["id"] or ""] if "id" in found else []
        self.links += [found["href"] or ""] if "href" in found else []
        assert "src" not in found
        if tag != "meta" and tag != "line":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.VOID

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def event(date: str, *translations: Event, basis: str = "text", **changed: Any) -> Event:
    said = EventSource(
        "d1", "fr", "Titre", "hier", "C'était hier, à Lille.", 0, 22, "pages/un texte.html", None
    )
    return Event(date, basis, replace(said, **changed), tuple(t.source for t in translations))


def line(*events: Event) -> Timeline:
    names = [("fr", "Lille"), ("en", "Lille"), ("en", "Lisle")]
    entity = Entity(
        1, "x", MentionType.PLACE, "Lille", tuple(EntityName(*n, 1, "") for n in names), 2, 3, None, None
    )
    return Timeline(entity, events)


def test_the_page_is_whole_and_needs_no_network() -> None:
    twin = event("2017-02-09", lang="en", document="d2", url="https://example.org/a?b=1&c")
    page = to_html(line(event("2017-02-09", twin), event("201X"), event("XXXX-05")), "fr")
    seen = _Page(page)
    assert seen.open == []
    assert seen.ids == ["e0", "e1", "e2"]
    assert seen.links == ["#e0", "#e1", "pages/un%20texte.html", "https://example.org/a?b=1&c",
                          "pages/un%20texte.html", "pages/un%20texte.html"]  # fmt: skip
    assert "9 février 2017" in seen.said
    assert "années 2010" in seen.said
    assert "url(" not in page
    assert "@import" not in page


LINKS = [  # the source as the archive spells it, its whole path, the link
    ("Non à la guerre !.html", None, "Non%20%C3%A0%20la%20guerre%20%21.html"),
    ("pages/Wait! What?.html", None, "pages/Wait%21%20What%3F.html"),
    ("box.zip!page.html", None, "box.zip"),
    ("old!/BOX.ZIP!a/b!c.html", None, "old%21/BOX.ZIP"),
    (r"box.zip\!page.html", None, "box.zip%21page.html"),
    (r"caf\xe9.txt", None, "caf%E9.txt"),
    (r"caf\\xe9.txt", None, "caf%5Cxe9.txt"),
    ("a#b?c%d.html", None, "a%23b%3Fc%25d.html"),
    ("//host/share/x.html", None, "file:///host/share/x.html"),
    ("/srv/été/x.html", None, "file:///srv/%C3%A9t%C3%A9/x.html"),
    ("x.html", "/srv/in/x.html", "file:///srv/in/x.html"),
    ("box.zip!x.html", "/srv/no !/box.zip!x.html", "file:///srv/no%20%21/box.zip"),
    ("javascript:alert(1)", None, "javascript%3Aalert%281%29"),
    ("https://example.org/a!b", None, "https://example.org/a!b"),
]


@pytest.mark.parametrize(("source", "origin", "link"), LINKS)
def test_links_lead_to_the_file(source: str, origin: str | None, link: str) -> None:
    page = to_html(line(event("2017", source=source)), "fr", {"d1": origin} if origin else None)
    assert _Page(page).links[-1] == link


def test_controls_and_marks_of_direction_are_seen() -> None:
    nasty = "a\x1b]0;x\x07b\u202ec\x9bd"
    page = to_html(line(event("2017", sentence=nasty, text=nasty[:1], title=nasty)), "en")
    assert not set("\x1b\x07\u202e\x9b") & set(page)
    assert r"\u202ec\x9bd" in page


def test_markup_in_texts_is_harmless() -> None:
    nasty = "<script>alert('x')</script>"
    page = to_html(line(event("2017", sentence=nasty, text="alert", title=nasty, source='a"b.html')), "en")
    assert "<script>" not in page
    _Page(page)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_timeline_without_events(lang: str) -> None:
    page = to_html(line(), lang)
    assert WORDS[lang]["none"] in page
    assert f'<html lang="{lang}">' in page


def test_uncertain_spans_look_uncertain() -> None:
    page = to_html(line(event("2017-02-09"), event("2017-02-09~"), event("2017-02"), event("2017/..")), "en")
    assert page.count('class="bar text"') == 1
    assert page.count('class="bar text unsure"') == 3


@given(st.lists(st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31)), min_size=1, max_size=30))
def test_any_days_can_be_drawn(days: list[dt.date]) -> None:
    page = to_html(line(*(event(d.isoformat()) for d in days)), "en")
    assert page.count("<rect") == len(set(days))
    for x, width in re.findall(r'<rect [^>]* x="([\d.-]+)" y="\d+" width="([\d.-]+)"', page):
        assert 0 <= float(x) < float(x) + float(width) <= 1006


def test_later_days_stand_further_right() -> None:
    days = ["1901-05-01", "1944-06-06", "2015-01-07", "2015-08-20", "2016-02-01", "2017-12-24"]
    page = to_html(line(*(event(day) for day in days)), "fr")
    places = [float(x) for x in re.findall(r'<rect [^>]* x="([\d.]+)"', page)]
    assert places == sorted(places)
    assert page.count('<path class="cut"') == 2  # nothing from 1901 to 1944, and from there to 2015
    assert places[-1] - places[2] > 300  # so that three years have room
    assert WORDS["fr"]["cut"] in page


@pytest.mark.parametrize(("days", "cuts"), [(1, 0), (9, 0), (10, 0), (11, 1), (12, 1)])
def test_more_than_ten_days_without_events_are_cut_short(days: int, cuts: int) -> None:
    later = dt.date(2016, 2, 4) + dt.timedelta(days=days)
    page = to_html(line(event("2016-02-04"), event(later.isoformat())), "en")
    assert page.count('<path class="cut"') == cuts


@pytest.mark.parametrize(("days", "cuts"), [(14, 0), (15, 0), (16, 1)])
def test_a_stretch_is_cut_short_from_a_share_of_the_whole_on(days: int, cuts: int) -> None:
    """Of a hundred days, of which most have an event every ten."""
    first = dt.date(2016, 1, 1)
    after = [*range(0, 100 - days, 10), 99 - days, 99]
    page = to_html(line(*(event((first + dt.timedelta(days=n)).isoformat()) for n in after)), "fr")
    assert page.count('<path class="cut"') == cuts


@pytest.mark.parametrize(("count", "told"), [(3, 3), (4, 4), (5, 4), (6, 4)])
def test_the_tip_of_a_bar_says_what_four_events_do(count: int, told: int) -> None:
    said = [event("2017-02-09", sentence=f"Le quai {n} est fermé.") for n in range(count)]
    (tip,) = re.findall(r'<title lang="fr">(.*?)</title><rect', to_html(line(*said), "fr"), re.DOTALL)
    lines = tip.split("\n")
    assert len(lines) == told + (count > told)
    assert [f"Le quai {n} est fermé." in one for n, one in enumerate(lines[:told])] == [True] * told
    assert (lines[-1] == "…") is (count > told)


def test_events_of_one_day_are_one_bar() -> None:
    page = to_html(line(*[event("2017-02-09")] * 3, event("2017-02-09", basis="document")), "en")
    assert page.count("<rect") == 2
    assert ">×3</text>" in page
    assert page.count("<li id=") == 4


def test_the_readers_language_comes_first() -> None:
    twin = event("2017-02-09", lang="en", sentence="It was yesterday, in Lille.", text="yesterday")
    one = event("2017-02-09", twin)
    french, english = (_Page(to_html(line(one), lang)).said for lang in ("fr", "en"))
    assert french.index("hier") < french.index("yesterday")
    assert english.index("yesterday") < english.index("hier")


def test_one_is_not_said_in_the_plural() -> None:
    assert "2 documents · 1 événement<" in to_html(line(event("2017")), "fr").replace(" · aussi Lisle", "")


def test_the_key_names_what_is_drawn_and_no_more() -> None:
    words = WORDS["en"]
    page = to_html(line(event("2017-02-09"), event("2017-02-10", basis="document")), "en")
    key = page[page.index("<figcaption>") : page.index("</figcaption>")]
    assert words["text"] in key
    assert words["document"] in key
    assert words["relative"] not in key
    assert words["unsure"] not in key
    assert words["unsure"] in to_html(line(event("2017")), "en")
