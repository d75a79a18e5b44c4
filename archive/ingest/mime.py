"""Mails as their parts (RFC 5322, 2045 to 2047), from bytes as they come: cut, mislabelled, of old programs.

Headers are read by the standard library; the parts are found here, as its parser looks at every line of every
attachment, at each depth anew: a gigabyte of mail takes minutes, and some megabytes of parts in parts hours.
"""

from __future__ import annotations

import binascii
import contextlib
import itertools
import re
import string
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.parser import HeaderParser
from email.utils import collapse_rfc2231_value, getaddresses
from typing import Final

import webencodings

from archive.dataclass import dataclass
from archive.errors import OversizedInput
from archive.ingest.mail_detection import COUNT_LINE, FROM_LINE, begin

MAX_DEPTH = 16  # of parts in parts, of one mail
MAX_PARTS = 2_000
MAX_HEADER_BYTES = 256 * 1024
_HEADER_LINE = re.compile(rb"(?:[!-9;-~]+[ \t]*:|[ \t]+[^\s]|>?From )[^\r\n]*(?:\r\n?|\n|\Z)")
_SHOWN_BORDER = re.compile(
    rb"^--([^\r\n]{1,200}?)[ \t]*\r?\n(?:content-[a-z-]{1,40}|mime-version)[ \t]*:", re.I | re.M
)
SEALED: Final = frozenset(
    {"application/pkcs7-mime", "application/x-pkcs7-mime"}
)  # signed or encrypted as a whole
_EMPTY = re.compile(rb"[ \t]*(?:\r\n?|\n)")
_RFC2047 = re.compile(r"=\?[^?\s]{1,60}\?[bq]\?[^?]*\?=", re.I)
_BETWEEN = re.compile(r"\x00(?:\s*\x00)?")
_SPACE = re.compile(r"\s+")
_MAX_PEOPLE = 32 * 1024  # characters of a field
_ADDRESS = re.compile(r"([^@]{0,200}?)([^\s<>@,;]{1,100}@[^\s<>@,;]{1,200})>?")
_BORDER_END = re.compile(rb"(--)?[ \t]*(?=\r|\n|\Z)")
_NO_BASE64: Final = bytes(
    set(range(256)) - set(string.ascii_letters.encode() + string.digits.encode() + b"+/")
)


@dataclass(frozen=True, slots=True)
class MailPart:
    """A part of a mail, or the mail itself: its header, and its body as it was sent.

    `within` are the types of the parts around it, from the outermost on; `alternative` is the number of the
    innermost multipart/alternative of them, whose parts are forms of one text.
    """

    header: Message
    raw: bytes
    within: tuple[str, ...] = ()
    alternative: int | None = None

    @property
    def type(self) -> str:
        """Its media type, in small letters."""
        return self.header.get_content_type()

    @property
    def disposition(self) -> str:
        """`attachment`, `inline`, or nothing."""
        return str(self.header.get("content-disposition", "")).partition(";")[0].strip().lower()

    @property
    def name(self) -> str | None:
        """The name of the file that it was."""
        for value in (
            self.header.get_param("filename", None, "content-disposition"),
            self.header.get_param("name", None),
        ):
            if value:
                named = collapse_rfc2231_value(value) if isinstance(value, tuple) else str(value)
                if named := _SPACE.sub(" ", unfolded(named)).strip():
                    return named[:200]
        return None

    @property
    def data(self) -> bytes:
        """Its body, decoded as its header says; as far as it can be where it is spoilt."""
        how = str(self.header.get("content-transfer-encoding", "")).strip().lower()
        if how == "base64":
            return _base64(self.raw)
        if how == "quoted-printable":
            return binascii.a2b_qp(self.raw)
        return self.raw

    @property
    def text(self) -> str:
        """The body of a part of text, its lines ended by `\\n`."""
        return decoded(self.data, _charset(self.header)).replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """A mail: its header, the line that a mailbox has before it, and the parts that have none themselves.

    `cut`: it has more parts than are taken in.
    """

    header: Message
    envelope: str
    parts: tuple[MailPart, ...]
    cut: bool = False


def parse(data: bytes) -> ParsedMail:
    """The mail that `data` is. Raises UnreadableInput for parts in parts without end."""
    begun = begin(data)
    line = FROM_LINE.match(data)
    envelope = line[1].decode("utf-8", "replace") if line else ""
    end = len(data)
    if count := COUNT_LINE.match(data):
        end = min(end, count.end() + int(count.group()))
    header, body = _split(data[begun:end])
    found = _parts(header, body, (), None, itertools.count())
    parts = tuple(itertools.islice(found, MAX_PARTS))
    return ParsedMail(header, envelope, parts, cut=next(found, None) is not None)


def _split(data: bytes) -> tuple[Message, bytes]:
    """A header and what stands behind it: an empty line, or the first line that is no field."""
    end = 0
    while end < MAX_HEADER_BYTES and (line := _HEADER_LINE.match(data, end)):
        end = line.end()
    body = _EMPTY.match(data, end)
    return HeaderParser().parsestr(decoded(data[:end], "utf-8") + "\n"), data[body.end() if body else end :]


def _parts(
    header: Message, body: bytes, within: tuple[str, ...], form: int | None, numbers: Iterator[int]
) -> Iterator[MailPart]:
    kind = header.get_content_type()
    if (sealed := _signed(header, body, kind)) is not None and len(within) < MAX_DEPTH:
        yield from _parts(*_split(sealed), (*within, "multipart/signed"), form, numbers)
        return
    boundary = (header.get_boundary() or _border(body)) if kind.startswith("multipart/") else None
    if not boundary:
        yield MailPart(header, body, within, form)
        return
    if len(within) >= MAX_DEPTH:
        raise OversizedInput(f"its parts are nested more than {MAX_DEPTH} deep")
    if kind == "multipart/alternative" and within[-1:] != (kind,):
        form = next(numbers)
    found = False
    border = boundary.encode("utf-8", "surrogateescape")
    if b"--" + border not in body and (shown := _border(body)):
        border = shown.encode("utf-8", "surrogateescape")
    for piece in _pieces(body, border):
        if not piece.strip():
            continue
        found = True
        inner, parts = _split(piece)
        if "content-type" not in inner and kind == "multipart/digest":
            inner["Content-Type"] = "message/rfc822"
        yield from _parts(inner, parts, (*within, kind), form, numbers)
    if not found:  # a program forgot the parts, and the body is what there is
        yield MailPart(header, body, within, form)


def _border(body: bytes) -> str | None:
    """What stands between the parts of a body whose header does not tell it, or tells it wrong."""
    found = _SHOWN_BORDER.search(body, 0, MAX_HEADER_BYTES)
    return found[1].decode("utf-8", "surrogateescape") if found else None


def _signed(header: Message, body: bytes, kind: str) -> bytes | None:
    """The part within what was signed as a whole (S/MIME), None for all else."""
    part = MailPart(header, body, (), None)
    if kind not in SEALED and not (part.name or "").lower().endswith(".p7m"):
        return None
    from archive.ingest.signed import signed_part  # seldom needed

    return signed_part(part.data)


def _pieces(body: bytes, boundary: bytes) -> Iterator[bytes]:
    """What stands between the lines of a boundary; the last piece of a mail that is cut ends with it."""
    line = b"--" + boundary
    start: int | None = None
    at = body.find(line)
    while at >= 0:
        behind = _BORDER_END.match(body, at + len(line))
        if behind and (at == 0 or body[at - 1] in b"\r\n"):
            if start is not None:
                yield _after_line(body, start, at - (2 if body[at - 2 : at] == b"\r\n" else 1))
            start = None if behind[1] else behind.end()
        at = body.find(line, at + len(line))
    if start is not None:
        yield _after_line(body, start, len(body))


def _after_line(body: bytes, start: int, end: int) -> bytes:
    start += 2 if body.startswith(b"\r\n", start) else 1
    return body[start:end]


def _base64(raw: bytes) -> bytes:
    letters = raw.translate(None, _NO_BASE64)
    whole = letters[: len(letters) - len(letters) % 4]
    rest = letters[len(whole) :]
    return binascii.a2b_base64(whole + (rest + b"=" * (4 - len(rest)) if len(rest) > 1 else b""))


# -- words -------------------------------------------------------------------------------------------


def field(header: Message, name: str) -> str:
    """A field of a header in plain characters, in one line; "" where there is none."""
    value = header.get(name)
    return "" if value is None else unfolded(str(value))


def unfolded(value: str) -> str:
    """Words of a header without their encoding (RFC 2047), in one line."""
    if _RFC2047.search(value):
        try:
            pieces = decode_header(value)
        except (MessageError, ValueError):  # one of them is damaged
            return _SPACE.sub(" ", _BETWEEN.sub("", _RFC2047.sub(_word, value))).strip()
        value = "".join(
            piece if isinstance(piece, str) else decoded(piece, charset or "ascii")
            for piece, charset in pieces
        )
    return _SPACE.sub(" ", value).strip()


def _word(found: re.Match[str]) -> str:
    """What can be read of one encoded word, marked so that white space before the next one falls away."""
    charset, form, letters = found[0][2:-2].split("?", 2)
    if form in "bB":
        data = _base64(letters.encode("ascii", "ignore"))
    else:
        data = binascii.a2b_qp(letters.encode("ascii", "ignore"), header=True)
    return f"\x00{decoded(data, charset)}\x00"


def addresses(header: Message, *names: str) -> list[tuple[str, str]]:
    """Who is named in these fields: name (may be empty) and address, each once, in their order."""
    raw = [_SPACE.sub(" ", str(v)).strip() for name in names for v in header.get_all(name, [])]
    found: dict[str, tuple[str, str]] = {}
    for name, address in (pair for value in raw for pair in _people(value)):
        name = unfolded(name).strip("\"' ")
        if name or address:
            found.setdefault(address.lower() or name, (name if name != address else "", address))
    return list(found.values())


def _people(value: str) -> list[tuple[str, str]]:
    """Names and addresses of one field; of one that follows no rule, the addresses and what stands before."""
    if "@" not in value:  # names alone: `Roy, Bob; Lee, Ana`, where they are several so
        return [(name.strip(), "") for name in value.split(";" if ";" in value else ",") if name.strip()]
    read: list[tuple[str, str]] = []
    with contextlib.suppress(RecursionError):
        read = [pair for pair in getaddresses([value[:_MAX_PEOPLE]]) if any(pair)]
    return read or [(m[1].strip(" ,;<\"'"), m[2]) for m in _ADDRESS.finditer(value[:_MAX_PEOPLE])]


def decoded(data: bytes, charset: str) -> str:
    """Bytes in a charset that a mail names: where it names a wrong one, in the one that they show."""
    from archive.ingest.readers.decoding import decode

    encoding = webencodings.lookup(charset) if charset else None
    if encoding is not None and encoding.name not in ("windows-1252", "x-user-defined"):
        try:
            return str(encoding.codec_info.decode(data)[0])
        except UnicodeDecodeError:
            pass
    return decode(data)[0]


def _charset(header: Message) -> str:
    charset = header.get_param("charset", "")
    return collapse_rfc2231_value(charset).strip() if isinstance(charset, tuple | str) else ""
