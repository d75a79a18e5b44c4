"""Names that no model saw, found where the archive is sure of them."""

from __future__ import annotations

from pathlib import Path

from archive.catalog import Catalog
from archive.catalog import entities as kept
from archive.link.entities import resolve
from tests.link.joined import made
from tests.link.made import NOW, Text, add

SEEN = [Text("en", f"Rain on Rio {i}.", places=["Rio"]) for i in range(3)]


def marked(catalog: Catalog) -> list[tuple[int, str, str]]:
    rows = catalog.db.execute(
        "SELECT doc, text, type FROM mentions WHERE evidence = 'archive' ORDER BY doc, start"
    )
    return [(r[0], r[1], r[2]) for r in rows]


def test_a_sure_name_is_found_elsewhere(folder: Path) -> None:
    unseen = [
        Text("en", "The Rio games."),
        Text("en", "Rio Tinto and the trio."),
        Text("fr", "Les jeux de Rio."),
    ]
    with made(folder, *SEEN, *unseen) as catalog:
        assert marked(catalog) == [(4, "Rio", "PLACE")]
        assert kept.find(catalog, "Rio").documents == 4
        assert resolve(catalog, now=NOW).mentions == 0


def test_a_name_mostly_left_out_is_not(folder: Path) -> None:
    texts = [Text("en", f"Nice is a town {i}.", places=["Nice"]) for i in range(3)]
    plain = Text("en", "Nice work. Nice day. Nice words. Nice talk.")
    with made(folder, *texts, plain) as catalog:
        assert marked(catalog) == []


def test_what_is_no_longer_sure_goes(folder: Path) -> None:
    with made(folder, *SEEN, Text("en", "The Rio games.")) as catalog:
        assert len(marked(catalog)) == 1
        add(catalog, Text("en", "Nothing."), "texts/00000.txt")
        assert resolve(catalog, now=NOW).documents == (4,)
        assert marked(catalog) == []


def test_a_phrase_in_which_no_model_saw_the_name_is_a_name_of_its_own(folder: Path) -> None:
    texts = [Text("fr", f"Départ du Tour de France, jour {i}.") for i in range(3)]
    known = [Text("fr", f"La pluie sur la France {i}.", places=["France"]) for i in range(6)]
    seen = [Text("fr", "Le Championnat de France est joué.", places=["France"])]
    more = [Text("fr", f"Le Championnat de France, partie {i}.") for i in range(3)]
    with made(folder, *known, *texts, *seen, *more, Text("fr", "Le roi de France.")) as catalog:
        assert [doc for doc, _, _ in marked(catalog)] == [11, 12, 13, 14]
