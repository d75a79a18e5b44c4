"""A language as its lexicon, its rules, and the few questions that only it can answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from archive.ingest.dates.core import Builder, Row
from archive.ingest.dates.lexicon import Lexicon, compile_pattern, literals
from archive.ingest.dates.tokens import Tokens, register_shapes

# Letters of a pattern that stand for a longer one, in every language.
Macros = dict[str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern (see `lexicon`) with what it means; of two as long the earlier one wins."""

    name: str
    pattern: str
    build: Builder
    relative: bool = False  # its dates hang on the day of writing, or on another date
    bounds_only: bool = False  # its dates stand at the end of a range alone


@dataclass(frozen=True, slots=True)
class Language:
    """What finding dates needs of a language.

    `joins` tells a range by the tokens between its two dates: (before the first, between them).
    A word with one of `past_endings` tells of what was, with one of `future_endings` of what will be.
    """

    code: str
    lexicon: Lexicon
    rules: tuple[Rule, ...]
    compiled: tuple[re.Pattern[str], ...]
    between: re.Pattern[str]
    opening: re.Pattern[str]
    pairing: re.Pattern[str]
    past_endings: tuple[str, ...]
    future_endings: tuple[str, ...]
    merge: Callable[[Tokens], None]


def build(
    code: str,
    lexicon: Lexicon,
    rules: Iterable[Row],
    macros: Macros,
    *,
    between: str,
    opening: str,
    pairing: str,
    past_endings: tuple[str, ...],
    future_endings: tuple[str, ...],
    merge: Callable[[Tokens], None],
    relative: frozenset[str],
    bounds_only: frozenset[str] = frozenset(),
) -> Language:
    """A language from its words and rules; `{X}` in a pattern is replaced by macro X.

    `relative` and `bounds_only` name rules, see `Rule`. Raises ValueError for a name that no rule has.
    """

    def expand(pattern: str) -> str:
        return re.sub(r"\{([A-Z]+)\}", lambda m: f"({expand(macros[m[1]])})", pattern)

    table = tuple(
        Rule(name, expand("|".join(patterns)), builder, name in relative, name in bounds_only)
        for name, builder, *patterns in rules
    )
    if unknown := (relative | bounds_only) - {rule.name for rule in table}:
        raise ValueError(f"{code}: no rule is called {', '.join(sorted(unknown))}")
    joins = [expand(p) for p in (between, opening, pairing)]
    for word in literals([*(r.pattern for r in table), *joins]):
        lexicon.add(f"={word}", [word])
    register_shapes(lexicon)
    compiled = tuple(compile_pattern(r.pattern, lexicon) for r in table)
    return Language(
        code,
        lexicon,
        table,
        compiled,
        compile_pattern(joins[0], lexicon),
        compile_pattern(joins[1], lexicon),
        compile_pattern(joins[2], lexicon),
        past_endings,
        future_endings,
        merge,
    )
