"""Authority files for others and from them: names of people, places and groups in CSV, SKOS and MADS.

SKOS goes out as Turtle and comes in as Turtle, RDF/XML or JSON-LD; MADS is MADS/XML 2. Names of one entity
are one concept; what the archivist wrote in same-as is its notation, and the addresses in it are its matches.
Sources: https://www.w3.org/TR/skos-reference/, https://www.loc.gov/standards/mads/.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from archive.catalog.authority import Known, addresses, checked
from archive.errors import MissingExtra, UsageError
from archive.exchange.records import DECLARATION, attribute, text
from archive.printable import for_xml
from archive.records import MentionType

if TYPE_CHECKING:
    from archive.catalog.entities import Entity

_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_SCHEMA_ORG: Final = "https://schema.org/"
_MADS: Final = "http://www.loc.gov/mads/v2"
_CLASSES: Final = {
    MentionType.PERSON: "Person", MentionType.PLACE: "Place", MentionType.ORG: "Organization",
}  # fmt: skip
# What classes of people, places and groups are called in the vocabularies that are met in authority files.
_TYPES: Final = {
    "person": MentionType.PERSON, "personalname": MentionType.PERSON, "personconcept": MentionType.PERSON,
    "place": MentionType.PLACE, "geographic": MentionType.PLACE, "feature": MentionType.PLACE,
    "location": MentionType.PLACE, "spatialthing": MentionType.PLACE, "spatial": MentionType.PLACE,
    "organization": MentionType.ORG, "organisation": MentionType.ORG, "group": MentionType.ORG,
    "corporatename": MentionType.ORG, "corporatebody": MentionType.ORG,
}  # fmt: skip
_MATCHES: Final = ("exactMatch", "closeMatch")
_READ: Final = {
    ".ttl": "turtle", ".rdf": "xml", ".jsonld": "json-ld", ".nt": "nt", ".xml": "xml",
}  # fmt: skip
MAX_BYTES: Final = 64 << 20


def names_of(entity: Entity, same_as: Sequence[str]) -> Iterator[Known]:
    """The names of an entity as those of an authority file; its id stands for it where no address does."""
    key = " ".join(same_as) or f"urn:x-archive:entity:{entity.id}"
    return (Known(name.name, entity.type, name.lang, key) for name in entity.names)


def _concepts(names: Iterable[Known]) -> Iterator[tuple[str, MentionType, list[Known]]]:
    """Names of one entity together: those with one same-as; a name without one is alone."""

    def key(known: Known) -> tuple[str, str, str]:
        return known.same_as, known.type.value, "" if known.same_as else known.name

    for (same_as, _, _), some in groupby(sorted(names, key=lambda k: (*key(k), k.name, k.lang)), key=key):
        found = list(some)
        yield same_as, found[0].type, found


# -- out -------------------------------------------------------------------------------------------


def skos(names: Iterable[Known]) -> Iterator[str]:
    """A vocabulary of concepts in Turtle."""
    yield f"@prefix skos: <{_SKOS}> .\n@prefix schema: <{_SCHEMA_ORG}> .\n\n"
    for number, (same_as, kind, some) in enumerate(_concepts(names), 1):
        statements = [f"<urn:x-archive:name:{number}> a skos:Concept, schema:{_CLASSES[kind]}"]
        preferred: set[str] = set()
        for known in some:
            label = "altLabel" if known.lang in preferred else "prefLabel"
            preferred.add(known.lang)
            statements.append(f"skos:{label} {_literal(known.name)}{f'@{known.lang}' if known.lang else ''}")
        if same_as:
            statements.append(f"skos:notation {_literal(same_as)}")
        statements += [f"skos:exactMatch <{one}>" for one in addresses(same_as) if _is_iri(one)]
        yield " ;\n  ".join(statements) + " .\n\n"


def _literal(value: str) -> str:
    """A string of Turtle: its escapes are those of JSON."""
    return json.dumps(value, ensure_ascii=False)


def _is_iri(address: str) -> bool:
    return not set(address) & set('<>"{}|^`\\') and all(c > " " for c in address)


def mads(names: Iterable[Known]) -> Iterator[str]:
    """A collection of MADS records: the first name is the heading, the others are variants."""
    yield f'{DECLARATION}<madsCollection xmlns="{_MADS}" version="2.1">\n'
    for same_as, kind, some in _concepts(names):
        elements = [f"<authority>{_named(some[0], kind)}</authority>"]
        elements += [f'<variant type="other">{_named(known, kind)}</variant>' for known in some[1:]]
        if same_as:
            elements.append(f'<identifier type="local">{text(same_as)}</identifier>')
        elements += [f'<identifier type="uri">{text(one)}</identifier>' for one in addresses(same_as)]
        yield "<mads>" + "".join(elements) + "</mads>\n"
    yield "</madsCollection>\n"


def _named(known: Known, kind: MentionType) -> str:
    lang = f" xml:lang={attribute(known.lang)}" if known.lang else ""
    if kind is MentionType.PLACE:
        return f"<geographic{lang}>{text(known.name)}</geographic>"
    sort = "personal" if kind is MentionType.PERSON else "corporate"
    return f'<name type="{sort}"><namePart{lang}>{text(known.name)}</namePart></name>'


# -- in --------------------------------------------------------------------------------------------


def read(path: Path) -> list[Known]:
    """The names in a file of SKOS or MADS, by the end of its name. Raises UsageError, MissingExtra."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UsageError(f"{path} is larger than {MAX_BYTES >> 20} MiB. Cut it into several files.")
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    found = _read_mads(path, data) if _is_mads(data) else _read_skos(path, data)
    names = {(known.name, known.type, known.lang): known for known in found}
    if not names:
        raise UsageError(f"{path} holds no name of a person, place or group.")
    return list(names.values())


def _is_mads(data: bytes) -> bool:
    return _MADS.encode() in data[:4096] and data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _read_mads(path: Path, data: bytes) -> Iterator[Known]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UsageError(f"{path} is no XML ({error.msg}).") from error
    for record in root.iter(f"{{{_MADS}}}mads"):
        where = f"{path}, line {record.sourceline}"
        identifiers = {
            i.get("type"): "".join(i.itertext()).strip() for i in record.iter(f"{{{_MADS}}}identifier")
        }
        names = list(_mads_names(record))
        uris = [value for kind, value in identifiers.items() if kind != "local"]
        same_as = identifiers.get("local") or " ".join(uris) or (names[0][0] if len(names) > 1 else "")
        for name, kind, lang in names:
            yield checked(where, name, kind, lang, same_as)


def _mads_names(record: etree._Element) -> Iterator[tuple[str, MentionType, str]]:
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    for outer in record:
        if etree.QName(outer).localname not in ("authority", "variant"):
            continue
        for one in outer:
            tag = etree.QName(one).localname
            if tag == "geographic":
                yield "".join(one.itertext()), MentionType.PLACE, one.get(lang, "")
            elif tag == "name" and one.get("type") in ("personal", "corporate"):
                parts = [p for p in one.iter(f"{{{_MADS}}}namePart") if p.get("type") != "date"]
                kind = MentionType.PERSON if one.get("type") == "personal" else MentionType.ORG
                yield (
                    " ".join("".join(p.itertext()) for p in parts),
                    kind,
                    parts[0].get(lang, "") if parts else "",
                )


def _read_skos(path: Path, data: bytes) -> Iterator[Known]:
    try:
        import rdflib  # half a second: only where a vocabulary is read
    except ImportError as error:
        raise MissingExtra(
            "SKOS vocabularies are read by rdflib, which is not installed. Run: pip install 'archive[skos]'"
        ) from error
    form = _READ.get(path.suffix.lower())
    if form is None:
        raise UsageError(f"{path} is no authority file: name it .csv, {', '.join(_READ)}.")
    try:
        if form == "json-ld" and _asks_the_web(json.loads(data)):
            raise UsageError(
                f"{path} names a context on the web, and nothing is fetched. Put it into the file."
            )
        if form == "xml":
            etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
            if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
                raise UsageError(f"{path} has a DOCTYPE, and entities are not read. Take it out.")
        graph = rdflib.Graph().parse(data=data, format=form)
    except UsageError:
        raise
    except Exception as error:  # each parser has errors of its own
        raise UsageError(f"{path} cannot be read as {form}: {str(error).splitlines()[0][:200]}.") from error
    space = rdflib.Namespace(_SKOS)
    for concept in sorted(set(graph.subjects(rdflib.RDF.type, space.Concept)), key=str):
        yield from _concept(path, graph, space, concept)


def _asks_the_web(value: Any) -> bool:
    """Whether a context of JSON-LD stands elsewhere."""
    if isinstance(value, dict):
        context = value.get("@context")
        some = context if isinstance(context, list) else [context]
        return (
            any(isinstance(c, str) for c in some)
            or any(map(_asks_the_web, value.values()))
            or "@import" in value
        )
    return isinstance(value, list) and any(map(_asks_the_web, value))


def _concept(path: Path, graph: Any, space: Any, concept: Any) -> Iterator[Known]:
    import rdflib

    classes = [
        str(c).rstrip("/").replace("#", "/").rpartition("/")[2]
        for c in graph.objects(concept, rdflib.RDF.type)
    ]
    kind = next((_TYPES[c.casefold()] for c in classes if c.casefold() in _TYPES), None)
    labels = [
        label
        for tag in ("prefLabel", "altLabel")
        for label in sorted(graph.objects(concept, space[tag]), key=_order)
    ]
    if kind is None:
        called = str(labels[0]) if labels else str(concept)
        raise UsageError(
            f"{path}: the concept {called!r} is of no class that says whether it is a person, a place or a"
            " group (schema:Person, foaf:Person, schema:Place, schema:Organization…)."
        )
    matches = [str(o) for tag in _MATCHES for o in sorted(graph.objects(concept, space[tag]))]
    notation = next((str(o) for o in graph.objects(concept, space.notation)), "")
    web = str(concept) if str(concept).startswith(("http://", "https://")) else ""
    same_as = notation or " ".join(matches) or web or (str(labels[0]) if len(labels) > 1 else "")
    for label in labels:
        yield checked(
            f"{path}, {concept}", str(label), kind, (label.language or "").partition("-")[0], same_as
        )


def _order(label: Any) -> tuple[str, str]:
    return str(label.language or ""), str(label)


def cleaned(names: Iterable[Known]) -> Iterator[Known]:
    """Names without what XML and Turtle cannot hold."""
    return (Known(for_xml(k.name), k.type, k.lang, for_xml(k.same_as), k.file) for k in names)
