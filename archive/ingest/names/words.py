"""The words around and inside names that tell what they name: data, one place for both languages.

All are folded (`archive.text.fold`): no accents, no capitals.
"""

from __future__ import annotations

import functools
import re
from importlib import resources

from archive.text import fold


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Before a person's name, never part of it.
TITLES = _set(
    """m mr mrs ms miss dr doctor mme mlle me mgr prof professor professeur sir dame lord lady madame monsieur
    mademoiselle messieurs mesdames president presidente senator senateur rep gov gen general col colonel capt
    captain capitaine lt lieutenant sgt maj sheikh shaikh cheikh imam prince princess pope pape bishop eveque
    father mother sister brother aunt uncle oncle tante judge juge justice minister ministre chancellor king queen
    roi reine maitre docteur camarade comrade dear cher chere hi hey hello bonjour thanks merci"""
)
# What greets or closes a letter, cries out or points, and is taken for a name when it stands at a line's start.
NEVER = _set(
    """all everyone everybody folks team friends amis tous toutes sirs solidarity solidarite liberte freedom equality egalite fraternite justice resistance dignity dignite
    humanity humanite democracy democratie government gouvernement state etat societe society people peuple
    police prefecture republic republique minister ministre president mayor maire council
    committee comite association collectif collective collectives collectifs syndicat union unions
    assembly rally rassemblement rassemblements gathering gatherings demonstration manifestation manif
    demo march marche action actions event evenement evenements program programme communique statement petition
    appel call letter lettre article photo photos video videos image images document documents info infos
    information informations contact contacts source sources tel email mail phone telephone page site website
    web blog post posts link links lien liens tagged tag comment comments commentaire commentaires more plus here
    ici today aujourd'hui tomorrow demain yesterday hier now maintenant stop non no yes oui not nous we you vous
    they ils elles our nos notre votre your welcome bienvenue thank thanks merci bonjour hello hi hey dear cher
    chere regards kindest best sincerely cordialement amities salutations sorry wow yum lol fyi asap faq nb
    border borders frontiere frontieres migrants migrant refugees refugies refugie exiles exile sans-papiers
    papers papiers camp camps jungles squat squats asylum asile deportation deportations expulsion expulsions
    prison prisons detention centre center cra oqtf oqt dubliners dublines q a r s faits facts notes note update gov rfp
    breaking news actualites agenda calendrier accueil home about search menu archives newsletter rss
    internet online paypal iphone ipad xbox gmail android covid coronavirus brexit noel christmas easter paques
    ramadan xmas halloween god dieu allah seigneur lord bible coran quran muslims muslim islam islamic christian
    christians jewish jews jew musulmans juifs chretiens communist socialist democrat democrats republican
    republicans neocon neocons ceo cfo pdg gmt cet utc am pm tv dvd cd pdf usb gps sms"""
)
_MONTHS = """january february march april may june july august september october november december jan feb mar apr
    jun jul aug sep sept oct nov dec janvier fevrier mars avril mai juin juillet aout septembre octobre novembre
    decembre"""
_DAYS = """monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    lundi mardi mercredi jeudi vendredi samedi dimanche"""
CALENDAR = _set(_MONTHS + " " + _DAYS)

# A name that starts or ends with one of these (as a word) is an organisation, a place.
ORG_HEADS = _set(
    """association assoc collectif comite coordination confederation federation syndicat union ligue mouvement
    front parti fondation fonds reseau groupe groupement cooperative institut ministere secretariat commission
    conseil assemblee agence universite faculte academie societe compagnie tribunal cour tgi ta parquet armee
    brigade secours medecins avocats amis ami·es observatoire office federation direction rectorat league party
    movement committee coalition campaign council ministry department agency university college institute society
    company court board foundation trust network alliance army bank association friends university radio"""
)
ORG_TAILS = _set(
    """inc inc. corp corp. corporation ltd ltd. llc llp plc gmbh sa sarl co co. company group association
    committee department university institute college council court party union network alliance coalition
    movement foundation society league agency ministry commission airlines airways motors motorsports insurance
    bank industries partners associates magazine times post news press records army front brigade campaign
    collective solidarity federation support project trust organisation organization"""
)
# An organisation wherever in the name they stand.
COURTS = _set("court cour tribunal tgi council committee ministry ministere department universite")
PLACE_HEADS = _set(
    """place rue avenue boulevard bd quai square esplanade parvis impasse chemin pont col mont vallee massif ile iles
    lac riviere golfe detroit cap plage foret bois parc port gare aeroport stade chateau quartier hameau village
    ville region departement province canton district lake mount river bay gulf cape fort camp port island islands"""
)
PLACE_TAILS = _set(
    """street st road rd avenue ave lane drive blvd boulevard square park bridge bridges river lake island islands
    hills hill valley mountains mountain beach bay airport station hall theatre theater museum memorial stadium
    garage plaza mall county province district region hospital cathedral church temple mosque castle palace house
    center centre"""
)
# Words right before a name.
BEFORE_PLACE = _set(
    """in at from to near dans vers depuis pres visit visiting toward towards around outside inside throughout
    across leaving en"""
)
BEFORE_PERSON = TITLES - _set("justice general president dear thanks merci hi hey hello bonjour") | _set(
    "m. mr. mrs. ms. dr. mme. mlle. me. prof. capt. lt. gen. sen. rep. gov. sgt. st."
)
BEFORE_ORG = _set(
    "association collectif collective syndicat union ong ngo campagne campaign charity mouvement reseau"
)

# People of somewhere, in French: "les Nantais", "une Suissesse", "deux Indiens".
DEMONYM = re.compile(r".{2,}(?:ais|aises?|ois|oises?|iens?|iennes?|ains?|aines?|ens|enne|ennes|esses?|ards?|ands?|ols?|ques|lais|otes?|iotes?|ites?)$")  # fmt: skip
IRREGULAR_DEMONYMS = _set(
    """turc turcs turque turques grec grecs grecque grecques kurde kurdes arabe arabes russe russes suisses belge belges
    serbe serbes croate croates slovaque slovaques tcheque tcheques slave slaves breton bretons basque basques
    corses afghan afghans afghane afghanes allemand allemands allemande allemandes espagnol espagnole roms rom juifs
    bulgare bulgares suedois danois norvegien finlandais letton lettons scandinave scandinaves maghrebins berbere
    berberes kabyle kabyles touareg touaregs palestinien africain asiatique europeen europeens europeenne"""
)
DETERMINERS = _set(
    """les des aux deux trois quatre cinq six sept huit neuf dix un une ces ses leurs nos plusieurs quelques jeunes
    autres la le cette ce cet certains de"""
)


# A name's introduction of its acronym: "Réseau des Amis du Vallon (RAV)".
ACRONYM = re.compile(r"[A-ZÀ-Ý][A-Za-zÀ-ÿ&.-]*[A-ZÀ-Ý0-9][a-z]?")
# Squares and streets, which models read as people or not at all.
_NAME_FR = r"(?:(?:de la |de l'|du |des |de |d'|aux )?[A-ZÀ-Ý][\w'-]+(?:[ -](?:(?:de la |de l'|du |des |de |d')?[A-ZÀ-Ý][\w'-]+))*)"
STREET = {
    "fr": re.compile(
        r"\b(?:[Pp]lace|[Rr]ue|[Aa]venue|[Bb]oulevard|[Qq]uai|[Ss]quare|[Ee]splanade|[Pp]arvis|[Ii]mpasse|[Ff]aubourg) "
        + _NAME_FR
    ),
    "en": re.compile(
        r"(?<![A-Z][a-z] )\b(?:[Pp]lace|[Rr]ue|Boulevard|Quai|Esplanade) (?:(?:de la |de l'|du |des |de |d')[A-ZÀ-Ý][\w'-]+"
        r"|(?!To\b|For\b|Of\b|In\b|Ste\b|And\b|With\b)[A-ZÀ-Ý][\w'-]+(?: [A-ZÀ-Ý][\w'-]+)?)"
    ),
}


@functools.cache
def first_names() -> frozenset[str]:
    """Folded first names of many countries."""
    folder = resources.files("archive.ingest.names") / "data"
    files = (folder / f"first_{kind}.txt" for kind in ("fr", "en", "world"))
    return frozenset(fold(name.strip()) for file in files for name in file.read_text("utf-8").split(","))


# Postal codes of American states, after a town and a comma: "Dayton, OH".
STATE = re.compile(
    r",? (A[KLRZ]|C[AOT]|DE|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])\b"
)
