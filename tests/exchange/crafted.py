"""An archive in which persons did all that they can, and bags of it that somebody changed by hand."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import archive
from tests.care.boxes import mail
from tests.exchange.quay import QUAY, WHEN

WALL = """<html lang="fr"><body><article><h2>Le quai</h2><p>Le 3 mai 2017, Odile Sarrazin a rouvert le quai de
Brévaux, avec les voisins.</p></article><article><h2>La grue</h2><p>Le 4 mai 2017, la grue de Calais est
arrivée au port, dit Awa Diop.</p><p>Elle pèse onze tonnes.</p></article></body></html>"""


def rich(place: Path, *, vectors: bool = False) -> Path:
    """The archive, in a folder of `place`."""
    papers = place / "papers"
    papers.mkdir()
    for name, text in QUAY.items():
        (papers / name).write_text(text, "utf-8")
    (papers / "copy.txt").write_text(QUAY["fr.md"] + "\nUne barque est revenue.\n", "utf-8")
    (papers / "wall.html").write_text(WALL, "utf-8")
    (papers / "gone.txt").write_text("Nobody shall read this page of the harbour master again.\n")
    (papers / "letter.eml").write_bytes(
        mail(
            "Odile", "Les barques", "Maud, les barques sont parties le 6 mai.", ("list.txt", "Onze barques.")
        )
    )
    (papers / "broken.pdf").write_bytes(b"%PDF-1.4\nnothing")
    with zipfile.ZipFile(papers / "box.zip", "w") as box:
        box.writestr("letter.txt", "Chère Odile, les péniches sont parties le 5 mai 2017 de Brévaux.\n")
    (papers / "metadata.csv").write_text(
        "file,creator,collection,rights,date\nboats.txt,Ada Kestrel; Awa Diop,Quays,CC BY 4.0,2017-05\n"
    )
    (place / "known.csv").write_text(
        "name,type,language,same-as\nOdile Sarrazin,PERSON,,quay:1\nBrévaux,PLACE,,Q456 geonames:2988507\n"
        "Awa Diop,PERSON,fr,\n"
    )
    run = archive.Run(clock=lambda: WHEN, who="nour", model="stock", vectors=vectors)
    with archive.open(place / "home", create=True, run=run) as a:
        a.import_names(place / "known.csv")
        a.ingest([papers])
        (papers / "boats.txt").write_text(QUAY["boats.txt"] + "Two came back to the quay.\n")
        a.ingest([papers, place / "absent.txt"])
        _decide(a)
    return place / "home"


def _decide(a: Any) -> None:
    by = {one.document.source.rpartition("/")[2]: one.document.id for one in a.documents()}
    a.decide_date(by["boats.txt"], "2017-05-04", note="it says so", settle=False)
    a.decide_author(by["copy.txt"], None, settle=False)
    a.decide_language(by["copy.txt"], "fr", settle=False)
    a.decide_collection_rights("Quays", "CC BY 4.0", settle=False)
    a.withdraw(a.decide_title(by["boats.txt"], "Boats", settle=False), note="a slip")
    a.confirm(by["en.md"], by["fr.md"])
    a.decide_copies(by["fr.md"], by["copy.txt"], True, settle=False)
    text = a.read(by["fr.md"]).document.text
    at = text.index("Odile Sarrazin")
    a.decide_mention(by["fr.md"], at, at + 14, "ORG", settle=False)
    at = text.index("Brévaux")
    a.decide_mention(by["fr.md"], at, at + 7, "no name", scope="spelling", settle=False)
    walls = [one.document for one in a.documents() if one.document.source.endswith("wall.html")]
    last = walls[-1]
    a.decide_left_out(last.id, last.text.index("Elle"), note="an aside", settle=False)
    labels = {one.label: one.id for one in a.entities()}
    a.decide_names("rename", labels["Awa Diop"], "Awa Diop de Brévaux", settle=False)
    a.decide_names("merge", labels["Awa Diop"], labels["Odile Sarrazin"], settle=False)
    a.settle()
    a.add_watch("odile", "Odile")
    a.mark_unsure("texts", (1,), note="who knows")
    a.restrict(by["boats.txt"], until="2046", why="a promise")
    a.redact(by["fr.md"], name="Odile Sarrazin", why="her wish")
    act = a.redact(by["en.md"], span=(0, 10), why="an error")
    a.unredact(act.n, why="so it was")
    a.remove(next(p for n, p in by.items() if n == "gone.txt"), why="asked for")


def respelt(bag: Path, target: Path, table: str, row: int, column: str, value: object) -> Path:
    """A copy of a bag with another value in one cell, and sums that agree."""
    shutil.copytree(bag, target, copy_function=_linked)
    name = f"data/catalog/{table}.jsonl"
    lines = (bag / name).read_text("utf-8").splitlines()
    lines[row] = json.dumps({**json.loads(lines[row]), column: value})
    rewrite(target, name, "".join(f"{line}\n" for line in lines).encode())
    return target


def _linked(source: str, target: str) -> None:
    Path(target).hardlink_to(source)


def rewrite(bag: Path, name: str, data: bytes) -> None:
    """Puts other bytes into a file of a bag, and their sum into its manifest."""
    sums = (bag / "manifest-sha256.txt").read_text("utf-8").splitlines()
    others = [line for line in sums if not line.endswith(f"  {name}")]
    info = [x for x in (bag / "bag-info.txt").read_text("utf-8").splitlines() if not x.startswith("Payload")]
    for path, text in {
        name: data,
        "manifest-sha256.txt": "".join(f"{x}\n" for x in (*others, f"{_sum(data)}  {name}")).encode(),
        "bag-info.txt": "".join(f"{x}\n" for x in info).encode(),
    }.items():
        (bag / path).unlink(missing_ok=True)  # it may be a link to that of another bag
        (bag / path).write_bytes(text)
    (bag / "tagmanifest-sha256.txt").unlink(missing_ok=True)


def _sum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
