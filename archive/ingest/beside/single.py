"""One source described in a file of its own: `plan.pdf.json` or `plan.json`, `plan.dc.xml`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from archive.catalog.stated import Told
from archive.ingest.beside.base import DescribingFile, There, Wrong, base_of, name_of
from archive.ingest.beside.trees import DC, local, tree
from archive.ingest.beside.words import NoDay, field_of, no_date, sentence, statements
from archive.ingest.places import FoundFile, spelled
from archive.records import Statement

JSON: Final = ".json"
DC_XML: Final = ".dc.xml"
# Only these tell that an object describes a text: a type, a format or a source has any of them.
_TELLING: Final = frozenset(("title", "author", "date", "rights", "identifier", "collection", "language"))
# Keys under which maps, feeds, charts and packages of programs keep what they are for.
_DATA: Final = frozenset(
    ("features", "dependencies", "devdependencies", "scripts", "values", "data", "items", "rows")
)
_OF_THINGS: Final = frozenset(("name", "nom"))  # titles of a text, and names of maps, packages and people


def described(found: FoundFile, suffix: str, there: There) -> str | None:
    """The source that a file describes by its name; None where there is none, or several are called so."""
    base, name = base_of(found), name_of(found)
    stem = name[: -len(suffix)]
    if not base or not stem or name[-len(suffix) :].lower() != suffix:
        return None
    if whole := there.at(base + spelled(stem)):
        return whole if whole in there else None
    begins = base + spelled(stem) + "."
    like = [
        one
        for one in there.within(begins)
        if one != found.origin and not {"/", "!"} & set(one[len(begins) :]) and "." not in one[len(begins) :]
    ]
    return like[0] if len(like) == 1 else None


def read_json(data: bytes, found: FoundFile, target: str) -> DescribingFile | None:
    """What an object says of the source beside it; None where it is other data.

    It describes the source if most of its keys are fields of metadata, whose values are words, and none is
    one of data. A mere name is a title only where the file is called after the whole name of the source
    (`plan.pdf.json`).
    """
    try:
        parsed = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(parsed, dict):
        return None
    if any(key.strip().lower() in _DATA for key in parsed):
        return None
    if any(field_of(key) not in (None, "file") and not _is_said(value) for key, value in parsed.items()):
        return None
    not_fields = _OF_THINGS if _by_stem(found, target) else ()
    fields = [
        (field, value)
        for key, value in parsed.items()
        if key.strip().lower() not in not_fields and (field := field_of(key)) is not None
    ]
    if 2 * len(fields) <= len(parsed) or not any(
        field in _TELLING and _cells(value) for field, value in fields
    ):
        return None
    rows: list[Told] = []
    problems: list[str] = []
    for field, value in fields:
        if field != "file":
            for cell in _cells(value):
                rows += [Told(target, s) for s in _cell_statements(field, cell, found.given, problems)]
    return DescribingFile(tuple(rows), sentence(problems) or None)


def _by_stem(found: FoundFile, target: str) -> bool:
    """Whether a description is called after the name of its source without the ending: `plan.json`."""
    return target.startswith(f"{base_of(found)}{spelled(name_of(found)[: -len(JSON)])}.")


def _is_said(value: Any) -> bool:
    """Whether a value is what a person says: words, a number, several words, or people and things by name.

    Numbers in a row, and rows in rows, are what a chart or a map is drawn of.
    """
    if isinstance(value, dict):
        return all(not isinstance(part, dict | list) for part in value.values())
    if isinstance(value, list):
        return all(isinstance(v, str) or (isinstance(v, dict) and _is_said(v)) for v in value)
    return True


def _cells(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    named = [v.get("name", v.get("@value")) if isinstance(v, dict) else v for v in values[:1000]]
    return [str(v) for v in named if isinstance(v, str | int | float) and not isinstance(v, bool)]


def _cell_statements(field: str, cell: str, place: str, problems: list[str]) -> Iterator[Statement]:
    try:
        yield from statements(field, cell, place)
    except NoDay:
        problems.append(no_date(cell))


def read_dc(data: bytes, found: FoundFile, there: There) -> DescribingFile | None:
    """What a record of the Dublin Core says of the source beside it; None where it is none. Raises Wrong."""
    root = tree(data)
    if root is None:
        return None
    elements = [e for e in root.iter() if isinstance(e.tag, str) and e.tag.startswith(DC)]
    if not elements:
        return None
    stem = name_of(found)[: -len(DC_XML)]
    target = described(found, DC_XML, there) or there.named(base_of(found), stem)
    if target is None:
        raise Wrong("line 1: no source has its name")
    rows: list[Told] = []
    problems: list[str] = []
    for element in elements:
        line = f"line {element.sourceline}"
        field = field_of(local(element))
        if field is None or field == "file":
            problems.append(f"{line}: no element of the Dublin Core is called {local(element)[:40]!r}")
            continue
        odd: list[str] = []
        cell = "".join(element.itertext())
        rows += [Told(target, s) for s in _cell_statements(field, cell, f"{found.given}, {line}", odd)]
        problems += [f"{line}: {one}" for one in odd]
    return DescribingFile(tuple(rows), sentence(problems) or None)
