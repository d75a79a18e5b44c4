"""Files of every format cut, flipped or zeroed at random: `python -m tests.hostile.spoilt [--ways 30]`.

Each must give a reason, or the part that can be read, in 10 s and 500 MB.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from corpus import deposit
from corpus.deposit_forms import boxed
from corpus.pdf_made import Sheet, pdf
from tests.hostile.kinds import FRENCH
from tests.hostile.work import BOUND_BYTES, BOUND_SECONDS, Outcome, take, warm, watched
from tests.ingest.ole_made import Par, doc
from tests.ingest.outlook_made import ole, packed, sent, text, tnef
from tests.ingest.sealed_made import sealed
from tests.ingest.test_readers_pdf_forms import made
from tests.pipeline.test_programs import seven

_ZEROS = 300  # bytes
_FLIPS = 20
RICH = rb"{\rtf1\ansi\ansicpg1252 " + FRENCH.encode("cp1252", "replace") * 9 + b"}"
SEALED = (
    b"From: Ana <ana@example.org>\r\nDate: Sat, 11 Mar 2017 10:00:00 +0100\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n"
)


def sound() -> Mapping[str, bytes]:
    """A file of each format, by a name that ends as its format does."""
    files, _ = deposit.build()
    warc = files["site-du-phare.warc"]
    header = 32
    message = ole(
        {**text(0x37, "Le phare"), **text(0x1000, FRENCH * 9), **sent(131_337_000_000_000_000, header)}
    )
    wacz = {"datapackage.json": b"{}", "archive/data.warc": warc, "pages/pages.jsonl": b"{}\n"}
    rich = {**sent(131_337_000_000_000_000, header), "__substg1.0_10090102": packed(RICH)}
    signed = base64.encodebytes(
        sealed(f"Content-Type: text/plain\r\n\r\n{FRENCH * 9}".encode(), as_outlook=True)
    )
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "content_text": FRENCH * 9}]}
    return {
        **files,
        **_packed(),
        "rich.msg": ole(rich),
        "winmail.dat": tnef(("lettre.txt", (FRENCH * 9).encode()), ("plan.txt", FRENCH.encode())),
        "signed.eml": SEALED + signed,
        "feed.json": json.dumps(feed).encode(),
        "form.pdf": made(_form),
        "paper.pdf": pdf([Sheet().line(80, 80, "Le phare", 20)] * 3),
        "old.doc": doc([Par(FRENCH)] * 9),
        "message.msg": message,
        "site.wacz": boxed(wacz),
        "page.html": f"<html><body><h1>Le phare</h1><p>{FRENCH * 9}</p></body></html>".encode(),
        "text.txt": (FRENCH * 40).encode(),
        "front.md": f"---\ntitle: Le phare\n---\n\n{FRENCH * 9}".encode(),
    }


def _form(canvas: Canvas) -> None:
    canvas.drawString(60, 780, "Le phare de Brest")
    canvas.acroForm.textfield(name="a", value="Le port", x=60, y=730, width=200, height=20)


def _packed() -> Mapping[str, bytes]:
    """A 7z file, where the program is that opens it."""
    if not shutil.which("bsdtar"):
        return {}
    with tempfile.TemporaryDirectory() as folder:
        return {
            "deposit.7z": seven(Path(folder, "a.7z"), un_txt=FRENCH * 9, sub__two_txt=FRENCH).read_bytes()
        }


def spoil(data: bytes, way: int) -> bytes:
    """The `way`-th way to spoil a file: cut, bits flipped, a stretch of zeros."""
    chance = random.Random(way)
    spoilt = bytearray(data)
    at = chance.randrange(len(data))
    if way % 3 == 0:
        return bytes(spoilt[: max(at, 1)])
    if way % 3 == 1:
        for _ in range(_FLIPS):
            spoilt[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    else:
        spoilt[at : at + _ZEROS] = bytes(len(spoilt[at : at + _ZEROS]))
    return bytes(spoilt)


def faults(outcome: Outcome) -> list[str]:
    """What is wrong with an outcome; nothing if it is as promised."""
    wrong = [outcome.error] if outcome.error else []
    if not (outcome.error or outcome.texts or outcome.reasons):
        wrong.append("neither a text nor a reason")
    if outcome.seconds > BOUND_SECONDS:
        wrong.append(f"{outcome.seconds:.1f} s")
    if outcome.bytes > BOUND_BYTES:
        wrong.append(f"{outcome.bytes / 1e6:.0f} MB")
    return wrong


def outcomes(folder: Path, only: str, ways: Iterator[int] | range) -> Iterator[tuple[str, int, Outcome]]:
    """What becomes of each file, spoilt in each way."""
    for name, data in sound().items():
        for way in ways if only in name else ():
            path = folder / name
            path.write_bytes(spoil(data, way))
            yield name, way, watched(lambda path=path: take(str(path), ""))  # type: ignore[misc]
            path.unlink()


def main() -> int:
    """Prints a line a format, and one for each promise that is broken; the exit code is 1 where one is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ways", type=int, default=30, help="ways to spoil each file")
    parser.add_argument("--only", default="", help="files whose name holds this")
    chosen = parser.parse_args()
    failed = 0
    told: dict[str, list[Outcome]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        warm(folder)
        for file, way, outcome in outcomes(folder, chosen.only, range(chosen.ways)):
            told.setdefault(file, []).append(outcome)
            if wrong := faults(outcome):
                failed += 1
                print(f"FAIL {file} way {way}: {'; '.join(wrong)}", flush=True)
            if len(told[file]) == chosen.ways:
                some = told[file]
                print(
                    f"{file:28} read {sum(bool(o.texts) for o in some):3}, refused"
                    f" {sum(not o.texts for o in some):3}, at most {max(o.seconds for o in some):.1f} s,"
                    f" {max(o.bytes for o in some) / 1e6:.0f} MB",
                    flush=True,
                )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
