"""What the texts say that acronyms stand for: "Long Form (LF)", "LF (Long Form)".

What a text says is made of it and its names alone, and kept: it is read again only when these change.
"""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from archive.bodies import bodies
from archive.catalog import Catalog, introductions, kept, sql
from archive.catalog.introductions import Introduction, NamedThere
from archive.lang.registry import HOME
from archive.link.entities.names import ARTICLES, BareName, is_acronym, undress, words
from archive.link.entities.snapshot import ORG, PLACE, Node, node_of
from archive.records import MentionType
from archive.text import fold, shortens

_WHAT = "acronyms"
_MADE_BY = "1"  # to be raised with every change of what is read in a text
_AT_ONCE = 500  # documents
_SMALL = ARTICLES | words("links") | {"on", "sur", "sans"}
_WORD = re.compile(r"[^\W_]+")
_SHORT_AFTER = re.compile(r"\s?\(\s*[\"'«“]?\s*(?P<short>[A-ZÀ-Þ][\w.&/’'-]{1,11}?)\s*[\"'»”]?\s*[),;:–-]")
_LONG_AFTER = re.compile(r"\s?\(\s*[\"'«“]?\s*(?:l[ae]s?\s|l['’]|the\s)?")
_OTHER = ""  # the type of a long form that nobody tagged


class Bound:
    """What the texts say that acronyms stand for.

    `longs`: by document and acronym, the long forms tagged there and the reason of each. `others`: the
    acronyms of well-known bodies that a text introduces as something else, whether it was tagged or not.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.longs: dict[tuple[int, str], dict[Node, str]] = defaultdict(dict)
        self.others: set[str] = set()
        _renew(catalog)
        for doc, _, short, kind, key, reason, other in introductions.every(catalog):
            if kind != _OTHER:
                self.longs[doc, short].setdefault((kind, key), reason)
            if other:
                self.others.add(short)


def _renew(catalog: Catalog) -> None:
    """Reads the texts that changed."""
    with catalog.transaction():
        docs = kept.changed(catalog, _WHAT, _MADE_BY)
        if docs is None:
            kept.forget_of(catalog, _WHAT)
            docs = set(kept.current(catalog))
        for some in sql.chunks(sorted(docs), _AT_ONCE):
            introductions.replace(catalog, some, list(_read(catalog, some)))
        kept.keep(catalog, _WHAT, _MADE_BY)


def _read(catalog: Catalog, docs: Sequence[int]) -> Iterator[Introduction]:
    """What `docs` say of acronyms."""
    texts = introductions.with_brackets(catalog, docs)
    names = introductions.names(catalog, sorted(texts))
    for doc, text in texts.items():
        found = [
            (short, *node, reason, int(_is_other(short, display)))
            for short, node, display, reason in _introduced(names.get(doc, []), text)
        ]
        found += [(short, _OTHER, "", "", 1) for short in _others(names.get(doc, []), text)]
        for n, one in enumerate(found):
            yield Introduction(doc, n, *one)


@functools.lru_cache(maxsize=50_000)
def _read_name(text: str, kind: str, lang: str) -> tuple[BareName, Node]:
    name = undress(text, MentionType(kind), lang)
    return name, node_of(name, lang)


def _may_be_introduced(node: Node, name: BareName) -> bool:
    """Whether a name may have an acronym or be one: of a body, or as long as one's."""
    return node[0] == ORG or (node[0] == PLACE and len(name.tokens) >= 3)


def _others(names: Sequence[NamedThere], text: str) -> Iterator[str]:
    """The acronyms of well-known bodies that a text gives a long form of another body."""
    for said, kind, lang in dict.fromkeys((one.text, one.type, one.lang) for one in names):
        name, node = _read_name(said, kind, lang)
        if kind != ORG or not name.acronym or not any((home, node[1]) in dictionary() for home in HOME):
            continue
        for match in re.finditer(rf"\(\s*{re.escape(name.display.strip('.'))}\s*\)", text):
            words_before = _WORD.findall(
                text[max(0, match.start() - 120) : match.start()].rsplit("\n", 1)[-1]
            )
            for size in range(len(node[1]) + 4, 1, -1):
                long = " ".join(words_before[-size:])
                if introduces(long, name.display):
                    if _is_other(node[1], long):
                        yield node[1]
                    break


def _introduced(names: Sequence[NamedThere], text: str) -> Iterator[tuple[str, Node, str, str]]:
    """(acronym, long form, how that is shown, reason) for every "Long Form (LF)" and "LF (Long Form)"."""
    for i, one in enumerate(names):
        bracket = text[one.end : one.end + 2].lstrip()[:1] == "("
        if not bracket and ")" not in one.text:
            continue
        name, node = _read_name(one.text, one.type, one.lang)
        if not _may_be_introduced(node, name):
            continue
        if name.short:
            reason = f"acronym bound in “{name.display} ({name.short})”"
            yield _short_key(name.short), node, name.display, reason
            continue
        if not bracket:
            continue
        if (match := _SHORT_AFTER.match(text, one.end)) and len(name.tokens) >= 2:
            short = match["short"].strip(".")
            if is_acronym(short) and resembles(name.display, short):
                reason = f"acronym bound in “{name.display} ({short})”"
                yield _short_key(short), node, name.display, reason
        elif name.acronym and names[i + 1 :] and (match := _LONG_AFTER.match(text, one.end)):
            behind = names[i + 1]
            long, other = _read_name(behind.text, behind.type, behind.lang)
            if abs(behind.start - match.end()) <= 4 and introduces(long.display, name.display):
                reason = f"acronym bound in “{name.display} ({long.display})”"
                yield name.key, other, long.display, reason


def _is_other(short: str, long: str) -> bool:
    """Whether the acronym of a well-known body stands for another one: none of its names is like `long`."""
    known = dictionary()
    numbers = {known.get((lang, short)) for lang in HOME} - {None}
    own = _content(long)
    alike = (
        own and 2 * len(own & words) > min(len(own), len(words))
        for number in numbers if number is not None for words in _known_words(number)
    )  # fmt: skip
    return bool(numbers) and not any(alike)


@functools.lru_cache(maxsize=1_000)
def _known_words(number: int) -> tuple[frozenset[str], ...]:
    """The words of each name of a well-known body but for its acronyms."""
    names = [name for some in bodies()[number].values() for name in some if not is_acronym(name)]
    return tuple(_content(name) for name in names)


def _content(name: str) -> frozenset[str]:
    return frozenset(fold(word) for word in _WORD.findall(name)) - _SMALL


def _short_key(short: str) -> str:
    return undress(short, MentionType.ORG, "en").key


@functools.lru_cache(maxsize=20_000)
def introduces(long: str, short: str) -> bool:
    """Whether an acronym is made of the beginnings of a long form's words, in order.

    Every part is one to three letters of a word's beginning; the first word counts, link words may be
    left out, and one other word may be too.
    """
    letters = re.sub(r"[^a-z0-9]", "", fold(short))
    parts = [fold(w) for w in _WORD.findall(long)]
    while parts and parts[0] in ARTICLES:
        parts = parts[1:]
    return bool(letters) and bool(parts) and parts[0][:1] == letters[0] and _spelled(letters, tuple(parts), 1)


def resembles(long: str, short: str) -> bool:
    """Whether an acronym in brackets after a name may be its own: half its letters begin words of the name.

    "Postes Canada (SCP)" yes, "Mairie de Nérac (PS)" no.
    """
    if introduces(long, short):
        return True
    letters = re.sub(r"[^a-z0-9]", "", fold(short))
    parts = [fold(w) for w in _WORD.findall(long)]
    if len(parts) == 1:
        return shortens(letters, parts[0])
    initials = [part[0] for part in parts if part not in _SMALL]
    common = sum((Counter(letters) & Counter(initials)).values())
    return len(letters) >= 3 and common >= 2 and 2 * common >= len(letters)


def _spelled(letters: str, parts: tuple[str, ...], skips: int) -> bool:
    if not letters:
        return sum(w not in _SMALL for w in parts) <= skips
    if not parts:
        return False
    word, rest = parts[0], parts[1:]
    for size in (1, 2, 3):
        if word[:size] == letters[:size] and len(word) >= size and _spelled(letters[size:], rest, skips):
            return True
    if word in _SMALL:
        return _spelled(letters, rest, skips)
    return skips > 0 and _spelled(letters, rest, skips - 1)


@functools.lru_cache(maxsize=1)
def dictionary() -> dict[tuple[str, str], int]:
    """Well-known bodies: (language, key) to the number of the body."""
    known: dict[tuple[str, str], int] = {}
    for number, body in enumerate(bodies()):
        for lang, names in body.items():
            for written in names:
                key = undress(written, MentionType.ORG, lang).key
                for spoken in (lang,) if is_acronym(written) else HOME:
                    known.setdefault((spoken, key), number)
    return known
