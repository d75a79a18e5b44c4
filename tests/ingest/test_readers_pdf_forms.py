"""PDFs as they are printed: what was filled into forms, written and stamped on pages; no comments."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from archive.ingest.posts import split_page
from archive.ingest.readers import read_page

FORMS = {
    "fr": ("Nom du demandeur :", "Ève Lenoir", "Motif :", "Réparation de la lanterne du phare", "Mars"),
    "en": ("Name of applicant:", "Odile Varangot", "Reason:", "Repair of the lamp on the tower", "March"),
}


def made(draw: Callable[[Canvas], None], pages: int = 1) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    for _ in range(pages):
        canvas.setFont("Times-Roman", 11)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize("lang", FORMS)
def test_what_was_filled_into_a_form_is_text_where_it_stands(lang: str) -> None:
    name, person, reason, why, month = FORMS[lang]

    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 775, name)
        canvas.drawString(60, 735, reason)
        form = canvas.acroForm
        form.textfield(name="a", value=person, x=160, y=770, width=200, height=16, fontSize=11, borderWidth=0)
        form.textfield(name="b", value=why, x=160, y=730, width=300, height=16, fontSize=11, borderWidth=0)
        form.choice(name="c", value=month, options=[month, "x"], x=60, y=690, width=90, height=16)
        canvas.drawString(60, 640, " ".join(FORMS[lang]))

    (draft,) = split_page(read_page(made(draw), "application/pdf")).drafts
    at = [draft.text.find(words) for words in (name, person, reason, why, month)]
    assert at == sorted(at)
    assert at[0] >= 0


def test_a_comment_is_no_text_and_harms_no_page() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 780, "The ferry left its last passengers on the quay in the autumn.")
        canvas.textAnnotation("SECRET", Rect=[60, 500, 80, 520])
        canvas.linkURL("http://example.org/", (60, 770, 90, 790))

    page = read_page(made(draw, 3), "application/pdf")
    assert "SECRET" not in page.text
    assert page.text.count("ferry") == 3
