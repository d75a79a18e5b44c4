"""archive.toml: what it may say, and what is refused in one sentence."""

from __future__ import annotations

import os
import string
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import archive
from archive import engines
from archive.engines import EMBEDDED, Engines
from archive.errors import UnusableArchive, UsageError
from archive.ingest import originals

READ: list[tuple[str, Engines]] = [
    ("", EMBEDDED),
    ("# rien que des remarques\n", EMBEDDED),
    ('index = "whoosh:"\n', EMBEDDED),
    ("originals = 'folder:'\ncatalog = 'sqlite:'", EMBEDDED),
    ('originals = "s3://fonds/été"', Engines(originals="s3://fonds/été")),
    (
        'catalog = "postgresql://archiviste@hôte/fonds"',
        Engines(catalog="postgresql://archiviste@hôte/fonds"),
    ),
    ('index = "opensearch://h1:9200,h2:9200/fonds"', Engines(index="opensearch://h1:9200,h2:9200/fonds")),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_what_the_file_says(tmp_path: Path, text: str, expected: Engines) -> None:
    (tmp_path / engines.FILE).write_text(text, "utf-8")
    assert engines.read(tmp_path) == expected


REFUSED: list[tuple[bytes, str]] = [
    (b'indexes = "whoosh:"', 'unknown key, "indexes"'),
    ('clé = "whoosh:"'.encode(), "cannot be read"),
    ('"clé" = "whoosh:"'.encode(), "unknown key"),
    (b"index = 3", "no address for index"),
    (b'[index]\naddress = "whoosh:"', "no address for index"),
    (b'index = "whoosh"', "is no address for index"),
    (b'index = ""', "is no address for index"),
    (b'index = "who\\u001bosh:"', "is no address for index"),
    (b'index = "whoosh:', "cannot be read"),
    (b'index = "whoosh:"\nindex = "whoosh:"', "cannot be read"),
    ('index = "été"'.encode("latin-1"), "not UTF-8"),
    (b"#" * 70_000, "more than 65,536 bytes"),
    (b"x = " + b"[" * 20_000, "cannot be read"),
    (b'originals = "s3://cle:secret@fonds/"', "AWS_SECRET_ACCESS_KEY"),
    (b'originals = "s3://fonds/?secret_access_key=abc"', "AWS_SECRET_ACCESS_KEY"),
    (b'catalog = "postgresql://moi:motdepasse@h/f"', "in the environment"),
    (b'catalog = "postgresql://h/f?password=x"', "in the environment"),
]


@pytest.mark.parametrize(("data", "what"), REFUSED)
def test_what_is_refused_is_named_with_the_file_and_no_secret(tmp_path: Path, data: bytes, what: str) -> None:
    (tmp_path / engines.FILE).write_bytes(data)
    with pytest.raises(UnusableArchive) as told:
        engines.read(tmp_path)
    message = str(told.value)
    assert what in message
    assert str(tmp_path / engines.FILE) in message
    assert "\n" not in message
    assert not any(secret in message for secret in ("cle:", "motdepasse", "=abc", "=x"))


def test_no_link_and_no_pipe_is_read(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text('index = "whoosh:"')
    for make in (
        lambda path: path.symlink_to(tmp_path / "elsewhere"),
        lambda path: path.symlink_to(tmp_path / "nowhere"),
        lambda path: os.mkfifo(path),
        lambda path: path.mkdir(),
    ):
        folder = tmp_path / f"archive-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        make(folder / engines.FILE)
        with pytest.raises(UnusableArchive, match=r"archive\.toml cannot be read"):
            engines.read(folder)


_PLACES = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="@?&"), max_size=20)


@given(_PLACES, st.sampled_from(["s3", "opensearch"]))
@example('"\\', "s3")
@example("été — 2", "s3")
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, where: str, name: str) -> None:
    folder = tmp_path_factory.mktemp("archive")
    chosen = Engines(originals=f"{name}://{where}")
    engines.write(folder, chosen)
    assert engines.read(folder) == chosen
    assert sorted(one.name for one in folder.iterdir()) == [engines.FILE]


@given(st.text(string.ascii_lowercase, min_size=1, max_size=8).filter(lambda name: name != "sqlite"))
@example("postgres")
def test_no_catalog_is_made_beside_one_that_is_elsewhere(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    folder = tmp_path_factory.mktemp("archive")
    (folder / engines.FILE).write_text(f'catalog = "{name}:"\n')
    with pytest.raises(UnusableArchive, match=rf"There is no engine {name}: for catalog"):
        archive.open(folder, create=True)
    assert [one.name for one in folder.iterdir()] == [engines.FILE]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('index = "lucene:"', "There is no engine lucene: for index"),
        ('index = "memory:"', "There is no engine memory: for index"),
        ('originals = "ftp://hôte/"', "There is no engine ftp: for originals"),
        ('index = "whoosh:/ailleurs"', "own folder"),
        ('catalog = "sqlite:../autre"', "own folder"),
        ('originals = "folder:/mnt"', "own folder"),
    ],
)
def test_an_archive_on_what_there_is_not_is_refused_by_every_command(
    tmp_path: Path, line: str, what: str
) -> None:
    archive.init(tmp_path)
    (tmp_path / engines.FILE).write_text(line, "utf-8")
    with pytest.raises(UnusableArchive, match=what):
        archive.open(tmp_path)


def test_an_archive_is_created_where_there_is_none(tmp_path: Path) -> None:
    probes = archive.init(tmp_path / "papiers")
    assert [one.part for one in probes] == ["catalog", "index", "originals"]
    assert not any(one.problem for one in probes)
    assert not (tmp_path / "papiers" / engines.FILE).exists()  # the defaults need no file
    with archive.open(tmp_path / "papiers") as a:
        assert a.stats().documents == 0
    with pytest.raises(UsageError, match="already an archive"):
        archive.init(tmp_path / "papiers")


def test_nothing_is_created_where_an_engine_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("un fichier")
    with pytest.raises(UnusableArchive, match=r"catalog at sqlite:: .*originals at folder:: ") as told:
        archive.init(tmp_path / "file" / "papers")
    assert "not a folder" in str(told.value)
    with pytest.raises(UsageError, match="There is no engine"):
        archive.init(tmp_path / "papers", Engines(index="lucene:"))
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


def test_a_file_that_was_left_is_written_over_by_init(tmp_path: Path) -> None:
    (tmp_path / engines.FILE).write_text('originals = "s3://ancien/"')
    archive.init(tmp_path)
    assert engines.read(tmp_path) == EMBEDDED


def test_a_bucket_needs_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(originals, "find_spec", lambda name: None)
        with pytest.raises(UnusableArchive, match=r"pip install 'archive\[server\]'"):
            archive.init(tmp_path / "new", Engines(originals="s3://papiers"))
        archive.init(tmp_path / "old")
        engines.write(tmp_path / "old", Engines(originals="s3://papiers"))
        with archive.open(tmp_path / "old") as a, pytest.raises(UnusableArchive, match=r"archive\[server\]"):
            a.check()
    assert not (tmp_path / "new").exists()
