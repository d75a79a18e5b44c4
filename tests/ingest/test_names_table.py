"""A mapped table of word vectors gives what spaCy's own gives, whatever becomes of its file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.lang.lex_attrs import word_shape

from archive.ingest.names import lexemes, table
from archive.ingest.names.model import LANGUAGES, load_stock, pipeline, stock_name

TEXTS = {
    "fr": "Le collectif « Portes ouvertes » a rencontré Jeanne Morvan à la mairie de Calais, zzyzxqf.",
    "en": "The Open Doors collective met Joan Harker at the town hall in Dover, zzyzxqf, on Monday.",
}


@pytest.fixture(scope="module", params=LANGUAGES)
def stock(request: pytest.FixtureRequest) -> Any:
    return load_stock(stock_name(request.param))


def test_every_word_has_its_row(stock: Any) -> None:
    ours = pipeline(stock.lang[:2], "stock").vocab.vectors
    theirs = stock.vocab.vectors
    assert len(ours.key2row) == len(theirs.key2row)
    assert ours.shape == theirs.shape
    keys = np.fromiter(theirs.key2row, np.uint64)
    strange = np.array([0, 1, 2**63, 2**64 - 1, *(keys[:50] + np.uint64(1))], np.uint64)
    for some in (keys, strange):
        found = ours.find(keys=some)
        assert found.dtype == theirs.find(keys=some[:1]).dtype
        np.testing.assert_array_equal(found, [theirs.key2row.get(int(key), -1) for key in some])
    for key in (*keys[:20].tolist(), *strange.tolist()):
        assert ours.key2row.get(key, -7) == theirs.key2row.get(key, -7)
        assert ours.find(key=key) == theirs.find(key=key)
        assert (key in ours.key2row) == (key in theirs.key2row)
    np.testing.assert_array_equal(ours.data, theirs.data)


def test_a_word_has_the_signs_that_the_ner_component_looks_at(stock: Any) -> None:
    ours = pipeline(stock.lang[:2], "stock")
    text = f"{TEXTS[stock.lang[:2]]} L'an 2004\n\n  www.example.org ŒUVRE étééééé !!!!!! {'a' * 100} 3½ x²"
    signs = ["ORTH", "NORM", "PREFIX", "SUFFIX", "SHAPE", "IS_SPACE"]
    np.testing.assert_array_equal(ours.tokenizer(text).to_array(signs), stock.make_doc(text).to_array(signs))
    looked_at = {s for node in ours.ner.model.walk() for s in node.attrs.get("columns", ())}
    assert looked_at <= {*signs, "SPACY"}


@given(st.text(max_size=110) | st.text("aB1.", max_size=110))
def test_the_shape_of_a_word_is_spacys(word: str) -> None:
    assert lexemes.shape(word) == word_shape(word)


def test_a_text_is_read_alike(stock: Any) -> None:
    lang = stock.lang[:2]
    for ours, theirs in zip(pipeline(lang, "stock")(TEXTS[lang]), stock(TEXTS[lang]), strict=True):
        assert (ours.text, ours.has_vector, ours.ent_type_) == (
            theirs.text, theirs.has_vector, theirs.ent_type_,
        )  # fmt: skip
        np.testing.assert_array_equal(ours.vector, theirs.vector)


@pytest.mark.parametrize("spoilt", ["a byte", "cut", "gone", "no folder"])
def test_spoilt_files_are_made_anew(tmp_path: Path, spoilt: str) -> None:
    lang = "fr"  # whose pipeline has many words on every Python
    cache = tmp_path / "words.arrays"
    given = load_stock(stock_name(lang), ["vectors", "strings"])
    table.give(given, cache)
    hashes = np.fromiter(given.vocab.vectors.key2row, np.uint64)
    expected = given.vocab.vectors.find(keys=hashes)
    whole = cache.read_bytes()
    if spoilt == "a byte":
        middle = len(whole) // 2
        cache.write_bytes(whole[:middle] + bytes([whole[middle] ^ 0x40]) + whole[middle + 1 :])
    elif spoilt == "cut":
        cache.write_bytes(whole[:-100])
    elif spoilt == "gone":
        cache.unlink()
    else:
        (tmp_path / "file").write_text("no folder")
    table.give(given, cache if spoilt != "no folder" else tmp_path / "file" / "words.arrays")
    assert len(given.vocab.vectors.key2row) == len(hashes)
    np.testing.assert_array_equal(given.vocab.vectors.find(keys=hashes), expected)
    assert cache.read_bytes() == whole
