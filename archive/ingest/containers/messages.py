"""Messages of Outlook (MSG) as containers: what was sent with one is a source of its own, as of any mail."""

from __future__ import annotations

import io
from typing import BinaryIO

from archive.errors import OversizedInput
from archive.ingest.containers.base import Container
from archive.ingest.containers.mails import MailBox, known_by
from archive.ingest.outlook import as_mail, is_message

MAX_FILE_BYTES = 256 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _open(file: BinaryIO, _name: str) -> MailBox | None:
    if file.seek(0, 2) > MAX_FILE_BYTES:
        raise OversizedInput(f"a message of more than {MAX_FILE_BYTES:,} bytes")
    file.seek(0)
    data = file.read()
    return MailBox(io.BytesIO(as_mail(data))) if is_message(data) else None


MSG = Container("msg", lambda head, _name: head.startswith(_OLE), _open, source=True, known_by=known_by)
