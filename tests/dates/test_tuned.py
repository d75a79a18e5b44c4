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
        # No verb: 99, 100 and 101 days ahead the nearest, then a report leans back.
        ("fr", "Mort de deux ouvriers le 8 juin.", "2016-06-08"),
        ("fr", "Mort de deux ouvriers le 9 juin.", "2016-06-09"),
        ("fr", "Mort de deux ouvriers le 10 juin.", "2015-06-10"),
        ("en", "Death of two workers on 9 June.", "2016-06-09"),
        ("en", "Death of two workers on 10 June.", "2015-06-10"),
        # A conditional: 99, 100 and 101 days back.
        ("en", "We should meet on 23 November.", "2015-11-23"),
        ("en", "We should meet on 22 November.", "2015-11-22"),
        ("en", "We should meet on 21 November.", "2016-11-21"),
        # A verb that tells of what will be: 30 and 31 days back.
        ("fr", "Le procès aura lieu le 31 janvier.", "2016-01-31"),
        ("fr", "Le procès aura lieu le 30 janvier.", "2017-01-30"),
        ("en", "The trial will be held on 31 January.", "2016-01-31"),
        ("en", "The trial will be held on 30 January.", "2017-01-30"),
    ],
)
def test_a_day_far_off_is_on_the_side_that_the_sentence_leans_to(lang: str, text: str, value: str) -> None:
    assert first(lang, "2016-03-01", text) == value


# The day of writing is Thursday 4 May 2017.
@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        # What a verb tells of the past lies behind, however near the next such day is.
        ("fr", "Le 14 juin, deux voisins ont été arrêtés.", "2016-06-14"),
        ("fr", "Le 9 mai, le hangar a brûlé.", "2016-05-09"),
        ("fr", "Nous étions cent sur le quai le 9 juin.", "2016-06-09"),
        ("fr", "La grève du 12 mai avait tout bloqué.", "2016-05-12"),
        ("fr", "Ils furent expulsés le 2 août sans préavis.", "2016-08-02"),
        ("fr", "En août, la préfecture a rasé les cabanes.", "2016-08"),
        ("fr", "Depuis le 3 août, la salle est vide.", "2016-08-03"),
        ("en", "On 14 June two neighbours were arrested.", "2016-06-14"),
        ("en", "The last centre closed on 20 June.", "2016-06-20"),
        ("en", "In August, officers tore down the huts.", "2016-08"),
        ("en", "Since 3 August the hall has stood empty.", "2016-08-03"),
        # What is to come, is planned, put off or announced lies ahead.
        ("fr", "Le tribunal se prononcera le 3 août.", "2017-08-03"),
        ("fr", "Le procès a été renvoyé au 6 juillet.", "2017-07-06"),
        ("fr", "Ils ont annoncé une marche à Lens le 12 juin.", "2017-06-12"),
        ("fr", "La salle, qui a brûlé, rouvrira le 3 août.", "2017-08-03"),
        ("en", "The trial, put off three times, will start on 6 July.", "2017-07-06"),
        ("en", "The hearing was adjourned to 6 July.", "2017-07-06"),
        ("en", "They announced a march in Lens on 12 June.", "2017-06-12"),
        ("en", "Families were told to leave by 6 July.", "2017-07-06"),
        # What is called off may lie on either side: the nearest such day.
        ("fr", "Le concert du 12 mai a été annulé par la mairie.", "2017-05-12"),
        ("fr", "Le concert du 28 avril a été interdit par le préfet.", "2017-04-28"),
        ("fr", "Le 12 mai, le concert a été annulé.", "2016-05-12"),
        ("en", "The concert of 12 May has been banned by the police.", "2017-05-12"),
        ("en", "The concert of 28 April was cancelled.", "2017-04-28"),
        ("en", "The concert of 12 May was a joy.", "2016-05-12"),
        # A call, an hour or a plea asks for the next such weekday; what happened is the last one.
        ("fr", "Réunion publique mardi à 19h, salle Carnot.", "2017-05-09"),
        ("fr", "Concert de soutien vendredi 20h30 au Hangar.", "2017-05-05"),
        ("fr", "Tractage samedi matin au marché.", "2017-05-06"),
        ("fr", "Venez nombreux samedi devant la mairie !", "2017-05-06"),
        ("fr", "À dimanche !", "2017-05-07"),
        ("fr", "La marche de dimanche sera silencieuse.", "2017-05-07"),
        ("fr", "La marche de dimanche a réuni deux cents voisins.", "2017-04-30"),
        ("fr", "Dimanche à 6h, les gendarmes ont chargé.", "2017-04-30"),
        ("fr", "Trois arrestations samedi à Béthune.", "2017-04-29"),
        ("en", "Vigil Sunday 6pm, the old square.", "2017-05-07"),
        ("en", "Benefit gig, Friday, doors 8pm.", "2017-05-05"),
        ("en", "Come to the town hall on Saturday!", "2017-05-06"),
        ("en", "Saturday’s march will be silent.", "2017-05-06"),
        ("en", "Saturday’s march drew two hundred people.", "2017-04-29"),
        ("en", "At 6am on Sunday, officers charged.", "2017-04-30"),
        ("en", "Three arrests in Dover on Saturday.", "2017-04-29"),
        ("en", "The hearing was on Monday.", "2017-05-01"),
    ],
)
def test_the_words_around_a_date_tell_its_side(lang: str, text: str, value: str) -> None:
    assert first(lang, "2017-05-04", text) == value


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "À rendre avant le 12 avril."),
        ("fr", "Ouvert à partir du 12 avril."),
        ("fr", "Fermé après le 12 avril."),
        ("en", "Send it before April 12th."),
        ("en", "Starting on 12 April."),
        ("en", "On April 12 of this year they left."),
    ],
)
def test_a_day_without_a_year_is_found_in_an_undated_text(lang: str, text: str) -> None:
    assert first(lang, None, text) == "XXXX-04-12"


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


@pytest.mark.parametrize(
    ("words", "ahead"), [(0, True), (3, True), (4, True), (5, True), (6, False), (7, False)]
)
def test_what_will_be_stands_within_six_words_of_in_two_weeks(words: int, ahead: bool) -> None:
    """Else it is how long something took: the verb before it is one of the past."""
    mill = ["the", "old", "grey", "mill", "of", "our", "town"][:words]
    text = " ".join(["They announced that in two weeks", *mill, "will open."])
    assert first("en", WEDNESDAY, text) == ("2016-03-30~" if ahead else None)
