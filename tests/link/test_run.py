"""Links of an archive: from the change log, bit by bit, and taken back."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from archive.catalog import Catalog, changes, documents, kin, links, origins, verdicts
from archive.catalog.intake import Intake, Made
from archive.link.run import link
from archive.link.vectors import Embedder
from archive.records import DateBasis, Draft, LangSpan, Page, Source, Span, Status
from tests.link.forms import NOW, add, gold, links_of, pairs, texts


@pytest.fixture(scope="module", params=["vectors", "words"])
def embedder(request: pytest.FixtureRequest) -> Embedder | None:
    return Embedder() if request.param == "vectors" else None


def test_texts_of_one_form_find_their_own_translation(catalog: Catalog, embedder: Embedder | None) -> None:
    rows = texts(24)
    add(catalog, rows, embedder)
    report = link(catalog)
    assert pairs(catalog) == gold(rows)
    assert (report.documents, report.translations, report.duplicates) == (len(rows), len(gold(rows)), 0)


@pytest.mark.parametrize("parts", [2, 5])
def test_taken_in_bit_by_bit_is_taken_in_at_once(
    tmp_path: Path, embedder: Embedder | None, parts: int
) -> None:
    rows = texts(24)
    rows += [
        (f"copy-{a}", lang, f"Menu | Home\n\n{text}\n\nRead more.", date) for a, lang, text, date in rows[:6]
    ]
    found = []
    for count in (1, parts):
        random.Random(count).shuffle(rows)
        with Catalog.open(tmp_path / str(count), create=True) as catalog:
            for i in range(count):
                add(catalog, rows[i::count], embedder)
                link(catalog)
            found.append(links_of(catalog))
    assert found[0] == found[1]
    assert len(found[0]) > 20


def test_read_in_small_chunks_is_read_in_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies whose representative comes or goes in a later chunk among them."""
    rows = texts(18)
    rows += [(f"{dated}copy-{a}", lang, f"Menu | Home\n\n{text}\n\nRead more.", date)
             for dated in "az" for a, lang, text, date in rows[:6]]  # fmt: skip
    random.Random(3).shuffle(rows)
    found = []
    for chunk, settled in ((1000, 1000), (5, 3)):
        monkeypatch.setattr("archive.link.run._CHUNK", chunk)
        monkeypatch.setattr("archive.link.run._SETTLED", settled)
        monkeypatch.setattr("archive.link.candidates._KEPT", chunk)
        monkeypatch.setattr("archive.link.candidates._PASSING", chunk)
        monkeypatch.setattr("archive.link.candidates._BATCH", chunk)
        with Catalog.open(tmp_path / str(chunk), create=True) as catalog:
            numbers = add(catalog, rows[:30], None)
            link(catalog)
            with catalog.transaction() as db:
                db.executemany("UPDATE documents SET current = 0 WHERE n = ?", [(n,) for n in numbers[::3]])
                changes.log(catalog, numbers[::3], "superseded")
            add(catalog, rows[30:], None)
            link(catalog)
            found.append(links_of(catalog))
    assert found[0] == found[1]
    assert len(found[0]) > 15


def test_nothing_new_changes_nothing(catalog: Catalog) -> None:
    add(catalog, texts(9), None)
    link(catalog)
    before, place = links_of(catalog), changes.position(catalog)
    assert link(catalog).documents == 0
    assert (links_of(catalog), changes.position(catalog)) == (before, place)


def test_what_goes_loses_its_links_and_what_stays_is_as_without_it(
    tmp_path: Path, embedder: Embedder | None
) -> None:
    rows = texts(18)
    with (
        Catalog.open(tmp_path / "a", create=True) as catalog,
        Catalog.open(tmp_path / "b", create=True) as other,
    ):
        numbers = add(catalog, rows, embedder)
        link(catalog)
        with catalog.transaction() as db:
            db.executemany("UPDATE documents SET current = 0 WHERE n = ?", [(n,) for n in numbers[:5]])
            changes.log(catalog, numbers[:5], "superseded")
        link(catalog)
        add(other, rows[5:], embedder)
        link(other)
        assert links_of(catalog) == links_of(other)


def test_a_persons_word_holds(catalog: Catalog, embedder: Embedder | None) -> None:
    rows = texts(9)
    add(catalog, rows, embedder)
    link(catalog)
    first = next(links.pairs(catalog))
    verdicts.decide(catalog, first.a.id, first.b.id, Status.REJECTED, NOW)
    link(catalog)
    assert (first.a.source, first.b.source) not in pairs(catalog)
    assert [p.a.id for p in links.pairs(catalog, Status.REJECTED)] == [first.a.id]
    # The same texts elsewhere: what was said of them holds.
    add(
        catalog,
        [(f"again-{r[0]}", *r[1:]) for r in rows if r[0] in (first.a.source, first.b.source)],
        embedder,
    )
    link(catalog)
    assert not {p for p in pairs(catalog) if first.a.source in p[0] and first.b.source in p[1]}
    verdicts.decide(catalog, first.b.id, first.a.id, Status.CONFIRMED, NOW)
    link(catalog)
    assert (first.a.id, first.b.id) in {(p.a.id, p.b.id) for p in links.pairs(catalog, Status.CONFIRMED)}


def test_a_person_joins_what_no_rule_would(catalog: Catalog) -> None:
    add(catalog, [("x", "en", "Tea and cake at four.", None), ("y", "fr", "Gare aux loups !", None)], None)
    link(catalog)
    assert not pairs(catalog)
    ids = [d.id for _, d in documents.every(catalog)]
    verdicts.decide(catalog, ids[0], ids[1], Status.CONFIRMED, NOW)
    link(catalog)
    assert pairs(catalog) == {("x", "y")}


def test_copies_share_a_translation_and_a_date(catalog: Catalog, embedder: Embedder | None) -> None:
    rows = [r for r in texts(9) if r[0][1:] == texts(9)[3][0][1:]]
    (english, french) = rows
    text = english[2]
    numbers = add(
        catalog,
        [
            ("one", "en", text, None),
            ("two", "en", f"About us\n\n{text}", None),
            ("three", "fr", french[2], "2014-05-06"),
        ],
        embedder,
    )
    link(catalog)
    assert len(pairs(catalog)) == 1
    found = kin.translations_of(catalog, numbers)
    assert [v.source for n in numbers[:2] for v in found[n]] == ["three", "three"]
    assert [c.source for c in kin.duplicates_of(catalog, [numbers[0]])[numbers[0]]] == ["two"]
    dated = documents.by_number(catalog, numbers)
    assert {d.date for d in dated.values()} == {"2014-05-06"}
    assert dated[numbers[0]].date_basis is DateBasis.TRANSLATION
    assert dated[numbers[0]].date_evidence == f"a translation, {dated[numbers[2]].id} (metadata)"
    groups = kin.groups(catalog, numbers)
    assert len({groups.work[n] for n in numbers}) == 1
    assert len({groups.text[n] for n in numbers[:2]}) == 1


def test_today_is_the_day_of_the_translation(catalog: Catalog) -> None:
    english = "The quay is closed\n\nToday Odile Wacquier of Quai 12 told the press that 300 passengers wait."
    french = (
        "Le quai est clos\n\n"
        "Aujourd'hui Odile Wacquier du Quai 12 dit à la presse que 300 passagers attendent."
    )
    one, two = add(catalog, [("x", "en", english, None), ("y", "fr", french, "2015-08-20")], None)
    link(catalog)
    assert [m.value for m in documents.mentions(catalog, one)] == ["2015-08-20"]
    with catalog.transaction() as db:
        db.execute("UPDATE documents SET current = 0 WHERE n = ?", (two,))
        changes.log(catalog, [two], "superseded")
    link(catalog)
    assert documents.by_number(catalog, [one])[one].date is None


def test_the_languages_of_one_post_are_linked_at_once(catalog: Catalog) -> None:
    page = "Tea at four.\n\nGare aux loups !\n\nDer Hund schläft."
    made = tuple(
        Made(Draft(7, lang, page[a:b], (Span(a, b),), (LangSpan(0, b - a, lang),)), None, ())
        for lang, a, b in (("en", 0, 12), ("fr", 14, 30), ("de", 32, 49))
    )
    source = Source("ab" * 32, "/page", "page", "text/plain", len(page))
    numbers = documents.add(catalog, Intake(source, 0, Page(page, ()), (), made), NOW)
    link(catalog)
    (pair,) = links.pairs(catalog)
    assert (pair.score, pair.evidence["rule"]) == (1.0, "one post")
    assert {v.lang for v in kin.translations_of(catalog, numbers)[numbers[2]]} == {"en", "fr"}


@pytest.mark.parametrize(
    ("one", "two", "near"),
    [
        ("site/en/page.html", "site/fr/page.html", True),
        ("call-en.txt", "call-fr.txt", True),
        ("call.en.txt", "call.fr.txt", True),
        ("call-1.txt", "call-2.txt", False),
    ],
)
def test_addresses_that_differ_in_the_language_only(catalog: Catalog, one: str, two: str, near: bool) -> None:
    texts = ("The old lighthouse keeper counts the ships.", "Le vieux gardien du phare compte les navires.")
    add(catalog, [(one, "en", texts[0], None), (two, "fr", texts[1], None)], None)
    link(catalog)
    row = catalog.db.execute("SELECT features FROM candidates").fetchone()
    assert row is not None
    assert (np.frombuffer(row[0], "<f4")[-1] > 0) == near


def test_files_that_stand_in_several_places_are_paired_in_each(catalog: Catalog) -> None:
    english, french = (
        "The lighthouse keeper of Berck counts 12 ships.",
        "Le gardien du phare de Berck compte 12 navires.",
    )
    # The English page differs between the two places in a space, the French one is the same file.
    add(catalog, [("a-en", "en", english, None), ("b-en", "en", f"{english} ", None)], None)
    (n,) = add(catalog, [("a-fr", "fr", french, None)], None)
    sha256 = documents.by_number(catalog, [n])[n].sha256
    place = Source(sha256, "/b-fr", "b-fr", "text/plain", len(french))
    origins.add(catalog, place.id, place, 0, NOW)
    link(catalog)
    assert pairs(catalog) == {("a-en", "a-fr"), ("b-en", "b-fr")}
    assert len(list(links.pairs(catalog, homes=False))) == 2


def test_a_text_whose_pair_is_rejected_has_its_next_best_translation(catalog: Catalog) -> None:
    laundry = (
        "The laundry of Oxmoor opened on 3 May 2016 with 37 machines.\n\nHarold Quilter brought soap for"
        " everyone, and the neighbours stayed until midnight.\n\nThe council promised to pay the water bill"
        " of 410 euros before the summer."
    )
    close = (
        "La laverie d'Oxmoor a ouvert le 3 mai 2016 avec 37 machines.\n\nHarold Quilter a apporté du savon"
        " pour tout le monde, et les voisins sont restés jusqu'à minuit.\n\nLa mairie a promis de payer la"
        " facture d'eau de 410 euros avant l'été."
    )
    free = (
        "Ouverture, le 3 mai 2016, de la laverie d'Oxmoor : on y compte 37 machines.\n\nChacun avait reçu du"
        " savon de Harold Quilter ; à minuit, le voisinage était encore là.\n\nAvant l'été, promet le"
        " conseil, les 410 euros d'eau seront réglés."
    )
    add(
        catalog, [("en", "en", laundry, None), ("close", "fr", close, None), ("free", "fr", free, None)], None
    )
    link(catalog)
    assert pairs(catalog) == {("en", "close")}
    ids = {n: document.id for n, document in documents.every(catalog)}
    verdicts.decide(catalog, ids[1], ids[2], Status.REJECTED, NOW)
    link(catalog)
    assert pairs(catalog) == {("en", "free")}
