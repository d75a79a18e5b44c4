"""Lines that stand in or around the text of a page and are none of it, told by their words in both languages.

What leads to other texts, asks to share, to subscribe, to pay, to agree to cookies; what an engine notes of
a post. A bare word is furniture where little else stands with it: "Partager" is, "Partager l'eau reste
difficile" is not. Where a sentence may begin so too, a line counts
only if it is mostly a link or says nothing else.
"""

from __future__ import annotations

import re

from archive.ingest.datelines import date_line, is_byline
from archive.ingest.readers.html_blocks import HtmlPiece

_NETS = (
    r"(?:facebook|twitter|instagram|mastodon|whatsapp|t[ée]l[ée]gram|linkedin|pinterest|reddit|youtube|tiktok|"
    r"pocket|(?:social|every)\s+networks?|r[ée]seaux\s+sociaux|les\s+r[ée]seaux|social\s+media|(?:flux\s+)?rss)"
)
_COMMENTS = (
    r"(?:(?:(?:\d+|no|aucune?|view|show|voir(?:\s+les)?|all|(?:add|leave|post)\s+an?|(?:ajoute|laisse|poste)[rz]\s+une?)"
    r"\s+)?(?:comments?|commentaires?)|"
    # Without a number these are the names of parts of a text.
    r"(?:\d+|no|aucune?|(?:add|leave|post)\s+an?)\s+(?:repl(?:y|ies)|r[ée]ponses?|r[ée]actions?))"
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
_OF_SITE = (
    r"(?:newsletters?|infolettres?|lettres?|mailing\s+list|liste|cha[îi]ne|channel|feed|flux|podcast|briefing|"
    r"(?:e-?)?mails?|updates|alertes?|alerts|magazine|offres?)"
)
_THIS_TEXT = r"(?:this|our|the|cet?t?e?|notre)\s+(?:article|post|story|page|content|entry|texte|billet)"
# How a line begins that leads away, with what it leads to.
_LEADS = re.compile(
    r"\W*(?:"
    r"(?:pour\s+)?lire\s+la\s+suite\b|"
    rf"(?:sign\s+up|subscribe|(?:in|r[ée])?abonnez-vous|inscrivez-vous|s['’]abonner|s['’]inscrire)\s+(?:to|for|[àa])\s+"
    rf"(?:our|my|notre|nos|ma|mon)\s+(?:\w+\s+){{0,3}}{_OF_SITE}\b|"
    rf"(?:(?:re)?partage[rz]|share)(?:\s+(?:this|it|on|via|story|post|cet?t?e?|article|page|billet|texte|sur|par|:))*\s+"
    rf"{_NETS}\b(?:\W*(?:(?:and|et|ou|or)\b\W*)?{_NETS}\b)*\W*(?:\(.*\)\W*)?\Z|share\s+{_THIS_TEXT}\b|"
    rf"(?:like|enjoy(?:ed)?|vous\s+avez\s+aim[ée])\s+(?:{_THIS_TEXT}\b|(?:it|this)\s*\?).{{0,20}}\b(?:share|partage[rz])\b|"
    rf"(?:click\s+here\s+to|cliquez\s+ici\s+pour)\s+(?:read\s+more|subscribe|share|print|lire\s+la\s+suite|"
    rf"(?:s['’]|vous\s+)abonner|partager|imprimer|(?:read|lire)\s+(?:{_THIS_TEXT}|l['’]article))\b|"
    r"all\s+rights\s+reserved\b|tous\s+droits\s+r[ée]serv[ée]s\b)",
    re.IGNORECASE,
)
# What leads to other texts, and may begin a sentence of the text: a title follows a colon.
_OTHERS = (
    r"(?:(?:[àa]\s+(?:lire|voir|[ée]couter|d[ée]couvrir)|lire|voir)\s+(?:aussi|[ée]galement)|"
    r"sur\s+le\s+m[êe]me\s+(?:sujet|th[èe]me)|dans\s+la\s+m[êe]me\s+(?:rubrique|cat[ée]gorie)|"
    r"(?:read|see|watch)\s+(?:also|more|next)|also\s+(?:read|see)|see\s+also|"
    r"(?:articles?|contenus?|billets?|pages?)\s+(?:similaires|li[ée]s|associ[ée]s|connexes|r[ée]cents)|"
    r"related(?:\s*(?:articles?|stor(?:y|ies)|posts?|coverage|content|links|topics))?|"
    r"(?:you\s+(?:may|might|could)|vous\s+(?:pourriez|devriez))\s+(?:also\s+|aussi\s+|[ée]galement\s+)?"
    r"(?:like|enjoy|be\s+interested(?:\s+in)?|aimer|appr[ée]cier|[êe]tre\s+int[ée]ress[ée]e?s?(?:\s+par)?)|"
    r"vous\s+aimerez\s+(?:aussi|peut-[êe]tre)|"
    r"(?:ceci|cela|[çc]a)\s+(?:pourrait|peut)\s+(?:aussi\s+)?vous\s+(?:int[ée]resser|plaire))"
)
# The same with what a site asks of its readers.
_ASKS = (
    rf"(?:{_OTHERS}|(?:most|more)\s+(?:popular|read|viewed|shared|from)|popular\s+(?:on|posts|now)|"
    r"(?:les\s+)?(?:articles\s+)?(?:les\s+)?plus\s+(?:lus|partag[ée]s|vus)|recent\s+(?:posts|articles|comments)|"
    r"never\s+miss|don['’]t\s+miss|[àa]\s+ne\s+pas\s+(?:manquer|rater)|click\s+here\s+to|"
    r"cliquez\s+ici\s+pour|follow\s+(?:us|me)|suivez-(?:nous|moi)|share\s+(?:this|it|on|via)|"
    r"(?:re)?partage[rz]\s+(?:cet\s+article|cette\s+page|ce\s+(?:billet|texte))|"
    r"sign\s+up|subscribe\s+(?:to|for|now|here)|(?:in|r[ée])?abonnez-vous|inscrivez-vous|s['’]abonner|"
    r"join\s+(?:our|the)\s+(?:newsletter|mailing\s+list|forums?)|tell\s+us\s+what\s+you\s+think|"
    r"(?:dites|donnez)(?:-nous)?\s+(?:ce\s+que\s+vous\s+en\s+pensez|votre\s+avis)|view\s+comments|"
    r"(?:leave|post|add)\s+a\s+(?:comment|reply)|(?:laisse|ajoute|poste)[rz]\s+(?:un|votre|une)\s+(?:commentaire|r[ée]ponse))"
)
_LINKED = re.compile(rf"\W*{_ASKS}\b", re.IGNORECASE)
_TITLED = re.compile(rf"\W*{_OTHERS}\s*:", re.IGNORECASE)
# Nothing stands with it but words of the same kind.
_ALONE = re.compile(
    rf"\W*{_ASKS}\b(?:[\s:,]+(?:now|here|below|today|this|week|month|ici|maintenant|ci-dessous|cette|semaine|mois|"
    rf"aujourd['’]hui|d[èe]s|for|free|updates|gratuitement|on|sur|in|via|and|et|our|nos|notre|the|les|la|de|du|an?|"
    rf"another|stor(?:y|ies)|posts?|articles?|contenus?|billets?|thing|site|blog|comments|commentaires|jour|"
    rf"(?:e-?)?mail|{_NETS})\b)*\W*\Z",
    re.IGNORECASE,
)
_MONTHS = (
    r"(?:jan(?:uary|vier)|f[ée]vrier|february|mars|march|a(?:vr|pr)il|mai|may|juin|june|juillet|july|ao[ûu]t|august|"
    r"septemb(?:er|re)|octob(?:er|re)|novemb(?:er|re)|d[ée]cemb(?:er|re))"
)
# A line of the text says a day, or ends as a sentence does.
_DATED = re.compile(
    rf"\b(?:1[89]|20)\d\d\b|\b\d{{1,2}}(?:er|st|nd|rd|th)?\s+{_MONTHS}\b|\b{_MONTHS}\s+\d", re.IGNORECASE
)
_STOP = re.compile(r"\w{2}[)»”\"]*\.\s*[»”\"]?\s*\Z")
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
_ARTICLE = (
    r"(?:cet\s+article|cette\s+page|la\s+suite|(?:la|votre)\s+lecture|(?:nos|notre|tous\s+les|l['’])\s*"
    r"(?:articles?|contenus?|archives)|this\s+(?:article|story|page|post|content)|reading|"
    r"(?:the\s+)?(?:full|whole|rest\s+of\s+the)\s+(?:article|story)|our\s+(?:articles|stories|journalism|archives?))"
)
# How a line begins with which a site offers or asks: to follow it, to buy, to open an account.
_OFFERS = re.compile(
    rf"\W*(?:(?:follow\b.{{1,60}}\bon|suive[zr]\b.{{1,60}}\bsur)\b.{{0,30}}{_NETS}|"
    r".{0,120}\b(?:affiliate\s+(?:commissions?|links?)|liens?\s+affili[ée]s?)\b|"
    r"(?:(?:if|when)\s+you\b.{1,60}\b)?we\s+(?:(?:may|might|can|will)\s+)?(?:earn|receive)\s+a\s+(?:small\s+)?commission\b|"
    r"(?:(?:are|do|if)\s+you\s+(?:are\s+)?|you\s+(?:are\s+)?)?already\s+(?:a\s+(?:subscriber|member)|have\s+an\s+account)"
    r"\W*(?:\?|\Z|(?:log|sign)\s*in\b)|"
    r"(?:vous\s+(?:avez|[êe]tes)\s+|(?:avez|[êe]tes)-vous\s+)?d[ée]j[àa]\s+(?:un\s+compte|abonn[ée]e?s?)"
    r"\W*(?:\?|\Z|(?:connect|identifi|se\s+connect))|"
    rf"(?:please\s+|you\s+(?:must|need\s+to)\s+)?(?:be\s+)?(?:log(?:ged)?|sign(?:ed)?)\s*in\s+to\s+"
    rf"(?:(?:read|continue|access)\s+(?:to\s+)?{_ARTICLE}|(?:(?:post|leave)\s+a\s+)?comment\b)|"
    rf"connectez-vous\s+(?:ici\W*\Z|pour\s+(?:(?:lire|continuer|acc[ée]der)\s+(?:[àa]\s+)?{_ARTICLE}|commenter\b))|"
    rf"(?:{_ARTICLE}\b.{{0,30}}\b)?(?:for\s+|pour\s+)?(?:subscribers|members)\s+only\W*\Z|"
    r"(?:(?:cet|cette|ce|la|le|l['’])\s*(?:article|suite|contenu|lecture|page|texte|billet|num[ée]ro)\b.{0,30}|"
    r"(?:article|contenu|acc[èe]s)\s+)?\br[ée]serv[ée]e?s?\s+(?:aux|[àa]\s+nos)\s+abonn[ée]e?s\b|"
    rf"pour\s+(?:lire|acc[ée]der|continuer|poursuivre)\b(?=.{{0,60}}\b{_ARTICLE}\b)"
    r"(?=.*\b(?:(?:un|votre|mon)\s+compte|abonne\w*|illimit[ée]e?s?)\b)|"
    rf"to\s+(?:read|continue|access)\b(?=.{{0,60}}\b{_ARTICLE}\b)"
    r"(?=.*\b(?:subscri\w+|an\s+account|log\s+in|sign\s+(?:in|up))\b)|"
    r"(?:profitez\s+de|d[ée]couvrez)\s+(?:toutes\s+)?(?:notre|nos)\s+offres?\b|"
    r"(?:\w+\s+){0,3}(?:offres?\s+(?:d[ée]couverte|d['’]abonnement)|subscription\s+(?:offers?|plans?))\b)",
    re.IGNORECASE,
)
# What a newsletter says of itself: how to see it, why it came, how to end it.
_MAILED = re.compile(
    r"\W*(?:"
    r"(?:if\s+you\s+(?:can\s?n(?:o|['’])t|are\s+(?:unable|having)|have)\b|(?:having\s+)?(?:trouble|problems?|difficulty)\s+(?:view|read|see)ing\b|"
    r"view\s+(?:this|it)\b|can\s?n(?:o|['’])t\s+(?:see|read|view)\b|(?:email|message)\s+not\s+display)"
    r"(?=.*\b(?:messages?|e-?mails?|newsletters?|it|this)\b).*\b(?:browser|on-?line|web\s+version)\b|"
    r"(?:si\s+(?:vous|ce|cet|cette|le|la|l['’])\b|(?:des\s+)?(?:probl[èe]mes?|difficult[ée]s?)\b|(?:voir|consulter|lire|afficher)\b|"
    r"(?:message|mail|lettre|newsletter)\s+(?:illisible|mal\s+affich))"
    r"(?=.*\b(?:message|mails?|e-?mails?|courriels?|lettre|newsletter|infolettre)\b)?.*\b(?:navigateur|version\s+(?:en\s+ligne|web))\b|"
    r"(?:you(?:['’]re|\s+are)?\s+(?:have\s+)?(?:receiv|subscribed|getting)|vous\s+(?:recevez|avez\s+re[çc]u|[êe]tes\s+(?:inscrit|abonn))|"
    r"(?:this|ce|cet)\s+(?:e-?mail|message|courriel|mail)\s+(?:was\s+sent|(?:vous\s+)?a\s+[ée]t[ée]\s+envoy)|"
    r"vous\s+ne\s+souhaitez\s+plus|(?:to|pour)\s+(?=unsubscribe|(?:se|vous|ne\s+plus)\b))"
    r".*(?:\bunsubscrib|\bd[ée]sinscri|\bd[ée]sabonn|\bne\s+(?:souhaitez\s+)?plus\s+(?:\w+\s+)?recevoir\b))",
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
    r"\W*(?:(?:filed|posted)\s+(?:in|under)|class[ée]e?\s+(?:dans|sous)|"
    r"(?:categor(?:y|ies)|cat[ée]gories?|rubriques?|tags?|mots?[- ]cl[ée]s?|[ée]tiquettes?)\s*:)",
    re.IGNORECASE,
)
# The same where links follow; else it is the source of a text, or its themes.
_FILED_LINKS = re.compile(r"\W*(?:published\s+(?:in|under)|publi[ée]e?\s+dans|th[èe]mes?\s*:)", re.IGNORECASE)
_FIELDS = re.compile(r"\s*[|·•]\s*|\s+[–—]\s+")
_LONGEST = 30  # words of a line that leads away
_NOTICE = 90  # words of a notice about cookies
_NOTE = 25  # words of what an engine notes of a post
_CHARACTERS = 1_000  # of any of these


def is_lead(piece: HtmlPiece) -> bool:
    """Whether `leads_away` says so of a block of a page."""
    return leads_away(piece.text, linked=piece.linked, heading=piece.state.level > 0)


def leads_away(text: str, *, linked: int = 0, heading: bool = False) -> bool:
    """Whether a block only leads to other texts or services: "À lire aussi : …", "Sign up for …".

    `linked` of its characters stand in links. A `heading` of one word, such as "Annonce", is one of the text.
    """
    count = len(text.split())
    if count > _NOTICE or len(text) > _CHARACTERS:
        return False
    if count <= _LONGEST and (_LEADS.match(text) or _OFFERS.match(text) or _asks(text, linked)):
        return True
    if count <= _LONGEST and not heading and _is_bare(text):
        return True
    if (linked or not _STOP.search(text)) and _MAILED.match(" ".join(text.split())):
        return count <= 2 * _NOTE
    if count <= _LONGEST and _LETTER.search(text) and _TAKE.match(text):
        return True
    return _COOKIES.match(text) is not None


def is_note(text: str, *, linked: int = 0, heading: bool = False) -> bool:
    """Whether a line is what an engine notes of a post: its day beside its categories, its comments.

    `linked` of its characters stand in links. A `heading` is none.
    """
    if heading or len(text.split()) > _NOTE or len(text) > _CHARACTERS or "\n" in text or text.endswith(":"):
        return False
    parts = [part for part in _FIELDS.split(text.strip()) if part]
    filed = [bool(_is_filed(part) or _is_bare(part)) for part in parts]
    rest = [part for one, part in zip(filed, parts, strict=True) if not one]
    if not any(filed):
        label = _FILED_LINKS.match(text)
        return label is not None and linked >= sum(c.isalnum() for c in text[label.end() :]) > 0
    return all(_FILED_LINKS.match(p) or date_line(p) is not None or is_byline(p) for p in rest)


def _asks(text: str, linked: int) -> bool:
    """Whether a line leads away with words that may also begin a sentence."""
    if linked * 2 > len(text):
        return _LINKED.match(text) is not None
    if _TITLED.match(text) and not (_DATED.search(text) or _STOP.search(text)):
        return True
    return _ALONE.match(text) is not None


def _is_bare(text: str) -> bool:
    return _BARE.match(text) is not None and not text.rstrip().endswith(":")


def _is_filed(part: str) -> bool:
    return _FILED.match(part) is not None and not _STOP.search(part)
