"""Posts of which a plugin for translations, or the front matter of a site, says that they are one post."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from archive.catalog import sql
from archive.catalog.store import Catalog

# Kinds of keys that stand for one entry of a feed, not for a post in its languages.
_OWN = "('entry', 'changed', 'said')"


def said_together(catalog: Catalog, docs: Iterable[int]) -> dict[tuple[int, int], tuple[str, str]]:
    """Current documents in different languages that have a key in common, one of them among `docs`: English
    before French before others; each pair with who says so (`polylang`, `ref`) and by which key.

    A key that two texts of one language have tells nothing: on another site, it is that of another post.
    """
    keys = {
        (row[0], row[1])
        for row in sql.rows_in(
            catalog.db,
            f"SELECT kind, said FROM post_keys WHERE kind NOT IN {_OWN} AND doc IN ({{marks}})",
            sorted(set(docs)),
        )
    }
    found: dict[tuple[int, int], tuple[str, str]] = {}
    for kind, key in sorted(keys):
        texts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for n, lang, print_ in catalog.db.execute(
            "SELECT d.n, d.lang, d.fingerprint FROM post_keys k JOIN documents d ON d.n = k.doc"
            " WHERE k.kind = ? AND k.said = ? AND d.current = 1 ORDER BY d.n",
            (kind, key),
        ):
            texts[lang][print_].append(n)
        langs = sorted((lang for lang in texts if len(texts[lang]) == 1), key=_order)
        for i, first in enumerate(langs):
            for second in langs[i + 1 :]:
                for a in next(iter(texts[first].values())):
                    for b in next(iter(texts[second].values())):
                        found.setdefault((a, b), (kind, key))
    return found


def _order(lang: str) -> tuple[bool, bool, str]:
    return (lang != "en", lang != "fr", lang)
