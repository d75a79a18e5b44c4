"""What saved pages and mirrors bring along is no source of its own, and is told in one outcome."""

from __future__ import annotations

import zipfile
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.pipeline.taking import FRENCH, counts, take_in, texts

ENGLISH = "The lighthouse keepers of Oxmoor met, page {}, and voted to paint the tower green in spring.\n\n"
AD = "<html><body><p>Buy our shoes now, the best shoes in town for you and your friends.</p></body></html>"
HELPERS = {
    "style.css": "body { color: red }",
    "jquery.min.js.download": "!function(){var a=1}()", "css2": "@font-face {}",
    "saved_resource.html": AD, "f.txt": "(function(){var x=1;return x})();", "photo.jpg": "\xff\xd8\xff",
    "logo.svg": "<svg/>", "données.json": '{"title": "x"}', "filelist.xml": "<xml/>",
}  # fmt: skip


def page(text: str, folder: str, mark: str = "") -> str:
    return (
        f'<!DOCTYPE html>\n{mark}<html><head><title>Le phare</title><link rel="stylesheet" '
        f'href="./{folder}/style.css"></head><body><h1>Le phare</h1><p>{text}</p></body></html>'
    )


def write(folder: Path, **files: str) -> None:
    for name, said in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(said, "utf-8")


def saved(home: Path, name: str, folder: str, text: str, *, coded: bool = True) -> None:
    write(home, **{name: page(text, quote(folder) if coded else folder)})
    write(home / folder, **HELPERS)


NAMES = [
    ("Le phare.html", "Le phare_files"),  # Chrome and Firefox in English
    ("Été au port.html", "Été au port_fichiers"),  # both in French, and Internet Explorer
    ("quay.htm", "quay_files"),
    ("Quai n° 3 (copie).htm", "Quai n° 3 (copie)_fichiers"),
    ("Kai.htm", "Kai-Dateien"),
    ("quay.xhtml", "Quay_files"),
]


@pytest.mark.parametrize(("name", "folder"), NAMES[:5])
@pytest.mark.parametrize("text", [FRENCH, ENGLISH], ids=["fr", "en"])
def test_the_files_of_a_saved_page_are_no_sources(tmp_path: Path, name: str, folder: str, text: str) -> None:
    saved(tmp_path / "in", name, folder, text.format(1))
    done = take_in(tmp_path / "archive", tmp_path / "in")
    assert counts(done) == (1, 0, {})
    assert [(Path(given).name, count) for given, count in done.helpers] == [(name, len(HELPERS))]
    (kept,) = texts(tmp_path / "archive")
    assert text.format(1).strip() in kept
    again = take_in(tmp_path / "archive", tmp_path / "in")
    assert (counts(again), len(again.helpers)) == ((0, 1, {}), 1)


@pytest.mark.parametrize("coded", [True, False])
def test_they_are_none_in_a_zip_file_either(tmp_path: Path, coded: bool) -> None:
    for n, (name, folder) in enumerate(NAMES[:3]):
        saved(tmp_path / "in", name, folder, FRENCH.format(n), coded=coded)
    with zipfile.ZipFile(tmp_path / "deposit.zip", "w") as box:
        for path in sorted((tmp_path / "in").rglob("*.*")):
            if path.is_file():
                box.write(path, path.relative_to(tmp_path / "in"))
    done = take_in(tmp_path / "archive", tmp_path / "deposit.zip")
    assert counts(done) == (3, 0, {})
    assert [count for _, count in done.helpers] == [
        len(HELPERS) - 1
    ] * 3  # all but css2, which was not packed


def test_a_folder_of_a_person_that_is_called_so_is_read(tmp_path: Path) -> None:
    write(tmp_path / "in", **{"report.html": page(FRENCH.format(1), "elsewhere")})
    write(tmp_path / "in" / "report_files", **{"notes.txt": ENGLISH.format(2), "letter.html": AD})
    done = take_in(tmp_path / "archive", tmp_path / "in")
    assert (counts(done), done.helpers) == ((3, 0, {}), [])
    alone = take_in(tmp_path / "other", tmp_path / "in" / "report_files")  # no page beside it
    assert (counts(alone), alone.helpers) == ((2, 0, {}), [])


def test_a_document_in_the_folder_of_a_page_is_a_source(tmp_path: Path) -> None:
    saved(tmp_path / "in", "quay.htm", "quay_files", FRENCH.format(1))
    write(tmp_path / "in" / "quay_files", **{"plan.rtf": r"{\rtf1 " + ENGLISH.format(1).strip() + "}"})
    done = take_in(tmp_path / "archive", tmp_path / "in")
    assert (counts(done), [count for _, count in done.helpers]) == ((2, 0, {}), [len(HELPERS)])


def test_what_the_frames_of_a_saved_page_show_is_read(tmp_path: Path) -> None:
    frames = "<html><frameset><frame src='a_files/text.htm'><frame src='a_files/menu.htm'></frameset></html>"
    write(tmp_path / "in", **{"a.htm": frames})
    write(tmp_path / "in" / "a_files", **{"text.htm": page(FRENCH.format(1), "x"), "a.css": "a {}"})
    done = take_in(tmp_path / "archive", tmp_path / "in")
    assert counts(done) == (2, 0, {})
    assert [reason for _, reason in done.vacant] == ["a page of frames, which shows others"]
    assert [count for _, count in done.helpers] == [1]
    assert len(texts(tmp_path / "archive")) == 1


def mirror(home: Path) -> None:
    mark = (
        "<!-- Mirrored from oxmoor.example/index.html by HTTrack Website Copier/3.x [XR&CO'2014], "
        "Tue, 05 Mar 2019 14:05:06 GMT -->\n"
    )
    own = (
        "<html><head><title>Local index - HTTrack Website Copier</title>"
        "<style>body {background: url(backblue.gif)}"
        "</style></head><body><h1>Local index</h1><a href='oxmoor.example/index.html'>a</a></body></html>"
    )
    write(
        home,
        **{
            "hts-log.txt": "HTTrack3.49-2 launched on Tue, 05 Mar 2019 14:05:06",
            "cookies.txt": "# HTTP Cookie File",
            "hts-cache/doit.log": "-qwC2 http://oxmoor.example/", "hts-cache/readme.txt": ENGLISH.format(8),
            "backblue.gif": "GIF89a", "fade.gif": "GIF89a", "index.html": own,
            "oxmoor.example/index.html": page(ENGLISH.format(1), "x", mark),
            "oxmoor.example/fr/index.html": page(FRENCH.format(2), "x", mark),
            "oxmoor.example/style.css": "a {}", "oxmoor.example/js/a.js": "var a = 1;",
            "oxmoor.example/logo.png": "\x89PNG\r\n\x1a\n",
            "oxmoor.example/robots.txt": "User-agent: *\nAllow: /",
        },
    )  # fmt: skip
    with zipfile.ZipFile(home / "hts-cache" / "new.zip", "w") as box:
        box.writestr("http://oxmoor.example/index.html", page(ENGLISH.format(1), "x"))


def test_of_a_mirror_the_pages_are_sources(tmp_path: Path) -> None:
    mirror(tmp_path / "in" / "oxmoor")
    done = take_in(tmp_path / "archive", tmp_path / "in")
    assert counts(done) == (3, 0, {})
    assert [reason for _, reason in done.vacant] == ["an index that HTTrack made"]
    assert [(Path(given).name, count) for given, count in done.helpers] == [("oxmoor", 11)]
    assert done.empty == []
    assert len(texts(tmp_path / "archive")) == 2


def test_what_an_earlier_version_took_in_for_a_source_is_one_no_more(tmp_path: Path) -> None:
    saved(tmp_path / "in", "quay.htm", "quay_files", FRENCH.format(1))
    take_in(tmp_path / "archive", tmp_path / "in" / "quay_files")  # without its page
    assert any("shoes" in one for one in texts(tmp_path / "archive"))
    done = take_in(tmp_path / "archive", tmp_path / "in")
    assert len(done.helpers) == 1
    assert not any("shoes" in one for one in texts(tmp_path / "archive"))
    assert take_in(tmp_path / "archive", tmp_path / "in").failed == []
