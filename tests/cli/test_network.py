"""No command opens a connection or looks up a host of its own accord, whatever a page links to."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import ENGLISH, FRENCH

ROOT = Path(__file__).parents[2]

# Hooks of the interpreter see every connection, whichever library opens it, and cannot be taken out again.
WATCHED = """
import io, json, sys

def watch(event, args):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
                 "socket.gethostbyname", "urllib.Request"):
        print("NETWORK", event, args, file=sys.stderr, flush=True)
        raise OSError("no network in this test")

sys.addaudithook(watch)
from archive.cli import main

for command, given in json.load(open(sys.argv[1])):
    sys.stdin = io.StringIO(given)
    try:
        main(command, standalone_mode=False)
    except SystemExit as end:
        print("ended", command, end.code, file=sys.stderr)
    print("done", command[2], file=sys.stderr)
"""
PAGE = """<html lang="fr"><head><base href="http://example.org/"><link rel="stylesheet" href="a.css">
<script src="http://example.org/s.js"></script><meta http-equiv="refresh" content="0; http://example.org/">
<link rel="alternate" hreflang="en" href="http://example.org/en"></head><body><article><h1>Rassemblement</h1>
<p>{}</p><img src="http://example.org/i.png"><iframe src="//example.org/f"></iframe></article></body>"""


def test_no_command_looks_for_a_network(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "fr.html").write_text(PAGE.format(FRENCH))
    (pages / "en.txt").write_text(ENGLISH)
    line = json.dumps({"id": "1", "text": f"{FRENCH} http://example.org/"})
    commands = [
        ("ingest", "--workers", "1", str(pages)), ("search", "rassemblement à Lille"), ("annotate",),
        ("timeline", "Lille"), ("timeline", "Lille", "--format", "html"), ("entities",), ("pairs",),
        ("export", "documents"), ("stats", "--format", "json"), ("check",), ("reindex",),
        ("reprocess", "--stage", "posts", "--lang", "fr"), ("backup", str(tmp_path / "b.tar")),
    ]  # fmt: skip
    asked = [(["--archive", str(tmp_path / "archive"), *c], f"{line}\n") for c in commands]
    (tmp_path / "commands.json").write_text(json.dumps(asked))
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(tmp_path / "commands.json")],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert "NETWORK" not in done.stderr
    assert done.returncode == 0, done.stderr
    assert [line.split()[1] for line in done.stderr.splitlines() if line.startswith("done ")] == [
        c[0] for c in commands
    ]
    assert "ended" not in done.stderr
