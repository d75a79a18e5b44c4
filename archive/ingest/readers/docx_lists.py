"""The numbered lists of a Word document: which counts how (`numbering.xml`), and where each stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

from archive.dataclass import dataclass
from archive.ingest.readers.docx_parts import KIND, PREFIXES, Relations, parts_of_kind
from archive.ingest.readers.numbering import Counter, Level
from archive.ingest.readers.packed import ZippedDocument
from archive.ingest.readers.xml_events import read_part

# Ways to count by the names of Word; others are shown in figures.
_FORMS: Mapping[str, str] = {
    "decimalZero": "01", "lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I",
    "bullet": "", "none": "",
}  # fmt: skip
_GAPS: Mapping[str, str] = {"nothing": "", "space": " ", "tab": " "}
_MAX_LEVEL = 9


@dataclass(slots=True)
class _Kind:
    """A kind of list: its levels, the styles that stand for one, and the style that it is told by."""

    levels: dict[int, Level] = field(default_factory=dict)
    styled: dict[str, int] = field(default_factory=dict)
    linked: str = ""  # another kind tells its levels, by the name of this style
    names: str = ""  # it tells those of a style


@dataclass(slots=True)
class _List:
    """A list: of which kind, and where it differs from that."""

    kind: str = ""
    levels: dict[int, Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


class DocxLists:
    """The lists of a document. What stands before an item is asked in the order of the text."""

    def __init__(self, kinds: Mapping[str, _Kind], lists: Mapping[str, _List]) -> None:
        named = {kind.names: kind for kind in kinds.values() if kind.names}
        self._kinds = {key: named.get(kind.linked, kind) for key, kind in kinds.items()}
        self._lists = lists
        self._counters: dict[int, Counter] = {}  # by the kind: lists of one go on with each other
        self._begun: set[tuple[str, int]] = set()

    def mark(self, number: str, depth: int | None, style: str = "") -> str:
        """What stands before the next item of a list, with the gap behind it.

        `depth` is told by the style of the paragraph where it is None.
        """
        own = self._lists.get(number)
        kind = self._kinds.get(own.kind) if own else None
        if own is None or kind is None:
            return ""
        depth = kind.styled.get(style, 0) if depth is None else depth
        start = None if (number, depth) in self._begun else own.starts.get(depth)
        self._begun.add((number, depth))
        counter = self._counters.setdefault(id(kind), Counter())
        return counter.next({**kind.levels, **own.levels}, depth, start)


NO_LISTS = DocxLists({}, {})


class _ListsRead:
    def __init__(self) -> None:
        self.kinds: dict[str, _Kind] = {}
        self.lists: dict[str, _List] = {}
        self._kind: _Kind | None = None
        self._list: _List | None = None
        self._depth: int | None = None  # of the level that is told
        self._instead = 0  # of the level of which a list differs

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:
        value = attrs.get("w:val", "")
        if tag == "w:abstractNum":
            self._kind = self.kinds.setdefault(attrs.get("w:abstractNumId", ""), _Kind())
        elif tag == "w:num":
            self._list = self.lists.setdefault(attrs.get("w:numId", ""), _List())
        elif tag == "w:lvl":
            self._depth = _within(attrs.get("w:ilvl"), 0)
            self._levels()[self._depth] = Level()
        elif self._depth is not None:
            self._property(tag, value, self._depth)
        elif self._kind is not None:
            if tag == "w:numStyleLink":
                self._kind.linked = value
            elif tag == "w:styleLink":
                self._kind.names = value
        elif self._list is not None:
            if tag == "w:abstractNumId":
                self._list.kind = value
            elif tag == "w:lvlOverride":
                self._instead = _within(attrs.get("w:ilvl"), 0)
            elif tag == "w:startOverride":
                self._list.starts[self._instead] = _counted(value, 1)

    def _levels(self) -> dict[int, Level]:
        levels_of = self._kind or self._list
        return levels_of.levels if levels_of is not None else {}

    def _property(self, tag: str, value: str, depth: int) -> None:
        levels = self._levels()
        level = levels.get(depth, Level())
        if tag == "w:start":
            level = replace(level, start=_counted(value, 1))
        elif tag == "w:numFmt":
            level = replace(level, form=_FORMS.get(value, "1"))
        elif tag == "w:lvlText":
            level = replace(level, text=value)
        elif tag == "w:lvlRestart":
            level = replace(level, restarts=_within(value, depth))
        elif tag == "w:isLgl":
            level = replace(level, figures=value.lower() not in ("0", "false", "off"))
        elif tag == "w:suff":
            level = replace(level, gap=_GAPS.get(value, " "))
        elif tag == "w:pStyle" and self._kind is not None:
            self._kind.styled[value] = depth
        elif tag == "w:vanish":
            level = replace(level, text="")
        levels[depth] = level

    def end(self, tag: str) -> None:
        if tag == "w:abstractNum":
            self._kind = None
        elif tag == "w:num":
            self._list = None
        elif tag == "w:lvl":
            self._depth = None

    def data(self, text: str) -> None: ...


def read_lists(box: ZippedDocument, relations: Relations) -> DocxLists:
    """The lists of a document."""
    read = _ListsRead()
    for part in parts_of_kind(relations, "numbering"):
        read_part(box.chunks(part), read, PREFIXES, KIND)
    return DocxLists(read.kinds, read.lists)


def depth_said(value: str | None) -> int | None:
    """The depth of an item in its list, from 0 on; None where a file says none."""
    return _within(value, 0) if value else None


def _counted(value: str | None, usual: int) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 10 else usual


def _within(value: str | None, usual: int) -> int:
    return min(_counted(value, usual), _MAX_LEVEL)
