"""Queries that nobody would type, by rule from a seed; and what is promised of them."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from archive.catalog import Catalog
from archive.errors import QueryError
from archive.search.index import Index
from archive.search.query import MAX_DEPTH, parse
from archive.search.service import Encode, Request, search
from archive.search.tokens import MAX_DEAR, MAX_NEAR, MAX_TERMS

PARSE_SECONDS = 0.010
SEARCH_SECONDS = 1.0
_TRIES = 3  # a bound of ten milliseconds is for the parser, not for a collector of garbage that was due

WORDS = (
    "police", "calais", "Calais", "london", "Londres", "aujourd'hui", "l'État", "sans-papiers", "C.R.S.",
    "the", "de", "a", "2015", "3.1", "œuvre", "Lavergne", "zzzzzz", "solidarité", "ﬁn", "naïve", "İstanbul",
    "١٢", "²", "日本", "e\u0301", "x" * 300,
)  # fmt: skip
SIGNS = (
    '"', "“", "”", "«", "»", "(", ")", "((", "))", "()", "*", "~", "~1", "~2", "~9", "~99999", "~x", "-",
    "--", "+", ":", "::", "[", "]", "[]", "{", "}", "^", "\\", "/", "?", "!", "|", "&", "&&", ".", ",",
    "'", "’", "‐", "\t", "\n", "\r", "\x00", "\u200b", "\u202e", "\ufeff", "\ud83d", "🗼", "\xa0",
)  # fmt: skip
OPERATORS = (" AND ", " OR ", " NOT ", " ET ", " OU ", " SAUF ", " TO ", "AND", "OR", "NOT", " and ", " à ")
FIELDS = ("title:", "text:", "person:", "place:", "org:", "lang:", "source:", "date:", "DATE:", "foo:", "é:")
VALUES = (
    "fr", "en", "anglais", "xx", "2015", "2015-08", "2015-02-30", "[2015 TO 2016-03]", "[* TO 2016]", "[TO]",
    "[2016 TO 2015]", '"août 2015"', "0000", "99999", "-1", "XXXX-10-11", "2015~", "[2015-01-01/2016]",
)  # fmt: skip
MARKS = ("*", "~", "~2", "")


def strings(rng: random.Random, words: Sequence[str] = WORDS) -> Iterator[str]:
    """Strings without end: well formed ones, spoilt ones, noise, and some that are very long."""
    makers: tuple[Callable[[], str], ...] = (
        lambda: "".join(rng.choice(SIGNS + OPERATORS + FIELDS + VALUES) for _ in range(rng.randrange(12))),
        lambda: "".join(rng.choice([*words, *SIGNS, " ", *OPERATORS]) for _ in range(rng.randrange(25))),
        lambda: "".join(chr(rng.randrange(1, 0x3000)) for _ in range(rng.randrange(60))),
        lambda: "".join(rng.choice('ab ()"*~:-[]TO1«»é.,') for _ in range(rng.randrange(80))),
        lambda: _tree(rng, words, 0),
        lambda: _spoilt(rng, _tree(rng, words, 0)),
    )
    while True:
        made = rng.choice(makers)()
        yield made * rng.randrange(1, 200) if rng.random() < 0.02 else made


def _tree(rng: random.Random, words: Sequence[str], depth: int) -> str:
    """A query that follows the rules, mostly."""
    draw = rng.random()
    if depth > 4 or draw < 0.35:
        word = rng.choice(words)
        return word + rng.choice(MARKS) if len(word) > 3 else word
    if draw < 0.45:
        inside = " ".join(rng.choice(words) for _ in range(rng.randrange(1, 5)))
        return f'"{inside}"' + rng.choice(("", "", "~3", "~50"))
    if draw < 0.55:
        field = rng.choice(FIELDS)
        return field + (rng.choice(VALUES) if field in ("lang:", "date:", "DATE:") else rng.choice(words))
    if draw < 0.62:
        return "-" + _tree(rng, words, depth + 1)
    if draw < 0.75:
        return f"({_tree(rng, words, depth + 1)})"
    joint = rng.choice((" ", " ", *OPERATORS[:6]))
    return joint.join(_tree(rng, words, depth + 1) for _ in range(rng.randrange(2, 5)))


def _spoilt(rng: random.Random, query: str) -> str:
    at = rng.randrange(len(query) + 1)
    return query[:at] + rng.choice(SIGNS) + query[at + rng.randrange(3) :]


def heavy(words: Sequence[str]) -> list[str]:
    """The dearest queries that the parser's limits let through, and some that they do not."""
    few, many = words[:MAX_DEAR], [words[i % len(words)] for i in range(MAX_TERMS)]
    half, near = many[: MAX_TERMS // 2], ["de", "la"] * (MAX_NEAR // 2)
    return [
        " ".join(f"{w}~2" for w in few), " OR ".join(f"{w}~2" for w in few),
        " ".join(f"title:{w}~2" for w in few), " ".join(f"person:{w[:3]}*" for w in half),
        " ".join(f"{w[:3]}*" for w in many), " OR ".join(f"{w[:3]}*" for w in half),
        " ".join(f"-{w[:3]}*" for w in half), " ".join(many), " OR ".join(half), " AND ".join(half),
        " ".join(f'"{a} {b}"' for a, b in pairwise(half)), " OR ".join(['"de la"~900'] * MAX_DEAR),
        " ".join(f'"{" ".join(near)}"~999' for _ in range(MAX_TERMS // MAX_NEAR)),
        f'"{" ".join(many)}"', f'"{" ".join(["de"] * MAX_TERMS)}"', " ".join(["de"] * MAX_TERMS),
        f'"{" ".join(["de"] * 3_000)}"~999', "-".join(many), "-".join(["de", "la"] * (MAX_TERMS // 2)),
        "(" * MAX_DEPTH + "de" + ")" * MAX_DEPTH, " ".join(f"NOT ({w} OR de)" for w in many[:40]),
        "-de", "-(de the la)", "date:[0001 TO 9999]", "x" * 9_998 + "~", "é" * 5_000 + "~2",
    ]  # fmt: skip


def read_in_time(query: str) -> bool:
    """Whether `query` parses; it is refused otherwise, at a place in it, and both within ten milliseconds."""
    spent = []
    for _ in range(_TRIES):
        began = time.process_time()
        try:
            parse(query)
            good = True
        except QueryError as error:
            good = False
            if not 0 <= error.position <= len(query) or not str(error.args[0]):
                raise AssertionError(f"{query!r}: refused without a place") from error
        spent.append(time.process_time() - began)
        if spent[-1] <= PARSE_SECONDS:
            return good
    raise AssertionError(f"{query!r}: {min(spent) * 1000:.0f} ms to parse")


def answered_in_time(catalog: Catalog, index: Index, query: str, encode: Encode | None = None) -> float:
    """Seconds of processor time that the whole search took. Raises AssertionError beyond a second."""
    spent = []
    for _ in range(_TRIES):
        began = time.process_time()
        search(catalog, index, Request(query, facets=True), encode)
        spent.append(time.process_time() - began)
        if spent[-1] <= SEARCH_SECONDS:
            return spent[-1]
    raise AssertionError(f"{query[:300]!r}: {min(spent):.1f} s to answer")
