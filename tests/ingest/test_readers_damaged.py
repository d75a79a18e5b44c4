"""Of a damaged office document what stands before the damage is read, and it is told that this is not all."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from archive.ingest.readers import read_page, sniff
from corpus.office_made import docx, odt, p

_LETTERS = "aeiouélnrstp"


def words(seed: int) -> str:
    """Words that nothing squeezes much, so that the part is as long as that of a letter."""
    chance = random.Random(seed)
    return " ".join("".join(chance.choices(_LETTERS, k=chance.randrange(3, 9))) for _ in range(60))


PARAGRAPHS = [words(n) for n in range(60)]


def in_word() -> bytes:
    return docx("".join(map(p, PARAGRAPHS)))


def in_odt() -> bytes:
    return odt("".join(f"<text:p>{one}</text:p>" for one in PARAGRAPHS))


@pytest.mark.parametrize("share", [0.5, 0.7, 0.95])
@pytest.mark.parametrize(("make", "part"), [(in_word, "word/document.xml"), (in_odt, "content.xml")])
def test_what_stands_before_the_damage_is_read(make: Callable[[], bytes], part: str, share: float) -> None:
    data = make()
    with zipfile.ZipFile(BytesIO(data)) as box:
        entry = box.getinfo(part)
    assert 4_096 < entry.file_size < 256 * 1024
    at = entry.header_offset + 60 + int(share * entry.compress_size)
    spoilt = data[:at] + bytes(20) + data[at + 20 :]
    page = read_page(spoilt, sniff(spoilt, "x"))
    whole = [one for one in PARAGRAPHS if one in page.text]
    assert whole == PARAGRAPHS[: len(whole)]
    assert share - 0.4 < len(whole) / len(PARAGRAPHS) < share + 0.1
    assert page.unread
