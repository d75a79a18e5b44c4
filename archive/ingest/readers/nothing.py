"""Pages that say that there is nothing: an error, a redirect, a site that is gone. They are no documents.

What a server or an engine puts in the place of a page is told by its title or heading, which says nothing
else, and by how little stands under it. An article about such pages says more than they do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.text import fold

# What such a page is about, and that it is not there.
_THING = (
    r"(?:pages?|adresses?|address|urls?|contenus?|contents?|documents?|articles?|billets?|posts?|fichiers?|files?|"
    r"ressources?|resources?|liens?|links?|blogs?|sites?|websites?|serveur|server|object|comptes?|accounts?)"
)
_GONE = (
    r"(?:introuvables?|inexistante?s?|not\s+found|non\s+trouv[ée]+e?s?|pas\s+(?:[ée]t[ée]\s+)?(?:trouv[ée]+e?|disponible)|"
    r"(?:can\s?no|can['’]?|could\s?no|couldn['’])t\s+be\s+found|n['’]exist\w+\s+(?:pas|plus)|"
    r"(?:does\s+not|doesn['’]t|no\s+longer)\s+exists?|(?:no\s+longer|not|un)\s*available|"
    r"(?:n['’]est\s+)?(?:plus|pas)\s+(?:disponible|accessible|en\s+ligne)|indisponible|unavailable|"
    r"(?:has|have)\s+been\s+(?:moved|removed|deleted|suspended|disabled)|"
    r"(?:a|ont)\s+[ée]t[ée]\s+(?:d[ée]plac|supprim|suspend|d[ée]sactiv|ferm)\w+)"
)
_CODE = r"(?:40[0134]|410|50[0234])"
# All words of a title that says but this, folded; and what it must say.
_WORDS = frozenset(
    """
    page pages adresse address url contenu content document article billet post fichier file
    ressource resource lien link site web website serveur server objet object compte account service
    gateway database base donnees connection connexion http https status code erreur error errors
    oops oups ooops sorry desole desolee aie attention uh oh hmm pardon we vous you your votre je i
    nous il elle on it that this the a an la le les l un une cet cette ce ces d de des du to au aux
    of is are be been has have was not no longer n ne non pas plus est ete etre a ont que qui est la
    ici here t s can cannot could couldn doesn does exist exists existe existent found find trouve
    trouvee trouvees trouver introuvable introuvables inexistant inexistante disponible indisponible
    accessible available unavailable isn aren demandee demande recherchee recherche cherchez
    recherchez cherche requested looking searching for were forbidden interdit interdite refuse
    refusee acces access denied bad internal gone moved removed deleted supprime supprimee deplace
    deplacee suspendu suspendue suspended disabled maintenance en cours under rien nothing just
    moment required establishing temporairement temporarily actuellement currently
    """.split()  # noqa: SIM905
)
_SAYS = re.compile(
    rf"(?<![\w]){_CODE}(?!\w)|not found|introuvable|inexistant|(?:non|pas(?: ete| pu etre)?) trouve|n'existe|"
    r"(?:not|n't|no longer) exist|(?:no longer|not|n't|un)\s?available|"
    r"(?:plus|pas) (?:disponible|accessible)|indisponible|"
    r"(?:can't|cannot|couldn't|could not) (?:find|be found)|"
    r"(?:rien|nothing)(?: \w+){0,3} (?:trouve|found)|been (?:moved|removed|deleted|suspended|disabled)|"
    r"ete (?:deplac|supprim|suspend)|forbidden|access denied|acces (?:refuse|interdit)|bad gateway|"
    r"internal server error|just a moment|attention required|(?:account|compte) suspend|"
    r"(?:en|under|cours de) maintenance|establishing a database"
)
_MOST_WORDS = 14
_SENTENCE = re.compile(
    rf"\b{_THING}\b.{{0,90}}?{_GONE}|{_GONE}.{{0,40}}\b{_THING}\b|\brequested\s+url\b|"
    r"\bpages?\s+(?:you(?:['’]re|\s+(?:are|were|have))?\s+(?:looking|requested|trying)|demand[ée]e|"
    r"que\s+vous\s+(?:re)?cherche[zr]|que\s+vous\s+(?:avez\s+)?demand\w+)|"
    r"\bdon['’]t\s+have\s+permission|\bpas\s+(?:l['’]autorisation|le\s+droit)|\bhttp\s+(?:error|erreur)\b|"
    r"\bnothing\s+(?:was\s+|has\s+been\s+)?found|\bit\s+looks\s+like\s+nothing|\bchecking\s+your\s+browser",
    re.IGNORECASE | re.DOTALL,
)
_REDIRECT = re.compile(
    r"\W*(?:(?:please\s+wait|veuillez\s+patienter)\W+)?(?:"
    r"redirect(?:ing|ion|ed|\s+notice)?\b(?:\s+(?:to|vers|en\s+cours|you|in\s+progress).*)?|"
    r"redirection\b.{0,80}|you\s+(?:are\s+being|will\s+be)\s+redirected\b.*|"
    r"vous\s+(?:allez\s+[êe]tre|[êe]tes)\s+(?:en\s+cours\s+de\s+)?redirig\w+.*|"
    r"(?:this|the|cette|la)\s+page\s+(?:has\s+(?:moved|been\s+moved)|a\s+(?:[ée]t[ée]\s+d[ée]plac|d[ée]m[ée]nag)\w+).*|"
    r"(?:30[12378]\s+)?(?:object\s+moved|moved\s+(?:permanently|temporarily)|30[12378]\s+found)\b.*)\W*\Z",
    re.IGNORECASE | re.DOTALL,
)
# Of the site itself: "the camp's site is closed" may be news.
_VANISHED = re.compile(
    r"(?:\b(?:this|ce|cet|your|votre|the\s+requested)\s+(?:domain|domaine|site|website|web\s+site|blog|journal|page)"
    r"(?:\s+(?:name|web|internet))?|\bthe\s+(?:blog|site)\s+at\s+\S+|(?<!\S)[\w-]+(?:\.[\w-]+)*\.[a-z]{2,})\s+"
    r"(?:(?:is|may\s+be|est)\s+(?:now\s+)?(?:for\s+sale|parked|available\s+for\s+purchase|[àa]\s+vendre)|"
    r"is\s+no\s+longer\s+available|n['’]est\s+plus\s+(?:disponible|en\s+ligne)|(?:has\s+)?expired|"
    r"(?:has|was|have)\s+(?:been\s+)?(?:removed|deleted|archived|suspended|parked|disabled)|"
    r"a\s+(?:expir[ée]|[ée]t[ée]\s+(?:supprim|suspend|d[ée]sactiv|ferm|archiv)\w+))|"
    r"\b(?:buy|acheter)\s+(?:this|ce)\s+(?:domain|domaine)|\bdomain\s+(?:parking|name\s+registration)|"
    r"\b(?:it\s+works!|welcome\s+to\s+nginx|(?:apache\w*|default)\s+(?:\w+\s+){0,2}default\s+page)",
    re.IGNORECASE,
)
_PART = re.compile(r"\s*[|»«]\s*|\s+[–—·•:-]{1,2}\s+|(?<=\w):\s+|\s+::\s+")
_NUMBER = re.compile(_CODE)
# Words of running text beside links. Of 270 saved pages no article has fewer than the last two.
_BARE = 60  # under a heading that says so
_TOLD = 150  # and where a sentence says it again
_MOVED = 40
_FIRST = 3  # lines in which the sentence stands


@dataclass(frozen=True, slots=True)
class Said:
    """What a page says: its title, its headings, and its lines that are no links."""

    title: str | None
    headings: Sequence[str]
    lines: Sequence[str]
    sent_on: bool = False  # by its head, to another address
    is_article: bool = False  # it says when it was published


def no_document(said: Said) -> str | None:
    """What a page is that is no document, in words; None for all that may be one."""
    words = sum(len(line.split()) for line in said.lines)
    names = _names(said)
    top = [*said.lines[:_FIRST]]
    error = next((name for name in names if is_error(name)), None)
    if error is None and words <= _BARE and top and (first := _PART.split(top[0])[0]) and is_error(first):
        error = first
    if error is not None and _is_bare(said, names, error, words, top):
        code = next((found[0] for name in [*names, *top] if (found := _NUMBER.search(name))), None)
        return f"an error page ({code})" if code else "an error page"
    if words <= _MOVED and not said.is_article:
        if said.sent_on or any(_REDIRECT.match(line) for line in [*names, *top[:1]]):
            return "a redirect to another page"
        if any(_VANISHED.search(line) for line in [*names, *top]):
            return "a page in the place of a site that is gone"
    return None


def is_error(name: str) -> bool:
    """Whether a title or a heading says but that there is nothing: "Oops! Page not found (404)"."""
    plain = fold(name)
    own = re.findall(r"[^\W_]+", plain)
    known = all(word in _WORDS or word.isdigit() for word in own)
    return (
        bool(own) and len(own) <= _MOST_WORDS and known and _SAYS.search(" ".join(plain.split())) is not None
    )


def _is_bare(said: Said, names: Sequence[str], error: str, words: int, top: Iterable[str]) -> bool:
    """Whether so little stands under the heading of an error that it is one."""
    told = any(_SENTENCE.search(line) and line != error for line in top)
    if told and sum(is_error(name) for name in names) > 1 and not said.is_article:
        return (
            True  # its title and its heading say so, and a sentence: what follows are other pages' openings
        )
    if said.is_article:
        return told and words <= _BARE
    return words <= (_TOLD if told else _BARE)


def _names(said: Said) -> list[str]:
    """The parts of the title, and the headings."""
    parts = [part.strip() for part in _PART.split(said.title)] if said.title else []
    whole = [said.title] if said.title else []
    return [name for name in dict.fromkeys([*whole, *parts, *said.headings]) if name]
