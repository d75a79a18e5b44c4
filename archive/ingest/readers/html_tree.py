"""Text to a tree, as the HTML standard builds it: by html5ever, a browser's parser, held by BeautifulSoup."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, Script, Stylesheet, TemplateString

from archive.errors import UnreadableInput
from archive.ingest.readers.html_bounds import bounded

_STRINGS = {"script": Script, "style": Stylesheet, "template": TemplateString}
# XHTML: an XML declaration, or its namespace on the first element.
_XHTML = re.compile(r"\s*+<\?xml\s|(?:(?!<html\s).)*+<html(?=\s)[^>]*?\sxmlns\s*=", re.I | re.S)
_XHTML_WITHIN = 4096  # characters
# Each reads its text once, whatever is left unclosed in it.
_SUBSET = re.compile(r"(\s*+(?:<\?xml[^>]*+>)?+\s*+)<!DOCTYPE[^>\[]*+\[.*?\]\s*>", re.I | re.S)
_CDATA = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b[^>]*+(?<!/)>.*?(?:</\1|\Z)"
    r"""|</?[a-z](?:[^>"']++|"[^"]*+"?+|'[^']*+'?+)*+>?+|<!\[CDATA\[(.*?)(?:\]\]>|\Z)""",
    re.I | re.S,
)
_SELF_CLOSED = re.compile(
    r"<(?!(?:area|base|basefont|br|col|embed|frame|hr|img|input|link|meta|param|source|track|wbr)\b)"
    r"""([a-z][\w:.-]*+)((?:\s++[^\s=/<>"']++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'))?+)*+)\s*+/>""",
    re.I,
)


def parse(text: str) -> BeautifulSoup:
    """`text` as a tree by the HTML standard, whatever is broken in it.

    Where a page says that it is XHTML, elements closed in themselves are closed, and CDATA is text. Raises
    UnreadableInput for a page of too many elements or attributes, and when the parser gives up.
    """
    from soup5ever import HTML5everTreeBuilder  # slow to load, and not needed where no page is new

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
        strings = list(tag.descendants)
        done.update(id(node) for node in strings if isinstance(node, Tag))
        for string in strings:
            if type(string) is NavigableString:
                string.replace_with(kind(string))
