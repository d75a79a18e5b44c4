"""Documents, whom they name, and people, organisations and places as entities of FollowTheMoney, a JSON line
each.

For OpenAleph and Datashare. Source: https://followthemoney.tech/explorer/ (schemata Document, Mention,
Person, Organization, Address).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from archive.catalog import Catalog, entities
from archive.catalog.authority import Same
from archive.exchange.records import line, readings
from archive.forms import citing
from archive.forms.public import label
from archive.pipeline.reading import Reading
from archive.records import MentionType

if TYPE_CHECKING:
    from archive.catalog.entities import Entity
    from archive.exchange import Wanted

_SCHEMATA: Final = {
    MentionType.PERSON: "Person", MentionType.ORG: "Organization", MentionType.PLACE: "Address",
}  # fmt: skip
_WIKIDATA: Final = "http://www.wikidata.org/entity/"
# ISO 639-1 to 639-3, in which FollowTheMoney names languages: those that can be told of a text here.
_LANGUAGES: Final = dict(
    one.split(":")
    for some in (
        "af:afr ar:ara bg:bul bn:ben ca:cat cs:ces cy:cym da:dan de:deu el:ell en:eng es:spa et:est fa:fas",
        "fi:fin fr:fra gu:guj he:heb hi:hin hr:hrv hu:hun id:ind it:ita ja:jpn kn:kan ko:kor lt:lit lv:lav",
        "mk:mkd ml:mal mr:mar ne:nep nl:nld no:nor pa:pan pl:pol pt:por ro:ron ru:rus sk:slk sl:slv so:som",
        "sq:sqi sv:swe sw:swa ta:tam te:tel th:tha tl:tgl tr:tur uk:ukr ur:urd vi:vie zh:zho",
    )
    for one in some.split(" ")
)

Properties = dict[str, list[str]]


def ftm(catalog: Catalog, wanted: Wanted) -> Iterator[str]:
    """Each document with its mentions, then the entities that they name."""
    named: set[str] = set()
    for read in readings(catalog, wanted):
        named.update(entity for entity in read.entities if entity)
        yield from map(line, _document(read, wanted.base))
    same = Same(catalog)
    for entity in entities.listing(catalog):
        if not wanted.ids or entity.id in named:
            yield line(_entity(entity, same.of(entity)))


def _form(name: str, schema: str, properties: Properties) -> dict[str, Any]:
    filled = {key: [value for value in values if value] for key, values in properties.items()}
    return {
        "id": name,
        "schema": schema,
        "properties": {key: values for key, values in filled.items() if values},
    }


def _document(read: Reading, base: str) -> Iterator[dict[str, Any]]:
    d = read.document
    stated: Properties = {}
    for one in d.stated:
        stated.setdefault(one.field, []).append(one.value)
    yield _form(
        d.id, "Document",
        {
            "fileName": [label(d.source)], "title": [d.title or ""], "author": citing.authors(d),
            "mimeType": [d.media_type], "language": [_LANGUAGES.get(d.lang, "")],
            "date": ["-".join(citing.known_day(d))], "bodyText": [d.text],
            "sourceUrl": [d.url or citing.address(d, base)], "publisher": stated.get("publisher", []),
            "description": stated.get("description", []), "notes": stated.get("rights", []),
        },
    )  # fmt: skip
    for number, (mention, entity) in enumerate(zip(read.mentions, read.entities, strict=True)):
        if schema := _SCHEMATA.get(mention.type):
            known = [_id(entity)] if entity and mention.type is not MentionType.PLACE else []
            properties = {
                "document": [d.id], "name": [mention.text], "detectedSchema": [schema], "resolved": known,
            }  # fmt: skip
            yield _form(f"{d.id}-{number}", "Mention", properties)


def _id(entity: str) -> str:
    return f"entity-{entity}"


def _entity(entity: Entity, same_as: tuple[str, ...]) -> dict[str, Any]:
    wikidata = [one.removeprefix(_WIKIDATA) for one in same_as if one.startswith(_WIKIDATA)]
    others = [name for name in entity.all_names if name != entity.label]
    properties = {"name": [entity.label], "alias": others, "wikidataId": wikidata[:1]}
    if entity.type is MentionType.PLACE:
        properties["full"] = [entity.label]
    rest = [one for one in same_as if not one.startswith(_WIKIDATA)]
    return _form(_id(entity.id), _SCHEMATA[entity.type], properties | {"sourceUrl": rest})
