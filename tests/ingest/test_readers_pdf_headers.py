"""Headers, footers and titles that pages of a PDF repeat."""

from __future__ import annotations

import random

import pytest

from archive.records import Role
from corpus.pdf_made import SANS, Sheet, pdf, wrapped
from tests.ingest.test_readers_pdf import EN, FR, blocks, read


@pytest.mark.parametrize(
    ("headers", "footer"),
    [
        (("The Skelling Point Gazette", "Winter 1962"), "Page {n} of 5"),
        (("Bulletin municipal – n° {n}", "Séance du 3 mars"), "{n}"),
        (("Rapport annuel", "Association du Lavoir"), "– {n} –"),
    ],
)
def test_running_headers_and_page_numbers_are_chrome(headers: tuple[str, str], footer: str) -> None:
    """Left and right pages have their own; a page of the middle has none."""
    sheets = []
    for n in range(1, 6):
        sheet = Sheet()
        if n != 3:
            sheet.line(80 if n % 2 else 400, 45, headers[n % 2].format(n=n), 9, SANS)
        sheet.text(80, 100, 420, (EN + FR)[n])
        sheet.line(290, 810, footer.format(n=n), 9)
        sheets.append(sheet)
    page = read(pdf(sheets))
    assert blocks(page, Role.PARAGRAPH) == (EN + FR)[1:6]
    assert len(blocks(page, Role.CHROME)) == 9


LETTER = ("Madame, Monsieur,", FR[0], FR[1], "Le comité du lavoir")


POEM = (
    "Ô lavoir, ô matin clair",
    "l'eau dit ce que nous taisons,",
    "et le linge bat dans l'air",
    "la mesure des saisons.",
)


SONG = (
    "The ferry leaves at break of day,",
    "and I have stayed behind,",
    "with tickets nobody will take",
    "for islands none will find.",
)


@pytest.mark.parametrize(
    ("pages", "gap"),
    [
        ((("12 March 2015, Calais", EN[0]), ("13 March 2015, Calais", EN[1])), 26),
        (
            (
                ("Calais, le 3 mars 1962", FR[0]),
                ("Calais, le 4 mars 1962", FR[1]),
                ("Calais, le 5 mars 1962", FR[2]),
            ),
            60,
        ),
        (tuple((f"{n}/03/1962", FR[n]) for n in range(1, 3)), 60),
        ((("Letter 12", EN[0]), ("Letter 15", EN[1])), 60),
        ((LETTER, LETTER), 26),
        ((("Dear friends,", EN[0], EN[1]), ("Dear friends,", EN[2], EN[0])), 26),
        ((("Dear friends,", EN[0]), ("Dear friends,", EN[2])), 24),
        ((("Chers amis,", FR[0]), ("Chers amis,", FR[2])), 60),
        ((POEM, (POEM[0], *POEM[2:])), 12),
        ((SONG, (SONG[0], *SONG[2:])), 14),
    ],
)
def test_pages_that_begin_alike_keep_their_first_lines(
    pages: tuple[tuple[str, ...], ...], gap: float
) -> None:
    sheets = []
    for texts in pages:
        sheet, y = Sheet(), 72.0
        for text in texts:
            sheet.text(80, y, 420, text)
            y += 12 * (len(wrapped(text, 420, 10, "Times-Roman")[0]) - 1) + gap
        sheets.append(sheet)
    page = read(pdf(sheets))
    assert blocks(page, Role.CHROME) == []
    for texts in pages:
        assert page.text.count(texts[0]) == sum(other[0] == texts[0] for other in pages)


@pytest.mark.parametrize("first", [POEM, SONG], ids=["fr", "en"])
def test_a_verse_that_opens_some_pages_of_a_book_is_text(first: tuple[str, ...]) -> None:
    others = [text for text in (*FR, *EN) if text not in first]
    pages = [first if n % 4 == 0 else tuple(others[n % len(others)].split(". ")) for n in range(12)]
    sheets = []
    for lines in pages:
        sheet = Sheet()
        for k, line in enumerate(lines * (1 if lines is not first else 3)):
            sheet.line(80, 72 + 14 * k, line[:70])
        sheets.append(sheet)
    page = read(pdf(sheets))
    assert blocks(page, Role.CHROME) == []
    assert page.text.count(first[0]) == 9


@pytest.mark.parametrize(("title", "count"), [("Chapter two: the quay", 3), ("Le lavoir, chapitre deux", 6)])
def test_the_header_of_a_chapter_of_a_book_is_chrome(title: str, count: int) -> None:
    sheets = []
    for n in range(12):
        sheet = Sheet()
        if n in range(4, 4 + count):
            sheet.line(80, 50, title)
        words = " ".join(EN + FR).split()
        random.Random(n).shuffle(words)  # no two pages say the same
        sheet.text(80, 90, 420, " ".join(words[:80]))
        sheets.append(sheet)
    assert blocks(read(pdf(sheets)), Role.CHROME) == [title] * count


@pytest.mark.parametrize(
    "head", ["Lettre du lavoir, le 3 mars 1962, page {n}", "The Skelling Point Letter – {n} of 2"]
)
@pytest.mark.parametrize(("y", "size"), [(60, 10), (96, 8), (40, 10)])
def test_a_header_of_two_pages_stands_apart(head: str, y: float, size: float) -> None:
    sheets = [Sheet().line(80, y, head.format(n=n), size) for n in (1, 2)]
    for n, sheet in enumerate(sheets):
        sheet.text(80, 116 if y > 50 else 62, 420, FR[n])
        sheet.text(80, 166, 420, EN[n])
    assert blocks(read(pdf(sheets)), Role.CHROME) == [head.format(n=n) for n in (1, 2)]


def test_a_title_stays_where_headers_say_it_again() -> None:
    sheets = [Sheet() for _ in range(3)]
    sheets[0].line(150, 60, "La Gazette du lavoir", 24, SANS)
    for n, sheet in enumerate(sheets):
        if n:
            sheet.line(150, 60, "La Gazette du lavoir", 10, SANS)
        sheet.text(80, 100, 420, FR[n])
    page = read(pdf(sheets, title="Microsoft Word - gazette_v3.doc", author="user"))
    assert (page.title, page.author) == ("La Gazette du lavoir", None)
    assert blocks(page, Role.HEADING) == ["La Gazette du lavoir"]
    assert len(blocks(page, Role.CHROME)) == 2


def test_the_title_stays_on_the_first_page_where_all_have_it() -> None:
    sheets = []
    for n in range(3):
        sheet = Sheet().line(150, 60, "La Gazette du lavoir", 24, SANS)
        sheet.text(80, 100, 420, FR[n])
        sheet.text(80, 160, 420, FR[(n + 1) % 3])
        sheets.append(sheet)
    page = read(pdf(sheets))
    assert (page.title, blocks(page, Role.CHROME)) == ("La Gazette du lavoir", ["La Gazette du lavoir"] * 2)
