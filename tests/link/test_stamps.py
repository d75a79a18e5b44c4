"""Lines that say when a text was posted, in the ways that pages of both languages have."""

import pytest

from archive.link.duplicates import at_odds, same, stamp, words

TEXT = """The ferry to Oxmoor does not run in winter, and whoever wants to cross has to ask the pilot.

Last week eleven people asked him. He took nine across and sent two back to the shelter for the night."""


@pytest.mark.parametrize(
    ("line", "rest", "numbers"),
    [
        ("Posted on 8 March 2017", "", {8, 3, 2017}),
        ("08/03/2017", "", {8, 3, 2017}),
        ("Publié le mercredi 8 mars 2017 à 10h30", "", {8, 3, 2017}),
        ("Mis en ligne le 1er août 2016 par admin", "", {1, 8, 2016}),
        ("Saint-Omer, le 5 février 2019", "saint omer", {5, 2, 2019}),
        ("March 8th, 2017", "", {8, 3, 2017}),
        ("28th of May, 2014", "", {28, 5, 2014}),
        ("2017-03-08", "", {8, 3, 2017}),
        ("03.04.17", "", {3, 4, 2017}),
    ],
)
def test_a_stamp_is_told(line: str, rest: str, numbers: set[int]) -> None:
    assert stamp(line) == (rest, tuple(sorted(numbers)))


@pytest.mark.parametrize(
    "line",
    [
        "On 8 March 2017 the ferry stayed in the harbour of Oxmoor all day long",
        "Rassemblement le 8 mars 2017 devant la préfecture",
        "Notice 12",
        "du 3 au 5 mars 2017",
        "May 2nd - 4th:",
        "Oxmoor",
        "",
    ],
)
def test_another_line_is_none(line: str) -> None:
    assert stamp(line) is None


@pytest.mark.parametrize(
    ("one", "other", "copies"),
    [
        (f"08/03/2017\n\n{TEXT}", f"Posted on 8 March 2017\n\n{TEXT}", True),
        (f"{TEXT}\n\nOxmoor, 8 March 2017", f"{TEXT}\n\nOxmoor, 8 March", True),
        (TEXT, f"{TEXT}\n\n8 March 2017", True),
        (f"8 March 2017\n\n{TEXT}", f"9 March 2017\n\n{TEXT}", False),
    ],
)
def test_copies_may_bear_their_date_in_other_ways(one: str, other: str, copies: bool) -> None:
    assert (same(words(one), words(other)) is not None) is copies


def test_a_long_text_posted_on_two_days_is_one_text() -> None:
    long = "\n\n".join(TEXT.replace("eleven", str(n)) for n in range(20, 26))
    assert same(words(f"8 March 2017\n\n{long}"), words(f"2 April 2018\n\n{long}")) == 1.0


def test_dates_are_at_odds_only_where_none_can_be_the_same() -> None:
    one = frozenset({(3, 8, 2017)})
    assert not at_odds(one, frozenset({(3, 8)}))
    assert not at_odds(one, frozenset())
    assert at_odds(one, frozenset({(3, 9, 2017)}))
