"""What a search asks for, decided: from a query as it was typed to a plan that any engine can run.

All that is a matter of judgement is settled here: which words are names, which go together, how many of them
a text must have, what stands for them, where meaning may add texts. An engine is asked in how many texts
something is, and at times how well a query does at best; nothing else is known of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from archive.dataclass import dataclass
from archive.lang import registry
from archive.search import analysis, plan
from archive.search.counting import facet_counts
from archive.search.engine import Executor
from archive.search.plan import ANYWHERE, EVERYTHING, NOTHING, Meaning, Query, SearchPlan
from archive.search.port import EngineQuery, Filters, Named
from archive.search.query import (
    And,
    Dated,
    Field,
    Fuzzy,
    Lang,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Word,
    Words,
    phrase,
)
from archive.search.questions import Questions, settled
from archive.search.units import Units, WordUnit, together

STRICT: Final = 2  # up to so many words side by side, all are asked for
BINDING: Final = 3  # up to so many, texts must have the names among them
# Of more words, texts are taken whose score is at least this share of the best: on titles and questions
# that drops three of four texts with any of the words, and none that was looked for.
SHARE: Final = 0.3
# What it counts, beside all its words, that every two neighbours of the query are neighbours in the text.
IN_A_ROW: Final = 0.5
IN_A_ROW_AMONG: Final = 200  # the best texts, in which that is looked at
KEYWORDS: Final = 5  # up to so many, without names and words that link them
# What it counts that a text has them all; of two worths that were tried on words drawn from one half of 568
# French news the lesser one. On the other half, and on 713 texts of both languages, it gains too. Titles that
# name something lose by it, for a text that is about the name need not have every common word beside it.
ALL: Final = 0.15
# Of the best score of all texts, what those with a headline's quotation have at least, or it is read without.
FAR_BETTER: Final = 0.6
# How meaning joins words. The rule: what a text's words are worth, as a share of what a full answer would
# be, plus a share of how near it is in meaning, and of how near its translation or copy is. It beat
# reciprocal rank fusion by 1 to 3 points of nDCG on titles and on questions, for it keeps how much better
# the better one is.
MEANING: Final = 0.36  # what nearness in meaning counts beside words (tuned on titles and questions)
TWIN: Final = 0.8  # what the nearness of a translation or copy counts beside the text's own
TWIN_WORDS: Final = 0.2  # what the words of a translation or copy count
COMPARED: Final = 200  # the best texts by words, whose meaning is compared too
LEAST: Final = 0.3  # a cosine below that tells of no kinship
MOST: Final = 50  # texts that meaning alone may bring


def planned(ask: EngineQuery, executor: Executor) -> SearchPlan:
    """The plan of a search. Raises DamagedIndex."""
    return settled(executor, lambda questions: _Planner(questions, ask).plan())


@dataclass(frozen=True, slots=True)
class _Part:
    """What a part of the query asks for; near in meaning may join what passes `gate` (None: all texts).

    `relaxed`: no text has all the words, so fewer are enough.
    """

    query: Query
    gate: Query | None
    relaxed: bool = False


def _bound(query: Query, *, relaxed: bool = False) -> _Part:
    """A part that meaning adds nothing to."""
    return _Part(query, query, relaxed)


class _Planner:
    """One search, on one engine."""

    def __init__(self, questions: Questions, ask: EngineQuery) -> None:
        self._questions, self._ask = questions, ask
        self._units = Units(questions, ask)

    def plan(self) -> SearchPlan:
        ask = self._ask
        part = self._part(ask.tree, ANYWHERE, free=True)
        meaning = None
        if ask.vector is not None:
            meaning = Meaning(
                ask.vector, part.gate or EVERYTHING, COMPARED, MOST, LEAST, MEANING, TWIN, TWIN_WORDS
            )
        return SearchPlan(
            part.query, self._where(ask.where), meaning, ask.by_date, ask.first, ask.limit,
            facet_counts(ask) if ask.facets else (), part.relaxed,
        )  # fmt: skip

    def _part(self, node: Node, fields: tuple[str, ...], *, free: bool) -> _Part:
        """What `node` asks for in `fields`; `free`: what is typed is not bound by AND, OR or a field."""
        match node:
            case Word():
                return self._word(node, fields, free)
            case Prefix(text):
                forms = analysis.forms(text)
                return _bound(plan.PrefixQuery(forms[0], fields) if len(forms) == 1 else NOTHING)
            case Fuzzy(text, edits):
                forms = analysis.forms(text)
                return _bound(plan.FuzzyQuery(forms[0], edits, fields) if len(forms) == 1 else NOTHING)
            case Phrase(text, slop):
                return _bound(self._phrase(text, slop, fields))
            case Field(name, inner):
                part = self._part(inner, (name,), free=False)
                return _bound(part.query, relaxed=part.relaxed)
            case Lang(code):
                return _bound(plan.InLang(code))
            case Dated(first, last):
                return _bound(plan.DatedIn((first, last)))
            case Not(inner):
                return _bound(plan.Without(self._part(inner, fields, free=False).query))
            case And(nodes):
                return self._and(nodes, fields, free)
            case Or(nodes):
                parts = [self._part(inner, fields, free=False) for inner in nodes]
                return _bound(plan.AnyOf(tuple(part.query for part in parts)))
            case Words(nodes):
                return self._words(nodes, fields, free)

    def _and(self, nodes: Sequence[Node], fields: tuple[str, ...], free: bool) -> _Part:
        parts = []
        for node in nodes:
            part = self._part(node, fields, free=free and isinstance(node, Words))
            parts.append(part if isinstance(node, Words) else _bound(part.query, relaxed=part.relaxed))
        query = plan.AllOf(tuple(part.query for part in parts))
        gates = tuple(part.gate for part in parts if part.gate is not None)
        return _Part(query, plan.AllOf(gates) if gates else None, any(part.relaxed for part in parts))

    # -- filters -------------------------------------------------------------------------------------

    def _where(self, where: Filters) -> Query:
        kept = tuple(self._kept(where))
        return kept[0] if len(kept) == 1 else plan.AllOf(kept)

    def _kept(self, where: Filters) -> Iterator[Query]:
        """What must hold of a text that passes the filters."""
        if where.langs:
            yield plan.AnyOf(tuple(plan.InLang(code) for code in where.langs))
        yield from (_named(name) for name in where.names)
        if where.dated is not None:
            dated = plan.DatedIn(where.dated)
            yield plan.AnyOf((dated, plan.Mentions(where.dated))) if where.spoken else dated
        if where.undated:
            yield plan.Undated()
        if where.translated:
            yield plan.Translated()
        if where.format is not None:
            yield plan.OfFormat(where.format)
        if where.collection is not None:
            yield plan.InCollection(where.collection)
        if where.source is not None:
            yield self._part(Field("source", phrase(where.source)), ANYWHERE, free=False).query
        yield from (plan.Without(self._where(one)) for one in where.never)

    # -- words and phrases ---------------------------------------------------------------------------

    def _word(self, node: Word, fields: tuple[str, ...], free: bool) -> _Part:
        forms = analysis.forms(node.text)
        if free and fields == ANYWHERE and not node.exact and tuple(forms) in self._units.times:
            return _Part(self._units.time(node.text, forms).query, None)
        if len(forms) != 1:
            return _bound(self._compound(node.text, fields))
        if node.exact:
            return _bound(plan.TermQuery(forms[0], fields, exact=True))
        unit = self._units.unit((forms[0],), fields, free)
        bound = not free or (unit.name and self._questions.count(unit.query))
        return _bound(unit.query) if bound else _Part(unit.query, None)

    def _phrase(self, text: str, slop: int | None, fields: tuple[str, ...]) -> Query:
        if slop is None and analysis.as_one(text.strip()):
            return self._compound(text.strip(), fields, exact=True)
        forms = tuple(analysis.forms(text))
        if not forms:
            return NOTHING
        row = plan.PhraseQuery(forms, fields, slop)
        return row if slop is not None else plan.OneThing(self._units.or_named(row, forms, fields))

    def _compound(self, text: str, fields: tuple[str, ...], *, exact: bool = False) -> Query:
        """A word of several parts, or of none."""
        forms = analysis.forms(text)
        if not forms:
            return NOTHING
        found = together(text, forms, fields, exact=exact)
        return plan.OneThing(self._units.or_named(found, tuple(forms), fields))

    # -- words side by side --------------------------------------------------------------------------

    def _words(self, nodes: Sequence[Node], fields: tuple[str, ...], free: bool) -> _Part:
        """Up to STRICT words: all of them, or as many as any text has, names first. More: the best texts.

        Up to BINDING words, texts without the names among them are none, as long as others have them.
        Stop words only count when there is nothing else. What is not a plain word must hold.
        """
        plain = [n for n in nodes if isinstance(n, Word) and not n.exact]
        must = [(n, self._part(n, fields, free=False).query) for n in nodes if n not in plain]
        required = tuple(query for _, query in must)
        loose = _unquoted(nodes) if free and must else ()
        if loose and not self._questions.count(plan.AllOf(required)):
            return replace(self._words(loose, fields, free), relaxed=True)
        typed = [(n.text, analysis.forms(n.text)) for n in plain]
        row = [form for _, forms in typed for form in forms]
        content = self._units.standing.row = analysis.content(row)
        if free and fields == ANYWHERE and self._units.times:
            of_times = {form for key in self._units.times for form in key}
            content = [form for form in content if form not in of_times] or content
        units = self._units.of(typed, fields, free, runs=len(content) <= BINDING)
        gate = [self._elsewhere(n, query) if free else query for n, query in must]
        if not units:
            return _Part(plan.AllOf(required), plan.AllOf(tuple(gate)))
        if len(_binding(units)) <= STRICT and len(content) <= BINDING:
            query, names, relaxed = self._few(required, units)
        else:
            query, names, relaxed = self._many(required, units)
        if fields == ANYWHERE and _keywords(row, bound := _binding(units)):
            query = plan.WithAll(query, tuple(unit.query for unit in bound), ALL)
        if len(units) > 1 and fields == ANYWHERE and (pairs := _pairs(row)):
            query = plan.SideBySide(query, pairs, IN_A_ROW / len(row), IN_A_ROW_AMONG)
        found = _Part(query, plan.AllOf((*gate, *names)) if free else query, relaxed)
        return self._or_loosely(found, loose, fields) if loose else found

    def _or_loosely(self, found: _Part, loose: Sequence[Node], fields: tuple[str, ...]) -> _Part:
        """A headline without its quotation marks where other texts than those with the quotation answer far
        better: papers put other words in quotes over a text than in it."""
        other = self._words(loose, fields, free=True)
        best, without = (self._questions.best(one.query) for one in (found, other))
        return replace(other, relaxed=True) if best < FAR_BETTER * without else found

    def _few(
        self, required: tuple[Query, ...], units: Sequence[WordUnit]
    ) -> tuple[Query, tuple[Query, ...], bool]:
        """Texts with all the words, or as many as any text has; the names that they must have; whether these
        are fewer words."""
        names = self._names(required, units)
        able = (*required, *names)
        bound = _binding(units)
        if not any(self._questions.count(plan.AllOf((*able, unit.query))) for unit in bound):
            bound = units
        queries = tuple(unit.query for unit in bound)
        most = len(queries)
        while most and not self._questions.count(plan.AllOf((*able, plan.AtLeast(queries, most)))):
            most -= 1
        among = plan.AllOf((*able, plan.AtLeast(queries, max(1, most))))
        scored = plan.Scored((*required, *(unit.query for unit in units)), among)
        return scored, names, most < len(_binding(units))

    def _many(
        self, required: tuple[Query, ...], units: Sequence[WordUnit]
    ) -> tuple[Query, tuple[Query, ...], bool]:
        """The best of the texts with any of the words; see `_few`."""
        names = self._names(required, units) if len(units) <= BINDING else ()
        bound = _binding(units)
        any_of = plan.AtLeast(tuple(unit.query for unit in bound), 1)
        scored = plan.Scored(
            (*required, *(unit.query for unit in units)), plan.AllOf((*required, *names, any_of))
        )
        apart = [unit.query for unit in units if unit.time] if len(bound) < len(units) else []
        return plan.TopShare(scored, SHARE, tuple(apart)), names, False

    def _names(self, required: tuple[Query, ...], units: Sequence[WordUnit]) -> tuple[Query, ...]:
        """The names among the words, as many of them as go together in any text."""
        names: tuple[Query, ...] = ()
        for unit in units:
            if unit.name and self._questions.count(plan.AllOf((*required, *names, unit.query))):
                names = (*names, unit.query)
        return names

    def _elsewhere(self, node: Node, query: Query) -> Query:
        """Texts in quotes bind texts of the languages in which they stand; others may be near in meaning."""
        if self._ask.vector is None or not isinstance(node, Phrase | Word):
            return query
        langs = [plan.InLang(code) for code in self._questions.langs()]
        stand = tuple(lang for lang in langs if self._questions.count(plan.AllOf((query, lang))))
        return plan.AnyOf((query, plan.Without(plan.AnyOf(stand))))


def _named(name: Named) -> Query:
    """A filter by name."""
    found: list[Query] = [plan.Entities(name.entities)] if name.entities else []
    if forms := analysis.forms(name.name):
        found.append(plan.PhraseQuery(tuple(forms), (name.type.lower(),)))
    return plan.AnyOf(tuple(found))


def _binding(units: Sequence[WordUnit]) -> Sequence[WordUnit]:
    """The words that decide which texts are hits: times only count among these, unless they stand alone."""
    return [unit for unit in units if not unit.time] or units


def _keywords(forms: Sequence[str], units: Sequence[WordUnit]) -> bool:
    """Whether they are a few words that stand for themselves: no sentence, and without a name."""
    few = STRICT < len(units) <= KEYWORDS and not any(unit.name for unit in units)
    return few and registry.weak_words().isdisjoint(forms)


def _pairs(forms: Sequence[str]) -> tuple[tuple[str, str, float], ...]:
    """Neighbours and what they count: two stop words nothing, one beside a word half as much as two words."""
    weighed = (
        (a, b, 1 - sum(form in registry.stop_words() for form in (a, b)) / 2) for a, b in pairwise(forms)
    )
    return tuple(pair for pair in weighed if pair[2])


def _unquoted(nodes: Sequence[Node]) -> Sequence[Node]:
    """A headline without its quotation marks; nothing for a query of few words, which means them."""
    loose: list[Node] = []
    for node in nodes:
        if isinstance(node, Phrase) and node.slop is None:
            loose += [Word(word) for word in analysis.WORD.findall(node.text)]
        else:
            loose.append(Word(node.text) if isinstance(node, Word) else node)
    forms = [form for node in loose if isinstance(node, Word) for form in analysis.forms(node.text)]
    long = len(analysis.meaning(forms)) > BINDING and any(n in loose for n in nodes)
    return loose if long and tuple(loose) != tuple(nodes) else ()
