"""Why something was decided: what was considered, what was taken, and what spoke against the rest.

A deciding function gives its candidates to a `Note` that it is called with, or returns them; it keeps none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field

from archive.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Considered:
    """One candidate of a decision.

    `what` is decided: "post", "lang", "title", "author", "date", "mention", "translation", "duplicate" or
    "excerpt". `value` is what the candidate says, `words` the text that says so, `rule` who proposed it,
    `why` what it was taken or rejected for. `measures` are the numbers that were weighed, by name. `start`
    counts in the text of the page (of a mention in its own), `post` numbers the post in its page; None where
    they mean nothing.
    """

    what: str
    value: str | None
    words: str
    rule: str
    taken: bool
    why: str
    measures: Mapping[str, float] = field(default_factory=dict)
    start: int | None = None
    post: int | None = None


Note = Callable[[Considered], object]


def nothing(_: Considered) -> None:
    """The Note of a caller that wants no reasons."""
