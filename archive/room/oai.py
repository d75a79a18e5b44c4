"""The records of all texts for harvesters: OAI-PMH 2.0 with Dublin Core, by GET and by POST.

Source: https://www.openarchives.org/OAI/openarchivesprotocol.html
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from lxml import etree
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from archive import clock
from archive.catalog.listings import Record
from archive.forms import dublin
from archive.printable import for_xml
from archive.room.editions import archive_of
from archive.room.visits import read_form
from archive.room.wording import language_name

PAGE: Final = 100  # records of one answer
NOBODY: Final = "unknown@archive.invalid"  # the protocol asks for an address of the archivist
_OAI: Final = "http://www.openarchives.org/OAI/2.0/"
_OAI_DC: Final = "http://www.openarchives.org/OAI/2.0/oai_dc/"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_PREFIX: Final = "oai_dc"
_SCHEMA: Final = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
_SET: Final = "lang-"  # and the code of a language: a set
_NO_SOURCE: Final = "1970-01-01T00:00:00Z"
_TOKEN: Final = "resumptionToken"

# How values are written, by the protocol's schema.
_FORMS: Final = {
    "metadataPrefix": re.compile(r"[A-Za-z0-9\-_.!~*'()]+"),
    "set": re.compile(r"[A-Za-z0-9\-_.!~*'()]+(:[A-Za-z0-9\-_.!~*'()]+)*"),
    "identifier": re.compile(r"\S+"),
}
_LANGUAGE: Final = re.compile("[A-Za-z0-9-]+")
_MOMENT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?")
_RESUMED: Final = re.compile(r"([0-9]{1,15})!([0-9TZ:-]*)!([0-9TZ:-]*)!([A-Za-z0-9-]*)")

Arguments = Mapping[str, str]


class _Problem(Exception):
    """What is answered as an error: its code and words for a person."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.said = code, message


class _Listed(NamedTuple):
    """What a list is made of: records after a number, changed from and until a moment, of a language."""

    after: int = 0
    since: str = ""
    until: str = ""
    lang: str = ""

    def token(self, after: int) -> str:
        return "!".join((str(after), *self[1:]))


async def oai(request: Request) -> Response:
    """The answer to one request of a harvester. It only reads: a POST needs no session."""
    form = await read_form(request) if request.method == "POST" else request.query_params
    return await run_in_threadpool(_answered, request, form.multi_items())


def _answered(request: Request, given: list[tuple[str, str]]) -> Response:
    root = etree.Element(f"{{{_OAI}}}OAI-PMH", nsmap={None: _OAI, "xsi": _XSI})
    root.set(f"{{{_XSI}}}schemaLocation", f"{_OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd")
    _put(root, "responseDate", clock.now())
    asked = _put(root, "request", _base(request))
    try:
        verb, arguments = _read(given)
        for name, value in (("verb", verb), *arguments.items()):
            asked.set(name, for_xml(value))
        element = etree.Element(f"{{{_OAI}}}{verb}")
        _VERBS[verb].answer(request, arguments, element)
        root.append(element)
    except _Problem as error:
        _put(root, "error", error.said, code=error.code)
    body = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return Response(body, media_type="text/xml; charset=utf-8", headers={"Cache-Control": "no-cache"})


def _read(given: Iterable[tuple[str, str]]) -> tuple[str, Arguments]:
    """The verb and its arguments. Raises _Problem."""
    given = list(given)
    times = Counter(name for name, _ in given)
    arguments = dict(given)
    verb = arguments.pop("verb", "")
    if verb not in _VERBS or times["verb"] > 1:
        raise _Problem("badVerb", f"Give one verb of these: {', '.join(_VERBS)}.")
    known = _VERBS[verb]
    if odd := sorted(set(arguments) - {*known.needed, *known.allowed}):
        raise _Problem("badArgument", f"{verb} takes no argument {odd[0]!r}.")
    if twice := sorted(name for name, count in times.items() if count > 1):
        raise _Problem("badArgument", f"The argument {twice[0]} is given more than once.")
    if _TOKEN in arguments:
        if len(arguments) > 1:
            raise _Problem("badArgument", f"{_TOKEN} stands alone.")
        return verb, arguments
    if missing := sorted(set(known.needed) - set(arguments)):
        raise _Problem("badArgument", f"{verb} needs the argument {missing[0]}.")
    for name, form in _FORMS.items():
        if name in arguments and not form.fullmatch(arguments[name]):
            raise _Problem("badArgument", f"The argument {name} is not written as the protocol says.")
    _moments(arguments)
    return verb, arguments


def _moments(arguments: Arguments) -> tuple[str, str]:
    """From and until when, both included and "" for no bound; a day stands for all of it. Raises _Problem."""
    since, until = arguments.get("from"), arguments.get("until")
    for one in (since, until):
        if one is not None and not _is_moment(one):
            raise _Problem("badArgument", "Dates are written 2026-03-31 or 2026-03-31T08:15:00Z (UTC).")
    if since and until and len(since) != len(until):
        raise _Problem("badArgument", "from and until are both days, or both moments.")
    if since and until and since > until:
        raise _Problem("badArgument", "from is later than until.")
    return _whole(since, "T00:00:00Z"), _whole(until, "T23:59:59Z")


def _is_moment(written: str) -> bool:
    found = _MOMENT.fullmatch(written)
    try:
        return bool(found and datetime.strptime(written, "%Y-%m-%dT%H:%M:%SZ" if found[1] else "%Y-%m-%d"))
    except ValueError:  # no such day or hour
        return False


def _whole(moment: str | None, time: str) -> str:
    return "" if moment is None else moment if "T" in moment else moment + time


# -- verbs -----------------------------------------------------------------------------------------


def _identify(request: Request, _arguments: Arguments, element: etree._Element) -> None:
    _put(element, "repositoryName", f"archive · {_host(request)}")
    _put(element, "baseURL", _base(request))
    _put(element, "protocolVersion", "2.0")
    _put(element, "adminEmail", request.app.state.email or NOBODY)
    _put(element, "earliestDatestamp", archive_of(request).earliest() or _NO_SOURCE)
    _put(element, "deletedRecord", "no")
    _put(element, "granularity", "YYYY-MM-DDThh:mm:ssZ")


def _list_metadata_formats(request: Request, arguments: Arguments, element: etree._Element) -> None:
    if "identifier" in arguments:
        _find(request, arguments["identifier"])
    form = _put(element, "metadataFormat")
    _put(form, "metadataPrefix", _PREFIX)
    _put(form, "schema", _SCHEMA)
    _put(form, "metadataNamespace", _OAI_DC)


def _list_sets(request: Request, arguments: Arguments, element: etree._Element) -> None:
    if _TOKEN in arguments:
        raise _Problem("badResumptionToken", "The list of sets is given whole.")
    languages = [lang for lang in archive_of(request).languages() if _LANGUAGE.fullmatch(lang)]
    if not languages:
        raise _Problem("noSetHierarchy", "There are no texts, and so no sets of them.")
    for lang in languages:
        one = _put(element, "set")
        _put(one, "setSpec", _SET + lang)
        _put(one, "setName", language_name(lang, "en"))


def _list_identifiers(request: Request, arguments: Arguments, element: etree._Element) -> None:
    for record in _page(request, arguments, element):
        _header(request, element, record)


def _list_records(request: Request, arguments: Arguments, element: etree._Element) -> None:
    for record in _page(request, arguments, element):
        _record(request, element, record)


def _get_record(request: Request, arguments: Arguments, element: etree._Element) -> None:
    _disseminated(arguments)
    _record(request, element, _find(request, arguments["identifier"]))


class _Verb(NamedTuple):
    """What answers a verb, and the arguments that it needs and that it takes as well."""

    answer: Callable[[Request, Arguments, etree._Element], None]
    needed: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()


_OF_LISTS: Final = ("from", "until", "set", _TOKEN)
_VERBS: Final = {
    "Identify": _Verb(_identify),
    "ListMetadataFormats": _Verb(_list_metadata_formats, (), ("identifier",)),
    "ListSets": _Verb(_list_sets, (), (_TOKEN,)),
    "ListIdentifiers": _Verb(_list_identifiers, ("metadataPrefix",), _OF_LISTS),
    "ListRecords": _Verb(_list_records, ("metadataPrefix",), _OF_LISTS),
    "GetRecord": _Verb(_get_record, ("identifier", "metadataPrefix")),
}


# -- records ---------------------------------------------------------------------------------------


def _page(request: Request, arguments: Arguments, element: etree._Element) -> Iterator[Record]:
    """The records of one answer; where more follow, or came before, `element` ends with a token."""
    resumed = arguments.get(_TOKEN)
    listed = _begun(arguments) if resumed is None else _resumed(resumed)
    found = archive_of(request).records(
        after=listed.after, since=listed.since, until=listed.until, lang=listed.lang,
        limit=PAGE + 1,
    )  # fmt: skip
    if not found and resumed is not None:  # made up, or what it led to is there no more
        raise _Problem("badResumptionToken", "Nothing follows there. Begin the list again.")
    if not found:
        raise _Problem("noRecordsMatch", "No text was changed then, or none is in that set.")
    yield from found[:PAGE]
    if len(found) > PAGE or resumed is not None:
        _put(element, _TOKEN, listed.token(found[PAGE - 1].n) if len(found) > PAGE else "")


def _begun(arguments: Arguments) -> _Listed:
    _disseminated(arguments)
    since, until = _moments(arguments)
    chosen = arguments.get("set", "")
    lang = chosen.removeprefix(_SET)
    if chosen and (lang == chosen or not _LANGUAGE.fullmatch(lang)):
        raise _Problem("noRecordsMatch", f"There is no set {chosen}.")
    return _Listed(0, since, until, lang)


def _resumed(token: str) -> _Listed:
    """The list that a token goes on with. Raises _Problem."""
    found = _RESUMED.fullmatch(token)
    if found is None or not all(one == "" or ("T" in one and _is_moment(one)) for one in found.group(2, 3)):
        raise _Problem("badResumptionToken", "That is no token of this archive.")
    return _Listed(int(found[1]), found[2], found[3], found[4])


def _disseminated(arguments: Arguments) -> None:
    if arguments["metadataPrefix"] != _PREFIX:
        raise _Problem("cannotDisseminateFormat", f"Records are given as {_PREFIX} alone.")


def _find(request: Request, identifier: str) -> Record:
    begins = _identifier(request, "")
    found = (
        archive_of(request).record_of(identifier[len(begins) :]) if identifier.startswith(begins) else None
    )
    if found is None:
        raise _Problem("idDoesNotExist", "No text that stands in this archive now has that identifier.")
    return found


def _record(request: Request, parent: etree._Element, record: Record) -> None:
    element = _put(parent, "record")
    _header(request, element, record)
    document = record.document
    dc = etree.SubElement(
        _put(element, "metadata"), f"{{{_OAI_DC}}}dc", nsmap={"oai_dc": _OAI_DC, "dc": dublin.NAMESPACE}
    )
    dc.set(f"{{{_XSI}}}schemaLocation", f"{_OAI_DC} {_SCHEMA}")
    for name, value in dublin.elements(document, str(request.base_url)):
        etree.SubElement(dc, f"{{{dublin.NAMESPACE}}}{name}").text = for_xml(value)


def _header(request: Request, parent: etree._Element, record: Record) -> None:
    header = _put(parent, "header")
    _put(header, "identifier", _identifier(request, record.document.id))
    _put(header, "datestamp", record.changed)
    if _LANGUAGE.fullmatch(record.document.lang):
        _put(header, "setSpec", _SET + record.document.lang)


def _identifier(request: Request, document: str) -> str:
    return f"oai:{_host(request)}:{document}"


def _host(request: Request) -> str:
    """The name by which the room is called. An address of IPv6 holds colons, which part an identifier."""
    return (request.url.hostname or "").lower().replace(":", "-")


def _base(request: Request) -> str:
    return f"{str(request.base_url).rstrip('/')}/oai"


def _put(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, f"{{{_OAI}}}{name}", attributes)
    if text:
        child.text = for_xml(text)
    return child
