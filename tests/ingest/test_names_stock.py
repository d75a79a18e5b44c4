"""A pipeline that is put together here is the one that spaCy loads."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from archive.ingest.names.model import LANGUAGES, load_stock, pipeline, stock_name

_ALONE = """
import os
import sys
from archive.ingest.names import stock
stock.import_spacy()
beside = ("spacy.cli", "weasel", "typer", "httpx", "requests", "jinja2")
print([name for name in beside if name in sys.modules], "PYDANTIC_DISABLE_PLUGINS" in os.environ)
import spacy
from spacy.cli.info import info
print(spacy.info(silent=True) == info(silent=True))
"""


@pytest.fixture(scope="module", params=LANGUAGES)
def theirs(request: pytest.FixtureRequest) -> Any:
    return load_stock(stock_name(request.param))


def _looked_at(node: Any) -> dict[str, Any]:
    """The attributes that count when names are looked for; dropout is for training."""
    return {k: v for k, v in node.attrs.items() if not callable(v) and k != "dropout_rate"}


def test_the_component_is_made_alike(theirs: Any) -> None:
    ours = pipeline(theirs.lang, "stock").ner
    given = theirs.get_pipe("ner")
    assert ours.cfg == given.cfg
    assert ours.move_names == given.move_names
    nodes = list(zip(ours.model.walk(), given.model.walk(), strict=True))
    assert len(nodes) > 50
    for own, other in nodes:
        assert own.name == other.name
        assert {k: own.maybe_get_dim(k) for k in own.dim_names} == {
            k: other.maybe_get_dim(k) for k in other.dim_names
        }
        assert _looked_at(own) == _looked_at(other)
        assert own.attrs.keys() == other.attrs.keys()
        assert own.ref_names == other.ref_names
        assert own.param_names == other.param_names
        for name in own.param_names:
            if other.has_param(name):
                np.testing.assert_array_equal(own.get_param(name), other.get_param(name))


def test_the_tokenizer_is_made_alike(theirs: Any) -> None:
    ours, given = pipeline(theirs.lang, "stock").tokenizer, theirs.tokenizer
    assert ours.rules == given.rules
    assert ours.faster_heuristics == given.faster_heuristics
    for name in ("prefix_search", "suffix_search", "infix_finditer", "url_match"):
        own, other = getattr(ours, name), getattr(given, name)
        assert (own.__name__, own.__self__.pattern) == (other.__name__, other.__self__.pattern)
    assert (ours.token_match is None) == (given.token_match is None)


def test_words_have_the_same_norms(theirs: Any) -> None:
    ours = pipeline(theirs.lang, "stock")
    for word in ("Don't", "cos", "favourite", "l'", "QU'", "“", "£", "aujourd'hui", "ÉTÉ", "colour", "’"):
        assert ours.vocab[word].norm_ == theirs.vocab[word].norm_
        assert (ours.vocab[word].prefix_, ours.vocab[word].suffix_, ours.vocab[word].shape_) == (
            theirs.vocab[word].prefix_, theirs.vocab[word].suffix_, theirs.vocab[word].shape_,
        )  # fmt: skip


def test_the_command_line_of_spacy_is_left_out_until_asked_for() -> None:
    ran = subprocess.run([sys.executable, "-c", _ALONE], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == ["[] False", "True"]
