"""What a search engine is to the archive: a place in the change log, writing, and searching.

The records here and the query tree are all that passes through, so another engine can be put behind
the same protocol; `tests/contracts` holds the suite that it must pass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from archive.search.query import Node

Days = tuple[int, int]  # first and last day, proleptic ordinals, both included
NAME_TYPES = ("PERSON", "PLACE", "ORG")
FACETS = ("lang", "year", "person", "place", "org", "source")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a text (end exclusive) and its unit vector, float16, little-endian."""

    start: int
    end: int
    vector: bytes


@dataclass(frozen=True, slots=True)
class Row:
    """All that an index holds of one document.

    `names` are (type, name as written) of its mentions; `entities` (type, entity number); `spoken` the
    days its dates speak of; `twins` the numbers of its translations and copies; `collection` the value of
    the facet `source`, the folder or site it came from.
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
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """A filter by a name: texts with one of `entities`, or with `name` among their names of `type`."""

    type: str
    name: str
    entities: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Where:
    """What narrows a search down; everything given must hold.

    `dated` keeps texts dated in the span, by overlap; with `spoken`, also those that speak of it.
    """

    lang: str | None = None
    names: tuple[Named, ...] = ()
    dated: Days | None = None
    spoken: bool = False


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
class Ask:
    """One search.

    `aliases`: for forms of the query that are names, in a row, the entities they may be (a query for
    Londres finds the texts with the entity London). `others`: for forms that no AND, OR, field or quotation
    mark binds, what counts as them too; not for what is a name in the archive. `vector`: the meaning of the
    query, unit length; None for a search by words alone. `first`: how many of the best hits to pass over.
    """

    tree: Node
    where: Where = Where()
    aliases: Mapping[tuple[str, ...], frozenset[int]] = field(default_factory=dict)
    others: Mapping[str, tuple[Other, ...]] = field(default_factory=dict)
    vector: Sequence[float] | None = None
    by_date: bool = False
    first: int = 0
    limit: int = 10
    facets: bool = False


@dataclass(frozen=True, slots=True)
class Match:
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
class Found:
    """A page of hits, how many there are in all, how many texts they stand for, and facets.

    `facets` gives for each of FACETS the values and the number of hits; names are entity numbers.
    `relaxed` says that no text holds all the words asked for, so texts with fewer were taken.
    """

    total: int
    documents: int
    matches: tuple[Match, ...]
    facets: Mapping[str, Sequence[tuple[Any, int]]] = field(default_factory=dict)
    relaxed: bool = False
