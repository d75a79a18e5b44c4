"""What holds where links compete; for each threshold of copies the cases below, at and above it."""

from __future__ import annotations

import hashlib

import pytest

from archive.catalog import Catalog, documents, links, sketches
from archive.catalog.intake import Intake, Made
from archive.link.candidates import NAMED, NEAR, NEXT, TWIN, Neighbourhoods
from archive.link.dating import travel
from archive.link.duplicates import same, words
from archive.link.translations import THRESHOLD, choose
from archive.records import DateBasis, Dating, Draft, LangSpan, Page, Source, Span
from tests.link.made import NOW, link

WORDS = [f"mot{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(400)]


def line(start: int, count: int) -> str:
    return " ".join(WORDS[start : start + count])


def menu(start: int, count: int) -> str:
    """A line of words with capitals, as in a menu."""
    return line(start, count).title()


def add(
    catalog: Catalog,
    given: str,
    *posts: tuple[int, str],
    dating: Dating | None = None,
    alternates: dict[str, str] | None = None,
) -> list[int]:
    """Adds a page with posts of a number and a language each; returns the numbers of its documents."""
    text = f"Words of {given}. " * len(posts)
    size = len(text) // len(posts)
    made = [
        Made(
            Draft(post, lang, text[:size], (Span(i * size, (i + 1) * size),), (LangSpan(0, size, lang),)),
            dating,
            (),
        )
        for i, (post, lang) in enumerate(posts)
    ]
    sha = hashlib.sha256(given.encode()).hexdigest()
    source = Source(sha, f"/{given}", given, "text/html", len(text))
    page = Page(text, (), alternates=alternates or {})
    return documents.add(catalog, Intake(source, 0, page, (), tuple(made)), NOW)


# -- copies ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("more", "copies"), [(39, True), (40, True), (41, False)])
def test_the_longer_text_has_up_to_twice_the_words(more: int, copies: bool) -> None:
    assert (same(words(line(0, 40)), words(f"{line(0, 40)}\n{menu(100, more)}")) is not None) == copies


@pytest.mark.parametrize(("own", "copies"), [(14, True), (15, True), (16, False)])
def test_the_other_text_holds_most_words_of_the_shorter_one(own: int, copies: bool) -> None:
    """85 words in both: of 99, of 100, of 101."""
    one, two = words(f"{menu(300, own)}\n{line(0, 85)}"), words(f"{menu(200, own + 1)}\n{line(0, 85)}")
    assert (same(one, two) is not None) == copies


@pytest.mark.parametrize(("count", "copies"), [(5, False), (6, True), (7, True)])
def test_words_in_a_row_that_mark_the_text_itself(count: int, copies: bool) -> None:
    assert (same(words(line(0, count)), words(f"Menu\n{line(0, count)}")) is not None) == copies


@pytest.mark.parametrize(
    ("length", "more", "copies"),
    [(100, 3, True), (100, 4, True), (100, 5, False), (200, 5, True), (200, 6, True), (200, 7, False)],
)
def test_words_lost_inside_a_line(length: int, more: int, copies: bool) -> None:
    """Four of a short text, three of a hundred in a longer one."""
    half = length // 2
    longer = f"{line(0, half)} {line(300, more)} {line(half, half)}"
    assert (same(words(line(0, length)), words(longer)) is not None) == copies


@pytest.mark.parametrize(
    ("one", "two", "copies"),
    [
        ("cuisine", "cuizine", True),  # 86 of 100 letters
        ("shelter", "smelter", True),
        ("boulangerie", "boulengarie", False),  # 82
        ("stove", "stone", False),  # 80
        ("quinze", "treize", False),
        ("h2000", "h2001", False),  # numbers have no slips
    ],
)
def test_a_slip_of_the_pen(one: str, two: str, copies: bool) -> None:
    texts = [words(f"{line(0, 20)} {word} {line(20, 20)}") for word in (one, two)]
    assert (same(*texts) is not None) == copies


@pytest.mark.parametrize(("count", "copies"), [(149, False), (150, True), (151, True)])
def test_the_same_words_posted_on_two_days(count: int, copies: bool) -> None:
    texts = [words(f"Publié le {day} 2014\n\n{line(0, count)}") for day in ("3 mars", "5 mai")]
    assert (same(*texts) is not None) == copies


@pytest.mark.parametrize(
    ("head", "tail", "odd", "copies"),
    [
        ("Brest, ", "", True, True),
        ("", "Une ligne de plus", True, True),
        ("", "Reposted by the Harbour Society", True, True),
        ("", line(300, 13), True, False),  # more is said than a place or a credit
        ("", line(300, 13), False, True),
        ("", "Rassemblement le 12 mai", True, True),
    ],
)
def test_nearly_the_same_words_posted_on_two_days(head: str, tail: str, odd: bool, copies: bool) -> None:
    one = words(f"Publié le 3 mars 2014\n\n{line(0, 200)}")
    other = words(f"{head}le {'5 mai' if odd else '3 mars'} 2014\n\n{line(0, 200)}\n{tail}")
    assert (same(one, other) is not None) == copies


@pytest.mark.parametrize(("count", "copies"), [(149, False), (150, True)])
def test_a_short_text_posted_on_two_days_with_a_word_more_is_two(count: int, copies: bool) -> None:
    texts = [
        words(f"Publié le 3 mars 2014\n\n{line(0, count)}"),
        words(f"Lille, 5 May 2014\n\n{line(0, count)}"),
    ]
    assert (same(*texts) is not None) == copies


@pytest.mark.parametrize(("one", "two"), [("samedi 12", "samedi 19"), ("in Lille", "in Calais")])
def test_texts_of_one_form_posted_on_two_days_are_two(one: str, two: str) -> None:
    texts = [
        words(f"Publié le {day} 2014\n\n{line(0, 100)}\n{line(100, 10)} {said} {line(110, 90)}")
        for day, said in (("3 mars", one), ("5 mai", two))
    ]
    assert same(*texts) is None


@pytest.mark.parametrize(
    ("one", "two", "copies"),
    [
        ("Page 12", "Numéro 13", False),
        ("Page 12", "Accueil", True),  # a number beside none is a menu
        ("Page douze", "Accueil", True),
    ],
)
@pytest.mark.parametrize("before", [True, False])
def test_a_number_beside_the_text(one: str, two: str, copies: bool, before: bool) -> None:
    body = line(0, 40)
    texts = [words(f"{edge}\n{body}" if before else f"{body}\n{edge}") for edge in (one, two)]
    assert (same(*texts) is not None) == copies


# -- translations ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "linked"), [(THRESHOLD - 0.01, False), (THRESHOLD, True), (THRESHOLD + 0.01, True)]
)
def test_the_least_score_of_a_pair(score: float, linked: bool) -> None:
    assert bool(choose({(1, 2): score}, {1: (1,), 2: (2,)}, {1: "en", 2: "fr"})) == linked
    assert pytest.approx(0.4) == THRESHOLD


def test_what_the_places_of_two_texts_are_worth(catalog: Catalog) -> None:
    posts = add(catalog, "page", *((n, "fr" if n % 2 else "en") for n in range(5)))
    (named,) = add(catalog, "news/en/a", (0, "en"), alternates={"fr": "nouvelles/b"})
    (other,) = add(catalog, "nouvelles/b", (0, "fr"))
    (twin,) = add(catalog, "news/fr/a", (0, "fr"))
    (both,) = add(catalog, "blog/en/c", (0, "en"), alternates={"fr": "blog/fr/c"})
    (wanted,) = add(catalog, "blog/fr/c", (0, "fr"))
    homes = sketches.homes(catalog, [*posts, named, other, twin, both, wanted])
    places = Neighbourhoods(catalog)

    def worth(a: int, b: int) -> tuple[float, float]:
        return places.worth(homes[a], homes[b]), places.worth(homes[b], homes[a])

    assert worth(named, other) == (NAMED, NAMED)
    assert worth(named, twin) == (TWIN, TWIN)
    assert worth(both, wanted) == (NAMED, NAMED)  # named and a twin: what says more counts
    assert [worth(posts[0], post)[0] for post in posts[1:]] == [NEXT, NEAR, 0.0, 0.0]
    assert worth(posts[0], other) == (0.0, 0.0)
    assert NAMED > TWIN > NEXT > NEAR > 0


# -- dates that travel -------------------------------------------------------------------------------


def dated(date: str, basis: DateBasis) -> Dating:
    return Dating(date, basis, "test")


B = DateBasis


@pytest.mark.parametrize(
    ("first", "second", "brought"),
    [
        # What a date rests on comes first, in this order; then the earliest.
        (("2016-05-01", B.MANUAL), ("2015-05-01", B.METADATA), "2016-05-01"),
        (("2016-05-01", B.DATELINE), ("2015-05-01", B.METADATA), "2016-05-01"),
        (("2016-05-01", B.METADATA), ("2015-05-01", B.TITLE), "2016-05-01"),
        (("2016-05-01", B.TITLE), ("2015-05-01", B.FILENAME), "2016-05-01"),
        (("2016-05-01", B.FILENAME), ("2015-05-01", B.ADDRESS), "2016-05-01"),
        (("2016-05-01", B.ADDRESS), ("2015-05-01", B.PAGE), "2016-05-01"),
        (("2016-05-01", B.PAGE), ("2015-05-01", B.TEXT), "2016-05-01"),
        (("2016-05", B.ADDRESS), ("2015-05-01", B.PAGE), "2015-05-01"),
        (("2016-05-01", B.TITLE), ("2015-05-01", B.TITLE), "2015-05-01"),
        # A guess goes nowhere, nor what was taken from a neighbour on the page.
        (("2016-05-01", B.TEXT), ("2015~", B.METADATA), "2016-05-01"),
        (("2016-05-01", B.TEXT), ("2015-05-01", B.NEIGHBOUR), "2016-05-01"),
        (("2016~", B.TEXT), ("2015-05-01", B.NEIGHBOUR), None),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_which_date_travels(
    catalog: Catalog,
    first: tuple[str, DateBasis],
    second: tuple[str, DateBasis],
    brought: str | None,
    turned: bool,
) -> None:
    (bare,) = add(catalog, "bare", (0, "en"))
    sources = [second, first] if turned else [first, second]
    for n, (date, basis) in enumerate(sources):
        (other,) = add(catalog, f"source {n}", (0, "en"), dating=dated(date, basis))
        link(catalog, bare, other, links.DUPLICATE)
    assert travel(catalog, [bare]) == (brought is not None)
    document = documents.by_number(catalog, [bare])[bare]
    assert document.date == brought
    assert document.date_basis is (B.TRANSLATION if brought else None)


def test_a_date_says_whether_a_copy_or_a_translation_brought_it(catalog: Catalog) -> None:
    (bare,) = add(catalog, "bare", (0, "en"))
    (copy,) = add(catalog, "copy", (0, "en"), dating=dated("2016-05-01", B.DATELINE))
    link(catalog, bare, copy, links.DUPLICATE)
    travel(catalog, [bare])
    found = documents.by_number(catalog, [bare, copy])
    assert found[bare].date_evidence == f"a copy, {found[copy].id} (dateline)"


def test_a_text_keeps_its_own_firm_date(catalog: Catalog) -> None:
    (own,) = add(catalog, "own", (0, "en"), dating=dated("2016-05-01", B.TEXT))
    (guess,) = add(catalog, "guess", (0, "en"), dating=dated("2016~", B.TEXT))
    (other,) = add(catalog, "other", (0, "fr"), dating=dated("2012-01-01", B.METADATA))
    link(catalog, own, other)
    link(catalog, guess, other)
    travel(catalog, [own, guess])
    found = documents.by_number(catalog, [own, guess])
    assert (found[own].date, found[guess].date) == ("2016-05-01", "2012-01-01")


def test_a_date_that_came_goes_with_its_link_and_the_documents_own_words_return(catalog: Catalog) -> None:
    (guess,) = add(catalog, "guess", (0, "en"), dating=Dating("2016~", B.TEXT, "3 of its 4 dates"))
    (other,) = add(catalog, "other", (0, "fr"), dating=dated("2012-01-01", B.METADATA))
    link(catalog, guess, other)
    assert travel(catalog, [guess]) == 1
    links.remove(catalog, [other])
    assert travel(catalog, [guess]) == 1
    document = documents.by_number(catalog, [guess])[guess]
    assert (document.date, document.date_basis, document.date_evidence) == (
        "2016~",
        B.TEXT,
        "3 of its 4 dates",
    )
