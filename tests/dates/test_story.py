"""A text tells in order: what it leaves open is told by the date before."""

from __future__ import annotations

import pytest

from archive.dates import find_dates

THURSDAY = "2017-05-04"


def values(lang: str, day: str | None, text: str) -> list[str | None]:
    return [m.value for m in find_dates(text, lang, day)]


@pytest.mark.parametrize(
    ("lang", "text", "told"),
    [
        ("fr", "L'école ferma le 5 octobre 2015. Le 7 novembre, on l'occupa.", "2015-10-05 2015-11-07"),
        # It goes on, also over the new year.
        ("fr", "L'école ferma le 5 octobre 2015. Le 7 janvier, on l'occupa.", "2015-10-05 2016-01-07"),
        ("fr", "La salle a ouvert le 4 février 2016. Le 11 mars, elle a fermé.", "2016-02-04 2016-03-11"),
        ("fr", "Il a été reçu le 2 mars 2014, puis le 9 avril.", "2014-03-02 2014-04-09"),
        ("fr", "L'arrêté du 2 mars 2014, complété le 9 avril, est nul.", "2014-03-02 2014-04-09"),
        ("fr", "En février 2014, le foyer brûlait. En mai, il rouvrait.", "2014-02 2014-05"),
        ("fr", "En 2014, tout changea. Le 3 juin, la halle ferma.", "2014 2014-06-03"),
        ("en", "The school shut on 5 October 2015. On 7 November we took it.", "2015-10-05 2015-11-07"),
        ("en", "The school shut on 5 October 2015. On 7 January we took it.", "2015-10-05 2016-01-07"),
        ("en", "Hearings were held on 2 March 2014, then on 9 April.", "2014-03-02 2014-04-09"),
        ("en", "The hostel burned in February 2014. In May it reopened.", "2014-02 2014-05"),
        ("en", "In 2014 all changed. On 3 June the hall shut.", "2014 2014-06-03"),
        # A chronicle: each date opens its line.
        ("fr", "12 juin 2015 : ouverture.\n\n3 août : incendie.", "2015-06-12 2015-08-03"),
        ("en", "2015\n\n3 March: the house opens.\n\n1 February: a visit.", "2015 2015-03-03 2015-02-01"),
        # No story goes on into a call, from a birthday or a law, or beyond the day of writing.
        ("fr", "La salle a ouvert le 4 février 2016. Réunion le 12 juin à 18h.", "2016-02-04 2017-06-12"),
        ("fr", "Elle est née le 6 juin 1975. Le 2 avril, elle a parlé.", "1975-06-06 2017-04-02"),
        ("fr", "La loi du 29 juillet 1881 vaut. Le 2 avril, un juge l'a dit.", "1881-07-29 2017-04-02"),
        ("fr", "Il est parti le 4 juin 2016. Le 2 mai, il est revenu.", "2016-06-04 2017-05-02"),
        ("en", "The hall opened on 4 February 2016. Meeting on 12 June at 6pm.", "2016-02-04 2017-06-12"),
        ("en", "She was born on 6 June 1975. On 2 April she spoke.", "1975-06-06 2017-04-02"),
        ("en", "The Act of 6 June 1975 holds. On 2 April a judge said so.", "1975-06-06 2017-04-02"),
        # A year said in words is that of the days in its sentence, and what is counted goes on.
        ("fr", "Il ouvrit en 2012. L'année suivante, en juin, il ferma.", "2012 2013 2013-06"),
        (
            "fr",
            "Il ouvrit le 4 mai 2012. Un an plus tard, le 3 mars, il ferma.",
            "2012-05-04 2013-05-04 2013-03-03",
        ),
        ("fr", "En 1998, elle part. Deux ans après, le 3 mai, elle revient.", "1998 2000 2000-05-03"),
        (
            "fr",
            "Il naît le 4 mai 2012. Trois jours plus tard, on vint. Le 9 juin, il a été repeint.",
            "2012-05-04 2012-05-07 2012-06-09",
        ),
        ("fr", "L'année dernière, en juin, il brûla. Le 3 février, on vota.", "2016 2016-06 2017-02-03"),
        ("fr", "L'an prochain, le 3 juin, le phare rouvrira.", "2018 2018-06-03"),
        ("en", "It opened in 2012. The following year, in June, it shut.", "2012 2013 2013-06"),
        (
            "en",
            "It opened on 4 May 2012. A year later, on 3 March, it shut.",
            "2012-05-04 2013-05-04 2013-03-03",
        ),
        ("en", "She left in 1998. Two years later, in March, she came back.", "1998 2000 2000-03"),
        (
            "en",
            "It opened on 4 May 2012. Three days later they came. On 9 June it shut.",
            "2012-05-04 2012-05-07 2012-06-09",
        ),
        ("en", "Last year, in June, it burnt. On 3 January the council voted.", "2016 2016-06 2017-01-03"),
        ("en", "Next year, on 3 June, the pier will open again.", "2018 2018-06-03"),
        ("fr", "Le phare ferma le 4 mai 2012. Le 9 juin, il a rouvert.", "2012-05-04 2012-06-09"),
        # A day told in a list of days.
        ("fr", "Réunion mardi 9 mai à 18h, puis vendredi à 20h.", "2017-05-09 2017-05-12"),
        ("en", "Meeting on Tuesday 9 May at 6pm, then Friday at 8pm.", "2017-05-09 2017-05-12"),
    ],
)
def test_a_story_keeps_its_year(lang: str, text: str, told: str) -> None:
    assert values(lang, THURSDAY, text) == told.split()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        # 79 and 81 tokens on; the next year for 39 and 41.
        (("he walked", 68), "2014-05-05"),
        (("he walked", 80), "2016-05-05"),
    ],
)
def test_a_story_ends_after_a_while(words: tuple[str, int], told: str) -> None:
    text = f"They left on 3 March 2014. {' '.join([words[0]] * (words[1] // 2))}. On 5 May they came back."
    assert values("en", "2017-02-01", text) == ["2014-03-03", told]


@pytest.mark.parametrize(("count", "told"), [(28, "2015-02-05"), (44, "2017-02-05")])
def test_a_story_goes_on_into_the_next_year_where_it_is_close(count: int, told: str) -> None:
    text = (
        f"They left on 3 March 2014. {' '.join(['he walked'] * (count // 2))}. On 5 February they came back."
    )
    assert values("en", "2017-05-04", text) == ["2014-03-03", told]


@pytest.mark.parametrize(
    ("lang", "text", "told"),
    [
        ("fr", "La salle a ouvert le 4 février 2016. Le 11 mars, elle a fermé.", "2016-02-04 2016-03-11~"),
        ("en", "The hall opened on 4 February 2016. On 11 March it shut.", "2016-02-04 2016-03-11~"),
        # The part of a year that a text speaks of last, and the year that it speaks of as such.
        ("fr", "Les abris ont doublé dans la seconde moitié de 2014. Le 9 janvier, un lieu a ouvert.",
         "2014-41 2015-01-09~"),
        ("fr", "Le 9 janvier, un lieu a ouvert. Les abris avaient doublé à l'automne 2014.",
         "2015-01-09~ 2014-23"),
        ("en", "On 9 January a centre opened. Shelters had doubled in the second half of 2014.",
         "2015-01-09~ 2014-41"),
        ("en", "It will be done in April. Shelters doubled in autumn 2014.", "2015-04~ 2014-23"),
        ("en", "In the year 2014 we moved twice. We left on 9 June.", "2014 2014-06-09~"),
        # What has lasted since then says nothing of when the text was written, nor does what is older.
        ("en", "On 9 January a centre opened. Nothing had changed since autumn 2001.", "XXXX-01-09 2001-23"),
        ("en", "On 9 January a centre opened. In 2012 it was spring 2001.", "XXXX-01-09 2012 2001-21"),
    ],
)  # fmt: skip
def test_an_undated_text_makes_its_year_plain(lang: str, text: str, told: str) -> None:
    assert values(lang, None, text) == told.split()
