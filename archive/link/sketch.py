"""What links keep of a text to compare it by, made of the text and its vectors alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from archive.catalog.intake import Passage
from archive.catalog.sketches import Sketch
from archive.link.duplicates import keys
from archive.link.space import vector
from archive.link.vectors import vectors
from archive.link.words import profile


def sketch(n: int, lang: str, text: str, passages: Sequence[Passage], *, lexical: bool) -> Sketch:
    """The sketch of document `n`; `lexical`: to be compared by words alone."""
    words = profile(text)
    found = vector(words, vectors(passages), lexical=lexical).tobytes()
    return Sketch(n, lang, len(text), found, words.tokens().pack(), keys(text))


# Room for as many keys, 16 MB: what is taken in beyond that is sketched when it is linked.
_HELD = 400_000
_REST = 50  # keys that the rest of a sketch weighs as much as


@dataclass(slots=True)
class Ready:
    """Sketches of texts that came in just now, made where they were read, on all processors."""

    lexical: bool = False
    _sketches: dict[int, Sketch] = field(default_factory=dict)
    _room: int = _HELD

    def put(self, n: int, made: Sketch) -> None:
        """Keeps the sketch of a text that is document `n` now, if there is room."""
        if self._room > 0:
            self._room -= len(made.keys) + _REST
            self._sketches[n] = replace(made, doc=n)

    def take(self, n: int, *, lexical: bool) -> Sketch | None:
        """The sketch of `n` for this way of comparing, once."""
        return self._sketches.pop(n, None) if lexical == self.lexical else None
