"""Links as kept: what they lead to, and what is logged of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import forms
from archive.catalog import Catalog, changes, documents, for_index, kin, links, verdicts
from archive.catalog.intake import Intake, Made
from archive.catalog.links import DUPLICATE, EXCERPT, PART, TRANSLATION, Edge
from archive.errors import UsageError
from archive.records import Draft, Page, Segment, Source, Span, Status

NOW = "2026-01-02T03:04:05Z"
SEGMENT = Segment(Span(0, 5), Span(0, 7), 0.75)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    """Documents 1 and 2 in English, 3 and 4 in French, 5 in German."""
    with Catalog.open(tmp_path, create=True) as opened:
        for i, lang in enumerate(("en", "en", "fr", "fr", "de")):
            text = f"{lang} text number {i}"
            draft = Draft(0, lang, text, (Span(0, len(text)),), (), title=f"Title {i}")
            source = Source(f"{i:064}", f"/{i}.txt", f"{i}.txt", "text/plain", len(text))
            documents.add(opened, Intake(source, 0, Page(text, ()), (), (Made(draft, None, ()),)), NOW)
        yield opened


@pytest.fixture
def linked(catalog: Catalog) -> Catalog:
    """1 has the copy 2 and the translation 3; 3 has the copy 4 and the translation 5."""
    links.put(
        catalog,
        [
            Edge(DUPLICATE, 1, 2, 0.9),
            Edge(TRANSLATION, 1, 3, 0.8, evidence={"rule": "compared"}, segments=(SEGMENT,)),
            Edge(DUPLICATE, 3, 4, 1.0),
            Edge(TRANSLATION, 3, 5, 0.5),
        ],
    )
    return catalog


def test_a_link_comes_back_as_it_was_put(linked: Catalog) -> None:
    (edge,) = (e for e in links.touching(linked, [1], TRANSLATION))
    assert edge == Edge(TRANSLATION, 1, 3, 0.8, Status.PROPOSED, {"rule": "compared"}, (SEGMENT,))


def test_pairs_are_english_and_french(linked: Catalog) -> None:
    (pair,) = links.pairs(linked)
    assert forms.pair(pair) == {
        "en": {"id": pair.a.id, "source": "0.txt", "title": "Title 0"},
        "fr": {"id": pair.b.id, "source": "2.txt", "title": "Title 2"},
        "score": 0.8, "status": "proposed", "evidence": {"rule": "compared"},
        "segments": [{"en": [0, 5], "fr": [0, 7], "score": 0.75}],
    }  # fmt: skip
    assert [(p.a.n, p.b.n) for p in links.pairs(linked, langs=("fr", "de"))] == [(3, 5)]


@pytest.mark.parametrize(
    ("n", "translations"), [(1, [3, 5]), (2, [3, 5]), (3, [1, 5]), (4, [1, 5]), (5, [3, 1])]
)
def test_translations_reach_through_copies_and_further_languages(
    linked: Catalog, n: int, translations: list[int]
) -> None:
    assert [v.n for v in kin.translations_of(linked, [n])[n]] == translations


def test_segments_count_in_the_document_asked_for(linked: Catalog) -> None:
    (version, _) = kin.translations_of(linked, [3])[3]
    assert version.segments == (Segment(SEGMENT.b, SEGMENT.a, 0.75),)


def test_copies(linked: Catalog) -> None:
    links.put(linked, [Edge(DUPLICATE, 1, 5, 0.7)])
    assert {n: [c.n for c in found] for n, found in kin.duplicates_of(linked, [1, 2, 5]).items()} == {
        1: [2, 5], 2: [1, 5], 5: [1, 2],
    }  # fmt: skip


def test_groups_tell_texts_and_works(linked: Catalog) -> None:
    for groups in (kin.groups(linked), kin.groups(linked, [4])):
        assert groups.text == {1: 1, 2: 1, 3: 3, 4: 3}
        assert set(groups.work.values()) == {1}
        assert set(groups.work) == {1, 2, 3, 4, 5}


def test_an_index_is_told_of_every_link_at_both_of_its_ends_but_of_parts(linked: Catalog) -> None:
    links.put(
        linked,
        [
            Edge(PART, 2, 5, 0.9), Edge(PART, 4, 1, 0.9), Edge(EXCERPT, 4, 2, 1.0),
            Edge(TRANSLATION, 2, 4, 0.9, Status.REJECTED),
        ],
    )  # fmt: skip
    wanted = {1: {2, 3}, 2: {1, 4}, 3: {1, 4, 5}, 4: {2, 3}, 5: {3}}
    assert {one.n: one.linked for one in for_index.rows_for_index(linked, range(1, 6))} == wanted
    assert {n: one.linked for n in wanted for one in for_index.rows_for_index(linked, [n])} == wanted


@pytest.mark.parametrize(
    ("text", "file", "source"),
    [
        (None, None, "0.txt"),
        (None, "https://phare.example/avis", "https://phare.example/avis"),
        ("https://phare.example/avis#2", "https://phare.example/avis", "https://phare.example/avis#2"),
        ("https://lighthouse.example/2", None, "https://lighthouse.example/2"),
        ("/avis/2", "https://phare.example/avis", "https://phare.example/avis"),  # says not where it is
        ("/avis/2", "/avis", "0.txt"),
    ],
)
def test_an_index_has_the_address_of_a_text_else_of_its_file_else_its_place(
    catalog: Catalog, text: str | None, file: str | None, source: str
) -> None:
    with catalog.transaction() as db:
        db.execute("UPDATE documents SET url = ? WHERE n = 1", (text,))
        db.execute(
            "UPDATE sources SET url = ? WHERE id = (SELECT source_id FROM documents WHERE n = 1)", (file,)
        )
    (one,) = for_index.rows_for_index(catalog, [1])
    assert one.source == source


def test_companions_are_those_of_every_document(linked: Catalog) -> None:
    found = kin.companions(linked)
    for n in range(1, 6):
        versions = kin.translations_of(linked, [n]).get(n, ())
        copies = kin.duplicates_of(linked, [n]).get(n, ())
        assert [v.id for v in found[n].translations] == [v.id for v in versions]
        assert [c.id for c in found[n].duplicates] == [c.id for c in copies]


def test_what_is_rejected_leads_nowhere(linked: Catalog) -> None:
    ids = {n: d.id for n, d in documents.every(linked)}
    verdicts.decide(linked, ids[3], ids[1], Status.REJECTED, NOW)
    assert not list(links.pairs(linked))
    assert len(list(links.pairs(linked, Status.REJECTED))) == 1
    assert 1 not in kin.translations_of(linked, [1])
    assert list(verdicts.decisions(linked).values()) == [Status.REJECTED]
    verdicts.decide(linked, ids[1], ids[3], Status.CONFIRMED, NOW)
    assert [p.status for p in links.pairs(linked)] == [Status.CONFIRMED]
    assert list(verdicts.decisions(linked).values()) == [Status.CONFIRMED]


def test_a_pair_is_one_text_in_two_languages(catalog: Catalog) -> None:
    ids = {n: d.id for n, d in documents.every(catalog)}
    with pytest.raises(UsageError, match="both in en"):
        verdicts.decide(catalog, ids[1], ids[2], Status.CONFIRMED, NOW)
    with pytest.raises(UsageError, match="No document has an id"):
        verdicts.decide(catalog, ids[1], "beef", Status.CONFIRMED, NOW)


def test_replacing_logs_what_changed_and_keeps_what_was_rejected(linked: Catalog) -> None:
    ids = {n: d.id for n, d in documents.every(linked)}
    verdicts.decide(linked, ids[3], ids[5], Status.REJECTED, NOW)
    at = changes.position(linked)
    same = Edge(TRANSLATION, 1, 3, 0.8, evidence={"rule": "compared"}, segments=(SEGMENT,))
    assert links.replace(linked, TRANSLATION, [1, 3, 5], [same]) == 0
    assert changes.position(linked) == at
    assert links.replace(linked, TRANSLATION, [1, 3], [Edge(TRANSLATION, 2, 3, 0.6)]) == 2
    assert sorted(changes.since(linked, at)) == [1, 2, 3]
    assert len(list(links.pairs(linked, Status.REJECTED, ("fr", "de")))) == 1


def test_what_goes_takes_its_links_along(linked: Catalog) -> None:
    at = changes.position(linked)
    links.remove(linked, [3])
    assert [(e.a, e.b) for e in links.touching(linked, range(1, 6))] == [(1, 2)]
    assert sorted(changes.since(linked, at)) == [1, 4, 5]
