"""The encoder of `--model strong`: what it says of a text, and that this hangs on nothing else."""

from __future__ import annotations

import gzip
import hashlib
import itertools
import json
import math
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from archive.cli import main
from archive.errors import MissingExtra
from archive.ingest.names import Namer, encoder
from archive.ingest.names.encoder import Vocabulary, best_labels, dequantised
from archive.ingest.names.model import Choice, choice_of

installed = pytest.mark.skipif(not encoder.available(), reason="archive-names-strong is not installed")

TEXTS = [
    ("Marise Vautrin, de la Cantine des Dunes, attend le train à Dunkerque.", "fr"),
    ("Rien.", "fr"),
    ("The Harbour Kettle Collective wrote to Oswin Marlow, mayor of Hastings.", "en"),
    ("COLD NIGHT IN LEEDS FOR TARIQ BENBOW", "en"),
    ("Sel, poivre, riz. " * 30 + "Baptistin Orsel reste à Gand.", "fr"),
    ("On Tuesday Ivy Larkin and Sefu met in Bruges; 3 km on, a fence…", "en"),
]


def said(texts: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    return [[(m.type.value, m.text) for m in found] for found in Namer("strong").tag(texts)]


@installed
def test_it_finds_names_in_both_languages() -> None:
    found = said(TEXTS)
    assert found[0] == [("PERSON", "Marise Vautrin"), ("ORG", "Cantine des Dunes"), ("PLACE", "Dunkerque")]
    assert found[1] == []
    assert {("PERSON", "Oswin Marlow"), ("PLACE", "Hastings")} <= set(found[2])
    assert {("PERSON", "Baptistin Orsel"), ("PLACE", "Gand")} <= set(found[4])


@installed
def test_a_text_alone_and_among_others_has_the_same_names() -> None:
    alone = {text: said([text])[0] for text in TEXTS}
    order = TEXTS * 4
    random.Random(4).shuffle(order)
    assert said(order) == [alone[text] for text in order]


@installed
def test_a_score_is_the_same_to_the_last_digit_beside_others() -> None:
    known = encoder.encoder()
    (parts,) = known._parts(TEXTS[0][0])
    alone = known._scores(parts[1], (0, 6))
    known.tag(TEXTS[4][0], (0, 6))
    assert np.array_equal(known._scores(parts[1], (0, 6)), alone)


@installed
def test_the_version_is_that_of_the_weights() -> None:
    import archive_names_strong

    weights = (archive_names_strong.FOLDER / n for n in ("names.onnx", "embeddings.npz", "pieces.txt.gz"))
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in weights)).hexdigest()
    assert digest[:8] == archive_names_strong.FINGERPRINT
    assert Namer("strong").version.startswith(f"strong-{digest[:8]} rules-")


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "_NEEDED", ("archive_names_nowhere",))
    with pytest.raises(MissingExtra, match="archive-names-strong"):
        Namer("strong")
    ran = CliRunner().invoke(main, ["annotate", "--model", "strong"], input='{"id": 1, "text": "Foix."}')
    assert ran.exit_code == 2
    assert "pip install ./packages/archive-names-strong" in ran.stderr
    assert ran.stdout == ""


@installed
def test_an_archive_holds_names_of_either_model(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXTS[0][0], "utf-8")
    (tmp_path / "b.txt").write_text(TEXTS[2][0], "utf-8")

    def run(*args: str) -> Result:
        done = CliRunner().invoke(main, ["--archive", str(tmp_path / "kept"), *args])
        assert done.exit_code == 0, done.output
        return done

    def stats() -> Any:
        return json.loads(run("stats", "--format", "json").stdout)

    run("ingest", str(tmp_path / "a.txt"))
    run("ingest", "--model", "strong", str(tmp_path / "b.txt"))
    assert (stats()["models"], stats()["behind"]) == ({"tuned": 1, "strong": 1}, 0)
    assert "names by      tuned 1, strong 1" in run("stats", "--format", "text").stdout
    # Each document keeps the model it has, unless one is asked for.
    assert run("reprocess", "--stage", "names").stdout == "0 documents reprocessed.\n"
    assert run("reprocess", "--stage", "dates").stdout == "0 documents reprocessed.\n"
    assert run("reprocess", "--stage", "names", "--model", "strong").stdout == "1 document reprocessed.\n"
    assert (stats()["models"], stats()["behind"]) == ({"strong": 2}, 0)
    assert "model:fr-strong" in run("export", "mentions", "--format", "jsonl").stdout


@pytest.mark.parametrize(
    ("versions", "choice"),
    [
        ("strong-1a2b3c4d rules-3", "strong"),
        ("fr_core_news_md-tuned-1a2b3c4d en_core_web_md-tuned-1a2b3c4d rules-3", "tuned"),
        ("fr_core_news_md-tuned-1a2b3c4d en_core_web_sm-stock rules-3", "tuned"),
        ("fr_core_news_md-stock en_core_web_md-stock rules-3 authority-5", "stock"),
        ("0", "tuned"),
        ("", "tuned"),
    ],
)
def test_a_version_tells_its_model(versions: str, choice: Choice) -> None:
    assert choice_of(versions) == choice


@pytest.mark.parametrize("seed", range(20))
def test_the_best_labels_are_those_of_all_rows_that_may_be(seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(4, 7))

    def fits(row: tuple[int, ...]) -> bool:
        pairs = itertools.pairwise((0, *row))
        return all(b in (0, 1, 3, 5) or a in (b, b - 1) for a, b in pairs)

    rows = filter(fits, itertools.product(range(7), repeat=4))
    likely = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    best = max(rows, key=lambda row: math.fsum(likely[n, label] for n, label in enumerate(row)))
    assert best_labels(scores) == list(best)


def test_a_word_is_cut_into_its_likeliest_pieces(tmp_path: Path) -> None:
    special = [(name, 0.0) for name in ("<s>", "<pad>", "</s>", "<unk>")]
    pieces = [*special, ("ab", -1.0), ("a", -2.0), ("b", -2.5), ("bc", -1.5)]
    file = tmp_path / "pieces.txt.gz"
    with gzip.open(file, "wt", encoding="utf-8") as out:
        out.writelines(f"{n}\t{piece}\t{score}\n" for n, (piece, score) in enumerate(pieces))
    cut = Vocabulary(file).cut
    assert cut("ab") == (4,)
    assert cut("abc") == (5, 7)  # a + bc at -3.5; c is no piece
    assert cut("aé") == (5, 3)
    assert cut("") == ()


def test_four_bits_and_a_scale_are_a_weight() -> None:
    row = np.zeros((1, 12, 18), np.uint8)
    row[0, :, :2] = np.frombuffer(np.float16(0.5).tobytes(), np.uint8)
    row[0, :, 2:] = 0x80 | 0x07  # the first sixteen weights in the low bits, the next in the high ones
    (weights,) = dequantised(row.reshape(1, -1))
    assert weights.shape == (384,)
    assert (weights[:16] == -0.5).all()
    assert (weights[16:32] == 0).all()
