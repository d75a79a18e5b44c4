"""`archive annotate` on long text beside spaCy's names alone, on the same texts and one core."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from benchmarks import texts
from benchmarks.measure import OURS, Figure, Options, apart, archive_command, process
from benchmarks.peers import ner
from benchmarks.texts import Text


def run(options: Options) -> Iterator[Figure | str]:
    """Words a CPU second without loading, the share of spaCy's, and the time to load."""
    given = texts.to_tag(options)
    words = texts.count_words(given)
    benchmark = f"annotate, {words:,} words in {len(given)} texts"
    said, ran = apart(ner.tag, texts=[(t.lang, t.text) for t in given])
    theirs = words / said["cpu"]
    yield Figure(benchmark, "tagging", "words/s", "spacy ner", theirs)
    yield Figure(benchmark, "loading", "CPU s", "spacy ner", ran.cpu - said["cpu"])
    yield Figure(benchmark, "peak memory", "MB", "spacy ner", ran.peak)
    # What loading costs is what two short texts cost, one of each language.
    command = archive_command(None, "annotate")
    short = process(command, _lines([_opening(t) for t in given[:2]]))
    whole = process(command, _lines(given))
    ours = words / max(whole.cpu - short.cpu, 1e-9)
    yield Figure(benchmark, "tagging", "words/s", OURS, ours)
    yield Figure(benchmark, "loading", "CPU s", OURS, short.cpu)
    yield Figure(benchmark, "peak memory", "MB", OURS, whole.peak)
    yield Figure(benchmark, "share of spaCy's words/s", "%", OURS, 100 * ours / theirs)


def _opening(text: Text) -> Text:
    return Text(text.n, text.lang, text.title, text.date, text.text[:80], ())


def _lines(given: Sequence[Text]) -> str:
    records = ({"id": str(t.n), "text": t.text, "date": t.date} for t in given)
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
