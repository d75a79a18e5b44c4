"""Pages that speak of nothing but themselves: of a site, a server, an account, to whoever came there.

Told by three signs together: what they say (the site is being repaired, one must log in), what they say it of
(a page, an account, a server), and that almost all their words are of that kind. A text of people, however
short, has words of its own: names, days, what happened to whom.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set

from archive.text import fold, words

# Words without which no sentence is made, in both languages; folded, as all below.
_SMALL = """
a an the this that these those it its he she we us our you your they their there here what which who
whose where when why how if or and but not no nor of in on at to from for by with without as is are
am was were be been being has have had do does did don doesn didn isn aren wasn can cannot could
couldn may might will would should shall must ll ve re s t d m just only also so than then too very
more most much many any some all each other another same such own yet still already again now soon
later shortly currently about after before until while during once because due however otherwise
unless whatever something anything nothing everything somewhere one two few several into onto out up
down over under off le la les l un une des de du au aux ce cet cette ces c ca cela ceci il elle ils
elles nous vous je j tu me moi se soi lui leur leurs y en qui que qu quoi dont ou et mais donc ni
car ne n pas plus non si oui est sont etes suis sommes etait etaient ete etre soit sera seront
serons ont avez avons ai avait avoir ait aura peut peuvent pouvez pouvons doit devez doivent fait
faire faites va vont allez vient viennent dans sur sous par pour avec sans vers chez entre apres
avant depuis pendant lors lorsque quand comme aussi tres trop bien peu assez encore deja toujours
jamais bientot maintenant actuellement desormais ensuite alors cependant toutefois sinon tout tous
toute toutes autre autres meme memes quelque quelques chaque aucun aucune rien quelle quel quels
quelles votre vos notre nos mon ma mes son sa ses ici la-bas ailleurs afin cause suite tel telle
"""
# What they speak of, and how they speak to whoever came.
_OF_SERVERS = """
page pages site sites website websites web webpage internet online offline line ligne hors on-line
off-line server servers serveur serveurs host hosts hosting hosted hoster hebergement hebergeur
heberge hebergee hebergees provider domain domains domaine domaines name names nom noms url urls
address addresses adresse adresses link links lien liens file files fichier fichiers folder dossier
directory repertoire index listing parent list liste size taille modified modification description
content contents contenu contenus document documents resource ressource article post billet blog
blogs journal forum forums topic sujet message messages account accounts compte comptes user users
username login log logged logging logon logout sign signed signing password passwords passe mot mots
identifiant identifiants identification identifier identifiez connexion connexions connecte
connectee connectes connecter connectez connection connections connect connected session member
members membre membres membership subscriber subscribers abonne abonnes register registered
registration registrar inscription inscrire inscrivez inscrit inscrits enregistre enregistree
enregistrement enregistrer authentication authentification authorised authorized authorisation
authorization autorise autorisee autorisation permission permissions permitted allowed access
accessed accessible acces acceder accedez restricted restreint restreinte reserve reservee reserves
private prive privee protected protege protegee espace area personal personnel personnelle
personnelles invite invited invites invitation reader readers lecteur lecteurs guest visitor
visitors visiteur visiteurs visit visite visiter view viewing voir lire read reading consult
consulter display afficher affiche affichee displayed show open opened ouvert ouverte ouvrir browse
browser browsers navigateur navigateurs navigation javascript java script scripts cookie cookies
frames cadres flash plugin version update updated updates upgrade updating upload uploaded download
telecharger jour mise mis mettre modern moderne supported support supporte prend pris charge activer
activez active actif enable enabled disable disabled desactive desactivee desactives security secure
securite securise securisee check checking checks verification verifier verify verifying human
humain humaine robot robots captcha attack attacks attaque attaques protect proteger protection
blocked block bloque bloquee rejected reject rejete refuse refusee refuser denied deny forbidden
interdit interdite required requis requise require requires needed need needs besoin necessaire
request requests requested requesting requete requetes demande demandee demandees demandez response
reponse respond responded http https status code codes error errors erreur erreurs fatal warning
notice avertissement attention exception failed failure failing echec echoue problem problems
probleme problemes technical technique techniques difficulty difficultes incident panne fault
internal interne external gateway timeout time-out time temps proxy bad timed database databases
base bases donnees data sql mysql query php apache nginx iis debian ubuntu centos linux unix windows
cpanel plesk port call called undefined function system software logiciel installed installation
install installe operation operating properly correct correctly correctement working works work
fonctionne fonctionnement fonctionner test default defaut welcome bienvenue congratulations
felicitations bravo success successfully configured configuration further control panel panneau
owner owners owned own proprietaire proprietaires author auteur administrator administrators
administrateur administrateurs admin webmaster webmestre manage manager managed contact contacts
contacter contactez contacting directly directement information informations info infos details
detail question questions help aide aidez assistance please veuillez merci thank thanks sorry desole
desolee desoles excuse excuses excuser excusez pardon apologise apologize apologies inconvenience
gene occasionnee occasionne understanding comprehension patience patient patientez patienter wait
attendez attendre try trying tried essayez essayer reessayez reessayer retry retour retourner
revenir revenez revenons return returning back come coming venir prochainement instant instants
moment moments minute minutes second seconds seconde secondes hour hours heures tard tot quelques
amount given long temporary temporarily temporaire temporairement brievement briefly momentanement
provisoirement definitively definitivement permanent permanently unavailable available availability
indisponible disponible disponibles indisponibilite disponibilite unable able impossible possible
incapable maintenance scheduled planned programmee planifiee perform performing performed improve
improving improvement improvements ameliorer amelioration construction construit build building
built refonte travaux progress cours under stay tuned launch launching lancement new nouveau
nouvelle nouveaux nouvelles future home way soon gone exist exists existe existent existing
inexistant inexistante find found looking look looks looked search searched searching recherche
recherchee recherches rechercher recherchez cherche cherchez cherchiez trouver trouve trouvee
trouvez introuvable result results resultat resultats match matched matching keyword keywords cles
cle different suggestions removed remove deleted delete supprime supprimee supprimer suspended
suspend suspendu suspendue suspension closed close closing ferme fermee fermer expired expire
expiree renew renouveler terminated resilie archived archive archives excluded exclu exclue wayback
machine crawl got hrm oops oups hmm uh whoops mistake mistaken misspelled typed typing type tape
tapee saisie correcte saisi saisir enter entered entrez entrer below dessous above following suivant
suivante click clicking clicked clic cliquer cliquez button bouton redirect redirected redirecting
redirection redirige redirigee rediriges automatically automatiquement moved move moving deplace
deplacee demenage change changed changes changement located locate lieu situe retrouver retrouvez
retrouverez trouverez reach reached bookmark bookmarks favoris signets marque-pages feed feeds
subscriptions subscription abonnement continue continuer poursuivre proceed go going aller accueil
homepage main principale menu step etape complete completed completer prove prouver prouvez remember
souvenir memoriser forgot forgotten oublie create creer cree creez free gratuit submit envoyer
envoye envoyee sent valider ok yes no cancel annuler bandwidth bande passante limit limits limite
limites exceeded exceed exceeding depasse depassee quota traffic trafic too trop overload overloaded
surcharge reaching service services serve serving sale sell vendre vente purchase buy acheter parked
parking offer offre interested interesse bureau hebergements id ip ray reason reasons raison raisons
legal legales legaux country pays region use used uses using usage utilise utilisee utilisons
utiliser utilisez utilisateur utilisateurs utilisation accept accepter acceptez agree consent
consentement choose choisir choisissez choice choices choix settings parametres parametrer
preferences preference prefere gerer partner partners partenaires partenaire privacy vie
confidentialite policy politique respect respecter priority priorite store stored stocker traiter
traitement process processed experience personalised personalized personnalise personnalises
personnaliser ads ad advertising annonces publicite publicitaire publicites audience measure mesurer
mesure statistics statistiques analyse analyser deliver maintain provide fournir offrir diffuser
proposer accord retirer withdraw terms conditions learn savoir en-savoir-plus team equipe sous peu
great better meilleure meilleur keep invalid invalide valid valide empeche empty vide affichage
partie rencontre rencontree encountered occurred survenue produite produit wrong went mal happened
happen donne donnee want might act said see sees seeing vu upon note visible publie publiee
published yet aucun gre tiers third party
review reviewing proceeding performance performances cloudflare incapsula google varnish examiner
"""
_WORDS = frozenset(f"{_SMALL} {_OF_SERVERS}".split())
# What no server says: who fights over a site, and what happened to it then.
_OF_PEOPLE = frozenset(
    """
    police policemen officers gendarmes gendarmerie court courts tribunal tribunaux judge judges juge
    juges justice lawyer lawyers avocat avocats avocate avocates prefet prefete prefecture minister
    ministry ministre ministere government gouvernement raid raided perquisition perquisitions
    perquisitionne seized seizure saisie saisies saisis censor censored censorship censure censures
    censuree censurees censurer strike strikes greve greves petition petitions protest manifestation
    manifestations solidarity solidarite arrested arrestation arrestations prison workers travailleurs
    travailleuses comrades camarades activists militants militantes spy spies espionner espionne
    fascists fascistes goodbye farewell adieu adieux
    """.split()  # noqa: SIM905
)
_TO_PEOPLE = re.compile(
    r"\b(?:thank you|thanks|merci) (?:to|a) (?:all|every\w+|tous|toutes|ceux|celles)\b|"
    r"\b(?:please )?help us\b|\baidez-nous\b"
)
# What they say, folded, one form a line, with what the page is then; the first that fits counts.
_ERROR = "an error page"
_REPAIRED = "a page in the place of a site under repair"
_GONE = "a page in the place of a site that is gone"
_MOVED = "a redirect to another page"
_LOGIN = "a page that asks to log in"
_FILES = "a server's list of files"
_CONSENT = "a page that asks to accept cookies"
_BROWSER = "a page that asks for another browser"
_SITE = r"(?:pages?|(?:web ?)?sites?(?: web| internet)?|blog|forum|serv(?:er|eur|ice)|domaine?|url|adresse?)"
_HELD = r"(?:account|compte|site(?: web)?|website|blog|forum|user|domaine?)(?: name)?"
_WAS = r"(?:has been|is|was|a ete|est)(?: \w+)?"
_BUILT = r"(?:under|en(?: cours de)?) (?:construction|refonte|travaux)\b"
_FORMS: tuple[tuple[str, str], ...] = (
    (
        _REPAIRED,
        r"""
        \b(?:en|under|de|for|scheduled|some|planned|performing|cours de|la) maintenance\b
        \bmaintenance (?:mode|page)\b
        \b(?:this|the|our|ce|cette|le|la|notre) SITE (?:\w+ ){0,3}BUILT
        ^(?:SITE )?BUILT
        \bSITE (?:\w+ ){0,2}en (?:cours de )?mise a jour\b
        \bnew SITE (?:\w+ ){0,3}(?:way|soon)\b
        \bnouveau SITE (?:\w+ ){0,3}bientot\b
        \bfuture home of\b
        \bSITE (?:is )?(?:off-?\s?line|hors ligne)\b
        """,
    ),
    (
        _GONE,
        r"""
        \b(?:this|ce|cet|your|votre|the) HELD WAS (?:suspend|disabl|desactiv|terminat|resili|clos)
        ^(?:account|compte|site|blog) (?:suspend|disabl|desactiv)
        \b(?:blog|site|forum|journal)(?: web)? (?:not found|introuvable|inexistant|prive)\b
        \b(?:blog|site|forum|journal)\b(?: \w+){0,6} (?:does ?n[o']t|n'|no longer) ?exist
        \b\w+\.\w+\.\w+ doesn't exist\b
        \bnothing here\b
        \b(?:blog|site|journal) (?:is|est) (?:open to invited|prive|private)\b
        \b(?:blog|site|forum|pages?)\b(?: \w+){0,8} no longer (?:available|hosted)
        \b(?:blog|site|forum|pages?)\b(?: \w+){0,8} (?:n'est|ne sont) plus (?:disponible|heberge|en ligne)
        \b(?:blog|site|forum|pages?)\b(?: \w+){0,8} (?:n'est|ne sont) plus accessible
        \b(?:depasse|exceeded|reaching)\b(?: \S+){0,5} (?:quota|bandwidth|bande passante)\b
        \bbandwidth limit\b
        \bdomaine?(?: name)? default page\b
        \bdomaine?(?: name)? (?:\w+ ){0,4}(?:enregistre|registered|parked|en parking|for sale|a vendre)\b
        \bowner of (?:this|the) domain\b
        \bproprietaire du domaine\b
        \bno (?:site|content|website) (?:\w+ ){0,4}(?:uploaded|configured|online)\b
        \baucun (?:site|contenu) (?:\w+ ){0,5}en ligne\b
        \b(?:default|defaut|test|welcome) (?:\w+ )?page\b
        \bpage (?:\w+ ){0,3}par defaut\b
        \bpage (?:\w+ )*is used to test\b
        \binternet information services\b
        ^it works\b
        """,
    ),
    (
        _MOVED,
        r"""
        \b(?:our|this|the|notre|ce|le|la|cette) SITE (?:(?:has|is|a|now|est) )*(?:moved|demenage|deplace)\b
        \b(?:our|this|the|notre|ce|le|la|cette) SITE (?:(?:is|a|now) )*(?:change d'adresse|located)\b
        \b(?:our|this|the) SITE is (?:now )?at\b
        \b(?:our|this|the|notre|ce|le|la|cette) SITE se trouve maintenant\b
        ^(?:nouvelle adresse|new address|changement d'adresse) (?:of|for|du|de) (?:\w+ )?SITE\b
        \bhttp \d{3} response at crawl time\b
        """,
    ),
    (
        _LOGIN,
        r"""
        \b(?:must|need to|have to) (?:be )?(?:log(?:ged)?|sign(?:ed)?|register(?:ed)?)(?: ?in)?\b
        \b(?:devez|veuillez|merci de|faut) (?:etre |vous )?(?:\w+ et )?(?:connect|identifi|authentifi)
        \b(?:devez|veuillez|merci de|faut) (?:etre |vous |d'etre )?(?:\w+ et )?enregistr
        \b(?:connexion|identification|authentification|log ?in|sign in) (?:requise|required|obligatoire)\b
        \b(?:content|page|post|article) (?:is )?password protected\b
        \b(?:contenu|page|article) (?:est )?protegee? par (?:un )?mot de passe\b
        \b(?:page|espace|section|contenu|forum) (?:est )?reservee? (?:a|aux)\b
        \b(?:page|section|forum|area|content) (?:is )?(?:reserved|restricted|limited) (?:for|to)\b
        \bplease log ?in\b
        \bnot authori[sz]ed to\b
        \bn'etes pas autorise
        """,
    ),
    (
        _CONSENT,
        r"""
        \b(?:uses?|utilis\w+|depos\w+) (?!no\b|aucun\b|pas\b)(?:\w+ (?!no\b|aucun\b)){0,2}cookies\b
        \bcookies (?:\w+ ){0,4}(?:consent|accept)
        """,
    ),
    (
        _BROWSER,
        r"""
        \b(?:browser|navigateur) (?:\S+ ){0,4}(?:supported|support|a jour|pris en charge|prend|out of date)\b
        \bjavascript (?:is|est) (?:desactive|disabled|not enabled|required|requis)
        \b(?:enable|activer) javascript\b
        """,
    ),
    (
        _ERROR,
        r"""
        \b(?:base de donnees|database|sql|mysql)\b(?: \S+)* (?:error|erreur|connect\w*|connexions?)\b
        \b(?:connect\w*|connexion|erreur|error)\b(?: \S+){0,4} (?:base de donnees|database|sql|mysql)\b
        \bserveur sql\b
        \b(?:fatal error|erreur fatale|undefined function|mysql_\w+)
        \b(?:too many requests|trop de requetes)\b
        \b(?:gateway time-?\s?out|bad gateway)\b
        \brequested url was rejected\b
        \b(?:probleme|erreur|difficulte)s? techniques?\b
        \btechnical (?:problem|difficult|error)
        \b(?:temporarily|briefly|currently) (?:unavailable|unable|not available)\b
        \b(?:temporairement|momentanement|actuellement|brievement) indisponible\b
        \b(?:you have been blocked|avez ete bloque)
        \b(?:security (?:check|service)|verification de securite)\b
        \b(?:n'etes pas un robot|you are (?:not a robot|human))\b
        \b(?:content|contenu|video|page) (?:is not|n'est pas|isn't) (?:available|disponible|accessible)\b
        \b(?:aucun resultat|no results?|did not match any|nothing found)\b
        \b(?:not (?:been )?archived|pas (?:ete )?archive)\b
        \b(?:excluded|exclue?) (?:from|de) the wayback\b
        \bnot available on the web\b
        """,
    ),
)


def _compiled(forms: str) -> re.Pattern[str]:
    each = "|".join(line.strip() for line in forms.strip().split("\n"))
    return re.compile(
        each.replace("SITE", _SITE).replace("HELD", _HELD).replace("WAS", _WAS).replace("BUILT", _BUILT)
    )


_SAID = tuple((what, _compiled(forms)) for what, forms in _FORMS)
# A list of files is named so, or after the folder, and says of its files only when and how large.
_LISTING = re.compile(
    r"\W*(?:index (?:of|de)|directory listing (?:for|of)|"
    r"(?:contenu|listing|liste) d[ue] (?:repertoire|dossier)(?: de)?) +/\S*\W*\Z"
)
_FOLDER = re.compile(r"\S+ - /\S*/\W*\Z")
_PARENT = re.compile(r"parent directory|repertoire parent|last modified|<dir>|derniere modification")
_OURS = re.compile(r"\b(?:our|my|notre|mon|nos) (?:\w+ )?(?:account|compte|page)s?\b")
_ADDRESS = re.compile(r"\S*(?:://|www\.|\w\.\w|/\w|\w/|[_@(){}<>\\])\S*")
_MOST = 110  # words; a default page of a server, which explains itself, has 90
_STRANGE = 0.12  # share of words that such pages have of other things: the name of a host, of a program
_FEW = 1  # words, where there are too few for a share
_LINKED = 40  # words of links to elsewhere


def of_servers(
    title: str | None, headings: Sequence[str], lines: Sequence[str], links: Iterable[str]
) -> str | None:
    """What a page is that speaks of nothing but itself, in words; None for all that may be a text.

    `lines` are those that are no links, `links` those that are.
    """
    names = [name for name in (title, *headings) if name]
    if any(_is_listing(name, lines) for name in names[:2]):
        return _FILES
    if sum(len(line.split()) for line in lines) > _MOST:
        return None
    shown = list(dict.fromkeys([*headings, *lines])) or ([title] if title else [])
    said = [_plain(text) for text in dict.fromkeys([*names, *lines])]
    what = next((what for what, sign in _SAID if any(sign.search(text) for text in said)), None)
    if what is None or any(_OURS.search(text) for text in said):
        return None
    own = set(words(fold(title or "")))
    return what if are_of_servers(shown, own) and _are_few(links) else None


def _is_listing(name: str, lines: Sequence[str]) -> bool:
    """Whether a title or heading is that of a server's list of files."""
    plain = fold(name)
    if _LISTING.match(plain):
        return True
    return _FOLDER.match(plain) is not None and any(_PARENT.search(fold(line)) for line in lines)


def are_of_servers(lines: Iterable[str], known: Set[str] = frozenset()) -> bool:
    """Whether almost all words of `lines` are of servers, or `known` from the title, and none of people."""
    count = strange = 0
    for line in lines:
        plain = _plain(_ADDRESS.sub(" ", fold(line)))
        if _TO_PEOPLE.search(plain):
            return False
        for word in plain.replace("'", " ").replace("-", " ").split():
            if word in _OF_PEOPLE:
                return False
            count += 1
            strange += not (word in _WORDS or word.isdigit() or word in known)
    return count <= _MOST and strange <= max(_FEW if count > _FEW else 0, _STRANGE * count)


def _are_few(links: Iterable[str]) -> bool:
    return sum(len(link.split()) for link in links) <= _LINKED


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+(?:['_.-][^\W_]+)*", fold(text)))
