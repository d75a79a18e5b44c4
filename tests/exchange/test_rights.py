"""A rights statement is set by a person, shown, and handed over with its address."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
from lxml import etree

import archive
from archive.forms import rights
from tests.care.boxes import bytes_with
from tests.exchange.quay import opened, run
from tests.exchange.test_records import ids

BY_SA = "https://creativecommons.org/licenses/by-sa/4.0/"


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("CC BY-SA 4.0", BY_SA), ("cc-by-sa-4.0", BY_SA),
        ("http://creativecommons.org/licenses/by-sa/4.0/deed.fr", BY_SA),
        ("CC0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("InC", "http://rightsstatements.org/vocab/InC/1.0/"),
        ("https://rightsstatements.org/page/NoC-CR/1.0/?l=fr", "http://rightsstatements.org/vocab/NoC-CR/1.0/"),
        ("Droits réservés", None), ("by 4.0 of the clock", None),
        ("https://example.org/licenses/by/4.0/", None),
    ],
)  # fmt: skip
def test_addresses_of_statements(said: str, address: str | None) -> None:
    assert rights.address(said) == address


def test_a_decision_on_rights_holds_in_every_form(home: Path, tmp_path: Path) -> None:
    own = Path(shutil.copytree(home, tmp_path / "own"))
    boats, quay = ids(own)["boats.txt"], ids(own)["fr.md"]

    def told() -> dict[str, str | None]:
        lines = map(json.loads, run(own, "export", "documents").stdout.splitlines())
        return {one["id"]: one.get("rights") for one in lines}

    assert (told()[boats], told()[quay]) == ("CC BY 4.0", None)
    assert run(own, "decide", "rights", quay, "CC BY-SA 4.0", "--note", "her heirs").exit_code == 0
    done = run(own, "decide", "rights", boats, "--none")
    assert done.exit_code == 0
    assert (told()[boats], told()[quay]) == (None, BY_SA)
    with opened(own) as a:
        for form, wanted in (
            ("dc", f"<dc:rights>{BY_SA}</dc:rights>"), ("tei", f'<licence target="{BY_SA}">'),
            ("jsonld", f'"license": ["{BY_SA}"]'), ("ead", f"<userestrict><p>{BY_SA}</p></userestrict>"),
        ):  # fmt: skip
            with closing(a.export(form)) as pieces:
                text = "".join(pieces)
            assert wanted in text, form
            assert "CC BY 4.0" not in text
    assert BY_SA in run(own, "show", quay).stdout
    number = done.stdout.split()[1].rstrip(".")
    assert run(own, "decisions", "withdraw", number).exit_code == 0
    assert (told()[boats], told()[quay]) == ("CC BY 4.0", BY_SA)
    with opened(own) as a:
        assert not a.check().findings


IN_C = "http://rightsstatements.org/vocab/InC/1.0/"


def stated(a: archive.Archive) -> Mapping[str, str | None]:
    """The rights of each document, by the name of its file."""
    found = {}
    for entry in a.documents():
        said = [one.value for one in entry.document.stated if one.field == "rights"]
        found[Path(entry.document.source).name] = "; ".join(said) or None
    return found


def test_a_statement_for_a_collection_holds_for_all_of_it_but_what_was_decided_alone(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    text = "Die Boote liegen am Kai, und der Wind {}.\n"
    for name in ("one", "two", "other"):
        (papers / f"{name}.txt").write_text(text.format(name), "utf-8")
    table = "file,collection,rights\none.txt,Am Kai,CC0\ntwo.txt,Am Kai,\nother.txt,Anders,CC0\n"
    (papers / "metadata.csv").write_text(table + "late.txt,Am Kai,\n", "utf-8")
    with opened(tmp_path / "all", create=True) as a:
        a.ingest([papers])
        number = a.decide_collection_rights(" Am  Kai ", "InC", note="the heirs")
        assert stated(a) == {"one.txt": IN_C, "two.txt": IN_C, "other.txt": "CC0"}
        (papers / "late.txt").write_text(text.format("late"), "utf-8")
        a.ingest([papers])
        a.decide_rights(ids(tmp_path / "all")["two.txt"], "CC BY-SA 4.0")
        assert stated(a) == {"one.txt": IN_C, "two.txt": BY_SA, "late.txt": IN_C, "other.txt": "CC0"}
        (act,) = [one for one in a.decisions() if one.n == number]
        assert (act.kind, act.subjects, act.value, act.lost) == ("collection", ("Am Kai",), IN_C, False)
        for edition in ("2002", "3"):
            with closing(a.export("ead", version=edition)) as pieces:
                root = etree.fromstring("".join(pieces).encode())
            first = next(root.iter("{*}c01"))
            assert [etree.QName(one).localname for one in first][:2] == ["did", "userestrict"]
            assert first.findtext("{*}userestrict/{*}p") == IN_C
        with pytest.raises(archive.UsageError, match="No document is in a collection"):
            a.decide_collection_rights("Am", "InC")
        handed = list(a.portable_decisions())
        a.restrict(str(papers / "one.txt"), why="x")
        a.publish(tmp_path / "open")
        assert not a.check().findings
    with opened(tmp_path / "open") as shown:
        assert stated(shown) == {"two.txt": BY_SA, "late.txt": IN_C, "other.txt": "CC0"}
    with opened(tmp_path / "all") as a:
        a.withdraw(number)
        assert stated(a) == {"one.txt": "CC0", "two.txt": BY_SA, "late.txt": None, "other.txt": "CC0"}
        for name in ("one", "two", "late"):
            a.restrict(str(papers / f"{name}.txt"), why="x")
    with opened(tmp_path / "second", create=True) as other:
        other.take_decisions(handed)
        other.ingest([papers])
        assert stated(other)["one.txt"] == IN_C


def test_no_word_on_a_collection_that_is_closed_is_in_the_edition(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("open", "shut"):
        (tmp_path / "in" / f"{name}.txt").write_text(f"Der Schlüssel hängt am Brett, {name}.\n", "utf-8")
    table = "file,collection\nshut.txt,Vrolintazkemur\nopen.txt,Am Brett\n"
    (tmp_path / "in" / "metadata.csv").write_text(table, "utf-8")
    with opened(tmp_path / "all", create=True) as a:
        a.ingest([tmp_path / "in"])
        a.decide_collection_rights("Vrolintazkemur", "InC")
        a.decide_collection_rights("Am Brett", "CC0")
        a.restrict(str(tmp_path / "in" / "shut.txt"), why="x")
        a.publish(tmp_path / "open")
    assert bytes_with(tmp_path / "open", "Vrolintazkemur") == []
    with opened(tmp_path / "open") as edition:
        assert [one.subjects for one in edition.decisions()] == [("Am Brett",)]


def test_the_command_names_a_collection(home: Path, tmp_path: Path) -> None:
    own = Path(shutil.copytree(home, tmp_path / "own"))
    assert run(own, "decide", "rights", "--collection", "Quays", "InC").exit_code == 0
    assert (
        f"rights       {IN_C} (decision" in run(own, "show", ids(own)["boats.txt"], "--format", "text").stdout
    )
    refused = run(own, "decide", "rights", "--collection", "Docks", "InC")
    assert (refused.exit_code, "No document is in a collection" in refused.stderr) == (2, True)
