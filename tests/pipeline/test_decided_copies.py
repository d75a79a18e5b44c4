"""What persons say of copies: it holds by what the texts say, in whatever order these come."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

import archive
from tests.pipeline.test_decisions import follows

BODY = (
    "La chorale du port chante jeudi soir sous la halle. On y vient avec une lampe et un tabouret. "
    "Les voisins apportent la soupe, et la buvette ouvre quand la cloche a sonné deux fois. "
)
TEXTS = {
    "a": f"La chorale du port\n\n{BODY}Entrée libre.\n",
    "b": f"La chorale du port\n\n{BODY}Entrée libre, porte du quai.\n",
    "c": f"La chorale du port\n\nAccueil | Contact\n\n{BODY}Entrée libre.\n",
    "d": "Le lavoir\n\nLe lavoir est fermé jusqu'au printemps, et personne ne sait qui garde la clef.\n",
    "en": "The wash-house\n\nThe wash-house stays shut until spring, and nobody knows who keeps the key.\n",
}


def written(home: Path) -> Path:
    (home / "in").mkdir(parents=True)
    for name, text in TEXTS.items():
        (home / "in" / f"{name}.txt").write_text(text, "utf-8")
    return home / "in"


@pytest.fixture
def papers(tmp_path: Path) -> Iterator[archive.Archive]:
    with archive.open(tmp_path / "papers", create=True, run=archive.Run(vectors=False, who="Nour")) as found:
        found.ingest([written(tmp_path)])
        yield found


def ids(a: archive.Archive) -> dict[str, str]:
    return {Path(d.document.source).stem: d.document.id for d in a.documents()}


def groups(a: archive.Archive) -> set[str]:
    """Texts that stand together as copies, as the letters of their files."""
    letters = {one: name for name, one in ids(a).items()}
    every = {
        "".join(sorted([letters[d.document.id], *(letters[c.id] for c in d.links.duplicates)]))
        for d in a.documents()
    }
    return {group for group in every if len(group) > 1 and group != "en"}


# What is said of which two, and the groups after all of it: the last word on two texts holds, what is most
# alike stays together, and a third text that is like both goes with one of them.
SAID = [
    ([], {"abc"}),
    ([("a", "b", False)], {"ac"}),
    ([("a", "c", False)], {"ab"}),
    ([("b", "c", False)], {"ac"}),
    ([("a", "b", False), ("a", "c", False)], {"bc"}),
    ([("a", "b", False), ("a", "b", True)], {"abc"}),
    ([("a", "d", True)], {"abcd"}),
    ([("a", "d", True), ("d", "b", False)], {"acd"}),
    ([("a", "b", False), ("a", "c", False), ("b", "c", False)], set()),
]  # fmt: skip


@pytest.mark.parametrize(("said", "wanted"), SAID)
def test_groups_are_what_persons_say_and_withdrawn_as_before(
    papers: archive.Archive, said: list[tuple[str, str, bool]], wanted: set[str]
) -> None:
    known = ids(papers)
    assert groups(papers) == {"abc"}
    before = follows(papers.folder)
    numbers = [papers.decide_copies(known[a], known[b], yes) for a, b, yes in said]
    assert groups(papers) == wanted
    for number in numbers:
        papers.withdraw(number)
    assert follows(papers.folder) == before
    assert not papers.check().findings


@pytest.mark.parametrize("order", list(itertools.permutations("abc")))
def test_it_holds_in_whatever_order_texts_come_again(papers: archive.Archive, order: tuple[str, ...]) -> None:
    known = ids(papers)
    papers.decide_copies(known["a"], known["b"], False)
    papers.decide_copies(known["a"], known["d"], True)
    assert groups(papers) == {"acd"}
    home = papers.folder.parent / "in"
    for name in order:  # other bytes, the same words
        (home / f"{name}.txt").write_text(f"{TEXTS[name]}\n", "utf-8")
        papers.ingest([home])
    assert groups(papers) == {"acd"}
    papers.reprocess("links")
    assert groups(papers) == {"acd"}


def test_reasons_and_the_list_name_what_was_said(papers: archive.Archive) -> None:
    known = ids(papers)
    no = papers.decide_copies(known["a"], known["b"], False)
    yes = papers.decide_copies(known["a"], known["d"], True, note="one hand")
    (told,) = papers.explain(known["a"]).texts
    why = {c.value: (c.taken, c.why) for c in told.considered if c.what == "duplicate"}
    assert why[known["b"]] == (False, "a person said that they are no copies")
    assert why[known["d"]] == (True, "a person said so")
    acts = {act.n: act for act in papers.decisions()}
    assert (acts[no].kind, acts[no].verdict) == ("copy", "no copies")
    assert set(acts[yes].subjects) == {known["a"], known["d"]}
    assert (acts[yes].verdict, acts[yes].note, acts[yes].lost) == ("copies", "one hand", False)


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [("a", "en", "copies are in one"), ("a", "a", "word for word"), ("a", "ffffffff", "No document")],
)
def test_what_cannot_be_said(papers: archive.Archive, one: str, other: str, said: str) -> None:
    known = ids(papers)
    with pytest.raises(archive.UsageError, match=said):
        papers.decide_copies(known[one], known.get(other, other), True)
    assert list(papers.decisions()) == []
