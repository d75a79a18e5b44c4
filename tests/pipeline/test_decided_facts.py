"""What a person decides on a document or a name holds by what the text says, and says why."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import archive
from archive.records import DateBasis, MentionType
from corpus.answers import command

FR = """La laverie reste ouverte

Brévaux, le 3 mai 2016. Odile Sarrazin ouvre la laverie de Brévaux la nuit. Le collectif Nuit Claire
y tient une permanence lundi prochain, et Odile Sarrazin y sera.
"""
EN = """A night at the laundry

The laundry of Oxmoor stays open at night, says Harold Quilter. Nothing else is known of the day on
which Harold Quilter wrote this.
"""


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("taken")
    take_in(home)
    return home


def take_in(home: Path) -> None:
    (home / "in/box").mkdir(parents=True)
    (home / "in/fr.txt").write_text(FR, "utf-8")
    (home / "in/box/en.txt").write_text(EN, "utf-8")
    with archive.open(home / "papers", create=True, run=archive.Run(vectors=False)) as a:
        a.ingest([home / "in"])


@pytest.fixture
def own(tmp_path: Path) -> Iterator[archive.Archive]:
    """An archive whose files are there to be changed."""
    take_in(tmp_path)
    with archive.open(tmp_path / "papers", run=archive.Run(vectors=False)) as found:
        yield found


@pytest.fixture
def home(taken: Path, tmp_path: Path) -> Path:
    shutil.copytree(taken, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def papers(home: Path) -> Iterator[archive.Archive]:
    with archive.open(home / "papers", run=archive.Run(vectors=False, who="Nour")) as found:
        yield found


def of(a: archive.Archive, lang: str) -> archive.Document:
    return next(d.document for d in a.documents() if d.document.lang == lang)


def names(a: archive.Archive, document: str) -> dict[str, str]:
    return {
        m.mention.text: m.mention.type.value
        for m in a.mentions()
        if m.document == document and m.mention.type is not MentionType.DATE
    }


def at(text: str, words: str) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


def test_what_is_decided_holds_when_the_text_is_taken_in_again(own: archive.Archive, tmp_path: Path) -> None:
    papers, home = own, tmp_path
    text = of(papers, "en")
    papers.decide_date(text.id, "2016-05", settle=False)
    papers.decide_title(text.id, "Night at the laundry", settle=False)
    papers.decide_author(text.id, "H. Quilter", settle=False)
    papers.decide_mention(text.id, *at(text.text, "Harold Quilter"), "no name", scope="spelling")
    assert not papers.unsettled()

    def decided(document: archive.Document) -> None:
        assert (document.date, document.date_basis) == ("2016-05", DateBasis.MANUAL)
        assert (document.title, document.author) == ("Night at the laundry", "H. Quilter")
        assert "Harold Quilter" not in names(papers, document.id)

    decided(of(papers, "en"))
    papers.reprocess("posts", source="/")
    decided(of(papers, "en"))
    papers.reprocess("names", lang="en")
    decided(of(papers, "en"))
    (home / "in/box/en.txt").write_text(f"{EN}\n", "utf-8")  # other bytes, the same words
    assert papers.ingest([home / "in"]).documents == 1
    decided(of(papers, "en"))
    assert not papers.check().findings


def test_a_decision_shows_at_once_and_what_follows_when_it_is_worked_out(papers: archive.Archive) -> None:
    text = of(papers, "en")
    number = papers.decide_date(text.id, "1999", by="Awa", note="the stamp", settle=False)
    assert papers.read(text.id).document.date == "1999"
    assert papers.unsettled() == [number]
    papers.settle()
    assert papers.unsettled() == []
    assert [h.document.id for h in papers.search("date:1999").hits] == [text.id]
    (act,) = papers.decisions()
    assert (act.who, act.note, act.value, act.viewed) == ("Awa", "the stamp", "1999", (text.id,))


def test_it_is_kept_while_another_writes(papers: archive.Archive) -> None:
    with papers._writing(), ThreadPoolExecutor(1) as other:
        text = of(papers, "fr").id
        number = other.submit(papers.decide_title, text, "La nuit", settle=False).result()
        with pytest.raises(archive.ArchiveBusy):
            other.submit(papers.settle).result()
        assert papers.unsettled() == [number]


def test_the_reasons_name_the_act(papers: archive.Archive) -> None:
    text = of(papers, "fr")
    date = papers.decide_date(text.id, "2016-05-04", settle=False)
    title = papers.decide_title(text.id, "La laverie", settle=False)
    name = papers.decide_mention(text.id, *at(text.text, "Odile Sarrazin"), "ORG")
    (told,) = papers.explain(text.id).texts
    by = {
        (c.what, c.value): (c.rule, c.words if c.what == "date" else c.why)
        for c in told.considered
        if c.taken
    }
    assert by["date", "2016-05-04"] == ("manual", f"decision {date}")
    assert by["title", "La laverie"] == ("manual", f"decision {title}")
    assert by["mention", "ORG"] == ("manual", f"decision {name}")
    assert [c.value for c in told.considered if c.what == "title" and c.taken] == ["La laverie"]


def test_one_place_or_all_of_a_spelling(papers: archive.Archive) -> None:
    text = of(papers, "fr")
    first = at(text.text, "Odile Sarrazin")

    def times() -> int:
        return sum(m.mention.text == "Odile Sarrazin" for m in papers.mentions())

    assert times() == 2
    one = papers.decide_mention(text.id, *first, "no name")
    assert times() == 1
    every = papers.decide_mention(text.id, *first, "no name", scope="folder")
    assert times() == 0
    kept = papers.decide_mention(text.id, *first, "PERSON")
    assert times() == 1  # what is said of the place holds before what is said of the folder
    for number in (one, every, kept):
        papers.withdraw(number)
    assert times() == 2


def test_a_name_means_another_entity_in_a_text(papers: archive.Archive) -> None:
    text = of(papers, "en")
    odile = papers.entity("Odile Sarrazin")
    number = papers.decide_mention(text.id, *at(text.text, "Harold Quilter"), "entity", entity=odile.id)
    (here,) = [one for one in papers.appearances(papers.entity(odile.id)) if one.document == text.id]
    assert here.reasons == (f"decision {number}",)
    papers.withdraw(number)
    assert papers.entity("Harold Quilter").id != odile.id


def test_what_is_gone_is_told(own: archive.Archive, tmp_path: Path) -> None:
    papers, home = own, tmp_path
    text = of(papers, "en")
    number = papers.decide_title(text.id, "Night", settle=False)
    other = papers.decide_mention(text.id, *at(text.text, "Harold Quilter"), "no name")
    assert not any(act.lost for act in papers.decisions())
    (home / "in/box/en.txt").write_text("Another text stands here now, and it has other words.\n", "utf-8")
    papers.ingest([home / "in"])
    assert {act.n: (act.lost, act.viewed) for act in papers.decisions()} == {
        number: (True, (text.id,)), other: (True, (text.id,)),
    }  # fmt: skip
    assert f"not in the archive now (was {text.id})" in command(
        papers.folder, "decisions", "--format", "text"
    )


def test_a_language_is_read_in(papers: archive.Archive) -> None:
    text = of(papers, "fr")
    before = names(papers, text.id)
    number = papers.decide_language(text.id, "en")
    now = papers.read(text.id).document
    assert (now.id, now.lang, {b.lang for b in now.blocks}) == (text.id, "en", {"en"})
    (told,) = papers.explain(text.id).texts
    assert told.draft.lang == "en"
    papers.withdraw(number)
    assert names(papers, text.id) == before
    assert papers.read(text.id).document.lang == "fr"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda a, d: a.decide_date(d.id, "last week"), "not a date"),
        (lambda a, d: a.decide_date("ffffffff", "2016"), "No document"),
        (lambda a, d: a.decide_language(d.id, "xx"), "not a language"),
        (lambda a, d: a.decide_title(d.id, "  "), "empty"),
        (lambda a, d: a.decide_mention(d.id, 0, 2, "PERSON"), "No name stands"),
        (lambda a, d: a.decide_mention(d.id, 0, 2, "entity"), "another entity"),
        (lambda a, d: a.decide_names("apart", "Odile Sarrazin", "Harold Quilter"), "share a name"),
    ],
)  # fmt: skip
def test_what_cannot_be_decided(papers: archive.Archive, wrong: object, said: str) -> None:
    assert callable(wrong)
    with pytest.raises(archive.UsageError, match=said):
        wrong(papers, of(papers, "fr"))
    assert list(papers.decisions()) == []


def test_the_commands_decide(home: Path) -> None:
    folder = home / "papers"
    with archive.open(folder) as a:
        text = of(a, "fr")
    start, end = at(text.text, "Odile Sarrazin")
    for said in (
        ("date", text.id, "2016-05-04"), ("title", text.id, "--none"), ("author", text.id, "O. S."),
        ("mention", text.id, f"{start}:{end}", "ORG", "--all", "spelling"),
    ):  # fmt: skip
        assert command(folder, "decide", *said, "--by", "Awa").startswith("Decision ")
    told = [json.loads(line) for line in command(folder, "decisions", "--format", "jsonl").splitlines()]
    assert [(one["verdict"], one["value"], one["who"]) for one in told] == [
        ("ORG", None, "Awa"), ("author", "O. S.", "Awa"), ("title", "", "Awa"), ("date", "2016-05-04", "Awa"),
    ]  # fmt: skip
