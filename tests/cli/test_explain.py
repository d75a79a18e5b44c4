"""`archive explain`: what was taken and rejected, each with its reason; nothing is decided otherwise."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from archive.cli import main
from archive.cli.explain import _cut
from archive.ingest import posts, readers
from archive.ingest.dating import date_documents
from archive.ingest.names import Namer
from archive.reasons import Considered
from tests.cli.conftest import ENGLISH, FRENCH, Run, lines, only
from tests.cli.test_commands import conforms
from tests.cli.test_faults import failing_at

PAGES = Path(__file__).parents[1] / "pages"


def run(folder: Path, *args: str) -> Result:
    return CliRunner().invoke(main, ["--archive", str(folder), *args])


def explained(folder: Path, *args: str) -> dict[str, Any]:
    (record,) = lines(run(folder, "explain", *args, "--format", "jsonl"))
    conforms(record, "explanation")
    return record


def reasons(record: dict[str, Any], what: str) -> list[tuple[bool, str | None, str]]:
    """What was considered for the only text: whether it was taken, its value, and why."""
    (document,) = record["documents"]
    return [(c["taken"], c["value"], c["why"]) for c in document["considered"] if c["what"] == what]


BODY = {
    "fr": "Les habitants du port se sont rassemblés devant la mairie, et le maire a promis une réponse.",
    "en": "The people of the harbour met in front of the town hall, and the mayor promised a letter.",
}
FIRST = "the first in the order of evidence"


@pytest.mark.parametrize(
    ("lang", "head", "considered"),
    [
        ("fr", "Calais, le 3 mars 2016", [(True, "2016-03-03", FIRST)]),
        ("en", "Calais, 3 March 2016", [(True, "2016-03-03", FIRST)]),
        ("fr", "La marche du 3 mars 2016 à Calais\n\nUn récit",
         [(False, None, "inside the title it is what the text is about")]),
        ("en", "The march of 3 March 2016 in Calais\n\nA report",
         [(False, None, "inside the title it is what the text is about")]),
        ("fr", "Réunion publique\n\nRendez-vous le 3 mars 2016 devant la gare",
         [(False, None, "other words stand beside its date")]),
        ("en", "Public meeting\n\nMeet us on 3 March 2016 at the station, with friends",
         [(False, None, "other words stand beside its date")]),
        ("en", "Diary of the port\n\n3 March\n\nThe boats came in",
         [(False, None, "no year is known for its day")]),
    ],
)  # fmt: skip
def test_every_date_is_taken_or_rejected_for_a_reason(
    tmp_path: Path, lang: str, head: str, considered: list[tuple[bool, str | None, str]]
) -> None:
    found = reasons(explained(tmp_path / "none", f"{head}\n\n{BODY[lang]}"), "date")
    assert [one for one in found if not one[2].startswith(("what comes before", "no day of the text"))] == (
        considered
    )


def test_titles_say_where_they_come_from(tmp_path: Path) -> None:
    ((taken, title, why),) = reasons(explained(tmp_path / "none", FRENCH), "title")
    assert (taken, title, why) == (True, FRENCH.split("\n")[0], "it looks like a title")
    ((taken, title, why),) = reasons(explained(tmp_path / "none", f"* {BODY['en']}\n\n{BODY['en']}"), "title")
    assert (taken, title) == (False, None)
    assert "an item of a list" in why


def test_a_page_of_posts_says_which_lines_begin_one(tmp_path: Path) -> None:
    more = f"{BODY['en']} {BODY['en']}"
    page = tmp_path / "page.txt"
    page.write_text(
        f"{ENGLISH}\n\n\n\n\nA GARDEN FOR THE WORKSHOP OF OXMOOR\n\n4 May 2016\n\nBeans and radishes grow"
        f" behind the workshop since April, and the neighbours bring compost.\n\nWhat to bring:\n\n{more}\n"
    )
    record = explained(tmp_path / "none", str(page))
    assert len(record["documents"]) == 2
    begin = {c["words"]: c for c in record["posts"]}
    garden = begin["A GARDEN FOR THE WORKSHOP OF OXMOOR"]
    assert garden["taken"]
    assert garden["measures"]["log_odds"] > garden["measures"]["threshold"]
    assert garden["measures"]["caps"] > 0
    bring = begin["What to bring:"]
    assert not bring["taken"]
    assert bring["why"] == "below the threshold"
    assert bring["measures"]["colon"] < 0


@pytest.mark.parametrize("path", sorted(p for p in PAGES.iterdir() if p.is_file()), ids=lambda p: p.name)
def test_reasons_change_nothing_and_agree_with_what_was_decided(path: Path) -> None:
    data = path.read_bytes()
    page = readers.read_page(data, readers.sniff(data, path.name))
    notes: list[Considered] = []
    split = posts.split_page(page, notes.append)
    assert split == posts.split_page(page)
    datings = date_documents(split.drafts, page, notes.append)
    assert datings == date_documents(split.drafts, page)
    told = {n.start: n.value for n in notes if n.what == "date" and n.taken}
    assert told == {d.start: g.date for d, g in zip(split.drafts, datings, strict=True) if g}


def test_links_name_what_was_taken_and_what_was_not(held: Path, tmp_path: Path, archive: Run) -> None:
    own = Path(shutil.copytree(held, tmp_path / "own"))
    form = tmp_path / "form.txt"
    form.write_text(FRENCH.replace("Samedi 11 mars", "Samedi 18 mars").replace("Maud", "Irène"))
    assert run(own, "ingest", str(form)).exit_code == 0
    documents = lines(run(own, "export", "documents"))
    french, english, copy, other = (
        next(d["id"] for d in documents if d["source"].endswith(name))
        for name in ("/fr.txt", "/en.txt", "/copy.txt", "/form.txt")
    )
    record = explained(own, french[:8])
    assert record["documents"][0]["id"] == french
    assert (True, copy, "the same words") in reasons(record, "duplicate")
    assert [why for taken, value, why in reasons(record, "duplicate") if value == other] == [
        "other words stand inside the text, as in two texts of one form"
    ]
    translations = reasons(explained(own, english), "translation")
    assert next(value for taken, value, _ in translations if taken) in (french, copy)
    (rival,) = [why for taken, value, why in translations if value == other]
    assert "was taken in its place" in rival or "below" in rival

    assert run(own, "pairs", "reject", english, french).exit_code == 0
    rejected = {
        value: why for taken, value, why in reasons(explained(own, english), "translation") if not taken
    }
    assert "a person rejected it" in (rejected.get(french), rejected.get(copy))


def test_a_date_that_travelled_stands_before_the_documents_own(held: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare.txt"
    bare.write_text(
        f"Un mot de la mairie du port\n\n{BODY['fr']}\n\n{BODY['fr'].replace('maire', 'préfet')}\n"
    )
    dated = tmp_path / "dated.txt"
    dated.write_text(bare.read_text().replace("\n\n", "\n\nBrévaux, le 3 mars 2016\n\n", 1))
    folder = tmp_path / "archive"
    assert run(folder, "ingest", str(bare), str(dated)).exit_code == 0
    found = lines(run(folder, "export", "documents"))
    document = next(d for d in found if d["source"].endswith("bare.txt"))
    assert document["date_basis"] == "translation"  # of a copy here
    assert reasons(explained(folder, document["id"]), "date")[0] == (
        True,
        "2016-03-03",
        "kept with the document",
    )


def test_a_source_that_failed_by_a_fault_shows_its_traceback(
    tmp_path: Path, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Namer, "tag", failing_at("Oxmoor"))
    run(tmp_path / "archive", "ingest", str(pages))
    monkeypatch.undo()
    record = explained(tmp_path / "archive", str(pages / "other.txt"))
    assert record["problem"] == ("the last ingest failed: internal error (KeyError: 'planted')")
    assert "in tag" in record["trace"]
    assert record["documents"]
    shown = run(tmp_path / "archive", "explain", str(pages / "other.txt"), "--format", "text").stdout
    assert "Traceback (most recent call last)" in shown


def test_an_original_that_is_damaged_is_told(held: Path, tmp_path: Path) -> None:
    own = Path(shutil.copytree(held, tmp_path / "own"))
    for path in (own / "originals").rglob("*"):
        if path.is_file():
            path.write_bytes(b"")
    document = only(lines(run(own, "export", "documents")), lang="en", title=ENGLISH.split("\n")[0])
    record = explained(own, document["id"])
    assert "cannot be read again" in record["problem"]
    assert reasons(record, "translation")


@pytest.mark.parametrize("args", [["0000000000"], ["."], ["  "]])
def test_what_cannot_be_explained_is_a_wrong_use(archive: Run, args: list[str]) -> None:
    result = archive("explain", *args)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(("length", "shown"), [(59, 59), (60, 60), (61, 60), (200, 60)])
def test_of_a_line_sixty_characters_are_quoted(length: int, shown: int) -> None:
    line = f"é{'x' * (length - 1)}"
    assert len(_cut(line)) == shown
    assert _cut(f" {line[:20]} \n {line[20:]}").startswith(f"{line[:20]} x")
    assert _cut(line) == (line if length <= 60 else f"{line[:59]}…")
