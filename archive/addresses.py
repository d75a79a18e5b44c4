"""Addresses (URLs) as texts and web archives write them: many of them are none. And those of versions of one
page: what in them names a language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import SplitResult, urlsplit


def parts_of(address: str) -> SplitResult | None:
    """The parts of an address; None where it cannot be split, as `http://[no/`."""
    try:
        return urlsplit(address)
    except ValueError:  # brackets that hold no number, signs that stand for others in the name of a host
        return None


def page_of(address: str) -> str:
    """An address without what tells no pages apart: its scheme, `www.`, a fragment, a stroke at its end."""
    parts = parts_of(address) if "://" in address else None
    if parts is None:
        return address
    host = (parts.hostname or "").removeprefix("www.")
    return f"//{host}{parts.path.rstrip('/')}" + (f"?{parts.query}" if parts.query else "")


def fit(address: str | None) -> str | None:
    """An address that can be kept; None where it is none."""
    return address if address and parts_of(address) else None


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
