"""The thresholds of posts: the cases below, at and above each."""

from __future__ import annotations

import pytest

from archive.ingest.dating import date_documents
from archive.ingest.posts import split_page
from tests.ingest.posts_made import BODY_EN, BODY_FR, OTHER_EN, outline, post, text_page

FERRY = (
    "The ferry to the island stops on Monday, and the pupils of both schools will have to row. Nobody has "
    "asked the teachers, who cannot swim, what they think of it all."
)


def posts(text: str) -> int:
    return len({draft.post for draft in split_page(text_page(text)).drafts})


@pytest.mark.parametrize(
    ("title", "count"),
    [
        ("The clerk has not slept", 1),  # log-odds of 1.4
        ("Second movement of anything", 1),  # 1.7
        ("A violin wrapped in a flag", 1),  # 2.96
        ("The violin of the left luggage office", 2),  # 3.3
        ("A flag and a violin in the left luggage office", 2),  # 3.6
    ],
)
def test_a_plain_line_that_stands_alone_opens_a_post_only_if_it_is_surely_a_title(
    title: str, count: int
) -> None:
    assert posts(f"{post('The allotments are saved', BODY_EN)}\n\n{post(title, OTHER_EN)}") == count


@pytest.mark.parametrize(
    ("title", "count"),
    [
        ("The clerk has not slept", 2),  # log-odds of 1.0
        ("Second movement of anything", 2),  # 1.3
        ("A violin wrapped in a flag", 3),  # above 1.6
    ],
)
def test_a_plain_line_beside_one_that_is_set_off(title: str, count: int) -> None:
    pages = [post("The allotments are saved", BODY_EN), post(title, OTHER_EN)]
    last = f"* * *\n\nThe ferry stops on Monday\n\n{FERRY}\n\n{FERRY}"
    assert posts("\n\n".join([*pages, last])) == count


@pytest.mark.parametrize(("words", "versions"), [(29, 1), (30, 2), (31, 2), (45, 2), (60, 2)])
def test_a_version_has_three_tenths_of_the_words_of_the_other(words: int, versions: int) -> None:
    french = (
        "Les ouvriers du port ont repris le travail après trois semaines de grève, et la criée rouvre demain "
        "à cinq heures du matin devant tout le monde. "
    ) * 4
    english = (
        "The dockers went back to work after three weeks on strike, and the fish market opens again tomorrow "
        "at five in the morning in front of everybody. "
    ) * 4
    first = french.split()[:100]
    text = "\n\n".join(
        [
            "Le port",
            f"{' '.join(first[:50])}.",
            f"{' '.join(first[50:])}.",
            f"{' '.join(english.split()[:words])}.",
        ]
    )
    found = outline(split_page(text_page(text)))
    assert [lang for _, lang, _ in found] == ["fr", "en"][:versions]


@pytest.mark.parametrize(("count", "dated"), [(1, True), (2, True), (3, False), (4, False)])
def test_three_lines_of_dates_are_what_the_text_is_about(count: int, dated: bool) -> None:
    days = [f"{n} mars 2014" for n in range(3, 3 + count)]
    opening = "Le quai est ouvert à tous, et l'on y vend aux passants."
    (draft,) = split_page(text_page("\n\n".join(["La criée rouvre", opening, *days, BODY_FR]))).drafts
    assert draft.dateline == ("3 mars 2014" if dated else None)


@pytest.mark.parametrize(
    ("over", "first", "basis"),
    [
        (["News and reports", "March 5, 2004 | Pages 10 and 11"], 1, "page"),
        (["Nouvelles du port", "5 mars 2004"], 1, "page"),
        (["5 March 2004 | Issue 442"], 1, "page"),
        (["5 March 2004"], 0, "dateline"),  # over the first title it is that title's, and of all then
    ],
)
def test_the_dated_heading_of_a_page_is_no_post(over: list[str], first: int, basis: str) -> None:
    stories = [
        post("The allotments behind the gasworks are saved", BODY_EN),
        post("The ferry stops on Monday", FERRY),
        post("A violin in the left luggage office", OTHER_EN),
    ]
    page = text_page("\n\n".join(over) + "\n\n\n" + "\n\n\n".join(stories))
    split = split_page(page)
    assert len(split.drafts) == 3
    assert split.drafts[0].text.startswith(over[0]) == (first == 0)
    dated = date_documents(split.drafts, page)
    assert [d.date if d else None for d in dated] == ["2004-03-05"] * 3
    assert dated[0] is not None
    assert dated[0].basis == basis


@pytest.mark.parametrize(("lines", "dated"), [(0, True), (2, True), (3, True), (4, False), (5, False)])
def test_a_date_line_stands_among_the_four_lines_under_a_title(lines: int, dated: bool) -> None:
    under = ["Un mot du quai.", "La criée rouvre.", "Le bac revient.", "On danse.", "Il pleut."][:lines]
    page = text_page("\n\n".join(["La criée rouvre ses portes", *under, "3 mars 2014", BODY_FR, BODY_FR]))
    (draft,) = split_page(page).drafts
    assert draft.dateline == ("3 mars 2014" if dated else None)


@pytest.mark.parametrize(("words", "count"), [(10, 1), (11, 1), (12, 4), (13, 4)])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_day_with_twelve_words_is_an_entry(words: int, count: int, lang: str) -> None:
    told = {
        "fr": "Les ouvriers du port ont repris le travail après trois semaines de grève",
        "en": "The dockers of the harbour went back to work after three weeks on strike",
    }[lang]
    body, month = f"{' '.join(told.split()[:words])}.", {"fr": "mars", "en": "March"}[lang]
    assert posts("\n\n".join(part for n in (5, 4, 3, 2) for part in (f"{n} {month} 2016", body))) == count
