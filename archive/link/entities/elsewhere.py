"""Names that the archive is sure of, found where no model saw them: "the Rio games".

A name tagged in several documents, nearly always as one type and more often than not where it
stands, is the same name in the places that were left out. What is found is written as mentions with
the evidence "archive"; those that no longer hold go again, so the result depends on the archive's
content alone.

What each text holds is kept by key (`archive.catalog.completing`). A run reads the texts that changed, those
that hold a name which has become common or is so no longer, and looks at the names that these touch.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from archive.catalog import Catalog, completing, kept, mentions, sql
from archive.catalog.completing import Name, NamePlace, Use
from archive.link.entities.names import words
from archive.records import Mention, MentionType
from archive.text import fold

_WHAT = "names elsewhere"
_MADE_BY = "1"  # to be raised with every change of what is kept of a text
_SCORE = 0.7  # below what a model or a list gives

# Tuned on the 571 articles of WiNER-fr's development half: of the documents that name an entity 0.93
# instead of 0.88 are then reached with the stock models, 0.96 instead of 0.93 with the tuned ones.
_DOCUMENTS = 3  # that a name is tagged in
_TAGGED = 0.5  # of its places
_ONE_TYPE = 0.8  # of its tags
_SHORTEST = 3
_LONGEST = 200  # characters; what is longer is no name
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


# Documents looked at together, and words that may have become common before all texts of a language are read
# once instead of being searched for each.
_AT_ONCE = 500
_FEW_WORDS = 8


def complete(catalog: Catalog) -> set[int]:
    """Brings the mentions with the evidence "archive" up to date; returns the documents that this changed."""
    with catalog.transaction():
        docs = kept.changed(catalog, _WHAT, _MADE_BY)
        if docs is None:
            kept.forget_of(catalog, _WHAT)
            changed = _write(catalog, _all_anew(catalog))
        else:
            changed = _write(catalog, _renewed(catalog, docs))
        kept.keep(catalog, _WHAT, _MADE_BY)
    return changed


def _all_anew(catalog: Catalog) -> set[int]:
    """Reads every text; returns all documents that have or had a name completed."""
    every = list(kept.current(catalog))
    for some in sql.chunks(every, _AT_ONCE):
        completing.change_uses(catalog, (), _uses(catalog, some))
    common = {name: first for name in completing.held_by(catalog, _DOCUMENTS) if (first := _first(name[1]))}
    completing.change_common(catalog, {}, common)
    for some in sql.chunks(every, _AT_ONCE):
        places, phrases = _read(catalog, some)
        completing.change_places(catalog, (), places)
        completing.change_phrases(catalog, (), phrases)
    return {*every, *completing.all_completed(catalog)}


def _renewed(catalog: Catalog, docs: set[int]) -> set[int]:
    """Brings what is kept up to date as `docs` changed; returns the documents where names may be others."""
    before = _Before(catalog)
    touched: set[Name] = set()
    for some in sql.chunks(sorted(docs), _AT_ONCE):
        old, new = completing.uses(catalog, some), _uses(catalog, some)
        names = {(use.lang, use.name) for use in old ^ new}
        before.note(names)
        touched |= names
        completing.change_uses(catalog, old - new, new - old)
    reached = docs | _recommoned(catalog, touched)
    for some in sql.chunks(sorted(reached), _AT_ONCE):
        places, phrases = _read(catalog, some)
        old_places, old_phrases = completing.places(catalog, some), completing.phrases(catalog, some)
        moved = old_places ^ places
        before.note({(p.lang, p.name) for p in moved})
        before.note_phrases({p.phrase for p in moved} | {phrase for _, phrase in old_phrases ^ phrases})
        completing.change_places(catalog, old_places - places, places - old_places)
        completing.change_phrases(catalog, old_phrases - phrases, phrases - old_phrases)
    return reached | before.documents()


class _Before:
    """What held of the names and phrases that are touched, asked before their rows change."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._names: dict[Name, str | None] = {}
        self._phrases: dict[str, bool] = {}

    def note(self, names: Iterable[Name]) -> None:
        for name in names:
            if name not in self._names:
                self._names[name] = sure(self._catalog, name)

    def note_phrases(self, phrases: Iterable[str]) -> None:
        for phrase in phrases:
            if phrase not in self._phrases:
                self._phrases[phrase] = _is_own(self._catalog, phrase)

    def documents(self) -> set[int]:
        """The documents that hold one of which another thing holds now."""
        found: set[int] = set()
        for name, kind in self._names.items():
            if sure(self._catalog, name) != kind:
                found |= completing.documents_with(self._catalog, name)
        for phrase, own in self._phrases.items():
            if _is_own(self._catalog, phrase) != own:
                found |= completing.documents_with_phrase(self._catalog, phrase)
        return found


def sure(catalog: Catalog, name: Name) -> str | None:
    """The type that a name has wherever it stands, or None."""
    types = completing.types_of(catalog, name)
    if not types or completing.documents_of(catalog, name) < _DOCUMENTS:
        return None
    tagged = types.total()
    kind, most = min(types.items(), key=lambda item: (-item[1], item[0]))
    if most < _ONE_TYPE * tagged:
        return None
    return kind if tagged >= _TAGGED * (tagged + completing.untagged(catalog, name)) else None


def _is_own(catalog: Catalog, phrase: str) -> bool:
    """Whether a phrase is a name of its own."""
    if not phrase:
        return False
    count, tagged = completing.phrase_counts(catalog, phrase)
    return count >= _PHRASES and not tagged


def _recommoned(catalog: Catalog, touched: Iterable[Name]) -> set[int]:
    """Notes which of the names `touched` are common; returns the documents where others may be found now."""
    gone: dict[Name, str] = {}
    come: dict[Name, str] = {}
    for name in touched:
        first = _first(name[1])
        if first and completing.is_common(catalog, name, first) != (
            now := completing.documents_of(catalog, name) >= _DOCUMENTS
        ):
            (come if now else gone)[name] = first
    completing.change_common(catalog, gone, come)
    found = {doc for name in gone for doc in completing.documents_with(catalog, name)}
    words: dict[str, set[str]] = defaultdict(set)
    for (lang, _), first in come.items():
        words[lang].add(first)
    for lang, some in sorted(words.items()):
        if len(some) <= _FEW_WORDS:
            found.update(*(completing.holding(catalog, lang, word) for word in sorted(some)))
        else:
            found.update(completing.holding(catalog, lang, ""))
    return found


def _first(name: str) -> str:
    """The first word of a name that is looked for; "" for one that is not."""
    first = _CAPITALISED.match(name) if _SHORTEST <= len(name) <= _LONGEST else None
    return first[0] if first else ""


def _smooth(text: str) -> str:
    """`text` with the characters plain that stand in names; as `text.plain`, at a tenth of its time."""
    for odd, simple in _ODD:
        text = text.replace(odd, simple)
    return text


def _uses(catalog: Catalog, docs: Sequence[int]) -> set[Use]:
    """How often `docs` name what could be looked for."""
    counts: Counter[tuple[int, str, str, str]] = Counter()
    for doc, lang, text, kind in completing.tagged(catalog, docs):
        name = _smooth(text)
        if _first(name):
            counts[doc, lang, name, kind] += 1
    return {Use(*key, uses) for key, uses in counts.items()}


def _read(catalog: Catalog, docs: Sequence[int]) -> tuple[set[NamePlace], set[tuple[int, str]]]:
    """Where common names stand untagged in `docs`, and the phrases in which something is tagged."""
    texts = completing.texts(catalog, docs)
    taken = completing.taken(catalog, texts)
    smooth = {doc: _smooth(text) for doc, (_, text) in texts.items()}
    capitals: dict[str, set[str]] = defaultdict(set)
    for doc, (lang, _) in texts.items():
        capitals[lang].update(_CAPITALISED.findall(smooth[doc]))
    index = {lang: completing.common(catalog, lang, sorted(some)) for lang, some in capitals.items()}
    places: set[NamePlace] = set()
    phrases: set[tuple[int, str]] = set()
    for doc, (lang, _) in texts.items():
        text, known = smooth[doc], index[lang]
        spans = taken.get(doc, ())
        phrases.update((doc, found) for start, end in spans if (found := _phrase(text, start, end)))
        words_here = [
            w for w in _CAPITALISED.finditer(text)
            if w[0] in known and not (w.start() and _WITHIN.match(text, w.start() - 1))
        ]  # fmt: skip
        for start, end in _free(text, words_here, known, spans):
            places.add(NamePlace(doc, start, end, lang, text[start:end], _phrase(text, start, end)))
    return places, phrases


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
    """A name with what it is said of ("Tour de France"), or nothing: of what is too long for a name, too."""
    if end - start > _LONGEST or not text.endswith(_OF_ENDS, 0, start):
        return ""
    before = _OF.search(text, max(0, start - 40), start)
    return text[before.start() : end] if before else ""


def _in_larger_name(text: str, start: int, end: int) -> bool:
    before = _CAPITAL_BEFORE.search(text, max(0, start - 40), start)
    return _CAPITAL_AFTER.match(text, end) is not None or (
        before is not None and fold(before[1]) not in _BEFORE
    )


def _write(catalog: Catalog, docs: Iterable[int]) -> set[int]:
    """Writes the completed mentions of `docs` as they are now; returns those where that changed any."""
    come: list[tuple[int, Mention]] = []
    gone: list[int] = []
    changed: set[int] = set()
    kinds: dict[Name, str | None] = {}
    own: dict[str, bool] = {"": False}
    for some in sql.chunks(sorted(docs), _AT_ONCE):
        wanted: set[tuple[int, int, int, str]] = set()
        for place in completing.places(catalog, some):
            name = place.lang, place.name
            if name not in kinds:
                kinds[name] = sure(catalog, name)
            if place.phrase not in own:
                own[place.phrase] = _is_own(catalog, place.phrase)
            if (kind := kinds[name]) is not None and not own[place.phrase]:
                wanted.add((place.doc, place.start, place.end, kind))
        completed = completing.completed(catalog, some)
        gone += [n for place, n in completed.items() if place not in wanted]
        new = sorted(wanted - completed.keys())
        texts = completing.texts(catalog, {place[0] for place in new})
        come += [
            (doc, Mention(start, end, MentionType(kind), texts[doc][1][start:end], score=_SCORE))
            for doc, start, end, kind in new
        ]
        changed.update(place[0] for place in wanted ^ completed.keys())
    mentions.complete(catalog, come, gone)
    return changed
