"""What is left to do of a run of links, kept in the catalog after every step of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from itertools import pairwise

from archive.catalog import Catalog

_LEFT = "links to make"  # the setting that holds it, as JSON
_SETTLED = "links settled to"  # and the one that holds the last text of those whose pairs are settled
Numbers = frozenset[int] | set[int]


@dataclass(frozen=True, slots=True)
class Pending:
    """What texts already put to their copies leave to do, by number."""

    come: Numbers = frozenset()  # stand for their copies now
    gone: Numbers = frozenset()  # and no longer
    listed: Numbers = frozenset()  # came, and are in the lists of nearest texts, but have no candidates yet
    rivals: Numbers = frozenset()  # had one of those that are gone as a candidate
    settle: Numbers = frozenset()  # whose pairs are settled anew, whatever else comes
    behind: bool = False  # lists changed, and the candidates are not yet what they make them

    @classmethod
    def of(cls, catalog: Catalog) -> Pending:
        """What is kept in the catalog."""
        kept = json.loads(catalog.setting(_LEFT) or "{}")
        behind = bool(kept.pop("behind", False))
        found = cls(**{name: frozenset(_numbers(runs)) for name, runs in kept.items()}, behind=behind)
        last = int(catalog.setting(_SETTLED) or 0)
        return replace(found, settle={n for n in found.settle if n > last})

    def joined(self, later: Pending) -> Pending:
        """This and what came later. A text that went and came again is both: no old list of it holds."""
        return Pending(
            (self.come - later.gone) | later.come, self.gone | later.gone, self.listed - later.gone,
            self.rivals | later.rivals, self.settle | later.settle, self.behind,
        )  # fmt: skip

    def keep(self, catalog: Catalog) -> None:
        """Keeps it in the catalog."""
        parts = {f.name: getattr(self, f.name) for f in fields(self)}
        kept = {name: part if part is True else list(_runs(part)) for name, part in parts.items() if part}
        with catalog.transaction():
            catalog.set(_LEFT, json.dumps(kept))
            catalog.set(_SETTLED, "0")


def settled(catalog: Catalog, last: int) -> None:
    """Keeps that the pairs of all texts up to `last` are settled, of those that were to be."""
    catalog.set(_SETTLED, str(last))


def _runs(numbers: Iterable[int]) -> Iterator[int]:
    """Numbers as runs: the first and the last of each. A new archive's are one."""
    ordered = sorted(numbers)
    yield ordered[0]
    for one, following in pairwise(ordered):
        if following != one + 1:
            yield one
            yield following
    yield ordered[-1]


def _numbers(runs: list[int]) -> Iterator[int]:
    for first, last in zip(runs[::2], runs[1::2], strict=True):
        yield from range(first, last + 1)
