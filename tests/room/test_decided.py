"""A list of decisions says on which text or name, by its title and as it is written, and what it is to be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import archive
from archive.room.decided import Lines, Part

LETTER = "Lettre du phare\n\nBrest, le 3 mars 2018\n\nSolène Kerhuel a écrit à Odile Marquant depuis Brest.\n"
NOTICE = "A notice\n\nDover, 9 June 2018\n\nOdile Marquant answered from Dover on Saturday.\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[archive.Archive]:
    folder = tmp_path_factory.mktemp("decided")
    (folder / "lettre.txt").write_text(LETTER, "utf-8")
    (folder / "notice.txt").write_text(NOTICE, "utf-8")
    with archive.open(folder / "archive", create=True, run=archive.Run(vectors=False)) as opened:
        opened.ingest([folder / "lettre.txt", folder / "notice.txt"])
        yield opened


def line(
    made: archive.Archive, number: int, lang: str, here: str = ""
) -> tuple[tuple[Part, ...], Part | None]:
    act = next(one for one in made.decisions() if one.n == number)
    (told,) = Lines(made, lang, here).of([act])
    return told.about, told.value


def text(made: archive.Archive, lang: str) -> str:
    return next(e.document.id for e in made.documents() if e.document.lang == lang)


@pytest.mark.parametrize(
    ("what", "value", "french", "english"),
    [
        ("date", "2018-06", "juin 2018", "June 2018"),
        ("date", None, "(aucune)", "(none)"),
        ("language", "fr", "français", "French"),
        ("title", "Autre <titre>", "Autre <titre>", "Autre <titre>"),
    ],
)
def test_what_a_text_is_to_be_is_in_words(
    made: archive.Archive, what: str, value: str | None, french: str, english: str
) -> None:
    id = text(made, "fr")
    number = {
        "date": lambda: made.decide_date(id, value, settle=False),
        "language": lambda: made.decide_language(id, value or "und", settle=False),
        "title": lambda: made.decide_title(id, value, settle=False),
    }[what]()
    try:
        for lang, said in (("fr", french), ("en", english)):
            about, told = line(made, number, lang)
            assert told == Part(said)
            assert about[0].address == f"/d/{id}"
            assert about[0].lang == "fr"
            assert line(made, number, lang, here=id)[0] == (), (
                "on the page of the text itself it is not named"
            )
    finally:
        made.withdraw(number, settle=True)


def test_names_stand_as_they_are_written_and_lead_to_what_they_mean(made: archive.Archive) -> None:
    odile, solene = made.entity("Odile Marquant"), made.entity("Solène Kerhuel")
    merged = made.decide_names("merge", odile.id, solene.id, settle=False)
    renamed = made.decide_names("rename", solene.id, "La gardienne", settle=False)
    about, value = line(made, merged, "fr")
    assert [(part.text, part.address) for part in about] == [
        ("Odile Marquant", f"/e/{odile.id}"), ("Solène Kerhuel", f"/e/{solene.id}"),
    ]  # fmt: skip
    assert value is None
    about, value = line(made, renamed, "en")
    assert [part.text for part in about] == ["Solène Kerhuel"]
    assert value == Part("La gardienne")
    for number in (merged, renamed):
        made.withdraw(number, settle=False)


def test_both_texts_of_a_pair_are_named(made: archive.Archive) -> None:
    a, b = text(made, "fr"), text(made, "en")
    number = made.decide(a, b, archive.Status.REJECTED, settle=False)
    about, value = line(made, number, "fr")
    assert {(part.text, part.address) for part in about} == {("Lettre du phare", f"/d/{a}"),
                                                            ("A notice", f"/d/{b}")}  # fmt: skip
    assert value is None
    made.withdraw(number, settle=False)
