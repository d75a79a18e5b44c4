"""The file of terms that is written many at once is Whoosh's own to the last byte."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.filedb.filetables import OrderedHashWriter

from archive.search.engines.whoosh.codec import TermsFile
from archive.search.engines.whoosh.terms import Terms


class _Held(io.BytesIO):
    """A file whose bytes outlive it."""

    def close(self) -> None: ...


def _writer(kind: Any) -> tuple[Any, _Held]:
    held = _Held()
    return kind(TermsFile(held, name="terms")), held


def _written(pairs: list[tuple[bytes, bytes]], cut: int, kind: Any) -> bytes:
    writer, held = _writer(kind)
    if kind is Terms:
        for some in (pairs[:cut], pairs[cut:]):
            if some:
                writer.add_many(*map(list, zip(*some, strict=True)))
    else:
        writer.add_all(pairs)
    writer.close()
    return held.getvalue()


@given(
    st.dictionaries(st.binary(min_size=1, max_size=6), st.binary(max_size=9), max_size=60), st.integers(0, 60)
)
def test_many_keys_at_once_make_the_file_of_each_by_itself(made: dict[bytes, bytes], cut: int) -> None:
    pairs = sorted(made.items())
    assert _written(pairs, cut, Terms) == _written(pairs, cut, OrderedHashWriter)


def test_a_file_that_needs_wider_numbers_is_the_same() -> None:
    pairs = [(b"%05d" % n, b"x" * 40) for n in range(3000)]
    assert _written(pairs, 100, Terms) == _written(pairs, 100, OrderedHashWriter)


@pytest.mark.parametrize("keys", [[b"b", b"a"], [b"a", b"a"], [b""]])
def test_keys_out_of_order_are_refused(keys: list[bytes]) -> None:
    writer, _ = _writer(Terms)
    with pytest.raises(ValueError, match="increase"):
        writer.add_many(keys, keys)
