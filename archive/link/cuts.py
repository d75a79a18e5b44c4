"""Where an excerpt says that its text goes on: "…", "[…]", "Lire la suite", "Read more"."""

from __future__ import annotations

import re
from typing import Final

_WORDS: Final = 12  # of a last line that leads on: it may name the text ("Continue reading The night train")
_MORE: Final = (
    r"(?:(?:lire|voir|afficher|consulter)\s+(?:la\s+)?(?:suite|plus|davantage|l['’]intégralité|l['’]article"
    r"|le\s+(?:texte|communiqué|billet))|en\s+(?:savoir|lire)\s+(?:plus|davantage)|la\s+suite|suite"
    r"|continue[rz]?\s+(?:(?:à|la)\s+)?(?:lire|lecture)|read\s+(?:more|on|(?:the\s+)?(?:rest|full|whole)"
    r"|(?:the\s+)?(?:article|post|story)|all)|(?:see|view|show|learn|find\s+out)\s+more"
    r"|continue\s+reading|keep\s+reading|full\s+(?:text|story|article|post)|more)\b"
)
_LEADS_ON: Final = re.compile(rf"[\W_]*{_MORE}[^\n]*\Z", re.IGNORECASE)
_AT_END: Final = re.compile(
    rf"(?:(?<=[.!?…\])])\s*|\s[\W_]+\s*){_MORE}[\W_]*\Z|(?<=[…\])])\s*{_MORE}[^\n]{{0,80}}\Z", re.IGNORECASE
)
_DOTS: Final = re.compile(r"\s*(?:[\[(]\s*(?:…|\.\.\.)\s*[\])]|…|\.\.\.|\.\s\.\s\.)[\s»”\"'’)>→]*\Z")
_HERE: Final = re.compile(rf"\s*(?:[\[(]?\s*(?:…|\.\.\.)|[\W_]*{_MORE}[^\n]{{0,60}}(?:\n|\Z))", re.IGNORECASE)
LEFT_OUT: Final = re.compile(r"[\[(]\s*(?:…|\.\.\.)\s*[\])]")


def cut_at(text: str) -> int | None:
    """Where the words of a text end that says that it goes on elsewhere; None where it does not say so."""
    text = text.rstrip()
    end = len(text)
    start = text.rfind("\n") + 1
    if start and len(text[start:].split()) <= _WORDS and _LEADS_ON.match(text, start):
        end = len(text[:start].rstrip())
    elif found := _AT_END.search(text, max(0, len(text) - 120)):
        end = found.start()
    if found := _DOTS.search(text, max(0, end - 20), end):
        end = found.start()
    return end if end < len(text) else None


def leads_on(text: str, at: int) -> bool:
    """Whether a text says at this place that it goes on elsewhere."""
    return _HERE.match(text, at) is not None
