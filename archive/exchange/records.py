"""What documents are, record by record: Dublin Core, RIS, BibTeX, Web Annotations, linked data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape, quoteattr

from archive.catalog import Catalog, documents, entities, mentions
from archive.catalog.authority import Same
from archive.forms import citing, dublin, linked, web_annotations
from archive.pipeline import reading
from archive.pipeline.reading import Reading
from archive.printable import for_xml, printable_json
from archive.records import Document

if TYPE_CHECKING:
    from archive.exchange import Wanted

_OAI_DC: Final = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


def each(catalog: Catalog, wanted: Wanted) -> Iterator[Document]:
    """The documents that are wanted: as they were asked for, or all, oldest first. Raises UsageError."""
    if wanted.ids:
        yield from (documents.find(catalog, name)[1] for name in wanted.ids)
    else:
        yield from (document for _, document in documents.by_date(catalog))


def readings(catalog: Catalog, wanted: Wanted) -> Iterator[Reading]:
    """The documents that are wanted with their names, dates and translations. Raises UsageError."""
    return (reading.read(catalog, document.id) for document in each(catalog, wanted))


def text(value: str) -> str:
    """What stands between tags of XML."""
    return escape(for_xml(value))


def attribute(value: str) -> str:
    """The value of an attribute of XML, in its quotes."""
    return quoteattr(for_xml(value))


def line(value: Any) -> str:
    """A line of JSON."""
    return f"{printable_json(json.dumps(value, ensure_ascii=False))}\n"


def dc(catalog: Catalog, wanted: Wanted) -> Iterator[str]:
    """Records of the Dublin Core in one document of XML, each as a harvester gets it (oai_dc)."""
    yield f'{DECLARATION}<records xmlns:oai_dc="{_OAI_DC}" xmlns:dc="{dublin.NAMESPACE}">\n'
    for document in each(catalog, wanted):
        elements = dublin.elements(document, wanted.base)
        yield "".join(
            (
                "<oai_dc:dc>\n",
                *(f"  <dc:{name}>{text(value)}</dc:{name}>\n" for name, value in elements),
                "</oai_dc:dc>\n",
            )
        )
    yield "</records>\n"


def ris(catalog: Catalog, wanted: Wanted) -> Iterator[str]:
    """Records for programs that manage references (RIS)."""
    return (citing.ris(document, wanted.base) for document in each(catalog, wanted))


def bibtex(catalog: Catalog, wanted: Wanted) -> Iterator[str]:
    """Entries of BibTeX."""
    return (citing.bibtex(document, wanted.base) for document in each(catalog, wanted))


def annotated(catalog: Catalog, wanted: Wanted) -> Iterator[str]:
    """The names and dates of texts as Web Annotations, one a line."""
    for read in readings(catalog, wanted):
        yield from map(line, web_annotations.each(read, wanted.base))


def jsonld(catalog: Catalog, wanted: Wanted) -> Iterator[str]:
    """One graph of linked data (schema.org): documents, then the people, places and organisations."""
    yield f'{{"@context": {json.dumps(linked.CONTEXT)}, "@graph": [\n'
    between = ""
    for form in _graph(catalog, wanted):
        yield between + line({key: value for key, value in form.items() if key != "@context"}).rstrip("\n")
        between = ",\n"
    yield "\n]}\n"


def _graph(catalog: Catalog, wanted: Wanted) -> Iterator[dict[str, Any]]:
    named: set[str] = set()
    for read in readings(catalog, wanted):
        named.update(entity for entity in read.entities if entity)
        yield linked.document(read, wanted.base)
    same = Same(catalog)
    for entity in entities.listing(catalog):
        if not wanted.ids or entity.id in named:
            first = [n for n, _ in islice(mentions.naming(catalog, entity.n), linked.SHOWN)]
            where = entities.appearances(catalog, entity, first)
            yield linked.entity(entity, where, wanted.base, same.of(entity))
