"""The tuned English weights on lines as communiqués have them: whole names, and no more than these."""

from __future__ import annotations

import pytest

import archive
from archive.ingest.names.model import stock_name

LARGER = stock_name("en") != "en_core_web_sm"
pytestmark = pytest.mark.skipif(not LARGER, reason="weights of the larger English model")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ACTION AGAINST SEAFRANCE AND KLM\n\nOne year later SeaFrance still deports people.",
         ["ORG SEAFRANCE", "ORG KLM", "ORG SeaFrance"]),
        ("Rallies were held in Bristol, Hull, Reading, Bath, Slough and Oldham.",
         ["PLACE Bristol", "PLACE Hull", "PLACE Reading", "PLACE Bath", "PLACE Slough", "PLACE Oldham"]),
        ("Actions took place in Calais, Lille, Wimereux, Arras, Nice and Perpignan.",
         ["PLACE Calais", "PLACE Lille", "PLACE Wimereux", "PLACE Arras", "PLACE Nice", "PLACE Perpignan"]),
        ("The Red Cross camp at Wissant was closed, and nobody in Wissant has forgotten it.",
         ["ORG Red Cross", "PLACE Wissant", "PLACE Wissant"]),
    ],
)  # fmt: skip
def test_a_heading_a_list_and_a_town_are_told_apart(text: str, names: list[str]) -> None:
    (answer,) = archive.annotate([text])
    assert not isinstance(answer, archive.Refused)
    assert [f"{m.type.value} {m.text}" for m in answer.mentions if m.type.value != "DATE"] == names
