"""The open edition of an archive is, to the byte, that of an archive that never held what is closed."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

import archive
from archive.catalog import Catalog
from archive.catalog.store import of_file
from archive.cli import main
from archive.ingest.originals.folder import original_path
from archive.pipeline.edition.publish import PLACE
from archive.room.application import application
from tests.care.boxes import NOW, WORDS, bytes_with, fill, run, take_in

NEW = "Une clef retrouvée\n\nOdile Sarrazin a retrouvé la clef du port le 2 mai 2019.\n"
# Word for word what is closed, under another name.
TWIN = (
    "UNE FICHE\n\nOdile Sarrazin et Maud Lestienne étaient à Calais le 7 mars 2018, avec les voisins du quai."
    " Une fiche de plus pour le port.\n"
)


class Pair(NamedTuple):
    """An archive with closed texts, one that never had them, the edition of each; the rows of the latter."""

    archive: Path
    never: Path
    edition: Path
    same: Path
    rows: tuple[str, ...] = ()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    base = tmp_path_factory.mktemp("care")
    made = Pair(base / "with", base / "never", base / "with-open", base / "never-open")
    for folder, edition, shut in ((made.archive, made.edition, True), (made.never, made.same, False)):
        inbox = base / "inbox"
        fill(inbox, shut=shut)
        take_in(folder, inbox, shut=shut)
        inbox.rename(base / f"inbox-{shut}")
        with archive.open(folder, run=run()) as opened:
            if shut:
                opened.restrict(str(inbox / "shut"), why="promised")
            done = opened.publish(edition)
        assert (done.changed, done.failed) == (True, ())
    return made._replace(rows=dump(made.same))


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both archives are asked at one moment: `check` writes down when, and a second may end between them."""
    moment = dt.datetime.now(dt.UTC)

    class Still(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> Still:
            return cls.fromtimestamp(moment.timestamp(), tz)

    monkeypatch.setattr("archive.clock.datetime", Still)


def test_every_word_stands_in_the_archive_and_in_no_byte_of_the_edition(pair: Pair) -> None:
    for place, word in WORDS.items():
        assert bytes_with(pair.archive, word), place
        assert bytes_with(pair.edition, word) == [], place


def test_the_files_of_both_editions_are_the_same(pair: Pair) -> None:
    """All rows of the catalog, and every byte of originals and index."""
    assert dump(pair.edition) == pair.rows
    one, other = files(pair.edition), files(pair.same)
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


def files(folder: Path) -> dict[str, bytes]:
    """Originals and index. Whoosh draws the names of its files; its table of contents has nothing else."""
    found = {re.sub("_[0-9a-z]{16}", "", str(p.relative_to(folder))): p for p in folder.rglob("*.*")}
    kept = {
        name: path.read_bytes() for name, path in found.items() if path.suffix in (".trm", ".pst", ".doc")
    }
    return kept | {str(p.relative_to(folder)): p.read_bytes() for p in folder.glob("originals/*/*")}


def dump(folder: Path) -> tuple[str, ...]:
    with Catalog.open(folder) as catalog:
        return tuple(of_file(catalog).iterdump())


def said(folder: Path, *args: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["--archive", str(folder), *args])
    out, err = (told.replace(str(folder), "DIR") for told in (result.stdout, result.stderr))
    return result.exit_code, out, err


def commands(pair: Pair) -> Iterator[tuple[str, ...]]:
    """Every command that reads, in every format, asked of what is open and of what is closed."""
    with archive.open(pair.edition, run=run()) as here, archive.open(pair.archive, run=run()) as whole:
        ids = [one.document.id for one in whole.documents()]
        sources = sorted({one.document.source_id for one in whole.documents()})
        entities = [one.id for one in whole.entities()]
        names = [one.label for one in here.entities()]
    tables = ("text", "jsonl", "json", "csv")
    for form in ("text", "json"):
        yield "stats", "--format", form
        yield from (("intake", "--format", form), ("check", "--format", form))
    for form in tables:
        yield "pairs", "--format", form
        yield from (("entities", "--format", form), ("decisions", "--format", form))
        yield from (("authority", "export", "--format", form), ("watch", "list", "--format", form))
    for kind in ("documents", "mentions", "timelines"):
        yield from (("export", kind, "--format", form) for form in ("jsonl", "json", "csv"))
    for kind in ("tei", "tmx", "ris", "bibtex", "annotations", "jsonld", "ftm", "ead", "dc"):
        yield "export", kind, "--base", "https://papers.example/"
    yield from (("export", "ead", "--edition", "3"), ("export", "dc", "--format", "csv"))
    yield from (("export", "mets", name) for name in sources)
    yield from (("authority", "export", "--found", "--format", form) for form in ("skos", "mads", "csv"))
    yield from (("formats",), ("watch",), ("care", "list"), ("care", "log"), ("decisions", "export"))
    words = ["Calais", "quai", "laundry", "port~", "wat*", "2018", '"voisins du quai"', *WORDS.values()]
    for word in words:
        yield "search", word, "--facets", "--format", "text"
        yield "search", f"{word[:6]}*", "--format", "jsonl"
    for word in ("Calais", "laverie", WORDS["text"][:-1], WORDS["text"]):
        yield "search", f"{word}~", "--format", "csv"
    for name in ids:
        yield from (("show", name, "--format", "json"), ("show", name[:5], "--format", "text"))
        yield from (("show", name, "--parallel"), ("explain", name, "--format", "json"))
        yield from (("show", name, "--versions"), ("export", "tei", name), ("export", "ris", name))
    for name in (*entities, *names, WORDS["authority"], WORDS["label"]):
        yield from (("timeline", name, "--format", form) for form in ("json", "csv", "text"))
        yield "entities", "show", name


def test_every_command_answers_as_if_it_had_never_been(pair: Pair) -> None:
    asked = list(commands(pair))
    assert len(asked) > 150
    for args in asked:
        assert said(pair.edition, *args) == said(pair.same, *args), args


def room(folder: Path) -> TestClient:
    opened = archive.open(folder, run=archive.Run(bring_up=False))
    return TestClient(application(opened, hosts=["testserver"]), follow_redirects=False)


def addresses(pair: Pair) -> Iterator[str]:
    """Every page, feed and answer of the room, for what is open and for what is closed."""
    with archive.open(pair.archive, run=run()) as whole:
        ids = [one.document.id for one in whole.documents()]
        entities = [one.id for one in whole.entities()]
        sources = sorted({one.document.source_id for one in whole.documents()})
    yield from ("/", "/help", "/people", "/places", "/bodies", "/feed.atom", "/sitemap.xml", "/robots.txt")
    yield from ("/opensearch.xml", "/api/stats", "/api/entities", "/api/openapi.json", "/intake", "/desk")
    yield from ("/places/map", "/desk/pairs", "/desk/names/list", "/intake/1", "/api/entities?type=PERSON")
    for verb in ("Identify", "ListMetadataFormats", "ListSets"):
        yield f"/oai?verb={verb}"
    for verb in ("ListRecords", "ListIdentifiers"):
        yield f"/oai?verb={verb}&metadataPrefix=oai_dc"
    for word in ("Calais", "laundry", WORDS["text"], WORDS["english"]):
        yield from (f"/search?q={word}", f"/api/search?q={word}", f"/feed.atom?q={word}")
    for name in ids:
        yield from (f"/d/{name}", f"/d/{name}/parallel", f"/d/{name}/original", f"/api/documents/{name}/text")
        yield from (f"/api/documents/{name}", f"/d/{name}/cite.ris", f"/api/documents/{name}/parallel")
        yield from (f"/d/{name}/{end}" for end in ("names", "limits", "correct", "annotations", "cite.bib"))
        yield from (f"/api/documents/{name}/annotations", f"/api/documents/{name}/linked")
        yield f"/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:testserver:{name}"
    for name in entities:
        yield from (f"/e/{name}", f"/api/entities/{name}", f"/api/entities/{name}/timeline")
        yield from (f"/api/entities/{name}/linked", f"/api/entities/{name}/timeline.csv")
    for name in sources:
        yield from (f"/s/{name}", f"/s/{name}/page")


def test_every_page_of_the_room_answers_as_if_it_had_never_been(pair: Pair) -> None:
    asked = list(addresses(pair))
    found = 0
    with room(pair.edition) as one, room(pair.same) as other:
        for address in asked:
            here, there = one.get(address), other.get(address)
            answered = re_dated(here.text), re_dated(there.text)
            assert (here.status_code, answered[0]) == (there.status_code, answered[1]), address
            found += here.status_code == 200
    assert found > 50


def re_dated(text: str) -> str:
    """Without the moment at which a harvester is answered."""
    return re.sub(r"<responseDate>[^<]*", "", text)


FOLDERS = ("bag", "site", "parquet")


@pytest.mark.parametrize("kind", [*FOLDERS, "sqlite"])
def test_every_export_into_files_is_that_of_an_archive_that_never_held_it(
    pair: Pair, tmp_path: Path, kind: str
) -> None:
    made = []
    for folder in (pair.edition, pair.same):
        place = tmp_path / folder.name / "out"
        place.parent.mkdir()
        code, _, wrong = said(folder, "export", kind, str(place))
        assert code == 0, wrong
        found = sorted(path for path in place.rglob("*") if path.is_file()) or [place]
        made.append({str(path.relative_to(place)): path.read_bytes() for path in found})
        for name in [name for name in made[-1] if name.endswith("pagefind-entry.json")]:
            told = json.loads(made[-1][name])  # Pagefind lists the languages in any order
            made[-1][name] = json.dumps(told, sort_keys=True).encode()
        for name, word in WORDS.items():
            assert bytes_with(place.parent, word) == [], name
    one, other = made
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


# -- from publish to publish -----------------------------------------------------------------------


@pytest.fixture
def own(pair: Pair, tmp_path: Path) -> Pair:
    """A copy of the archive, and no edition yet."""
    shutil.copytree(pair.archive, tmp_path / "with")
    with Catalog.open(tmp_path / "with") as catalog:
        catalog.set(PLACE, "")
    return pair._replace(archive=tmp_path / "with", edition=tmp_path / "open")


def publish(own: Pair, now: str = NOW) -> bool:
    with archive.open(own.archive, run=run(now)) as opened:
        return opened.publish(own.edition).changed


def ids(folder: Path) -> set[str]:
    with archive.open(folder, run=run()) as opened:
        return {one.document.id for one in opened.documents()}


def test_what_is_closed_after_it_was_published_leaves_no_trace(own: Pair) -> None:
    with archive.open(own.archive, run=run()) as opened:
        opened.release(shut_folder(own), why="an error")
        assert not opened.closed()
    publish(own)
    assert bytes_with(own.edition, WORDS["text"])
    with archive.open(own.archive, run=run()) as opened:
        opened.restrict(shut_folder(own), why="a threat")
    assert publish(own)
    assert not publish(own)
    for place, word in WORDS.items():
        assert bytes_with(own.edition, word) == [], place
    assert dump(own.edition) == own.rows


def shut_folder(own: Pair) -> str:
    with Catalog.open(own.archive) as catalog:
        (place,) = catalog.db.execute("SELECT origin FROM origins WHERE origin LIKE '%/texte.txt'").fetchone()
    return str(Path(place).parent)


@pytest.mark.parametrize("first", ["2031-01-01T00:00:00Z", "2030-06-30T23:59:59Z"])
def test_an_embargo_ends_with_the_first_publish_after_its_day(own: Pair, first: str) -> None:
    with archive.open(own.archive, run=run()) as opened:
        opened.restrict(shut_folder(own), until="2030-06", why="promised")
    publish(own, first)
    before = ids(own.edition)
    assert bool(bytes_with(own.edition, WORDS["text"])) == (first > "2030-07")
    assert not publish(
        own, "2020-01-01T00:00:00Z"
    )  # a clock set back closes nothing again, and opens nothing
    assert ids(own.edition) == before
    publish(own, "2031-01-01T00:00:00Z")
    assert ids(own.edition) == ids(own.archive)


def test_it_grows_by_what_comes_and_is_as_if_made_at_once(own: Pair, tmp_path: Path) -> None:
    publish(own)
    (tmp_path / "new.txt").write_text(NEW)
    (tmp_path / "twin.txt").write_text(TWIN)
    with archive.open(own.archive, run=run()) as opened:
        opened.ingest([tmp_path / "new.txt", tmp_path / "twin.txt"])
    before = ids(own.edition)
    assert publish(own)
    assert len(ids(own.edition) - before) == 1
    assert bytes_with(own.edition, WORDS["beside"]) == []
    grown = own._replace(edition=tmp_path / "at-once")
    publish(grown)
    assert ids(grown.edition) == ids(own.edition)
    with archive.open(own.edition, run=run()) as opened:
        assert not list(opened.check().findings)


def test_what_could_not_be_published_is_tried_again(own: Pair) -> None:
    """It is named once, and comes in once its original is whole; nothing is written for it before."""
    with archive.open(own.archive, run=run()) as opened:
        broken = next(
            one.document for one in opened.documents() if one.document.source.endswith("laverie.txt")
        )
        path = original_path(own.archive / "originals", broken.sha256)
        whole = path.read_bytes()
        path.chmod(0o600)
        path.write_bytes(whole + b"!")
        first, second = opened.publish(own.edition), opened.publish()
        stood = (own.edition / "catalog.sqlite").stat().st_ino
        assert (first.changed, second.changed, second.failed, second.known) == (True, False, (), 1)
        assert [(source, "damaged" in why) for source, why in first.failed] == [(broken.source, True)]
        assert broken.id not in ids(own.edition)
        path.write_bytes(whole)
        third, fourth = opened.publish(), opened.publish()
    assert (third.changed, third.failed, fourth.changed) == (True, (), False)
    assert (own.edition / "catalog.sqlite").stat().st_ino != stood
    assert ids(own.edition) == ids(own.same)


def test_where_it_may_not_be_made(own: Pair, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    with archive.open(own.archive, run=run()) as opened:
        for wrong in (own.archive, own.archive / "open", tmp_path, tmp_path / "full", own.never):
            with pytest.raises(archive.UsageError):
                opened.publish(wrong)
        with pytest.raises(archive.UsageError, match="Name its folder"):
            opened.publish()
        assert opened.edition() is None
    assert (tmp_path / "full" / "mine.txt").read_text() == "mine"


def test_a_copy_of_the_archive_does_not_take_its_edition_over(own: Pair, tmp_path: Path) -> None:
    """A backup of before a text was closed would open it again to readers."""
    publish(own)
    with archive.open(shutil.copytree(own.archive, tmp_path / "copy"), run=run()) as copy:
        copy.release(shut_folder(own), why="a test")
        with pytest.raises(archive.UsageError, match="copied, moved or restored"):
            copy.publish()
        assert copy.edition() == own.edition  # what its readers are shown until it has one of its own
    assert bytes_with(own.edition, WORDS["text"]) == []
