"""The shapes that names and their surroundings have in a composed text (`archive.text.compose`)."""

from __future__ import annotations

import re

from archive.ingest.names import words as w
from archive.patterns import regex

_CAP = "[A-ZÀ-Ý]"
_OF = r"(?:de la |de l'|du |des |de |d'|aux )"

# Squares and streets, which models read as people or not at all.
STREET = {
    "fr": regex(
        r"\b(?:[Pp]lace|[Rr]ue|[Aa]venue|[Bb]oulevard|[Qq]uai|[Ss]quare|[Ee]splanade|[Pp]arvis|[Ii]mpasse"
        rf"|[Ff]aubourg) {_OF}?{_CAP}[\w'-]+(?:[ -]{_OF}?{_CAP}[\w'-]+)*"
    ),
    "en": regex(
        r"(?<![A-Z][a-z] )\b(?:(?:[Pp]lace|[Rr]ue|[Bb]oulevard|[Qq]uai|[Ee]splanade|[Aa]venue|[Aa]llée"
        r"|[Ii]mpasse|[Pp]arvis|[Pp]orte|[Pp]ont) "
        rf"{_OF}{_CAP}[\w'-]+(?:(?: {_CAP}[\w'-]+)? {_OF}{_CAP}[\w'-]+)*"
        r"|(?:[Pp]lace|[Rr]ue|Boulevard|Quai|Esplanade) "
        rf"(?!(?:To|For|Of|In|Ste|And|With)\b){_CAP}[\w'-]+(?: {_CAP}[\w'-]+)?)"
    ),
}

# A postal code of an American state, after a town: "Dayton, OH".
STATE = regex(
    r",? (A[KLRZ]|C[AOT]|DE|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]"
    r"|UT|V[AT]|W[AIVY])\b"
)

# A town with the number of its French department: "Nérac (47)".
DEPARTMENT = regex(
    rf"\b({_CAP}[\w'-]+(?:[ -](?:d'|l')?[A-Za-zÀ-ÿ][\w'-]+){{0,3}}?) ?"
    r"\((?:0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-6])\)"
)

# A line of at most 60 characters that names a month.
_MONTH = "|".join([*sorted(w.MONTHS), "février", "août", "décembre"])
DATED_LINE = regex(rf"^(?=[^\n]{{0,60}}$)[^\n]*\b(?:{_MONTH})\b[^\n]*$", re.MULTILINE | re.IGNORECASE)
CAPITALISED = regex(rf"{_CAP}[^\W\d_]+(?:[ -](?:{_CAP}|d'|l'|sur-|en-|de-|les-|le-|la-|lès-)[\w'-]+)*")

# What is called by a person's name: "gymnase Léo Bompard", "Oakley Centre".
_FACILITY = (
    "centre|center|foyer|gymnase|squat|hangar|camp|campement|parc|jardin|stade|salle|lieu|lycée|collège|école"
    "|hôpital|parking|immeuble|bâtiment|château|théâtre|gymnasium|warehouse|building|school|hospital|park|stadium"
)
FACILITY_BEFORE = regex(rf"\b(?:{_FACILITY}) $", re.IGNORECASE)
FACILITY_AFTER = regex(
    r" (?:Cent(?:re|er)|Park|School|Hospital|Hall|Stadium|Building|House|Airport|airport)\b"
)
FACILITY_WORD = regex(rf"\b(?:{_FACILITY}|airport|hall|house)\b", re.IGNORECASE)

# A word for a place that its name follows: "the camp of Moria", "la route de Mytilène".
PLACE_OF = regex(
    r"\b(?:camps?|towns?|city|cities|villages?|hamlet|ports?|islands?|isle|valley|jungle|suburbs?|outskirts|streets"
    r"|district|neighbou?rhood|region|province|coast|mayor|bishop|people|inhabitants"
    r"|(?:sub-?)?prefect(?:ure)?s?) of (?:the )?$"
    r"|\b(?:camp|ville|village|hameau|commune|île|vallée|banlieue|quartier|région|province|route|maire|mairesse"
    r"|habitants|large|venue?s?|originaires?|nati(?:fs?|ves?)|(?:sous-)?pr[ée]fecture|(?:sous-)?pr[ée]f[èe]te?)"
    r" (?:de |d'|du )$",
    re.IGNORECASE,
)

# A common noun before a French place, which is no part of its name: "la gare de Cherbourg".
COMMON_PLACE = regex(rf"(?:gare|aéroport|canal|commissariat|mairie|hôpital) (?:de |d')(?={_CAP})")

# Written papers of the law, taken for places: "Ordre de quitter le territoire", "Treaty of …" (folded).
PAPER = regex(
    r"(?:ordre|order|obligation|arrete|decret|loi|law|act|circulaire|directive|ordonnance|reglement|code"
    r"|regulation|charte|charter|declaration|traite|treaty|convention|accords?|agreement)s?"
    r" (?:d'|(?:de|du|des|sur|portant|relati(?:f|ve)|of|on|to) )"
)

# A word with a capital after a preposition of place and an article.
IN_THE = {
    "en": regex(
        r"\b(?:in|inside|into|at|near|outside|around|from|above|leaving) the ([A-Z][a-z]{3,})\b(?! [A-Z])"
    ),
    "fr": regex(
        r"\b(?:dans|vers|hors de|près de|autour de|depuis|devant) l[ae] "
        rf"({_CAP}[a-zà-ÿ]{{3,}})\b(?! {_CAP})"
    ),
}

# What is run by the name that follows.
BY_ORG = regex(r"\b(?:run|managed|funded|gérée?s?|financée?s?) (?:by|par) (?:[A-Z]\w+ (?:and|et) )?$")

# The name in a site's address.
DOMAIN = regex(
    r"(?:https?://|www\.)(?:www\.)?([a-z]{8,})\.(?:org|net|info|eu|fr|uk|be|com|noblogs|wordpress)\b"
)

# People of somewhere, in French: "les Nantais", "une Suissesse"; the second needs no article before it.
DEMONYM = regex(
    r".{2,}(?:ais|aises?|ois|oises?|iens?|iennes?|ains?|aines?|ens|ennes?|esses?|ards?|ands?|ols?|ques"
    r"|i?otes?|ites?)"
)
PEOPLE = regex(r".{3,}(?:iens|iennes|eens|eennes|ains|aines|iques|ards|iotes)")

# The acronym in brackets behind its long form.
BRACKETED = regex(rf" \(({_CAP}[\w&.-]{{1,9}}[A-ZÀ-Ý0-9]|{_CAP}{{2,10}})\)")

# Between the names of an enumeration.
COMMA = regex(r" ?[,;]? ?(?:(?:and|et|or|ou|in|à|en|d'|de) ?)?")

# What says that the name before it is a person's: an office held, an age.
_OFFICE = (
    "mayor|maire|mairesse|president|pr[ée]sidente?|prefect|pr[ée]f[èe]te?|minister|ministre|spokes\\w+|porte-parole"
    "|director|directeur|directrice|secretary|lawyer|avocate?|teacher|enseignante?|educator|[ée]ducat(?:eur|rice)"
    "|activist|militante?|b[ée]n[ée]vole|volunteer|journalist|journaliste|aged|nurse|infirmi[èe]re?|doctor|m[ée]decin"
    "|student|[ée]tudiante?|cook|cuisini[èe]re?|baker|boulang[èe]re?|farmer|paysanne?|fisherman|p[êe]cheur|driver"
    "|solicitor|councillor|organiser|retired|retrait[ée]e?|artist|artiste|writer|photographer|musician|musicien"
    "|researcher|chercheur|chercheuse|judge|juge|mason|maçon|carpenter|gardener|interpreter|interpr[èe]te"
)
AFTER_PERSON = regex(
    rf" ?[,(] ?(?:the |la |le |l'|(?:an?|une?) (?:[a-zà-ÿ-]+ )?|ancien(?:ne)? )?(?:{_OFFICE})\b"
    r"| ?[,(] ?(?:[1-9]\d(?: ans|,)|[a-z\d-]+[ -]years?[ -]old\b)",
)

# Capitalised words beside a word for a group: "the Red Lantern network", "le collectif Terre Ouverte".
_LINK = "(?:for|of|the|to|and|in|de la|de l'|du|des|de|d'|et|pour|en|sans|aux?|les?)"
_WORDS = rf"{_CAP}[\w'-]*(?: (?:{_LINK} )?{_CAP}[\w'-]*)"
GROUP = {
    "en": regex(
        rf"\b(?:[Tt]he|of|from|with|by|local) (?:[a-z-]+ )?(?P<before>{_WORDS}{{1,4}})"
        r"(?= (?:network|collective|coalition|association|movement|charity|alliance)\b)"
        rf"|\b(?:association|collective|charity|campaign group|NGO) (?P<after>{_WORDS}{{1,5}})"
    ),
    "fr": regex(
        r"\b(?:association|collectif|réseau|syndicat|mouvement|comité|ONG|coordination|plateforme"
        rf"|compagnie) (?P<after>{_WORDS}{{1,5}})(?P<before>)"
    ),
}

# Words with capitals that end in the word for a group: "Two Shores Collective", "Campaign" and the like
# may name what it does, and are left to the model.
_GROUP_TAIL = (
    "Collective|Network|Association|Committee|Coalition|Federation|Alliance|Foundation|Institute|Observatory"
    "|Council|Society|Trust|Movement|League|Agency|Ministry|Guild|Fellowship"
)
# Those that French has too: a group's only in an English text.
_ENGLISH_TAIL = "Forum|Commission|Initiative|Union|Confederation"
_NO_START = (
    "The|This|That|Our|Your|Their|An?|In|On|At|For|From|And|But|By|With|To|If|When|As|Le|La|Les|Une?|Des|Du|Au"
    "|Et|Mais|Selon|Avec|Pour"
)


def _tailed(tails: str) -> re.Pattern[str]:
    return regex(
        rf"(?<![\w&.-])(?!(?:{_NO_START}) |[LD]'){_CAP}[\w'-]*(?: (?:(?:for|and) )?{_CAP}[\w'-]*){{0,7}}"
        rf" (?:{tails})\b(?! {_CAP}|[-'])"
    )


TAILED_GROUP = {"en": _tailed(f"{_GROUP_TAIL}|{_ENGLISH_TAIL}"), "fr": _tailed(_GROUP_TAIL)}
# People of one trade or lot who go by it: "the Harbour Lawyers".
LOT = regex(
    rf"\b[Tt]he ({_CAP}[a-zà-ÿ]+ (?:Lawyers|Doctors|Workers|Tenants|Mothers|Fathers|Parents|Teachers|Sisters"
    r"|Brothers|Neighbours|Visitors|Students|Cooks|Sailors|Volunteers|Friends|Witnesses))\b(?! [A-Z])"
)

# A house called in French, in an English text: "Centre pour Réfugiés de Bailleul".
FRENCH_CENTRE = regex(
    r"\b(?:Centre|Foyer) (?:(?:pour|de|des|du|de la) |d'|de l')"
    rf"{_CAP}[\w'-]*(?: (?:(?:de la|des|du|de|aux?|et|pour) |de l'|d')?{_CAP}[\w'-]*){{0,5}}"
)
# A court with its town, in small letters: "the administrative court of Tarascon", "the Nérac criminal court".
_COURT = (
    "(?:(?:administrative|criminal|civil|commercial|district|regional|high|county|crown|magistrates'|labour"
    "|juvenile) )+(?:court|tribunal)"
)
_TOWN = rf"{_CAP}[\w'-]+(?: {_CAP}[\w'-]+){{0,2}}"
_UPPER = "[Cc]ourt of (?:[Aa]ppeals?|[Cc]assation|[Ff]irst [Ii]nstance|[Aa]ssizes|[Aa]uditors)"
COURT = regex(
    rf"\b{_UPPER} (?:of|in|at) {_TOWN}|(?<=\b[Tt]he ){_TOWN} {_UPPER}\b"
    rf"|\b{_COURT}(?: of (?:appeal|first instance))? (?:of|in) {_TOWN}"
    rf"|(?<=\b[Tt]he ){_TOWN} {_COURT}\b(?! of)"
)

# An enumeration of names, of four at least: "Red Lantern, Bread and Roses 56, the Harbour Cooks and LASC".
_ITEM = (
    rf"{_CAP}[\w'&-]*(?: (?:(?:for|of|the|to|in|de la|du|des|de|pour|en|sans|aux?|les?) |de l'|d'){{0,2}}"
    rf"(?:{_CAP}[\w'&-]*|\d{{1,4}}\b)){{0,7}}"
)
_ARTICLE = r"(?:the |la |le |les |l')?"
_BETWEEN = r"(?:,? (?:et|and|&) |, | ?; | ?/ ?| [-–•·] )"
_NEXT_LINE = r" ?[,;]?\n(?:[ \t]*\n)?[ \t]*(?:[-–—•*] ?)?"
ENUMERATION = regex(
    rf"(?<![\w'-])(?:{_ITEM}(?:{_NEXT_LINE}{_ARTICLE}{_ITEM}(?= ?[,;.]?(?:\n|$))){{3,}}"
    rf"|{_ITEM}(?:{_BETWEEN}{_ARTICLE}{_ITEM}){{3,}})"
)
ITEM = regex(_ITEM)
# What announces a list of groups.
SIGNED = regex(
    r"\b(?:signataires?|signator(?:y|ies)|signed|undersigned|soussigné·?e?s?|signée? par|à l'appel d[eu]s?"
    r"|avec le soutien d[eu]s?|supported by|called by|organisations|organizations)[^\n:]{0,24}:\s*"
    r"(?:[-–—•*] ?)?(?:the |la |le |les |l')?$",
    re.IGNORECASE,
)

# A line of a list of groups: "Red Lantern: cooking for all in Kendal".
GROUP_LINE = regex(
    rf"^[\s•*–-]*({_CAP}[^:\n]{{2,45}}?) ?: (?=(\S))[^\n]*$"
    rf"|^({_CAP}[\w'-]+(?: {_CAP}[\w'-]+){{1,3}})$",
    re.MULTILINE,
)

# A month that is a person: "May and Oakley".
MONTH_AND = regex(r"\b(May|June|April|August|Avril|Juin|March|Mars) (?:and|et) $")
