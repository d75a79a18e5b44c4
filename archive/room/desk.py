"""The archivist's desk: what the evidence is at odds about, one item a page, to be decided or taken back."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from archive.catalog.queues import QUEUES
from archive.errors import UsageError
from archive.pipeline.desk import DeskItem
from archive.records import Status
from archive.room.asked import Asked
from archive.room.decided import Lines
from archive.room.editions import archive_of
from archive.room.intake import errands_of
from archive.room.pages import NotFound
from archive.room.queues import Queues, read, written
from archive.room.rendering import page
from archive.room.visits import Form, RefusedRequest, for_archivists, visitor, write
from archive.room.wording import language

_AT_ONCE: Final = 50  # items of a list
_DIGITS: Final = 18  # of a number of the catalog
_UNSURE: Final = "u"  # before the number of a note that a person could not tell
_RECENT: Final = 20  # decisions on the desk
ANSWERS: Final = ("yes", "no", "unsure")


def queues_of(request: Request) -> Queues:
    """The queues of the room that is asked."""
    found: Queues = request.app.state.queues
    return found


def _queue(request: Request) -> str:
    name: str = request.path_params["queue"]
    if name not in QUEUES:
        raise NotFound(name)
    return name


@for_archivists
def desk(request: Request) -> Response:
    """The queues with their counts, what is not worked in yet, and what was decided last."""
    archive = archive_of(request)
    counts = [(name, len(queues_of(request).places(name))) for name in QUEUES]
    recent = [act for act, _ in zip(archive.decisions(), range(_RECENT), strict=False)]
    return page(
        request, "desk.html", asked=Asked(), counts=counts,
        recent=Lines(archive, language(request)).of(recent),
        unsettled=len(archive.unsettled()), going_on=errands_of(request).going_on,
    )  # fmt: skip


@for_archivists
def item(request: Request) -> Response:
    """An item of a queue: the one of the address, else where this browser stopped, else the first."""
    queue, asked, lang = _queue(request), request.query_params, language(request)
    kept = request.cookies.get(f"desk_{queue}", "")
    place = asked.get("at") or asked.get("after") or ("" if "after" in asked else kept)
    found = queues_of(request).item(queue, read(queue, place), after="after" in asked, lang=lang)
    if found is None and place and "at" not in asked:
        found = queues_of(request).item(
            queue, None, after=False, lang=lang
        )  # what was left for later comes again
    done = [one for one in asked.get("done", "").split(".") if one.removeprefix(_UNSURE).isdecimal()]
    before = queues_of(request).before(queue, found.place) if found else None
    response = page(
        request, "desk_item.html", asked=Asked(), queue=queue, item=found, done=done,
        at=written(found.place) if found else "", back=written(before) if before else "",
        came=asked.get("from", ""), number=queues_of(request).number(queue, found.place) if found else 0,
        total=len(queues_of(request).places(queue)), address=urlencode,
    )  # fmt: skip
    if found:
        response.set_cookie(
            f"desk_{queue}", written(found.place), max_age=90 * 86400, path="/desk", samesite="strict",
            httponly=True,
        )  # fmt: skip
    return response


@for_archivists
def several(request: Request) -> Response:
    """The next items of a queue as a list, to be decided together: what is ticked, and nothing else."""
    queue = _queue(request)
    place = read(queue, request.query_params.get("after", ""))
    found: list[DeskItem] = []
    queues, lang = queues_of(request), language(request)
    while len(found) < _AT_ONCE and (one := queues.item(queue, place, after=place is not None, lang=lang)):
        found.append(one)
        place = one.place
    more = written(found[-1].place) if len(found) == _AT_ONCE else ""
    return page(
        request, "desk_list.html", asked=Asked(), queue=queue, items=found, written=written, more=more,
        total=len(queues_of(request).places(queue)), address=urlencode,
    )  # fmt: skip


def _decided(request: Request, form: Form) -> Response:
    """Decides one item, or all that are ticked, and goes on to the next."""
    queue, answer = _queue(request), form.get("answer", "")
    places = form.getlist("at")
    sets = answer == "set" and queue == "dates" and len(places) == 1
    if not (answer in ANSWERS or sets) or not places or len(places) > _AT_ONCE:
        raise RefusedRequest(400, "no_form")
    if sets and not form.get("value", "").strip():
        raise RefusedRequest(400, "no_value")
    done: list[str] = []
    for one in places:
        place = read(queue, one)
        found = archive_of(request).item(queue, place) if place else None
        if found is not None:  # else someone decided it meanwhile
            try:
                done += _decide(request, found, answer, form)
            except UsageError as error:
                raise RefusedRequest(400, "no_value") from error
    if done:
        errands_of(request).settle()
    told_on = {"after": places[-1], "done": ".".join(done), "from": places[0]}
    return RedirectResponse(f"/desk/{queue}?{urlencode(told_on)}", 303)


def _decide(request: Request, item: DeskItem, answer: str, form: Form) -> Iterator[str]:
    """What an answer decides, as numbers of decisions."""
    archive, who, note = archive_of(request), visitor(request).name, form.get("note", "").strip()[:2000]
    if answer == "unsure":
        yield f"{_UNSURE}{archive.mark_unsure(item.queue, item.place, by=who, note=note)}"
        return
    yes = answer == "yes"
    first = item.sides[0]
    match item.queue:
        case "pairs":
            a, b = (side.document.id for side in item.sides if side.document)
            verdict = Status.CONFIRMED if yes else Status.REJECTED
            yield str(archive.decide(a, b, verdict, by=who, note=note, settle=False))
        case "texts" if first.document:
            others = [side.document.id for side in item.others if side.document]
            wanted = form.get("other") or others[0]
            if yes and wanted in others:
                yield str(archive.decide(first.document.id, wanted, Status.CONFIRMED, by=who, note=note,
                                         settle=False))  # fmt: skip
            for other in others if not yes else ():
                yield str(archive.decide(first.document.id, other, Status.REJECTED, by=who, note=note,
                                         settle=False))  # fmt: skip
        case "names" if first.entity:
            yield str(archive.decide_name(first.entity.id, item.sides[1].name, yes, by=who, note=note,
                                          settle=False))  # fmt: skip
        case "kinds":
            one, other = (side.entity.id for side in item.sides if side.entity)
            if yes:
                yield str(archive.decide_names("merge", one, other, by=who, note=note, settle=False))
            else:
                yield str(archive.decide_names("apart", one, other, by=who, note=note, settle=False))
        case "dates" if first.document:
            value = form.get("value", "").strip() if answer == "set" else first.document.date
            yield str(archive.decide_date(first.document.id, value if answer != "no" else None, by=who,
                                          note=note, settle=False))  # fmt: skip


def _undone(request: Request, form: Form) -> Response:
    """Takes back what was decided last, all of it if it was decided together, and goes back to it."""
    archive, who = archive_of(request), visitor(request).name
    numbers = form.get("done", "").split(".")[: 4 * _AT_ONCE]
    if any(len(one) > _DIGITS for one in numbers):
        raise RefusedRequest(400, "no_form")
    notes = [int(one[1:]) for one in numbers if one.startswith(_UNSURE) and one[1:].isdecimal()]
    acts = [int(one) for one in numbers if one.isdecimal()]
    if notes:
        archive.unmark_unsure(notes)
    for act in reversed(acts):
        with contextlib.suppress(UsageError):  # taken back before: a button pressed twice, another archivist
            archive.withdraw(act, by=who, settle=False)
    if acts:
        errands_of(request).settle()
    queue, document, source, names = (form.get(name, "") for name in ("queue", "document", "source", "names"))
    if names.isalnum():
        return RedirectResponse(f"/d/{names}/names", 303)
    if source.isalnum():
        return RedirectResponse(f"/s/{source}", 303)
    if document.isalnum():
        return RedirectResponse(f"/d/{document}/correct", 303)
    if queue not in QUEUES:
        return RedirectResponse("/desk", 303)
    return RedirectResponse(f"/desk/{queue}?{urlencode({'at': form.get('back', '')})}", 303)


decide = write(_decided)
undo = write(_undone)
