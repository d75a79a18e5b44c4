"""Events: the nearest date of a sentence, told once for all versions of a text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from archive import forms
from archive.catalog import Catalog, links
from archive.catalog import entities as kept
from archive.dates import find_dates
from archive.link.entities import resolve
from archive.records import Segment, Span, Status
from archive.timeline import timeline, timelines
from archive.timeline.events import DocumentDates, basis_of
from tests.link.made import NOW, Text, archive, link

FR = Text(
    "fr",
    "Les tentes de Lille\n\nLe 9 février 2017, des tentes à Lille. Lille dort.\n\n"
    "En mars 2017, Lille se réveille.",
    places=["Lille"],
    dates={"9 février 2017": "2017-02-09", "mars 2017": "2017-03"},
    date="2017-04-01",
    title="Les tentes de Lille",
)
EN = Text(
    "en",
    "The tents of Lille\n\nOn 9 February 2017, tents in Lille. Lille sleeps.\n\n"
    "In March 2017 Lille wakes up.",
    places=["Lille"],
    dates={"9 February 2017": "2017-02-09", "March 2017": "2017-03"},
    date="2017-04-01",
    title="The tents of Lille",
)


def told(
    folder: Path, *texts: Text, pairs: tuple[tuple[int, int, str], ...] = (), day: DocumentDates = "never"
) -> list[Any]:
    with archive(folder, texts) as catalog:
        for a, b, kind in pairs:
            link(catalog, a, b, kind)
        resolve(catalog, now=NOW)
        events = timeline(catalog, kept.find(catalog, "Lille"), document_dates=day).events
    return [forms.event(event) for event in events]


def dates(events: list[Any]) -> list[str]:
    return [e["date"] for e in events]


def test_a_date_in_the_sentence(tmp_path: Path) -> None:
    (first, second) = told(tmp_path, FR)
    assert first["sentence"] == "Le 9 février 2017, des tentes à Lille."
    assert (first["text"], first["basis"], first["precision"]) == ("9 février 2017", "text", "day")
    assert FR.text[first["start"] : first["end"]] == first["sentence"]
    assert (second["earliest"], second["latest"], second["precision"]) == (
        "2017-03-01",
        "2017-03-31",
        "month",
    )
    assert (first["lang"], first["title"], first["translations"], first["copies"]) == ("fr", FR.title, [], [])


def test_the_documents_date_where_there_is_none(tmp_path: Path) -> None:
    events = told(tmp_path, FR, day="always")
    assert [(e["date"], e["basis"]) for e in events] == [
        ("2017-02-09", "text"), ("2017-03", "text"), ("2017-04-01", "document"), ("2017-04-01", "document"),
    ]  # fmt: skip
    assert [e["sentence"] for e in events[2:]] == ["Les tentes de Lille", "Lille dort."]


def test_the_day_of_a_text_is_an_event_of_its_kind(tmp_path: Path) -> None:
    events = told(tmp_path, FR, day="once")
    assert [(e["date"], e["basis"]) for e in events] == [
        ("2017-02-09", "text"), ("2017-03", "text"), ("2017-04-01", "document"),
    ]  # fmt: skip
    assert events[2]["sentence"] == "Les tentes de Lille"


LILLE = ["Lille"]
SLEEPS = Text("en", "Lille sleeps. Rest.", places=LILLE, date="2016-05-03")


@pytest.mark.parametrize(
    ("texts", "days"),
    [
        # Somebody named in dated texts alone has a timeline.
        ([SLEEPS], ["2016-05-03"]),
        ([Text("en", "Lille sleeps.", places=LILLE)], []),
        ([Text("en", "Lille sleeps.", places=LILLE, date="2016~")], ["2016~"]),
        # What the text tells of that very day is the better event.
        (
            [
                Text(
                    "en",
                    "Lille sleeps. Today Lille wakes.",
                    places=LILLE,
                    dates={"Today": "2016-05-03"},
                    date="2016-05-03",
                )
            ],
            ["2016-05-03"],
        ),
        # One day of two versions, whichever sentences tell it; two days are two events.
        ([SLEEPS, Text("fr", "Repos. Lille dort.", places=LILLE, date="2016-05-03")], ["2016-05-03"]),
        (
            [SLEEPS, Text("fr", "Repos. Lille dort.", places=LILLE, date="2016-05-04")],
            ["2016-05-03", "2016-05-04"],
        ),
    ],
)
def test_the_day_of_a_text_is_told_once(tmp_path: Path, texts: list[Text], days: list[str]) -> None:
    pairs = ((1, 2, links.TRANSLATION),) if len(texts) == 2 else ()
    assert dates(told(tmp_path, *texts, pairs=pairs, day="once")) == days


def test_the_day_of_copies_is_told_once_whichever_sentences_tell_it(tmp_path: Path) -> None:
    copy = Text("en", "Rest. Lille is asleep at last.", places=LILLE, date="2016-05-03")
    assert dates(told(tmp_path, SLEEPS, copy, pairs=((1, 2, links.DUPLICATE),), day="once")) == ["2016-05-03"]


def test_both_versions_of_a_text_tell_once(tmp_path: Path) -> None:
    events = told(tmp_path, EN, FR, pairs=((1, 2, links.TRANSLATION),), day="always")
    assert dates(events) == ["2017-02-09", "2017-03", "2017-04-01", "2017-04-01"]
    assert [[t["lang"] for t in e["translations"]] for e in events] == [["fr"]] * 4
    assert events[0]["translations"][0]["sentence"] == "Le 9 février 2017, des tentes à Lille."


def test_unlinked_texts_tell_each(tmp_path: Path) -> None:
    assert dates(told(tmp_path, EN, FR)) == ["2017-02-09", "2017-02-09", "2017-03", "2017-03"]


def test_a_rejected_link_is_none(tmp_path: Path) -> None:
    with archive(tmp_path, [EN, FR]) as catalog:
        links.put(catalog, [links.Edge(links.TRANSLATION, 1, 2, 0.9, Status.REJECTED)])
        resolve(catalog, now=NOW)
        assert len(timeline(catalog, kept.find(catalog, "Lille"))) == 6


def test_copies_tell_once(tmp_path: Path) -> None:
    events = told(tmp_path, FR, FR, pairs=((1, 2, links.DUPLICATE),))
    assert dates(events) == ["2017-02-09", "2017-03"]
    assert [len(e["copies"]) for e in events] == [1, 1]


def test_a_date_told_more_exactly_in_one_version(tmp_path: Path) -> None:
    vague = Text(
        "en", "In February 2017, tents in Lille.", places=["Lille"], dates={"February 2017": "2017-02"}
    )
    exact = Text("fr", "Le 9 février 2017, Lille.", places=["Lille"], dates={"9 février 2017": "2017-02-09"})
    (event,) = told(tmp_path, vague, exact, pairs=((1, 2, links.TRANSLATION),))
    assert (event["date"], event["lang"], event["translations"][0]["lang"]) == ("2017-02-09", "fr", "en")


@pytest.mark.parametrize("dated_is_exact", [True, False])
def test_a_date_in_a_sentence_comes_before_the_documents(tmp_path: Path, dated_is_exact: bool) -> None:
    vague = Text(
        "en", "In February 2017, tents in Lille.", places=["Lille"], dates={"February 2017": "2017-02"}
    )
    undated = Text(
        "fr", "Des tentes à Lille.", places=["Lille"], date="2017-02-20" if dated_is_exact else "2017"
    )
    for n, texts in enumerate(((vague, undated), (undated, vague))):
        (event,) = told(tmp_path / str(n), *texts, pairs=((1, 2, links.TRANSLATION),), day="always")
        assert (event["date"], event["basis"], event["lang"]) == ("2017-02", "text", "en")


# The date of the French version, of the English one, and the one that is told: the shorter time, of equals
# the sure one, then the first language by its code.
EXACT = [
    ("2017-02-09", "2017-02", "fr"),
    ("2017-02", "2017-02-09", "en"),
    ("2017-02-09~", "2017-02", "fr"),
    ("2017-02-09~", "2017-02-09", "en"),
    ("2017-02-09", "2017-02-09~", "fr"),
    ("2017-02-09", "2017-02-09", "en"),
    ("2017-02-09/..", "2017-02", "en"),
    ("2017-02-09~", "XXXX-02-09", "fr"),
    ("XXXX-02-09", "2017-02-09", "en"),
    ("XXXX-02", "2017-02~", "en"),
]


@pytest.mark.parametrize(("french", "english", "lang"), EXACT)
def test_which_version_gives_the_date(tmp_path: Path, french: str, english: str, lang: str) -> None:
    one = Text("fr", "En ce temps, des tentes à Lille.", places=["Lille"], dates={"En ce temps": french})
    two = Text("en", "At that time, tents in Lille.", places=["Lille"], dates={"At that time": english})
    (event,) = told(tmp_path, one, two, pairs=((1, 2, links.TRANSLATION),))
    assert (event["date"], event["lang"]) == (french if lang == "fr" else english, lang)


@pytest.mark.parametrize(
    ("french", "english"),
    [("2017-02-09", "XXXX-02-10"), ("2017-02-09", "XXXX-02"), ("XXXX-02-09", "XXXX-03-09")],
)
def test_days_that_are_not_one_in_any_year_are_two_events(tmp_path: Path, french: str, english: str) -> None:
    one = Text("fr", "En ce temps, des tentes à Lille.", places=["Lille"], dates={"En ce temps": french})
    two = Text("en", "At that time, tents in Lille.", places=["Lille"], dates={"At that time": english})
    assert len(told(tmp_path, one, two, pairs=((1, 2, links.TRANSLATION),))) == 2


def test_events_are_one_where_their_paragraphs_stand_against_each_other(tmp_path: Path) -> None:
    """Both say two things of one day, in different order."""
    french = ("Le 9 février 2017, des tentes à Lille.", "Le 9 février 2017, Lille danse.")
    english = ("On 9 February 2017, Lille dances.", "On 9 February 2017, tents in Lille.")
    texts = [
        Text("fr", "\n\n".join(french), places=["Lille"], dates={"9 février 2017": "2017-02-09"}),
        Text("en", "\n\n".join(english), places=["Lille"], dates={"9 February 2017": "2017-02-09"}),
    ]
    spans = [[Span(t.text.index(p), t.text.index(p) + len(p)) for p in t.text.split("\n\n")] for t in texts]
    crossed = [Segment(spans[0][i], spans[1][1 - i], 0.9) for i in (0, 1)]
    with archive(tmp_path, texts) as catalog:
        link(catalog, 1, 2, segments=crossed)
        resolve(catalog, now=NOW)
        events = timeline(catalog, kept.find(catalog, "Lille")).events
    told_together = {e.source.sentence: [t.sentence for t in e.translations] for e in events}
    assert told_together == {english[0]: [french[1]], english[1]: [french[0]]}


NEAREST = [
    # text, dates, those told of Lille
    ("En 2001, Brest. Puis Lille en 2003.", {"2001": "2001", "2003": "2003"}, ["2003"]),
    ("Né en 1950 à Brest, il vient à Lille en 1970.", {"1950": "1950", "1970": "1970"}, ["1970"]),
    ("À Lille les 8 et 10 mars 2017.", {"8": "2017-03-08", "10 mars 2017": "2017-03-10"},
     ["2017-03-08", "2017-03-10"]),
    ("Lille dort le 11 octobre.", {"11 octobre": "XXXX-10-11"}, ["XXXX-10-11"]),
    ("Lille dort.", {}, []),
    ("Lille dort.\nLe 3 mars 2017", {"3 mars 2017": "2017-03-03"}, []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "marked", "expected"), NEAREST)
def test_the_nearest_date(tmp_path: Path, text: str, marked: dict[str, str], expected: list[str]) -> None:
    assert dates(told(tmp_path, Text("fr", text, places=["Lille"], dates=marked))) == expected


@pytest.mark.parametrize(
    ("text", "lang", "basis"),
    [
        ("Hier, Lille dormait.", "fr", "relative"),
        ("Lille dormait samedi dernier.", "fr", "relative"),
        ("Lille dormait il y a deux ans.", "fr", "relative"),
        ("Lille dormait le 9 février 2017.", "fr", "text"),
        ("Lille dormait en mars.", "fr", "text"),
        ("Lille slept on Monday.", "en", "relative"),
        ("Lille slept in March last year.", "en", "text"),
        ("Lille slept in the 1990s.", "en", "text"),
    ],
)
def test_the_basis_of_dates_that_the_grammar_finds(text: str, lang: str, basis: str) -> None:
    (date,) = find_dates(text, lang, "2017-05-05")
    assert basis_of(date) == basis


def test_sorted_by_the_first_day_and_unknown_years_last(tmp_path: Path) -> None:
    marked = {"mai": "XXXX-05", "2016": "2016", "mars 2016": "2016-03", "le 2 janvier 2016": "2016-01-02"}
    text = "Lille en mai. Lille en 2016. Lille en mars 2016. Lille le 2 janvier 2016."
    found = dates(told(tmp_path, Text("fr", text, places=["Lille"], dates=marked)))
    assert found == ["2016", "2016-01-02", "2016-03", "XXXX-05"]


def test_a_sentence_said_twice_is_one_event(tmp_path: Path) -> None:
    text = "Lille en 2016\n\nLille en 2016\n\nIl pleut."
    assert dates(told(tmp_path, Text("fr", text, places=["Lille"], dates={"2016": "2016"}))) == ["2016"]


def test_the_timeline_of_every_entity(tmp_path: Path) -> None:
    with archive(tmp_path, [FR, Text("fr", "Brest.", places=["Brest"])]) as catalog:
        resolve(catalog, now=NOW)
        lines = list(timelines(catalog))
    assert [(line.entity.label, len(line)) for line in lines] == [("Lille", 3), ("Brest", 0)]


def test_the_rows_of_a_table(tmp_path: Path) -> None:
    with archive(tmp_path, [EN, FR]) as catalog:
        link(catalog, 1, 2)
        resolve(catalog, now=NOW)
        table = [forms.row(event) for event in timeline(catalog, kept.find(catalog, "Lille"))]
    assert len(table) == 3
    assert [table[0][c] for c in forms.COLUMNS["event"][:5]] == [
        "2017-02-09",
        "2017-02-09",
        "2017-02-09",
        "day",
        "text",
    ]
    assert isinstance(table[0]["translations"], str)


def test_an_unknown_name(tmp_path: Path) -> None:
    with Catalog.open(tmp_path, create=True) as catalog, pytest.raises(Exception, match="No entity"):
        kept.find(catalog, "Lille")


@pytest.mark.parametrize("marks", ["• {}", "- {}", "{}", "3) {}", "* {} ;"])
def test_copies_tell_an_item_of_a_list_once_whatever_its_bullet(tmp_path: Path, marks: str) -> None:
    day = {"9 février 2017": "2017-02-09"}
    item = "Le 9 février 2017, des tentes à Lille"
    texts = [Text("fr", f"Une liste\n\n{form.format(item)}\n\nFin.", places=LILLE, dates=day)
             for form in ("– {}.", marks)]  # fmt: skip
    (event,) = told(tmp_path, *texts, pairs=((1, 2, links.DUPLICATE),))
    assert len(event["copies"]) == 1


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("fr", "Brest a ouvert le 3 mars 2016 et Lille le 5 avril 2016."),
        ("fr", "Brest a ouvert le 3 mars 2016, Lille le 5 avril 2016."),
        ("fr", "Le 3 mars 2016 Brest a ouvert, puis le 5 avril 2016 Lille."),
        ("fr", "Le 3 mars 2016, Brest a ouvert ; le 5 avril 2016, Lille."),
        ("en", "Brest opened on 3 March 2016 and Lille on 5 April 2016."),
        ("en", "Brest opened on 3 March 2016, while Lille closed on 5 April 2016."),
        ("en", "On 3 March 2016 Brest opened, and on 5 April 2016 Lille did."),
    ],
)
def test_of_two_names_with_two_dates_each_has_its_own(tmp_path: Path, lang: str, sentence: str) -> None:
    days = {"3 mars 2016": "2016-03-03", "5 avril 2016": "2016-04-05"}
    days |= {"3 March 2016": "2016-03-03", "5 April 2016": "2016-04-05"}
    text = Text(lang, sentence, places=["Brest", "Lille"], dates=days)
    with archive(tmp_path, [text]) as catalog:
        resolve(catalog, now=NOW)
        found = {
            name: [event.date for event in timeline(catalog, kept.find(catalog, name)).events]
            for name in ("Brest", "Lille")
        }
    assert found == {"Brest": ["2016-03-03"], "Lille": ["2016-04-05"]}


@pytest.mark.parametrize(
    ("lang", "text", "days"),
    [
        ("fr", "Lille, dit-elle : « Je suis arrivée hier à Lille. »", []),
        ("fr", "« Hier, Lille dormait », dit-elle.", []),
        ("en", "She wrote of Lille: “I came to Lille yesterday.”", []),
        ("en", '"I came to Lille yesterday," she said.', []),
        ("fr", "Hier, Lille a dit « non ».", ["2017-05-03"]),
        ("en", 'The "jungle" of Lille was cleared yesterday.', ["2017-05-03"]),
        ("fr", "« Le 9 février 2017, Lille dormait », dit-elle.", ["2017-02-09"]),
    ],
)
def test_yesterday_in_quotation_marks_hangs_on_a_day_that_nobody_knows(
    tmp_path: Path, lang: str, text: str, days: list[str]
) -> None:
    one = Text(
        lang, text, places=["Lille"], date="2017-05-04", dates={"9 février 2017": "2017-02-09"},
        relative=dict.fromkeys(("hier", "Hier", "yesterday"), "2017-05-03"),
    )  # fmt: skip
    assert dates(told(tmp_path, one)) == days
