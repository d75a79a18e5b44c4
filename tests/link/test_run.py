"""Links of an archive: from the change log, bit by bit, and taken back."""

from __future__ import annotations

import contextlib
import hashlib
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest

from archive.catalog import Catalog, changes, documents, links, verdicts
from archive.catalog.documents import Intake, Made
from archive.ingest.dates import find_dates
from archive.link.run import link
from archive.link.vectors import Embedder
from archive.records import DateBasis, Dating, Draft, LangSpan, Page, Source, Span, Status

NOW = "2026-01-02T03:04:05Z"
TOPICS = (
    ("The ferry to the island stops on {day}", "Le bac pour l'île s'arrête le {jour}",
     "Without the ferry nobody reaches the school, says {name}. The town hall promised a bus for {n} pupils.",
     "Sans le bac personne ne rejoint l'école, dit {name}. La mairie a promis un car pour {n} élèves."),
    ("Repair café on {day}", "Atelier de réparation le {jour}",
     "Bring your lamps and bicycles: {name} and {n} helpers mend whatever can be mended, for free.",
     "Apportez vos lampes et vos vélos : {name} et {n} bénévoles réparent gratuitement ce qui peut l'être."),
    ("The orchard will be cut down on {day}", "Le verger sera abattu le {jour}",
     "{n} apple trees must make room for a car park. {name} has chained herself to the oldest one.",
     "{n} pommiers doivent laisser la place à un parking. {name} s'est enchaînée au plus vieux."),
)  # fmt: skip
NAMES = (
    "Odile Wacquier",
    "Basile Trotin",
    "Hermine Delplace",
    "Côme Vasseur",
    "Léa Fourdrinier",
    "Ugo Caron",
)
MONTHS = (("January", "janvier"), ("March", "mars"), ("June", "juin"), ("October", "octobre"))

Row = tuple[str, str, str, str | None]  # address, language, text, date


def _rows(count: int) -> list[Row]:
    """Texts of three forms in both languages, alike but for days, names and numbers; every fifth alone."""
    rows: list[Row] = []
    for i in range(count):
        title, titre, body, corps = TOPICS[i % 3]
        month, mois = MONTHS[i // 3 % 4]
        values = {
            "name": NAMES[i % 6], "n": 11 + 7 * i, "day": f"{1 + i} {month}", "jour": f"{1 + i} {mois}",
        }  # fmt: skip
        key = hashlib.sha256(str(i).encode()).hexdigest()[:8]
        rows.append((f"a{key}", "en", f"{title}\n\n{body}".format(**values), "2011-02-03" if i % 2 else None))
        if i % 5:
            rows.append((f"b{key}", "fr", f"{titre}\n\n{corps}".format(**values), None))
    return rows


def _add(catalog: Catalog, rows: Iterable[Row], embedder: Embedder | None) -> list[int]:
    numbers = []
    for address, lang, text, date in rows:
        sha256 = hashlib.sha256(f"{address}{text}".encode()).hexdigest()
        draft = Draft(0, lang, text, (Span(0, len(text)),), (), title=text.split("\n")[0])
        passages = tuple(embedder.vectorise([text])[0]) if embedder else ()
        dating = Dating(date, DateBasis.METADATA, "test") if date else None
        made = Made(draft, dating, tuple(find_dates(text, lang, date)), passages)
        source = Source(sha256, f"/{address}", address, "text/plain", len(text))
        numbers += documents.add(catalog, Intake(source, 0, Page(text, ()), (), (made,)), NOW)
    return numbers


def _links(catalog: Catalog) -> set[tuple[object, ...]]:
    rows = catalog.db.execute(
        "SELECT l.kind, a.id, b.id, l.score, l.status, l.segments FROM links l"
        " JOIN documents a ON a.n = l.a JOIN documents b ON b.n = l.b"
    )
    return {tuple(row) for row in rows}


def _pairs(catalog: Catalog) -> set[tuple[str, str]]:
    return {(p.a.source, p.b.source) for p in links.pairs(catalog)}


@pytest.fixture(scope="module", params=["vectors", "words"])
def embedder(request: pytest.FixtureRequest) -> Embedder | None:
    return Embedder.load() if request.param == "vectors" else None


@pytest.fixture
def catalog(tmp_path: Path) -> Iterable[Catalog]:
    with Catalog.open(tmp_path, create=True) as opened:
        yield opened


def _gold(rows: Sequence[Row]) -> set[tuple[str, str]]:
    addresses = {row[0] for row in rows}
    return {(a, f"b{a[1:]}") for a in addresses if a[0] == "a" and f"b{a[1:]}" in addresses}


def test_texts_of_one_form_find_their_own_translation(catalog: Catalog, embedder: Embedder | None) -> None:
    rows = _rows(24)
    _add(catalog, rows, embedder)
    report = link(catalog, now=NOW)
    assert _pairs(catalog) == _gold(rows)
    assert (report.documents, report.translations, report.duplicates) == (len(rows), len(_gold(rows)), 0)


@pytest.mark.parametrize("parts", [2, 5])
def test_taken_in_bit_by_bit_is_taken_in_at_once(
    tmp_path: Path, embedder: Embedder | None, parts: int
) -> None:
    rows = _rows(24)
    rows += [
        (f"copy-{a}", lang, f"Menu | Home\n\n{text}\n\nRead more.", date) for a, lang, text, date in rows[:6]
    ]
    found = []
    for count in (1, parts):
        random.Random(count).shuffle(rows)
        with Catalog.open(tmp_path / str(count), create=True) as catalog:
            for i in range(count):
                _add(catalog, rows[i::count], embedder)
                link(catalog, now=NOW)
            found.append(_links(catalog))
    assert found[0] == found[1]
    assert len(found[0]) > 20


def test_read_in_small_chunks_is_read_in_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies whose representative comes or goes in a later chunk among them."""
    rows = _rows(18)
    rows += [(f"{dated}copy-{a}", lang, f"Menu | Home\n\n{text}\n\nRead more.", date)
             for dated in "az" for a, lang, text, date in rows[:6]]  # fmt: skip
    random.Random(3).shuffle(rows)
    found = []
    for chunk, settled in ((1000, 1000), (5, 3)):
        monkeypatch.setattr("archive.link.run._CHUNK", chunk)
        monkeypatch.setattr("archive.link.steps._SETTLED", settled)
        monkeypatch.setattr("archive.link.candidates._KEPT", chunk)
        monkeypatch.setattr("archive.link.candidates._PASSING", chunk)
        monkeypatch.setattr("archive.link.candidates._BATCH", chunk)
        with Catalog.open(tmp_path / str(chunk), create=True) as catalog:
            numbers = _add(catalog, rows[:30], None)
            link(catalog, now=NOW)
            with catalog.transaction() as db:
                db.executemany("UPDATE documents SET current = 0 WHERE n = ?", [(n,) for n in numbers[::3]])
                changes.log(catalog, numbers[::3], "superseded")
            _add(catalog, rows[30:], None)
            link(catalog, now=NOW)
            found.append(_links(catalog))
    assert found[0] == found[1]
    assert len(found[0]) > 15


def test_nothing_new_changes_nothing(catalog: Catalog) -> None:
    _add(catalog, _rows(9), None)
    link(catalog, now=NOW)
    before, place = _links(catalog), changes.position(catalog)
    assert link(catalog, now=NOW).documents == 0
    assert (_links(catalog), changes.position(catalog)) == (before, place)


def test_what_goes_loses_its_links_and_what_stays_is_as_without_it(
    tmp_path: Path, embedder: Embedder | None
) -> None:
    rows = _rows(18)
    with (
        Catalog.open(tmp_path / "a", create=True) as catalog,
        Catalog.open(tmp_path / "b", create=True) as other,
    ):
        numbers = _add(catalog, rows, embedder)
        link(catalog, now=NOW)
        with catalog.transaction() as db:
            db.executemany("UPDATE documents SET current = 0 WHERE n = ?", [(n,) for n in numbers[:5]])
            changes.log(catalog, numbers[:5], "superseded")
        link(catalog, now=NOW)
        _add(other, rows[5:], embedder)
        link(other, now=NOW)
        assert _links(catalog) == _links(other)


def test_an_interrupted_run_leaves_nothing_half_done(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = _rows(9)
    _add(catalog, rows, None)

    def interrupt(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("archive.link.dating.travel", interrupt)
        with pytest.raises(KeyboardInterrupt):
            link(catalog, now=NOW)
    assert not _links(catalog)
    link(catalog, now=NOW)
    assert _pairs(catalog) == _gold(rows)


def test_texts_read_before_an_interruption_are_linked_with_those_that_come_after(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = _rows(18)
    _add(catalog, rows[::2], None)

    def interrupt(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("archive.link.space.Space.update", interrupt)
        with pytest.raises(KeyboardInterrupt):
            link(catalog, now=NOW)
    _add(catalog, rows[1::2], None)
    assert link(catalog, now=NOW).documents == len(rows[1::2])
    assert _pairs(catalog) == _gold(rows)


class Stopped:
    """Hears of a run's steps and stops it at one of them."""

    def __init__(self, after: int) -> None:
        self.left = after

    def stage(self, name: str, total: int | None) -> None:
        self.advance(0)

    def advance(self, done: float, words: int = 0, failed: int = 0) -> None:
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt


def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.link.run._CHUNK", 7)
    monkeypatch.setattr("archive.link.steps._SETTLED", 3)
    monkeypatch.setattr("archive.link.space._QUERIES", 3)
    monkeypatch.setattr("archive.link.candidates._KEPT", 4)
    monkeypatch.setattr("archive.link.candidates._PASSING", 6)
    monkeypatch.setattr("archive.link.candidates._BATCH", 2)


def test_wherever_a_run_is_stopped_what_is_there_is_final(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _small_steps(monkeypatch)
    rows = _rows(15)
    rows += [(f"copy-{a}", lang, f"Menu | Home\n\n{text}", date) for a, lang, text, date in rows[:4]]
    with Catalog.open(tmp_path / "whole", create=True) as catalog:
        _add(catalog, rows, None)
        link(catalog, now=NOW)
        whole = _links(catalog)
    translations = {row for row in whole if row[0] == links.TRANSLATION}
    steps = 0
    for after in range(1, 1000, 7):
        with Catalog.open(tmp_path / str(after), create=True) as catalog:
            _add(catalog, rows, None)
            try:
                link(catalog, now=NOW, progress=Stopped(after))
                break
            except KeyboardInterrupt:
                steps += 1
            assert {row for row in _links(catalog) if row[0] == links.TRANSLATION} <= translations
            with pytest.raises(KeyboardInterrupt):  # and again where it went on
                link(catalog, now=NOW, progress=Stopped(2))
            link(catalog, now=NOW)
            assert _links(catalog) == whole
    assert steps > 5


@pytest.mark.parametrize("seed", range(4))
def test_what_comes_and_goes_between_runs_that_are_stopped_is_as_taken_in_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    _small_steps(monkeypatch)
    chance = random.Random(seed)
    rows = _rows(21)
    rows += [(f"copy-{a}", lang, f"Menu | Home\n\n{text}", date) for a, lang, text, date in rows[:6]]
    chance.shuffle(rows)
    stays: dict[int, Row] = {}
    with (
        Catalog.open(tmp_path / "a", create=True) as catalog,
        Catalog.open(tmp_path / "b", create=True) as other,
    ):
        for i in range(0, len(rows), 9):
            stays |= dict(zip(_add(catalog, rows[i : i + 9], None), rows[i : i + 9], strict=True))
            gone = chance.sample(sorted(stays), 2)
            with catalog.transaction() as db:
                db.executemany("UPDATE documents SET current = 0 WHERE n = ?", [(n,) for n in gone])
                changes.log(catalog, gone, "superseded")
            stays = {n: row for n, row in stays.items() if n not in gone}
            with contextlib.suppress(KeyboardInterrupt):
                link(catalog, now=NOW, progress=Stopped(chance.randrange(1, 40)))
        link(catalog, now=NOW)
        _add(other, stays.values(), None)
        link(other, now=NOW)
        assert _links(catalog) == _links(other)


def test_a_persons_word_holds(catalog: Catalog, embedder: Embedder | None) -> None:
    rows = _rows(9)
    _add(catalog, rows, embedder)
    link(catalog, now=NOW)
    first = next(links.pairs(catalog))
    verdicts.decide(catalog, first.a.id, first.b.id, Status.REJECTED, NOW)
    link(catalog, now=NOW)
    assert (first.a.source, first.b.source) not in _pairs(catalog)
    assert [p.a.id for p in links.pairs(catalog, Status.REJECTED)] == [first.a.id]
    # The same texts elsewhere: what was said of them holds.
    _add(
        catalog,
        [(f"again-{r[0]}", *r[1:]) for r in rows if r[0] in (first.a.source, first.b.source)],
        embedder,
    )
    link(catalog, now=NOW)
    assert not {p for p in _pairs(catalog) if first.a.source in p[0] and first.b.source in p[1]}
    verdicts.decide(catalog, first.b.id, first.a.id, Status.CONFIRMED, NOW)
    link(catalog, now=NOW)
    assert (first.a.id, first.b.id) in {(p.a.id, p.b.id) for p in links.pairs(catalog, Status.CONFIRMED)}


def test_a_person_joins_what_no_rule_would(catalog: Catalog) -> None:
    _add(catalog, [("x", "en", "Tea and cake at four.", None), ("y", "fr", "Gare aux loups !", None)], None)
    link(catalog, now=NOW)
    assert not _pairs(catalog)
    ids = [d.id for _, d in documents.every(catalog)]
    verdicts.decide(catalog, ids[0], ids[1], Status.CONFIRMED, NOW)
    link(catalog, now=NOW)
    assert _pairs(catalog) == {("x", "y")}


def test_copies_share_a_translation_and_a_date(catalog: Catalog, embedder: Embedder | None) -> None:
    rows = [r for r in _rows(9) if r[0][1:] == _rows(9)[3][0][1:]]
    (english, french) = rows
    text = english[2]
    numbers = _add(
        catalog,
        [
            ("one", "en", text, None),
            ("two", "en", f"About us\n\n{text}", None),
            ("three", "fr", french[2], "2014-05-06"),
        ],
        embedder,
    )
    link(catalog, now=NOW)
    assert len(_pairs(catalog)) == 1
    found = links.translations_of(catalog, numbers)
    assert [v.source for n in numbers[:2] for v in found[n]] == ["three", "three"]
    assert [c.source for c in links.duplicates_of(catalog, [numbers[0]])[numbers[0]]] == ["two"]
    dated = documents.by_number(catalog, numbers)
    assert {d.date for d in dated.values()} == {"2014-05-06"}
    assert dated[numbers[0]].date_basis is DateBasis.TRANSLATION
    assert dated[numbers[0]].date_evidence == f"{dated[numbers[2]].id} (metadata)"
    groups = links.groups(catalog, numbers)
    assert len({groups.work[n] for n in numbers}) == 1
    assert len({groups.text[n] for n in numbers[:2]}) == 1


def test_today_is_the_day_of_the_translation(catalog: Catalog) -> None:
    english = "The quay is closed\n\nToday Odile Wacquier of Quai 12 told the press that 300 passengers wait."
    french = (
        "Le quai est clos\n\n"
        "Aujourd'hui Odile Wacquier du Quai 12 dit à la presse que 300 passagers attendent."
    )
    one, two = _add(catalog, [("x", "en", english, None), ("y", "fr", french, "2015-08-20")], None)
    link(catalog, now=NOW, find_dates=find_dates)
    assert [m.value for m in documents.mentions(catalog, one)] == ["2015-08-20"]
    with catalog.transaction() as db:
        db.execute("UPDATE documents SET current = 0 WHERE n = ?", (two,))
        changes.log(catalog, [two], "superseded")
    link(catalog, now=NOW, find_dates=find_dates)
    assert documents.by_number(catalog, [one])[one].date is None


def test_the_languages_of_one_post_are_linked_at_once(catalog: Catalog) -> None:
    page = "Tea at four.\n\nGare aux loups !\n\nDer Hund schläft."
    made = tuple(
        Made(Draft(7, lang, page[a:b], (Span(a, b),), (LangSpan(0, b - a, lang),)), None, ())
        for lang, a, b in (("en", 0, 12), ("fr", 14, 30), ("de", 32, 49))
    )
    source = Source("ab" * 32, "/page", "page", "text/plain", len(page))
    numbers = documents.add(catalog, Intake(source, 0, Page(page, ()), (), made), NOW)
    link(catalog, now=NOW)
    (pair,) = links.pairs(catalog)
    assert (pair.score, pair.evidence["rule"]) == (1.0, "one post")
    assert {v.lang for v in links.translations_of(catalog, numbers)[numbers[2]]} == {"en", "fr"}


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
    _add(catalog, [(one, "en", texts[0], None), (two, "fr", texts[1], None)], None)
    link(catalog, now=NOW)
    row = catalog.db.execute("SELECT features FROM candidates").fetchone()
    assert row is not None
    assert (np.frombuffer(row[0], "<f4")[-1] > 0) == near


def test_files_that_stand_in_several_places_are_paired_in_each(catalog: Catalog) -> None:
    english, french = (
        "The lighthouse keeper of Berck counts 12 ships.",
        "Le gardien du phare de Berck compte 12 navires.",
    )
    # The English page differs between the two places in a space, the French one is the same file.
    _add(catalog, [("a-en", "en", english, None), ("b-en", "en", f"{english} ", None)], None)
    (n,) = _add(catalog, [("a-fr", "fr", french, None)], None)
    sha256 = documents.by_number(catalog, [n])[n].sha256
    documents.add_origin(catalog, Source(sha256, "/b-fr", "b-fr", "text/plain", len(french)), 0, NOW)
    link(catalog, now=NOW)
    assert _pairs(catalog) == {("a-en", "a-fr"), ("b-en", "b-fr")}
    assert len(list(links.pairs(catalog, homes=False))) == 2
