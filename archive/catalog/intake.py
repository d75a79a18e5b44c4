"""What is made of sources, on its way into the catalog."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Final

from archive.dataclass import dataclass
from archive.errors import BadInput, Reason
from archive.records import Dating, Draft, Mention, Packed, Page, Portion, Source, Span

if TYPE_CHECKING:
    from archive.catalog.sketches import Sketch


@dataclass(frozen=True, slots=True)
class Passage(Packed):
    """A stretch of a document's text and its sentence vector as float16 bytes."""

    start: int
    end: int
    vector: bytes


@dataclass(frozen=True, slots=True)
class Made:
    """All that was made of one draft."""

    draft: Draft
    dating: Dating | None
    mentions: tuple[Mention, ...]
    passages: tuple[Passage, ...] = ()
    sketch: Sketch | None = None  # its number is not known yet
    fingerprint: str = ""  # of the draft's text; made where it is kept if it is not here


@dataclass(frozen=True, slots=True)
class Intake:
    """All that was made of one source, or of one `part` of it, to be written at once or not at all.

    Offsets count from the beginning of the part. The page may come without its blocks.
    """

    source: Source
    mtime_ns: int
    page: Page
    chrome: tuple[Span, ...]
    documents: tuple[Made, ...]
    made_with: Mapping[str, str] = field(default_factory=dict)
    part: Portion | None = None
    ctime_ns: int = 0
    inode: int = 0
    limits: tuple[tuple[int, int, int], ...] = ()  # where persons decided on it: act, start, end


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not be ingested, the reason in words for a person, and its code (`errors.CODES`).

    `trace`: the traceback of a fault of this program, where that is to blame.
    """

    origin: str
    given: str
    reason: str
    size: int = 0
    mtime_ns: int = 0
    source_id: str = ""
    part: Portion | None = None
    trace: str = ""

    @property
    def code(self) -> str:
        """The code of the reason; that of a failure read back from the catalog is "unreadable"."""
        return self.reason.code if isinstance(self.reason, Reason) else BadInput.code

    @property
    def fault(self) -> str:
        """The fault in one line, as Python ends a traceback; empty where there is none."""
        return self.trace.rstrip().rpartition("\n")[2]


_UNNAMED: Final = "removed:"  # so begins, in the list of failures, the place of what was removed


def unnamed(failure: Failure) -> Failure:
    """A failure as it is kept of what was removed: its name may tell what it was."""
    place = hashlib.sha256(failure.origin.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Failure(f"{_UNNAMED}{place}", "a file that was removed", failure.reason)


def is_unnamed(origin: str) -> bool:
    """Whether this is the place of a failure whose name is not kept: there is nothing to try again."""
    return origin.startswith(_UNNAMED)


def joined(intakes: Sequence[Intake]) -> Intake:
    """The parts of one source as what was made of all of it."""
    chars = posts = 0
    documents: list[Made] = []
    chrome: list[Span] = []
    limits: list[tuple[int, int, int]] = []
    for one in intakes:
        here = moved(one, chars, posts)
        documents += here.documents
        chrome += here.chrome
        limits += here.limits
        chars += len(one.page.text)
        posts += 1 + max((m.draft.post for m in one.documents), default=-1)
    page = dataclasses.replace(intakes[0].page, text="".join(one.page.text for one in intakes))
    return dataclasses.replace(
        intakes[0],
        page=page,
        chrome=tuple(chrome),
        documents=tuple(documents),
        part=None,
        limits=tuple(limits),
    )


def moved(intake: Intake, chars: int, posts: int) -> Intake:
    """What was made of a part, as it stands after so many characters and posts of its source."""
    if not chars and not posts:
        return intake

    def move(span: Span) -> Span:
        return Span(span.start + chars, span.end + chars)

    documents = []
    for one in intake.documents:
        draft = one.draft
        title_span = move(draft.title_span) if draft.title_span else None
        spans = tuple(map(move, draft.spans))
        draft = dataclasses.replace(draft, post=draft.post + posts, spans=spans, title_span=title_span)
        documents.append(dataclasses.replace(one, draft=draft))
    limits = tuple((act, start + chars, end + chars) for act, start, end in intake.limits)
    chrome = tuple(map(move, intake.chrome))
    return dataclasses.replace(intake, documents=tuple(documents), chrome=chrome, limits=limits)
