"""The words that an act redacts, as the catalog keeps them and a log has them.

What the acts of an archive come to together is in `redactions`; `care` keeps them, as it does all acts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from archive.catalog.passages import folded
from archive.dataclass import dataclass


class RedactedItem(NamedTuple):
    """Words that are redacted in a text: `nth` of the places that have them, from 1; 0: all, as of a name."""

    words: str
    nth: int = 0


@dataclass(frozen=True, slots=True)
class What:
    """What of a text an act is about; `translations`: with what translates it.

    `undoes`: of an act that takes another one back, the time of that.
    """

    items: tuple[RedactedItem, ...]
    translations: bool = False
    undoes: str | None = None

    @property
    def kept(self) -> str:
        """As the catalog keeps it."""
        return json.dumps(form(self), ensure_ascii=False, sort_keys=True)


def form(what: What) -> dict[str, Any]:
    """As a log tells it."""
    return {
        "passages": [{"words": one.words, "nth": one.nth} for one in what.items if one.nth],
        "names": [one.words for one in what.items if not one.nth],
        "translations": what.translations,
        "undoes": what.undoes,
    }


def read(record: Mapping[str, Any]) -> What:
    """What `form` told: no words of a text that was removed. Raises ValueError, KeyError or TypeError."""
    items = [RedactedItem(folded(str(one["words"])), int(one["nth"])) for one in record["passages"]]
    items += [RedactedItem(folded(str(name))) for name in record["names"]]
    if not all(one.words for one in items) or any(one.nth < 0 for one in items):
        raise ValueError("nothing that could be redacted")
    undoes = record.get("undoes")
    return What(tuple(items), bool(record["translations"]), None if undoes is None else str(undoes))
