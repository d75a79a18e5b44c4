"""What a mention says once its dress is off: articles, titles, roles, genitives, case and accents.

A name's `key` is what two spellings of one name share; everything here is a function of the
mention's words and language alone, so it is computed once for each distinct surface. The closed word lists
are in `data/words.toml`; the gazetteer is opened under the same keys.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache, lru_cache
from importlib import resources

from archive.dataclass import dataclass
from archive.lang.registry import language
from archive.patterns import regex
from archive.places.gazetteer import Gazetteer
from archive.records import MentionType
from archive.text import fold, plain

_FILE = resources.files("archive.link.entities").joinpath("data/words.toml")
_LISTS: dict[str, str] = tomllib.loads(_FILE.read_text("utf-8"))


def words(name: str) -> frozenset[str]:
    """The words of the list called `name`. Raises KeyError."""
    return frozenset(_LISTS[name].split())


_TOKEN = regex(r"[^\W_]+")
_GENITIVE = regex(r"(?<=\w)'s?$")
_BOUND = regex(r"^(?P<long>.{6,}?)\s*\((?P<short>[A-ZÀ-Þ][\w.&'-]{1,11})\)$")
_INVERTED = regex(r",\s*(?:The|An?|L[ae]s?|L')$")
_SURNAME_FIRST = regex(r"(?P<surname>[^\W\d_][^,;\n]*), (?P<given>[^\W\d_][^,;\n]*)")
_WOMANLY = regex(r"(?<=.)(?:([a-z])\1e|ee)$")
_ARTICLE_INSIDE = regex(r"^(abd|abu|abou)(?:[aeu]|ou)l(?=.{3})")
_ARTICLE_BEFORE = regex(r"^el(?=.{4})")
_NUMBERED = regex(r"^\W*\d{1,2}[.)] +(?=\D)")  # "2. Long Tide", an item of a list
# Not "DJ Berg", nor the article of "AL Khatib".
_TWO_INITIALS = regex(r"(?!DJ|MC|ST|LE|LA|DE|DU|EL|AL)([A-ZÀ-Ý])([A-ZÀ-Ý]) (?=[A-ZÀ-Ý][a-zà-ÿ])")
_TAIL = regex(r"(?:,? etc\b\.?|,? \([^()]*)$")  # "Long Tide etc.", "Long Tide (see"
_LETTERS = regex(r"(?!.* etc$)[^\W\d_]+(?: [^\W\d_]+)*")  # nearly every name: there is nothing to take off
_DOUBLED = regex(r"(.)\1+")
_DOTTED = regex(r"^(?:\w\.\s?){2,}\w?\.?$")

ARTICLES = words("articles")
PARTICLES = words("particles")
_LINK_WORDS = ARTICLES | words("links")
_TITLES = words("titles")
_AFTER_NAME = _TITLES | words("after_name")
GENERIC = words("generic")
_SAINT = {"st": "saint", "ste": "sainte", "mt": "mont"}


@dataclass(frozen=True, slots=True)
class BareName:
    """A mention's name undressed.

    `tokens` are its folded words, `key` joins them; `display` is the name as a person would write
    it; `short` is the acronym that the mention itself binds to it ("Long Form (LF)"), `dress` says
    what was taken off; `genitive` is the display with its 's, which may belong to it ("St. John's").
    """

    type: MentionType
    key: str
    tokens: tuple[str, ...]
    display: str
    short: str = ""
    dress: str = ""
    genitive: str = ""

    @property
    def acronym(self) -> bool:
        """Whether it looks like one: ONU, U.N., CNRS."""
        return is_acronym(self.display)


def is_acronym(text: str) -> bool:
    """Whether a name is written as an acronym: one word, two capitals or more, at most ten letters."""
    word = text.replace(".", "").replace(" ", "") if "." in text and _DOTTED.match(text) else text
    if " " in word or word[1:].islower():  # nearly every name
        return False
    letters = [c for c in word if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    return 2 <= len(letters) <= 10 and capitals >= 2 and capitals * 2 > len(letters)


@lru_cache(maxsize=8_192)  # acronyms and entities ask for the same names one after the other
def undress(text: str, kind: MentionType, lang: str) -> BareName:
    """The name in a mention. A mention that is nothing but dress ("the Minister") keeps it all."""
    written = " ".join(plain(text).split())
    letters = _LETTERS.fullmatch(written) is not None
    if not letters:
        written = _without_marks(written, text)
    genitive = _GENITIVE.search(written) if "'" in written else None
    bare = written[: genitive.start()] if genitive else written
    dress = ""
    short = ""
    if bare.endswith(")") and (bound := _BOUND.match(bare)) and is_acronym(bound["short"]):
        bare, short = bound["long"], bound["short"]
    inverted = _INVERTED.search(bare) if "," in bare else None  # "Nature Trust, The"
    until = inverted.start() if inverted else len(bare)
    found = _spaced(bare) if letters else _words_of(bare, until)
    if not found:
        return BareName(kind, fold(written), (fold(written),), written)
    if kind is MentionType.PERSON and (turned := _turned(bare) or _initials_apart(bare)):
        return replace(undress(turned, kind, lang), display=bare, genitive="")
    first = _skip_articles(found, kind)
    if kind is MentionType.PERSON:
        after = _skip_titles(found, first, lang)
        if after > first:
            first, dress = after, "title"
    # "Le Monde" keeps its article on show, though not in its key; "l'association" loses it.
    shown = next(i for i in range(first + 1) if i == first or (found[i][1][0].isupper() and not dress))
    display = bare[found[shown][0] :]
    tokens = _tokens([folded for _, _, folded in found[first:]], kind, display)
    full = display + genitive[0] if genitive and not short else ""
    return BareName(kind, " ".join(tokens), tokens, display, short, dress, full)


def _words_of(bare: str, until: int) -> list[tuple[int, str, str]]:
    """The words of a name up to a place: where each stands, as written, folded."""
    return [(m.start(), m[0], fold(m[0])) for m in _TOKEN.finditer(bare, 0, until)]


def _spaced(bare: str) -> list[tuple[int, str, str]]:
    """The same of a name that is words and spaces alone."""
    found, start = [], 0
    for word in bare.split(" "):
        found.append((start, word, fold(word)))
        start += len(word) + 1
    return found


def _without_marks(written: str, text: str) -> str:
    """A mention's words without the number before them, the rest of a list and marks on their ends."""
    written = _NUMBERED.sub("", written)
    written = _TAIL.sub("", written).strip(" ,;:.…\"'«»[]-*•")
    if written.count("(") != written.count(")"):
        written = written.strip("() ")
    if text.rstrip().endswith(".") and _DOTTED.match(written + "."):
        written += "."
    return written


def _turned(bare: str) -> str:
    """ "Berg, Anna" as "Anna Berg"; nothing for another name, or where a title stands behind the comma."""
    match = _SURNAME_FIRST.fullmatch(bare) if ", " in bare else None
    if match is None or any(not w[:1].isupper() or fold(w) in _AFTER_NAME for w in match["given"].split()):
        return ""
    return f"{match['given']} {match['surname']}"


def _initials_apart(bare: str) -> str:
    """ "JP Berg" as "J P Berg"; nothing for another name."""
    match = _TWO_INITIALS.match(bare)
    return f"{match[1]} {match[2]} {bare[match.end() :]}" if match and not bare.isupper() else ""


def _skip_articles(parts: list[tuple[int, str, str]], kind: MentionType) -> int:
    """Articles written small, or before a body, are no part of the name; "La Rochelle" keeps its own."""
    i = 0
    while i < len(parts) - 1 and parts[i][2] in ARTICLES:
        if kind is not MentionType.ORG and parts[i][1][0].isupper():
            break
        i += 1
    return i


def _skip_titles(parts: list[tuple[int, str, str]], i: int, lang: str) -> int:
    """Where the name begins after "Mme", "Dr", "maire de Nérac", "Prime Minister of the …"."""
    start = i
    office = False
    known = language(lang)
    own = known.around.titles if known else frozenset()
    while i < len(parts) - 1:
        _, written, folded = parts[i]
        if folded in _TITLES or folded in own:
            office = True
        elif not (office and folded in ARTICLES and written[0].islower()):
            break
        i += 1
    if (
        i > start
        and parts[i - 1][2] in ("de", "du", "des", "d", "of", "the", "la", "l")
        and len(parts) - i > 2
    ):
        # "maire de Nérac Anna Berg": what the office is of, then two words of name.
        capitals = [j for j in range(i, len(parts)) if parts[j][1][0].isupper()]
        return capitals[-2] if len(capitals) >= 3 else i
    return i


def _tokens(folded: list[str], kind: MentionType, display: str) -> tuple[str, ...]:
    if "." in display and _DOTTED.match(display):
        return ("".join(folded),)
    if kind is MentionType.ORG:
        return without_links(tuple(folded))
    if kind is MentionType.PLACE:
        kept = [_SAINT.get(t, t) for t in folded if t not in ("and", "et")]
        return tuple(kept or folded)
    return tuple(folded)


def without_links(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name without articles and prepositions, unless it has no others."""
    return tuple(t for t in tokens if t not in _LINK_WORDS) or tokens


def generic_stripped(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """A body's words without a generic head or tail: "association habitat lien" gives "habitat lien"."""
    if len(tokens) > 1 and tokens[0] in GENERIC:
        return tokens[1:]
    if len(tokens) > 2 and tokens[-1] in GENERIC:
        return tokens[:-1]
    return tokens


def compact(tokens: tuple[str, ...]) -> str:
    """A person's full name by its letters alone: Abdelkarim, Abdel-Karim and Abd el-Karim are one.

    The article in Arabic names is written as it is heard, with any vowel.
    """
    last = surname(tokens)
    given = _ARTICLE_INSIDE.sub(r"\1al", "".join(tokens[: -len(last)]))
    return f"{given} {_ARTICLE_BEFORE.sub('al', ''.join(last))}"


def surname(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """The last word of a person's full name, with the particles before it."""
    i = len(tokens) - 1
    while i > 1 and tokens[i - 1] in PARTICLES:
        i -= 1
    return tokens[i:]


@lru_cache(maxsize=20_000)
def skeleton(token: str) -> str:
    """A word by its sound, roughly: what a slip of spelling leaves alone.

    Doubled letters, y/i, ph/f, ck/k, mute h; final letters count, they tell Michel from Michèle, and so
    does a first h, which tells Hanna from Anna.
    """
    word = token.replace("ph", "f").replace("ck", "k").replace("y", "i")
    word = word[:1] + word[1:].replace("h", "")
    word = word.replace("c", "k").replace("q", "k").replace("z", "s")
    return _DOUBLED.sub(r"\1", word) or token


@lru_cache(maxsize=20_000)
def given_skeleton(token: str) -> str:
    """A given name by its sound: as `skeleton`, but an end that makes a woman's name of another counts.

    Michelle is not Michèle, Renée is not René; Mohammed is Mohamed.
    """
    ending = _WOMANLY.search(token)
    return skeleton(token[: ending.start()]) + ending[0] if ending else skeleton(token)


def key_of(name: str, lang: str = "en") -> str:
    """The key under which a place's name is looked up."""
    return undress(name, MentionType.PLACE, lang).key


@cache
def gazetteer() -> Gazetteer:
    """The one gazetteer of this process; read when first needed."""
    return Gazetteer()
