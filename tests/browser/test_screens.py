"""Every screen, as each reader sees it: nothing wrong in the browser, nothing that shuts a reader out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.browser.rooms import Room, session
from tests.browser.screens import SCREENS, Screen
from tests.browser.watched import How, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

READERS: Final = (
    How("fr"), How("en", dark=True), How("fr", width=390), How("en", scripts=False),
    How("fr", scripts=False, width=390, dark=True), How("en", print=True),
)  # fmt: skip
AXE: Final = READERS[:3]  # what axe sees differs by colours and widths alone
# Each screen as two readers see it, one of them with scripts, all readers in turn; the rest in the long run.
SEEN: Final = [
    pytest.param(
        name, screen, how, id=f"{name}-{how}", marks=() if i % 3 == n % 3 else pytest.mark.slow
    )
    for n, (name, screen) in enumerate(SCREENS.items())
    for i, how in enumerate(READERS)
]  # fmt: skip


@pytest.fixture(scope="module")
def addresses(room: Room) -> dict[str, str]:
    """Where each screen stands."""
    return {name: screen.at(room) for name, screen in SCREENS.items()}


@pytest.mark.parametrize(("name", "screen", "how"), SEEN)
def test_a_screen_is_whole_and_open_to_all(
    chromium: Browser, room: Room, addresses: dict[str, str], name: str, screen: Screen, how: How
) -> None:
    with watched(chromium, room.base, how, expected=screen.status) as seen:
        if screen.archivist:
            seen.enter(session(room))
        page = seen.open(addresses[name])
        assert seen.status == screen.status
        assert page.locator("html").get_attribute("lang") == how.lang
        assert page.locator("h1:visible").count() == 1
        assert page.locator("main").inner_text().strip()
        assert seen.overflow() <= 0
        assert page.locator("header").is_visible() is not how.print
        if how in AXE:
            assert seen.blamed() == []
        assert seen.wrong == []


@pytest.mark.parametrize("how", READERS[:4], ids=str)
def test_an_index_that_is_away_is_said_in_a_whole_page(chromium: Browser, unready: Room, how: How) -> None:
    with watched(chromium, unready.base, how, expected=503) as seen:
        page = seen.open("/search?q=Douvres")
        assert seen.status == 503
        assert page.locator("h1:visible").count() == 1
        if how in AXE:
            assert seen.blamed() == []
        assert seen.wrong == []


@pytest.mark.parametrize("name", ["text, marked", "parallel", "person", "found"])
def test_a_screen_is_printed_whole(
    chromium: Browser, room: Room, addresses: dict[str, str], name: str
) -> None:
    import pypdfium2

    with watched(chromium, room.base, How("fr")) as seen:
        page = seen.open(addresses[name])
        title = " ".join(page.locator("h1").inner_text().split())
        said = page.locator("article p, tbody td, ol li p").all_inner_texts()
        last = next(words for text in reversed(said) if (words := text.split()))
        with pypdfium2.PdfDocument(page.pdf(format="A4")) as paper:
            printed = " ".join(" ".join(leaf.get_textpage().get_text_range() for leaf in paper).split())
        assert title in printed
        assert last[-1] in printed
        assert "Chercher" not in printed
        assert seen.wrong == []
