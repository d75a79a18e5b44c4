"""Rights statements: short names and addresses of rightsstatements.org and Creative Commons, or a person's
words.

Sources: https://rightsstatements.org/page/1.0/, https://creativecommons.org/licenses/.
"""

from __future__ import annotations

import re
from typing import Final

_STATEMENTS: Final = (
    "InC", "InC-OW-EU", "InC-EDU", "InC-NC", "InC-RUU", "NoC-CR", "NoC-NC", "NoC-OKLR", "NoC-US", "CNE",
    "UND", "NKC",
)  # fmt: skip
_BY_NAME: Final = {name.casefold(): name for name in _STATEMENTS}
_STATEMENT: Final = re.compile(
    r"https?://(?:www\.)?rightsstatements\.org/(?:vocab|page)/([\w-]+)/1\.0/?.*", re.I
)
_LICENCE: Final = re.compile(r"(?:cc[ -]?)?(by(?:-(?:nc-sa|nc-nd|nc|sa|nd))?)[ -]?([1-4]\.0)", re.I)
_LICENCE_AT: Final = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/licenses/(by(?:-[a-z]{2}){0,2})/([1-4]\.0)(?:/.*)?", re.I
)
_ZERO: Final = re.compile(
    r"cc[ -]?0(?:[ -]1\.0)?|https?://(?:www\.)?creativecommons\.org/publicdomain/zero/1\.0/?.*", re.I
)
_MARK: Final = re.compile(r"https?://(?:www\.)?creativecommons\.org/publicdomain/mark/1\.0/?.*", re.I)


def address(value: str) -> str | None:
    """The address of a statement or licence that is called so; None for words and addresses elsewhere."""
    text = " ".join(value.split())
    name = _BY_NAME.get(text.casefold())
    if found := _STATEMENT.fullmatch(text):
        name = _BY_NAME.get(found[1].casefold())
    if name:
        return f"http://rightsstatements.org/vocab/{name}/1.0/"
    if _ZERO.fullmatch(text):
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    if _MARK.fullmatch(text):
        return "https://creativecommons.org/publicdomain/mark/1.0/"
    if licence := _LICENCE.fullmatch(text) or _LICENCE_AT.fullmatch(text):
        return f"https://creativecommons.org/licenses/{licence[1].lower()}/{licence[2]}/"
    return None


def written(value: str) -> str:
    """A statement as it is kept: an address where there is one, else the words."""
    return address(value) or " ".join(value.split())
