"""Threads of forums: who wrote each post, when, under which title."""

from __future__ import annotations

import pytest

from archive.ingest.dating import date_documents
from archive.ingest.posts import split_page
from archive.ingest.readers import read_page

SAID = {
    "en": (
        "The council voted on Tuesday to close the swimming pool for two winters, and nobody in the room had "
        "been told about it before the meeting began. Parents left in anger and will come back in numbers.",
        "We asked at the desk and were given a form, eleven pages long, in which one has to say how often "
        "one swims and why. My neighbour filled it in with drawings of fish, and has had an answer already.",
        "The pool in the next town has room on Mondays if somebody drives the children there and back. I "
        "have a car with seven seats and nothing to do before the evening, so write to me about it.",
    ),
    "fr": (
        "Le conseil a voté mardi la fermeture de la piscine pour deux hivers, et personne dans la salle n'en "
        "avait été averti avant le début de la séance. Les parents sont partis en colère et reviendront.",
        "Nous avons demandé au guichet et reçu un formulaire de onze pages, où il faut dire combien de fois "
        "on nage et pourquoi. Ma voisine l'a rempli de dessins de poissons, et elle a déjà une réponse.",
        "La piscine de la ville voisine a de la place le lundi, si quelqu'un y conduit les enfants et les "
        "ramène. J'ai une voiture à sept places et rien à faire avant le soir, écrivez-moi à ce sujet.",
    ),
}
TITLE = {"en": "The pool closes", "fr": "La piscine ferme"}
RE = {"en": "Re: The pool closes", "fr": "Re : La piscine ferme"}
BY = {"en": "Posted by", "fr": "Posté par"}
PEOPLE = ("Ada Kerr", "Noé Blin", "Ida Roche")
SAYS = ("12/03/2018 10:15", "13/03/2018 09:00", "14/03/2018 19:30")
DAYS = ["2018-03-12", "2018-03-13", "2018-03-14"]
# What stands between a name and the day.
BETWEEN = (" » ", " – ", ", ", " | ")


def _thread(lang: str, between: str, *, titles: bool) -> bytes:
    posts = "".join(
        f'<div class="post" id="p{n}"><div class="postbody">'
        + (f'<h3><a href="#p{n}">{RE[lang] if n else TITLE[lang]}</a></h3>' if titles else "")
        + f'<p class="author">{BY[lang]} {PEOPLE[n]}{between}{SAYS[n]}</p>'
        f'<div class="content"><p>{said}</p></div></div></div>'
        for n, said in enumerate(SAID[lang])
    )
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{TITLE[lang]} - Forum</title>'
        f'</head><body><h1>Forum</h1><h2 class="topic-title"><a href="/t1">{TITLE[lang]}</a></h2>{posts}'
        "</body></html>"
    ).encode()


@pytest.mark.parametrize("between", BETWEEN)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_post_of_a_thread_has_its_writer_and_day(lang: str, between: str) -> None:
    """The first day could be one in December in English: those of the other posts show the order."""
    page = read_page(_thread(lang, between, titles=True), "text/html")
    drafts = split_page(page).drafts
    assert [d.author for d in drafts] == list(PEOPLE)
    assert [d.title for d in drafts] == [TITLE[lang], RE[lang], RE[lang]]
    assert [d.date if d else None for d in date_documents(drafts, page)] == DAYS


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (("12/03/2018", "13/03/2018", "14/03/2018"), "2018-03-12"),
        (("03/12/2018", "03/13/2018", "03/14/2018"), "2018-03-12"),
        (("03/12/2018", "04/12/2018", "05/12/2018"), "2018-03-12"),  # nothing tells: as the language has it
        (("03/12/2018", "13/12/2018", "12/14/2018"), "2018-03-12"),  # two orders tell nothing
        (("05/05/2018", "13/05/2018", "14/05/2018"), "2018-05-05"),
    ],
)
def test_the_days_of_other_posts_show_the_order_of_figures(days: tuple[str, ...], first: str) -> None:
    data = _thread("en", " » ", titles=True)
    for said, day in zip(SAYS, days, strict=True):
        data = data.replace(said.encode(), f"{day} 10:15".encode())
    page = read_page(data, "text/html")
    drafts = split_page(page).drafts
    dated = date_documents(drafts, page)
    assert dated[0] is not None
    assert dated[0].date == first


def _text_thread(lang: str) -> str:
    posts = (f"{BY[lang]} {PEOPLE[n]} » {SAYS[n]}\n\n{said}" for n, said in enumerate(SAID[lang]))
    return "\n\n".join((TITLE[lang], *posts))


def _boxes(lang: str) -> str:
    posts = "".join(
        f'<div class="message"><p>{PEOPLE[n]}, {SAYS[n]}</p><div class="text">{said}</div></div>'
        for n, said in enumerate(SAID[lang])
    )
    return f"<html><head><title>{TITLE[lang]}</title></head><body><h1>{TITLE[lang]}</h1>{posts}</body></html>"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_posts_without_titles_are_told_apart_by_the_element_that_a_program_gives_them(lang: str) -> None:
    page = read_page(_thread(lang, " » ", titles=False), "text/html")
    drafts = split_page(page).drafts
    assert [d.author for d in drafts] == list(PEOPLE)
    assert [d.title for d in drafts] == [TITLE[lang], None, None]
    assert [d.date if d else None for d in date_documents(drafts, page)] == DAYS


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("form", ["boxes", "text"])
def test_a_thread_whose_posts_have_no_titles_is_one_text_in_order(form: str, lang: str) -> None:
    """Its day is that of the first post, or unknown: never that of an answer."""
    data, media = {
        "boxes": (_boxes(lang).encode(), "text/html"),
        "text": (_text_thread(lang).encode(), "text/plain"),
    }[form]
    page = read_page(data, media)
    (draft,) = split_page(page).drafts
    assert draft.title == TITLE[lang]
    places = [draft.text.index(said) for said in SAID[lang]]
    assert places == sorted(places)
    (dating,) = date_documents([draft], page)
    assert dating is None or dating.date == DAYS[0]
    assert draft.author in (None, PEOPLE[0])
