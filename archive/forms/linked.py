"""Documents and entities as linked data: JSON-LD in the words of schema.org.

`base` is the address of the room in which they stand: ids are addresses there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from archive.forms import citing, rights
from archive.forms.public import label
from archive.records import MentionType

if TYPE_CHECKING:
    from archive.catalog.entities import Appearance, Entity
    from archive.pipeline.reading import Reading
    from archive.records import Document

CONTEXT: Final = "https://schema.org"
_TYPES: Final = {
    MentionType.PERSON: "Person", MentionType.PLACE: "Place", MentionType.ORG: "Organization",
}  # fmt: skip
SHOWN: Final = 100  # texts that an entity is the subject of


def entity_address(entity: str, base: str) -> str:
    """Where an entity stands in the room."""
    return f"{base.rstrip('/')}/e/{entity}"


def document(read: Reading, base: str) -> dict[str, Any]:
    """A document as a `CreativeWork`: who wrote it, when, in which language, whom it names.

    A text and its translations are examples of one work: which of them came first is not known. A date stands
    here as far as it is known for sure.
    """
    d = read.document
    form: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "CreativeWork",
        "@id": citing.address(d, base),
        "identifier": d.id,
        "url": citing.address(d, base),
        "name": d.title or label(d.source),
        "inLanguage": d.lang,
    }
    if named := citing.authors(d):
        form["author"] = named if len(named) > 1 else named[0]
    if day := citing.known_day(d):
        form["dateCreated"] = "-".join(day)
    form["isBasedOn"] = _source(d)
    if collections := _stated_values(d, "collection"):
        form["isPartOf"] = [{"@type": "Collection", "name": one} for one in collections]
    if stated_rights := _stated_values(d, "rights"):
        form["copyrightNotice"] = stated_rights
        if licences := [one for one in map(rights.address, stated_rights) if one]:
            form["license"] = licences
    if read.translations:
        others = [{"@id": f"{base.rstrip('/')}/d/{t.id}", "inLanguage": t.lang} for t in read.translations]
        form["exampleOfWork"] = {"@type": "CreativeWork", "workExample": others}
    if mentioned := _named(read, base):
        form["mentions"] = mentioned
    return form


def _stated_values(d: Document, field: str) -> list[str]:
    """What files beside its source say of a document, each once."""
    return list(dict.fromkeys(s.value for s in d.stated if s.field == field))


def _source(d: Document) -> dict[str, Any]:
    """What a document was taken from; nothing of where that lay on the archivist's machine."""
    form = {
        "@type": "MediaObject", "name": label(d.source), "encodingFormat": d.media_type, "sha256": d.sha256,
    }  # fmt: skip
    if d.url and d.url.startswith(("http://", "https://")):
        form["url"] = d.url
    return form


def _named(read: Reading, base: str) -> list[dict[str, str]]:
    """The entities that a document names, in the order in which it does, as it first names them."""
    named: dict[str, dict[str, str]] = {}
    for mention, entity in zip(read.mentions, read.entities, strict=True):
        if entity and mention.type in _TYPES and entity not in named:
            named[entity] = {
                "@type": _TYPES[mention.type], "@id": entity_address(entity, base), "name": mention.text,
            }  # fmt: skip
    return list(named.values())


def entity(
    known: Entity, where: Sequence[Appearance], base: str, same_as: Sequence[str] = ()
) -> dict[str, Any]:
    """A person, place or organisation with its names by language and the first texts that name it.

    `same_as`: its addresses elsewhere, such as its page in Wikidata.
    """
    form: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": _TYPES[known.type],
        "@id": entity_address(known.id, base),
        "identifier": known.id,
        "url": entity_address(known.id, base),
        "name": [{"@value": name, "@language": lang} for lang, name in known.labels.items()] or known.label,
    }
    labels = set(known.labels.items())
    others = [(n.lang, n.name) for n in known.names if (n.lang, n.name) not in labels]
    if others:
        form["alternateName"] = [{"@value": name, "@language": lang} for lang, name in dict.fromkeys(others)]
    if same_as:
        form["sameAs"] = list(same_as)
    if where:
        form["subjectOf"] = [
            {
                "@type": "CreativeWork", "@id": f"{base.rstrip('/')}/d/{one.document}",
                **({"name": one.title} if one.title else {}), "inLanguage": one.lang,
            }
            for one in where[:SHOWN]
        ]  # fmt: skip
    return form
