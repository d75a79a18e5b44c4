"""A document in the fifteen elements of the Dublin Core (DCMES 1.1), for harvesters, XML and tables alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from archive.forms import citing
from archive.forms.public import label
from archive.records import Document

NAMESPACE: Final = "http://purl.org/dc/elements/1.1/"
ELEMENTS: Final = (
    "title", "creator", "subject", "description", "publisher", "contributor", "date", "type", "format",
    "identifier", "source", "language", "relation", "coverage", "rights",
)  # fmt: skip
# Elements of which the document itself says nothing: what files beside its source say of it stands there.
_STATED: Final = ("subject", "description", "publisher", "contributor", "relation", "coverage", "rights")


def elements(d: Document, base: str) -> list[tuple[str, str]]:
    """Elements and values in the order of the standard, each pair once; `base`: the address of the room."""
    found = dict.fromkeys((name, value) for name, value in _elements(d, base) if value)
    return sorted(found, key=lambda pair: ELEMENTS.index(pair[0]))


def _elements(d: Document, base: str) -> Iterator[tuple[str, str]]:
    yield "title", d.title or label(d.source)
    yield from (("creator", one) for one in citing.authors(d))
    yield "date", d.date or ""
    yield "type", "Text"
    yield "format", d.media_type
    yield "identifier", citing.address(d, base)
    yield from (("identifier", one) for one in _stated_values(d, "identifier"))
    yield "source", d.url or label(d.source)
    yield "language", d.lang
    for name in _STATED:
        yield from ((name, one) for one in _stated_values(d, name))
    yield from (("relation", one) for one in _stated_values(d, "collection"))


def _stated_values(d: Document, field: str) -> list[str]:
    return [s.value for s in d.stated if s.field == field]


def row(d: Document, base: str) -> dict[str, str]:
    """A document as the row of a table: several values of an element are set apart by "; "."""
    every = elements(d, base)
    return {name: "; ".join(value for of, value in every if of == name) for name in ELEMENTS}
