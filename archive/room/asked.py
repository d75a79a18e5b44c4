"""What a reader asks for, as it stands in an address; and the address of what is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Self
from urllib.parse import quote_plus, urlencode

from archive.search.service import Request

ON_A_PAGE: Final = 20  # hits
LAST: Final = 500  # page: no search holds more hits than this shows
_NAMES: Final = ("person", "place", "org")
_WORDS: Final = ("q", "lang", "since", "until", "source")


class _Here(str):
    """Where a value is to stand."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as it stands in an address. `since`, `until`: dates as archivists write them.

    `source`: the name of the folder or site that texts came from. `page` counts from 1.
    """

    q: str = ""
    lang: str = ""
    person: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    org: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    source: str = ""
    mentions: bool = False
    sort: str = "relevance"
    page: int = 1

    @classmethod
    def read(cls, given: Iterable[tuple[str, str]]) -> Self:
        """What the names and values of an address ask for; names that nothing is known of are passed over."""
        words: dict[str, Any] = {}
        for key, value in given:
            value = value.strip()
            if not value:
                continue
            if key in _NAMES:
                words[key] = tuple(dict.fromkeys((*words.get(key, ()), value)))
            elif key in _WORDS or (key == "sort" and value == "date"):
                words[key] = value
            elif key == "mentions":
                words[key] = value != "0"
            elif key == "page" and value.isdecimal():
                words[key] = min(max(int(value[:6]), 1), LAST)
        return cls(**words)

    @property
    def nothing(self) -> bool:
        """Whether nothing is asked for."""
        return not self.q and not self.filtered

    @property
    def filtered(self) -> bool:
        """Whether anything but words narrows the search down."""
        return any((self.lang, *self.names.values(), self.since, self.until, self.source))

    @property
    def names(self) -> Mapping[str, tuple[str, ...]]:
        """The people, places and organisations asked for."""
        return {"person": self.person, "place": self.place, "org": self.org}

    def request(self, *, facets: bool = True, limit: int = ON_A_PAGE) -> Request:
        """The same for the archive to answer. Raises QueryError."""
        query = self.q
        if self.source:
            Request(query, self.lang or None, browse=True).check()  # its faults, at their places
            told = self.source.replace("\\", "\\\\").replace('"', '\\"')
            query = f'({query}) AND source:"{told}"' if query else f'source:"{told}"'
        return Request(
            query, self.lang or None, self.person, self.place, self.org, self.since or None,
            self.until or None, self.mentions, limit, (self.page - 1) * limit, self.sort == "date", facets,
            browse=True,
        )  # fmt: skip

    def but(self, **changes: Any) -> Asked:
        """The same with other values, from its first page on."""
        return replace(self, **{"page": 1, **changes})

    def without(self, key: str, value: str = "") -> Asked:
        """The same without a filter, or without one of its names."""
        if key in _NAMES:
            return self.but(**{key: tuple(name for name in getattr(self, key) if name != value)})
        return self.but(**{key: False if key == "mentions" else ""})

    def parameters(self) -> list[tuple[str, str]]:
        """The names and values of its address: what differs from what is asked by default."""
        told: list[tuple[str, str]] = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value == field.default:
                continue
            several = value if isinstance(value, tuple) else (value,)
            told += [(field.name, "1" if one is True else one if isinstance(one, str) else str(one))
                     for one in several]  # fmt: skip
        return told

    def choosing(self, *keys: str) -> Callable[[str], str]:
        """From a value to the address of the same with it for each of `keys`, made once for many values.

        It joins the names that there are; anything else it takes the place of.
        """
        here = _Here("here")
        told = self.but(
            **{key: (*getattr(self, key), here) if key in _NAMES else here for key in keys}
        ).parameters()
        parts = [(key, None if value is here else urlencode([(key, value)])) for key, value in told]

        def address(value: str) -> str:
            written = quote_plus(value)
            return "/search?" + "&".join(f"{key}={written}" if part is None else part for key, part in parts)

        return address

    def address(self, path: str = "/search") -> str:
        """Where it is answered."""
        told = urlencode(self.parameters())
        return f"{path}?{told}" if told else path
