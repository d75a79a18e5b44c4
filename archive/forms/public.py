"""What may be shown to anyone: names of files, never where they stand on the archivist's machine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from archive import nesting

# The members of the forms that say where a file stands.
_WINDOWS: Final = re.compile(r"[A-Za-z]:\\|\\\\\w")  # how a path of Windows begins
_PLACES: Final = ("source", "origins", "given")


def label(source: str) -> str:
    """A source as anyone may see it: an address as it is, of a path the last name, with what lies in it.

    `/home/nour/boxes/march.mbox!<id@host>!plan.pdf` is `march.mbox!<id@host>!plan.pdf`.
    """
    if source.startswith(("http://", "https://")):
        return source
    outermost = nesting.outermost(source)
    plain = outermost.replace("\\", "/") if _WINDOWS.match(outermost) else outermost  # else "\\" is in a name
    name = plain.rstrip("/").rpartition("/")[2]
    return name + source[len(outermost) :] or source


def form(value: Any) -> Any:
    """A form as anyone may see it: the same with labels in the place of paths."""
    if isinstance(value, Mapping):
        return {key: _place(one) if key in _PLACES else form(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [form(one) for one in value]
    return value


def _place(value: Any) -> Any:
    if isinstance(value, str):
        return label(value)
    if isinstance(value, Mapping) and "count" in value:  # a facet of the places that texts came from
        return {**value, "value": label(str(value["value"]))}
    return [_place(one) for one in value] if isinstance(value, list | tuple) else form(value)
