"""What a whole archive knows of a name's type, and which single mentions it overrules."""

from __future__ import annotations

from collections.abc import Mapping

from archive.records import MentionType

# A type wins when it has this share of at least this many mentions: one odd tag in ten is an error of
# the model, one in three may be two things of one name (a town and its football club).
_SHARE = 0.85
_MENTIONS = 6


def settle(counts: Mapping[str, Mapping[MentionType, int]]) -> dict[str, MentionType]:
    """The type that a name's mentions are to be given all over the archive.

    `counts` says how often each folded name (`archive.text.fold`) got each type. Only names of which
    some mentions would change, and whose type is beyond doubt, are in the answer.
    """
    settled: dict[str, MentionType] = {}
    for name, by_type in counts.items():
        total = sum(by_type.values())
        best, most = max(by_type.items(), key=lambda item: (item[1], item[0]), default=(None, 0))
        if best is not None and most < total and total >= _MENTIONS and most >= _SHARE * total:
            settled[name] = best
    return settled
