"""What the cells of each table hold, so that commands can use them: told of a row before it comes in from
elsewhere, and of all rows by `check`.

A test asks no more than what reading needs, so that archives of earlier versions pass. That sums agree, and
that rows lead to rows that are there, is seen elsewhere (`sums`, `soundness`).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from archive import edtf
from archive.catalog import care, handed, portable
from archive.catalog.links import DUPLICATE, EXCERPT, PART, TRANSLATION
from archive.dataclass import dataclass
from archive.records import DateBasis, MentionType, Status, source_id
from archive.text import fingerprint

NO_JSON: Final = "cannot be read as JSON"
_VECTOR_BYTES: Final = 2 * 512  # two for each number of a sentence vector
_LAST: Final = 1 << 53  # no number that this program gives is as large
_MOST_TEXTS: Final = 10_000_000  # in one archive: a run of more would fill the memory


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell has to pass, and what is said of one that does not."""

    passes: Callable[[Any], bool]
    why: str


def wrong(table: str, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The columns of a row that no command can use, and why."""
    for column, cell in CELLS.get(table, {}).items():
        value = row.get(column)
        if value is not None and not cell.passes(value):
            yield column, cell.why.format(value=ascii(value)[:60])
    for columns, passes, why in (*ROWS.get(table, ()), *_LONG.get(table, ())):
        if all(column in row for column in columns) and not passes(*(row[column] for column in columns)):
            yield columns[0], why


def columns(table: str) -> list[str]:
    """The columns that something is asked of."""
    together = (column for some, _, _ in ROWS.get(table, ()) for column in some)
    return list(dict.fromkeys((*CELLS.get(table, ()), *together)))


# -- JSON ------------------------------------------------------------------------------------------


def _json(passes: Callable[[Any], bool]) -> Cell:
    @lru_cache(maxsize=64)  # rows of one run were made with the same
    def test(value: str) -> bool:
        try:
            return passes(json.loads(value))
        except (ValueError, RecursionError):
            return False

    return Cell(test, NO_JSON)


def _numbers(count: int, *, rest: Callable[[list[Any]], bool] = lambda _: True) -> Callable[[Any], bool]:
    """Whether a value is a list of lists that begin with so many numbers, none before 0."""

    def test(value: Any) -> bool:
        return isinstance(value, list) and all(
            isinstance(one, list)
            and len(one) >= count
            and all(type(n) is int and 0 <= n < _LAST for n in one[:count])
            and rest(one[count:])
            for one in value
        )

    return test


def _words(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _read_with(value: Any) -> bool:
    return isinstance(value, dict) and all(type(one) is int for one in value.values())


def _tagged(rest: list[Any]) -> bool:
    return len(rest) == 1 and isinstance(rest[0], str)


def _scored(rest: list[Any]) -> bool:
    return len(rest) == 1 and type(rest[0]) in (int, float) and math.isfinite(rest[0])


_SPANS: Final = _json(lambda value: bool(value) and _numbers(2, rest=lambda rest: not rest)(value))
_BLOCKS: Final = _json(_numbers(2, rest=_tagged))
_WORDS: Final = _json(_words)
_OBJECT: Final = _json(lambda value: isinstance(value, dict))

# -- words, names and numbers ----------------------------------------------------------------------


def _one_of(*some: str) -> Cell:
    words = frozenset(some)
    return Cell(lambda value: value in words, "holds {value}, which is none of its words")


def _like(pattern: str, what: str) -> Cell:
    whole = re.compile(pattern)
    return Cell(lambda value: bool(whole.fullmatch(value)), f"holds {{value}}, which is no {what}")


def _size(passes: Callable[[int], bool]) -> Cell:
    return Cell(lambda value: passes(len(value)), "holds as many bytes as no cell of it does")


def _within(low: float, high: float) -> Cell:
    return Cell(lambda value: low <= value <= high, "holds {value}, which is no number of it")


@lru_cache(maxsize=4096)
def _is_moment(value: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)", value)) and bool(
            datetime.fromisoformat(value)
        )
    except ValueError:
        return False


_DATE: Final = Cell(lru_cache(maxsize=4096)(edtf.valid), "holds {value}, which is no date (EDTF)")
_MOMENT: Final = Cell(_is_moment, "holds {value}, which is no time")
_BASIS: Final = _one_of(*(one.value for one in DateBasis))
_TYPE: Final = _one_of(*(one.value for one in MentionType))
_NAMED: Final = _one_of(*(one.value for one in MentionType if one is not MentionType.DATE))
_FLAG: Final = Cell(lambda value: value in (0, 1), "holds {value}, which is neither 0 nor 1")
_LANG: Final = _like("[a-z]{2,3}", "code of a language")
_ID: Final = _like("[0-9a-f]{8,64}", "id")
_PRINT: Final = _like("[0-9a-f]{32}", "fingerprint of a text")
_PLACE: Final = _within(0, _LAST)
_SURE: Final = _within(0.0, 1.0)
_ANY: Final = Cell(lambda value: bool(value), "is empty")


def _is_tokens(value: bytes) -> bool:
    """Whether bytes are three counts and so many numbers, of four bytes each: see `link.words.TextTokens`."""
    counts = [int.from_bytes(value[i : i + 4], "little") for i in (0, 4, 8)]
    return len(value) % 4 == 0 and len(value) >= 12 and sum(counts) == len(value) // 4 - 3


CELLS: Final[Mapping[str, Mapping[str, Cell]]] = {
    "sources": {
        "alternates": _WORDS, "made_with": _WORDS, "size": _PLACE, "taken_in": _MOMENT, "checked": _MOMENT,
    },
    "origins": {
        "origin": _ANY, "first_seen": _MOMENT, "last_seen": _MOMENT, "current": _FLAG,
    },
    "members": {"sha256": _like("[0-9a-f]{64}", "SHA-256")},
    "failures": {"at": _MOMENT},
    "containers": {"read_with": _json(_read_with), "at": _MOMENT},
    "captures": {"at": _MOMENT},
    "runs": {"n": _PLACE, "began": _MOMENT, "ended": _MOMENT, "given": _json(_texts)},
    "documents": {
        "id": _ID, "fingerprint": _PRINT, "spans": _SPANS, "blocks": _BLOCKS, "lang": _LANG,
        "title_span": _json(lambda value: _numbers(2, rest=lambda rest: not rest)([value])),
        "own_basis": _BASIS, "date_basis": _BASIS, "own_date": _DATE, "date": _DATE, "current": _FLAG,
        "made_with": _WORDS, "words": _PLACE, "post": _PLACE, "n": _PLACE,
    },
    "own_langs": {"lang": _LANG, "blocks": _BLOCKS, "read_in": _LANG},
    "overruled": {"own_date": _DATE, "own_basis": _BASIS},
    "mentions": {"n": _PLACE, "type": _TYPE, "own_type": _TYPE, "score": _SURE},
    "denied": {"n": _PLACE, "own_type": _TYPE, "score": _SURE},
    "passages": {"vector": _size(lambda n: n == _VECTOR_BYTES)},
    "pages": {"start": _PLACE},
    "recognised": {"sure": _SURE},
    "links": {
        "kind": _one_of(DUPLICATE, EXCERPT, PART, TRANSLATION), "evidence": _OBJECT,
        "segments": _json(_numbers(4, rest=_scored)), "status": _one_of(*(one.value for one in Status)),
        "score": _SURE,
    },
    "sketches": {
        "stands": _PLACE,
        "tokens": Cell(_is_tokens, "cannot be unpacked"),
    },
    "changes": {"seq": _PLACE},
    "entities": {"n": _PLACE, "id": _ID, "type": _NAMED, "label": _ANY},
    "entity_counts": {"first": _DATE, "last": _DATE},
    "authority": {"type": _NAMED, "name": _ANY},
    "decisions": {"seq": _PLACE, "at": _MOMENT},
    "care": {"n": _PLACE},
    "withdrawals": {"at": _MOMENT},
    "former": {"id": _ID, "now": _ID},
    "parted": {"id": _ID, "from_id": _ID},
    "numbers": {"id": _ID, "n": _PLACE},
    "watches": {"name": _ANY, "seen": _PLACE, "made": _MOMENT},
    "unsure": {"n": _PLACE, "at": _MOMENT},
    "care_keys": {"kind": _one_of("file", "text"), "key": _like(care.KEY, "hash")},
    "backups": {"at": _MOMENT},
    "sqlite_sequence": {"seq": _PLACE},
}  # fmt: skip


def _in_order(start: int, end: int) -> bool:
    return 0 <= start <= end < _LAST


def _dated(kind: str, value: str | None) -> bool:
    return kind != MentionType.DATE or value is None or _DATE.passes(value)


def _mention(start: int, end: int, kind: str, value: str | None) -> bool:
    return _in_order(start, end) and _dated(kind, value)


def _is_member(source: str, sha256: str, inside: str) -> bool:
    return source_id(sha256, inside) == source


def _paired(others: bytes, cosines: bytes) -> bool:
    return len(others) == 2 * len(cosines) and len(others) % 8 == 0


def _is_print(text: str, told: str) -> bool:
    return fingerprint(text) == told


def _setting(key: str, value: str) -> bool:
    test = _SETTINGS.get(key)
    return test is None or test.passes(value)


def _runs(name: str, value: Any) -> bool:
    """Whether a value is runs of numbers of documents, as `link.run` keeps them."""
    return (
        name in ("come", "gone", "listed", "rivals", "settle")
        and isinstance(value, list)
        and len(value) % 2 == 0
        and all(type(n) is int and 0 <= n < _MOST_TEXTS for n in value)
    )


_NUMBER: Final = _like(r"\d{1,15}", "number")
# The settings that are read as something else than words.
_SETTINGS: Final[Mapping[str, Cell]] = {
    "latest clock": _MOMENT,
    "linked at": _NUMBER,
    "links settled to": _NUMBER,
    "links to make": _json(
        lambda value: (
            isinstance(value, dict)
            and all(part is True if name == "behind" else _runs(name, part) for name, part in value.items())
        )
    ),
    "to be read again": _json(_texts),
    handed.EDITION: _OBJECT,
    "not published": _OBJECT,
}

# Tables whose cells in a column have one length, whichever that is: how texts are compared gives it.
OF_ONE_LENGTH: Final = (("sketches", "vector"), ("candidates", "features"))

# Columns that are what they are together, whether they may be so, and what is said where they may not.
Together = tuple[tuple[str, ...], Callable[..., bool], str]
_BOUNDS: Final = (("start", "end"), _in_order, "begins after its end")
_MENTIONED: Final = "is no mention: its place or date is none"

ROWS: Final[Mapping[str, tuple[Together, ...]]] = {
    "documents": (_BOUNDS,),
    "chrome": (_BOUNDS,),
    "limits": (_BOUNDS,),
    "passages": (_BOUNDS,),
    "mentions": ((("start", "end", "type", "value"), _mention, _MENTIONED),),
    "denied": ((("start", "end", "own_type", "value"), _mention, _MENTIONED),),
    "members": ((("source_id", "sha256", "inside"), _is_member, "is not named after its bytes and place"),),
    "nearest": ((("others", "cosines"), _paired, "has not a number for each text"),),
    "decisions": ((("kind", "verdict", "a", "b"), portable.could_be, "says what no person can decide"),),
    "care": ((("act", "until", "what", "at"), care.could_be, "is no act of this program"),),
    "meta": ((("key", "value"), _setting, "is no such setting"),),
}
# The same of columns that `check` reads by itself, beside the originals.
_LONG: Final[Mapping[str, tuple[Together, ...]]] = {
    "documents": ((("text", "fingerprint"), _is_print, "is another text than its fingerprint says"),),
}
