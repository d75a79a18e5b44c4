"""`archive export site` in the browser: from a web host, in a folder of it, and from a disk."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

import pytest

import archive
from archive.room import site
from tests.browser.watched import How, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_told: Any) -> None: ...


@pytest.fixture(scope="module")
def folder(papers: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The papers as files."""
    made = tmp_path_factory.mktemp("host") / "papers"
    with archive.open(papers) as opened:
        site.export(opened, made)
    return made


@pytest.fixture(scope="module")
def hosted(folder: Path) -> Iterator[str]:
    """The address of the site in a folder of a web host."""
    host = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder.parent)))
    threading.Thread(target=host.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{host.server_port}/papers"
    host.shutdown()
    host.server_close()


@pytest.mark.parametrize(
    ("lang", "query", "title"),
    [
        ("fr", "neige col", "Secours au col"),
        ("fr", "councillors Dover", "Councillors vote"),
        ("en", "councillors Dover", "Councillors vote"),
        ("en", "neige col", "Secours au col"),
    ],
)
def test_it_is_searched_in_both_languages(
    chromium: Browser, hosted: str, lang: Literal["fr", "en"], query: str, title: str
) -> None:
    with watched(chromium, hosted, How(lang)) as seen:
        page = seen.open(f"/{lang}/index.html")
        page.fill("#q", query)
        page.press("#q", "Enter")
        page.wait_for_selector("#found li")
        assert page.input_value("#q") == query
        first = page.locator("#found li h2 a").first
        assert title in first.inner_text()
        assert page.locator("#found mark").count()
        assert seen.blamed() == []
        first.click()
        page.wait_for_selector("article h1")
        assert title in page.inner_text("h1")
        assert seen.wrong == []


def test_a_query_is_no_markup(chromium: Browser, hosted: str) -> None:
    with watched(chromium, hosted, How("fr")) as seen:
        query = "<img src=x onerror=alert(1)>"
        page = seen.open(f"/fr/search.html?q={quote(query)}")
        page.wait_for_selector("#said:not(:empty)")
        assert page.input_value("#q") == query
        assert page.locator("img").count() == 0
        assert seen.wrong == []


@pytest.mark.parametrize(
    "how", [How("en"), How("fr", dark=True, width=390), How("fr", scripts=False)], ids=str
)
def test_its_pages_are_fit_to_be_read(chromium: Browser, hosted: str, folder: Path, how: How) -> None:
    text = next((folder / how.lang / "d").glob("*-parallel.html")).name.replace("-parallel", "")
    with watched(chromium, hosted, how) as seen:
        for name in ("index", "about", "search", "places", "map", f"d/{text[:-5]}", "texts/all"):
            page = seen.open(f"/{how.lang}/{name}.html")
            assert page.locator("h1").count() == 1
            assert seen.overflow() <= 0
            if how.scripts:
                assert seen.blamed() == []
        seen.open("/index.html")
        assert seen.wrong == []


def test_it_opens_from_a_disk(chromium: Browser, folder: Path) -> None:
    with watched(chromium, folder.as_uri(), How("en")) as seen:
        page = seen.page
        page.goto(f"{folder.as_uri()}/index.html")
        page.click('a[lang="en"], [lang="en"] a')
        page.click('nav a:has-text("People")')
        page.click("ul.names a")
        page.click("ol.events a, aside a")
        assert page.locator("article h1").count() == 1
        page.click('a[hreflang="fr"]')
        assert page.get_attribute("html", "lang") == "fr"
        page.fill("#q", "neige")
        page.press("#q", "Enter")
        page.wait_for_selector("#said:not(:empty)")
        assert "depuis un disque" in page.inner_text("#said")
        assert seen.wrong == []
