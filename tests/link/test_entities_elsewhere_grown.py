"""Names completed in an archive that grows and shrinks: what is kept is what reading all texts gives."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from archive.catalog import Catalog, kept, mentions
from archive.catalog.completing import NamePlace
from archive.link.entities import elsewhere
from archive.records import Mention, MentionType
from tests.link.made import TEST, Text, add, archive, rows_of

NAMES = ["Rio", "Rio Grande", "Nérac", "L'Isle", "Saint-Mont", "Tour", "Berg"]
TYPES = [MentionType.PLACE] * 5 + [MentionType.ORG]
SAID = {
    "fr": ["La pluie sur {}.", "Le Tour de {}.", "Les jeux de {} et {}.", "{} gagne.", "Le Port de {}."],
    "en": ["Rain on {}.", "The {} games.", "The Port of {} and {}.", "Old {} won.", "{} Tinto."],
}  # fmt: skip


def text(chance: random.Random, number: int) -> Text:
    """A text with names, some of them tagged, some with other apostrophes and hyphens."""
    lang = chance.choice(("fr", "en"))
    said = " ".join(chance.choice(SAID[lang]) for _ in range(chance.choice((1, 2, 3))))
    while "{}" in said:
        name = chance.choice(NAMES)
        if chance.random() < 0.2:
            name = name.replace("'", "\u2019").replace("-", "\u2011")
        said = said.replace("{}", name, 1)
    tagged = [name for name in NAMES if chance.random() < 0.6]
    bodies = [name for name in tagged if chance.random() < 0.1]
    return Text(lang, f"{said} {number}.", places=[n for n in tagged if n not in bodies], bodies=bodies)


def change(catalog: Catalog, chance: random.Random, number: int) -> None:
    """A text comes, another one takes its place, one goes, its names are found anew, or typed anew."""
    docs = [row[0] for row in catalog.db.execute("SELECT n FROM documents WHERE current = 1 ORDER BY n")]
    what = chance.choice(("come", "come", "come", "replaced", "gone", "named", "typed", "dated"))
    if what == "come" or len(docs) < 5:
        add(catalog, text(chance, number), f"texts/{number:05}.txt")
        return
    n = chance.choice(docs)
    (place,) = catalog.db.execute(
        "SELECT o.origin FROM origins o JOIN documents d ON d.source_id = o.source_id WHERE d.n = ?", (n,)
    ).fetchone()
    (said,) = catalog.db.execute("SELECT text FROM documents WHERE n = ?", (n,)).fetchone()
    if what == "replaced":
        add(catalog, text(chance, number), place)
    elif what == "gone":
        with catalog.transaction() as db:
            db.execute("DELETE FROM documents WHERE n = ?", (n,))
            db.execute("INSERT INTO changes (doc, what) VALUES (?, 'removed')", (n,))
    elif what == "named":
        found = [(name, said.find(name)) for name in NAMES if chance.random() < 0.5]
        some = [Mention(at, at + len(name), chance.choice(TYPES), name, None, TEST)
                for name, at in found if at >= 0]  # fmt: skip
        mentions.put_names(catalog, n, some)
    elif what == "typed":
        mentions.retype(catalog, {chance.choice(NAMES).lower(): chance.choice(TYPES)})
    else:
        at = said.find("Rio")
        dates = [Mention(at, at + 3, MentionType.DATE, "Rio", "2020", TEST)] if at >= 0 else []
        with catalog.transaction() as db:
            mentions.put_dates(db, n, dates)


def held(catalog: Catalog) -> dict[str, list[tuple[Any, ...]]]:
    """What is kept of texts, and the completed mentions."""
    tables = kept.TABLES["names elsewhere"]
    queries: dict[str, str] = {table: f"SELECT * FROM {table} ORDER BY 1, 2, 3" for table in tables}
    queries["tagged_phrases"] = "SELECT * FROM tagged_phrases ORDER BY 1, 2"
    queries["mentions"] = (
        "SELECT doc, start, end, type, text FROM mentions WHERE evidence = 'archive' ORDER BY 1, 2"
    )
    return rows_of(catalog, queries)


@pytest.mark.parametrize("seed", range(6))
def test_what_is_kept_is_what_all_texts_give(
    folder: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    monkeypatch.setattr(elsewhere, "_FEW_WORDS", chance.choice((0, 1, 8)))
    monkeypatch.setattr(elsewhere, "_AT_ONCE", chance.choice((1, 3, 500)))
    most = 0
    with archive(folder, []) as catalog:
        for number in range(60):
            for _ in range(chance.choice((1, 1, 1, 4))):
                change(catalog, chance, number * 10 + chance.randrange(10))
            before = held(catalog)["mentions"]
            changed = elsewhere.complete(catalog)
            grown = held(catalog)
            most = max(most, len(grown["mentions"]))
            moved = {row[0] for row in {*before} ^ {*grown["mentions"]}}
            assert moved <= changed
            kept.forget(catalog)
            assert elsewhere.complete(catalog) == set()
            assert held(catalog) == grown
    assert most > 5


def test_a_text_is_read_again_only_where_it_or_its_names_changed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    several = [Text("en", f"Rain on Rio and the sea, {i}.", places=["Rio"]) for i in range(9)]
    read: list[int] = []
    was = elsewhere._read
    with archive(folder, several) as catalog:
        elsewhere.complete(catalog)

        def noted(catalog: Catalog, docs: Sequence[int]) -> tuple[set[NamePlace], set[tuple[int, str]]]:
            read.extend(docs)
            return was(catalog, docs)

        monkeypatch.setattr(elsewhere, "_read", noted)
        new = add(catalog, Text("en", "Rain on Rio.", places=["Rio"]), "more")
        assert elsewhere.complete(catalog) == set()
        assert read == [new]
        elsewhere.complete(catalog)
        assert read == [new]


@pytest.mark.parametrize(("lang", "of"), [("fr", "Le Port de {} brûle."), ("en", "The Port of {} burns.")])
@pytest.mark.parametrize(("size", "kept_phrases"), [(200, 1), (201, 0), (4000, 0)])
def test_what_is_too_long_for_a_name_is_in_no_phrase(
    folder: Path, lang: str, of: str, size: int, kept_phrases: int
) -> None:
    """An index of PostgreSQL holds no row of more than 2,700 bytes."""
    name = "".join(random.Random(1).choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=size))
    with archive(folder, [Text(lang, of.format(name), places=[name])]) as catalog:
        elsewhere.complete(catalog)
        assert len(held(catalog)["tagged_phrases"]) == kept_phrases
