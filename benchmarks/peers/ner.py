"""spaCy's named entities alone: the stock pipelines with everything but `ner` left out."""

from __future__ import annotations

import time
from typing import Final

from benchmarks.instructions import counter
from benchmarks.measure import Clock, counting

BATCH: Final = 64  # texts; the fastest of 16 to 256


def tag(texts: list[tuple[str, str]]) -> dict[str, float]:
    """Tags (language, text) pairs; gives the CPU seconds without loading, and the number of entities."""
    spent, found = _tagged(texts, time.process_time)
    return {"cpu": spent, "entities": found}


def calls(texts: list[tuple[str, str]]) -> dict[str, float]:
    """The calls that tagging (language, text) pairs makes, without loading."""
    with counting() as clock:
        made, _ = _tagged(texts, clock)
    return {"calls": made}


def instructions(texts: list[tuple[str, str]]) -> dict[str, float]:
    """The instructions that tagging them takes, without loading. Raises OSError where none are counted."""
    ran, _ = _tagged(texts, counter())
    return {"instructions": ran}


def _tagged(texts: list[tuple[str, str]], clock: Clock) -> tuple[float, float]:
    from archive.ingest.names.model import LANGUAGES, load_stock, stock_name

    loaded = {lang: load_stock(stock_name(lang)) for lang in LANGUAGES}
    for nlp in loaded.values():
        nlp("Warm.")
    start = clock()
    found = 0
    for lang, nlp in loaded.items():
        for doc in nlp.pipe((text for own, text in texts if own == lang), batch_size=BATCH):
            found += len(doc.ents)
    return clock() - start, float(found)
