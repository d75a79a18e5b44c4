"""BagIt: `bag-info.txt` describes what lies in `data`; the other files at the root are the bag's own."""

from __future__ import annotations

import re
from typing import Final

from archive.catalog.stated import Told
from archive.ingest.beside.base import DescribingFile
from archive.ingest.beside.words import NoDay, field_of, no_date, sentence, statements
from archive.ingest.places import FoundFile
from archive.records import Statement

BAG: Final = "bagit.txt"
INFO: Final = "bag-info.txt"
PROFILE: Final = "urn:x-archive:bag:"  # of bags that an archive wrote of itself, and the number of their form
DECLARED: Final = b"BagIt-Version:"
OWN: Final = re.compile(r"(?:bagit|bag-info|fetch|(?:tag)?manifest-\w+)\.txt\Z")
_ONE: Final = re.compile(r"([^\s:][^:]*?)[ \t]*:[ \t]*(.*)")
# Labels that the specification reserves. What a whole bag is called is the collection of what is in it.
_LABELS: Final = {
    "source-organization": "publisher", "organization": "publisher", "external-description": "description",
    "internal-sender-description": "description", "external-identifier": "identifier",
    "internal-sender-identifier": "identifier", "bag-group-identifier": "collection",
}  # fmt: skip
_CALLED: Final = ("collection", "title", "description", "identifier")
_OF_AN_ARCHIVE: Final = (
    "this is a bag of an archive, read as plain files, without what persons decided and closed. To restore"
    " the archive, name the bag itself: archive --archive NEW ingest BAG"
)
_SHORT: Final = 200  # characters; a longer description is no name
_TIMES: Final = frozenset({"bagging-date"})


def read_info(data: bytes, found: FoundFile, base: str) -> DescribingFile:
    """What `bag-info.txt` says of all that lies in the bag."""
    fields: list[Statement] = []
    problems: list[str] = []
    for number, label, value in _lines(data.decode("utf-8-sig", "replace"), problems):
        key = label.lower()
        if key == "bagit-profile-identifier" and value.startswith(PROFILE):
            problems.append(_OF_AN_ARCHIVE)
        field = _LABELS.get(key) or (None if key in _TIMES else field_of(label))
        if field is None or field == "file":
            continue
        try:
            fields += statements(field, value, f"{found.given}, line {number}")
        except NoDay:
            problems.append(f"line {number}: {no_date(value)}")
    called = [s for field in _CALLED for s in fields if s.field == field and len(s.value) <= _SHORT]
    named = [Statement("collection", s.value, s.wording, s.place) for s in called[:1]]
    rest = [s for s in fields if s.field != "collection"]
    return DescribingFile(tuple(Told(f"{base}data", s) for s in (*named, *rest)), sentence(problems) or None)


def _lines(text: str, problems: list[str]) -> list[tuple[int, str, str]]:
    """Number, label and value of each; a line that is set in goes on the one before."""
    found: list[tuple[int, str, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line[:1] in (" ", "\t") and found:
            first, label, value = found[-1]
            found[-1] = (first, label, f"{value} {line.strip()}")
        elif one := _ONE.fullmatch(line.rstrip()):
            found.append((number, one[1], one[2]))
        elif line.strip():
            problems.append(f"line {number}: no label and colon")
    return found
