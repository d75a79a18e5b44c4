"""An inbox of which a part is to be closed, with a word of its own in every place that a text has."""

from __future__ import annotations

import base64
import io
import json
import os
import re
import zipfile
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

from click.testing import CliRunner

import archive
from archive.cli import main
from archive.run import Run
from corpus.pdf_made import Sheet, pdf

NOW = "2026-05-01T10:00:00Z"
# A word for each place. None has a stretch of eight letters in common with another, or with any text.
WORDS = {
    place: f"{a}{b}" for place, (a, b) in {
        "text": ("vrolint", "azkemur"), "title": ("dwibbou", "qantess"), "author": ("Grofeen", "jaltrip"),
        "address": ("muxorda", "plenvik"), "file": ("tholzec", "abrumik"), "alt": ("bexquil", "ondarfe"),
        "meta": ("cliptov", "erzagun"), "json-ld": ("fhanduk", "olimper"), "member": ("hyspret", "accoluz"),
        "header": ("igvarno", "zemblou"), "attached": ("jorquas", "itemplu"), "pdf": ("knabize", "rotulfe"),
        "beside": ("lomdrux", "ephanto"), "authority": ("Nibrech", "oswantu"), "mark": ("ozvelta", "gumpric"),
        "decision": ("pyrxado", "neflusk"), "note": ("qebrunt", "ivalzom"), "label": ("Ruvexal", "dombrit"),
        "watch": ("sigvopt", "anurzel"), "english": ("tumzarb", "elocqui"), "post": ("ubrokto", "wenzali"),
    }.items()
}  # fmt: skip

OPEN_FR = """La laverie du quai

Le 3 mai 2016, Odile Sarrazin a ouvert une laverie de nuit à Calais avec les voisins du quai et les amis du
port.

Le collectif Portes Ouvertes y tient une permanence chaque jeudi, et Maud Lestienne y distribue la soupe.
"""
OPEN_EN = """The laundry on the quay

On 3 May 2016 Odile Sarrazin opened a night laundry in Calais with the neighbours of the quay and the friends
of the port.

The collective Portes Ouvertes is there every Thursday, and Maud Lestienne hands out the soup.
"""
OPEN_PAGE = """<html><head><title>Le mur du quai</title></head><body><article><h2>Une barque repeinte</h2>
<p>Le 8 février 2017, les voisins du quai ont repeint la barque de Maud Lestienne, à Dieppe.</p></article>
<article><h2>Des chaises pour la salle</h2><p>Il manque douze chaises pour la salle du port, a dit Odile
Sarrazin le 9 février 2017.</p></article></body></html>"""


def fill(inbox: Path, *, shut: bool) -> None:
    """Writes the inbox; with `shut` the folder `shut` in it too, and what is said of it beside."""
    inbox.mkdir(parents=True)
    (inbox / "laverie.txt").write_text(OPEN_FR, "utf-8")
    (inbox / "laundry.txt").write_text(OPEN_EN, "utf-8")
    (inbox / "mur.html").write_text(OPEN_PAGE, "utf-8")
    (inbox / "lettre.eml").write_bytes(mail("Odile", "Les clefs", OPEN_FR.replace("Le 3 mai", "Le 4 mai")))
    rows = [("laverie.txt", "Les archives du port", "Maud Lestienne")]
    if shut:
        _closed(inbox / "shut")
        rows.insert(0, ("shut/beside.txt", f"Fonds {WORDS['beside']}", "Yves"))
    lines = "".join(f"{name},{collection},{by}\n" for name, collection, by in rows)
    (inbox / "metadata.csv").write_text(f"filename,collection,creator\n{lines}", "utf-8")
    for folder, _, names in os.walk(inbox):  # one time for all: what stands in them is compared
        for name in names:
            os.utime(Path(folder, name), (1_700_000_000, 1_700_000_000))


def mail(by: str, subject: str, text: str, *attached: tuple[str, str]) -> bytes:
    message = EmailMessage()
    message["From"] = f"{by} <desk@quay.example>"
    message["To"] = "Maud <maud@quay.example>"
    message["Subject"] = subject
    message["Date"] = "Mon, 3 Apr 2017 10:00:00 +0200"
    message["Message-ID"] = f"<{len(text)}.{len(attached)}@quay.example>"
    message.set_content(text)
    for name, said in attached:
        message.add_attachment(said.encode(), maintype="text", subtype="plain", filename=name)
    return message.as_bytes()


AROUND = "Odile Sarrazin et Maud Lestienne étaient à Calais le 7 mars 2018, avec les voisins du quai."
ENGLISH = "A night at the port\n\nOdile Sarrazin was in Calais on 7 March 2018; {} was there too.\n"
META = """<html><head><title>Une nuit</title><meta name='author' content='{author}'>
<meta name='description' content='{meta}'><link rel='canonical' href='https://quay.example/{address}'>
<script type='application/ld+json'>{data}</script></head><body><article><h1>Une nuit</h1><p>{around}</p>
<img src='a.png' alt='{alt}'><p>Les chaises manquaient.</p></article></body></html>"""
WALL = """<html><body><article><h2>Premier</h2><p>{around} Les tables manquent au port.</p></article><article>
<h2>Second</h2><p>Le 2 mars 2018 à Dieppe, {post} a parlé devant la salle.</p></article></body></html>"""


def _closed(folder: Path) -> None:
    folder.mkdir()
    w = WORDS
    told = f"{w['title']} au port\n\n{AROUND} {w['text']} aussi était là, et {w['authority']}.\n"
    data = {"@type": "Article", "author": {"name": w["json-ld"]}, "datePublished": "2018-03-08"}
    own = {key: w[key] for key in ("author", "meta", "address", "alt")}
    meta = META.format(around=AROUND, data=json.dumps(data), **own)
    for name, text in {
        "texte.txt": told,
        "english.txt": ENGLISH.format(w["english"]),
        f"{w['file']}.txt": f"Des voisins\n\n{AROUND} Rien d’autre à dire.\n",
        "page.html": meta,
        "wall.html": WALL.format(around=AROUND, post=w["post"]),
        "beside.txt": f"Une fiche\n\n{AROUND} Une fiche de plus pour le port.\n",
    }.items():
        (folder / name).write_text(text, "utf-8")
    with zipfile.ZipFile(folder / "box.zip", "w") as box:
        box.writestr(f"{w['member']}.txt", f"Au fond de la boîte\n\n{AROUND} Une boîte de plus.\n")
    attached = ("liste.txt", f"La liste de {w['attached']}.")
    (folder / "mail.eml").write_bytes(mail(w["header"], "La liste", f"{AROUND} Voici la liste.", attached))
    sheet = pdf([Sheet().line(72, 90, AROUND)], title=w["pdf"], author=w["pdf"])
    (folder / "sheet.pdf").write_bytes(sheet)


def run(now: str = NOW) -> Run:
    """Without vectors, as they are no part of what is tried; the clock stands still."""
    return Run(clock=lambda: now, vectors=False, who="Nour")


def take_in(folder: Path, inbox: Path, *, shut: bool) -> None:
    """Makes the archive, and says what persons say of it; with `shut` of the closed part, too."""
    names = [("Portes Ouvertes", "ORG", "")] + (
        [(WORDS["authority"], "PERSON", ""), ("Maud Lestienne", "PERSON", WORDS["mark"])] if shut
        else [("Maud Lestienne", "PERSON", "Maud Lestienne")]
    )  # fmt: skip
    table = inbox.parent / f"{folder.name}.csv"
    table.write_text("name,type,same-as\n" + "".join(f"{','.join(row)}\n" for row in names), "utf-8")
    with archive.open(folder, create=True, run=run()) as opened:
        opened.ingest(inbox)
        opened.import_names(table)
        by_name = {Path(one.document.source).name: one.document.id for one in opened.documents()}
        if shut:
            opened.decide_title(by_name["beside.txt"], WORDS["decision"], note="the letter", settle=False)
            opened.decide_author(by_name["texte.txt"], WORDS["decision"], settle=False)
            opened.add_watch("one of ours", WORDS["watch"])
        opened.decide_date(by_name["mur.html"], "2017-02", note=WORDS["note"] if shut else "", settle=False)
        labels = {one.label: one.id for one in opened.entities()}
        if shut and (hidden := labels.get(WORDS["authority"])):
            opened.decide_names("rename", hidden, WORDS["label"], settle=False)
            opened.decide_names("merge", labels["Maud Lestienne"], hidden, settle=False)
        opened.settle()


def bytes_with(folder: Path, word: str) -> list[str]:
    """The files of a folder that hold a word, in any case and as any stretch of eight letters of it; also
    names of files, and what is packed in them.
    """
    pieces = [word.lower()[at : at + 8] for at in range(0, len(word) - 7, 3)]
    forms: list[Callable[[str], bytes]] = [str.encode, lambda p: p.encode("utf-16-le")]
    sought = [form(piece) for piece in pieces for form in forms]
    found = []
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place, name)
            data = path.read_bytes()
            for held in (str(path.relative_to(folder)).encode(), data, *_unpacked(data)):
                if any(piece in held.lower() for piece in sought):
                    found.append(str(path.relative_to(folder)))
                    break
    return found


def _unpacked(data: bytes) -> list[bytes]:
    """What lies packed in bytes: streams of zlib, members of a zip, parts of a mail."""
    found = []
    for start in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data):
        try:
            found.append(zlib.decompressobj().decompress(data[start.start() :], 1 << 20))
        except zlib.error:
            continue
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as box:
            found += [box.read(name) for name in box.namelist()]
    for block in re.findall(rb"(?:[A-Za-z0-9+/]{16,}={0,2}\r?\n?)+", data):
        plain = re.sub(rb"\s", b"", block)
        found.append(base64.b64decode(plain[: len(plain) // 4 * 4] or b"", validate=False))
    return found


def said(folder: Path, *args: str) -> tuple[int, str]:
    """The exit code of a command, and what it prints."""
    result = CliRunner().invoke(main, ["--archive", str(folder), *args])
    return result.exit_code, result.stdout.replace(str(folder), "DIR") + result.stderr
