"""Linked data: read back by a foreign processor (pyld), each member has a meaning."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

import html5lib
import pytest
from pyld import jsonld
from starlette.testclient import TestClient

import archive
from archive.errors import UsageError
from archive.forms import linked, web_annotations
from archive.room.rendering import data
from tests.room.test_pages import PATHS, entity, first

_OA = "http://www.w3.org/ns/oa#"
_AS = "http://www.w3.org/ns/activitystreams#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DC = "http://purl.org/dc/elements/1.1/"


def _is_an_address(term: str) -> dict[str, str]:
    return {"@id": term, "@type": "@id"}


# What the recommendation (Web Annotation Vocabulary, appendix on the JSON-LD context) says that the members
# which are used here mean; any other would fall away when the form is read.
_ANNOTATIONS = {
    "id": "@id", "type": "@type",
    **{name: f"{_OA}{name}" for name in (
        "Annotation", "SpecificResource", "TextualBody", "TextPositionSelector", "TextQuoteSelector", "exact",
        "prefix", "suffix", "start", "end", "identifying", "classifying", "describing",
    )},
    "AnnotationPage": f"{_AS}OrderedCollectionPage", "AnnotationCollection": f"{_AS}OrderedCollection",
    "Text": "http://purl.org/dc/dcmitype/Text", "total": f"{_AS}totalItems", "startIndex": f"{_AS}startIndex",
    "first": _is_an_address(f"{_AS}first"), "label": "http://www.w3.org/2000/01/rdf-schema#label",
    "items": {"@id": f"{_AS}items", "@type": "@id", "@container": "@list"},
    "body": _is_an_address(f"{_OA}hasBody"), "target": _is_an_address(f"{_OA}hasTarget"),
    "source": _is_an_address(f"{_OA}hasSource"), "scope": _is_an_address(f"{_OA}hasScope"),
    "selector": _is_an_address(f"{_OA}hasSelector"), "value": f"{_RDF}value",
    "format": f"{_DC}format", "language": f"{_DC}language",
    "motivation": {"@id": f"{_OA}motivatedBy", "@type": "@vocab"},
    "purpose": {"@id": f"{_OA}hasPurpose", "@type": "@vocab"},
}  # fmt: skip
_CONTEXTS = {
    linked.CONTEXT: {"@vocab": "http://schema.org/", "url": {"@type": "@id"}},
    web_annotations.CONTEXT: _ANNOTATIONS,
}
# The members that schema.org has for these types; others would be words of our own.
_ENTITY = "identifier url name alternateName subjectOf"
_SCHEMA = {
    "CreativeWork": "identifier url name inLanguage author dateCreated isBasedOn isPartOf copyrightNotice"
                    " exampleOfWork workExample mentions",
    "MediaObject": "name encodingFormat sha256 url", "Collection": "name",
    "Person": _ENTITY, "Place": _ENTITY, "Organization": _ENTITY,
}  # fmt: skip


def loaded(url: str, options: dict[str, Any]) -> dict[str, Any]:
    """A context that is kept here: nothing is fetched."""
    return {"contextUrl": None, "documentUrl": url, "document": {"@context": _CONTEXTS[url]}}


def expanded(form: Any) -> list[Any]:
    """A form as a foreign processor reads it."""
    found: list[Any] = jsonld.expand(form, {"documentLoader": loaded})
    return found


def members(form: Any) -> int:
    """How many members stand in a form, whatever they are called."""
    if isinstance(form, dict):
        return sum(1 + members(value) for key, value in form.items() if key != "@context")
    return sum(map(members, form)) if isinstance(form, list) else 0


def same(node: Any) -> int:
    """How many members of the form a processor found in it: what it wraps values in is no member."""
    if isinstance(node, dict):
        wraps = {"@value", "@list", "@language"} if "@value" in node or "@list" in node else set()
        only_id = {"@id"} if set(node) == {"@id"} else set()
        return sum((key not in wraps | only_id) + same(value) for key, value in node.items())
    return sum(map(same, node)) if isinstance(node, list) else 0


def test_the_mentions_of_a_text_are_web_annotations(room: TestClient, opened: archive.Archive) -> None:
    found = first(room, "Douvres", lang="fr")
    got = room.get(f"/d/{found}/annotations")
    assert got.headers["content-type"] == 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
    form = got.json()
    assert form == room.get(f"/api/documents/{found}/annotations").json()
    assert members(form) == same(expanded(form))
    read = opened.read(found)
    items = form["first"]["items"]
    assert form["total"] == len(items) == len(read.mentions) > 5
    assert len({one["id"] for one in items}) == len(items)
    for one, mention, entity_id in zip(items, read.mentions, read.entities, strict=True):
        target = one["target"]
        position, quote = target["selector"]
        text = room.get(urlsplit(target["source"]["id"]).path).text
        assert text[position["start"] : position["end"]] == quote["exact"] == mention.text
        around = quote["prefix"] + quote["exact"] + quote["suffix"]
        assert text.index(around) + len(quote["prefix"]) == mention.start
        bodies = {body["purpose"]: body for body in one["body"]}
        assert bodies["classifying"]["value"] == mention.type.value
        if entity_id:
            assert room.get(urlsplit(bodies["identifying"]["source"]).path).status_code == 200
        elif mention.value:
            assert bodies["identifying"]["value"] == mention.value


def test_an_annotation_alone_says_the_same(opened: archive.Archive, room: TestClient) -> None:
    read = opened.read(first(room, "Douvres", lang="fr"))
    alone = next(web_annotations.each(read, "https://papers.example/room/"))
    (node,) = expanded(alone)
    assert node["@type"] == [f"{_OA}Annotation"]
    assert node[f"{_OA}hasTarget"][0][f"{_OA}hasScope"] == [
        {"@id": f"https://papers.example/room/d/{read.document.id}"}
    ]


def checked(form: Any) -> None:
    """That schema.org knows all that is said of each thing, and that there is no path in it."""
    if isinstance(form, dict):
        if "@type" in form:
            told = set(form) - {"@context", "@type", "@id"}
            assert told <= set(_SCHEMA[form["@type"]].split())
        for value in form.values():
            checked(value)
    elif isinstance(form, list):
        for one in form:
            checked(one)
    elif isinstance(form, str):
        assert not PATHS.search(form)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_text_is_linked_data(room: TestClient, opened: archive.Archive, lang: str) -> None:
    found = first(room, "Douvres", lang=lang)
    form = room.get(f"/api/documents/{found}/linked").json()
    assert inside(room, f"/d/{found}") == form
    checked(form)
    (node,) = expanded(form)
    assert node["@id"] == f"http://testserver/d/{found}"
    assert node["@type"] == ["http://schema.org/CreativeWork"]
    assert node["http://schema.org/inLanguage"] == [{"@value": lang}]
    read = opened.read(found)
    assert form["dateCreated"] == read.document.date
    assert len(form["mentions"]) == len({e for e in read.entities if e})
    (work,) = node["http://schema.org/exampleOfWork"]
    assert [other["@id"] for other in work["http://schema.org/workExample"]] == [
        f"http://testserver/d/{t.id}" for t in read.translations
    ]


@pytest.mark.parametrize("kind", ["people", "places", "organisations"])
def test_an_entity_is_linked_data(room: TestClient, opened: archive.Archive, kind: str) -> None:
    found = entity(room, kind)
    form = room.get(f"/api/entities/{found}/linked").json()
    checked(form)
    (node,) = expanded(form)
    assert node["@id"] == f"http://testserver/e/{found}"
    known = opened.entity(found)
    names = [*node["http://schema.org/name"], *node.get("http://schema.org/alternateName", ())]
    assert {(n["@language"], n["@value"]) for n in names} == {(n.lang, n.name) for n in known.names}
    assert len(form["subjectOf"]) == min(known.documents, 100)
    assert inside(room, f"/e/{found}")["@id"] == form["@id"]


def inside(room: TestClient, path: str) -> Any:
    """The linked data that stands in a page."""
    tree = html5lib.parse(room.get(path).text, namespaceHTMLElements=False)
    (found,) = (e for e in tree.iter("script") if e.get("type") == "application/ld+json")
    return json.loads(found.text)


def test_a_printed_text_names_its_address(room: TestClient) -> None:
    found = first(room, "Douvres", lang="fr")
    assert f'<p class="printed">http://testserver/d/{found}</p>' in room.get(f"/d/{found}").text
    css = room.get("/room/room.css").text
    screen, _, printed = css.partition("@media print")
    assert ".printed { display: none; }" in screen
    assert ".printed { display: block;" in printed


def test_linked_data_in_a_page_is_no_markup() -> None:
    hostile = {"name": "</script><script>alert(1)</script> <!-- & \u2028 \u202e \ud800"}
    assert not re.search(r"[<>&]|[^\x00-\x7f]", str(data(hostile)))
    assert json.loads(str(data(hostile))) == hostile


def test_what_is_not_there_has_no_annotations(room: TestClient, opened: archive.Archive) -> None:
    with pytest.raises(UsageError):
        opened.read("0" * 16)
    for path in ("/d/{}/annotations", "/api/documents/{}/annotations", "/api/documents/{}/linked"):
        assert room.get(path.format("0" * 16)).status_code == 404
