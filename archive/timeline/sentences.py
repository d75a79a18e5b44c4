"""Where the sentences of French and English texts begin and end."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from importlib import resources

from archive.lang import language

_FILE = resources.files("archive.timeline").joinpath("data/sentences.toml")
_LISTS = {name: frozenset(words.split()) for name, words in tomllib.loads(_FILE.read_text("utf-8")).items()}

_END = re.compile(r"(?P<mark>[.!?…]+)(?P<close>[\"'”’»)\]]*(?:\s»)?)(?P<space>\s+)(?=(?P<next>\S+))")
_BEFORE = re.compile(r"[^\s(«“\"'’/]*$")
_WORD = re.compile(r"[^\W_]+")
_INITIALS = re.compile(r"\w\.?-\w")
_DASHES = ("-", "–", "—")
_OPENING = "«“\"'‘’([-–—•*¿¡"
_INLINE_BULLET = re.compile(r"\s+[•▪‣◦]\s+")


def sentences(text: str, lang: str, at: Sequence[int] | None = None) -> list[tuple[int, int]]:
    """The spans of the sentences of a text in `lang`, in order, without white space around them.

    `at`: places in ascending order; only the sentences of their paragraphs are cut, all that are asked for.

    A paragraph, a list item and a title end a sentence; lines wrapped at a column do not. Initials,
    abbreviations, ordinals and acronyms of both languages do not either.
    """
    lines = _lines(text)
    if at is not None:
        lines = (one for one in lines if bisect_left(at, one[0]) < bisect_left(at, one[1]))
    return [span for line in lines for span in _split(text, lang, *line)]


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Lines, those of a paragraph wrapped at a column joined."""
    group: list[tuple[int, int]] = []
    for match in re.finditer(r"[^\n]*\n?", text):
        line = match[0]
        if line.strip():
            group.append((match.start(), match.start() + len(line.rstrip())))
        else:
            yield from _joined(group)
            group = []
    yield from _joined(group)


def _joined(group: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Wrapped lines are about equally long, but for the last; list items and verses are not."""
    widths = [end - start for start, end in group[:-1]]
    wrapped = len(widths) >= 2 and 50 <= max(widths) <= 100 and min(widths) >= max(widths) - 20
    if wrapped:
        yield group[0][0], group[-1][1]
    else:
        yield from group


def _split(text: str, lang: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    cuts = [m.end("close") for m in _END.finditer(text, start, end) if _ends(text, lang, start, m)]
    cuts += [m.start() for m in _INLINE_BULLET.finditer(text, start, end)]
    for cut in [*sorted(cuts), end]:
        while start < cut and text[start].isspace():
            start += 1
        last = cut
        while last > start and text[last - 1].isspace():
            last -= 1
        if last > start:
            yield start, last
        start = max(start, cut)


def _ends(text: str, lang: str, start: int, match: re.Match[str]) -> bool:
    """Whether a mark with white space after it ends a sentence."""
    following = match["next"].lstrip(_OPENING)
    begins = following[:1].isupper() or following[:1].isdigit() or (not following and match["next"] != "»")
    if not begins:
        return False
    if match["mark"] != "." or match["close"]:
        # "Road blocked! – What the camp answers" is one title; a dash at the head of a line is a bullet.
        return not (match["next"] in _DASHES and "\n" not in match["space"])
    found = _BEFORE.search(text, max(start, match.start() - 30), match.start())
    before = found[0] if found else ""
    low = before.casefold()
    known = language(lang)
    if low in _LISTS["never"] or (known and low in known.unfinished):
        return False
    if following[:1].isdigit() and low in _LISTS["before_number"]:
        return False
    first = _WORD.match(following)
    starter = first is not None and first[0].casefold() in _LISTS["starters"]
    if low in _LISTS["sometimes"] or "." in before:
        return starter
    if (len(before) == 1 and before.isalpha()) or _INITIALS.fullmatch(before):
        return starter and before.isupper()  # "J. Berg" goes on, "plan B. The police" ends
    # "1. The call": the number of a point
    return not (before.isdigit() and text[start : match.start()].strip() == before)
