"""The day on which a file was made: last of all, unless it confirms a day that the head of the text says."""

from __future__ import annotations

import pytest

from archive.ingest.dating import date_documents
from archive.ingest.posts import split_page
from archive.records import Block, Page, Role
from tests.ingest.test_readers_pdf import EN, FR

MINUTES = "Compte rendu de la réunion du 14 mai 2019"
MEETING = "Minutes of the meeting held on 14 May 2019 at Oxmoor"


def dated(lines: list[str], made: str, *, single: bool = True) -> tuple[str, str] | None:
    text = "\n\n".join(lines)
    blocks, at = [], 0
    for line in lines:
        role = Role.HEADING if line is lines[0] else Role.PARAGRAPH
        blocks.append(Block(at, at + len(line), role, 1 if role is Role.HEADING else 0))
        at += len(line) + 2
    page = Page(text, tuple(blocks), title=lines[0], markup=True, single=single, made=made)
    (dating,) = date_documents(split_page(page).drafts, page)
    return (dating.date, dating.basis.value) if dating else None


@pytest.mark.parametrize(
    ("lines", "made", "date"),
    [
        ([MINUTES, *FR], "2019-05-15", ("2019-05-14", "title")),
        ([MEETING, *EN], "2019-06-20", ("2019-05-14", "title")),
        # too long after: the file says when this copy was made, and no more
        ([MINUTES, *FR], "2022-05-15", ("2022-05-15", "metadata")),
        # a day to come is what the text announces
        ([MINUTES.replace("Compte rendu", "Convocation"), *FR], "2019-05-02", ("2019-05-02", "metadata")),
        (["The lamps", "Report on the inspection of 3 March 2016", *EN], "2016-03-11",
         ("2016-03-03", "dateline")),
        # in the middle of running text it is what the text tells of
        (["The lamps", f"{EN[0]} On 3 March 2016 they were lit again, and the town came to see it.", *EN],
         "2016-03-11", ("2016-03-11", "metadata")),
    ],
)  # fmt: skip
def test_a_file_confirms_the_day_that_its_head_says(
    lines: list[str], made: str, date: tuple[str, str]
) -> None:
    assert dated(lines, made) == date


@pytest.mark.parametrize("day", ["Brévaux, le 4 février 2018", "Brévaux, February 4, 2018"])
def test_a_letter_names_who_writes_to_whom_before_it_says_when(day: str) -> None:
    head = ["La Société du lavoir", "3, rue des Tanneurs", "62100 Brévaux", "Madame la Maire"]
    head += ["Hôtel de Ville", "1, place du Marché", "62100 Brévaux", day]
    texts = FR if "février" in day else EN
    assert dated([*head, *texts], "2021-01-01") == ("2018-02-04", "dateline")
