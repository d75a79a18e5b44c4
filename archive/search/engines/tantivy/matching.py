"""Queries of a plan as queries of the library, which says fast how many documents match, and which.

Not all of a plan can be said so. What is said then has all documents that match, and others too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from archive.dataclass import dataclass
from archive.search import plan
from archive.search.lookup import Lookup
from archive.search.plan import Query

if TYPE_CHECKING:
    from archive.search.engines.tantivy.state import TantivyState


@dataclass(frozen=True, slots=True)
class LibraryQuery:
    """What the library is asked: None for what matches nothing; `exact`: whether nothing else matches.

    `documents`: in how many documents its words stand, added up.
    """

    query: Any
    exact: bool = True
    documents: int = 0


NO_DOCUMENT = LibraryQuery(None)


class Matching:
    """The queries of one search."""

    def __init__(self, state: TantivyState, lookup: Lookup) -> None:
        self._state, self._library, self._lookup = state, state.library, lookup
        self._langs = state.coded("lang")[0]

    def asked(self, query: Query) -> LibraryQuery | None:
        """What the library is asked for a query; None: it cannot narrow it down."""
        match query:
            case plan.TermQuery(form, fields, exact):
                return self._any([self._form(form, name, fields, exact) for name in fields])
            case plan.Holds(form, fields, None):
                return self._any([self._having(name, [f"{form}/"]) for name in fields])
            case plan.PrefixQuery(start, fields):
                return self._any([self._having(name, [start]) for name in fields])
            case plan.FuzzyQuery(form, edits, fields):
                starts = [f"{one}/" for one in self._state.near(form, edits)]
                return self._any([self._having(name, starts) for name in fields])
            case plan.PhraseQuery(forms, fields, _):
                found = self._any([self.row(forms, name) for name in fields])
                # Only these are read in any case.
                return found if found is None else LibraryQuery(found.query, found.query is None)
            case plan.DatedIn(days):
                return LibraryQuery(self._library.dated(days))
            case plan.InLang(code):
                return LibraryQuery(self._library.in_language(code))
        return self._joined(query)

    def _joined(self, query: Query) -> LibraryQuery | None:
        match query:
            case plan.AllOf(queries):
                return self._all([self.asked(one) for one in queries])
            case plan.AnyOf(queries) | plan.Best(queries):
                return self._any([self.asked(one) for one in queries])
            case plan.AtLeast(queries, least):
                every = [self.asked(one) for one in queries]
                return self._all(every) if least == len(every) else _inexact(self._any(every), least > 1)
            case plan.Scored(_, among):
                return self.asked(among)
            case plan.OneThing(inner):
                return self.asked(inner)
            case plan.TopShare(inner):
                return _inexact(self.asked(inner))
            case plan.SideBySide(inner) | plan.WithAll(inner):
                return self.asked(inner)
        return None

    def row(self, forms: Sequence[str], name: str) -> LibraryQuery | None:
        """Documents with all of some forms in a field, each for its stem."""
        return self._all([self._form(form, name, (name,), exact=False) for form in forms])

    # -- words -------------------------------------------------------------------------------------------

    def _form(self, form: str, name: str, fields: Sequence[str], exact: bool) -> LibraryQuery:
        """Documents with a form in a field, or another that stands for it in the language of the document."""
        groups: dict[tuple[int, ...], list[str]] = {}
        for other, barred in self._lookup.expand(form, fields, exact=exact).items():
            groups.setdefault(barred, []).append(f"{other}/")
        found = []
        for barred, starts in groups.items():
            one = self._having(name, starts)
            if one.query is not None and barred:
                others = [self._library.in_language(self._langs[code]) for code in barred]
                one = LibraryQuery(self._library.without(one.query, others), True, one.documents)
            found.append(one)
        return self._any(found) or NO_DOCUMENT

    def _having(self, name: str, starts: Iterable[str]) -> LibraryQuery:
        """Documents that have in a field what begins so."""
        held = [pair for start in starts for pair in self._state.tokens(name, start)]
        if not held:
            return NO_DOCUMENT
        tokens = [token for token, _ in held]
        return LibraryQuery(self._library.having(name, tokens), True, sum(most for _, most in held))

    # -- several -----------------------------------------------------------------------------------------

    def _any(self, parts: Sequence[LibraryQuery | None]) -> LibraryQuery | None:
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        some = [part for part in known if part.query is not None]
        if not some:
            return NO_DOCUMENT
        return LibraryQuery(
            self._library.any_of([part.query for part in some]), all(part.exact for part in some),
            sum(part.documents for part in some),
        )  # fmt: skip

    def _all(self, parts: Sequence[LibraryQuery | None]) -> LibraryQuery | None:
        known = [part for part in parts if part is not None]
        if any(part.query is None for part in known):
            return NO_DOCUMENT
        if not known:
            return None
        return LibraryQuery(
            self._library.all_of([part.query for part in known]),
            len(known) == len(parts) and all(part.exact for part in known),
            sum(part.documents for part in known),
        )  # fmt: skip


def _inexact(found: LibraryQuery | None, really: bool = True) -> LibraryQuery | None:
    if found is None or found.query is None or not really:
        return found
    return LibraryQuery(found.query, False, found.documents)
