"""What each rule of `archive.ingest.names` is worth: names with and without it, on annotated texts.

    python -m training.rules en --data DIR --sets en_web_train [--every 4] [--model tuned|strong|stock]
    python -m training.rules fr --data DIR --sets fr_news --every 4 --model stock

A rule is a function of the package, a shape of `patterns.py` or a list of `words.py`; each is left out alone.
The model is asked once. For each rule: how many names would be right and wrong without it, less those with
it, on every set. The texts of `held/` and of `communiques.py` are measured too. A rule that gains nothing on
texts that none was written on is to go.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from archive.ingest.names import agree, context, days, formed, kinds, namer, patterns, rules, unnamed, words
from archive.ingest.names import model as models
from archive.ingest.names.spans import Found
from training.communiques import invent, parse
from training.data import Annotated, find, overall, score

_TYPES = {"PERSON": "PER", "PLACE": "LOC", "ORG": "ORG"}
_NEVER = re.compile(r"(?!)")
_INVENTED = 1000


def nothing(*_given: Any, **_named: Any) -> tuple[()]:
    """In the place of what finds names."""
    return ()


def no(*_given: Any) -> int:
    """In the place of a question, or of a count of characters."""
    return 0


def same(position: int) -> Callable[..., Any]:
    """In the place of what changes the value given at a position."""
    return lambda *given, **_named: given[position]


_FUNCTIONS: tuple[tuple[ModuleType, str, Callable[..., Any]], ...] = (
    *(
        (context, name, nothing)
        for name in (
            "streets", "departments", "dated_towns", "groups", "tailed_groups", "french_groups",
            "french_centres", "membered", "courts", "group_lists", "enumerated", "months_as_people",
            "buildings", "recurring", "domains", "mail_names", "greeted", "states", "acronyms",
        )
    ),
    *((formed, name, nothing) for name in ("registered", "well_known", "dotted", "sections")),
    *((module, name, same(1)) for module, name in (
        (context, "facilities"), (context, "listed"), (formed, "shaped"), (formed, "officials"),
        (formed, "parted"), (unnamed, "without_things"), (days, "no_days"), (namer, "agree"),
        (rules, "retype"),
    )),
    (days, "called_after", nothing),
    (agree, "_missed", nothing),
    (rules, "_split", lambda _text, name: iter((name,))),
    (rules, "_whole_place", lambda _text, start, end: (start, end)),
    (kinds, "_by_own_words", same(2)),
    *((rules, name, no) for name in (
        "_loose_start", "_loose_end", "_capital_article", "_named_by_kind", "_is_phrase", "_is_sentence",
        "_is_demonym", "_town_and_state", "_titled",
    )),
    *((kinds, name, no) for name in (
        "_signs", "_placed", "_is_town_here", "_is_full_name", "_is_first_name",
    )),
)  # fmt: skip


class Replayed:
    """A tagger that says again what another said."""

    def __init__(self, tagger: models.Tagger) -> None:
        self._tagger = tagger
        self._said: dict[str, list[Found]] = {}

    def tag(self, texts: Iterable[tuple[str, Any]]) -> Iterator[tuple[list[Found], Any]]:
        """The names of each text, with what was given beside it."""
        for text, beside in texts:
            if text not in self._said:
                ((self._said[text], _),) = self._tagger.tag([(text, None)])
            yield self._said[text], beside


def left_out() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Each rule's name, and what leaves it out for a while."""
    for module, name, other in _FUNCTIONS:
        yield f"{_short(module)}.{name}", lambda m=module, n=name, o=other: _replaced([m], n, o)
    for name, value in sorted(vars(patterns).items()):
        if isinstance(value, re.Pattern):
            yield f"patterns.{name}", lambda n=name: _replaced([patterns], n, _NEVER)
        elif isinstance(value, dict) and name.isupper():
            yield (
                f"patterns.{name}",
                lambda n=name, v=value: _replaced([patterns], n, dict.fromkeys(v, _NEVER)),
            )
    for name, value in sorted(vars(words).items()):
        if isinstance(value, frozenset):
            yield f"words.{name}", lambda n=name: _replaced([words], n, frozenset())


def _short(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


@contextmanager
def _replaced(modules: Sequence[ModuleType], name: str, other: Any) -> Iterator[None]:
    before = [(module, getattr(module, name)) for module in modules]
    try:
        for module, _ in before:
            setattr(module, name, other)
        yield
    finally:
        for module, value in before:
            setattr(module, name, value)


def counted(texts: Sequence[Annotated], lang: str, tagger: models.Tagger) -> tuple[int, int, float]:
    """How many names are right and wrong, and the strict F1."""
    counts: dict[str, Any] = {}
    found = namer.Namer(taggers={lang: tagger}).tag((text.text, lang) for text in texts)
    for text, mentions in zip(texts, found, strict=True):
        score(text, {(m.start, m.end, _TYPES[m.type]) for m in mentions}, counts)
    every = overall(counts)
    return every.hit, every.said - every.hit, every.f1


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("lang", choices=models.LANGUAGES)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="folders with the sets")
    parser.add_argument("--sets", nargs="*", default=[])
    parser.add_argument("--every", type=int, default=1, help="take one text of so many of each set")
    parser.add_argument("--model", choices=["tuned", "strong", "stock"], default="tuned")
    args = parser.parse_args()
    held = (Path(__file__).parent / "held" / f"{args.lang}.txt").read_text("utf-8").splitlines()
    sets = {name: find(name, args.data)[:: args.every] for name in args.sets}
    sets |= {
        "held": [parse(line) for line in held],
        "invented": invent(args.lang, _INVENTED, random.Random(0)),
    }
    tagger = Replayed(models.tagger(args.lang, args.model))
    whole = {name: counted(texts, args.lang, tagger) for name, texts in sets.items()}
    print("all rules", *(f"{name} {f1:.4f}" for name, (_, _, f1) in whole.items()), sep="\t", flush=True)
    for rule, without in left_out():
        line = []
        for name, texts in sets.items():
            with without():
                right, wrong, f1 = counted(texts, args.lang, tagger)
            had = whole[name]
            line.append(f"{name} {right - had[0]:+d} {wrong - had[1]:+d} {f1 - had[2]:+.4f}")
        print(rule, *line, sep="\t", flush=True)


if __name__ == "__main__":
    main()
