"""What the archive keeps and says in English is said in the language of the pages."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import archive
from archive.errors import UsageError
from archive.ingest.readers.sniffing import _KINDS, _MEDIA
from archive.room.kept import Kind, kept, why_refused
from archive.room.wording import unbroken
from tests.room.said import sentences

A, B = "1edd3d716fc823a9", "90ab12cd34ef5678"

SAID: list[tuple[Kind, str, str]] = [
    ("name", "same name", "même nom"),
    ("name", "same slot in a translation, and like words (0.87)",
     "même place dans une traduction, mots semblables (0,87)"),
    ("name", "surname of Odile Marquant in the same document",
     "nom de famille seul, dans un texte qui nomme Odile Marquant"),
    ("name", "acronym bound in “Haut-Commissariat (HCR)”", "sigle donné dans « Haut-Commissariat (HCR) »"),
    ("name", "short for {0} {x}, the only one in the archive", "forme courte ; l’archive n’a que {0} {x}"),
    ("name", "the same place in the gazetteer (geo:2643743)", "même lieu dans le répertoire (geo:2643743)"),
    ("name", "same slot in translations, seen 12 times", "même place dans des traductions, vu 12 fois"),
    ("date", f"a translation, {A} (dateline)", f"la traduction {A} (la ligne de date du texte)"),
    ("date", f"a copy, {A} (title)", f"la copie {A} (le titre)"),
    ("date", f"the text it is an excerpt of, {A} (metadata)",
     f"le texte entier {A} (les métadonnées de la page)"),
    ("date", "2 of its 3 dates are of 2016", "2 de ses 3 dates sont de 2016"),
    ("date", "between posts of 2016-05-01 and 2016-06-03",
     "entre des billets du 1er mai 2016 et du 3 juin 2016"),
    ("date", "decision 12", "décision 12"),
    ("date", "deposit/metadata.csv, line 4: 9/2/2017", "deposit/metadata.csv, ligne 4 : 9/2/2017"),
    ("unread", "pages 3, 5 to 7 of 1,200 could not be read", "pages 3, 5 à 7 sur 1\u202f200, illisibles"),
    ("unread", "page 3 of 9 could not be read; page 4 of 9: pictures without text: no words are recognised"
     " on them", "page 3 sur 9, illisible ; page 4 sur 9, image sans texte : aucun mot n’y est reconnu"),
    ("unread", "posts left closed: behind a password 2, drafts 9",
     "billets laissés fermés : protégés par un mot de passe (2), brouillons (9)"),
    ("unread", "a Word document that holds a part which is not read: a mail without text",
     "document Word dont une partie n’est pas lue (courriel sans texte)"),
    ("unread", "empty file; its earlier text stays in the archive",
     "fichier vide ; son texte antérieur reste dans l’archive"),
    ("refused", "'mars' is not a date. Write it as 2017-02-08, 2017-02, 2017, 201X or 2017-02/2017-04.",
     "« mars » n’est pas une date. Écrivez 2017-02-08, 2017-02, 2017, 201X ou 2017-02/2017-04."),
    ("refused", f"{A} is in fr and {B} in en", ""),
    ("refused", f"{A} and {B} are in fr and en: copies are in one.",
     f"{A} est en français et {B} en anglais : des copies sont dans une même langue."),
    ("refused", '"L\'Escale" has no name \'Awa\'. It has: L\'Escale, Escale.',
     "« L'Escale » n’a pas de nom « Awa », mais : L'Escale, Escale."),
    ("refused", "No entity is called 'Odile'. Did you mean: Odile Marquant, Odette?",
     "Aucune personne, aucun lieu ni aucune organisation ne s’appelle « Odile »."
     " Vouliez-vous dire : Odile Marquant, Odette ?"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "english", "french"), SAID)
def test_what_is_kept_has_french_words(kind: Kind, english: str, french: str) -> None:
    assert kept(english, kind, "fr", "xx") == ((unbroken(french), "fr") if french else (english, "xx"))


@pytest.mark.parametrize(
    ("kind", "english", "told"),
    [
        ("name", "same name", "same name"),
        ("date", f"a translation, {A} (dateline)", f"the translation {A} (the text’s date line)"),
        ("unread", "a mail without text", "a mail without text"),
    ],
)
def test_an_english_page_says_it_in_english(kind: Kind, english: str, told: str) -> None:
    assert kept(english, kind, "en", "xx") == (told, "en")


@pytest.mark.parametrize("read", ["Brévaux, le 9 mars 2018", "Posted on 9 March 2018", "lettre-2018.pdf"])
def test_what_is_read_on_a_page_is_left_in_its_language(read: str) -> None:
    assert [kept(read, "date", lang, "xx") for lang in ("fr", "en")] == [(read, "xx")] * 2


@pytest.mark.parametrize("unknown", ["known from the sign at the door", "same name\n", "x" * 10_000])
def test_what_has_no_words_stays_in_english(unknown: str) -> None:
    assert kept(unknown, "name", "fr") == (unknown, "en")


def test_a_sentence_of_many_signs_takes_no_time() -> None:
    from time import process_time

    began = process_time()
    for kind in ("date", "refused", "unread"):
        kept((", line : ; has no name . It has: " * 20)[:500], kind, "fr")
    assert process_time() - began < 2


def test_an_error_with_a_code_is_told_by_it() -> None:
    said = why_refused(UsageError("Already there.").worded("taken", "Calais"), "fr")
    assert said == ("Une recherche s’appelle déjà «\u00a0Calais\u00a0».", "fr")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Lieu : « Lille »", "Lieu\u00a0: «\u00a0Lille\u00a0»"),
        ("Oui ; non ? Non !", "Oui\u202f; non\u202f? Non\u202f!"),
        ("lisible à 80 %", "lisible à 80\u202f%"),
        ("titre:solidar* et 18:30", "titre:solidar* et 18:30"),
    ],
)
def test_no_line_of_french_breaks_before_a_sign(typed: str, told: str) -> None:
    assert unbroken(typed) == told


# -- nothing that the program says is forgotten ----------------------------------------------------

# What no page can show: it is said to the command line, or to who runs the program.
_ELSEWHERE = re.compile(
    r"of the file|CSV|no column|separator|no name\.|PERSON, PLACE or ORG|a code such as|cannot be read:|"
    r"--with-container|no passage|in the passage|is in a collection|of the source|already an archive|"
    r"OpenSearch|\?schema|schema of an archive|part of an address|behind its question mark|an index called"
)


def _filled(sentence: str) -> str:
    """A sentence as it may be said."""
    sentence = sentence.replace("{}.{}", "{}.")  # what follows the point may be left out
    return re.sub(r"^\{\}(?=: pictures| of )", "page 3", sentence).replace("{}", "Odile")


def test_every_reason_of_a_name_has_french_words() -> None:
    folder = Path(archive.__file__).parent / "link" / "entities"
    source = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    given = set(re.findall(r'(?:join|bind)\([^"\n]*, f?"([^"]+)"\)', source))
    given |= set(re.findall(r'(?:reason|SAME_NAME|_SAME_BODY)(?:: Final)? = f?"([^"]+)"', source))
    given |= set(re.findall(r'f"(acronym bound in [^"]+)"', source))
    kinds, where = ("surname", "initials", "given name"), ("in the same document",)
    given |= {f"{kind} of Odile {place}" for kind in kinds for place in where}
    told = {
        re.sub(r"\{[^}]*\}", lambda m: "0.50" if "score" in m[0] else "3" if "seen" in m[0] else "PLACE", one)
        for one in given if "{kind}" not in one and " " in one
    }  # fmt: skip
    assert len(told) > 20
    assert {one for one in told if kept(one, "name", "fr").lang != "fr"} == set()


def test_every_reason_of_a_source_has_french_words() -> None:
    said = sentences(
        ["ingest", "pipeline/make.py", "pipeline/ingest.py", "errors.py"],
        lambda name: name.endswith("Input") or name in ("Reason", "PartlyRead", "StillPacked", "_whole"),
        ("unread", "vacant", "problem"),
    )  # fmt: skip
    said |= sentences(["ingest/containers"], lambda name: name in ("_ended", "_trouble", "MailPart"))
    said |= sentences(["ingest/readers/pdf.py"], lambda name: name == "append")
    said |= {f"unsupported format: {kind} (x/y)" for kind in (*_KINDS.values(), *_MEDIA.values())}
    said = {one for one in said if re.search("[a-z]{3} ", one)}
    said |= {  # which are returned
        "an error page (404)",
        "an error page",
        "a redirect to another page",
        "a page in the place of a site that is gone",
        "a page in the place of a site under repair",
        "a page that asks for another browser",
        "a page that asks to accept cookies",
        "a page that asks to log in",
        "a server's list of files",
        "an index that HTTrack made",
        "no permission to read it",
        "a link that leads back to itself",
        "its name is too long",
        "page 3 of 9 could not be read",
        "posts left closed: drafts 9, in the bin 2, private 1",
        "a mail with more than 1,000 parts: the rest was not ingested",
        "a message of 1,000 bytes (limit 500)",
        "3 private entries stay closed",
    }
    assert len(said) > 130
    assert {one for one in said if kept(_filled(one), "unread", "fr").lang != "fr"} == set()


def test_every_refusal_has_french_words() -> None:
    said = sentences(
        ["catalog", "deciding.py", "app.py", "pipeline/desk.py", "pipeline/intake.py", "search"],
        lambda name: name in ("UsageError", "Gone"),
    )  # fmt: skip
    worded = re.compile(r"The date |Unknown language|saved search|search engine")  # they have codes
    said = {one for one in said if not _ELSEWHERE.search(one) and not worded.search(one)}
    assert len(said) > 35
    assert {one for one in said if kept(_filled(one), "refused", "fr").lang != "fr"} == set()


def test_every_fault_of_a_query_has_french_words() -> None:
    from archive.room.wording import words

    source = "".join(p.read_text("utf-8") for p in (Path(archive.__file__).parent / "search").rglob("*.py"))
    codes = set(re.findall(r'\.worded\(\s*"(\w+)"', source))
    assert len(codes) > 20
    assert {one for one in codes if f"bad_{one}" not in words("fr")} <= {"never"}  # which is in the table


def test_the_page_of_an_entity_says_them_in_its_language(room: TestClient) -> None:
    id = room.get("/api/entities/Calais").json()["id"]
    french = html.unescape(room.get(f"/e/{id}", headers={"Accept-Language": "fr"}).text)
    assert '<span lang="fr">même nom</span>' in french
    assert "same name" not in french
    assert '<span lang="en">same name</span>' in room.get(f"/e/{id}").text
