"""PDF: pages read by pdfium in a process of its own, and laid out by `archive.ingest.paper`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from archive import edtf
from archive.errors import EmptyInput, LockedInput, OversizedInput, UnreadableInput
from archive.ingest.apart import Died, apart
from archive.ingest.readers.said import author_said, says, title_said
from archive.records import Block, Page, PageStart, Recognised, Role

_PATIENCE = 300.0  # seconds of silence: to read a picture may take so long; at work the process ends itself
_DEATHS = 3  # pages at which the library may fail; then no more are read
_TOP = 2_000  # characters of a text within which its title stands

_CHILD = apart("archive.ingest.paper.child")
_INSTALL = "install tesseract-ocr with its French and English models (tesseract-ocr-fra, tesseract-ocr-eng)"


def read_pdf(data: bytes) -> Page:
    """The page of a PDF, in reading order, with where its pages of paper begin.

    Raises UnreadableInput for one that is locked or damaged beyond reading, EmptyInput where no page has
    text.
    """
    answer, dead = _asked(data)
    refused = answer.get("refused")
    if refused:
        raise _REFUSALS.get(refused, UnreadableInput)(_REASONS.get(refused, refused))
    if not str(answer["text"]).strip():
        if answer["pictures"]:
            raise EmptyInput(f"{_numbers(answer['pictures'])}: pictures, and no text: {_why_unread(answer)}")
        raise EmptyInput("no text in it")
    return _page(answer, _unread(answer, dead))


def read_picture(data: bytes) -> Page:
    """The page of a picture of a page (TIFF, PNG, JPEG), its words recognised by tesseract.

    Raises EmptyInput where no words are recognised in it, UnreadableInput where tesseract is not installed.
    """
    try:
        answer = _CHILD.ask({"kind": "picture"}, data, _PATIENCE)
    except Died as error:
        raise UnreadableInput("a damaged picture") from error
    refused = answer.get("refused")
    if refused == "program":
        raise UnreadableInput(f"a picture: to read the words on it, {_INSTALL}")
    if refused:
        raise EmptyInput(refused)
    return _page(answer, _unread({**answer, "pictures": []}, ()))


def _page(answer: dict[str, Any], unread: str | None) -> Page:
    text = str(answer["text"])
    blocks = tuple(Block(start, end, Role(role), level) for start, end, role, level in answer["blocks"])
    metadata = answer["said"]
    created = metadata["made"]
    return Page(
        text=text,
        blocks=blocks,
        title=_title(_shown(answer), answer["title"], title_said(metadata["title"])),
        author=author_said(metadata["author"]),
        url=answer["printed"] or None,
        made=created if created and edtf.valid(created) else None,
        markup=True,
        single=True,
        pages=tuple(PageStart(start, number) for start, number in answer["pages"]),
        recognised=tuple(Recognised(start, end, sure) for start, end, sure in answer["recognised"]),
        unread=unread,
    )


def _shown(answer: dict[str, Any]) -> str:
    """The head of the text; of what a browser printed without its own lines, which repeat the metadata."""
    text = str(answer["text"])
    if answer["printed"] is None:
        return text[:_TOP]
    shown = (text[start:end] for start, end, role, _ in answer["blocks"] if role != Role.CHROME.value)
    return "\n".join(shown)[:_TOP]


_REASONS = {
    "locked": "a PDF protected by a password: save a copy without it",
    "damaged": "a damaged PDF: no page of it can be read",
    "memory": "a PDF that needs too much memory",
}


_REFUSALS = {"locked": LockedInput, "memory": OversizedInput}


def _asked(data: bytes) -> tuple[dict[str, Any], list[int]]:
    """What the process answers, and the pages at which it died: it is asked again without them."""
    dead: list[int] = []
    last: int | None = None
    while True:
        try:
            return _CHILD.ask({"kind": "pdf", "skip": dead, "last": last}, data, _PATIENCE), dead
        except Died as error:
            if error.begun.get("begun") not in ("page", "scan") or last is not None:
                raise UnreadableInput("a damaged PDF: the PDF library cannot read it") from error
            number = int(error.begun["number"])
            dead.append(number)
            if len(dead) >= _DEATHS or error.late:
                last = number - 1
                if not last:
                    raise UnreadableInput(_REASONS["damaged"]) from error


def _unread(answer: dict[str, Any], dead: Sequence[int]) -> str | None:
    """Which pages could not be read, in words for a person."""
    count = int(answer["count"])
    lost = sorted({*map(int, answer["lost"]), *dead, *range(int(answer["to"]) + 1, count + 1)})
    parts = [f"{_numbers(lost)} of {count:,} could not be read"] if lost else []
    if answer["pictures"]:
        parts.append(
            f"{_numbers(answer['pictures'])} of {count:,}: pictures without text: {_why_unread(answer)}"
        )
    elif answer["missing"]:
        parts.append(f"read without the model {answer['missing']}: {_INSTALL}")
    return "; ".join(parts) or None


def _why_unread(answer: dict[str, Any]) -> str:
    return "no words are recognised on them" if answer["program"] else _INSTALL


def _numbers(numbers: Sequence[int]) -> str:
    """ "page 3", "pages 3, 5 to 7"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    texts = [str(r[0]) if len(r) == 1 else f"{r[0]} to {r[-1]}" for r in runs]
    return f"page{'s' if len(numbers) > 1 else ''} {', '.join(texts)}"


def _title(head: str, largest: str | None, stated: str | None) -> str | None:
    """What the metadata say, where the head of the text says it too; else what is set largest; else they."""
    return stated if stated and says(head.split("\n"), stated) else largest or stated
