"""What a search engine is to the archive: a place in the change log, writing, and searching.

The records here and the query tree are all that passes through, so another engine can be put behind
the same protocol; `tests/contracts` holds the suite that it must pass.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any, Final, Protocol

from archive.arrays import Array
from archive.dataclass import dataclass
from archive.search.query import Node

Days = tuple[int, int]  # first and last day, proleptic ordinals, both included
NAME_TYPES = ("PERSON", "PLACE", "ORG")
# What is said of a text, not in it: by whoever took it in, or by the header of a mail.
STATED: Final = ("author", "collection", "identifier", "from", "to")
FIELDS: Final = ("text", "title", "person", "place", "org", "source", *STATED)
NAME_GAP: Final = 50  # places between two names of a document, so that no phrase spans both
FACETS = ("lang", "year", "person", "place", "org", "source", "undated", "translated", "month", "day")
MORE: Final = ("format", "collection")  # facets that are counted where a search names them


@dataclass(frozen=True, slots=True)
class PassageVector:
    """A stretch of a text (end exclusive) and its unit vector, float16, little-endian."""

    start: int
    end: int
    vector: bytes


@dataclass(frozen=True, slots=True)
class IndexRow:
    """All that an index holds of one document.

    `names` are (type, name as written) of its mentions; `entities` (type, entity number); `spoken` the
    days its dates speak of; `twins` the numbers of its translations and copies; `collection` the value of
    the facet `source`, the folder or site it came from. `said` are (field, value) of what is said of it, the
    collection to which a person puts it among them. `media_type`: of the original.
    """

    n: int
    lang: str
    text: str
    title: str = ""
    source: str = ""
    collection: str = ""
    dated: Days | None = None
    names: tuple[tuple[str, str], ...] = ()
    entities: tuple[tuple[str, int], ...] = ()
    spoken: tuple[Days, ...] = ()
    twins: tuple[int, ...] = ()
    passages: tuple[PassageVector, ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    media_type: str = ""

    def values(self, field: str) -> list[str]:
        """The values of a field of names or of STATED, each once."""
        told = self.said if field in STATED else [(kind.lower(), name) for kind, name in self.names]
        return list(dict.fromkeys(value for name, value in told if name == field))


@dataclass(frozen=True, slots=True)
class Named:
    """A filter by a name: texts with one of `entities`, or with `name` among their names of `type`."""

    type: str
    name: str
    entities: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search down; everything given must hold. `langs`: any of these languages.

    `dated` keeps texts dated in the span, by overlap; with `spoken`, also those that speak of it.
    `translated` keeps texts that stand in another language too. `source`: words of where they came from.
    `never`: whatever passes one of these is left out.
    """

    langs: tuple[str, ...] = ()
    names: tuple[Named, ...] = ()
    dated: Days | None = None
    spoken: bool = False
    undated: bool = False
    translated: bool = False
    source: str | None = None
    format: str | None = None
    collection: str | None = None
    never: tuple[Filters, ...] = ()


@dataclass(frozen=True, slots=True)
class Other:
    """What stands for a form of the query in texts of `lang` (None: in any), for `worth` of it (0 to 1).

    `form`: one, or several in a row with a space between. `else_only`: only when no text has the form itself.
    """

    form: str
    lang: str | None
    worth: float
    else_only: bool = False


@dataclass(frozen=True, slots=True)
class EngineQuery:
    """One search.

    `aliases`: for forms of the query that are names, in a row, the entities they may be (a query for
    Londres finds the texts with the entity London). `others`: for forms that no AND, OR, field or quotation
    mark binds, what counts as them too; not for what is a name in the archive. `vector`: the meaning of the
    query, unit length; None for a search by words alone. `times`: for forms of the query that name a time, in
    a row, its days: texts of that time, or that speak of it, count as having them. `first`: how many of the
    best hits to pass over. `more`: what of MORE is counted too; `whole`: the facet that is told at length.
    """

    tree: Node
    where: Filters = Filters()
    aliases: Mapping[tuple[str, ...], frozenset[int]] = field(default_factory=dict)
    others: Mapping[str, tuple[Other, ...]] = field(default_factory=dict)
    vector: Sequence[float] | None = None
    by_date: bool = False
    first: int = 0
    limit: int = 10
    facets: bool = False
    times: Mapping[tuple[str, ...], Days] = field(default_factory=dict)
    more: tuple[str, ...] = ()
    whole: str = ""


@dataclass(frozen=True, slots=True)
class MatchedGroup:
    """One hit: a text, and the others of its group (translations, copies) that were found with it.

    `passage` is the stretch nearest to the query's meaning and its cosine, where meaning brought the hit;
    `worded` whether the words of the query did.
    """

    n: int
    score: float
    worded: bool = True
    passage: tuple[int, int, float] | None = None
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class EngineResult:
    """A page of hits, how many there are in all, how many texts they stand for, and facets.

    `facets` gives for each of FACETS, and what else was asked for, the values and the number of hits; names
    are entity numbers.
    `relaxed` says that no text holds all the words asked for, so texts with fewer were taken.
    """

    total: int
    documents: int
    matches: tuple[MatchedGroup, ...]
    facets: Mapping[str, Sequence[tuple[Any, int]]] = field(default_factory=dict)
    relaxed: bool = False


# -- what an engine gives ----------------------------------------------------------------------------


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


class State(Protocol):
    """One committed state of an index, read by several threads at once.

    A document's *place* is its index in all arrays here; places are good within one state. Some may be
    empty: `alive` says which are not, and only those are in postings. `memo` keeps what ranking has worked
    out for the state, a few arrays.
    """

    generation: int
    position: int  # in the catalog's change log, up to which the state is true
    upto: int  # the last document of a rebuild that is under way, 0 when none is
    size: int  # places
    count: int  # documents
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

    def wanted(self) -> Collection[int]:
        """Documents that the engine would like to be given again, to tidy itself up; mostly none."""

    def sound(self) -> bool:
        """Whether every byte is as it was written; reads all of it. Raises OSError."""

    def close(self) -> None:
        """Lets go of the files; nobody reads any more."""


class Engine(Protocol):
    """What keeps an index. It knows rows and words; queries and ranking are not its business."""

    def generation(self) -> int:
        """The number of the newest committed state; asked at every search. Raises DamagedIndex."""

    def state(self, generation: int) -> State:
        """Opens that state, or a later one. Raises DamagedIndex when it is gone, or a file is damaged."""

    def write(self, rows: Iterable[IndexRow], gone: Collection[int], position: int, *, upto: int = 0) -> None:
        """Puts `rows` in, in place of any with the same numbers, takes `gone` out, notes `position`.

        All at once or, when it is interrupted, not at all; of a number in both, the row stays. Raises
        ArchiveBusy when another writes, DamagedIndex, OSError.
        """
