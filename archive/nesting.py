"""How the place of a source is spelled that lies in others: `box.zip!letters.mbox!<id@host>!plan.pdf`.

The bar `!` stands behind the name of what holds the source. A holder whose name does not tell that it is one
has `!//` behind it (`Inbox!//<id@host>`), which is in no whole path. A name in which one of these stands by
chance has `\\!` there.
"""

from __future__ import annotations

import re
from typing import Final

# Names that tell a holder of other sources. Taken one away, old spellings would be read otherwise: only add.
_SUFFIXES = "zip|mbox|mbx|eml|emlx|msg|warc|arc|wacz|tar|tgz|tbz|tbz2|txz|gz|bz2|xz|zst|7z|rar|pst|ost"
_CHANCE = re.compile(rf"(\.(?:{_SUFFIXES}))(\\*)!|(\\*)!(?=//)", re.I)
_BAR = re.compile(rf"\.(?:{_SUFFIXES})!|(?<!\\)!(?=//)", re.I)
_ESCAPED = re.compile(rf"(\.(?:{_SUFFIXES}))((?:\\\\)*)\\!|(?<!\\)((?:\\\\)*)\\!(?=//)", re.I)
_HOLDER = re.compile(rf"\.(?:{_SUFFIXES})\Z", re.I)

BAR: Final = "!"


def escaped(path: str) -> str:
    """A path or name in which no bar stands by chance; another one for every path."""
    return _CHANCE.sub(lambda m: f"{m[1] or ''}{(m[2] or m[3] or '') * 2}\\!", path) if BAR in path else path


def unescaped(spelled: str) -> str:
    """The path that `escaped` made `spelled` of."""
    return _ESCAPED.sub(_by_chance, spelled) if BAR in spelled else spelled


def _by_chance(found: re.Match[str]) -> str:
    strokes = found[2] or found[3] or ""
    return f"{found[1] or ''}{strokes[: len(strokes) // 2]}{BAR}"


def inside(holder: str, name: str) -> str:
    """The place of what is called `name` (escaped) in `holder`, which is spelled already."""
    return f"{holder}{BAR if tells_a_holder(holder) else BAR + '//'}{name}"


def tells_a_holder(name: str) -> bool:
    """Whether a name tells that it is one of what holds others."""
    return _HOLDER.search(name) is not None


def outermost(place: str) -> str:
    """The file, as it is spelled, in which a source lies, or which it is."""
    bar = _BAR.search(place)
    return place[: bar.end() - 1] if bar else place


def holder(place: str) -> str:
    """The place of what holds a source, "" for a file that nothing holds."""
    ends = [bar.end() for bar in _BAR.finditer(place)]
    return place[: ends[-1] - 1] if ends else ""
