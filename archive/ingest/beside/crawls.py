"""WACZ: what the program that made a web archive says of its pages (`pages.jsonl`) and of the whole.

A program says it, so it yields to what the pages themselves say.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any, Final

from archive.catalog.stated import Told
from archive.ingest.beside.base import DescribingFile, There
from archive.ingest.beside.words import LONGEST
from archive.ingest.places import FoundFile, spelled
from archive.records import Statement

PAGES: Final = ("pages/pages.jsonl", "pages/extraPages.jsonl")
PACKAGE: Final = "datapackage.json"
_FORMAT: Final = "json-pages-"


def read_pages(data: bytes, found: FoundFile, holder: str, there: There) -> DescribingFile | None:
    """The titles of pages; None where it is no list of pages."""
    lines = data.decode("utf-8", "replace").split("\n")
    if not str(_object(lines[0]).get("format", "")).startswith(_FORMAT):
        return None
    at: dict[str, list[str]] = defaultdict(list)
    for origin in there.within(f"{holder}!"):
        for start in (i for i in range(len(holder), len(origin)) if origin.startswith("!http", i)):
            at[origin[start + 1 :]].append(origin)
    rows = []
    for number, line in enumerate(lines[1:], 2):
        page = _object(line)
        url, title = page.get("url"), page.get("title")
        if isinstance(url, str) and isinstance(title, str) and title.strip() and title.strip() != url:
            statement = _statement("title", title, f"{found.given}, line {number}")
            rows += [Told(origin, statement, weak=True) for origin in at.get(spelled(url), ())]
    return DescribingFile(tuple(rows))


def read_package(data: bytes, found: FoundFile, holder: str) -> DescribingFile:
    """What the whole is called: the collection of its pages."""
    title = _object(data.decode("utf-8", "replace")).get("title")
    if not isinstance(title, str) or not title.strip():
        return DescribingFile()
    return DescribingFile((Told(holder, _statement("collection", title, found.given), weak=True),))


def _statement(field: str, words: str, place: str) -> Statement:
    value = " ".join(words.split())[:LONGEST]
    return Statement(field, value, value, place)


def _object(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
