"""Authority files: what is read, what is refused and how it is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.catalog import Catalog, authority
from archive.catalog.authority import Known
from archive.errors import UsageError
from archive.records import MentionType

NOW = "2026-01-02T03:04:05Z"


def write(folder: Path, text: str, name: str = "known.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


READABLE = [
    "name,type,language,same-as\nMarée,ORG,fr,Tide\nOdile Carpentier,PERSON,,\n",
    "name;type;language;same-as\nMarée;org;FR;Tide\nOdile Carpentier;personne;;\n",
    "Name\tType\tLanguage\tSame_as\nMarée\tgroup\tfr\tTide\nOdile Carpentier\tPER\t\t\n",
    '\ufeffname,type,language,same-as\r\n\r\n Marée ,ORG,fr,Tide\r\n"Odile Carpentier",PERSON,,\r\n',
]


@pytest.mark.parametrize("text", READABLE)
def test_forms_that_are_read(tmp_path: Path, text: str) -> None:
    assert authority.read_csv(write(tmp_path, text)) == [
        Known("Marée", MentionType.ORG, "fr", "Tide"),
        Known("Odile Carpentier", MentionType.PERSON, "", ""),
    ]


REFUSED = [
    ("", "line 1: no column 'name' or 'type'"),
    ("name,language\nMarée,fr\n", "line 1: no column 'type'"),
    ("name,type\n,ORG\n", "line 2: no name"),
    ("name,type\nMarée,ORG\n—,ORG\n", "line 3: no name"),
    ("name,type\nMarée,DATE\n", "line 2 (Marée): the type must be PERSON, PLACE or ORG, not 'DATE'"),
    ("name,type,language\nMarée,ORG,français\n", "line 2 (Marée): the language must be a code"),
    ("name,type\nMarée, haute,ORG\n", "line 2: more cells than columns"),
    ('name,type\n"Marée,ORG\n', "not CSV"),
]


@pytest.mark.parametrize(("text", "said"), REFUSED)
def test_what_is_refused_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError) as error:
        authority.read_csv(write(tmp_path, text))
    assert said in str(error.value)


def test_other_encodings_and_missing_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not UTF-8"):
        authority.read_csv(write(tmp_path, "name,type\nMarée,ORG\n", encoding="latin-1"))
    with pytest.raises(UsageError, match="cannot be read"):
        authority.read_csv(tmp_path / "none.csv")


def test_a_file_imported_again_replaces_what_it_said(tmp_path: Path) -> None:
    with Catalog.open(tmp_path / "archive", create=True) as catalog:
        first = write(tmp_path, "name,type\nMarée,ORG\nBrume,ORG\n")
        other = write(tmp_path, "name,type\nDune,PLACE\n", "other.csv")
        assert authority.put(catalog, first, authority.read_csv(first), NOW) == 2
        assert authority.put(catalog, other, authority.read_csv(other), NOW) == 1
        write(tmp_path, "name,type,language\nBrume,ORG,fr\n")
        assert authority.put(catalog, first, authority.read_csv(first), NOW) == 1
        assert [(k.name, k.lang, k.file) for k in authority.entries(catalog)] == [
            ("Brume", "fr", "known.csv"),
            ("Dune", "", "other.csv"),
        ]


def test_rows_carry_the_columns_of_a_file() -> None:
    row = Known("Marée", MentionType.ORG, "fr", "Tide").row
    assert tuple(row) == authority.COLUMNS
    assert list(row.values()) == ["Marée", "ORG", "fr", "Tide"]
