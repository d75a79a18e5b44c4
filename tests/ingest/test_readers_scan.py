"""Pages that are pictures: read by tesseract where it is installed, else refused with what to install."""

from __future__ import annotations

import io
import shutil
from typing import Any

import pypdfium2
import pytest
from reportlab.lib.utils import ImageReader

from archive.errors import BadInput
from archive.evidence import OCR
from archive.ingest import apart
from archive.ingest.paper.scan import _lines
from archive.ingest.posts import split_page
from archive.ingest.readers import pdf as reader
from archive.ingest.readers import read_page, sniff
from archive.pipeline.make import _read_off
from archive.records import Mention, MentionType
from corpus.pdf_made import HEIGHT, WIDTH, Sheet, pdf
from tests.ingest.test_readers_pdf import EN, FR, blocks

tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract-ocr is not installed")
LETTERS = str.maketrans("aeiou", "xqzkw")


def picture(texts: list[str], turned: int = 0) -> Any:
    """A page of two columns as a picture."""
    sheet = Sheet()
    sheet.text(60, 120, 225, texts[0], 11)
    sheet.text(310, 120, 225, texts[1], 11)
    return pypdfium2.PdfDocument(pdf([sheet]))[0].render(scale=200 / 72, rotation=turned).to_pil()


def scanned(drawn: Any, *, layer: str = "", words: str = "") -> bytes:
    """A PDF of one picture; `layer`: text that is not shown, `words`: a second page of text."""

    def draw(canvas: Any, number: int) -> None:
        if number == 1:
            canvas.drawImage(ImageReader(drawn), 0, 0, WIDTH, HEIGHT)
            text = canvas.beginText(60, 700)
            text.setTextRenderMode(3)
            text.textLines(layer.replace(". ", ".\n"))
            canvas.drawText(text)

    sheets = [Sheet(), Sheet()] if words else [Sheet()]
    if words:
        sheets[1].text(60, 120, 400, words)
    return pdf(sheets, draw=draw)


def words(text: str) -> list[str]:
    return text.replace("’", "'").split()


@tesseract
@pytest.mark.parametrize("texts", [EN, FR])
@pytest.mark.parametrize("turned", [0, 90])
def test_a_scan_is_read_in_its_language_and_says_how_sure_it_is(texts: list[str], turned: int) -> None:
    data = scanned(picture(texts, turned))
    page = read_page(data, sniff(data, "x.pdf"))
    right = set(words(page.text)) & set(words(f"{texts[0]} {texts[1]}"))
    share = 0.85 if turned else 0.95  # drawn smaller, to lie on its side
    assert len(right) > share * len(set(words(f"{texts[0]} {texts[1]}")))
    assert page.text.index(texts[0][:20]) < page.text.index(texts[1][:12])
    assert page.made is None, "the day of a scan is not that of the paper"
    assert all(0.5 < one.sure < 1 for one in page.recognised)
    (draft,) = split_page(page).drafts
    (mention,) = _read_off(draft, (Mention(3, 9, MentionType.PLACE, draft.text[3:9]),))
    assert mention.evidence.has(OCR)
    assert mention.score == draft.recognised[0].sure


@tesseract
@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF"])
def test_pictures_are_read(form: str) -> None:
    out = io.BytesIO()
    picture(FR).convert("L").save(out, form, dpi=(200, 200))
    page = read_page(out.getvalue(), sniff(out.getvalue(), "x"))
    assert "lavandières" in page.text


@tesseract
@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_picture_that_lies_on_its_side_is_read(turned: int) -> None:
    out = io.BytesIO()
    picture(FR, turned).convert("L").save(out, "JPEG", dpi=(200, 200))
    page = read_page(out.getvalue(), "image/jpeg")
    assert blocks(page)[0][-30:] == FR[0][-30:].replace("’", "'"), "a column ends before the next one"
    assert page.text.index(FR[0][:20]) < page.text.index(FR[1][:12])


@tesseract
def test_of_several_pages_each_is_turned_and_counted() -> None:
    pages = [picture(FR).convert("L"), picture(FR).convert("L"), picture(EN, 270).convert("L")]
    pages[1].paste(255, (0, 0, *pages[1].size))  # an empty one
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], dpi=(200, 200))
    page = read_page(out.getvalue(), "image/tiff")
    assert [one.number for one in page.pages] == [1, 3]
    assert "lavandières" in page.text
    assert "passengers" in page.text


def table(*said: tuple[str, int, int]) -> str:
    """A line as tesseract tells it: words, how sure each is in hundredths, how many dots high."""
    head = "4\t1\t1\t1\t1\t0\t10\t10\t900\t24\t-1\t"
    rows = [
        f"5\t1\t1\t1\t1\t{n}\t{90 * n}\t10\t80\t{high}\t{sure}\t{word}"
        for n, (word, sure, high) in enumerate(said, 1)
    ]
    return "\n".join([head, *rows])


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ([("Faire", 96, 22), ("état", 95, 20), ("de", 97, 22), ("l'avancement", 0, 22)], 4),
        ([("d'archives", 14, 22), ("et", 97, 18), ("de", 97, 22), ("musées", 96, 22)], 4),
        ([("Release", 2, 21), ("9", 2, 20), ("ended", 91, 22), ("in", 96, 21), ("June", 96, 22)], 5),
        ([("the", 96, 21), ("keeper's", 11, 24), ("log", 95, 26)], 3),
        ([("en", 97, 17), ("1987", 20, 22), (",", 3, 8), ("à", 96, 20), ("Brest", 96, 20)], 4),
        ([("Vita", 86, 187), ("ON", 8, 88), ("__", 8, 32)], 1),  # an emblem
        ([("mise", 96, 22), ("en", 97, 17), ("+:", 4, 39)], 2),
        ([("Partners", 96, 36), ("l'als", 0, 14)], 1),
        ([("avec", 96, 18), ("Yerault", 17, 54)], 1),  # what a map beside it says
        ([("l'avancement", 0, 22)], 1),
        ([("together", 12, 22)], 1),
        ([("“Sutssoooi1d", 8, 148), ("aured0q", 0, 101)], 0),
    ],
)
def test_unsure_words_of_a_line_are_kept_and_dirt_is_not(said: list[tuple[str, int, int]], read: int) -> None:
    assert sum(len(line.words) for line in _lines(table(*said))) == read


@tesseract
def test_a_text_below_a_picture_is_believed_if_it_is_one() -> None:
    true = scanned(picture(EN), layer=FR[0])
    assert "lavandières" in read_page(true, "application/pdf").text
    rubbish = scanned(picture(EN), layer=EN[0].translate(LETTERS))
    assert "passengers" in read_page(rubbish, "application/pdf").text


@tesseract
def test_a_small_picture_and_an_empty_one_are_refused() -> None:
    for size, reason in (((120, 60), "too small"), ((900, 900), "no words")):
        out = io.BytesIO()
        picture(EN).resize((1, 1)).resize(size).save(out, "PNG")
        with pytest.raises(BadInput, match=reason):
            read_page(out.getvalue(), "image/png")


@tesseract
@pytest.mark.parametrize(
    ("drawn", "read"),
    [
        ("LE PHARE\n(\n© œ D\narchives", False),  # an emblem, with what is taken for letters
        ("Brévaux, 2017", False),
        ("GRÈVE\nle 8 mars 2017\ndevant le phare", True),
        ("Open day\nSaturday 11 March\nat the lighthouse", True),
    ],
)
def test_a_poster_is_read_and_an_emblem_is_not(drawn: str, read: bool) -> None:
    sheet = Sheet()
    for n, line in enumerate(drawn.split("\n")):
        sheet.line(90, 200 + 90 * n, line, 44)
    out = io.BytesIO()
    pypdfium2.PdfDocument(pdf([sheet]))[0].render(scale=100 / 72).to_pil().save(out, "PNG")
    if read:
        page = read_page(out.getvalue(), "image/png")
        assert drawn.split()[-1] in page.text
        return
    with pytest.raises(BadInput, match="no words"):
        read_page(out.getvalue(), "image/png")


def test_without_the_program_the_reason_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(reader, "_CHILD", apart.apart("archive.ingest.paper.child"))
    drawn = picture(EN)
    with pytest.raises(BadInput, match="install tesseract-ocr"):
        read_page(scanned(drawn), "application/pdf")
    out = io.BytesIO()
    drawn.save(out, "PNG")
    with pytest.raises(BadInput, match="install tesseract-ocr"):
        read_page(out.getvalue(), "image/png")
    page = read_page(scanned(drawn, words=FR[0]), "application/pdf")
    assert blocks(page) == [FR[0]]
    assert page.unread is not None
    assert page.unread.startswith("page 1 of 2: pictures without text: install tesseract-ocr")
