"""What persons decided on documents: pages taken apart anew, names found in another language, and why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace

from archive.catalog import Catalog, acts, corrections, documents, limits, namings, provenance
from archive.errors import Fault
from archive.pipeline.make import Makers, Settings
from archive.pipeline.versions import NAMES, model_of
from archive.progress import Progress
from archive.reasons import Considered
from archive.records import Document
from archive.text import fingerprint


def cut_anew(catalog: Catalog, settings: Settings, progress: Progress, workers: int | None) -> Fault | None:
    """Takes pages apart anew of which a person said where texts begin, or took that back.

    Returns the fault of this program at one that stays as it was, if there was any. Raises MissingExtra.
    """
    due = acts.of_kind(catalog, acts.due(catalog), acts.POST)
    found = limits.sources(catalog, due)
    if not found:
        return None
    from archive.pipeline.reprocess import remake

    try:
        remake(catalog, found, settings=settings, progress=progress, workers=workers)
    except Fault as fault:
        return fault
    return None


def read_in_languages(catalog: Catalog, settings: Settings, progress: Progress) -> int:
    """Reads documents whose language was decided, or is their own again, in that language; returns how many.

    Each with the model that found its names before. Raises MissingExtra.
    """
    from archive.dates import find_dates

    todo = corrections.unread(catalog)
    if not todo:
        return 0
    progress.stage("Reading in other languages", len(todo))
    makers = Makers(settings)
    for n in todo:
        document = documents.by_number(catalog, [n])[n]
        maker = makers(model_of(json.loads(provenance.of(catalog, n))))
        (names,) = maker.namer.tag([(document.text, document.lang)])
        dates = find_dates(document.text, document.lang, document.date)
        with catalog.transaction():
            corrections.read(catalog, n, sorted((*names, *dates), key=lambda m: (m.start, m.end)))
            provenance.update(catalog, n, {NAMES: maker.made_with[NAMES]})
        progress.advance(1)
    return len(todo)


_CALLED = {corrections.TITLE: "title", corrections.LANGUAGE: "lang", corrections.AUTHOR: "author"}


def considered(catalog: Catalog, n: int, document: Document) -> list[Considered]:
    """What persons decided on a document and on names in it; a date says itself that it was decided."""
    words = corrections.held(catalog, fingerprint(document.text))
    decided = [
        Considered(_CALLED[what], word.value or None, "", "manual", True, acts.evidence(word.act))
        for what, word in words.items()
        if what in _CALLED
    ]
    for start, _, text, decision in namings.of_document(catalog, n):
        value = decision.value or decision.verdict
        taken = decision.verdict != namings.NO_NAME
        decided.append(
            Considered("mention", value, text, "manual", taken, acts.evidence(decision.act), start=start)
        )  # fmt: skip
    return decided


def overruled(some: Iterable[Considered], decided: Sequence[Considered]) -> list[Considered]:
    """What was considered else, once a person decided otherwise."""
    what = {one.what for one in decided} - {"mention"}
    return [
        replace(one, taken=False, why="a person decided otherwise") if one.what in what and one.taken else one
        for one in some
    ]
