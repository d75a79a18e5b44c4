"""What an engine is told to do for one search: a tree of queries without any decision left in it.

The planner (`archive.search.planner`) makes it from what a person asks; an engine's executor runs it. Each
query says which texts match, what they score, and (its *ceiling*) about what a text scores that answers in
full: scores are told as shares of that. A filter scores nothing. Forms are those of
`archive.search.analysis`; days are proleptic ordinals, both included.

Engines must agree on which texts match. Scores are their own as long as the order is about as good: BM25F
with the weights of `archive.search.scoring` is the reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from archive.dataclass import dataclass
from archive.search.port import Days, Other

ANYWHERE: Final = ("text", "title")  # the fields in which a form means those of its stem too

# -- what stands in texts ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TermQuery:
    """A form in any of `fields`; unless `exact`, in text and title another of its stem too.

    A form that shares the stem in one language only is none in a text of another language that has stems.
    """

    form: str
    fields: tuple[str, ...]
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Holds:
    """Filter: a form as written, in any of `fields`, in texts of `lang` (None: of any)."""

    form: str
    fields: tuple[str, ...]
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class PrefixQuery:
    """Any form that begins so."""

    start: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FuzzyQuery:
    """Forms at most so many letters away (OSA), of all fields the `archive.search.spelling.MOST` nearest."""

    form: str
    edits: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhraseQuery:
    """Forms in a row in one field or, with `slop`, each within so many words of the rarest, in any order.

    In text and title each stands for its stem, as in `TermQuery`. Names of a document are NAME_GAP apart.
    """

    forms: tuple[str, ...]
    fields: tuple[str, ...]
    slop: int | None = None


# -- filters by facts of a document ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InLang:
    """Texts in a language."""

    code: str


@dataclass(frozen=True, slots=True)
class DatedIn:
    """Texts dated in a span, by overlap."""

    days: Days


@dataclass(frozen=True, slots=True)
class Mentions:
    """Texts that speak of a span, by overlap."""

    days: Days


@dataclass(frozen=True, slots=True)
class Undated:
    """Texts without a date."""


@dataclass(frozen=True, slots=True)
class Translated:
    """Texts of groups that have texts in two languages at least."""


@dataclass(frozen=True, slots=True)
class OfFormat:
    """Texts whose original is of a media type."""

    value: str


@dataclass(frozen=True, slots=True)
class InCollection:
    """Texts that a person put into a collection, named as a whole."""

    value: str


@dataclass(frozen=True, slots=True)
class Entities:
    """Texts that name one of these entities, by number."""

    numbers: frozenset[int]


# -- joined ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AllOf:
    """Texts that match all; scores and ceilings are added up. Of no queries: every text, scoring nothing."""

    queries: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Texts that match any; the scores of those that match are added up, the ceiling is the highest."""

    queries: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Filter: texts that do not match."""

    query: Query


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Filter: texts that match so many of the queries."""

    queries: tuple[Query, ...]
    least: int


@dataclass(frozen=True, slots=True)
class Best:
    """Texts that match any, each with the best of its scores. The ceiling is that of `OneThing`."""

    queries: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """The texts of `among`, with the scores of `queries`, of which none need match; ceilings are added up."""

    queries: tuple[Query, ...]
    among: Query


@dataclass(frozen=True, slots=True)
class OneThing:
    """The same texts and scores; the ceiling is that of one word that as many texts have."""

    query: Query


@dataclass(frozen=True, slots=True)
class OrNamed:
    """`query`, or texts that name one of these entities, worth what having it once is.

    The ceiling is that of `query` or, where it is higher, of `OneThing`: `query` may match nothing.
    """

    query: Query
    entities: frozenset[int]


@dataclass(frozen=True, slots=True)
class OrInstead:
    """`query`, or texts of an other's language that have the other, for its worth.

    An other without a language is looked for as it is written, else in all forms of its stem in that
    language; one of several words in a row, each in all forms. Ceiling as of `OrNamed`.
    """

    query: Query
    others: tuple[Other, ...]


@dataclass(frozen=True, slots=True)
class OrTime:
    """`query`, or texts that are dated in the span or speak of it, counting as `worth` occurrences.

    That is times the share of their own span in it; below `least` they are no match. Ceiling of `OneThing`.
    """

    query: Query
    days: Days
    worth: float
    least: float


@dataclass(frozen=True, slots=True)
class TopShare:
    """Those of `query` that score at least `share` of the best; not counting the scores of `apart`."""

    query: Query
    share: float
    apart: tuple[Query, ...] = ()


@dataclass(frozen=True, slots=True)
class SideBySide:
    """`query`; its best `among` texts score more for each pair of forms that stands side by side in the text.

    A pair (first, second, weight) adds `worth` * weight of the ceiling; each form stands for its stem.
    """

    query: Query
    pairs: tuple[tuple[str, str, float], ...]
    worth: float
    among: int


@dataclass(frozen=True, slots=True)
class WithAll:
    """`query`; its texts that match all of `queries` score `worth` of the ceiling more."""

    query: Query
    queries: tuple[Query, ...]
    worth: float


Query = (
    TermQuery | Holds | PrefixQuery | FuzzyQuery | PhraseQuery
    | InLang | DatedIn | Mentions | Undated | Translated | OfFormat | InCollection | Entities
    | AllOf | AnyOf | Without | AtLeast | Best | Scored
    | OneThing | OrNamed | OrInstead | OrTime | TopShare | SideBySide | WithAll
)  # fmt: skip

EVERYTHING: Final = AllOf(())
NOTHING: Final = OneThing(AnyOf(()))


# -- the whole ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Meaning:
    """How nearness in meaning joins the words.

    Of the texts that pass `gate`, the `most` nearest join whose cosine is `least` at least; the best
    `compared` by words are compared too. A score is: the share of a full answer, plus `words_of_twin` of
    the best of the others of its group, plus `counts` times (nearness plus `of_twin` of the best nearness
    of the others).
    """

    vector: Sequence[float]
    gate: Query
    compared: int
    most: int
    least: float
    counts: float
    of_twin: float
    words_of_twin: float


@dataclass(frozen=True, slots=True)
class FacetCount:
    """One facet of `port.FACETS` or `port.MORE`, counted in groups: each once for a value among its texts.

    The `most` frequent values, those as frequent in the order of the values; None: all, in the order of the
    values. `parts`: the texts dated in each part of a time, by overlap, in place of values.
    """

    name: str
    most: int | None
    parts: tuple[tuple[str, Days], ...] | None = None


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """One search: texts that match `query` and pass `where`, texts joined by links as one hit.

    `by_date`: the oldest first, undated ones last, and of one day the better; else the best first. Of equal
    ones the lower number comes first: among hits, and within a group, whose first text stands for it. A page
    is `limit` groups from the one after `first`. `relaxed` is passed on to the result.
    """

    query: Query
    where: Query = EVERYTHING
    meaning: Meaning | None = None
    by_date: bool = False
    first: int = 0
    limit: int = 10
    facets: tuple[FacetCount, ...] = ()
    relaxed: bool = False
