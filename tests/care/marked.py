"""An inbox in which one word stands in every place that a text has, to be redacted there."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import archive
from corpus.pdf_made import Sheet, pdf
from tests.care.boxes import AROUND, META, OPEN_FR, WALL, mail, run

WORD = "Vrolintazkemur"
FRENCH = f"""La laverie de {WORD}

Le 3 mai 2016, {WORD} a ouvert une laverie de nuit à Calais avec les voisins du quai et les amis du port.

Le collectif y tient une permanence chaque jeudi. Sans l’aide d’{WORD}, rien n’aurait été possible.

Les chaises manquent encore, et la soupe est servie à huit heures devant la grande porte.
"""
ENGLISH = f"""The laundry of {WORD}

On 3 May 2016 {WORD} opened a night laundry in Calais with the neighbours and the friends of the port.

The collective is there every Thursday. Without the help of {WORD}, none of this would have been possible.

Chairs are still missing, and the soup is served at eight o’clock in front of the great door.
"""
_ENTRY = "<item><title>{title}</title><guid>{guid}</guid><description>{text}</description></item>"
_FEED = (
    "<?xml version='1.0'?><rss version='2.0'><channel><title>Le quai</title><link>https://quay.example/</link>"
    "{}</channel></rss>"
)


def fill(inbox: Path) -> None:
    """Writes the inbox: what is named `…-2` holds the word, too, but is never named to be redacted."""
    folder = inbox / "held"
    folder.mkdir(parents=True)
    (inbox / "open.txt").write_text(OPEN_FR, "utf-8")
    data = {"@type": "Article", "author": {"name": WORD}, "datePublished": "2018-03-08"}
    page = META.format(
        around=f"{AROUND} {WORD} aussi.", author=WORD, meta=WORD, address=f"{WORD.lower()}-au-port", alt=WORD,
        data=json.dumps(data),
    )  # fmt: skip
    for name, text in {
        f"{WORD.upper()}_2016.txt": FRENCH,
        "copy-2.txt": f"{FRENCH}\nUne ligne de plus, pour les amis.\n",
        "english-2.txt": ENGLISH,
        "page.html": page,
        "wall.html": WALL.format(around=AROUND, post=WORD),
    }.items():
        (folder / name).write_text(text, "utf-8")
    with zipfile.ZipFile(folder / "box.zip", "w") as box:
        box.writestr(f"{WORD}.txt", f"Au fond de la boîte\n\n{AROUND} Et {WORD}.\n")
    attached = (f"liste-{WORD}.txt", f"La liste de {WORD}, pour la salle du port et les voisins du quai.")
    letter = mail(WORD, f"La liste de {WORD}", f"{AROUND} Voici la liste de {WORD}.", attached)
    (folder / "mail.eml").write_bytes(letter)
    other = ("autre.txt", f"{attached[1]} Bis.")
    carrier = mail("Maud", "Une autre liste", f"{AROUND} Voici une autre liste.", other)
    (folder / "carrier.eml").write_bytes(carrier)
    sheet = pdf([Sheet().line(72, 90, AROUND).line(72, 110, f"{WORD} aussi.")], title=WORD, author=WORD)
    (folder / "sheet.pdf").write_bytes(sheet)
    said = f"Le 4 avril 2018, {WORD} a ouvert la salle du port avec les voisins du quai et quarante chaises."
    painted = "Le 5 avril 2018, on a repeint {} de Maud Lestienne devant la salle du port, à Dieppe."
    entry = ("La salle", "e1", said)
    wall, boat = ("Le mur", "e2", painted.format("le mur")), ("La barque", "e3", painted.format("la barque"))
    for name, some in (("feed.xml", (entry, wall)), ("late.xml", (entry, boat))):
        (folder / name).write_text(feed(*some), "utf-8")
    rows = [("held/page.html", f"Fonds {WORD}", WORD), ("open.txt", "Les archives du port", "Maud Lestienne")]
    lines = "".join(f"{name},{collection},{by}\n" for name, collection, by in rows)
    (inbox / "metadata.csv").write_text(f"filename,collection,creator\n{lines}", "utf-8")
    for place, _, names in os.walk(inbox):
        for name in names:
            os.utime(Path(place, name), (1_700_000_000, 1_700_000_000))


def feed(*entries: tuple[str, str, str]) -> str:
    """A feed of these entries: the title, the guid, the text of each."""
    told = (_ENTRY.format(title=title, guid=guid, text=text) for title, guid, text in entries)
    return _FEED.format("".join(told))


def take_in(folder: Path, inbox: Path) -> None:
    """Makes the archive; persons say things of the texts, with the word in them."""
    table = inbox.parent / f"{folder.name}.csv"
    table.write_text(f"name,type,same-as\n{WORD},PERSON,\nMaud Lestienne,PERSON,{WORD}-mark\n", "utf-8")
    with archive.open(folder, create=True, run=run()) as opened:
        opened.ingest(inbox)
        opened.import_names(table)
        by_name = names(opened)
        opened.decide_title(by_name["sheet.pdf"], f"Le papier de {WORD}", settle=False)
        opened.decide_date(by_name["page.html"], "2018-03", note=WORD, settle=False)
        opened.add_watch("one of ours", WORD)
        opened.decide_names("rename", opened.entity(WORD).id, f"{WORD} Odile", settle=False)
        opened.settle()


def names(opened: archive.Archive) -> dict[str, str]:
    """The ids of documents by what their sources are called."""
    return {Path(one.document.source).name: one.document.id for one in opened.documents()}
