"""What one more document costs in archives of growing size, stage by stage, and what building them costs.

The documents are generated: their words are those of the frequency lists, their names are made of such words,
a few of them in many texts and most of them in one or two, as names are. No model is loaded.
"""

from __future__ import annotations

import importlib
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import numpy as np

from archive.link.nearest import Ready
from benchmarks import texts
from benchmarks.filled import NOW, fill
from benchmarks.measure import Figure, Options, apart
from benchmarks.texts import LANGS, Text

SIZES: Final = (1_000, 5_000, 20_000)
LARGE: Final = (100_000,)
_WORDS = 60
_ONCE = 5  # documents that are added one after the other; the median counts
_BODIES: Final = {
    "en": ("{} {} Association", "{} Office of {}", "Committee for {} {}", "{} {} Observatory"),
    "fr": ("Association {} {}", "Office {} de {}", "Comité pour {} {}", "Observatoire {} {}"),
}


def run(options: Options) -> Iterator[Figure | str]:
    """CPU milliseconds and peak memory to add one document; milliseconds a document to build the archive."""
    sizes = (*SIZES, *(LARGE if options.large else ()))
    for size in [options.documents] if options.documents < SIZES[0] else sizes:
        with tempfile.TemporaryDirectory() as place:
            built, _ = apart(build, folder=place, documents=size, seed=options.seed)
            for what, seconds in built.items():
                yield Figure("growth, a document when all come at once", what, "CPU ms", f"{size:,}", seconds)
            added, ran = apart(add, folder=place, documents=size, seed=options.seed)
            for what, seconds in added.items():
                yield Figure("growth, one more document", what, "CPU ms", f"{size:,}", seconds)
            yield Figure("growth, one more document", "peak memory", "MB", f"{size:,}", ran.peak)


def build(folder: str, documents: int, seed: int) -> dict[str, float]:
    """CPU milliseconds a document to build an archive of so many, by stage."""
    where = Path(folder)
    every = list(named_texts(0, documents, seed))
    start = time.process_time()
    fill(where, every, seed)
    filled = time.process_time() - start
    stages = {"catalog": filled, **_settled(where)}
    return {what: 1000 * seconds / documents for what, seconds in stages.items()}


def add(folder: str, documents: int, seed: int) -> dict[str, float]:
    """The median CPU milliseconds of each stage of adding one document, some times one after the other."""
    where = Path(folder)
    runs: list[dict[str, float]] = []
    for n in range(documents, documents + _ONCE):
        more = list(named_texts(n, 1, seed))
        start = time.process_time()
        fill(where, more, seed)
        filled = time.process_time() - start
        runs.append({"catalog": filled, **_settled(where)})
    middle = {what: sorted(run.get(what, 0.0) for run in runs)[_ONCE // 2] for what in runs[0]}
    return {what: 1000 * seconds for what, seconds in (*middle.items(), ("all", sum(middle.values())))}


# What is timed: a stage, and the function that does it. One that another of them calls is not counted twice.
_STAGES: Final = (
    ("links", "archive.link.run", "link"),
    ("types of names", "archive.link.settled_types", "update"),
    ("types written", "archive.catalog.mentions", "retype"),
    ("names completed", "archive.link.entities.elsewhere", "complete"),
    ("entities joined", "archive.link.entities", "resolve"),
    ("entities written", "archive.catalog.resolved", "save"),
    ("index", "archive.pipeline.index", "update"),
)


def _settled(folder: Path) -> dict[str, float]:
    """CPU seconds of what follows when documents are in, by stage."""
    from archive.catalog import Catalog
    from archive.pipeline import index, settle
    from archive.pipeline.beside import Descriptions
    from archive.pipeline.finding import Finder
    from archive.pipeline.summary import Summary

    stages = Stages()
    with Catalog.open(folder) as catalog, stages.told("files looked for"):
        Finder(catalog, Summary(ready=Ready(lexical=False)), Descriptions(catalog, lambda: NOW)).changed([])
    with Catalog.open(folder) as catalog, stages.patched(), stages.told("all else"):
        settle.settle(catalog, now=lambda: NOW)
        index.update(catalog)
    return stages.seconds


class Stages:
    """CPU seconds by stage, each without those that it called."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._inner = [0.0]

    @contextmanager
    def told(self, stage: str) -> Iterator[None]:
        """Counts what runs within as this stage."""
        start = time.process_time()
        self._inner.append(0.0)
        try:
            yield
        finally:
            took = time.process_time() - start
            self.seconds[stage] = self.seconds.get(stage, 0.0) + took - self._inner.pop()
            self._inner[-1] += took

    @contextmanager
    def patched(self) -> Iterator[None]:
        """Has the functions of `_STAGES` counted as their stages."""
        with ExitStack() as stack:
            for stage, module, name in _STAGES:
                owner = importlib.import_module(module)
                stack.enter_context(patch.object(owner, name, self._counted(stage, getattr(owner, name))))
            yield

    def _counted(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            with self.told(stage):
                return function(*arguments, **options)

        return call


# -- texts with names ------------------------------------------------------------------------------


def named_texts(after: int, count: int, seed: int) -> Iterator[Text]:
    """`count` texts after number `after`: two sentences of names stand at the end of each.

    A text and its translation (see `filled.Vectors`) name the same people and places.
    """
    words = {lang: [w for w in texts.stock(lang).words[200:] if len(w) > 4 and w.isalpha()] for lang in LANGS}
    for text in texts.generated(count, seed, words=_WORDS, after=after):
        random = np.random.default_rng((seed, 5, text.n // 2))
        people = [f"{_word(random, words['fr'], 300)} {_word(random, words['fr'])}" for _ in range(3)]
        towns = [_word(random, words["en"], 2_000) for _ in range(2)]
        form = int(random.integers(len(_BODIES["en"])))
        body = _BODIES[text.lang][form].format(*(_word(random, words[text.lang]) for _ in range(2)))
        short = "".join(word[0] for word in body.split() if word[0].isupper())
        names = [("PERSON", one) for one in people] + [("PLACE", one) for one in towns]
        names += [("ORG", body), ("ORG", short), ("PERSON", people[0].split()[1])]
        told = f"{', '.join(name for _, name in names[:5])}, {body} ({short}); {names[-1][1]}."
        yield replace(text, text=f"{text.text}\n\n{told}", names=(*text.names, *names))


def _word(random: np.random.Generator, words: Sequence[str], most: int = 0) -> str:
    """A word with a capital; the first ones come often, most of the others never."""
    size = most or len(words)
    return words[min(int(size ** random.random()), size) - 1].capitalize()
