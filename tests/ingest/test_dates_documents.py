"""When a document was written: what tells it, in which order, and what does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive.ingest.dating import date_documents, date_text
from archive.records import DateBasis, Dating, Page
from tests.ingest.dating_made import BODY_EN, BODY_FR, date, draft


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("en", f"{BODY_EN}\n\n28th of May, 2014", "2014-05-28"),
        ("en", f"28 May 2014\n\n{BODY_EN}", "2014-05-28"),
        ("en", f"A camp in court\n\nAnna Prior, Wednesday 28 May 2014\n\n{BODY_EN}", "2014-05-28"),
        ("en", f"A camp in court\n\nPosted on May 28, 2014 by Anna Prior\n\n{BODY_EN}", "2014-05-28"),
        ("en", f"A camp in court\n\nLEEDS, 28 May 2014 – {BODY_EN}", "2014-05-28"),
        ("fr", f"Un camp au tribunal\n\nCalais, le 28 mai 2014\n\n{BODY_FR}", "2014-05-28"),
        ("fr", f"Un camp au tribunal\n\nPublié le 28 mai 2014 par Anne Prieur\n\n{BODY_FR}", "2014-05-28"),
        ("fr", f"Un camp au tribunal\n\n28 mai 2014 . – {BODY_FR}", "2014-05-28"),
        (
            "fr",
            f"L'eau du camp\n\nPropos recueillis par Anne Prieur, le 28 mai 2014\n\n{BODY_FR}",
            "2014-05-28",
        ),
        ("fr", f"L'eau du camp\n\nEntretien avec Anne Prieur, 28 mai 2014\n\n{BODY_FR}", "2014-05-28"),
        ("en", f"Water for the camp\n\nInterview by Anna Prior, 28 May 2014\n\n{BODY_EN}", "2014-05-28"),
        # A weekday fixes the year: the first one from the latest year that the text names.
        ("en", f"A camp in court\n\nAnna Prior, Thursday 4 February\n\nSince 2007. {BODY_EN}", "2010-02-04~"),
        (
            "fr",
            f"Un camp au tribunal\n\nAnne Prieur, jeudi 4 février\n\nDepuis 2012. {BODY_FR}",
            "2016-02-04~",
        ),
    ],
)
def test_a_date_line(lang: str, text: str, value: str) -> None:
    found = date(text, lang)
    assert found is not None
    assert (found.date, found.basis) == (value, DateBasis.DATELINE)
    assert found.evidence in text


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", f"{BODY_EN} They were held on 28 May 2014."),
        ("en", f"Rally against the law, 28 May 2014, in front of the court\n\n{BODY_EN}"),
        ("en", f"28 May, Leeds\nRally at 6pm\n\n29 May, York\nRally at 5pm\n\n{BODY_EN}"),
        ("en", f"Programme\n\n28 May 2014\n\nTalks\n\n29 May 2014\n\n{BODY_EN}"),
        ("en", f"A camp in court\n\nAnna Prior, Thursday 4 February\n\n{BODY_EN}"),
        ("en", f"— Anna Prior, 28 May 2014\n\n{BODY_EN}"),
        (
            "en",
            "In 1944 the camp stood here. On 6 June 1944 and 7 June 1944 it burned. It is shut since 1950.",
        ),
        ("fr", f"Rassemblement samedi 28 mai\n\n{BODY_FR}"),
        ("fr", f"2017 : les familles se mobilisent\n\n{BODY_FR}"),
        ("fr", f"Aujourd'hui, hier et en mai. {BODY_FR}"),
        ("fr", f"La rampe\n\n28 mai 2014 – Rassemblement devant le tribunal à 18 h.\n\n{BODY_FR}"),
        ("en", f"The ramp\n\n28 May 2014 – Rally in front of the court at 6pm.\n\n{BODY_EN}"),
        # The days of a life, and days that are history to their text.
        ("en", f"Anna Weiss\n\nHamburg, 3 May 1921 – Lisbon, 6 June 2011\n\n{BODY_EN}"),
        ("fr", f"Anne Prieur\n\nLille, 3 mai 1921 – Brest, le 6 juin 2011\n\n{BODY_FR}"),
        (
            "en",
            f"The strike\n\nLondon, 14 August 1889. The docks fell silent. In 2019 we remember.\n\n{BODY_EN}",
        ),
        ("fr", f"La grève\n\nBrest, 14 août 1907 – Le port se tait. En 2019, on s'en souvient.\n\n{BODY_FR}"),
    ],
)
def test_a_date_that_is_only_mentioned_is_not_the_documents(lang: str, text: str) -> None:
    assert date(text, lang) is None


@pytest.mark.parametrize(
    ("title", "value"),
    [
        ("Route bloquée à Douvres – 20 août 2015", "2015-08-20"),
        ("20 août 2015 : route bloquée à Douvres", "2015-08-20"),
        ("Route bloquée (20/08/2015)", "2015-08-20"),
        ("La marche du 20 août 2015 à Douvres", None),
        ("Bilan de 2015", None),
        ("20 août 1944 : Douvres, puis 2015", None),
    ],
)
def test_a_title(title: str, value: str | None) -> None:
    found = date(f"{title}\n\n{BODY_FR}", "fr", title=title)
    assert (found.date if found else None) == value
    assert found is None or found.basis is DateBasis.TITLE


def test_the_days_of_a_text_agree_on_a_year() -> None:
    text = (
        f"{BODY_EN} Rally on 9 February in Leeds. The call of 12 January 2017 stands. Actions on "
        "8 February 2017 and on 10 February 2017, after the ruling of 3 June 2015."
    )
    found = date(text)
    assert found == Dating("2017~", DateBasis.TEXT, "3 of its 4 dates are of 2017")
    assert date(text.replace("Rally on 9 February in Leeds. ", "")) is None
    assert date(text + " It will be over in 2019.") is None


@pytest.mark.parametrize(
    ("agreeing", "others", "year"),
    [
        (2, 0, None), (3, 0, "2017~"), (4, 0, "2017~"),  # three days or more
        (4, 3, None), (3, 2, "2017~"), (5, 3, "2017~"),  # 57 of 100, 60, 63
    ],
)  # fmt: skip
def test_how_many_days_agree_on_a_year(agreeing: int, others: int, year: str | None) -> None:
    days = [f"{n} March 2017" for n in range(3, 3 + agreeing)] + [
        f"{n} June 2015" for n in range(3, 3 + others)
    ]
    found = date(f"{BODY_EN} Rally on 9 February in Leeds. " + " ".join(f"It was {d}." for d in days))
    assert (found.date if found else None) == year


@pytest.mark.parametrize(("before", "seen"), [(3, True), (4, True), (5, False)])
def test_a_date_line_is_one_of_the_first_six_lines(before: int, seen: bool) -> None:
    lines = ["A camp in court", *(f"Plain words of the story, line {n}." for n in range(before))]
    text = "\n".join([*lines, "28 May 2014", BODY_EN, BODY_EN])
    assert (date(text, title=lines[0]) is not None) == seen


@pytest.mark.parametrize(("length", "seen"), [(119, True), (120, True), (121, False)])
def test_a_date_line_is_short(length: int, seen: bool) -> None:
    line = f"Posted on May 28, 2014 by {'Anna Prior ' * 20}"[: length - 1] + "X"
    assert (date(f"A camp in court\n\n{line}\n\n{BODY_EN}") is not None) == seen


@pytest.mark.parametrize(("length", "seen"), [(199, True), (200, True), (201, False)])
def test_a_first_line_that_is_long_is_no_title(length: int, seen: bool) -> None:
    title = f"{'Une route bloquée ' * 20}"[: length - 15].rstrip().ljust(length - 15, "e") + " – 20 août 2015"
    assert len(title) == length
    assert (date_text(f"{title}\n\n{BODY_FR}", "fr") is not None) == seen


def test_what_tells_the_date_comes_in_order() -> None:
    title = "Route bloquée à Douvres – 20 août 2015"
    agreed = "Le 9 février. Le 3 mars 2017, le 4 mars 2017, le 5 mars 2017."
    text = f"{title}\n\nPublié le 21 août 2016\n\n{BODY_FR}\n\n{agreed}"
    marked = draft(text, "fr", title=title, date="2013-02-03", dateline="22 août 2014")
    page = Page(text, (), date="2012-01-01")
    bare = text.replace("Publié le 21 août 2016\n\n", "")
    told = [
        *date_documents([marked], page),
        *date_documents([replace(marked, dateline=None, text=bare)], page),
        *date_documents([draft(bare, "fr")], page),
        date(text, "fr", title=title, dateline="22 août 2014"),
        date(text, "fr", title=title),
        date(text.replace("Publié le 21 août 2016\n\n", ""), "fr", title=title),
        date(f"{BODY_FR}\n\n{agreed}\n\n{BODY_FR}", "fr"),
    ]
    assert [d and (d.date, d.basis) for d in told] == [
        ("2014-08-22", DateBasis.DATELINE),
        ("2013-02-03", DateBasis.METADATA),
        ("2012-01-01", DateBasis.METADATA),
        ("2014-08-22", DateBasis.DATELINE),
        ("2016-08-21", DateBasis.DATELINE),
        ("2015-08-20", DateBasis.TITLE),
        ("2017~", DateBasis.TEXT),
    ]


def test_markup() -> None:
    text = f"28 May 2014\n\n{BODY_EN}"
    page = Page(text, (), date="2012-01-01")
    own = draft(BODY_EN, date="2013-02-03")
    assert date_documents([own], page) == [Dating("2013-02-03", DateBasis.METADATA, "markup of the post")]
    assert date_documents([draft(BODY_EN)], page) == [
        Dating("2012-01-01", DateBasis.METADATA, "markup of the page")
    ]
    # The date of a page of posts is none of theirs; what is no EDTF value is no date.
    two = date_documents([draft(text), draft(BODY_EN, post=1)], page)
    assert [d and d.date for d in two] == ["2014-05-28", "2014-05-28"]
    assert date_documents([draft(BODY_EN, date="last week")], Page(BODY_EN, ())) == [None]


@pytest.mark.parametrize(
    ("date", "url", "utc", "value"),
    [
        # A stamp in universal time may be the evening before where the site is; its address knows.
        ("2013-01-16", "https://x.example/2013/01/15/mill/", True, "2013-01-15"),
        ("2013-01-14", "https://x.example/2013/01/15/mill/", True, "2013-01-15"),
        ("2013-01-16", "https://x.example/2013/01/15/mill/", False, "2013-01-16"),
        ("2013-01-16", "https://x.example/2013/01/12/mill/", True, "2013-01-16"),
        ("2013-01-16", "https://x.example/mill/", True, "2013-01-16"),
        # Clocks that were never set, and days that are still to come.
        ("1970-01-01", None, False, None),
        ("1969-12-31", None, True, None),
        ("2999-01-01", None, False, None),
        ("2999-01-01", "https://x.example/2013/01/12/mill/", False, "2013-01-12"),
    ],
)
def test_days_that_only_machines_say(date: str, url: str | None, utc: bool, value: str | None) -> None:
    (found,) = date_documents([replace(draft(BODY_EN, date=date), url=url, utc=utc)], Page(BODY_EN, ()))
    assert (found.date if found else None) == value


def test_a_date_line_that_the_reader_found() -> None:
    assert date(BODY_EN, dateline="By Anna Prior | 28 May 2014") == Dating(
        "2014-05-28", DateBasis.DATELINE, "By Anna Prior | 28 May 2014"
    )


def test_a_text_that_stands_alone() -> None:
    title = "Route bloquée à Douvres – 20 août 2015"
    assert date_text(f"{title}\n\n{BODY_FR}", "fr") == Dating("2015-08-20", DateBasis.TITLE, "20 août 2015")
    assert date_text(f"28 May 2014\n\n{BODY_EN}", "en") is not None
    assert date_text(BODY_EN, "en") is None
    assert date_text("", "en") is None


@pytest.mark.parametrize(
    ("name", "lang", "value"),
    [
        ("texts/2019-10-08-report.md", "en", "2019-10-08"),
        ("20191008_rapport.txt", "fr", "2019-10-08"),
        ("rapport-du-quai-2019.10.08.txt", "fr", "2019-10-08"),
        ("site/2019/10/08/mill/index.html", "en", "2019-10-08"),
        ("site/2019/oct/8.html", "en", "2019-10-08"),
        ("box.zip!2019-10-08-report.md", "en", "2019-10-08"),
        ("08-10-2019-quai.txt", "fr", "2019-10-08"),
        ("08-10-2019-quay.txt", "en", None),  # August or October
        ("31-10-2019-quay.txt", "en", "2019-10-31"),
        ("site/2019/10/mill.html", "en", "2019-10"),
        ("2019-10-lettre.txt", "fr", "2019-10"),
        ("2019/10/3-reasons.html", "en", "2019-10"),
        # When it was put there or saved, and numbers.
        ("backup-2021-03-04/report.txt", "en", None),
        ("2021-03-04/report.txt", "en", None),
        ("The mill (2021-03-04 10_22_11).html", "en", None),
        ("2019-10-08_2019-10-12.txt", "en", None),
        ("photo-20191508-2.txt", "en", None),
        ("IMG_1984.txt", "en", None),
        ("2999-10-08-report.md", "en", None),
        ("2011-12 rapport.txt", "fr", None),  # a school year as well
        ("2011-11 rapport.txt", "fr", "2011-11"),
        ("v2.1.2010.txt", "fr", None),
    ],
)
def test_the_name_of_a_file(name: str, lang: str, value: str | None) -> None:
    body = BODY_EN if lang == "en" else BODY_FR
    (found,) = date_documents([draft(body, lang)], Page(body, ()), name=name)
    assert (found.date if found else None) == value
    assert found is None or (found.basis, found.evidence) == (DateBasis.FILENAME, name)


@pytest.mark.parametrize(
    ("lang", "text", "date", "value"),
    [
        # What else is known of the day completes a line and settles the order of its figures.
        ("fr", "Anne Prieur, jeudi 4 février", "2010-02-06", "2010-02-04"),
        ("en", "Leeds, 28 December", "2010-01-02", "2009-12-28"),
        ("en", "Posted on 05/04/2018", None, "2018-05-04"),
        ("en", "Posted on 05/04/2018", "2018-04-05", "2018-04-05"),
        ("fr", "Publié le 05/04/2018", None, "2018-04-05"),
        ("fr", "08 / 03 / 2017", None, "2017-03-08"),
        ("fr", "Créé le 14 Sept. 2018", "2021-02-02", "2018-09-14"),
        ("en", "FOR IMMEDIATE RELEASE – Dover, 3rd May 2018", "2021-02-02", "2018-05-03"),
        ("fr", "Publié le 3 mai 2018 à 10:30 Mis à jour le 4 mai 2018 à 9:12", None, "2018-05-03"),
        ("en", "Updated 4 May 2018 | Published 3 May 2018", None, "2018-05-03"),
        ("en", "Last updated: 4 May 2018", None, None),
        ("fr", "samedi 5 mai 2018 à 14h", None, None),  # an appointment
        ("fr", "Publié le samedi 5 mai 2018 à 14h", None, "2018-05-05"),
    ],
)
def test_a_date_line_and_what_else_is_known(
    lang: str, text: str, date: str | None, value: str | None
) -> None:
    body = BODY_EN if lang == "en" else BODY_FR
    one = draft(f"A camp in court\n\n{text}\n\n{body}", lang, title="A camp in court", date=date)
    (found,) = date_documents([one], Page(one.text, ()))
    assert (found.date if found else None) == value


@pytest.mark.parametrize(
    ("lang", "end", "value"),
    [
        ("en", "Leeds, 28 May 2014", "2014-05-28"),
        ("fr", "Fait à Calais, le 28 mai 2014\n\nLe collectif du Quai", "2014-05-28"),
        ("fr", "28 mai 2014\n\nLe collectif du Quai", None),  # only a line with a place stands over names
        ("en", "Leeds, 28 May 2014\n\nYork, 29 May 2014", None),
        ("en", "Mill Street, Leeds: open again on 28 May 2014.", None),
        ("en", "Next meeting\n\n28 May 2014", None),
        ("fr", "Prochaine réunion\n\nMercredi 28 mai 2014", None),
        ("fr", "Date limite d'inscription :\n\n28 mai 2014", None),
    ],
)
def test_the_last_lines(lang: str, end: str, value: str | None) -> None:
    body = "\n".join([BODY_EN if lang == "en" else BODY_FR] * 8)
    found = date(f"{body}\n\n{end}", lang)
    assert (found.date if found else None) == value


def test_weekdays_fix_the_year_that_a_text_names() -> None:
    text = f"{BODY_FR} Aux régionales de 2021, venez dimanche 4 avril puis samedi 10 avril."
    assert date(text, "fr") == Dating("2021~", DateBasis.TEXT, "its weekdays are those of 2021")
    assert date(text.replace("samedi 10", "lundi 10"), "fr") is None  # no year has both
    assert date(f"{text} Ce sera fini en 2023.", "fr") is None
