"""Types of names in an archive that grows and shrinks: looking at what changed settles what all texts do."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from archive.catalog import Catalog, changes, kept, links, mentions
from archive.link import run, settled_types
from archive.pipeline.settle import _retype
from archive.records import Mention, MentionType
from tests.link.made import TEST, Text, add, archive, link, rows_of

NAMES = {
    "fr": [
        "Lanterne Rouge",
        "RSL",
        "RSL Norvège",
        "Le Grand Hangar",
        "Brévaux",
        "Marée Haute",
        "Ada Brévaux",
    ],
    "en": ["Red Lantern", "RSL", "RSL Youth", "Grand Hangar", "Brévaux", "High Tide", "Ada Brévaux"],
}
SAID = {
    "fr": ["{} a écrit.", "Les membres de {} sont là.", "Mme {} parle.", "La pluie à {}.", "Puis {} encore."],
    "en": ["{} wrote.", "The members of {} met.", "Mrs {} spoke.", "Rain in {}.", "Then {} again."],
}
TYPES = [MentionType.PERSON, MentionType.PLACE, MentionType.ORG, MentionType.ORG]


def pair(chance: random.Random, number: int) -> list[Text]:
    """A text and its translation: paragraph by paragraph they name the same things, tagged as it comes."""
    chosen = [chance.randrange(len(SAID["fr"])) for _ in range(chance.choice((1, 2, 3)))]
    named = [chance.randrange(7) for _ in chosen]
    made = []
    for lang in ("fr", "en"):
        said = [SAID[lang][i].format(NAMES[lang][j]) for i, j in zip(chosen, named, strict=True)]
        some = {NAMES[lang][j]: chance.choice(TYPES) for j in named}
        by = {kind: [name for name, its in some.items() if its is kind] for kind in MentionType}
        made.append(
            Text(lang, "\n\n".join((*said, f"{number}.")), people=by[MentionType.PERSON],
                 places=by[MentionType.PLACE], bodies=by[MentionType.ORG])
        )  # fmt: skip
    return made


def change(catalog: Catalog, chance: random.Random, number: int) -> None:
    """A pair comes, a text is replaced or goes, its names are found anew, a link goes."""
    docs = [row[0] for row in catalog.db.execute("SELECT n FROM documents WHERE current = 1 ORDER BY n")]
    what = chance.choice(("come", "come", "replaced", "gone", "named", "unlinked", "completed"))
    if what == "come" or len(docs) < 6:
        fr, en = (add(catalog, text, f"{number}/{text.lang}") for text in pair(chance, number))
        link(catalog, en, fr)
        return
    n = chance.choice(docs)
    (place, said, lang) = catalog.db.execute(
        "SELECT o.origin, d.text, d.lang FROM origins o JOIN documents d ON d.source_id = o.source_id"
        " WHERE d.n = ?", (n,),
    ).fetchone()  # fmt: skip
    if what == "replaced":
        add(catalog, chance.choice(pair(chance, number)), place)
    elif what == "gone":
        with catalog.transaction() as db:
            links.remove(catalog, [n])
            db.execute("DELETE FROM documents WHERE n = ?", (n,))
            changes.log(catalog, [n], "removed")
    elif what == "unlinked":
        links.remove(catalog, [n])
        changes.log(catalog, [n], "linked")
    else:
        found = [(name, said.find(name)) for name in NAMES[lang]]
        some = [Mention(at, at + len(name), chance.choice(TYPES), name, None, TEST)
                for name, at in found if at >= 0]  # fmt: skip
        if what == "named":
            mentions.put_names(catalog, n, some)
        else:
            mentions.complete(catalog, [(n, one) for one in some[:1]], [])


def held(catalog: Catalog) -> dict[str, list[tuple[Any, ...]]]:
    """What is kept of names, and the types of all mentions."""
    queries: dict[str, str] = {
        table: f"SELECT * FROM {table} ORDER BY {'name' if table == 'settled_types' else '1, 2, 3, 4'}"
        for table in kept.TABLES["types of names"] if table != "section_heads"
    }  # fmt: skip
    queries["section_heads"] = "SELECT * FROM section_heads ORDER BY 1, 2, 3"
    queries["mentions"] = "SELECT doc, start, end, type, text FROM mentions ORDER BY 1, 2, n"
    return rows_of(catalog, queries)


@pytest.mark.parametrize("seed", range(8))
def test_what_changed_settles_what_all_texts_do(
    folder: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    monkeypatch.setattr(settled_types, "_AT_ONCE", chance.choice((1, 3, 500)))
    settled: set[tuple[Any, ...]] = set()
    with archive(folder, []) as catalog:
        for number in range(50):
            for _ in range(chance.choice((1, 1, 1, 4))):
                change(catalog, chance, number * 10 + chance.randrange(10))
            _retype(catalog, None, everywhere=False)
            grown = held(catalog)
            settled |= {*grown["settled_types"]}
            kept.forget(catalog)
            _retype(catalog, None, everywhere=True)
            assert held(catalog) == grown
    assert len(settled) > 4


def test_what_stood_against_what_is_forgotten_where_links_are_found_anew(folder: Path) -> None:
    paragraphs = [
        "Lanterne Rouge a écrit.\n\nLanterne Rouge vient.",
        "Red Lantern wrote.\n\nRed Lantern comes.",
    ]
    several = [Text("fr", paragraphs[0], people=["Lanterne Rouge"])]
    several.append(Text("en", paragraphs[1], bodies=["Red Lantern"]))
    with archive(folder, several) as catalog:
        link(catalog, 1, 2)
        settled_types.update(catalog)
        assert catalog.db.execute("SELECT sum(times) FROM slot_names").fetchone()[0] == 2
        run._restart(catalog, "another method")
        settled_types.update(catalog)
        assert catalog.db.execute("SELECT count(*) FROM slot_names").fetchone()[0] == 0


def test_only_what_changed_is_looked_at(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    several = [Text("fr", f"Puis RSL encore, {i}.", bodies=["RSL"]) for i in range(9)]
    several += [Text("fr", f"Puis Odile Durvan encore, {i}.", people=["Odile Durvan"]) for i in range(9)]
    asked: list[set[str]] = []
    was = settled_types._settle
    with archive(folder, several) as catalog:
        settled_types.update(catalog)

        def noted(catalog: Catalog, names: set[str], *, anew: bool) -> set[str]:
            asked.append(names)
            return was(catalog, names, anew=anew)

        monkeypatch.setattr(settled_types, "_settle", noted)
        new = add(catalog, Text("fr", "Odile Durvan parle.", people=["Odile Durvan"]), "more")
        assert settled_types.update(catalog) == {new}
        assert asked == [{"odile durvan"}]
