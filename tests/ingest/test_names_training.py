"""What the tuned weights were taught with: invented texts, altered copies, examples, averaging."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from archive.ingest.names import model as models
from training import rules
from training.augment import copies, unaccented
from training.communiques import invent, parse
from training.data import Annotated, Counts, examples, find, fold_of, overall, score
from training.train import measure, splits, tuned
from training.tune import Mean


def test_marked_names() -> None:
    text = parse("Le [ORG Collectif Terre Ouverte], à [LOC Foix].")
    assert text.text == "Le Collectif Terre Ouverte, à Foix."
    assert [(text.text[a:b], kind) for a, b, kind in text.entities] == [
        ("Collectif Terre Ouverte", "ORG"),
        ("Foix", "LOC"),
    ]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_invented_texts_are_whole_and_repeatable(lang: str) -> None:
    texts = invent(lang, 600, random.Random(7))
    assert texts == invent(lang, 600, random.Random(7))
    assert len(texts) == 600
    for text in texts:
        assert not set("{}[]#") & set(text.text)
        for start, end, _ in text.entities:
            assert text.text[start:end].strip() == text.text[start:end] != ""
    assert {kind for text in texts for _, _, kind in text.entities} == {"PER", "LOC", "ORG"}


def test_two_texts_of_five_are_paragraphs() -> None:
    file = Path(rules.__file__).parent / "communiques" / "fr.txt"
    plain = [line for line in file.read_text("utf-8").splitlines() if line and not set("{[") & set(line)]
    texts = [text.text for text in invent("fr", 3000, random.Random(7))]
    begun = [text for text in texts if text.startswith(tuple(plain))]
    alone = [text for text in begun if text in plain]
    assert 0.3 < 1 - len(alone) / len(begun) < 0.5
    for line in plain:
        if line[-1] not in ".!?»":  # its sentence ends where another one follows
            assert not any(text.startswith(f"{line} ") for text in texts if text not in plain)


def test_copies_keep_their_names() -> None:
    text = Annotated("Hélène Bompard est née à Foix.", ((0, 14, "PER"), (25, 29, "LOC")), group="x")
    for copy in copies([text] * 40, random.Random(1), "fr", 0.9):
        assert len(copy.text) == len(text.text)
        assert copy.entities == text.entities
        assert unaccented(copy.text).casefold() == unaccented(text.text).casefold()


def test_examples_keep_what_stock_says_of_other_kinds() -> None:
    nlp = models.load_stock(models.stock_name("en"))
    text = Annotated("Margaret Oakley came on 3 March 2014.", ((0, 15, "PER"),))
    (example,) = examples(nlp, "en", [text])
    assert [(e.text, e.label_) for e in example.reference.ents] == [
        ("Margaret Oakley", "PERSON"),
        ("3 March 2014", "DATE"),
    ]


def test_a_document_is_in_one_fold() -> None:
    assert {fold_of(f"document-{n}", 5) for n in range(100)} == {0, 1, 2, 3, 4}
    assert fold_of("a/b", 5) == fold_of("a/b", 5)


def test_halves_of_a_set_share_no_document(tmp_path: Path) -> None:
    row = '{"id": "a%d-%d", "text": "Foix", "entities": []}\n'
    rows = (row % (n, m) for n in range(40) for m in range(2))
    (tmp_path / "small.jsonl").write_text("".join(rows), encoding="utf-8")
    first, second = (find(f"small:{half}/2", [tmp_path]) for half in range(2))
    assert len(first) + len(second) == 80
    assert first
    assert second
    assert not {text.group for text in first} & {text.group for text in second}


def test_score_leaves_ignored_spans_out() -> None:
    text = Annotated("Foix Lyon Lens", ((0, 4, "LOC"), (5, 9, "LOC")), ((10, 14, "MISC"),))
    counts: dict[str, Counts] = {}
    score(text, [(0, 4, "LOC"), (5, 9, "PER"), (10, 14, "LOC")], counts)
    assert (overall(counts).hit, overall(counts).said, overall(counts).gold) == (1, 2, 2)


def test_mean_of_weights() -> None:
    mean = Mean()
    mean.add({"0.W": np.array([1.0, 3.0], dtype=np.float32)})
    mean.add({"0.W": np.array([3.0, 5.0], dtype=np.float16)})
    assert mean.value()["0.W"].tolist() == [2.0, 4.0]


def test_mean_of_weights_that_count_differently() -> None:
    mean = Mean()
    mean.add({"0.W": np.array([1.0], dtype=np.float32)}, 3.0)
    mean.add({"0.W": np.array([5.0], dtype=np.float32)})
    assert mean.value()["0.W"].tolist() == [2.0]


def test_folds_part_the_documents() -> None:
    texts = [Annotated(f"text {n}", (), group=f"document-{n // 2}") for n in range(40)]
    seen = []
    for _, held, rest in splits(texts, 5, None):
        assert {t.group for t in held}.isdisjoint(t.group for t in rest)
        assert len(held) + len(rest) == len(texts)
        seen.extend(held)
    assert sorted(seen, key=texts.index) == texts
    assert [(held, rest) for _, held, rest in splits(texts, 0, None)] == [(texts, [])]


def test_errors_say_what_was_missed_and_what_was_wrong() -> None:
    nlp = models.load_stock(models.stock_name("en"))
    text = Annotated("Jane Oakley lives in Leeds.", ((0, 11, "ORG"), (21, 26, "LOC")), group="x")
    (error,) = measure(nlp, "en", [text], {}, {})
    assert error["gold"] == [[0, 11, "ORG", "Jane Oakley"]]
    assert [said[:4] for said in error["said"]] == [[0, 11, "PER", "Jane Oakley"]]


def test_weights_go_to_a_file_and_back(tmp_path: Path) -> None:
    ner = models.load_stock(models.stock_name("fr")).get_pipe("ner")
    before = models.weights(ner)
    models.save_weights(before, tmp_path / "w.npz")
    models.put_weights(ner, models.load_weights(tmp_path / "w.npz"))
    after = models.weights(ner)
    assert before.keys() == after.keys()
    assert all(np.allclose(before[key], after[key], atol=1e-3, rtol=1e-2) for key in before)


@pytest.mark.parametrize("lang", models.LANGUAGES)
def test_tuned_weights_fit_the_stock_pipeline(lang: str) -> None:
    assert models.evidence(lang) == f"{lang}-tuned"
    assert models.version(lang) != models.version(lang, "stock")


def test_a_run_that_goes_on_starts_where_the_runs_above_it_ended(tmp_path: Path) -> None:
    texts = {"few": [Annotated("Hélène Bompard met the Two Quays Network.", ((0, 14, "PER"),))]}
    settings = {"epochs": 1, "average_from": 1, "dropout": 0.0, "decay": 0.0, "invented": 0, "altered": 0.0}
    runs = [{"sets": ["few"], "rate": 0.05}, {"sets": ["few"], "rate": 0.0, "goes_on": True}]
    stock = models.stock_name("en")
    config = {"stock": stock, "lang": "en", "settings": settings, "runs": runs}
    tuned(config, texts, tmp_path)
    first, second = (models.load_weights(file) for file in tmp_path.iterdir())
    before = models.weights(models.load_stock(stock).get_pipe("ner"))
    assert all(np.array_equal(first[key], second[key]) for key in before)
    assert any(not np.allclose(first[key], before[key], atol=1e-2) for key in before)


def test_a_rule_is_measured_where_it_spoke_as_if_everywhere() -> None:
    texts = rules.said(invent("en", 80, random.Random(3)), "en", "tuned")
    named = ("rules.retype", "formed.registered", "patterns.STREET", "words.NEVER", "words.TITLES")
    every = [rule for rule in rules.every_rule() if rule.name in named]
    together = rules.Measure("en", texts, every)
    changes = 0
    for rule in every:
        with rules.put([rule], lambda rule: rule.other):
            counts = [overall(rules.judged(one, "en")) for one in texts]
        left = together.without([rule])
        assert (left.hit, left.said) == (sum(c.hit for c in counts), sum(c.said for c in counts)), rule.name
        changes += left != together.all
    assert len(every) == len(named)
    assert changes


@pytest.mark.skipif(models.stock_name("en") != "en_core_web_md", reason="figures of the larger English model")
@pytest.mark.parametrize(
    ("file", "floor"), [("en_2.txt", 0.78), ("fr_2.txt", 0.81), ("en_3.txt", 0.69), ("fr_3.txt", 0.81)]
)
def test_names_of_texts_that_were_written_after_the_rules(file: str, floor: float) -> None:
    lang = file[:2]
    counts = [overall(rules.judged(one, lang)) for one in rules.said(rules.held(file), lang, "tuned")]
    whole = Counts(sum(c.hit for c in counts), sum(c.said for c in counts), sum(c.gold for c in counts))
    assert whole.f1 >= floor
