"""The calendar grammar: a table of cases for every rule of both languages."""

from __future__ import annotations

import re
import unicodedata

import pytest

from archive.dates import find_dates
from archive.dates.finder import grammar_of
from archive.records import MentionType
from tests.ingest import dates_cases, dates_cases_counted
from tests.ingest.dates_cases import TODAY

FRENCH = dates_cases.FRENCH + dates_cases_counted.FRENCH
ENGLISH = dates_cases.ENGLISH + dates_cases_counted.ENGLISH
NO_DATE = [
    (lang, text)
    for table in (dates_cases.NO_DATE, dates_cases_counted.NO_DATE)
    for lang, texts in table.items()
    for text in texts
]
CASES = [("fr", *case) for case in FRENCH] + [("en", *case) for case in ENGLISH]
_MARK = re.compile(r"\[([^|\]]+)\|([^\]]+)\]")


@pytest.mark.parametrize(("lang", "rule", "marked"), CASES)
def test_rule(lang: str, rule: str, marked: str) -> None:
    text = _MARK.sub(r"\1", marked)
    found = find_dates(text, lang, TODAY)
    assert [(m.text, m.value) for m in found] == _MARK.findall(marked)
    assert f"{lang}:{rule}" in {str(m.evidence) for m in found}
    assert all(text[m.start : m.end] == m.text and m.type is MentionType.DATE for m in found)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_rule_has_a_case(lang: str) -> None:
    cases = FRENCH if lang == "fr" else ENGLISH
    told = {part for rule, _ in cases for part in rule.split()}
    grammar = grammar_of(lang)
    assert grammar is not None
    # One rule is made for every feast; these find what is no date, and have their cases there.
    none = {"habit", "street", "group", "count"}
    rules = {r.name for r in grammar.rules if not r.name.startswith("feast")} - none
    assert rules - told == set()


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "de 2018 à 2010"),
        ("fr", "entre 2018 et 2010"),
        ("en", "from 2018 to 2010"),
        ("en", "2018–2010"),
    ],
)
def test_years_that_run_back_are_no_range(lang: str, text: str) -> None:
    assert [m.value for m in find_dates(text, lang, TODAY)] == ["2018", "2010"]


@pytest.mark.parametrize(("lang", "text"), NO_DATE)
def test_what_only_looks_like_a_date(lang: str, text: str) -> None:
    assert [(m.text, m.value, m.evidence) for m in find_dates(text, lang, TODAY)] == []


@pytest.mark.parametrize(
    ("lang", "anchor", "known", "text", "value"),
    [
        ("fr", None, None, "La visite des 10 et 11 octobre.", "XXXX-10-10"),
        ("en", None, None, "The visit of 10 October.", "XXXX-10-10"),
        ("en", None, 2015, "The visit of 10 October.", "2015-10-10~"),
        ("en", "2015", None, "The visit of 10 October.", "2015-10-10~"),
        ("en", "2015~", None, "The visit of 10 October.", "2015-10-10~"),
        ("en", "2015-12", None, "The visit of 10 October.", "2015-10-10~"),
        ("en", "2016-01-05~", None, "The visit of 10 October.", "2015-10-10~"),
        ("en", "2016-01-05", None, "The visit of 10 October.", "2015-10-10"),
        ("en", None, None, "On 3 May. Then on 4 June 2014 and 5 July 2014.", "2014-05-03~"),
        ("en", None, None, "On 3 May. That is, on 3 May 2014.", "2014-05-03"),
        ("en", "2016-03-16", None, "On Saturday 4 February.", "2017-02-04"),
        ("fr", "2016-03-16", None, "Les 3 mars et 5 avril 2014.", "2014-03-03"),
        ("fr", None, None, "Entre janvier et juillet 2014.", "2014-01/2014-07"),
        ("fr", "2016-03", None, "Le mois dernier.", "2016-02"),
        ("en", "2016", None, "Last year.", "2015"),
        ("en", None, None, "Yesterday, and last Friday.", None),
        ("en", None, None, "31 February 2015 and 30.02.2015", None),
    ],
)
def test_what_is_left_open(
    lang: str, anchor: str | None, known: int | None, text: str, value: str | None
) -> None:
    found = find_dates(text, lang, anchor, known_year=known)
    assert (found[0].value if found else None) == value


def test_offsets_hold_in_the_text_as_given() -> None:
    text = "Né le 3\xa0févr.\u202f2014, l’été\xa02015 ; « aujourd’hui »"
    for form in ("NFC", "NFD"):
        given = unicodedata.normalize(form, text)
        found = find_dates(given, "fr", TODAY)
        assert [m.value for m in found] == ["2014-02-03", "2015-22", "2016-03-16"]
        assert [unicodedata.normalize("NFC", m.text) for m in found] == [
            "3\xa0févr.\u202f2014",
            "l’été\xa02015",
            "aujourd’hui",
        ]


def test_a_paragraph_ends_a_date_and_so_does_a_line_of_a_list() -> None:
    assert [m.value for m in find_dates("Lyon, 3 May\n\n2014 people came", "en", TODAY)] == ["2016-05-03"]
    assert [m.value for m in find_dates("Lyon, 3 May\n2014: a look back", "en", TODAY)] == [
        "2016-05-03",
        "2014",
    ]
    wrapped = "the court of appeal gave its ruling in that case on the 3rd of\nMay 2014 in Leeds"
    assert [m.value for m in find_dates(wrapped, "en", TODAY)] == ["2014-05-03"]


def test_other_languages_have_no_grammar() -> None:
    assert find_dates("Am 3. Mai 2014", "de", TODAY) == []


def test_an_anchor_that_is_no_date_is_refused() -> None:
    with pytest.raises(ValueError, match="not a date"):
        find_dates("Yesterday", "en", "yesterday")
