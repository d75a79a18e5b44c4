"""What the places of two texts say of them, before a word is read: versions named by the page, addresses
that differ in the language only, neighbours on one page.

No set of texts was at hand to fit these weights on (log odds). They are set so that none of them makes
a pair of two texts that say different things: such a pair stands below -6.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Final

from archive.addresses import page_of
from archive.catalog import Catalog, origins, sketches
from archive.catalog.addresses import twin_key
from archive.catalog.sketches import Home

NAMED: Final = 4.0  # the page names the other as its version (hreflang)
TWIN: Final = 3.0  # addresses that differ in the language only
NEXT: Final = 1.5  # one after the other on a page
NEAR: Final = 0.5  # on one page, with one text between them


class Neighbourhoods:
    """Texts that stand near each other, in any of these ways."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._keys: dict[str, frozenset[str]] = {}
        self._pages: dict[str, set[str]] = defaultdict(set)  # twin key or address -> pages
        for page, given, url in origins.addresses(catalog):
            for address in (given, url):
                if address:
                    self._pages[page_of(address)].add(page)
                    key = twin_key(address)
                    if key:
                        self._pages[key].add(page)
                        self._keys[page] = self._keys.get(page, frozenset()) | {key}

    def around(self, home: Home) -> set[int]:
        """The documents that stand near `home` in another language."""
        pages = {home.source_id}
        for key in self._keys.get(home.source_id, ()):
            pages |= self._pages[key]
        for address in json.loads(home.alternates).values():
            pages |= self._pages.get(page_of(address), set())
        found: set[int] = set()
        for page, docs in sketches.on_pages(self.catalog, pages).items():
            if page == home.source_id:
                at = docs.index(home.n)
                docs = docs[max(0, at - 2) : at + 3]
            found.update(docs[:20])
        return found - {home.n}

    def worth(self, a: Home, b: Home) -> float:
        """What the places of two texts in different languages say for their being one, in log odds."""
        if a.source_id == b.source_id:
            distance = abs(a.post - b.post)
            return NEXT if distance <= 1 else NEAR if distance == 2 else 0.0
        if self._names(a, b) or self._names(b, a):
            return NAMED
        return TWIN if self.twins(a, b) else 0.0

    def twins(self, a: Home, b: Home) -> bool:
        """Whether two pages stand somewhere under addresses that differ in the language only."""
        return not self._keys.get(a.source_id, frozenset()).isdisjoint(
            self._keys.get(b.source_id, frozenset())
        )

    def count(self, home: Home) -> int:
        """In how many places a page stands that name its language, one at least."""
        return max(1, len(self._keys.get(home.source_id, ())))

    def _names(self, a: Home, b: Home) -> bool:
        if a.alternates == "{}":
            return False
        address = json.loads(a.alternates).get(b.lang)
        return address is not None and b.source_id in self._pages.get(page_of(address), ())
