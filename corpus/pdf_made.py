"""PDFs for the sample and for tests: columns of text, lines and rows where they are put, by reportlab."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

SHY = "\u00ad"  # where a word may be divided
WIDTH, HEIGHT = 595.0, 842.0  # of A4
SERIF, SANS = "Times-Roman", "Helvetica"


@dataclass(slots=True)
class Sheet:
    """One page: what is written where, from the top. `runs` are x, y, text, font, size."""

    runs: list[tuple[float, float, str, str, float]] = field(default_factory=list)
    turned: int = 0

    def line(self, x: float, y: float, text: str, size: float = 10, font: str = SERIF) -> Sheet:
        """One line that begins at `x`, `y` points below the top."""
        self.runs.append((x, y, text, font, size))
        return self

    def row(self, y: float, cells: Sequence[tuple[float, str]], size: float = 10, font: str = SERIF) -> Sheet:
        """Cells in one line, each at its place."""
        for x, text in cells:
            self.line(x, y, text, size, font)
        return self

    def text(
        self, x: float, y: float, width: float, text: str, size: float = 10, font: str = SERIF,
        lead: float = 1.2, flush: bool = False, indent: float = 0, most: int | None = None,
    ) -> str:  # fmt: skip
        """A paragraph; returns what is left of it after `most` lines. `flush`: both margins are straight."""
        lines, rest = wrapped(text, width, size, font, indent, most)
        for i, words in enumerate(lines):
            left = x + (indent if i == 0 else 0)
            last = i == len(lines) - 1 and not rest
            if flush and not last and len(words) > 1:
                room = width - (indent if i == 0 else 0)
                wide = (room - sum(stringWidth(w, font, size) for w in words)) / (len(words) - 1)
                for word in words:
                    self.line(left, y, word, size, font)
                    left += stringWidth(word, font, size) + wide
            else:
                self.line(left, y, " ".join(words), size, font)
            y += lead * size
        return rest


def wrapped(
    text: str, width: float, size: float, font: str, indent: float = 0, most: int | None = None
) -> tuple[list[list[str]], str]:
    """The lines of a text, as words, and what is left of it after `most` of them."""
    lines: list[list[str]] = [[]]
    words = text.split(" ")
    room = width - indent
    while words:
        word = words[0]
        line = lines[-1]
        if stringWidth(" ".join([*line, word.replace(SHY, "")]), font, size) <= room:
            line.append(words.pop(0).replace(SHY, ""))
            continue
        parts = word.split(SHY)
        for n in range(len(parts) - 1, 0, -1):
            head = "".join(parts[:n])
            head += "" if head.endswith("-") else "-"
            if stringWidth(" ".join([*line, head]), font, size) <= room:
                line.append(head)
                words[0] = SHY.join(parts[n:])
                break
        if len(lines) == most:
            return lines, " ".join(words)
        lines.append([])
        room = width
    return lines, ""


def pdf(
    sheets: Sequence[Sheet], *, title: str = "", author: str = "", key: str = "",
    draw: Callable[[Canvas, int], None] | None = None,
) -> bytes:  # fmt: skip
    """The PDF of these pages, the same bytes each time. `key`: it is locked with this password."""
    from reportlab.lib.pdfencrypt import StandardEncryption

    out = io.BytesIO()
    lock = StandardEncryption(key, ownerPassword="x" + key) if key else None
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1, encrypt=lock, pageCompression=0)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    for number, sheet in enumerate(sheets, 1):
        if sheet.turned:
            canvas.setPageRotation(sheet.turned)
        for x, y, text, font, size in sheet.runs:
            canvas.setFont(font, size)
            canvas.drawString(x, HEIGHT - y, text)
        if draw:
            draw(canvas, number)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
