"""When the texts of a page were written: by each other, by the page, by its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from archive.ingest.dating import date_documents
from archive.records import Block, DateBasis, Draft, Page, Role, Span
from tests.ingest.dating_made import BODY_EN, BODY_FR, draft


def test_both_languages_of_a_post_share_its_date() -> None:
    drafts = [draft(f"{BODY_EN}\n\n28 May 2014"), draft(BODY_FR, "fr")]
    assert [d and d.date for d in date_documents(drafts, Page("", ()))] == ["2014-05-28", "2014-05-28"]


@pytest.mark.parametrize(
    ("dates", "value"),
    [
        (["2014-05-28", None, "2014-05-20"], "2014-05-20~/2014-05-28~"),
        (["2014-05-20", None, "2014-05-20"], "2014-05-20~"),
        (["2014-05-28", None, "2013-05-20"], None),
        # 61, 62 and 63 days apart.
        (["2014-03-01", None, "2014-05-01"], "2014-03-01~/2014-05-01~"),
        (["2014-03-01", None, "2014-05-02"], "2014-03-01~/2014-05-02~"),
        (["2014-03-01", None, "2014-05-03"], None),
        (["2014-05-28", None, None], None),
        (["2014-05-28", None, "2014-05-20", "2014-05-25"], None),
    ],
)
def test_neighbouring_posts(dates: list[str | None], value: str | None) -> None:
    drafts = [draft(BODY_EN, post=i, date=d) for i, d in enumerate(dates)]
    found = date_documents(drafts, Page("", ()))[1]
    assert (found.date if found else None) == value
    assert found is None or found.basis is DateBasis.NEIGHBOUR


def items(over: Sequence[str], *texts: str, group: bool = False) -> tuple[list[Draft], Page]:
    """A page of several texts under the lines `over`, and its drafts."""
    blocks, drafts, text = [], [], ""
    for n, (words, is_over) in enumerate([*((w, True) for w in over), *((t, False) for t in texts)]):
        start = len(text)
        text += f"{words}\n\n"
        span = Span(start, start + len(words))
        post = n - len(over)
        blocks.append(
            Block(span.start, span.end, Role.PARAGRAPH, group=post if group and not is_over else None)
        )
        if not is_over:
            drafts.append(replace(draft(words, post=post), spans=(span,)))
    return drafts, Page(text, tuple(blocks))


def apart(line_ends: int, level: int, *texts: str) -> tuple[list[Draft], Page]:
    """A page of texts with so many line ends between them, each under a heading of `level` (0: none)."""
    drafts, blocks, text = [], [], ""
    for post, words in enumerate(texts):
        span = Span(len(text), len(text) + len(words))
        text += words + "\n" * line_ends
        blocks.append(Block(span.start, span.end, Role.HEADING if level else Role.PARAGRAPH, level))
        drafts.append(replace(draft(words, post=post), spans=(span,)))
    return drafts, Page(text, tuple(blocks))


def told(drafts: list[Draft], page: Page, name: str = "") -> list[tuple[str, str] | None]:
    return [(d.date, d.basis.value) if d else None for d in date_documents(drafts, page, name=name)]


def test_one_date_of_a_page_dates_every_text_of_it() -> None:
    over = ("News and reports", "March 5, 2004 | Pages 10 and 11", "OTHER STORIES BELOW:")
    assert told(*items(over, BODY_EN, BODY_EN)) == [("2004-03-05", "page")] * 2
    assert told(*items(("Letters to the editor | January 3, 2003",), BODY_EN, BODY_EN))[1] == (
        "2003-01-03", "page",
    )  # fmt: skip
    # A text that says its own day keeps it.
    own = f"Leeds, 1 March 2004\n\n{BODY_EN}"
    assert told(*items(over, own, BODY_EN)) == [("2004-03-01", "dateline"), ("2004-03-05", "page")]
    # So it does though the line of the page came into the first text, and another is of long before.
    for line in ("March 5, 2004 | Issue 442", "News in brief | March 5, 2004"):
        first, old = f"A camp\n\n{line}\n\n{BODY_EN}", f"York, 2 March 1994\n\n{BODY_EN}"
        assert told(*items((), first, old, BODY_EN))[2] == ("2004-03-05", "page")
    # Of pieces of one text the first has the date line; of posts each would have its own.
    assert told(*items((), own, BODY_EN)) == [("2004-03-01", "dateline"), ("2004-03-01", "page")]
    assert told(*items((), own, BODY_EN, group=True)) == [("2004-03-01", "dateline"), None]
    # Nor of texts that are set off from one another: "under" its title, the line is the first text's alone.
    under = f"A camp\n\n{own}"
    assert told(*items((), under, BODY_EN)) == [("2004-03-01", "dateline"), ("2004-03-01", "page")]
    for line_ends, level in ((3, 0), (2, 3)):
        assert told(*apart(line_ends, level, under, BODY_EN)) == [("2004-03-01", "dateline"), None]
    signed = f"{BODY_EN * 4}\n\nLeeds, 1 March 2004"
    assert told(*items((), signed, BODY_EN))[1] is None
    other = f"Leeds, 2 March 2004\n\n{BODY_EN}"
    assert told(*items((), own, other, BODY_EN))[2] is None


def test_the_day_of_a_file_or_of_markup_dates_the_texts_of_a_page_that_have_no_other() -> None:
    drafts, page = items((), BODY_EN, BODY_EN)
    assert told(drafts, replace(page, date="2004-03-05")) == [("2004-03-05", "page")] * 2
    assert told(drafts, page, "2004-03-05-letter.txt") == [("2004-03-05", "filename")] * 2
    own = f"Leeds, 1 March 2004\n\n{BODY_EN}"
    drafts, page = items((), own, f"York, 2 March 2004\n\n{BODY_EN}", BODY_EN)
    assert told(drafts, replace(page, date="2004-03-05"), "2004-03-05-letter.txt")[2] is None
    drafts, page = items((), BODY_EN, BODY_EN, group=True)
    assert told(drafts, replace(page, date="2004-03-05")) == [None, None]
