"""A small archive, made once by the command line itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from archive.cli import main

Run = Callable[..., Result]

FRENCH = """Rassemblement à Lille pour les hébergeurs de Brévaux

Samedi 11 mars 2017, une centaine de personnes se sont rassemblées à Lille devant le palais de justice.

Elles demandaient la relaxe de Maud Lestienne, poursuivie pour avoir hébergé deux familles chez elle.

Le collectif Portes Ouvertes appelle à une nouvelle mobilisation le 2 avril 2017 à Calais.
"""
ENGLISH = """Gathering in Lille for the hosts of Brévaux

On Saturday 11 March 2017, about a hundred people gathered in Lille in front of the courthouse.

They were asking for the acquittal of Maud Lestienne, prosecuted for having housed two families in her home.

The collective Portes Ouvertes calls for another mobilisation on 2 April 2017 in Calais.
"""
OTHER = """The library of Oxmoor opens its night shelter

The reading room of the Oxmoor library now stays open all night, with blankets and hot soup for those
who have nowhere else to go.

Volunteers are asked to write to the desk, and to bring warm socks rather than old novels.
"""
# A language without a model of names: taken in by a process of its own it costs half of a French text.
GERMAN = """Die Wäscherei am Hafen bleibt offen

Die Wäscherei am Hafen von Lille bleibt die ganze Nacht offen, und die Nachbarn bringen jeden Abend
warme Suppe für alle, die noch wach sind.
"""


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    for name, text in (("fr.txt", FRENCH), ("en.txt", ENGLISH), ("other.txt", OTHER)):
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "copy.txt").write_text("\n" + FRENCH.replace("\n\n", "\n\n\n"), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def held(tmp_path_factory: pytest.TempPathFactory, pages: Path) -> Path:
    """An archive of `pages`."""
    folder = tmp_path_factory.mktemp("archive") / "held"
    result = CliRunner().invoke(main, ["--archive", str(folder), "ingest", str(pages)])
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture(scope="session")
def archive(held: Path) -> Run:
    """Runs a command on `held`."""
    return lambda *args, **more: CliRunner().invoke(main, ["--archive", str(held), *args], **more)


def lines(result: Result) -> list[dict[str, Any]]:
    """The JSON lines that a command printed; fails if it did."""
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def only(found: Sequence[dict[str, Any]], **wanted: Any) -> dict[str, Any]:
    """The one record with these values."""
    (one,) = [f for f in found if all(f.get(k) == v for k, v in wanted.items())]
    return one
