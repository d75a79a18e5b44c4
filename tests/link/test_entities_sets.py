"""French and English names of one thing join, against all others as distractors.

The names are real ones that lie beside the project and are not part of it; without them this is skipped.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import pytest

from archive.catalog import Catalog
from archive.catalog.entities import name_key
from archive.link.entities import resolve
from tests.link.made import NOW, Text, archive, link

SETS = Path(__file__).parents[3] / "shared" / "data" / "names"
FRENCH = ("Le rapport cite {}.", "La réunion avec {} a duré.", "On attend {}.", "Une note de {} circule.")
ENGLISH = ("The report cites {}.", "The meeting with {} lasted.", "We await {}.", "A note of {} circulates.")

_ACRONYM = re.compile(r"\s*\([A-Z]{2,8}\)$")

pytestmark = pytest.mark.skipif(not SETS.is_dir(), reason=f"the lists of names are not in {SETS}")


def rows(name: str) -> list[dict[str, list[str]]]:
    """The French and English main names; those that name two things are left out."""
    read = [json.loads(line) for line in (SETS / f"{name}.jsonl").read_text("utf-8").splitlines()]
    common = Counter(key for r in read for key in {name_key(r["fr"][0]), name_key(r["en"][0])})
    return [r for r in read if max(common[name_key(r["fr"][0])], common[name_key(r["en"][0])]) == 1]


def texts(names: list[dict[str, list[str]]], kind: str) -> list[Text]:
    """Four names a text, a paragraph each, every other text the translation of the one before."""
    made = []
    for i in range(0, len(names), 4):
        group = names[i : i + 4]
        for lang, templates in (("en", ENGLISH), ("fr", FRENCH)):
            said = [n[lang][0] for n in group]
            body = "\n\n".join(t.format(s) for t, s in zip(templates, said, strict=False))
            if kind == "places":
                made.append(Text(lang, body, places=said))
            else:
                made.append(Text(lang, body, bodies=said))
    return made


def f1(catalog: Catalog, names: list[dict[str, list[str]]]) -> float:
    where: dict[tuple[str, str], str] = {}
    for lang, folded, entity in catalog.db.execute(
        "SELECT lang, folded, entity FROM entity_names ORDER BY mentions"
    ):
        where[lang, folded] = entity
    groups: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for i, n in enumerate(names):
        for lang in ("fr", "en"):
            written = _ACRONYM.sub("", n[lang][0])  # kept as a name of its own
            groups[where.get((lang, name_key(written)), f"none {i} {lang}")].append((i, lang))
    said = {pair for group in groups.values() for pair in combinations(sorted(group), 2)}
    gold = {((i, "en"), (i, "fr")) for i in range(len(names))}
    return 2 * len(said & gold) / (len(said) + len(gold))


@pytest.mark.parametrize(
    ("name", "kind", "linked", "floor"),
    [
        ("cities_cldr_en_fr", "places", False, 0.98),
        ("countries_en_fr", "places", False, 0.98),
        ("territories_cldr_en_fr", "places", False, 0.98),
        ("orgs_gc_en_fr", "bodies", False, 0.92),
        ("orgs_gc_en_fr", "bodies", True, 0.98),
    ],
)
def test_names_join(tmp_path: Path, name: str, kind: str, linked: bool, floor: float) -> None:
    names = rows(name)
    random.Random(1).shuffle(names)
    made = texts(names, kind)
    with archive(tmp_path, made) as catalog:
        for i in range(1, len(made) + 1 if linked else 0, 2):
            link(catalog, i, i + 1)
        resolve(catalog, now=NOW)
        assert f1(catalog, names) >= floor
