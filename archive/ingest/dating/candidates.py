"""What may tell the date of a document, and the days that no machine or name can mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from archive import edtf
from archive.dataclass import dataclass
from archive.ingest.filedays import day_of_address, day_of_name
from archive.records import DateBasis, Draft, Page

# Where the clocks of machines begin: what was never set, not when anything was written.
_NEVER = frozenset({"1970-01-01", "1969-12-31", "1900-01-01", "1980-01-01"})
A_DAY = len("2016-05-03")  # characters of a day in EDTF


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """Words that may tell the date of a document; `date` None: `why` says what speaks against them."""

    basis: DateBasis
    date: str | None
    evidence: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class PageScene:
    """What is known of a page beside its texts: its name, its one text or several, today."""

    page: Page
    name: str
    alone: bool
    today: str


def never_written(date: str, scene: PageScene) -> str:
    """Why a date that no reader of the text sees is none; "" where nothing speaks against it."""
    if not edtf.valid(date):
        return f"{date!r} is no date"
    if date in _NEVER:
        return "it is where clocks begin that were never set"
    first = edtf.earliest(date)
    tomorrow = dt.date.fromisoformat(scene.today) + dt.timedelta(days=1)
    return "it lies ahead" if first is not None and first > tomorrow else ""


def names(draft: Draft, scene: PageScene) -> Iterator[tuple[DateBasis, str, str]]:
    day_first = draft.lang != "en"
    if scene.name and (day := day_of_name(scene.name, day_first=day_first)):
        yield DateBasis.FILENAME, scene.name, day
    address = draft.url or scene.page.url
    if address and (day := day_of_address(address, day_first=day_first)):
        yield DateBasis.ADDRESS, address, day


def of_name(basis: DateBasis, words: str, date: str, scene: PageScene) -> DateCandidate:
    why = never_written(date, scene)
    return DateCandidate(basis, None if why else date, words, why)
