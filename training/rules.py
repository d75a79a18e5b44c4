"""What each rule of `archive.ingest.names` is worth: names with and without it, on annotated texts.

    python -m training.rules en --data DIR --sets en_web_train [--every 4] [--model tuned|strong|stock]
    python -m training.rules fr --data DIR --sets fr_news --every 4 --model stock
    python -m training.rules fr --data DIR --sets fr_news:0/5 --weights FILE
    python -m training.rules en --data DIR --sets en_web_train --without context.states patterns.LOT

A rule is a function of the package, a shape or a list of `words.py`; each is left out alone, or those of
`--without` together. The model is asked once; texts of which a rule said nothing, with all others at
work, are not judged again. For each rule: how many names would be right and wrong without it, less those
with it, and the strict F1, on every set. The sample archive and the texts of `held/` and of
`communiques.py` are measured too. A rule that gains nothing on texts that none was written on is to go.

`--weights` puts weights that saw nothing of a set in the place of the shipped ones, which know its names by
heart: with those no rule has anything to gain there.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from archive.ingest.names import (
    agree,
    context,
    days,
    formed,
    institutions,
    kinds,
    namer,
    patterns,
    rules,
    unnamed,
    words,
)
from archive.ingest.names import model as models
from archive.ingest.names.spans import FoundName
from archive.text import compose, fold
from corpus.answers import read_gold
from training.communiques import invent, parse
from training.data import Annotated, Counts, find, overall, score

_TYPES = {"PERSON": "PER", "PLACE": "LOC", "ORG": "ORG"}
_NEVER = re.compile(r"(?!)")
_INVENTED = 1000
_MODULES = (agree, context, days, formed, institutions, kinds, patterns, rules, unnamed)
# What cuts texts into words, without which no rule works.
_NO_RULES = frozenset(
    ["WORD", "_CAPITAL_WORD", "CAPITALISED", "ITEM", "_BETWEEN", "_WORD", "_COMMA", "_DASH"]
)


def nothing(*_given: Any, **_named: Any) -> tuple[()]:
    """In the place of what finds names."""
    return ()


def no(*_given: Any, **_named: Any) -> int:
    """In the place of a question, or of a count of characters."""
    return 0


def same(position: int) -> Callable[..., Any]:
    """In the place of what changes the value given at a position."""
    return lambda *given, **_named: given[position]


_FUNCTIONS: tuple[tuple[ModuleType, str, Callable[..., Any]], ...] = (
    *(
        (context, name, nothing)
        for name in (
            "streets", "departments", "dated_towns", "groups", "tailed_groups",
            "french_centres", "courts", "group_lists", "enumerated", "months_as_people",
            "buildings", "recurring", "domains", "states", "acronyms",
        )
    ),
    *((formed, name, nothing) for name in ("registered", "well_known", "dotted", "sections")),
    *((module, name, same(1)) for module, name in (
        (context, "facilities"), (context, "listed"), (context, "french_towns"),
        (formed, "shaped"), (formed, "officials"),
        (formed, "parted"), (unnamed, "without_things"), (days, "no_days"), (days, "first_names"),
        (namer, "agree"), (rules, "retype"),
    )),
    (days, "called_after", nothing),
    (institutions, "institutions", nothing),
    (agree, "_missed", nothing),
    (rules, "_whole_place", lambda _text, start, end: (start, end)),
    (rules, "_split", lambda _text, name: iter((name,))),
    (kinds, "_by_own_words", same(2)),
    *((rules, name, no) for name in (
        "_loose_start", "_loose_end", "_named_by_kind", "_is_phrase",
        "_is_demonym", "_titled", "is_unnamed",
    )),
    *((kinds, name, no) for name in (
        "_placed", "_is_full_name", "_is_first_name",
    )),
    *((unnamed, name, no) for name in (
        "_is_paper", "_is_slogan", "_is_phrase", "_is_headline", "_are_things",
    )),
)  # fmt: skip


@dataclass
class Rule:
    """A rule, what stands in its place without it, and the texts of which it said something."""

    name: str
    module: ModuleType
    attribute: str
    other: Any
    spoke: set[int] = field(default_factory=set)


class Heard:
    """A shape that says when it was found; `at` holds the number of the text that is judged."""

    def __init__(self, shape: re.Pattern[str], rule: Rule, at: list[int]) -> None:
        self._shape = shape
        self._rule = rule
        self._at = at

    def __getattr__(self, name: str) -> Any:
        whole = getattr(self._shape, name)
        if not callable(whole):
            return whole

        def asked(*given: Any) -> Any:
            said = whole(*given)
            said = list(said) if name == "finditer" else said
            if said and not (name == "sub" and said == given[1]):
                self._rule.spoke.add(self._at[0])
            return iter(said) if name == "finditer" else said

        return asked


def every_rule() -> list[Rule]:
    """All rules of the package."""
    found = [Rule(f"{_short(m)}.{name}", m, name, other) for m, name, other in _FUNCTIONS]
    for module in _MODULES:
        for name, value in sorted(vars(module).items()):
            if name in _NO_RULES:
                continue
            if isinstance(value, re.Pattern):
                found.append(Rule(f"{_short(module)}.{name}", module, name, _NEVER))
            elif module is patterns and isinstance(value, dict) and name.isupper():
                found.append(Rule(f"{_short(module)}.{name}", module, name, dict.fromkeys(value, _NEVER)))
    lists = sorted(name for name, value in vars(words).items() if isinstance(value, frozenset))
    return [*found, *(Rule(f"words.{name}", words, name, frozenset()) for name in lists)]


def sample(lang: str) -> list[Annotated]:
    """The texts of the sample archive in a language, with its gold names."""
    gold = read_gold()
    names: dict[str, list[tuple[int, int, str]]] = {}
    for row in gold.mentions:
        if row["type"] in _TYPES:
            names.setdefault(row["document"], []).append((row["start"], row["end"], _TYPES[row["type"]]))
    return [
        Annotated(row["text"], tuple(names.get(row["id"], ())), group=row["file"])
        for row in gold.documents
        if row["lang"] == lang
    ]


def held(file: str) -> list[Annotated]:
    """The texts of a file of `training/held`, a line each."""
    lines = (Path(__file__).parent / "held" / file).read_text("utf-8").splitlines()
    return [parse(line) for line in lines]


def _short(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


@contextmanager
def put(rules: Iterable[Rule], value: Callable[[Rule], Any]) -> Iterator[None]:
    """The package with something else in the place of each rule."""
    with ExitStack() as stack:
        for rule in rules:
            before = getattr(rule.module, rule.attribute)
            stack.callback(setattr, rule.module, rule.attribute, before)
            setattr(rule.module, rule.attribute, value(rule))
        yield


def _listener(rule: Rule, at: list[int]) -> Any:
    """A rule that remembers of which texts it says something."""
    value = getattr(rule.module, rule.attribute)
    if isinstance(value, re.Pattern):
        return Heard(value, rule, at)
    if isinstance(value, dict):
        return {key: Heard(shape, rule, at) for key, shape in value.items()}
    if isinstance(value, frozenset):
        return value  # see `_holding`

    def asked(*given: Any, **named: Any) -> Any:
        given = tuple(list(one) if isinstance(one, Iterator) else one for one in given)
        said = value(*given, **named)
        other = rule.other(*given, **named)
        if isinstance(said, Iterator | Iterable) and not isinstance(said, str | tuple):
            said = list(said)
            different = said != list(other if isinstance(other, Iterable) else (other,))
        else:
            different = said != other
        if different:
            rule.spoke.add(at[0])
        return said

    return asked


@dataclass(frozen=True)
class Said:
    """An annotated text and what the model said of it; offsets count in the composed text."""

    gold: Annotated
    text: str
    names: list[FoundName]
    place: Callable[[int, int], tuple[int, int]]


def tagger(lang: str, weights: Path) -> models.Tagger:
    """The stock pipeline with the weights of a file."""
    with models.quick_products():
        nlp = models.load_stock(models.stock_name(lang))
        models.put_weights(nlp.get_pipe("ner"), models.load_weights(weights))
    return models.Spacy(nlp)


def said(
    texts: Sequence[Annotated], lang: str, model: models.Choice, own: models.Tagger | None = None
) -> list[Said]:
    """What a model, or a tagger of one's own, says of the texts."""
    composed = [compose(text.text) for text in texts]
    names: list[list[FoundName]] = [[] for _ in texts]
    asked = namer.Namer(model, taggers={lang: own} if own else None).said(
        lang, [(i, mapped.text) for i, mapped in enumerate(composed)]
    )
    for i, name in asked:
        names[i].append(name)
    rows = zip(texts, composed, names, strict=True)
    return [Said(text, mapped.text, some, mapped.original) for text, mapped, some in rows]


def judged(one: Said, lang: str) -> dict[str, Counts]:
    """The counts of one text, with the rules as they are now."""
    counts: dict[str, Counts] = {}
    names = namer.judge(one.text, one.names, lang)
    score(one.gold, {(*one.place(n.start, n.end), _TYPES[n.type]) for n in names}, counts)
    return counts


class Measure:
    """A set's counts with all rules, text by text, and how they change without some."""

    def __init__(self, lang: str, texts: Sequence[Said], rules: Sequence[Rule]) -> None:
        self._lang = lang
        self._texts = texts
        for rule in rules:
            rule.spoke.clear()
        at = [0]
        self._whole: list[Counts] = []
        with put(rules, lambda rule: _listener(rule, at)):
            for at[0], one in enumerate(texts):
                self._whole.append(overall(judged(one, lang)))
        held = _holding(texts)
        for rule in rules:
            if rule.module is words:
                rule.spoke.update(*(held.get(word, ()) for word in getattr(words, rule.attribute)))
        self._spoke = {rule.name: set(rule.spoke) for rule in rules}
        self.all = _sum(self._whole)

    def without(self, rules: Sequence[Rule], show: bool = False) -> Counts:
        """The counts without some rules."""
        texts = set().union(*(self._spoke[rule.name] for rule in rules))
        counts = list(self._whole)
        with put(rules, lambda rule: rule.other):
            for i in texts:
                counts[i] = overall(judged(self._texts[i], self._lang))
        if show:
            for i in sorted(texts):
                if counts[i] != self._whole[i]:
                    print("", _better(counts[i], self._whole[i]), self._texts[i].gold.text, sep="\t")
        return _sum(counts)


def _better(new: Counts, old: Counts) -> str:
    return f"{new.hit - old.hit:+d} {new.said - new.hit - old.said + old.hit:+d}"


def _holding(texts: Sequence[Said]) -> Mapping[str, set[int]]:
    """The numbers of the texts that hold each folded word."""
    found: dict[str, set[int]] = {}
    for i, one in enumerate(texts):
        folded = fold(one.text)
        for word in {*kinds.WORD.findall(folded), *re.findall(r"[^\W_]+\.?", folded)}:
            found.setdefault(word, set()).add(i)
    return found


def _sum(counts: Iterable[Counts]) -> Counts:
    every = list(counts)
    return Counts(sum(c.hit for c in every), sum(c.said for c in every), sum(c.gold for c in every))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("lang", choices=models.LANGUAGES)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="folders with the sets")
    parser.add_argument("--sets", nargs="*", default=[])
    parser.add_argument("--every", type=int, default=1, help="take one text of so many of each set")
    parser.add_argument("--model", choices=["tuned", "strong", "stock"], default="tuned")
    parser.add_argument("--weights", type=Path, help="weights to be put in the place of the shipped ones")
    parser.add_argument("--without", nargs="+", help="leave these rules out together, and show the texts")
    args = parser.parse_args()
    sets = {name: find(name, args.data)[:: args.every] for name in args.sets}
    sets |= {
        "sample": sample(args.lang),
        "held": held(f"{args.lang}.txt"),
        "held_2": held(f"{args.lang}_2.txt"),
        "held_3": held(f"{args.lang}_3.txt"),
        "invented": invent(args.lang, _INVENTED, random.Random(0)),
    }
    rules = every_rule()
    own = tagger(args.lang, args.weights) if args.weights else None
    measures = {
        name: Measure(args.lang, said(texts, args.lang, args.model, own), rules)
        for name, texts in sets.items()
    }
    print("all rules", *(f"{name} {one.all.f1:.4f}" for name, one in measures.items()), sep="\t", flush=True)
    chosen = [[rule for rule in rules if rule.name in args.without]] if args.without else [[r] for r in rules]
    for some in chosen:
        line = []
        for name, one in measures.items():
            left = one.without(some, show=bool(args.without))
            line.append(f"{name} {_better(left, one.all)} {left.f1 - one.all.f1:+.4f}")
        print("+".join(rule.name for rule in some), *line, sep="\t", flush=True)


if __name__ == "__main__":
    main()
