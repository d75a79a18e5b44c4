"""What a browser prints around a web page: when, its title, its address, the number of the page.

Chrome, Edge and Safari print the moment and the title above, the address and "1/3" below; Firefox the title
and the address above, "1 of 3" and the moment below; Internet Explorer the title and "Page 1 of 3" above, the
address and the day below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.ingest.paper.shapes import PaperLine, Sheet, rows_of

_ZONE = 0.075  # of the height, at either edge: browsers print in the margin, which is 0.75 inch at most
_DAY = r"(?:\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d\d)|\d{4}([./-])\d{1,2}\2\d{1,2})"
_TIME = r"\d{1,2}\s?[:.hH]\s?\d\d(?::\d\d)?(?:\s?[ap]\.?\s?m\.?)?"
_MOMENT = rf"{_DAY}(?:,?\s+(?:à\s+|at\s+)?{_TIME})?"
_COUNT = r"(?:page\s+)?(\d{1,4})\s?(?:/|of|sur|de)\s?(\d{1,4})"
_ADDRESS = r"(?:https?://[^\s|]+|file:///\S.*?|about:\w+)"
_MOMENT_AT = re.compile(rf"{_MOMENT}(?=\s|\Z)", re.IGNORECASE)
_MOMENT_END = re.compile(rf"(?:\A|(?<=\s)){_MOMENT}\Z", re.IGNORECASE)
_COUNT_AT = re.compile(rf"{_COUNT}(?=\s|\Z)", re.IGNORECASE)
_COUNT_END = re.compile(rf"(?:\A|(?<=\s)){_COUNT}\Z", re.IGNORECASE)
_ADDRESS_AT = re.compile(rf"{_ADDRESS}(?=\s|\Z)", re.IGNORECASE)
_ADDRESS_END = re.compile(rf"(?:\A|(?<=\s)){_ADDRESS}\Z", re.IGNORECASE)
_WHOLE = re.compile(r"https?://[^\s…]+\Z", re.IGNORECASE)
_KINDS = {
    "moment": (_MOMENT_AT, _MOMENT_END),
    "count": (_COUNT_AT, _COUNT_END),
    "address": (_ADDRESS_AT, _ADDRESS_END),
}


def take_out_printed(sheets: Sequence[Sheet]) -> str | None:
    """Moves what a browser printed at the head and foot of sheets to their `chrome`; the address it names.

    A page has such lines where moment, count and address all stand in its margins, at the ends of its
    outermost lines. A letter has but a day, a leaflet but an address. The answer is empty where the address
    is cut or none of the web, and None where no browser printed the pages.
    """
    addresses: list[str] = []
    printed = False
    for sheet in sheets:
        edges = list(_edges(sheet))
        rows = [(row, is_head, _ends_of(row)) for row, is_head in edges]
        kinds = {kind: words for _, _, parts in rows for kind, words in parts.items()}
        if len(kinds) < len(_KINDS) or not _fits(kinds["count"], len(sheets)):
            continue
        if not re.search(_TIME + r"\Z", kinds["moment"], re.IGNORECASE) and not any(
            {"moment", "address"} <= parts.keys() for _, _, parts in rows
        ):
            continue  # the day over a report: who prints a day alone, sets it beside the address
        printed = True
        taken = {id(run) for row, _, parts in rows if parts for run in row.runs}
        sheet.runs = [run for run in sheet.runs if id(run) not in taken]
        sheet.chrome += [(row.text, is_head) for row, is_head, parts in rows if parts]
        addresses.append(kinds["address"])
    if not printed:
        return None
    whole = [a for a in addresses if _WHOLE.match(a) and not a.endswith("...")]
    return whole[0] if whole else ""


def _edges(sheet: Sheet) -> Iterator[tuple[PaperLine, bool]]:
    """The outermost line of the head and of the foot, if it stands in the margin."""
    near = _ZONE * sheet.height
    head = rows_of([run for run in sheet.runs if run.y < near])
    foot = rows_of([run for run in sheet.runs if run.y > sheet.height - near])
    if head:
        yield head[0], True
    if foot:
        yield foot[-1], False


def _ends_of(row: PaperLine) -> dict[str, str]:
    """What stands at either end of a line: "moment", "count", "address", with their words."""
    found = {}
    for kind, (begins, ends) in _KINDS.items():
        if one := begins.match(row.text) or ends.search(row.text):
            found[kind] = one[0]
    return found


def _fits(count: str, sheets: int) -> bool:
    """Whether "1/3" counts pages, of which a file may hold but some."""
    number, of = (int(figures) for figures in re.findall(r"\d+", count))
    return 1 <= number <= of and sheets <= of
