"""Where texts begin and end: an archivist splits one, joins it to the one before, leaves some of it out."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from archive.app import Archive
from archive.catalog.limits import Neighbours
from archive.dataclass import dataclass
from archive.errors import UsageError
from archive.pipeline.reading import Reading
from archive.printable import printable_html
from archive.records import Cut, Document, LangSpan
from archive.room.asked import Asked
from archive.room.editions import archive_of
from archive.room.intake import errands_of
from archive.room.pages import find_document
from archive.room.rendering import page
from archive.room.visits import Form, RefusedRequest, for_archivists, visitor, write

_SHOWN: Final = 600  # blocks of a text on the page: longer ones are split by the command line
_LONGEST: Final = 2000  # characters of a note
_DIGITS: Final = 9  # of a place in a text
_FIRST_WORDS: Final = 60  # characters of a block in a sentence


@dataclass(frozen=True, slots=True)
class Asking:
    """What is about to be decided: on which block (None: all of the text), and what follows."""

    cut: Cut
    at: int | None
    follows: tuple[tuple[str, tuple[object, ...]], ...]


@for_archivists
def limits(request: Request) -> Response:
    """The blocks of a text, what can be said of each, and, once one is chosen, what follows from that."""
    read = find_document(request)
    d = read.document
    if d.id != request.path_params["id"]:
        return RedirectResponse(f"/d/{d.id}/limits", 308)
    archive = archive_of(request)
    around = archive.around(d.id)
    query = request.query_params
    asking = None
    if "what" in query:
        cut, at = _read(query.get("what", ""), query.get("at", ""))
        asking = Asking(cut, at, tuple(_follows(archive, read, around, cut, at)))
    return page(
        request, "limits.html", asked=Asked(), d=d, around=around, asking=asking, blocks=d.blocks[:_SHOWN],
        more=len(d.blocks) > _SHOWN, chosen=_block(d, asking.at) if asking else None, address=urlencode,
        first_words=_first_words, unsettled=len(archive.unsettled()),
    )  # fmt: skip


def _read(what: str, at: str) -> tuple[Cut, int | None]:
    """What a form or an address says. Raises Refused."""
    if what not in Cut or not (at == "" or (at.isdecimal() and len(at) <= _DIGITS)):
        raise RefusedRequest(400, "no_form")
    return Cut(what), int(at) if at else None


def _block(d: Document, at: int | None) -> LangSpan | None:
    if at is None:
        return None
    return max((block for block in d.blocks if block.start <= at), key=lambda b: b.start, default=None)


def _first_words(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _FIRST_WORDS else f"{words[: _FIRST_WORDS - 1]}…"


def _quoted(text: str, lang: str) -> Markup:
    """Words of a text in a sentence of the page."""
    return Markup('<span lang="{}" dir="auto">{}</span>').format(lang, Markup(printable_html(text)))


def _follows(
    archive: Archive, read: Reading, around: Neighbours, cut: Cut, at: int | None
) -> list[tuple[str, tuple[object, ...]]]:
    """What follows from a decision: names of words, and what is set into them."""
    d = read.document
    count = len(d.text.split())
    block = _block(d, at)
    effects: list[tuple[str, tuple[object, ...]]] = []
    if cut is Cut.BEGINS and block is not None:
        first = len(d.text[: block.start].split())
        begins = _quoted(_first_words(d.text[block.start : block.end]), block.lang)
        effects = [("cut_two", (first, begins, count - first)), ("cut_longer", ())]
    elif cut is Cut.GOES_ON and around.before is not None:
        before = around.before
        named = _quoted(before.title or _first_words(before.text), before.lang)
        effects = [("cut_one", (named, len(before.text.split()) + count)),
                ("cut_leads", ())]  # fmt: skip
    elif cut is Cut.LEFT_OUT and block is not None:
        effects = [
            ("cut_block_out", (len(d.text[block.start : block.end].split()), count)),
            ("cut_leads", ()),
        ]
    elif cut is Cut.LEFT_OUT:
        effects = [("cut_all_out", (count,)), ("cut_gone", ())]
    if not (cut is Cut.LEFT_OUT and block is None):
        effects.append(("cut_anew", ()))
    if read.translations:
        effects.append(("cut_pairs", (len(read.translations),)))
    here = (a for a in archive.decisions() if a.kind == "document" and a.withdrawn is None)
    if decided := sum(d.id in act.subjects for act in here):
        effects.append(("cut_decided", (decided,)))
    return effects


def _cut(request: Request, form: Form) -> Response:
    """Decides it, and leads to the page that the text stands on."""
    archive, who = archive_of(request), visitor(request).name
    d = find_document(request).document
    cut, at = _read(form.get("what", ""), form.get("at", ""))
    note = form.get("note", "").strip()[:_LONGEST]
    try:
        match cut:
            case Cut.BEGINS:
                done = archive.decide_split(d.id, at or 0, by=who, note=note, settle=False)
            case Cut.GOES_ON:
                done = archive.decide_join(d.id, by=who, note=note, settle=False)
            case Cut.LEFT_OUT:
                done = archive.decide_left_out(d.id, at, by=who, note=note, settle=False)
    except UsageError as error:
        raise RefusedRequest(400, "no_value") from error
    errands_of(request).settle()
    return RedirectResponse(f"/s/{d.source_id}?done={done}", 303)


cut = write(_cut)
