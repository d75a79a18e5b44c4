"""Excerpts and the texts that they are of, as documents and hits tell them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.catalog.links import Linked
    from archive.pipeline.reading import Reading
    from archive.search.results import Hit

Form = dict[str, Any]


def of_reading(read: Reading) -> Form:
    """What a document is an excerpt of, with score and places, and its own excerpts."""
    found: Form = {}
    if read.excerpt_of:
        found |= {"excerpt_of": read.excerpt_of.id, "excerpt": _places(read.excerpt_of)}
    if read.excerpts:
        found["excerpts"] = [{"id": one.id, **_places(one)} for one in read.excerpts]
    return found


def of_hit(hit: Hit) -> Form:
    """What a hit is an excerpt of, and its own excerpts."""
    found: Form = {"excerpt_of": hit.excerpt_of.id} if hit.excerpt_of else {}
    if hit.excerpts:
        found["excerpts"] = [{"id": one.id, "source": one.source} for one in hit.excerpts]
    return found


def _places(other: Linked) -> Form:
    """The score of a link, and what stands where: in this document and in the one at the other end."""
    return {
        "score": round(other.score, 4),
        "spans": [[s.a.start, s.a.end] for s in other.segments],
        "there": [[s.b.start, s.b.end] for s in other.segments],
    }
