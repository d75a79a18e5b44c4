"""The order of hits, where it is more than the worth of words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from archive.search import alike, analysis, engines
from archive.search.port import EngineQuery, IndexRow, Other, PassageVector
from archive.search.query import parse


def test_what_all_near_texts_share_does_not_hide_the_one_that_is_meant(tmp_path: Path) -> None:
    axes = np.eye(512, dtype=np.float32)

    def near_the_subject(own: int, share: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        made = axes[0] + np.float32(share) * axes[own]
        found: np.ndarray[tuple[int], np.dtype[np.float32]] = made / np.linalg.norm(made)
        return found

    # Forty texts are hardly more than their subject; the first has something of its own, which is asked for.
    vectors = [near_the_subject(1, 0.8), *(near_the_subject(own, 0.1) for own in range(2, 42))]
    query = near_the_subject(1, 0.3)
    assert float(vectors[0] @ query) < float(vectors[1] @ query)
    rows = [
        IndexRow(n, "en", "A text.", passages=(PassageVector(0, 7, vector.astype("<f2").tobytes()),))
        for n, vector in enumerate(vectors, start=1)
    ]
    index = engines.index(f"whoosh:{tmp_path / 'index'}", create=True)
    for part in (rows[:20], rows[20:]):  # the order is one over all segments
        index.write(part, (), 1)
    matches = index.search(EngineQuery(parse("elsewhere"), vector=query.tolist(), limit=50)).matches
    index.close()
    assert matches[0].n == 1
    assert len(matches) == 41


def _ranked(folder: Path, rows: list[IndexRow], query: str, cross: bool = True) -> list[int]:
    others = alike.instead(analysis.forms(query)) if cross else {}
    index = engines.index(f"whoosh:{folder / 'index'}", create=True)
    index.write(rows, (), 1)
    found = index.search(EngineQuery(parse(query), others=others)).matches
    index.close()
    return [match.n for match in found]


def test_a_word_as_it_was_typed_counts_more_than_another_form_of_it(tmp_path: Path) -> None:
    rows = [
        IndexRow(1, "en", "They stopped the lorries at the gate."),
        IndexRow(2, "en", "They stopped a lorry at the gate."),
    ]
    assert _ranked(tmp_path / "one", rows, "lorry") == [2, 1]
    assert _ranked(tmp_path / "many", rows, "lorries") == [1, 2]


def test_terms_of_several_words_stand_for_one_and_the_other_way_round(tmp_path: Path) -> None:
    rows = [
        IndexRow(1, "en", "The hall of the old house, far from any town."),
        IndexRow(2, "en", "In front of the town halls there were flags."),
        IndexRow(3, "fr", "Une banderole pend au balcon de la mairie."),
        IndexRow(4, "fr", "Le port dort."),
    ]
    assert _ranked(tmp_path / "one", rows, "mairies") == [3, 2]
    assert _ranked(tmp_path / "several", rows, "town hall") == [2, 1, 3]
    assert _ranked(tmp_path / "none", rows, "mairies", cross=False) == [3]


def test_a_translation_finds_texts_of_its_language_after_those_with_the_word(tmp_path: Path) -> None:
    rows = [
        IndexRow(1, "fr", "La neige est tombée sur le col pendant la nuit."),
        IndexRow(2, "en", "Under the snow nobody saw the road."),
        IndexRow(3, "en", "A boat called Neige was sold."),
        IndexRow(4, "en", "Nothing of the kind."),
    ]
    assert _ranked(tmp_path / "en", rows, "snow") == [2, 1]
    assert _ranked(tmp_path / "fr", rows, "neige") == [3, 1, 2]
    assert _ranked(tmp_path / "none", rows, "snow", cross=False) == [2]
    assert _ranked(tmp_path / "bound", rows, "snow AND road") == [2]
    assert _ranked(tmp_path / "quoted", rows, '"snow"') == [2]


def test_a_name_is_not_translated(tmp_path: Path) -> None:
    rows = [
        IndexRow(1, "en", "Aaron Snow spoke first.", names=(("PERSON", "Aaron Snow"),)),
        IndexRow(2, "fr", "La neige est tombée."),
    ]
    assert _ranked(tmp_path, rows, "snow") == [1]


def test_the_number_tells_texts_apart_that_are_alike(tmp_path: Path) -> None:
    ordinals = ("first", "second", "third", "fourth")
    rows = [
        IndexRow(n, "en", f"This is the {word} meeting of the harbour assembly. All friends are welcome.")
        for n, word in enumerate(ordinals, start=1)
    ]
    assert _ranked(tmp_path / "digits", rows, "harbour assembly meeting 3rd")[0] == 3
    assert _ranked(tmp_path / "french", rows, "troisième harbour assembly meeting")[0] == 3


def test_words_in_the_order_of_the_query_count_for_more(tmp_path: Path) -> None:
    rows = [
        IndexRow(1, "en", "The port was closed, and the union called a strike at the town hall."),
        IndexRow(2, "en", "The port union was closed, and at the town a strike hall called."),
    ]
    assert _ranked(tmp_path / "one", rows, "strike at the town hall")[0] == 1
    assert _ranked(tmp_path / "two", rows, "port union closed strike")[0] == 2


@pytest.mark.parametrize(
    ("query", "one", "other"),
    [
        ("code freeze", "The codefreeze began at noon.", "A code of conduct was read."),
        ("tide mill", "The tidemill turned all night.", "The tide came in at noon."),
        ("non violence", "Un atelier de nonviolence se tient ici.", "Non, dit le maire."),
        ("auto école", "Une autoécole ouvre sur le quai.", "Une auto passe."),
    ],
)
def test_words_side_by_side_are_found_written_together(
    tmp_path: Path, query: str, one: str, other: str
) -> None:
    lang = "en" if one.startswith("The") else "fr"
    rows = [IndexRow(1, lang, one), IndexRow(2, lang, other), IndexRow(3, lang, "Nothing of that.")]
    assert _ranked(tmp_path, rows, query) == [1]


def test_a_headline_whose_quotation_no_text_holds_is_read_as_its_words(tmp_path: Path) -> None:
    rows = [
        IndexRow(1, "en", "The wardens of the weir count the otters every spring."),
        IndexRow(2, "en", "A hall was opened."),
        IndexRow(3, "fr", "Les gardiens comptent les loutres."),
    ]
    index = engines.index(f"whoosh:{tmp_path / 'index'}", create=True)
    index.write(rows, (), 1)
    headline = index.search(EngineQuery(parse('Wardens count "spring otters" near the weir')))
    held = index.search(EngineQuery(parse('Wardens near the weir spring hall "count the otters"')))
    few = index.search(EngineQuery(parse('wardens "spring otters"')))
    bound = index.search(EngineQuery(parse('wardens AND "spring otters" AND weir AND count')))
    index.close()
    assert ([m.n for m in headline.matches], headline.relaxed) == ([1], True)
    assert ([m.n for m in held.matches], held.relaxed) == ([1], False)
    assert not few.total
    assert not bound.total


@pytest.mark.parametrize(
    ("query", "hits", "relaxed"),
    [
        # A headline puts in quotes what its text does not say so, and another text holds by chance.
        ("Vallée de Brenne : le nombre de loutres « chute » sous le nouveau barrage", [1], True),
        ("The number of otters in the Brenne valley “in freefall” below the new dam", [2], True),
        # The text that is meant has the quotation.
        ("Vallée de Brenne : le nombre de loutres « baisse » sous le barrage", [1], False),
        ("The number of otters in the Brenne valley “has gone down” below the dam", [2], False),
        # Few words: what is quoted is meant.
        ("loutres « chute »", [], None),
    ],
)
def test_a_headline_that_other_texts_answer_far_better_is_read_without_its_quotation(
    tmp_path: Path, query: str, hits: list[int], relaxed: bool | None
) -> None:
    rows = [
        IndexRow(
            1,
            "fr",
            "Le nombre de loutres de la vallée de Brenne baisse depuis que le nouveau barrage est là.",
        ),
        IndexRow(2, "en", "The number of otters in the Brenne valley has gone down below the new dam."),
        IndexRow(3, "fr", "Une chute de pierres a fermé la route du col."),
        IndexRow(4, "en", "The price of wool is in freefall, the shepherds said."),
        *(IndexRow(10 + i, "fr", f"Le marché numéro {i} vend des fruits.") for i in range(9)),
    ]
    index = engines.index(f"whoosh:{tmp_path / 'index'}", create=True)
    index.write(rows, (), 1)
    found = index.search(EngineQuery(parse(query)))
    index.close()
    assert [match.n for match in found.matches][: len(hits) or None] == hits
    assert relaxed is None or found.relaxed == relaxed


@pytest.mark.parametrize(("query", "hits"), [("train late", {1, 2}), ("train", {1, 2, 8, 9})])
def test_a_word_that_texts_have_is_not_translated_into_the_language_that_is_asked_in(
    tmp_path: Path, query: str, hits: set[int]
) -> None:
    rows = [
        IndexRow(1, "en", "A train was late."),
        IndexRow(2, "en", "The late train came."),
        IndexRow(8, "en", "The wagon was late."),
        IndexRow(9, "en", "A late wagon stood still."),
        IndexRow(10, "fr", "Le port dort."),
    ]
    index = engines.index(f"whoosh:{tmp_path / 'index'}", create=True)
    index.write(rows, (), 1)
    found = index.search(EngineQuery(parse(query), others={"train": (Other("wagon", "en", 0.4),)})).matches
    index.close()
    assert {match.n for match in found} == hits


@pytest.mark.parametrize(
    ("query", "hit"),
    [
        ("Dois-je payer la patente ?", 1),
        ("Combien avons-nous de patentes ?", 1),
        ("Auxquelles devrait-on payer la patente ?", 1),
        ("Must everyone pay the levy?", 2),
        ("What might happen to the levy?", 2),
    ],
)
def test_what_only_asks_and_links_counts_nothing_beside_other_words(
    tmp_path: Path, query: str, hit: int
) -> None:
    rows = [
        IndexRow(1, "fr", "La patente est due en mai."),
        IndexRow(2, "en", "The levy is due in spring."),
        IndexRow(3, "fr", "Nous devons et devrions ; combien avons-nous ? Auxquelles dois-je cela ?"),
        IndexRow(4, "en", "Everyone must and might, but nobody does."),
    ]
    assert _ranked(tmp_path, rows, query, cross=False)[:1] == [hit]
    assert not {3, 4} & set(_ranked(tmp_path, rows, query, cross=False))


@pytest.mark.parametrize(
    ("lang", "query", "some", "every"),
    [
        ("fr", "loyers dockers tempête", "Loyers et dockers", "La tempête, les dockers et les loyers"),
        ("fr", "chorale écluse recettes", "L'écluse et la chorale", "Recettes pour la chorale de l'écluse"),
        ("fr", "FANFARE BARRAGE ÉLUS", "Le barrage des élus", "Des élus écoutent la fanfare du barrage"),
        ("fr", "phare gardien brume", "Le phare et le gardien", "Un gardien, la brume et le phare"),
        ("en", "rents dockers storm", "Rents and dockers", "The storm, the dockers and the rents"),
        ("en", "choir lock recipes", "The lock and the choir", "Some recipes for the choir at the lock"),
        ("en", "BAND DAM COUNCIL", "The dam of the council", "The council heard the band at the dam"),
        ("en", "lighthouse keeper fog", "The lighthouse and the keeper", "A keeper, the fog, a lighthouse"),
    ],
)
def test_a_text_with_all_keywords_comes_before_one_that_begins_with_most_of_them(
    tmp_path: Path, lang: str, query: str, some: str, every: str
) -> None:
    filling = " ".join(f"autre{chr(97 + i)}" for i in range(20))
    rows = [
        IndexRow(1, lang, f"{some}. {filling}."),
        IndexRow(2, lang, f"{filling}. {every}."),
        *(IndexRow(n, lang, f"{filling}. {filling}.") for n in range(3, 30)),
    ]
    assert _ranked(tmp_path, rows, query) == [2, 1]
