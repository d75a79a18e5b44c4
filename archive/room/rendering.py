"""Pages of HTML: templates filled in such a way that nothing in a text is taken for markup."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from functools import cache, partial
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from archive.forms.public import label
from archive.printable import printable_html
from archive.room import wording
from archive.room.kept import Kind, kept
from archive.room.visits import TOKEN, sessions_of, visitor
from archive.timeline.wording import in_words

_ID = re.compile(r"[0-9a-f]{16}")  # of a document
_IN_TEXT = re.compile(rf"\b{_ID.pattern}\b")
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "dv", "fa", "he", "ks", "ku", "ps", "sd", "ug", "ur", "yi"})


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("archive.room", "data"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"label": label, "direction": _direction, "lit": _lit, "ids": _ids}
    environment.tests |= {"an_id": _ID.fullmatch}
    return environment


def _shown(value: Any) -> Any:
    """What is put into a page: text escaped, controls and marks that turn or hide text made visible."""
    return (
        Markup(printable_html(value)) if isinstance(value, str) and not hasattr(value, "__html__") else value
    )


def data(form: Any) -> Markup:
    """A form to stand inside a page, in a `script` of data: nothing in it ends that or is markup."""
    encoded = json.dumps(form)  # in ASCII
    return Markup(encoded.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _lit(text: str, spans: Iterable[tuple[int, int]]) -> Markup:
    """A text with spans of it marked."""
    parts, at = [], 0
    for start, end in spans:
        parts += [printable_html(text[at:start]), "<mark>", printable_html(text[start:end]), "</mark>"]
        at = end
    return Markup("".join([*parts, printable_html(text[at:])]))


def _ids(text: str) -> Markup:
    """A text in which the ids of documents lead to them."""
    return Markup(_IN_TEXT.sub(r'<a href="/d/\g<0>">\g<0></a>', printable_html(text)))


def _kept(english: str, kind: Kind, otherwise: str = "en", *, lang: str) -> wording.Said:
    return kept(english, kind, lang, otherwise)


def _direction(lang: str) -> str:
    return "rtl" if lang.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
    """A page made of a template, in the language of its reader, who may have it already (304)."""
    lang = wording.language(request)
    who = visitor(request)
    fixed = getattr(request.app.state, "fixed", None)  # a room of files: `archive.room.fixed`
    body = _templates().get_template(template).render(
        ui=lang, w=wording.words(lang), counted=partial(wording.counted, lang=lang),
        figures=partial(wording.figures, lang=lang), decimal=partial(wording.decimal, lang=lang),
        language_name=partial(wording.language_name, lang=lang),
        in_words=partial(in_words, lang=lang), kept=partial(_kept, lang=lang),
        worded=partial(wording.note, lang=lang),
        other_ui=_other(request, lang), visitor=who,
        signed=_signed(who.token), fixed=fixed,
        may_log_in=not fixed and not who.entered and sessions_of(request).by_password, **values,
    )  # fmt: skip
    response = answer(request, body.encode("utf-8", "backslashreplace"), "text/html; charset=utf-8", status)
    response.headers["Content-Language"] = lang
    response.headers["Vary"] = "Accept-Language, Cookie"
    if who.entered:
        response.headers["Cache-Control"] = "no-store"
    if request.query_params.get(wording.CHOSEN) in wording.LANGUAGES:
        response.set_cookie(wording.CHOSEN, lang, max_age=365 * 86400, samesite="strict", httponly=True)
    return response


def _signed(token: str) -> Markup:
    """What each form of a session holds, so that no other page can have made it."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(TOKEN, token)


def _other(request: Request, lang: str) -> str:
    """The same page in the other language."""
    pairs = [(k, v) for k, v in request.query_params.multi_items() if k != wording.CHOSEN]
    other = next(code for code in wording.LANGUAGES if code != lang)
    return f"{request.url.path}?{urlencode([*pairs, (wording.CHOSEN, other)])}"


def answer(request: Request, body: bytes, media_type: str, status: int = 200) -> Response:
    """An answer that a browser asks for anew each time, and is sent only if it changed (RFC 9110, 13.1.2)."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    known_tags = {
        one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")
    }
    if status == 200 and tag in known_tags:
        return Response(status_code=304, headers=headers)
    return Response(body, status, headers, media_type)
