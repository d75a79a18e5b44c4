"""Lines that stand in or around the text of a page and are none of it, told by their words in both languages.

What leads to other texts, asks to share, to subscribe, to pay, to agree to cookies; what an engine notes of
a post. A bare word is furniture where little else stands with it: "Partager" is, "Partager l'eau reste
difficile" is not.
"""

from __future__ import annotations

import re

from archive.ingest.datelines import date_line, is_byline

_NETS = (
    r"(?:facebook|twitter|instagram|mastodon|whatsapp|t[ée]l[ée]gram|linkedin|pinterest|reddit|youtube|tiktok|"
    r"pocket|(?:social|every)\s+networks?|r[ée]seaux\s+sociaux|les\s+r[ée]seaux|social\s+media|(?:flux\s+)?rss)"
)
_COMMENTS = (
    r"(?:(?:\d+|no|aucun|view|show|voir(?:\s+les)?|all|(?:add|leave|post)\s+an?|(?:ajoute|laisse|poste)[rz]\s+un)\s+)?"
    r"(?:comments?|commentaires?|repl(?:y|ies)|r[ée]ponses?|r[ée]actions?)"
)
# Lines of nothing else but a thing or two that they are about.
_BARE = re.compile(
    r"\W*(?:(?:re)?partage[rz]?|share|tweet(?:er)?|imprimer|print|envoyer|e-?mail|like|j['’]aime|follow|suivre|"
    r"publicit[ée]|advertisement|advertising|sponsored|sponsoris[ée]|annonce|"
    rf"{_COMMENTS}|(?:read|see|learn|view)\s+more|(?:en\s+)?(?:lire|voir|savoir)\s+(?:la\s+suite|plus|davantage)|"
    r"(?:continue|keep)\s+reading|subscribe|sign\s+(?:up|in)|log\s*in|register|"
    r"s['’](?:abonner|inscrire|identifier)|(?:abonnez|inscrivez|connectez)-vous|se\s+connecter|connexion|"
    r"cr[ée]er\s+(?:un|mon|votre)\s+compte|donate|faire\s+un\s+don|(?:order\s+)?reprints|"
    r"back\s+to\s+top|(?:retour\s+en\s+)?haut\s+de\s+page|loading|chargement)"
    r"(?:\s+(?:now|here|ici|maintenant|this|cet?|article|page|on|sur|it|le|us|nous|post|billet))*\W*"
    rf"(?:{_NETS}\b\W*(?:(?:and|et|ou|or)\b\W*)?)*\Z",
    re.IGNORECASE,
)
# How a line begins that leads away, with what it leads to.
_LEADS = re.compile(
    r"\W*(?:"
    r"(?:[àa]\s+(?:lire|voir|[ée]couter|d[ée]couvrir)|lire|voir)\s+(?:aussi|[ée]galement)\b|lire\s+la\s+suite\b|"
    r"sur\s+le\s+m[êe]me\s+(?:sujet|th[èe]me)\b|dans\s+la\s+m[êe]me\s+(?:rubrique|cat[ée]gorie)\b|"
    r"(?:read|see|watch)\s+(?:also|more|next)\b|also\s+(?:read|see)\b|see\s+also\b|"
    r"(?:articles?|contenus?|billets?|pages?)\s+(?:similaires|li[ée]s|associ[ée]s|connexes|r[ée]cents)\b|"
    r"related\s*(?:articles?|stor(?:y|ies)|posts?|coverage|content|links|topics)\b|related\s*:|"
    r"(?:you\s+(?:may|might|could)|vous\s+(?:pourriez|devriez))\s+(?:also\s+|aussi\s+|[ée]galement\s+)?"
    r"(?:like|enjoy|be\s+interested|aimer|appr[ée]cier|[êe]tre\s+int[ée]ress)|vous\s+aimerez\s+(?:aussi|peut)|"
    r"(?:ceci|cela|[çc]a)\s+(?:pourrait|peut)\s+(?:aussi\s+)?vous\s+(?:int[ée]resser|plaire)|"
    r"(?:most|more)\s+(?:popular|read|viewed|shared|from)\b|popular\s+(?:on|posts|now)\b|"
    r"(?:les\s+)?(?:articles\s+)?(?:les\s+)?plus\s+(?:lus|partag[ée]s|vus)\b|recent\s+(?:posts|articles|comments)\b|"
    r"never\s+miss\b|don['’]t\s+miss\b|[àa]\s+ne\s+pas\s+(?:manquer|rater)\b|click\s+here\s+to\b|"
    r"cliquez\s+ici\s+pour\b|follow\s+(?:us|me)\b|suivez-(?:nous|moi)\b|"
    rf"(?:re)?partage[rz](?:\s+(?:cet?t?e?|article|page|billet|texte|sur|via|par|:))*\s+{_NETS}|"
    r"share\s+(?:this|it|on|via)\b|(?:like|enjoy(?:ed)?|vous\s+avez\s+aim[ée])\b.{0,40}\b(?:share|partage\w*)\b|"
    r"sign\s+up\b|subscribe\s+(?:to|for|now|here)\b|(?:in|r[ée])?abonnez-vous\b|inscrivez-vous\b|s['’]abonner\b|"
    r"join\s+(?:our|the)\s+(?:newsletter|mailing\s+list|forums?)\b|tell\s+us\s+what\s+you\s+think|"
    r"(?:dites|donnez)(?:-nous)?\s+(?:ce\s+que\s+vous\s+en\s+pensez|votre\s+avis)|view\s+comments\b|"
    r"(?:leave|post|add)\s+a\s+(?:comment|reply)\b|(?:laisse|ajoute|poste)[rz]\s+(?:un|votre)\s+(?:commentaire|r[ée]ponse)\b|"
    r"all\s+rights\s+reserved\b|tous\s+droits\s+r[ée]serv[ée]s\b|pour\s+lire\s+la\s+suite\b)",
    re.IGNORECASE,
)
_LETTER = re.compile(
    r"\b(?:newsletters?|infolettres?|lettres?\s+d['’]infos?(?:rmations?)?|mailing\s+list|liste\s+de\s+diffusion|"
    r"your\s+(?:in|letter|mail)box|votre\s+bo[îi]te)\b",
    re.IGNORECASE,
)
_TAKE = re.compile(
    r"\W*(?:sign\s+up|subscribe|get|receive|join|let\s+our|want|recevez|abonnez|inscrivez|pour\s+recevoir|rejoignez)\b"
    r"(?=.*\b(?:our|notre|nos|your|votre|vos|free|gratuit\w*|daily|weekly|quotidien\w*|hebdo\w*)\b)",
    re.IGNORECASE,
)
# What a site offers or asks, wherever in a line: to follow it, to buy, to open an account.
_OFFERS = re.compile(
    rf"\A\W*(?:follow\b.{{1,60}}\bon|suive[zr]\b.{{1,60}}\bsur)\b.{{0,30}}{_NETS}|"
    r"\baffiliate\s+(?:commissions?|links?)\b|\bliens?\s+affili[ée]s?\b|"
    r"\b(?:earn|receive)\s+an?\b.{0,20}\bcommission|"
    r"\balready\s+(?:a\s+(?:subscriber|member)|have\s+an\s+account)\b|"
    r"\bd[ée]j[àa]\s+(?:un\s+compte|abonn[ée]e?s?|inscrite?s?)\s*\W*\Z|\bd[ée]j[àa]\s+(?:abonn[ée]e?|un\s+compte)\s*[?,]|"
    r"\b(?:log|sign)\s+in\s+to\s+(?:read|continue|comment|access)|\bconnectez-vous\s+(?:ici|pour)\b|"
    r"\b(?:subscribers|members)\s+only\W*\Z|\br[ée]serv[ée]e?s?\s+(?:aux|[àa]\s+nos)\s+abonn[ée]e?s|"
    r"\bpour\s+(?:lire|acc[ée]der|continuer)\b.{1,80}\b(?:compte|abonne\w*|illimit[ée]|identifi(?:er|ez))\b|"
    r"\bto\s+(?:read|continue|access)\b.{1,60}\b(?:subscri\w+|an\s+account|log\s+in|sign\s+(?:in|up)|register)\b|"
    r"\b(?:profitez\s+de|d[ée]couvrez)\s+(?:notre|nos)\s+offres?\b|\boffres?\s+(?:d[ée]couverte|d['’]abonnement)\b|"
    r"\bsubscription\s+(?:offers?|plans?)\b",
    re.IGNORECASE,
)
_COOKIES = re.compile(
    r"\W*(?:(?:ce|notre|this|our)\s+(?:site|website|web\s+site|blog)|we|nous|cookies|les\s+cookies|accept(?:er)?|"
    r"en\s+(?:cliquant|poursuivant|continuant|naviguant)|by\s+(?:clicking|continuing|using)|"
    r"(?:to|pour)\s+(?:vous\s+)?(?:give|offer|provide|offrir|am[ée]liorer))\b"
    r"(?=.*\bcookies\b)(?=.*\b(?:use[sd]?|utilis\w+|accept\w*|consent\w*|agree\w*|privacy|confidentialit[ée]|navigation|"
    r"browsing|d[ée]pos\w+))",
    re.IGNORECASE | re.DOTALL,
)
# What an engine notes of a post beside its day: where it is filed, how many answered.
_FILED = re.compile(
    r"\W*(?:(?:filed|posted|published)\s+(?:in|under)|class[ée]e?\s+(?:dans|sous)|publi[ée]e?\s+dans|"
    r"(?:categor(?:y|ies)|cat[ée]gories?|rubriques?|tags?|mots?[- ]cl[ée]s?|[ée]tiquettes?|th[èe]mes?)\s*:)",
    re.IGNORECASE,
)
_FIELDS = re.compile(r"\s*[|·•]\s*|\s+[–—]\s+")
_LONGEST = 30  # words of a line that leads away
_NOTICE = 90  # words of a notice about cookies
_NOTE = 25  # words of what an engine notes of a post
_CHARACTERS = 1_000  # of any of these


def leads_away(text: str) -> bool:
    """Whether a block only leads to other texts or services: "À lire aussi : …", "Sign up for …"."""
    count = len(text.split())
    if count > _NOTICE or len(text) > _CHARACTERS:
        return False
    if count <= _LONGEST and (_BARE.match(text) or _LEADS.match(text) or _OFFERS.search(text)):
        return True
    if count <= _LONGEST and _LETTER.search(text) and _TAKE.match(text):
        return True
    return _COOKIES.match(text) is not None


def is_note(text: str) -> bool:
    """Whether a line is what an engine notes of a post: its day beside its categories, its comments."""
    if len(text.split()) > _NOTE or len(text) > _CHARACTERS or "\n" in text:
        return False
    parts = [part for part in _FIELDS.split(text.strip()) if part]
    filed = [bool(_FILED.match(part) or _BARE.match(part)) for part in parts]
    rest = (part for one, part in zip(filed, parts, strict=True) if not one)
    return any(filed) and all(date_line(part) is not None or is_byline(part) for part in rest)
