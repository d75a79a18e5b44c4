"""What the markup of one post container says of the post."""

from __future__ import annotations

import re

from bs4 import Tag
from bs4.element import NavigableString

from archive.dates import dates_in
from archive.ingest import dateline_words
from archive.ingest.datelines import Label, date_line, label_of
from archive.ingest.readers.html_blocks import HEADINGS, is_text, lang_code, names_of
from archive.ingest.readers.html_entries import bold_title
from archive.ingest.readers.html_furniture import leads_away
from archive.ingest.readers.html_meta import Stamp, local, next_to, stamp_of
from archive.ingest.writers import writer_in
from archive.records import PostHint
from archive.text import fold, words

_TITLE = re.compile(
    r"(?:^|\s)(?:p-name|(?:entry|post|article|node|blog)[-_]?(?:title|titre|heading)|titre|"
    r"contentheading|itemtitle|storytitle|newstitle|titrenews|titre_?article)(?:\s|$)",
    re.I,
)
_AUTHOR = re.compile(
    r"(?:^|\s)(?:p-author|vcard|author|auteur|byline|fn|post-author|entry-author|created-?by)(?:\s|$)|"
    r"(?:author|auteur|byline)[-_]{1,2}name|article-meta-name",
    re.I,
)
# The page of a writer, and what makers of pages call the name.
_OF_WRITER = re.compile(r"/(?:author|auteur|auteurs|authors)/[^/?#]+/?\Z", re.I)
_HOOKS = ("user-name", "author-name")
_PUBLISHED = re.compile(
    r"(?:^|\s)(?:published|dt-published|entry-date|post-date|date|timestamp|posted-on|createdate|itempostdate)(?:\s|$)",
    re.I,
)
_UPDATED = re.compile(r"(?:^|[\s_-])(?:updated|modified|modifydate|maj|modification)(?:$|[\s_-])", re.I)
_DATED = ("datePublished", "dateCreated")
_LABELS = ("title", "aria-label", "alt", "data-label", "data-title")
_BESIDE_TAGS = frozenset({"aside", "nav", "form"})
_BESIDE = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentaires?|respond|related|sidebar|widgets?|agenda|events?|p-comment|h-cite)"
    r"(?:$|[\s_-])",
    re.I,
)
_WRITER_TAGS = ["a", "span", "div", "p", "address", "cite", "li", "h3", "h4", "h5"]
_NAME_WORDS = 6
_HEAD_WORDS = 80  # before a <time> of the head of a post: its title, a standfirst
_MOST = 400  # elements of a post that are looked at for a day
# Between an author and the day beside the name.
_BEFORE_DAY = re.compile(r"(?:\s+(?:on|at|le|à|the))?[\s»|·•,;:(/–—-]*$", re.I)
_BY = re.compile(
    r"^(?:(?:written|posted|published)\s+by|by|par|(?:écrit|publié|posté)\s+par|auteure?s?|autrice|authors?)\s*:?\s+",
    re.I,
)


def title_element(container: Tag) -> Tag | None:
    """The element of a post that holds its title: by its class, else the first heading of the top level."""
    headings = container.find_all(list(HEADINGS), limit=40)
    for tag in headings:
        if _TITLE.search(names_of(tag)) and tag.get_text(strip=True):
            return tag
    named = container.find(
        lambda t: (
            _TITLE.search(names_of(t)) is not None
            and len(t.get_text().split()) in range(1, 40)
            and not _is_of_writer(t, container)
        )
    )
    if isinstance(named, Tag):
        return named
    full = [t for t in headings if t.get_text(strip=True)]
    full = [t for t in full if not _is_day(t)] or full  # a day may stand over the title of its post
    if full:
        return full[0]
    bold = bold_title(container)
    greets = bold is not None and bold.get_text().rstrip().endswith(
        ","
    )  # "Dear friends,": a letter has no title
    return None if greets else bold


def _is_day(heading: Tag) -> bool:
    line = date_line(" ".join(heading.get_text(" ").split()))
    return line is not None and not (line.runs_on or line.placed)


def _is_of_writer(tag: Tag, container: Tag) -> bool:
    """Whether an element names who wrote: `p-name` within `p-author`."""
    for parent in tag.parents:
        if parent is container:
            return False
        if _AUTHOR.search(names_of(parent)):
            return True
    return False


def read_hint(container: Tag, page_lang: str | None) -> PostHint:
    """Title, author, date, language and address of the post in `container`; what is not said stays None."""
    title = title_element(container)
    text = " ".join(title.get_text(" ").split()) if title is not None else None
    declared = container.get("lang") or container.get("xml:lang")
    lang = lang_code(declared) if isinstance(declared, str) else page_lang
    stamp = post_stamp(container, lang)
    return PostHint(
        title=text or None,
        author=_author(container),
        date=stamp.date if stamp else None,
        lang=lang,
        url=_address(container, title),
        utc=stamp is not None and stamp.utc,
    )


def post_stamp(container: Tag, lang: str | None) -> Stamp | None:
    """The day of publication that the markup of a post says: an element marked so, a `<time>` of its head.

    What stands in comments, in boxes beside the text or says when it was changed is passed over.
    """
    marked: list[Stamp] = []
    plain: list[Stamp] = []
    for tag in container.find_all(_may_date, limit=_MOST):
        label = _label(tag)
        if label is not Label.POSTED and (
            label or (_UPDATED.search(names_of(tag)) and not _PUBLISHED.search(names_of(tag)))
        ):
            continue
        own = (
            label
            or tag.has_attr("pubdate")
            or _PUBLISHED.search(names_of(tag))
            or tag.get("itemprop") in _DATED
        )
        stamp = _stamp(tag, lang)
        if stamp is None or _beside(tag, container):
            continue
        if own:
            marked.append(stamp)
        elif tag.name == "time" and not plain and _words_before(tag, container) <= _HEAD_WORDS:
            plain.append(stamp)
    return local([*marked[:1], *plain, *marked[1:]])


def _may_date(tag: Tag, *, plain: bool = True) -> bool:
    return (
        (plain and tag.name == "time")
        or tag.get("itemprop") in _DATED
        or _PUBLISHED.search(names_of(tag)) is not None
    )


def _label(tag: Tag) -> Label | None:
    """What is said of the day that an element shows: by itself, by an icon before it, by the words there."""
    before = tag.previous_sibling
    while isinstance(before, NavigableString) and not before.strip():
        before = before.previous_sibling
    shown = before.get_text(" ", strip=True) if isinstance(before, Tag) else str(before or "")
    icon = _labels(before) if isinstance(before, Tag) and not shown else []
    for label_words in (*_labels(tag), *icon, shown):
        line = date_line(label_words) if label_words else None
        line_label = (
            (Label.POSTED if line.says else Label.CHANGED if line.updated else None) if line else None
        )
        if label := line_label or label_of(label_words):
            return label
    return None


def _labels(tag: Tag) -> list[str]:
    return [value for name in _LABELS if isinstance(value := tag.get(name), str) and value.strip()]


def _stamp(tag: Tag, lang: str | None) -> Stamp | None:
    """What an element says of a day: the one that is shown, where it is that of its stamp or next to it."""
    values = (tag.get(key) for key in ("datetime", "content", "title"))
    stamp = next((s for v in values if isinstance(v, str) and (s := stamp_of(v, lang))), None)
    if tag.name != "time":
        return stamp
    shown = stamp_of(tag.get_text(" ", strip=True), lang)
    if stamp is None or (shown is not None and stamp.utc and next_to(stamp.date, shown.date)):
        return shown
    return stamp


def _beside(tag: Tag, container: Tag) -> bool:
    """Whether an element stands in something within the post that is none of its text."""
    for parent in tag.parents:
        if parent is container:
            return False
        if parent.name in _BESIDE_TAGS or _BESIDE.search(names_of(parent)):
            return True
    return False


def _words_before(tag: Tag, container: Tag) -> int:
    count = 0
    for node in container.descendants:
        if node is tag or count > _HEAD_WORDS:
            break
        if is_text(node):
            count += len(str(node).split())
    return count


def _author(container: Tag) -> str | None:
    for tag in container.find_all(_WRITER_TAGS, limit=400):
        if tag.get("rel") == ["author"] or tag.get("itemprop") == "author" or _names_writer(tag):
            if _beside(tag, container):
                continue
            name = writer(tag.get_text(" "))
            if 0 < len(name) < 80:
                return name
    return None


def page_writer(soup: Tag) -> str | None:
    """The one writer whom the markup of a page names, outside of comments and boxes; None for several."""
    tags = [t for t in soup.find_all(_WRITER_TAGS, limit=2_000) if _names_writer(t) and not _beside(t, soup)]
    said = {" ".join(t.get_text(" ").split()) for t in tags}
    names = {n for line in said if (n := writer(line)) and n[:1].isupper() and not leads_away(line)}
    names = {name for name in names if len(name.split()) <= _NAME_WORDS}
    return names.pop() if len(names) == 1 else None


def _names_writer(tag: Tag) -> bool:
    if _AUTHOR.search(names_of(tag)) or tag.get("data-hook") in _HOOKS:
        return True
    href = tag.get("href")
    return isinstance(href, str) and _OF_WRITER.search(href) is not None


def writer(line: str) -> str:
    """The name in a line that says who wrote, without "Posted by" and without the day beside it."""
    whole = " ".join(line.split())
    # A library joins what it takes for several names.
    named = [p for p in whole.split("; ") if label_of(p) is not Label.POSTED or _BY.match(p)]
    whole = "; ".join(named)
    name = writer_in(whole) or _BY.sub("", whole).strip()
    day = next(iter(dates_in(name[:200])), None)
    name = _BEFORE_DAY.sub("", name[: day[0]]) if day and day[0] else name.rstrip(" »|·•")
    return "" if label_of(name) or _is_of_day(name) else name


def _is_of_day(name: str) -> bool:
    """Whether what a library takes for a name is of a day: "Tuesday; June"."""
    parts = words(fold(name))
    return (
        bool(parts)
        and parts[0] in dateline_words.full_weekdays()
        and all(w in dateline_words.full_weekdays() | dateline_words.months() for w in parts)
    )


def _address(container: Tag, title: Tag | None) -> str | None:
    bookmark = container.find("a", rel="bookmark", href=True)
    if not isinstance(bookmark, Tag) and title is not None:
        bookmark = title if title.name == "a" else title.find("a", href=True)
    href = bookmark.get("href") if isinstance(bookmark, Tag) else None
    return href if isinstance(href, str) and href else None
