"""Pages as a server sent them: in chunks, packed by gzip, deflate, brotli or Zstandard."""

from __future__ import annotations

import re
from typing import Any, Final, Protocol

from archive.errors import UnreadableInput

_BLOCK: Final = 64 * 1024
_PACKED_NOTHING: Final = 16  # bytes that an empty page can be packed to, with its sums
_TRIED: Final = 4096  # bytes by which a text is told from what is packed
_ZSTD: Final = b"\x28\xb5\x2f\xfd"  # how a frame begins
_MAX_ZSTD_WINDOW: Final = 8 * 1024 * 1024  # bytes that a server may make a reader look back to: RFC 9659
_BY_WARCIO: Final = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}
_CALLED: Final = {"br": "brotli (br)", "zstd": "Zstandard (zstd)"}
_NONE: Final = ("", "identity")
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a]")  # no text has it, but in code units of two bytes
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")


class StillPacked(UnreadableInput):
    """A page is packed in a way that is not read here, or is damaged."""


class Stream(Protocol):
    """What is read piece by piece; b"" at its end."""

    def read(self, size: int, /) -> bytes: ...


def content(record: Any) -> Stream:
    """What a record of warcio's captured, as a reader of the page has it.

    Reading it raises StillPacked. Each piece is bounded, whatever it unpacks to. Many crawlers unpack a page
    and keep the word that says by what it was packed: such a page is given as it is.
    """
    stream: Stream = record.raw_stream
    http = record.http_headers
    if http is None:
        return stream
    from warcio.bufferedreaders import BufferedReader, ChunkedDataReader

    if (http.get_header("Transfer-Encoding") or "").strip().lower() == "chunked":
        stream = ChunkedDataReader(stream)
    is_text = (http.get_header("Content-Type") or "").strip().lower().startswith("text/")
    codings = [one.strip().lower() for one in (http.get_header("Content-Encoding") or "").split(",")]
    for coding in reversed(codings):
        if coding in _BY_WARCIO:
            stream = BufferedReader(stream, decomp_type=_BY_WARCIO[coding])
        elif coding not in _NONE:
            stream = _Coded(stream, coding, is_text=is_text)
    return stream


class _Coded:
    """A stream that is said to be packed; what it is, is told by its first bytes."""

    def __init__(self, stream: Stream, coding: str, *, is_text: bool) -> None:
        self._stream, self._coding, self._is_text = stream, coding, is_text
        self._unpacking: Stream | None = None

    def read(self, size: int, /) -> bytes:
        if self._unpacking is not None:
            return self._unpacking.read(size)
        head = self._stream.read(_BLOCK)
        self._unpacking = self._opened(head)
        data = self._unpacking.read(size)
        if not data and len(head) > _PACKED_NOTHING:
            name = _CALLED.get(self._coding, self._coding)
            raise StillPacked(f"a page packed by {name} that is cut or damaged")
        return data

    def _opened(self, head: bytes) -> Stream:
        again = _Again(head, self._stream)
        if self._coding == "br" and _is_brotli(head, packed=self._looks_packed(head)):
            return _Brotli(again)
        if self._coding == "zstd" and head.startswith(_ZSTD):
            return _Zstandard(again)
        if self._is_text and self._looks_packed(head):
            name = _CALLED.get(self._coding, self._coding[:40])
            raise StillPacked(
                f"a page that its server packed by {name}, which is not read here: "
                "capture it without, or unpack it"
            )
        return again

    def _looks_packed(self, head: bytes) -> bool:
        return not head.startswith(_WIDE) and _CONTROL.search(head[:_TRIED]) is not None


class _Again:
    """A stream whose first bytes were read already."""

    def __init__(self, head: bytes, stream: Stream) -> None:
        self._head, self._stream = head, stream

    def read(self, size: int, /) -> bytes:
        if self._head:
            data, self._head = self._head[:size], self._head[size:]
            return data
        return self._stream.read(size)


class _Brotli:
    """A stream packed by brotli, unpacked."""

    def __init__(self, stream: Stream) -> None:
        import brotli

        self._stream, self._error = stream, brotli.error
        self._brotli = brotli.Decompressor()

    def read(self, size: int, /) -> bytes:
        """A piece of about `size` bytes at most. Raises StillPacked."""
        while not self._brotli.is_finished():
            more = self._stream.read(_BLOCK) if self._brotli.can_accept_more_data() else None
            if more == b"":
                break  # cut: what stands before is whole
            try:
                data: bytes = self._brotli.process(more or b"", output_buffer_limit=size)
            except self._error as error:
                raise StillPacked("a page packed by brotli (br) that is damaged") from error
            if data:
                return data
        return b""


def _is_brotli(head: bytes, *, packed: bool) -> bool:
    """Whether bytes can be unpacked by brotli, which has no sign of its own.

    If they look packed, it is enough that they begin to unpack; a small page may not look so.
    """
    import brotli

    tried = brotli.Decompressor()
    try:
        unpacked = tried.process(head, output_buffer_limit=_BLOCK)
    except brotli.error:
        return False
    return packed or (bool(unpacked) and tried.is_finished())


class _Zstandard:
    """A stream packed by Zstandard, unpacked."""

    def __init__(self, stream: Stream) -> None:
        import zstandard

        unpacking = zstandard.ZstdDecompressor(max_window_size=_MAX_ZSTD_WINDOW)
        self._error = zstandard.ZstdError
        # What it reads from needs no more than `read`, though its types ask for a whole file.
        self._reading = unpacking.stream_reader(stream, read_across_frames=True)  # type: ignore[arg-type]

    def read(self, size: int, /) -> bytes:
        """A piece of `size` bytes at most. Raises StillPacked."""
        try:
            return self._reading.read(size)
        except self._error as error:
            raise StillPacked("a page packed by Zstandard (zstd) that is damaged") from error
