"""Deposits (BagIt, SEDA, METS, EAD), bags and web archives describe the files in them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from archive.ingest.beside.bags import read_info
from archive.ingest.places import FoundFile
from tests.ingest.test_containers_web import web
from tests.pipeline.taking import FRENCH, take_in
from tests.pipeline.test_beside import ENGLISH, folder, held, said

BAG: dict[str, str | bytes] = {
    "bagit_txt": "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
    "bag-info_txt": "Source-Organization: Les amis du quai\n"
        "External-Description: Lettres du port,\n de 2015 à"
    " 2017\nBagging-Date: 2020-05-02\nRights: CC BY\n",
    "manifest-sha256_txt": "0000  data/lettre.txt\n",
    "data__lettre_txt": FRENCH.format(3),
}  # fmt: skip


def seda(version: str) -> str:
    return f"""<ArchiveTransfer xmlns="fr:gouv:culture:archivesdefrance:seda:v{version}"><DataObjectPackage>
<DataObjectGroup id="G1"><BinaryDataObject id="B1"><Uri>content/lettre.txt</Uri></BinaryDataObject>
</DataObjectGroup>
<DescriptiveMetadata><ArchiveUnit id="U1"><Content><Title>Fonds du quai</Title></Content>
<ArchiveUnit id="U2"><Content><Title>Le port</Title><Writer><FirstName>Odile</FirstName>
<BirthName>Lenoir</BirthName></Writer>
<StartDate>2017-03-12</StartDate><EndDate>2017-03-12</EndDate></Content><DataObjectReference>
<DataObjectGroupReferenceId>G1</DataObjectGroupReferenceId></DataObjectReference></ArchiveUnit></ArchiveUnit>
</DescriptiveMetadata></DataObjectPackage></ArchiveTransfer>"""


METS = """<mets xmlns="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink">
<dmdSec ID="D1"><mdWrap MDTYPE="DC"><xmlData xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>Le port</dc:title>
<dc:creator>Odile Lenoir</dc:creator><dc:date>2017-03-12</dc:date><dc:relation>x</dc:relation></xmlData>
</mdWrap></dmdSec>
<fileSec><fileGrp><file ID="F1"><FLocat LOCTYPE="URL" xlink:href="content/lettre.txt"/></file></fileGrp>
</fileSec>
<structMap><div DMDID="D1"><fptr FILEID="F1"/></div></structMap></mets>"""


EAD = """<ead xmlns="urn:isbn:1-931666-22-9" xmlns:xlink="http://www.w3.org/1999/xlink">
<archdesc level="fonds"><did>
<unittitle>Fonds du quai</unittitle></did><dsc><c01 level="file"><did><unittitle>Dossier</unittitle></did>
<c02 level="item">
<did><unittitle>Le port</unittitle><unitid>12 J 4</unitid>
<unitdate normal="2017-03-12">12 mars 2017</unitdate>
<origination><persname>Odile Lenoir</persname></origination><dao xlink:href="content/lettre.txt"/></did>
</c02></c01></dsc>
</archdesc></ead>"""


@pytest.mark.parametrize(
    ("name", "text", "collection"),
    [
        ("manifest_xml", seda("2.1"), "Fonds du quai"),
        ("manifest_xml", seda("2.2"), "Fonds du quai"),
        ("mets_xml", METS, None),
        ("inventaire_xml", EAD, "Fonds du quai"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_a_deposit_describes_its_files(
    tmp_path: Path, name: str, text: str, collection: str | None, packed: bool
) -> None:
    home = folder(tmp_path, **{name: text, "content__lettre_txt": FRENCH.format(1)})
    if packed:
        with zipfile.ZipFile(tmp_path / "sip.zip", "w") as box:
            for path in sorted(home.rglob("*.*")):
                box.write(path, str(path.relative_to(home)))
        home = tmp_path / "sip.zip"
    summary = take_in(tmp_path / "archive", home)
    assert (summary.sources, summary.failed) == (1, [])
    (letter,) = held(tmp_path / "archive").values()
    assert (letter.title, letter.author, letter.date) == ("Le port", "Odile Lenoir", "2017-03-12")
    assert said(letter).get("collection") == collection
    assert take_in(tmp_path / "archive", home).described == []


def test_a_bag_describes_what_lies_in_it(tmp_path: Path) -> None:
    home = folder(tmp_path, **BAG, metadata__metadata_csv=b"filename,title\ndata/lettre.txt,Le port\n")
    summary = take_in(tmp_path / "archive", home)
    assert (summary.sources, summary.failed) == (1, [])
    (letter,) = held(tmp_path / "archive").values()
    assert said(letter) == {
        "title": "Le port", "collection": "Lettres du port, de 2015 à 2017", "rights": "CC BY",
        "publisher": "Les amis du quai",
    }  # fmt: skip


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of warcio's writer
def test_a_web_archive_says_what_its_pages_are_called_where_they_do_not(tmp_path: Path) -> None:
    home = "http://quai.example/"
    page = "<p>Le comité du port se réunit chaque mardi, et tout le monde peut venir.</p>"
    told = (("a", page), ("b", f"<h1>Le quai</h1>{page}"))
    pages = [("2017-01-01", home + name, "text/html", text) for name, text in told]
    lines = [
        {"format": "json-pages-1.0"},
        *({"url": home + name, "title": "Selon le robot"} for name, _ in told),
    ]
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as box:
        box.writestr("datapackage.json", '{"title": "Le site du quai"}')
        box.writestr("pages/pages.jsonl", "\n".join(map(json.dumps, lines)))
        box.writestr("archive/data.warc.gz", web(*pages))
    summary = take_in(tmp_path / "archive", tmp_path / "a.wacz")
    assert (summary.sources, summary.failed) == (2, [])
    found = held(tmp_path / "archive")
    assert found["b"].title == "Le quai"
    assert {d.stated[-1].value for d in found.values()} == {"Le site du quai"}
    assert found["a"].stated[0].value == "Selon le robot"


def test_a_text_that_is_called_like_a_part_of_a_bag_is_a_text(tmp_path: Path) -> None:
    home = folder(tmp_path, **{"manifest-port_txt": FRENCH.format(4), "fetch_txt": ENGLISH.format(5)})
    assert take_in(tmp_path / "archive", home).sources == 2


@pytest.mark.parametrize(("length", "called"), [(199, True), (200, True), (201, False)])
def test_a_long_description_of_a_bag_is_no_name_of_a_collection(length: int, called: bool) -> None:
    """It is a description of what is in the bag all the same; another of its labels may be the name."""
    text = f"External-Description: {'é' * length}\nExternal-Identifier: FM 12\n".encode()
    found = read_info(text, FoundFile("/b/bag-info.txt", "/b/bag-info.txt", "b/bag-info.txt"), "/b/")
    values = [(one.statement.field, len(one.statement.value)) for one in found.told]
    name = ("collection", length if called else len("FM 12"))
    assert values == [name, ("description", length), ("identifier", len("FM 12"))]
