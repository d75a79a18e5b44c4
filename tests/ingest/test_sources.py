"""Finding files and reading their bytes, whatever they are."""

import hashlib
import os
import zipfile
from pathlib import Path

import pytest

from archive.catalog.writer import writing
from archive.errors import EmptyInput, UnreadableInput
from archive.ingest import sources
from archive.ingest.originals.folder import FolderOriginals, original_path
from archive.ingest.sources import find, read


def test_a_folder_is_walked_in_name_order_and_hidden_files_are_passed_over(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "sub/c.html", ".hidden", ".git/x"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("texte")
    assert [Path(f.given).name for f in find([str(tmp_path)])] == ["a.txt", "b.txt", "c.html"]


def test_origin_is_absolute_and_given_is_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("texte")
    monkeypatch.chdir(tmp_path)
    (found,) = find(["a.txt"])
    assert (found.given, found.origin) == ("a.txt", str(tmp_path / "a.txt"))


def test_members_of_a_zip_are_sources_of_their_own(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "box.zip", "w") as box:
        box.writestr("page.html", "<p>Bonjour")
        box.writestr("../outside.txt", "never written anywhere")
    found = list(find([str(tmp_path)]))
    assert [f.given.rsplit("/box.zip!")[1] for f in found] == ["../outside.txt", "page.html"]
    assert read(found[1]).data == b"<p>Bonjour"
    assert not (tmp_path.parent / "outside.txt").exists()


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty.txt").touch()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04 not a zip")
    reasons = {}
    for found in find([str(tmp_path), str(tmp_path / "nowhere")]):
        with pytest.raises((UnreadableInput, EmptyInput)) as caught:
            read(found)
        reasons[Path(found.given).name] = str(caught.value)
    assert reasons["pipe"].startswith("not a file")
    assert reasons["empty.txt"] == "empty file"
    assert reasons["loop"] == "a link that leads back to itself"
    assert reasons["bad.zip"].startswith("a damaged zip")
    assert reasons["nowhere"] == "no such file or folder"


def test_a_member_without_a_name_is_a_source(tmp_path: Path) -> None:
    path = tmp_path / "box.zip"
    with zipfile.ZipFile(path, "w") as box:
        box.writestr(zipfile.ZipInfo("", (2020, 1, 1, 0, 0, 0)), "some text")
    (found,) = find([str(path)])
    assert read(found).data == b"some text"


def test_a_zip_bomb_is_refused_unread(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("big.txt", b"0" * 50_000_000)
    (found,) = find([str(tmp_path / "bomb.zip")])
    with pytest.raises(UnreadableInput, match="would unpack to 50,000,000 bytes"):
        read(found)


def test_a_loop_of_folder_links_ends(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/back").symlink_to(tmp_path)
    (tmp_path / "a/x.txt").write_text("texte")
    assert len(list(find([str(tmp_path)]))) == 1


def test_names_that_are_no_utf8_are_printable_and_can_still_be_read(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9\nnoir.txt"
    with open(name, "wb") as file:
        file.write(b"texte")
    (found,) = find([str(tmp_path)])
    found.given.encode("utf-8")
    assert read(found).data == b"texte"


def test_an_original_is_kept_whole_under_its_hash(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"texte")
    original = read(next(iter(find([str(tmp_path / "a.txt")]))))
    assert FolderOriginals(tmp_path / "originals").keep([(original.sha256, original.data)]) == 1
    path = original_path(tmp_path / "originals", original.sha256)
    assert path.read_bytes() == b"texte"
    assert not list((tmp_path / "originals").rglob("*.part"))


@pytest.mark.parametrize(
    "text",
    [
        "Une ligne de texte.\n" * 40,
        "Un paragraphe.\n\n" * 40,
        "Ligne.\r\n" * 90,
        "x" * 700,
        "\n" * 700,
        "a\rb\r" * 150,
    ],
)
def test_the_parts_of_a_long_text_are_the_whole_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(sources, "PART_BYTES", 100)
    monkeypatch.setattr(sources, "LONG_BYTES", 400)
    (tmp_path / "long.txt").write_text(text, newline="")
    (found,) = find([str(tmp_path / "long.txt")])
    sha256 = sources.copy(found, FolderOriginals(tmp_path / "originals"))
    assert original_path(tmp_path / "originals", sha256).read_bytes() == text.encode()
    made = list(sources.parts(found, sha256))
    assert "".join(part.data.decode() for part in made) == text
    assert [p.part.number for p in made if p.part] == list(range(len(made)))
    assert [p.part.last for p in made if p.part] == [False] * (len(made) - 1) + [True]
    assert {p.sha256 for p in made} == {sha256}
    assert all(p.data.endswith((b"\n", b"\r")) or "\n" not in text for p in made)
    assert [p.name for p in (tmp_path / "originals").iterdir()] == [sha256[:2]]


def test_what_is_no_plain_text_has_a_bound_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MAX_WHOLE_BYTES", 10)
    (tmp_path / "page.html").write_text("<p>Bonjour")
    (tmp_path / "larger.html").write_text("<p>Bonjour!")
    larger, page = find([str(tmp_path)])
    assert read(page).data == b"<p>Bonjour"
    with pytest.raises(UnreadableInput, match="limit 10, except for plain text"):
        read(larger)


def test_no_link_leads_what_is_kept_elsewhere(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("mine")
    data = b"Une laverie ouvre la nuit."
    sha = hashlib.sha256(data).hexdigest()
    folder = tmp_path / "originals"
    (folder / sha[:2]).mkdir(parents=True)
    (folder / sha[:2] / f"{sha[2:]}.{os.getpid()}.part").symlink_to(precious)
    assert FolderOriginals(folder).keep([(sha, data)]) == 1
    assert not original_path(folder, sha).is_symlink()
    (folder / f"{os.getpid()}.part").symlink_to(precious)
    (tmp_path / "long.txt").write_bytes(data * 2)
    copied = sources.copy(next(sources.find([str(tmp_path / "long.txt")])), FolderOriginals(folder))
    assert not original_path(folder, copied).is_symlink()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    other = tmp_path / "other"
    other.mkdir()
    (other / sha[:2]).symlink_to(elsewhere)
    with pytest.raises(OSError, match="link"):
        FolderOriginals(other).keep([(sha, data)])
    (tmp_path / "linked").symlink_to(elsewhere)
    with pytest.raises(OSError, match="link"):
        FolderOriginals(tmp_path / "linked").keep([(sha, data)])
    assert precious.read_text() == "mine"
    assert list(elsewhere.iterdir()) == []


def test_a_lock_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("mine")
    (tmp_path / "writer.lock").symlink_to(precious)
    with writing(tmp_path):
        assert not (tmp_path / "writer.lock").is_symlink()
    assert precious.read_text() == "mine"
