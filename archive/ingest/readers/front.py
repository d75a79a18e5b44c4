"""What stands before a text in the files of site generators (Hugo, Jekyll, Pelican and others): front matter.

YAML between lines of `---`, TOML between lines of `+++`, or one JSON object. Values are read as the strings
they are written as, so that a day stays the day of its site.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Final

import yaml

from archive.dataclass import dataclass
from archive.ingest.readers.html_blocks import lang_code
from archive.ingest.readers.html_meta import Stamp, stamp_of
from archive.records import PostKey

_MAX: Final = 16_384  # characters of front matter; longer ones are data
_VALUE: Final = 500  # characters of a value that is told; longer ones are none
# Of one of these keys at least it is known that generators ask for it.
_KEYS: Final = (
    "title",
    "titre",
    "layout",
    "tags",
    "categories",
    "draft",
    "slug",
    "permalink",
    "translationkey",
)
_YAML = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_TOML = re.compile(r"\ufeff?\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_JSON = re.compile(r"\ufeff?\s*\{\s*\"")
_LINE = re.compile(r"^([\w-]+)\s*[:=][ \t]*(.*?)[ \t]*\r?$", re.M)
_KNOWN = re.compile(rf"^[\"']?(?:{'|'.join(_KEYS)})[\"']?\s*[:=]", re.M | re.I)


@dataclass(frozen=True, slots=True)
class Front:
    """What front matter says of the text after it, and where that begins in the file's text."""

    body: int
    title: str | None = None
    author: str | None = None
    stamp: Stamp | None = None
    lang: str | None = None
    url: str | None = None
    together: PostKey | None = None  # what it has in common with its translations


def begins_with_front(text: str) -> bool:
    """Whether the beginning of a file is front matter, with a key that generators know.

    A letter whose head stands between rules has no such key; after JSON that is data stands no text.
    """
    if found := _YAML.match(text, 0, _MAX) or _TOML.match(text, 0, _MAX):
        return _KNOWN.search(found[1]) is not None
    if not _JSON.match(text):
        return False
    fields, end = _fields(text)
    known = any(str(key).lower() in _KEYS for key in fields)
    return known and re.match(r"\s*[^\s{},\[\]]", text[end:]) is not None


def read_front(text: str) -> Front:
    """The front matter of a file's text. What is broken in it is read line by line, as far as it goes."""
    fields, body = _fields(text)
    values = {str(key).lower().replace("-", "_"): value for key, value in fields.items()}
    lang = _first(values, "lang", "language", "locale")
    code = lang_code(lang) if lang else None
    url = _first(values, "canonicalurl", "canonical_url", "url", "permalink")
    return Front(
        body,
        _first(values, "title", "titre"),
        _names(values.get("authors") or values.get("author") or values.get("auteur")),
        stamp_of(_first(values, "date", "publishdate", "published", "pubdate", "created"), code),
        code,
        url if url and url.startswith(("http://", "https://")) else None,
        _together(values, code),
    )


def _together(values: Mapping[str, object], lang: str | None) -> PostKey | None:
    """What a text has in common with its translations: `translationKey` of Hugo, `ref` of sites of Jekyll.

    The second one counts where the language stands beside it: other sites have other uses for the word.
    """
    if key := _first(values, "translationkey", "translation_key"):
        return PostKey("translationKey", key)
    ref = _first(values, "ref") if lang else None
    return PostKey("ref", ref) if ref else None


def _fields(text: str) -> tuple[Mapping[object, object], int]:
    """The keys and values, and where they end."""
    fields: object
    if found := _YAML.match(text, 0, _MAX):
        try:
            # Strings, lists and mappings alone: nothing is made of them.
            fields = yaml.load(found[1], Loader=yaml.BaseLoader)
        except (yaml.YAMLError, RecursionError, ValueError):
            fields = None
        return (fields if isinstance(fields, dict) else _lines(found[1])), found.end()
    if found := _TOML.match(text, 0, _MAX):
        try:
            return dict(tomllib.loads(found[1].replace("\r\n", "\n")).items()), found.end()
        except (tomllib.TOMLDecodeError, RecursionError, ValueError):
            return _lines(found[1]), found.end()
    if _JSON.match(text):
        start = text.index("{")
        try:
            fields, end = json.JSONDecoder(strict=False).raw_decode(text[: start + _MAX], start)
        except (ValueError, RecursionError):
            return {}, 0
        return (fields, end) if isinstance(fields, dict) else ({}, 0)
    return {}, 0


def _lines(text: str) -> dict[object, object]:
    """The keys and values of lines; of two of one key the first."""
    found: dict[object, object] = {}
    for key, value in _LINE.findall(text):
        found.setdefault(key, value.strip("\"'"))
    return found


def _first(values: Mapping[str, object], *keys: str) -> str | None:
    """The first of these keys that has a value of one line."""
    for key in keys:
        value = values.get(key)
        text = "" if value is None or isinstance(value, dict | list) else " ".join(str(value).split())
        if 0 < len(text) <= _VALUE:
            return text
    return None


def _names(value: object) -> str | None:
    """The people of a field: a name, several, or what is said of each of them."""
    people = value if isinstance(value, list) else [value]
    names = [p.get("name") if isinstance(p, dict) else p for p in people]
    texts = [" ".join(str(n).split()) for n in names if n is not None and not isinstance(n, dict | list)]
    return ", ".join(dict.fromkeys(n for n in texts if n)) or None
