"""Sentences a second to tell their language, beside langdetect as it comes."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

from benchmarks import texts
from benchmarks.measure import OURS, Figure, Options, apart

_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_PEER_SENTENCES = 500  # it is slow


def run(options: Options) -> Iterator[Figure | str]:
    """Each sentence by itself: the first time through, and once more."""
    sentences = [s for t in texts.to_tag(options) for s in _SENTENCE.split(t.text) if s.strip()]
    benchmark = f"language, {len(sentences):,} sentences"
    peer, _ = apart(langdetect, sentences=sentences[:_PEER_SENTENCES])
    yield Figure(benchmark, "first time through", "sentences/s", "langdetect", peer)
    said, ran = apart(ours, sentences=sentences)
    yield Figure(benchmark, "first time through", "sentences/s", OURS, said["first"])
    yield Figure(benchmark, "words seen before", "sentences/s", OURS, said["again"])
    yield Figure(benchmark, "loading", "CPU s", OURS, said["loading"])
    yield Figure(benchmark, "peak memory", "MB", OURS, ran.peak)


def ours(sentences: list[str]) -> dict[str, float]:
    """Sentences a CPU second, without loading."""
    start = time.process_time()
    from archive.ingest.language import guess

    guess("Bonjour")
    said = {"loading": time.process_time() - start}
    for turn in ("first", "again"):
        start = time.process_time()
        for sentence in sentences:
            guess(sentence)
        said[turn] = len(sentences) / (time.process_time() - start)
    return said


def langdetect(sentences: list[str]) -> float:
    """Sentences a CPU second, profiles loaded before."""
    from langdetect import DetectorFactory, LangDetectException, detect

    DetectorFactory.seed = 0
    detect("Bonjour tout le monde")
    start = time.process_time()
    for sentence in sentences:
        try:
            detect(sentence)
        except LangDetectException:
            continue
    return len(sentences) / (time.process_time() - start)
