"""A query tree on a state of an index: which texts answer it, how well, and where meaning may add to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np

from archive.arrays import Array, distinct
from archive.dataclass import dataclass
from archive.lang import registry
from archive.search import analysis
from archive.search.filters import passing
from archive.search.lookup import ANYWHERE, TIME_WORTH, Lookup
from archive.search.port import Days, EngineQuery, Filters, Other, State
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
from archive.search.standing import OtherWords

STRICT: Final = 2  # up to so many words side by side, all are asked for
BINDING: Final = 3  # up to so many, texts must have the names among them
# Of more words, texts are taken whose score is at least this share of the best: on titles and questions
# that drops three of four texts with any of the words, and none that was looked for.
SHARE: Final = 0.3
# What it counts, beside all its words, that every two neighbours of the query are neighbours in the text.
IN_A_ROW: Final = 0.5
# Of the best score of all texts, what those with a headline's quotation have at least, or it is read without.
FAR_BETTER: Final = 0.6
IN_A_ROW_AMONG: Final = 200  # the best texts, in which that is looked at


@dataclass(frozen=True, slots=True)
class Result:
    """By place: whether a text answers, its score, and whether one near in meaning may join.

    `ceiling` is about the score of a text that answers in full. `relaxed`: no text has all the words, so
    fewer were enough.
    """

    mask: Array
    scores: Array
    gate: Array
    ceiling: float = 0.0
    relaxed: bool = False


@dataclass(frozen=True, slots=True)
class _Unit:
    """One word, or one name or time of several, that stands side by side with others."""

    mask: Array
    scores: Array
    ceiling: float
    name: bool
    time: bool = False


class Evaluation:
    """One search on one state."""

    def __init__(
        self,
        state: State,
        aliases: Mapping[tuple[str, ...], frozenset[int]],
        others: Mapping[str, tuple[Other, ...]] | None = None,
        times: Mapping[tuple[str, ...], Days] | None = None,
    ) -> None:
        self.state = state
        self.aliases = aliases
        self.times = times or {}
        self.held = Lookup(state)
        self.standing = OtherWords(self.held, others or {})

    def run(self, node: Node, fields: Sequence[str] = ANYWHERE, *, free: bool = True) -> Result:
        """The result of `node` in `fields`; `free`: what is typed is not bound by AND, OR or a field."""
        held = self.held
        match node:
            case Word():
                return self._word(node, fields, free)
            case Prefix(text):
                return self._strict(*held.prefix(text, fields))
            case Fuzzy(text, edits):
                return self._strict(*held.fuzzy(text, edits, fields))
            case Phrase(text, slop):
                if slop is None and analysis.as_one(text.strip()):
                    return self._compound(text.strip(), fields, exact=True)
                return self._phrase(analysis.forms(text), slop, fields)
            case Field(name, inner):
                return _bound(self.run(inner, (name,), free=False))
            case Lang(code):
                return self._strict(held.lang(code), held.none())
            case Dated(first, last):
                return self._strict(held.dated((first, last)), held.none())
            case Not(inner):
                mask = ~self.run(inner, fields, free=False).mask
                return Result(mask, held.none(), mask)
            case And(nodes):
                return self._and(nodes, fields, free)
            case Or(nodes):
                return self._or(nodes, fields)
            case Words(nodes):
                return self._words(nodes, fields, free)

    def where(self, where: Filters) -> Array:
        """The living texts that pass the filters."""
        mask = self.state.alive.copy()
        for kept in passing(self.held, where):
            mask &= kept
        if where.source is not None:
            mask &= self.run(Field("source", phrase(where.source)), free=False).mask
        for one in where.never:
            mask &= ~self.where(one)
        return mask

    def _strict(self, mask: Array, scores: Array) -> Result:
        return Result(mask, scores, mask, self._ceiling(mask))

    def _ceiling(self, mask: Array) -> float:
        return self.held.weight(int(np.count_nonzero(mask & self.state.alive)))

    def _and(self, nodes: Sequence[Node], fields: Sequence[str], free: bool) -> Result:
        parts = [self.run(n, fields, free=free and isinstance(n, Words)) for n in nodes]
        parts = [p if isinstance(n, Words) else _bound(p) for n, p in zip(nodes, parts, strict=True)]
        mask, gate, scores = parts[0].mask, parts[0].gate, parts[0].scores
        for part in parts[1:]:
            mask, gate, scores = mask & part.mask, gate & part.gate, scores + part.scores
        return Result(mask, scores, gate, sum(p.ceiling for p in parts), any(p.relaxed for p in parts))

    def _or(self, nodes: Iterable[Node], fields: Sequence[str]) -> Result:
        parts = [self.run(node, fields, free=False) for node in nodes]
        mask, scores = self.held.nowhere(), self.held.none()
        for part in parts:
            mask = mask | part.mask
            scores = scores + np.where(part.mask, part.scores, 0)
        return Result(mask, scores, mask, max(p.ceiling for p in parts))

    # -- words and phrases ---------------------------------------------------------------------------

    def _word(self, node: Word, fields: Sequence[str], free: bool) -> Result:
        forms = analysis.forms(node.text)
        if free and fields == ANYWHERE and not node.exact and tuple(forms) in self.times:
            unit = self._time(node.text, forms)
            return Result(unit.mask, unit.scores, np.ones(self.state.size, bool), unit.ceiling)
        if len(forms) != 1:
            return self._compound(node.text, fields)
        if node.exact:
            return self._strict(*self.held.form(forms[0], fields, exact=True))
        unit = self._unit((forms[0],), fields, free)
        bound = not free or (unit.name and bool((unit.mask & self.state.alive).any()))
        gate = unit.mask if bound else np.ones(self.state.size, bool)
        return Result(unit.mask, unit.scores, gate, unit.ceiling)

    def _phrase(self, forms: Sequence[str], slop: int | None, fields: Sequence[str]) -> Result:
        if not forms:
            return self._strict(self.held.nowhere(), self.held.none())
        mask, scores = self.held.phrase(forms, fields, slop)
        return self._strict(*self._with_alias(tuple(forms), mask, scores, fields if slop is None else ()))

    def _compound(self, text: str, fields: Sequence[str], *, exact: bool = False) -> Result:
        """A word of several parts: these in a row, or written together."""
        forms = analysis.forms(text)
        if not forms:
            return self._phrase(forms, None, fields)
        mask, scores = self._together(text, forms, fields, exact=exact)
        return self._strict(*self._with_alias(tuple(forms), mask, scores, fields))

    def _together(
        self, text: str, forms: Sequence[str], fields: Sequence[str], *, exact: bool = False
    ) -> tuple[Array, Array]:
        mask, scores = self.held.phrase(forms, fields)
        if one := analysis.as_one(text):
            written, worth = self.held.form(one, fields, exact=exact)
            mask, scores = mask | written, np.maximum(scores, worth)
        return mask, scores

    def _with_alias(
        self, key: tuple[str, ...], mask: Array, scores: Array, fields: Sequence[str]
    ) -> tuple[Array, Array]:
        """The texts that name what `key` is called in any language, beside those that hold it."""
        entities = self.aliases.get(key) if fields == ANYWHERE else None
        if not entities:
            return mask, scores
        named = self.held.with_entities(entities)
        # A text that has the name in its other form is worth one that has it once.
        worth = self.held.saturated(named.astype(np.float32), int((named | mask).sum()))
        return mask | named, np.where(mask, scores, worth)

    # -- words side by side ----------------------------------------------------------------------------

    def _words(self, nodes: Sequence[Node], fields: Sequence[str], free: bool) -> Result:
        """Up to STRICT words: all of them, or as many as any text has, names first. More: the best texts.

        Up to BINDING words, texts without the names among them are none, as long as others have them.
        Stop words only count when there is nothing else. What is not a plain word must hold.
        """
        plain = [n for n in nodes if isinstance(n, Word) and not n.exact]
        must = [(n, self.run(n, fields, free=False)) for n in nodes if n not in plain]
        required = gate = np.ones(self.state.size, bool)
        for _, part in must:
            required = required & part.mask
        loose = _unquoted(nodes) if free and must else ()
        if loose and not (required & self.state.alive).any():
            return replace(self._words(loose, fields, free), relaxed=True)
        scores, ceiling = self.held.none(), 0.0
        for node, part in must:
            scores, ceiling = scores + part.scores, ceiling + part.ceiling
            quoted = free and isinstance(node, Phrase | Word)
            gate = gate & (self._elsewhere(part.mask) if quoted else part.gate)
        typed = [(n.text, analysis.forms(n.text)) for n in plain]
        row = [form for _, forms in typed for form in forms]
        content = self.standing.row = analysis.content(row)
        if free and fields == ANYWHERE and self.times:
            told = {form for key in self.times for form in key}
            content = [form for form in content if form not in told] or content
        units = self._units(typed, fields, free, runs=len(content) <= BINDING)
        if not units:
            return Result(required, scores, gate, ceiling)
        for unit in units:
            scores, ceiling = scores + unit.scores, ceiling + unit.ceiling
        able = required & self.state.alive
        few = len(_binding(units)) <= STRICT and len(content) <= BINDING
        mask, names, relaxed = self._few(units, able) if few else self._many(units, able, scores)
        if len(units) > 1 and fields == ANYWHERE:
            scores = scores + ceiling * self._in_a_row(row, mask, scores)
        found = Result(mask, np.where(mask, scores, 0), gate & names if free else mask, ceiling, relaxed)
        return self._or_loosely(found, loose, fields) if loose else found

    def _or_loosely(self, found: Result, loose: Sequence[Node], fields: Sequence[str]) -> Result:
        """A headline without its quotation marks where other texts than those with the quotation answer far
        better: papers put other words in quotes over a text than in it."""
        other = self._words(loose, fields, free=True)
        best, without = (float(one.scores[one.mask].max(initial=0)) for one in (found, other))
        return replace(other, relaxed=True) if best < FAR_BETTER * without else found

    def _few(self, units: Sequence[_Unit], able: Array) -> tuple[Array, Array, bool]:
        names = self._names(units, able)
        able = able & names
        bound = _binding(units)
        if not any((unit.mask & able).any() for unit in bound):
            bound = units
        held = np.zeros(self.state.size, np.int16)
        for unit in bound:
            held += unit.mask
        most = int(held[able].max(initial=0))
        return able & (held >= max(1, most)), names, most < len(_binding(units))

    def _many(self, units: Sequence[_Unit], able: Array, scores: Array) -> tuple[Array, Array, bool]:
        every = np.ones(self.state.size, bool)
        names = self._names(units, able) if len(units) <= BINDING else every
        held = self.held.nowhere()
        bound = _binding(units)
        for unit in bound:
            held |= unit.mask
        for unit in units if len(bound) < len(units) else ():
            scores = scores - unit.scores if unit.time else scores
        able = able & names & held
        least = SHARE * float(scores[able].max(initial=0))
        return able & (scores >= least), names, False

    def _names(self, units: Sequence[_Unit], able: Array) -> Array:
        """Texts with the names among the words, as many of them as go together in any text."""
        names = np.ones(self.state.size, bool)
        for unit in units:
            if unit.name and (names & able & unit.mask).any():
                names = names & unit.mask
        return names

    def _in_a_row(self, forms: Sequence[str], mask: Array, scores: Array) -> Array:
        """More for texts in which neighbours of the query are neighbours too, among the best.

        Two stop words in a row say nothing, and one beside a word half as much as two words.
        """
        places = np.flatnonzero(mask)
        if len(places) > IN_A_ROW_AMONG:
            places = np.sort(places[np.argpartition(-scores[places], IN_A_ROW_AMONG)[:IN_A_ROW_AMONG]])
        more = self.held.none()
        for pair in pairwise(forms):
            weight = 1 - sum(form in registry.stop_words() for form in pair) / 2
            if weight:
                more[self.held.adjacent(*pair, places)] += weight
        return more * np.float32(IN_A_ROW / len(forms))

    def _elsewhere(self, mask: Array) -> Array:
        """Texts in quotes bind texts of the languages in which they stand; others may be near in meaning."""
        langs = self.state.coded("lang")[1]
        return mask | ~np.isin(langs, distinct(langs[mask & self.state.alive]))

    def _units(
        self, typed: Sequence[tuple[str, list[str]]], fields: Sequence[str], free: bool, *, runs: bool
    ) -> list[_Unit]:
        """The words that count, each once; compounds are one, and (`runs`) words in a row that are a name.

        Else each word of a name counts alone, and a text that has the name in another form has them all.
        """
        units: dict[tuple[str, ...], _Unit] = {}
        forms: list[str] = []
        timed = self.times if free and fields == ANYWHERE else {}
        for text, word in typed:
            if len(word) > 1 and tuple(word) in timed:
                units[tuple(word)] = self._time(text, word)
                continue
            if len(word) > 1 and not registry.weak_words().issuperset(word):
                mask, scores = self._together(text, word, fields)
                if free and fields == ANYWHERE and (others := self.standing.of_compound(text, word, mask)):
                    more, worth = self.held.instead(others, mask)
                    mask, scores = mask | more, scores + worth
                if mask.any():
                    units[tuple(word)] = _Unit(mask, scores, self._ceiling(mask), False)
                    continue
            forms.extend(word)
        content = set(analysis.meaning(forms) if units else analysis.content(forms))
        at = 0
        while at < len(forms):
            if row := next((key for key in timed if tuple(forms[at : at + len(key)]) == key), None):
                units[row] = self._time(" ".join(row), row)
                at += len(row)
                continue
            length = max((n for n in range(1, 7) if tuple(forms[at : at + n]) in self.aliases), default=1)
            key = tuple(forms[at : at + length])
            at += length
            for part in [key] if runs else [(form,) for form in key if length == 1 or form in content]:
                if part not in units and (len(part) > 1 or part[0] in content):
                    units[part] = self._unit(part, fields, free, key)
        return list(units.values())

    def _unit(
        self, key: tuple[str, ...], fields: Sequence[str], free: bool, called: tuple[str, ...] | None = None
    ) -> _Unit:
        """`called`: the name that the word or words are of."""
        name = len(key) > 1 or self.held.is_name(key[0])
        # A name is looked for as it is written: Martine is no form of Martin.
        parts = [self.held.form(form, fields, exact=name) for form in key]
        mask, scores = parts[0]
        ceiling = sum(self._ceiling(part[0]) for part in parts)
        for other, more in parts[1:]:
            mask, scores = mask & other, scores + more
        if len(parts) > 1:
            scores = np.where(mask, scores, 0)
        mask, scores = self._with_alias(called or key, mask, scores, fields)
        if free and not name and fields == ANYWHERE and (others := self.standing.of(key[0], mask)):
            more, worth = self.held.instead(others, mask)
            mask, scores = mask | more, scores + worth
            ceiling = ceiling or self._ceiling(mask)
        return _Unit(mask, scores, ceiling, name)

    def _time(self, text: str, forms: Sequence[str]) -> _Unit:
        """Texts of a time or that speak of it, beside those with its words in a row."""
        mask, scores = (
            self._together(text, forms, ANYWHERE) if len(forms) > 1 else self.held.form(forms[0], ANYWHERE)
        )
        shares = self.held.of_time(self.times[tuple(forms)])
        mask = mask | (shares > 0)
        worth = self.held.saturated(TIME_WORTH * shares, int((mask & self.state.alive).sum()))
        return _Unit(mask, np.maximum(scores, worth), self._ceiling(mask), name=False, time=True)


def _binding(units: Sequence[_Unit]) -> Sequence[_Unit]:
    """The words that decide which texts are hits: times only count among these, unless they stand alone."""
    return [unit for unit in units if not unit.time] or units


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


def _bound(result: Result) -> Result:
    """A result that meaning adds nothing to."""
    return Result(result.mask, result.scores, result.mask, result.ceiling, result.relaxed)


def evaluate(state: State, ask: EngineQuery) -> tuple[Result, Array]:
    """The result of a search's tree, and the texts that pass its filters."""
    evaluation = Evaluation(state, ask.aliases, ask.others, ask.times)
    return evaluation.run(ask.tree), evaluation.where(ask.where)
