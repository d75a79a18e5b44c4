"""The intake report: what came of each run of an ingest, by folder, and what of it to look at."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from archive.app import Archive
from archive.pipeline.intake import Noted, Remark, Report, folder_of
from archive.room.asked import Asked
from archive.room.editions import archive_of
from archive.room.errands import Errands
from archive.room.pages import NotFound
from archive.room.rendering import page
from archive.room.visits import Form, for_archivists, write

_LISTED: Final = 100  # lines on a page
_RUNS: Final = 50


def errands_of(request: Request) -> Errands:
    """What the room has done beside its answers."""
    found: Errands = request.app.state.errands
    return found


class Reports:
    """The report of a run that was asked for last, for its other pages, as long as nothing has changed."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._kept: tuple[object, Report] | None = None

    def of(self, number: int | None) -> Report:
        """The report of a run by its number, None: of the last one. Raises UsageError."""
        key = (number, self._archive.intake_standing())  # before it is made: it is true of this or of later
        kept = self._kept
        if kept is None or kept[0] != key:
            kept = self._kept = (key, self._archive.intake(number))
        return kept[1]


@for_archivists
def intake(request: Request) -> Response:
    """One run, by its number in the address, else the last one."""
    archive = archive_of(request)
    runs = archive.intakes()
    if not runs:
        return page(request, "intake.html", asked=Asked(), told=None, runs=[])
    asked = request.path_params.get("n")
    reports: Reports = request.app.state.reports
    report = reports.of(int(asked) if asked is not None else None)
    wanted = request.query_params
    remark, folder = wanted.get("remark", ""), wanted.get("folder")
    if remark and remark not in Remark:
        raise NotFound(remark)
    lines = [
        one
        for one in report.noted
        if (not remark or one.remark == remark) and (folder is None or folder_of(one.source) == folder)
    ]
    first = int(wanted["from"][:9]) if wanted.get("from", "").isdecimal() else 0
    shown = lines[first : first + _LISTED]

    def address(remark: str = "", folder: str | None = None, first: int = 0) -> str:
        parts = [("remark", remark), ("folder", folder), ("from", str(first) if first else "")]
        chosen = [(name, value) for name, value in parts if value or (name == "folder" and value is not None)]
        return f"/intake/{report.run.n}" + (f"?{urlencode(chosen)}" if chosen else "")

    waiting = {errand[1] for errand in errands_of(request).going_on if errand[0] == "retry"}
    return page(
        request, "intake.html", asked=Asked(), told=report, runs=runs[:_RUNS], remark=remark, folder=folder,
        lines=shown, total=len(lines), first=first, address=address,
        more=first + _LISTED if first + _LISTED < len(lines) else 0, retrying=_keys(waiting), leads=leads,
    )  # fmt: skip


def leads(one: Noted) -> str | None:
    """Where a line leads: to its text, else to its source; a source that failed is not there."""
    if one.document:
        return f"/d/{one.document}"
    return f"/s/{one.source_id}" if one.source_id else None


def _keys(origins: set[str]) -> set[str]:
    from archive.pipeline.intake import key

    return {key(origin) for origin in origins}


def _retry(request: Request, form: Form) -> Response:
    """Tries a source again that failed: beside the room, for it may take long."""
    failed = archive_of(request).failed(form.get("key", ""))
    errands_of(request).retry(failed.origin, failed.given)
    number = form.get("n", "")
    back = f"/intake/{number}" if number.isdecimal() else "/intake"
    return RedirectResponse(f"{back}?remark={Remark.FAILED.value}", 303)


retry = write(_retry)
