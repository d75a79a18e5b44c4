"""Where a person says that texts begin or go on, and what to leave out: by the words, and taken back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import archive
from archive.catalog import care
from archive.text import fingerprint
from corpus.answers import command
from tests.pipeline.test_decisions import follows

FIRST = (
    "The laundry stays open\n\nOn 3 May 2016 Harold Quilter opened the laundry of Oxmoor for the night. "
    "Everyone brings soap, and the machines turn until the first bus leaves the square.\n"
)
SECOND = (
    "A choir at the harbour\n\nOn 9 June 2018 the choir of Brevaux sang under the hall, with lamps. "
    "Odile Sarrazin counted the voices twice and wrote the number on the door.\n"
)
FOOT = "Send us your pictures of the fair before the end of the month, by post or by hand.\n"
APART = "\n\n\n* * *\n\n\n"
FRENCH = (
    "Une chorale au port\n\nLe 9 juin 2018, la chorale de Brévaux a chanté sous la halle, avec des lampes et "
    "des tabourets. Odile Sarrazin a compté deux fois les voix et noté le nombre sur la porte.\n"
)
HTML = (
    "<!doctype html><html lang=en><title>News</title><body><nav>Home</nav>"
    + "".join(
        f"<article><h2>{one.splitlines()[0]}</h2><p>{one.splitlines()[2]}</p></article>"
        for one in (FIRST, SECOND)
    )
    + f"<article><h2>Pictures</h2><p>{FOOT}</p><p>Nobody is paid for a picture, and all come back.</p>"
    "</article></body></html>"
)
PAGES = {
    "two.txt": f"{FIRST}{APART}{SECOND}\n{FOOT}",
    "one.txt": f"{FIRST}\n{FOOT}\n{SECOND}",
    "page.html": HTML,
    "choir.fr.txt": FRENCH,
}


@pytest.fixture
def papers(tmp_path: Path) -> Iterator[archive.Archive]:
    (tmp_path / "in").mkdir()
    for name, text in PAGES.items():
        (tmp_path / "in" / name).write_text(text, "utf-8")
    with archive.open(tmp_path / "papers", create=True, run=archive.Run(vectors=False, who="Nour")) as found:
        found.ingest([tmp_path / "in"])
        yield found


def texts(a: archive.Archive, name: str) -> list[archive.Document]:
    """The texts of a file, in the order of its page."""
    every = [d.document for d in a.documents() if d.document.source.endswith(f"/{name}")]
    return sorted(every, key=lambda d: d.start)


def titles(a: archive.Archive, name: str) -> list[str | None]:
    return [d.title for d in texts(a, name)]


def at(document: archive.Document, words: str) -> int:
    return int(document.text.index(words))


LAUNDRY, CHOIR, PICTURES = "The laundry stays open", "A choir at the harbour", "Pictures"

# File, which of its texts, what is decided on it, the titles after that, words that stand in no text then.
CASES: dict[str, tuple[str, int, Callable[[archive.Archive, archive.Document], int], list[str], str]] = {
    "split": (
        "one.txt", 0, lambda a, d: a.decide_split(d.id, at(d, CHOIR)), [LAUNDRY, CHOIR], ""
    ),
    "split within a container": (
        "page.html", 1, lambda a, d: a.decide_split(d.id, at(d, "On 9 June")),
        [LAUNDRY, CHOIR, "", PICTURES], "",
    ),
    "joined": ("two.txt", 1, lambda a, d: a.decide_join(d.id), [LAUNDRY], ""),
    "containers joined": ("page.html", 2, lambda a, d: a.decide_join(d.id), [LAUNDRY, CHOIR], ""),
    "a block left out": (
        "two.txt", 1, lambda a, d: a.decide_left_out(d.id, at(d, "Send us"), note="a call of the site"),
        [LAUNDRY, CHOIR], "Send us",
    ),
    "a title left out": (
        "page.html", 2, lambda a, d: a.decide_left_out(d.id, 0, note="no title"), [LAUNDRY, CHOIR, PICTURES],
        PICTURES,
    ),
    "a text left out": (
        "page.html", 2, lambda a, d: a.decide_left_out(d.id, note="a call of the site"), [LAUNDRY, CHOIR],
        "Nobody is paid",
    ),
    "all left out": ("choir.fr.txt", 0, lambda a, d: a.decide_left_out(d.id, note="twice"), [], "chorale"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_texts_are_cut_as_a_person_says_and_as_before_when_that_is_withdrawn(
    papers: archive.Archive, tmp_path: Path, case: str
) -> None:
    name, which, act, wanted, out = CASES[case]
    before, places = follows(papers.folder), texts(papers, name)
    number = act(papers, places[which])

    def holds() -> None:
        assert [title or "" for title in titles(papers, name)] == wanted
        assert not out or all(out not in d.text for d in texts(papers, name))
        assert not papers.check().findings

    holds()
    (told,) = papers.decisions()
    assert (told.kind, told.lost, told.viewed) == ("post", False, (places[which].id,))
    papers.reprocess("posts", source="/")
    holds()
    (tmp_path / "in" / name).write_text(f"\n{PAGES[name]}\n", "utf-8")  # other bytes, the same words
    papers.ingest([tmp_path / "in"])
    holds()
    (tmp_path / "in" / name).write_text(PAGES[name], "utf-8")
    papers.ingest([tmp_path / "in"])
    holds()
    papers.withdraw(number)
    now = follows(papers.folder)
    here = {d.id for d in texts(papers, name)}
    assert here == {d.id for d in places}
    assert {row[0] for row in before["documents"]} <= {row[0] for row in now["documents"]}
    assert not papers.check().findings


@pytest.mark.parametrize("case", CASES)
def test_all_that_follows_is_taken_back_bit_for_bit(papers: archive.Archive, case: str) -> None:
    """Numbers of documents, links, entities, dates, mentions, and where ids lead."""
    name, which, act, *_ = CASES[case]
    before = follows(papers.folder)
    papers.withdraw(act(papers, texts(papers, name)[which]))
    assert follows(papers.folder) == before
    for document in papers.documents():
        assert papers.read(document.document.id).document.id == document.document.id


def test_ids_lead_on_or_say_what_became_of_them(papers: archive.Archive) -> None:
    (whole,) = texts(papers, "one.txt")
    papers.decide_split(whole.id, at(whole, CHOIR), settle=False)
    assert papers.read(whole.id).document.id == whole.id  # until it is worked out
    papers.settle()
    longer = max(texts(papers, "one.txt"), key=lambda d: d.end - d.start)
    assert papers.read(whole.id).document.id == longer.id
    last = texts(papers, "page.html")[-1]
    papers.decide_left_out(last.id, note="a call of the site")
    with pytest.raises(archive.UsageError, match="Pictures"):
        papers.read(last.id)


def test_the_last_word_on_a_block_holds_and_each_can_be_taken_back(papers: archive.Archive) -> None:
    (whole,) = texts(papers, "one.txt")
    one = papers.decide_split(whole.id, at(whole, CHOIR))
    second = texts(papers, "one.txt")[1]
    two = papers.decide_join(second.id)
    assert titles(papers, "one.txt") == [LAUNDRY]
    papers.withdraw(one)
    assert titles(papers, "one.txt") == [LAUNDRY]
    three = papers.decide_left_out(texts(papers, "one.txt")[0].id, at(whole, "Send us"), note="a call")
    assert "Send us" not in texts(papers, "one.txt")[0].text
    papers.withdraw(two)
    assert "Send us" not in texts(papers, "one.txt")[0].text
    papers.withdraw(three)
    assert texts(papers, "one.txt")[0] == whole


def test_a_split_holds_in_a_copy_of_the_page_that_comes_later(
    papers: archive.Archive, tmp_path: Path
) -> None:
    (whole,) = texts(papers, "one.txt")
    number = papers.decide_split(whole.id, at(whole, CHOIR))
    longer = (
        f"{PAGES['one.txt']}\nThe editors of the harbour leaflet thank all who wrote to them this year.\n"
    )
    (tmp_path / "in" / "again.txt").write_text(longer, "utf-8")
    papers.ingest([tmp_path / "in"])
    assert len(titles(papers, "again.txt")) == 2
    papers.withdraw(number)
    assert len(titles(papers, "again.txt")) == 1
    assert titles(papers, "one.txt") == [LAUNDRY]


def test_what_is_published_is_cut_so_too(papers: archive.Archive, tmp_path: Path) -> None:
    (whole,) = texts(papers, "one.txt")
    papers.decide_split(whole.id, at(whole, CHOIR))
    second = texts(papers, "two.txt")[1]
    papers.decide_left_out(second.id, at(second, "Send us"), note="a call of the site")
    papers.publish(tmp_path / "open")
    with archive.open(tmp_path / "open") as edition:
        assert {d.document.id for d in edition.documents()} == {d.document.id for d in papers.documents()}


def test_a_cut_holds_in_another_archive(papers: archive.Archive, tmp_path: Path) -> None:
    (whole,) = texts(papers, "one.txt")
    papers.decide_split(whole.id, at(whole, CHOIR))
    handed = [json.loads(one) for one in command(papers.folder, "decisions", "export").splitlines()]
    with archive.open(tmp_path / "new", create=True, run=archive.Run(vectors=False)) as other:
        other.ingest([tmp_path / "in" / "one.txt"])
        for key in (
            "[]",
            "{}",
            "7",
            json.dumps(["x"] * 7),
            json.dumps(["a" * 32, "a" * 32, -1, "", "", "a" * 32, ""]),
        ):
            with pytest.raises(archive.UsageError):
                other.take_decisions([handed[0] | {"rows": [[key, ""]]}])
        assert other.take_decisions(handed) == (1, 0)
        assert titles(other, "one.txt") == [LAUNDRY, CHOIR]


def test_other_pages_with_the_same_line_are_left_alone(papers: archive.Archive) -> None:
    """A decision is about the block in its text: the same call stands in three."""
    second = texts(papers, "two.txt")[1]
    papers.decide_left_out(second.id, at(second, "Send us"), note="a call of the site")
    assert any("Send us" in d.text for d in texts(papers, "page.html"))


def test_reasons_name_the_act(papers: archive.Archive) -> None:
    (whole,) = texts(papers, "one.txt")
    number = papers.decide_split(whole.id, at(whole, CHOIR))
    told = papers.explain(texts(papers, "one.txt")[1].id)
    assert (CHOIR, f"decision {number}", True) in {(c.words, c.why, c.taken) for c in told.posts}


def test_what_is_gone_is_told(papers: archive.Archive, tmp_path: Path) -> None:
    (whole,) = texts(papers, "one.txt")
    papers.decide_split(whole.id, at(whole, CHOIR))
    (tmp_path / "in" / "one.txt").write_text("Another text stands here now, with other words.\n", "utf-8")
    papers.ingest([tmp_path / "in"])
    (act,) = papers.decisions()
    assert (act.lost, act.viewed) == (True, (whole.id,))


def test_what_is_closed_is_not_opened_by_a_cut(papers: archive.Archive) -> None:
    """It is closed by its words, and would have others."""
    (whole,) = texts(papers, "one.txt")
    with papers._writing() as catalog:
        key = care.Key("text", fingerprint(whole.text))
        care.enter(catalog, care.Care(care.CLOSE, "2026-01-01T00:00:00Z", "Nour", "asked for", (key,)))
    with pytest.raises(archive.UsageError, match="is closed"):
        papers.decide_split(whole.id, at(whole, CHOIR))
    with pytest.raises(archive.UsageError, match="is closed"):
        papers.decide_left_out(whole.id, note="no")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda a, d: a.decide_split(d[0].id, 0), "begins there already"),
        (lambda a, d: a.decide_split(d[0].id, 9**9), "there is none at"),
        (lambda a, d: a.decide_split("ffffffff", 3), "No document"),
        (lambda a, d: a.decide_join(d[0].id), "No other text"),
        (lambda a, d: a.decide_left_out(d[0].id, note="  "), "Say why"),
    ],
)  # fmt: skip
def test_what_cannot_be_decided(papers: archive.Archive, wrong: Callable[..., int], said: str) -> None:
    with pytest.raises(archive.UsageError, match=said):
        wrong(papers, texts(papers, "two.txt"))
    assert list(papers.decisions()) == []
    assert not papers.unsettled()


def test_the_commands_decide(papers: archive.Archive) -> None:
    (whole,) = texts(papers, "one.txt")
    folder = papers.folder
    command(folder, "decide", "split", whole.id, str(at(whole, CHOIR)), "--by", "Awa")
    second = texts(papers, "one.txt")[1]
    command(folder, "decide", "join", second.id)
    command(folder, "decide", "leave-out", second.id, "--note", "a call of the site")
    told = [json.loads(line) for line in command(folder, "decisions", "--format", "jsonl").splitlines()]
    assert [(one["kind"], one["verdict"], one["who"]) for one in told][-1] == ("post", "begins", "Awa")
    assert [one["verdict"] for one in told] == ["left out", "goes on", "begins"]
    assert CHOIR in told[-1]["subjects"]
