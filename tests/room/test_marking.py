"""Marks never change a text, and what is shown of a mention is the mention."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.catalog.mails import Mail
from archive.pipeline.reading import Reading
from archive.records import Document, LangSpan, Mention, MentionType, PageStart, Span
from archive.room.marking import paragraphs, title

LETTERS = st.text("ab é\n", min_size=1, max_size=60)
SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12)), max_size=6)


def reading(
    text: str, mentions: list[Mention], title: str | None = None, pages: tuple[PageStart, ...] = ()
) -> Reading:
    document = Document(
        "a" * 16, "b" * 64, "page.html", "text/html", 0, 0, len(text), (Span(0, len(text)),), "fr", title,
        None, text, (LangSpan(0, len(text), "fr"),), pages=pages,
    )  # fmt: skip
    return Reading(1, document, tuple(mentions), ("e" * 12,) * len(mentions), (), (), Mail())


def spans(given: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    found = {(a, min(a + size, len(text))) for a, size in given if a < len(text)}
    return sorted((a, b) for a, b in found if a < b)


@given(text=LETTERS, named=SPANS, marked=SPANS)
def test_the_pieces_are_the_text(
    text: str, named: list[tuple[int, int]], marked: list[tuple[int, int]]
) -> None:
    mentions = [Mention(a, b, MentionType.PLACE, text[a:b]) for a, b in spans(named, text)]
    marks: list[tuple[int, int]] = []
    for a, b in spans(marked, text):
        if not marks or a >= marks[-1][1]:
            marks.append((a, b))
    shown = list(paragraphs(reading(text, mentions), marks))
    assert ["".join(piece.text for piece in p.pieces) for p in shown] == [
        line for line in text.split("\n") if line.strip()
    ]
    for p in shown:
        at = p.start
        for piece in p.pieces:
            if piece.mention:
                assert piece.mention.start <= at < piece.mention.end
            inside = [i for i, (a, b) in enumerate(marks, 1) if a <= at < b]
            assert piece.mark == (inside[0] if inside else None)
            at += len(piece.text)


def test_a_title_in_the_first_line_is_not_shown_twice() -> None:
    text = "L’eau coupée\nLe 3 mai, la mairie a fermé la borne."
    assert [p.start for p in paragraphs(reading(text, [], "L’eau  coupée"))] == [13]
    assert [p.start for p in paragraphs(reading(text, [], "La borne"))] == [0, 13]
    assert [p.start for p in paragraphs(reading(text, []))] == [0, 13]


def test_a_page_of_paper_is_told_where_it_begins() -> None:
    text = "Un\nDeux\nTrois\nQuatre"
    pages = (PageStart(0, 4), PageStart(8, 5))
    assert [p.page for p in paragraphs(reading(text, [], pages=pages))] == [4, None, 5, None]


def test_a_title_that_stands_in_the_text_is_shown_with_its_marks_and_names() -> None:
    """Else the first mark, and a mention in the title, could not be led to."""
    text = "Le quai  bloqué\nLe quai est libre."
    named = [Mention(3, 7, MentionType.PLACE, "quai")]
    marks = [(3, 7), (19, 23)]
    for told in ("Le quai bloqué", "Autre titre"):
        read = reading(text, named, told)
        pieces = [*title(read, marks), *(piece for p in paragraphs(read, marks) for piece in p.pieces)]
        assert [piece.mark for piece in pieces if piece.begins] == [1, 2]
        assert [piece.text for piece in pieces if piece.first] == ["quai"]
        assert "".join(piece.text for piece in pieces) == text.replace("\n", "")
    assert not title(reading(text, named, None), marks)
