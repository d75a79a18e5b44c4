"""What holds where two readings of a date compete; for each threshold the cases below, at and above it."""

from __future__ import annotations

import pytest

from archive.dates import find_dates

WEDNESDAY, FRIDAY = "2016-03-16", "2016-03-18"


def first(lang: str, day: str | None, text: str) -> str | None:
    found = find_dates(text, lang, day)
    return found[0].value if found else None


@pytest.mark.parametrize(
    ("lang", "day", "text", "value"),
    [
        # A weekday said on that very weekday is never the same day.
        ("fr", WEDNESDAY, "Audience vendredi prochain.", "2016-03-18"),
        ("fr", FRIDAY, "Audience vendredi prochain.", "2016-03-25"),
        ("fr", FRIDAY, "Vu vendredi dernier.", "2016-03-11"),
        ("en", FRIDAY, "The hearing is next Friday.", "2016-03-25"),
        ("en", FRIDAY, "Seen last Friday.", "2016-03-11"),
        ("en", FRIDAY, "Three Fridays from now we meet.", "2016-04-08"),
        ("en", FRIDAY, "Two Fridays ago they met.", "2016-03-04"),
        # The day of a month that is too short is its last one.
        ("fr", "2016-03-31", "Parti il y a un mois.", "2016-02-29~"),
        ("fr", "2016-03-31", "On revient dans un mois.", "2016-04-30~"),
        ("en", "2015-03-29", "He left one month ago.", "2015-02-28~"),
        ("en", "2016-05-31", "We are back in one month.", "2016-06-30~"),
        # The weekend: by the tense, but on a weekend it is that one.
        ("en", WEDNESDAY, "They marched at the weekend.", "2016-03-12/2016-03-13"),
        ("en", WEDNESDAY, "They will march at the weekend.", "2016-03-19/2016-03-20"),
        ("en", "2016-03-18", "They marched at the weekend.", "2016-03-12/2016-03-13"),
        ("en", "2016-03-19", "They marched at the weekend.", "2016-03-19/2016-03-20"),
    ],
)
def test_a_day_counted_from_the_documents(lang: str, day: str, text: str, value: str) -> None:
    assert first(lang, day, text) == value


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        # 99, 100 and 101 days ahead: the nearest, then the one on the side of the tense.
        ("fr", "Il est mort le 8 juin.", "2016-06-08"),
        ("fr", "Il est mort le 9 juin.", "2016-06-09"),
        ("fr", "Il est mort le 10 juin.", "2015-06-10"),
        ("en", "He died on 8 June.", "2016-06-08"),
        ("en", "He died on 9 June.", "2016-06-09"),
        ("en", "He died on 10 June.", "2015-06-10"),
        # 99, 100 and 101 days back.
        ("en", "We will meet on 23 November.", "2015-11-23"),
        ("en", "We will meet on 22 November.", "2015-11-22"),
        ("en", "We will meet on 21 November.", "2016-11-21"),
    ],
)
def test_a_day_far_off_is_on_the_side_that_the_tense_says(lang: str, text: str, value: str) -> None:
    assert first(lang, "2016-03-01", text) == value


@pytest.mark.parametrize("day", ["2016-01-10", "2016-03-01"])
@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Fermé du 20 décembre au 5 janvier."),
        ("fr", "Fermé du 20 décembre 2015 au 5 janvier."),
        ("fr", "Fermé du 20 décembre au 5 janvier 2016."),
        ("en", "Closed from 20 December to 5 January."),
        ("en", "Closed from 20 December 2015 to 5 January."),
        ("en", "Closed from 20 December to 5 January 2016."),
    ],
)
def test_an_interval_runs_over_the_new_year(day: str, lang: str, text: str) -> None:
    assert first(lang, day, text) == "2015-12-20/2016-01-05"


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        # The usual year: of two dates or more, and of more than half.
        ("fr", "Le 3 mai. Puis le 4 juin 2014.", "XXXX-05-03"),
        ("fr", "Le 3 mai. Puis le 4 juin 2014 et le 5 juillet 2014.", "2014-05-03~"),
        ("en", "On 3 May. Then on 4 June 2014.", "XXXX-05-03"),
        ("en", "On 3 May. Then on 4 June 2014 and on 5 July 2014.", "2014-05-03~"),
        ("en", "On 3 May. On 4 June 2014 and 5 July 2014, after 6 July 2013.", "2014-05-03~"),
        (
            "en",
            "On 3 May. On 4 June 2014. On 5 July 2014. Before: 6 July 2013. And on 7 July 2013.",
            "XXXX-05-03",
        ),
        # Two years told for one day tell nothing.
        ("fr", "Le 3 mai. Soit le 3 mai 2014, soit le 3 mai 2015.", "XXXX-05-03"),
        ("en", "On 3 May. That is 3 May 2014, or 3 May 2015.", "XXXX-05-03"),
    ],
)
def test_the_year_that_other_dates_tell(lang: str, text: str, value: str) -> None:
    assert first(lang, None, text) == value
