"""The encoding that a page declares: one that browsers know by that label, or none."""

from __future__ import annotations

import encodings.aliases

import pytest

from archive.ingest.readers import read_page

FRENCH = "Le café du port a fermé, dit l’hôtelière de Brévaux."


def page(charset: str, body: bytes, form: str = '<meta charset="{}">') -> bytes:
    return b"<!doctype html><html><head>" + form.format(charset).encode() + b"</head><body><p>" + body


@pytest.mark.parametrize(
    "label",
    [
        "undefined", "idna", "punycode", "rot13", "unicode_escape", "raw_unicode_escape", "hex", "zlib",
        "utf-7", "mbcs", "cp037", "utf_32", "palmos", "", "x-unknown", "utf-16", "utf-16le", "unicode",
        "replacement", "iso-2022-kr", "hz-gb-2312", "x-user-defined", "latin1", "ascii", "us-ascii",
        "iso-8859-1", "windows-1252", " ISO-8859-1 ", "x-cp1252", "utf-8",
    ],
)  # fmt: skip
def test_western_bytes_are_read_whatever_is_declared(label: str) -> None:
    read = read_page(page(label, FRENCH.encode("cp1252")), "text/html")
    assert (read.text, read.encoding) == (FRENCH, "cp1252")


def test_no_codec_of_python_refuses_a_page() -> None:
    for label in sorted({*encodings.aliases.aliases, *encodings.aliases.aliases.values(), "undefined"}):
        assert read_page(page(label, FRENCH.encode("cp1252")), "text/html").text


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("windows-1251", "cp1251", "Паромщик вернулся в понедельник"),
        ("koi8-r", "koi8-r", "Паромщик вернулся в понедельник"),
        ("gb2312", "gb18030", "摆渡人星期一回来了 镕"),
        ("shift_jis", "cp932", "渡し守は月曜日に戻った ①"),
        ("euc-kr", "cp949", "뱃사공이 월요일에 돌아왔다 똠"),
        ("big5", "big5hkscs", "擺渡人星期一回來了"),
        ("tis-620", "cp874", "คนแจวเรือกลับมาแล้ว"),
        ("iso-8859-9", "cp1254", "Kayıkçı pazartesi günü döndü şimdi"),
        ("iso-8859-15", "iso8859-15", "Le passeur a reçu 20 € pour son œuvre"),
        ("iso-2022-jp", "iso2022_jp", "渡し守は月曜日に戻った"),
    ],
)
def test_a_label_means_what_browsers_take_it_for(label: str, codec: str, text: str) -> None:
    for form in (
        '<meta charset="{}">',
        "<meta http-equiv=Content-Type content='text/html; charset={}'>",
        "<?xml version='1.0' encoding='{}'?>",
    ):
        assert read_page(page(label, text.encode(codec), form), "text/html").text == text


def test_utf8_is_utf8_whatever_is_declared() -> None:
    for label in ("latin1", "utf-16", "windows-1251", "undefined"):
        assert read_page(page(label, FRENCH.encode()), "text/html").text == FRENCH
