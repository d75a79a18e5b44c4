"""The passages of texts as the server keeps them: of many the sketches are read, of few the vectors."""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from archive.arrays import Array
from archive.search.columns import Vectors
from archive.search.engines.opensearch.mapping import VECTOR_BYTES
from archive.search.engines.opensearch.words import Body
from archive.search.vectors import DIMENSIONS, SKETCHED, distances

if TYPE_CHECKING:
    from archive.search.engines.opensearch.state import OpenSearchState

SKETCHES: Final = ("sketches", "passages")  # what is read of many texts
_FAR: Final = DIMENSIONS + 1
# How many bits differ between the sketch of the nearest passage and the query's, whose bytes `query` holds.
_NEAREST: Final = """
def held = doc['sketches'].value; byte[] bytes = held.bytes;
int at = held.offset; int end = held.offset + held.length; int least = params.far; int place = 0;
for (int n = 0; at < end; n++) {
  int apart = 0;
  for (int i = 0; i < params.query.length; i++) {
    apart += Integer.bitCount((bytes[at + i] ^ params.query[i]) & 255);
  }
  if (apart < least) { least = apart; place = n; }
  at += params.query.length;
}
"""
_ALIKE: Final = f"{_NEAREST} return params.far - least;"
# The vector of the first passage and, where that is another one, of the nearest.
_VECTORS: Final = f"""{_NEAREST}
def vectors = doc['vectors'].value; int size = params.size;
byte[] found = new byte[place == 0 ? size : 2 * size];
for (int i = 0; i < size; i++) {{ found[i] = vectors.bytes[vectors.offset + i]; }}
if (place > 0) {{
  int from = vectors.offset + place * size;
  for (int i = 0; i < size; i++) {{ found[size + i] = vectors.bytes[from + i]; }}
}}
return Base64.getEncoder().encodeToString(found);
"""


def alike(query: Array) -> Mapping[str, Any]:
    """The script whose score is how alike the sketches of a text's nearest passage and of a query are."""
    return {"source": _ALIKE, "params": _parameters(query)}


def _parameters(query: Array) -> dict[str, Any]:
    return {"query": np.packbits(query > 0).view(np.int8).tolist(), "far": _FAR, "size": VECTOR_BYTES}


def promising(
    state: OpenSearchState,
    hits: Mapping[int, Any],
    able: Collection[int],
    also: Collection[int],
    query: Array,
) -> tuple[list[int], Vectors]:
    """The texts that are compared with a query, and their passages, the first and nearest with vectors.

    Of `hits`, by number with SKETCHES read: those with one of the SKETCHED nearest passages of all that are
    `able`, and those of `also`.
    """
    numbers = sorted(hits)
    sketches, ends, first = _sketches([hits[n] for n in numbers])
    document = np.repeat(np.arange(len(numbers)), np.diff(first))
    apart = distances(sketches, np.packbits(query > 0).view(np.uint64))
    allowed = np.array([n in able for n in numbers], bool)[document]
    chosen = np.array([n in also for n in numbers], bool)
    if allowed.any():
        mine = apart[allowed]
        least = np.partition(mine, SKETCHED)[SKETCHED] if len(mine) > SKETCHED else mine.max()
        chosen[document[allowed & (apart <= least)]] = True
    rows = chosen[document]
    kept = [n for n, one in zip(numbers, chosen.tolist(), strict=True) if one]
    counts = np.diff(first)[chosen]
    starts = np.concatenate([[0], np.cumsum(counts)])
    vectors = np.zeros((int(starts[-1]), DIMENSIONS), "<f2")
    near = apart[rows]
    read = _vectors(state, kept, query)
    for at, n in enumerate(kept):
        own = np.frombuffer(read[n], "<f2").reshape(-1, DIMENSIONS)
        vectors[starts[at] + int(np.argmin(near[starts[at] : starts[at + 1]]))] = own[-1]
        vectors[starts[at]] = own[0]
    return kept, Vectors(
        0, len(kept), vectors, sketches[rows], np.repeat(np.arange(len(kept)), counts), ends[rows, 0],
        ends[rows, 1], starts,
    )  # fmt: skip


def _sketches(hits: Sequence[Any]) -> tuple[Array, Array, Array]:
    """The sketches of texts, where their passages begin and end, and where those of each text begin."""
    parts = [_bytes(hit, "passages") for hit in hits]
    ends = np.frombuffer(b"".join(parts), ">i4").reshape(-1, 2).astype(np.int64)
    sketches = np.frombuffer(b"".join(_bytes(hit, "sketches") for hit in hits), np.uint8)
    first = np.concatenate([[0], np.cumsum([len(part) // 8 for part in parts])])
    return sketches.reshape(-1, DIMENSIONS // 8).view(np.uint64), ends, first


def _vectors(state: OpenSearchState, numbers: Sequence[int], query: Array) -> dict[int, bytes]:
    """The vectors of texts, by number; those of a text that is gone meanwhile are like none."""
    if not numbers:
        return {}
    body: Body = {
        "size": len(numbers), "query": {"bool": {"filter": [{"terms": {"n": list(numbers)}}]}},
        "sort": [{"n": "asc"}], "track_total_hits": False,
        "script_fields": {"near": {"script": {"source": _VECTORS, "params": _parameters(query)}}},
    }  # fmt: skip
    hits = state.ask(body)["hits"]["hits"]
    read = {int(hit["sort"][0]): base64.b64decode(hit["fields"]["near"][0]) for hit in hits}
    return {**dict.fromkeys(numbers, bytes(VECTOR_BYTES)), **read}


def _bytes(hit: Any, name: str) -> bytes:
    text = hit["fields"][name][0]  # as addresses have it, and without an end
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
