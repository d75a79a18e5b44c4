"""Every page is in the language of its reader: no words of the other are left on any, for either role.

Words of the texts themselves (their names, titles, sentences) are in their own language, and marked so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest
from starlette.testclient import TestClient

import archive
from archive.room import kept
from archive.room.wording import Said, words
from tests.room.conftest import HERE, token_of
from tests.room.test_pages import links

_TIMES = 2  # addresses of a kind that are looked at
_WORD = re.compile(r"[^\W\d_]{3,}")
_SHOWN = ("title", "placeholder", "aria-label", "alt")  # attributes that people read or hear
_UNSHOWN = ("script", "style", "template")
# Words of both languages, of addresses and of commands, which stand on pages of either.
_BOTH = frozenset(
    "archive check users add export site json csv ris bibtex atom pdf html".split()  # noqa: SIM905
)


def told(body: str, lang: str) -> Iterator[str]:
    """What a page says in `lang`: its words, but for what is marked to be in another."""
    tree: Element = html5lib.HTMLParser(namespaceHTMLElements=False).parse(body)

    def said(node: Element, here: str) -> Iterator[str]:
        here = node.get("lang") or here
        if not isinstance(node.tag, str) or node.tag in _UNSHOWN or node.get("dir") == "auto":
            return  # `dir=auto`: words of the archive, whichever way they run
        if here == lang:
            yield node.text or ""
            yield from (node.get(name) or "" for name in _SHOWN)
        for child in node:
            yield from said(child, here)
            if here == lang:
                yield child.tail or ""

    return said(tree, "")


def vocabulary(lang: str) -> set[str]:
    """The words of the pages in a language, and of what the archive keeps in it."""
    texts = [*words(lang).values()]
    table = kept._table()
    for english, french in (row for kind in table.values() for row in kind.items()):
        texts += [english if lang == "en" else french if isinstance(french, str) else french["fr"]]
    return {word.casefold() for text in texts for word in _WORD.findall(re.sub(r"\{[^}]*\}", " ", text))}


@pytest.fixture(scope="module")
def alien(opened: archive.Archive) -> Mapping[str, set[str]]:
    """By language of the pages, the words that stand on none: those of the other that are not its own, nor of
    any name or title of the archive."""
    own = {word.casefold() for text in _names(opened) for word in _WORD.findall(text)}
    french, english = vocabulary("fr"), vocabulary("en")
    return {"fr": english - french - own - _BOTH, "en": french - english - own - _BOTH}


def _names(opened: archive.Archive) -> Iterator[str]:
    for entity in opened.entities():
        yield from entity.all_names
    for entry in opened.documents():
        yield entry.document.title or ""
        yield entry.document.source
        yield entry.document.author or ""
        yield entry.document.date_evidence if entry.document.date_basis else ""
        yield from (mention.text for mention in opened.read(entry.document.id).mentions)


def pages(client: TestClient, lang: str, first: list[str]) -> Iterator[tuple[str, str]]:
    """From some addresses on, each kind of page that a page leads to, a few times: (address, body)."""
    waiting, seen, kinds = [*first], set[str](), dict[str, int]()
    while waiting:
        address = waiting.pop(0)
        parts = urlsplit(address)
        names = sorted({key for key, _ in parse_qsl(parts.query)})
        kind = re.sub(r"[0-9a-f]{12,64}", "ID", parts.path) + "?" + ",".join(names)
        if address in seen or kinds.get(kind, 0) >= _TIMES or len(names) > 2 or "ui" in names:
            continue
        seen.add(address)
        kinds[kind] = kinds.get(kind, 0) + 1
        got = client.get(address, headers={"Accept-Language": lang}, follow_redirects=True)
        if got.headers["content-type"].startswith("text/html") and not parts.path.endswith("/page"):
            yield address, got.text
            waiting += links(got.text)
    assert len(kinds) > 25


START = ["/", "/search?q=calais+AND+(", "/search?q=solidarty", "/search?q=qqqzzz", "/search?since=jadis",
         "/d/0000000000000000", "/d/12", "/e/Nobody", "/s/0000", "/search?q=mer&facet=person",
         "/search?q=sea&undated=1", "/places/map?box=1,50,4,51.5", "/login", "/enter?token=x",
         "/intake", "/desk"]  # fmt: skip
OWN = ["/desk", *(f"/desk/{one}" for one in ("pairs", "texts", "names", "kinds", "dates")),
       "/desk/dates/list", "/desk/names/list", "/intake", "/watch?q=Calais"]  # fmt: skip


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("role", [pytest.param("room", marks=pytest.mark.slow), "archivist"])
def test_no_page_has_words_of_the_other_language(
    request: pytest.FixtureRequest,
    role: str,
    lang: str,
    alien: Mapping[str, set[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nor is anything that the archive says marked as words of another language, for want of its own."""
    unworded: set[str] = set()

    def noted(english: str, kind: kept.Kind, wanted: str, otherwise: str = "en") -> Said:
        said = kept.kept(english, kind, wanted, otherwise)
        if said.lang != wanted and kind != "date":
            unworded.add(english)
        return said

    monkeypatch.setattr("archive.room.rendering.kept", noted)
    client: TestClient = request.getfixturevalue(role)
    left: dict[str, set[str]] = {}
    for address, body in pages(client, lang, [*START, *(OWN if role == "archivist" else ())]):
        for text in told(body, lang):
            for word in {w.casefold() for w in _WORD.findall(text)} & alien[lang]:
                left.setdefault(f"{word}: {' '.join(text.split())[:100]}", set()).add(address)
    assert (left, unworded) == ({}, set())


WRONG: list[tuple[str, dict[str, str], str]] = [
    ("correct", {"what": "date", "value": "jadis"}, "n’est pas une date"),
    ("correct", {"what": "language", "value": "klingon"}, "n’est pas une langue"),
    ("correct", {"what": "confirmed", "value": "12"}, "trop court"),
    ("correct", {"what": "confirmed", "value": "0123456789abcdef"}, "Aucun texte n’a un identifiant"),
    ("limits", {"what": "left out", "at": "", "note": ""}, "Dites pourquoi"),
    ("limits", {"what": "begins", "at": "99999999", "note": ""}, "caractères"),
    ("folder", {"what": "date", "value": "jadis", "text": "ID"}, "n’est pas une date"),
    ("names", {"said": "PERSON", "scope": "one", "at": "0-1"}, "Il n’y a pas de nom"),
]  # fmt: skip


@pytest.mark.parametrize(("page", "form", "says"), WRONG)
def test_what_is_refused_is_said_in_the_language_of_the_page(
    archivist: TestClient, alien: Mapping[str, set[str]], page: str, form: dict[str, str], says: str
) -> None:
    id = archivist.get("/api/search?q=Calais&lang=fr&limit=1").json()["hits"][0]["id"]
    given = {key: id if value == "ID" else value for key, value in form.items()}
    given |= {"token": token_of(archivist)}
    got = archivist.post(f"/d/{id}/{page}", data=given, headers={**HERE, "Accept-Language": "fr"})
    assert got.status_code == 400
    shown = " ".join(told(got.text, "fr"))
    assert says in shown
    assert {w.casefold() for w in _WORD.findall(shown)} & alien["fr"] == set()


def test_names_are_called_in_the_language_of_the_reader(room: TestClient) -> None:
    """An entity with a name in each language is called by the one of the page, wherever it stands."""
    two = [
        one for one in room.get("/api/entities?limit=100").json()["entities"]
        if {"fr", "en"} <= one["labels"].keys() and one["labels"]["fr"] != one["labels"]["en"]
    ]  # fmt: skip
    assert two
    kinds = {"PERSON": ("people", "person"), "PLACE": ("places", "place"), "ORG": ("organisations", "org")}
    looked = 0
    for one in two[:5]:
        lists, facet = kinds[one["type"]]
        beside = room.get(f"/api/entities/{one['id']}/beside").json()
        neighbour = next((n["id"] for some in beside.values() for n in some), None)
        at = [f"/search?facet={facet}", f"/{lists}", f"/search?{facet}={one['id']}"]
        for address in [*at, *([f"/e/{neighbour}"] if neighbour else [])]:
            for lang, other in (("fr", "en"), ("en", "fr")):
                body = room.get(address, headers={"Accept-Language": lang}).text
                tree: Element = html5lib.HTMLParser(namespaceHTMLElements=False).parse(body)
                led = {" ".join(a.itertext()) for a in tree.iter("a") if one["id"] in (a.get("href") or "")}
                chips = {" ".join(s.itertext()) for u in tree.iter("ul") if u.get("class") == "chips"
                         for s in u.iter("span")}  # fmt: skip
                assert one["labels"][other] not in led | chips, (address, lang)
                looked += any(one["labels"][lang] in text for text in led | chips)
    assert looked > 10
