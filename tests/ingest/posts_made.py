"""Pages for the tests of posts, and what holds of every page that was taken apart."""

from __future__ import annotations

from pathlib import Path

from archive.ingest.posts import split_page
from archive.ingest.readers import read_page, sniff
from archive.records import Draft, Page, Split

PAGES = Path(__file__).parent.parent / "pages"


def load(name: str) -> Page:
    """A page of tests/pages."""
    data = (PAGES / name).read_bytes()
    return read_page(data, sniff(data, name))


def text_page(text: str) -> Page:
    return read_page(text.encode(), "text/plain")


def outline(split: Split) -> list[tuple[int, str, str | None]]:
    return [(d.post, d.lang, d.title) for d in split.drafts]


def draft_of(page: Page, post: int) -> Draft:
    """The first document of a post."""
    return next(d for d in split_page(page).drafts if d.post == post)


BODY_FR = (
    "Les ouvriers du port ont repris le travail après trois semaines de grève, et la criée rouvre "
    "demain à cinq heures. "
    "Les mareyeurs promettent que les prix ne monteront pas avant Pâques, mais personne ne les croit."
)
BODY_EN = (
    "The allotments behind the gasworks will not be sold, the council decided last night after a noisy "
    "meeting. "
    "Forty gardeners had brought their pumpkins along, and the mayor had to climb over them to reach "
    "his chair."
)
OTHER_EN = (
    "A violin was found in the left luggage office, wrapped in a flag and a week of newspapers. Its "
    "owner may collect "
    "it by playing the second movement of anything, said the clerk, who has not slept since it arrived."
)


def post(title: str, body: str) -> str:
    return f"{title}\n\n{body}\n\n{body.split('. ')[0]}, and so on."


def assert_whole(page: Page, split: Split) -> None:
    """Every character that is not white space stands in exactly one span of one draft, or in chrome."""
    held = [0] * len(page.text)
    for span in [*split.chrome, *(s for d in split.drafts for s in d.spans)]:
        assert 0 <= span.start < span.end <= len(page.text)
        for i in range(span.start, span.end):
            held[i] += 1
    for i, character in enumerate(page.text):
        assert held[i] == 1 or (character.isspace() and held[i] <= 1)
    for draft in split.drafts:
        assert draft.text == "\n\n".join(page.text[s.start : s.end] for s in draft.spans)
        assert list(draft.spans) == sorted(draft.spans, key=lambda s: s.start)
        assert draft.start == draft.spans[0].start
        end = 0
        for block in draft.blocks:
            assert end <= block.start < block.end <= len(draft.text)
            assert not draft.text[end : block.start].strip()
            end = block.end
        assert not draft.text[end:].strip()
