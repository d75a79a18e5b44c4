"""Days of what appears in issues, and of what courts say."""

from __future__ import annotations

import pytest

from archive.ingest.dating import date_documents
from archive.ingest.posts import split_page
from archive.ingest.readers import read_page

FR = (
    "Le printemps est là et les expulsions reprennent le long du canal. Ce texte raconte trois mois de vie"
    " au bord de l'eau, depuis le 3 février 2014."
)
EN = (
    "Spring is here and evictions go on along the canal. This text tells of three months of life beside the"
    " water, since 3 February 2014."
)


def _days(head: str, body: str) -> list[str | None]:
    page = read_page(f"{head}\n\n{body}\n".encode(), "text/plain")
    return [one.date if one else None for one in date_documents(split_page(page).drafts, page)]


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("LE PETIT QUAI\nBulletin n° 7 – mai 2018", "2018-05"),
        ("Bulletin n° 7 mai 2018", "2018-05"),
        ("Lettre d'information du 3 mai 2018", "2018-05-03"),
        ("La Gazette du canal\nN° 12 | avril 2017", "2017-04"),
        ("Chroniques du canal, octobre 2016", "2016-10"),
        ("Revue de presse du 12 mars 2019\n\nLa Voix, 11 mars 2019\n\nLe Large, 10 mars 2019", "2019-03-12"),
        ("Newsletter 12 – March 2019", "2019-03"),
        ("The Quay Bulletin\nIssue 4, March 2019", "2019-03"),
        ("Digest for March 2019", "2019-03"),
        ("Press review, 12 March 2019\n\nThe Voice, 11 March 2019\n\nSea Mail, 10 March 2019", "2019-03-12"),
        # What only speaks of a month, and a number that is no day.
        ("Bulletin n° 7", None),
        ("Lettre au maire sur les expulsions de mars 2016", None),
        ("Letter to the mayor about the eviction of March 2016", None),
        ("Numéro spécial : de mai 1968 à mai 1969", None),
        ("The issue of the bridge in March 2016 and after", None),
    ],
)
def test_an_issue_is_of_the_day_that_it_names(head: str, day: str | None) -> None:
    body = EN if any(word in head for word in ("Press", "News", "The ", "Letter", "Digest")) else FR
    assert _days(head, body) == [day]


FORMULAS = "RÉPUBLIQUE FRANÇAISE\n\nAU NOM DU PEUPLE FRANÇAIS"
COURT = "Cour de Brenne\n\nN° 17BX0123\n\nInédit\n\n2e chambre\n\nM. Carlier, président\n\nMme Vasseur"
ENGLISH = "Court of Brenne\n\nNo 17/0123\n\nBefore:\n\nJudge Moreau\n\nJudge Hadley\n\nBetween two parties"


@pytest.mark.parametrize(
    ("head", "day"),
    [
        (f"{COURT}\n\nlecture du jeudi 22 février 2018\n\n{FORMULAS}", "2018-02-22"),
        (f"{COURT}\n\nAudience du 1er février 2018\nLecture du 22 février 2018", "2018-02-22"),
        (f"{COURT}\n\nAudience publique du 22 février 2018", "2018-02-22"),
        (f"{COURT}\n\nPrononcé publiquement le 22 février 2018", "2018-02-22"),
        (f"{COURT}\n\nRendue le 22 février 2018", "2018-02-22"),
        (
            f"{ENGLISH}\n\nHearing date: 7 November 2017\n\nJudgment delivered on 22 February 2018",
            "2018-02-22",
        ),
        (f"{ENGLISH}\n\nHanded down on 22 February 2018", "2018-02-22"),
        (f"{ENGLISH}\n\nDate of judgment: 22 February 2018", "2018-02-22"),
        (f"{COURT}\n\nAudience du 1er février 2018", None),
        (f"{ENGLISH}\n\nHearing date: 7 November 2017", None),
    ],
)
def test_a_judgment_is_of_the_day_on_which_it_is_given(head: str, day: str | None) -> None:
    """And its formulas open no text of their own."""
    assert _days(head, EN if head.startswith("Court of") else FR) == [day]
