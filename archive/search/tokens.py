"""From a query to its tokens: words, phrases, operators, each with its place.

The time is linear in the length, and what is let through is bounded here.
"""

from __future__ import annotations

import re
from typing import Final

from archive.dataclass import dataclass
from archive.errors import QueryError
from archive.patterns import regex

# What is let through is answered within a second on 10,000 documents: a common word costs 3 ms there, a
# misspelt one or a phrase of near words 10 ms.
MAX_TERMS: Final = 250  # words, those in quotes too
MAX_DEAR: Final = 50  # words and phrases with ~
MAX_NEAR: Final = 20  # words of a phrase with ~

_TOKEN = regex(
    r"""(?P<space>\s+)
      | (?P<range>(?<=[dD][aA][tT][eE]:)\[[^\]\[]*\])
      | (?P<phrase>"[^"]*"|“[^”"“]*”|«[^»"«]*»)(?:~(?P<slop>\w*))?
      | (?P<open>\() | (?P<close>\))
      | (?P<minus>(?<![^\s(])-(?=["“«(\w])(?!\d{1,3}(?:[.,]\d+)?(?![\w-])))  # but not -57 kg, -20 %
      | (?P<field>[^\W\d_]+):(?=[^\s:/)\\.,;!?])
      | (?P<date>(?<=[dD][aA][tT][eE]:)[^\s()"]+)
      | (?P<address>(?<=[^\W\d_]:)(?>[\w.+'’-]*@[^\W_][\w-]*(?:\.[^\W_][\w-]*)*)(?![*~]))
      | (?P<word>\d+(?:[.,]\d+)+(?:[^\W_]+)?
               | [^\W_]+(?:['’][^\W_]+)*(?:(?<=\b[^\W\d_])(?:\.[^\W\d_](?!\w))+\.?)?)
        (?P<mark>\*|~\w*)?
      | (?P<bad>["*~])
      | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_AND, _OR, _NOT = {"AND", "ET"}, {"OR", "OU"}, {"NOT", "SAUF"}


@dataclass(frozen=True, slots=True)
class Token:
    kind: str  # word prefix fuzzy phrase and or not open close field range date
    text: str
    start: int
    end: int
    number: int | None = None
    glued: str = ""  # the hyphen, or the space within a number, between it and the word before it


def tokens(query: str, *, plain: bool) -> list[Token]:
    """`plain`: AND and the like are words."""
    found: list[Token] = []
    words = dear = 0
    for m in _TOKEN.finditer(query):
        kind, at = str(m.lastgroup), m.start()
        if kind in ("space", "other"):
            continue
        if m["word"] is not None:
            found.append(_word(query, m, found[-1] if found else None, plain=plain))
        elif m["phrase"] is not None:
            found.append(_phrase(query, m))
        elif kind == "address":  # from:sylvie@example.org is one thing, as in quotes
            found.append(Token("phrase", m[0], at, m.end()))
        elif kind == "bad":
            raise _wrong(m[0], query, at)
        elif kind == "minus":
            found.append(Token("not", "-", at, m.end()))
        elif kind == "field":
            name = m["field"].lower()
            found.append(Token("field", name, at, m.end()))
        else:
            found.append(Token(kind, m[0], at, m.end()))
        size = _size(found[-1])
        words += size
        dear += found[-1].number is not None
        if words > MAX_TERMS:
            error = QueryError(f"The query has more than {MAX_TERMS} words.", query, at)
            raise error.worded("words", MAX_TERMS)
        if dear > MAX_DEAR:
            error = QueryError(f"The query has more than {MAX_DEAR} words or phrases with ~.", query, at)
            raise error.worded("dear", MAX_DEAR)
        if found[-1].number is not None and size > MAX_NEAR:
            error = QueryError(f"At most {MAX_NEAR} words can be searched for near one another.", query, at)
            raise error.worded("near", MAX_NEAR)
    return _without_empty(found)


def _size(token: Token) -> int:
    return len(re.findall(r"\w+", token.text)) if token.kind in ("phrase", "word") else 1


def _wrong(char: str, query: str, at: int) -> QueryError:
    if char == '"':
        return QueryError("This quotation mark is never closed.", query, at).worded("quote")
    if char == "*":
        message = "A * stands at the end of a word of three letters or more, as in solidar*."
        return QueryError(message, query, at).worded("star")
    message = 'A ~ stands right after a word, as in Lavergne~, or after a phrase, as in "two words"~5.'
    return QueryError(message, query, at).worded("tilde")


def _word(query: str, m: re.Match[str], before: Token | None, *, plain: bool) -> Token:
    text, mark, start, end = m["word"], m["mark"], m.start(), m.end()
    if mark is None:
        kind = "and" if text in _AND else "or" if text in _OR else "not" if text in _NOT else "word"
        glued = ""
        if start > 1 and query[start - 1] in "-‐‑" and query[start - 2].isalnum():
            glued = "-"
        elif (
            before and before.end == start - 1 and re.fullmatch(r"\d{3}", text) and _thousands(query, before)
        ):
            glued = " "
        return Token("word" if glued or plain else kind, text, start, end, glued=glued)
    if mark == "*":
        after = query[end : end + 1]
        if len(text) < 3 or (after and (after.isalnum() or after in "*~?")):
            raise _wrong("*", query, end - 1)
        return Token("prefix", text, start, end)
    if mark not in ("~", "~1", "~2"):
        message = "A word may differ by one or two letters: ~, ~1 or ~2."
        raise QueryError(message, query, m.start("mark")).worded("letters")
    return Token("fuzzy", text, start, end, int(mark[1:] or 1))


def _thousands(query: str, before: Token) -> bool:
    """Whether three figures after this word and a space go on its number, as in 1 918."""
    begun = re.fullmatch(r"[1-9]\d{0,2}", before.text) if not before.glued else before.glued == " "
    return before.kind == "word" and bool(begun) and query[before.end] in " \u00a0\u202f\u2009"


def _phrase(query: str, m: re.Match[str]) -> Token:
    slop = m["slop"]
    if slop is not None and not (slop.isascii() and slop.isdigit() and len(slop) < 4):
        message = "After a phrase, ~ takes a number of words, such as ~5."
        raise QueryError(message, query, m.start("slop") - 1).worded("slop")
    return Token("phrase", m["phrase"][1:-1], m.start(), m.end(), None if slop is None else int(slop))


def _without_empty(tokens: list[Token]) -> list[Token]:
    """Empty parentheses, as in `main()`, and quotes around nothing ask for nothing."""
    kept: list[Token] = []
    for token in tokens:
        if token.kind == "phrase" and not any(c.isalnum() for c in token.text):
            continue
        if token.kind == "close" and kept and kept[-1].kind == "open":
            kept.pop()
            continue
        kept.append(token)
    return kept
