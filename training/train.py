"""Trains the weights that `archive.ingest.names` comes with, or measures what training is worth.

    python -m training.train training/fr.toml --data DIR --out archive/ingest/names/data/fr_core_news_md.npz
    python -m training.train training/fr.toml --data DIR --folds 5 --test fr_news

DIR holds the sets named in the configuration as JSON lines (see MODEL_CARD.md for where they come
from). With `--folds` nothing is written: each fold's documents are tagged by a component that was
trained on the other folds and all other sets, and the strict F1 is printed, of the bare component
and of the whole of `archive.ingest.names` with its rules.
"""

from __future__ import annotations

import argparse
import random
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from spacy.training import Example

from archive.ingest.names import model as models
from archive.ingest.names.namer import Namer
from training.augment import copies
from training.communiques import invent
from training.data import KINDS, Annotated, Counts, examples, fold_of, overall, read, score
from training.tune import Mean, Settings, train

_TYPES = {"PERSON": "PER", "PLACE": "LOC", "ORG": "ORG"}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("config", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--only", type=int, nargs="*", help="folds to run; all by default")
    parser.add_argument("--test", help="the set to cross-validate on")
    args = parser.parse_args()
    config = tomllib.loads(args.config.read_text("utf-8"))
    names = {name for run in config["runs"] for name in run["sets"]} | ({args.test} if args.test else set())
    sets = {name: read(args.data / f"{name}.jsonl") for name in names}
    if args.folds:
        cross_validate(config, sets, args)
    else:
        models.save_weights(models.weights(tuned(config, sets).get_pipe("ner")), args.out)
        report(f"{args.out}: {args.out.stat().st_size / 1e6:.1f} MB")


def tuned(config: dict[str, Any], sets: dict[str, list[Annotated]]) -> Any:
    """The stock pipeline with the mean of the weights of all runs."""
    nlp = models.load_stock(config["stock"])
    mean = Mean()
    for run in config["runs"]:
        settings = Settings(**{**config["settings"], **{k: v for k, v in run.items() if k != "sets"}})
        texts = [text for name in run["sets"] for text in sets[name]]
        fresh = models.load_stock(config["stock"])
        train(fresh, maker(config, settings, texts), settings, report)
        mean.add(models.weights(fresh.get_pipe("ner")))
    models.put_weights(nlp.get_pipe("ner"), mean.value())
    return nlp


def maker(
    config: dict[str, Any], settings: Settings, texts: Sequence[Annotated]
) -> Callable[[random.Random], list[Example]]:
    """What gives the examples of one epoch; the labels to be rehearsed are asked of the stock component."""
    lang = config["lang"]
    stock = models.load_stock(config["stock"])
    plain = list(examples(stock, lang, texts))

    def make(rng: random.Random) -> list[Example]:
        new = copies(texts, rng, lang, settings.altered) + invent(lang, settings.invented, rng)
        return plain + list(examples(stock, lang, new))

    return make


def cross_validate(
    config: dict[str, Any], sets: dict[str, list[Annotated]], args: argparse.Namespace
) -> None:
    """Prints the strict F1 of each fold of `args.test` and of all together."""
    bare: dict[str, Counts] = {}
    ruled: dict[str, Counts] = {}
    for fold in args.only or range(args.folds):
        held = [text for text in sets[args.test] if fold_of(text.group, args.folds) == fold]
        rest = [text for text in sets[args.test] if fold_of(text.group, args.folds) != fold]
        measure(tuned(config, {**sets, args.test: rest}), config["lang"], held, bare, ruled)
        report(f"fold {fold}: {line(bare)} | with rules {line(ruled)} (so far)")
    report(f"{args.test}, {args.folds} folds: {line(bare)} | with rules {line(ruled)}")


def measure(
    nlp: Any, lang: str, held: Sequence[Annotated], bare: dict[str, Counts], ruled: dict[str, Counts]
) -> None:
    """Adds the counts of a component, alone and inside a Namer, on texts it has not seen."""
    docs = nlp.pipe([text.text for text in held], batch_size=128)
    for text, doc in zip(held, docs, strict=True):
        score(
            text, [(e.start_char, e.end_char, KINDS[e.label_]) for e in doc.ents if e.label_ in KINDS], bare
        )
    namer = Namer(pipelines={lang: nlp})
    for text, mentions in zip(held, namer.tag((text.text, lang) for text in held), strict=True):
        score(text, [(m.start, m.end, _TYPES[m.type]) for m in mentions], ruled)


def line(counts: dict[str, Counts]) -> str:
    """Counts in one line."""
    kinds = " ".join(f"{kind} {count.f1:.3f}" for kind, count in counts.items())
    return f"{kinds} all {overall(counts).f1:.4f}"


def report(text: str) -> None:
    """Prints at once, so that a long run can be watched."""
    print(text, flush=True)


if __name__ == "__main__":
    main()
