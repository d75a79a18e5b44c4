"""What is read at once, or not looked for, against the plain way: token by token, and every pattern."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.dates import tokens
from archive.dates.finder import grammar_of
from archive.dates.grammar import Grammar
from archive.dates.needs import Needs, needs
from archive.text import compose

_WORDS = """
    mardi lun mer mars mar. Mar May's may sept. Sept 1er 2nd 3e 21st twenty two vingt et un quatre-vingt-dix
    l'été qu'on it's aujourd'hui d'août 1984 84 '84 1980s 12/5/2004 2004-05 1914-18 CVE-2005 COVID-19 Dec31
    cent 3,500 10:30 €20 20% 5km Boulogne-sur-Mer jeudi-ven Monday next last hier demain prochain
    dernière week Noël Easter century siècle in en the le à from to entre and et ½ ² _ # — - ... ---------- ==
    | ; ? !"""
_GAPS = ("\n", "\n\n", " ", "\n  ", "-", "'", ",", "x" * 60)
_TEXTS = st.lists(st.sampled_from([*_WORDS.split(), *_GAPS]), max_size=40).map(
    lambda pieces: " ".join(pieces).replace(" - ", "-").replace(" ' ", "'").replace(" , ", ", ")
)
_GRAMMARS = st.sampled_from(["fr", "en"])


def _grammar(lang: str) -> Grammar:
    grammar = grammar_of(lang)
    assert grammar is not None
    return grammar


@given(_TEXTS, _GRAMMARS)
@example("le 3-4\n5e et vingt\ndeux 12-13th", "fr")
@example("1984-05nd it's mar.2 mar-", "en")
def test_a_text_read_at_once_has_the_tokens_of_one_read_token_by_token(text: str, lang: str) -> None:
    text, lexicon = compose(text).text, _grammar(lang).lexicon
    plain, whole = tokens._Reader(text, lexicon), tokens._Reader(text, lexicon)
    plain.read_on(0)
    tokens._read_whole(whole)
    if tokens._RULE.search(text) is None:
        assert whole.out == plain.out


def test_no_more_words_are_remembered_than_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "_REMEMBERED", 8)
    lexicon = _grammar("fr").lexicon
    for n in range(5):
        tokens._classes([f"{'ab'[n % 2]}{letter}" for letter in "cdefg"], lexicon)
        assert len(lexicon.remembered) <= 8


@given(_TEXTS, _GRAMMARS)
def test_every_pattern_that_is_found_is_looked_for(text: str, lang: str) -> None:
    grammar = _grammar(lang)
    code = tokens.tokenize(compose(text).text, grammar.lexicon, grammar.merge).code
    found = {place for place, pattern in enumerate(grammar.compiled) if pattern.search(code)}
    assert found <= grammar.needs.met(code)


@pytest.mark.parametrize(
    ("pattern", "met"),
    [
        ("[a][b]?", {"a", "ab", "xa"}),
        ("([a]|[b][c])", {"a", "bc"}),
        ("([a]|[b]?)", {"", "x"}),
        ("(?P<m>[a]){0,3}[b]{2}", {"b", "ab"}),
        ("(?<![b])[a](?=[c])(?!(?:[d]|[e]))", {"a", "ad"}),
        ("[a](?!)|[b]", {"b"}),
        ("^[a]+$", {"a"}),
        (r"[a]\d", {"", "a", "b"}),  # something else than sets: it is always looked for
    ],
)
def test_a_pattern_is_looked_for_where_its_parts_are(pattern: str, met: set[str]) -> None:
    re.compile(pattern)
    told = needs([pattern], {})
    assert {code for code in met if told.met(code)} == met
    assert Needs.of_facts(json.loads(json.dumps(told.facts()))) == told
    if "" not in met:
        assert not told.met("x")
        assert not told.met("")


def test_the_rarest_parts_are_kept() -> None:
    told = needs(["[a][b][c]"], {"a": 100})
    assert told.met("bc") == {0}
    assert not told.met("ab")
    assert not told.met("ac")
