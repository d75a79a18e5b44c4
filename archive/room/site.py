"""`archive export site`: the room as a folder of files, for any web host, a disk or an archive of the web."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import closing
from importlib import resources, util
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

from archive.app import Archive
from archive.dataclass import dataclass
from archive.errors import ArchiveError, UnusableArchive, UsageError
from archive.printable import counted
from archive.room import pages, wording
from archive.room.application import routes
from archive.room.asked import Asked
from archive.room.editions import Editions, archive_of
from archive.room.fixed import Fixed, asked_for, file_of, relinked
from archive.room.histogram import histogram
from archive.room.pages import NotFound
from archive.room.rendering import page
from archive.room.sessions import Sessions

MARK: Final = "site.json"  # in the folder: that it is one of ours, and whether it is whole
_FILES: Final = ("room.css", "room.js", "find.js")
_AT_ONCE: Final = 500  # texts or entities whose numbers are read together
_HOST: Final = "site.invalid"  # no page names it


@dataclass(frozen=True, slots=True)
class WrittenSite:
    """What an export did: pages that stand there now, files (but those of the search) written and removed."""

    pages: int
    written: int
    removed: int
    searchable: bool


def export(archive: Archive, folder: Path) -> WrittenSite:
    """Writes the room of an archive as files to `folder`, or brings what is there up to date.

    It holds what readers are shown: the open edition, where there is one. Only what changed is written, what
    is gone is removed. Until all is there, its first page says so. Raises UsageError where something else is
    in the folder, UnusableArchive where the edition is missing or has texts that were closed since.
    """
    editions = Editions(archive)
    with closing(editions):
        site = _Site(archive, folder, editions)
        _refuse_closed(archive, site.texts())
        try:
            return site.write()
        finally:
            archive.note_copy(folder)  # also of pages that were written before it was cut off


def _refuse_closed(archive: Archive, shown: Iterable[str]) -> None:
    """Raises UnusableArchive where readers may see no more what they are `shown`: files stay when a room is
    closed."""
    withheld = archive.closed().keys() | archive.redactions().keys() if archive.withholds() else set()
    late = sum(1 for document in shown if document in withheld) if withheld else 0
    if late:
        raise UnusableArchive(
            f"{counted(late, 'document')} of the open edition {'was' if late == 1 else 'were'} closed or"
            " redacted since it was published. Run: archive publish"
        )


class _Site:
    def __init__(self, archive: Archive, folder: Path, editions: Editions) -> None:
        self._archive, self._folder = editions.shown(), folder
        self._progress = archive.run.progress
        # Pagefind refuses a site without texts, and there is nothing to be found in it.
        some = self._archive.stats().documents > 0
        self._fixed = Fixed(some and util.find_spec("pagefind_bin") is not None)
        self._app = Starlette(routes=[Route("/help", _about), Route("/search", _texts), *routes()])
        state = self._app.state
        state.archive, state.fixed, state.sessions = archive, self._fixed, Sessions(archive.folder)
        state.places, state.editions = WeakKeyDictionary(), editions
        self._kept: set[str] = set()
        self._written = self._pages = 0

    def write(self) -> WrittenSite:
        """The whole site."""
        self._begin()
        stats = self._archive.stats()
        self._progress.stage("Pages", len(wording.LANGUAGES) * (stats.documents + stats.entities))
        for name in _FILES:
            self._put(f"room/{name}", resources.files("archive.room").joinpath(f"data/{name}").read_bytes())
        for address, file in self._addresses():
            for lang in wording.LANGUAGES:
                self._page(address, file, lang)
        removed = self._clear(*wording.LANGUAGES, "room")  # first: what is gone must not be found
        if self._fixed.searchable and (self._written or removed or not self._indexed):
            self._index()
            self._clear("pagefind")
        elif not self._fixed.searchable:
            self._clear("pagefind")
        self._put("index.html", _entrance(whole=True))
        self._mark(whole=True)
        return WrittenSite(self._pages, self._written, removed, self._fixed.searchable)

    # -- what there is to write ------------------------------------------------------------------------

    def _addresses(self) -> Iterator[tuple[str, str]]:
        """The address and the file of each page: of all texts and entities, and whatever a page leads to."""
        self._led: deque[str] = deque(["/", "/help", "/search", "/search?sort=date"])
        self._seen: set[str] = set()
        for more in ((f"/d/{one}" for one in self.texts()), self._entities()):
            for address in more:
                self._lead(address)
                yield from self._next()
        yield from self._next()

    def _next(self) -> Iterator[tuple[str, str]]:
        while self._led:
            address = self._led.popleft()
            file = file_of(address)
            assert file is not None
            yield address, file

    def _lead(self, address: str) -> None:
        """Hears of a page that another one leads to."""
        file = file_of(address)
        if file is not None and file not in self._seen:
            self._seen.add(file)
            self._led.append(address)

    def texts(self) -> Iterator[str]:
        """The ids of the texts that it has."""
        after = 0
        while some := self._archive.records(after=after, limit=_AT_ONCE):
            yield from (record.document.id for record in some)
            after = some[-1].n

    def _entities(self) -> Iterator[str]:
        last = None
        while some := list(self._archive.entities(after=last, limit=_AT_ONCE)):
            yield from (f"/e/{one.id}" for one in some)
            last = some[-1]

    # -- a page ----------------------------------------------------------------------------------------

    def _page(self, address: str, file: str, lang: str) -> None:
        body = self._answered(asked_for(address), lang).decode("utf-8")
        self._put(f"{lang}/{file}", relinked(body, file, lang, self._lead).encode("utf-8"))
        self._pages += 1
        if file.startswith(("d/", "e/")):
            self._progress.advance(1)

    def _answered(self, address: str, lang: str) -> bytes:
        """The page of the room at an address; what is not there is said on a page: no link is dead."""
        for _ in range(5):  # an id of before leads to another
            parts = urlsplit(address)
            scope: dict[str, object] = {
                "type": "http", "method": "GET", "scheme": "http", "path": parts.path, "root_path": "",
                "query_string": parts.query.encode(), "server": (_HOST, 80), "client": None, "app": self._app,
                "headers": [(b"host", _HOST.encode()), (b"accept-language", lang.encode())],
            }  # fmt: skip
            answer = self._asked(scope)
            if answer.status_code not in (302, 303, 307, 308):
                return bytes(answer.body)
            address = answer.headers["location"]
        raise AssertionError(f"{address} leads round in a ring")

    def _asked(self, scope: dict[str, object]) -> Response:
        for route in self._app.routes:
            match, more = route.matches(scope)
            if match is Match.FULL:
                scope.update(more)
                request = Request(scope)
                try:
                    found: Response = more["endpoint"](request)
                    return found
                except (UsageError, NotFound):
                    return page(
                        request, "message.html", title="not_found", detail="not_found_text", why=None,
                        asked=Asked(), enters=False, back="/",
                    )  # fmt: skip
        raise AssertionError(f"nothing answers {scope['path']}")

    # -- the folder ------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """Takes the folder over, where it is empty or ours, and says in it that it is not whole yet."""
        if self._folder.exists() and not self._folder.is_dir():
            raise UsageError(f"{self._folder} is a file. Choose a folder.")
        if self._folder.is_dir() and any(self._folder.iterdir()) and not (self._folder / MARK).is_file():
            raise UsageError(
                f"{self._folder} holds something else than an exported site. Choose an empty folder."
            )
        self._folder.mkdir(parents=True, exist_ok=True)
        self._indexed = self._is_indexed()
        self._mark(whole=False)
        self._replace("index.html", _entrance(whole=False))

    def _is_indexed(self) -> bool:
        """Whether the folder is whole, with an index of all its pages: Pagefind makes a new one each time."""
        try:
            marked = json.loads((self._folder / MARK).read_text("utf-8"))
        except (OSError, ValueError):
            return False
        return isinstance(marked, dict) and bool(marked.get("whole") and marked.get("searchable"))

    def _mark(self, *, whole: bool) -> None:
        form = {"made_by": "archive export site", "whole": whole, "searchable": self._fixed.searchable}
        self._replace(MARK, f"{json.dumps(form)}\n".encode())

    def _put(self, file: str, body: bytes) -> None:
        """Writes a file of the site, unless it stands there already."""
        self._kept.add(file)
        path = self._folder / file
        try:
            if path.stat().st_size == len(body) and path.read_bytes() == body:
                return
        except FileNotFoundError:
            pass
        self._replace(file, body)
        self._written += file != "index.html" and not file.startswith("pagefind/")

    def _replace(self, file: str, body: bytes) -> None:
        """Writes a file so that it is there whole or not at all."""
        path = self._folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.new")
        beside.write_bytes(body)
        os.replace(beside, path)

    def _clear(self, *folders: str) -> int:
        """Removes the files in folders of ours that are none of the site any more; how many."""
        removed = 0
        for name in folders:
            for path in sorted((self._folder / name).rglob("*"), reverse=True):
                if path.is_dir() and not path.is_symlink():
                    if not any(path.iterdir()):
                        path.rmdir()
                elif path.relative_to(self._folder).as_posix() not in self._kept:
                    path.unlink()
                    removed += 1
            if (self._folder / name).is_dir() and not any((self._folder / name).iterdir()):
                (self._folder / name).rmdir()
        return removed

    def _index(self) -> None:
        """What a browser searches in. Raises ArchiveError where Pagefind fails."""
        from pagefind_bin import get_executable

        self._progress.stage("Search", None)
        with tempfile.TemporaryDirectory() as output:
            command = [
                str(get_executable()), "--site", str(self._folder.absolute()), "--glob", "{fr,en}/d/*.html",
                "--output-path", output, "--quiet",
            ]  # fmt: skip
            done = subprocess.run(command, capture_output=True, text=True, errors="replace", cwd=output)
            if done.returncode:
                raise ArchiveError(f"Pagefind could not index the site: {done.stderr.strip()[-300:]}")
            for path in sorted(Path(output).rglob("*")):
                if path.is_file():
                    self._put(f"pagefind/{path.relative_to(output).as_posix()}", path.read_bytes())


def _about(request: Request) -> Response:
    """What a room of files has, and what it has not."""
    return page(request, "about.html", asked=Asked())


def _texts(request: Request) -> Response:
    """A list of texts; without a query the page where a browser searches."""
    if request.url.query:
        return pages.search(request)
    asked = Asked()
    (everything,) = archive_of(request).search_all([asked.request(limit=0)])
    return page(
        request,
        "find.html",
        asked=asked,
        held=everything,
        years=histogram(everything.facets, asked, wording.language(request)),
    )


def _entrance(*, whole: bool) -> bytes:
    """The first page of the folder: the two languages, or that the site is not whole."""
    labels = {lang: wording.words(lang) for lang in wording.LANGUAGES}
    if whole:
        lines = [
            f'<p lang="{lang}"><a href="{lang}/index.html">{w["enter_site"]}</a></p>'
            for lang, w in labels.items()
        ]
    else:
        lines = [f'<p lang="{lang}">{w["not_whole"]}</p>' for lang, w in labels.items()]
    title = " · ".join(w["room"] for w in labels.values())
    return (
        '<!doctype html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{title}</title>\n"
        '<link rel="stylesheet" href="room/room.css">\n<link rel="icon" href="data:,">\n</head>\n'
        f"<body>\n<main>\n<h1>{title}</h1>\n{chr(10).join(lines)}\n</main>\n</body>\n</html>\n"
    ).encode()
