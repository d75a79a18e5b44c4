"""The archive that all tests of exchange read, made once."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.exchange.quay import QUAY, many, opened


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with a zip, a changed file, names that it was taught, and decisions, one taken back."""
    place = tmp_path_factory.mktemp("quay")
    papers = place / "papers"
    papers.mkdir()
    for name, text in QUAY.items():
        (papers / name).write_text(text, "utf-8")
    with zipfile.ZipFile(papers / "box.zip", "w") as box:
        box.writestr(
            "letter.txt", "Chère Odile, les péniches sont parties le 5 mai 2017. Brévaux est vide.\n"
        )
    (papers / "metadata.csv").write_text(
        "file,creator,collection,rights\nboats.txt,Ada Kestrel; Awa Diop,Quays,CC BY 4.0\n"
    )
    (place / "known.csv").write_text(
        "name,type,language,same-as\nOdile Sarrazin,PERSON,,quay:1\nBrévaux,PLACE,,Q456 geonames:2988507\n"
    )
    with opened(place / "home", create=True) as a:
        a.import_names(place / "known.csv")
        a.ingest([papers])
        (papers / "boats.txt").write_text(QUAY["boats.txt"] + "Two came back.\n")
        a.ingest([papers, place / "absent.txt"])
        by = {entry.document.source.rpartition("/")[2]: entry.document.id for entry in a.documents()}
        a.decide_date(by["boats.txt"], "2017-05-04", note="it says so")
        a.withdraw(a.decide_title(by["boats.txt"], "Boats"), note="a slip")
        a.confirm(by["en.md"], by["fr.md"])
        a.add_watch("odile", "Odile")
    return place / "home"


@pytest.fixture(scope="session")
def sizes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An archive of few documents and one of ten times as many, without originals."""
    place = tmp_path_factory.mktemp("many")
    return many(place / "few", 40), many(place / "many", 400)
