"""Altered copies of annotated texts: capitals, no capitals, no accents."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterable

from training.data import Annotated

_WORD_START = re.compile(r"(?<![\w'’])[^\W\d_]")


def unaccented(text: str) -> str:
    """The text without accents, letter for letter."""
    return "".join(unicodedata.normalize("NFD", c)[0] for c in text)


def titled(text: str) -> str:
    """The text with a capital at each word, as headlines are in English."""
    return _WORD_START.sub(lambda match: match[0].upper(), text)


def altered(text: Annotated, change: Callable[[str], str]) -> Annotated | None:
    """The text put through `change`, which must keep its length; None if it does not."""
    new = change(text.text)
    if len(new) != len(text.text):
        return None
    return Annotated(new, text.entities, text.ignore, text.group, change.__name__)


def copies(texts: Iterable[Annotated], rng: random.Random, lang: str, share: float) -> list[Annotated]:
    """Copies of a random `share` of the texts with names, in other letters."""
    changes: list[Callable[[str], str]] = [unaccented, str.upper]
    if lang == "en":
        changes += [str.lower, titled]
    out: list[Annotated] = []
    for text in texts:
        if rng.random() < share and text.entities:
            change = rng.choice(changes)
            if change is unaccented and text.text.isascii():
                continue
            if change in (str.upper, titled) and len(text.text) > 250:
                continue
            if copy := altered(text, change):
                out.append(copy)
    return out
