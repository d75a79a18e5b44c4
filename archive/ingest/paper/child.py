"""The process that opens PDFs: `python -m archive.ingest.paper.child`, see `archive.ingest.apart`."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from traceback import format_exception
from typing import Any, BinaryIO

from archive.ingest.apart import bound_memory, bound_time

_MEMORY = 480 * 1024 * 1024  # bytes, beside the file itself
_PAGE_SECONDS = 4.0  # at work on one page, or on opening the file
_DRAWING_SECONDS = 15.0  # on drawing it as a picture
_LAYOUT_SECONDS = 4.0  # on laying out the pages, and as much for two hundred more


def main() -> None:
    """Answers until nobody asks any more."""
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever prints must not speak between the answers
    while line := asked.readline():
        question = json.loads(line)
        size = int(question["size"])
        bound_memory(_MEMORY + 2 * size)
        data = asked.read(size)
        if len(data) < size:
            return
        bound_time(_PAGE_SECONDS)
        try:
            answer = _answer(question, data, answers)
        except Exception as error:  # a mistake of this program's, which the one that asks must tell as such
            answer = {"fault": "".join(format_exception(error))}
        _say(answers, answer)
        bound_time(0)


def _say(answers: BinaryIO, answer: Mapping[str, Any]) -> None:
    answers.write(json.dumps(answer).encode() + b"\n")
    answers.flush()


def _answer(question: Mapping[str, Any], data: bytes, answers: BinaryIO) -> dict[str, Any]:
    from archive.ingest.paper.pdf import Locked, NoPdf, opened, read_pages
    from archive.ingest.paper.scanned import read_picture

    def begin(what: str, number: int) -> None:
        bound_time(
            {"page": _PAGE_SECONDS, "scan": _DRAWING_SECONDS}.get(what, _LAYOUT_SECONDS * (1 + number / 200))
        )
        _say(answers, {"begun": what, "number": number})

    try:
        if question["kind"] == "picture":
            return read_picture(data, begin)
        with opened(data) as document:
            return read_pages(document, frozenset(question["skip"]), question["last"], begin)
    except Locked:
        return {"refused": "locked"}
    except NoPdf as error:
        return {"refused": str(error)}
    except MemoryError:
        return {"refused": "memory"}


if __name__ == "__main__":
    main()
