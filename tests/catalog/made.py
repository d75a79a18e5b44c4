"""Small intakes for tests of the catalog."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from archive.catalog.intake import Intake, Made
from archive.records import Block, DateBasis, Dating, Draft, LangSpan, Mention, Page, Source, Span


def intake(
    name: str,
    *texts: tuple[str, str],
    date: str | None = None,
    mentions: Sequence[Mention] = (),
    chrome: str = "",
) -> Intake:
    """One source under /in/`name` whose documents are the (language, text) pairs `texts`."""
    page = "\n\n".join([text for _, text in texts] + ([chrome] if chrome else []))
    made, at = [], 0
    for post, (lang, text) in enumerate(texts):
        draft = Draft(
            post,
            lang,
            text,
            (Span(at, at + len(text)),),
            (LangSpan(0, len(text), lang),),
            text.split("\n")[0],
        )
        made.append(Made(draft, Dating(date, DateBasis.TEXT, date) if date else None, tuple(mentions)))
        at += len(text) + 2
    data = page.encode()
    source = Source(hashlib.sha256(data).hexdigest(), f"/in/{name}", name, "text/plain", len(data))
    rest = (Span(at, at + len(chrome)),) if chrome else ()
    return Intake(source, 1, Page(page, (Block(0, len(page)),)), rest, tuple(made), {"archive": "test"})
