"""Names that the archive is sure of, found where no model saw them: "the Rio games".

A name tagged in several documents, nearly always as one type and more often than not where it
stands, is the same name in the places that were left out. What is found is written as mentions with
the evidence "archive"; those that no longer hold go again, so the result depends on the archive's
content alone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field

from archive.catalog import Catalog, documents, mentions
from archive.dataclass import dataclass
from archive.link.entities.names import words
from archive.records import Mention, MentionType
from archive.text import fold

_SCORE = 0.7  # below what a model or a list gives

# Tuned on the 571 articles of WiNER-fr's development half: of the documents that name an entity 0.93
# instead of 0.88 are then reached with the stock models, 0.96 instead of 0.93 with the tuned ones.
_DOCUMENTS = 3  # that a name is tagged in
_TAGGED = 0.5  # of its places
_ONE_TYPE = 0.8  # of its tags
_SHORTEST = 3
# A phrase ("Tour de France") that stands this often and in which no model saw the name is a name of its own:
# 77 of the 97 places on those articles where the name was wrong, none where it was right.
_PHRASES = 3

_CAPITALISED = re.compile(r"[A-ZÀ-ÖØ-Þ]\w*")  # begins with a set of letters, which is found fast
_WITHIN = re.compile(r"[\w'-]")  # behind which no word begins
_CAPITAL_AFTER = re.compile(r"[ -][A-ZÀ-ÖØ-Þ]|[-']\w|\w")
_CAPITAL_BEFORE = re.compile(r"(?<![\w'-])([A-ZÀ-ÖØ-Þ][\w'-]*)[ -]$")
_OF_ENDS = ("de ", "de la ", "de l'", "du ", "des ", "d'", "of ", "of the ")
_OF = re.compile(r"(?<![\w'-])[A-ZÀ-ÖØ-Þ][\w'-]+ (?:de (?:la |l')?|du |des |d'|of (?:the )?)$")
_BEFORE = words("before")
_ODD = (("\u2019", "'"), ("\u00a0", " "), ("\u202f", " "), ("\u2011", "-"), ("\u2010", "-"))


@dataclass(slots=True)
class _Name:
    """What is known of one written name in one language."""

    types: dict[str, int] = field(default_factory=dict)
    documents: int = 0
    last: int = 0
    free: int = 0  # places that no model tagged

    def sure(self) -> str | None:
        """The type that the name has wherever it stands, or None."""
        tagged = sum(self.types.values())
        kind, most = min(self.types.items(), key=lambda item: (-item[1], item[0]))
        enough = tagged >= _TAGGED * (tagged + self.free) and most >= _ONE_TYPE * tagged
        return kind if self.documents >= _DOCUMENTS and enough else None


def complete(catalog: Catalog) -> set[int]:
    """Brings the mentions with the evidence "archive" up to date; returns the documents that this changed."""
    names = _names(catalog)
    index = _by_first_word(names)
    taken = _taken(catalog)
    seen: set[str] = set()  # phrases in which a model saw the name
    phrases: Counter[str] = Counter()  # how often others stand
    places: list[
        tuple[int, int, int, str, _Name, str]
    ] = []  # (document, start, end, as written, name, phrase)
    for doc, lang, text in documents.texts(catalog):
        if lang in index:
            smooth = _smooth(text)
            seen.update(_phrase(smooth, start, end) for start, end in taken.get(doc, ()))
            known = index[lang]
            words_here = [
                w for w in _CAPITALISED.finditer(smooth)
                if w[0] in known and not (w.start() and _WITHIN.match(smooth, w.start() - 1))
            ]  # fmt: skip
            for start, end in _free(smooth, words_here, index[lang], taken.get(doc, ())):
                name = names[lang, smooth[start:end]]
                name.free += 1
                phrase = _phrase(smooth, start, end)
                phrases[phrase] += 1
                places.append((doc, start, end, text[start:end], name, phrase))
    own = {p for p, count in phrases.items() if p and count >= _PHRASES and p not in seen}
    wanted = {
        (doc, start, end, kind): text
        for doc, start, end, text, name, phrase in places
        if phrase not in own and (kind := name.sure()) is not None
    }
    return _write(catalog, wanted)


def _names(catalog: Catalog) -> dict[tuple[str, str], _Name]:
    names: dict[tuple[str, str], _Name] = {}
    raw: dict[tuple[str, str], _Name] = {}
    for lang, text, kind, doc in mentions.tagged(catalog):
        name = raw.get((lang, text))
        if name is None:
            name = raw[lang, text] = names.setdefault((lang, _smooth(text)), _Name())
        name.types[kind] = name.types.get(kind, 0) + 1
        if name.last != doc:
            name.last = doc
            name.documents += 1
    return names


def _smooth(text: str) -> str:
    """`text` with the characters plain that stand in names; as `text.plain`, at a tenth of its time."""
    for odd, simple in _ODD:
        text = text.replace(odd, simple)
    return text


def _by_first_word(names: Mapping[tuple[str, str], _Name]) -> dict[str, dict[str, list[str]]]:
    """The names worth looking for by language and first word, the longest first."""
    index: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for (lang, text), name in names.items():
        if name.documents >= _DOCUMENTS and len(text) >= _SHORTEST:
            first = _CAPITALISED.match(text)
            if first:
                index[lang][first[0]].append(text)
    for by_word in index.values():
        for found in by_word.values():
            found.sort(key=lambda text: (-len(text), text))
    return index


def _taken(catalog: Catalog) -> dict[int, list[tuple[int, int]]]:
    """The spans of all other mentions, by document and in reading order."""
    taken: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for doc, start, end in mentions.spans_tagged(catalog):
        taken[doc].append((start, end))
    return taken


def _free(
    text: str,
    capitalised: Iterable[re.Match[str]],
    index: Mapping[str, list[str]],
    taken: Sequence[tuple[int, int]],
) -> Iterator[tuple[int, int]]:
    """The places of indexed names outside of mentions, and not beside other capitals (Rio Tinto)."""
    i, after = 0, 0
    for word in capitalised:
        start = word.start()
        while i < len(taken) and taken[i][1] <= start:
            i += 1
        if start < after or (i < len(taken) and taken[i][0] <= start):
            continue
        for name in index[word[0]]:
            end = start + len(name)
            if not text.startswith(name, start) or (i < len(taken) and taken[i][0] < end):
                continue
            if not _in_larger_name(text, start, end):
                yield start, end
                after = end
                break


def _phrase(text: str, start: int, end: int) -> str:
    """A name with what it is said of ("Tour de France"), or nothing."""
    if not text.endswith(_OF_ENDS, 0, start):
        return ""
    before = _OF.search(text, max(0, start - 40), start)
    return text[before.start() : end] if before else ""


def _in_larger_name(text: str, start: int, end: int) -> bool:
    before = _CAPITAL_BEFORE.search(text, max(0, start - 40), start)
    return _CAPITAL_AFTER.match(text, end) is not None or (
        before is not None and fold(before[1]) not in _BEFORE
    )


def _write(catalog: Catalog, wanted: Mapping[tuple[int, int, int, str], str]) -> set[int]:
    completed = mentions.completed(catalog)
    gone = {place: n for place, n in completed.items() if place not in wanted}
    come = sorted(place for place in wanted if place not in completed)
    added = [
        (doc, Mention(start, end, MentionType(kind), wanted[doc, start, end, kind], score=_SCORE))
        for doc, start, end, kind in come
    ]
    mentions.complete(catalog, added, gone.values())
    return {place[0] for place in (*gone, *come)}
