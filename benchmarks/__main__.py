"""`python -m benchmarks [NAME…]`: measures, prints a table, writes JSON to benchmarks/results/."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sys
import sysconfig
import time
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy

from benchmarks.measure import Figure, Options, as_json, table

NAMES = ("language", "ingest", "memory", "annotate", "search", "start", "links", "growth", "room")
RESULTS = Path(__file__).parent / "results"
PACKAGES = ("archive", "spacy", "whoosh", "langdetect", "numpy", "tantivy")


def main(arguments: list[str] | None = None) -> int:
    """Runs what was asked for; 1 when a benchmark failed, the others being measured all the same."""
    asked = _parser().parse_args(arguments)
    options = _options(asked)
    about = _about(options)
    print("; ".join(str(about[what]) for what in ("python", "interpreter", "blas", "processor")), flush=True)
    figures: list[Figure] = []
    failed = []
    for name in asked.names or NAMES:
        began = time.monotonic()
        try:
            own = list(_measured(name, options))
        except Exception as error:
            failed.append(name)
            print(f"{name} failed: {error}", file=sys.stderr)
            continue
        figures += own
        print(f"{table(own)}\n({time.monotonic() - began:.0f} s)\n", flush=True)
    if asked.json != "none":
        path = Path(asked.json) if asked.json else RESULTS / f"{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_json(figures, about), encoding="utf-8")
        print(f"written to {path}")
    return 1 if failed else 0


def _measured(name: str, options: Options) -> list[Figure]:
    found = []
    for one in importlib.import_module(f"benchmarks.{name}").run(options):
        if isinstance(one, Figure):
            found.append(one)
        else:
            print(one, file=sys.stderr)
    return found


def _about(options: Options) -> dict[str, object]:
    """What the figures were taken on."""
    packages = {}
    for package in PACKAGES:
        try:
            packages[package] = version(package)
        except PackageNotFoundError:
            continue
    return {
        "at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "python": platform.python_version(),
        "interpreter": _interpreter(),
        "blas": _blas(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "processor": _processor(),
        "packages": packages,
        "options": {
            "documents": options.documents, "words": options.words, "queries": options.queries,
            "seed": options.seed, "texts": str(options.texts) if options.texts else "generated",
        },
    }  # fmt: skip


def _interpreter() -> str:
    """Which Python, by which compiler, and whether it was optimised by a profile, which speeds it up."""
    trained = "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or "")
    kind = "with" if trained else "without"
    return f"{platform.python_implementation()}, {platform.python_compiler()}, {kind} optimisation by profile"


def _blas() -> str:
    """The library of numpy's matrix products."""
    found = numpy.show_config(mode="dicts")["Build Dependencies"]["blas"]
    return f"{found.get('name', 'unknown')} {found.get('version', '')}".strip()


def _processor() -> str:
    """The name of the processor; that of its family where the system tells no more."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in told.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.processor()


def _options(asked: argparse.Namespace) -> Options:
    chosen = {
        name: value
        for name in ("documents", "words", "queries", "seed")
        if (value := getattr(asked, name)) is not None
    }
    small = {"documents": 60, "words": 600, "queries": 3} if asked.quick else {}
    return Options(**{**small, **chosen}, texts=asked.texts, large=asked.large, quick=asked.quick)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", choices=NAMES, metavar="NAME", help=f"{', '.join(NAMES)}; none: all"
    )
    parser.add_argument("--documents", type=int, help="texts to index, search and link (10,000)")
    parser.add_argument(
        "--words", type=int, help="words to tag (100,000; ingest takes in four times as many)"
    )
    parser.add_argument("--queries", type=int, help="queries of each kind (50)")
    parser.add_argument("--seed", type=int, help="of the generated texts and the queries (7)")
    parser.add_argument(
        "--texts", type=Path, metavar="FOLDER", help="real .txt files instead of generated texts"
    )
    parser.add_argument(
        "--large", action="store_true", help="also search in 50,000 texts, and add to 100,000"
    )
    parser.add_argument("--quick", action="store_true", help="a few texts, in seconds: does it run at all?")
    parser.add_argument("--json", metavar="FILE", help='where the figures go; "none": nowhere')
    return parser


if __name__ == "__main__":
    sys.exit(main())
