"""Archives to be read in a browser, and the server of each in a process of its own."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import archive
from corpus.answers import DOCUMENTS, ROOT
from corpus.demo import ARCHIVE, MAILBOX, PAPER
from tests.hostile.files import CASES
from tests.hostile.mails import MAILS

MADE = "ARCHIVE_TRIED"  # names a folder with the archives of an earlier run, for those who write tests
_GIVEN = (DOCUMENTS, PAPER, MAILBOX)
_PART = 200  # of the size that the suite reads: what counts here is how it is shown

# What no page may obey, wherever a page shows it: title, text, author, and the name of the file.
HARM = """<!doctype html><html><head>
<meta name="author" content="&lt;img src=//evil.example/a onerror=alert(1)&gt;">
<title>&lt;script&gt;alert(1)&lt;/script&gt; "onload=x {title}</title></head>
<body><article><h1>&lt;script&gt;alert(1)&lt;/script&gt; {{{{ 7*7 }}}} \u202etxet {title}</h1>
<p>Le 3 mai 2016, Awa Diallo a écrit à la mairie de Lille.
&lt;img src="http://evil.example/x.png" onerror=alert(2)&gt;
&lt;style&gt;body{{display:none}}&lt;/style&gt; \x07</p>
<p>{long} La réponse est arrivée deux semaines plus tard :
l’eau sera rétablie, et la salle rouverte aux familles.</p>
<p>&lt;a href="javascript:alert(3)"&gt;ici&lt;/a&gt; &lt;/article&gt;&lt;/main&gt;
&lt;form action="//evil.example"&gt;
le 14 juin 2016, la mairie de Lille a rouvert la salle.</p></article></body></html>"""


@dataclass(frozen=True, slots=True)
class Room:
    """A room that answers at `base`, without a slash at its end."""

    base: str
    invitation: Callable[[], str] = str  # the path of the next one-time address that is printed

    def asked(self, path: str) -> Any:
        """What the interface for programs says at a path."""
        with urlopen(self.base + path) as got:
            return json.load(got)

    def document(self, query: str, lang: str = "") -> str:
        """The id of the first text that a query finds."""
        found = self.asked(f"/api/search?q={quote(query)}&lang={lang}&limit=1")
        return str(found["hits"][0]["id"])

    def entity(self, name: str) -> str:
        """The id of the entity with a name."""
        return str(self.asked(f"/api/entities/{quote(name)}")["id"])


def papers(folder: Path) -> Path:
    """The sample with a PDF and a mailbox, and a text that changed since it was first taken in."""
    if (kept := _kept("papers")) is not None:
        return kept
    made_before = ROOT.parent / ARCHIVE  # `make demo` has taken in the same
    if made_before.is_dir():
        shutil.copytree(made_before, folder / "archive")
    with archive.open(folder / "archive", create=True) as made:
        page = folder / "avis.txt"
        page.write_text("Avis\n\nLe 20 mars 2018, on se retrouve devant la mairie de Brévaux.\n", "utf-8")
        made.ingest([*(ROOT.parent / given for given in _GIVEN), page])
        page.write_text("Avis\n\nLe 27 mars 2018, on se retrouve devant la gare de Brévaux.\n", "utf-8")
        made.ingest([page])
    return folder / "archive"


def hostile(folder: Path) -> Path:
    """An archive of the hostile pages, texts and mails, and of pages that mean harm."""
    if (kept := _kept("hostile")) is not None:
        return kept
    inbox = folder / '"><script>alert(4)<'
    inbox.mkdir()
    for case in (*CASES, *MAILS):
        if case.name.endswith((".txt", ".html", ".eml", ".mbox")):
            (inbox / case.name).write_bytes(case.make(max(case.small // _PART, 1)))
    for name, title, long in (("<b>a&b.html", "", ""), ("long.html", "t" * 300, "w" * 3000)):
        (inbox / name).write_text(HARM.format(title=title, long=long), "utf-8")
    with archive.open(folder / "archive", create=True, run=archive.Run(vectors=False)) as made:
        made.ingest([inbox])
    return folder / "archive"


def _kept(name: str) -> Path | None:
    kept = os.environ.get(MADE)
    return Path(kept, name) if kept else None


@cache
def session(room: Room) -> str:
    """The cookie of an archivist who has entered the room."""
    there = HTTPConnection(room.base.removeprefix("http://"), timeout=60)
    body = f"invitation={room.invitation().partition('=')[2]}"
    told = {"Origin": room.base, "Content-Type": "application/x-www-form-urlencoded"}
    with contextlib.closing(there):
        there.request("POST", "/enter", body, told)
        kept = there.getresponse().getheader("Set-Cookie") or ""
    return kept.partition(";")[0].partition("=")[2]


@contextlib.contextmanager
def opened(folder: Path, *, bring_up: bool = True) -> Iterator[Room]:
    """`archive serve` on an archive, until the block is left; `bring_up`: no, it starts without an index."""
    command = [sys.executable, "-m", "archive.cli", "--archive", str(folder), "serve", "--port", "0"]
    if not bring_up:
        command = [sys.executable, "-m", "tests.browser.unready", str(folder)]
    with subprocess.Popen(
        command, cwd=ROOT.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as serving:
        assert serving.stdout is not None
        try:
            address = re.search(r"http://127\.0\.0\.1:\d+", serving.stdout.readline())
            assert address, "the room did not open"
            base, told = address[0], serving.stdout
            yield Room(base, lambda: told.readline().strip().rpartition(base)[2])
        finally:
            serving.send_signal(signal.SIGINT)
            serving.communicate(timeout=60)
