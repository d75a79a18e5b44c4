"""Passages, and the vectors that are made of them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.link.vectors import DIMENSIONS, Embedder, paragraphs, passages, vectors
from archive.records import LangSpan, Span

SENTENCE = "The harbour committee met on the quay and talked about the price of fish."


def test_a_paragraph_is_a_passage() -> None:
    text = f"{SENTENCE}\n\n{SENTENCE} {SENTENCE}"
    assert [text[s.start : s.end] for s in passages(text)] == text.split("\n\n")


def test_a_few_words_go_with_the_next_paragraph() -> None:
    text = f"Fish and ships\n\n{SENTENCE}\n\n{SENTENCE}"
    assert passages(text)[0] == Span(0, len("Fish and ships\n\n") + len(SENTENCE))


def test_a_few_words_at_the_end_go_with_the_last_paragraph() -> None:
    text = f"{SENTENCE}\n\nContact us."
    assert passages(text) == [Span(0, len(text))]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    text = " ".join([SENTENCE] * 30)
    found = passages(text)
    assert len(found) > 3
    assert all(text[s.start : s.end].startswith("The") and text[s.end - 1] == "." for s in found)
    assert all(40 <= len(text[s.start : s.end].split()) <= 130 for s in found)


def test_blocks_are_the_paragraphs_where_they_are_known() -> None:
    text = "Hard\nwrapped lines\n\nAnother"
    blocks = [LangSpan(0, 18, "en"), LangSpan(20, 27, "en")]
    assert [text[s.start : s.end] for s in paragraphs(text, blocks)] == ["Hard\nwrapped lines", "Another"]


@given(st.text(alphabet="aé.! \nA", max_size=800))
def test_passages_hold_every_word_once_and_in_order(text: str) -> None:
    found = passages(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert "".join(" ".join(text[s.start : s.end] for s in found).split()) == "".join(text.split())


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder()


def test_a_translation_is_nearer_than_another_text(embedder: Embedder) -> None:
    rows = embedder.embed(
        [
            "The strike at the shipyard lasted nine weeks.",
            "La grève au chantier naval a duré neuf semaines.",
            "Our choir is looking for two more tenors.",
        ]
    ).astype(np.float32)
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.3


def test_vectors_come_back_as_they_were_made(embedder: Embedder) -> None:
    (found,) = embedder.vectorise(
        [f"{SENTENCE}\n\nLa fanfare joue ce soir sur la place devant la mairie de la ville."]
    )
    rows = vectors(found)
    assert rows.shape == (len(found), DIMENSIONS)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1.0, abs=0.01)


def test_a_text_has_the_same_vectors_in_any_company(embedder: Embedder) -> None:
    written = [
        "The strike at the shipyard lasted nine weeks.",
        "La fanfare joue.",
        SENTENCE,
        f"{SENTENCE}\n\n" * 7,
    ]
    texts = [f"{text} {ending}" for ending in ("Fin.", "The end, at last.", "À suivre…") for text in written]
    together = embedder.vectorise(texts)
    assert together == [embedder.vectorise([text])[0] for text in texts]
    assert together[::-1] == embedder.vectorise(texts[::-1])


def test_no_texts_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, DIMENSIONS)
    assert embedder.vectorise(["", " \n"]) == [[], []]
    assert vectors([]).shape == (0, DIMENSIONS)
