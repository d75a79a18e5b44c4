"""The terms file of a segment, written by Whoosh's codec; the postings are arrays of ours.

Only writing needs this: a search starts without it.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter

from archive import arrays
from archive.arrays import Array
from archive.search.engines.whoosh.codec import EXTENT, FIELD, POSTINGS, TERM_INFO, TermsFile
from archive.search.engines.whoosh.contents import NAME


class TermsWriter(W3FieldWriter):  # type: ignore[misc]  # Whoosh's class has no types
    """Writes the terms file of a new segment."""

    def __init__(self, folder: Path) -> None:
        codec, storage = W3Codec(), _Folder(folder)
        segment = codec.new_segment(storage, NAME)
        self.segment: str = segment.segment_id()
        super().__init__(codec, storage, segment)

    def add_terms(
        self,
        fieldname: str,
        terms: list[bytes],
        first: Array,
        count: Array,
        weight: Array,
        low: Array,
        high: Array,
    ) -> None:
        """Adds the sorted `terms` of a field: where their postings begin, how many, of what weight,
        and the first and last document."""
        number = self._fieldmap.setdefault(fieldname, len(self._fieldmap))
        prefix, add, info, extent = FIELD.pack(number), self._tindex.add, TERM_INFO.pack, EXTENT.pack
        columns = (first.tolist(), count.tolist(), weight.tolist(), low.tolist(), high.tolist())
        for term, a, df, w, lo, hi in zip(terms, *columns, strict=True):
            add(prefix + term, info(0, w, df, 1, 255, w, lo, hi) + extent(a, df))

    def close(self) -> None:
        self._tindex.close()
        self.is_closed = True


class _Folder:
    """What Whoosh's codec needs of a storage: new files, and none for the postings that it does not write."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def create_file(self, name: str, **_: Any) -> TermsFile:
        held = io.BytesIO() if name.endswith(POSTINGS) else arrays.created(self.folder / name)
        return TermsFile(held, name=name)
