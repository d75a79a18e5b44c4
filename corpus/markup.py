"""The marked-up originals in `posts/`, from which every document and every gold answer is made.

A file holds the versions of one text, each opened by a line `@ fr` or `@ en`, then `title:`, `dateline:`,
`author:` and `date:` lines, a blank line, and its paragraphs: `## ` opens a sub-heading, `- ` a list item.
Names and dates stand in braces: `{P person}`, `{L place}`, `{O organisation}`, `{D=2017-02-08 8 February
2017}`, and `{I words}` for words that a reader may or may not call a name or a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

TYPES = {"P": "PERSON", "L": "PLACE", "O": "ORG", "D": "DATE", "I": "IGNORE"}
_MARK = re.compile(r"\{([PLODI])(?:=(\S+))? ([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `type` and `value` when it is a name or a date."""

    text: str
    type: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph-sized piece of a post: its role (title, dateline, body) and form (p, li, h)."""

    pieces: tuple[Piece, ...]
    role: str = "body"
    form: str = "p"

    @property
    def text(self) -> str:
        return "".join(p.text for p in self.pieces)


@dataclass(frozen=True, slots=True)
class Post:
    """One version of a text. `key` is its name with its language, `hangar.fr`; `date` is ISO."""

    key: str
    lang: str
    title: Part
    body: tuple[Part, ...]
    date: str
    dateline: Part | None = None
    author: str | None = None


def parse(text: str, role: str = "body", form: str = "p") -> Part:
    """A marked-up line as a part."""
    pieces: list[Piece] = []
    end = 0
    for match in _MARK.finditer(text):
        if match.start() > end:
            pieces.append(Piece(text[end : match.start()]))
        pieces.append(Piece(match[3], TYPES[match[1]], match[2]))
        end = match.end()
    if end < len(text):
        pieces.append(Piece(text[end:]))
    if any("{" in p.text or "}" in p.text for p in pieces):
        raise ValueError(f"a brace is left over in {text!r}")
    return Part(tuple(pieces), role, form)


def read(path: Path) -> Iterator[Post]:
    """The versions in one file of `posts/`."""
    for section in re.split(r"(?m)^@ ", path.read_text(encoding="utf-8"))[1:]:
        head, _, body = section.partition("\n\n")
        lang, *lines = head.split("\n")
        fields = dict(line.split(": ", 1) for line in lines)
        parts = []
        for line in (line for line in body.split("\n") if line.strip()):
            form = "h" if line.startswith("## ") else "li" if line.startswith("- ") else "p"
            parts.append(parse(line.removeprefix("## ").removeprefix("- "), form=form))
        dateline = fields.get("dateline")
        yield Post(
            key=f"{path.stem}.{lang}",
            lang=lang,
            title=parse(fields["title"], "title"),
            body=tuple(parts),
            date=fields["date"],
            dateline=parse(dateline, "dateline") if dateline else None,
            author=fields.get("author"),
        )


def read_all(folder: Path) -> dict[str, Post]:
    """Every version in `posts/` by its key."""
    return {post.key: post for path in sorted(folder.glob("*.txt")) for post in read(path)}


def rewrite(part: Part, old: str, new: str, types: frozenset[str | None] | None = None) -> Part:
    """`part` with `old` replaced in its pieces, or only in those of the given types."""
    pieces = (
        replace(p, text=p.text.replace(old, new)) if types is None or p.type in types else p
        for p in part.pieces
    )
    return replace(part, pieces=tuple(pieces))
