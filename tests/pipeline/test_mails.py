"""Mails and what was sent with them know each other, threads are followed, and the counts add up."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from archive import forms
from archive.cli import main

FR = "Chère Maud, la maison Tanguy peut poser la seconde rampe mercredi, avec une échelle et deux aides."
EN = "Dear Maud, Tanguy and Sons can fix the second banister on Wednesday, with a ladder and two men."
PLANS = {
    "fr": "Le plan de l’escalier de la tour, que j’ai dessiné de mémoire un soir de pluie.",
    "en": "The plan of the stairs of the tower, which I drew from memory on a rainy evening.",
}
PICTURE = "iVBORw0KGgo" * 20


def mail(number: int, text: str, *, cites: tuple[int, ...] = (), parts: str = "", day: int = 3) -> str:
    said = "".join(f"<{n}@quay.example> " for n in cites)
    thread = f"In-Reply-To: <{cites[-1]}@quay.example>\nReferences: {said}\n" if cites else ""
    head = (
        f"From: Yves Lozach <yves@quay.example>\nTo: Maud Kerlann <maud@quay.example>, list@quay.example\n"
        f"Subject: The stairs {number}\nDate: {day} Apr 2017 10:00:00 +0200\n"
        f"Message-ID: <{number}@quay.example>\n{thread}MIME-Version: 1.0\n"
    )
    if not parts:
        return f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}\n"
    return (
        f"{head}Content-Type: multipart/mixed; boundary=p\n\n--p\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{text}\n{parts}--p--\n"
    )


def part(name: str, text: str, kind: str = "text/plain; charset=utf-8") -> str:
    return f"--p\nContent-Type: {kind}\nContent-Disposition: attachment; filename={name}\n\n{text}\n"


LOGO = f"--p\nContent-Type: image/png\nContent-ID: <l>\nContent-Transfer-Encoding: base64\n\n{PICTURE}\n"
SEAL = "--p\nContent-Type: application/pgp-signature\n\nxyz\n"
PEOPLE = "name;town;since\nLozach;Oxmoor;2013\nMorvan;Brest;2015\nCariou;Brest;2012"
TABLE = part("people.csv", PEOPLE, "text/csv")


class Held:
    def __init__(self, folder: Path, *paths: Path) -> None:
        self.folder = folder
        done = self.run("ingest", *map(str, paths), "--format", "json", code=None)
        self.done: dict[str, Any] = json.loads(done)
        jsonschema.validate(self.done, forms.schema("ingest"))
        rows = self.run("export", "documents", "--format", "jsonl").splitlines()
        self.documents: list[dict[str, Any]] = [json.loads(row) for row in rows]
        for row in self.documents:
            jsonschema.validate(row, forms.schema("document"))

    def run(self, *words: str, code: int | None = 0) -> str:
        result = CliRunner().invoke(main, ["--archive", str(self.folder), *words])
        assert code is None or result.exit_code == code, result.output
        return result.stdout

    def at(self, end: str) -> dict[str, Any]:
        (row,) = [d for d in self.documents if d["source"].endswith(end)]
        return row

    def show(self, end: str) -> dict[str, Any]:
        row: dict[str, Any] = json.loads(self.run("show", self.at(end)["id"], "--format", "json"))
        jsonschema.validate(row, forms.schema("document"))
        return row


@pytest.mark.parametrize(("lang", "text"), [("fr", FR), ("en", EN)])
def test_a_mail_and_what_was_sent_with_it_know_each_other(tmp_path: Path, lang: str, text: str) -> None:
    box = tmp_path / "box.mbox"
    sent = mail(1, text, parts=part("plan.txt", PLANS[lang]) + LOGO + SEAL + TABLE)
    box.write_text(
        f"From x Mon Apr  3 10:00:00 2017\n{sent}\nFrom x Mon Apr  3 10:00:00 2017\n{mail(2, text)}\n"
    )
    held = Held(tmp_path / "a", box)
    the_mail, plan = held.show("!<1@quay.example>"), held.show("plan.txt")
    assert plan["parent"] == the_mail["id"]
    assert the_mail["parts"] == [plan["id"]]
    assert held.at("!<1@quay.example>")["parts"] == [plan["id"]]
    assert held.at("plan.txt")["parent"] == the_mail["id"]
    sent_with = {a["source"].rpartition("/")[2]: a for a in the_mail["mail"]["attachments"]}
    assert sent_with["plan.txt"]["id"] == plan["id"]
    assert sent_with["people.csv"]["id"] is None
    assert "table" in sent_with["people.csv"]["reason"]
    assert "parts" not in held.show("!<2@quay.example>")
    assert held.done["mails"] == {"read": 2, "again": 0, "attachments": 2, "left_out": 2}
    assert held.done["sources"] + len(held.done["failed"]) == 2 + 2
    assert the_mail["mail"]["from"] == [{"name": "Yves Lozach", "address": "yves@quay.example"}]
    assert [p["address"] for p in the_mail["mail"]["to"]] == ["maud@quay.example", "list@quay.example"]
    said = held.run("show", plan["id"], "--format", "text")
    assert f"sent with    {the_mail['id']} The stairs 1" in said
    said = held.run("show", the_mail["id"], "--format", "text")
    assert f"attachment   {plan['id']}" in said
    assert "not read" in said


def test_what_lies_in_a_mail_that_was_sent_on_is_that_mails_own(tmp_path: Path) -> None:
    inner = mail(7, FR, parts=part("plan.txt", PLANS["fr"]))
    inner = inner.replace("boundary=p", "boundary=q").replace("--p", "--q")
    outer = mail(8, EN, parts=f"--p\nContent-Type: message/rfc822\n\n{inner}\n")
    (tmp_path / "x.eml").write_text(outer)
    held = Held(tmp_path / "a", tmp_path / "x.eml")
    out, inside, plan = held.show("x.eml"), held.show("<7@quay.example>"), held.show("plan.txt")
    assert (out["parts"], inside["parent"]) == ([inside["id"]], out["id"])
    assert (inside["parts"], plan["parent"]) == ([plan["id"]], inside["id"])


def test_a_thread_is_followed_whoever_cites_whom(tmp_path: Path) -> None:
    mails = {
        1: mail(1, FR),
        2: mail(2, EN, cites=(1,)),
        3: mail(3, FR.replace("mercredi", "jeudi"), cites=(1, 2), day=4),
        4: mail(4, EN.replace("Wednesday", "Friday"), cites=(99,), day=5),  # 99 was lost
        5: mail(5, FR.replace("mercredi", "samedi"), cites=(1, 99), day=2),
        6: mail(6, EN.replace("ladder", "saw")),
    }
    for n, text in mails.items():
        (tmp_path / f"m{n}.eml").write_text(text)
    held = Held(tmp_path / "a", *(tmp_path / f"m{n}.eml" for n in mails))
    two = held.show("m2.eml")["mail"]
    assert [k["title"] for k in two["earlier"]] == ["The stairs 5", "The stairs 1"]
    assert [k["title"] for k in two["later"]] == ["The stairs 3", "The stairs 4"]
    alone = held.show("m6.eml")["mail"]
    assert (alone["earlier"], alone["later"]) == ([], [])
    said = held.run("show", held.at("m2.eml")["id"], "--format", "text")
    assert "earlier mail" in said
    assert "later mail" in said


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("from:lozach", "01"), ("from:maud", "2"), ('expéditeur:"Yves Lozach"', "01"), ("to:lozach", "2"),
        ("from:yves@quay.example", "01"), ("expediteur:maud@quay.example", "2"), ("to:kerlann", "01"),
        ("destinataire:list", "012"), ("to:lozach from:kerlann", "2"), ("to:nobody", ""),
        ("to:kerlann from:kerlann", ""),
    ],
)  # fmt: skip
def test_mails_are_found_by_who_wrote_to_whom(tmp_path: Path, query: str, found: str) -> None:
    answer = mail(
        3, "La corne est enrouée, et les goélands du port ne quittent pas le nid qu’ils y ont fait."
    )
    answer = answer.replace("Yves Lozach <yves@", "X <x@").replace(
        "Maud Kerlann <maud@", "Yves Lozach <yves@"
    )
    answer = answer.replace("X <x@", "Maud Kerlann <maud@")
    for n, text in enumerate((mail(1, FR), mail(2, PLANS["fr"]), answer)):
        (tmp_path / f"{n}.eml").write_text(text)
    held = Held(tmp_path / "a", *sorted(tmp_path.glob("*.eml")))
    rows = held.run("search", query, "--format", "jsonl", "--no-cross").splitlines()
    assert sorted(json.loads(row)["source"][-5] for row in rows) == list(found)


def test_a_mail_in_two_files_is_told_and_stands_once_in_its_thread(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_text(mail(1, FR))
    (tmp_path / "b.eml").write_text("Received: from x; 3 Apr 2017 10:00:01 +0200\n" + mail(1, FR))
    (tmp_path / "c.eml").write_text(mail(2, EN, cites=(1,)))
    shutil.copy(tmp_path / "c.eml", tmp_path / "d.eml")
    held = Held(tmp_path / "z", *sorted(tmp_path.glob("*.eml")))
    assert held.done["mails"] == {"read": 3, "again": 1, "attachments": 0, "left_out": 0}
    assert [k["title"] for k in held.show("c.eml")["mail"]["earlier"]] == ["The stairs 1"]
