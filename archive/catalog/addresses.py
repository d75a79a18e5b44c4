"""Addresses of versions of one page: what in them names a language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_PARTS = re.compile(r"[^\W_]+")
_LANGUAGES: Final = frozenset(
    (
        "en", "eng", "english", "anglais", "fr", "fra", "fre", "french", "francais", "français",
        "de", "deu", "ger", "es", "spa", "it", "ita", "nl", "nld", "ar", "ara",
    )
)  # fmt: skip


def twin_key(address: str) -> str | None:
    """`address` with its language put out, or None where it names none."""
    words = {m.group().lower() for m in _PARTS.finditer(address)}
    if words.isdisjoint(_LANGUAGES):
        return None
    return _PARTS.sub(lambda m: "*" if m.group().lower() in _LANGUAGES else m.group(), address)


def twins(ones: Sequence[str], others: Sequence[str]) -> list[tuple[str, str]]:
    """The addresses of two versions that belong together: those that differ in the language only.

    Where there are none, the first of both; each address once, in the order of `ones`.
    """
    left = {key: address for address in reversed(others) if (key := twin_key(address))}
    found = [(one, left.pop(key)) for one in ones if (key := twin_key(one)) in left and key]
    return found or list(zip(ones[:1], others[:1], strict=False))
