"""Files of kinds that are not read: each is refused with a reason that a person understands."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from archive.errors import BadInput
from archive.ingest import readers

TEXT = "Le phare de Brévaux sera rallumé samedi 11 mars 2017, a promis la mairie. " * 4
NOISE = bytes(range(256)) * 4
HEADERS = "From: Ana <ana@example.org>\nSubject: Le phare\nDate: Sat, 11 Mar 2017 10:00:00 +0100\n\n"


def packed(*members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as box:
        for name in members:
            box.writestr(name, "application/vnd.oasis.opendocument.text" if name == "mimetype" else TEXT)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.docx", packed("[Content_Types].xml", "word/document.xml"), "a Word document"),
        ("a.odt", packed("mimetype", "content.xml"), "an OpenDocument"),
        ("a.doc", bytes.fromhex("d0cf11e0a1b11ae1") + NOISE, "a legacy Office document"),
        ("a.gz", gzip.compress(TEXT.encode(), mtime=0), "unpack it first"),
        ("a.tar", b"a.txt" + bytes(252) + b"ustar\x0000" + NOISE, "unpack it first"),
        ("a.jpg", b"\xff\xd8\xff\xe0" + NOISE, "a picture"),
        ("a.mp3", b"ID3\x03\x00" + NOISE, "an audio file"),
        ("a.mp4", b"\0\0\0\x18ftypmp42" + NOISE, "a video"),
        ("site.css", b"body { color: red }\n" * 20, "a style sheet"),
        ("site.js", b"function a() { return 1 }\n" * 20, "program code"),
        ("a.json", f'{{"text": "{TEXT}"}}'.encode(), "data"),
        ("feed.xml", f"<?xml version='1.0'?><rss><p>{TEXT}</p></rss>".encode(), "no entry"),
    ],
)
def test_a_kind_that_is_not_read_says_what_it_is(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        readers.read_page(data, readers.sniff(data, name))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xml", f"<?xml version='1.0'?><html><body><p>{TEXT}</p></body></html>".encode()),
        ("letter", f"From Brest, in 2017\nSubject: a lighthouse.\n\n{TEXT}".encode()),
        ("wave.txt", f"The big WAVE of 2017. {TEXT}".encode()),
        ("cards.txt", f"ID3 cards are refused. {TEXT}".encode()),
        ("notes.md", TEXT.encode()),
        ("mail", (f"From ana@example.org Sat Mar 11 10:00:00 2017\n{HEADERS}" + TEXT).encode()),
        ("mail.eml", (HEADERS + TEXT).encode()),
        ("1489222800.M1P2.phare:2,S", (HEADERS + TEXT).encode()),
    ],
)
def test_what_only_resembles_them_is_read(name: str, data: bytes) -> None:
    page = readers.read_page(data, readers.sniff(data, name))
    assert TEXT.strip() in page.text
