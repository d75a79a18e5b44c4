"""Names that differ by one slip of the pen, found without comparing all with all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from rapidfuzz.distance import OSA

from archive.link.entities.clusters import Node

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
    near: dict[tuple[str, ...], list[Node]] = defaultdict(list)
    for node in sorted(names):
        tokens = names[node]
        for i, word in enumerate(tokens):
            if len(word) >= _SHORTEST - 1:
                for short in {word[:j] + word[j + 1 :] for j in range(1, len(word))} | {word}:
                    near[(*tokens[:i], f"{i}:{short}", *tokens[i + 1 :])].append(node)
    seen: set[tuple[Node, Node]] = set()
    for group in near.values():
        if len(group) > 50:
            continue
        for i, a in enumerate(group):
            for b in group[i + 1 :]:
                if a != b and (a, b) not in seen:
                    seen.add((a, b))
                    if _is_slip(names[a], names[b], common):
                        yield a, b


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
