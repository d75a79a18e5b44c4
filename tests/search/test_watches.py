"""Saved searches: nothing that comes is missed, and nothing is told twice, however runs fall together."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.catalog import Catalog, changes, documents, links
from archive.catalog.entities import name_key
from archive.catalog.links import DUPLICATE, Edge
from archive.errors import QueryError, UsageError
from archive.search import store, watches
from archive.search.index import Index
from archive.search.service import Request
from archive.search.sync import sync
from tests.search import made


def quiet(line: str) -> None:
    """Nobody listens."""


def look(catalog: Catalog, index: Index) -> list[str]:
    """The sources of what is new for all saved searches; it is then shown."""
    with watches.looking(catalog):
        news = watches.news(catalog, index)
        watches.shown(catalog, news)
    return [d.source for one in news for d in one.documents]


def settle(catalog: Catalog) -> None:
    """What the end of an ingest notes."""
    catalog.set(changes.SETTLED, str(changes.position(catalog)))


def come(catalog: Catalog, name: str, text: str = "Un abri ouvre à Brévaux.") -> int:
    return made.add(catalog, name, "fr", name, None, text)


def test_what_is_new_is_told_once_it_is_shown(tmp_path: Path) -> None:
    with made.build(tmp_path) as catalog:
        index = made.ready(catalog, say=quiet)
        watches.add(catalog, index, "londres", "place:Londres", made.NOW)
        with pytest.raises(UsageError):
            watches.add(catalog, index, "londres", "x", made.NOW)
        with pytest.raises(QueryError):
            watches.add(catalog, index, "bad", "(x", made.NOW)
        assert look(catalog, index) == []
        made.add(catalog, "new.txt", "fr", "Retour", None, "Retour de Londres ce matin.")
        sync(catalog, index)
        for _ in range(2):
            found = [[d.source for d in one.documents] for one in watches.news(catalog, index)]
            assert found == [["new.txt"]], "as long as it has not been shown"
        assert look(catalog, index) == ["new.txt"]
        assert look(catalog, index) == []
        watches.remove(catalog, "londres")
        with pytest.raises(UsageError):
            watches.remove(catalog, "londres")
        watches.add(catalog, index, "londres", "place:Londres", made.NOW)
        assert look(catalog, index) == [], "what was there is not new for a search of the same name"


def test_nothing_is_kept_of_a_search_that_was_removed(tmp_path: Path) -> None:
    """Nor of its filters, which may name people; those of another stay."""
    with made.build(tmp_path) as catalog:
        index = made.ready(catalog, say=quiet)
        before = dict(catalog.db.execute("SELECT key, value FROM meta").fetchall())
        for name in ("quai", "port"):
            watches.add(catalog, index, name, "", made.NOW, Request("", lang="fr", person=("Awa Diallo",)))
            made.add(catalog, f"{name}.txt", "fr", "Retour", None, f"Awa Diallo au {name}.")
        kept = watches.listing(catalog)
        assert [(one.name, dict(one.filters)) for one in kept] == [
            (name, {"lang": "fr", "person": ("Awa Diallo",)}) for name in ("port", "quai")
        ]
        watches.remove(catalog, "quai")
        assert watches.listing(catalog) == [one for one in kept if one.name == "port"]
        watches.remove(catalog, "port")
        after = dict(catalog.db.execute("SELECT key, value FROM meta").fetchall())
        assert {key: value for key, value in after.items() if value != before.get(key)} == {
            "watches filters": "{}"
        }


def test_what_the_index_has_not_followed_is_told_when_it_has(tmp_path: Path) -> None:
    with made.build(tmp_path) as catalog:
        index = made.ready(catalog, say=quiet)
        settle(catalog)
        watches.add(catalog, index, "abri", "abri", made.NOW)
        come(catalog, "un.txt")
        sync(catalog, index)
        come(catalog, "deux.txt")
        settle(catalog)
        assert look(catalog, index) == ["un.txt"]
        sync(catalog, index)
        assert look(catalog, index) == ["deux.txt"]
        assert look(catalog, index) == []


def test_a_search_saved_while_the_index_is_behind_swallows_nothing(tmp_path: Path) -> None:
    with made.build(tmp_path) as catalog:
        index = made.ready(catalog, say=quiet)
        come(catalog, "un.txt")
        settle(catalog)
        watches.add(catalog, index, "abri", "abri", made.NOW)
        sync(catalog, index)
        assert look(catalog, index) == ["un.txt"]


def test_a_document_that_is_indexed_after_a_later_one_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.search.sync.BATCH", 1)
    with made.build(tmp_path) as catalog:
        index = made.ready(catalog, say=quiet)
        settle(catalog)
        watches.add(catalog, index, "abri", "abri", made.NOW)
        first = come(catalog, "un.txt")
        come(catalog, "deux.txt")
        changes.log(catalog, [first], "linked")
        settle(catalog)
        told: list[str] = []

        class Stopped(Exception):
            pass

        class Stop:
            """Ends the run after the first batch."""

            done = 0.0

            def stage(self, name: str, total: int | None) -> None: ...

            def advance(self, done: float, words: int = 0, failed: int = 0) -> None:
                self.done += done
                if self.done > 1:
                    raise Stopped

        with pytest.raises(Stopped):
            sync(catalog, index, Stop())
        assert index.documents() == len(made.TEXTS) + 1
        told += look(catalog, index)
        sync(catalog, index)
        told += look(catalog, index)
        assert sorted(told) == ["deux.txt", "un.txt"]


def test_a_document_found_once_its_names_are_joined_is_told(tmp_path: Path) -> None:
    """An ingest that was killed left documents without entities, and a search brought the index up."""
    with made.build(tmp_path) as catalog:
        index = made.ready(catalog, say=quiet)
        settle(catalog)
        watches.add(catalog, index, "london", "London", made.NOW)
        (entity,) = catalog.db.execute(
            "SELECT entity FROM entity_names WHERE folded = ?", (name_key("Londres"),)
        ).fetchone()
        n = made.add(catalog, "new.txt", "fr", "Retour", None, "Retour de Londres ce matin.")
        direct = made.add(catalog, "direct.txt", "en", "Back", None, "Back from London this morning.")
        sync(catalog, index)
        assert look(catalog, index) == ["direct.txt"], "what can be found already is told"
        with catalog.transaction() as db:
            db.execute("UPDATE mentions SET entity = ? WHERE doc IN (?, ?)", (entity, n, direct))
            changes.log(catalog, [n, direct], "named")
        settle(catalog)
        assert look(catalog, index) == [], "the index has not followed"
        sync(catalog, index)
        assert look(catalog, index) == ["new.txt"]
        assert look(catalog, index) == []
        assert catalog.setting("watches told") == "{}", "nothing is kept of what all have seen"


def test_a_text_that_was_replaced_and_came_back_before_a_look_is_told(tmp_path: Path) -> None:
    with made.build(tmp_path) as catalog:
        index = made.ready(catalog, say=quiet)
        settle(catalog)
        watches.add(catalog, index, "abri", "abri", made.NOW)
        n = come(catalog, "un.txt")
        settle(catalog)
        sync(catalog, index)
        for current, what in ((0, "superseded"), (1, "restored")):
            with catalog.transaction() as db:
                db.execute("UPDATE documents SET current = ? WHERE n = ?", (current, n))
                changes.log(catalog, [n], what)
            if not current:
                assert look(catalog, index) == []
        settle(catalog)
        sync(catalog, index)
        assert look(catalog, index) == ["un.txt"]


@pytest.mark.parametrize("seed", range(6))
def test_however_runs_fall_together_each_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Documents come and change, the index follows in batches that stop anywhere, and looks fall between."""
    monkeypatch.setattr("archive.search.sync.BATCH", 3)
    chance = random.Random(seed)
    monkeypatch.setattr(changes, "position", _sometimes_earlier(chance))
    with made.build(tmp_path) as catalog:
        index = made.ready(catalog, say=quiet)
        watches.add(catalog, index, "abri", "abri", made.NOW)
        told: Counter[str] = Counter()
        numbers: list[int] = []
        for step in range(60):
            match chance.randrange(6):
                case 0 | 1:
                    numbers.append(come(catalog, f"{step}.txt", f"Un abri, le numéro {step}."))
                case 2 if numbers:
                    some = chance.sample(numbers, min(3, len(numbers)))
                    changes.log(catalog, some, "linked")
                case 3:
                    sync(catalog, index)
                case 4:
                    settle(catalog)
                case _:
                    told.update(look(catalog, index))
            if step == 30:
                store.rebuild(catalog)
                index = store.open_index(tmp_path)
        monkeypatch.undo()
        sync(catalog, index)
        settle(catalog)
        told.update(look(catalog, index))
        wanted = {d.source for n, d in documents.every(catalog) if n in set(numbers)}
        assert told == Counter(wanted)


def _sometimes_earlier(chance: random.Random) -> Callable[[Catalog], int]:
    """The newest place in a log that others write to: not always the newest any more."""
    real = changes.position

    def position(catalog: Catalog) -> int:
        newest = real(catalog)
        return newest - (chance.randrange(5) if newest > 40 else 0)

    return position


def test_looks_at_one_time_tell_each_document_once(tmp_path: Path) -> None:
    """300 documents come, each in a commit of its own, while two look all the time."""
    with made.build(tmp_path) as catalog:
        index = made.ready(catalog, say=quiet)
        watches.add(catalog, index, "abri", "abri", made.NOW)
    told: list[str] = []
    errors: list[BaseException] = []
    done = threading.Event()

    def looking() -> None:
        try:
            with Catalog.open(tmp_path) as mine:
                index = store.open_index(tmp_path)
                while not done.is_set():
                    told.extend(look(mine, index))
        except BaseException as error:
            errors.append(error)

    def following() -> None:
        try:
            with Catalog.open(tmp_path) as mine:
                index = store.open_index(tmp_path)
                while not done.is_set():
                    sync(mine, index)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=what) for what in (looking, looking, following)]
    for one in threads:
        one.start()
    with Catalog.open(tmp_path) as catalog:
        for n in range(300):
            come(catalog, f"{n}.txt", f"Un abri, le numéro {n}.")
        done.set()
        for one in threads:
            one.join()
        assert not errors
        index = store.open_index(tmp_path)
        sync(catalog, index)
        told += look(catalog, index)
    assert Counter(told) == Counter(f"{n}.txt" for n in range(300))


def test_what_another_look_has_shown_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    with made.build(tmp_path) as catalog:
        index = made.ready(catalog, say=quiet)
        settle(catalog)
        watches.add(catalog, index, "abri", "abri", made.NOW)
        early = watches.news(catalog, index)
        come(catalog, "un.txt")
        settle(catalog)
        slow = watches.news(catalog, index)
        sync(catalog, index)
        assert look(catalog, index) == ["un.txt"]
        held = watches.listing(catalog)
        for stale in (early, slow):
            watches.shown(catalog, stale)
        assert watches.listing(catalog) == held


def test_a_look_that_ends_after_a_later_one_takes_nothing_back(tmp_path: Path) -> None:
    with made.build(tmp_path) as catalog:
        index = made.ready(catalog, say=quiet)
        settle(catalog)
        watches.add(catalog, index, "abri", "abri", made.NOW)
        for name in ("un.txt", "deux.txt"):
            come(catalog, name, f"Un abri ouvre à Brévaux, dit {name}.")
            settle(catalog)
            sync(catalog, index)
            if name == "un.txt":
                slow = watches.news(catalog, index)
        assert look(catalog, index) == ["un.txt", "deux.txt"]
        held = watches.listing(catalog)
        watches.shown(catalog, slow)
        assert watches.listing(catalog) == held
        assert look(catalog, index) == []


def test_a_duplicate_of_what_was_told_is_told_too(tmp_path: Path) -> None:
    with made.build(tmp_path) as catalog:
        index = made.ready(catalog, say=quiet)
        settle(catalog)
        watches.add(catalog, index, "abri", "abri", made.NOW)
        first = come(catalog, "un.txt", "Un abri ouvre à Brévaux, rue des Tanneurs.")
        settle(catalog)
        sync(catalog, index)
        assert look(catalog, index) == ["un.txt"]
        second = come(catalog, "deux.txt", "Un abri ouvre à Brévaux, rue des Tanneurs. Menu")
        links.replace(catalog, DUPLICATE, [first, second], [Edge(DUPLICATE, first, second, 0.95)])
        settle(catalog)
        sync(catalog, index)
        assert look(catalog, index) == ["deux.txt"]
