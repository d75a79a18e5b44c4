"""The names and dates of a document as Web Annotations (W3C recommendation of 2017), a page of JSON-LD.

Each says which stretch of the text it is about twice: by its offsets, which count characters (code points) of
the plain text, and by its words with those around them. `base` is the address of the room; ids are addresses
there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from archive.forms import citing
from archive.forms.linked import entity_address

if TYPE_CHECKING:
    from archive.pipeline.reading import Reading
    from archive.records import Mention

CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"
MEDIA_TYPE: Final = f'application/ld+json; profile="{CONTEXT}"'
_AROUND: Final = 32  # characters before and behind, by which the words are found where the text was changed


def collection(read: Reading, base: str) -> dict[str, Any]:
    """The annotations of a document, with all of them on its one page."""
    here = f"{citing.address(read.document, base)}/annotations"
    items = [{key: value for key, value in one.items() if key != "@context"} for one in each(read, base)]
    page = {"id": f"{here}#page", "type": "AnnotationPage", "startIndex": 0, "items": items}
    return {
        "@context": CONTEXT,
        "id": here,
        "type": "AnnotationCollection",
        "label": read.document.title or read.document.id,
        "total": len(items),
        **({"first": page} if items else {}),
    }


def each(read: Reading, base: str) -> Iterator[dict[str, Any]]:
    """Each mention of a document as an annotation of its own, in reading order."""
    for number, (mention, entity) in enumerate(zip(read.mentions, read.entities, strict=True)):
        yield _annotation(read, number, mention, entity, base)


def _annotation(read: Reading, number: int, m: Mention, entity: str | None, base: str) -> dict[str, Any]:
    d = read.document
    here = citing.address(d, base)
    bodies: list[dict[str, str]] = []
    if entity:
        bodies.append({
            "type": "SpecificResource", "purpose": "identifying", "source": entity_address(entity, base),
        })  # fmt: skip
    elif m.value:
        bodies.append({"type": "TextualBody", "purpose": "identifying", "value": m.value})
    bodies.append({"type": "TextualBody", "purpose": "classifying", "value": m.type.value})
    if evidence := str(m.evidence):
        bodies.append({"type": "TextualBody", "purpose": "describing", "value": evidence})
    return {
        "@context": CONTEXT,
        "id": f"{here}/annotations#{number}",
        "type": "Annotation",
        "motivation": "identifying" if entity or m.value else "classifying",
        "body": bodies,
        "target": {
            "type": "SpecificResource",
            "source": {
                "id": f"{base.rstrip('/')}/api/documents/{d.id}/text", "type": "Text",
                "format": "text/plain", "language": d.lang,
            },
            "scope": here,
            "selector": [
                {"type": "TextPositionSelector", "start": m.start, "end": m.end},
                {
                    "type": "TextQuoteSelector",
                    "exact": d.text[m.start : m.end],
                    "prefix": d.text[max(m.start - _AROUND, 0) : m.start],
                    "suffix": d.text[m.end : m.end + _AROUND],
                },
            ],
        },
    }  # fmt: skip
