"""What an XML text is, by its first element."""

from __future__ import annotations

import re

RSS = "application/rss+xml"
ATOM = "application/atom+xml"
WXR = "application/x-wordpress-export+xml"
WORD_XML = "application/vnd.ms-word.document+xml"
FODT = "application/vnd.oasis.opendocument.text-flat-xml"
XML = "application/xml"

# Comments, instructions and a document type before the first element; possessive, so each is read once.
_ROOT = re.compile(
    rb"\s*+(?:<\?(?:(?!\?>).)*+\?>\s*+|<!--(?:(?!-->).)*+-->\s*+|<!DOCTYPE[^\[>]*+(?:\[(?:(?!\]\s*>).)*+\]\s*)?>\s*+)*+"
    rb"<([A-Za-z_][\w.-]*+:)?([A-Za-z_][\w.-]*+)((?:\s[^>]*+)?)>",
    re.S,
)
_DECLARED = re.compile(rb"\s*<\?xml\s")
# Namespaces of a root element, and what it is then.
_OF_ROOTS = (
    (b"rss", b"wordpress.org/export/", WXR),
    (b"rss", b"", RSS),
    (b"RDF", b"purl.org/rss/1.0/", RSS),
    (b"RDF", b"netscape.com/rdf/simple/", RSS),
    (b"feed", b"www.w3.org/2005/Atom", ATOM),
    (b"feed", b"purl.org/atom/ns#", ATOM),
    (b"wordDocument", b"schemas.microsoft.com/office/word/2003/wordml", WORD_XML),
    (b"package", b"schemas.microsoft.com/office/2006/xmlPackage", WORD_XML),
    (b"document", b"opendocument:xmlns:office", FODT),
    (b"svg", b"", "image/svg+xml"),
)
# Roots that say that the text is HTML, whatever stands before them.
_HTML = frozenset(b"html head body div p h1 h2 h3 h4 h5 h6 ul ol a span br main b i em strong".split())


def xml_type(head: bytes) -> str | None:
    """The media type of XML whose first bytes are `head`; None for what is none, or is HTML."""
    root = _ROOT.match(head)
    if root is None:
        return XML if _DECLARED.match(head) else None
    local, root_name = root[2], root[3]
    for name, space, media_type in _OF_ROOTS:
        if local == name and space in root_name:
            return media_type
    if local.lower() in _HTML or not (_DECLARED.match(head) or b"xmlns" in root_name):
        return None
    return XML
