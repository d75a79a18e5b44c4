"""What lists, forums and printers make of posts: digests (RFC 1153), threads, columns."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date
from html import escape
from itertools import zip_longest

from corpus.deposit_forms import DAYS, MONTHS, html, message_id
from corpus.markup import Post


def digest(posts: Sequence[Post], top: str, end: str, first: int) -> str:
    """The digest of a mailing list (RFC 1153) as Mailman sends it; its messages are numbered from `first`."""
    messages = []
    for n, post in enumerate(posts):
        day = date.fromisoformat(post.date)
        messages.append(
            f"Message: {n + 1}\nDate: {DAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year} "
            f"21:40:00 +0100\nFrom: {post.author} <list@brevaux.example>\nSubject: {post.title.text}\n"
            f"Message-ID: {message_id(first + n)}\nContent-Type: text/plain; charset=utf-8\n\n"
            + "\n\n".join(part.text for part in post.body)
        )
    between = f"\n\n{'-' * 30}\n\n"
    topics = "".join(f"   {n}. {post.title.text} ({post.author})\n" for n, post in enumerate(posts, 1))
    return f"{top}\n\n{topics}\n\n{'-' * 70}\n\n{between.join([*messages, end])}\n"


def digest_mail(text: str, number: int, subject: str, day: str) -> bytes:
    """A digest as it is sent."""
    return (
        f"From: list-request@brevaux.example\nTo: list@brevaux.example\nSubject: {subject}\n"
        f"Date: {day}\nMessage-ID: {message_id(number)}\nMIME-Version: 1.0\n"
        f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}"
    ).encode()


def thread(posts: Sequence[Post], title: str, by: str, menu: str) -> bytes:
    """A thread of a forum: every post under who wrote it and when, in figures."""
    said = "".join(
        f'<div class="post"><h3><a href="#p{n}">{escape(post.title.text)}</a></h3><p class="author">{by} '
        f"{escape(post.author or '')} » {date.fromisoformat(post.date):%d/%m/%Y} 21:40</p>"
        f'<div class="content">{html(post)}</div></div>'
        for n, post in enumerate(posts)
    )
    return (
        f'<!doctype html><html lang="{posts[0].lang}"><head><meta charset="utf-8">'
        f"<title>{title}</title></head>"
        f"<body><nav><ul><li><a href='/'>{menu}</a></li></ul></nav><h1>{title}</h1>{said}</body></html>\n"
    ).encode()


def side_by_side(posts: Sequence[Post], days: Sequence[str], width: int = 44) -> str:
    """Letters in columns beside one another, each under its title and day."""
    columns = []
    for post, day in zip(posts, days, strict=True):
        told = (post.title.text, day, *(part.text for part in post.body))
        columns.append([line for text in told for line in (*textwrap.wrap(text, width), "")])
    rows = zip_longest(*columns, fillvalue="")
    lines = ("".join(cell.ljust(width + 4) for cell in row).rstrip() for row in rows)
    return "\n".join(lines).rstrip("\n") + "\n"
