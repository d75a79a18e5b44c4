"""What is the engine's own on Tantivy: two stores as one, whatever ends a write, and no text that is gone."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.errors import DamagedIndex, MissingExtra, UnusableArchive
from archive.search import engines
from archive.search.index import Index
from archive.search.plan import ANYWHERE, AllOf, AtLeast, DatedIn, PhraseQuery, Query, SearchPlan, TermQuery
from archive.search.port import EngineQuery, IndexRow
from archive.search.query import parse
from tests.search.installed import reason

pytestmark = pytest.mark.skipif(bool(reason("tantivy")), reason=reason("tantivy"))

FOLLOWED = ["la gare", "le quai", "la grève", "the strike", "the station"]


def rows(first: int, last: int, what: str = "tract") -> list[IndexRow]:
    return [
        IndexRow(
            n, "fr" if n % 2 else "en", f"Un {what} numéro {n}, {FOLLOWED[n % 5]}.", dated=(735_000 + n,) * 2
        )
        for n in range(first, last + 1)
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def index(folder: Path) -> Iterator[Index]:
    made = engines.index(f"tantivy:{folder}", create=True)
    yield made
    made.close()


def total(index: Index, query: str) -> int:
    return index.search(EngineQuery(parse(query), limit=0)).documents


# -- without the package ------------------------------------------------------------------------------


def test_without_its_package_one_line_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engines.index(f"tantivy:{folder}", create=True).close()
    monkeypatch.setitem(sys.modules, "tantivy", None)
    for create in (True, False):
        with pytest.raises(MissingExtra, match=r"pip install 'archive\[tantivy\]'"):
            engines.index(f"tantivy:{folder}", create=create).documents()


# -- a write that ends early --------------------------------------------------------------------------


def test_what_only_the_library_has_is_not_there(
    index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer that is killed between the two commits leaves words of documents that no table knows."""
    from archive.search.engines.segmented import contents

    index.write(rows(1, 20), (), 1)
    with monkeypatch.context() as patch:

        def killed(*_: object) -> None:
            raise KeyboardInterrupt

        patch.setattr(contents, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            index.write(rows(15, 30, "dossier"), (1,), 2)
    again = engines.index(f"tantivy:{folder}")
    for one in (index, again):
        assert (one.position(), one.documents(), total(one, "tract"), total(one, "dossier")) == (1, 20, 20, 0)
        with one.reading() as reader:
            assert reader.state.executor().counts([TermQuery("numero", ANYWHERE)]) == [20]
    again.write(rows(15, 25, "dossier"), (1,), 2)
    assert (again.documents(), total(again, "tract"), total(again, "dossier")) == (24, 13, 11)
    assert _entries(folder, 26) == 0, "what was left is taken out"
    again.close()


def _entries(folder: Path, n: int) -> int:
    """How many entries of the library have the number of a document as a word."""
    from archive.search.engines.tantivy.library import LibraryReader

    reader = LibraryReader(folder)
    return reader.count(reader.having("text", [token for token, _ in reader.forms("text", f"{n}/")] or ["-"]))


_WRITER = """
import sys
from archive.search import engines
from tests.search.test_tantivy import rows
index = engines.index("tantivy:" + sys.argv[1])
for at in range(int(sys.argv[2]), 10_000):
    index.write(rows(5 * at + 1, 5 * at + 5), [5 * at - 9], at)
    print(at, flush=True)
"""


def test_a_killed_writer_leaves_one_commit_or_the_next(folder: Path) -> None:
    engines.index(f"tantivy:{folder}", create=True).close()
    random_ = random.Random(3)
    done = 0
    for _ in range(6):
        command = [sys.executable, "-c", _WRITER, str(folder), str(done + 1)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            told = int(writer.stdout.readline())
            time.sleep(random_.random() / 4)
            writer.send_signal(signal.SIGKILL)
            told = max([told, *map(int, writer.stdout.read().split())])
        index = engines.index(f"tantivy:{folder}")
        done = index.position()
        assert told <= done <= told + 1
        gone = {5 * at - 9 for at in range(1, done + 1)}
        held = {n for n in range(6, 5 * done + 6) if n not in gone}
        assert index.numbers() == held
        assert total(index, "tract") == len(held)
        assert total(index, f'"numéro {5 * done + 3}"') == 1
        index.close()


# -- what is gone -------------------------------------------------------------------------------------


def test_documents_that_are_gone_are_deleted_by_the_next_write(index: Index, folder: Path) -> None:
    index.write(rows(1, 9), (), 1)
    index.write(rows(9, 9, "dossier"), (3, 4), 2)
    assert _entries(folder, 3) == 1, "a reader may be at it still"
    assert total(index, '"numéro 3"') == 0
    index.write((), (), 3)
    assert [_entries(folder, n) for n in (2, 3, 4, 9)] == [1, 0, 0, 1]


def test_words_of_texts_that_are_gone_are_not_guessed(index: Index) -> None:
    index.write([IndexRow(1, "fr", "la lanterne"), IndexRow(2, "fr", "les marchés")], (), 1)
    assert index.similar("lantrene") == ["lanterne"]
    index.write((), (1,), 2)
    assert index.similar("lantrene") == []
    assert total(index, "lantrene~2") == 0


# -- one state while others come ----------------------------------------------------------------------


def test_a_reader_keeps_its_words_while_others_are_merged(index: Index, folder: Path) -> None:
    index.write(rows(1, 40), (), 1)
    with index.reading() as before:
        other = engines.index(f"tantivy:{folder}")
        for at in range(2, 30):
            other.write(rows(40 + at, 40 + at), (at,), at)
        ask = EngineQuery(parse("tract"), limit=0)
        assert before.search(ask).documents == 40
        assert before.search(EngineQuery(parse('"tract numero 7"'))).documents == 1
        assert other.search(ask).documents == 40
        other.close()
    assert total(index, '"tract numéro 7"') == 0
    assert len(list(folder.glob("*.doc"))) < 12, "small segments become one"


def test_threads_search_while_one_writes(index: Index) -> None:
    index.write(rows(1, 30), (), 1)
    wrong: list[object] = []

    def search() -> None:
        for _ in range(40):
            with index.reading() as reader:
                held = reader.documents()
                found = reader.search(EngineQuery(parse("tract"), limit=0)).documents
                if found != held:
                    wrong.append((held, found))

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for at in range(2, 12):
        index.write(rows(30 + at, 30 + at), (at,), at)
    for thread in threads:
        thread.join()
    assert wrong == []


# -- few of many --------------------------------------------------------------------------------------

ASKED: list[tuple[Query, Query]] = [
    (AllOf((TermQuery("tract", ANYWHERE), TermQuery("quai", ANYWHERE))), AllOf(())),
    (TermQuery("numero", ANYWHERE), DatedIn((735_010, 735_030))),
    (AllOf((PhraseQuery(("la", "gare"), ANYWHERE), TermQuery("tract", ANYWHERE))), AllOf(())),
    (AtLeast((TermQuery("strike", ANYWHERE), TermQuery("quai", ANYWHERE)), 1), DatedIn((735_010, 735_030))),
    (PhraseQuery(("gare", "tract"), ANYWHERE, 5), DatedIn((735_010, 735_030))),
]


@pytest.mark.parametrize(("query", "where"), ASKED)
def test_few_of_many_are_read_and_answer_the_same(
    index: Index, query: Query, where: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    from archive.search.engines.tantivy import executor

    index.write(rows(1, 300), (), 1)
    index.write(rows(290, 310), (20, 21), 2)
    found = []
    for share in (1_000_000, 2, 0):
        monkeypatch.setattr(executor, "_NARROW", share)
        with index.reading() as reader:
            found.append(reader.state.executor().run(SearchPlan(query, where, limit=400)))
    assert found[0] == found[1] == found[2]
    assert 0 < found[0].documents < 200


# -- damage -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["term", "idx", "fast", "store", "json", "toc", "tok", "doc"])
@pytest.mark.parametrize("how", ["cut", "missing"])
def test_damage_is_one_clear_error(index: Index, folder: Path, suffix: str, how: str) -> None:
    index.write(rows(1, 20), (), 1)
    index.close()
    path = next(p for p in sorted(folder.rglob(f"*.{suffix}")) if not p.name.startswith("."))
    if how == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(DamagedIndex, match="archive reindex"):
        total(engines.index(f"tantivy:{folder}"), "tract")


def test_a_byte_that_has_changed_is_found(index: Index, folder: Path) -> None:
    index.write(rows(1, 20), (), 1)
    with index.reading() as reader:
        assert reader.state.sound()
    index.close()
    for path in sorted(folder.rglob("*.store")):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    with engines.index(f"tantivy:{folder}").reading() as reader:
        assert not reader.state.sound()


def test_a_folder_that_cannot_be_written_to_is_named(
    index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tantivy's own message would be told as damage, and the index be built anew for nothing."""
    import tantivy

    class Refusing:
        @staticmethod
        def open(_: str) -> None:
            raise ValueError(
                "Failed to acquire Lockfile: IoError(Os { code: 13, kind: PermissionDenied }). None"
            )

    monkeypatch.setattr(tantivy, "Index", Refusing)
    with pytest.raises(UnusableArchive, match=r"whoosh: in archive\.toml"):
        engines.index(f"tantivy:{folder}").documents()
