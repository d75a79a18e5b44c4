"""Memory at size: `python -m tests.hostile.size [--part 1.0] [--only NAME] [--whole] [--few 1]`.

Makes 1 GB of mailbox, a PDF of 1,000 pages and 2 GB of web archive in which texts stand between pictures, and
reads all that lies in them, in a child whose memory is watched; with `--whole`, `archive ingest` takes them
in. `--part` makes them smaller: memory must not hang on it. `--few 10` has a tenth of the mails and pages,
each with ten times the pictures, so that the whole command ends sooner.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from base64 import encodebytes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from archive.errors import BadInput
from archive.ingest import readers, sources
from corpus import markup
from corpus.pdf_made import Sheet, pdf

BOUND_BYTES = 700_000_000  # in one process
FAILED = "it failed"
ENDS_WELL = (0, 4)  # exit codes: all was taken in, or some sources were refused
_PICTURE = random.Random(1).randbytes(200_000)
_POSTS = Path(markup.__file__).parent / "posts"
_WORDS = 150  # of a text


@dataclass(frozen=True, slots=True)
class Made:
    """A large file: its name, its size at full size, and what writes it, for a share and a `few`."""

    name: str
    write: Callable[[Path, float, int], None]


def texts() -> Iterator[str]:
    """Texts without end, French and English in turn, no two of which share a sentence.

    Each word is one that follows the word before it somewhere in the sample.
    """
    behind: dict[str, dict[str, list[str]]] = {"fr": {}, "en": {}}
    for post in markup.read_all(_POSTS).values():
        for part in post.body if post.lang in behind else ():
            words = part.text.split()
            for word, following in pairwise(words):
                behind[post.lang].setdefault(word, []).append(following)
    drawn = random.Random(2)
    while True:
        for chain in behind.values():
            words, first = [], sorted(chain)
            while len(words) < _WORDS:
                words.append(drawn.choice(chain.get(words[-1] if words else "") or first))
            yield " ".join(words)


def mailbox(path: Path, part: float, few: int) -> None:
    """Mails of some lines, most of them with a picture; in all 1 GB."""
    coded = encodebytes(_PICTURE).decode()
    with path.open("w", encoding="utf-8") as file:
        for n, text in zip(range(int(3_700 * part) // few), texts(), strict=False):
            file.write(
                f"From x Sat Mar 11 10:00:00 2017\nFrom: Ève <eve@example.org>\nTo: ana@example.org\n"
                f"Subject: Le phare {n}\nDate: Sat, 11 Mar 2017 10:00:00 +0100\n"
                f"Message-ID: <{n}@example.org>\nIn-Reply-To: <{n // 20}@example.org>\nMIME-Version: 1.0\n"
                'Content-Type: multipart/mixed; boundary="b"\n\n--b\n'
                f"Content-Type: text/plain; charset=utf-8\n\n{text}\n--b\n"
            )
            for i in range(few):
                file.write(
                    f"Content-Type: application/x-picture; name=p{n}-{i}.bin\n"
                    f"Content-Transfer-Encoding: base64\n\n{coded}--b{'--' * (i == few - 1)}\n"
                )
            file.write("\n")


def paper(path: Path, part: float, _few: int) -> None:
    """A report of 1,000 pages of prose, with a header and a number on each."""
    sheets = []
    told = texts()
    for n in range(1, int(1_000 * part) + 1):
        sheet = Sheet().line(80, 50, "The lights of Oxmoor: a report", 8).line(500, 800, str(n), 8)
        for i in range(4):
            sheet.text(80, 100 + 160 * i, 420, " ".join(next(told).split()[:60]))
        sheets.append(sheet)
    path.write_bytes(pdf(sheets))


def web(path: Path, part: float, few: int) -> None:
    """Pages, each followed by five pictures or more; in all 2 GB."""
    with path.open("wb") as file:
        for n, text in zip(range(int(2_000 * part) // few), texts(), strict=False):
            body = f"<html><body><h1>{n}</h1><p>{text}</p></body></html>"
            file.write(_record("text/html; charset=utf-8", f"http://example.org/{n}", body.encode()))
            for i in range(5 * few):
                file.write(_record("image/jpeg", f"http://example.org/{n}-{i}.jpg", _PICTURE))


def _record(kind: str, address: str, body: bytes) -> bytes:
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + body
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2017-03-11T10:00:00Z\r\n"
        f"WARC-Target-URI: {address}\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


FILES = (Made("large.mbox", mailbox), Made("large.pdf", paper), Made("large.warc", web))


def read(path: Path) -> str:
    """Reads all that lies in a file, as an ingest does but for names and vectors; says what it found."""
    texts = refused = words = 0
    for found in list(sources.find([os.fspath(path)])):
        try:
            original = sources.read(found)
            page = readers.read_page(
                original.data, found.media_type or readers.sniff(original.data, found.name)
            )
            texts += 1
            words += len(page.text.split())
        except BadInput:
            refused += 1
    return f"{texts:,} texts of {words:,} words, {refused:,} refused"


def watched(work: Callable[[], str]) -> tuple[str, float, int]:
    """What `work` says in a child, the seconds it took, and its memory at the peak, or a child's.

    What it was forked with is not counted: that is the memory of who asks.
    """
    reading, writing = os.pipe()
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(reading)
        given = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        said = work()
        own, children = (
            resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        peak = max(own - given, children)
        os.write(writing, f"{peak}\n{said}".encode())
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:
        told, _, said = pipe.read().decode().partition("\n")
    os.waitpid(child, 0)
    return said or "it died", time.monotonic() - began, 1024 * int(told or 0)


def ingest(path: Path) -> str:
    """Takes a file in by the whole command, in a fresh archive; the first line that it says.

    And the memory of the command itself and of the largest of its workers, at the peak, as Linux keeps it.
    """
    # What it says goes to a file: a pipe that nobody reads while it runs would stop it.
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+") as heard:
        asked = [sys.executable, "-m", "archive.cli", "--archive", folder + "/archive", "ingest"]
        with subprocess.Popen(
            [*asked, os.fspath(path), "--format", "text", "--quiet", "--workers", "2"],
            stdout=heard, stderr=subprocess.STDOUT,
        ) as running:  # fmt: skip
            peaks: dict[int, int] = {}
            while running.poll() is None:
                for process in _tree(running.pid):
                    peaks[process] = max(peaks.get(process, 0), _peak(process))
                time.sleep(0.2)
        heard.seek(0)
        said = heard.readline().rstrip("\n")
        if running.returncode not in ENDS_WELL:
            said = f"{FAILED}: {said}"
    main = peaks.pop(running.pid, 0)
    return f"{said} (command {main / 1e6:.0f} MB, worker {max(peaks.values(), default=0) / 1e6:.0f} MB)"


def _tree(process: int) -> Iterator[int]:
    """A process and those that it started, in the end."""
    yield process
    for thread in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in thread.read_text().split():
                yield from _tree(int(child))


def _peak(process: int) -> int:
    """The most memory that a process has held, in bytes; 0 where it has ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return 1024 * int(line.split()[1])
    return 0


def runs(part: float, only: str, few: int, *, whole: bool) -> Iterator[bool]:
    """Each file made, read and, if `whole`, taken in; whether memory stayed within its bound."""
    with tempfile.TemporaryDirectory() as folder:
        for made in FILES:
            if only not in made.name:
                continue
            path = Path(folder, made.name)
            made.write(path, part, few)
            size = path.stat().st_size
            for name, work in (("read", read), *((("ingest", ingest),) if whole else ())):
                said, seconds, peak = watched(lambda work=work, path=path: work(path))  # type: ignore[misc]
                good = peak <= BOUND_BYTES and said != "it died" and not said.startswith(FAILED)
                print(
                    f"{'ok' if good else 'FAIL':4} {made.name} {size / 1e6:,.0f} MB"
                    f"  {name:6} {seconds:6.1f} s  {peak / 1e6:4.0f} MB  {said}",
                    flush=True,
                )
                yield good
            path.unlink()


def main() -> int:
    """Prints a line a file and step; the exit code is 1 where one takes too much memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", type=float, default=1.0, help="share of the full size")
    parser.add_argument("--only", default="", help="files whose name holds this")
    parser.add_argument("--whole", action="store_true", help="take them in by the whole command, too")
    parser.add_argument("--few", type=int, default=1, help="how many times fewer texts, with more pictures")
    chosen = parser.parse_args()
    return 0 if all([*runs(chosen.part, chosen.only, chosen.few, whole=chosen.whole)]) else 1


if __name__ == "__main__":
    sys.exit(main())
