"""Posts whose containers have no heading: notes with a time stamp, entries of a diary under their days."""

from __future__ import annotations

import pytest

from archive.ingest.dating import date_documents
from archive.ingest.posts import split_page
from archive.ingest.readers import read_page
from archive.records import Draft, Page
from tests.ingest.posts_made import BODY_EN, BODY_FR

BODIES = (BODY_FR, BODY_EN)
DAYS = ("2020-05-22", "2020-04-03")


def read(body: str) -> tuple[Page, list[Draft]]:
    html = f"<html><head><title>Le quai</title></head><body><header>Le quai</header>{body}</body></html>"
    page = read_page(html.encode(), "text/html")
    return page, list(split_page(page).drafts)


@pytest.mark.parametrize(
    "head",
    [
        '<p><b>Ana Petit</b> <time datetime="{0}T10:05:00+02:00">{0}</time></p>',
        '<header><a class="p-author h-card" href="/@a"><span class="p-name">Ana Petit</span></a> '
        '<time class="dt-published" datetime="{0}">{0}</time></header>',
        '<div class="by"><time datetime="{0}">{0}</time></div>',
    ],
)
def test_notes_with_a_time_stamp_are_posts_without_a_title(head: str) -> None:
    notes = (
        f"<article>{head.format(day)}<p>{b}</p><p>{b}</p></article>"
        for day, b in zip(DAYS, BODIES, strict=True)
    )
    page, found = read("".join(notes))
    assert [d.title for d in found] == [None, None]
    assert [d.date if d else None for d in date_documents(found, page)] == list(DAYS)


def test_answers_in_articles_of_their_own_are_no_posts() -> None:
    comments = "".join(
        f'<article class="comment-body"><time datetime="{day}">{day}</time><p>{BODY_EN}</p></article>'
        for day in DAYS
    )
    _, found = read(f"<article><h2>La criée rouvre</h2><p>{BODY_FR}</p><p>{BODY_FR}</p></article>{comments}")
    assert found[0].title == "La criée rouvre"
    assert not any(d.date in DAYS for d in found)


ENTRY = "<table class=entry><tr><td>{day}</td></tr><tr><td>{title}{body}</td></tr></table>"


@pytest.mark.parametrize(
    ("days", "titles", "posts"),
    [
        (
            ("Friday, May 22, 2020", "Friday, April 3, 2020"),
            ("10:05 - <b>Gates open</b><br>", "<b>Rain falls</b><br>"),
            2,
        ),
        (("3 avril 2020", "22 mai 2020"), ("<b>La criée rouvre</b><br>", "<b>Il pleut</b><br>"), 2),
        (("22 mai 2020", "3 avril 2020"), ("", ""), 2),  # the latest first
        (("3 avril 2020", "22 mai 2020"), ("", ""), 1),  # a story, day by day
        (("Lille, 22 mai 2020", "Gand, 3 avril 2020"), ("", ""), 1),  # who wrote, or where
    ],
)
def test_entries_under_their_days(days: tuple[str, str], titles: tuple[str, str], posts: int) -> None:
    entries = zip(days, titles, (BODY_FR, BODY_FR), strict=True)
    _, found = read("".join(ENTRY.format(day=day, title=title, body=b) for day, title, b in entries))
    assert len(found) == posts
    if posts == 2 and titles[0]:
        assert all(d.title and d.title in titles[n] for n, d in enumerate(found))


@pytest.mark.parametrize(
    "greeting", ["Chers amis,", "Madame, Monsieur,", "Ma chère Ana,", "Dear friends,", "Hello all,"]
)
def test_letters_under_their_days_have_no_title(greeting: str) -> None:
    days = ("3 avril 2020", "22 mai 2020")
    _, found = read(
        "".join(ENTRY.format(day=day, title=f"<b>{greeting}</b><br>", body=BODY_FR) for day in days)
    )
    assert [d.title for d in found] == [None, None]
    assert all(greeting in d.text for d in found)
