"""Whether the archive is whole: originals (fixity), catalog, index; each finding with what to do."""

from __future__ import annotations

import random
import shlex
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from archive.catalog import Catalog, changes, documents, origins, removal, soundness
from archive.catalog.soundness import RESTORE
from archive.catalog.store import Unreadable
from archive.dataclass import dataclass
from archive.errors import ArchiveError, DamagedCatalog, UnreachableServer
from archive.ingest.originals import Originals, digest
from archive.printable import counted
from archive.progress import Progress, Silent
from archive.text import fingerprint

FINISH = "archive reindex --update, or any other command that writes, finishes it"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: which part, what, and the command or step that mends it."""

    part: str  # "originals", "catalog" or "index"
    what: str
    remedy: str


def check(
    catalog: Catalog,
    originals: Originals,
    *,
    now: Callable[[], str],
    index_state: Callable[[], tuple[int, int]],
    sample: int | None = None,
    rng: random.Random | None = None,
    progress: Progress | None = None,
    looked: Counter[str] | None = None,
) -> Iterator[Finding]:
    """Yields every finding; none means the archive is whole.

    `index_state` asks the index how far it followed the change log and how many documents it holds; it
    may raise ArchiveError, which is a finding. `sample`: so many originals, drawn by
    `rng`, instead of all. The date of a good check is kept with each source,
    unless the archive is read-only. `looked` counts what was compared: "rows" and "sums" of the catalog,
    "originals", "documents" of the index;
    "removed": files and texts that are refused because they were removed.
    """
    counts: Counter[str] = Counter() if looked is None else looked
    reporter = progress or Silent()
    try:
        reporter.stage("Checking the catalog", None)
        for flaw in soundness.flaws(catalog, counts):
            yield Finding("catalog", flaw.what, flaw.remedy)
        for act in removal.due(catalog):
            yield Finding("catalog", f"removal {act} was interrupted", FINISH)
        counts["removed"] = sum(removal.counts(catalog).values())
        yield from _originals(catalog, originals, now, sample, rng or random.Random(0), reporter, counts)
        reporter.stage("Checking the index", None)
        yield from _index(catalog, index_state, counts)
    except Unreadable as error:
        yield Finding("catalog", f"it cannot be read to its end ({error})", RESTORE)


def _originals(
    catalog: Catalog,
    kept: Originals,
    now: Callable[[], str],
    sample: int | None,
    rng: random.Random,
    progress: Progress,
    counts: Counter[str],
) -> Iterator[Finding]:
    every = origins.originals(catalog)
    chosen = every if sample is None or sample >= len(every) else sorted(rng.sample(every, sample))
    progress.stage("Checking originals", len(chosen))
    good: list[str] = []
    for sha256 in chosen:
        try:
            problem = _problem(kept, sha256)
        except DamagedCatalog:
            continue  # said of the catalog
        its = origins.of_original(catalog, sha256)
        if problem:
            yield Finding(
                "originals",
                f"{_name(catalog, its, sha256)}: {problem}",
                "archive ingest --rehash FILE, if the file is still where it came from;"
                f" if not, put it back into {_where(kept)} from a backup",
            )
        else:
            good += its
            counts["originals"] += 1
            for source_id in its:
                yield from _texts(catalog, source_id)
        progress.advance(1)
    if catalog.read_only:
        return
    origins.note_checked(catalog, good, now())


def _name(catalog: Catalog, sources: Sequence[str], otherwise: str) -> str:
    """The first place of these sources, which have one original."""
    return next(filter(None, (origins.called(catalog, one) for one in sources)), otherwise)


def _texts(catalog: Catalog, source_id: str) -> Iterator[Finding]:
    """Texts of a source that are no longer what was made of it: SQLite tells no byte from another."""
    for document, text, was in documents.for_check(catalog, source_id):
        if not isinstance(text, str) or fingerprint(text) != was:
            name = _name(catalog, [source_id], source_id)
            yield Finding(
                "catalog",
                f"the text of {document} ({name}) has changed since it was taken in",
                f"archive reprocess --stage posts --source {shlex.quote(name)}",
            )


def _where(kept: Originals) -> str:
    return kept.address if "://" in kept.address else "originals/"


def _problem(kept: Originals, sha256: str) -> str | None:
    try:
        file, _ = kept.opened(sha256)
        with file:
            found = digest(file)
    except FileNotFoundError:
        return "its original is missing"
    except OSError as error:
        return f"its original cannot be read ({error.strerror})"
    return None if found == sha256 else "its original has changed since it was ingested"


def _index(catalog: Catalog, state: Callable[[], tuple[int, int]], counts: Counter[str]) -> Iterator[Finding]:
    try:
        at, committed = state()
    except UnreachableServer:
        raise  # what is away is not damaged
    except ArchiveError as error:
        yield Finding("index", str(error).rstrip("."), "archive reindex")
        return
    newest = changes.position(catalog)
    current = documents.count(catalog)
    if at > newest:
        yield Finding(
            "index", "it belongs to another catalog, or to a later state of this one", "archive reindex"
        )
    elif at < newest:
        late = counted(newest - at, "change")
        yield Finding("index", f"it is {late} behind the catalog", "archive reindex --update")
    elif committed != current:
        held = counted(committed, "document")
        yield Finding("index", f"it holds {held}, the catalog {current:,}", "archive reindex")
    else:
        counts["documents"] += committed
