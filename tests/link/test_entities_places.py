"""Names of places that become one entity, and names that stay apart."""

from __future__ import annotations

from pathlib import Path

from tests.link.joined import groups, made, together
from tests.link.made import Text


def test_places_join_across_languages(folder: Path) -> None:
    french = ["Douvres", "Royaume-Uni", "Grande-Bretagne", "Mexico"]
    english = ["Dover", "UK", "Great Britain", "Mexico City", "Mexico"]
    with made(
        folder,
        Text("fr", ", ".join(french), places=french),
        Text("en", ", ".join(english), places=english),
    ) as catalog:
        assert groups(catalog) == {
            frozenset({"Douvres", "Dover"}),
            frozenset({"Royaume-Uni", "UK"}),
            frozenset({"Grande-Bretagne", "Great Britain"}),
            frozenset({"Mexico", "Mexico City"}),
            frozenset({"Mexico"}),
        }


def test_a_short_town_name(folder: Path) -> None:
    with made(
        folder,
        Text("fr", "Boulogne-sur-Mer attend. Boulogne dort.", places=["Boulogne-sur-Mer", "Boulogne"]),
        Text(
            "fr",
            "Saint-Étienne-du-Rouvray. Saint-Étienne.",
            places=["Saint-Étienne-du-Rouvray", "Saint-Étienne"],
        ),
    ) as catalog:
        assert together(catalog, "Boulogne-sur-Mer", "Boulogne")
        assert not together(catalog, "Saint-Étienne-du-Rouvray", "Saint-Étienne")


def test_a_place_that_no_gazetteer_knows_joins_by_its_words(folder: Path) -> None:
    with made(
        folder,
        Text("fr", "Dans la vallée de la Brume.", places=["vallée de la Brume"]),
        Text("en", "In the Brume valley.", places=["Brume valley"]),
    ) as catalog:
        assert together(catalog, "vallée de la Brume", "Brume valley")


def test_a_slip_in_a_name_that_the_gazetteer_has(folder: Path) -> None:
    with made(
        folder,
        Text("en", "He had left Afganistan. Afganistan is far.", places=["Afganistan"]),
        Text("en", "She had left Afghanistan.", places=["Afghanistan"]),
        Text("fr", "À Chambéry.", places=["Chambéry"]),
        Text("fr", "À Chambésy.", places=["Chambésy"]),
    ) as catalog:
        assert together(catalog, "Afganistan", "Afghanistan")
        labels = {row[0] for row in catalog.db.execute("SELECT label FROM entities")}
        assert labels == {"Afghanistan", "Chambéry", "Chambésy"}
        assert not together(catalog, "Chambéry", "Chambésy")


def test_a_place_with_or_without_what_kind_it_is(folder: Path) -> None:
    with made(
        folder,
        Text(
            "fr",
            "Le Centre Émile Durvan ouvre. Émile Durvan déborde.",
            places=["Centre Émile Durvan", "Émile Durvan"],
        ),
        Text("en", "The Émile Durvan Centre is full.", bodies=["Émile Durvan Centre"]),
        Text(
            "fr",
            "Le collège Rosa Quillard, le centre Rosa Quillard, Rosa Quillard.",
            places=["collège Rosa Quillard", "centre Rosa Quillard", "Rosa Quillard"],
        ),
        Text("fr", "Le camp Dravik, loin de Dravik.", places=["camp Dravik", "Dravik"]),
        Text("fr", "Le camp de Calais est loin de Calais.", places=["camp de Calais", "Calais"]),
    ) as catalog:
        assert together(catalog, "Centre Émile Durvan", "Émile Durvan")
        assert together(catalog, "Centre Émile Durvan", "Émile Durvan Centre")
        assert not together(catalog, "collège Rosa Quillard", "centre Rosa Quillard")
        assert not together(catalog, "camp de Calais", "Calais")
        assert not together(catalog, "camp Dravik", "Dravik")
