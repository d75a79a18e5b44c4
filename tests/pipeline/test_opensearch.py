"""An archive with its index on a real cluster of OpenSearch: its searches are those of one in a folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import archive
from archive import Engines, engines
from archive.errors import UnreachableServer, UnusableArchive, UsageError
from archive.search.engines.opensearch import connection, engine
from archive.search.engines.opensearch.address import access, parsed
from archive.search.engines.opensearch.connection import ClusterConnection
from tests.servers import front, opensearch, seaweedfs
from tests.servers.opensearch import OpenSearch

QUICK = archive.Run(workers=1, vectors=False, clock=lambda: "2026-11-28T12:00:00Z")
TEXTS = {
    "brief.txt": "Der Pfarrer schrieb am 3. Mai 2017 einen langen Brief an die Gemeinde von Lille.",
    "lettre.txt": "Le maire de Lille a répondu le 12 mai 2017 : aucune lettre n'est arrivée à la mairie.",
    "letter.txt": "The mayor of Lille answered on 12 May 2017: no letter ever came to the town hall.",
    "kueche.txt": "Die Küche am Hafen öffnet um zwölf Uhr, und alle sind eingeladen.",
    "cuisine.txt": "La cuisine du port ouvre à midi, et tout le monde est invité, comme en juin 2016.",
    "kitchen.txt": "The kitchen at the port opens at noon, and everybody is invited.",
}
QUERIES = (
    "Lille", "maire", "mayor", "lettres", "letters", '"no letter"', "lett*", "pfarer~", "mayor -Lille",
    "kitchen port", "port", "date:2017-05", "place:Lille", "lang:de", '"mairie maire"~12', "Küche OR cuisine",
    "juin 2016", "nirgends",
)  # fmt: skip


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    found = f"opensearch://{opensearch.hosts()}/{_name(tmp_path)}"
    yield found
    _ask(found, "DELETE", f"/{_name(tmp_path)}-*")


def _name(tmp_path: Path) -> str:
    return f"t{abs(hash(tmp_path))}"


def _ask(address: str, method: str, path: str) -> Any:
    place = parsed(address)
    return ClusterConnection(place, access(place, {})).ask(method, path)


def _indexes(address: str) -> dict[str, Any]:
    """The indexes of an archive that the cluster has, and their aliases."""
    found = _ask(address, "GET", f"/{parsed(address).name}-*")
    return {name: sorted(one["aliases"]) for name, one in found.items()}


def _told(home: Path, queries: tuple[str, ...] = QUERIES) -> list[Any]:
    """What searches find: how many hits, which sources, which facets."""
    with archive.open(home, run=QUICK) as a:
        pages = [a.search(query, limit=100, facets=True) for query in queries]
    return [
        (page.total, page.documents, sorted(Path(hit.document.source).name for hit in page), page.facets)
        for page in pages
    ]


@pytest.fixture
def both(address: str, papers: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The same papers in an archive in a folder, and in one with its index on a cluster."""
    homes = tmp_path / "folder", tmp_path / "cluster"
    probes = archive.init(homes[1], Engines(index=address))
    assert next(one.what for one in probes if one.part == "index").startswith("OpenSearch 3")
    assert _indexes(address) == {}, "nothing is left of the trial"
    for home in homes:
        with archive.open(home, create=True, run=QUICK) as a:
            assert a.ingest(papers).documents == len(TEXTS)
    return homes


def test_searches_are_the_same_and_the_folder_holds_no_index(both: tuple[Path, Path], address: str) -> None:
    folder, cluster = both
    assert _told(folder) == _told(cluster)
    assert [path.name for path in (cluster / "index").glob("*/*")] == ["server.json"]
    ((name, aliases),) = _indexes(address).items()
    assert aliases == [parsed(address).name]
    assert json.loads((cluster / "index" / "1" / "server.json").read_text())["address"].endswith(f"/{name}")
    with archive.open(cluster, run=QUICK) as a:
        assert a.check().findings == ()


def test_what_changes_is_found_and_what_is_removed_is_not(both: tuple[Path, Path], papers: Path) -> None:
    (papers / "neu.txt").write_text("Ein neuer Pfarrer kam im Mai nach Lille.", "utf-8")
    for home in both:
        with archive.open(home, run=QUICK) as a:
            a.ingest(papers)
            letter = next(hit.document for hit in a.search("mayor"))
            a.remove(letter.id, why="as asked")
    assert _told(both[0]) == _told(both[1])
    with archive.open(both[1], run=QUICK) as a:
        assert a.search('"mayor"').total == 0
        assert a.search("Pfarrer").total == 2
        assert a.check().findings == ()


def test_a_rebuilt_index_stands_beside_the_old_one_until_it_is_whole(
    both: tuple[Path, Path], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (old,) = _indexes(address)
    before = _told(both[1])
    with monkeypatch.context() as patch:

        def fails(*_: object) -> None:
            raise KeyboardInterrupt

        patch.setattr(engine.OpenSearchEngine, "_note", fails)
        with archive.open(both[1], run=QUICK) as a, pytest.raises(KeyboardInterrupt):
            a.reindex()
    assert len(_indexes(address)) == 2
    assert _indexes(address)[old] == [parsed(address).name]
    assert _told(both[1]) == before
    with archive.open(both[1], run=QUICK) as a:
        a.reindex()
    ((new, aliases),) = _indexes(address).items()
    assert new != old
    assert aliases == [parsed(address).name]
    assert _told(both[1]) == before


def test_an_archive_is_moved_there_and_back(papers: Path, address: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with archive.open(home, create=True, run=QUICK) as a:
        a.ingest(papers)
    before = _told(home)
    with archive.open(home, run=QUICK) as a:
        moved = a.move(Engines(index=address))
        assert (moved.documents, moved.searches > 100) == (len(TEXTS), True)
    assert _told(home) == before
    assert len(_indexes(address)) == 1
    with archive.open(home, run=QUICK) as a:
        a.move(Engines())
    assert _told(home) == before
    assert _indexes(address) == {}


def test_an_index_that_is_gone_is_built_anew(both: tuple[Path, Path], address: str) -> None:
    before = _told(both[1])
    (name,) = _indexes(address)
    _ask(address, "DELETE", f"/{name}")
    with archive.open(both[1], run=QUICK) as a:
        assert a.search("Lille").total == before[0][0]
    assert _told(both[1]) == before


# -- what goes wrong -------------------------------------------------------------------------------------


def test_no_archive_is_made_on_the_index_of_another_one(
    both: tuple[Path, Path], address: str, tmp_path: Path
) -> None:
    with pytest.raises(UnusableArchive, match="already has an index called"):
        archive.init(tmp_path / "other", Engines(index=address))
    with archive.open(both[0], run=QUICK) as a, pytest.raises(UsageError, match="already has an index"):
        a.move(Engines(index=address))
    assert engines.read(both[0]) == Engines()


def test_a_server_that_is_away_is_told_in_one_line_and_nothing_is_lost(
    both: tuple[Path, Path], papers: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "PATIENCE_SECONDS", 0.2)
    before = _told(both[1])
    away = Engines(index=f"opensearch://127.0.0.1:9/{parsed(address).name}")
    engines.write(both[1], away)
    (papers / "neu.txt").write_text("Ein neuer Brief kam am Morgen an.", "utf-8")
    with archive.open(both[1], run=QUICK) as a:
        for use in (lambda: a.search("Lille"), lambda: a.ingest(papers), a.check, a.reindex):
            with pytest.raises(UnreachableServer, match=r"at 127\.0\.0\.1:9 cannot be reached") as told:
                use()
            assert "\n" not in str(told.value)
    engines.write(both[1], Engines(index=address))
    with archive.open(both[1], run=QUICK) as a:
        assert not a.ingest(papers).failed
        assert a.search("Morgen").total == 1
        assert a.check().findings == ()
    assert [one[0] for one in _told(both[1])][:3] == [one[0] for one in before][:3]


@contextmanager
def _behind(port: int, monkeypatch: pytest.MonkeyPatch, **how: Any) -> Iterator[str]:
    monkeypatch.setattr(connection, "PATIENCE_SECONDS", 0.2)
    with front.gate(port, **how) as own:
        yield f"127.0.0.1:{own}"


def test_a_password_is_asked_for_and_a_wrong_one_is_told(
    address: str, papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = parsed(address).nodes[0][1]
    with _behind(port, monkeypatch, user="archive", password="Zürich§9") as hosts:
        chosen = Engines(index=f"opensearch://{hosts}/{parsed(address).name}")
        for user, password, what in (
            ("", "", "refuses this user. Check OPENSEARCH_USER"),
            ("archive", "", "set OPENSEARCH_PASSWORD, too"),
            ("", "Zürich§9", "set OPENSEARCH_USER, too"),
            ("archive", "falsch", "refuses this user. Check OPENSEARCH_USER"),
        ):
            monkeypatch.setenv("OPENSEARCH_USER", user)
            monkeypatch.setenv("OPENSEARCH_PASSWORD", password)
            with pytest.raises(UnusableArchive, match=what) as told:
                archive.init(tmp_path / "home", chosen)
            assert "\n" not in str(told.value)
            assert "falsch" not in str(told.value)
            assert not (tmp_path / "home").exists()
        monkeypatch.setenv("OPENSEARCH_PASSWORD", "Zürich§9")
        archive.init(tmp_path / "home", chosen)
        with archive.open(tmp_path / "home", run=QUICK) as a:
            a.ingest(papers)
            assert a.search("maire").documents == 2


def test_tls_is_spoken_and_a_certificate_that_nobody_vouches_for_is_refused(
    address: str, papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = seaweedfs.certificate(tmp_path / "tls")
    if certificate is None:
        pytest.skip("openssl is not installed")
    port = parsed(address).nodes[0][1]
    with _behind(port, monkeypatch, certificate=certificate) as hosts:
        chosen = Engines(index=f"opensearch://{hosts}/{parsed(address).name}")
        with pytest.raises(UnusableArchive, match="does not answer"):
            archive.init(tmp_path / "home", chosen)  # to this machine, in the clear
        monkeypatch.setenv("OPENSEARCH_TLS", "1")
        with pytest.raises(UnusableArchive, match="certificate of the server is not trusted"):
            archive.init(tmp_path / "home", chosen)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        archive.init(tmp_path / "home", chosen)
        with archive.open(tmp_path / "home", run=QUICK) as a:
            a.ingest(papers)
            assert a.search("maire").documents == 2
        with pytest.raises(UnusableArchive, match="no encrypted connection comes about"):
            archive.init(tmp_path / "other", Engines(index=address))  # which speaks no TLS


# -- a node that is killed -------------------------------------------------------------------------------


@pytest.fixture
def own_node() -> Iterator[OpenSearch]:
    if why := opensearch.missing(own=True):
        pytest.skip(why)
    with opensearch.running() as server:
        yield server


def _killed(server: OpenSearch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str, call: int) -> None:
    """Ends the node at a call of a step of writing; then starts it again and ends the ingest."""
    many, name = tmp_path / f"many-{at}", at.strip("_").replace("_", "-")
    many.mkdir()
    for n in range(120):
        text = f"Brief {n}: Niemand kam nach Lille, und es regnete {n} Tage. Letter {n % 7} of the mayor."
        (many / f"{n:03}.txt").write_text(text, "utf-8")
    home, whole = tmp_path / f"cluster-{at}", tmp_path / f"whole-{at}"
    archive.init(home, Engines(index=f"opensearch://{server.hosts}/{name}"))
    with archive.open(home, run=QUICK) as a:
        a.ingest(many / "000.txt")
    with monkeypatch.context() as patch:
        patch.setattr(connection, "PATIENCE_SECONDS", 1.0)
        patch.setattr(engine, "_BATCH_ROWS", 25)
        step = getattr(engine.OpenSearchEngine, at)
        calls: list[int] = []

        def killing(self: engine.OpenSearchEngine, *arguments: Any) -> Any:
            calls.append(1)
            if len(calls) == call:
                server.kill()
            return step(self, *arguments)

        patch.setattr(engine.OpenSearchEngine, at, killing)
        with (
            archive.open(home, run=QUICK) as a,
            pytest.raises(UnreachableServer, match="cannot be reached: the server does not answer") as told,
        ):
            a.ingest(many)
        assert "\n" not in str(told.value)
        with archive.open(home, run=QUICK) as a:
            assert a.stats().sources == 120  # what was read is in the catalog
            with pytest.raises(UnreachableServer):
                a.search("Lille")
    server.start()
    with archive.open(home, run=QUICK) as a:
        a.ingest(many)
        assert a.check().findings == ()
    with archive.open(whole, create=True, run=QUICK) as a:
        a.ingest(many)
    queries = ("Lille", "brief", "mayor letter", '"letter 3"', "regn*", "mayer~", "lang:en", "nirgends")
    assert _told(home, queries) == _told(whole, queries)


def test_a_node_that_is_killed_during_an_ingest_loses_nothing(
    own_node: OpenSearch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _killed(own_node, tmp_path, monkeypatch, "_send_batch", 3)


@pytest.mark.slow
def test_a_node_that_is_killed_at_any_step_loses_nothing(
    own_node: OpenSearch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at, call in (("meta", 3), ("_send_batch", 1), ("_refresh", 2), ("count", 1), ("_note", 1)):
        _killed(own_node, tmp_path, monkeypatch, at, call)
