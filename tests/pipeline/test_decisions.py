"""A decision says who, when and why; withdrawn, it leaves all as it was, bit for bit."""

from __future__ import annotations

import contextlib
import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import archive
from archive import forms
from archive.catalog import Catalog
from archive.catalog.schema import _parts, made
from archive.catalog.steps import _ACTS, MIGRATIONS
from archive.pipeline.settle import settle
from archive.records import DateBasis, MentionType, Status
from corpus.answers import command
from tests.sample import sample

# What follows from decisions. Numbers of rows are not among it: what was joined and parted has new ones.
FOLLOWS = {
    "links": "SELECT kind, a, b, score, status, evidence, segments FROM links",
    "documents": "SELECT id, lang, blocks, title, author, own_date, own_basis, own_evidence, date,"
    " date_basis, date_evidence FROM documents",
    "entities": "SELECT id, type, label FROM entities",
    "names": "SELECT e.id, n.lang, n.name, n.mentions, n.reason FROM entity_names n"
    " JOIN entities e ON e.n = n.entity",
    "mentions": "SELECT m.doc, m.start, m.end, m.type, m.text, m.value, m.evidence, e.id, m.reason"
    " FROM mentions m LEFT JOIN entities e ON e.n = m.entity",
}  # fmt: skip


def follows(folder: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as db:
        return {name: sorted(db.execute(query), key=repr) for name, query in FOLLOWS.items()}


@pytest.fixture
def papers(tmp_path: Path) -> Iterator[archive.Archive]:
    shutil.copytree(sample().folder, tmp_path / "papers")
    run = archive.Run(clock=lambda: "2026-03-04T05:06:07Z", who="Nour")
    with archive.open(tmp_path / "papers", run=run) as found:
        yield found


def pair(a: archive.Archive, number: int = 0) -> tuple[str, str]:
    found = [p for p in a.pairs() if p.evidence["rule"] == "compared"][number]
    return found.a.id, found.b.id


def strangers(a: archive.Archive) -> tuple[str, str]:
    """Texts of two languages that each have another partner."""
    first, second = pair(a, 0), pair(a, 1)
    lang = {d.document.id: d.document.lang for d in a.documents()}
    return first[0], next(one for one in second if lang[one] != lang[first[0]])


def two_of(a: archive.Archive, kind: MentionType) -> tuple[str, str]:
    one, other = list(a.entities(kind))[:2]
    return one.id, other.id


def of_two_names(a: archive.Archive) -> tuple[str, str]:
    known = next(e for e in a.entities() if len(e.all_names) > 1)
    return known.id, known.all_names[-1]


def named(a: archive.Archive) -> tuple[str, int, int]:
    """A place that its text names."""
    known = next(a.entities(MentionType.PLACE))
    found = next(m for m in a.mentions() if m.entity == known.id)
    return found.document, found.mention.start, found.mention.end


def dated_by_another(a: archive.Archive) -> str:
    of_translations = (d for d in a.documents() if d.document.date_basis is DateBasis.TRANSLATION)
    return next(of_translations).document.id


ACTS: dict[str, Callable[[archive.Archive], object]] = {
    "a pair confirmed": lambda a: a.confirm(*pair(a)),
    "a pair rejected": lambda a: a.reject(*pair(a)),
    "strangers paired": lambda a: a.confirm(*strangers(a)),
    "strangers kept apart": lambda a: a.reject(*strangers(a)),
    "people merged": lambda a: a.merge(*two_of(a, MentionType.PERSON), note="same hand"),
    "bodies merged": lambda a: a.merge(*two_of(a, MentionType.ORG)),
    "a name split off": lambda a: a.split(*of_two_names(a)),
    "a date set": lambda a: a.decide_date(dated_by_another(a), "2016-05~"),
    "a date set right": lambda a: a.decide_date(pair(a)[0], "1999-12-31", note="by the stamp"),
    "a date taken away": lambda a: a.decide_date(pair(a)[0], None),
    "titled": lambda a: a.decide_title(pair(a)[0], "Another title"),
    "untitled": lambda a: a.decide_title(pair(a)[0], None),
    "an author named": lambda a: a.decide_author(pair(a)[1], "Odile Sarrazin"),
    "another language": lambda a: a.decide_language(pair(a)[0], "fr"),
    "no language": lambda a: a.decide_language(pair(a)[1], "und"),
    "no name": lambda a: a.decide_mention(*named(a), "no name"),
    "no name of a whole folder": lambda a: a.decide_mention(*named(a), "no name", scope="folder"),
    "no name anywhere": lambda a: a.decide_mention(*named(a), "no name", scope="spelling"),
    "of another type": lambda a: a.decide_mention(*named(a), "ORG"),
    "of another type everywhere": lambda a: a.decide_mention(*named(a), "ORG", scope="spelling"),
    "another entity": lambda a: a.decide_mention(
        *named(a), "entity", entity=two_of(a, MentionType.PERSON)[1]
    ),
    "renamed": lambda a: a.rename(two_of(a, MentionType.PLACE)[0], "Le Port"),
}


@pytest.mark.parametrize("act", ACTS)
def test_what_is_withdrawn_is_as_if_it_had_never_been(papers: archive.Archive, act: str) -> None:
    before = follows(papers.folder)
    ACTS[act](papers)
    if act != "strangers kept apart":  # nobody took them for a pair
        assert follows(papers.folder) != before
    newest = next(iter(papers.decisions()))
    papers.withdraw(newest.n)
    assert follows(papers.folder) == before
    assert not papers.check().findings
    papers.settle()
    assert follows(papers.folder) == before


def test_withdrawals_in_any_order_leave_what_still_holds(papers: archive.Archive) -> None:
    before = follows(papers.folder)
    ends = pair(papers)
    one = papers.confirm(*ends)
    confirmed = follows(papers.folder)
    two = papers.reject(*ends)
    rejected = follows(papers.folder)
    papers.withdraw(two)
    assert follows(papers.folder) == confirmed
    again = papers.reject(*ends)
    papers.withdraw(one)
    assert [row[:5] for row in rejected["links"] if "rejected" in row] == [
        row[:5] for row in follows(papers.folder)["links"] if "rejected" in row
    ]
    anew = papers.confirm(*ends)
    papers.withdraw(anew)
    assert len(list(papers.pairs(Status.REJECTED))) == 1
    papers.withdraw(again)
    assert follows(papers.folder) == before


def test_what_is_parted_again_is_called_as_before(papers: archive.Archive, tmp_path: Path) -> None:
    """Also where texts came meanwhile that name the other more often."""
    one, other = two_of(papers, MentionType.PLACE)
    labels = {n: papers.entity(n).label for n in (one, other)}
    papers.merge(one, other)
    (tmp_path / "in").mkdir()
    for i in range(12):
        town = labels[other]
        text = f"Réunion {i}\n\nOn se voit à {town}, puis encore à {town}, le {i + 1} mai 2016.\n"
        (tmp_path / "in" / f"{i}.txt").write_text(text, "utf-8")
    papers.ingest([tmp_path / "in"])
    papers.withdraw(next(papers.decisions()).n)
    assert {n: papers.entity(n).label for n in (one, other)} == labels
    assert {n: papers.entity(n).id for n in (one, other)} == {one: one, other: other}


def test_an_act_is_listed_with_who_when_and_why(papers: archive.Archive) -> None:
    one, other = two_of(papers, MentionType.PERSON)
    papers.merge(one, other, note="same hand")
    en, fr = pair(papers)
    number = papers.reject(en, fr, note="another leaflet")
    papers.withdraw(number, note="it is")
    second, first = papers.decisions()
    assert (first.kind, first.verdict, first.who, first.note, first.withdrawn) == (
        "entity", "merge", "Nour", "same hand", None,
    )  # fmt: skip
    assert {en, fr} <= set(second.subjects)
    assert (second.note, second.withdrawn, second.withdrawn_by, second.withdrawn_note) == (
        "another leaflet", "2026-03-04T05:06:07Z", "Nour", "it is",
    )  # fmt: skip
    for act in (first, second):
        jsonschema.validate(forms.decision(act), forms.schema("decision"))


def test_what_is_not_there_cannot_be_withdrawn(papers: archive.Archive) -> None:
    number = papers.confirm(*pair(papers))
    papers.withdraw(number)
    for wrong, said in (
        (number, "already been withdrawn"),
        (99, "No decision 99"),
        (9**30, "No decision"),
    ):
        with pytest.raises(archive.UsageError, match=said):
            papers.withdraw(wrong)


def test_decisions_of_an_archive_from_before_can_be_withdrawn(papers: archive.Archive) -> None:
    """They say neither who nor why."""
    before = follows(papers.folder)
    number = papers.reject(*pair(papers))
    papers.close()
    with closing(sqlite3.connect(papers.folder / "catalog.sqlite", isolation_level=None)) as db:
        step = MIGRATIONS.index(_ACTS)
        here, wanted = _parts(db), set(made(MIGRATIONS[:step]))
        for kind, name, _ in sorted(here - wanted, reverse=True):  # tables first: their indexes go with them
            db.execute(f"DROP {kind} IF EXISTS {name}" if not name.startswith("sqlite_") else "SELECT 1")
        for *_, declared in wanted - here:
            db.execute(declared)
        db.execute("DELETE FROM sums WHERE kind = 'decisions'")
        db.execute(f"PRAGMA user_version = {step}")
    with archive.open(papers.folder) as again:
        (act,) = again.decisions()
        assert (act.n, act.who, act.note) == (number, "", "")
        again.withdraw(number)
        assert follows(again.folder) == before


def test_the_commands(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    shutil.copytree(sample().folder, folder)
    with archive.open(folder) as found:
        en, fr = pair(found)
    command(folder, "pairs", "reject", en, fr, "--by", "Awa", "--note", "another leaflet")
    assert f"Awa           {Status.REJECTED.value}" in command(folder, "decisions", "--format", "text")
    (told,) = [json.loads(line) for line in command(folder, "decisions", "--format", "jsonl").splitlines()]
    assert command(folder, "decisions", "withdraw", str(told["n"]), "--by", "Sol").startswith("Decision")
    printed = command(folder, "decisions", "--format", "text")
    assert "another leaflet" in printed
    assert "by Sol" in printed


def settled_whole(folder: Path, into: Path) -> dict[str, list[Any]]:
    """What follows where nothing of an earlier settling is taken over."""
    shutil.copytree(folder, into)
    with Catalog.open(into) as catalog:
        catalog.set("settled at", "")
        settle(catalog, now=lambda: "2026-03-04T05:06:07Z")
    found = follows(into)
    shutil.rmtree(into)
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_what_a_decision_concerns_is_all_that_a_whole_settling_finds(
    papers: archive.Archive, tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    kinds = sorted(set(ACTS) - {"another language", "no language"})
    for step in range(5):
        for name in rng.sample(kinds, 2):
            with contextlib.suppress(archive.UsageError, StopIteration):
                ACTS[name](papers)
        holding = [act.n for act in papers.decisions() if act.withdrawn is None]
        if holding and rng.random() < 0.5:
            papers.withdraw(rng.choice(holding))
        assert follows(papers.folder) == settled_whole(papers.folder, tmp_path / f"whole-{step}")


def test_decisions_on_one_mention_and_on_languages_concern_no_more_than_a_whole_settling_finds(
    papers: archive.Archive, tmp_path: Path
) -> None:
    """Each in the place of the one before: what was no name means an entity, then is of another type."""
    place, other = named(papers), two_of(papers, MentionType.PERSON)[1]
    steps: list[Callable[[], int]] = [
        lambda: papers.decide_mention(*place, "no name", scope="spelling"),
        lambda: papers.decide_mention(*place, "entity", entity=other),
        lambda: papers.decide_mention(*place, "ORG"),
        lambda: papers.decide_language(place[0], "de"),
    ]
    for step in steps:
        number = step()
        assert follows(papers.folder) == settled_whole(papers.folder, tmp_path / f"whole-{number}")
