"""Posts of forums and messages of mailing lists, by the element in which a program puts what people wrote.

Forums set names, days, signatures and buttons around a message, in cells and rows that no rule of headings
can tell apart; the message itself has a name of its own. Archives of mailing lists mark where a message
begins and ends with comments. What stands between two messages is the head of the second one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bs4 import Tag

from archive.dates import dates_in
from archive.dates.core import PartialDate
from archive.ingest.readers.html_blocks import HtmlPiece, names_of
from archive.ingest.readers.html_thread_signs import JOINED, PROFILE, is_thread
from archive.ingest.writers import writer_in
from archive.records import PostHint

# phpBB, vBulletin, Invision, punBB and FluxBB, SMF 2, MyBB, Discuz, XenForo, Phorum, FUDforum.
_TEXT = re.compile(
    r"(?:^|\s)(?:postbody|post_message_\d+|postmsg|postcolor|post_body|t_msgfont|postmessage_\d+|messageText|"
    r"bbWrapper|PhorumReadBodyText|PhorumMessageBody|MsgBodyText|msg_\d+)(?=\s|$)"
)
_SUBJECT_ID = re.compile(r"subject_\d+\Z")  # SMF 1, whose messages are but `post`
_INNER = re.compile(r"(?:^|\s)(?:content|postcontent)(?=\s|$)")  # within that of phpBB 3, vBulletin 4
_HOLDERS = ("div", "td", "blockquote", "article", "section", "p", "span")
_WRITER = re.compile(
    r"(?:^|\s)(?:name|bigusername|username|user-?name|postauthor|poster|post[-_]?author|author|msgauthor|"
    r"poster_name|postusername|usertitle-name|normalname|unreg|nickname|nick|pseudo)(?=\s|$)",
    re.IGNORECASE,
)
_PARTS = re.compile(r"(?:^|\s)(?:postprofile|postdetails|usertitle|signature|quote)", re.IGNORECASE)
# Where an archive of a list begins and ends a message: Pipermail, hypermail, MHonArc (and Sympa).
_MARK = re.compile(
    r'<!--\s*(?:(?P<begins>beginarticle|body="start"|X-Body-of-Message)|endarticle|body="end"|X-Body-of-Message-End)\s*-->'
)
_QUICK = "X-Body-of-Message"
_MESSAGE = "message-between-marks"
# What hypermail puts around a message within its marks.
_HEADERS = re.compile(
    r'\s*(?:<div class="mail">\s*)?<address class="headers">(?:(?!</address>).){0,2000}</address>', re.S
)
_RECEIVED = '<span id="received">'
# "Lise Gaudin lise at example.org", as archives write it.
_MAILED = re.compile(
    r"(?P<name>[^\W\d_][^\n@<>():\"]{1,58}?)\s+[(<]*\S+(?:\s+(?:at|à|en)\s+|@|_at_)\S+\.\w{2,}[)>]*"
)
_SUBJECT = re.compile(
    r"(?:post\s+subject|subject|sujet(?:\s+du\s+message)?|objet|titre|betreff)\s*:\s*(?P<title>\S.{1,150}?)"
    r"\s*(?:\((?:read|lu)\s+\d+\s+(?:times|fois)\)\s*)?\Z",
    re.IGNORECASE,
)
_ANSWER = re.compile(r"r[eé]f?\s?:\s.{1,150}", re.IGNORECASE)
_LIST = re.compile(r"\A\[[\w-]{2,40}\]\s+(?=\S)")
_RULE = re.compile(r"_{8,}")  # by which forums set off a signature
_NAME = 60  # characters of a name
_LEAST_WORDS = 8  # of a post; a shorter one is a thanks
_MOST = 2_000  # posts of a page
_HEAD = 40  # pieces before a message that may be its head
_SIGNATURE = 60  # words


def with_messages(text: str) -> str:
    """The markup of a page, with an element around what an archive of a list marks as a message."""
    if _QUICK not in text and "body=" not in text and "beginarticle" not in text:
        return text
    parts: list[str] = []
    at = 0
    begun: re.Match[str] | None = None
    for mark in _MARK.finditer(text):
        if mark["begins"]:
            begun = mark
        elif begun is not None:
            head = _HEADERS.match(text, begun.end(), mark.start())
            first = head.end() if head else begun.end()
            last = text.find(_RECEIVED, first, mark.start())
            last = mark.start() if last < 0 else last
            parts += (text[at:first], f'<div class="{_MESSAGE}">', text[first:last], "</div>")
            at, begun = last, None
    return "".join([*parts, text[at:]])


def find_messages(tags: Sequence[Tag], words: Mapping[int, int]) -> list[Tag]:
    """The elements of a thread that hold what people wrote, in reading order; none on other pages.

    `tags` are all elements of the page, `words` how many words stand under each (by `id`).
    """
    has_subjects = any(t.name == "div" and _SUBJECT_ID.match(str(t.get("id") or "")) for t in tags)
    if marked := [t for t in tags if t.name == "div" and t.get("class") == [_MESSAGE]]:
        return marked
    found: dict[int, Tag] = {}
    inside: set[int] = set()
    for tag in tags:  # parents come first
        if id(tag.parent) in inside:
            inside.add(id(tag))
            continue
        if tag.name not in _HOLDERS or not _holds_text(tag, smf=has_subjects):
            continue
        text = _inner(tag)
        if text.name == "span" and isinstance(text.parent, Tag):
            text = text.parent  # a quotation parts it in several, with a table between
        inside.update((id(tag), id(text)))
        if words.get(id(text), 0) >= _LEAST_WORDS:
            found[id(text)] = text
    messages = list(found.values())[:_MOST]
    return messages if messages and is_thread(messages, tags, _writers(messages, tags)) else []


def thread_hints(
    messages: Sequence[Tag],
    tags: Sequence[Tag],
    pieces: Sequence[HtmlPiece],
    lang: str | None,
    title: str | None,
) -> dict[int, PostHint]:
    """What the head of each message says: who wrote it, when, under which subject.

    `title` is that of the page, which the first message has.
    """
    writers = _writers(messages, tags)
    hints = {}
    heads = _heads(pieces)
    for n in range(len(messages)):
        head = heads.get(n, ())
        subject = next((s["title"].strip() for p in head if (s := _SUBJECT.search(p.text))), None)
        subject = subject or (n and next((p.text for p in head if _ANSWER.fullmatch(p.text)), None)) or None
        hints[n] = PostHint(
            title=_LIST.sub("", subject or title or "") or None if n == 0 else subject,
            author=writers.get(n) or _sender(head),
            dateline=_day_line(head, lang),
        )
    return hints


def without_signatures(pieces: Sequence[HtmlPiece]) -> list[HtmlPiece]:
    """`pieces` of which those that sign a message of a forum, under a line of underscores, are chrome."""
    kept = list(pieces)
    ends: dict[int, int] = {}
    for i, piece in enumerate(pieces):
        if piece.state.group is not None:
            ends[piece.state.group] = i
    for i, piece in enumerate(pieces):
        group = piece.state.group
        if group is None or not _RULE.fullmatch(piece.text.strip()):
            continue
        last = ends[group]
        if sum(len(p.text.split()) for p in pieces[i : last + 1]) <= _SIGNATURE:
            for k in range(i, last + 1):
                kept[k] = replace(pieces[k], state=replace(pieces[k].state, chrome=True))
    return kept


def _holds_text(tag: Tag, *, smf: bool) -> bool:
    names = names_of(tag)
    if not names:
        return False
    return _TEXT.search(names) is not None or (smf and tag.name == "div" and tag.get("class") == ["post"])


def _inner(tag: Tag) -> Tag:
    """The element within `tag` that is but the text; `tag` itself where none is."""
    inner = tag.find(lambda t: t.name in ("div", "blockquote") and _INNER.search(names_of(t)) is not None)
    return inner if isinstance(inner, Tag) else tag


def _writers(messages: Sequence[Tag], tags: Sequence[Tag]) -> dict[int, str]:
    """Who wrote each message: the last element before it that names somebody, after the one before."""
    place = {id(tag): i for i, tag in enumerate(tags)}
    starts = [place[id(m)] for m in messages if id(m) in place]
    if len(starts) < len(messages):
        return {}
    found: dict[int, str] = {}
    message_ids = {id(m) for m in messages}
    skipped: set[int] = set()
    for i, tag in enumerate(tags):
        if id(tag) in message_ids or id(tag.parent) in skipped:
            skipped.add(id(tag))
            continue
        n = bisect_left(starts, i)
        if n < len(messages) and _names_writer(tag):
            whole = " ".join(tag.get_text(" ").split())
            name = (writer_in(whole) or whole).strip(" :,»")
            if 0 < len(name) <= _NAME and not dates_in(name):
                found[n] = name
    return found


def _sender(head: Sequence[HtmlPiece]) -> str | None:
    """Who wrote, as the lines of the head of a message say it."""
    for line in (line.strip() for piece in head for line in piece.text.split("\n")):
        if name := writer_in(line):
            return name
        if found := _MAILED.fullmatch(line):
            return found["name"]
    return None


def _names_writer(tag: Tag) -> bool:
    if _PARTS.search(names_of(tag)):
        return False
    if _WRITER.search(names_of(tag)) is not None and tag.name != "table":
        return True
    href = tag.get("href")
    return tag.name == "a" and isinstance(href, str) and PROFILE.search(href) is not None


def _heads(pieces: Sequence[HtmlPiece]) -> dict[int, list[HtmlPiece]]:
    """The pieces between each message and the one before, the nearest first."""
    found: dict[int, list[HtmlPiece]] = {}
    above: list[HtmlPiece] = []
    last: int | None = None
    for piece in pieces:
        group = piece.state.group
        if group is None:
            above.append(piece)
        else:
            if group != last:
                found.setdefault(group, above[-_HEAD:][::-1])
            last = group
            above = []
    return found


def _day_line(head: Sequence[HtmlPiece], lang: str | None) -> str | None:
    """The words of the nearest whole day before a message that is not one of its writer."""
    for piece in head:
        for line in reversed(piece.text.split("\n")):
            for start, end, day in dates_in(line, lang):
                whole = isinstance(day, PartialDate) and day.year and day.month and day.day
                if whole and not JOINED.search(line[:start]):
                    return line[start:end]
    return None
