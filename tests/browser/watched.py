"""A page in the browser with everything noted that it must not do: speak in the console, leave its host."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page, Request, Response

PATIENCE_MS = 30_000  # of a busy machine
_SERIOUS = ("serious", "critical")
# Of WCAG 2.2 A and AA, and what axe-core itself holds to be good; pointer targets are no part of its default.
# A frame in which nothing may run answers no rule.
_RULES: dict[str, Any] = {
    "iframes": False,
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}},
}


@dataclass(frozen=True, slots=True)
class How:
    """How a reader looks at the room."""

    lang: Literal["fr", "en"] = "en"
    dark: bool = False
    width: int = 1280
    scripts: bool = True
    print: bool = False

    def __str__(self) -> str:
        told = [self.lang, str(self.width)]
        told += [name for name in ("dark", "print") if getattr(self, name)]
        return "-".join([*told, *(() if self.scripts else ("no-scripts",))])


@dataclass(slots=True)
class Watched:
    """A page of the browser, and what went wrong in it."""

    page: Page
    base: str
    wrong: list[str] = field(default_factory=list)
    status: int = 0

    def open(self, path: str) -> Page:
        """The page at a path of the room, loaded."""
        got = self.page.goto(self.base + path)
        assert got is not None
        self.status = got.status
        return self.page

    def enter(self, cookie: str) -> None:
        """Makes the page that of one who has entered."""
        self.page.context.add_cookies([{"name": "room", "value": cookie, "url": self.base}])

    def blamed(self) -> list[str]:
        """The serious findings of axe on the page that is open: the rule, and where."""
        self.page.evaluate(_axe())
        found = self.page.evaluate("rules => axe.run(document, rules)", _RULES)
        return [
            f"{one['id']} ({one['help']}): {'; '.join(str(node['html'])[:200] for node in one['nodes'][:3])}"
            for one in found["violations"]
            if one["impact"] in _SERIOUS
        ]

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        return int(self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        ))  # fmt: skip


@cache
def _axe() -> str:
    return resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


@contextlib.contextmanager
def watched(browser: Browser, base: str, how: How, *, expected: int = 200) -> Iterator[Watched]:
    """A page on the room at `base`; `expected`: a status of its pages, which the console may name."""
    context = browser.new_context(
        locale="fr-FR" if how.lang == "fr" else "en-GB", color_scheme="dark" if how.dark else "light",
        viewport={"width": how.width, "height": 900}, java_script_enabled=how.scripts, accept_downloads=True,
    )  # fmt: skip
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    if how.print:
        page.emulate_media(media="print")
    seen = Watched(page, base)

    def asked(request: Request) -> None:
        if not request.url.startswith((f"{base}/", "data:")):
            seen.wrong.append(f"asks for {request.url}")

    def answered(response: Response) -> None:
        if response.status >= 400 and response.status != expected:
            seen.wrong.append(f"{response.status} for {response.url}")

    def opened(dialog: Dialog) -> None:
        seen.wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def said(text: str) -> None:
        if f"status of {expected} " not in text:
            seen.wrong.append(text)

    page.on("request", asked)
    page.on("response", answered)
    page.on("console", lambda message: said(f"console: {message.text}"))
    page.on("pageerror", lambda error: said(f"error: {error}"))
    page.on("dialog", opened)
    try:
        yield seen
    finally:
        context.close()
