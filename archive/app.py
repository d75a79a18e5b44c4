"""An archive and everything that can be asked of it: commands, programs and notebooks call this alone.

    with archive.open("papers") as a:
        for hit in a.search("délit de solidarité"):
            print(hit)

Each method is one use case. What changes the archive holds the writer's lock from beginning to end. Nothing
is loaded before a method needs it, so that a search starts fast.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from archive import trouble
from archive.dataclass import dataclass
from archive.errors import Fault, UsageError
from archive.run import Model, Run, Stage
from archive.working import Working

if TYPE_CHECKING:
    from archive.catalog import Catalog
    from archive.catalog.intake import Failure
    from archive.engines import Engines
    from archive.pipeline.backup import Contents
    from archive.pipeline.check import Finding
    from archive.pipeline.moving import Moved
    from archive.pipeline.runners import Runner
    from archive.pipeline.summary import Summary
    from archive.search.service import Request
    from archive.search.watches import News


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found wrong, and how much it compared: "rows", "sums", "originals", "documents"."""

    findings: tuple[Finding, ...]
    looked: Counter[str]


def open(path: str | os.PathLike[str], *, create: bool = False, run: Run | None = None) -> Archive:
    """The archive in the folder `path`, made there if it is to be `create`d: for its owner alone.

    Raises NotAnArchive where there is none, NewerArchive, ArchiveBusy, UnusableArchive.
    """
    from archive.catalog import Catalog
    from archive.pipeline import engines

    folder = Path(path)
    engines.verify_file(folder)
    if create:
        begin(folder)
    return Archive(Catalog.open(folder, create=create), run or Run())


def begin(folder: Path) -> None:
    """Makes a new folder, which nobody else can read. Raises UnusableArchive."""
    try:
        if not os.path.lexists(folder):
            folder.parent.mkdir(parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise trouble.unusable(error, folder) from error


class Archive(Working):
    """An open archive; any number of threads may use it. Close it, or use it in a `with` block."""

    def __repr__(self) -> str:
        return f"archive.open({str(self.folder)!r})"

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- taking in -------------------------------------------------------------------------------------

    def ingest(
        self,
        paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] = (),
        *,
        retry_failed: bool = False,
        rehash: bool = False,
        dry_run: bool = False,
        unpublished: bool = False,
        queue: bool = False,
    ) -> Summary:
        """Takes in files and folders, and says what became of them; what is in already is left alone.

        `retry_failed`: also what could not be read in earlier runs. `rehash`: reads every file, whatever its
        size and times say, and mends damaged originals. Ctrl-C ends it with what was done kept
        (`interrupted`). What cannot be read is in `failed`, with its reason. `dry_run`: reads all that would
        be taken in, says what would become of it, and leaves the archive as it is. A bag that `export_bag`
        wrote is taken back whole, into an archive that holds nothing. `unpublished`: of exports of WordPress
        and Blogger also drafts, private and scheduled posts and those behind a password, from then on; of
        exports that are in already, too. `queue`: what is to be read and tagged goes to a queue in the
        catalog's database, for workers on any machine (`work`); what is stored is the same. Raises
        ArchiveBusy, UnusableArchive; Fault where the program failed at one of these, the rest is in.
        """
        from archive import access

        began = time.monotonic()
        given = [os.fspath(p) for p in ([paths] if isinstance(paths, str | os.PathLike) else paths)]
        with self._writing() as catalog:
            if warning := access.open_to(self.folder):
                self.run.notify(warning)
            given += self._failed_before(catalog) if retry_failed else ()
            given, back = self._take_back(catalog, given, only_read=dry_run)
            summary, fault = self._ingested(
                catalog, given, rehash=rehash, dry_run=dry_run, unpublished=unpublished, queue=queue
            )
            if not (summary.interrupted or dry_run):
                try:
                    self._settle(catalog, summary.ready)
                except KeyboardInterrupt:
                    summary.interrupted = True
            summary.add(back)
            if fault:  # all else is in and linked
                raise fault
        summary.seconds = round(time.monotonic() - began, 2)
        return summary

    def _failed_before(self, catalog: Catalog) -> list[str]:
        """What to give to an ingest so that it reads again what could not be read in earlier runs."""
        from archive.catalog import origins
        from archive.catalog.intake import is_unnamed
        from archive.ingest.places import again

        known = [f for f in origins.failures(catalog) if not is_unnamed(f.origin)]
        return list(dict.fromkeys(again(f.origin, f.given) for f in known))

    def _ingested(
        self, catalog: Catalog, given: Sequence[str], *, rehash: bool, dry_run: bool, unpublished: bool,
        queue: bool,
    ) -> tuple[Summary, Fault | None]:  # fmt: skip
        """An ingest but for the links, with its report kept; the fault at a source that stays as it was."""
        from archive.catalog import runs
        from archive.pipeline.ingest import ingest
        from archive.pipeline.runners import choose
        from archive.pipeline.unpublished import held_without, read_whole

        settings = replace(self._settings(catalog), unpublished=unpublished)
        more = held_without(catalog, given, settings) if unpublished and not dry_run else []
        if dry_run:
            settings = replace(settings, originals=None, vectors=False, only_read=True)
        with contextlib.ExitStack() as stack:
            choose_runner: Callable[[int], Runner] = partial(choose, workers=self.run.workers)
            progress = self.run.progress
            if dry_run:
                stack.enter_context(catalog.undone())
            elif queue:
                choose_runner, progress = self._queued(catalog, settings, stack)
            begun = None if dry_run or not given else runs.begin(catalog, given, self.run.clock())
            summary = ingest(
                catalog, given, now=self.run.clock, settings=settings, choose_runner=choose_runner,
                progress=progress, rehash=rehash,
            )  # fmt: skip
        fault = read_whole(
            catalog, more, summary, settings=settings, progress=self.run.progress, workers=self.run.workers
        )
        if begun is not None:
            keep = bool(summary.sources or summary.failed)
            runs.end(catalog, begun, self.run.clock(), keep=keep)
            summary.sources -= self._forget_refused(catalog, summary.failed)
        return summary, fault

    def _forget_refused(self, catalog: Catalog, failed: Sequence[Failure]) -> int:
        """Forgets what came in with a source that was refused because it was removed.

        Returns how many sources went that hold one.
        """
        from archive.errors import REMOVED

        if not any(one.code == REMOVED.code for one in failed):
            return 0
        from archive.pipeline import removing

        count = removing.refused(catalog, failed, self.run.clock())
        self._finish(catalog)
        return count

    def _take_back(
        self, catalog: Catalog, given: Sequence[str], *, only_read: bool
    ) -> tuple[list[str], Summary]:
        """Takes in those of `given` that are bags of an archive; returns the others, and what came in."""
        from archive.exchange import unbag
        from archive.ingest import originals
        from archive.pipeline import index

        rest, back = unbag.take_back(
            catalog, originals.of(self.folder), given, self.run.progress,
            only_read=only_read,
        )  # fmt: skip
        if back.sources and not only_read:
            index.rebuild(catalog, self.run.progress)
        return rest, back

    def ingest_again(self, origin: str, given: str) -> Summary:
        """Takes in a source once more that could not be: where it lies, and as it was given.

        Raises UsageError for one that was removed.
        """
        from archive.catalog.intake import is_unnamed
        from archive.ingest.places import again

        if is_unnamed(origin):
            raise UsageError("It was removed from this archive, and is not ingested again.")
        return self.ingest([again(origin, given)])

    def reprocess(
        self,
        stage: Stage,
        *,
        model: Model | None = None,
        lang: str | None = None,
        source: str | None = None,
    ) -> int:
        """Makes documents again that older models or rules made; returns how many.

        "posts" also looks through containers again (mailboxes, web archives) that an older reader looked
        through. `model`: what is to find the names of all of them, None: of each what found them before.
        `lang`, `source` (the beginning of a path or address): only those, outdated or not. Raises
        MissingExtra, and Fault for a document that met a fault of the program, once the rest is made.
        """
        from archive.pipeline.reprocess import reprocess

        failed: list[Failure] = []
        with self._writing() as catalog:
            settings = self._settings(catalog)
            try:
                count = reprocess(
                    catalog, stage, settings=settings, now=self.run.clock, model=model, lang=lang,
                    source=source, progress=self.run.progress, workers=self.run.workers, failed=failed,
                )  # fmt: skip
            except Fault:  # the rest was made again, and its links are still to be settled
                self._settle(catalog)
                raise
            self._settle(catalog)
            self._forget_refused(catalog, failed)
        return count

    def import_names(self, file: str | os.PathLike[str]) -> tuple[int, int]:
        """Teaches the archive the names of an authority file: CSV (name,type,language,same-as), SKOS, MADS.

        Returns how many names it holds and how many documents changed. Raises UsageError, with the line.
        """
        from archive.catalog import authority
        from archive.pipeline.reprocess import apply_authority

        path = Path(file)
        if path.suffix.lower() in (".ttl", ".rdf", ".jsonld", ".nt", ".xml"):
            from archive.exchange import authorities

            names = authorities.read(path)
        else:
            names = authority.read_csv(path)
        with self._writing() as catalog:
            count = authority.put(catalog, path, names, self.run.clock())
            settings = self._settings(catalog)
            changed = apply_authority(catalog, settings=settings, progress=self.run.progress)
            self._settle(catalog)
        return count, changed

    def add_watch(self, name: str, query: str, filters: Request | None = None) -> None:
        """Saves a search; what it finds now is not new. `filters`: a search whose filters narrow it down.

        Raises QueryError, UsageError for a taken name. Saved searches have a lock of their own: they may be
        changed while documents come in.
        """
        from archive.search import watches

        with self._catalogs.lent() as catalog:
            self._searched().asked(
                catalog, lambda index: watches.add(catalog, index, name, query, self.run.clock(), filters)
            )

    def remove_watch(self, name: str) -> None:
        """Forgets a saved search. Raises UsageError where there is none."""
        from archive.search import watches

        with self._catalogs.lent() as catalog:
            watches.remove(catalog, name)

    @contextlib.contextmanager
    def news(self, *, keep: bool = False) -> Iterator[list[News]]:
        """What is new for each saved search. When the block ends well it is so no more, unless `keep`."""
        from archive.search import watches

        with self._catalogs.lent() as catalog:
            index = self._searched()
            index.brought_up(catalog)  # a folder that is not the archive's own is refused before it is locked
            with contextlib.nullcontext() if keep else watches.looking(catalog):
                news = index.asked(catalog, partial(watches.news, catalog))
                yield news
                if not keep:
                    watches.shown(catalog, news)

    # -- keeping ---------------------------------------------------------------------------------------

    def check(self, *, sample: int | None = None, accept: bool = False) -> Checked:
        """Compares originals with their hashes, the catalog with its sums, every byte of the index.

        `sample`: so many originals drawn at random, not all. `accept`: first takes what the catalog says now
        for right. It may run while documents come in, and notes when an original was found whole.
        """
        import random

        from archive.catalog import soundness
        from archive.ingest import originals
        from archive.pipeline import index
        from archive.pipeline.check import check

        looked: Counter[str] = Counter()
        if accept:
            with self._writing() as catalog:
                soundness.accept(catalog)
        with self._catalogs.lent() as catalog:
            findings = check(
                catalog, originals.of(self.folder), now=self.run.clock,
                index_state=partial(index.state, self.folder), sample=sample,
                rng=random.SystemRandom() if sample else None, progress=self.run.progress, looked=looked,
            )  # fmt: skip
            return Checked(tuple(findings), looked)

    def reindex(self, *, update: bool = False) -> int:
        """Builds the index anew beside the old one and swaps, or (`update`) only brings it up.

        Returns how many documents were indexed. Searches go on meanwhile.
        """
        from archive.pipeline import index

        with self._writing() as catalog:
            work = index.update if update else index.rebuild
            return work(catalog, self.run.progress)

    def move(self, engines: Engines) -> Moved:
        """Has the archive run on other engines: copies originals, builds the index, verifies both, switches.

        Until all is verified nothing changes; then what the old place of the originals holds is deleted. A
        move that was killed goes on when it is called again. Raises UsageError, ArchiveBusy, UnusableArchive.
        """
        from archive.pipeline import moving

        with self._writing() as catalog:
            return moving.move(catalog, engines, self.run.progress)

    def export_bag(self, target: str | os.PathLike[str]) -> Contents:
        """Writes all that the archive holds to a bag (BagIt 1.0): a folder, or a zip where its name ends so.

        `ingest` takes it back into a new archive without loss. Returns what is in it, and which originals are
        not. Others may go on writing. Raises UsageError where `target` exists, DamagedCatalog.
        """
        from archive.exchange import bag
        from archive.ingest import originals

        with self._catalogs.lent() as catalog:
            exported = bag.write(
                catalog, originals.of(self.folder), Path(target), now=self.run.clock,
                progress=self.run.progress,
            )  # fmt: skip
        self.note_copy(target, exported.when or "")
        return exported

    def backup(self, file: str | os.PathLike[str]) -> Contents:
        """Writes catalog and originals to one file (a tar), while others may go on writing.

        Returns what is in it, and which originals are not. Raises UsageError where `file` exists.
        """
        from archive.ingest import originals
        from archive.pipeline import backup

        with self._catalogs.lent() as catalog:
            contents = backup.backup(
                catalog, originals.of(self.folder), Path(file), now=self.run.clock,
                progress=self.run.progress,
            )  # fmt: skip
        self.keep_backup(file, contents)
        return contents

    def keep_backup(self, file: str | os.PathLike[str], contents: Contents) -> None:
        """Notes that a backup was made, or restored; see `note_copy`."""
        if contents.when:
            self.note_copy(file, contents.when)
