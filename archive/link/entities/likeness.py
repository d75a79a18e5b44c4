"""How alike two names are: a French and an English one by their words, or two that differ by one slip."""

from __future__ import annotations

import functools
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources

from rapidfuzz.distance import OSA, Indel, JaroWinkler

from archive.lang.registry import HOME
from archive.link.entities.names import gazetteer
from archive.link.entities.snapshot import Node

_FRENCH, _ENGLISH = HOME  # the languages of the lexicon
# Two words are cognates at this likeness: parlementaire and parliamentary have 0.77, ministere and
# minister 0.94; science and silence 0.86 have other first letters in common than cognates do.
_COGNATE = 0.75
_PREFIX = 4


@functools.lru_cache(maxsize=1)
def _english() -> frozenset[str]:
    """The English words of the lexicon."""
    return frozenset(word for english in _lexicon().values() for word in english)


@functools.lru_cache(maxsize=1)
def _lexicon() -> dict[str, frozenset[str]]:
    """French words to what they are in English."""
    found: dict[str, set[str]] = defaultdict(set)
    text = resources.files("archive.link.entities").joinpath("data/lexicon.tsv").read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            french, english = line.split("\t")
            for word in french.split():
                found[word].update(english.split())
    return {word: frozenset(others) for word, others in found.items()}


@functools.lru_cache(maxsize=100_000)
def word_likeness(french: str, english: str) -> float:
    """From 0 to 1, how likely two folded words mean the same: equal, in the lexicon, or cognates."""
    if french == english:
        return 1.0
    if english in _lexicon().get(french, ()) or _one_place(french, english):
        return 0.95
    if french[:1] != english[:1] or min(len(french), len(english)) < _PREFIX:
        return 0.0
    alike = max(Indel.normalized_similarity(french, english), JaroWinkler.similarity(french, english) - 0.1)
    same = 0
    for x, y in zip(french, english, strict=False):
        if x != y:
            break
        same += 1
    if alike >= _COGNATE and same >= 3:
        return alike
    return 0.8 if same >= max(_PREFIX, 0.65 * min(len(french), len(english))) else 0.0


def _one_place(french: str, english: str) -> bool:
    """Whether two words name one place: Gand and Ghent."""
    place = _place(french, _FRENCH)
    return place is not None and place == _place(english, _ENGLISH)


@functools.lru_cache(maxsize=100_000)
def _place(word: str, lang: str) -> str | None:
    """The place that a word of a name names, if it is no short one."""
    return gazetteer().place(word, lang) if len(word) >= _PREFIX else None


def known(word: str) -> bool:
    """Whether a folded word is one of those that name kinds of bodies and what they are about."""
    return word in _lexicon() or word in _english()


def likeness(french: tuple[str, ...], english: tuple[str, ...], weights: Mapping[str, float]) -> float:
    """From 0 to 1, how much of the weight of two names' words finds its counterpart in the other."""
    pairs = sorted(
        ((word_likeness(f, e), i, j) for i, f in enumerate(french) for j, e in enumerate(english)),
        key=lambda p: (-p[0], abs(p[1] - p[2])),
    )
    left, right = set(range(len(french))), set(range(len(english)))
    total = sum(weights.get(w, 1.0) for w in (*french, *english))
    matched = 0.0
    for like, i, j in pairs:
        if like > 0 and i in left and j in right:
            left.remove(i)
            right.remove(j)
            matched += like * (weights.get(french[i], 1.0) + weights.get(english[j], 1.0))
    return matched / total if total else 0.0


def at_odds(french: tuple[str, ...], english: tuple[str, ...]) -> bool:
    """Whether each of two names has a word that is in no list and has no counterpart in the other."""
    alone = [f for f in french if not known(f) and not any(word_likeness(f, e) > 0 for e in english)]
    return bool(alone) and any(
        not known(e) and not any(word_likeness(f, e) > 0 for f in french) for e in english
    )


def weights(names: Iterable[tuple[str, ...]]) -> dict[str, float]:
    """What a word counts: rare ones more (the logarithm of the names' number over the word's names)."""
    listed = list(names)
    counts = Counter(word for tokens in listed for word in set(tokens))
    return {word: math.log(1 + len(listed) / count) for word, count in counts.items()}


def candidates(
    french: Mapping[Node, tuple[str, ...]], english: Mapping[Node, tuple[str, ...]], limit: int = 200
) -> dict[Node, set[Node]]:
    """For each French name, the English ones that share two words with it, or their only one.

    A word that stands in more than `limit` English names finds none.
    """
    by_word: dict[str, list[Node]] = defaultdict(list)
    by_prefix: dict[str, set[str]] = defaultdict(set)
    by_place: dict[str, set[str]] = defaultdict(set)
    for node, tokens in english.items():
        for word in set(tokens):
            by_word[word].append(node)
            by_prefix[word[:3]].add(word)
            if place := _place(word, _ENGLISH):
                by_place[place].add(word)
    hits: dict[str, set[Node]] = {}  # of a French word
    for word in {word for tokens in french.values() for word in tokens}:
        others = {o for o in by_prefix.get(word[:3], ()) if word_likeness(word, o) > 0}
        others |= {o for o in _lexicon().get(word, ()) if o in by_word}
        if place := _place(word, _FRENCH):
            others |= by_place.get(place, set())
        hits[word] = {n for o in others if len(by_word[o]) <= limit for n in by_word[o]}
    single = {node for node, tokens in english.items() if len(tokens) == 1}
    found: dict[Node, set[Node]] = {}
    for node, tokens in french.items():
        once: set[Node] = set()
        twice: set[Node] = set()
        for word in set(tokens):
            twice |= once & hits[word]
            once |= hits[word]
        found[node] = once if len(tokens) == 1 else twice | (once & single)
    return found


# Shorter words differ by one letter too often: Marin and Martin, Roux and Rous.
_SHORTEST = 6
_WORD_IN_NAMES = 3


def slips(names: Mapping[Node, tuple[str, ...]]) -> Iterator[tuple[Node, Node]]:
    """Pairs of names alike but for one edit (a swap counts as one) inside one word of six letters or more.

    The first letter of the word must stand, digits must agree, and a lost or added final s, e or t
    is no slip but another name (Dupond and Dupont, Laurent and Laurens). A word that stands in three
    names is a word: "ministre" is no slip of "ministère" then.
    """
    common = Counter(word for tokens in names.values() for word in set(tokens))
    near = _near(word for word in common if len(word) >= _SHORTEST - 1)
    by_tokens: dict[tuple[str, ...], list[Node]] = defaultdict(list)
    for node, tokens in names.items():
        by_tokens[tokens].append(node)
    seen: set[tuple[Node, Node]] = set()
    for node, tokens in names.items():
        for i, word in enumerate(tokens):
            for slip in near.get(word, ()):
                for other in by_tokens.get((*tokens[:i], slip, *tokens[i + 1 :]), ()):
                    if node < other and _is_slip(tokens, names[other], common):
                        seen.add((node, other))
    yield from sorted(seen)


def _near(words: Iterable[str]) -> dict[str, set[str]]:
    """Words to those that may be one edit away and begin with the same letter: far fewer than names are."""
    by_part: dict[str, list[str]] = defaultdict(list)
    for word in words:
        for part in {word[:j] + word[j + 1 :] for j in range(1, len(word))} | {word}:
            by_part[part].append(word)
    near: dict[str, set[str]] = defaultdict(set)
    for found in by_part.values():
        for word in found if len(found) > 1 else ():
            near[word].update(other for other in found if other != word)
    return near


def _is_slip(one: tuple[str, ...], other: tuple[str, ...], common: Counter[str]) -> bool:
    if len(one) != len(other):
        return False
    differing = [(x, y) for x, y in zip(one, other, strict=True) if x != y]
    if len(differing) != 1:
        return False
    a, b = differing[0]
    if min(common[a], common[b]) >= _WORD_IN_NAMES:
        return False
    if max(len(a), len(b)) < _SHORTEST or a[0] != b[0] or not (a.isalpha() and b.isalpha()):
        return False
    return a[-1] == b[-1] and OSA.distance(a, b) == 1
