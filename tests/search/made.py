"""A small archive in both languages for tests of search; people and groups are invented."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

from archive.catalog import Catalog, changes, documents, resolved
from archive.catalog.entities import name_key
from archive.catalog.intake import Intake, Made, Passage
from archive.records import (
    Block,
    DateBasis,
    Dating,
    Draft,
    LangSpan,
    Mention,
    MentionType,
    Page,
    Source,
    Span,
)
from archive.search import store
from archive.search.index import Index

NOW = "2026-01-01T00:00:00Z"
TEXTS = {
    "proces.html": (
        "fr", "Procès de l'entraide", "2016-03-04",
        "Le délit d'entraide est jugé à Brest. Colette Varenne a hébergé des familles pendant l'hiver. "
        "La salle était pleine et le jugement sera rendu au mois de juin, a dit la cour.",
    ),
    "trial.html": (
        "en", "Mutual aid on trial", None,
        "The offence of mutual aid is before the court in Brest. Colette Varenne gave families a roof during "
        "the winter. The room was full and the ruling will come in June, the court said.",
    ),
    "marche.txt": (
        "fr", "Une marche à Londres", "2017-05",
        "Le collectif des Passeuses appelle à marcher à Londres pour des frontières ouvertes, comme en 2015.",
    ),
    "harbour.txt": (
        "en", "Harbour watch", "2018",
        "People in London and Dover watch the harbour at night. Nobody was arrested.",
    ),
    "harbour-copy.txt": (
        "en", "Harbour watch", "2018",
        "People in London and Dover watch the harbour at night.  Nobody was arrested.",
    ),
}  # fmt: skip
NAMES = {
    ("PERSON", "Colette Varenne"): ("Colette Varenne",),
    ("PLACE", "Brest"): ("Brest",),
    ("PLACE", "London"): ("London", "Londres"),
    ("PLACE", "Dover"): ("Dover",),
    ("ORG", "Passeuses"): ("collectif des Passeuses",),
}


def encode(texts: object) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Vectors whose nearness is by letters alone: enough to see that they are used."""
    rows = []
    for text in texts:  # type: ignore[attr-defined]
        row = np.full(512, 0.01, np.float32)
        for a, b in zip(text.lower(), text.lower()[1:], strict=False):
            row[hash_of(a + b)] += 1
        rows.append(row / np.linalg.norm(row))
    return np.array(rows)


def hash_of(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=2).digest(), "big") % 512


def add(catalog: Catalog, name: str, lang: str, title: str, date: str | None, text: str) -> int:
    """One more document; its names are those of NAMES that stand in it."""
    mentions = []
    for (kind, _), written in NAMES.items():
        for one in written:
            at = text.find(one)
            if at >= 0:
                mentions.append(Mention(at, at + len(one), MentionType(kind), one))
    if (at := text.find("2015")) >= 0:
        mentions.append(Mention(at, at + 4, MentionType.DATE, "2015", value="2015"))
    draft = Draft(0, lang, text, (Span(0, len(text)),), (LangSpan(0, len(text), lang),), title)
    vector = encode([text])[0].astype("<f2").tobytes()
    dating = Dating(date, DateBasis.METADATA) if date else None
    made = Made(draft, dating, tuple(mentions), (Passage(0, len(text), vector),))
    sha256 = hashlib.sha256(f"{name}:{text}".encode()).hexdigest()
    source = Source(sha256, f"/in/{name}", name, "text/plain", len(text))
    page = Page(text, (Block(0, len(text)),))
    return documents.add(catalog, Intake(source, 1, page, (), (made,), {}), NOW)[0]


def ready(catalog: Catalog, say: Callable[[str], None] = lambda line: None) -> Index:
    """The index of an archive, brought up to it as a command does."""
    store.bring_up(catalog, say=say)
    return store.open_index(catalog.folder)


def build(folder: Path) -> Catalog:
    """The archive of TEXTS, with its entities, a translation and a copy."""
    catalog = Catalog.open(folder, create=True)
    numbers = {name: add(catalog, name, *facts) for name, facts in TEXTS.items()}
    with catalog.transaction() as db:
        for n, ((kind, label), written) in enumerate(NAMES.items(), start=1):
            db.execute("INSERT INTO entities VALUES (?, ?, ?, ?)", (n, f"{n:012x}", kind, label))
            for one in written:
                lang = "fr" if one == "Londres" else "en"
                db.execute(
                    "INSERT INTO entity_names VALUES (?, ?, ?, ?, 1, 'test')", (n, lang, one, name_key(one))
                )
                db.execute("UPDATE mentions SET entity = ? WHERE text = ? AND type = ?", (n, one, kind))
        resolved.recount(db)
        links = (
            ("translation", "trial.html", "proces.html"),
            ("duplicate", "harbour.txt", "harbour-copy.txt"),
        )
        for kind, a, b in links:
            db.execute(
                "INSERT INTO links VALUES (?, ?, ?, 0.9, 'proposed', '{}', '[]')",
                (kind, numbers[a], numbers[b]),
            )
        changes.log(catalog, numbers.values(), "linked")
    return catalog
