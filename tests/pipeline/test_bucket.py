"""An archive whose originals are in a bucket of a real server: all that one in a folder does."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import archive
from archive import Engines, engines
from archive.errors import UnreachableServer, UnusableArchive, UsageError
from archive.ingest import originals, sources
from archive.records import Document
from tests.pipeline.backups import tree
from tests.servers import seaweedfs
from tests.servers.seaweedfs import BUCKET, SeaweedFS

BRIEF = "Der Pfarrer schrieb am 3. Mai 2017 einen langen Brief an die Gemeinde von Lille.\n\n"
FILES: dict[str, bytes] = {
    "brief.txt": BRIEF.encode(),
    "tagebuch.txt": b"".join(
        f"Am {n}. Tag regnete es in Calais, und niemand kam.\n\n".encode() for n in range(1, 99)
    ),
    "seite.html": (
        "<html><head><title>Die Küche</title></head><body><article><h1>Die Küche</h1>"
        + "<p>Die Küche am Hafen öffnet um zwölf Uhr, und alle sind eingeladen.</p>" * 4
        + "</article></body></html>"
    ).encode(),
    "zweiter.txt": b"Der zweite Brief kam nie an, weil die Post seit Wochen nicht ging.",
    "kopie.txt": BRIEF.encode(),
}
QUICK = archive.Run(workers=1, vectors=False, clock=lambda: "2026-11-28T12:00:00Z")


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture(autouse=True)
def long_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The diary is long enough to be read in parts."""
    monkeypatch.setattr(sources, "LONG_BYTES", 4_000)
    monkeypatch.setattr(sources, "PART_BYTES", 1_000)


def address(tmp_path: Path, name: str = "") -> str:
    return f"s3://{BUCKET}/{tmp_path.name}{name}"


@pytest.fixture
def both(bucket: SeaweedFS, papers: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The same papers in an archive in a folder, and in one whose originals are in a bucket."""
    homes = tmp_path / "folder", tmp_path / "s3"
    archive.init(homes[1], Engines(originals=address(tmp_path)))
    for home in homes:
        with archive.open(home, create=True, run=QUICK) as a:
            assert a.ingest(papers).sources == len(FILES) - 1
    return homes


def told(home: Path) -> list[archive.Reading]:
    with archive.open(home, run=QUICK) as a:
        return [dataclasses.replace(a.read(one.document.id), entities=()) for one in a.documents()]


def named(home: Path, file: str) -> Document:
    """The document of a file."""
    return next(one.document for one in told(home) if one.document.source.endswith(file))


def test_the_archive_is_the_same_and_its_folder_holds_no_original(both: tuple[Path, Path]) -> None:
    folder, s3 = both
    assert told(folder) == told(s3)
    assert not (s3 / originals.FOLDER).exists()
    kept = originals.of(s3)
    assert sorted(kept.names()) == sorted(originals.of(folder).names())
    with archive.open(s3, run=QUICK) as a:
        checked = a.check()
        assert (checked.findings, checked.looked["originals"]) == ((), len(FILES) - 1)
        for one in a.documents():
            with a.original(one.document.id) as file:
                assert file.read() == FILES[Path(one.document.source).name]
        assert a.ingest(folder.parent / "papers", rehash=True).mended == 0


def test_what_is_missing_or_damaged_is_named_and_repaired(both: tuple[Path, Path], papers: Path) -> None:
    import obstore

    from archive.ingest.originals.bucket import BucketOriginals

    _, s3 = both
    kept = originals.of(s3)
    assert isinstance(kept, BucketOriginals)
    one, other = (
        next(d for d in told(s3) if d.document.source.endswith(n)).document
        for n in ("brief.txt", "seite.html")
    )
    kept.remove([one.sha256])
    obstore.put(kept._store(), f"{other.sha256[:2]}/{other.sha256[2:]}", b"<p>anders")
    with archive.open(s3, run=QUICK) as a:
        found = {f.what.rpartition("/")[2]: f.remedy for f in a.check().findings}
        assert sorted(found) == [
            "brief.txt: its original is missing",
            "seite.html: its original has changed since it was ingested",
        ]
        assert all(kept.address in remedy for remedy in found.values())
        for lost in (one, other):
            with pytest.raises(UsageError, match="missing or damaged"):
                a.original(lost.id)
        assert a.ingest(papers, rehash=True).mended == 2
        assert a.check().findings == ()


def test_backups_bags_and_ocfl_are_those_of_the_folder(both: tuple[Path, Path], tmp_path: Path) -> None:
    for home in both:
        with archive.open(home, run=QUICK) as a:
            made = a.backup(tmp_path / f"{home.name}.tar")
            assert len(made.originals) == len(FILES) - 1
            assert not made.missing
            a.export_bag(tmp_path / f"{home.name}-bag")
            assert not a.export_ocfl(tmp_path / f"{home.name}-ocfl").missing
    for kind in ("bag/data/originals",):
        assert tree(tmp_path / f"folder-{kind}") == tree(tmp_path / f"s3-{kind}")
    contents = [
        sorted(p.read_bytes() for p in (tmp_path / f"{home.name}-ocfl").rglob("content/original/*"))
        for home in both
    ]
    assert contents[0] == contents[1] == sorted(set(FILES.values()))
    archive.restore(tmp_path / "s3.tar", tmp_path / "restored", run=QUICK)
    assert told(tmp_path / "restored") == told(both[0])
    assert tree(tmp_path / "restored/originals") == tree(both[0] / "originals")


def test_a_bag_is_taken_back_into_a_bucket(both: tuple[Path, Path], tmp_path: Path) -> None:
    with archive.open(both[1], run=QUICK) as a:
        a.export_bag(tmp_path / "bag")
    home = tmp_path / "back"
    archive.init(home, Engines(originals=address(tmp_path, "-back")))
    with archive.open(home, run=QUICK) as a:
        assert not a.ingest(tmp_path / "bag").failed
        assert a.check().findings == ()
    assert told(home) == told(both[1])


def test_documents_are_made_again_from_the_bucket(both: tuple[Path, Path], papers: Path) -> None:
    before = told(both[1])
    for path in papers.iterdir():
        path.unlink()
    with archive.open(both[1], run=QUICK) as a:
        assert a.reprocess("posts", lang="de") == len(before)
    assert told(both[1]) == before


def test_what_is_removed_is_in_the_bucket_no_more(both: tuple[Path, Path]) -> None:
    _, s3 = both
    page = named(s3, "seite.html")
    with archive.open(s3, run=QUICK) as a:
        a.remove(page.id, why="Bitte")
        assert a.check().findings == ()
    assert not originals.of(s3).has(page.sha256)
    assert len(list(originals.of(s3).names())) == len(FILES) - 2


def test_an_edition_is_that_of_the_folder(both: tuple[Path, Path], tmp_path: Path) -> None:
    editions = []
    for home in both:
        with archive.open(home, run=QUICK) as a:
            a.restrict(named(home, "seite.html").id, why="noch nicht")
            a.publish(tmp_path / f"{home.name}-open")
        editions.append(told(tmp_path / f"{home.name}-open"))
    assert editions[0] == editions[1]
    assert len(editions[0]) == len(told(both[0])) - 1
    assert tree(tmp_path / "folder-open/originals") == tree(tmp_path / "s3-open/originals")


def test_the_reading_room_gives_originals(both: tuple[Path, Path]) -> None:
    from starlette.testclient import TestClient

    from archive.room.application import application

    with archive.open(both[1], run=QUICK) as a, TestClient(application(a, hosts=["testserver"])) as room:
        for one in a.documents():
            answer = room.get(f"/d/{one.document.id}/original")
            assert answer.status_code == 200
            assert answer.content == FILES[Path(one.document.source).name]


# -- what goes wrong -------------------------------------------------------------------------------

REFUSED: list[tuple[dict[str, str], str]] = [
    ({"AWS_SECRET_ACCESS_KEY": "wrong"}, "are refused to this key. Check AWS_ACCESS_KEY_ID"),
    ({"AWS_ACCESS_KEY_ID": "stranger"}, "are refused to this key"),
    ({"AWS_SECRET_ACCESS_KEY": ""}, "Set AWS_SECRET_ACCESS_KEY in the environment"),
    ({"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, "the server does not answer. Nothing is lost"),
    ({"AWS_ENDPOINT_URL": "http://s3.example.org"}, "unencrypted. Use https://"),
    ({"AWS_ENDPOINT_URL": "s3.example.org:80"}, "is no address of a server"),
]


@pytest.mark.parametrize(("changed", "what"), REFUSED)
def test_a_server_that_cannot_be_used_is_told_in_one_line(
    both: tuple[Path, Path], papers: Path, monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], what: str
) -> None:
    """By every command that reads or writes originals, before anything is lost; searches go on."""
    _, s3 = both
    before = told(s3)
    (papers / "neu.txt").write_text("Ein neuer Brief kam am Morgen an.", "utf-8")
    for name, value in changed.items():
        monkeypatch.setenv(name, value)
    _few_retries(monkeypatch)
    with archive.open(s3, run=QUICK) as a:
        uses: list[Callable[[], object]] = [
            lambda: a.ingest(papers),
            lambda: a.check(),
            lambda: a.original(before[0].document.id),
            lambda: a.backup(papers / "backup.tar"),
            lambda: a.reprocess("posts", lang="de"),
        ]
        for use in uses:
            with pytest.raises(UnusableArchive, match=what) as error:
                use()
            message = str(error.value)
            assert "\n" not in message
            assert not any(secret in message for secret in (seaweedfs.SECRET, "wrong"))
        assert len(list(a.search("Pfarrer"))) == 1
    assert not (papers / "backup.tar").exists()
    assert told(s3) == before


@pytest.mark.parametrize(("changed", "what"), REFUSED[:4])
def test_init_says_what_is_wrong_and_creates_nothing(
    bucket: SeaweedFS, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], what: str
) -> None:
    for name, value in changed.items():
        monkeypatch.setenv(name, value)
    _few_retries(monkeypatch)
    with pytest.raises(UnusableArchive, match=rf"No archive was created\. .*{what}"):
        archive.init(tmp_path / "s3", Engines(originals=address(tmp_path)))
    assert not (tmp_path / "s3").exists()


def test_a_bucket_that_is_gone_is_told_and_no_original_is_called_missing(both: tuple[Path, Path]) -> None:
    engines.write(both[1], Engines(originals="s3://nirgendwo/papiere"))
    with archive.open(both[1], run=QUICK) as a:
        document = next(iter(a.documents())).document.id
        for use in (a.check, lambda: a.original(document)):
            with pytest.raises(UnreachableServer, match="There is no bucket nirgendwo on http"):
                use()


def test_no_archive_is_made_on_what_another_one_keeps(both: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(UnusableArchive, match="already holds something"):
        archive.init(tmp_path / "other", Engines(originals=address(tmp_path)))


@pytest.mark.parametrize(
    "wrong",
    [
        "s3:",
        "s3://",
        "s3://A/x",
        "s3://b",
        "s3://papers/../x",
        "s3://papers/a//b",
        "s3://papers/ü?x",
        "s3:/papers",
    ],
)
def test_what_is_no_address_of_a_bucket_is_refused(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(UsageError, match="BUCKET"):
        archive.init(tmp_path / "s3", Engines(originals=wrong))


def test_tls_is_used_and_a_certificate_that_nobody_vouches_for_is_refused(
    tmp_path: Path, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if why := seaweedfs.missing():
        pytest.skip(why)
    certificate = seaweedfs.certificate(tmp_path / "tls")
    if certificate is None:
        pytest.skip("openssl is not installed")
    with seaweedfs.running(tmp_path / "server", certificate) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        _few_retries(monkeypatch)
        with pytest.raises(UnusableArchive, match="certificate of the server is not trusted"):
            archive.init(tmp_path / "s3", Engines(originals=address(tmp_path)))
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        home = tmp_path / "trusted"
        for line in (
            ("init", f"--originals={address(tmp_path)}"),
            ("ingest", "--no-vectors", str(papers)),
            ("check",),
        ):
            assert _ended(_command(home, *line)) == (0, "")
    assert not (home / originals.FOLDER).exists()


def _few_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    from archive.ingest.originals import bucket

    monkeypatch.setattr(bucket, "_RETRIES", 1)
    bucket._opened.cache_clear()


def _command(home: Path, *line: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "archive.cli", "--archive", str(home), *line],
        env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def _ended(run: subprocess.Popen[str]) -> tuple[int, str]:
    """The exit code of a command, and what it says of trouble."""
    _, errors = run.communicate(timeout=180)
    return run.returncode, errors


# -- a server that is killed -----------------------------------------------------------------------


@pytest.fixture
def own_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SeaweedFS]:
    if why := seaweedfs.missing():
        pytest.skip(why)
    with seaweedfs.running(tmp_path / "server") as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield server


def _killed(server: SeaweedFS, tmp_path: Path, at: int) -> None:
    """Kills the server once it holds `at` originals of an ingest, then revives it and ends the ingest."""
    many = tmp_path / f"many-{at}"
    many.mkdir()
    for n in range(240):
        text = f"Brief {n}: {'Niemand kam, und es regnete. ' * 20}\n"
        (many / f"{n:03}.txt").write_text(text, "utf-8")
    home, whole = tmp_path / f"s3-{at}", tmp_path / f"whole-{at}"
    archive.init(home, Engines(originals=address(tmp_path, f"-{at}")))
    kept = originals.of(home)
    run = _command(home, "ingest", "--quiet", "--no-vectors", "--workers", "2", str(many))
    while run.poll() is None and sum(1 for _ in kept.names()) < at:
        time.sleep(0.01)
    server.kill()
    assert run.poll() is None, "it was done before the server was killed"
    _, errors = run.communicate(timeout=180)
    assert run.returncode == 3, errors
    assert errors.count("\n") == 1, errors
    assert f"{kept.address} ({server.endpoint}) cannot be reached: the server does not answer" in errors
    server.start()
    with archive.open(home, run=QUICK) as a:
        assert a.stats().sources < 240
        assert [f for f in a.check().findings if f.part == "originals"] == []  # what was told is there
    assert _ended(_command(home, "ingest", "--quiet", "--no-vectors", str(many))) == (0, "")
    with archive.open(whole, create=True, run=QUICK) as a:
        a.ingest(many)
    with archive.open(home, run=QUICK) as a:
        assert a.check().findings == ()
    assert told(home) == told(whole)
    assert sorted(kept.names()) == sorted(originals.of(whole).names())


def test_a_server_that_is_killed_during_an_ingest_loses_nothing(
    own_server: SeaweedFS, tmp_path: Path
) -> None:
    _killed(own_server, tmp_path, 70)


@pytest.mark.slow
def test_a_server_that_is_killed_at_any_moment_loses_nothing(own_server: SeaweedFS, tmp_path: Path) -> None:
    for at in (1, 30, 65, 100, 130, 180):
        _killed(own_server, tmp_path, at)


def test_a_server_that_comes_back_soon_is_waited_for(own_server: SeaweedFS, tmp_path: Path) -> None:
    home = tmp_path / "s3"
    archive.init(home, Engines(originals=address(tmp_path)))
    kept = originals.of(home)
    data = b"Ein Brief."
    own_server.kill()
    with pytest.raises(UnreachableServer):
        _ = kept.has("0" * 64)
    own_server.start()
    assert originals.keep_stream(kept, "b" * 64, [data]) is False
