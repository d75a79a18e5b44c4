"""Text to a tree, as the HTML standard builds it, and the same tree for trafilatura.

html5ever, the parser of a browser, builds the tree. BeautifulSoup holds it. trafilatura would parse the text
again with libxml2, which knows HTML 4: it leaves `<article>` in the head where a page leaves its body's tag
out. So trafilatura is given the tree.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning
from bs4.element import (
    NavigableString,
    PageElement,
    PreformattedString,
    Script,
    Stylesheet,
    TemplateString,
)
from lxml import etree
from lxml.html import HtmlElement, HTMLParser
from soup5ever import HTML5everTreeBuilder

from archive.errors import UnreadableInput
from archive.ingest.readers.html_bounds import bounded

_STRINGS = {"script": Script, "style": Stylesheet, "template": TemplateString}
# XHTML: an XML declaration, or its namespace on the first element.
_XHTML = re.compile(r"\s*+<\?xml\s|(?:(?!<html\s).)*+<html(?=\s)[^>]*?\sxmlns\s*=", re.I | re.S)
_XHTML_WITHIN = 4096  # characters
# Each reads its text once, whatever is left unclosed in it.
_SUBSET = re.compile(r"(\s*+(?:<\?xml[^>]*+>)?+\s*+)<!DOCTYPE[^>\[]*+\[.*?\]\s*>", re.I | re.S)
_CDATA = re.compile(r"<(script|style)\b.*?(?:</\1|\Z)|<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.I | re.S)
_SELF_CLOSED = re.compile(
    r"<(?!(?:area|base|basefont|br|col|embed|frame|hr|img|input|link|meta|param|source|track|wbr)\b)"
    r"""([a-z][\w:.-]*+)((?:\s++[^\s=/<>"']++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'))?+)*+)\s*+/>""",
    re.I,
)
# What trafilatura looks for no text in, and this reader either.
_LEFT_OUT = frozenset({"svg", "math", "template", "style"})
# Pictures written into attributes, and programs: trafilatura searches them for dates with expressions.
_MAX_VALUE = 10_000
_MAX_SCRIPT = 100_000
_MAX_DEPTH = 250  # that of libxml2: trafilatura and lxml's copies go down by recursion
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PARSER = HTMLParser()


def parse(text: str) -> BeautifulSoup:
    """`text` as a tree by the HTML standard, whatever is broken in it.

    Where a page says that it is XHTML, elements closed in themselves are closed, and CDATA is text. Raises
    UnreadableInput for a page of too many elements or attributes, and when the parser gives up.
    """
    if _XHTML.match(text, 0, _XHTML_WITHIN):
        text = _html_of(text)
    try:
        with warnings.catch_warnings():
            for category in (XMLParsedAsHTMLWarning, MarkupResemblesLocatorWarning):
                warnings.simplefilter("ignore", category)
            soup = BeautifulSoup(bounded(text), builder=HTML5everTreeBuilder(store_line_numbers=False))
    except (ValueError, AssertionError, RecursionError, AttributeError) as error:
        raise UnreadableInput(f"broken HTML: {error}") from error
    _mark_strings(soup)
    return soup


def by_name(tags: Sequence[Tag]) -> dict[str, list[Tag]]:
    """`tags` by their names, in their order."""
    named: dict[str, list[Tag]] = {}
    for tag in tags:
        named.setdefault(tag.name, []).append(tag)
    return named


def _html_of(text: str) -> str:
    """XHTML as HTML that says the same."""

    def unpacked(found: re.Match[str]) -> str:
        if found[2] is None:
            return found[0]
        return found[2].replace("&", "&amp;").replace("<", "&lt;")

    subset = _SUBSET.match(text)
    if subset:
        text = f"{subset[1]}<!DOCTYPE html>{text[subset.end() :]}"
    return _SELF_CLOSED.sub(r"<\1\2></\1>", _CDATA.sub(unpacked, text))


def _mark_strings(soup: BeautifulSoup) -> None:
    """Gives the strings of scripts and the like their classes, so that `get_text` passes over them."""
    done: set[int] = set()  # templates within one
    for tag in soup.find_all(True):
        kind = _STRINGS.get(tag.name)
        if kind is None or id(tag) in done:
            continue
        held = list(tag.descendants)
        done.update(id(node) for node in held if isinstance(node, Tag))
        for string in held:
            if type(string) is NavigableString:
                string.replace_with(kind(string))


def lxml_tree(soup: BeautifulSoup) -> HtmlElement:
    """The tree of `soup` as lxml holds it: without comments, drawings, styles and values that are data.

    What is over `_MAX_DEPTH` deep hangs at that depth.
    """
    root = _PARSER.makeelement("html")
    top = soup.find("html")
    if not isinstance(top, Tag):
        return root
    _copy_attributes(top, root)
    stack: list[tuple[Iterator[PageElement], HtmlElement]] = [(iter(top.contents), root)]
    strings: list[str] = []  # since the last tag: a page may hold a hundred thousand, with comments between
    while stack:
        children, parent = stack[-1]
        node = next(children, None)
        if node is None:
            _add_text(parent, strings)
            stack.pop()
        elif isinstance(node, Tag):
            if node.name not in _LEFT_OUT:
                _add_text(parent, strings)
                stack.append((iter(node.contents), _added(parent, node, len(stack))))
        elif _is_wanted(node):
            strings.append(str(node))
    return root


def _is_wanted(node: PageElement) -> bool:
    """Whether `node` is a string that trafilatura may look at."""
    if not isinstance(node, NavigableString) or isinstance(node, PreformattedString):
        return False
    return len(node) <= _MAX_SCRIPT or not isinstance(node, Script)


def _added(parent: HtmlElement, node: Tag, depth: int) -> HtmlElement:
    """The copy of `node` under `parent`; where that is too deep, `parent` itself."""
    if depth >= _MAX_DEPTH:
        return parent
    try:
        copy = etree.SubElement(parent, node.name)
    except ValueError:  # a name that is none in XML
        copy = etree.SubElement(parent, "span")
    _copy_attributes(node, copy)
    return copy


def _copy_attributes(node: Tag, copy: HtmlElement) -> None:
    for name, value in node.attrs.items():
        said = value if isinstance(value, str) else " ".join(value)
        if len(said) > _MAX_VALUE:
            continue
        try:
            copy.set(name, said)
        except ValueError:  # a name that is none in XML, or a character
            if _NOT_XML.search(said) and not _NOT_XML.search(name):
                with_spaces = _NOT_XML.sub(" ", said)
                _set(copy, name, with_spaces)


def _set(copy: HtmlElement, name: str, value: str) -> None:
    try:
        copy.set(name, value)
    except ValueError:
        return


def _add_text(parent: HtmlElement, strings: list[str]) -> None:
    """Puts `strings` after what `parent` holds, and empties the list."""
    if not strings:
        return
    text = "".join(strings)
    strings.clear()
    try:
        _append(parent, text)
    except ValueError:
        _append(parent, _NOT_XML.sub(" ", text))


def _append(parent: HtmlElement, text: str) -> None:
    if len(parent):
        last = parent[-1]
        last.tail = f"{last.tail} {text}" if last.tail else text
    else:
        parent.text = f"{parent.text} {text}" if parent.text else text
