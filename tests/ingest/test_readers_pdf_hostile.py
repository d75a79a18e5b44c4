"""PDFs made to be in the way: none takes long or much memory; each ends with a reason or its text."""

from __future__ import annotations

import time
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from archive.errors import BadInput
from archive.ingest.apart import apart
from archive.ingest.readers import pdf as reader
from archive.ingest.readers import read_page

CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
LINE = b"BT /F 10 Tf 72 700 Td (Le lavoir de la rue des Tanneurs fut couvert en 1887) Tj ET\n"
TEXT = "Le lavoir de la rue des Tanneurs fut couvert en 1887"
SECONDS, MEGABYTES = 10, 500


def document(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1."""
    out = b"%PDF-1.5\n"
    places = []
    for number, written in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, written)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + head + table + end


def stream(data: bytes, more: bytes = b"") -> bytes:
    packed = zlib.compress(data, 9)
    return b"<</Length %d/Filter/FlateDecode%b>>\nstream\n%b\nendstream" % (len(packed), more, packed)


def page(content: bytes, box: bytes = b"0 0 595 842", kids: bytes = b"3 0 R", count: int = 1) -> bytes:
    """A PDF with one page, which may stand in it several times."""
    return document(
        [
            CATALOG,
            b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, count),
            b"<</Type/Page/Parent 2 0 R/MediaBox[%b]/Contents 5 0 R/Resources"
            b"<</Font<</F 4 0 R>>/XObject<</X 6 0 R>>>>>>" % box,
            FONT,
            stream(content),
            b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>/Length 12>>\n"
            b"stream\n/X Do /X Do \nendstream",
        ]
    )


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (page(b"q Q " * 20_000_000), None),  # 80 MB in 80 kB
        (page(LINE, box=b"0 0 1e9 1e9"), TEXT),
        (page(LINE, box=b"0 0 0 0"), TEXT),
        (page(LINE, count=2_000_000_000), TEXT),
        (page(LINE, kids=b"3 0 R " * 2_000, count=2_000), TEXT),
        (page(LINE + b"/X Do /X Do"), None),  # a drawing that draws itself
        (document([CATALOG, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 5>>"]), None),
        (page(b"BT /F 1 Tf " + b"".join(
            b"1 0 0 1 %d %d Tm (mot) Tj " % (i * 7 % 590, i * 11 % 840) for i in range(7_000)
        ) + b"ET"), "mot"),
        (page(b"BT /F 1 Tf 0 800 Td (%b) Tj ET" % (b"a" * 300_000)), "aaa"),
    ],
)  # fmt: skip
def test_it_ends_soon_with_a_reason_or_its_text(
    data: bytes, text: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = apart("archive.ingest.paper.child")
    monkeypatch.setattr(reader, "_CHILD", child)
    begun = time.monotonic()
    try:
        read = read_page(data, "application/pdf").text
    except BadInput:
        read = ""
    assert time.monotonic() - begun < SECONDS
    if text is not None:
        assert text in read
    status = [Path(f"/proc/{one.pid}/status") for one in child.waiting()]
    for file in status:
        if file.exists():
            (most,) = (line for line in file.read_text().splitlines() if line.startswith("VmHWM"))
            assert int(most.split()[1]) < MEGABYTES * 1024
    child.end()
