"""Plants every fault, one at a time, and runs the tests of its area: `python -m tests.mutants`.

A fault is caught when one of these tests fails. The tree itself is not touched: the faults are planted in a
copy. `make mutants` runs all of them; it fails where fewer than 90 of 100 are caught.
"""

from __future__ import annotations

import argparse
import compileall
import os
import py_compile
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.mutants.plants import ROOT, Mutant, read

_NEEDED = (
    "archive",
    "benchmarks",
    "corpus",
    "docs",
    "tests",
    "training",
    "README.md",
    "CONTRIBUTING.md",
    "pyproject.toml",
)
_FLOOR = 0.9  # share of the faults that must be caught
_PATIENCE = 600  # seconds for the tests of one fault: one that hangs is caught too


def copy_of_the_tree(home: Path) -> Path:
    """A copy of what the tests need, in `home`; what stands beside the checkout is linked.

    It is compiled once, and each file's bytes say whether that still fits: the same second and the same size
    hide no fault.
    """
    tree = home / "archive"
    tree.mkdir()
    for name in _NEEDED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, tree / name)
    if (ROOT.parent / "shared").exists():
        (home / "shared").symlink_to((ROOT.parent / "shared").resolve())
    checked = py_compile.PycInvalidationMode.CHECKED_HASH
    compileall.compile_dir(tree / "archive", quiet=2, invalidation_mode=checked)
    return tree


def is_caught(mutant: Mutant, tree: Path) -> bool:
    """Whether a test of its area fails with the fault planted in `tree`; takes the fault out again."""
    path = tree / mutant.file
    text = path.read_text("utf-8")
    path.write_text(mutant.planted(text), "utf-8")
    try:
        return not passes(tree, mutant.tests)
    finally:
        path.write_text(text, "utf-8")


def passes(tree: Path, tests: tuple[str, ...]) -> bool:
    """Whether these tests pass in `tree`. Raises RuntimeError where pytest could not run them."""
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=tree, env=environment, capture_output=True, text=True, timeout=_PATIENCE
        )
    except subprocess.TimeoutExpired:
        return False
    if done.returncode > 2:
        raise RuntimeError(
            f"pytest could not run {' '.join(tests)}:\n{done.stdout[-2000:]}{done.stderr[-500:]}"
        )
    return done.returncode == 0


def main() -> int:
    """Prints a line a fault, then how many were caught; exit code 1 below the floor.

    Tests that fail without a fault catch none.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", default=[""], help="faults whose name begins so")
    chosen = [m for m in read() if m.name.startswith(tuple(parser.parse_args().only))]
    caught = 0
    with tempfile.TemporaryDirectory() as home:
        tree = copy_of_the_tree(Path(home))
        passing: dict[tuple[str, ...], bool] = {}
        for mutant in chosen:
            began = time.monotonic()
            if mutant.tests not in passing:
                passing[mutant.tests] = passes(tree, mutant.tests)
            seen = passing[mutant.tests] and is_caught(mutant, tree)
            caught += seen
            outcome = "caught  " if seen else "SURVIVES" if passing[mutant.tests] else "NO TESTS"
            print(f"{outcome} {mutant.name}: {mutant.what} ({time.monotonic() - began:.0f} s)", flush=True)
    print(f"{caught} of {len(chosen)} caught")
    return 0 if chosen and caught >= _FLOOR * len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
