"""Tables whose cells go over several lines are read row by row, columns of text one after the other."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from archive.ingest.readers import read_page
from corpus.pdf_made import SANS, SERIF, SHY, Sheet, pdf, wrapped
from tests.ingest.test_readers_pdf import EN, FR, blocks

CHRONOLOGY = [
    (
        "1887",
        "Le lavoir de la rue des Tanneurs est couvert, après la pétition de quarante-deux femmes.",
    ),
    ("1904", "Une pompe."),
    (
        "1923",
        "Le conseil vend la parcelle voisine à la famille Daubrac, qui y bâtit une forge à charbon.",
    ),
    ("1951", "La forge ferme ; ses outils vont au musée de la ville, où ils sont encore."),
]
PROGRAMME = [
    ("9.30", "Welcome and tea in the reading room, with a short word from the mayor of Skelling Point."),
    (
        "10.15",
        "The ferry and its tickets: what four suitcases of stubs say of eleven years at sea.",
    ),
    ("11.00", "Break"),
    ("11.30", "A walk to the pier, whatever the weather, led by the niece of Agnes Thorold."),
]
VOTES = [
    ("Date", "Décision", "Voix"),
    ("12/03/2017", "La toiture du hangar sera refaite par les bénévoles, avec le bois de la scierie.", "41"),
    ("04/06/2017", "Les comptes sont approuvés.", "38"),
    ("11/11/2017", "La présidente écrira au préfet pour demander que le quai soit éclairé à nouveau.", "44"),
    ("02/02/2018", "Le bulletin paraîtra deux fois par an et sera envoyé à tous les adhérents.", "40"),
]
SPEAKERS = [
    ("Agnes", "I sold the tickets for eleven years, and I kept every stub in a shoe box under the stairs."),
    ("Keeper", "Did nobody ask for them?"),
    ("Agnes", "My niece did, and she brought them to the reading room in four suitcases last winter."),
    ("Keeper", f"And the cor{SHY}re{SHY}spon{SHY}dence of the com{SHY}pany, which was in the ticket office?"),
]
PLACES = {2: ((60, 60), (140, 210)), 3: ((60, 70), (140, 190), (350, 60))}


def table(rows: Sequence[Sequence[str]], pad: float, across: str) -> Sheet:
    """A sheet with a table: `pad`, white space between rows; `across`: where short cells stand in theirs."""
    sheet = Sheet().line(60, 70, "The title over the table", 18, SANS)
    y = 110.0
    for row in rows:
        high = max(
            len(wrapped(text, width, 10, SERIF)[0])
            for text, (_, width) in zip(row, PLACES[len(row)], strict=True)
        )
        for text, (x, width) in zip(row, PLACES[len(row)], strict=True):
            lines = len(wrapped(text, width, 10, SERIF)[0])
            down = {"top": 0.0, "middle": (high - lines) / 2}[across]
            sheet.text(x, y + 12 * down, width, text)
        y += 12 * high + pad
    sheet.text(60, y + 24, 400, EN[0])
    return sheet


@pytest.mark.parametrize("rows", [CHRONOLOGY, PROGRAMME, VOTES, SPEAKERS])
@pytest.mark.parametrize(("pad", "across"), [(0, "top"), (3, "top"), (8, "top"), (6, "middle")])
def test_the_rows_of_a_table_are_whole(rows: Sequence[Sequence[str]], pad: float, across: str) -> None:
    page = read_page(pdf([table(rows, pad, across)]), "application/pdf")
    told = [" | ".join(row).replace(SHY, "") for row in rows]
    assert blocks(page) == ["The title over the table", *told, EN[0]]


@pytest.mark.parametrize("texts", [EN, FR])
def test_a_column_of_short_lines_beside_a_text_is_no_table(texts: list[str]) -> None:
    sheet = Sheet().line(60, 70, "The title over both columns", 18, SANS)
    beside = ["7 June", "open day", "14 July", "regatta", "3 August", "fair on the pier"]
    for n, line in enumerate(beside):
        sheet.line(60, 110 + 12 * n, line)
    sheet.text(160, 110, 300, texts[0])
    sheet.text(160, 110 + 60, 300, texts[1])
    found = blocks(read_page(pdf([sheet]), "application/pdf"))
    assert [text for text in texts[:2] if text not in found] == []


@pytest.mark.parametrize("flush", [False, True])
def test_columns_in_two_languages_are_read_one_after_the_other(flush: bool) -> None:
    sheet = Sheet().line(60, 70, "The title over both columns", 18, SANS)
    for n, (one, two) in enumerate(zip(EN, FR, strict=True)):
        sheet.text(60, 110 + 90 * n, 210, one, flush=flush)
        sheet.text(300, 110 + 90 * n, 210, two, flush=flush)
    found = blocks(read_page(pdf([sheet]), "application/pdf"))
    assert found == ["The title over both columns", *EN, *FR]
