"""Which posts stand on which pages, in which form: the plan that `build.py` carries out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """A post on a page.

    `key` names one version (`hangar.fr`) or, without a language, a post written in both. `date` says
    where a reader finds the day it was written: `own` (a date line of the text itself), `dateline`
    (printed under the title), `closing` (a last line that is only a date), `metadata`, `title`,
    `translation` (nothing here; its translation tells), `open` (nothing tells; not scored).
    `added` are lines (position in the body, text) that only this copy has.
    """

    key: str
    date: str = "metadata"
    added: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A file of `documents/` and how it is made.

    `nbsp` puts no-break spaces inside names, `straight` makes quotes straight, `curly` makes them
    curly, `nfd` writes accents as combining marks.
    """

    name: str
    form: str
    items: tuple[Item, ...]
    lang: str = "fr"
    heading: str | None = None
    encoding: str = "utf-8"
    nbsp: bool = False
    straight: bool = False
    curly: bool = False
    nfd: bool = False
    gap: int = 2
    bullet: str = "  • "
    alternate: tuple[str, str] | None = None


def one(name: str, form: str, key: str, date: str = "metadata", **options: object) -> Plan:
    """A page with a single text, in the language of the text."""
    added = options.pop("added", ())
    return Plan(name, form, (Item(key, date, added),), lang=key.split(".")[1], **options)  # type: ignore[arg-type]


def many(name: str, form: str, *items: tuple[str, str] | Item, **options: object) -> Plan:
    """A page of posts."""
    listed = tuple(i if isinstance(i, Item) else Item(*i) for i in items)
    return Plan(name, form, listed, **options)  # type: ignore[arg-type]


CAPTION = ((1, "Voir en grand cette image"),)
LOST = ((2, "here"),)

PLANS: tuple[Plan, ...] = (
    # Pages of posts in plain text.
    many(
        "mot-cle-solidarite.txt", "text",
        ("journees.fr", "dateline"), ("greve.fr", "dateline"), ("cuisine.fr", "dateline"),
        ("navette", "dateline"), ("ecole.fr", "dateline"),
        heading="Mot-clé : solidarité", gap=3,
    ),
    many(
        "tagged-solidarity.txt", "text",
        ("faq.en", "translation"), ("quai.en", "translation"), ("quai.fr", "title"), ("vol.en", "open"),
        ("pont.en", "dateline"), ("grille.en", "dateline"),
        lang="en", heading="Tagged: solidarity", curly=True, gap=2,
    ),
    many(
        "bulletins.txt", "text",
        ("bulletin-mars.fr", "closing"), ("bulletin-mars.en", "closing"),
        ("bulletin-avril.fr", "closing"), ("bulletin-avril.en", "closing"),
        gap=1,
    ),
    many(
        "affiches.txt", "text",
        ("grille.fr", "closing"), ("vol.fr", "open"), ("journees.fr", "open"),
        gap=2, bullet="- ",
    ),
    many(
        "calls.txt", "text",
        ("vol.en", "dateline"), ("ecole.en", "dateline"), ("cuisine.en", "dateline"), ("concert.en", "open"),
        lang="en", gap=1,
    ),
    # Pages of posts in HTML.
    many(
        "tag-solidarity.html", "wordpress",
        ("journees.en", "metadata"), ("faq.en", "metadata"), ("cuisine.en", "metadata"),
        ("ecole.en", "metadata"), ("navette", "metadata"),
        lang="en", heading="Tag Archives: solidarity", curly=True,
    ),
    many(
        "etiquette-frontiere.html", "wordpress",
        ("gand.fr", "metadata"), ("visite.fr", "metadata"), ("col.fr", "metadata"),
        ("manifeste.fr", "metadata"),
        heading="Étiquette : frontière",
    ),
    many(
        "archives-2018.html", "blogger",
        ("bulletin-mars.fr", "metadata"), ("bulletin-avril.fr", "metadata"),
        Item("loi.fr", "metadata", CAPTION), ("disparu.fr", "metadata"),
        heading="Carnet du littoral", nbsp=True,
    ),
    many(
        "advice-centre.html", "bare",
        ("bulletin-mars.en", "dateline"), ("bulletin-avril.en", "dateline"), ("kent.en", "own"),
        lang="en", heading="Advice centre",
    ),
    many(
        "nouvelles.htm", "bare",
        ("cuisine.fr", "closing"), ("vol.fr", "dateline"), ("grille.fr", "dateline"), ("hangar.fr", "own"),
        heading="Nouvelles du quai", encoding="windows-1252",
    ),
    many(
        "rubrique-appels.html", "spip",
        ("journees.fr", "metadata"), ("vol.fr", "metadata"), ("arretes.fr", "metadata"),
        heading="Appels",
    ),
    # Single texts in plain text.
    one("hangar-calais.txt", "text", "hangar.fr", "own"),
    one("a-hall-in-calais.txt", "text", "hangar.en", "own", nbsp=True),
    one("trois-soirees.txt", "text", "proces.fr", "translation", straight=True),
    one("winter-beside-the-canal.txt", "text", "enquete.en", "translation", curly=True),
    one("manifeste-des-bancs.txt", "text", "manifeste.fr", "closing", encoding="windows-1252"),
    one("manifesto-benches.txt", "text", "manifeste.en", "translation"),
    one("study-visit-ventimiglia.txt", "text", "visite.en", "translation", nbsp=True, bullet="  • "),
    one("portrait-casiers.txt", "text", "portrait.fr", "closing", nfd=True),
    one("boat-off-syracuse.txt", "text", "bateau.en", "translation", nbsp=True, curly=True),
    one("birthday-in-detention.txt", "text", "citation.en", "dateline"),
    one("victoire-a-cherbourg.txt", "text", "arretes.fr", "dateline"),
    one("secours-au-col.txt", "text", "col.fr", "own"),
    one("invite-disparu.txt", "text", "disparu.fr", "translation", bullet="– "),
    one("journees-copie.txt", "text", "journees.fr", "dateline", added=LOST, bullet="* ", straight=True),
    one("brackwater-bridge.txt", "text", "pont.en", "closing", encoding="utf-16"),
    # Single texts in HTML.
    one("three-evenings.html", "article", "proces.en"),
    one("enquete-canal.html", "article", "enquete.fr"),
    one("decision-6-juillet.html", "article", "loi.fr", alternate=("en", "decision-6-july.html")),
    one("decision-6-july.html", "meta", "loi.en", alternate=("fr", "decision-6-juillet.html")),
    one(
        "voyage-vintimille.html", "spip", "visite.fr",
        added=CAPTION, alternate=("en", "study-visit-ventimiglia.txt"),
    ),
    one("faq-dunkerque.html", "spip", "faq.fr"),
    one("missing-guest.html", "meta", "disparu.en"),
    one("greve-de-la-faim.html", "meta", "greve.fr", encoding="windows-1252"),
    one("hunger-strike.html", "wordpress", "greve.en", curly=True),
    one("the-locker-lady.html", "article", "portrait.en", curly=True),
    one("bateau-syracuse.html", "article", "bateau.fr", encoding="iso-8859-15", straight=True),
    one("trial-in-ghent.html", "meta", "gand.en", curly=True),
    one("benefit-night.html", "article", "concert.en"),
    one("lettre-a-une-prefete.html", "spip", "tribune.fr", "own", nfd=True),
    one("mayor-and-soup.html", "wordpress", "arretes.en"),
    many("navette-saint-orphin.html", "meta", ("navette", "metadata"), heading=None),
    one("hafenfest.html", "article", "hamburg.de"),
    one("ijtima.html", "meta", "arabe.ar"),
)  # fmt: skip

# A page's own words, by its language.
MENUS = {
    "fr": ("Accueil", "Qui sommes-nous ?", "Agenda", "Archives", "Contact"),
    "en": ("Home", "About us", "What’s on", "Archive", "Contact"),
    "de": ("Start", "Über uns", "Termine"),
    "ar": ("الرئيسية", "من نحن", "اتصل بنا"),
}
