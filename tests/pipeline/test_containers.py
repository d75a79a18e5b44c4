"""Containers taken in by the pipeline: twice, in part, and texts of an address over time."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.catalog import Catalog
from tests.ingest.test_containers import mail
from tests.ingest.test_containers_web import HOME, PAGE, web
from tests.pipeline.taking import FRENCH, counts, execute, take_in, texts

pytestmark = pytest.mark.filterwarnings(
    "ignore:Unclosed file:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)


def test_a_mail_is_passed_over_with_all_that_it_holds(tmp_path: Path) -> None:
    message = mail("Réunion", FRENCH.format(1), ("plan.txt", FRENCH.format(2).encode()))
    (tmp_path / "a.eml").write_bytes(message.as_bytes())
    assert counts(take_in(tmp_path / "archive", tmp_path / "a.eml")) == (2, 0, {})
    assert counts(take_in(tmp_path / "archive", tmp_path / "a.eml")) == (0, 2, {})
    # As if the run had been stopped before the mail itself was written: what it holds comes before it.
    execute(tmp_path / "archive", "UPDATE origins SET current = 0, inode = 0 WHERE origin LIKE '%a.eml'")
    assert counts(take_in(tmp_path / "archive", tmp_path / "a.eml")) == (0, 2, {})


def test_what_failed_in_a_mail_is_tried_again(tmp_path: Path) -> None:
    message = mail("Réunion", FRENCH.format(1), ("son.bin", b"ID3\x03" + bytes(90)))
    (tmp_path / "a.eml").write_bytes(message.as_bytes())
    for sources in (1, 0):
        done = take_in(tmp_path / "archive", tmp_path / "a.eml")
        assert done.sources == sources
        assert [f.given.rpartition("!")[2] for f in done.failed] == ["son.bin"]


def test_texts_of_an_address_are_versions_of_one_document(tmp_path: Path) -> None:
    old, new = (PAGE.format(FRENCH.format(n) * 3) for n in (1, 2))
    captures = [("2017-01-01", HOME, "text/html", old), ("2017-02-01", HOME, "text/html", new)]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(web(*captures))
    archive = tmp_path / "archive"
    assert counts(take_in(archive, path)) == (2, 0, {})
    (text,) = texts(archive)
    assert "page 2" in text
    with Catalog.open(archive) as catalog:
        assert [r[0] for r in catalog.db.execute("SELECT DISTINCT url FROM sources")] == [HOME]
    assert counts(take_in(archive, path)) == (0, 2, {})
    (text,) = texts(archive)
    assert "page 2" in text
    # Captured again in its earlier words: these are current, and nothing is read as new.
    path.write_bytes(web(*captures, ("2017-03-01", HOME, "text/html", old)))
    assert take_in(archive, path).sources == 0
    (text,) = texts(archive)
    assert "page 1" in text
