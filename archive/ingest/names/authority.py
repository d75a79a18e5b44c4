"""The archive's own people, places and groups, as an archivist lists them."""

from __future__ import annotations

import functools
import hashlib
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping

from archive.dataclass import dataclass
from archive.errors import UsageError
from archive.evidence import AUTHORITY, Evidence
from archive.ingest.names.spans import FoundName
from archive.records import MentionType
from archive.text import fold, plain

_WORD = re.compile(r"[^\W_]+")
_TYPES = {
    "person": MentionType.PERSON, "per": MentionType.PERSON, "personne": MentionType.PERSON,
    "place": MentionType.PLACE, "loc": MentionType.PLACE, "lieu": MentionType.PLACE,
    "org": MentionType.ORG, "organisation": MentionType.ORG, "organization": MentionType.ORG,
    "group": MentionType.ORG, "groupe": MentionType.ORG,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AuthorityEntry:
    """One name of the list; `same_as` is the name (or address) of the entity it is another name of."""

    name: str
    type: MentionType
    lang: str | None = None
    same_as: str | None = None


class Authority:
    """A list of names that are right whatever a model says.

    A name is found in texts of either language, with or without its accents, whole words alone. Its
    capitals matter: "Nice" is not found in "a nice day", but it is in "NICE".
    """

    def __init__(self, entries: Iterable[AuthorityEntry]) -> None:
        self.entries = tuple(entries)
        self._by_first: dict[str, list[tuple[tuple[str, ...], AuthorityEntry]]] = {}
        for entry in self.entries:
            words = tuple(_WORD.findall(plain(entry.name)))
            if not words:
                raise UsageError(f"An authority entry needs a name with letters or digits: {entry.name!r}")
            self._by_first.setdefault(_fold(words[0]), []).append((words, entry))
        for found in self._by_first.values():
            found.sort(key=lambda pair: -len(pair[0]))

    def __bool__(self) -> bool:
        return bool(self.entries)

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, str | None]]) -> Authority:
        """From rows with the columns `name`, `type`, `language` and `same-as` (the last two may be missing).

        Raises UsageError naming the row (counted from 1) that cannot be read.
        """
        return cls(_entry(number, row) for number, row in enumerate(rows, 1))

    @property
    def version(self) -> str:
        """A short fingerprint of the entries: equal lists have equal versions."""
        if not self.entries:
            return ""
        lines = sorted("\t".join((e.name, e.type, e.lang or "", e.same_as or "")) for e in self.entries)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:8]

    def find(self, text: str) -> Iterator[FoundName]:
        """The listed names in a composed text, longest first at each place, free of overlap."""
        if not self._by_first:
            return
        words = list(_WORD.finditer(text))
        i = 0
        while i < len(words):
            if match := self._match(text, words, i):
                count, entry = match
                yield FoundName(
                    words[i].start(), words[i + count - 1].end(), entry.type, Evidence.of(AUTHORITY)
                )
                i += count
            else:
                i += 1

    def _match(self, text: str, words: list[re.Match[str]], i: int) -> tuple[int, AuthorityEntry] | None:
        for wanted, entry in self._by_first.get(_fold(words[i][0]), ()):
            here = words[i : i + len(wanted)]
            if (
                len(here) == len(wanted)
                and all(_same(w, h[0]) for w, h in zip(wanted, here, strict=True))
                and all(_joined(text[a.end() : b.start()]) for a, b in itertools.pairwise(here))
            ):
                return len(wanted), entry
        return None


def _entry(number: int, row: Mapping[str, str | None]) -> AuthorityEntry:
    name = (row.get("name") or "").strip()
    kind = _TYPES.get((row.get("type") or "").strip().casefold())
    if not name or not _WORD.search(name):
        raise UsageError(f"Authority row {number}: no name")
    if kind is None:
        raise UsageError(f"Authority row {number} ({name}): the type must be PERSON, PLACE or ORG")
    lang = (row.get("language") or "").strip().casefold() or None
    return AuthorityEntry(name, kind, lang, (row.get("same-as") or row.get("same_as") or "").strip() or None)


def _same(wanted: str, here: str) -> bool:
    """Whether a word of the text is a word of a name: accents may go, capitals may not."""
    if wanted == here:
        return True
    return _fold(wanted) == _fold(here) and (here[0].isupper() or not wanted[0].isupper())


def _joined(between: str) -> bool:
    """Whether two words with this between them can stand in one name."""
    return len(between) <= 3 and between.count("\n") <= 1


@functools.lru_cache(maxsize=65_536)
def _fold(word: str) -> str:
    return fold(word)
