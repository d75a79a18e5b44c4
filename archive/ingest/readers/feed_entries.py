"""The entries of a feed or an export, as their elements come by: RSS 0.9 to 2.0, RDF, Atom 0.3 and 1.0."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from html import escape

from archive.dataclass import dataclass
from archive.ingest.readers.saved import joined

PREFIXES: Mapping[str, str] = {
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss2": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://www.w3.org/2005/Atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://search.yahoo.com/mrss/": "media",
    "http://search.yahoo.com/mrss": "media",
    "http://www.w3.org/2007/app": "app",
    "http://purl.org/atom/app#": "app",
    "http://schemas.google.com/blogger/2018": "blogger",
    "http://purl.org/syndication/thread/1.0": "thr",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/XML/1998/namespace": "xml",
    **{f"http://wordpress.org/export/1.{n}/": "wp" for n in range(10)},
    **{f"http://wordpress.org/export/1.{n}/excerpt/": "excerpt" for n in range(10)},
}
_ENTRIES = frozenset({"item", "atom:entry"})
# What may hold markup that is not escaped.
_TEXTS = frozenset(
    """
    description title content:encoded xhtml:body atom:title atom:summary atom:content media:description
    """.split()  # noqa: SIM905
)
_MAX_FIELD = 8_000_000  # characters of one field; more are a file in disguise
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class FeedElement:
    """One element of an entry: its text, markup in it kept as HTML, and its attributes."""

    text: str
    attrs: Mapping[str, str] = field(default_factory=dict)
    html: bool = False


@dataclass(slots=True)
class FeedEntry:
    """The elements of an entry, by name; `author/name` is one of an element in another."""

    fields: dict[str, list[FeedElement]] = field(default_factory=dict)

    def first(self, *names: str) -> str:
        """The text of the first of these elements that has one; "" where none has."""
        for name in names:
            for one in self.fields.get(name, ()):
                if one.text.strip():
                    return one.text.strip()
        return ""

    def all(self, name: str) -> list[FeedElement]:
        return self.fields.get(name, [])


class Entries:
    """Takes the events of a feed. `channel` is what it says of itself, `entries` are its entries."""

    def __init__(self) -> None:
        self.channel = FeedEntry()
        self.entries: list[FeedEntry] = []
        self.authors: list[FeedEntry] = []  # of a WordPress export
        self.damaged = False
        self._stack: list[tuple[str, Mapping[str, str]]] = []
        self._base: list[int] = [1]  # depth below which the fields of the current entry stand
        self._open: list[FeedEntry] = [self.channel]
        self._parts: list[str] = []
        self._size = 0
        self._markup = 0  # depth within XHTML that is text of a field
        self._meta = ""  # the key of the value that comes

    def cut(self) -> None:
        """The feed breaks off: what was not whole yet is left out."""
        self.damaged = True
        if len(self._open) > 1 and self.entries and self._open[-1] is self.entries[-1]:
            self.entries.pop()

    def start(self, tag: str, attrs: Mapping[str, str], /) -> None:
        if not self._markup and self._stack and self._stack[-1][0] in _TEXTS:
            self._parts = [escape("".join(self._parts), quote=False)]
            self._markup = 1
        if self._markup:
            self._markup += 1
            self._take(_start_tag(tag, attrs))
            return
        self._stack.append((tag, attrs))
        if tag in _ENTRIES or tag == "wp:author":
            entry = FeedEntry()
            (self.authors if tag == "wp:author" else self.entries).append(entry)
            self._open.append(entry)
            _say_language(entry, attrs)
            self._base.append(len(self._stack))
        elif tag in ("channel", "atom:feed"):
            self._base[0] = len(self._stack)
            _say_language(self.channel, attrs)
        self._parts.clear()
        self._size = 0

    def end(self, tag: str, /) -> None:
        if self._markup > 1:
            self._markup -= 1
            self._take(_end_tag(tag))
            return
        html = self._markup == 1
        self._markup = 0
        if not self._stack:
            return
        _, attrs = self._stack.pop()
        if len(self._open) > 1 and len(self._stack) == self._base[-1] - 1:
            self._open.pop()
            self._base.pop()
        else:
            self._keep(tag, attrs, html)
        self._parts.clear()
        self._size = 0

    def data(self, text: str, /) -> None:
        self._take(escape(text, quote=False) if self._markup else text)

    def _take(self, text: str) -> None:
        if self._size < _MAX_FIELD:
            self._parts.append(text)
            self._size += len(text)

    def _based(self) -> str:
        """The address to which those of this element are relative (XML Base), "" where none is said."""
        base = ""
        for _, attrs in self._stack:
            if own_base := attrs.get("xml:base"):
                base = joined(base, own_base)
        return base

    def _keep(self, tag: str, attrs: Mapping[str, str], html: bool) -> None:
        """A field ends: kept where it is one of an entry or of the feed, or the name of its author."""
        depth = len(self._stack) - self._base[-1]
        if tag == "media:description" and all(t in _MEDIA for t, _ in self._stack[self._base[-1] :]):
            pass  # Media RSS 1.5.1: it may stand at any of these levels
        elif depth == 1 and self._stack[-1][0] == "wp:postmeta":
            text = "".join(self._parts).strip()
            if tag == "wp:meta_key":
                self._meta = text
                return
            if tag != "wp:meta_value" or not self._meta.startswith(_META):
                return
            tag = f"meta/{self._meta}"
        elif depth == 1 and self._stack[-1][0] in ("atom:author", "app:control", "image"):
            tag = f"{self._stack[-1][0]}/{tag}"
        elif depth != 0:
            return
        if "href" in attrs and (base := self._based()):
            attrs = {**attrs, "href": joined(base, attrs["href"])}
        kept = dict(attrs) if tag in _WITH_ATTRS else {"type": attrs["type"]} if "type" in attrs else {}
        self._open[-1].fields.setdefault(tag, []).append(FeedElement("".join(self._parts), kept, html))


_MEDIA = frozenset({"media:group", "media:content"})
# Of what plugins keep beside a post of WordPress: what WPML says of its translations.
_META = ("_icl_", "_wpml_", "wpml_", "trid")
_WITH_ATTRS = frozenset({"category", "atom:category", "atom:link", "atom:content"})


def _say_language(entry: FeedEntry, attrs: Mapping[str, str]) -> None:
    if "xml:lang" in attrs:
        entry.fields["xml:lang"] = [FeedElement(attrs["xml:lang"])]


def _start_tag(tag: str, attrs: Mapping[str, str]) -> str:
    name = tag.rpartition(":")[2]
    attributes = "".join(f' {k}="{escape(v)}"' for k, v in attrs.items() if re.fullmatch(r"[\w-]+", k))
    return f"<{name}{attributes}>"


def _end_tag(tag: str) -> str:
    name = tag.rpartition(":")[2]
    return "" if name in _VOID else f"</{name}>"
