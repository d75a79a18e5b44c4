"""Acronyms and counts of entities in an archive that grows and shrinks: what is kept is what texts give."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from archive.catalog import Catalog, changes, days, kept, links, mentions, resolved
from archive.catalog.introductions import Introduction
from archive.link.entities import acronyms, resolve
from archive.records import DateBasis, Dating, Mention, MentionType
from tests.link.made import NOW, TEST, Text, add, archive, link, rows_of

NAMES = {
    "fr": ["Ligue des Gardiens du Phare", "LGP", "Organisation normande des usagers", "ONU",
           "Centre de Loisirs de Brévaux", "CLB", "Nations unies", "Ada Brévaux", "Brévaux"],
    "en": ["Lighthouse Guards' League", "LGL", "Union of Neighbours", "UN",
           "Leisure Centre of Brévaux", "LCB", "United Nations", "Ada Brévaux", "Brévaux"],
}  # fmt: skip
SAID = {
    "fr": ["La {} ({}) se réunit.", "{} ({}) écrit.", "Avec {} à {}.", "Puis {} encore.", "{} (et {})."],
    "en": ["The {} ({}) meets.", "{} ({}) writes.", "With {} in {}.", "Then {} again.", "{} (and {})."],
}
TYPES = [MentionType.ORG, MentionType.ORG, MentionType.ORG, MentionType.PLACE, MentionType.PERSON]
DAYS = ["2011", "2012-05", "2013-01-02", "2014~", None]


def text(chance: random.Random, number: int) -> Text:
    """A text that gives some names in full and in short, tagged as it comes, of some day."""
    lang = chance.choice(("fr", "en"))
    parts = []
    for _ in range(chance.choice((1, 2, 3))):
        at = chance.choice((0, 2, 4, 6))
        short = at + 1 if chance.random() < 0.8 else chance.randrange(9)
        parts.append(chance.choice(SAID[lang]).format(NAMES[lang][at], NAMES[lang][short]))
    said = " ".join(parts)
    by: dict[MentionType, list[str]] = {kind: [] for kind in MentionType}
    for name in NAMES[lang]:
        if chance.random() < 0.8:
            by[chance.choice(TYPES)].append(name)
    return Text(
        lang, f"{said} {number}.", people=by[MentionType.PERSON], places=by[MentionType.PLACE],
        bodies=by[MentionType.ORG], date=chance.choice(DAYS),
    )  # fmt: skip


def change(catalog: Catalog, chance: random.Random, number: int) -> None:
    """A text comes, is replaced or goes, its names are found or typed anew, it has another day or a link."""
    docs = [row[0] for row in catalog.db.execute("SELECT n FROM documents WHERE current = 1 ORDER BY n")]
    what = chance.choice(("come", "come", "replaced", "gone", "named", "typed", "dated", "linked"))
    if what == "come" or len(docs) < 5:
        add(catalog, text(chance, number), f"texts/{number:05}.txt")
        return
    n = chance.choice(docs)
    (place, said, lang) = catalog.db.execute(
        "SELECT o.origin, d.text, d.lang FROM origins o JOIN documents d ON d.source_id = o.source_id"
        " WHERE d.n = ?", (n,),
    ).fetchone()  # fmt: skip
    if what == "replaced":
        add(catalog, text(chance, number), place)
    elif what == "gone":
        with catalog.transaction() as db:
            links.remove(catalog, [n])
            db.execute("DELETE FROM documents WHERE n = ?", (n,))
            changes.log(catalog, [n], "removed")
    elif what == "typed":
        mentions.retype(catalog, {chance.choice(NAMES[lang]).lower(): chance.choice(TYPES)})
    elif what == "named":
        found = [(name, said.find(name)) for name in NAMES[lang] if chance.random() < 0.7]
        some = [Mention(at, at + len(name), chance.choice(TYPES), name, None, TEST)
                for name, at in found if at >= 0]  # fmt: skip
        mentions.put_names(catalog, n, some)
    elif what == "dated":
        day = chance.choice(DAYS)
        brought = Dating(day, DateBasis.TRANSLATION) if day else None
        days.set_date(catalog, n, brought, [])
    elif (other := chance.choice(docs)) != n:
        link(catalog, min(n, other), max(n, other), links.DUPLICATE)


def held(catalog: Catalog) -> dict[str, list[tuple[Any, ...]]]:
    """What is kept of acronyms, the entities of all mentions, and how often entities are named."""
    queries = {
        "introductions": "SELECT * FROM introductions ORDER BY doc, n",
        "mentions": "SELECT m.doc, m.start, m.type, m.text, e.id, m.reason FROM mentions m"
        " LEFT JOIN entities e ON e.n = m.entity ORDER BY m.doc, m.start, m.n",
        "counts": "SELECT e.id, c.documents, c.mentions, c.first, c.last FROM entities e"
        " LEFT JOIN entity_counts c ON c.entity = e.n ORDER BY e.id",
    }
    return rows_of(catalog, queries)


@pytest.mark.parametrize("seed", range(6))
def test_what_is_kept_is_what_all_texts_give(
    folder: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    monkeypatch.setattr(acronyms, "_AT_ONCE", chance.choice((1, 3, 500)))
    most = others = 0
    with archive(folder, []) as catalog:
        for number in range(40):
            for _ in range(chance.choice((1, 1, 1, 4))):
                change(catalog, chance, number * 10 + chance.randrange(10))
            resolve(catalog, now=NOW)
            grown = held(catalog)
            most = max(most, len(grown["introductions"]))
            others += sum(row[-1] for row in grown["introductions"])
            kept.forget(catalog)
            resolve(catalog, now=NOW)
            assert held(catalog) == grown
    assert most > 4
    assert others > 0


def test_days_that_change_alone_are_counted(folder: Path) -> None:
    with archive(folder, [Text("fr", "Ada Brévaux vient.", people=["Ada Brévaux"], date="2011")]) as catalog:
        resolve(catalog, now=NOW)
        assert held(catalog)["counts"][0][1:] == (1, 1, "2011", "2011")
        days.set_date(catalog, 1, Dating("2013-01-02", DateBasis.TRANSLATION), [])
        resolved.renew_counts(catalog)
        assert held(catalog)["counts"][0][1:] == (1, 1, "2013-01-02", "2013-01-02")


def test_only_what_changed_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = "Ligue des Gardiens du Phare"
    several = [Text("fr", f"La {body} (LGP) vient, {i}.", bodies=[body, "LGP"]) for i in range(5)]
    read: list[int] = []
    was = acronyms._read
    with archive(folder, several) as catalog:
        acronyms.Bound(catalog)

        def noted(catalog: Catalog, docs: Sequence[int]) -> list[Introduction]:
            read.extend(docs)
            return list(was(catalog, docs))

        monkeypatch.setattr(acronyms, "_read", noted)
        new = add(catalog, Text("fr", f"La {body} (LGP).", bodies=[body, "LGP"]), "more")
        assert len(acronyms.Bound(catalog).longs) == 6
        acronyms.Bound(catalog)
        assert read == [new]
