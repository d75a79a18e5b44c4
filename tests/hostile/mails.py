"""Hostile mails, mailboxes and web archives: parts in parts, borders without end, headers of megabytes."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Callable

from tests.hostile.kinds import ENGLISH, FRENCH, Case

_HEAD = "From: Ève <eve@example.org>\nTo: ana@example.org\nDate: Sat, 11 Mar 2017 10:00:00 +0100\n"
_LINE = "From eve@example.org Sat Mar 11 10:00:00 2017\n"
_TEXT = f"{FRENCH}\n\n{FRENCH}\n"


def _mail(text: str, more: str = "") -> bytes:
    return f"{_HEAD}{more}Subject: Le phare\n\n{text}".encode()


def _parts_in_parts(n: int) -> bytes:
    """Each part a multipart of the next one, around a text in the middle."""
    out = [_HEAD, "Subject: Le phare\n"]
    out += [f'Content-Type: multipart/mixed; boundary="b{i}"\n\n--b{i}\n' for i in range(n)]
    out += ["Content-Type: text/plain\n\n", _TEXT, *(f"\n--b{i}--\n" for i in reversed(range(n)))]
    return "".join(out).encode()


def _mails_in_mails(n: int) -> bytes:
    head = f"{_HEAD}Subject: Le phare\n"
    wrapped = [f'{head}Content-Type: multipart/mixed; boundary="b{i}"\n\n--b{i}\n' for i in range(n)]
    inner = "Content-Type: message/rfc822\n\n".join([*wrapped, f"{head}\n{_TEXT}"])
    return (inner + "".join(f"\n--b{i}--\n" for i in reversed(range(n)))).encode()


def _many_parts(n: int) -> bytes:
    part = f"--b\nContent-Type: text/plain\n\n{FRENCH}\n"
    return _mail(part * n, 'Content-Type: multipart/mixed; boundary="b"\n')


def _borders(n: int) -> bytes:
    text = f"Content-Type: text/plain\n\n{_TEXT}"
    return _mail("--b\n" * n + text, "Content-Type: multipart/mixed; boundary=b\n")


def _base64(n: int) -> bytes:
    data = base64.encodebytes(_TEXT.encode()).decode()
    more = "Content-Transfer-Encoding: base64\nContent-Type: text/plain; charset=utf-8\n"
    return _mail(data + "!@#" * n, more)


def _header(line: str) -> Callable[[int], bytes]:
    return lambda n: _mail(_TEXT, line * n)


def _box(*messages: str) -> Callable[[int], bytes]:
    return lambda n: "".join(f"{_LINE}{m}\n\n" for m in messages * n).encode()


def _encoded(n: int) -> bytes:
    return _mail(_TEXT, f"Cc: {'=?utf-8?q?=E9?= ' * n}\n")


_RECORD = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/x\r\n"


def _warc(n: int) -> bytes:
    page = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>{FRENCH * 3}</p>".encode()
    records = [
        _RECORD.replace(b"/x", b"/%d" % i) + b"Content-Length: %d\r\n\r\n" % len(page) + page + b"\r\n\r\n"
        for i in range(n)
    ]
    return b"".join(records)


_WALK = "From here, in Mar 2017 at 10:00\n"
MAILS = (
    Case("parts-in-parts.eml", _parts_in_parts, 30, 20_000, reason="nested more than"),
    Case("mails-in-mails.eml", _mails_in_mails, 5, 300, reason="containers deep"),
    Case("many-parts.eml", _many_parts, 100, 50_000, "Brévaux", reason="more than 2,000 parts"),
    Case("borders.eml", _borders, 100, 200_000, "Brévaux"),
    Case("base64.eml", _base64, 10, 500_000, "Brévaux"),
    Case("many-fields.eml", _header("X-Trace: a; b=c\n"), 100, 10_000, "Brévaux"),
    Case("many-people.eml", _header("Cc: Ana <ana@example.org>,\n bob@b.org\n"), 10, 3_000, "Brévaux"),
    Case("many-received.eml", _header("Received: from a by b; Sat, 99 Foo 2017\n"), 10, 3_000, "Brévaux"),
    Case("brackets.eml", lambda n: _mail(_TEXT, f"Cc: {'<(' * n}\n"), 10, 50_000, "Brévaux"),
    Case("encoded-words.eml", _encoded, 10, 15_000, "Brévaux"),
    Case("no-such-charset.eml", _header("Content-Type: text/plain; charset=x-none\n"), 1, 1, "Brévaux"),
    Case("quotes.eml", lambda n: _mail(_TEXT + "> a\n>> b wrote:\n" * n), 10, 100_000, "Brévaux"),
    Case("fields-again.eml", lambda n: _mail(_TEXT + "From: a\nDe : b\n\n" * n), 10, 50_000, "Brévaux"),
    Case("no-blank-line.eml", lambda n: (_HEAD * n).encode(), 3, 50_000),
    Case("nul.eml", lambda n: _mail(_TEXT + "\0" * n), 1, 100_000, "Brévaux"),
    Case("cut.eml", lambda n: _parts_in_parts(3)[:-n], 1, 60, "Brévaux"),
    Case("two.mbox", _box(f"{_HEAD}\n{_TEXT}", f"{_HEAD}\n{ENGLISH}\n"), 1, 200, "Brévaux"),
    Case("starts.mbox", lambda n: (_LINE * n + f"{_HEAD}\n{_TEXT}").encode(), 1, 5_000, "Brévaux"),
    Case("from-lines.mbox", _box(f"{_HEAD}\n{_TEXT}" + _WALK * 50), 1, 300, "Brévaux"),
    Case("records.warc", _warc, 3, 3_000, "Brévaux"),
    Case(
        "no-line-end.warc", lambda n: b"WARC/1.0\r\nWARC-Type: " + b"a" * n, 100, 30_000_000, reason="no text"
    ),
    Case(
        "long-record.warc",
        lambda n: _warc(2) + _RECORD + b"Content-Length: 9" + b"9" * n,
        1,
        3_000,
        "Brévaux",
        reason="cut",
    ),
    Case("bomb.warc.gz", lambda n: gzip.compress(_warc(1) + bytes(n)), 10**6, 5 * 10**8),
    Case("noise.warc", lambda n: _warc(1) + b"WARC/1.0\r\n\r\n" * n, 1, 100_000),
    Case("no-messages.mbox", lambda n: (_LINE + "a:\n" + "\n" * n).encode(), 1, 300_000),
)
