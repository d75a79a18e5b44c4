"""The room by the keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.rooms import Room, session
from tests.browser.screens import SCREENS
from tests.browser.watched import How, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

# What has the focus: its place among all that can have it, and whether a reader sees it and that it has it.
_FOCUS = """() => {
  const all = [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]"
  )].filter((e) => e.tabIndex >= 0 && e.checkVisibility() && !(e.type === "radio" && !e.checked));
  const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const ring = at.closest("svg") ? getComputedStyle(at.querySelector("*") ?? at) : style;
  return {
    place: all.indexOf(at), count: all.length, what: at.outerHTML.slice(0, 160),
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    marked: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)
      || ring.fill !== "rgba(0, 0, 0, 0)",
  };
}"""


@pytest.mark.parametrize(
    "name",
    [
        "home", "narrowed", "found", "text, marked", "parallel", "person", "people", "enter", "intake",
        "desk, pairs", "correct", "limits, asked", "names, asked",
    ],
)  # fmt: skip
@pytest.mark.parametrize("how", [How("en"), How("fr", width=390, scripts=False)], ids=str)
def test_every_control_is_reached_in_order_and_shown(
    chromium: Browser, room: Room, name: str, how: How
) -> None:
    with watched(chromium, room.base, how) as seen:
        if SCREENS[name].archivist:
            seen.enter(session(room))
        page = seen.open(SCREENS[name].at(room))
        places = []
        for _ in range(60):
            page.keyboard.press("Tab")
            here = page.evaluate(_FOCUS)
            if here["place"] < 0:  # past the last one
                break
            assert here["seen"], here["what"]
            assert here["marked"], here["what"]
            places.append(here["place"])
        assert places == list(range(len(places)))
        assert len(places) == min(here["count"], 60)


def test_the_first_step_leads_past_the_head_of_a_page(chromium: Browser, room: Room) -> None:
    with watched(chromium, room.base, How("en")) as seen:
        page = seen.open("/people")
        page.keyboard.press("Tab")
        assert page.locator(".skip").is_visible()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_search_is_asked_opened_and_walked_through_by_keys(chromium: Browser, room: Room) -> None:
    with watched(chromium, room.base, How("en")) as seen:
        page = seen.open("/help")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "q"
        page.keyboard.type("parc/")  # in the box it is a letter
        page.keyboard.press("Backspace")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=parc")
        page.locator("ol.hits a").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/d/*")
        marks = page.locator("mark[id]").count()
        assert marks > 1
        assert [_stepped(page, key) for key in "nnp"] == ["#f1", "#f2", "#f1"]
        assert _stepped(page, "p") == f"#f{marks}"
        assert seen.wrong == []


def _stepped(page: Page, key: str) -> str:
    page.keyboard.press(key)
    return str(page.evaluate("location.hash"))
