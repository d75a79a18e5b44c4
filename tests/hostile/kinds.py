"""What a kind of hostile file is, and the text that stands in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

FRENCH = (
    "Le phare de Brévaux sera rallumé samedi 11 mars 2017, après deux ans de travaux, a promis la mairie. "
)
ENGLISH = "The lighthouse keepers of Oxmoor met on 2 April 2017 and voted to paint it green again. "


@dataclass(frozen=True, slots=True)
class Case:
    """A kind of hostile file: `make` gives its bytes at a size; `small` and `full` are sizes.

    `told` must stand in the texts that come of it, at any size, where any come. `reason` must stand in
    the reason of its refusal at full size; a case without one must be taken in.
    """

    name: str
    make: Callable[[int], bytes]
    small: int
    full: int
    told: str = ""
    reason: str = ""


def html(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


def nested(tag: str) -> Callable[[int], bytes]:
    return lambda n: html(f"<{tag}>" * n + f"<p>{FRENCH * 5}" + f"</{tag}>" * n)


def markup(unit: str) -> Callable[[int], bytes]:
    return lambda n: html(f"<h1>Le phare</h1><p>{FRENCH * 5}</p>{unit * n}")
