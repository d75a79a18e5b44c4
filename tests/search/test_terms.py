"""The file of terms that is written many at once is Whoosh's own to the last byte; it is read without it."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.filedb.filetables import OrderedHashWriter

from archive.arrays import SPOILT
from archive.search.engines.whoosh.table import OrderedTable
from archive.search.engines.whoosh.terms import Terms, TermsFile


class _Held(io.BytesIO):
    """A file whose bytes outlive it."""

    def close(self) -> None: ...


def _writer(kind: Any) -> tuple[Any, _Held]:
    held = _Held()
    return kind(TermsFile(held, name="terms")), held


def _written(
    pairs: list[tuple[bytes, bytes]], cut: int, kind: Any, extras: dict[str, Any] | None = None
) -> bytes:
    writer, held = _writer(kind)
    writer.extras.update(extras or {})
    if kind is Terms:
        for some in (pairs[:cut], pairs[cut:]):
            if some:
                writer.add_many(*map(list, zip(*some, strict=True)))
    else:
        writer.add_all(pairs)
    writer.close()
    return held.getvalue()


def _table(folder: Path, pairs: list[tuple[bytes, bytes]]) -> OrderedTable:
    """The table with these, as it was written and is read."""
    data = _written(pairs, len(pairs), Terms, {"fieldmap": {"body": 0, "title": 1}})
    (folder / "terms").write_bytes(data)
    table = OrderedTable(folder / "terms", len(data))
    assert table.fields == {"body": 0, "title": 1}
    return table


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


# Few and many keys, of which the index needs numbers of one width and of the next.
@pytest.mark.parametrize("count", [0, 1, 2, 250, 3000])
def test_it_is_read_as_it_was_written(count: int, tmp_path: Path) -> None:
    pairs = {b"%05d" % (2 * n): b"value %d" % n * (n % 7) for n in range(count)}
    table = _table(tmp_path, sorted(pairs.items()))
    assert dict(table.items()) == pairs
    assert list(table.items()) == sorted(pairs.items())
    for n in range(-1, 2 * count + 1, max(1, count // 300)):
        key = b"%05d" % n
        assert table.get(key) == pairs.get(key)
        assert next(table.items_from(key), None) == next(
            ((k, pairs[k]) for k in sorted(pairs) if k >= key), None
        )


@given(
    st.dictionaries(st.binary(min_size=1, max_size=3), st.binary(max_size=4), max_size=40),
    st.lists(st.binary(max_size=3), max_size=10),
)
def test_any_keys_are_found_and_no_others(pairs: dict[bytes, bytes], asked: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as name:
        table = _table(Path(name), sorted(pairs.items()))
        for key in (*pairs, *asked):
            assert table.get(key) == pairs.get(key)
            assert list(table.items_from(key)) == [pair for pair in sorted(pairs.items()) if pair[0] >= key]


def test_no_bit_that_flipped_ends_in_anything_but_what_spoilt_files_raise(tmp_path: Path) -> None:
    pairs = [(b"%d" % n, b"value") for n in range(100, 130)]
    whole = _written(pairs, 0, Terms, {"fieldmap": {"a": 0}})
    refused = 0
    for place in range(0, len(whole) * 8, 13):
        spoilt = bytearray(whole)
        spoilt[place // 8] ^= 1 << place % 8
        (tmp_path / "terms").write_bytes(spoilt)
        try:
            table = OrderedTable(tmp_path / "terms", len(whole))
            assert len(list(table.items())) < len(whole)
            for key, _ in pairs:
                table.get(key)
                next(table.items_from(key), None)
        except SPOILT:
            refused += 1
    assert refused > 50
