"""The words of the pages, in French and English, and which of the two a reader is shown."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

from starlette.requests import Request

LANGUAGES: Final = ("fr", "en")
CHOSEN: Final = "ui"  # in the address, and the name of the cookie that keeps it

_WIDE: Final = re.compile(r" (?=[:»])|(?<=«) ")
_THIN: Final = re.compile(r" (?=[;?!%])")

_FILE: Final = resources.files("archive.room").joinpath("data/room.toml")


@cache
def words(lang: str) -> Mapping[str, str]:
    """The words of a language, by their names."""
    tables: dict[str, dict[str, str]] = tomllib.loads(_FILE.read_text("utf-8"))
    return {name: unbroken(text) for name, text in tables[lang].items()} if lang == "fr" else tables[lang]


def unbroken(french: str) -> str:
    """French in which no line ends before a sign that belongs to the word before it, nor after « (Lexique des
    règles typographiques en usage à l’Imprimerie nationale)."""
    return _THIN.sub("\u202f", _WIDE.sub("\u00a0", french))


def language(request: Request) -> str:
    """The language of the pages: chosen in the address, kept in a cookie, else what the browser asks for."""
    for chosen in (request.query_params.get(CHOSEN), request.cookies.get(CHOSEN)):
        if chosen in LANGUAGES:
            return chosen
    return _preferred(request.headers.get("accept-language", ""))


def _preferred(header: str) -> str:
    """The language that `Accept-Language` weighs most (RFC 9110, 12.5.4), else English."""
    best, weight = "en", 0.0
    for part in header.split(",")[:20]:
        tag, _, rest = part.strip().partition(";")
        code = tag.strip().lower()[:2]
        given = _weight(rest)
        if code in LANGUAGES and given > weight:
            best, weight = code, given
    return best


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0


@cache
def language_name(code: str, lang: str) -> str:
    """What a language is called in another: "français", "anglais"; its code where it has no name."""
    from babel import Locale

    name = Locale(lang).languages.get(code)
    return str(name) if name else code


def format_name(media_type: str, lang: str) -> str:
    """What files of a media type are called: "PDF", "courriel"; the type itself where it has no name."""
    name = words(lang).get("format_" + re.sub(r"[^a-z0-9]+", "_", media_type.lower()), "")
    return name or media_type


class Said(NamedTuple):
    """A text and the language that it is in."""

    text: str
    lang: str


def fault(error: Exception, lang: str) -> Said:
    """What is wrong with what was asked, in a language where there are words for it, else in English."""
    template = words(lang).get(f"bad_{getattr(error, 'code', '')}", "")
    values: tuple[str | int, ...] = getattr(error, "values", ())
    return Said(template.format(*values), lang) if template else Said(str(error.args[0]), "en")


def counted(number: int, what: str, lang: str) -> str:
    """A number with its noun: "1 texte", "1 200 textes"."""
    labels = words(lang)
    one = number == 1 or (lang == "fr" and number == 0)  # French has the singular for none
    return f"{figures(number, lang)} {labels[f'{what}1' if one else what]}"


def figures(number: int, lang: str) -> str:
    """A whole number as it is written: 12,000 or 12 000."""
    return f"{number:,}" if lang == "en" else f"{number:,}".replace(",", "\u202f")


def decimal(number: float, lang: str) -> str:
    """A number with two decimals as it is written: 0.85 or 0,85."""
    return f"{number:.2f}" if lang == "en" else f"{number:.2f}".replace(".", ",")


def note(text: str, lang: str) -> str:
    """A note of a search in a language; "" where there are no words for it but its own."""
    labels = words(lang)
    code: str = getattr(text, "code", "")
    values: tuple[str | int, ...] = getattr(text, "values", ())
    count = values[0] if values and isinstance(values[0], int) else None
    one = count == 1 or (lang == "fr" and count == 0)
    template = labels.get(f"note_{code}1" if one else f"note_{code}", "") or labels.get(f"note_{code}", "")
    return template.format(*(figures(v, lang) if isinstance(v, int) else v for v in values))
