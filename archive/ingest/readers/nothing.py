"""Pages that say that there is nothing: an error, a redirect, a site that is gone. They are no documents.

What a server or an engine puts in the place of a page is told by its title or heading, which says nothing
else, and by how little stands under it. An article about such pages says more than they do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from archive.dataclass import dataclass
from archive.ingest.readers.server_words import are_of_servers
from archive.text import fold
from archive.text import words as words_of

# What such a page is about: a page, its address; other things where the words beside them say "this one".
_THING = r"(?:pages?|adresses?|address|urls?)"
_THIS = (
    r"(?:\b(?:this|that|ce|cet|your|votre|the\s+requested)\s+(?:contenu|content|document|article|billet|post|fichier|file|"
    r"ressource|resource|lien|link|blog|site|website|serveur|server|compte|account)\b|"
    r"\b(?:contenu|content|document|article|billet|post|fichier|file|ressource|resource|lien|link)\s+"
    r"(?:demand[ée]+|recherch[ée]+|que\s+vous|you|that\s+you|requested)\b)"
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
_SIGHS = frozenset(
    """
    oops oups ooops sorry desole desolee aie uh oh hmm pardon erreur error zut
    """.split()  # noqa: SIM905
)
_MOST_WORDS = 14
_SENTENCE = re.compile(
    rf"\b{_THING}\b.{{0,90}}?{_GONE}|{_GONE}.{{0,40}}\b{_THING}\b|{_THIS}.{{0,90}}?{_GONE}|\brequested\s+url\b|"
    r"\bpages?\s+(?:you(?:['’]re|\s+(?:are|were|have))?\s+(?:looking|requested|trying)|demand[ée]e|"
    r"que\s+vous\s+(?:re)?cherche[zr]|que\s+vous\s+(?:avez\s+)?demand\w+)|"
    r"\b(?:looking\s+for\s+something\s+that|cherchez\s+quelque\s+chose\s+qui)\b|"
    r"\b(?:can\s?not|can['’]?t|could\s?n[o'’]t)\s+find\s+what\s+you|\btrouv\w+\s+ce\s+que\s+vous|"
    r"\bnot\s+(?:authori[sz]ed|allowed)\s+to\s+(?:access|view|see)|\bpas\s+autoris[ée]+\w*\s+[àa]\s+(?:acc[ée]der|voir|consulter)|"
    r"\bdon['’]t\s+have\s+permission|\bpas\s+(?:l['’]autorisation|le\s+droit)|\bhttp\s+(?:error|erreur)\b|"
    r"\bnothing\s+(?:was\s+|has\s+been\s+)?found|\bit\s+looks\s+like\s+nothing|\bchecking\s+your\s+browser",
    re.IGNORECASE | re.DOTALL,
)
# Where a redirect leads, or how: an address, the new page, at once.
_WAY = (
    r"(?:\s+(?:to|vers|[àa])\s+(?:\S*(?:://|www\.|\.\w+/)\S*|"
    r"(?:(?:the|a|our|its|this|la|le|l['’]|une?|notre|sa|son|cette|ce)\s*)?(?:\w+\s+){0,2}"
    r"(?:page|site|website|address|adresse|url|location|emplacement|version)\b(?:\s+\S+){0,3})|"
    r"\s+(?:automati\w+|shortly|now|here|ici|en\s+cours|in\s+progress|permanently|temporarily|(?:in|dans)\s+\d+\s+\w+|"
    r"definitivement|définitivement|notice|page|you))*"
)
_REDIRECT = re.compile(
    r"\W*(?:(?:please\s+wait|veuillez\s+patienter)\W+)?(?:"
    rf"redirect(?:ing|ion|ed)?{_WAY}|"
    rf"(?:you\s+(?:are\s+being|will\s+be)\s+redirected|vous\s+(?:allez\s+[êe]tre|[êe]tes)\s+(?:en\s+cours\s+de\s+)?redirig\w+){_WAY}|"
    rf"(?:this|the|cette|la)\s+page\s+(?:has\s+(?:been\s+)?moved|a\s+(?:[ée]t[ée]\s+d[ée]plac|d[ée]m[ée]nag)[ée]+){_WAY}|"
    rf"(?:30[12378]\s+)?(?:object\s+moved|moved\s+(?:permanently|temporarily)|30[12378]\s+found){_WAY})\W*\Z",
    re.IGNORECASE,
)
# Of the site itself, in a line of its own: "this journal was suspended in 1940" may be history.
_VANISHED = re.compile(
    r"\W*(?:(?:sorry|d[ée]sol[ée])\W+)?(?:"
    r"(?:\b(?:this|ce|cet|your|votre|the\s+requested)\s+(?:domain|domaine|site|website|web\s+site|blog|journal|page)"
    r"(?:\s+(?:name|web|internet))?|\bthe\s+(?:blog|site)\s+at\s+\S+|(?:the\s+domain\s+)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,})\s+"
    r"(?:(?:is|may\s+be|est)\s+(?:now\s+)?(?:for\s+sale|parked|available\s+for\s+purchase|[àa]\s+vendre)|"
    r"is\s+no\s+longer\s+available|n['’]est\s+plus\s+(?:disponible|en\s+ligne)|(?:has\s+)?expired|"
    r"(?:has|was|have)\s+(?:been\s+)?(?:removed|deleted|archived|suspended|parked|disabled)|"
    r"a\s+(?:expir[ée]|[ée]t[ée]\s+(?:supprim|suspend|d[ée]sactiv|ferm|archiv)\w+))"
    r"(?:\s+(?:by\s+(?:its|the)|par\s+(?:son|sa|ses|l['’]))\s*(?:authors?|owners?|auteure?s?|auteurs?|propri[ée]taires?))?|"
    r"(?:buy|acheter)\s+(?:this|ce)\s+(?:domain|domaine)(?:\s+name)?|domain\s+(?:parking|name\s+registration)|"
    r"it\s+works|welcome\s+to\s+nginx|(?:apache\w*|default)\s+(?:\w+\s+){0,3}default\s+page(?:\W+it\s+works)?)"
    # What such a page says to its owner, in the same paragraph.
    r"(?:\W+(?:if\s+you|si\s+vous|please|veuillez|contact|click|cliquez|learn\s+more|en\s+savoir|"
    r"related|recherches|sponsored|liens|make\s+an|faites|inquire|buy|acheter)\b.*)?\W*\Z",
    re.IGNORECASE,
)
_PART = re.compile(r"\s*[|»«]\s*|\s+[–—·•:-]{1,2}\s+|(?<=\w):\s+|\s+::\s+")
_NUMBER = re.compile(_CODE)
_ENDS = re.compile(r"(?<=[.!?…])\s+")
_WAIT = re.compile(
    r"^\W*(?:please\s+wait|(?:veuillez\s+)?patient\w+|loading|chargement|click|cliquez|if\s+you\s+are\s+not|"
    r"si\s+vous\s+n['’][êe]tes\s+pas|(?:please\s+)?enable\s+javascript)\b",
    re.IGNORECASE,
)
# Words of running text beside links. Of 270 saved pages no article has fewer than the last two.
_BARE = 60  # under a heading that says so
_TOLD = 120  # and where a sentence says it again
_MOVED = 40
_ARTICLE = 40  # words of paragraphs that speak of something else: in doubt they are a text
_FIRST = 3  # lines in which the sentence stands
_SENTENCE_WORDS = 25  # a longer one tells a story
_PROSE = 15  # words of a line that is a paragraph of a text
_NAUGHT = 3  # words of a page that says nothing
# A heading that can be said of a page alone, not of a beach or a ward.
_OF_PAGES = re.compile(
    rf"(?<!\w){_CODE}(?!\w)|\b(?:pages?|urls?|(?:web)?sites?|http|bad gateway|internal server error|database|"
    r"just a moment|attention required)\b|\b(?:cet?|this|that) (?:article|billet|post|contenu|content)\b"
)
# A paragraph with these words speaks of pages and servers, to whoever came there.
_OF_THE_WEB = re.compile(
    r"\b(?:browsers?|navigateur|urls?|https?|www|serveur|servers?|webmaster|website|"
    r"site (?:web|internet)|web site|"
    r"domain name|nom de domaine|host(?:ing|er)|hebergement|cliqu\w+|click|redirect\w*|redirig\w+|"
    r"javascript|cookies|"
    r"nginx|apache|your site|votre site|homepage|page d'accueil|home page|bookmarks?|favoris|"
    r"(?:the|this|that|la|cette) page|this address|cette adresse|the blog at|domain experts?)\b"
)


@dataclass(frozen=True, slots=True)
class PageWords:
    """What a page says: its title, its headings, and its lines that are no links."""

    title: str | None
    headings: Sequence[str]
    lines: Sequence[str]
    sent_on: bool = False  # by its head, to another address
    is_article: bool = False  # it says when it was published


def no_document(page: PageWords) -> str | None:
    """What a page is that is no document, in words; None for all that may be one."""
    words = sum(len(line.split()) for line in page.lines)
    names = _names(page)
    top = [*page.lines[:_FIRST]]
    error = next((name for name in names if is_error(name)), None)
    if error is None and words <= _MOVED and any(map(_tells, top)):
        error = next((name for name in names if _is_sigh(name)), None)
    if error is None and words <= _BARE and top and (first := _PART.split(top[0])[0]) and is_error(first):
        error = first
    if error is not None and _is_bare(page, error, words, top):
        code = next((found[0] for name in [*names, *top] if (found := _NUMBER.search(name))), None)
        return f"an error page ({code})" if code else "an error page"
    if words <= _MOVED and not page.is_article and not any(_is_prose(line) for line in page.lines):
        leads = any(_REDIRECT.match(line) for line in [*names, *top[:1]])
        if page.sent_on or (leads and are_of_servers(page.lines)):
            return "a redirect to another page"
        if any(_VANISHED.match(line) for line in [*names, *top]):
            return "a page in the place of a site that is gone"
    return None


def is_waiting(line: str) -> bool:
    """Whether a line is what a page shows while it sends a browser on: "Please wait…"."""
    return len(line.split()) <= _NAUGHT or _REDIRECT.match(line) is not None or _WAIT.search(line) is not None


def is_error(name: str) -> bool:
    """Whether a title or a heading says but that there is nothing: "Oops! Page not found (404)"."""
    plain = fold(name)
    own = re.findall(r"[^\W_]+", plain)
    known = all(word in _WORDS or word.isdigit() for word in own)
    return (
        bool(own) and len(own) <= _MOST_WORDS and known and _SAYS.search(" ".join(plain.split())) is not None
    )


def _is_sigh(name: str) -> bool:
    """Whether a title or a heading says nothing at all: "Oops!", "Désolé…"."""
    own = re.findall(r"[^\W_]+", fold(name))
    return 0 < len(own) <= _NAUGHT and all(word in _SIGHS for word in own)


def _is_bare(page: PageWords, error: str, words: int, top: Iterable[str]) -> bool:
    """Whether so little stands under the heading of an error that it is one."""
    telling = [line for line in top if line != error and _tells(line)]
    if page.is_article:
        return bool(telling) and words <= _BARE
    if telling:
        # An article says it in passing, within a paragraph, and goes on to other things.
        passing = all(len(line.split()) >= _PROSE for line in telling)
        prose = sum(len(line.split()) for line in page.lines if _is_prose(line))
        return words <= _TOLD and not (passing and prose >= _ARTICLE)
    if words <= _NAUGHT:
        return True
    return (
        words <= _BARE
        and _OF_PAGES.search(" ".join(fold(error).split())) is not None
        and are_of_servers(page.lines, set(words_of(fold(page.title or ""))))
    )


def _tells(line: str) -> bool:
    """Whether a sentence of a line says, of this page, that it is not there."""
    return any(
        len(sentence.split()) <= _SENTENCE_WORDS and _SENTENCE.search(sentence) is not None
        for sentence in _ENDS.split(line)
    )


def _is_prose(line: str) -> bool:
    """Whether a line is a paragraph of a text, which speaks of other things than pages and servers."""
    return len(line.split()) >= _PROSE and _OF_THE_WEB.search(fold(line)) is None


def _names(page: PageWords) -> list[str]:
    """The parts of the title, and the headings."""
    parts = [part.strip() for part in _PART.split(page.title)] if page.title else []
    whole = [page.title] if page.title else []
    return [name for name in dict.fromkeys([*whole, *parts, *page.headings]) if name]
