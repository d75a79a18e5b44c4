"""Messages of Outlook (MSG) as mails: properties in an OLE file (MS-OXMSG) to the bytes of RFC 5322.

A message that lies in another one, which OLE keeps as a folder, is a mail in a mail so.
"""

from __future__ import annotations

import contextlib
import io
import re
import struct
from datetime import UTC, datetime, timedelta
from email import encoders
from email.header import Header
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.parser import HeaderParser
from email.utils import format_datetime, formataddr
from typing import Any

from archive.errors import BadInput, OversizedInput, UnreadableInput

MAX_DEPTH = 8
MAX_STREAM = 64 * 1024 * 1024
_MAX_FILES = 2_000
_CODEPAGE = 0x3FFD
_TIMES = (0x0039, 0x0E06)  # sent, received
_KEPT = ("Message-ID", "In-Reply-To", "References", "Date", "From", "To", "Cc", "Reply-To")


def is_message(data: bytes) -> bool:
    """Whether the bytes of an OLE file are a message of Outlook."""
    return "__properties_version1.0".encode("utf-16-le") in data


def as_mail(data: bytes) -> bytes:
    """The mail that the bytes of a MSG file are. Raises UnreadableInput for a damaged one."""
    import olefile  # seldom needed

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return _Message(ole, ()).mail(0).as_bytes()
    except UnreadableInput:
        raise
    except (OSError, ValueError, IndexError, KeyError, struct.error, RecursionError, AttributeError) as error:
        raise UnreadableInput(f"a damaged Outlook message ({type(error).__name__})") from error


class _Message:
    """A message, or what is attached to one: a folder of an OLE file."""

    def __init__(self, ole: Any, path: tuple[str, ...]) -> None:
        self._ole = ole
        self._path = path
        folders = ole.listdir(streams=False, storages=True)
        depth = len(path)
        self.folders = [f[depth] for f in folders if len(f) == depth + 1 and tuple(f[:depth]) == path]
        fixed = self.stream("__properties_version1.0") or b""
        start = 32 if not path else 24 if path[-1].startswith("__substg1.0_3701000D") else 8
        self._fixed = {
            struct.unpack_from("<H", fixed, at + 2)[0]: fixed[at + 8 : at + 16]
            for at in range(start, len(fixed) - 15, 16)
        }
        page = struct.unpack("<I", self._fixed.get(_CODEPAGE, b"\0" * 8)[:4])[0]
        self._encoding = "utf-8" if page in (0, 65001) else f"cp{page}"

    def stream(self, name: str) -> bytes | None:
        """The bytes of a stream, None where it is not there."""
        where = [*self._path, name]
        if not self._ole.exists(where) or self._ole.get_type(where) != 2:
            return None
        if self._ole.get_size(where) > MAX_STREAM:
            raise UnreadableInput(f"a part of more than {MAX_STREAM:,} bytes")
        return bytes(self._ole.openstream(where).read())

    def text(self, number: int) -> str:
        """A property of text, "" where it is not there."""
        wide = self.stream(f"__substg1.0_{number:04X}001F")
        if wide is not None:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        narrow = self.stream(f"__substg1.0_{number:04X}001E")
        if narrow is None:
            return ""
        from archive.ingest.mime import decoded

        return decoded(narrow, self._encoding).rstrip("\0")

    def binary(self, number: int) -> bytes | None:
        """A property of bytes."""
        return self.stream(f"__substg1.0_{number:04X}0102")

    def moment(self) -> str:
        """When it was sent, else received, as a mail has it; "" where that is not said."""
        for number in _TIMES:
            value = self._fixed.get(number)
            if value and (ticks := struct.unpack("<Q", value)[0]):
                try:
                    when = datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10)
                except OverflowError:
                    continue
                return format_datetime(when)
        return ""

    def mail(self, depth: int) -> MIMEMultipart:
        """The message with all that is attached to it."""
        # The same every time, so that the bytes are; what stands between them is in base64.
        border = f"outlook-{depth}-{len(self._path)}"
        out = MIMEMultipart("mixed", border)
        header: Message = HeaderParser().parsestr(self.text(0x007D))
        fields = {
            "From": _person(self.text(0x0C1A) or self.text(0x0042), self.text(0x5D01) or self.text(0x0C1F)),
            "To": _people(self.text(0x0E04)),
            "Cc": _people(self.text(0x0E03)),
            "Date": self.moment(),
            "Message-ID": self.text(0x1035),
        }
        for name in _KEPT:
            if value := _line(str(header.get(name) or fields.get(name) or "")):
                _put(out, name, value)
        _put(out, "Subject", _line(self.text(0x0037) or self.text(0x0E1D)))
        plain, page = self.text(0x1000), self._page()
        plain = plain or ("" if page else self._of_rtf())
        body = MIMEMultipart("alternative", f"{border}-body")
        body.attach(MIMEText(plain, "plain", "utf-8"))
        if page:
            body.attach(MIMEText(page, "html", "utf-8"))
        out.attach(body)
        files = sorted(f for f in self.folders if f.startswith("__attach_version1.0_"))
        for name in files[:_MAX_FILES]:
            self._attach(out, _Message(self._ole, (*self._path, name)), depth)
        return out

    def _of_rtf(self) -> str:
        """The text of a body that is kept as RTF alone; "" where there is none, or none that can be read."""
        packed = self.binary(0x1009)
        if packed is None:
            return ""
        from archive.ingest.compressed_rtf import unpacked
        from archive.ingest.readers.rtf import read_rtf

        with contextlib.suppress(BadInput):
            return read_rtf(unpacked(packed)).text
        return ""

    def _page(self) -> str:
        data = self.binary(0x1013)
        if data is None:
            return self.text(0x1013)
        from archive.ingest.readers.decoding import decode

        return decode(data, markup=True)[0]

    def _attach(self, out: MIMEMultipart, file: _Message, depth: int) -> None:
        named = _line(file.text(0x3707) or file.text(0x3704) or file.text(0x3001))
        if "__substg1.0_3701000D" in file.folders:
            if depth >= MAX_DEPTH:
                raise OversizedInput(f"messages nested more than {MAX_DEPTH} deep")
            inner = _Message(self._ole, (*file._path, "__substg1.0_3701000D"))
            if inner.stream("__properties_version1.0") is not None:
                out.attach(MIMEMessage(inner.mail(depth + 1)))
            return
        data = file.binary(0x3701)
        if data is not None:
            kind = _kind(file.text(0x370E))
            part = MIMEBase(*kind)
            part.set_payload(data)
            encoders.encode_base64(part)
            cid = _line(file.text(0x3712)).strip("<> ")
            inline = bool(cid) and kind[0] == "image"
            part.add_header(
                "Content-Disposition",
                "inline" if inline else "attachment",
                filename=("utf-8", "", named or "file"),
            )
            if inline:
                part["Content-ID"] = f"<{cid}>"
            out.attach(part)


def _kind(value: str) -> tuple[str, str]:
    found = re.fullmatch(r"([a-z]+)/([\w.+-]{1,100})", value.strip().lower())
    if not found or found[1] in ("multipart", "message", "text"):
        return "application", "octet-stream"
    return found[1], found[2]


def _person(name: str, address: str) -> str:
    address = address if "@" in address and not re.search(r"[\s<>]", address) else ""
    return formataddr((name.strip("'\" "), address)) if address else name


def _people(named: str) -> str:
    """Recipients as Outlook shows them: `Roy, Bob; Lee, Ana`, or their addresses."""
    return named.replace(";", ",") if "@" in named else named


def _line(value: str) -> str:
    return re.sub(r"[\s\0]+", " ", value).strip()[:8_000]


def _put(out: MIMEMultipart, name: str, value: str) -> None:
    if value:
        out[name] = value if value.isascii() else Header(value, "utf-8", 10**6).encode()
