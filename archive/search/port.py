"""What passes between the archive and its search index: rows and queries in, a page of hits out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any, Final

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
    the facet `source`, the folder or site it came from. `stated` are (field, value) of what is said of it,
    the collection to which a person puts it among them. `media_type`: of the original.
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
    stated: tuple[tuple[str, str], ...] = ()
    media_type: str = ""

    def values(self, field: str) -> list[str]:
        """The values of a field of names or of STATED, each once."""
        pairs = self.stated if field in STATED else [(kind.lower(), name) for kind, name in self.names]
        return list(dict.fromkeys(value for name, value in pairs if name == field))


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
