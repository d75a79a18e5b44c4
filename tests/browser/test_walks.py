"""What a person comes for, from beginning to end."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.rooms import Room
from tests.browser.watched import How, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

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
        assert "#s" in page.url
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


MILL = (
    "The mill of Brandhoven\n\nThe miller of Brandhoven opened the mill to all in the first week of a dry "
    "summer, and nobody who came by went away without flour.\n\n"
    "The lamp of Kerzual\n\nThe keeper lit the lamp of Kerzual again, and the whole harbour came to see it "
    "turn over the roofs until the morning.\n"
)
LAMP = (
    "La lampe de Kerzual\n\nLa gardienne a rallumé la lampe de Kerzual, et tout le port est venu la voir "
    "tourner au-dessus des toits jusqu’au matin.\n"
)


def test_an_archivist_takes_in_cuts_dates_pairs_and_takes_back(
    chromium: Browser, worked_on: Room, tmp_path: Path
) -> None:
    """Files come in while the room is open; what is decided in it is worked out beside it."""
    given = tmp_path / "given"
    given.mkdir()
    (given / "mill.txt").write_text(MILL, "utf-8")
    (given / "lampe.txt").write_text(LAMP, "utf-8")
    command = [
        sys.executable,
        "-m",
        "archive.cli",
        "--archive",
        str(tmp_path / "archive"),
        "ingest",
        str(given),
    ]
    assert subprocess.run(command, capture_output=True, timeout=120).returncode == 0
    with watched(chromium, worked_on.base, How("en")) as seen:
        page = seen.open(worked_on.invitation())
        page.locator("main button").click()
        page.wait_for_url(f"{worked_on.base}/")
        page.locator("nav a[href='/intake']").click()
        page.get_by_role("link", name="The mill of Brandhoven").first.click()
        page.locator("a[href$='/limits']").click()
        block = page.locator("ol.blocks li", has_text="The lamp of Kerzual")
        block.get_by_role("link", name="A new text begins here").first.click()
        assert "Two texts" in page.locator("form.decide").inner_text()
        page.locator("#note").fill("two notices")
        page.get_by_role("button", name="Yes, record it").click()
        page.wait_for_url("**/s/*")
        source = page.url.partition("?")[0]
        _until(page, source, texts=2)

        page.locator("ol.inside a", has_text="The lamp of Kerzual").click()
        page.locator("a[href$='/correct']").click()
        page.locator("#date").fill("2011-04-05")
        page.locator("form:has(#date) button").click()
        page.wait_for_url("**/correct?done=*")
        page.locator("#other").fill(worked_on.document("gardienne Kerzual", "fr"))
        page.locator("form:has(#other) button").click()
        page.wait_for_url("**/correct?done=*")
        assert page.get_by_role("link", name="La lampe de Kerzual").count()
        assert page.locator("#date").input_value() == "2011-04-05"
        page.locator("[role=status] button").click()
        page.wait_for_url("**/correct")
        acts = page.locator("ul.noted li")
        assert acts.filter(has_text="(undone)").count() == 1
        acts.filter(has_text="a text begins here").locator("button").click()
        page.wait_for_load_state()
        _until(page, source, texts=1)
        assert page.locator("ol.inside li", has_text="The mill of Brandhoven").count() == 1
        assert seen.wrong == []


def _until(page: Page, source: str, *, texts: int) -> None:
    """Waits until a source is cut into so many texts, and nothing is left to work out."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        page.goto(source)
        if page.locator("ol.inside li").count() == texts and not page.locator("p.note").count():
            return
        time.sleep(1)
    raise AssertionError(page.locator("main").inner_text())
