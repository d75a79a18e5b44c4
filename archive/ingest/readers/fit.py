"""What a reader says of a page, fit to be kept: no halves of characters, no addresses that are none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from archive.addresses import fit
from archive.records import Block, Page, PostHint

_Said = TypeVar("_Said", Page, PostHint, Block)
_SAID = ("title", "lang", "author", "date", "dateline")  # of a page and of its posts


def fit_to_keep(page: Page) -> Page:
    """`page` with all that is said of it and of its posts in whole characters, and addresses that are some.

    `text` is left as it is: offsets count in it.
    """
    alternates = {whole(lang): fit(whole(address)) for lang, address in page.alternates.items()}
    page = replace(
        _whole(page, *_SAID, "made", "unread", "vacant"),
        url=_address(page.url),
        alternates={lang: address for lang, address in alternates.items() if address},
    )
    if page.hints:
        hints = {g: replace(_whole(h, *_SAID), url=_address(h.url)) for g, h in page.hints.items()}
        page = replace(page, hints=hints)
    if any(lang and whole(lang) != lang for lang in {block.lang for block in page.blocks}):
        page = replace(page, blocks=tuple(_whole(block, "lang") for block in page.blocks))
    return page


def whole(text: str) -> str:
    """`text` without the halves of characters that escapes of JSON and YAML can write (`\\ud800`).

    No encoding takes them. One alone becomes U+FFFD, two that belong together the character they mean.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _address(value: str | None) -> str | None:
    return fit(whole(value)) if value else None


def _whole(record: _Said, *names: str) -> _Said:
    fields = {name: value for name in names if (value := getattr(record, name))}
    changed: dict[str, Any] = {name: now for name, value in fields.items() if (now := whole(value)) != value}
    return replace(record, **changed) if changed else record
