"""A text at several places: the one that it is called by, and which of several copies stands for all."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import archive
from archive.catalog import links
from archive.pipeline import settle
from tests.pipeline.test_on_postgresql import QUICK

LATER = replace(QUICK, clock=lambda: "2031-02-03T04:05:06Z")
TEXTS = {
    "fr": "Le comité de soutien se réunit jeudi à Dieppe avec Odile Varangot et les amis du port.",
    "en": "The support committee meets on Thursday in Dieppe with Odile Varangot and friends of the port.",
}


def stands(home: Path) -> tuple[list[tuple[str, str]], list[str]]:
    """The copies, the one that stands for the others first, and what documents are called."""
    with archive.open(home, run=QUICK) as a, a._catalogs.lent() as catalog:
        names = dict(catalog.db.execute("SELECT n, id FROM documents").fetchall())
        found = [(names[e.a], names[e.b]) for e in links.touching(catalog, names, links.DUPLICATE)]
        return sorted(found), sorted(one.document.source for one in a.documents())


def anew(home: Path) -> tuple[list[tuple[str, str]], list[str]]:
    with archive.open(home, run=QUICK) as a, a._writing() as catalog:
        settle.forget_links(catalog)
        a._settle(catalog)
    return stands(home)


@pytest.mark.parametrize("lang", sorted(TEXTS))
@pytest.mark.parametrize(
    ("come", "goes"),
    [
        pytest.param({"a.txt": "n.txt"}, (), id="another place, before all others"),
        pytest.param({"z.txt": "n.txt"}, (), id="another place, behind all others"),
        pytest.param({"a.txt": "n.txt"}, ("a.txt",), id="that place goes again"),
        pytest.param({"a.txt": "n.txt"}, ("n.txt",), id="the first place goes"),
        pytest.param({"a.txt": "n.txt", "b.txt": "m.txt"}, ("a.txt",), id="both have one"),
    ],
)
def test_places_that_come_and_go(
    tmp_path: Path, lang: str, come: dict[str, str], goes: tuple[str, ...]
) -> None:
    home, pages = tmp_path / "home", tmp_path / "pages"
    pages.mkdir()
    (pages / "m.txt").write_text(f"{TEXTS[lang]}\n\n\n", "utf-8")
    (pages / "n.txt").write_text(f"{TEXTS[lang]}\n", "utf-8")
    with archive.open(home, create=True, run=QUICK) as a:
        a.ingest(pages)
    for new, old in come.items():
        shutil.copy(pages / old, pages / new)
    with archive.open(home, run=LATER) as a:
        a.ingest(pages)
    grown = stands(home)
    assert len(grown[0]) == 1
    assert anew(home) == grown
    for name in goes:
        (pages / name).write_text(f"Un autre texte prend la place de {name}.", "utf-8")
    with archive.open(home, run=LATER) as a:
        a.ingest(pages)
    grown = stands(home)
    assert anew(home) == grown
