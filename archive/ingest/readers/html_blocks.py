"""The walk over a parsed page: elements to blocks of text in reading order."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from bs4 import BeautifulSoup, Tag
from bs4.element import CData, NavigableString, PageElement, PreformattedString

from archive.dataclass import dataclass
from archive.records import Role

BLOCK_TAGS = frozenset(
    """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section
    summary table tbody tfoot thead tr ul
    """.split()  # noqa: SIM905
)
HEADINGS = {f"h{n}": n for n in range(1, 7)}
_SILENT = frozenset(
    """
    script style template head title noscript svg math iframe object embed canvas audio video map textarea
    select option datalist noframes rp
    """.split()  # noqa: SIM905
)
_CHROME_TAGS = frozenset({"nav", "aside", "footer", "form", "button", "menu", "dialog", "search"})
_CHROME_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "menu"}
)
# Whole words of class and id names, as blog engines, themes and newspapers use them.
_CHROME_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navi|navbar|navigation|menu|menus|sidebar|widget|widgets|breadcrumbs?|share|sharing|sharedaddy|"
    r"shares|social|related|jp-relatedposts|comments?|commentaires?|disqus|cookies?|newsletter|advert|ads?|pub|publicite|"
    r"pagination|pager|paging|tags?|tagcloud|toolbar|skip|screen-reader-text|promo|sponsor|popup|modal|masthead|"
    r"footer|colophon|blogroll|archives?-list|likes?|respond|reactions?|subscribe|rss|pathway|"
    r"pagenav(?:_prev|_next)?|back_button|buttonheading|trackbacks?|com(?:userrank|userstat|title|text|date))(?:$|[\s_-])",
    re.IGNORECASE,
)
# What page builders call every part of a page, its text too, is no name of what stands around it.
_BUILDER = re.compile(
    r"(?:^|(?<=\s))(?:elementor-widget(?:-(?:container|wrap|text-editor|heading|post-info|theme-post-[\w-]+|"
    r"theme-(?:archive|page)-title|image|html|accordion|toggle|tabs))?|so-panel widget|"
    r"widget_(?:sow|siteorigin)[\w-]*|fl-widget|vc_widget)(?=\s|$)",
    re.IGNORECASE,
)
# The classes that engines give a post.
_POST_CLASSES = frozenset(
    """
    h-entry hentry post post-outer blogpost blog-post blog_post post-item post-entry postentry blog-entry
    entry node node--type-article node-article node-story node-blog node-teaser article article-item
    article-full billet actu breve news-item newsitem post-content-wrapper type-post blog-item story message
    """.split()  # noqa: SIM905
)
# What stands in the text of an element, and is no box of its own.
_INNER = HEADINGS.keys() | frozenset(
    """
    address blockquote body caption dd dir dl dt figcaption hgroup hr html legend li menu ol p pre summary
    table tbody tfoot thead tr ul
    """.split()  # noqa: SIM905
)
_CAPTION = re.compile(r"(?:^|[\s_-])(?:captions?|l[ée]gendes?)(?:$|[\s_-])", re.IGNORECASE)
_ROWS = frozenset({"tbody", "tfoot", "thead", "tr"})
_MAX_BOLD = 250  # characters; longer bold text is emphasis
# Who signs a text: the lines that begin so are part of it.
SIGNED = re.compile(
    r"\W*(?:(?:les\s+)?(?:premi[eè]re?s?\s+)?(?:\w+\s+){0,2}signataires?|sign[ée]e?s?(?:\s+(?:par|de))?|"
    r"(?:first\s+|the\s+)?signatories|(?:co-?)?signed\s+by|undersigned|(?:organisations|associations)\s+signataires|"
    r"soutiens?|supported\s+by|avec\s+le\s+soutien)\b",
    re.IGNORECASE,
)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_AROUND_BREAK = re.compile(r"[ \t\r\f]*\n[ \t\r\f]*")


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Box:
    """An element that holds blocks, such as a `div`; each is but itself. `around` is the one it stands in."""

    around: Box | None


@dataclass(frozen=True, slots=True)
class Inherited:
    """What an element hands down to the text in it."""

    role: Role = Role.PARAGRAPH
    level: int = 0
    group: int | None = None
    lang: str | None = None
    chrome: bool = False
    pre: bool = False
    link: bool = False
    bold: bool = False
    box: Box | None = None  # the innermost one that the text stands in
    caption: bool = False  # it stands under a picture
    beside: bool = False  # in a cell beside the text


@dataclass(frozen=True, slots=True)
class HtmlPiece:
    """A block before it has offsets: its text, what it inherits, its gap to the piece before."""

    text: str
    state: Inherited
    linked: int  # characters within links
    gap: str  # the white space that separates it from the piece before


def is_text(node: PageElement) -> bool:
    """Whether `node` is text that a reader of the page sees; comments and doctypes are not."""
    return isinstance(node, NavigableString) and (
        not isinstance(node, PreformattedString) or isinstance(node, CData)
    )


def is_silent(tag: Tag) -> bool:
    """Whether nothing in `tag` is shown as text."""
    if tag.name in _SILENT:
        return True
    attrs = tag.attrs
    if not attrs:
        return False
    if "hidden" in attrs:
        return True
    style = attrs.get("style")
    return isinstance(style, str) and "display:none" in style.replace(" ", "").lower()


def names_of(tag: Tag) -> str:
    """The class and id of `tag`, joined by spaces."""
    attrs = tag.attrs
    if not attrs:
        return ""
    kind = attrs.get("class") or ""
    name = " ".join(kind) if not isinstance(kind, str) else kind
    ident = attrs.get("id")
    return f"{name} {ident}" if ident else name


def looks_chrome(tag: Tag) -> bool:
    """Whether `tag` is named as something around the text: navigation, sharing, comments and the like."""
    if tag.name in _CHROME_TAGS:
        return True
    attrs = tag.attrs
    if not attrs:
        return False
    if attrs.get("role") in _CHROME_ROLES:
        return True
    names = names_of(tag)
    if _CHROME_NAMES.search(names) is None or has_post_class(tag):
        return False
    plain = _BUILDER.sub("", names)
    return plain == names or _CHROME_NAMES.search(plain) is not None


def has_post_class(tag: Tag) -> bool:
    """Whether a class of `tag` makes it a post, whatever its other classes (`tag-news`, `comments-open`)."""
    kind = tag.attrs.get("class")
    return isinstance(kind, list) and any(c.lower() in _POST_CLASSES for c in kind)


class Walker:
    """One pass over a page, without recursion, so that nesting has no limit.

    `groups` gives the number of the post container that an element (by `id`) is; `kept` holds
    elements that are text in spite of their names, such as the body; `large` those whose letters are as good
    as bold; `beside` the cells beside the text.
    """

    def __init__(
        self,
        groups: Mapping[int, int],
        kept: frozenset[int] = frozenset(),
        large: frozenset[int] = frozenset(),
        beside: frozenset[int] = frozenset(),
    ) -> None:
        self._groups = groups
        self._kept = kept
        self._large = large
        self._beside = beside
        self._parts: list[str] = []
        self._linked = 0
        self._all_bold = True
        self._state = Inherited()
        self._gap = ""
        self._out: list[HtmlPiece] = []
        # Where the cell of a table began that the walk is in: parts, letters in links, whether all is bold.
        self._cell: tuple[int, int, bool] | None = None
        self._cells = 0  # blocks put out before it

    def pieces(self, root: BeautifulSoup | Tag) -> list[HtmlPiece]:
        """The blocks of text under `root`."""
        self._out = []
        self._state = Inherited()
        stack: list[tuple[Tag, Iterator[PageElement], Inherited]] = [(root, iter(root.contents), self._state)]
        while stack:
            tag, children, before = stack[-1]
            node = next(children, None)
            if node is None:
                stack.pop()
                self._leave(tag, before)
            elif isinstance(node, Tag):
                if not is_silent(node):
                    stack.append((node, iter(node.contents), self._state))
                    self._enter(node)
            elif is_text(node):
                self._take(str(node))
        self._flush()
        return self._out

    def _enter(self, tag: Tag) -> None:
        name = tag.name
        if name == "br":
            self._part_cells()
            self._break()
            return
        group = self._groups.get(id(tag))
        if group is not None:
            self._part_cells()
            self._end_block()
        if name in BLOCK_TAGS:
            if name not in _ROWS:
                self._part_cells()
            self._end_block()
            if name == "hr" and not self._is_under_heading():
                self._gap = "\n\n\n"
        elif name in ("td", "th"):
            if id(tag) in self._beside:
                self._end_block()
            self._enter_cell()
        state = self._state
        attrs = tag.attrs
        if name in HEADINGS:
            state = replace(state, role=Role.HEADING, level=HEADINGS[name])
        elif name in ("li", "dd"):
            state = replace(state, role=Role.LIST_ITEM, level=0)
        elif name == "pre":
            state = replace(state, pre=True)
        elif (name in BLOCK_TAGS and name not in _INNER) or name in ("td", "th"):
            state = replace(state, box=Box(state.box))
        elif name == "a" and "href" in attrs:
            state = replace(state, link=True)
        elif name in ("b", "strong"):
            state = replace(state, bold=True)
        if name in ("figcaption", "caption") or (attrs and _CAPTION.search(names_of(tag))):
            state = replace(state, caption=True)
        if group is not None:
            state = replace(state, group=group, chrome=False)
        elif attrs or name in _CHROME_TAGS:
            of_text = name == "footer" and state.group is not None and (not attrs or _signs(tag))
            around = looks_chrome(tag) and not of_text
            if not state.chrome and id(tag) not in self._kept and around:
                state = replace(state, chrome=True)
            if id(tag) in self._beside:
                state = replace(state, beside=True, chrome=True)
            if id(tag) in self._large:
                state = replace(state, bold=True)
            lang = attrs.get("lang") or attrs.get("xml:lang") if attrs else None
            if isinstance(lang, str) and lang.strip():
                state = replace(state, lang=lang_code(lang))
        self._state = state

    def _leave(self, tag: Tag, before: Inherited) -> None:
        if tag.name in BLOCK_TAGS:
            self._end_block()
        elif tag.name in ("td", "th"):
            if id(tag) in self._groups or id(tag) in self._beside:
                self._end_block()  # a post or a menu that is one line is not joined to the cell beside it
            self._leave_cell()
        elif id(tag) in self._groups:
            self._end_block()
        self._state = before

    def _enter_cell(self) -> None:
        self._parts.append(" ")
        self._cell = (len(self._parts), self._linked, self._all_bold)
        self._cells = len(self._out)
        self._all_bold = True

    def _leave_cell(self) -> None:
        """A cell ends: those of a row are one line, unless they hold blocks or lines of their own."""
        if self._cell is not None:
            self._all_bold = self._all_bold and self._cell[2]
        if len(self._out) > self._cells:
            self._end_block()
        else:
            self._parts.append(" ")
        self._cell = None

    def _part_cells(self) -> None:
        """A block or a line ends in a cell: what the cells before it hold is a block of its own."""
        if self._cell is None:
            return
        (at, linked, bold), self._cell = self._cell, None
        if not any(part.strip() for part in self._parts[:at]):
            return
        own = self._parts[at:], self._linked - linked, self._all_bold
        self._parts, self._linked, self._all_bold = self._parts[:at], linked, bold
        self._flush()
        self._parts, self._linked, self._all_bold = own

    def _take(self, text: str) -> None:
        state = self._state
        if state.pre:
            text = text.replace("\r\n", "\n").replace("\n", "\x00")
        self._parts.append(text)
        if state.link:
            self._linked += len(text)
        if not state.bold and not text.isspace():
            self._all_bold = False

    def _break(self) -> None:
        """A line ends; in a heading it is but a space."""
        if self._state.level:
            self._parts.append(" ")
            return
        if self._flush():
            self._gap = "\n"
        elif self._gap == "\n":
            self._gap = ""  # two breaks in a row are a paragraph's end

    def _is_under_heading(self) -> bool:
        """Whether what was put out last is a heading: a rule right under it belongs to it."""
        return bool(self._out) and self._out[-1].state.role is Role.HEADING

    def _end_block(self) -> None:
        self._flush()
        if self._gap == "\n":
            self._gap = ""

    def _flush(self) -> bool:
        """Puts out the text gathered so far; whether there was any."""
        if not self._parts:
            return False
        raw = "".join(self._parts)
        self._parts.clear()
        linked, self._linked = self._linked, 0
        bold, self._all_bold = self._all_bold, True
        raw = raw.replace("\xad", "")  # where a word may be parted: nothing that is shown
        text = _AROUND_BREAK.sub("\n", _SPACE.sub(" ", raw).replace("\x00", "\n")).strip()
        if not text:
            return False
        state = self._state
        if bold and state.role is Role.PARAGRAPH and len(text) <= _MAX_BOLD:
            state = replace(state, role=Role.HEADING)
        self._out.append(HtmlPiece(text, state, linked, self._between()))
        self._gap = ""
        return True

    def _between(self) -> str:
        if not self._out:
            return ""
        if self._gap:
            return self._gap
        item = Role.LIST_ITEM
        return "\n" if self._out[-1].state.role is item and self._state.role is item else "\n\n"


def lang_code(tag: str) -> str | None:
    """The ISO 639-1 code of a language tag (`fr-BE` gives `fr`); None when it is none."""
    code = re.split(r"[-_]", tag.strip().lower(), maxsplit=1)[0]
    return code if len(code) == 2 and code.isalpha() else None


def _signs(footer: Tag) -> bool:
    """Whether the foot of a text says who signs it; others say where it was filed, or whose the page is."""
    return SIGNED.match(next(footer.stripped_strings, "")) is not None
