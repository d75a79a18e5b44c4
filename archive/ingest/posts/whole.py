"""What a page as a whole says of the lines that could be titles: whether they are titles, or sub-headings.

Whoever sets posts one after another marks their titles alike, the first one's too. A line that is marked
as the first title is not, such as a heading in capitals under a title in small letters, or one whose likes
are no titles, is a sub-heading: a newsletter and an essay are one text, whatever their parts are about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive.ingest.datelines import is_dateline
from archive.ingest.posts.evidence import OpeningCandidate, own_marks
from archive.ingest.posts.lines import names_issue
from archive.ingest.posts.units import Unit, like_title

# Of the lines that look like titles and that nothing sets off, the share that must be taken for titles.
_MOST = 0.6


def titles_of_posts(
    units: Sequence[Unit], first: int, judged: Mapping[OpeningCandidate, float], likely: Mapping[int, bool]
) -> dict[int, bool]:
    """`likely`, starts of posts by their index, without those that the page makes sub-headings.

    `first` is the unit that opens the page's first text. The value says whether anything but its words sets
    a start off.
    """
    at = {c.index: c for c in judged}
    dated = is_dateline(units[first].text) and first + 1 < len(units)
    opener = own_marks(units, first + dated)
    if names_issue(units[first].text):
        issues = {i: any(c.signature) for i, c in at.items() if names_issue(units[i].text)}
        # Headings of the same level as the issue's own are its equals, not its parts.
        equal = {
            i: off
            for i, off in likely.items()
            if at[i].signature[3] and _is_like(at[i].signature[3:], opener)
        }
        return issues | equal
    kept = {
        i: off
        for i, off in likely.items()
        if i == first or _is_apart(at[i]) or _is_like(at[i].signature[3:], opener)
    }
    plain = [c.index for c in judged if not any(c.signature) and like_title(units[c.index])]
    if sum(i in kept for i in plain) < _MOST * len(plain):
        kept = {i: off for i, off in kept.items() if off or _is_apart(at[i])}
    return kept


def _is_apart(candidate: OpeningCandidate) -> bool:
    """Whether more than its own looks divides a line from the text before: a gap, a rule, another language.

    Or the mark that an engine leaves in titles of posts only.
    """
    wide, rule, *_ = candidate.signature
    return bool(wide or rule or any(candidate.measure(m) for m in ("switch", "date_before", "widow")))


def _is_like(own: tuple[object, ...], opener: tuple[object, ...]) -> bool:
    """Whether a line is marked as the first title of the page is: a heading, else capitals or a date."""
    return own[:2] == opener[:2] if own[0] else own == opener
