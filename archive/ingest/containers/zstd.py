"""What is packed by Zstandard: files, and web archives (`.warc.zst`) with the dictionary at their head."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

FRAME: Final = b"\x28\xb5\x2f\xfd"  # how a packed stretch begins
_DICTIONARY: Final = (
    b"\x5d\x2a\x4d\x18"  # how a web archive's own dictionary begins, a frame that others skip
)
STARTS: Final = (FRAME, _DICTIONARY)
_MAX_WINDOW: Final = (
    128 * 1024 * 1024
)  # bytes that are looked back to, and held: `zstd --long` asks for as many
_MAX_DICTIONARY: Final = 16 * 1024 * 1024  # bytes; those of web archives have some hundred thousand
_CHUNK: Final = 256 * 1024
_AT_ONCE: Final = 512  # bytes unpacked in one go, to 16 MiB at most: four can stand for a block of 128 KiB


def unpacked(file: BinaryIO) -> Iterator[bytes]:
    """What was packed, piece by piece. Raises ValueError where it is damaged, EOFError where it is cut."""
    import zstandard

    try:
        words = zstandard.ZstdCompressionDict(own) if (own := _dictionary(file)) else None
        unpacking = zstandard.ZstdDecompressor(dict_data=words, max_window_size=_MAX_WINDOW)
        frame = unpacking.decompressobj()
        whole = True
        while chunk := file.read(_CHUNK):
            at = 0
            while at < len(chunk):
                piece = chunk[at : at + _AT_ONCE]
                data = frame.decompress(piece)
                at += len(piece) - len(frame.unused_data)
                if data:
                    yield data
                if whole := frame.eof:
                    frame = unpacking.decompressobj()
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error
    if not whole:
        raise EOFError("it ends too soon")


def _dictionary(file: BinaryIO) -> bytes:
    """The dictionary at the head of a file, behind which it stands then; b"" where there is none."""
    import zstandard

    start = file.tell()
    if file.read(4) != _DICTIONARY:
        file.seek(start)
        return b""
    size = int.from_bytes(file.read(4), "little")
    if size > _MAX_DICTIONARY:
        raise ValueError(f"a dictionary of {size:,} bytes")
    found = file.read(size)
    if not found.startswith(FRAME):
        return found
    with zstandard.ZstdDecompressor().stream_reader(found) as unpacking:
        return unpacking.read(_MAX_DICTIONARY)
