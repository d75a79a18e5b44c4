"""The desk: each queue holds what is at odds, each answer decides it at once, and undo brings it back."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import html5lib
import pytest
from starlette.testclient import TestClient

import archive
from archive.catalog import queues
from archive.catalog.store import Catalog
from archive.records import Status
from archive.room import errand
from archive.room import queues as places
from archive.room.errands import Errands
from tests.room.conftest import HERE, token_of

TEXTS = {
    "a-fr.txt": (
        "Assemblée au port",
        "Le 3 mai 2016, Awa Diallo et 37 voisines ont ouvert la halle du port.",
    ),
    "a-en.txt": (
        "Meeting at the harbour",
        "On 5 June 2017 Awa Diallo and 52 neighbours opened the harbour hall.",
    ),
    "b-en.txt": (
        "Opening of the hall",
        "Awa Diallo and many of her neighbours opened the hall near the harbour.",
    ),
    "c-fr.txt": ("La cantine", "Le 12 mars 2015, la cantine du quai a servi la soupe à toutes les familles."),
}
QUEUES = ("pairs", "texts", "names", "kinds", "dates")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive in which each kind of doubt is there once, written where the linker would have."""
    base = tmp_path_factory.mktemp("desk")
    (base / "in").mkdir()
    for name, (title, text) in TEXTS.items():
        more = " Les gens du quartier en parlent." if "fr" in name else " People still speak of it."
        (base / "in" / name).write_text(f"{title}\n\n{text}{more}\n", "utf-8")
    with archive.open(base / "papers", create=True) as opened:
        opened.ingest([base / "in"])
    with Catalog.open(base / "papers") as catalog, catalog.transaction() as db:
        n = dict(
            db.execute("SELECT o.given, d.n FROM documents d JOIN origins o USING (source_id)").fetchall()
        )
        a, b, c, f = (n[str(base / "in" / name)] for name in ("a-en.txt", "a-fr.txt", "b-en.txt", "c-fr.txt"))
        db.execute("DELETE FROM links")
        db.execute("DELETE FROM candidates")
        db.execute("UPDATE documents SET own_date = '2017-06-05', date = '2017-06-05' WHERE n = ?", (a,))
        guessed = "date_basis = 'text', own_basis = 'text', date = '2015-03-12', own_date = '2015-03-12'"
        db.execute(f"UPDATE documents SET {guessed} WHERE n = ?", (f,))
        db.execute("UPDATE documents SET date_basis = 'dateline', own_basis = 'dateline' WHERE n <> ?", (f,))
        evidence = '{"rule":"compared","number_miss":0.66,"covers":[0.7,0.95]}'
        db.execute(
            "INSERT INTO links VALUES ('translation', ?, ?, 0.99, 'proposed', ?, '[]')", (a, b, evidence)
        )
        db.execute("INSERT INTO candidates VALUES (?, ?, zeroblob(52), 0.4)", (c, b))
        entities = ((900, "a" * 12, "ORG", "Halle du port"), (901, "b" * 12, "PERSON", "Roya"),
                    (902, "c" * 12, "PLACE", "Roya"))  # fmt: skip
        db.executemany("INSERT INTO entities (n, id, type, label) VALUES (?, ?, ?, ?)", entities)
        counts = [(n,) for n in (900, 901, 902)]
        db.executemany("INSERT INTO entity_counts VALUES (?, 1, 3, NULL, NULL)", counts)
        slot = "same slot in a translation, and like words (0.81)"
        names = ((900, "fr", "Halle du port", "halle du port", "same name"),
                 (900, "en", "Harbour Hall", "harbour hall", slot),
                 (901, "fr", "Roya", "roya", "same name"),
                 (902, "fr", "Roya", "roya", "same name"))  # fmt: skip
        db.executemany("INSERT INTO entity_names VALUES (?, ?, ?, ?, 3, ?)", names)
        catalog.sums.anew("document", [a, f])
    return base / "papers"


@pytest.fixture
def kept(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[archive.Archive]:
    """The same for each test; what follows from a decision is counted, not worked out."""
    import shutil

    asked: list[int] = []
    monkeypatch.setattr(Errands, "settle", lambda _self: asked.append(1))
    shutil.copytree(made, tmp_path / "papers")
    with archive.open(tmp_path / "papers", run=archive.Run(bring_up=False)) as opened:
        yield opened


def place_of(kept: archive.Archive, queue: str) -> str:
    (one,) = kept.queue(queue)
    return places.written(one.place)


def decide(desk: TestClient, queue: str, at: str, answer: str, **more: str) -> str:
    """Answers, and gives the address that follows."""
    told = {"token": token_of(desk), "at": at, "answer": answer, **more}
    got = desk.post(f"/desk/{queue}", data=told, headers=HERE)
    assert got.status_code == 303, got.text
    return got.headers["location"]


SAID = {
    "en": {
        "pairs": ("Numbers in the English text that are missing from the French one: 2017, 52", "5 June 2017",
                  "30% of the English", "Another text could be this translation"),
        "texts": ("This English text has no known translation", "Assemblée au port"),
        "names": ("“Harbour Hall” is taken as a name of “Halle du port”", "become two entries"),
        "kinds": ("of the kinds person and place",),
        "dates": ("This date (12 March 2015) is guessed", "the text is left undated"),
    },
    "fr": {
        "pairs": ("Nombres du texte en anglais qui manquent", "5 juin 2017", "30\xa0% du texte en anglais",
                  "Un autre texte pourrait"),
        "texts": ("Ce texte en anglais n’a pas de traduction connue", "Assemblée au port"),
        "names": ("«\xa0Harbour Hall\xa0» est tenu pour un nom", "deviennent deux entrées"),
        "kinds": ("de sorte «\xa0personne\xa0», tantôt",),
        "dates": ("Cette date (12 mars 2015) est devinée", "le texte reste sans date"),
    },
}  # fmt: skip


@pytest.mark.parametrize("queue", QUEUES)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_each_item_says_why_and_what_follows(
    desk: TestClient, kept: archive.Archive, queue: str, lang: str
) -> None:
    said = SAID[lang][queue]
    got = desk.get(f"/desk/{queue}", headers={"Accept-Language": lang})
    assert got.status_code == 200
    body = html.unescape(got.text)
    for words in said:
        assert words in body, words
    html5lib.HTMLParser(strict=True).parse(got.text)
    for address in ("/desk", f"/desk/{queue}/list"):
        html5lib.HTMLParser(strict=True).parse(desk.get(address, headers={"Accept-Language": lang}).text)


ANSWERS = [(queue, answer) for queue in QUEUES for answer in ("yes", "no", "unsure")] + [("dates", "set")]


@pytest.mark.parametrize(("queue", "answer"), ANSWERS)
def test_an_answer_counts_at_once_and_undo_brings_the_item_back(
    desk: TestClient, kept: archive.Archive, queue: str, answer: str
) -> None:
    at = place_of(kept, queue)
    where = decide(desk, queue, at, answer, note="seen", value="2014-03")
    assert at not in [places.written(one.place) for one in kept.queue(queue)]
    body = desk.get(where).text
    assert "1 decision recorded" in body
    assert f'name="at" value="{at}"' not in body
    if answer != "unsure":
        act = next(kept.decisions())
        assert (act.who, act.note, act.withdrawn) == ("Nour", "seen", None)
    asked = parse_qs(urlsplit(where).query)
    told = {"token": token_of(desk), "done": asked["done"][0], "queue": queue, "back": asked["from"][0]}
    got = desk.post("/desk/undo", data=told, headers=HERE)
    assert (got.status_code, parse_qs(urlsplit(got.headers["location"]).query)) == (303, {"at": [at]})
    assert place_of(kept, queue) == at
    assert f'name="at" value="{at}"' in desk.get(got.headers["location"]).text
    if answer != "unsure":
        assert next(kept.decisions()).withdrawn_by == "Nour"


def test_what_answers_decide(desk: TestClient, kept: archive.Archive) -> None:
    for queue, at in [(queue, place_of(kept, queue)) for queue in QUEUES]:
        decide(desk, queue, at, "no")
    found = [(act.verdict, act.value) for act in kept.decisions()]
    assert found == [("date", ""), ("split", None), ("split", None), ("rejected", None), ("rejected", None)]


def test_a_pair_that_is_confirmed_stays_when_all_is_settled(desk: TestClient, kept: archive.Archive) -> None:
    decide(desk, "pairs", place_of(kept, "pairs"), "yes")
    errand.main(str(kept.folder), "settle")
    assert [pair.status for pair in kept.pairs(Status.CONFIRMED)] == [Status.CONFIRMED]
    assert kept.unsettled() == []


def test_what_is_unsure_holds_when_all_is_taken_in_again(desk: TestClient, kept: archive.Archive) -> None:
    decide(desk, "texts", place_of(kept, "texts"), "unsure")
    with Catalog.open(kept.folder) as catalog:
        (row,) = catalog.db.execute("SELECT queue, a, who FROM unsure").fetchall()
        assert catalog.db.execute("SELECT 1 FROM documents WHERE fingerprint = ?", (row[1],)).fetchone()
        assert (row[0], row[2]) == ("texts", "Nour")


@pytest.mark.parametrize(
    ("queue", "at", "answer", "status"),
    [
        ("pairs", "1~2~3", "yes", 303), ("pairs", "99~98", "yes", 303), ("pairs", "", "yes", 303),
        ("pairs", "1~2", "maybe", 400), ("nothing", "1", "yes", 404), ("names", "900~en", "yes", 303),
    ],
)  # fmt: skip
def test_what_is_no_answer_decides_nothing(
    desk: TestClient, kept: archive.Archive, queue: str, at: str, answer: str, status: int
) -> None:
    told = {"token": token_of(desk), "at": at, "answer": answer}
    assert desk.post(f"/desk/{queue}", data=told, headers=HERE).status_code == status
    assert list(kept.decisions()) == []


@pytest.mark.parametrize("queue", QUEUES)
@pytest.mark.parametrize("value", ["", "  ", "2016-05-03"])
def test_only_a_date_is_set_and_only_to_a_value(
    desk: TestClient, kept: archive.Archive, queue: str, value: str
) -> None:
    """Elsewhere "set" would have counted as no."""
    before = len(list(kept.decisions()))
    told = {"token": token_of(desk), "at": place_of(kept, queue), "answer": "set", "value": value}
    got = desk.post(f"/desk/{queue}", data=told, headers=HERE)
    assert got.status_code == (303 if queue == "dates" and value.strip() else 400)
    assert len(list(kept.decisions())) == before + (got.status_code == 303)


@pytest.mark.parametrize(
    ("done", "status"),
    [("9" * 5000, 400), ("u" + "9" * 5000, 400), ("u99999999999999999999", 400), ("7.u7.x.", 303), ("", 303)],
)
def test_numbers_that_nothing_was_decided_under_are_no_fault(
    desk: TestClient, done: str, status: int
) -> None:
    got = desk.post("/desk/undo", data={"token": token_of(desk), "done": done}, headers=HERE)
    assert got.status_code == status


def test_undo_pressed_twice_undoes_once(desk: TestClient, kept: archive.Archive) -> None:
    decide(desk, "pairs", place_of(kept, "pairs"), "yes")
    act = next(iter(kept.decisions()))
    told = {"token": token_of(desk), "done": str(act.n), "queue": "pairs"}
    assert [desk.post("/desk/undo", data=told, headers=HERE).status_code for _ in range(2)] == [303, 303]
    assert next(one for one in kept.decisions() if one.n == act.n).withdrawn


@pytest.mark.parametrize("path", [*(f"/desk/{queue}" for queue in QUEUES), "/desk/dates/list"])
def test_enter_in_a_field_decides_nothing(desk: TestClient, path: str) -> None:
    """It presses the first button of a form (HTML, implicit submission), whatever stands beside the field."""
    forms = re.findall(r'<form method="post" action="/desk/(?!undo)\w+".*?</form>', desk.get(path).text, re.S)
    assert forms
    for form in forms:
        assert re.findall(r"<button[^>]*>", form)[0] == "<button disabled hidden>"


def test_a_date_that_is_none_is_said_and_not_kept(desk: TestClient, kept: archive.Archive) -> None:
    told = {"token": token_of(desk), "at": place_of(kept, "dates"), "answer": "set", "value": "soon"}
    got = desk.post("/desk/dates", data=told, headers=HERE)
    assert got.status_code == 400
    assert "is not a date" in got.text
    assert list(kept.decisions()) == []


def test_several_are_decided_and_undone_as_one(desk: TestClient, kept: archive.Archive) -> None:
    with Catalog.open(kept.folder) as catalog, catalog.transaction() as db:
        db.execute("UPDATE documents SET date_basis = 'text', own_basis = 'text' WHERE own_date IS NOT NULL")
        catalog.sums.anew("document", [r[0] for r in db.execute("SELECT n FROM documents")])
    all_of_them = [places.written(one.place) for one in kept.queue("dates")]
    assert len(all_of_them) > 1
    told = {"token": token_of(desk), "at": all_of_them, "answer": "yes"}
    where = desk.post("/desk/dates", data=told, headers=HERE).headers["location"]
    assert kept.queue("dates") == []
    asked = parse_qs(urlsplit(where).query)
    assert len(asked["done"][0].split(".")) == len(all_of_them)
    desk.post(
        "/desk/undo", data={"token": token_of(desk), "done": asked["done"][0], "queue": "dates"}, headers=HERE
    )
    assert [places.written(one.place) for one in kept.queue("dates")] == all_of_them


def test_one_goes_on_where_one_stopped(desk: TestClient, kept: archive.Archive) -> None:
    with Catalog.open(kept.folder) as catalog, catalog.transaction() as db:
        db.execute("UPDATE documents SET date_basis = 'text', own_basis = 'text' WHERE own_date IS NOT NULL")
        catalog.sums.anew("document", [r[0] for r in db.execute("SELECT n FROM documents")])
    first, second = [places.written(one.place) for one in kept.queue("dates")][:2]
    body = desk.get("/desk/dates").text
    assert f'name="at" value="{first}"' in body
    (later,) = re.findall(r'href="(/desk/dates\?after=[^"]*)" data-key="s j"', body)
    body = desk.get(later).text
    assert f'name="at" value="{second}"' in body
    assert f'href="/desk/dates?at={first}" data-key="k"' in body
    assert f'name="at" value="{second}"' in desk.get("/desk/dates").text  # another day
    assert f'name="at" value="{first}"' in desk.get("/desk/dates?after=").text


def test_readers_have_no_desk(room: TestClient, reader: TestClient) -> None:
    for who in (room, reader):
        for address in ("/desk", "/desk/pairs", "/desk/pairs/list"):
            assert who.get(address).status_code == 403
        assert 'href="/desk"' not in who.get("/help").text


@pytest.mark.parametrize("queue", QUEUES)
def test_a_place_is_read_as_it_was_written(kept: archive.Archive, queue: str) -> None:
    (one,) = kept.queue(queue)
    assert places.read(queue, places.written(one.place)) == one.place
    assert places.read(queue, "x") is None
    assert places.read(queue, "1~" * 9) is None or queue == "names"


def test_every_key_is_a_button_too(desk: TestClient) -> None:
    body = desk.get("/desk/pairs").text
    keys = {key for some in re.findall(r'data-key="([^"]+)"', body) for key in some.split()}
    assert {"y", "n", "u", "s", "j"} <= keys
    assert "/room/desk.js" in body
    assert desk.get("/room/desk.js").headers["content-type"].startswith("text/javascript")


def test_a_queue_is_known_by_its_name(kept: archive.Archive) -> None:
    assert queues.QUEUES == QUEUES
    with pytest.raises(KeyError):
        kept.queue("nothing")
