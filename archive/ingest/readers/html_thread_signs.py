"""Whether a page is a thread, and not one of a blog or a paper that gives a text the class of a message.

`postbody` and `messageText` are names that anybody may choose. A forum also says who is a member and since
when; a page of its own texts has titles over them, or paragraphs before the first message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from bs4 import Tag

from archive.dates import dates_in
from archive.ingest.readers.html_blocks import HEADINGS, is_text, names_of
from archive.text import fold, words

# Of a member: the page of one, and since when.
PROFILE = re.compile(
    r"(?:profile|profil|memberlist|member|membres?|showuser|userinfo|user)(?:\.php)?(?:[?/;&].*)?"
    r"(?:\bu=|\buid=|\bid=|/\d|showuser=|mode=viewprofile|action=profile)"
    r"|(?:^|/)(?:user|member)-\d+\.html",
    re.IGNORECASE,
)
JOINED = re.compile(
    r"(?:join(?:ed|\s+date)|regist(?:ered|ration)|member\s+since|inscri(?:t|ption)\w*|membre\s+depuis|enregistr[ée]e?|"
    r"last\s+(?:visit|seen|edited|active)|derni[èe]re\s+(?:visite|connexion|[ée]dition)|birthday|anniversaire)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:post_?message|msg|subject|pid)_\d+\Z")
_OF_PROGRAM = re.compile(
    r"(?:^|\s)(?:Phorum\w+|MsgBodyText|t_msgfont)(?=\s|$)"
)  # nobody else calls a text so
_MEMBER = re.compile(r"user|name|member|author|poster|nick|pseudo", re.IGNORECASE)
_ANSWER = re.compile(r"\W*r[eé]f?\s?:", re.IGNORECASE)
_SET = ("p", "div", "td", "li", "blockquote", "section", "article", "main")
_SENTENCES = 15  # words that an element sets, between links, of a paragraph
_OWN_TEXT = 40  # words in paragraphs over the first message
_NOTICE = 100  # in one paragraph: a forum greets who comes for the first time, and tells its rules
_HEADING = 40  # words


def is_thread(messages: Sequence[Tag], tags: Sequence[Tag], writers: Mapping[int, str]) -> bool:
    """Whether what bears the class of a message was written by members of a forum.

    `tags` are all elements of the page, `writers` the names over each message by its number.
    """
    inside, over = _places(messages, tags)
    member = any(_is_of_member(t) for t in tags if id(t) not in inside)
    numbered = any(_NUMBERED.match(str(t.get("id") or "")) for t in tags)
    by_program = any(_OF_PROGRAM.search(names_of(m)) for m in messages)
    signed = len(messages) > 1 and len(writers) == len(messages)
    if not (member or numbered or by_program or signed):
        return False
    paragraphs = list(_sentences(tags[: over[0][1]], inside))
    if sum(paragraphs) >= (_OWN_TEXT if len(paragraphs) > 1 else _NOTICE):
        return False
    titles = [title for first, last in over if (title := _title(tags[first:last], inside))]
    if member or any(_ANSWER.match(title) for title in titles):
        return True
    keys = {" ".join(words(fold(title))) for title in titles}
    return len(keys) < 2 or len(titles) * 2 <= len(messages)


def _places(messages: Sequence[Tag], tags: Sequence[Tag]) -> tuple[set[int], list[tuple[int, int]]]:
    """The elements (by `id`) within messages, and which stand over each: after the one before it."""
    ids = {id(m) for m in messages}
    inside: set[int] = set()
    over: list[tuple[int, int]] = []
    first = 0
    for i, tag in enumerate(tags):
        if id(tag) in ids:
            over.append((first, i))
            first = i
        if id(tag) in ids or id(tag.parent) in inside:
            inside.add(id(tag))
    return inside, over or [(0, 0)]


def _is_of_member(tag: Tag) -> bool:
    href = tag.get("href")
    if tag.name == "a" and isinstance(href, str) and PROFILE.search(href):
        return True
    for node in tag.children:
        own = str(node).strip() if is_text(node) else ""
        found = JOINED.match(own)
        if found and (dates_in(own) or not own[found.end() :].strip(" :.")):
            return True
    return False


def _sentences(tags: Sequence[Tag], inside: set[int]) -> Iterator[int]:
    """The words of each paragraph among elements."""
    for tag in tags:
        if tag.name in _SET and id(tag) not in inside:
            count = sum(len(str(node).split()) for node in tag.children if is_text(node))
            if count >= _SENTENCES:
                yield count


def _title(tags: Sequence[Tag], inside: set[int]) -> str | None:
    """The last heading among elements that names nobody and no day."""
    for tag in reversed(tags):
        if tag.name not in HEADINGS or id(tag) in inside or _MEMBER.search(names_of(tag)):
            continue
        title = " ".join(tag.get_text(" ").split())
        if title and len(title.split()) <= _HEADING and not dates_in(title):
            return title
    return None
