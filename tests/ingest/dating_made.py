"""Drafts, and the day that one alone gets, for the tests of when a text was written."""

from __future__ import annotations

from archive.ingest.dating import date_documents
from archive.records import Dating, Draft, Page, Span

BODY_EN = "The court of appeal heard three people from the camp, who asked for shelter and papers."
BODY_FR = "La cour d'appel a entendu trois personnes du camp, qui demandaient un abri et des papiers."


def draft(
    text: str,
    lang: str = "en",
    post: int = 0,
    *,
    title: str | None = None,
    date: str | None = None,
    dateline: str | None = None,
) -> Draft:
    spans = (Span(0, len(text)),)
    return Draft(post, lang, text, spans, (), title=title, date=date, dateline=dateline)


def date(
    text: str, lang: str = "en", *, title: str | None = None, dateline: str | None = None
) -> Dating | None:
    (found,) = date_documents([draft(text, lang, title=title, dateline=dateline)], Page(text, ()))
    return found
