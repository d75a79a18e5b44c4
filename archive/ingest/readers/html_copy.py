"""A page's tree as lxml holds it, for trafilatura.

From the text it would build a tree of its own with libxml2, which knows HTML 4 and leaves `<article>` in the
head where a page leaves out the tag of its body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement, PreformattedString, Script
from lxml import etree
from lxml.html import HtmlElement, HTMLParser

# What trafilatura looks for no text in, and this reader either.
_LEFT_OUT = frozenset({"svg", "math", "template", "style"})
# Pictures written into attributes, and programs: trafilatura searches them for dates with expressions.
_MAX_VALUE = 10_000
_MAX_SCRIPT = 100_000
_MAX_DEPTH = 250  # that of libxml2: trafilatura and lxml's copies go down by recursion
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PARSER = HTMLParser()


def lxml_tree(soup: BeautifulSoup) -> HtmlElement:
    """The tree of `soup` as lxml holds it: without comments, drawings, styles and values that are data.

    What is over `_MAX_DEPTH` deep is but text at that depth.
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
            stack.pop()
            if len(stack) < _MAX_DEPTH:
                _add_text(parent, strings)
            else:
                strings.append(" ")
        elif isinstance(node, Tag):
            if node.name in _LEFT_OUT:
                continue
            if len(stack) < _MAX_DEPTH:
                _add_text(parent, strings)
                stack.append((iter(node.contents), _added(parent, node)))
            else:
                strings.append(" ")
                stack.append((iter(node.contents), parent))
        elif _is_wanted(node):
            strings.append(str(node))
    return root


def _is_wanted(node: PageElement) -> bool:
    """Whether `node` is a string that trafilatura may look at."""
    if not isinstance(node, NavigableString) or isinstance(node, PreformattedString):
        return False
    return len(node) <= _MAX_SCRIPT or not isinstance(node, Script)


def _added(parent: HtmlElement, node: Tag) -> HtmlElement:
    """The copy of `node`, without what it holds, under `parent`."""
    try:
        copy = etree.SubElement(parent, node.name)
    except ValueError:  # a name that is none in XML
        copy = etree.SubElement(parent, "span")
    _copy_attributes(node, copy)
    return copy


def _copy_attributes(node: Tag, copy: HtmlElement) -> None:
    for name, value in node.attrs.items():
        text = value if isinstance(value, str) else " ".join(value)
        if len(text) > _MAX_VALUE:
            continue
        if _NOT_XML.search(text):
            text = _NOT_XML.sub(" ", text)
        try:
            copy.set(name, text)
        except ValueError:  # a name that is none in XML
            continue


def _add_text(parent: HtmlElement, strings: list[str]) -> None:
    """Puts `strings` after what `parent` holds, and empties the list."""
    if not strings:
        return
    text = "".join(strings)
    strings.clear()
    if _NOT_XML.search(text):
        text = _NOT_XML.sub(" ", text)
    if len(parent):
        parent[-1].tail = text
    else:
        parent.text = text
