"""Pages of several posts of which some have a day: none gets the day of another, in both languages."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from archive.ingest.dating import date_documents
from archive.ingest.posts import split_page
from archive.ingest.readers import read_page
from archive.records import Draft

TEXTS = {
    "fr": (
        (
            "Les ouvrières du port tiennent la nuit",
            "Les ouvrières du port ont tenu toute la nuit sur le quai avec des braseros et du café. Leurs "
            "contremaîtres avaient fermé les grilles, mais les dockers ont apporté des échelles. Au matin, "
            "la direction a promis une réponse écrite.",
        ),
        (
            "La bibliothèque du quartier sauve ses livres",
            "Un dégât des eaux a menacé les rayonnages de la petite bibliothèque, et vingt lecteurs ont "
            "formé une chaîne. Les romans policiers ont séché dans la salle de danse.",
        ),
        (
            "Un verger derrière la voie ferrée",
            "Derrière la voie ferrée, sept familles ont planté des pommiers sur une friche que tout le monde "
            "croyait perdue. La compagnie des trains a d'abord protesté, puis prêté une pompe.",
        ),
    ),
    "en": (
        (
            "Harbour women hold the night",
            "The women of the harbour held the quay all night with braziers and coffee while the foremen "
            "kept the gates shut. Dockers brought ladders over the wall. The owners gave in.",
        ),
        (
            "The little library saves its books",
            "A burst pipe threatened the shelves of the little library, and twenty readers made a chain down "
            "the stairs. The detective novels dried in the dance hall, open like fans.",
        ),
        (
            "An orchard behind the railway",
            "Behind the railway seven families planted apple trees on waste ground that all had thought "
            "lost. The railway company protested at first and then lent them a pump.",
        ),
    ),
}
DAYS = {
    "fr": ("3 mai 2018", "12 avril 2018", "2 mars 2018"),
    "en": ("3 May 2018", "12 April 2018", "2 March 2018"),
}
VALUES = ("2018-05-03", "2018-04-12", "2018-03-02")
LINES = {
    "fr": ("{}", "{} | Culture", "Publié le {}", "Lille, le {}"),
    "en": ("{}", "{} | Culture", "Posted on {}", "Leeds, {}"),
}
Item = tuple[str, str, str]


def _paragraphs(body: str) -> tuple[str, str]:
    return body, body.replace(". ", "; ")


def rules(items: list[Item]) -> str:
    parts = (
        f"<h2>{t}</h2>{d and f'<p>{d}</p>'}" + "".join(f"<p>{p}</p>" for p in _paragraphs(b))
        for t, d, b in items
    )
    return f"<html><body>{'<hr>'.join(parts)}</body></html>"


def headings(items: list[Item]) -> str:
    return rules(items).replace("<hr>", "")


def containers(items: list[Item]) -> str:
    parts = "".join(
        f"<article><h2>{t}</h2>{d and f'<p>{d}</p>'}<p>{b}</p><p>{b}</p></article>" for t, d, b in items
    )
    return f"<html><body>{parts}</body></html>"


def gaps(items: list[Item]) -> str:
    return "\n\n\n".join("\n\n".join(line for line in (t, d, *_paragraphs(b)) if line) for t, d, b in items)


def signed(items: list[Item]) -> str:
    return "\n\n\n".join("\n\n".join(line for line in (t, *_paragraphs(b), d) if line) for t, d, b in items)


def over(items: list[Item]) -> str:
    return "\n\n\n".join("\n\n".join(line for line in (d, t, *_paragraphs(b)) if line) for t, d, b in items)


FORMS = (rules, headings, containers, gaps, signed, over)


def told(
    lang: str, line: str, dated: tuple[bool, ...], form: Callable[[list[Item]], str]
) -> tuple[list[Draft], list[str | None]]:
    items = [
        (title, line.format(day) if has else "", body)
        for (title, body), day, has in zip(TEXTS[lang], DAYS[lang], dated, strict=True)
    ]
    page = read_page(form(items).encode(), "text/plain" if form in (gaps, signed, over) else "text/html")
    drafts = split_page(page).drafts
    return list(drafts), [d.date if d else None for d in date_documents(drafts, page)]


MASKS = [mask for mask in itertools.product((True, False), repeat=3) if any(mask)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_post_has_the_day_of_another(form: Callable[[list[Item]], str], lang: str) -> None:
    for line, dated in itertools.product(LINES[lang], MASKS):
        if form is over and dated == (True, False, False):
            continue  # a page that begins with its only day is of that day
        drafts, days = told(lang, line, dated, form)
        if form is over and len(drafts) < 3:
            continue  # nothing but a day divides them
        assert [d.title for d in drafts] == [title for title, _ in TEXTS[lang]], (line, dated)
        for day, value, has in zip(days, VALUES, dated, strict=True):
            assert day == value if has else day is None or day.endswith("~"), (line, dated, days)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_line_of_the_page_of_a_paper_dates_what_stands_under_it(lang: str) -> None:
    line = "{} | Page 4"
    for form in (rules, headings, gaps):
        assert told(lang, line, (True, False, False), form)[1] == [VALUES[0]] * 3
        assert told(lang, line, (True, True, False), form)[1][:2] == [*VALUES[:2]]  # each has one then
        assert told(lang, line, (True, True, False), form)[1][2] is None


def under_headings(items: list[Item]) -> str:
    parts = (f"<h3>{t}</h3><p>({d})</p><p>{b}</p><p>{b}</p>" for t, d, b in items)
    return f"<html><body><h1>What is new</h1>{''.join(parts)}</body></html>"


def cells(items: list[Item]) -> str:
    rows = (f"<tr><td>{d}</td><td><b>{t}</b><br>{b}<br><br>{b}</td></tr>" for t, d, b in items)
    return f"<html><body><table><tr><td>News</td></tr>{''.join(rows)}</table></body></html>"


@pytest.mark.parametrize("form", [under_headings, cells])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_posts_under_one_heading_of_the_page_have_each_their_day(
    form: Callable[[list[Item]], str], lang: str
) -> None:
    drafts, days = told(lang, "{}", (True, True, True), form)
    assert [d.title for d in drafts] == [title for title, _ in TEXTS[lang]]
    assert days == list(VALUES)


def test_a_page_heading_over_a_long_title_is_no_title_of_one_text() -> None:
    items = [
        (f"{title}, and what the neighbours had to say about it on the next day", day, body)
        for (title, body), day in zip(TEXTS["en"], DAYS["en"], strict=True)
    ]
    page = read_page(under_headings(items).encode(), "text/html")
    assert len(split_page(page).drafts) == len(items)


@pytest.mark.parametrize("under", ["", "(3 mai 2018)", "3 mai 2018, 20h", "Lille"])
def test_parts_of_one_text_without_days_of_their_own_stay_one(under: str) -> None:
    """No day at all, the same day under each, an appointment, a place."""
    items = [(title, under, body) for title, body in TEXTS["fr"]]
    page = read_page(under_headings(items).replace("()", under).encode(), "text/html")
    assert len(split_page(page).drafts) == 1
