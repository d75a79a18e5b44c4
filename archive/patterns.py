"""Patterns that are compiled once for a user, and not once a process.

Python compiles a regular expression anew in each process: half a second for those of the tokenizers and of
the grammars of dates. What comes of it, a list of numbers, is kept in the user's cache folder, under the
version of Python that made it, and is mapped; a pattern is made of it when it is first looked for.
"""

from __future__ import annotations

import contextlib
import re
import sys
import unicodedata
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, overload

import numpy as np

from archive import arrays
from archive.arrays import Array, ArrayFile

FORMAT: Final = 1
try:
    import _sre  # type: ignore[import-not-found]  # none of the three has types; they are there since 3.11
    from re import _compiler, _parser  # type: ignore[attr-defined]
except ImportError:  # another Python: it compiles as ever
    _sre = None

Compile = Callable[[], re.Pattern[str]]


class Patterns(Sequence[re.Pattern[str]]):
    """Patterns, each made when it is first looked for: a text needs few of hundreds."""

    def __init__(self, makers: Sequence[Compile], facts: Any = None) -> None:
        """`facts`: what was found out about the patterns, and is kept with them."""
        self.facts = facts
        self._makers = makers
        self._made: list[re.Pattern[str] | None] = [None] * len(makers)

    def __len__(self) -> int:
        return len(self._makers)

    @overload
    def __getitem__(self, at: int) -> re.Pattern[str]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[re.Pattern[str]]: ...
    def __getitem__(self, at: int | slice) -> re.Pattern[str] | Sequence[re.Pattern[str]]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        found = self._made[at]
        if found is None:
            found = self._made[at] = self._makers[at]()
        return found


def kept(
    name: str,
    key: bytes,
    sources: Callable[[], Sequence[str]],
    facts: Callable[[], Any] = lambda: None,
    cache: Path | None = None,
) -> Patterns:
    """The patterns of `sources`, and `facts` about them; both are asked only where they are not kept yet.

    `key`: all that the sources are made from; patterns are kept for each name and key. `facts` are as JSON
    has them. `cache`: the file. Raises re.error.
    """
    if _sre is None:
        return compiled(sources(), facts())
    version = f"{sys.implementation.cache_tag}-{sys.byteorder}-{_sre.MAGIC}-{unicodedata.unidata_version}"
    file = cache or arrays.user_cache() / f"patterns-{name}-{version}-{zlib.crc32(key):08x}-{FORMAT}.arrays"
    try:
        held = arrays.kept(file)
        if held.sound():
            return _mapped(held)
    except (arrays.NotKept, KeyError):
        pass  # not made yet, cut short, or not ours
    given, found = sources(), facts()
    with contextlib.suppress(OSError):  # no room or no right to write: only the next start is slower
        columns, meta = _programs(given)
        arrays.keep(file, columns, {**meta, "facts": found})
    return compiled(given, found)


def compiled(sources: Sequence[str], facts: Any = None) -> Patterns:
    """The patterns of `sources` as Python compiles them."""
    makers: list[Compile] = [lambda source=source: re.compile(source) for source in sources]  # type: ignore[misc]
    return Patterns(makers, facts)


def _programs(sources: Sequence[str]) -> tuple[dict[str, Array], dict[str, Any]]:
    """What `re.compile` hands to Python's matcher for each source."""
    codes, texts, facts, names = [], [], [], []
    for source in sources:
        parsed = _parser.parse(source)
        codes.append(np.array(_compiler._code(parsed, 0), np.uint32))
        texts.append(np.frombuffer(source.encode("utf-8", "surrogatepass"), np.uint8))
        facts.append((len(codes[-1]), len(texts[-1]), parsed.state.flags, parsed.state.groups - 1))
        names.append(parsed.state.groupdict)
    table = np.array(facts, np.int64).reshape(-1, 4)
    columns = {"code": np.concatenate([*codes, np.zeros(0, np.uint32)])}
    columns["text"] = np.concatenate([*texts, np.zeros(0, np.uint8)])
    columns["code_ends"], columns["text_ends"] = np.cumsum(table[:, 0]), np.cumsum(table[:, 1])
    columns["flags"], columns["groups"] = table[:, 2].copy(), table[:, 3].copy()
    return columns, {"names": names}


def _mapped(held: ArrayFile) -> Patterns:
    """Patterns of what `_programs` gave. Raises KeyError."""
    code, text = held["code"], held["text"]
    code_ends, text_ends = held["code_ends"].tolist(), held["text_ends"].tolist()
    flags, groups, names = held["flags"].tolist(), held["groups"].tolist(), held.meta["names"]

    def maker(at: int) -> Compile:
        def make() -> re.Pattern[str]:
            own = {number: name for name, number in names[at].items()}
            source = text[text_ends[at - 1] if at else 0 : text_ends[at]]
            pattern: re.Pattern[str] = _sre.compile(
                source.tobytes().decode("utf-8", "surrogatepass"),
                flags[at],
                code[code_ends[at - 1] if at else 0 : code_ends[at]].tolist(),
                groups[at],
                names[at],
                tuple(map(own.get, range(groups[at] + 1))),
            )
            return pattern

        return make

    return Patterns([maker(at) for at in range(len(flags))], held.meta["facts"])
