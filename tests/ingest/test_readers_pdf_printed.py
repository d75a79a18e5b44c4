"""Pages of the web that a browser printed: its own lines are no text, date nothing, and name an address."""

from __future__ import annotations

import pytest

from archive.ingest.posts import split_page
from archive.ingest.readers import read_page
from archive.records import Page, Role
from corpus.pdf_made import SANS, Sheet, pdf

TEXT = {
    "fr": (
        "La passerelle des Trois Meules",
        "La passerelle des Trois Meules relie les deux rives depuis que le bac a cessé de passer.",
        "Honorine Castagnet, qui tenait le registre du bac, l'a remis à la bibliothèque avec ses deux clefs.",
    ),
    "en": (
        "The footbridge at Three Mills",
        "The footbridge at Three Mills has tied both banks together since the ferry stopped.",
        "Honor Castwell, who kept the book of the ferry, gave it to the library together with its two keys.",
    ),
}
ADDRESS = "https://meules.example/passerelle?id=3"
TITLE = "Passerelle – Meules"
# Head and foot, left and right, as browsers print them; {n} of {of} is the page.
BROWSERS = {
    "chrome-fr": (("28/11/2026 16:40", TITLE), (ADDRESS, "{n}/{of}")),
    "chrome-gb": (("28/11/2026, 16:40", TITLE), (ADDRESS, "{n}/{of}")),
    "chrome-us": (("11/28/26, 4:40 PM", TITLE), (ADDRESS, "{n}/{of}")),
    "chrome-ca": (("2026-11-28 16 h 40", TITLE), (ADDRESS, "{n}/{of}")),
    "firefox-en": ((TITLE, ADDRESS), ("{n} of {of}", "15.9.2007 11:02")),
    "firefox-fr": ((TITLE, ADDRESS), ("{n} sur {of}", "28/11/2026 à 16:40")),
    "explorer-fr": ((TITLE, "Page {n} sur {of}"), (ADDRESS, "28/11/2009")),
    "explorer-en": ((TITLE, "Page {n} of {of}"), (ADDRESS, "11/28/2009")),
    "safari": ((TITLE, "28/11/2026 16:40"), (ADDRESS, "Page {n} of {of}")),
}


def leaf(
    head: tuple[str, ...], texts: tuple[str, ...], foot: tuple[str, ...], n: int = 1, of: int = 1
) -> Sheet:
    sheet = Sheet()
    for y, cells in ((22, head), (828, foot)):
        for x, words in zip((24, 330), cells, strict=False):
            sheet.line(x, y, words.format(n=n, of=of), 8, SANS)
    sheet.line(60, 80, texts[0], 18, SANS)
    for i, text in enumerate(texts[1:]):
        sheet.text(60, 120 + 60 * i, 460, text, 11)
    return sheet


def read(sheets: list[Sheet]) -> Page:
    return read_page(pdf(sheets), "application/pdf")


def live(page: Page) -> str:
    return "\n".join(page.text[b.start : b.end] for b in page.blocks if b.role is not Role.CHROME)


@pytest.mark.parametrize("pages", [1, 2, 3])
@pytest.mark.parametrize("lang", TEXT)
@pytest.mark.parametrize("browser", BROWSERS)
def test_what_a_browser_prints_around_a_page_is_chrome(browser: str, lang: str, pages: int) -> None:
    head, foot = BROWSERS[browser]
    texts = [TEXT[lang], *((f"{n}, {TEXT[lang][0]}", f"{n}. {TEXT[lang][2]}") for n in "AB")][:pages]
    page = read([leaf(head, some, foot, n, pages) for n, some in enumerate(texts, 1)])
    assert live(page) == "\n".join(words for some in texts for words in some)
    assert page.title == TEXT[lang][0]
    assert (page.url, page.made, page.date) == (ADDRESS, None, None)
    assert all("2026" not in d.text and "2007" not in d.text for d in split_page(page).drafts)


@pytest.mark.parametrize(
    "address", ["https://meules.example/a/very/long…", "file:///C:/My pages/meules.html"]
)
def test_an_address_that_is_cut_or_none_of_the_web_is_chrome_alone(address: str) -> None:
    page = read([leaf(("28/11/2026 16:40", TITLE), TEXT["fr"], (address, "1/4"))])
    assert live(page) == "\n".join(TEXT["fr"])
    assert page.url is None


@pytest.mark.parametrize(
    ("head", "foot", "kept"),
    [
        (("Lille, le 3 mars 2019",), (), "Lille, le 3 mars 2019"),
        (("03/03/2019",), (), "03/03/2019"),
        (("3 March 2019 14:05",), ("https://meules.example",), "3 March 2019 14:05"),
        ((), ("https://meules.example",), "https://meules.example"),
        ((), ("Venez nombreux ! https://meules.example",), "https://meules.example"),
        (("28/11/2026 18:30",), ("https://meules.example",), "28/11/2026 18:30"),
        (("Compte rendu", "03/03/2019"), ("https://meules.example", "1/1"), "03/03/2019"),
        (("03/03/2019 18:30",), ("https://meules.example", "7/3"), "03/03/2019 18:30"),
        (("La fête du port",), ("https://meules.example", "1/1"), "https://meules.example"),
        ((), ("Page 1 sur 1", "https://meules.example"), "https://meules.example"),
    ],
)
def test_letters_and_leaflets_keep_their_lines(
    head: tuple[str, ...], foot: tuple[str, ...], kept: str
) -> None:
    page = read([leaf(head, TEXT["en"], foot)])
    assert kept in live(page)
    assert page.url is None


def test_a_date_in_the_text_of_a_printed_page_counts() -> None:
    head, foot = BROWSERS["chrome-fr"]
    texts = (*TEXT["fr"], "Meules, le 3 mars 2019")
    assert "3 mars 2019" in live(read([leaf(head, texts, foot)]))
