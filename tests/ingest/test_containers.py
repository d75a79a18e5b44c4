"""Containers in containers: what is found in them, under which name, and within which bounds."""

from __future__ import annotations

import io
import mailbox
import os
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from archive.errors import BadInput
from archive.ingest import containers, mail_detection, mime, readers
from archive.ingest.containers.base import Budget
from archive.ingest.sources import find, read


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, data in members:
            box.writestr(name, data)
    return out.getvalue()


def mail(subject: str, text: str, *attached: tuple[str, bytes], number: int = 1) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Ève Martin <eve@phare.example>"
    message["To"] = "bureau@phare.example"
    message["Subject"] = subject
    message["Date"] = "Sat, 11 Mar 2017 23:30:00 -0500"
    message["Message-ID"] = f"<{number}@phare.example>"
    message.set_content(text)
    for name, data in attached:
        kind = ("text", "plain") if name.endswith(".txt") else ("application", "octet-stream")
        message.add_attachment(data, maintype=kind[0], subtype=kind[1], filename=name)
    return message


def held(path: Path) -> dict[str, bytes | str]:
    """What is read of all that lies in a file, or why it is not, by what stands behind its name."""
    out: dict[str, bytes | str] = {}
    for found in find([str(path)]):
        name = found.origin.partition(path.name)[2]
        assert name not in out
        try:
            out[name] = read(found).data
        except BadInput as error:
            out[name] = str(error)
    return out


def test_a_mailbox_in_a_zip_holds_mails_that_hold_files(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "lettres.mbox")
    box.add(mail("Réunion", "Voici le plan.\n", ("plan.txt", "La réunion est à midi.".encode())))
    box.add(mail("Suite", "From Brest on we walked.\n\nFrom then, it rained.\n", number=2))
    inner = mail("Vieux courrier", "Un mot.\n", ("note.txt", b"Une note."), number=4)
    outer = mail("Pour mémoire", "Ci-joint.\n", number=3)
    outer.add_attachment(inner)
    box.add(outer)
    box.close()
    path = tmp_path / "depot.zip"
    path.write_bytes(zipped(("boite/lettres.mbox", (tmp_path / "lettres.mbox").read_bytes())))
    out = held(path)
    start = "!boite/lettres.mbox!"
    assert list(out) == [
        f"{start}<1@phare.example>!//plan.txt",
        f"{start}<1@phare.example>",
        f"{start}<2@phare.example>",
        f"{start}<3@phare.example>!//<4@phare.example>!//note.txt",
        f"{start}<3@phare.example>!//<4@phare.example>",
        f"{start}<3@phare.example>",
    ]
    assert out[f"{start}<1@phare.example>!//plan.txt"] == "La réunion est à midi.".encode()
    assert b"\nFrom then, it rained." in bytes(out[f"{start}<2@phare.example>"])  # type: ignore[arg-type]
    assert out[f"{start}<3@phare.example>!//<4@phare.example>!//note.txt"] == b"Une note."


@pytest.mark.parametrize(
    "line",
    [
        "From eve@phare.example Sat Mar 11 23:30:00 2017",
        "From - Sat Mar 11 23:30:00 2017",  # Thunderbird
        "From eve Sat Mar 11 23:30:00 +0100 2017",
        "From MAILER-DAEMON Sat Mar  1 3:05:09 2017",
        "From 1561@xxx Sat Mar 11 23:30:00 +0000 2017",  # Google
        "From ",  # Thunderbird of today
        "From -",
        "From - ",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_mailbox_is_known_by_its_first_line_and_not_its_name(tmp_path: Path, line: str, end: str) -> None:
    one = f"{line}\nFrom: eve@phare.example\nSubject: Un\n\nPremier texte.\n\n"
    two = (
        f"{line}\nFrom: eve@phare.example\nSubject: Deux\n\nSecond texte.\nFrom Brest, at 10:30 in 2017.\n\n"
    )
    (tmp_path / "Inbox").write_bytes((one + two).replace("\n", end).encode())
    out = held(tmp_path / "Inbox")
    assert list(out) == ["!//message 1", "!//message 2"]
    assert b"".join(map(bytes, out.values())) == (tmp_path / "Inbox").read_bytes()  # type: ignore[arg-type]


def test_messages_are_found_wherever_the_mailbox_is_cut_for_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from archive.ingest.containers import mboxes

    texts = [f"Un texte de {n} mots. " * (n % 90) for n in range(300)]
    with (tmp_path / "a.mbox").open("w") as file:
        for n, text in enumerate(texts):
            file.write(f"From a@b Sat Mar 11 23:30:00 2017\nMessage-ID: <{n}>\nSubject: {n}\n\n{text}\n\n")
    whole = held(tmp_path / "a.mbox")
    assert list(whole) == [f"!<{n}>" for n in range(300)]
    for block in (4096, 5000, 20_011):
        monkeypatch.setattr(mboxes, "_BLOCK", block)
        assert held(tmp_path / "a.mbox") == whole


@pytest.mark.parametrize(
    "head",
    [
        "X-Mozilla-Status: 0001\nX-Mozilla-Status2: 00800000\nDate: Sat, 11 Mar 2017 23:30:00 +0100",
        "Received: from quai.example by phare.example; 11 Mar 2017\n" * 60 + "Subject: Le phare",
        ">From eve@phare.example Sat Mar 11 23:30:00 2017\nReturn-Path: <eve@phare.example>\nTo: ana",
        "DKIM-Signature: v=1;\n\tb=abc\nMessage-ID: <9@phare.example>\nMIME-Version: 1.0",
    ],
)
def test_bare_first_lines_begin_whatever_header_a_mail_has(tmp_path: Path, head: str) -> None:
    (tmp_path / "Sent").write_text(f"From \n{head}\n\nUn texte.\n\n" * 3)
    assert len(held(tmp_path / "Sent")) == 3


@pytest.mark.parametrize(
    "said",
    [
        "From \nthe quay we saw the lantern.",
        "From the Gare du Nord, 12 Jan 1931 10:00\nDear: all of you.",
        "From the quay, 12 Jan 1931 10:00\nSubject: the lantern, which was lit.",
        "From -\nSujet: la lanterne\nLieu: le quai",
        "The list:\nFrom \nSubject: a lantern\nTo: the quay",  # no empty line before it
        "La gare :\nFrom \nDate: demain\nTo: Ana",
    ],
)
def test_no_text_of_a_mail_begins_another(tmp_path: Path, said: str) -> None:
    one = f"From \nFrom: eve@phare.example\nSubject: Un\n\nPremier texte.\n\n{said}\n\n"
    (tmp_path / "Inbox").write_text(one * 2)
    assert len(held(tmp_path / "Inbox")) == 2
    (tmp_path / "a.txt").write_text(f"{said}\n\nUn texte.\n")
    if not said.startswith(("The", "La")):
        assert held(tmp_path / "a.txt") == {"": f"{said}\n\nUn texte.\n".encode()}


def test_what_is_no_mailbox_and_no_mail_is_one_source(tmp_path: Path) -> None:
    texts = {
        "a.txt": "From Brest we went at 10:30 in 2017\nSubject: a lighthouse.\n\nIt rained.",
        "b.txt": "Date: demain\n\nUne liste.",
        "c.md": "---\ntitle: Un\ndate: 2017-03-11\n---\n\nTexte.",
        "e.txt": "Title: La fête\nDate: 3 mai 1931\nFrom: Paris\nTo: Calais\n\nOn marche vers le nord.",
        "f.txt": "Date: 12 June 1931\nSubject: the march\nFrom: the quay\n\nWe walk north.",
        "d.txt": "Subject: alone\nAnd a line that is none.\n\nText.",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
        assert held(tmp_path / name) == {"": text.encode()}


@pytest.mark.parametrize(
    "head",
    [
        "From: Ana\nSubject: Un\nMIME-Version: 1.0",
        "From: Ana Lee <ana@phare.example>\nTo: Bob",
        "To: Bob,\n eve@phare.example\nSubject: Un",
        "From: Ana\nDate: Sat, 11 Mar 2017 23:30:00 +0100",
        "From: Ana\nDate: 11 Mar 17 23:30",
    ],
)
def test_a_mail_is_known_by_what_programs_write(head: str) -> None:
    assert mail_detection.is_mail(f"{head}\n\nUn texte.".encode())


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ('Content-Type: text/plain; name="récit.txt"', None),
        ("Content-Type: text/plain; charset=utf-8;\n name=tale.txt", None),
        ("Content-Type: text/plain\nContent-Disposition: inline; filename=recit.txt", None),
        ("Content-Type: text/html; name=tale.html", None),
        ("Content-Type: text/plain\nContent-Disposition: attachment; filename=tale.txt", "tale.txt"),
    ],
)
def test_the_only_part_of_a_mail_is_read_whatever_its_name(
    tmp_path: Path, said: str, name: str | None
) -> None:
    line = "From eve@phare.example Sat Mar 11 23:30:00 2017"
    text = f"{line}\nFrom: eve@phare.example\nSubject: Un\n{said}\n\nLa lanterne.\n\n"
    (tmp_path / "a.mbox").write_text(text)
    out = held(tmp_path / "a.mbox")
    assert set(out) == {"!message 1", *([f"!message 1!//{name}"] if name else [])}
    body = readers.read_page(bytes(out["!message 1"]), "message/rfc822").text  # type: ignore[arg-type]
    assert ("lanterne" in body) is (name is None)


def test_a_mail_of_too_many_parts_says_so(tmp_path: Path) -> None:
    head = "From: e@a.example\nSubject: Un\nContent-Type: multipart/mixed; boundary=b\n\n"
    for n in (mime.MAX_PARTS, mime.MAX_PARTS + 1):
        (tmp_path / "a.eml").write_text(head + "--b\n\nUn mot.\n" * n + "--b--\n")
        told = [said for said in held(tmp_path / "a.eml").values() if isinstance(said, str)]
        cut = "a mail with more than 2,000 parts: the rest was not ingested"
        assert told == [cut] * (n - mime.MAX_PARTS)


@pytest.mark.parametrize(
    ("head", "page"),
    [
        ("From: <Saved by a browser>\nSubject: Un", True),
        ("From: <Enregistré par un navigateur>\nSubject: Un\nDate: Sat, 11 Mar 2017 23:30:00 +0100", True),
        ("Subject: Un", True),
        ("From: Eve <eve@phare.example>\nSubject: Un", False),
        ("X-Unsent: 1\nSubject: Un", False),
        ("Bcc: Ana\nSubject: Un", False),
    ],
)
def test_a_draft_is_no_saved_page(head: str, page: bool) -> None:
    data = f"{head}\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n\nUn.\n--b--\n"
    assert mail_detection.is_saved_page(data.encode()) is page


def test_pictures_of_a_page_and_seals_are_no_sources(tmp_path: Path) -> None:
    message = mail("Photos", "Voir la page.\n", ("grande.png", b"\x89PNG" + os.urandom(40_000)))
    message.add_attachment(b"\x89PNG" + bytes(300), maintype="image", subtype="png", filename="logo.png")
    message.add_attachment(b"seal", maintype="application", subtype="pgp-signature", filename="s.asc")
    message.add_attachment(
        b"BM" + os.urandom(50_000), maintype="image", subtype="bmp", cid="<1>", disposition="inline"
    )
    (tmp_path / "a.eml").write_bytes(message.as_bytes())
    assert list(held(tmp_path / "a.eml")) == ["!grande.png", ""]


def test_two_files_of_one_name_in_a_mail_are_two_sources(tmp_path: Path) -> None:
    message = mail("Deux", "Voici.\n", ("a.txt", b"un"), ("a.txt", b"deux"))
    (tmp_path / "a.eml").write_bytes(message.as_bytes())
    out = held(tmp_path / "a.eml")
    assert [out["!a.txt"], out["!2!a.txt"]] == [b"un", b"deux"]


def test_eight_containers_deep_is_read_and_nine_is_told(tmp_path: Path) -> None:
    data = zipped(("a.txt", b"texte"))
    for _ in range(7):
        data = zipped(("b.zip", data))
    (tmp_path / "a.zip").write_bytes(data)
    assert list(held(tmp_path / "a.zip").values()) == [b"texte"]
    (tmp_path / "a.zip").write_bytes(zipped(("b.zip", data), ("c.txt", b"dehors")))
    deep, out = held(tmp_path / "a.zip").values()
    assert "8 containers deep" in str(deep)
    assert out == b"dehors"


@pytest.mark.parametrize(("bound", "why"), [("members", "too many files"), ("bytes", "200 times")])
def test_zips_that_grow_at_each_depth_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str, why: str
) -> None:
    monkeypatch.setattr(Budget, "_MEMBERS", 100 if bound == "members" else 10**6)
    monkeypatch.setattr(Budget, "_BYTES", 10_000 if bound == "bytes" else 10**9)
    monkeypatch.setattr(Budget, "RATIO", 10 if bound == "bytes" else 10**6)
    monkeypatch.setattr(Budget, "_BYTES_A_MEMBER", 10**6)
    data = zipped(*((f"{n}.txt", b"texte " * 900) for n in range(10)))
    for _ in range(4):
        data = zipped(*((f"{n}.zip", data) for n in range(10)))
    (tmp_path / "a.zip").write_bytes(data)
    found = list(find([str(tmp_path / "a.zip")]))
    assert len(found) < 2_000
    assert any(why in (one.problem or "") for one in found)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Été à Brest.txt".encode("cp850"), "Été à Brest.txt"),
        ("Été à Brest.txt".encode(), "Été à Brest.txt"),
        ("À côté.txt".encode("cp1252"), "À côté.txt"),
    ],
)
def test_names_of_members_are_in_their_own_characters(tmp_path: Path, raw: bytes, name: str) -> None:
    stand_in = b"x" * len(raw)
    data = zipped((stand_in.decode(), b"texte")).replace(stand_in, raw)
    (tmp_path / "a.zip").write_bytes(data)
    assert held(tmp_path / "a.zip") == {f"!{name}": b"texte"}


def test_nothing_that_is_opened_stays_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr(containers, "_HELD", 100)
    (tmp_path / "a.zip").write_bytes(zipped(("b.zip", zipped(("a.txt", os.urandom(9_000))))))
    found = find([str(tmp_path / "a.zip")])
    assert next(found).origin.endswith("a.zip!b.zip!a.txt")
    assert not list((tmp_path / "tmp").iterdir())
    found.close()  # type: ignore[attr-defined]
