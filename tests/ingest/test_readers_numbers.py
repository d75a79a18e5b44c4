"""Numbers of items and headings in DOCX and ODT: the text has them as the reader of the page sees them."""

from __future__ import annotations

import pytest

from archive.ingest import readers
from archive.ingest.readers.numbering import is_number, written
from corpus.office_made import docx, odt, p

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"


def level(depth: int, form: str, text: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{depth}">{more}<w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'


def kind(key: int, *levels: str, more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{key}">{more}{"".join(levels)}</w:abstractNum>'


def number(key: int, of: int, more: str = "") -> str:
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


LAW = kind(
    0,
    level(0, "decimal", "Article %1", '<w:pStyle w:val="Article"/>'),
    level(1, "decimal", "%1.%2"),
    level(2, "lowerLetter", "%3)"),
)
PLAIN = kind(1, level(0, "decimal", "%1."), level(1, "lowerRoman", "(%2)"))
SIGNS = kind(2, level(0, "bullet", "\uf0b7"), level(1, "bullet", "o"), level(2, "bullet", "Considérant"))
ROMAN = kind(3, level(0, "upperRoman", "%1 -"), level(1, "decimal", "%1.%2", "<w:isLgl/>"))
LINKED = kind(4, more='<w:numStyleLink w:val="Motions"/>') + kind(
    5, level(0, "decimalZero", "%1"), more='<w:styleLink w:val="Motions"/>'
)
LATE = kind(6, level(0, "upperLetter", "%1.", '<w:start w:val="26"/>'), level(1, "none", "§ %2"))
GOES_ON = kind(7, level(0, "decimal", "%1."), level(1, "lowerLetter", "%2)", '<w:lvlRestart w:val="0"/>'))
LISTS = (
    LAW + PLAIN + SIGNS + ROMAN + LINKED + LATE + GOES_ON
    + "".join(number(key + 1, key) for key in range(8))
    + number(20, 1, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>')
    + number(21, 1, f'<w:lvlOverride w:ilvl="0">{level(0, "decimal", "Motion n° %1 :")}</w:lvlOverride>')
)  # fmt: skip


def item(which: int, depth: int | None = 0, text: str = "chaux") -> str:
    at = "" if depth is None else f'<w:ilvl w:val="{depth}"/>'
    return p(text, properties=f'<w:numPr>{at}<w:numId w:val="{which}"/></w:numPr>')


def shown(data: bytes, media_type: str) -> list[str]:
    page = readers.read_page(data, media_type)
    return [page.text[b.start : b.end] for b in page.blocks]


@pytest.mark.parametrize(
    ("body", "numbers"),
    [
        ([(2, 0), (2, 0), (2, 1), (2, 1), (2, 0), (2, 1)], ["1.", "2.", "(i)", "(ii)", "3.", "(i)"]),
        ([(1, 0), (1, 1), (1, 2), (1, 2), (1, 1), (1, 0), (1, 1)],
         ["Article 1", "1.1", "a)", "b)", "1.2", "Article 2", "2.1"]),
        ([(2, 0), (20, 0), (20, 0)], ["1.", "1.", "2."]),  # begun anew
        ([(2, 0), (21, 0)], ["1.", "Motion n° 2 :"]),  # another look, and it goes on
        ([(3, 0), (3, 1), (3, 2)], ["", "", "Considérant"]),
        ([(4, 0), (4, 0), (4, 1)], ["I -", "II -", "2.1"]),
        ([(5, 0), (5, 0)], ["01", "02"]),
        ([(7, 0), (7, 0), (7, 1)], ["Z.", "AA.", ""]),
        ([(8, 0), (8, 1), (8, 0), (8, 1)], ["1.", "a)", "2.", "b)"]),
        ([(1, 1), (1, 0)], ["1.1", "Article 1"]),
        ([(99, 0), (0, 0)], ["", ""]),
        ([(2, None), (2, 9)], ["1.", ""]),
    ],
)  # fmt: skip
def test_numbers_of_word(body: list[tuple[int, int | None]], numbers: list[str]) -> None:
    data = docx("".join(item(*one) for one in body), {"word/numbering.xml": LISTS})
    assert shown(data, DOCX) == [f"{told} chaux".strip() for told in numbers]


def test_numbers_of_styles_of_headings_of_empty_and_of_deleted_lines() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Article"><w:name w:val="heading 2"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Alinea"><w:basedOn w:val="Article"/>'
        '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    gone = '<w:rPr><w:del w:id="1"/></w:rPr>'
    body = (
        p("Objet", "Article") + p("La lampe.", "Alinea") + p("", "Article") + p("Durée", "Article")
        + p("Sans numéro", "Article", '<w:numPr><w:numId w:val="0"/></w:numPr>')
        + item(2, text="de la ") + p("chaux", properties=gone) + p(" vive")
    )  # fmt: skip
    parts = {"word/styles.xml": f"<w:styles {space}>{styles}</w:styles>", "word/numbering.xml": LISTS}
    page = readers.read_page(docx(body, parts), DOCX)
    assert [(page.text[b.start : b.end], b.level) for b in page.blocks] == [
        ("Article 1 Objet", 2), ("1.1 La lampe.", 2), ("Article 3 Durée", 2), ("Sans numéro", 2),
        ("1. de la", 0), ("chaux vive", 0),
    ]  # fmt: skip


NUMBERS = (
    '<text:list-style style:name="L1">'
    '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
    '<text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="("'
    ' style:num-suffix=")"/>'
    '<text:list-level-style-number text:level="3" style:num-format="1" text:display-levels="3"/>'
    "</text:list-style>"
    '<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/>'
    '</text:list-style><text:list-style style:name="L3">'
    '<text:list-level-style-number text:level="1" style:num-format="I" style:num-list-format="%1% -"/>'
    '</text:list-style><style:style style:name="P9" style:family="paragraph" style:list-style-name="L3"/>'
)
OUTLINE = (
    "<office:styles><text:outline-style>"
    '<text:outline-level-style text:level="1" style:num-format="I" style:num-suffix="."/>'
    '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>'
    '<text:outline-level-style text:level="3" style:num-format=""/></text:outline-style></office:styles>'
)


def items(*texts: str, style: str = "L1", more: str = "") -> str:
    told = "".join(
        one if one.startswith("<text:list-") else f"<text:list-item>{one}</text:list-item>" for one in texts
    )
    named = f'text:style-name="{style}" ' if style else ""
    return f"<text:list {named}{more}>{told}</text:list>"


def line(text: str = "chaux", style: str = "P1") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


@pytest.mark.parametrize(
    ("body", "numbers"),
    [
        (items(line(), line() + line(), line()), ["1.", "2.", "", "3."]),
        (items(line() + items(line(), line(), style=""), line() + items(line(), style="")),
         ["1.", "(a)", "(b)", "2.", "(a)"]),
        (items(items(items(line(), style=""), style="")), ["1.a.1"]),
        (items(line()) + items(line()), ["1.", "1."]),
        (items(line()) + items(line(), more='text:continue-numbering="true"'), ["1.", "2."]),
        (items(line(), more='xml:id="a"') + items(line(), style="L3")
         + items(line(), more='text:continue-list="a"'), ["1.", "I -", "2."]),
        (items(f'<text:list-header>{line()}</text:list-header>', line()), ["", "1."]),
        (items(f'<text:list-item text:start-value="7">{line()}</text:list-item>', line()), ["7.", "8."]),
        (items(line(), style="L2"), [""]),
        (items(line(style="P9"), line(style="P9"), style=""), ["I -", "II -"]),
        (items(line(), style="?"), [""]),
    ],
)  # fmt: skip
def test_numbers_of_open_documents(body: str, numbers: list[str]) -> None:
    assert shown(odt(body, automatic=NUMBERS), ODT) == [f"{told} chaux".strip() for told in numbers]


def test_numbers_of_headings_of_open_documents() -> None:
    def head(depth: int, more: str = "") -> str:
        return f'<text:h text:outline-level="{depth}" {more}><text:number>9</text:number>Phare</text:h>'

    body = head(1) + head(2) + head(2) + head(3) + head(1, 'text:is-list-header="true"') + head(1) + head(2)
    told = ["I.", "I.1", "I.2", "", "", "II.", "II.1"]
    assert shown(odt(body, OUTLINE), ODT) == [f"{one} Phare".strip() for one in told]


@pytest.mark.parametrize(
    ("number", "form", "told"),
    [
        (1, "1", "1"), (9, "01", "09"), (26, "a", "z"), (28, "a", "bb"), (0, "a", "0"), (49, "i", "xlix"),
        (1994, "I", "MCMXCIV"), (5_000, "I", "5000"), (3, "A", "C"), (600, "a", "600"), (3, "", ""),
    ],
)  # fmt: skip
def test_numbers_as_they_are_written(number: int, form: str, told: str) -> None:
    assert written(number, form) == told


@pytest.mark.parametrize(
    ("mark", "told"),
    [
        ("1.", True), ("(a)", True), ("1.2.3", True), ("iv)", True), ("B", True), ("Article 4", True),
        ("§ 2", True), ("3°", True), ("II -", True), ("•", False), ("o", False), ("–", False), ("", False),
        ("\uf0b7", False), ("une longue phrase", False),
    ],
)  # fmt: skip
def test_what_is_a_number(mark: str, told: bool) -> None:
    assert is_number(mark) is told
