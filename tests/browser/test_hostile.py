"""Texts that mean harm, or are merely monstrous, on every page that shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.browser.rooms import Room
from tests.browser.watched import How, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

QUERY = quote("""<script>alert(5)</script>" onfocus=alert(6) autofocus '""")
_FOREIGN = (
    'script:not([src="/room/room.js"], [type="application/ld+json"]), iframe, object, embed, main img,'
    " [onerror]"
)


@pytest.mark.parametrize("how", [How("en", width=390), How("fr", scripts=False)], ids=str)
def test_nothing_in_a_text_is_obeyed_or_breaks_a_page(chromium: Browser, hostile: Room, how: How) -> None:
    held = [one["id"] for one in hostile.asked("/api/search?limit=100")["hits"]]
    people = hostile.asked("/api/entities?limit=100")["entities"]
    assert len(held) > 20
    if not how.scripts:  # what is laid out is the same: only those that bring markup
        held = [hostile.document("alert")]
    paths = [
        "/", "/search", f"/search?q={QUERY}", f"/search?q=phare&source={QUERY}&person={QUERY}", "/people",
        "/places", "/organisations", "/search?page=2", *(f"/d/{one}?q=phare" for one in held),
        *(f"/e/{one['id']}" for one in people[:10]),
    ]  # fmt: skip
    with watched(chromium, hostile.base, how, expected=400) as seen:
        for path in paths:
            page = seen.open(path)
            assert seen.status in (200, 400), path
            assert page.locator(_FOREIGN).count() == 0, path
            assert page.locator("header, main").count() == 2, path
            assert page.locator("h1:visible").count() == 1, path
            assert seen.overflow() <= 0, path
            assert seen.wrong == [], path


def test_monstrous_texts_stay_open_to_all(chromium: Browser, hostile: Room) -> None:
    ids = {
        hostile.document(query)
        for query in ("source:long.html", "title:alert", "Diallo")
        if hostile.asked(f"/api/search?q={quote(query)}")["hits"]
    }
    assert ids
    with watched(chromium, hostile.base, How("en")) as seen:
        for found in ids:
            seen.open(f"/d/{found}")
            assert seen.blamed() == []
        assert seen.wrong == []
