"""Books: chapters in the order of the spine, one text, with its title, authors and day."""

from __future__ import annotations

import pytest

from archive.errors import UnreadableInput
from archive.ingest.posts import split_page
from archive.ingest.readers import read_page, sniff
from archive.ingest.readers.inside import EPUB
from archive.records import Page
from corpus.office_made import packed

LIGHT = "Le phare de Brévaux sera rallumé samedi, après deux ans de travaux, a promis la mairie."
KEEPERS = "The lighthouse keepers of Oxmoor met on Monday and voted to paint the tower green again."
BOX = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="{}"/></rootfiles></container>'
)
SAID = (
    "<dc:title>Contes du port</dc:title><dc:creator>Odile Fabre</dc:creator><dc:creator>Joan "
    "Hale</dc:creator>"
    "<dc:language>fr-FR</dc:language><dc:date>1911-05-02</dc:date>"
)


NAV = ' properties="nav"'


def book(chapters: dict[str, str], said: str = SAID, **more: str) -> bytes:
    items = "".join(
        f'<item id="c{n}" href="{name}" media-type="application/xhtml+xml"'
        f"{NAV if name == 'nav.xhtml' else ''}/>"
        for n, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' xmlns:opf="http://www.idpf.org/2007/opf"><metadata>{said}</metadata><manifest>{items}'
        f'<item id="x" href="x.css" media-type="text/css"/></manifest><spine>{spine}</spine></package>'
    )
    parts = {"mimetype": "application/epub+zip", "META-INF/container.xml": BOX.format("OEBPS/b.opf")}
    parts |= {"OEBPS/b.opf": package, "OEBPS/x.css": "p {}"}
    # In the file in another order than in the book.
    parts |= {f"OEBPS/{name.replace('%20', ' ')}": chapters[name] for name in reversed(chapters)}
    return packed({**parts, **{f"META-INF/{k}.xml": v for k, v in more.items()}})


def page_of(body: str) -> str:
    return (
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>'
        f"<body class='menu'>{body}</body></html>"
    )


CHAPTERS = {
    "nav.xhtml": page_of("<ol><li>Un</li><li>Deux</li></ol>"),
    "b%20un.xhtml": page_of(f"<h2>Un</h2><p>{LIGHT}</p><a/><p>Fin.</p>"),
    "a.xhtml": page_of(f"<h2>Deux</h2><p>{LIGHT.replace('phare', 'port')}</p>"),
}


def read(data: bytes) -> Page:
    return read_page(data, sniff(data, "x.zip"))


def test_a_book_is_one_text_in_its_order() -> None:
    page = read(book(CHAPTERS))
    (draft,) = split_page(page).drafts
    assert draft.text == f"Un\n\n{LIGHT}\n\nFin.\n\n\nDeux\n\n{LIGHT.replace('phare', 'port')}"
    assert (draft.title, draft.author, page.date, page.lang) == (
        "Contes du port", "Odile Fabre, Joan Hale", "1911-05-02", "fr",
    )  # fmt: skip


def test_the_day_of_a_conversion_is_not_that_of_the_book() -> None:
    said = '<dc:date opf:event="modification">2014-02-27</dc:date>'
    page = read(book(CHAPTERS, said))
    assert (page.date, page.made) == (None, "2014-02-27")


def test_a_book_is_known_without_its_mimetype() -> None:
    assert sniff(packed({"META-INF/container.xml": BOX.format("b.opf"), "b.opf": "<package/>"}), "x") == EPUB


ENCRYPTED = (
    '<encryption xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData>'
    '<e:EncryptionMethod Algorithm="{}"/></e:EncryptedData></encryption>'
)


def test_a_locked_book_says_so_and_scrambled_fonts_lock_none() -> None:
    font = ENCRYPTED.format("http://www.idpf.org/2008/embedding")
    assert LIGHT in read(book(CHAPTERS, encryption=font)).text
    with pytest.raises(UnreadableInput, match="protected by a password: save a copy without it"):
        read(book(CHAPTERS, encryption=ENCRYPTED.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc")))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (book(CHAPTERS)[:700], "cut short or damaged"),
        (book({"a.xhtml": page_of("")}), "no text in it"),
        (packed({"mimetype": "application/epub+zip"}), "no text in it"),
        (book({"a.xhtml": page_of("<p>x" * 200_000)}), "elements"),
    ],
)
def test_refusals(data: bytes, reason: str) -> None:
    with pytest.raises(Exception, match=reason):
        read(data)


@pytest.mark.parametrize("mark", ['epub:type="noteref"', "role='doc-noteref'"])
@pytest.mark.parametrize("text", [LIGHT, KEEPERS])
def test_notes_and_boxes_of_a_book_are_text_and_their_numbers_are_none(mark: str, text: str) -> None:
    body = (
        f'<p>{text}<a href="#n1" {mark}>1</a> <a href="#x">Suite</a>.</p>'
        '<aside epub:type="footnote" id="n1"><p>Voir le bulletin du port.</p></aside>'
    )
    page = read_page(book({"a.xhtml": page_of(body)}), EPUB)
    (draft,) = split_page(page).drafts
    assert draft.text == f"{text} Suite.\n\nVoir le bulletin du port."
