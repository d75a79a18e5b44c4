"""Excerpts: what pages show of a text that stands elsewhere."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from archive.catalog import Catalog, changes, days, links
from archive.link.duplicates import same, words
from archive.link.excerpts import cut_at, excerpt_of
from archive.link.groups import Copies, Excerpts
from archive.link.run import link
from archive.link.vectors import Embedder
from archive.link.why import considered
from tests.link.forms import add, links_of


def _unwrapped(text: str) -> str:
    return re.sub(r"(?<!\n)\n(?!\n)", " ", text).strip()


FRENCH = _unwrapped("""
La nuit des robinets

Mardi soir, une trentaine d'habitants du quartier se sont retrouvés devant la régie des eaux pour
demander que l'eau ne soit plus coupée en hiver. Ils avaient apporté des robinets, des seaux et des
banderoles.

Le lendemain, le conseil municipal a voté une motion qui demande la fin des coupures. Les habitants
attendent maintenant une réponse écrite du maire. Une nouvelle assemblée est prévue jeudi à la salle
des fêtes.

Le collectif rappelle que l'eau est un bien commun, et que chacun peut prendre la parole.
""")
ENGLISH = _unwrapped("""
The night of the taps

On Tuesday evening about thirty people of the neighbourhood met outside the water board to ask that
water no longer be cut off in winter. They had brought taps, buckets and banners.

The next day the town council passed a motion that asks for an end to the cuts. The inhabitants are
now waiting for a written answer from the mayor. A new assembly is planned on Thursday in the
village hall.

The collective recalls that water is a common good, and that everyone can speak there.
""")


def _begin(text: str, count: int) -> str:
    """The first `count` words of a text's body, under its title."""
    title, body = text.split("\n\n", 1)
    return f"{title}\n\n{' '.join(body.split(' ')[:count])}"


@pytest.mark.parametrize("text", [FRENCH, ENGLISH])
@pytest.mark.parametrize(
    "end",
    ["…", " [...]", " […]\n\nLire la suite", "...\n\nRead more", "… Continue reading →", "\n\nEn savoir plus",
     "… Lire la suite de « La nuit »", " (…)\n\nPublié dans : eau, quartier", ""],
)  # fmt: skip
@pytest.mark.parametrize("count", [14, 40])
def test_the_beginning_of_a_text_is_an_excerpt_of_it(text: str, count: int, end: str) -> None:
    shown = _begin(text, count) + end
    found = excerpt_of(shown, text)
    assert found is not None
    assert found.at_start
    assert all(
        text[s.a.start : s.a.end].split() == shown[s.b.start : s.b.end].split() for s in found.segments
    )
    assert same(words(shown), words(text)) is None


@pytest.mark.parametrize("text", [FRENCH, ENGLISH])
def test_other_excerpts(text: str) -> None:
    title, one, two, _ = text.split("\n\n")
    sentences = two.split(". ")
    for shown in (
        f"{title}\n\n{one}",  # under its title, at the end of a paragraph
        f"{title}\n14.03.2019\nEau, quartier\n{_begin(text, 20).split(title)[1].strip()}…",
        f"[…] {sentences[0]}. […] {sentences[2]} […]",  # passages
        f"{one}\n\n{' '.join(two.split(' ')[:30])}…\n\nRead more",  # more than half of it
    ):
        assert excerpt_of(shown, text) is not None
        assert same(words(shown), words(text)) is None


@pytest.mark.parametrize("text", [FRENCH, ENGLISH])
def test_what_is_no_excerpt(text: str) -> None:
    title, one, two, last = text.split("\n\n")
    prose = "Nous y étions aussi et la foule était bien plus grande, comme chacun a pu le voir ce soir-là…"
    for shown in (
        two,  # a text of its own that another one quotes whole
        f"Revue de presse\n\n« {one} »\n\n{prose}",  # a review that quotes
        f"{title}\n\n{prose}",  # another text under the same title
        f"{text}\n\nRead more",  # all of it: a copy
        f"{title}…",
    ):
        assert excerpt_of(shown, text) is None
    # Neither the whole text nor another page that quotes as much of it is where an excerpt is from.
    assert excerpt_of(text, f"{text}\n\n{prose}") is None or text.endswith("…")
    assert excerpt_of(f"{title}\n\n{one}…", f"Index\n\n{title}\n\n{one}…\n\nRead more\n\n{last}") is None


_DESK = "the advice desk of our group is held on the ground floor of the old mill from two to five o'clock"
_GUICHET = "la permanence de notre association se tient au premier étage de la halle de deux à cinq heures"


@pytest.mark.parametrize(
    ("said", "shown", "whole"),
    [
        (_DESK, "{}. In March it is held on the 7th and 21st…", "{}. In April it is held on the 4th."),
        (_GUICHET, "{}. En mars, elle a lieu le 7 et le 21…", "{}. En avril, elle a lieu le 4 et le 18."),
        (_DESK, "The desk in March\n\n{}…", "The desk in April\n\n{}."),
        (_GUICHET, "La permanence de mars\n\n{}…", "La permanence d'avril\n\n{}."),
        (_DESK, "On 7 and 21 March, as ever, {}…", "On 4 and 18 April, as ever, {}."),
        (_GUICHET, "Notre bureau et ses bénévoles sont là, {}…", "Chaque mois, {}."),
    ],
)  # fmt: skip
def test_what_begins_by_a_formula_is_no_excerpt_of_another_month(said: str, shown: str, whole: str) -> None:
    more = " Bring your papers and a copy. Apportez vos papiers et une copie. Write to us if you need a lift."
    text = whole.format(said) + more
    assert excerpt_of(shown.format(said), text) is None
    assert excerpt_of(whole.format(said).rstrip(".") + "…", text) is not None


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Une suite d'attentes, et plus rien.", None),
        ("Nous voulons lire la suite du rapport avant de voter.", None),
        ("We would like to see more of them in the town.", None),
        ("Il a dit non, et", None),
        ("Le port a fermé hier soir… Lire la suite", "Le port a fermé hier soir"),
        ("The port closed last night [...]", "The port closed last night"),
        ("Le port a fermé hier soir.\nLire l'article →", "Le port a fermé hier soir."),
        ("The port closed last night.\n\nContinue reading The night train", "The port closed last night."),
        ("Suite", None),
        ("", None),
    ],
)
def test_where_a_text_says_that_it_goes_on(text: str, end: str | None) -> None:
    found = cut_at(text)
    assert (text if found is None else text[:found]) == (text if end is None else end)


ROWS = [
    ("a-text", "fr", FRENCH, None),
    ("b-text", "en", ENGLISH, "2019-03-16"),
    ("c-index", "fr", _begin(FRENCH, 14) + "…\n\nLire la suite", "2021-05-05"),
    ("d-index", "fr", _begin(FRENCH, 20) + "…", None),
    ("e-index", "en", _begin(ENGLISH, 14) + "…\n\nRead more", None),
    ("f-copy", "fr", "Menu | Home\n\n" + FRENCH, None),
    ("g-other", "fr", "La fête du port\n\n" + "Le port est décoré de lanternes par les enfants. " * 3, None),
]  # fmt: skip


def _excerpts(catalog: Catalog) -> set[tuple[str, str]]:
    rows = catalog.db.execute(
        "SELECT s.given, t.given FROM links l JOIN documents a ON a.n = l.b JOIN documents b ON b.n = l.a"
        " JOIN origins s ON s.source_id = a.source_id JOIN origins t ON t.source_id = b.source_id"
        " WHERE l.kind = 'excerpt'"
    )
    return {(row[0], row[1]) for row in rows}


@pytest.mark.parametrize("with_vectors", [True, False])
def test_bit_by_bit_and_at_once_excerpts_are_the_same(tmp_path: Path, with_vectors: bool) -> None:
    embedder = Embedder() if with_vectors else None
    found = []
    for turn in range(4):
        rows = list(ROWS)
        random.Random(turn).shuffle(rows)
        with Catalog.open(tmp_path / str(turn), create=True) as catalog:
            for row in [rows] if turn == 0 else [[row] for row in rows]:
                add(catalog, row, embedder)
                link(catalog)
            found.append(links_of(catalog))
            assert _excerpts(catalog) == {
                ("c-index", "a-text"), ("d-index", "a-text"), ("e-index", "b-text")
            }  # fmt: skip
    assert all(one == found[0] for one in found)


def test_an_excerpt_has_no_pair_gives_no_date_and_takes_that_of_its_text(catalog: Catalog) -> None:
    numbers = dict(zip((row[0] for row in ROWS), add(catalog, ROWS, Embedder()), strict=True))
    link(catalog)
    assert [(p.a.source, p.b.source) for p in links.pairs(catalog)] == [("b-text", "a-text")]
    dated = days.dates(catalog, numbers.values())
    assert dated[numbers["a-text"]].date == "2019-03-16"  # of its translation, not of the index page
    assert dated[numbers["c-index"]].date == "2021-05-05"  # its own
    assert dated[numbers["e-index"]].date == "2019-03-16"
    (told,) = [one for one in considered(catalog, numbers["d-index"]) if one.what == "excerpt" and one.taken]
    assert "cut" in told.why
    assert any(Excerpts(catalog, Copies(catalog)).considered(numbers["d-index"]).values())


def test_the_day_of_an_index_page_is_not_that_of_the_text_it_leads_to(catalog: Catalog) -> None:
    rows = [row for row in ROWS if row[0] in ("a-text", "c-index")]
    text, page = add(catalog, rows, Embedder())
    link(catalog)
    assert _excerpts(catalog) == {("c-index", "a-text")}
    dated = days.dates(catalog, (text, page))
    assert (dated[text].date, dated[page].date) == (None, "2021-05-05")


def test_an_excerpt_stands_for_itself_when_its_text_goes(tmp_path: Path) -> None:
    embedder = Embedder()
    with (
        Catalog.open(tmp_path / "a", create=True) as catalog,
        Catalog.open(tmp_path / "b", create=True) as other,
    ):
        numbers = add(catalog, ROWS, embedder)
        link(catalog)
        gone = [numbers[0], numbers[5]]
        with catalog.transaction() as db:
            db.executemany("UPDATE documents SET current = 0 WHERE n = ?", [(n,) for n in gone])
            changes.log(catalog, gone, "superseded")
        link(catalog)
        add(other, [row for row in ROWS if row[0] not in ("a-text", "f-copy")], embedder)
        link(other)
        assert links_of(catalog) == links_of(other)
        assert ("e-index", "b-text") in _excerpts(catalog)
