"""Feeds: every entry a post, with its title, author and day.

RSS 0.9 to 2.0 (rssboard.org), RSS 1.0 (RDF), Atom 0.3 and 1.0 (RFC 4287), and Blogger's exports, which are
Atom. The day of an entry is the one that its author wrote, in its own zone: not that of Greenwich.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from email.utils import parseaddr, parsedate_tz
from html import unescape

from archive.dataclass import dataclass
from archive.errors import EmptyInput
from archive.ingest.readers.feed_entries import PREFIXES, Entries, FeedEntry
from archive.ingest.readers.html_blocks import lang_code
from archive.ingest.readers.html_meta import said_date
from archive.ingest.readers.lines import CUT_SHORT, Damaged, Line, Statements, cleaned, page_of
from archive.ingest.readers.markup_lines import has_tags, html_lines, shown, text_lines
from archive.ingest.readers.said import day_said
from archive.ingest.readers.saved import joined
from archive.ingest.readers.xml_events import read_events
from archive.ingest.readers.xml_text import xml_chunks, xml_text
from archive.records import Page, PostHint, PostKey, Role
from archive.text import fold, words

KIND = "a feed"
_BETWEEN = "\n\n\n"  # posts
# The line that WordPress puts below every entry.
_FOOT = re.compile(
    r"(?:The post|L[’']article|Cet article|Le post)\b.{0,300}\b(?:appeared first on|first appeared on|"
    r"est apparu en premier sur|est apparu sur|a été publié en premier sur)\b.{0,200}",
    re.S,
)
_ISO = re.compile(r"[12]\d{3}-\d\d-\d\d[T ]\d\d:\d\d[\d:.+Z-]{0,30}\Z")
MAX_KEY = 1_000  # characters
_TEASED = 8  # words of a description that stand in the text, so that it is but its beginning
_BLOGGER_KIND = "http://schemas.google.com/g/2005#kind"
_BLOGGER_POSTS = ("post", "page")


@dataclass(frozen=True, slots=True)
class FeedPost:
    """One entry: its lines without their title, and what is said of it."""

    lines: Sequence[Line]
    hint: PostHint


def read_feed(data: bytes, *, unpublished: bool = False) -> Page:
    """The page of a feed, one post an entry; of an export of Blogger its drafts too, if `unpublished`.

    Raises EmptyInput for one without any, UnreadableInput.
    """
    feed, encoding = read_entries(data, KIND)
    about, site = channel(feed), site_of(feed)
    posts = (
        post_of(
            entry, n, about, entry_keys("feed", site, entry.first("guid", "atom:id", "link"), _changed(entry))
        )
        for n, entry in enumerate(_posts(feed.entries, unpublished=unpublished))
    )
    return page_of_posts(posts, about, encoding, CUT_SHORT if feed.damaged else None)


def read_entries(data: bytes, kind: str) -> tuple[Entries, str]:
    """The entries of a feed, and its encoding; of a damaged one those before the damage.

    Raises UnreadableInput.
    """
    text, encoding = xml_text(data)
    feed = Entries()
    try:
        read_events(xml_chunks(text), feed, PREFIXES, kind)
    except Damaged:
        feed.cut()
        if not feed.entries:
            raise
    return feed, encoding


def channel(feed: Entries) -> Statements:
    """What a feed says of itself."""
    about = feed.channel
    return Statements(
        title=cleaned(about.first("title", "atom:title")) or None,
        author=_person(about),
        lang=lang_code(about.first("language", "dc:language", "xml:lang")),
        url=about.first("link") or None,
    )


def site_of(feed: Entries) -> str:
    """What tells a feed from others: its id, else its address, else its title."""
    about = feed.channel
    links = [one.attrs.get("href", "") for one in about.all("atom:link")]
    site = about.first("atom:id", "wp:base_blog_url", "link") or next(iter(links), "")
    site = site or cleaned(about.first("title", "atom:title"))
    return re.sub(r"\A(?:https?:)?//(?:www\.)?|/+\Z", "", site)


def entry_keys(kind: str, site: str, given: str, changed: str = "") -> tuple[PostKey, ...]:
    """The key of an entry that its feed calls `given`, and when it was last changed; none without a name."""
    named = " ".join(given.split())
    if not named:
        return ()
    key = PostKey("entry", f"{kind} {site} {named}"[:MAX_KEY])
    return (key, PostKey("changed", changed)) if _ISO.match(changed) else (key,)


def _changed(entry: FeedEntry) -> str:
    return entry.first("atom:updated", "atom:modified", "dcterms:modified")


def page_of_posts(
    posts: Iterator[FeedPost], about: Statements, encoding: str, unread: str | None = None
) -> Page:
    """The page of `posts`, each a group of its own. Raises EmptyInput where there is none."""
    lines: list[Line] = []
    hints: dict[int, PostHint] = {}
    for n, post in enumerate(posts):
        title = [Line(post.hint.title, Role.HEADING, 1, n, post.hint.lang)] if post.hint.title else []
        own = [*title, *post.lines]
        if any(line.role is not Role.CHROME for line in own):
            first, *others = own
            lines += [
                Line(first.text, first.role, first.level, n, first.lang, _BETWEEN if lines else None),
                *others,
            ]
            hints[n] = post.hint
    if not lines:
        raise EmptyInput("no entry with a text in it")
    return page_of(lines, about, encoding=encoding, hints=hints, unread=unread)


def post_of(entry: FeedEntry, group: int, about: Statements, keys: tuple[PostKey, ...] = ()) -> FeedPost:
    """An entry of a feed as a post; `keys` tell it from others."""
    lang = lang_code(entry.first("dc:language", "language", "xml:lang")) or about.lang
    title = _plain(entry.first("title", "atom:title", "dc:title"))
    date = _day(entry, lang)
    address = _address(entry)
    address = joined(about.url, address) if about.url and address else address
    hint = PostHint(title or None, _person(entry) or about.author, date, lang, address, keys=keys)
    return FeedPost(_body(entry, group, lang), hint)


def _posts(entries: Sequence[FeedEntry], *, unpublished: bool) -> list[FeedEntry]:
    """The entries that are posts: of an export of Blogger no comments or settings, drafts if asked for."""
    return [e for e in entries if _is_post(e) and (unpublished or not _is_draft(e))]


def _is_post(entry: FeedEntry) -> bool:
    kinds = [
        c.attrs.get("term", "") for c in entry.all("atom:category") if c.attrs.get("scheme") == _BLOGGER_KIND
    ]
    if kinds:
        return any(kind.rpartition("#")[2] in _BLOGGER_POSTS for kind in kinds)
    return entry.first("blogger:type").lower() in ("", *_BLOGGER_POSTS)


def _is_draft(entry: FeedEntry) -> bool:
    return entry.first("app:control/app:draft").lower() == "yes" or entry.first(
        "blogger:status"
    ).upper() not in ("", "LIVE")


# -- text ------------------------------------------------------------------------------------------


def _body(entry: FeedEntry, group: int, lang: str | None) -> list[Line]:
    """The lines of an entry: its text, and before it a summary that is not but the beginning of that."""
    text = entry.first("content:encoded", "xhtml:body") or _atom(entry, "atom:content")
    summary = entry.first("description", "dc:description", "itunes:summary") or _atom(entry, "atom:summary")
    if not text and not summary:
        text = entry.first("media:description")  # what people write below a video
    lines = lines_of(text, group, lang)
    short = lines_of(summary, group, lang) if summary and summary != text else []
    if lines and _is_beginning(short, lines):
        return lines
    return [*short, *lines]


def _atom(entry: FeedEntry, name: str) -> str:
    """The first text of an Atom entry; one of another kind (a picture, an address alone) is none."""
    for one in entry.all(name):
        kind = one.attrs.get("type", "text")
        if one.text.strip() and (
            kind in ("text", "html", "xhtml") or kind.startswith("text/") or kind.endswith("xml")
        ):
            return one.text.strip()
    return ""


def lines_of(text: str, group: int, lang: str | None) -> list[Line]:
    """The lines of what stands in an entry, HTML or not; the foot that WordPress sets is chrome."""
    lines = html_lines(text, group, lang) if has_tags(text) else text_lines(unescape(text), group, lang)
    return [
        Line(x.text, Role.CHROME, 0, x.group, x.lang, x.gap) if _FOOT.fullmatch(x.text.strip()) else x
        for x in lines
    ]


def _is_beginning(short: Sequence[Line], lines: Sequence[Line]) -> bool:
    first = words(fold(shown(short)))[:_TEASED]
    return " ".join(first) in " ".join(words(fold(shown(lines))))


def _plain(text: str) -> str:
    """A text that may hold tags or entities of HTML, as people see it."""
    if has_tags(text):
        text = shown(html_lines(text))
    return cleaned(unescape(text))


# -- what is said ----------------------------------------------------------------------------------


def _person(entry: FeedEntry) -> str | None:
    """Who wrote an entry; of an address with a name the name."""
    name = entry.first("dc:creator", "atom:author/atom:name", "itunes:author")
    if not name:
        author = entry.first("author", "managingEditor")
        noted = re.search(r"\(([^()]+)\)\s*$", author)
        name = noted[1] if noted else parseaddr(author)[0] or ("" if "@" in author else author)
    name = _plain(name)
    return name if 0 < len(name) < 200 else None


def _day(entry: FeedEntry, lang: str | None) -> str | None:
    for name in (
        "pubDate", "atom:published", "atom:issued", "dc:date", "dcterms:issued", "dcterms:created",
        "atom:created", "dcterms:modified", "atom:updated", "atom:modified",
    ):  # fmt: skip
        stamp = entry.first(name)
        day = day_of(stamp, lang) if stamp else None
        if day:
            return day
    return None


def day_of(stamp: str, lang: str | None) -> str | None:
    """The day that a time says, as its author wrote it: in the form of mails, of ISO 8601, or of texts."""
    day = day_said(stamp)
    if day:
        return day
    parsed = parsedate_tz(stamp)
    if parsed and 1 <= parsed[1] <= 12 and 1 <= parsed[2] <= 31 and parsed[0] >= 1970:
        return f"{parsed[0]:04d}-{parsed[1]:02d}-{parsed[2]:02d}"
    return said_date(stamp, lang)


def _address(entry: FeedEntry) -> str | None:
    for link in entry.all("atom:link"):
        if link.attrs.get("rel", "alternate") == "alternate" and link.attrs.get("href"):
            return link.attrs["href"]
    if address := entry.first("link"):
        return address
    guid = entry.first("guid", "atom:id")
    return guid if guid.startswith(("http://", "https://")) else None
