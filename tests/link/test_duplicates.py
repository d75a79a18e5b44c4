"""Copies, and texts of one form that are none."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.link.duplicates import keys, resembling, same, sample, words

ENGLISH = """Winter shelter opens on Mill Lane

The old bakery on Mill Lane will stay open every night until the end of March. Anyone who needs a bed can
come after seven, and the kitchen serves soup and bread from eight.

Volunteers meet on Sundays. We need blankets, a second stove and somebody who can repair the roof."""
FRENCH = """Un abri d'hiver rue du Moulin

L'ancienne boulangerie de la rue du Moulin restera ouverte chaque nuit jusqu'à la fin du mois de mars. On
peut venir après sept heures, et la cuisine sert de la soupe et du pain dès huit heures.

Les bénévoles se réunissent le dimanche. Il manque des couvertures, un deuxième poêle et un couvreur."""


@pytest.mark.parametrize("text", [ENGLISH, FRENCH])
@pytest.mark.parametrize(
    "edit",
    [
        lambda t: t,
        lambda t: t.upper(),
        lambda t: t.replace(" ", "\u00a0 ").replace("\n\n", "\n \n\n"),
        lambda t: f"Home | About | Contact\n\n{t}\n\nLegal notice\nSite map",
        lambda t: t.replace("Mill Lane will", "will").replace("rue du Moulin restera", "restera"),
        lambda t: f"{t}\n\nReposted with thanks.",
        lambda t: t.replace("\n\n", "\n\nRead also our other pages.\n\n", 1),
        lambda t: t.replace("Volunteers", "photo12Volunteers").replace(
            "Les bénévoles", "photo12Les bénévoles"
        ),
        lambda t: t.replace("é", "e"),
        lambda t: t.replace("kitchen", "kitchn").replace("cuisine", "cuisne"),
    ],
)
def test_copies(text: str, edit: object) -> None:
    assert callable(edit)
    copy = edit(text)
    alike = same(words(text), words(copy))
    assert alike is not None
    assert alike > 0.8
    assert same(words(copy), words(text)) == alike
    assert len(set(keys(text)) & set(keys(copy))) >= 2


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Mill Lane", "Dock Road"),
        ("after seven", "after nine"),
        ("end of March", "end of April"),
        ("a second stove", "a third stove"),
        ("Winter shelter opens", "Winter shelter closes"),
    ],
)
def test_texts_of_one_form_are_no_copies(one: str, two: str) -> None:
    assert same(words(ENGLISH), words(ENGLISH.replace(one, two))) is None


def test_another_number_in_the_first_or_last_line_makes_another_text() -> None:
    assert same(words(f"Notice 12\n\n{ENGLISH}"), words(f"Notice 13\n\n{ENGLISH}")) is None
    assert same(words(f"{ENGLISH}\n\n4 May"), words(f"{ENGLISH}\n\n5 May")) is None


def test_a_quotation_is_no_copy() -> None:
    quoting = f"{ENGLISH}\n\n" + "\n\n".join(
        f"Then came week {n}, and with it another {n * 7} visitors whom nobody had expected at all."
        for n in range(1, 9)
    )
    assert same(words(ENGLISH), words(quoting)) is None


MORE = {
    "en": """The library opens again

The library of the quarter opens again after half a year of works, and children may read there until seven.

The volunteers are still looking for shelves, and for two armchairs that nobody at home would miss.""",
    "fr": """La bibliothèque rouvre

La bibliothèque du quartier rouvre après six mois de travaux, et les enfants y liront jusqu'à sept heures.

Les bénévoles cherchent encore des rayonnages, et deux fauteuils dont personne ne se sert plus chez soi.""",
}


@pytest.mark.parametrize(("lang", "text"), [("en", ENGLISH), ("fr", FRENCH)])
@pytest.mark.parametrize("form", ["{text}\n\n{more}", "{more}\n\n{text}", "{first}\n\n{more}\n\n{rest}"])
def test_a_digest_is_no_copy_of_an_item_of_it(lang: str, text: str, form: str) -> None:
    first, _, rest = text.rpartition("\n\n")
    digest = "Monthly / Mensuel\n\n" + form.format(text=text, more=MORE[lang], first=first, rest=rest)
    assert same(words(text), words(digest)) is None
    menus = "\n".join(line for line in MORE[lang].split("\n") if len(line) < 30)
    assert same(words(text), words(digest.replace(MORE[lang], menus))) is not None


def test_nothing_is_no_copy_of_anything() -> None:
    assert keys("") == ()
    assert same(words(""), words(ENGLISH)) is None


@given(st.text())
def test_a_text_is_its_own_copy(text: str) -> None:
    assert same(words(text), words(text)) == 1.0
    assert all(-(2**63) <= key < 2**63 for key in keys(text))


@given(st.text(alphabet="ab \n1A", max_size=60), st.text(alphabet="ab \n1A", max_size=60))
def test_being_copies_goes_both_ways(one: str, two: str) -> None:
    assert (same(words(one), words(two)) is None) == (same(words(two), words(one)) is None)


def _long(seed: int) -> str:
    chance = random.Random(seed)
    lines = [" ".join(f"mot{int(chance.paretovariate(0.9))}" for _ in range(40)) for _ in range(700)]
    return "\n".join(lines)


def test_long_texts_resemble_each_other_only_if_they_are_copies() -> None:
    text = _long(1)
    lines = text.split("\n")
    copy = "\n".join([*(f"Menu {i}" for i in range(50)), *lines[:300], "Une ligne de plus.", *lines[302:]])
    assert resembling(sample(text), sample(copy))
    assert not resembling(sample(text), sample(_long(2)))
    assert same(words(text), words(text + "\nSuite au verso.")) is not None
