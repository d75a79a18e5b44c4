"""What of a page is too much to parse, told from its text before a tree is built.

The HTML standard builds any page into a tree, but at a cost that may grow with the square of its length: each
attribute is compared with those before it, each block looks through the elements that are open, and bold
that was never closed begins anew in every paragraph. The scan is one pass with one expression that never
goes back; it knows comments, quoted values and scripts, and counts rather too much than too little.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import field

from archive.dataclass import dataclass
from archive.errors import OversizedInput, UnreadableInput

# A parsed element and its text cost 2 kB and 15 µs; pages of people have some thousands.
MAX_ELEMENTS = 150_000
# Of one element: the time to parse them grows with their square, 1,000 take 1 ms. Real ones have up to 40.
MAX_ATTRIBUTES = 1_000
_TOO_MANY = f"an element with more than {MAX_ATTRIBUTES:,} attributes"
# Elements and attributes of a page. Real pages have three to an element at most.
MAX_PARTS = 500_000
# Steps through open elements: 50,000,000 take about a second.
_MAX_STEPS = 50_000_000
# Elements that unclosed ones like <b> may make in what follows them.
_MAX_REOPENED = 100_000
_MANY = 2 * MAX_ATTRIBUTES  # characters that more attributes take at least
_MAX_DEPTH = 500  # of a page that is over one of these two; browsers flatten beyond 512

# The rest of a tag after its name. A quote counts only after "=", as in the standard.
_REST = r"""((?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+)"""
_TOKEN = re.compile(
    rf"<(?:!--(?:-?>|.*?(?:--!?>|\Z))|[!?][^>]*+>?+|/([a-zA-Z][^\s/>]*+)[^>]*+>?+|([a-zA-Z][^\s/>]*+){_REST}>?+)",
    re.S,
)
_ATTRIBUTE = re.compile(r"""[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+""")
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
_VOID = frozenset(
    """
    area base basefont bgsound br col embed frame hr img image input keygen link meta param source track wbr
    """.split()  # noqa: SIM905
)
# These close one another, or stand open without depth: pages leave their end tags out.
_CLOSED_BY_OTHERS = frozenset(
    "html head body p li dd dt td th tr tbody thead tfoot colgroup a nobr option".split()  # noqa: SIM905
)
_FORMATTING = frozenset("b big code em font i s small strike strong tt u".split())  # noqa: SIM905
_CDATA = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)", re.S)
_TWINS = 3  # as many of the same bold, with the same attributes, begin anew at most ("Noah's Ark")


@dataclass(slots=True)
class _Scan:
    """What a page would cost, counted while its tags go by."""

    parts: int = 0
    extra: int = 0  # comments, and elements that an end tag makes by itself
    paragraph: bool = False  # whether one was begun since the last was ended
    blocks: int = 0  # tags so far that begin or end more than bold
    mark: tuple[int, int] = (0, 0)  # `blocks` and `depth` where the last paragraph began
    tops: int = 0  # attributes of html and body
    steps: int = 0
    reopened: int = 0
    depth: int = 0
    open: Counter[str] = field(default_factory=Counter)
    bold: dict[str, list[str]] = field(default_factory=dict)  # the open formatting elements, by name
    twins: Counter[str] = field(default_factory=Counter)
    bolds: int = 0

    @property
    def is_bold(self) -> bool:
        """Whether bold that was never closed begins anew without end."""
        return self.reopened > _MAX_REOPENED and self.reopened > self.parts

    @property
    def is_deep(self) -> bool:
        """Whether elements are nested without end."""
        return self.steps > _MAX_STEPS

    def start(self, name: str, rest: str) -> None:
        count = len(_ATTRIBUTE.findall(rest)) if len(rest) < _MANY else _distinct(rest)
        self.parts += count + 1
        if name == "p":
            if self.paragraph and self.blocks == self.mark[0]:
                self.depth = self.mark[1]  # it ends the one before, with the bold that was opened in that
            self.paragraph = True
            self.mark = (self.blocks, self.depth)
        if name in ("html", "body"):  # all of a page are one, and it gets the attributes of each
            self.tops += count
            if self.tops > MAX_ATTRIBUTES:
                raise UnreadableInput(_TOO_MANY)
        self.steps += self.depth
        self.reopened += self.bolds
        if name in _VOID or name in _CLOSED_BY_OTHERS:
            return
        self.open[name] += 1
        self.depth += 1
        self.blocks += name not in _FORMATTING
        if name in _FORMATTING:
            twin = f"{name} {rest}"
            self.bold.setdefault(name, []).append(twin)
            self.twins[twin] += 1
            self.bolds += self.twins[twin] <= _TWINS

    def end(self, name: str) -> None:
        if name == "p":
            self.extra += not self.paragraph
            self.paragraph = False
        elif name == "br":
            self.extra += 1
        self.steps += self.depth  # the parser looks for what it ends
        self.reopened += self.bolds
        if not self.open[name]:
            return
        self.open[name] -= 1
        self.depth = max(0, self.depth - 1)
        self.blocks += name not in _FORMATTING
        if name in _FORMATTING:
            twin = self.bold[name].pop()
            self.bolds -= self.twins[twin] <= _TWINS
            self.twins[twin] -= 1


def _distinct(rest: str) -> int:
    """How many attributes are in `rest`; a parser drops one whose name was there before."""
    names: set[str] = set()
    for found in _ATTRIBUTE.finditer(rest):
        names.add(found[0].partition("=")[0].rstrip().lower())
        if len(names) > MAX_ATTRIBUTES:
            raise UnreadableInput(_TOO_MANY)
    return len(names)


def bounded(text: str) -> str:
    """`text`, or what says the same and can be parsed in bounds.

    A page that is nested without end, or whose bold is never closed, loses what is deeper than people see
    and its bold, never a word. Raises UnreadableInput, with the number, for one of too many elements or
    attributes.
    """
    scan = _scanned(text)
    if "<![CDATA[" in text:
        # Text in SVG and MathML, a comment up to the first > elsewhere: neither reading may hide anything.
        hidden = _scanned(_CDATA.sub(" ", text))
        if (hidden.is_bold and not scan.is_bold) or (hidden.is_deep and not scan.is_deep):
            raise UnreadableInput("CDATA sections that hide its elements")
    if scan.is_bold:
        text = _without_bold(text)
    if scan.is_deep:
        text = _flattened(text)
    return text


def _scanned(text: str) -> _Scan:
    """What a page would cost. Raises UnreadableInput, with the number, where that is too much."""
    elements = text.count("<") - text.count("</") - text.count("<!") - text.count("<?")
    scan = _Scan()
    if elements <= MAX_ELEMENTS:
        for found in _tags(text):
            if found[1]:
                scan.end(found[1].lower())
            elif found[2]:
                scan.start(found[2].lower(), found[3])
            else:
                scan.extra += 1
            if scan.parts > MAX_PARTS:
                raise OversizedInput(f"more than {MAX_PARTS:,} elements and attributes")
    if elements + scan.extra > MAX_ELEMENTS:
        raise OversizedInput(f"more than {MAX_ELEMENTS:,} elements")
    return scan


def _without_bold(text: str) -> str:
    """`text` without the tags of bold and the like."""
    parts: list[str] = []
    at = 0
    for found in _tags(text):
        if (found[1] or found[2] or "").lower() in _FORMATTING:
            parts.append(text[at : found.start()])
            at = found.end()
    parts.append(text[at:])
    return "".join(parts)


def _tags(text: str) -> Iterator[re.Match[str]]:
    """The tags of `text`, start and end, and its comments: none in scripts and the like.

    Within SVG, MathML and `<select>` these may be no raw text to a parser, and are looked through.
    """
    at = 0
    inside: Counter[str] = Counter()
    while (found := _TOKEN.search(text, at)) is not None:
        at = found.end()
        name = (found[1] or found[2] or "").lower()
        yield found
        if name in ("svg", "math", "select"):
            inside[name] += 1 if found[2] else -min(1, inside[name])
        elif found[2] and name in _RAW and not any(inside.values()):
            at = _raw_end(text, name, at)


def _raw_end(text: str, name: str, at: int) -> int:
    """Where the raw text of an element ends that began before `at`: at its end tag, or the page's end."""
    end = re.compile(rf"</{name}(?=[\s/>])", re.I).search(text, at)
    return end.start() if end else len(text)


def _flattened(text: str) -> str:
    """`text` without elements deeper than `_MAX_DEPTH`: a new paragraph stands where each began."""
    parts: list[str] = []
    at = 0
    open_: Counter[str] = Counter()
    dropped: Counter[str] = Counter()
    depth = 0
    for found in _tags(text):
        name = (found[1] or found[2] or "").lower()
        if name in ("td", "th") and depth >= _MAX_DEPTH:  # of a table that goes, maybe
            parts += (text[at : found.start()], " ")
            at = found.start()
        if not name or name in _VOID or name in _CLOSED_BY_OTHERS or name in _RAW:
            continue
        if found[2] and depth >= _MAX_DEPTH:
            dropped[name] += 1
        elif found[2]:
            open_[name] += 1
            depth += 1
            continue
        elif dropped[name]:
            dropped[name] -= 1
        elif open_[name]:
            open_[name] -= 1
            depth -= 1
            continue
        else:
            continue
        parts += (text[at : found.start()], "<p>" if name not in _FORMATTING else "")
        at = found.end()
    parts.append(text[at:])
    return "".join(parts)
