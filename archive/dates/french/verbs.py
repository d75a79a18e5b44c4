"""What tells past from future in French."""

from __future__ import annotations

from archive.dates.verbs import Verbs
from archive.lang.fr import FRENCH

# Endings, and the beginnings of what is said with être.
_FUTURE_ENDINGS = """
    era ira dra ttra îtra itra rra ura vra fra erai irai drai eront iront dront rront uront vront erons irons
    drons rrons urons erez irez drez urez rrez oira oiront
"""
_PARTICIPLE_ENDINGS = """
    é ée és ées ie ies ue ues i u is it us te tes
"""
_MOVING = """
    arriv ven reven part repart mort n entr rentr sort deven rest tomb all pass décéd surven interven
    parven mont descend retourn
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


VERBS = Verbs(
    past=_words(
        """étions étais étiez avions avais était étaient avait avaient fut furent eut eurent fit firent
        prit prirent mit mirent vint vinrent tint tinrent mourut naquit devint reçut parut connut allait
        allaient faisait faisaient disait venait"""
    ),
    past_endings=("ait", "aient", "èrent", "irent", "urent", "a"),
    no_past=_words(
        """fait sait plaît plait souhait portrait retrait extrait trait parfait satisfait attrait lait
        défait soustrait distrait abstrait refait bienfait forfait méfait vrai tait connait connaît
        paraît naît soit aient ait cela voilà visa agenda caméra opéra média extra villa mafia pizza
        propaganda quota data delta drama"""
    ),
    future=_words("""va vont vais allons allez prochain prochaine prochains prochaines bientôt"""),
    future_endings=tuple(_FUTURE_ENDINGS.split()),
    no_future=_words("opéra tira vira déclara jura dura demeura assura sierra"),
    have=_words("a ont ai as avons avez ayant avoir"),
    be=_words("est sont suis sommes êtes étant"),
    bare_be=_words("être"),
    between=_words(
        """pas plus été donc aussi ainsi alors déjà encore toujours bien ensuite enfin tous toutes tout lui
        leur y en ne n' l' s' t' - il elle ils elles on même également d' abord depuis hier aujourd' hui
        mal jamais rien peut"""
    ),
    between_endings=("ment",),
    participles=_words(
        """eu fait mis pris dit écrit mort vu lu pu dû su cru plu vécu reçu tenu rendu perdu venu ouvert
        offert couvert souffert découvert conduit détruit construit produit interdit conclu résolu élu
        battu sorti parti fui fini subi saisi choisi réuni rejoint atteint contraint craint éteint joint
        permis promis remis soumis commis transmis compris appris repris surpris assis inscrit décrit
        rouvert recouvert peint repeint feint plaint restreint astreint enfreint"""
    ),
    participle_endings=tuple(_PARTICIPLE_ENDINGS.split()),
    bare_participles=("é", "ée", "és", "ées", "tenu", "tenue", "rendu", "rendue", "paru", "parue", "mort"),
    opening_participles=("é", "ée", "és", "ées"),
    moving=tuple(_MOVING.split()),
    selves=_words("s' se m' me t' nous vous"),
    planned=_words(
        """prévu prévue prévus prévues fixé fixée fixés fixées reporté reportée reportés reportées renvoyé
        renvoyée renvoyés renvoyées convoqué convoquée convoqués convoquées attendu attendue attendus
        attendues programmé programmée programmés programmées ajourné ajournée avancé avancée avancés
        avancées repoussé repoussée repoussés repoussées organise organisent prévoit prévoient appelle
        appellent invite invitent"""
    ),
    called_off=_words(
        """annulé annulée annulés annulées interdit interdite interdits interdites suspendu suspendue
        suspendus suspendues reporté reportée"""
    ),
    announced=_words(
        """annoncé annoncée annonçait appelé appelait appelaient décidé demandé proposé invité lancé promis
        confirmé ordonné exigé obtenu accordé laissé donné"""
    ),
    reports=_words(
        """annonce annoncent déclare déclarent affirme affirment indique indiquent estime dénonce dénoncent
        explique rapporte rapportent révèle révèlent apprend raconte"""
    ),
    ahead=_words(
        """devrait devraient pourrait pourraient serait seraient aurait auraient faudrait voudrait doit
        doivent peut peuvent faut retrouvons rassemblons manifestons réunissons retrouve lieu"""
    ),
    ahead_endings=("erait", "irait", "drait", "eraient", "iraient", "draient"),
    aims=_words("à de d' pour se s' nous vous les doit doivent faut"),
    infinitives=("er", "ir", "re", "oir"),
    no_infinitives=_words(
        """mer hiver premier dernier quartier papier métier dossier courrier atelier contre entre être
        autre notre votre titre centre ministre maître lettre pour leur avoir fer chantier
        foyer noir espoir pouvoir soir avenir désir plaisir guerre terre frère père mère affaire maire
        sanitaire préfectoraire solidaire libre nombre ordre semestre trimestre membre propre"""
    ),
    on=_words("le les l' ,"),
    since=_words("depuis"),
    until=_words("jusqu' dès pour avant"),
    limits=frozenset(("avant", "jusqu'", "d' ici", "au plus tard", "d' ici là", "dernier délai", "d' ici à")),
    ties=_words("du de d' des"),
    determiners=_words(
        "le la l' les un une des ce cet cette ces son sa ses leur leurs mon ma notre nos votre de d'"
    ),
    articles=_words("le la l' les au à en ce"),
    calls=_words(
        """rassemblement rassemblements manifestation manifestations manif marche rdv rendez réunion
        assemblée ag appel concert projection débat soirée permanence fête repas action
        grève rencontre cortège veillée atelier audience procès départ tractage conférence exposition
        vernissage goûter banquet pique présentation distribution collecte inscriptions ouverture limite
        délai échéance clôture candidatures"""
    ),
    great=_words("""grand grande grands prochaine prochain nouvelle nouveau appel à au un une date
        dernier dernière le la les des du fin clôture dépôt"""),
    bids=_words("tous toutes à rdv rendez soyons soyez"),
    bid_endings=("ez",),
    no_bids=_words("chez assez nez riez aviez étiez vouliez saviez répondriez auriez seriez"),
    hours=_words("h heures heure hrs"),
    noons=_words("midi minuit"),
    older=_words(
        """né née nés nées naissance loi lois convention traité constitution ordonnance directive règlement
        code charte déclaration fondé fondée fondés fondées créé créée créés créées depuis"""
    ),
    short=FRENCH.unfinished,
)
