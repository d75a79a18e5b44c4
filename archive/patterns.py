"""Patterns that are compiled once for a user, and not once a process.

Python compiles a regular expression anew in each process: half a second for those of the tokenizers and of
the grammars of dates. What comes of it, a list of numbers, is kept in the user's cache folder, under the
version of Python that made it, and is mapped; a pattern is made of it when it is first looked for.
"""

from __future__ import annotations

import atexit
import contextlib
import re
import sys
import unicodedata
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Final, overload

import numpy as np

from archive import arrays
from archive.arrays import Array, ArrayFile

FORMAT: Final = 2
_BETWEEN: Final = "\0"  # sources
_UTF8: Final = ("utf-8", "surrogatepass")
_MOST: Final = 5_000  # patterns of modules; those of older versions are never taken out one by one
try:
    import _sre  # type: ignore[import-not-found]  # none of the three has types; they are there since 3.11
    from re import _compiler, _parser  # type: ignore[attr-defined]
except ImportError:  # another Python: it compiles as ever
    _sre = None

Source = tuple[str, int]  # an expression and its flags
Compile = Callable[[], re.Pattern[str]]


class _Made(dict[int, re.Pattern[str]]):
    """Patterns by their numbers, each made when it is first asked for."""

    def __init__(self, makers: Sequence[Compile]) -> None:
        super().__init__()
        self._makers = makers

    def __missing__(self, at: int) -> re.Pattern[str]:
        found = self[at] = self._makers[at]()
        return found


class Patterns(Sequence[re.Pattern[str]]):
    """Patterns, each made when it is first looked for: a text needs few of hundreds.

    `by_number` has them for what asks for some of them again and again.
    """

    def __init__(self, makers: Sequence[Compile], facts: Any = None) -> None:
        """`facts`: what was found out about the patterns, and is kept with them."""
        self.facts = facts
        self.by_number: Mapping[int, re.Pattern[str]] = _Made(makers)
        self._numbers = range(len(makers))

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, at: int) -> re.Pattern[str]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[re.Pattern[str]]: ...
    def __getitem__(self, at: int | slice) -> re.Pattern[str] | Sequence[re.Pattern[str]]:
        if isinstance(at, slice):
            return [self.by_number[i] for i in self._numbers[at]]
        return self.by_number[self._numbers[at]]


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
    file = cache or _file(f"{name}-{zlib.crc32(key):08x}")
    if (programs := _read(file)) is not None:
        makers = [partial(programs.made, at) for at in range(len(programs.sources))]
        return Patterns(makers, programs.held.meta["facts"])
    given, found = sources(), facts()
    with contextlib.suppress(OSError):  # no room or no right to write: only the next start is slower
        columns, meta = _programs([(source, 0) for source in given])
        arrays.keep(file, columns, {**meta, "facts": found})
    return compiled(given, found)


def compiled(sources: Sequence[str], facts: Any = None) -> Patterns:
    """The patterns of `sources` as Python compiles them."""
    makers: list[Compile] = [lambda source=source: re.compile(source) for source in sources]  # type: ignore[misc]
    return Patterns(makers, facts)


def _programs(sources: Sequence[Source]) -> tuple[dict[str, Array], dict[str, Any]]:
    """What `re.compile` hands to Python's matcher for each source and its flags."""
    parsed = [_parser.parse(*source) for source in sources]
    codes = [_compiler._code(one, flags) for one, (_, flags) in zip(parsed, sources, strict=True)]
    columns: dict[str, Array] = {
        "code": np.fromiter(chain.from_iterable(codes), np.uint32),
        "sizes": np.fromiter(map(len, codes), np.int64),
        "asked": np.array([flags for _, flags in sources], np.int64),
        "flags": np.array([one.state.flags for one in parsed], np.int64),
        "groups": np.array([one.state.groups - 1 for one in parsed], np.int64),
        "text": np.frombuffer(_BETWEEN.join([text for text, _ in sources]).encode(*_UTF8), np.uint8),
    }
    return columns, {"names": [one.state.groupdict for one in parsed]}


class _Programs:
    """Patterns of what `_programs` gave."""

    def __init__(self, held: ArrayFile) -> None:
        """Raises KeyError, ValueError."""
        self.held = held
        self.names: list[dict[str, int]] = held.meta["names"]
        texts = held["text"].tobytes().decode(*_UTF8).split(_BETWEEN)
        self.sources: list[Source] = list(
            zip(texts, held["asked"].tolist(), strict=bool(self.names))
        )  # no text has one, empty, source
        self._code = held["code"]
        self._ends = held["sizes"].cumsum().tolist()
        self._flags, self._groups = held["flags"].tolist(), held["groups"].tolist()

    def made(self, at: int) -> re.Pattern[str]:
        """The pattern of a source, by its number."""
        named, groups = self.names[at], self._groups[at]
        own = {number: name for name, number in named.items()}
        code = self._code[self._ends[at - 1] if at else 0 : self._ends[at]].tolist()
        groups_by_number = tuple(map(own.get, range(groups + 1)))
        pattern: re.Pattern[str] = _sre.compile(
            self.sources[at][0], self._flags[at], code, groups, named, groups_by_number
        )
        return pattern


class _Library:
    """The patterns of the modules of this program, in one file; those that it has not yet are added."""

    def __init__(self) -> None:
        self._numbers: dict[Source, int] | None = None
        self._programs: _Programs | None = None
        self._new: list[Source] = []

    def pattern(self, source: Source) -> re.Pattern[str]:
        if self._numbers is None:
            self._programs = _read(_file("modules"))
            self._numbers = {}
            if self._programs:
                self._numbers = dict(
                    zip(self._programs.sources, range(len(self._programs.sources)), strict=True)
                )
        if self._programs and source in self._numbers:
            return self._programs.made(self._numbers[source])
        if not self._new:
            atexit.register(self.keep)
        self._new.append(source)
        return re.compile(*source)

    def keep(self) -> None:
        """Adds what was compiled to what is in the file now."""
        there = _read(_file("modules"))
        old = there.sources if there and len(there.sources) < _MOST else []
        new = [
            source for source in dict.fromkeys(self._new) if source not in old and _BETWEEN not in source[0]
        ]
        columns, meta = _programs(new)
        if there and old:
            text = np.frombuffer(_BETWEEN.encode(), np.uint8)
            columns = {
                name: np.concatenate([there.held[name], *([text] if name == "text" else []), more])
                for name, more in columns.items()
            }
            meta["names"] = there.names + meta["names"]
        if new:
            with contextlib.suppress(OSError):
                arrays.keep(_file("modules"), columns, meta)


_library: Final = _Library()


def regex(source: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile` gives it, for what a module looks for each time that the program runs.

    Raises re.error.
    """
    return re.compile(source, flags) if _sre is None else _library.pattern((source, int(flags)))


def _read(file: Path) -> _Programs | None:
    """The patterns of a file; None where there is none, or none that is whole."""
    try:
        held = arrays.kept(file)
        return _Programs(held) if held.sound() else None
    except (arrays.NotKept, KeyError, ValueError):
        return None


def _file(name: str) -> Path:
    # The whole version: what compiles patterns is also mended between two versions of one Python.
    version = f"{sys.implementation.name}-{sys.hexversion:x}-{sys.byteorder}-{unicodedata.unidata_version}"
    return arrays.user_cache() / f"patterns-{name}-{version}-{FORMAT}.arrays"
