"""XML of descriptions as trees: no entities, no DTD, no network, and in bounds."""

from __future__ import annotations

from typing import Any, Final

DC: Final = ("{http://purl.org/dc/elements/1.1/}", "{http://purl.org/dc/terms/}")
_XLINK: Final = "{http://www.w3.org/1999/xlink}href"


def tree(data: bytes) -> Any:
    """The root of a description, None where it is no XML, or XML with a document type that declares more."""
    from lxml import etree  # loads with the first description

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    dtd = root.getroottree().docinfo.internalDTD
    return None if dtd is not None and any(True for _ in dtd.iterentities()) else root


def local(element: Any) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def each(root: Any, *names: str) -> list[Any]:
    """The elements of these names, in their order, in whatever version of a standard."""
    return [e for e in root.iter() if local(e) in names]


def children(element: Any, *names: str) -> list[Any]:
    """The children of these names."""
    return [e for e in element if local(e) in names]


def text(element: Any) -> str:
    """The text of an element, in one line."""
    return " ".join("".join(element.itertext()).split())


def href(element: Any) -> str:
    """Where an element leads to."""
    return str(element.get(_XLINK) or element.get("href") or "")
