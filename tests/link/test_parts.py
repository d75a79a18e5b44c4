"""One text that translates two or three: it is linked to each, and to nothing on the same subject."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.catalog import Catalog, changes, documents, kin, links, verdicts
from archive.catalog.links import PART, TRANSLATION
from archive.cli import main
from archive.link.parts import _main, _overlap
from archive.link.run import link
from archive.link.vectors import Embedder
from archive.records import Segment, Span, Status
from tests.link.forms import NOW, add, links_of, pairs


def _unwrapped(text: str) -> str:
    return re.sub(r"(?<!\n)\n(?!\n)", " ", text).strip()


# Each text in both languages: a title, then paragraphs.
BOATS = (
    _unwrapped("""
Les barques du canal

Les douze barques du canal de Brenne ont été saisies vendredi par la préfecture, qui les dit
dangereuses.

Les familles qui y vivent depuis quatre hivers ont trois semaines pour partir. La batelière Odile
Marchand a déposé un recours au tribunal.
"""),
    _unwrapped("""
The boats on the canal

The twelve boats on the Brenne canal were seized on Friday by the prefecture, which calls them
dangerous.

The families who have lived there for four winters have three weeks to leave. The boatwoman Odile
Marchand has lodged an appeal with the court.
"""),
)
OVEN = (
    _unwrapped("""
Le four du hameau

Un boulanger de Larzelle prête son four aux habitants du hameau tous les samedis matin, de six
heures à midi.

Chacun apporte sa farine et son bois. Les enfants de l'école y ont cuit quarante pains pour la fête
du village.
"""),
    _unwrapped("""
The oven of the hamlet

A baker in Larzelle lends his oven to the people of the hamlet every Saturday morning, from six
o'clock to noon.

Everyone brings their own flour and wood. The children of the school baked forty loaves there for
the village fair.
"""),
)
RADIO = (
    _unwrapped("""
La radio du port

Radio Grande Jetée émet de nouveau, après huit mois de silence, depuis un grenier de la rue des
Cordiers.

Les bénévoles cherchent des voix pour lire les nouvelles en arabe et en tigrigna, chaque soir à dix-
neuf heures.
"""),
    _unwrapped("""
The radio of the harbour

Radio Grande Jetée is on the air again, after eight months of silence, from an attic in the rue des
Cordiers.

The volunteers are looking for voices to read the news in Arabic and Tigrinya, every evening at
seven o'clock.
"""),
)
OTHERS = (
    ("fr", "Les élèves du collège ont planté des pommiers derrière le gymnase, avec un jardinier retraité."),
    ("en", "The swimming pool stays shut until the roof is mended, which costs two million euros."),
    ("fr", "La fanfare des pompiers cherche un tambour pour le carnaval, et un cheval pour la charrette."),
    ("en", "A reader writes that the last bus leaves too early for those who work in the fish market."),
)
LANGS = ("fr", "en")
Row = tuple[str, str, str, str | None]


def _joined(lang: int, *texts: tuple[str, str]) -> str:
    """Texts as one, under the title of the first."""
    bodies = [text[lang].split("\n\n", 1)[-1] for text in texts]
    return "\n\n".join([texts[0][lang].split("\n\n")[0], *bodies])


def _row(name: str, lang: int, text: str) -> Row:
    return f"{name}.txt", LANGS[lang], text, None


def _others() -> list[Row]:
    return [(f"other-{i}.txt", lang, text, None) for i, (lang, text) in enumerate(OTHERS)]


def _linked(catalog: Catalog) -> set[frozenset[str]]:
    return {frozenset(pair) for pair in pairs(catalog)}


def _number(catalog: Catalog, name: str) -> int:
    return int(
        catalog.db.execute("SELECT n FROM documents WHERE id = ?", (_id(catalog, name),)).fetchone()[0]
    )


def _id(catalog: Catalog, name: str) -> str:
    query = "SELECT d.id FROM documents d JOIN origins o ON o.source_id = d.source_id WHERE o.origin LIKE ?"
    return str(catalog.db.execute(query, (f"%{name}.txt",)).fetchone()[0])


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder()


SETS = [(BOATS, OVEN), (OVEN, RADIO), (RADIO, BOATS, OVEN)]


def _rows(whole: int, texts: Sequence[tuple[str, str]]) -> list[Row]:
    """A text in one language, the texts that it translates in the other, and some that stand alone."""
    rows = [_row("whole", whole, _joined(whole, *texts))]
    rows += [_row(f"part-{i}", 1 - whole, text[1 - whole]) for i, text in enumerate(texts)]
    return rows + _others()


@pytest.mark.parametrize("whole", [0, 1])
@pytest.mark.parametrize("texts", SETS)
def test_one_text_that_translates_several_is_linked_to_each(
    catalog: Catalog, embedder: Embedder, whole: int, texts: tuple[tuple[str, str], ...]
) -> None:
    rows = _rows(whole, texts)
    add(catalog, rows, embedder)
    link(catalog)
    assert _linked(catalog) == {frozenset(("whole.txt", f"part-{i}.txt")) for i in range(len(texts))}
    spans = sorted(
        (min(s.a.start if whole else s.b.start for s in pair.segments),
         max(s.a.end if whole else s.b.end for s in pair.segments))
        for pair in links.pairs(catalog) if pair.evidence["rule"] == "part"
    )  # fmt: skip
    said = [pair.evidence["span"] for pair in links.pairs(catalog) if pair.evidence["rule"] == "part"]
    assert all(list(span) in said for span in spans)
    for one, other in pairwise(spans):
        assert one[1] <= other[0]
    for start, end in spans:  # a stretch is the paragraphs of one text, with the title before the first
        assert rows[0][2][start:end].count("\n\n") == (2 if start == 0 else 1)


def test_parts_are_texts_of_their_own(catalog: Catalog, embedder: Embedder) -> None:
    """The parts of one text are no hit together, and take no day from it; only its own translation does."""
    rows = [(name, lang, text, "2017-03-04" if name == "whole.txt" else None)
            for name, lang, text, _ in _rows(0, (RADIO, BOATS, OVEN))]  # fmt: skip
    whole, *parts = add(catalog, rows, embedder)[:4]
    link(catalog)
    told = kin.translations_of(catalog, [whole])[whole]
    assert [one.part for one in told] == [False, True, True]
    paired = told[0].n
    work = kin.groups(catalog, [whole, *parts]).work
    assert {n for n in parts if work[n] == work[whole]} == {paired}
    assert {n for n, document in documents.by_number(catalog, parts).items() if document.date} == {paired}
    for n in parts:
        assert [one.n for one in kin.translations_of(catalog, [n])[n]] == [whole]


@pytest.mark.parametrize("parts", [2, 4])
def test_bit_by_bit_gives_the_same_parts(tmp_path: Path, embedder: Embedder, parts: int) -> None:
    rows = [*_rows(0, (BOATS, OVEN)), _row("radio-fr", 0, RADIO[0]), _row("radio-en", 1, RADIO[1])]
    found = []
    for count in (1, parts):
        random.Random(count).shuffle(rows)
        with Catalog.open(tmp_path / str(count), create=True) as catalog:
            for i in range(count):
                add(catalog, rows[i::count], embedder)
                link(catalog)
            found.append(links_of(catalog))
    assert found[0] == found[1]
    assert any(one[0] == PART for one in found[0])


@pytest.mark.parametrize("said", [Status.REJECTED, Status.CONFIRMED])
def test_a_persons_word_on_a_part_holds(catalog: Catalog, embedder: Embedder, said: Status) -> None:
    add(catalog, _rows(1, (BOATS, OVEN)), embedder)
    link(catalog)
    part = next(pair for pair in links.pairs(catalog) if pair.evidence["rule"] == "part")
    verdicts.decide(catalog, part.a.id, part.b.id, said, NOW)
    link(catalog)
    assert (frozenset((part.a.source, part.b.source)) in _linked(catalog)) == (said is Status.CONFIRMED)
    kinds = {frozenset((a, b)): kind for kind, a, b, *_ in links_of(catalog)}
    assert kinds[frozenset((part.a.id, part.b.id))] == TRANSLATION


def test_what_goes_leaves_no_part(catalog: Catalog, embedder: Embedder) -> None:
    """Where one of two is gone, the other is no part of a text that says more."""
    numbers = add(catalog, _rows(0, (BOATS, OVEN)), embedder)
    link(catalog)
    assert any(one[0] == PART for one in links_of(catalog))
    with catalog.transaction() as db:
        db.execute("UPDATE documents SET current = 0 WHERE n = ?", (numbers[1],))
        changes.log(catalog, numbers[1:2], "superseded")
    link(catalog)
    assert not [one for one in links_of(catalog) if one[0] == PART]


THEME = (
    _unwrapped("""
Nouvelles des canaux

Une exposition raconte la vie des batelières du siècle dernier, au musée de la corderie, jusqu'à la
fin du mois.

Le club de pêche nettoie les berges dimanche et cherche des gants, des sacs et une barque pour
repêcher les vélos.

Une péniche de blé a heurté le pont de pierre ; personne n'est blessé, le pont reste fermé.
"""),
    _unwrapped("""
News of the canals

An exhibition tells of the lives of boatwomen in the last century, at the rope museum, until the end
of the month.

The angling club is cleaning the banks on Sunday and looks for gloves, bags and a boat to fish out
bicycles.

A barge with wheat hit the stone bridge; nobody was hurt, and the bridge stays shut.
"""),
)
REVIEW = (
    _unwrapped("""
Lu pour vous

Dans un long article, une revue anglaise raconte l'histoire du canal de Brenne. « Les douze barques
du canal de Brenne ont été saisies vendredi par la préfecture, qui les dit dangereuses », y lit-on.

Le récit est bien mené, mais il oublie ceux qui réparent les coques, et la couleur de l'eau en
novembre. On aurait aimé des photographies.

L'autrice promet une suite sur les fours des hameaux. Nous la lirons, car elle écrit bien et connaît
les gens dont elle parle.
"""),
    _unwrapped("""
Read for you

In a long article a French review tells the story of the Brenne canal. “The twelve boats on the
Brenne canal were seized on Friday by the prefecture, which calls them dangerous,” it says.

The tale is well told, but it forgets those who mend the hulls, and the colour of the water in
November. Photographs would have helped.

The author promises a sequel on the ovens of hamlets. We shall read it, for she writes well and
knows the people she speaks of.
"""),
)


CHANGED = {
    "Brenne": "Sauldre", "douze": "neuf", "twelve": "nine", "vendredi": "mardi", "Friday": "Tuesday",
    "quatre": "six", "four": "six", "Odile Marchand": "Hermine Vasseur", "Larzelle": "Vauxbrun",
    "samedis": "jeudis", "Saturday": "Thursday", "quarante": "soixante", "forty": "sixty",
}  # fmt: skip


def _elsewhere(text: tuple[str, str]) -> tuple[str, str]:
    """The same news of another town: other names, days and numbers."""
    words = re.compile("|".join(CHANGED))
    one, other = (words.sub(lambda m: CHANGED[m[0]], side) for side in text)
    return one, other


DIGEST = (
    _joined(0, RADIO, BOATS, OVEN, (OTHERS[0][1], ""), (OTHERS[2][1], "")),
    _joined(1, RADIO, BOATS, OVEN, ("", OTHERS[1][1]), ("", OTHERS[3][1])),
)


@pytest.mark.parametrize("whole", [0, 1])
@pytest.mark.parametrize(
    ("name", "texts", "others"),
    [
        ("news on the same subject", THEME, (BOATS, OVEN)),
        ("a review that quotes", REVIEW, (BOATS, OVEN)),
        ("the same news of another town", None, (_elsewhere(BOATS), _elsewhere(OVEN))),
        ("a digest of which two items are here", DIGEST, (BOATS, OVEN)),
        ("one that has a translation in full", None, (BOATS, OVEN)),
        ("one part alone", None, (BOATS,)),
    ],
)
def test_what_is_no_translation_of_several(
    catalog: Catalog,
    embedder: Embedder,
    whole: int,
    name: str,
    texts: tuple[str, str] | None,
    others: tuple[tuple[str, str], ...],
) -> None:
    body = texts[whole] if texts else _joined(whole, BOATS, OVEN)
    rows = [_row("whole", whole, body)]
    rows += [_row(f"part-{i}", 1 - whole, text[1 - whole]) for i, text in enumerate(others)]
    if "in full" in name:
        rows.append(_row("full", 1 - whole, _joined(1 - whole, BOATS, OVEN)))
    add(catalog, rows + _others(), embedder)
    link(catalog)
    assert not [one for one in links_of(catalog) if one[0] == PART]


def test_a_stray_line_far_off_is_no_part_of_the_stretch() -> None:
    near = [Segment(Span(1000, 1200), Span(20, 220), 0.8), Segment(Span(1210, 1400), Span(230, 420), 0.8)]
    stray = Segment(Span(10, 30), Span(0, 15), 0.4)
    assert _main([stray, *near], 420) == tuple(near)
    assert _overlap(Span(0, 10), Span(5, 100)) == 0.5
    assert _overlap(Span(0, 10), Span(10, 100)) == 0.0


def test_parts_are_shown(catalog: Catalog, embedder: Embedder) -> None:
    add(catalog, _rows(0, (BOATS, OVEN)), embedder)
    link(catalog)

    def said(*words: str) -> str:
        return CliRunner().invoke(main, ["--archive", str(catalog.folder), *words]).output

    found = [json.loads(line) for line in said("pairs", "--format", "jsonl").splitlines()]
    part = next(one for one in found if one["evidence"]["rule"] == "part")
    assert len(found) == 2
    assert part["evidence"]["whole"] == "fr"
    assert ", in part) Les barques du canal" in said("show", part["en"]["id"], "--format", "text")
    record = json.loads(said("show", part["fr"]["id"], "--format", "json"))
    assert [one.get("part", False) for one in record["translations"]] == [False, True]
    assert "it translates this text and more" in said("explain", part["en"]["id"])
