"""The numbered lists and headings of an OpenDocument text: how each level counts, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

from archive.dataclass import dataclass
from archive.ingest.readers.numbering import Counter, Level, Levels

# How the names of all elements begin that are asked here.
LISTED = ("text:list", "text:ordered-list", "text:unordered-list", "text:outline-", "style:list-level-label")
_LISTS = frozenset({"text:list", "text:ordered-list", "text:unordered-list"})
_ITEMS = frozenset({"text:list-item", "text:list-header"})
_STYLES = frozenset({"text:list-style", "text:outline-style"})
_LEVELS = frozenset({"text:list-level-style-number", "text:outline-level-style"})
_OUTLINE = "outline "  # the style of headings; a space is in no name
_FORMS = ("1", "a", "A", "i", "I")
_MAX_LEVEL = 10


@dataclass(slots=True)
class _List:
    """A list that is open: how its levels count, and whether its item has had its number."""

    style: str
    counter: Counter
    new: bool = False
    start: int | None = None


@dataclass(slots=True)
class OdtLists:
    """Takes the elements of styles and lists, and gives what stands before a paragraph."""

    styles: dict[str, dict[int, Level]] = field(default_factory=dict)
    _open: list[_List] = field(default_factory=list)
    _by_style: dict[str, Counter] = field(default_factory=dict)  # the list of each style that came last
    _by_id: dict[str, Counter] = field(default_factory=dict)
    _headings: Counter = field(default_factory=Counter)
    _told: dict[int, Level] | None = None  # the levels of the style that is told

    @property
    def within(self) -> bool:
        """Whether what comes stands in a list."""
        return bool(self._open)

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:
        if tag in _STYLES:
            name = _OUTLINE if tag == "text:outline-style" else attrs.get("style:name", "")
            self._told = self.styles.setdefault(name, {})
        elif tag in _LEVELS and self._told is not None:
            depth = number(attrs.get("text:level"), 1) - 1
            self._told[depth] = _level(attrs, depth)
        elif tag == "style:list-level-label-alignment" and self._told:
            if attrs.get("text:label-followed-by") == "nothing":
                depth = next(reversed(self._told))
                self._told[depth] = replace(self._told[depth], gap="")
        elif tag in _LISTS:
            self._begin(attrs)
        elif tag in _ITEMS and self._open:
            start = attrs.get("text:start-value")
            self._open[-1].new = tag == "text:list-item"
            self._open[-1].start = number(start, 1) if start else None

    def end(self, tag: str) -> None:
        if tag in _STYLES:
            self._told = None
        elif tag in _LISTS and self._open:
            self._open.pop()
        elif tag in _ITEMS and self._open:
            self._open[-1].new = False

    def _begin(self, attrs: Mapping[str, str]) -> None:
        outer = self._open[-1] if self._open else None
        style = attrs.get("text:style-name") or (outer.style if outer else "")
        if outer is not None:
            self._open.append(_List(style, outer.counter))
            return
        before = self._by_id.get(attrs.get("text:continue-list", ""))
        if before is None and attrs.get("text:continue-numbering") == "true":
            before = self._by_style.get(style)
        counter = before or Counter()
        self._by_style[style] = counter
        if key := attrs.get("xml:id") or attrs.get("text:id"):
            self._by_id[key] = counter
        self._open.append(_List(style, counter))

    def item(self, style: str) -> str:
        """What stands before a paragraph of a list, with the gap; `style`: the list of its own style."""
        here = self._open[-1] if self._open else None
        if here is None or not here.new:
            return ""
        start, here.new, here.start = here.start, False, None
        levels = self._levels(here.style or style)
        return here.counter.next(levels, len(self._open) - 1, start)

    def heading(self, depth: int, attrs: Mapping[str, str]) -> str:
        """What stands before a heading, from 0 on the first, with the gap behind it."""
        if attrs.get("text:is-list-header") == "true":
            return ""
        begins = attrs.get("text:restart-numbering") == "true"
        start = number(attrs.get("text:start-value"), 1) if begins else None
        return self._headings.next(self._levels(_OUTLINE), depth, start)

    def _levels(self, style: str) -> Levels:
        return self.styles.get(style, {})


def _level(attrs: Mapping[str, str], depth: int) -> Level:
    form = attrs.get("style:num-format", "")
    format = attrs.get("style:num-list-format") or attrs.get("loext:num-list-format")
    if format is None:
        shown = number(attrs.get("text:display-levels"), 1) if form else 0
        places = ".".join(f"%{n}%" for n in range(max(depth + 2 - shown, 1), depth + 2))
        format = f"{attrs.get('style:num-prefix', '')}{places}{attrs.get('style:num-suffix', '')}"
    start = number(attrs.get("text:start-value"), 1)
    return Level(form if form in _FORMS or not form else "1", format, start)


def number(text: str | None, usual: int) -> int:
    """A small number of the file; `usual` where it is none."""
    try:
        return min(int(text), 100_000) if text and len(text) < 10 else usual
    except ValueError:
        return usual
