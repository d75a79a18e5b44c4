"""Readers: encodings, media types, plain text and its blocks, refusals."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import BadInput, BinaryInput, EmptyInput, UnreadableInput
from archive.ingest.readers import read_page, reader_of, sniff
from archive.ingest.readers.decoding import decode
from archive.records import Page, Role

FRENCH = "L’été dernier, à Béthune : « une œuvre » coûtait 12 €."
WINTER = "En février, la crèche a fermé ; l'hôtel aussi. Où étaient les élus ?"


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        (FRENCH.encode(), "utf-8", FRENCH),
        (codecs.BOM_UTF8 + FRENCH.encode(), "utf-8", FRENCH),
        (FRENCH.encode("cp1252"), "cp1252", FRENCH),
        (WINTER.encode("latin-1"), "cp1252", WINTER),
        (codecs.BOM_UTF16_LE + FRENCH.encode("utf-16-le"), "utf-16", FRENCH),
        (codecs.BOM_UTF16_BE + FRENCH.encode("utf-16-be"), "utf-16", FRENCH),
        (FRENCH.encode("utf-16-le"), "utf-16-le", FRENCH),
        (FRENCH.encode("utf-32"), "utf-32", FRENCH),
        (b"plain words", "utf-8", "plain words"),
    ],
)
def test_encodings_are_found(data: bytes, encoding: str, text: str) -> None:
    assert decode(data) == (text, encoding)


def test_stray_bytes_do_not_spoil_utf8() -> None:
    data = FRENCH.encode() * 3 + "réunion".encode("cp1252")
    text, encoding = decode(data)
    assert encoding == "utf-8"
    assert text == FRENCH * 3 + "réunion"


@pytest.mark.parametrize(
    ("declared", "codec", "word"),
    [
        ("iso-8859-2", "iso-8859-2", "Łódź"),
        ("windows-1251", "cp1251", "Привет"),
        ("shift_jis", "shift_jis", "港"),
    ],
)
def test_a_declared_encoding_is_believed_where_it_decodes(declared: str, codec: str, word: str) -> None:
    html = f'<html><head><meta charset="{declared}"></head><body><p>{word} {word} {word}</p></body></html>'
    assert word in read_page(html.encode(codec), "text/html").text


def test_a_false_declaration_of_utf8_is_overruled() -> None:
    html = f'<html><head><meta charset="utf-8"></head><body><p>{WINTER}</p></body></html>'
    assert WINTER in read_page(html.encode("cp1252"), "text/html").text


@pytest.mark.parametrize(
    ("data", "name", "media_type"),
    [
        (b"Some words.", "note.txt", "text/plain"),
        (b"Some words.", "note", "text/plain"),
        (b"<!DOCTYPE html><p>x", "page", "text/html"),
        (b"\n<!-- old --><HTML><body>x", "page.txt", "text/html"),
        (b"<div><p>x</p><p>y</p></div>", "page", "text/html"),
        (b"<p>one</p>", "page.HTM", "text/html"),
        (b"no tags at all", "page.html", "text/plain"),
        (b'<?xml version="1.0"?><html xmlns="x"><body/></html>', "p.xhtml", "application/xhtml+xml"),
        (b"%PDF-1.4 ...", "note.txt", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "x", "image/png"),
        (b"\x00\x01\x02\x03", "x.txt", "application/octet-stream"),
        ("été".encode("utf-16"), "x.txt", "text/plain"),
    ],
)
def test_sniff(data: bytes, name: str, media_type: str) -> None:
    assert sniff(data, name) == media_type


@pytest.mark.parametrize(
    ("data", "media_type", "error"),
    [
        (b"", "text/plain", EmptyInput),
        (b" \n\t ", "text/plain", EmptyInput),
        (codecs.BOM_UTF8, "text/plain", EmptyInput),
        (b"<html><head><script>x=1</script></head><body></body></html>", "text/html", EmptyInput),
        (b"PK\x03\x04zip", "text/plain", BinaryInput),
        (b"a\x00\xffb\x00\x01" * 40, "text/plain", BinaryInput),
        (b"\x01\x02\x03\x04 abc", "text/html", BinaryInput),
        (b"words", "application/pdf", UnreadableInput),
        (b"<b>" * 160_000, "text/html", UnreadableInput),
        (b"a" * 2_100_000, "text/plain", UnreadableInput),
        (b"a\n" * 310_000, "text/plain", UnreadableInput),
    ],
)
def test_refusals_say_why(data: bytes, media_type: str, error: type[BadInput]) -> None:
    with pytest.raises(error, match=r"\w"):
        read_page(data, media_type)


def roles(page: Page) -> list[tuple[str, str]]:
    return [(page.text[b.start : b.end], b.role.value) for b in page.blocks]


def test_text_is_kept_as_it_is_but_for_line_ends() -> None:
    page = read_page("Un titre\r\n\r\n  Deux  espaces.\rFin\xa0!\n".encode(), "text/plain; charset=latin-1")
    assert page.text == "Un titre\n\n  Deux  espaces.\nFin\xa0!\n"
    assert roles(page) == [("Un titre", "heading"), ("Deux  espaces.", "paragraph"), ("Fin\xa0!", "heading")]


def test_each_line_is_a_block_where_lines_are_not_wrapped() -> None:
    page = read_page(b"Bring:\n  * blankets\n  - soup\n1. a van\n\n* * *\n\nThanks.", "text/plain")
    assert [b.role for b in page.blocks] == [
        Role.PARAGRAPH,
        Role.LIST_ITEM,
        Role.LIST_ITEM,
        Role.LIST_ITEM,
        Role.CHROME,
        Role.PARAGRAPH,
    ]


def test_wrapped_lines_are_one_paragraph() -> None:
    wrapped = (
        "The ferry that should have left at nine was still at the quay when the\n"
        "tide turned, and the captain, who had seen worse, ordered soup for all\n"
        "and opened the car deck so that the children could play football on\n"
        "it.\n\n"
        "Nobody complained. The soup was good, and by midnight the score stood\n"
        "at nineteen to seventeen, with a dispute about a goal that had gone\n"
        "overboard.\n"
        "- the ball was found\n"
    )
    page = read_page(wrapped.encode(), "text/plain")
    assert [page.text[b.start : b.end].split()[0] for b in page.blocks] == ["The", "Nobody", "-"]


PIECES = st.sampled_from(
    [
        "word",
        "Été à Calais",
        " ",
        "\n",
        "\n\n",
        "\n\n\n",
        "* * *",
        "- item",
        "\xa0",
        "\u200b",
        "\t",
        "12 mai 2014",
        "fin.",
    ]
)


@settings(max_examples=150)
@given(st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=80)))
def test_blocks_cover_a_text(text: str) -> None:
    try:
        page = read_page(text.encode("utf-8", "replace"), "text/plain")
    except BadInput:
        return
    assert_blocks_cover(page)


TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<br>",
        "<b>",
        "</b>",
        "<h2>",
        "</h2>",
        "<li>",
        "<ul>",
        "</ul>",
        "<hr>",
        "<pre>",
        "</pre>",
        "<article>",
        "</article>",
        "<nav>",
        "</nav>",
        "<table><tr><td>",
        "</table>",
        "<!-- x -->",
        "&amp;",
        "&nbsp;",
        "<script>s()</script>",
        "<",
        "words in here",
        " ",
        "\n",
        "Été",
        "<a href=/x>",
        "</a>",
        "<time>2014</time>",
    ]
)


@settings(max_examples=150)
@given(st.lists(TAGS, max_size=40).map("".join))
def test_blocks_cover_a_page(html: str) -> None:
    try:
        page = read_page(f"<html><body>{html}</body></html>".encode(), "text/html")
    except BadInput:
        return
    assert_blocks_cover(page)


def assert_blocks_cover(page: Page) -> None:
    end = 0
    for block in page.blocks:
        assert block.start >= end
        assert not page.text[end : block.start].strip()
        body = page.text[block.start : block.end]
        assert body
        assert body == body.strip()
        end = block.end
    assert not page.text[end:].strip()


def test_every_media_type_has_a_reader() -> None:
    for media_type in ("text/plain", "text/html", "application/xhtml+xml"):
        assert reader_of(media_type)
        assert read_page(b"<html><body><p>Some words here.</p></body></html>", media_type).blocks


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"BM\x36\x10\x00\x00" + bytes(400), "an image: save it as PNG"),
        (b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(400), "an image: save it as PNG"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(400), "an image: save it as PNG"),
        (b"8BPS\x00\x01" + bytes(400), "an image: save it as PNG"),
        (b"AT&TFORM" + bytes(400), "a DjVu document: save it as PDF"),
        (b"\xffWPC" + bytes(400), "a WordPerfect document: save it as DOCX"),
        (b"x" * 60 + b"BOOKMOBI" + bytes(400), "save it as EPUB"),
        (b"\x00\x00\x00\x18ftypM4A " + bytes(400), "an audio file"),
        (b"\x00\x01\x02\x03" + bytes(400), "unknown format: save what should be searchable"),
    ],
)
def test_what_is_no_text_is_called_by_its_name_with_what_to_do(data: bytes, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        read_page(data, sniff(data, "x"))
