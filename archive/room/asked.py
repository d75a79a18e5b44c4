"""What a reader asks for, as it stands in an address; and the address of what is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from typing import Any, Final, Self
from urllib.parse import quote_plus, urlencode

from archive.dataclass import dataclass
from archive.search.service import Request

ON_A_PAGE: Final = 20  # hits
LAST: Final = 500  # page: no search holds more hits than this shows
_NAMES: Final = ("person", "place", "org")
_SEVERAL: Final = ("lang", *_NAMES, "never")
_WORDS: Final = ("q", "since", "until", "source", "format", "collection")
_TRUE: Final = ("undated", "translated", "mentions")
_FACETS: Final = ("lang", "person", "place", "org", "source", "format", "collection")
_NEVER: Final = frozenset({*_FACETS, "undated", "translated"})
_LEFT_OUT: Final = "not"  # the name in the address of what is left out: not=lang:fr

_QUOTES: Final = str.maketrans(dict.fromkeys('"«»“”„', " "))


class _Here(str):
    """Where a value is to stand."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as it stands in an address. `since`, `until`: dates as archivists write them.

    `lang`: any of these languages. `source`: the name of the folder or site that texts came from; `format`: a
    media type. `never`: what is left out, each a filter and its value with a colon between. `facet`: the one
    that is shown at length. `page` counts from 1.
    """

    q: str = ""
    lang: tuple[str, ...] = ()
    person: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    org: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    source: str = ""
    format: str = ""
    collection: str = ""
    undated: bool = False
    translated: bool = False
    never: tuple[str, ...] = ()
    mentions: bool = False
    facet: str = ""
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
            if key in ("lang", *_NAMES):
                words[key] = tuple(dict.fromkeys((*words.get(key, ()), value)))
            elif key == _LEFT_OUT:
                name, colon, left_out = value.partition(":")
                if name in _NEVER and colon and left_out.strip():
                    one = f"{name}:{left_out.strip()}"
                    words["never"] = tuple(dict.fromkeys((*words.get("never", ()), one)))
            elif key in _WORDS or (key, value) == ("sort", "date") or (key == "facet" and value in _FACETS):
                words[key] = value
            elif key in _TRUE:
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
        filters = (
            self.since,
            self.until,
            self.source,
            self.format,
            self.collection,
            self.undated,
            self.never,
        )
        return any((self.lang, *self.names.values(), self.translated, *filters))

    @property
    def names(self) -> Mapping[str, tuple[str, ...]]:
        """The people, places and organisations asked for."""
        return {"person": self.person, "place": self.place, "org": self.org}

    @property
    def left_out(self) -> tuple[tuple[str, str], ...]:
        """What is left out: the name of a filter, and its value."""
        pairs = (one.partition(":") for one in self.never)
        return tuple((name, value) for name, _, value in pairs)

    def request(self, *, facets: bool = True, limit: int = ON_A_PAGE) -> Request:
        """The same for the archive to answer."""
        return Request(
            self.q, self.lang[0] if len(self.lang) == 1 else None, self.person, self.place, self.org,
            self.since or None, self.until or None, self.mentions, limit, (self.page - 1) * limit,
            self.sort == "date", facets, browse=True, undated=self.undated, translated=self.translated,
            source=self.source or None, format=self.format or None, collection=self.collection or None,
            never=self.left_out, whole=self.facet, langs=self.lang if len(self.lang) > 1 else (),
        )  # fmt: skip

    @property
    def query(self) -> str:
        """The same as one query, for a saved search; "" where the language of queries cannot say it."""
        if self.mentions or self.translated or self.format or any(self.names.values()) or len(self.lang) > 1:
            return ""
        ends = f"[{self.since or '*'} TO {self.until or '*'}]" if self.since or self.until else ""
        fields = [(name, value) for name, value in (("source", self.source),
                                                  ("collection", self.collection)) if value]  # fmt: skip
        parts = [
            f"({self.q})" if self.q else "",
            *(_field("lang", one) for one in self.lang),
            *(_field(*one) for one in fields),
            f"date:{ends}" if ends else "",
            "NOT date:[* TO *]" if self.undated else "",
        ]
        for name, value in self.left_out:
            if name not in ("lang", "source", "collection", "undated"):
                return ""
            parts.append("date:[* TO *]" if name == "undated" else f"NOT {_field(name, value)}")
        kept = [part for part in parts if part]
        return self.q if kept == [f"({self.q})"] else " AND ".join(kept)

    @property
    def to_save(self) -> Asked:
        """The same for a saved search: as one query where that can say it, else with its filters."""
        return Asked(q=self.query) if self.query else self.but(facet="", sort="relevance")

    @classmethod
    def of(cls, request: Request) -> Self:
        """A search as it stands in an address."""
        return cls(
            request.query, tuple(filter(None, (request.lang, *request.langs))), request.person, request.place,
            request.org, request.since or "", request.until or "", request.source or "", request.format or "",
            request.collection or "", request.undated, request.translated,
            tuple(f"{name}:{value}" for name, value in request.never), request.mentions,
        )  # fmt: skip

    def but(self, **changes: Any) -> Asked:
        """The same with other values, from its first page on."""
        return replace(self, **{"page": 1, **changes})

    def without(self, key: str, value: str = "") -> Asked:
        """The same without a filter, or without one of its names."""
        if key in _SEVERAL:
            return self.but(**{key: tuple(name for name in getattr(self, key) if name != value)})
        return self.but(**{key: False if key in _TRUE else ""})

    def parameters(self) -> list[tuple[str, str]]:
        """The names and values of its address: what differs from what is asked by default."""
        pairs: list[tuple[str, str]] = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value == field.default:
                continue
            several = value if isinstance(value, tuple) else (value,)
            key = _LEFT_OUT if field.name == "never" else field.name
            pairs += [(key, "1" if one is True else one if isinstance(one, str) else str(one))
                     for one in several]  # fmt: skip
        return pairs

    def choosing(self, *keys: str) -> Callable[[str], str]:
        """From a value to the address of the same with it for each of `keys`, made once for many values.

        It joins the names that there are; anything else it takes the place of.
        """
        here = _Here("here")
        chosen = self.but(
            **{key: (*getattr(self, key), here) if key in _SEVERAL else here for key in keys}
        ).parameters()
        parts = [(key, None if value is here else urlencode([(key, value)])) for key, value in chosen]

        def address(value: str) -> str:
            written = quote_plus(value)
            return "/search?" + "&".join(f"{key}={written}" if part is None else part for key, part in parts)

        return address

    def address(self, path: str = "/search") -> str:
        """Where it is answered."""
        query = urlencode(self.parameters())
        return f"{path}?{query}" if query else path


def _field(name: str, value: str) -> str:
    """A condition of a query; what would end a phrase is no part of any word."""
    return f"{name}:{value}" if name == "lang" else f'{name}:"{value.translate(_QUOTES)}"'
