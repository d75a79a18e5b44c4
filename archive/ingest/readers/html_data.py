"""What a page keeps of its text and its day where a script shows them: templates, `noscript`, data in JSON.

Only asked where the page itself shows next to nothing, or says no day: scripts are no text otherwise.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence

from bs4 import BeautifulSoup, Tag

from archive.ingest.readers.html_furniture import leads_away
from archive.ingest.readers.html_meta import Stamp, json_objects, stamp_of
from archive.text import fold, words

_BARE = 40  # words that a page shows beside its links
_TEMPLATE = re.compile(
    r"text/(?:x-|ng-)?(?:template|html|handlebars|mustache|tmpl|jquery-tmpl)\Z", re.IGNORECASE
)
_UNFILLED = re.compile(r"\{\{|<%|\$\{")  # a template with places for what a script knows
_OF_SCRIPTS = re.compile(r"java\s?script", re.IGNORECASE)
_PARAGRAPH = 8  # words of a paragraph that a page shows of its text
_AROUND = frozenset({"nav", "footer", "aside", "form", "dialog", "noscript", "template"})
_MARKUP = re.compile(r"<(?:p|br|div|h\d|li|section|article)\b", re.IGNORECASE)
_BODIES = ("articleBody", "reviewBody")
_PUBLISHED = frozenset({"datepublished", "publisheddate", "publishdate", "publishedat", "publicationdate"})
_OF_TIME = re.compile(r"(?:date|time|at|on)\Z", re.IGNORECASE)
_MAX_JSON = 10_000  # characters of data about one text
_MAX_TEMPLATE = 1_000_000  # characters

Named = Mapping[str, Sequence[Tag]]


def held_back(named: Named, shown: int) -> str | None:
    """The markup of the text that a page keeps for its scripts, if it shows `shown` words and that is little.

    The longest of its templates, else what stands for browsers without scripts, else the body of its article
    in JSON-LD under the page's title. None where none of them holds a text, and where the page shows a
    paragraph of its own: what it keeps beside a short text is another's.
    """
    if shown >= _BARE or _shows_text(named):
        return None
    templates = [
        str(tag.string or "")
        for tag in named.get("script", ())
        if _TEMPLATE.match(str(tag.get("type", "")).strip())
    ]
    templates = [text for text in templates if not _UNFILLED.search(text)]
    without = [
        tag.decode_contents()
        for tag in named.get("noscript", ())
        if _in_body(tag) and not _OF_SCRIPTS.search(_text(tag.decode_contents()))
    ]
    bodies = [_as_markup(text) for text in _bodies(named)]
    for found in (templates, without, bodies):
        texts = [t for t in found if len(t) <= _MAX_TEMPLATE and _words(t) >= _BARE]
        if texts:
            return max(texts, key=_words)
    return None


def data_stamp(named: Named, lang: str | None) -> Stamp | None:
    """The day of publication that stands as data in the body of a page: an object of dates and nothing else.

    None where several say different days.
    """
    stamps = []
    for tag in named.get("script", ()):
        if tag.get("type") != "application/json" or not _in_body(tag):
            continue
        for node in _objects(str(tag.string or "")):
            if all(_OF_TIME.search(key) for key in node):
                values = [value for key, value in node.items() if key.lower().replace("_", "") in _PUBLISHED]
                stamps += [s for v in values if isinstance(v, str) and (s := stamp_of(v, lang))]
    return stamps[0] if len({s.date for s in stamps}) == 1 else None


def add_to(soup: BeautifulSoup, found: BeautifulSoup) -> None:
    """Puts the body of the page `found` at the end of that of `soup`, as an article."""
    article = soup.new_tag("article")
    for node in list((found.body or found).contents):
        article.append(node.extract())
    (soup.body or soup).append(article)


def _in_body(tag: Tag) -> bool:
    return all(parent.name != "head" for parent in tag.parents)


def _objects(text: str) -> Iterator[Mapping[str, object]]:
    if not 0 < len(text) <= _MAX_JSON:
        return
    try:
        node = json.loads(text)
    except (ValueError, RecursionError):
        return
    if isinstance(node, dict) and node:
        yield node


def _bodies(named: Named) -> Iterator[str]:
    titles = [_key(tag.get_text(" ")) for name in ("title", "h1") for tag in named.get(name, ())]
    for node in json_objects(named):
        headline = node.get("headline") or node.get("name")
        if not isinstance(headline, str) or not _agrees(_key(html.unescape(headline)), titles):
            continue
        for key in _BODIES:
            if isinstance(text := node.get(key), str):
                yield text


def _agrees(headline: str, titles: Sequence[str]) -> bool:
    """Whether a title says `headline`, maybe with the name of the site, or most of it."""
    own = f" {headline} "
    return bool(headline) and any(
        own in f" {title} " or (title.count(" ") >= 2 and f" {title} " in own) for title in titles
    )


def _shows_text(named: Named) -> bool:
    """Whether a page shows a paragraph in its article or main part, or has one and a heading over all."""
    headed = any(tag.get_text(strip=True) for tag in named.get("h1", ()))
    for tag in named.get("p", ()):
        around = {parent.name for parent in tag.parents}
        if around & _AROUND or not (headed or around & {"article", "main"}):
            continue
        text = tag.get_text(" ", strip=True)
        if len(text.split()) >= _PARAGRAPH and not (leads_away(text) or _OF_SCRIPTS.search(text)):
            return True
    return False


def _key(text: str) -> str:
    return " ".join(words(fold(text)))


def _as_markup(text: str) -> str:
    if _MARKUP.search(text):
        return text
    return "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line.strip())


def _words(markup: str) -> int:
    """About how many words a piece of markup shows."""
    return len(_text(markup).split())


def _text(markup: str) -> str:
    return re.sub(r"<[^<>]*>", " ", markup)
