"""Web archives (WARC, ARC): the pages that were captured, each address with the texts it has had.

A text of an address is one member, however often it was captured in the same words: it is named by its first
capture, and the members of an address come in the order of their last one, so that the newest is current.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import field
from itertools import count
from typing import Any, BinaryIO

from archive.addresses import page_of
from archive.dataclass import dataclass
from archive.errors import OversizedInput, Reason, UnreadableInput
from archive.ingest.containers import coded
from archive.ingest.containers.base import Budget, Container, HoldsNothing, Member, PartlyRead
from archive.patterns import regex
from archive.records import Captured

MAX_PAGE_BYTES = 64 * 1024 * 1024
_STARTS = (b"WARC/", b"filedesc://")
_GZIP = b"\x1f\x8b\x08"
_MAX_LINE = 64 * 1024  # bytes of a line of a header
_SLACK = 16  # line ends behind the last record, bytes
_BLOCK = 256 * 1024
_BEGINNING = 1024  # bytes that tell a web archive from others
_PAGES = ("response", "resource", "conversion")
# What an address gives to be read; the rest of a site are its pictures, styles and programs.
_READ = regex(
    r"text/(?:html|plain|markdown|rtf)|application/(?:xhtml\+xml|pdf|rtf|msword|epub\+zip|rss\+xml|atom\+xml|"
    r"vnd\.oasis\.opendocument\.text|vnd\.openxmlformats-officedocument\.wordprocessingml\.document)\Z"
)
_UNNAMED = regex(
    r"://[^/]+/(?:[^?#]*/)?(?:[^/.?#]*|[^/?#]*\.(?:html?|xhtml|txt|php\d?|aspx?|jsp|pdf))(?:[?#]|\Z)", re.I
)
_PART = regex(r"\.(?:png|jpe?g|gif|webp|ico|svg|css|js|woff2?|ttf|mp[34]|webm)(?:\?|\Z)", re.I)
_NO_TEXT = "no text in it: only errors, redirects, images or scripts were captured"
_CUT = "cut short: only the complete records in it were ingested"


@dataclass(slots=True)
class _Text:
    """One text of an address: where its first capture is, when the first and the last one were, and all."""

    offset: int
    size: int
    first: str
    last: str
    rank: int
    at: set[str] = field(default_factory=set)
    problem: str | None = None  # why it cannot be unpacked

    def seen(self, when: str, rank: int) -> None:
        """Notes a capture of it."""
        self.last, self.rank = max(self.last, when), rank
        self.at.add(when)


class WarcBox:
    """An open web archive: its records by where they begin, in bytes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        file.seek(0)
        # A crawler begins with its moment and a number: the same in a copy that is cut or has grown.
        self.known_by = hashlib.sha256(file.read(_BEGINNING)).hexdigest()
        self._size = file.seek(0, 2)
        self._budget = Budget(self._size)
        self.revisits: list[Captured] = []  # of what an earlier file holds

    def members(self) -> Iterator[Member]:
        """The texts of all addresses. Raises UnreadableInput for a damaged file, behind what is whole."""
        texts: dict[tuple[str, bytes], _Text] = {}
        end = self._gather(texts)
        order = sorted(texts.items(), key=lambda pair: (pair[0][0], pair[1].last, pair[1].rank))
        for (address, _), text in order:
            long = Reason(f"a page of {text.size:,} bytes (limit {MAX_PAGE_BYTES:,})", OversizedInput.code)
            problem = text.problem or (long if text.size > MAX_PAGE_BYTES else None)
            captured = Captured(page_of(address), tuple(filter(None, map(_moment, sorted(text.at)))))
            name = f"{text.first}/{address}"
            yield Member(name, text.offset, text.size, problem, place=address, captured=captured)
        if end:
            raise end

    def _gather(self, texts: dict[tuple[str, bytes], _Text]) -> UnreadableInput | None:
        """Collects the texts; returns why the file could not be read to its end, or holds none."""
        digests: dict[tuple[str, str], tuple[str, bytes]] = {}  # as revisits name what they saw again
        self._file.seek(0)
        self.revisits.clear()
        end = 0
        records = _iterated(self._file)
        for rank in count():
            try:
                with contextlib.redirect_stderr(io.StringIO()):  # where warcio says what it makes of damage
                    record = _next(records)
                    if record is None:  # also where a packed record breaks off
                        if end + _SLACK >= self._size:
                            return None if texts else HoldsNothing(_NO_TEXT)
                        return _ended(texts, "a damaged web archive: it ends within its first page")
                    offset = records.offset
                    self._take(record, offset, rank, texts, digests)
                    records.read_to_end()
                    end = sum(records.member_info or (offset, 0))
                    cut = getattr(record.raw_stream, "limit", 0) > 0
            except UnreadableInput as error:
                return error
            except Exception as error:  # of what spoilt bytes make warcio raise, nothing is documented
                from warcio.exceptions import ArchiveLoadFailed

                if not isinstance(error, ArchiveLoadFailed | ValueError | EOFError | OSError | zlib.error):
                    raise
                return _ended(texts, f"a damaged web archive: {str(error).strip().splitlines()[0][:200]}")
            if cut:
                texts_of = [key for key, text in texts.items() if text.offset == offset]
                for key in texts_of:
                    del texts[key]
                return _ended(texts, "a damaged web archive: it ends within its first page")
        return None

    def _take(
        self,
        record: Any,
        offset: int,
        rank: int,
        texts: dict[tuple[str, bytes], _Text],
        digests: dict[tuple[str, str], tuple[str, bytes]],
    ) -> None:
        """Notes what a record captured; one that only says that nothing changed adds its day."""
        header = record.rec_headers
        address = header.get_header("WARC-Target-URI") or header.get_header("uri") or ""
        address = address.strip("<> ")
        when = _stamp(header.get_header("WARC-Date") or header.get_header("archive-date") or "")
        digest = header.get_header("WARC-Payload-Digest") or ""
        if record.rec_type == "revisit":
            known = texts.get(digests.get((address, digest), ("", b"")))
            if known:
                known.seen(when, rank)
            elif _is_address(address) and _moment(when):
                of = _stamp(header.get_header("WARC-Refers-To-Date") or "")
                self.revisits.append(Captured(page_of(address), (_moment(when),), of=_moment(of)))
            return
        if record.rec_type not in _PAGES or not _is_page(record, address):
            self._budget.unpacked(max(int(record.length or 0), 0))
            return
        sha = hashlib.sha256()
        size = 0
        problem = None
        stream = coded.content(record)
        try:
            while data := stream.read(_BLOCK):
                self._budget.unpacked(len(data))
                size += len(data)
                sha.update(data)
        except coded.StillPacked as error:
            problem = str(error)
            sha.update(problem.encode())
        if not size and not problem:
            return
        key = (address, sha.digest())
        digests[address, digest] = key
        known = texts.setdefault(key, _Text(offset, size, when, when, rank, problem=problem))
        known.seen(when, rank)

    def mark(self, entry: int) -> str:
        """Where a record begins: whatever is there is read by it."""
        return str(entry)

    def open(self, entry: int) -> BinaryIO:
        """What was captured, unpacked."""
        self._file.seek(entry)
        with contextlib.redirect_stderr(io.StringIO()):
            record = next(_iterated(self._file), None)
            if record is None:
                raise UnreadableInput("its record is gone")
            stream = coded.content(record)
            body = bytearray()
            while len(body) <= MAX_PAGE_BYTES and (data := stream.read(_BLOCK)):
                body += data
        return io.BytesIO(bytes(body))

    def close(self) -> None:
        """The file is closed by whoever opened it."""


def _ended(texts: Mapping[tuple[str, bytes], _Text], why: str) -> UnreadableInput:
    """That a file cannot be read to its end; `why`, where nothing was found before."""
    return PartlyRead(_CUT) if texts else UnreadableInput(why)


def _iterated(file: BinaryIO) -> Any:
    """The records from where the file stands, lines of their headers in bounds."""
    from warcio.archiveiterator import ArchiveIterator  # loads with the first web archive

    records = ArchiveIterator(file)
    line = records.reader.readline
    records.reader.readline = lambda length=None: line(length or _MAX_LINE)
    return records


def _is_page(record: Any, address: str) -> bool:
    """Whether a record holds what an address gave to be read: no error, no picture, no rules for robots."""
    if not _is_address(address):
        return False
    http = record.http_headers
    if http is not None and (http.get_statuscode() or "") != "200":
        return False
    content_type = http.get_header("Content-Type") if http is not None else None
    if http is not None and not (content_type or "").strip():
        return _UNNAMED.search(address) is not None  # what it is, is told by its bytes
    content_type = (
        content_type or (record.rec_headers.get_header("Content-Type") if http is None else "") or ""
    )
    return _READ.match(content_type.partition(";")[0].strip().lower()) is not None


def _is_address(address: str) -> bool:
    """Whether it is one that can give a page, as far as its own words tell."""
    if not address.startswith(("http://", "https://", "ftp://")) or address.endswith("/robots.txt"):
        return False
    return _PART.search(address) is None


def _moment(stamp: str) -> str:
    """A moment as ISO 8601 has it, "" where it is not known."""
    if not stamp.strip("0"):
        return ""
    y, *rest = stamp[:4], *(stamp[i : i + 2] for i in range(4, 14, 2))
    return "{}-{}-{}T{}:{}:{}Z".format(y, *rest)


def _stamp(value: str) -> str:
    """The moment of a capture in 14 figures, as web archives write it."""
    figures = re.sub(r"\D", "", value)[:14]
    return figures.ljust(14, "0") if len(figures) >= 8 else "0" * 14


def _next(records: Any) -> Any:
    """The next record, None behind the last one. Raises what warcio does; ValueError where it stumbles."""
    try:
        return next(records, None)
    except (AttributeError, TypeError, KeyError, IndexError) as error:  # of a record without an address
        raise ValueError("a damaged record") from error


def _fits(head: bytes, _name: str) -> bool:
    if head.startswith(_GZIP):
        try:
            head = zlib.decompressobj(31).decompress(head, 64)
        except zlib.error:
            return False
    return head.startswith(_STARTS)


WARC = Container(
    "warc",
    _fits,
    lambda file, _name: WarcBox(file),
    version=3,
    known_by=lambda box: box.known_by,
    revisits=lambda box: box.revisits,
)
