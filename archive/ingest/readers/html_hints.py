"""What the markup of one post container says of the post."""

from __future__ import annotations

import re

from bs4 import Tag

from archive.ingest.readers.html_blocks import HEADINGS, lang_code, names_of
from archive.ingest.readers.html_meta import said_date
from archive.records import PostHint

_TITLE = re.compile(
    r"(?:^|\s)(?:p-name|(?:entry|post|article|node|blog)[-_]?(?:title|titre|heading)|titre)(?:\s|$)", re.I
)
_AUTHOR = re.compile(
    r"(?:^|\s)(?:p-author|vcard|author|auteur|byline|fn|post-author|entry-author)(?:\s|$)", re.I
)
_PUBLISHED = re.compile(
    r"(?:^|\s)(?:published|dt-published|entry-date|post-date|date|timestamp|posted-on)(?:\s|$)", re.I
)
_BY = re.compile(r"^(?:(?:written|posted|published)\s+by|by|par|(?:écrit|publié|posté)\s+par)\s*:?\s+", re.I)


def title_element(container: Tag) -> Tag | None:
    """The element of a post that holds its title: by its class, else the first heading of the top level."""
    headings = container.find_all(list(HEADINGS), limit=40)
    for tag in headings:
        if _TITLE.search(names_of(tag)) and tag.get_text(strip=True):
            return tag
    named = container.find(
        lambda t: _TITLE.search(names_of(t)) is not None and len(t.get_text().split()) in range(1, 40)
    )
    if isinstance(named, Tag):
        return named
    full = [t for t in headings if t.get_text(strip=True)]
    return full[0] if full else None


def read_hint(container: Tag, page_lang: str | None) -> PostHint:
    """Title, author, date, language and address of the post in `container`; what is not said stays None."""
    title = title_element(container)
    text = " ".join(title.get_text(" ").split()) if title is not None else None
    told = container.get("lang") or container.get("xml:lang")
    lang = lang_code(told) if isinstance(told, str) else page_lang
    return PostHint(
        title=text or None,
        author=_author(container),
        date=_date(container, lang),
        lang=lang,
        url=_address(container, title),
    )


def _date(container: Tag, lang: str | None) -> str | None:
    """The day of publication: of `<time>` marked as such, of any `<time>`, of dated titles of elements."""
    times = container.find_all("time", limit=20)
    times.sort(key=lambda t: not (t.has_attr("pubdate") or _PUBLISHED.search(names_of(t))))
    for tag in times:
        stamp = tag.get("datetime")
        day = said_date(stamp if isinstance(stamp, str) else tag.get_text(), lang)
        if day:
            return day
    for tag in container.find_all(["abbr", "span", "meta", "div", "p", "a"], limit=400):
        if tag.get("itemprop") in ("datePublished", "dateCreated") or _PUBLISHED.search(names_of(tag)):
            for key in ("content", "title", "datetime"):
                stamp = tag.get(key)
                day = said_date(stamp, lang) if isinstance(stamp, str) else None
                if day:
                    return day
    return None


def _author(container: Tag) -> str | None:
    for tag in container.find_all(["a", "span", "div", "p", "address", "cite", "li"], limit=400):
        if tag.get("rel") == ["author"] or tag.get("itemprop") == "author" or _AUTHOR.search(names_of(tag)):
            name = _BY.sub("", " ".join(tag.get_text(" ").split())).strip()
            if 0 < len(name) < 80:
                return name
    return None


def _address(container: Tag, title: Tag | None) -> str | None:
    bookmark = container.find("a", rel="bookmark", href=True)
    if not isinstance(bookmark, Tag) and title is not None:
        bookmark = title if title.name == "a" else title.find("a", href=True)
    href = bookmark.get("href") if isinstance(bookmark, Tag) else None
    return href if isinstance(href, str) and href else None
