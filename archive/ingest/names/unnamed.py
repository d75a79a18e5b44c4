"""What a model takes for a name and is none: papers of the law, wars, slogans, phrases, things in lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from archive.bodies import brands
from archive.evidence import RECASED, RULE
from archive.ingest.names import words as w
from archive.ingest.names.kinds import WORD
from archive.ingest.names.spans import FoundName
from archive.lang.registry import BUILT_IN, HOME
from archive.patterns import regex
from archive.places import is_known
from archive.records import MentionType
from archive.text import fold

PERSON, PLACE, ORG = MentionType.PERSON, MentionType.PLACE, MentionType.ORG

# Papers and events that are called by a place or a matter. "Convention" and "Charter" may be assemblies and
# societies, but not with "of" behind them.
_PAPER = (
    "accords?|trait[ée]s?|pactes?|protocoles?|r[èe]glements?|conventions?|chartes?|lois?|d[ée]crets?|directives?"
    "|circulaires?|d[ée]clarations?|treat(?:y|ies)|agreements?|pacts?|compacts?|protocols?|regulations?|laws?|acts?"
    "|charters?|statutes?|bills?"
)
_EVENT = "guerres?|batailles?|r[ée]volutions?|wars?|battles?|revolutions?"
_OF = r"(?:de la |de l'|des |du |de |d'|sur |of (?:the )?|on (?:the )?)"
_HEADED = regex(rf"(?:(?:The|Le|La|Les|L') ?)?(?:{_PAPER}|{_EVENT}(?= (?!on\b))) {_OF}", re.IGNORECASE)
_TAIL = (
    "Agreements?|Accords?|Treat(?:y|ies)|Pact|Compact|Protocols?|Regulations?|Conventions?|Act|Bill|Directive"
    "|Declaration|Charter|Statute|(?:[Cc]ivil )?Wars?|Revolution"
)
_TAILED = regex(rf".*\b(?:{_TAIL})(?: (?:I{{1,3}}|One|Two|1|2|19\d\d|20\d\d))?", re.DOTALL)
_TAIL_AHEAD = regex(rf" (?:{_TAIL}|treaty|agreement|accords?|protocol|regulation|convention)\b")
_WORLD_WAR = regex(
    r"(?:World War|(?:Premi[èe]re|Seconde|Deuxi[èe]me|Grande) [Gg]uerre|[Gg]uerre [Ff]roide|Cold War)\b.*"
)
# A law that is called by whom it is of: "la loi Berg", "the Berg Act".
_LAW_BEFORE = regex(
    r"\b(?:lois?|d[ée]crets?|circulaires?|amendements?|ordonnances?|arr[êe]ts?) $", re.IGNORECASE
)
# A law is called by what it is about as well: "la loi Grand Froid", but not "la loi SNCF".
_LAW_ABOUT = regex(r"\b(?:lois?|directives?) $", re.IGNORECASE)
_LAW_AHEAD = regex(
    r" (?:law|act|bill|amendment)s?\b(?! (?:firm|school|professor|degree|cent))", re.IGNORECASE
)
# Who is against a war is no war: "Stop the War", "Campaign against the … Act".
_AGAINST = frozenset(
    ["stop", "end", "against", "contre", "no", "non", "halte", "campaign", "coalition", "on"]
)

# Where slogans are written and shouted.
_BANNER = (
    r"(?:placards?|banners?|signs?|slogans?|stickers?|leaflets?|t-shirts?|chant\w*|graffiti|hashtags?|banderoles?"
    r"|pancartes?|affiches?|autocollants?|scand\w+|tags?|tracts?|badges?)"
)
_BEFORE_SLOGAN = regex(rf"\b{_BANNER}\b[^.!?\n]{{0,40}}[\"'«“‘] ?$", re.IGNORECASE)
_AFTER_SLOGAN = regex(rf"[\"'»”’],? {_BANNER}\b", re.IGNORECASE)
_OPENED = regex(r"[\"'«“‘] ?$")
# "Nérac Solidarité" on a banner is who carries it: a town, and a word for a group.
_GROUP_ENDS = w.ORG_TAILS | w.ORG_HEADS | {"solidarite"}
_CLOSED = regex(r" ?[!,.]? ?[\"'»”’]")
_CLOSED_LATER = regex(r"[^\"«»“”\n]{0,60}[\"»”]")

# An enumeration of words with capitals: "Blankets, Dry Shoes and Tents".
_CAPITALS = r"[A-ZÀ-Ý][\w'-]+(?: [A-ZÀ-Ý][\w'-]+){0,2}"
_SMALL = r"(?: (?!(?:et|and|ou|or)\b)[a-zà-ÿ][\w'-]+)"
_ITEM = rf"{_CAPITALS}{_SMALL}{{0,2}}"
_JOINT = r"(?:, | ?; | ?/ ?|,? (?:et|and|ou|or|&) )"
_FIRST = rf"{_CAPITALS}(?:{_SMALL}{{1,2}}(?=,| ?[;/]))?"
_LIST = regex(rf"(?<![\w'-]){_FIRST}(?:{_JOINT}(?:{_ITEM}))+")
_BETWEEN = regex(_JOINT)
# With the capital of a sentence a model may take one for a place.
_ARTICLES = frozenset(["un", "une", "le", "la", "les", "des", "du", "the", "a", "an"])
_ACRONYM = 4  # letters; a longer word in capitals may be a common one
_LITTLE = regex(r"(?<!\S)[a-zß-öø-ÿ]\S{3}")  # the beginning of a long word without a capital
_TOLD = 0.7  # of the words of a headline are common ones: a group in it may not be
_MOST = 0.6  # of the items of a list are things, then all are


def is_unnamed(text: str, name: FoundName, lang: str) -> bool:
    """Whether what was tagged is an agreement, a war, a slogan, a phrase or a headline, and no name."""
    here = text[name.start : name.end]
    if _is_paper(text, name, here) or _is_slogan(text, name, here):
        return True
    parts = here.split()
    if len(parts) == 1:
        if name.type is not PERSON and here.istitle() and here.lower() in _ARTICLES:
            return True
        recased = (
            name.type is not PLACE and name.evidence.has(RECASED) and here.isupper() and len(here) > _ACRONYM
        )
        return recased and is_thing(here, lang)
    return _is_phrase(parts, lang) or (len(parts) > 2 and _is_headline(text, name, parts, lang))


def is_thing(here: str, lang: str) -> bool:
    """Whether all words of what is written with a capital are common ones of its language, and no name's."""
    parts = [word.lower() for word in WORD.findall(here)]
    common = w.common(lang)
    if not parts or fold(parts[-1]) in w.PLACE_TAILS | w.ORG_TAILS:
        return False
    return all(part in common for part in parts) and not is_known(here)


def _is_paper(text: str, name: FoundName, here: str) -> bool:
    words = {fold(word) for word in WORD.findall(here)}
    if not words.isdisjoint(_AGAINST) or (not words.isdisjoint(w.ORG_TAILS - {"inc"}) and here[-1] != "s"):
        return False
    if _is_law_of(text, name) if name.type is PERSON else _is_law_about(text, name, here):
        return True
    if name.type is PERSON and len(words) == 2 and not _TAIL_AHEAD.match(text, name.end):
        return False
    return bool(
        (_HEADED.match(here) and here[0].isupper())
        or (" " in here and _TAILED.fullmatch(here))
        or _WORLD_WAR.fullmatch(here)
        or (
            name.type is not PERSON
            and _TAIL_AHEAD.match(text, name.end)
            and not (name.type is PLACE and is_known(here))  # "the Ghent treaty" names the town
        )
    )


def is_law(here: str) -> bool:
    """Whether what is written with capitals ends as an act or a treaty does."""
    return _TAILED.fullmatch(here) is not None


def _is_law_of(text: str, name: FoundName) -> bool:
    """Whether a law is called by this person's name, which is then no name of a person."""
    before = text[max(0, name.start - 24) : name.start]
    if _LAW_BEFORE.search(before):
        return True
    return _LAW_AHEAD.match(text, name.end) is not None and before.lower().endswith("the ")


def _is_law_about(text: str, name: FoundName, here: str) -> bool:
    """Whether a law is called so after what it is about."""
    before = text[max(0, name.start - 24) : name.start]
    return _LAW_ABOUT.search(before) is not None and not here.isupper() and not is_known(here)


def _is_slogan(text: str, name: FoundName, here: str) -> bool:
    """Whether what stands between two quotes, on a banner or the like, was tagged, or how it begins."""
    before = text[max(0, name.start - 70) : name.start]
    closed = _CLOSED.match(text, name.end)
    parts = here.split()
    if len(parts) < 2 or not _OPENED.search(before):
        return False
    if closed is None:
        begins = _BEFORE_SLOGAN.search(before) and _CLOSED_LATER.match(text, name.end)
        return bool(begins) and all(any(_is_plain(part.lower(), lang) for lang in HOME) for part in parts)
    if name.type is ORG and is_known(parts[0]) and fold(parts[-1]) in _GROUP_ENDS:
        return False
    return bool(_BEFORE_SLOGAN.search(before) or _AFTER_SLOGAN.match(text, closed.end() - 1))


def _is_plain(word: str, lang: str) -> bool:
    return word in w.common(lang) or word in w.stop_words(lang)


def _is_phrase(parts: Sequence[str], lang: str) -> bool:
    """Whether this is a phrase of another language: one capital, small words, one of them its link word."""
    rest = parts[1:]
    if any(not part[0].islower() for part in rest) or fold(parts[0]) in w.ORG_HEADS | w.PLACE_HEADS:
        return False
    return any(part in foreign for foreign in _links(lang) for part in rest)


def _links(lang: str) -> Iterator[frozenset[str]]:
    """The link words of each other language that are none in `lang`."""
    own = next((one.stop_words | one.weak_words for one in BUILT_IN if one.code == lang), frozenset())
    for one in BUILT_IN:
        if one.code != lang:
            yield (one.stop_words | one.weak_words) - own


def _is_headline(text: str, name: FoundName, parts: Sequence[str], lang: str) -> bool:
    """Whether a line that has a capital at every word was tagged, or so much of it that it is no name."""
    start = text.rfind("\n", 0, name.start) + 1
    end = text.find("\n", name.end)
    written = text[start : end if end >= 0 else len(text)]
    line = written.split()
    if len(_LITTLE.findall(written)) > 0.1 * len(line):  # nearly every line: too many small letters
        return False
    long = [word for word in line if len(word) > 3 and word[0].isalpha()]
    if len(long) < 5 or sum([word[0].isupper() for word in long]) < 0.9 * len(long):
        return False
    most = 2 * len(parts) >= len(line)
    small = [part for part in parts[1:] if part.lower() in w.stop_words(lang) and part[0].isupper()]
    plain = sum([_is_plain(part.lower(), lang) for part in parts])
    return ((len(parts) > 3 and most) or bool(small)) and plain >= _TOLD * len(parts)


def without_things(text: str, names: Sequence[FoundName], lang: str) -> list[FoundName]:
    """The names without those that are things in a list: "Couvertures, Riz, Thé", "Blankets and Tents"."""
    loose = [n for n in names if not n.evidence.has(RULE) and text[n.start : n.end][0].isupper()]
    if not loose:
        return list(names)
    things: set[FoundName] = set()
    for match in _LIST.finditer(text):
        inside = [n for n in loose if match.start() <= n.start and n.end <= match.end()]
        if inside and (items := _items(text, match)) and _are_things(items, lang):
            labelled = text[max(0, match.start() - 2) : match.start()].rstrip().endswith(":")
            sure = len(items) > 2 and (labelled or all(is_thing(item, lang) for item in items))
            things.update(n for n in inside if _may_be_thing(text, n, lang, sure=sure))
    return [n for n in names if n not in things] if things else list(names)


def _may_be_thing(text: str, name: FoundName, lang: str, *, sure: bool) -> bool:
    """Whether a name in a list of things may be one too; `sure` where nothing else can stand in the list."""
    here = text[name.start : name.end]
    if name.type is ORG or " " in here:
        return sure and all(is_thing(item, lang) for item in _BETWEEN.split(here))
    return len(here) > 2


def _items(text: str, match: re.Match[str]) -> list[str]:
    """The items of a list, each as far as its words have capitals: "Riz complet" is Riz."""
    found = (item.split() for item in _BETWEEN.split(text[match.start() : match.end()]))
    return [" ".join(takewhile(lambda word: word[:1].isupper(), words)) for words in found]


def _are_things(items: Sequence[str], lang: str) -> bool:
    """Whether most of a list are common words; of two both must be, and be more than one each."""
    things = [item for item in items if is_thing(item, lang)]
    if any(is_known(item) for item in items) or sum(item in brands() for item in items) > 1:
        return False
    if len(items) == 2:
        return len(things) == 2 and all(item.endswith(("s", "x")) for item in items)
    return len(things) >= _MOST * len(items)
