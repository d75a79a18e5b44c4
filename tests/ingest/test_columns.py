"""Plain text in columns, as `pdftotext -layout` writes it: read column by column; tables stay tables."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from itertools import zip_longest

import pytest

from archive.ingest.posts import split_page
from archive.ingest.readers import read_page
from archive.ingest.readers.columns import laid_out
from archive.records import Page, Role

SAID = {
    "fr": (
        "Le conseil a voté mardi la fermeture de la piscine pour deux hivers, et personne dans la salle n'en "
        "avait été averti avant le début de la séance. Les parents sont partis en colère et reviendront.",
        "Nous avons demandé au guichet et reçu un formulaire de onze pages, où il faut dire combien de fois "
        "on nage et pourquoi. Ma voisine l'a rempli de dessins de poissons, et elle a déjà une réponse.",
        "La piscine de la ville voisine a de la place le lundi, si quelqu'un y conduit les enfants et les "
        "ramène. J'ai une voiture à sept places et rien à faire avant le soir, écrivez-moi à ce sujet.",
        "Une réunion aura lieu le 3 mai 2018 à Roubaix, dans la salle du bas. Chacun y apportera une chaise, "
        "du pain de la veille et une idée pour les enfants qui ne savent pas encore nager.",
    ),
    "en": (
        "The council voted on Tuesday to close the swimming pool for two winters, and nobody in the room had "
        "been told about it before the meeting began. Parents left in anger and will come back in numbers.",
        "We asked at the desk and were given a form, eleven pages long, in which one has to say how often "
        "one swims and why. My neighbour filled it in with drawings of fish, and has had an answer already.",
        "The pool in the next town has room on Mondays if somebody drives the children there and back. I "
        "have a car with seven seats and nothing to do before the evening, so write to me about it.",
        "A meeting will be held on 3 May 2018 in Roubaix, in the lower room. Everyone is to bring a chair, "
        "yesterday's bread and an idea for the children who have not learnt to swim yet.",
    ),
}
TITLE = {"fr": "La piscine ferme", "en": "The pool closes"}


def _column(said: Sequence[str], width: int, *, blank: bool = True, indent: str = "") -> list[str]:
    lines: list[str] = []
    for paragraph in said:
        lines += [*(textwrap.wrap(paragraph, width, initial_indent=indent)), *([""] if blank else [])]
    return lines[:-1] if blank else lines


def _beside(*columns: Sequence[str], gap: int = 4, jitter: int = 0) -> str:
    widths = [max(map(len, column)) + gap for column in columns]
    rows = []
    for n, row in enumerate(zip_longest(*columns, fillvalue="")):
        cells = [cell.ljust(width + (n % 2) * jitter) for cell, width in zip(row, widths, strict=True)]
        rows.append("".join(cells).rstrip())
    return "\n".join(rows)


def _plain(said: Sequence[str], title: str) -> str:
    return _beside(_column(said[:2], 40), _column(said[2:], 40))


def _titled(said: Sequence[str], title: str) -> str:
    return f"{title:^90}\n\n" + _beside(_column(said[:2], 42), _column(said[2:], 42), gap=3)


def _three(said: Sequence[str], title: str) -> str:
    return _beside(*(_column(said[n : n + 1], 30) for n in range(3)), _column(said[3:], 30), gap=3)


def _indented(said: Sequence[str], title: str) -> str:
    columns = (
        _column(said[:2], 40, blank=False, indent="   "),
        _column(said[2:], 40, blank=False, indent="   "),
    )
    return _beside(*columns)


def _uneven(said: Sequence[str], title: str) -> str:
    return _beside(_column(said[:2], 40), _column(said[2:], 40), jitter=1)


def _narrow(said: Sequence[str], title: str) -> str:
    return _beside(_column(said[:2], 34), _column(said[2:], 34), gap=2)


def _pages(said: Sequence[str], title: str) -> str:
    one = _beside(_column(said[:1], 40), _column(said[1:2], 40))
    two = _beside(_column(said[2:3], 40), _column(said[3:], 40))
    return f"{one}\n\n{'1':^84}\n\f{two}\n\n{'2':^84}\n\f"


FORMS = (_plain, _titled, _three, _indented, _uneven, _narrow, _pages)


def _read(text: str) -> Page:
    return read_page(text.encode(), "text/plain")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("lang", SAID)
def test_columns_are_read_one_after_the_other(lang: str, form: Callable[[Sequence[str], str], str]) -> None:
    text = form(SAID[lang], TITLE[lang])
    page = _read(text)
    assert sorted(page.text.split()) == sorted(text.split())  # nothing is lost, nothing comes twice
    (draft,) = split_page(page).drafts
    assert draft.lang == lang
    read = [" ".join(one.split()) for one in draft.text.split("\n\n")]
    titled = [TITLE[lang]] if form is _titled else []
    assert read == [*titled, *SAID[lang]]
    assert draft.title == (TITLE[lang] if titled else None)


def test_two_languages_side_by_side_are_two_texts() -> None:
    page = _read(_beside(_column(SAID["fr"], 42), _column(SAID["en"], 42)))
    drafts = split_page(page).drafts
    assert [draft.lang for draft in drafts] == ["fr", "en"]
    assert [draft.text.split("\n\n") for draft in drafts] == [list(SAID["fr"]), list(SAID["en"])]


@pytest.mark.parametrize("lang", SAID)
def test_pages_are_told_and_their_numbers_are_no_text(lang: str) -> None:
    page = _read(_pages(SAID[lang], TITLE[lang]))
    assert [(one.number, page.text[one.start :].split()[0]) for one in page.pages] == [
        (1, SAID[lang][0].split()[0]), (2, SAID[lang][2].split()[0]),
    ]  # fmt: skip
    assert [page.text[b.start : b.end] for b in page.blocks if b.role is Role.CHROME] == ["1", "2"]


def test_a_word_divided_at_the_end_of_a_line_is_whole_again() -> None:
    left = ["Les voisins du canal ont remis le four en", "marche, et la farine vient du moulin voi-",
            "sin, que deux familles ont racheté avec", "les économies de la caisse de grève de la",
            "scierie, fermée depuis la crue de mars", "et que personne ne veut plus reprendre."]  # fmt: skip
    right = _column(SAID["fr"], 42, blank=False)[:6]
    assert "du moulin voisin, que deux familles" in _read(_beside(left, right)).text


TABLES = {
    "prices": [("Pain de seigle au levain", "4 euros"), ("Soupe du jour avec du pain", "2 euros")],
    "an agenda": [("9h30", "Accueil des familles dans la grande salle"), ("10h15", "Lecture de la lettre")],
    "a glossary": [("asylum seeker", "a person who has asked a state for protection"),
                   ("removal order", "the decision by which someone has to leave")],
    "sentences in rows": [("We meet on Monday in the lower room.", "Nous nous réunissons lundi en salle."),
                          ("Bring a chair and some bread.", "Apportez une chaise et du pain.")],
    "signatures": [("Odile Marchand, batelière au canal", "Jean Lemaire, instituteur à Lille"),
                   ("Ada Kerr, docker at the port", "Noé Blin, apprenti de la scierie")],
    "minutes": [("Ada Kerr:", "we asked at the desk and were given a form, eleven pages"),
                ("", "long, in which one has to say how often one swims")],
    "notes in the margin": [("we asked at the desk and were given a form of eleven pages", "note"),
                            ("long, in which one has to say how often one swims", "see page 3")],
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_not_read_as_columns(name: str) -> None:
    text = "\n".join(f"{left:<64}{right}" for left, right in TABLES[name] * 6)
    assert laid_out(text) is None
    assert _read(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(textwrap.wrap(" ".join(SAID["en"]).replace(". ", ".  "), 60)),
        "\n".join(line.replace(" ", "  ", 3) for line in textwrap.wrap(" ".join(SAID["fr"]), 60)),
        "\n".join(["the tide comes in", "        and carries what we left"] * 8),
    ],
    ids=["two spaces after a stop", "justified", "verse"],
)
def test_wide_spaces_alone_are_no_columns(text: str) -> None:
    assert _read(text).text == text


def test_a_few_lines_side_by_side_in_a_long_text_stay_where_they_are() -> None:
    text = (
        _plain(SAID["fr"], "") + "\n\n" + "\n\n".join("\n".join(textwrap.wrap(p, 70)) for p in SAID["fr"] * 9)
    )
    assert _read(text).text == text
