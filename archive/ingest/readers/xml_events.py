"""XML from anyone, as events: no entities, no DTD, no network, and no tree that grows with the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from lxml import etree

from archive.errors import OversizedInput, UnreadableInput
from archive.ingest.readers.lines import Damaged

# Elements in each other. A table in a table takes six, and people nest few.
_MAX_DEPTH = 1000
# Elements: as many take some six seconds; a text of 900 pages has 800,000.
_MAX_ELEMENTS = 2_000_000


class Handler(Protocol):
    """What takes the events of an XML text. `start` and `end` get names as `prefixes` shortens them."""

    def start(self, tag: str, attrs: Mapping[str, str], /) -> None: ...
    def end(self, tag: str, /) -> None: ...
    def data(self, text: str, /) -> None: ...


class Fields:
    """Takes the text of every element: `found` holds it by the element's name, of several of one name all."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._tag = ""

    def start(self, tag: str, _attrs: Mapping[str, str], /) -> None:
        self._tag = tag

    def end(self, _tag: str, /) -> None:
        self._tag = ""

    def data(self, text: str, /) -> None:
        if self._tag:
            self.found[self._tag] = self.found.get(self._tag, "") + text


class Names(dict[str, str]):
    """Shorter names of XML: `{namespace}local` to `prefix:local`, by prefixes of ours for namespaces.

    A namespace of the prefix "" is as good as none; one that is not among them has the prefix "?".
    """

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        super().__init__()
        self._prefixes = {_bare(space): prefix for space, prefix in prefixes.items()}

    def __missing__(self, name: str) -> str:
        space, brace, local = name.rpartition("}")
        prefix = self._prefixes.get(_bare(space[1:]), "?") if brace else ""
        short = f"{prefix}:{local}" if prefix else local
        if len(self) < 10_000:  # names made up without end are not kept
            self[name] = short
        return short


def _bare(space: str) -> str:
    """A namespace without what programs get wrong in it: `https` for `http`, a stroke at its end."""
    return space.strip().removeprefix("https://").removeprefix("http://").rstrip("/#")


class _Target:
    def __init__(self, handler: Handler, names: Names, kind: str) -> None:
        self._handler = handler
        self._names = names
        self._kind = kind
        self._depth = 0
        self._count = 0
        self.data = handler.data

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:
        names = self._names
        self._depth += 1
        self._count += 1
        if self._count > _MAX_ELEMENTS:
            raise OversizedInput(f"{self._kind} with more than {_MAX_ELEMENTS:,} elements")
        if self._depth > _MAX_DEPTH:
            raise OversizedInput(f"{self._kind} nested too deeply")
        self._handler.start(names[tag], {names[k]: v for k, v in attrs.items()} if attrs else {})

    def end(self, tag: str) -> None:
        self._depth -= 1
        self._handler.end(self._names[tag])

    def comment(self, text: str) -> None:
        """Comments are no text."""

    def pi(self, target: str, data: str | None = None) -> None:
        """Nor are instructions to programs."""

    def close(self) -> None:
        """All has been handed over already."""


def read_events(chunks: Iterable[bytes], handler: Handler, prefixes: Mapping[str, str], kind: str) -> None:
    """Hands the events of an XML text to `handler`, names shortened by `prefixes` (namespace to prefix).

    Raises Damaged for XML that is broken, UnreadableInput for one that is nested without end or has a
    document type; `kind` is what a person calls the document. What comes before has been handed over.
    """
    target = _Target(handler, Names(prefixes), kind)
    parser = etree.XMLParser(
        target=target,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    first = True
    try:
        for chunk in chunks:
            if first and b"<!DOCTYPE" in chunk[:4096]:
                raise UnreadableInput(
                    f"{kind} with its own document type declaration: no office program writes one"
                )
            first = False
            parser.feed(chunk)
        parser.close()
    except etree.XMLSyntaxError as error:
        raise Damaged(kind) from error


def read_part(chunks: Iterable[bytes], handler: Handler, prefixes: Mapping[str, str], kind: str) -> bool:
    """As `read_events`, of a part without which the others can be read; whether it is whole."""
    try:
        read_events(chunks, handler, prefixes, kind)
    except Damaged:
        return False
    return True
