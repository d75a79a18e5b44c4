"""What file is a PDF; locked and damaged ones."""

from __future__ import annotations

import random

import pytest

from archive.errors import BadInput
from archive.ingest.readers import read_page, reader_of, sniff
from corpus.pdf_made import SANS, Sheet, pdf
from tests.ingest.test_readers_pdf import EN, FR, PDF, blocks, read


@pytest.mark.parametrize(
    ("before", "is_pdf"),
    [(b"", True), (b"\xef\xbb\xbf", True), (b"\r\n\r\n", True), (b"x" * 900, True), (b"x" * 2000, False)],
)
def test_a_pdf_may_begin_within_its_first_1024_bytes(before: bytes, is_pdf: bool) -> None:
    sheet = Sheet()
    sheet.text(80, 100, 420, FR[0])
    data = before + pdf([sheet])
    assert (sniff(data, "x") == PDF) is is_pdf
    if is_pdf:
        assert blocks(read(data)) == [FR[0]]


def test_a_text_that_speaks_of_pdfs_is_none() -> None:
    assert sniff(b"Un fichier PDF commence par %PDF-1.4, dit la norme.", "note.txt") == "text/plain"


def test_a_locked_file_says_so() -> None:
    with pytest.raises(BadInput, match="protected by a password"):
        read(pdf([Sheet().line(80, 100, "secret")], key="sésame"))


@pytest.mark.parametrize("data", [b"%PDF-1.7\n" + b"\x00" * 400, b"%PDF-1.4", b'{"kind": "no pdf"}'])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput, match="damaged PDF"):
        read_page(data, PDF)


def _cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) // 3, len(data))]


def _flipped(data: bytes, rng: random.Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(40):
        spoilt[rng.randrange(len(spoilt))] ^= 1 << rng.randrange(8)
    return bytes(spoilt)


def _zeroed(data: bytes, rng: random.Random) -> bytes:
    at, size = rng.randrange(len(data)), len(data) // 6
    return data[:at] + bytes(min(size, len(data) - at)) + data[at + size :]


def test_damaged_files_give_a_reason_or_what_can_be_read() -> None:
    rng = random.Random(7)
    sheets = []
    for n in range(6):
        sheet = Sheet().line(80, 60, f"Chapter {n}", 16, SANS)
        sheet.text(80, 100, 420, (EN + FR)[n])
        sheets.append(sheet)
    whole = pdf(sheets)
    outcomes = set()
    for spoil in (_cut, _flipped, _zeroed):
        for _ in range(10):
            try:
                outcomes.add("read" if read(spoil(whole, rng)).text else "")
            except BadInput:
                outcomes.add("refused")
    assert outcomes == {"read", "refused"}


def test_the_reader_is_known() -> None:
    reader = reader_of(PDF)
    assert reader is not None
    assert reader.stamp == "pdf 8"
