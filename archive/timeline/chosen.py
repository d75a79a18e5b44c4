"""What of a timeline a reader wants to see: a time, what dates rest on, a language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from archive import edtf
from archive.catalog import Catalog, mentions
from archive.dataclass import dataclass
from archive.timeline.events import DOCUMENT, Event

BASES = ("text", "relative", DOCUMENT)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Events of a time (first and last day as ordinals, by overlap), of a basis, told in a language.

    `basis`: one of BASES; "" and None choose nothing.
    """

    span: tuple[int, int] | None = None
    basis: str = ""
    lang: str = ""

    @property
    def anything(self) -> bool:
        """Whether nothing is left out."""
        return self == EVERYTHING

    def keeps(self, event: Event) -> bool:
        """Whether an event is one of those."""
        in_language = not self.lang or any(source.lang == self.lang for source in event.sources)
        of_basis = not self.basis or event.basis == self.basis
        return in_language and of_basis and (self.span is None or _overlaps(event.date, self.span))


EVERYTHING = Chosen()


def candidates(
    catalog: Catalog, ordered: Sequence[tuple[int, str | None]], chosen: Chosen
) -> list[tuple[int, str | None]]:
    """Of documents with their dates those that may tell such events, in the same order."""
    kept: Iterable[tuple[int, str | None]] = ordered
    if chosen.lang:
        langs = mentions.languages(catalog, [n for n, _ in ordered])
        kept = [one for one in ordered if langs.get(one[0]) == chosen.lang]
    if chosen.span is not None:
        kept = list(kept)
        span, own, speaking = chosen.span, set[int](), set[int]()
        if chosen.basis in ("", DOCUMENT):
            own = {n for n, date in kept if date and _overlaps(date, span)}
        if chosen.basis != DOCUMENT:
            spoken = mentions.spoken(catalog, [n for n, _ in kept])
            speaking = {n for n, value in spoken if _overlaps(value, span)}
        kept = [one for one in kept if one[0] in own or one[0] in speaking]
    return list(kept)


@lru_cache(maxsize=4096)
def _overlaps(date: str, span: tuple[int, int]) -> bool:
    """Whether a date in EDTF may lie in a span; what is no date never does."""
    try:
        first, last = edtf.earliest(date), edtf.latest(date)
    except ValueError:
        return False
    if first is None and last is None:
        return False
    begins, ends = first.toordinal() if first else 1, last.toordinal() if last else span[1]
    return begins <= span[1] and ends >= span[0]
