"""Word documents and OpenDocument texts: what is read once, what is left out, what is chrome."""

from __future__ import annotations

import io
import zipfile

import pytest

from archive.errors import BadInput, BinaryInput, EmptyInput, UnreadableInput
from archive.ingest.dating import date_documents
from archive.ingest.posts import split_page
from archive.ingest.readers import read_page, sniff
from archive.ingest.readers.inside import DOCX, ODT
from archive.ingest.readers.lines import Line
from archive.ingest.readers.said import title_of
from archive.records import Page, Role
from corpus.office_made import docx, odt, p, packed

LIGHT = "Le phare de Brévaux sera rallumé samedi, après deux ans de travaux, a promis la mairie."
KEEPERS = "The lighthouse keepers of Oxmoor met on Monday and voted to paint the tower green again."


def read(data: bytes, name: str = "") -> Page:
    return read_page(data, sniff(data, name))


def lines(page: Page) -> list[tuple[str, str]]:
    return [(page.text[b.start : b.end], b.role.value) for b in page.blocks]


def texts(data: bytes) -> list[str]:
    return [text for text, _ in lines(read(data))]


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(f'<w:tc>{c}</w:tc>' for c in cells)}</w:tr>"


BOX = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
    "<w:txbxContent>{0}</w:txbxContent>"
    "</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent>"
    "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
NESTED = f"<w:tbl>{row(p('a'), p('b'))}</w:tbl>"
DELETED = "<w:rPr><w:del w:id='1' w:author='x'/></w:rPr>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # Tracked changes: what was put in stays, what was taken out goes, a paragraph joined is one.
        (
            p(
                "<w:r><w:t>La séance est </w:t></w:r><w:del><w:r><w:delText>levée</w:delText><w:t>"
                "levée</w:t></w:r>"
                "</w:del><w:ins><w:r><w:t>ouverte</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r>"
            ),
            ["La séance est ouverte."],
        ),
        (p("Le bureau ", properties=DELETED) + p("se réunit lundi."), ["Le bureau se réunit lundi."]),
        (
            p("<w:moveFrom><w:r><w:t>Moved away</w:t></w:r></w:moveFrom><w:r><w:t>It stays.</w:t></w:r>")
            + p("<w:moveTo><w:r><w:t>Moved here.</w:t></w:r></w:moveTo>"),
            ["It stays.", "Moved here."],
        ),
        # A box stands in the file twice, and floats in the middle of a sentence.
        (
            p(
                f"<w:r><w:t>The choir sang </w:t></w:r>{BOX.format(p('Free soup'))}<w:r><w:t>until "
                f"dawn.</w:t></w:r>"
            ),
            ["The choir sang until dawn.", "Free soup"],
        ),
        # Tables: short cells make one line, longer ones run on, a table in a cell too.
        (
            f"<w:tbl>{row(p('Lundi'), p('14 h'), p(''), p('Brel'))}{row(p('Mardi'), p('9 h'))}</w:tbl>",
            ["Lundi | 14 h | Brel", "Mardi | 9 h"],
        ),
        (f"<w:tbl>{row(p(LIGHT) + p('Fin.'), p('Seul'))}</w:tbl>", [LIGHT, "Fin.", "Seul"]),
        (
            f"<w:tbl>{row(NESTED + p(''), p(''))}</w:tbl>",
            ["a | b"],
        ),
        # What a program puts between words.
        (p("<w:r><w:t>one</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r>"), ["one two\nthree"]),
        (p("<w:r><w:t>porte</w:t><w:noBreakHyphen/><w:t>plume</w:t></w:r>"), ["porte-plume"]),
        (
            p("<w:r><w:t>hémi</w:t><w:softHyphen/><w:t>cycle op\u00adtional</w:t></w:r>"),
            ["hémicycle optional"],
        ),
        (p("<w:r><w:t>one\ntwo</w:t></w:r>", properties="<w:tabs><w:tab/></w:tabs>"), ["one two"]),
        (p("<w:r><w:t>oui \uf0a8 non</w:t><w:sym w:font='Wingdings' w:char='F0FE'/></w:r>"), ["oui non"]),
        # Fields show what they came to, not how; hidden text and the hints of empty forms are not there.
        (
            p(
                "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>HYPERLINK "
                "x</w:instrText></w:r>"
                "<w:r><w:t>our page</w:t></w:r>"
            ),
            ["our page"],
        ),
        (p(run("seen") + run(" not", "<w:vanish/>") + run(" too", "<w:vanish w:val='0'/>")), ["seen too"]),
        (
            "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
            + p("Click here")
            + "</w:sdtContent></w:sdt>"
            "<w:sdt><w:sdtPr><w:tag/></w:sdtPr><w:sdtContent>" + p("Typed in.") + "</w:sdtContent></w:sdt>",
            ["Typed in."],
        ),
        (
            p(
                "<w:ruby><w:rt><w:r><w:t>over</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>base</w:t></w:r>"
                "</w:rubyBase></w:ruby>"
            ),
            ["base"],
        ),
        (p("<m:oMath><m:r><m:t>E=mc</m:t></m:r></m:oMath>"), ["E=mc"]),
    ],
)
def test_a_word_document_as_people_see_it(body: str, expected: list[str]) -> None:
    assert texts(docx(body)) == expected


def test_styles_of_word_in_any_language_make_roles() -> None:
    number = "<w:numPr><w:numId w:val='3'/></w:numPr>"
    body = (
        p("Le phare rallumé", "Titre")
        + p("Les travaux\t3", "TM1")
        + p("Les travaux", "Titre2")
        + p("de la chaux", "Puce")
        + p("du sable", properties=number)
        + p("sans puce", "Puce", "<w:numPr><w:numId w:val='0'/></w:numPr>")
        + p(run("En gras", "<w:b/>"))
        + p(run("Pas gras", "<w:b w:val='0'/>"))
        + p("Plan", properties="<w:outlineLvl w:val='2'/>")
    )
    page = read(docx(body))
    assert lines(page) == [
        ("Le phare rallumé", "heading"),
        ("Les travaux 3", "chrome"),
        ("Les travaux", "heading"),
        ("de la chaux", "list item"),
        ("du sable", "list item"),
        ("sans puce", "paragraph"),
        ("En gras", "heading"),
        ("Pas gras", "paragraph"),
        ("Plan", "heading"),
    ]
    assert [b.level for b in page.blocks] == [1, 0, 2, 0, 0, 0, 0, 0, 3]
    assert page.title == "Le phare rallumé"


def test_notes_follow_their_paragraph_and_comments_stay_closed() -> None:
    note = "<w:footnote w:id='{0}'{2}>{1}</w:footnote>"
    data = docx(
        p(
            "<w:r><w:t>The tower</w:t><w:footnoteReference w:id='2'/></w:r><w:r><w:t> is green"
            "</w:t><w:endnoteReference w:id='5'/><w:commentReference w:id='0'/><w:t>.</w:t></w:r>"
        )
        + p("It was white."),
        {
            "word/footnotes.xml": note.format(0, p("---"), " w:type='separator'")
            + note.format(2, p("Built in 1892."), ""),
            "word/endnotes.xml": f"<w:endnote w:id='5'>{p('From the minutes.')}</w:endnote>",
            "word/comments.xml": f"<w:comments>{p('Is that so?')}</w:comments>",
        },
    )
    assert texts(data) == ["The tower is green.", "Built in 1892.", "It was white.", "From the minutes."]


def test_heads_and_feet_of_pages_are_chrome() -> None:
    page = read(docx(p(LIGHT), {"word/header1.xml": p("Mairie de Brévaux"), "word/footer1.xml": p("Page 1")}))
    assert lines(page) == [("Mairie de Brévaux", "chrome"), (LIGHT, "paragraph"), ("Page 1", "chrome")]
    (draft,) = split_page(page).drafts
    assert draft.text == LIGHT


def test_a_document_that_stands_in_another_is_read_in_its_place() -> None:
    inner = docx(p("Within."))
    chunks = "<w:altChunk r:id='a'/><w:altChunk r:id='b'/>"
    parts: dict[str, str | bytes] = {
        "word/a.html": f"<html><body><h1>Avis</h1><p>{LIGHT}</p></body></html>",
        "word/b.docx": inner,
    }
    data = docx(p("Before.") + chunks + p("After."), parts, links={"a": "word/a.html", "b": "word/b.docx"})
    assert texts(data) == ["Before.", "Avis", LIGHT, "Within.", "After."]


def test_documents_in_each_other_without_end_are_refused() -> None:
    data = docx(p("Last."))
    for _ in range(8):
        data = docx("<w:altChunk r:id='a'/>", {"word/a.docx": data}, links={"a": "word/a.docx"})
    with pytest.raises(UnreadableInput, match="nested too deeply"):
        read(data)


CORE = (
    "<dc:title>{}</dc:title><dc:creator>{}</dc:creator>"
    "<dcterms:created>2014-03-05T23:30:00Z</dcterms:created>"
)


@pytest.mark.parametrize(
    ("title", "creator", "first", "expected"),
    [
        ("Rapport moral", "Odile Fabre", LIGHT, ("Rapport moral", "Odile Fabre")),
        ("Microsoft Word - rapport.doc", "Utilisateur Windows", LIGHT, (None, None)),
        ("untitled", "anonymous", LIGHT, (None, None)),
        ("Document1", "user", LIGHT, (None, None)),
        ("minutes_final.docx", "Joan Hale", KEEPERS, (None, "Joan Hale")),
        ("Untitled", "", KEEPERS, (None, None)),
    ],
)
def test_metadata_are_believed_where_a_person_wrote_them(
    title: str, creator: str, first: str, expected: tuple[str | None, str | None]
) -> None:
    page = read(docx(p(first), core=CORE.format(title, creator)))
    assert (page.title, page.author) == expected


@pytest.mark.parametrize(
    ("body", "date", "basis"),
    [
        (p("Le phare rallumé") + p(LIGHT), "2014-03-05", "metadata"),
        (p("Le phare rallumé") + p("Brévaux, le 3 mars 2011") + p(LIGHT), "2011-03-03", "dateline"),
        (p("Oxmoor, 7 June 2010") + p(KEEPERS), "2010-06-07", "dateline"),
    ],
)
def test_the_day_of_the_file_counts_where_the_text_says_none(body: str, date: str, basis: str) -> None:
    page = read(docx(body, core=CORE.format("", "")))
    (dating,) = date_documents(split_page(page).drafts, page)
    assert dating is not None
    assert (dating.date, dating.basis) == (date, basis)


def test_a_report_with_many_headings_is_one_document() -> None:
    data = docx("".join(p(f"Chapitre {n} : la marée", "Titre2") + p(LIGHT * 4) for n in range(5)))
    assert len(split_page(read(data)).drafts) == 1


def test_a_letter_in_two_languages_has_two_versions() -> None:
    drafts = split_page(read(docx(p("Avis") + p(LIGHT * 3) + p("Notice") + p(KEEPERS * 3)))).drafts
    assert [d.lang for d in drafts] == ["fr", "en"]
    assert {d.post for d in drafts} == {0}


# -- OpenDocument ----------------------------------------------------------------------------------


# -- what is refused -------------------------------------------------------------------------------


def ole(*streams: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + b"".join(s.encode("utf-16-le") for s in streams)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (ole("EncryptionInfo", "EncryptedPackage"), "protected by a password: save a copy without it"),
        (odt("<text:p>x</text:p>", locked=True), "protected by a password: save a copy without it"),
        (docx(p("")), "no text in it"),
        (odt(""), "no text in it"),
        (docx(p(LIGHT))[:900], "cut short or damaged: look for another copy"),
        (docx(p(LIGHT) + "<w:p>")[:-400], "cut short or damaged: look for another copy"),
        (docx("</w:x>"), "damaged: look for another copy"),
        (odt("</text:x>"), "damaged: look for another copy"),
        (docx("<w:tbl><w:tr><w:tc>" * 100_000), "nested too deeply"),
        (odt("<text:section>" * 100_000), "nested too deeply"),
        (packed({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<x/>"}), "a spreadsheet: save"),
        (packed({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<x/>"}), "slides: save"),
        (packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "a spreadsheet: save"),
        (packed({"Index/Document.iwa": "x", "preview.jpg": "x"}), "Pages"),
    ],
)
def test_what_is_not_read_says_why_and_what_to_do(data: bytes, reason: str) -> None:
    with pytest.raises((EmptyInput, UnreadableInput, BinaryInput), match=reason):
        read(data)


@pytest.mark.parametrize("data", [docx(p(LIGHT) + "</w:x>"), odt(f"<text:p>{LIGHT}</text:p></text:x>")])
def test_what_stands_before_a_damage_is_read(data: bytes) -> None:
    page = read(data)
    assert page.text == LIGHT
    assert page.unread is not None


@pytest.mark.parametrize(
    "data",
    [
        docx(p(LIGHT), {"word/styles.xml": "<w:styles"}),
        docx(p(LIGHT), core="</x>"),
        odt(f"<text:p>{LIGHT}</text:p>", styles="</x>", meta="</y>"),
    ],
)
def test_damage_beside_the_text_harms_it_not(data: bytes) -> None:
    page = read(data)
    assert (page.text, page.unread) == (LIGHT, None)


def test_damaged_notes_are_told() -> None:
    page = read(docx(p(LIGHT), {"word/footnotes.xml": "</w:x>"}))
    assert page.text == LIGHT
    assert page.unread is not None


@pytest.mark.parametrize("name", ["brief.docx", "letter.zip", "letter", "letter.txt"])
def test_documents_are_known_by_what_is_inside(name: str) -> None:
    order = ["word/media/big.png", "customXml/item1.xml", "word/document.xml", "[Content_Types].xml"]
    box = zipfile.ZipFile(io.BytesIO(docx(p(LIGHT))))
    parts = {n: box.read(n) for n in sorted(box.namelist(), key=lambda n: n in order)}
    assert sniff(packed({order[0]: b"x" * 90_000, order[1]: "<x/>", **parts}), name) == DOCX
    assert sniff(odt(""), name) == ODT


def test_entities_and_outside_parts_are_not_followed() -> None:
    laughs = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    text = docx(p(LIGHT))
    for doctype in (f'<!DOCTYPE x [<!ENTITY e0 "ha">{laughs}]>', '<!DOCTYPE x SYSTEM "file:///etc/passwd">'):
        box = zipfile.ZipFile(io.BytesIO(text))
        parts = {n: box.read(n) for n in box.namelist()}
        parts["word/document.xml"] = doctype.encode() + parts["word/document.xml"].replace(
            LIGHT.encode(), b"&e11;"
        )
        with pytest.raises(BadInput, match="document type"):
            read(packed(parts))


def test_roles_are_those_of_records() -> None:
    page = read(docx(p(LIGHT)))
    assert page.single
    assert page.blocks[0].role is Role.PARAGRAPH


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("report", "La lanterne du phare"),  # a word of the text is not its title
        ("anter", "La lanterne du phare"),
        ("le port", "La lanterne du phare"),
        ("Compte rendu", "Compte rendu"),  # a line of its own
        ("la lanterne éclaire", "la lanterne éclaire"),
    ],
)
def test_the_metadata_title_is_believed_where_the_head_says_it_as_one(said: str, title: str) -> None:
    lines = [
        Line("La lanterne du phare", Role.HEADING, 1),
        Line("Compte rendu", Role.PARAGRAPH),
        Line("Un report de la visite : la lanterne éclaire mal le port.", Role.PARAGRAPH),
    ]
    assert title_of(lines, said) == title
