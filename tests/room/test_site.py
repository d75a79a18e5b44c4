"""The room as files: every link leads somewhere, nothing of the machine is in it; it is whole or says not."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import CliRunner
from lxml import html

import archive
from archive.cli import main
from archive.errors import UsageError
from archive.room import site
from archive.room.fixed import asked_for, file_of, relinked, split
from tests.room.test_pages import PATHS
from tests.sample import sample

_ID = "0123456789abcdef"


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as files; nobody changes them."""
    folder = tmp_path_factory.mktemp("site") / "room of all"
    done = CliRunner().invoke(main, ["--archive", str(sample().folder), "export", "site", str(folder)])
    assert done.exit_code == 0, done.output
    assert re.match(r"Exported [\d,]+ pages to .*: [\d,]+ files written, 0 removed\.\n", done.output)
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[archive.Archive]:
    """An archive of two German texts, for which no model is loaded."""
    folder = tmp_path_factory.mktemp("small")
    for name, text in (("hafen", "Der Hafen bleibt am Sonntag offen."), ("markt", "Der Markt zieht um.")):
        body = f"{name.title()}\n\n{text} Alle sind herzlich eingeladen.\n"
        (folder / f"{name}.txt").write_text(body, "utf-8")
    with archive.open(folder / "made", create=True) as made:
        made.ingest([folder / "hafen.txt", folder / "markt.txt"])
        yield made


def pages(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.rglob("*.html")):
        yield path, path.read_text("utf-8")


def test_every_link_leads_to_a_file_of_the_folder(exported: Path) -> None:
    ids: dict[Path, set[str]] = {}
    led: list[tuple[Path, str, Path, str]] = []
    for path, body in pages(exported):
        elements = [e for e in html.fromstring(body).iter() if isinstance(e.tag, str)]
        ids[path] = {e.get("id") for e in elements}
        for element in elements:
            for name in ("href", "src", "action", "data-index"):
                address = element.get(name)
                if not address or address.startswith("data:"):
                    continue
                if address.startswith(("http://", "https://")):
                    assert element.get("rel") == "noreferrer", address  # where a text came from
                    continue
                parts = urlsplit(address)
                assert not parts.path.startswith("/"), address
                there = (path.parent / unquote(parts.path)).resolve() if parts.path else path
                led.append((path, address, there, parts.fragment))
    assert len(led) > 5000
    assert [(str(path), address) for path, address, there, _ in led if not there.is_file()] == []
    assert [
        (str(path), address) for path, address, there, part in led if part and part not in ids[there]
    ] == []


def test_all_texts_and_entities_are_there_in_both_languages(exported: Path, opened: archive.Archive) -> None:
    texts = {entry.document.id for entry in opened.documents()}
    entities = {one.id for one in opened.entities()}
    for lang in ("fr", "en"):
        assert texts <= {path.stem for path in (exported / lang / "d").glob("*.html")}
        assert entities <= {path.stem for path in (exported / lang / "e").glob("*.html")}
        for path, body in pages(exported / lang):
            assert f'<html lang="{lang}">' in body, path


def test_nothing_of_the_machine_or_the_archivist_is_in_it(exported: Path) -> None:
    for path, body in pages(exported):
        assert not PATHS.search(body), path
        assert site._HOST not in body, path
        assert not re.search(r"/(?:desk|intake|login|logout|correct|api|oai|original)\b", body), path
        assert 'name="token"' not in body
    assert not [path.name for path in exported.rglob("*") if re.search(r"[^\w.-]", path.name, re.ASCII)]


def test_every_text_can_be_reached_from_the_first_page(exported: Path) -> None:
    seen, led = set(), [exported / "index.html"]
    while led:
        path = led.pop().resolve()
        if path in seen or path.suffix != ".html":
            continue
        seen.add(path)
        body = path.read_text("utf-8")
        led += [
            path.parent / one.partition("#")[0] for one in re.findall(r' href="([^":]+\.html[^"]*)"', body)
        ]
    assert seen == {path.resolve() for path, _ in pages(exported)}


def test_again_it_writes_only_what_changed(small: archive.Archive, tmp_path: Path) -> None:
    folder, first = tmp_path / "site", tmp_path / "first"
    assert site.export(small, folder).written > 20
    shutil.copytree(folder, first)
    (folder / "CNAME").write_text("papers.example.org\n")  # the host's own: no business of ours
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    done = site.export(small, folder)
    assert (done.written, done.removed) == (0, 0)
    entry = (folder / "index.html", folder / site.MARK)
    assert all(path.stat().st_mtime_ns == at for path, at in before.items() if path not in entry)
    text = next((folder / "fr" / "d").glob("*.html"))
    text.write_text("spoilt")
    stale = folder / "en" / "d" / f"{_ID}.html"
    stale.write_text("gone")
    done = site.export(small, folder)
    assert (done.written, done.removed) == (1, 1)
    assert not stale.exists()
    assert text.read_bytes() == (first / text.relative_to(folder)).read_bytes()
    assert (folder / "CNAME").exists()


@pytest.mark.parametrize("place", ["site", "./hosted/site", "../site of here"])
def test_it_is_written_to_a_folder_named_from_here(
    small: archive.Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    done = site.export(small, Path(place))
    assert (Path(place) / "pagefind").is_dir() == done.searchable
    assert '"whole": true' in (Path(place) / site.MARK).read_text("utf-8")


def test_a_folder_that_is_not_whole_says_so(
    small: archive.Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site"
    written = site._Site._put
    left = iter(range(12))

    def put(self: site._Site, file: str, body: bytes) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        written(self, file, body)

    with monkeypatch.context() as patched:
        patched.setattr(site._Site, "_put", put)
        with pytest.raises(KeyboardInterrupt):
            site.export(small, folder)
    first = (folder / "index.html").read_text("utf-8")
    assert "pas complète" in first
    assert "incomplete" in first
    assert 'href="fr/' not in first
    assert json.loads((folder / site.MARK).read_text())["whole"] is False
    assert not list(folder.rglob("*.new"))


def test_a_folder_of_others_is_left_alone(small: archive.Archive, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    for folder in (tmp_path, tmp_path / "mine.txt"):
        with pytest.raises(UsageError):
            site.export(small, folder)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        (f"/d/{_ID}", f"d/{_ID}.html"),
        (f"/d/{_ID}?q=neige", f"d/{_ID}.html"),
        (f"/d/{_ID}/parallel", f"d/{_ID}-parallel.html"),
        (f"/d/{_ID}/correct", None),
        (f"/d/{_ID}/original", None),
        (f"/e/{_ID[:12]}?at=30", f"e/{_ID[:12]}-30.html"),
        (f"/e/{_ID[:12]}?at=0", f"e/{_ID[:12]}.html"),
        ("/people?after=../../x", "people.html"),
        ("/search", "search.html"),
        ("/search?sort=date&page=3", "texts/all-3.html"),
        ("/search?since=2016&until=2016", "texts/of-2016.html"),
        ("/search?since=2016&until=2017", None),
        ("/search?lang=fr&page=2", "texts/in-fr-2.html"),
        ("/search?lang=../x", None),
        ("/search?lang=fr&since=2016&until=2016", None),
        ("/search?q=neige", None),
        ("/search?person=x", None),
        ("/places/map?box=1,2,3,4", "map-1.00_2.00_3.00_4.00.html"),
        ("/desk", None),
        ("/api/stats", None),
        ("/room/../../x.js", None),
    ],
)
def test_which_file_stands_for_an_address(address: str, file: str | None) -> None:
    assert file_of(address) == file


def test_a_list_of_a_source_has_a_plain_name() -> None:
    file = file_of("/search?source=..%2F%C3%A9%20%22x")
    assert file is not None
    assert re.fullmatch(r"texts/from-[0-9a-f]{16}\.html", file)
    assert asked_for("/search?lang=fr") == "/search?lang=fr&sort=date"


def test_links_are_relative_and_what_has_no_file_is_none() -> None:
    seen: list[str] = []
    body = (
        f'<a href="/d/{_ID}#m4">a</a><a class="x" href="/desk">b</a><a href="/people?ui=en">c</a>'
        '<link rel="stylesheet" href="/room/room.css"><a href="https://x.example/">d</a><p>href=&#34;/x&#34;</p>'
    )
    assert relinked(body, "e/x.html", "fr", seen.append) == (
        f'<a href="../d/{_ID}.html#m4">a</a><a class="x">b</a><a href="../../en/people.html">c</a>'
        '<link rel="stylesheet" href="../../room/room.css"><a href="https://x.example/">d</a>'
        "<p>href=&#34;/x&#34;</p>"
    )
    assert seen == [f"/d/{_ID}", "/people"]
    assert split("/people?ui=en&after=1") == ("/people?after=1", "en")
