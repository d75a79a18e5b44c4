"""What an engine gives that keeps its documents in this process: postings, columns and vectors, as arrays.

`archive.search.executor` runs every plan on them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Protocol

from archive.arrays import Array
from archive.dataclass import dataclass
from archive.search.engine import State
from archive.search.port import NAME_TYPES, Days


def entity_code(kind: str, entity: int) -> int:
    """An entity and the type of the name it has in a text, as one number."""
    return entity << 2 | NAME_TYPES.index(kind)


def span_code(span: Days) -> int:
    """A span of days as one number: ordinals are below 2**22."""
    return span[0] << 24 | span[1]


@dataclass(frozen=True, slots=True)
class Vectors:
    """The passages of the documents at the places from `base` on, `size` of them, in the order of documents.

    `document` counts from `base`; `first_row` tells where the passages of each document begin, and ends with
    their number. `signs` are the sketches of the vectors (`archive.search.vectors.signs`).
    """

    base: int
    size: int
    vectors: Array
    signs: Array
    document: Array
    start: Array
    end: Array
    first_row: Array


class Postings(Protocol):
    """Where one form stands in one field: the places of documents, ascending, and how often in each."""

    @property
    def places(self) -> Array: ...

    @property
    def counts(self) -> Array: ...

    def firsts(self) -> Array:
        """The first position in each document."""

    def occurrences(self, places: Array) -> tuple[Array, Array]:
        """Place and position of every occurrence in the documents at the ascending `places`, ascending."""


class ArrayState(State, Protocol):
    """One committed state of an index, read by several threads at once.

    A document's *place* is its index in all arrays here; places are good within one state. Some may be
    empty: `alive` says which are not, and only those are in postings. `memo` keeps what ranking has worked
    out for the state, a few arrays.
    """

    size: int  # places
    alive: Array
    memo: dict[Any, Any]

    def column(self, name: str) -> Array:
        """By place: `n`, `first` and `last` day (0: undated), `text` and `title` (lengths in words)."""

    def coded(self, name: str) -> tuple[list[str], Array]:
        """`lang`, `collection` or `format`: the values there are, and by place which one."""

    def labelled(self, name: str) -> tuple[list[str], Array, Array]:
        """`collections`, of which a text may have several: the values, places, ascending, and which one."""

    def lists(self, name: str) -> tuple[Array, Array]:
        """`entities` (entity_code), `spoken` (span_code), `twins`: places, ascending, and values."""

    def postings(self, name: str, form: str) -> Postings | None:
        """Where a form stands in a field of FIELDS; None when it stands nowhere."""

    def beginning(self, name: str, start: str) -> tuple[Array, Array]:
        """Where forms stand that begin so, and how often; a place comes once for each form."""

    def kin(self, stem: str, lang: str) -> Collection[str]:
        """The forms with that stem in texts and titles of a language; the stem itself may be left out."""

    def vocabulary(self) -> Sequence[Sequence[str]]:
        """All forms, in one or several lists, each in the order of their letters' numbers."""

    def vectors(self) -> Sequence[Vectors]:
        """The passages, in one or several parts."""
