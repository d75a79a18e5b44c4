"""Resumes a stock ner component on annotated texts and averages what it passes through."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from spacy.training import Example
from thinc.api import Adam, fix_random_seed

from archive.ingest.names.model import Weights, put_weights, weights


@dataclass(frozen=True, slots=True)
class Settings:
    """How long and how boldly to train; see `fr.toml` and `en.toml` for what was found good."""

    epochs: int = 8
    average_from: int = 3  # epochs before this one are left out of the average
    rate: float = 1e-3  # falls linearly to a tenth
    dropout: float = 0.25
    decay: float = 0.01
    batch_words: int = 1000
    seed: int = 1
    invented: int = 400  # communiqués written anew for each epoch
    sampled: float = 1.0  # share of the annotated texts that each epoch sees, drawn anew
    altered: float = 0.15  # share of the texts that each epoch also sees in capitals or without accents


def train(
    nlp: Any,
    make: Callable[[random.Random], Sequence[Example]],
    settings: Settings,
    report: Callable[[str], None] = lambda _line: None,
) -> None:
    """Trains `nlp`'s ner component in place.

    `make` gives the examples of an epoch: it is called anew for each, so that every epoch sees
    other altered copies.
    """
    ner = nlp.get_pipe("ner")
    mean = Mean()
    for state in _states(ner, make, settings, report):
        mean.add(state)
    put_weights(ner, mean.value())


def _states(
    ner: Any,
    make: Callable[[random.Random], Sequence[Example]],
    settings: Settings,
    report: Callable[[str], None],
) -> Iterator[Weights]:
    """The weights after each of the last epochs."""
    rng = random.Random(settings.seed)
    fix_random_seed(settings.seed)
    optimizer = Adam(settings.rate, L2=settings.decay, L2_is_weight_decay=True, grad_clip=1.0)
    for epoch in range(settings.epochs):
        examples = list(make(rng))
        rng.shuffle(examples)
        losses: dict[str, float] = {}
        seen = 0
        for batch in _batches(examples, settings.batch_words):
            done = (epoch + seen / len(examples)) / settings.epochs
            optimizer.learn_rate = settings.rate * (1 - 0.9 * done)
            ner.update(batch, drop=settings.dropout, sgd=optimizer, losses=losses)
            seen += len(batch)
        report(f"seed {settings.seed} epoch {epoch + 1}/{settings.epochs} loss {losses['ner']:.0f}")
        if epoch + 1 >= settings.average_from:
            yield weights(ner)


def _batches(examples: Iterable[Example], words: int) -> Iterator[list[Example]]:
    batch: list[Example] = []
    size = 0
    for example in examples:
        batch.append(example)
        size += len(example.x)
        if size >= words:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


class Mean:
    """The running mean of weights."""

    def __init__(self) -> None:
        self._sum: Weights = {}
        self._count = 0.0

    def add(self, state: Weights, weight: float = 1.0) -> None:
        """One more state of the same component, counting `weight` times."""
        self._count += weight
        for key, value in state.items():
            self._sum[key] = weight * value.astype(np.float64) + self._sum.get(key, 0.0)

    def value(self) -> Weights:
        """The mean of the states added."""
        return {key: (total / self._count).astype(np.float32) for key, total in self._sum.items()}
