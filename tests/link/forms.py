"""Texts of three forms in both languages, alike but for days, names and numbers, and their links."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from archive.catalog import Catalog, documents, links
from archive.catalog.intake import Intake, Made
from archive.dates import find_dates
from archive.link.vectors import Embedder
from archive.records import DateBasis, Dating, Draft, Page, Source, Span

NOW = "2026-01-02T03:04:05Z"
TOPICS = (
    ("The ferry to the island stops on {day}", "Le bac pour l'île s'arrête le {jour}",
     "Without the ferry nobody reaches the school, says {name}. The town hall promised a bus for {n} pupils.",
     "Sans le bac personne ne rejoint l'école, dit {name}. La mairie a promis un car pour {n} élèves."),
    ("Repair café on {day}", "Atelier de réparation le {jour}",
     "Bring your lamps and bicycles: {name} and {n} helpers mend whatever can be mended, for free.",
     "Apportez vos lampes et vos vélos : {name} et {n} bénévoles réparent gratuitement ce qui peut l'être."),
    ("The orchard will be cut down on {day}", "Le verger sera abattu le {jour}",
     "{n} apple trees must make room for a car park. {name} has chained herself to the oldest one.",
     "{n} pommiers doivent laisser la place à un parking. {name} s'est enchaînée au plus vieux."),
)  # fmt: skip
NAMES = (
    "Odile Wacquier",
    "Basile Trotin",
    "Hermine Delplace",
    "Côme Vasseur",
    "Léa Fourdrinier",
    "Ugo Caron",
)
MONTHS = (("January", "janvier"), ("March", "mars"), ("June", "juin"), ("October", "octobre"))

Row = tuple[str, str, str, str | None]  # address, language, text, date


def texts(count: int) -> list[Row]:
    """Texts of three forms in both languages, alike but for days, names and numbers; every fifth alone."""
    rows: list[Row] = []
    for i in range(count):
        title, titre, body, corps = TOPICS[i % 3]
        month, mois = MONTHS[i // 3 % 4]
        values = {
            "name": NAMES[i % 6], "n": 11 + 7 * i, "day": f"{1 + i} {month}", "jour": f"{1 + i} {mois}",
        }  # fmt: skip
        key = hashlib.sha256(str(i).encode()).hexdigest()[:8]
        rows.append((f"a{key}", "en", f"{title}\n\n{body}".format(**values), "2011-02-03" if i % 2 else None))
        if i % 5:
            rows.append((f"b{key}", "fr", f"{titre}\n\n{corps}".format(**values), None))
    return rows


def add(catalog: Catalog, rows: Iterable[Row], embedder: Embedder | None) -> list[int]:
    numbers = []
    for address, lang, text, date in rows:
        sha256 = hashlib.sha256(f"{address}{text}".encode()).hexdigest()
        draft = Draft(0, lang, text, (Span(0, len(text)),), (), title=text.split("\n")[0])
        passages = tuple(embedder.vectorise([text])[0]) if embedder else ()
        dating = Dating(date, DateBasis.METADATA, "test") if date else None
        made = Made(draft, dating, tuple(find_dates(text, lang, date)), passages)
        source = Source(sha256, f"/{address}", address, "text/plain", len(text))
        numbers += documents.add(catalog, Intake(source, 0, Page(text, ()), (), (made,)), NOW)
    return numbers


def links_of(catalog: Catalog) -> set[tuple[object, ...]]:
    rows = catalog.db.execute(
        "SELECT l.kind, a.id, b.id, l.score, l.status, l.segments FROM links l"
        " JOIN documents a ON a.n = l.a JOIN documents b ON b.n = l.b"
    )
    return {tuple(row) for row in rows}


def pairs(catalog: Catalog) -> set[tuple[str, str]]:
    return {(p.a.source, p.b.source) for p in links.pairs(catalog)}


def gold(rows: Sequence[Row]) -> set[tuple[str, str]]:
    addresses = {row[0] for row in rows}
    return {(a, f"b{a[1:]}") for a in addresses if a[0] == "a" and f"b{a[1:]}" in addresses}
