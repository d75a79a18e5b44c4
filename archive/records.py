"""The records that flow through the archive: frozen, small, free of behaviour.

Offsets count characters (Python `str` indices), end exclusive. Which text they count in is said
at each record: a Page's blocks and a Document's spans count in the page's text, mentions and
segments count in the document's own text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Final

from archive.dataclass import dataclass
from archive.evidence import Evidence

NO_EVIDENCE: Final = Evidence()


class MentionType(StrEnum):
    """What a mention names."""

    PERSON = "PERSON"
    PLACE = "PLACE"
    ORG = "ORG"
    DATE = "DATE"


class Role(StrEnum):
    """What a block of a page is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    CHROME = "chrome"


class DateBasis(StrEnum):
    """What the date of a document rests on."""

    METADATA = "metadata"
    DATELINE = "dateline"
    TITLE = "title"
    FILENAME = "filename"
    ADDRESS = "address"
    PAGE = "page"
    TEXT = "text"
    TRANSLATION = "translation"
    NEIGHBOUR = "neighbour"
    MANUAL = "manual"


class Status(StrEnum):
    """What is known of a link."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class Cut(StrEnum):
    """What a person says of a block of a page: a text begins there, it goes on there, it is in none."""

    BEGINS = "begins"
    GOES_ON = "goes on"
    LEFT_OUT = "left out"


class Packed:
    """Pickled as a call of the class: the way of a frozen dataclass with slots takes ten times as long."""

    __slots__: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[type[Packed], tuple[object, ...]]:
        return type(self), tuple([getattr(self, name) for name in self.__slots__])


@dataclass(frozen=True, slots=True)
class Span(Packed):
    """A stretch of text, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PageStart(Packed):
    """From `start` on, a text stands on the page `number` of its source, counted from 1."""

    start: int
    number: int


@dataclass(frozen=True, slots=True)
class Recognised(Packed):
    """A stretch of text that a program recognised in a picture, and how sure it is of it, from 0 to 1."""

    start: int
    end: int
    sure: float


@dataclass(frozen=True, slots=True)
class Portion:
    """Which stretch of a long text something was made of: its number, from 0, and whether it is the last."""

    number: int
    last: bool


@dataclass(frozen=True, slots=True)
class Captured(Packed):
    """When an address gave something: the page (`addresses.page_of`) and moments (UTC, ISO 8601), in order.

    `of`: for captures that only saw what another had saved, the moment of that one, "" where it is not known.
    """

    page: str
    at: tuple[str, ...]
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One original: its bytes' SHA-256, where it came from, what it is.

    `origin` is an absolute path or an address and tells places apart; `given` is what a person wrote.
    `inside`: where in its container it lies, None where it lies in none. `captured`: from the web, when.
    """

    sha256: str
    origin: str
    given: str
    media_type: str
    size: int
    inside: str | None = None
    captured: Captured | None = None

    @property
    def id(self) -> str:
        """What tells it from other sources: see `source_id`."""
        return source_id(self.sha256, self.inside)


def source_id(sha256: str, inside: str | None) -> str:
    """What tells a source from others, wherever it is moved: 64 characters, as of a SHA-256.

    A file of its own is its bytes: under two names it is one source. What lies in a container is its bytes
    and where in the container they lie (`inside`): another source than a file of the same bytes, or than what
    lies elsewhere, and the same one in a copy or a later state of the container.
    """
    if inside is None:
        return sha256
    return hashlib.sha256(f"{sha256} {inside}".encode("utf-8", "surrogateescape")).hexdigest()


NO_LANGUAGE = "zxx"  # of ISO 639-2: no linguistic content


@dataclass(frozen=True, slots=True)
class Block(Packed):
    """A paragraph-sized piece of a page; offsets count in `Page.text`.

    `group` is the reader's word on which post container the block stands in (None: it cannot tell);
    `level` is 1 to 6 for headings, else 0; `lang` is what the markup declares, if anything, and NO_LANGUAGE
    where the reader knows that it is in none: names and addresses.
    """

    start: int
    end: int
    role: Role = Role.PARAGRAPH
    level: int = 0
    group: int | None = None
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class PostKey(Packed):
    """What tells a post from others, or what it has in common with its translations: a `value` by its `kind`.

    `kind` is "entry" for its guid or number in a feed or an export; else who says that the posts of one key
    are translations of each other: "polylang", "wpml", "translationKey", "ref".
    """

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Letter(Packed):
    """What the header of a mail says: its Message-ID, those of the mails before it, who wrote to whom.

    `answers` is that of the mail which it answers, `cites` are all of its thread that it names, the first one
    first. People are a name and an address each, either may be empty. `attached` are the parts that are
    sources of their own, `left_out` those that are not: seals, pictures that its page shows.
    """

    message_id: str | None = None
    answers: str | None = None
    cites: tuple[str, ...] = ()
    writers: tuple[tuple[str, str], ...] = ()
    readers: tuple[tuple[str, str], ...] = ()  # To and Cc
    attached: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class PostHint:
    """What the markup says of one post container.

    `dateline` is the line of its header that says when it was written, where a reader of the page sees it.
    `utc`: the day of `date` is that of a stamp in universal time; where it was written, it may be the day
    before or after.
    """

    title: str | None = None
    author: str | None = None
    date: str | None = None  # EDTF
    lang: str | None = None
    url: str | None = None
    dateline: str | None = None
    utc: bool = False
    keys: tuple[PostKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A source as text and blocks, in reading order.

    The blocks cover every character of `text` that is not white space. `pages`: where pages of paper begin in
    `text`, of a source that has them; their numbers may go back, as a footnote stands below a paragraph that
    goes on overleaf. `recognised`: what was read off pictures. `unread`: what of the source could not be
    read, in words for a person. `vacant`: what it is if it is no text of anyone, an error page or a redirect.
    `letter`: of a mail, what its header says.
    """

    text: str
    blocks: tuple[Block, ...]
    encoding: str = "utf-8"
    title: str | None = None
    lang: str | None = None
    author: str | None = None
    date: str | None = None  # EDTF, from metadata
    url: str | None = None
    alternates: Mapping[str, str] = field(default_factory=dict)  # language -> address (hreflang)
    hints: Mapping[int, PostHint] = field(default_factory=dict)  # Block.group -> what markup says
    markup: bool = False  # roles come from markup; else they are but the looks of a line
    pages: tuple[PageStart, ...] = ()
    unread: str | None = None
    single: bool = False  # it is one text, which no heading divides: a letter, a report
    made: str | None = None  # EDTF, the day on which a program made the file; texts know better
    dateline: str | None = None  # the line over all of its posts that says when they were written
    recognised: tuple[Recognised, ...] = ()
    utc: bool = False  # `date` is the day of a stamp in universal time
    vacant: str | None = None
    letter: Letter | None = None
    saved: str | None = None  # the moment at which a program saved it from the web (UTC, ISO 8601)


@dataclass(frozen=True, slots=True)
class LangSpan(Packed):
    """A block of a document and its language; offsets count in the document's text."""

    start: int
    end: int
    lang: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One text in one language as cut from a page, before names and dates.

    `spans` are the stretches of the page's text that make up `text`, in order, joined by a blank
    line; `start` and `end` of the document are the first span's start and the last one's end.
    `post` numbers the post in its page: drafts of one post are each other's translation.
    `blocks` tells the language of every block of `text`, `pages` where pages of the source begin in it,
    `recognised` what of it was read off pictures.
    """

    post: int
    lang: str
    text: str
    spans: tuple[Span, ...]
    blocks: tuple[LangSpan, ...]
    title: str | None = None
    title_span: Span | None = None  # in the page's text
    author: str | None = None
    dateline: str | None = None  # the line of its head that says when it was written
    date: str | None = None  # EDTF, from markup
    url: str | None = None
    pages: tuple[PageStart, ...] = ()
    recognised: tuple[Recognised, ...] = ()
    utc: bool = False  # `date` is the day of a stamp in universal time
    keys: tuple[PostKey, ...] = ()

    @property
    def start(self) -> int:
        return self.spans[0].start

    @property
    def end(self) -> int:
        return self.spans[-1].end


@dataclass(frozen=True, slots=True)
class Split:
    """A page taken apart: its drafts, and the blocks that belong to none (chrome).

    `limits`: where persons decided on it: the number of the act, start and end of the block.
    """

    drafts: tuple[Draft, ...]
    chrome: tuple[Span, ...]
    limits: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Mention(Packed):
    """A name or a date in a document's text.

    `value` is the EDTF value of a DATE; `evidence` says which model, rule, gazetteer or authority
    file made it; `score` is its certainty from 0 to 1.
    """

    start: int
    end: int
    type: MentionType
    text: str
    value: str | None = None
    evidence: Evidence = NO_EVIDENCE
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Statement(Packed):
    """What a file beside its source says of a document: `value` is the meaning of its `wording`.

    `field` is an element of the Dublin Core (a creator is an "author") or "collection". `place` is the file,
    as a person wrote it, and where in it the words stand.
    """

    field: str
    value: str
    wording: str
    place: str


@dataclass(frozen=True, slots=True)
class Dating:
    """When a document was written: an EDTF value, what it rests on, and the words that say so."""

    date: str
    basis: DateBasis
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One text in one language, as kept in the catalog.

    `sha256` is that of its original, `source_id` the id of its source. `unread` is what of that could not be
    read, `ocr` the mean confidence (0 to 1) of a text that was recognised in pictures.
    """

    id: str
    sha256: str
    source: str
    media_type: str
    post: int
    start: int
    end: int
    spans: tuple[Span, ...]
    lang: str
    title: str | None
    author: str | None
    text: str
    blocks: tuple[LangSpan, ...]
    date: str | None = None
    date_basis: DateBasis | None = None
    date_evidence: str = ""
    url: str | None = None
    pages: tuple[PageStart, ...] = ()
    unread: str | None = None
    source_id: str = ""
    stated: tuple[Statement, ...] = ()
    ocr: float | None = None


@dataclass(frozen=True, slots=True)
class Segment(Packed):
    """A stretch of one text standing against a stretch of another; offsets in the documents' texts."""

    a: Span
    b: Span
    score: float
