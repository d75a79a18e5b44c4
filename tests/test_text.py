"""What is folded once and remembered is what folding it anew gives."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import text as texts

_WRITTEN = st.text(
    st.one_of(st.sampled_from("éÉœŒßæ`\t’‘ \u00adﬁ½İñ"), st.characters(codec="utf-8")), max_size=60
)


def plainly(text: str) -> str:
    """As `fold`, step by step."""
    text = texts.plain(text).casefold().replace("œ", "oe").replace("æ", "ae")
    if text.isascii():
        return text
    return "".join([c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)])


@given(_WRITTEN)
def test_a_text_folds_the_same_each_time(text: str) -> None:
    assert texts.fold(text) == plainly(text) == texts.fold(text) == texts.fold(f" {text}")[1:]


def test_no_more_is_remembered_than_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "_REMEMBERED", 8)
    monkeypatch.setattr(texts, "_FOLDED", own := texts._Folded())
    monkeypatch.setattr(texts._Folded, "_room", 8)
    for n in range(50):
        assert texts.fold(f"Été {n}") == f"ete {n}"
        assert len(own) <= 8
    long = "É" * (texts._SHORT + 1)
    assert texts.fold(long) == long.lower().replace("é", "e")
    assert long not in own


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CGT", False),
        ("NATO", False),  # four letters may be an acronym
        ("UNION", True),
        ("UNESCO", True),
        ("RUE DE LA GARE", False),
        ("RUE DU PHARE", True),
        ("UNION libre", False),
        ("12:30, 2016", False),
        ("É.T.A.T.S.", False),
        ("ÉTATS", True),
    ],
)
def test_capitals_alone_with_a_word_too_long_for_an_acronym(text: str, told: bool) -> None:
    assert texts.in_capitals(text) is told
