"""PDFs: reading order, paragraphs, what is no text, pages, titles; locked and damaged files."""

from __future__ import annotations

import pytest

from archive.ingest.posts import split_page
from archive.ingest.readers import read_page, sniff
from archive.records import Page, Role
from archive.text import page_at
from corpus.pdf_made import SANS, SHY, Sheet, pdf, wrapped

PDF = "application/pdf"
EN = [
    "The ferry that once tied Skelling Point to the islands left its last passengers in the autumn of 1961,"
    " and the ticket office behind the pier has been empty ever since.",
    "Agnes Thorold, who sold the tickets for eleven years, kept every stub in shoe boxes; her niece brought"
    " them to the reading room in four suitcases and asked for nothing but a receipt.",
    "What the stubs tell is how a small town travelled: to market on Tuesdays, to chapel on Sundays, and to"
    " the hospital whenever the weather allowed it.",
]
FR = [
    "Le lavoir de la rue des Tanneurs fut couvert en 1887, après que les lavandières eurent adressé au"
    " conseil une pétition de quarante-deux noms, dont la moitié signés d'une croix.",
    "Marceline Daubrac, la première de la liste, savait écrire et le fit savoir : sa lettre au préfet, longue"
    " de six pages, décrit l'eau, le gel et les genoux.",
    "On y apprend aussi que le savon venait de la ville voisine et que la commune en payait un pain à"
    " chaque veuve au mois de janvier.",
]


def read(data: bytes) -> Page:
    return read_page(data, sniff(data, "x.pdf"))


def blocks(page: Page, *roles: Role) -> list[str]:
    return [page.text[b.start : b.end] for b in page.blocks if not roles or b.role in roles]


@pytest.mark.parametrize("texts", [EN, FR])
@pytest.mark.parametrize(("size", "flush"), [(10, False), (10, True), (14, False), (14, True)])
def test_columns_are_read_one_after_the_other(texts: list[str], size: float, flush: bool) -> None:
    """Drawn line by line across both columns, as some programs do; a paragraph goes on in the second one.

    Large letters spread out to both margins leave gaps between words as wide as those between cells.
    """
    sheet = Sheet()
    sheet.line(60, 70, "A title over both columns of the page", 20, SANS)
    sheet.text(60, 120, 225, texts[0], size, flush=flush)
    rest = sheet.text(60, 260, 225, texts[1], size, flush=flush, most=2)
    sheet.text(310, 120, 225, rest, size, flush=flush)
    sheet.text(310, 260, 225, texts[2], size, flush=flush)
    sheet.runs.sort(key=lambda run: run[1])
    page = read(pdf([sheet]))
    assert blocks(page) == ["A title over both columns of the page", *texts]
    assert page.title == "A title over both columns of the page"


@pytest.mark.parametrize("texts", [EN, FR])
def test_a_paragraph_goes_on_overleaf_and_knows_both_pages(texts: list[str]) -> None:
    first, second = Sheet(), Sheet()
    first.text(80, 100, 420, texts[0])
    rest = first.text(80, 160, 420, texts[1], most=1)
    second.text(80, 100, 420, rest)
    second.text(80, 180, 420, texts[2])
    page = read(pdf([first, second]))
    assert blocks(page) == texts
    at = page.text.index(texts[1])
    cut = page.text.index(rest)
    numbers = [page_at(page.pages, at), page_at(page.pages, cut - 1), page_at(page.pages, cut)]
    assert numbers == [1, 1, 2]
    (draft,) = split_page(page).drafts
    assert page_at(draft.pages, draft.text.index(texts[2])) == 2


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        # joined: the document or the language has the word
        (f"une belle repré{SHY}sentation", "représentation"),
        (f"the whole depart{SHY}ment", "department"),
        (f"un étrange mordoragne, le mordo{SHY}ragne", "mordoragne, le mordoragne"),
        (f"the quibbleworth, a quibble{SHY}worth", "quibbleworth, a quibbleworth"),
        # kept: compounds, pronouns behind a verb, what the document itself writes so
        (f"the age of self-{SHY}publishing", "self-publishing"),
        (f"jusqu'à la mi-{SHY}juin", "mi-juin"),
        (f"ainsi parlait-{SHY}elle", "parlait-elle"),
        (f"a long-{SHY}term plan", "long-term"),
        (f"the Ombre-Vale road, near Ombre-{SHY}Vale", "Ombre-Vale road, near Ombre-Vale"),
        (f"de Saint-{SHY}Étienne", "Saint-Étienne"),
        # nobody knows the word, or the document alone
        (f"un étrange mordo{SHY}ragne", "mordoragne"),
        (f"un grelin-bras, et le grelin-{SHY}bras", "grelin-bras, et le grelin-bras"),
    ],
)
def test_hyphens_at_line_ends(text: str, whole: str) -> None:
    head, _, tail = text.rpartition(SHY)
    sheet = Sheet()
    sheet.line(80, 100, EN[0][:60])
    sheet.line(80, 112, head if head.endswith("-") else f"{head}-")
    sheet.line(80, 124, f"{tail} and so on to the end of it.")
    assert whole in read(pdf([sheet])).text


@pytest.mark.parametrize(
    ("lines", "places", "whole"),
    [
        # nothing but the room left in a line tells where the paragraph ends
        (("The lamps burn from dusk till", "dawn.", "Agnes Thorold lights them all by"), (100, 112, 124),
         ["The lamps burn from dusk till dawn.", "Agnes Thorold lights them all by"]),
        # nothing but the distance
        (("The lamps burn from dusk till one.", "Agnes Thorold lights them all by.",
          "Nobody else may do that now."),
         (100, 112, 130), ["The lamps burn from dusk till one. Agnes Thorold lights them all by.",
                           "Nobody else may do that now."]),
    ],
)  # fmt: skip
def test_where_a_paragraph_ends(lines: tuple[str, ...], places: tuple[int, ...], whole: list[str]) -> None:
    sheet = Sheet()
    for line, y in zip(lines, places, strict=True):
        sheet.line(80, y, line)
    for n in range(4):
        sheet.line(80, 160 + 12 * n, "and so on, in lines that are as long")
    assert blocks(read(pdf([sheet])))[: len(whole)] == whole


def test_a_line_spread_out_to_the_margins_is_no_table() -> None:
    lines = ["La Société du lavoir paie le savon", "aux veuves", "de la commune, et le bois de chauffe"]
    sheet = Sheet()
    for n, line in enumerate(lines):
        words = line.split()
        if n == 1:
            sheet.row(112, [(80, words[0]), (216, words[1])])
        else:
            sheet.line(80, 100 + 12 * n, line)
    sheet.line(80, 136, "à qui en demande avant Noël.")
    assert blocks(read(pdf([sheet]))) == [
        "La Société du lavoir paie le savon aux veuves de la commune, et le bois de chauffe à qui en demande"
        " avant Noël."
    ]


def test_a_line_that_ends_early_goes_on_overleaf_in_small_letters() -> None:
    first, second = Sheet(), Sheet()
    first.text(80, 100, 300, EN[0], most=2)
    first.line(80, 124, "and the ticket")
    second.line(80, 100, "office, which M.").text(80, 112, 300, EN[1])
    page = read(pdf([first, second]))
    assert "and the ticket office, which M." in blocks(page)[0]


def test_a_footnote_does_not_tear_the_sentence_that_goes_on_overleaf() -> None:
    first, second = Sheet(), Sheet()
    rest = first.text(80, 600, 420, f"{FR[0]} {FR[1]}", most=3)
    first.text(80, 700, 420, "1 Archives de la commune, registre des délibérations, cote 4 N 2.", 7.5)
    second.text(80, 100, 420, rest)
    page = read(pdf([first, second]))
    assert blocks(page) == [
        f"{FR[0]} {FR[1]}", "1 Archives de la commune, registre des délibérations, cote 4 N 2."
    ]  # fmt: skip
    note = page.text.index("1 Archives")
    assert [page_at(page.pages, note - 3), page_at(page.pages, note)] == [2, 1]


def test_a_table_is_read_by_its_rows() -> None:
    sheet = Sheet()
    sheet.text(80, 100, 420, EN[0])
    rows = [("Year", "Tickets", "Income"), ("1958", "4,210", "£ 631"), ("1959", "3,988", "£ 598")]
    for n, cells in enumerate(rows):
        sheet.row(180 + 14 * n, list(zip((80, 220, 360), cells, strict=True)))
    sheet.text(80, 260, 420, EN[1])
    assert blocks(read(pdf([sheet]))) == [EN[0], *(" | ".join(cells) for cells in rows), EN[1]]


def test_a_table_across_two_columns_of_text_stays_whole() -> None:
    text = f"{EN[0]} {EN[1]} {EN[2]}"
    sheet = Sheet()
    rest = sheet.text(60, 100, 230, text, most=5)
    rest = sheet.text(310, 100, 230, rest, most=5)
    rows = [("Year", "Tickets sold", "Income", "Storms"), ("1958", "4,210", "631", "3")]
    rows.append(("1959", "3,988", "598", "5"))
    for n, cells in enumerate(rows):
        sheet.row(180 + 14 * n, list(zip((100, 200, 320, 430), cells, strict=True)))
    sheet.text(60, 240, 230, f"{FR[0]} {FR[1]}", most=5)
    sheet.text(310, 240, 230, wrapped(f"{FR[0]} {FR[1]}", 230, 10, "Times-Roman", 0, 5)[1])
    told = blocks(read(pdf([sheet])))
    assert [" | ".join(cells) for cells in rows] == [one for one in told if " | " in one]
    assert told[0] == text.removesuffix(rest).strip()
    assert told[-1] == f"{FR[0]} {FR[1]}"


@pytest.mark.parametrize("apart", [True, False])
def test_a_list_of_contents_is_chrome(apart: bool) -> None:
    sheet = Sheet().line(80, 80, "Table des matières", 16, SANS)
    for n, (title, page) in enumerate((("Le lavoir", "3"), ("Les lavandières", "12"), ("Le savon", "27"))):
        if apart:
            sheet.row(110 + 14 * n, [(80, title), (200, "." * 80), (440, page)])
        else:
            sheet.line(80, 110 + 14 * n, f"{title} {'. ' * (90 - 2 * len(title))}{page}")
    sheet.text(80, 200, 420, FR[0])
    assert blocks(read(pdf([sheet])), Role.PARAGRAPH, Role.LIST_ITEM, Role.HEADING) == [
        "Table des matières", FR[0]
    ]  # fmt: skip


def test_a_large_initial_belongs_to_its_word() -> None:
    sheet = Sheet().line(60, 125, FR[0][0], 40)
    rest = sheet.text(90, 105, 430, FR[0][1:], 11, most=1)
    sheet.text(90, 118.2, 430, rest, 11)
    sheet.text(60, 160, 460, FR[1], 11)
    assert blocks(read(pdf([sheet]))) == FR[:2]


def test_lists_and_headings_are_told_by_their_looks() -> None:
    sheet = Sheet()
    sheet.line(80, 90, "Règlement du lavoir", 20, SANS)
    sheet.line(80, 130, "1. Les heures", 12, "Times-Bold")
    sheet.text(80, 150, 420, FR[0])
    sheet.line(80, 200, "Sont interdits", 10, "Times-Bold")
    for n, item in enumerate(("le linge d'autrui,", "les chiens,", "les querelles.")):
        sheet.line(90, 220 + 12 * n, "•")
        sheet.line(105, 220 + 12 * n, item)
    page = read(pdf([sheet]))
    told = [(b.role, b.level, page.text[b.start : b.end]) for b in page.blocks]
    assert told == [
        (Role.HEADING, 1, "Règlement du lavoir"), (Role.HEADING, 2, "1. Les heures"),
        (Role.PARAGRAPH, 0, FR[0]), (Role.HEADING, 3, "Sont interdits"),
        (Role.LIST_ITEM, 0, "• le linge d'autrui,"), (Role.LIST_ITEM, 0, "• les chiens,"),
        (Role.LIST_ITEM, 0, "• les querelles."),
    ]  # fmt: skip


def test_an_item_goes_on_below_its_text_whatever_its_lines_begin_with() -> None:
    items = ["The ferry of Skelling", "Agnes Thorold, who sold tickets for eleven years to", "The stubs"]
    sheet = Sheet()
    y = 100
    for item in items:
        sheet.line(80, y, "•").line(95, y, item).line(95, y + 12, "MIME and so on until the line ends here.")
        y += 24
    sheet.text(80, y + 30, 420, EN[0])
    assert blocks(read(pdf([sheet]))) == [
        *(f"• {item} MIME and so on until the line ends here." for item in items), EN[0],
    ]  # fmt: skip


def test_a_list_of_books_has_its_lines_set_in() -> None:
    books = [
        "Daubrac, M. (1888). Lettre au préfet sur l'eau, le gel et les genoux. Annales de la Société du"
        " lavoir de Brévaux, 4, 12-31.",
        "Thorold, A. (1961). The stubs of Skelling Point: what they tell and what they do not. In Proceedings"
        " of the Oxmoor Society, 88-97. Oxmoor.",
        "Vidonne, L. (1902). Le savon de la ville voisine, son prix et son poids. Revue des marchés, nouvelle"
        " série, 7.",
    ]
    sheet = Sheet()
    y = 100.0
    for book in books:
        sheet.text(80, y, 300, book, indent=0, most=1)
        rest = wrapped(book, 300, 10, "Times-Roman", 0, 1)[1]
        y += 12
        while rest:
            rest = sheet.text(95, y, 285, rest, most=1)
            y += 12
    assert blocks(read(pdf([sheet]))) == books


def test_what_a_colon_introduces_stands_beside_it() -> None:
    sheet = Sheet().line(80, 80, "Note de service", 16, SANS)
    for n, cells in enumerate((("À :", "toutes les lavandières"), ("Date :", "12 mars 2019"))):
        sheet.row(110 + 16 * n, list(zip((80, 180), cells, strict=True)))
    sheet.text(80, 180, 420, FR[0])
    page = read(pdf([sheet]))
    assert blocks(page) == ["Note de service", "À : toutes les lavandières", "Date : 12 mars 2019", FR[0]]


def test_an_emblem_is_no_title() -> None:
    sheet = Sheet().line(80, 60, "LAVO", 30, SANS).line(200, 110, "Bulletin du lavoir, été 1962", 18, SANS)
    sheet.text(80, 160, 420, FR[0])
    assert read(pdf([sheet])).title == "Bulletin du lavoir, été 1962"


@pytest.mark.parametrize(("mark", "texts"), [("Objet : ", FR), ("Subject: ", EN), ("RE: ", EN)])
def test_a_letter_is_titled_by_its_subject(mark: str, texts: list[str]) -> None:
    sheet = Sheet().line(80, 80, "La Société du lavoir", 11).line(80, 160, f"{mark}The roof", 11)
    sheet.text(80, 200, 420, texts[0], 11)
    assert read(pdf([sheet], title="lettre_v2.doc")).title == "The roof"


def test_a_caption_in_a_column_does_not_tear_the_sentence_around_it() -> None:
    sheet = Sheet()
    rest = sheet.text(80, 100, 225, EN[0], most=2)
    sheet.line(80, 230, "Figure 2. The pier in 1961.", 8, SANS)
    sheet.text(80, 250, 225, rest)
    assert blocks(read(pdf([sheet]))) == [EN[0], "Figure 2. The pier in 1961."]


@pytest.mark.parametrize(
    ("begun", "goes_on", "whole"),
    [
        (
            "Les retours des équipes du",
            "Conservatoire ont été bons, et la visite reprend au printemps.",
            True,
        ),
        ("We gave the keys of the", "Lighthouse Trust to the mayor, who hung them on a nail.", True),
        ("Les retours des équipes", "Conservatoire ouvert, avec une visite chaque samedi de mai.", False),
        ("We gave them what we are at.", "Lighthouse Trust opens the gallery on Saturday, with soup.", False),
    ],
)
@pytest.mark.parametrize("size", [8, 10])
def test_a_short_line_that_cannot_end_goes_on_behind_a_caption(
    begun: str, goes_on: str, whole: bool, size: int
) -> None:
    sheet = Sheet()
    sheet.text(80, 100, 225, FR[0])
    sheet.line(80, 250, begun)
    sheet.line(80, 290, "La grue du port en 1961", size, SANS)
    sheet.text(80, 330, 225, goes_on)
    assert (f"{begun} {goes_on}" in blocks(read(pdf([sheet])))) is whole


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_turned_page_is_read_as_its_writing_runs(turned: int) -> None:
    sheet = Sheet(turned=turned)
    sheet.text(60, 120, 225, EN[0])
    sheet.text(310, 120, 225, EN[1])
    assert blocks(read(pdf([sheet]))) == EN[:2]


# -- files that are not as they should be ----------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("markdown", "The lighthouse of Brackwater"),  # a word that the text says is not its title
        ("rapport", "The lighthouse of Brackwater"),
        ("keeper", "The lighthouse of Brackwater"),
        ("harbour wall", "The lighthouse of Brackwater"),
        ("Minutes 2017", "Minutes 2017"),  # a line of its own
        ("The lighthouse of Brackwater", "The lighthouse of Brackwater"),
        ("the keeper and the harbour wall", "the keeper and the harbour wall"),
    ],
)
def test_the_metadata_title_is_believed_where_the_page_says_it_as_one(said: str, title: str) -> None:
    sheet = Sheet().line(60, 100, "The lighthouse of Brackwater", 20).line(60, 140, "Minutes 2017")
    sheet.text(60, 180, 400, "A rapport between the keeper and the harbour wall, in the keeper's markdown.")
    data = pdf([sheet], title=said)
    assert read_page(data, "application/pdf").title == title
