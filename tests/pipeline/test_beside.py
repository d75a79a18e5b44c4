"""Files beside sources that describe them: every kind, in both languages, in folders and in containers."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import archive
from archive.catalog import Catalog, documents, origins
from archive.cli import main
from archive.ingest.beside.words import NoDay, day_of
from archive.pipeline.summary import Summary
from archive.records import DateBasis, Document
from tests.pipeline.taking import FRENCH, take_in

ENGLISH = "The harbour committee meets in Deal, page {}, with Odile Varangot and the friends of the quay.\n\n"


def folder(tmp_path: Path, **files: str | bytes) -> Path:
    """A folder of files by their names, in which `__` stands for a slash and `_` for a dot."""
    home = tmp_path / "in"
    for name, said in files.items():
        path = home / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(said if isinstance(said, bytes) else said.encode())
    return home


def deposit(tmp_path: Path, **files: str | bytes) -> Path:
    texts = {"lettre_txt": FRENCH.format(1), "sub__note_txt": ENGLISH.format(2)}
    return folder(tmp_path, **(texts | files))


def held(archive: Path) -> dict[str, Document]:
    with Catalog.open(archive) as catalog:
        return {Path(d.source).name: d for _, d in documents.every(catalog)}


def said(document: Document) -> dict[str, str]:
    return {s.field: s.value for s in document.stated}


def reasons(summary: Summary) -> dict[str, str]:
    return {Path(f.given).name: f.reason for f in summary.failed}


BOM = b"\xef\xbb\xbf"
TABLES = {
    "excel in French": BOM + b"Fichier;Titre;Auteur;Date;Fonds\r\n"
        b"lettre.txt;Le port;O. Lenoir;12/03/2017;Quai\r\n",
    "code page 1252": ("fichier;titre;auteur;date;fonds;sujet\n"
        "lettre.txt;Le port;O. Lenoir;12 mars 2017;Quai;été\n").encode("cp1252"),
    "dublin core": b"filename,dc.title,dc.creator,dc.date,dcterms.isPartOf\n"
        b"lettre.txt,Le port,O. Lenoir,2017-03-12,Quai\n",
    "tabs, a quoted cell": b"sep=\t\nFile\ttitle\tauthor\tcreated\tcollection\n"
        b"./lettre.txt\t\"Le\nport\"\tO. Lenoir\t2017-03-12\tQuai\n",
    "a path of Windows": b"path,title,creator,date,collection\n"
        b".\\lettre.txt,Le port,O. Lenoir,12.03.2017,Quai\n",
}  # fmt: skip


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_table_describes_the_files_beside_it(tmp_path: Path, table: bytes) -> None:
    summary = take_in(tmp_path / "archive", deposit(tmp_path, metadata_csv=table))
    assert (summary.sources, summary.failed) == (2, [])
    letter = held(tmp_path / "archive")["lettre.txt"]
    assert (letter.title, letter.author) == ("Le port", "O. Lenoir")
    assert (letter.date, letter.date_basis) == ("2017-03-12", DateBasis.MANUAL)
    assert said(letter)["collection"] == "Quai"
    assert "metadata.csv, line " in letter.date_evidence
    assert [(d.sources, d.unmatched) for d in summary.described] == [(1, ())]


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (b"title,date\nLe port,2017\n", "line 1: no column 'filename'"),
        (b"fichier;prix\nlettre.txt;3\n", "line 1: unknown column 'prix'"),
        (b"filename\nlettre.txt\n", "line 1: no column besides the file names"),
        (b"", "empty file"),
        (b"filename,title\nlettre.txt,Le port,2017\n", "line 2: more cells than columns"),
        (b"filename,title\nlettre.txt,A\n\n,B\n", "line 4: no name of a file"),
        (b"filename,title\n../../etc/passwd,A\n", "line 2: '../../etc/passwd' leads out of the folder"),
        (b"filename,date\nlettre.txt,un jour\n", "line 2: 'un jour' is not a date"),
        (b'filename,title\nlettre.txt,"A\n', "line 2: not CSV"),
    ],
)
def test_a_wrong_table_is_one_error_with_its_line(tmp_path: Path, table: bytes, reason: str) -> None:
    summary = take_in(tmp_path / "archive", deposit(tmp_path, metadata_csv=table))
    assert summary.sources == 2
    assert list(reasons(summary)) == ["metadata.csv"]
    assert reasons(summary)["metadata.csv"].startswith(reason)
    again = take_in(tmp_path / "archive", tmp_path / "in")
    assert (again.sources, reasons(again)) == (0, reasons(summary)), "it is told until it is mended"
    with Catalog.open(tmp_path / "archive") as catalog:
        assert [Path(f.given).name for f in origins.failures(catalog)] == ["metadata.csv"]


def test_a_line_that_is_wrong_leaves_the_others_and_is_mended_later(tmp_path: Path) -> None:
    table = b"filename,title,date\nlettre.txt,Le port,demain\nsub/note.txt,A note,May 2016\nnon.txt,X,\n"
    home = deposit(tmp_path, metadata_csv=table)
    summary = take_in(tmp_path / "archive", home)
    assert list(reasons(summary)) == ["metadata.csv"]
    assert [d.unmatched for d in summary.described] == [(f"{home}/metadata.csv, line 4",)]
    found = held(tmp_path / "archive")
    assert (found["lettre.txt"].title, found["note.txt"].date) == ("Le port", "2016-05")
    (home / "metadata.csv").write_bytes(b"filename,title,date\nlettre.txt,La fete,2016\n")
    again = take_in(tmp_path / "archive", home)
    assert (again.sources, again.unchanged, again.failed) == (0, 2, [])
    found = held(tmp_path / "archive")
    assert (found["lettre.txt"].title, found["lettre.txt"].date) == ("La fete", "2016")
    assert found["note.txt"].stated == ()
    with Catalog.open(tmp_path / "archive") as catalog:
        assert origins.failures(catalog) == []
    third = take_in(tmp_path / "archive", home)
    assert (third.unchanged, third.described) == (2, [])


def test_a_file_that_comes_later_finds_what_was_said_of_it(tmp_path: Path) -> None:
    home = deposit(tmp_path, metadata_csv=b"filename,title\nobjects/plan.txt,The plan\n")
    take_in(tmp_path / "archive", home)
    folder(tmp_path, objects__plan_txt=ENGLISH.format(9))
    assert take_in(tmp_path / "archive", home).sources == 1
    assert held(tmp_path / "archive")["plan.txt"].title == "The plan"


DC_XML = """<?xml version="1.0"?>
<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>Le port</dc:title><dc:creator>O. Lenoir</dc:creator><dc:date>2017-03-12</dc:date></oai_dc:dc>"""
SINGLE: dict[str, dict[str, str | bytes]] = {
    "json with the whole name": {"lettre_txt_json": '{"title": "Le port",'
        ' "auteur": ["O. Lenoir"], "date": "2017-03-12"}'},
    "json with the stem": {"lettre_json": '{"dc:title": "Le port",'
        ' "dc:creator": {"name": "O. Lenoir"}, "created": "12/03/2017"}'},
    "dublin core": {"lettre_dc_xml": DC_XML},
    "dublin core, the whole name": {"lettre_txt_dc_xml": DC_XML},
}  # fmt: skip


@pytest.mark.parametrize("files", SINGLE.values(), ids=SINGLE)
def test_a_source_may_be_described_in_a_file_of_its_own(
    tmp_path: Path, files: dict[str, str | bytes]
) -> None:
    summary = take_in(tmp_path / "archive", deposit(tmp_path, **files))
    assert (summary.sources, summary.failed) == (2, [])
    letter = held(tmp_path / "archive")["lettre.txt"]
    assert (letter.title, letter.author, letter.date) == ("Le port", "O. Lenoir", "2017-03-12")


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("lettre.json", {"type": "FeatureCollection", "name": "Carte", "title": "Quais", "features": []}),
        ("lettre.txt.json", {"type": "FeatureCollection", "name": "Quays", "Features": [{"type": "x"}]}),
        ("lettre.json", {"name": "quai", "license": "MIT", "author": "B.", "scripts": {"test": "x"}}),
        (
            "lettre.json",
            {"name": "harbour", "description": "A tool", "license": "MIT", "devDependencies": {}},
        ),
        ("lettre.json", {"name": "quai", "version": "1.0", "license": "MIT", "main": "a.js"}),
        ("lettre.json", {"date": "2017", "values": [1, 2], "title": {"text": "Les marées"}}),
        ("lettre.json", {"title": "Tides", "date": "2017-03-12", "items": [{"title": "x"}]}),
        ("lettre.txt.json", {"titre": "Prix", "date": "2017", "rows": [[1, 2]]}),
        ("lettre.txt.json", {"title": "Prices", "language": "en", "data": {"a": 1}}),
        ("lettre.json", {"title": "Réglages", "width": 3, "height": 4, "theme": "nuit"}),
        ("lettre.json", {"title": "Board", "cards": []}),
        ("lettre.json", {"name": "Odile", "nom": "Varangot"}),
        ("lettre.json", {"nom": "Le port", "type": "quai", "description": "Il est vieux."}),
    ],
)
def test_data_beside_a_text_of_its_name_says_nothing_of_it(
    tmp_path: Path, name: str, keys: dict[str, object]
) -> None:
    home = deposit(tmp_path)
    (home / name).write_text(json.dumps(keys))
    summary = take_in(tmp_path / "archive", home)
    assert list(reasons(summary)) == [name]
    assert summary.described == []
    assert held(tmp_path / "archive")["lettre.txt"].stated == ()


@pytest.mark.parametrize(
    ("name", "keys", "title"),
    [
        ("lettre.txt.json", {"name": "Le port", "date": "2017"}, "Le port"),
        ("lettre.txt.json", {"nom": "Le quai", "auteur": "O. Lenoir", "pages": 3}, "Le quai"),
        ("lettre.json", {"title": "The quay", "name": "quay", "creator": "O. Lenoir"}, "The quay"),
        ("lettre.json", {"titre": "Le quai", "droits": "CC0", "couleur": "bleu"}, "Le quai"),
    ],
)
def test_an_object_whose_keys_are_mostly_fields_describes_the_text_beside_it(
    tmp_path: Path, name: str, keys: dict[str, object], title: str
) -> None:
    home = deposit(tmp_path)
    (home / name).write_text(json.dumps(keys))
    summary = take_in(tmp_path / "archive", home)
    assert (summary.sources, summary.failed) == (2, [])
    assert held(tmp_path / "archive")["lettre.txt"].title == title


@pytest.mark.parametrize(
    "files",
    [
        {"autre_json": '{"title": "Le port"}'},  # beside nothing of its name
        {"lettre_json": '[{"title": "Le port"}]'},
        {"lettre_json": '{"type": "Feature", "source": "x"}'},  # data
        {"lettre_json": '{"title": "Le port"', "lettre_md": "# Une fête\n\nElle est belle.\n"},
        {"lettre_xml": "<recipe><title>Le port</title></recipe>"},
        {"manifest_xml": "<manifest><title>Le port</title></manifest>"},
    ],
)
def test_what_is_not_clearly_a_description_is_refused_as_what_it_is(
    tmp_path: Path, files: dict[str, str | bytes]
) -> None:
    summary = take_in(tmp_path / "archive", deposit(tmp_path, **files))
    assert len(summary.failed) == 1
    assert "data" in summary.failed[0].reason or "text" in summary.failed[0].reason
    assert summary.described == []
    assert all(d.stated == () for d in held(tmp_path / "archive").values())


def test_a_description_that_is_withdrawn_gives_the_page_its_word_back(tmp_path: Path) -> None:
    home = deposit(tmp_path, lettre_json='{"title": "Le port", "date": "2015"}')
    take_in(tmp_path / "archive", home)
    (home / "lettre.json").write_text('{"speed": 3}')
    summary = take_in(tmp_path / "archive", home)
    assert "JSON" in reasons(summary)["lettre.json"]
    letter = held(tmp_path / "archive")["lettre.txt"]
    assert (letter.stated, letter.date) == ((), None)


def test_accents_written_in_two_ways_are_one_name(tmp_path: Path) -> None:
    home = deposit(tmp_path, metadata_csv="filename,title\nfête.txt,La fête\n".encode())
    name = "fe\u0302te.txt"
    (home / os.fsdecode(name.encode())).write_text(FRENCH.format(7))
    take_in(tmp_path / "archive", home)
    assert next(d.title for n, d in held(tmp_path / "archive").items() if n.startswith("f")) == "La fête"


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("vers 1950", "1950~"), ("ca. 1950", "1950~"), ("[1968]", "1968~"), ("1950-1960", "1950/1960"),
        ("mars 2017", "2017-03"), ("Spring 2016", "2016-21"), ("3/4/2017", "2017-04-03"),
        ("2017-03-12T23:30:00+02:00", "2017-03-12"), ("s.d.", None), ("n. d.", None), ("undated", None),
        ("1er mai 1968 au 3 mai 1968", "1968-05-01/1968-05-03"), ("1968?", "1968?"),
    ],
)  # fmt: skip
def test_the_days_of_catalogues(words: str, value: str | None) -> None:
    assert day_of(words) == value


@pytest.mark.parametrize("words", ["le port", "2017-13-45", "12/03/17/5", "2016 or later, perhaps"])
def test_what_says_no_day(words: str) -> None:
    with pytest.raises(NoDay):
        day_of(words)


def test_the_forms_say_who_said_what(tmp_path: Path) -> None:
    from archive import forms
    from archive.pipeline.reading import entries

    table = b"filename,creator,rights,identifier,language,collection\nlettre.txt,A|B,CC0,12 J 4,French,Quai\n"
    summary = take_in(tmp_path / "archive", deposit(tmp_path, metadata_csv=table))
    with Catalog.open(tmp_path / "archive") as catalog:
        form = next(f for e in entries(catalog) if "rights" in (f := forms.document(e)))
    assert (form["authors"], form["author"], form["rights"]) == (["A", "B"], "A, B", "CC0")
    assert (form["identifiers"], form["collection"], form["languages"]) == (["12 J 4"], "Quai", ["fr"])
    assert form["stated"][0] == {
        "field": "author", "value": "A", "said": "A", "place": form["stated"][0]["place"],
    }  # fmt: skip
    assert form["stated"][0]["place"].endswith("metadata.csv, line 2")
    assert json.loads(json.dumps(forms.ingest(summary)))["metadata"][0]["sources"] == 1


def test_what_is_said_is_found_and_found_no_more(tmp_path: Path) -> None:
    home = deposit(
        tmp_path, metadata_csv=b"filename,creator,collection\nlettre.txt,Jeanne Le Goff,Fonds du quai\n"
    )
    queries = ("author:goff", "auteur:jeanne", 'fonds:"fonds du quai"', "collection:quai")
    with archive.open(tmp_path / "archive", create=True, run=archive.Run(vectors=False)) as held_in:
        held_in.ingest(home)
        assert [held_in.search(query).total for query in queries] == [1, 1, 1, 1]
        (home / "metadata.csv").write_bytes(b"filename,title\nlettre.txt,Le port\n")
        held_in.ingest(home)
        assert [held_in.search(query).total for query in (*queries, "title:port")] == [0, 0, 0, 0, 1]


@pytest.mark.parametrize("page", ["cp1252", "cp850", "mac_roman"])
@pytest.mark.parametrize("table", ["utf-8", "cp1252"])
def test_names_of_older_systems_are_found_by_what_they_show(tmp_path: Path, page: str, table: str) -> None:
    home = os.fsencode(deposit(tmp_path))
    with open(os.path.join(home, "procès-verbal d’été.txt".replace("’", "_").encode(page)), "wb") as file:
        file.write(FRENCH.format(7).encode())
    said = "fichier;titre\nprocès-verbal d_été.txt;Le procès-verbal\n"
    Path(tmp_path, "in", "metadata.csv").write_bytes(said.encode(table))
    summary = take_in(tmp_path / "archive", tmp_path / "in")
    assert (summary.failed, [one.unmatched for one in summary.described]) == ([], [()])
    assert "Le procès-verbal" in {d.title for d in held(tmp_path / "archive").values()}


CHARTS = (
    {"title": "Marées", "series": [1, 2, 3]},
    {"title": "Tides", "series": [{"name": "Deal", "data": [1, 2]}]},
    {"titre": "Marées", "date": [["2017-03-12", 4.1], ["2017-03-13", 4.4]]},
    {"title": "Tides", "type": "line", "source": {"columns": ["day", "height"]}},
    {"title": {"text": "Marées", "style": {"color": "red"}}, "series": "Deal", "date": "2017"},
)


@pytest.mark.parametrize("told", CHARTS)
def test_what_a_chart_is_drawn_of_says_nothing_of_a_text(tmp_path: Path, told: dict[str, object]) -> None:
    home = deposit(tmp_path, lettre_json=json.dumps(told))
    assert "data" in reasons(take_in(tmp_path / "archive", home))["lettre.json"]
    assert said(held(tmp_path / "archive")["lettre.txt"]) == {}


def test_what_was_read_by_other_rules_is_looked_at_again(tmp_path: Path) -> None:
    home = deposit(tmp_path, lettre_json=json.dumps({"title": "Le port", "author": "O. Lenoir"}))
    take_in(tmp_path / "archive", home)
    with Catalog.open(tmp_path / "archive") as catalog, catalog.transaction() as db:
        db.execute("UPDATE stated SET value = 'as an earlier version had it'")
    take_in(tmp_path / "archive", home)
    assert said(held(tmp_path / "archive")["lettre.txt"])["title"] == "Le port"  # of the documents
    with Catalog.open(tmp_path / "archive") as catalog:
        assert catalog.db.execute("SELECT max(value) FROM stated").fetchone()[0].startswith("as an")
        catalog.set("beside", "1")
    take_in(tmp_path / "archive", home)
    with Catalog.open(tmp_path / "archive") as catalog:
        assert catalog.db.execute("SELECT max(value) FROM stated").fetchone()[0] == "O. Lenoir"


@pytest.mark.parametrize(
    ("name", "text", "stated", "lang", "against"),
    [
        ("lettre.txt", FRENCH.format(3), "en", "fr", True),  # a word for a whole collection turns no text
        ("note.txt", ENGLISH.format(3), "français", "en", True),
        ("note.txt", ENGLISH.format(3), "fr; en", "en", False),
        ("sums.txt", "1958 4,210\n\n1959 4,300\n", "fr", "fr", False),
        ("sums.txt", "1958 4,210\n\n1959 4,300\n", "English", "en", False),
        ("sums.txt", "1958 4,210\n\n1959 4,300\n", "fr|en", "und", False),
        ("sums.txt", "1958 4,210\n\n1959 4,300\n", "volapük", "und", False),
    ],
)
def test_a_stated_language_is_that_of_a_text_whose_words_tell_none(
    tmp_path: Path, name: str, text: str, stated: str, lang: str, against: bool
) -> None:
    home = tmp_path / "in"
    home.mkdir()
    (home / name).write_text(text, "utf-8")
    (home / "metadata.csv").write_text(f"filename,language\n{name},{stated}\n", "utf-8")
    take_in(tmp_path / "archive", home)
    document = held(tmp_path / "archive")[name]
    assert document.lang == lang
    assert [s.field for s in document.stated] == ["language"] * len(re.split("[|;]", stated))
    shown = CliRunner().invoke(
        main, ["--archive", str(tmp_path / "archive"), "show", document.id, "--format", "text"]
    )
    assert ("the words of this text are in" in shown.stdout) is against
    (home / "metadata.csv").unlink()
    (home / "metadata.csv").write_text(f"filename,title\n{name},Le port\n", "utf-8")
    take_in(tmp_path / "archive", home)
    assert held(tmp_path / "archive")[name].lang == ("und" if name == "sums.txt" else lang)
