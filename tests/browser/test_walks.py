"""What a person comes for, from beginning to end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.rooms import Room
from tests.browser.watched import How, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("how", [How("en"), How("en", scripts=False, width=390)], ids=str)
def test_a_researcher_asks_in_english_and_is_answered_in_french(
    chromium: Browser, room: Room, how: How
) -> None:
    """The question, its answer in French, beside the English version, a citation, a person's timeline."""
    with watched(chromium, room.base, how) as seen:
        page = seen.open("/")
        page.get_by_role("searchbox").fill("mountain pass snow night rescue")
        page.get_by_role("button", name="Search").click()
        assert page.locator("ol.hits > li").count()
        first = page.locator("ol.hits > li").first
        assert first.locator("h2").get_attribute("lang") == "fr"
        assert "Found by" in first.inner_text()

        page.get_by_role("searchbox").fill("Douvres")
        page.get_by_role("button", name="Search").click()
        page.get_by_role("link", name="quai bloqué").first.click()
        assert page.locator("mark").first.inner_text() == "Douvres"

        page.get_by_role("link", name="side by side").click()
        row = page.locator("tbody tr:not(.alone)").first.locator("td")
        assert [cell.get_attribute("lang") for cell in row.all()] == ["fr", "en"]
        tops = [box["y"] for cell in row.all() if (box := cell.bounding_box())]
        assert len(tops) == 2
        assert (tops[0] == tops[1]) is (how.width > 800)  # level; on a narrow screen one below the other

        page.go_back()
        with page.expect_download() as cited:
            page.get_by_role("link", name="RIS").click()
        assert cited.value.suggested_filename.endswith(".ris")
        page.get_by_role("link", name="Nour Hadidi").first.click()
        assert page.locator("h1").inner_text() == "Nour Hadidi"
        page.locator("ol.events > li a").first.click()
        assert "#m" in page.url
        assert seen.wrong == []


def test_the_language_of_the_pages_is_chosen_and_kept(chromium: Browser, room: Room) -> None:
    with watched(chromium, room.base, How("en")) as seen:
        page = seen.open("/search?q=Calais")
        page.get_by_role("link", name="Français").click()
        assert page.locator("html").get_attribute("lang") == "fr"
        assert "q=Calais" in page.url
        page.get_by_role("link", name="Personnes").click()
        assert page.locator("html").get_attribute("lang") == "fr"
        assert seen.wrong == []


@pytest.mark.parametrize("how", [How("fr"), How("en", scripts=False, width=390, dark=True)], ids=str)
def test_an_archivist_enters_corrects_decides_takes_back_and_leaves(
    chromium: Browser, worked_on: Room, how: How
) -> None:
    with watched(chromium, worked_on.base, how) as seen:
        page = seen.open(worked_on.invitation())
        page.locator("main button").click()
        page.wait_for_url(f"{worked_on.base}/")
        page.locator("nav a[href='/intake']").click()
        page.locator("ul.noted a[href^='/s/']").first.click()
        assert page.locator(".piece.kept").count()
        page.locator("ol.inside a").first.click()
        page.locator("a[href$='/correct']").click()
        for what, value in (("date", "2011-04-05"), ("title", "Un titre <b>choisi</b>")):
            before = page.locator(f"#{what}").input_value()
            page.locator(f"#{what}").fill(value)
            page.locator(f"form:has(#{what}) button").click()
            page.wait_for_url("**/correct?done=*")
            assert page.locator(f"#{what}").input_value() == value
            page.locator("[role=status] button").click()
            page.wait_for_url("**/correct")
            assert page.locator(f"#{what}").input_value() == before
        assert page.locator("ul.noted s").count() == 2  # both are told, as taken back

        page.locator("nav a[href='/desk']").click()
        page.locator(".queues h2 a").first.click()
        asked = page.locator("main .trail").inner_text()
        page.locator("#note").fill("à revoir")
        page.keyboard.press("Enter")
        assert page.locator("[role=status]").count() == 0
        page.locator("button[value=no]").click()
        page.wait_for_url("**done=*")
        page.locator("[role=status] button").click()
        page.wait_for_url("**at=*")
        assert page.locator("main .trail").inner_text() == asked
        page.locator("form.who button").click()
        page.wait_for_url(f"{worked_on.base}/")
        assert page.locator("form.who").count() == 0
        assert seen.wrong == []
