"""A third language from another package, as CONTRIBUTING tells to write one, run by the real command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.recipes import Done, commands, install, recipe

ROOT = Path(__file__).parents[2]
ITALIAN = """Il faro di Bravezza riacceso

Pubblicato il 14 marzo 2017

Sabato 11 marzo 2017 il custode ha riacceso la lanterna davanti a un centinaio di abitanti del porto.

Il coro ha cantato fino alla marea. La festa era attesa dal 3 ott. 2015, e il comune ne promette un'altra per
la primavera 2018: le barche dell'isola torneranno il 05/06/2018, quando i pescatori avranno finito i lavori.
"""
ENGLISH = """The library of Oxmoor opens its night shelter

The reading room of the library now stays open all night, with blankets and hot soup for all comers, and with
two boats of the harbour for those who live on the other side. The barco is a dance that they dance there.
"""


class Installed:
    """A folder on Python's path where the package of the recipe can be installed, and an archive."""

    def __init__(self, folder: Path) -> None:
        self.site, self.archive, self.inbox = folder / "site", folder / "archive", folder / "inbox"
        self.site.mkdir()
        self.inbox.mkdir()
        (self.inbox / "faro.txt").write_text(ITALIAN, "utf-8")
        (self.inbox / "library.txt").write_text(ENGLISH, "utf-8")

    def install(self, code: str) -> None:
        install(self.site, "archive-italian", recipe("Add a language", "toml"))
        (self.site / "archive_italian.py").write_text(code, "utf-8")

    def run(self, *every: Sequence[str]) -> list[Done]:
        return commands(self.site, self.archive, *every)

    def ingest(self) -> Sequence[str]:
        return ("ingest", "--no-vectors", str(self.inbox))


def rows(done: Done) -> list[dict[str, Any]]:
    """The lines of JSON that a command printed; fails where it did."""
    assert done.code == 0, done.out + done.err
    return [json.loads(line) for line in done.out.splitlines()]


def search(*query: str) -> Sequence[str]:
    return ("search", "--format", "jsonl", "--no-cross", *query)


def found(done: Done) -> list[str]:
    return [hit["source"].rpartition("/")[2] for hit in rows(done)]


@pytest.fixture
def installed(tmp_path: Path) -> Installed:
    return Installed(tmp_path)


def test_the_recipe_adds_a_language(installed: Installed) -> None:
    installed.install(recipe("Add a language", "python"))
    # Its own stems, in its texts alone; its stop words and elided articles.
    queries = (
        ["barca"], ["isola"], ["il coro della marea"], ["lang:italiano coro"],
        ["faro", "--from", "14 marzo 2017", "--to", "lunedì 20 marzo 2017"],
    )  # fmt: skip
    taken, mentions, documents, *hits = installed.run(
        installed.ingest(),
        ("export", "mentions", "--format", "jsonl"),
        ("export", "documents", "--format", "jsonl"),
        *(search(*query) for query in queries),
    )
    assert taken.code == 0, taken.err

    dates = {row["text"]: row["value"] for row in rows(mentions) if row["type"] == "DATE"}
    assert dates == {
        "14 marzo 2017": "2017-03-14",
        "Sabato 11 marzo 2017": "2017-03-11",
        "3 ott. 2015": "2015-10-03",
        "primavera 2018": "2018-21",
        "05/06/2018": "2018-06-05",
    }
    (document,) = (d for d in rows(documents) if d["lang"] == "it")
    assert document["date"] == "2017-03-14"
    assert [found(one) for one in hits] == [["faro.txt"]] * len(queries)


def test_its_words_tell_what_a_line_with_a_day_is(installed: Installed) -> None:
    installed.install(recipe("Add a language", "python"))
    asked = """
from archive.ingest.datelines import announces, date_line
changed, signed = date_line("Aggiornato il 14 marzo 2017"), date_line("14 marzo 2017 di Anna Petrini")
print(changed.updated, changed.says, signed.placed, announces("Corteo 14 marzo 2017"), announces("Il porto"))
"""
    done = subprocess.run(
        [sys.executable, "-c", asked],
        env=os.environ | {"PYTHONPATH": os.pathsep.join((str(installed.site), str(ROOT)))},
        capture_output=True, text=True, timeout=300, cwd=ROOT,
    )  # fmt: skip
    assert done.stdout.split() == ["True", "False", "True", "True", "False"], done.stderr


def test_an_index_is_built_anew_for_a_language_that_comes_later(installed: Installed) -> None:
    taken, nothing = installed.run(installed.ingest(), search("barca"))
    assert (taken.code, found(nothing)) == (0, [])
    installed.install(recipe("Add a language", "python"))
    (one,) = installed.run(search("barca"))
    assert found(one) == ["faro.txt"]


def test_a_language_that_cannot_be_loaded_is_named(installed: Installed) -> None:
    installed.install("import no_such_module_anywhere\n")
    (done,) = installed.run(installed.ingest())
    assert done.code == 3
    (line,) = done.err.splitlines()
    assert 'The language "it" of the package archive-italian cannot be loaded' in line
