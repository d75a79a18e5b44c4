"""What a decision on a language asks models for: names and dates found anew in it."""

from __future__ import annotations

import json

from archive.catalog import Catalog, corrections, documents, provenance
from archive.pipeline.make import Makers, Settings
from archive.pipeline.versions import NAMES, model_of
from archive.progress import Progress


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
