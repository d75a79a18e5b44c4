"""The query language: a string to a frozen tree that knows nothing of any engine.

    words                 solidarity border          as many of them as texts hold, see docs/search.md
    "phrases"             "no border"  « sans papiers »
    near one another      "police frontière"~5       within five words, in any order
    AND OR NOT            ET OU SAUF, also -word and -"two words"; in capitals
    parentheses           (calais OU douvres) ET police
    beginnings            solidar*                   three letters or more
    misspelt              Lavergne~  Lavergne~2      one or two letters apart
    fields                title: text: person: place: org: lang: source: date:
                          author: collection: identifier: from: to:
                          and in French titre: texte: personne: lieu: organisation: langue:
                          auteur: fonds: cote: expediteur: destinataire:
    dates                 date:2015-08  date:[2015 TO 2016-03]  date:"août 2015"

`parse` either returns a tree or raises QueryError with the place; the time is linear in the length.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from archive.dataclass import dataclass
from archive.errors import QueryError
from archive.lang import registry
from archive.search.tokens import Token, tokens
from archive.search.when import interval
from archive.text import in_capitals

FIELDS: Final = (
    "title", "text", "person", "place", "org", "lang", "source", "date", "author", "collection", "identifier",
    "from", "to",
)  # fmt: skip
_IN_FRENCH: Final[Mapping[str, str]] = {
    "titre": "title", "texte": "text", "personne": "person", "lieu": "place", "organisation": "org",
    "langue": "lang", "auteur": "author", "fonds": "collection", "cote": "identifier",
    "identifiant": "identifier", "expediteur": "from", "expéditeur": "from", "destinataire": "to",
}  # fmt: skip
MAX_LENGTH: Final = 10_000  # characters
MAX_DEPTH: Final = 30  # parentheses in parentheses


@dataclass(frozen=True, slots=True)
class Word:
    """A word, found in all its inflected forms; `exact`: only as written (one word in quotes).

    A compound such as sans-papiers or 1 918 is one Word, found as its parts in a row and written together.
    """

    text: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Prefix:
    """Every word that begins so."""

    text: str


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Every word that is at most `edits` letters away (dropped, added, changed, swapped)."""

    text: str
    edits: int = 1


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row; with `slop`, within that many words of one another in any order."""

    text: str
    slop: int | None = None


@dataclass(frozen=True, slots=True)
class Lang:
    """Texts in this language (ISO 639-1)."""

    code: str


@dataclass(frozen=True, slots=True)
class Dated:
    """Texts dated in the span, by overlap; days as proleptic ordinals, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Field:
    """`node` looked for in one field only."""

    name: str
    node: Node


@dataclass(frozen=True, slots=True)
class Not:
    node: Node


@dataclass(frozen=True, slots=True)
class And:
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Things typed side by side: plain words, which help one another, and what must or must not be."""

    nodes: tuple[Node, ...]


Node = Word | Prefix | Fuzzy | Phrase | Lang | Dated | Field | Not | And | Or | Words

_TO = re.compile(r"\s+(?:TO|À|A|AU)\s+")


def parse(query: str, lang: str | None = None) -> Node:
    """The tree of `query`; dates in it are read as in texts in `lang`.

    Raises QueryError with the place of what cannot be read.
    """
    if len(query) > MAX_LENGTH:
        raise QueryError("The query is too long.", query[:80], 79).worded("long")
    found = tokens(query, plain=in_capitals(query))  # of a headline; ONU OR UE has operators
    if not found:
        raise QueryError("The query contains nothing to search for.", query, 0).worded("empty")
    parser = _Parser(query, found, lang)
    tree = parser.either()
    if parser.at < len(found):
        error = QueryError("Unmatched closing parenthesis.", query, found[parser.at].start)
        raise error.worded("closing")
    return tree


class _Parser:
    """Recursive descent over the tokens."""

    def __init__(self, query: str, tokens: list[Token], lang: str | None) -> None:
        self.lang = lang
        self.query, self.tokens, self.at, self.depth = query, tokens, 0, 0
        self.field: str | None = None

    def kind(self) -> str:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else "end"

    def fail(self, message: str, token: Token | None = None) -> QueryError:
        if token is None:
            here = self.at < len(self.tokens)
            return QueryError(message, self.query, self.tokens[self.at].start if here else len(self.query))
        return QueryError(message, self.query, token.start)

    def either(self) -> Node:
        nodes = [self.both()]
        while self.kind() == "or":
            self.at += 1
            nodes.append(self.both())
        return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))

    def both(self) -> Node:
        nodes = [self.together()]
        while self.kind() == "and":
            self.at += 1
            nodes.append(self.together())
        return nodes[0] if len(nodes) == 1 else And(tuple(nodes))

    def together(self) -> Node:
        nodes: list[Node] = []
        while self.kind() not in ("end", "close", "and", "or"):
            apart = self.kind() == "open"
            node = self.one()
            # Parentheses around words side by side, as in a title, bind nothing.
            nodes.extend(node.nodes if apart and isinstance(node, Words) else [node])
        if not nodes:
            raise self._missing()
        return nodes[0] if len(nodes) == 1 else Words(tuple(nodes))

    def _missing(self) -> QueryError:
        before = self.tokens[self.at - 1] if self.at else None
        if self.kind() in ("and", "or") and (before is None or before.kind == "open"):
            word = self.tokens[self.at].text
            message = f"{word} needs something before it; the word itself: in small letters."
            return self.fail(message).worded("before", word)
        if before is not None and before.kind in ("and", "or"):
            message = f"{before.text} needs something after it; to look for the word, use small letters."
            return self.fail(message).worded("after", before.text)
        return self.fail("Something is missing here.").worded("missing")

    def one(self) -> Node:
        token = self.tokens[self.at]
        self.at += 1
        match token.kind:
            case "not":
                return self._not(token)
            case "open":
                return self._parentheses(token)
            case "field":
                return self._field(token)
            case "phrase":
                return phrase(token.text, token.number)
            case "prefix":
                return Prefix(token.text)
            case "fuzzy":
                return Fuzzy(token.text, token.number or 1)
            case "word":
                return self._hyphenated(token)
            case _:
                raise self.fail("This is not understood.", token).worded("unknown")

    def _not(self, token: Token) -> Node:
        if self.kind() in ("end", "close", "and", "or", "not"):
            error = self.fail(f"{token.text} must be followed by a search term.", token)
            raise error.worded("term", token.text)
        return Not(self.one())

    def _parentheses(self, token: Token) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fail("Parentheses are nested too deeply.", token).worded("deep")
        inside = self.either()
        if self.kind() != "close":
            raise self.fail("Unclosed parenthesis.", token).worded("open")
        self.at += 1
        self.depth -= 1
        return inside

    def _hyphenated(self, token: Token) -> Node:
        """`sans-papiers` is one thing: two words in a row."""
        text = token.text
        while self.kind() == "word" and self.tokens[self.at].glued:
            text += self.tokens[self.at].glued + self.tokens[self.at].text
            self.at += 1
        return Word(text)

    def _field(self, token: Token) -> Node:
        name = _IN_FRENCH.get(token.text, token.text)
        if name not in FIELDS:
            fields = ", ".join(FIELDS)
            error = self.fail(f"Unknown field {token.text!r}; the fields are {fields}.", token)
            raise error.worded("field", token.text, fields)
        if self.field is not None:
            raise self.fail("A field cannot be nested in another field.", token).worded("nested")
        if self.kind() in ("end", "close", "and", "or", "not"):
            error = self.fail(f"{name}: must be followed by a search term.", token)
            raise error.worded("term", f"{token.text}:")
        value = self.tokens[self.at]
        if name == "date":
            return self._date(value)
        if name == "lang":
            self.at += 1
            code = registry.named(value.text)
            if value.kind not in ("word", "phrase") or not registry.known(code):
                raise self.fail("lang: takes a language, such as fr or en.", value).worded("lang")
            return Lang(code)
        self.field = name
        node = self.one()
        self.field = None
        return Field(name, node)

    def _date(self, value: Token) -> Node:
        self.at += 1
        if value.kind == "range":
            ends = _TO.split(f" {value.text[1:-1]} ")
            if len(ends) == 2:
                spans = [interval(end.strip(" *"), self.lang) if end.strip(" *") else None for end in ends]
                first = 1 if not ends[0].strip(" *") else spans[0][0] if spans[0] else None
                last = _FOREVER if not ends[1].strip(" *") else spans[1][1] if spans[1] else None
                if first is not None and last is not None:
                    if first > last:
                        raise self.fail("This date range ends before it starts.", value).worded("order")
                    return Dated(first, last)
            raise self.fail("Write a date range as [2015 TO 2016-03].", value).worded("range")
        span = interval(value.text, self.lang) if value.kind in ("date", "phrase", "word") else None
        if span is None:
            message = 'This is not a date; write 2015, 2015-08, 2015-08-20, "août 2015" or [2015 TO 2016-03].'
            raise self.fail(message, value).worded("date")
        return Dated(*span)


_FOREVER = 3_652_059  # 9999-12-31


def phrase(text: str, slop: int | None = None) -> Node:
    """What words in quotes ask for: one word exactly as written, or several in a row."""
    if slop is None and re.fullmatch(r"\W*[^\W_]+(?:['’][^\W_]+)*\W*", text):
        return Word(text, exact=True)
    return Phrase(text, slop)
