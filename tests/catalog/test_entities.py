"""Entities in the catalog: listing, finding by any name, showing, a person's word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import forms
from archive.catalog import Catalog, changes, decisions, resolved
from archive.catalog import entities as kept
from archive.catalog.decisions import Decision
from archive.catalog.entities import EntityName, Given, NewEntity, entity_id
from archive.errors import UsageError
from archive.records import MentionType
from tests.link.made import NOW, Text, archive

PERSON, PLACE, ORG = MentionType.PERSON, MentionType.PLACE, MentionType.ORG
TEXTS = [
    Text("fr", "Douvres. Carpentier.", people=["Carpentier"], places=["Douvres"], date="2016-05", title="Un"),
    Text("en", "Dover. Carpentier. Le Phare.", people=["Carpentier"], places=["Dover"], bodies=["Le Phare"],
         date="2015-01-02"),
    Text("en", "Dover again.", places=["Dover"]),
]  # fmt: skip


def new(kind: MentionType, label: str, *names: tuple[str, str, int]) -> NewEntity:
    return NewEntity(entity_id(kind, label), kind, label, tuple(EntityName(*n, "said so") for n in names))


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    """Douvres/Dover is one place, Carpentier two people: Odile in document 1, Paul in document 2."""
    with archive(tmp_path, TEXTS) as catalog:
        entities = [
            new(PLACE, "Dover", ("en", "Dover", 2), ("fr", "Douvres", 1)),
            new(PERSON, "Odile Carpentier", ("fr", "Carpentier", 1)),
            new(PERSON, "Paul Carpentier", ("en", "Carpentier", 1)),
            new(ORG, "Le Phare", ("en", "Le Phare", 1)),
        ]
        at = {"Dover": 0, "Douvres": 0, "Carpentier": 1, "Le Phare": 3}
        rows = catalog.db.execute("SELECT n, doc, text FROM mentions ORDER BY n").fetchall()
        given = [
            Given(n, doc, at[text] + (text == "Carpentier" and doc == 2), "said so") for n, doc, text in rows
        ]
        resolved.save(catalog, entities, given)
        yield catalog


def test_the_form_of_an_entity(catalog: Catalog) -> None:
    first = next(kept.listing(catalog))
    assert forms.entity(first) == {
        "id": entity_id(PLACE, "Dover"), "type": "PLACE", "label": "Dover",
        "labels": {"en": "Dover", "fr": "Douvres"}, "names": {"fr": ["Douvres"], "en": ["Dover"]},
        "documents": 3, "mentions": 3, "first": "2015-01-02", "last": "2016-05",
    }  # fmt: skip


def test_listing_by_type_and_size(catalog: Catalog) -> None:
    assert next(kept.listing(catalog)).label == "Dover"
    assert {e.label for e in kept.listing(catalog, kind=PERSON)} == {"Odile Carpentier", "Paul Carpentier"}


@pytest.mark.parametrize("name", ["Dover", "dover", "DOUVRES", " douvres ", entity_id(PLACE, "Dover")])
def test_found_by_any_name_or_id(catalog: Catalog, name: str) -> None:
    assert kept.find(catalog, name).label == "Dover"


@pytest.mark.parametrize("name", ["Le Phare", "phare", "le phare", "The Phare"])
def test_found_with_another_article(catalog: Catalog, name: str) -> None:
    assert kept.find(catalog, name).label == "Le Phare"


def test_found_by_the_id_of_a_former_name(catalog: Catalog) -> None:
    assert kept.find(catalog, entity_id(PLACE, "Douvres")).label == "Dover"


def test_several_of_one_name_are_listed(catalog: Catalog) -> None:
    with pytest.raises(UsageError) as error:
        kept.find(catalog, "Carpentier")
    assert "Several entities" in str(error.value)
    assert entity_id(PERSON, "Odile Carpentier") in str(error.value)
    assert "Paul Carpentier" in str(error.value)


def test_unknown_names_are_told_with_the_nearest(catalog: Catalog) -> None:
    with pytest.raises(UsageError, match=r"No entity is called 'Dovre'\. Did you mean: .*Dover"):
        kept.find(catalog, "Dovre")
    with pytest.raises(UsageError, match="No entity is called 'Xyzzy'"):
        kept.find(catalog, "Xyzzy")


def test_a_name_found_by_its_type_alone(catalog: Catalog) -> None:
    with pytest.raises(UsageError, match="No entity"):
        kept.find(catalog, "Dover", kind=ORG)


def test_appearances_oldest_first_with_reasons(catalog: Catalog) -> None:
    found = kept.appearances(catalog, kept.find(catalog, "Dover"))
    assert [(a.date, a.lang, a.title, a.mentions, a.reasons) for a in found] == [
        ("2015-01-02", "en", None, 1, ("said so",)),
        ("2016-05", "fr", "Un", 1, ("said so",)),
        (None, "en", None, 1, ("said so",)),
    ]


def test_saving_the_same_again_changes_nothing(catalog: Catalog) -> None:
    entities = [NewEntity(e.id, e.type, e.label, e.names) for e in kept.listing(catalog)]
    position = changes.position(catalog)
    assert resolved.save(catalog, entities, []) == []
    assert changes.position(catalog) == position


def test_what_is_no_more_goes(catalog: Catalog) -> None:
    entities = [NewEntity(e.id, e.type, e.label, e.names) for e in kept.listing(catalog, kind=PLACE)]
    resolved.save(catalog, entities, [])
    assert [e.label for e in kept.listing(catalog)] == ["Dover"]
    assert catalog.db.execute("SELECT count(*) FROM mentions WHERE entity IS NOT NULL").fetchone()[0] == 3


def test_decisions_are_kept_and_the_last_holds(catalog: Catalog) -> None:
    odile, paul = (kept.find(catalog, entity_id(PERSON, f"{n} Carpentier")) for n in ("Odile", "Paul"))
    decisions.merge(catalog, odile, paul, NOW)
    assert decisions.decisions(catalog) == [
        Decision("merge", "PERSON:odile carpentier", "PERSON:paul carpentier")
    ]
    decisions.rename(catalog, odile, "O. C.", NOW)
    decisions.rename(catalog, odile, "Odile C.", NOW)
    assert [d.b for d in decisions.decisions(catalog) if d.verdict == "rename"] == ["Odile C."]
    decisions.split(catalog, kept.find(catalog, "Dover"), "Douvres", NOW)
    assert Decision("split", "PLACE:dover", "PLACE:douvres") in decisions.decisions(catalog)


def test_what_cannot_be_decided(catalog: Catalog) -> None:
    dover, phare = kept.find(catalog, "Dover"), kept.find(catalog, "Le Phare")
    with pytest.raises(UsageError, match="already one entity"):
        decisions.merge(catalog, dover, dover, NOW)
    with pytest.raises(UsageError, match="has no name 'Calais'"):
        decisions.split(catalog, dover, "Calais", NOW)
    with pytest.raises(UsageError, match="only one name"):
        decisions.split(catalog, phare, "Le Phare", NOW)
    with pytest.raises(UsageError, match="letters or digits"):
        decisions.rename(catalog, dover, " — ", NOW)
    with pytest.raises(KeyError):
        kept.by_number(catalog, 999)
