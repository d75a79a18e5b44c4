"""Messages of Outlook: as any mail, with what lies in them, a message in a message too."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.errors import UnreadableInput
from archive.ingest import readers
from archive.ingest.outlook import as_mail
from archive.ingest.sources import find, read
from tests.ingest.outlook_made import ole, sent, text

_WHEN = (
    int((datetime(2017, 3, 11, 12, tzinfo=UTC) - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10**7
)


def message() -> bytes:
    inner = (
        sent(_WHEN, 24)
        | text(0x0037, "Le plan d'été")
        | text(0x1000, "Voici l'été.")
        | text(0x0C1A, "Bob Roy")
    )
    return ole(
        sent(_WHEN, 32)
        | text(0x0037, "Réunion du phare")
        | text(0x1000, "Nous avons repeint la lanterne.")
        | text(0x0C1A, "Ève Martin")
        | text(0x0C1F, "eve@phare.example")
        | text(0x0E04, "Bob Roy; Ana Lee")
        | {
            "__attach_version1.0_#00000000": text(0x3707, "été.txt") | {"__substg1.0_37010102": b"Un texte."},
            "__attach_version1.0_#00000001": {"__substg1.0_3701000D": inner},
        }
    )


def test_a_message_is_read_as_a_mail_with_what_lies_in_it(tmp_path: Path) -> None:
    (tmp_path / "a.msg").write_bytes(message())
    found = {f.origin.partition("a.msg")[2]: read(f) for f in find([str(tmp_path / "a.msg")])}
    assert list(found) == ["!été.txt", "!part 3.eml", ""]
    assert found["!été.txt"].data.rstrip(b"\0") == b"Un texte."
    pages = {
        name: readers.read_page(one.data, one.found.media_type or readers.sniff(one.data, name))
        for name, one in found.items()
        if name != "!été.txt"
    }
    outer, inner = pages[""], pages["!part 3.eml"]
    assert (outer.title, outer.author, outer.date) == ("Réunion du phare", "Ève Martin", "2017-03-11")
    assert outer.text.endswith("To: Bob Roy, Ana Lee\n\nNous avons repeint la lanterne.")
    assert (inner.title, inner.author, inner.date) == ("Le plan d'été", "Bob Roy", "2017-03-11")


def test_the_mail_of_a_message_is_the_same_every_time() -> None:
    assert as_mail(message()) == as_mail(message())


def test_a_damaged_message_is_refused() -> None:
    whole = message()
    read: list[bytes] = []
    refused = 0
    for at in range(600, len(whole), 2_000):
        try:
            read.append(as_mail(whole[:at]))
        except UnreadableInput:
            refused += 1
    assert refused > len(read)
    assert as_mail(whole) not in read


def test_what_is_no_message_says_so() -> None:
    with pytest.raises(UnreadableInput, match="damaged Outlook message"):
        as_mail(b"\xd0\xcf\x11\xe0" + bytes(100))
