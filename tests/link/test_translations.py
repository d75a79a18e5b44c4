"""How pairs are scored and chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import pytest

from archive.link import translations
from archive.link.translations import FEATURES, THRESHOLD, Compared, choose, features, score_columns
from archive.link.vectors import Embedder, vectors
from archive.link.words import profile

ENGLISH = (
    "The boatyard on Pier 9 closes on 14 June. 62 people lose their work, says Maud Terrier.",
    "The choir of Saint-Omer sings on 3 May at the covered market, and everybody may join in.",
    "Rain fell for eleven days; the cellar of the library in Béthune is under water again.",
)
FRENCH = (
    "Le chantier naval du quai 9 ferme le 14 juin. 62 personnes perdent leur poste, dit Maud Terrier.",
    "Le chœur de Saint-Omer chante le 3 mai au marché couvert, et chacun peut se joindre à lui.",
    "Il a plu pendant onze jours ; la cave de la bibliothèque de Béthune est de nouveau sous l'eau.",
)


def _compared(text: str, lang: str, embedder: Embedder | None) -> Compared:
    found = embedder.vectorise([text])[0] if embedder else []
    return Compared.of(
        lang, len(text), profile(text).tokens(), vectors(found), [p.end - p.start for p in found]
    )


def _scored(
    described: Mapping[tuple[int, int], npt.NDArray[np.float32]], wanted: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], float]:
    """The score of each wanted pair among all that are described."""
    pairs = np.array(list(described), np.int64).reshape(-1, 2)
    rows = np.array(list(described.values()), np.float32).reshape(-1, len(FEATURES))
    asked = set(wanted)
    which = np.array([pair in asked for pair in described], bool)
    scores = score_columns(pairs[:, 0], pairs[:, 1], rows, which)
    return dict(zip((pair for pair in described if pair in asked), scores.tolist(), strict=True))


@pytest.fixture(scope="module", params=["vectors", "words"])
def scores(request: pytest.FixtureRequest) -> dict[tuple[int, int], float]:
    embedder = Embedder() if request.param == "vectors" else None
    one = [_compared(t, "en", embedder) for t in ENGLISH]
    two = [_compared(t, "fr", embedder) for t in FRENCH]
    described = {(i, 10 + j): features(a, b) for i, a in enumerate(one) for j, b in enumerate(two)}
    return _scored(described, described)


def test_translations_stand_above_the_threshold_and_nothing_else(
    scores: dict[tuple[int, int], float],
) -> None:
    assert {pair for pair, score in scores.items() if score >= THRESHOLD} == {(i, 10 + i) for i in range(3)}


def test_a_near_rival_makes_a_pair_less_sure() -> None:
    embedder = Embedder()
    one = _compared(ENGLISH[0], "en", embedder)
    right = _compared(FRENCH[0], "fr", embedder)
    rival = _compared(FRENCH[0].replace("14 juin", "15 juin"), "fr", embedder)
    alone = _scored({(0, 1): features(one, right)}, [(0, 1)])[0, 1]
    both = _scored({(0, 1): features(one, right), (0, 2): features(one, rival)}, [(0, 1), (0, 2)])
    assert alone > both[0, 1] > both[0, 2]


def test_context_raises_a_score() -> None:
    one, two = (_compared(t[0], lang, None) for t, lang in ((ENGLISH, "en"), (FRENCH, "fr")))
    plain, named = (_scored({(0, 1): features(one, two, context)}, [(0, 1)])[0, 1] for context in (0.0, 4.0))
    assert plain < named


def test_features_are_numbers_of_the_named_kinds() -> None:
    row = features(_compared("", "en", None), _compared("", "fr", None))
    assert row.shape == (len(FEATURES),)
    assert np.isfinite(row).all()
    assert _scored({}, []) == {}


@pytest.mark.parametrize(
    ("scored", "chosen"),
    [
        ({(1, 11): 0.9, (1, 12): 0.8, (2, 12): 0.7}, {(1, 11), (2, 12)}),  # each text once
        ({(1, 11): 0.9, (2, 11): 0.8}, {(1, 11)}),
        ({(1, 11): 0.29}, set()),  # too weak
        ({(1, 11): 0.9, (1, 21): 0.8, (11, 21): 0.7}, {(1, 11), (1, 21), (11, 21)}),  # a third language
        ({(1, 11): 0.9, (2, 11): 0.9}, {(2, 11)}),  # of equals the one that stands first
    ],
)
def test_choice(scored: dict[tuple[int, int], float], chosen: set[tuple[int, int]]) -> None:
    order = {n: (-n,) for n in (1, 2, 11, 12, 21)}
    langs = {1: "en", 2: "en", 11: "fr", 12: "fr", 21: "de"}
    assert set(choose(scored, order, langs)) == chosen


def test_the_two_models_weigh_all_features() -> None:
    for model in (translations.WITH_VECTORS, translations.WITHOUT_VECTORS):
        assert len(model.weights) == len(FEATURES)
