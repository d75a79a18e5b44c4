"""Mails whose text lies within a seal, an Outlook's own packing, or parts that are told wrongly."""

from __future__ import annotations

import base64
import struct
from pathlib import Path

import pytest

from archive.errors import UnreadableInput
from archive.ingest import posts, readers
from archive.ingest.compressed_rtf import unpacked
from archive.ingest.outlook import as_mail
from archive.ingest.signed import signed_part
from archive.records import Page
from tests.ingest.outlook_made import ole, packed, sent, text, tnef
from tests.ingest.sealed_made import ENVELOPED, sealed
from tests.pipeline.taking import counts, places, take_in

TEXTS = {
    "fr": "Nous avons repeint la lanterne du phare avec les gens du village, et la mairie a promis.",
    "en": "We painted the lantern of the lighthouse with the people of the village in four days.",
}
HEAD = (
    "From: Ana Lee <ana@phare.example>\r\nTo: bob@phare.example\r\nSubject: Le phare\r\n"
    "Date: Sat, 11 Mar 2017 23:30:00 -0500\r\nMessage-ID: <1@phare.example>\r\nMIME-Version: 1.0\r\n"
)


def mail(kind: str, body: str | bytes, more: str = "") -> bytes:
    said = body if isinstance(body, bytes) else body.encode()
    return f"{HEAD}{more}Content-Type: {kind}\r\n\r\n".encode() + said


def read(data: bytes) -> Page:
    return readers.read_page(data, readers.sniff(data, "a.eml"))


def said(page: Page) -> str:
    (draft,) = posts.split_page(page).drafts
    return draft.text.partition("bob@phare.example\n\n")[2]


# -- signed and encrypted ------------------------------------------------------------------------------


@pytest.mark.parametrize("as_outlook", [True, False])
@pytest.mark.parametrize("lang", TEXTS)
@pytest.mark.parametrize(
    "kind", ["application/pkcs7-mime", "application/x-pkcs7-mime", "application/octet-stream"]
)
def test_what_was_signed_as_a_whole_is_read(kind: str, lang: str, as_outlook: bool) -> None:
    part = f"Content-Type: text/plain; charset=utf-8\r\n\r\n{TEXTS[lang]}\r\n".encode()
    body = base64.encodebytes(sealed(part, as_outlook=as_outlook))
    page = read(mail(f"{kind}; name=smime.p7m", body, "Content-Transfer-Encoding: base64\r\n"))
    assert (said(page), page.unread) == (TEXTS[lang], None)


@pytest.mark.parametrize("way", ["S/MIME", "PGP"])
def test_what_is_encrypted_is_told_and_is_no_attachment(tmp_path: Path, way: str) -> None:
    if way == "PGP":
        parts = (
            "--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\n"
            "Content-Type: application/octet-stream; name=encrypted.asc\r\n\r\n"
            "-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n--b--\r\n"
        )
        data = mail("multipart/encrypted; boundary=b", parts)
    else:
        body = base64.encodebytes(sealed(b"x" * 90, as_outlook=False, kind=ENVELOPED))
        data = mail("application/pkcs7-mime; name=smime.p7m", body, "Content-Transfer-Encoding: base64\r\n")
    (tmp_path / "a.eml").write_bytes(data)
    done = take_in(tmp_path / "archive", tmp_path / "a.eml")
    assert counts(done) == (1, 0, {})
    assert [reason for _, reason in done.unread] == [f"its text is encrypted ({way})"]


@pytest.mark.parametrize("as_outlook", [True, False])
def test_a_seal_that_is_cut_or_spoilt_holds_nothing_and_harms_nothing(as_outlook: bool) -> None:
    whole = sealed(b"Content-Type: text/plain\r\n\r\nThe lighthouse.\r\n" * 9, as_outlook=as_outlook)
    for n in range(len(whole)):
        signed_part(whole[:n])
        signed_part(whole[:n] + b"\xff" + whole[n + 1 :])
        signed_part(whole[:n] + b"\x80" + whole[n + 1 :])
    assert signed_part(b"\x24\x80" * 5_000) is None


# -- parts that are told wrongly -------------------------------------------------------------------------


@pytest.mark.parametrize("lang", TEXTS)
@pytest.mark.parametrize("boundary", ["; boundary=other", "", '; boundary=""'])
def test_parts_are_found_where_the_header_tells_another_border_or_none(boundary: str, lang: str) -> None:
    parts = f"--b 1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{TEXTS[lang]}\r\n--b 1--\r\n"
    assert said(read(mail(f"multipart/mixed{boundary}", parts))) == TEXTS[lang]


@pytest.mark.parametrize("lang", TEXTS)
def test_a_text_with_dashes_and_a_field_is_its_own(lang: str) -> None:
    body = f"{TEXTS[lang]}\r\n\r\n--\r\nContent: Ana\r\n"
    assert said(read(mail("text/plain; charset=utf-8", body))).startswith(TEXTS[lang])


def test_enriched_text_shows_no_commands() -> None:
    body = "<bold>Le phare</bold> de\r\n<x-tiny><param>a</param>Brévaux</x-tiny>.\r\n\r\n\r\nEst <<ici>."
    assert said(read(mail("text/enriched; charset=utf-8", body))) == "Le phare de Brévaux.\n\nEst <ici>."


# -- Outlook's own packing -------------------------------------------------------------------------------

# The example of MS-OXRTFCP, 4.1.1.
EXAMPLE = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)


def test_compressed_rtf() -> None:
    assert unpacked(EXAMPLE) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert unpacked(EXAMPLE[:40]).startswith(b"{\\rtf1")
    rtf = b"{\\rtf1 as it is}"
    assert unpacked(struct.pack("<IIII", len(rtf) + 12, len(rtf), 0x414C454D, 0) + rtf) == rtf
    for bad in (b"", b"x" * 30, struct.pack("<IIII", 9, 2**31, 0x75465A4C, 0)):
        with pytest.raises(UnreadableInput):
            unpacked(bad)


@pytest.mark.parametrize("lang", TEXTS)
def test_a_message_whose_body_is_rich_text_alone_is_read(lang: str) -> None:
    html = (
        rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 "
        + TEXTS[lang].encode("cp1252")
        + rb"{\*\htmltag72 </p>}\htmlrtf\par}\htmlrtf0}"
    )
    for rtf in (rb"{\rtf1\ansi\ansicpg1252 " + TEXTS[lang].encode("cp1252") + rb"\par}", html):
        properties = sent(131_337_000_000_000_000, 32) | text(0x0037, "Le phare") | text(0x0C1A, "Ana Lee")
        data = as_mail(ole(properties | {"__substg1.0_10090102": packed(rtf)}))
        assert TEXTS[lang] in read(data).text


@pytest.mark.parametrize("whole_names", [True, False])
def test_what_outlook_packed_into_winmail_is_a_source(tmp_path: Path, whole_names: bool) -> None:
    files = [("réunion du phare.txt", TEXTS["fr"].encode()), ("minutes.txt", TEXTS["en"].encode())]
    body = base64.encodebytes(tnef(*files, whole_names=whole_names)).decode()
    parts = (
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nVoir ci-joint.\r\n--b\r\n"
        f"Content-Type: application/ms-tnef; name=winmail.dat\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{body}--b--\r\n"
    )
    (tmp_path / "a.eml").write_bytes(mail("multipart/mixed; boundary=b", parts))
    assert counts(take_in(tmp_path / "archive", tmp_path / "a.eml")) == (3, 0, {})
    held = f"{tmp_path}/a.eml!winmail.dat!//"
    assert set(places(tmp_path / "archive")) == {f"{tmp_path}/a.eml", *(f"{held}{name}" for name, _ in files)}


def test_winmail_without_attachments_is_told_and_a_cut_one_gives_what_is_whole(tmp_path: Path) -> None:
    (tmp_path / "winmail.dat").write_bytes(tnef())
    done = take_in(tmp_path / "archive", tmp_path / "winmail.dat")
    assert (counts(done), [why for _, why in done.empty]) == (
        (0, 0, {}),
        ["it contains only the formatting of its mail"],
    )
    whole = tnef(("a.txt", TEXTS["fr"].encode()), ("b.txt", TEXTS["en"].encode()))
    (tmp_path / "cut.dat").write_bytes(whole[:-40])
    done = take_in(tmp_path / "archive", tmp_path / "cut.dat")
    assert (done.sources, [why for _, why in done.unread]) == (
        2,
        ["cut short: only the complete files in it were ingested"],
    )
    for n in range(20, len(whole), 7):
        (tmp_path / "spoilt.dat").write_bytes(whole[:n] + b"\xff\xff\xff" + whole[n + 3 :])
        take_in(tmp_path / "other", tmp_path / "spoilt.dat")
