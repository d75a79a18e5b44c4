"""Addresses of versions of one page."""

from __future__ import annotations

import pytest

from archive.addresses import twin_key, twins


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("site/en/page.html", "site/fr/page.html"),
        ("call-en.txt", "call-fr.txt"),
        ("call.EN.txt", "call.fr.txt"),
        ("https://example.org/page?lang=en", "https://example.org/page?lang=fr"),
        ("English/call.txt", "français/call.txt"),
    ],
)
def test_versions_share_a_key(one: str, other: str) -> None:
    assert twin_key(one) == twin_key(other) is not None


@pytest.mark.parametrize(("one", "other"), [("a-en.txt", "b-fr.txt"), ("en/a.txt", "a-fr.txt")])
def test_others_do_not(one: str, other: str) -> None:
    assert twin_key(one) != twin_key(other)


def test_an_address_without_a_language_has_no_key() -> None:
    assert twin_key("friends/enough.txt") is None


@pytest.mark.parametrize(
    ("ones", "others", "together"),
    [
        (["1-en", "2-en", "3-en"], ["3-fr", "1-fr"], [("1-en", "1-fr"), ("3-en", "3-fr")]),
        (["1", "2"], ["3"], [("1", "3")]),
        (["1-en"], ["2-fr"], [("1-en", "2-fr")]),
        ([], ["1"], []),
    ],
)
def test_places_belong_together(ones: list[str], others: list[str], together: list[tuple[str, str]]) -> None:
    assert twins(ones, others) == together
