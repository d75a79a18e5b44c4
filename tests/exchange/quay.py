"""A small archive of a quay that opened again, for all that tests hand over."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

import archive
from archive.catalog import Catalog, documents
from archive.cli import main
from archive.evidence import Evidence
from archive.records import Mention, MentionType
from tests.catalog.made import intake

WHEN = "2026-03-01T12:00:00Z"
QUAY = {
    "fr.md": "# Le quai rouvre\n\nLe 3 mai 2017, Odile Sarrazin a rouvert le quai de Brévaux.\n",
    "en.md": "# The quay opens\n\nOn 3 May 2017 Odile Sarrazin opened the quay of Brévaux.\n",
    "boats.txt": "Eleven boats left the quay of Brévaux before noon on 4 May 2017.\n",
}


def opened(folder: Path, *, create: bool = False) -> archive.Archive:
    return archive.open(
        folder, create=create, run=archive.Run(clock=lambda: WHEN, who="nour", model="stock", vectors=False)
    )


def run(folder: Path, *args: str | Path) -> Result:
    return CliRunner().invoke(main, ["--archive", str(folder), *map(str, args)])


def many(folder: Path, count: int) -> Path:
    with Catalog.open(folder, create=True) as catalog, catalog.transaction():
        for n in range(count):
            text = f"Text {n} of Brévaux.\n" + "The quay is open. " * 200
            name = Mention(10, 17, MentionType.PLACE, "Brévaux", None, Evidence())
            documents.add(catalog, intake(f"{n}.txt", ("en", text), date="2017-05-04", mentions=[name]), WHEN)
    return folder
