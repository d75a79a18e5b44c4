"""Which elements of a page are its posts.

Known signatures come first: `<article>`, microformats (`h-entry`, `hentry`), schema.org types and the
class names that common engines give a post (WordPress, Blogger, SPIP, Drupal, Dotclear, Tumblr, Ghost,
Jekyll, MediaWiki's wikilog). Where none is found, repeated siblings that each hold a heading and a text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from archive.dataclass import dataclass
from archive.ingest.readers.html_blocks import (
    HEADINGS,
    has_post_class,
    is_silent,
    is_text,
    looks_chrome,
    names_of,
)
from archive.ingest.readers.html_entries import are_posts, day_over, is_dated_note

_POST_TYPE = re.compile(r"schema\.org/(?:BlogPosting|NewsArticle|Article|Report|SocialMediaPosting)\b", re.I)
_TITLE_CLASSES = re.compile(
    r"(?:^|\s)(?:p-name|(?:entry|post|article|node|blog)[-_]?(?:title|titre|heading)|titre)(?:\s|$)", re.I
)
# Titles of engines that set them and their texts into tables without a common name: Joomla, XOOPS and others.
_ENGINE_TITLE = re.compile(
    r"(?:^|\s)(?:contentheading|itemtitle|storytitle|newstitle|titrenews|titre_?article)(?:\s|$)", re.I
)
_SINGLE_BODY = re.compile(
    r"(?:^|\s)(?:single(?:-post)?|postid-\d+|page-node-\d+|page_article|item-view)(?:\s|$)", re.I
)
_LIST_BODY = re.compile(
    r"(?:^|\s)(?:archive|blog|home|category|tag|date|search|index|front|page_rubrique|page_mot|page_sommaire)(?:\s|$)",
    re.I,
)
_CHAPTER = re.compile(
    r"(?:^|[\s_-])(?:chapters?|chapitres?|parts?|parties?|steps?|etapes?)(?:$|[\s_\d-])", re.I
)
# A sibling that repeats is taken for a post from this many words on: shorter ones are teasers and menus.
_MIN_WORDS = 40
_MAX_TITLES = 200
_HELD = 0.5  # of the words of a page, at least, in the texts that titles of an engine lead to
_MIN_KNOWN_WORDS = 8
_MIN_BRIEF_WORDS = 15  # in the middle one of a page of briefs: its containers, side by side, hold nearly all
_BEFORE_HEADING = 30  # words
_BREAKS_OFF = re.compile(r"(?:…|\.\.\.|\[\W*\])\W*$")
_PARENTS = frozenset({"div", "section", "main", "body", "td", "ul", "ol", "center", "tbody"})
_MAX_CHILDREN = 5000  # parents with more children are data tables or hostile


@dataclass(slots=True)
class Sizes:
    """What stands under each element (by `id`): words, words in links, headings."""

    words: dict[int, int]
    linked: dict[int, int]
    headings: dict[int, int]
    chrome: set[int]  # elements that are chrome or stand in it
    tags: Sequence[Tag]  # all elements of the page, in their order


def measure(soup: BeautifulSoup, tags: Sequence[Tag]) -> Sizes:
    """The sizes of all elements, in one pass without recursion; `tags` are all that `soup` holds."""
    sizes = Sizes({}, {}, {}, set(), tags)
    stack: list[tuple[Tag, Iterator[PageElement], list[int]]] = [(soup, iter(soup.contents), [0, 0, 0])]
    while stack:
        tag, children, sums = stack[-1]
        node = next(children, None)
        if node is None:
            stack.pop()
            words, linked, headings = sums
            if tag.name == "a":
                linked = words
            headings += tag.name in HEADINGS or bool(words and _TITLE_CLASSES.search(names_of(tag)))
            key = id(tag)
            sizes.words[key], sizes.linked[key], sizes.headings[key] = words, linked, headings
            if stack:
                above = stack[-1][2]
                above[0] += words
                above[1] += linked
                above[2] += headings
        elif isinstance(node, Tag):
            if not is_silent(node):
                stack.append((node, iter(node.contents), [0, 0, 0]))
        elif is_text(node):
            sums[0] += len(str(node).split())
    _mark_chrome(soup, sizes)
    return sizes


def _mark_chrome(soup: BeautifulSoup, sizes: Sizes) -> None:
    """Notes the elements that are chrome or stand in it.

    One that holds most of the page is none: `class="has-sidebar"` on the body says nothing of its text.
    """
    total = sizes.words[id(soup)]
    for tag in sizes.tags:  # parents come first
        key = id(tag)
        if key not in sizes.words:
            continue
        if id(tag.parent) in sizes.chrome or (sizes.words[key] * 2 <= total and looks_chrome(tag)):
            sizes.chrome.add(key)


def without(tags: Sequence[Tag], beside: frozenset[int], sizes: Sizes) -> None:
    """Notes that the elements `beside` the text, and what stands in them, are chrome."""
    for tag in tags if beside else ():
        if id(tag) in beside or id(tag.parent) in sizes.chrome:
            sizes.chrome.add(id(tag))


def find_posts(soup: BeautifulSoup, sizes: Sizes, *, is_article: bool) -> list[Tag]:
    """The post containers of the page in reading order; fewer than two mean that it is no page of posts.

    `is_article` is the page's own word that it is a single article.
    """
    body = soup.body if isinstance(soup.body, Tag) else soup
    names = names_of(body)
    if is_single(soup):
        return []
    listing = _LIST_BODY.search(names) is not None
    known = _outermost(_known(sizes), sizes) or _under_engine_titles(sizes)
    if len(known) >= 2 and _is_listing(known, sizes, is_article=is_article and not listing):
        return known
    if is_article and not listing:
        return []
    if _are_briefs(known, sizes.words.get(id(soup), 0), sizes):
        return known
    repeated = _repeated(soup, sizes, _is_whole)
    if _are_chapters(repeated, known):
        return []
    if _is_listing(repeated, sizes, is_article=False):
        return repeated
    entries = _repeated(soup, sizes, _is_entry)
    if _is_listing(entries, sizes, is_article=False) and are_posts(entries):
        return entries
    teasers = _repeated(soup, sizes, _is_teaser)
    return teasers if _are_briefs(teasers, sizes.words.get(id(soup), 0), sizes) else []


def _are_chapters(tags: list[Tag], known: list[Tag]) -> bool:
    """Whether `tags`, siblings that repeat, are the parts of one text: by their name, or within one post."""
    if tags and sum(_CHAPTER.search(names_of(t)) is not None for t in tags) * 2 > len(tags):
        return True
    posts = {id(t) for t in known}
    return bool(tags) and all(any(id(p) in posts for p in t.parents) for t in tags)


def is_single(soup: BeautifulSoup) -> bool:
    """Whether the page says by its body's class that it is a single article."""
    return isinstance(soup.body, Tag) and _SINGLE_BODY.search(names_of(soup.body)) is not None


def only_post(sizes: Sizes) -> Tag | None:
    """The one container that holds nearly all of the text that stands in any; None where there is no such."""
    known = _outermost(_known(sizes), sizes) or _under_engine_titles(sizes)
    words = [sizes.words[id(t)] - sizes.linked[id(t)] for t in known]
    if not words or max(words) < _MIN_WORDS or max(words) * 10 < sum(words) * 8:
        return None
    return known[words.index(max(words))]


def _known(sizes: Sizes) -> list[Tag]:
    return [
        tag
        for tag in sizes.tags
        if sizes.words.get(id(tag), 0) >= _MIN_KNOWN_WORDS
        and id(tag) not in sizes.chrome
        and (sizes.headings[id(tag)] or is_dated_note(tag))
        and _is_known(tag)
    ]


def _under_engine_titles(sizes: Sizes) -> list[Tag]:
    """For each title that an engine names, the least element around it that holds a text.

    None where one would hold two titles, or where most of the page's text stands in none: below its title.
    """
    titles = [
        t
        for t in sizes.tags
        if t.name != "a"
        and sizes.words.get(id(t))
        and id(t) not in sizes.chrome
        and _ENGINE_TITLE.search(names_of(t))
    ]
    found: dict[int, Tag] = {}
    for title in titles[:_MAX_TITLES]:
        around = (
            p
            for p in title.parents
            if sizes.words[id(p)] - sizes.linked[id(p)] >= _MIN_WORDS and p.parent is not None
        )
        text = next(around, None)
        if text is None or text.name in ("body", "html") or id(text) in found:
            return []
        found[id(text)] = text
    held = sum(sizes.words[key] - sizes.linked[key] for key in found)
    return list(found.values()) if held >= _HELD * _shown(sizes) else []


def _shown(sizes: Sizes) -> int:
    """The words of the page outside of links and chrome."""
    page = id(sizes.tags[0]) if sizes.tags else 0
    total = sizes.words.get(page, 0) - sizes.linked.get(page, 0)
    for tag in sizes.tags:
        if id(tag) in sizes.chrome and id(tag.parent) not in sizes.chrome:
            total -= sizes.words.get(id(tag), 0) - sizes.linked.get(id(tag), 0)
    return total


def is_named_by_engine(post: Tag) -> bool:
    """Whether a container was found by the title that an engine names: it holds all of its text."""
    return (
        not _is_known(post) and post.find(lambda t: _ENGINE_TITLE.search(names_of(t)) is not None) is not None
    )


def _is_known(tag: Tag) -> bool:
    if tag.name == "article":
        return True
    if tag.name not in ("div", "section", "li", "td", "table", "main"):
        return False
    if has_post_class(tag):
        return True
    item = tag.attrs.get("itemtype")
    return isinstance(item, str) and _POST_TYPE.search(item) is not None


def _outermost(tags: list[Tag], sizes: Sizes) -> list[Tag]:
    """`tags` without those within another, unless the outer one is but the list that holds several."""
    chosen = {id(t) for t in tags}
    inner: dict[int, list[Tag]] = defaultdict(list)
    for tag in tags:
        outer = next((p for p in tag.parents if id(p) in chosen), None)
        if outer is not None:
            inner[id(outer)].append(tag)
    lists = {key for key, tags_within in inner.items() if _holds_posts(key, tags_within, sizes)}
    result = []
    for tag in tags:
        if id(tag) in lists:
            continue
        outers = [p for p in tag.parents if id(p) in chosen]
        if all(id(p) in lists for p in outers):
            result.append(tag)
    return result


def _holds_posts(key: int, tags: list[Tag], sizes: Sizes) -> bool:
    words = [sizes.words[id(t)] for t in tags]
    return (
        len(tags) >= 2 and sum(words) * 10 >= sizes.words[key] * 7 and max(words) * 10 < sizes.words[key] * 9
    )


def _is_listing(tags: list[Tag], sizes: Sizes, *, is_article: bool) -> bool:
    """Whether `tags` are the posts of a page, and not one article with teasers of others around it."""
    words = sorted((sizes.words[id(t)] - sizes.linked[id(t)] for t in tags), reverse=True)
    full = sum(1 for n in words if n >= _MIN_WORDS)
    if full < 2:
        return False
    if is_article:  # only posts of like length, side by side, speak against the page's own word
        return full >= 3 and words[0] < 2 * words[1] and len({id(t.parent) for t in tags}) == 1
    return words[0] < 4 * sum(words[1:]) and sum(words) * 3 >= words[0] + sum(words)


def _are_briefs(tags: list[Tag], total: int, sizes: Sizes) -> bool:
    """Whether `tags` are a page of short notes: three or more side by side, most of the `total` words."""
    words = sorted(sizes.words[id(t)] - sizes.linked[id(t)] for t in tags)
    return (
        len(words) >= 3
        and words[len(words) // 2] >= _MIN_BRIEF_WORDS
        and sum(words) * 10 >= total * 7
        and len({id(t.parent) for t in tags}) == 1
    )


def _repeated(soup: BeautifulSoup, sizes: Sizes, whole: Callable[[Tag, Sizes], bool]) -> list[Tag]:
    """The largest family of like siblings of which each is `whole`: a text under its heading, or a teaser."""
    best: list[Tag] = []
    best_words = 0
    total = sizes.words.get(id(soup), 0)
    for parent in sizes.tags:
        if (
            parent.name not in _PARENTS
            or sizes.words.get(id(parent), 0) * 3 < total
            or id(parent) in sizes.chrome
        ):
            continue
        for family in _families(parent, sizes, whole):
            words = sum(sizes.words[id(t)] for t in family)
            if words > best_words:
                best, best_words = family, words
    return best if best_words * 2 >= total else []


def _families(parent: Tag, sizes: Sizes, whole: Callable[[Tag, Sizes], bool]) -> Iterable[list[Tag]]:
    children = [
        t
        for t in parent.children
        if isinstance(t, Tag) and id(t) in sizes.words and id(t) not in sizes.chrome
    ]
    if len(children) > _MAX_CHILDREN:
        return
    kinds: dict[tuple[str, str], list[Tag]] = defaultdict(list)
    for tag in children:
        kind = tag.attrs.get("class")
        kinds[(tag.name, kind[0] if isinstance(kind, list) and kind else "")].append(tag)
    for (name, _), family in kinds.items():
        if name not in ("div", "section", "li", "td", "tr", "table", "article"):
            continue
        posts = [t for t in family if whole(t, sizes)]
        if len(posts) >= 2 and len(posts) * 4 >= len(family) * 3:
            yield posts


def _is_whole(tag: Tag, sizes: Sizes) -> bool:
    """Whether `tag` is a text under its own heading: the heading comes first, words are mostly no links."""
    key = id(tag)
    if sizes.words[key] < _MIN_WORDS or not sizes.headings[key] or sizes.linked[key] * 2 > sizes.words[key]:
        return False
    heading = tag.find(list(HEADINGS))
    return not isinstance(heading, Tag) or _is_first(heading, tag)


def _is_entry(tag: Tag, sizes: Sizes) -> bool:
    """Whether `tag` is a text under its day, without a heading, as in a diary."""
    key = id(tag)
    words, linked = sizes.words[key], sizes.linked[key]
    return (
        words >= _MIN_WORDS and not sizes.headings[key] and linked * 2 <= words and day_over(tag) is not None
    )


def _is_first(heading: Tag, tag: Tag) -> bool:
    """Whether hardly any words of `tag` stand before its heading."""
    before = 0
    for node in tag.descendants:
        if node is heading:
            break
        if is_text(node):
            before += len(str(node).split())
            if before > _BEFORE_HEADING:
                return False
    return True


def _is_teaser(tag: Tag, sizes: Sizes) -> bool:
    """Whether `tag` is the beginning of a text elsewhere: its heading leads there, and it breaks off or leads
    there again below.
    """
    if sizes.words[id(tag)] < _MIN_BRIEF_WORDS or not sizes.headings[id(tag)]:
        return False
    heading = tag.find(list(HEADINGS))
    if not isinstance(heading, Tag):
        return False
    link = heading.find("a", href=True) or heading.find_parent("a", href=True)
    address = link.get("href") if isinstance(link, Tag) else None
    if not address or not _is_first(heading, tag):
        return False
    again = sum(a.get("href") == address for a in tag.find_all("a", href=True, limit=40))
    return again > 1 or _BREAKS_OFF.search(tag.get_text(" ").strip()[-20:]) is not None
