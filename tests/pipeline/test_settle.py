"""What an archive is settled to, though someone decides meanwhile, and what a check says of its index."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.catalog import Catalog, acts, changes, documents
from archive.catalog.sql import count
from archive.ingest.originals.folder import FolderOriginals
from archive.link import entities, settled_types
from archive.link.entities import acronyms
from archive.pipeline.check import check
from archive.pipeline.settle import settle
from archive.progress import Silent
from tests.catalog.made import intake
from tests.link.made import NOW, Text, archive


class Deciding(Silent):
    """Someone who names a person otherwise once `stage` begins."""

    def __init__(self, catalog: Catalog, stage: str) -> None:
        self.entered: list[int] = []
        self._catalog, self._stage = catalog, stage

    def stage(self, name: str, total: int | None) -> None:
        if name == self._stage and not self.entered:
            row = ("PERSON:awa diallo", "Awa D.")
            self.entered.append(acts.enter(self._catalog, acts.ENTITY, "rename", [row], NOW, "Nour", ""))


@pytest.mark.parametrize("stage", ["Linking", "Joining names"])
def test_what_is_decided_while_an_archive_settles_is_worked_out_by_the_next_settling(
    tmp_path: Path, stage: str
) -> None:
    with archive(tmp_path / "papers", [Text("fr", "Awa Diallo part.", people=["Awa Diallo"])]) as catalog:
        before = acts.enter(catalog, acts.ENTITY, "rename", [("PERSON:awa diallo", "Awa")], NOW, "Nour", "")
        someone = Deciding(catalog, stage)
        assert acts.due(catalog) == [before]
        settle(catalog, now=lambda: NOW, progress=someone)
        assert acts.due(catalog) == someone.entered != []
        settle(catalog, now=lambda: NOW)
        assert acts.due(catalog) == []


@pytest.mark.parametrize("rules", ["0", entities.VERSION], ids=["others", "the same"])
def test_what_other_rules_kept_of_names_is_made_anew(tmp_path: Path, rules: str) -> None:
    texts = [Text("fr", f"Brévaux, {n}.", people=["Brévaux"]) for n in range(3)]
    with archive(tmp_path / "papers", texts) as catalog:
        settle(catalog, now=lambda: NOW)
        settled_types.update(catalog)
        acronyms.Bound(catalog)
        with catalog.transaction() as db:
            db.execute("INSERT INTO settled_types VALUES ('brevaux', 'PLACE')")
            db.execute("INSERT INTO introductions VALUES (1, 0, 'bv', 'ORG', 'brevaux', '', 1)")
        catalog.set("names joined by", rules)
        changes.log(catalog, [2], "dated")
        settle(catalog, now=lambda: NOW)
        left = [
            count(catalog.db, f"SELECT count(*) FROM {table}") for table in ("settled_types", "introductions")
        ]
        assert left == ([0, 0] if rules == "0" else [1, 1])


@pytest.mark.parametrize(
    ("behind", "more", "what"),
    [
        (0, 0, None),
        (1, 0, "it is 1 change behind the catalog"),
        (2, -1, "it is 2 changes behind the catalog"),
        (-1, 0, "it belongs to another catalog, or to a later state of this one"),
        (0, -1, "it holds 2 documents, the catalog 3"),
        (0, 1, "it holds 4 documents, the catalog 3"),
    ],
)
def test_what_is_said_of_an_index(tmp_path: Path, behind: int, more: int, what: str | None) -> None:
    with Catalog.open(tmp_path / "papers", create=True) as catalog:
        for n in range(3):
            documents.add(catalog, intake(f"{n}.txt", ("fr", f"Le quai {n}")), NOW)
        state = changes.position(catalog) - behind, 3 + more
        kept = FolderOriginals(tmp_path / "papers" / "originals")
        findings = check(catalog, kept, now=lambda: NOW, index_state=lambda: state)
        assert [one.what for one in findings if one.part == "index"] == ([what] if what else [])
