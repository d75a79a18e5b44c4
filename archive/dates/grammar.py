"""The grammar of a language's dates: its words, its rules, and the few questions that only it can answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import field
from functools import cache

from archive.dataclass import dataclass
from archive.dates.core import Builder, Row
from archive.dates.lexicon import Lexicon, expression, literals
from archive.dates.needs import Needs, needs
from archive.dates.tokens import Tokens, common_codes, register_shapes
from archive.dates.verbs import Verbs
from archive.patterns import Patterns, kept


def read_nothing(tokens: Tokens) -> None:
    """What merges no numbers in words."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern (see `lexicon`) with what it means; of two as long the earlier one wins."""

    name: str
    pattern: str
    build: Builder
    relative: bool = False  # its dates hang on the day of writing, or on another date
    bounds_only: bool = False  # its dates stand at the end of a range alone


@dataclass(frozen=True, slots=True)
class Rules:
    """What a grammar is built from, as a language writes it down.

    `{X}` in a pattern of `rows` is replaced by macro X. `between`, `opening` and `pairing` tell a range by
    the tokens between its two dates, before the first, and between them after such an opening. `verbs`
    tell what was from what will be. `merge` reads numbers in words. `absolute` names the rows that need
    nothing but their own words; `relative` and `bounds_only` name rows too, see `Rule`.
    """

    code: str
    lexicon: Callable[[], Lexicon]
    rows: tuple[Row, ...]
    absolute: frozenset[str]
    macros: Mapping[str, str]
    between: str
    opening: str
    pairing: str
    verbs: Verbs = field(default_factory=Verbs)
    merge: Callable[[Tokens], None] = read_nothing
    relative: frozenset[str] = frozenset()
    bounds_only: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Grammar:
    """Rules, ready to be looked for: a pattern over the characters of the lexicon for each."""

    lexicon: Lexicon
    rules: tuple[Rule, ...]
    compiled: Patterns
    needs: Needs
    between: re.Pattern[str]
    opening: re.Pattern[str]
    pairing: re.Pattern[str]
    verbs: Verbs
    merge: Callable[[Tokens], None]


def build(rules: Rules, *, absolute: bool = False) -> Grammar:
    """The grammar of `rules`, or that of the absolute ones alone, which is built in a fifth of the time.

    Raises ValueError where the rules name a row that they have not.
    """

    def expand(pattern: str) -> str:
        return re.sub(r"\{([A-Z]+)\}", lambda m: f"({expand(rules.macros[m[1]])})", pattern)

    lexicon = rules.lexicon()
    table = tuple(
        Rule(name, expand("|".join(patterns)), builder, name in rules.relative, name in rules.bounds_only)
        for name, builder, *patterns in rules.rows
        if not absolute or name in rules.absolute
    )
    named = rules.absolute | rules.relative | rules.bounds_only
    if unknown := named - {name for name, *_ in rules.rows}:
        raise ValueError(f"{rules.code}: no rule is called {', '.join(sorted(unknown))}")
    joins = [expand(p) for p in (rules.between, rules.opening, rules.pairing)]
    for word in sorted(literals([*(r.pattern for r in table), *joins])):
        lexicon.add(f"={word}", [word])
    register_shapes(lexicon)
    expanded = cache(lexicon.expand)
    between, opening, pairing = (re.compile(expression(join, expanded)) for join in joins)
    expressions = [expression(rule.pattern, expanded) for rule in table]
    common = common_codes(lexicon)
    found = kept(
        f"dates-{rules.code}{'-absolute' if absolute else ''}",
        repr((expressions, sorted(common.items()))).encode(),
        lambda: expressions,
        lambda: needs(expressions, common).facts(),
    )
    return Grammar(
        lexicon,
        table,
        found,
        Needs.of_facts(found.facts),
        between,
        opening,
        pairing,
        rules.verbs,
        rules.merge,
    )
