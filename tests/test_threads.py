"""The matrix library is told to use one thread before it is loaded: it reads that once."""

from __future__ import annotations

import os
import subprocess
import sys

import tests


def test_nothing_loads_numpy_before_the_tests_say_how_many_threads() -> None:
    assert not tests.TOO_LATE, "a plugin of pytest loads numpy: leave it out with -p no:NAME, or tests crawl"


def test_the_command_line_says_so_before_numpy_is_loaded() -> None:
    code = (
        "import os, sys, archive.cli\n"
        f"print('numpy' in sys.modules, [os.environ.get(name) for name in {tests.THREADS}])"
    )
    unset = {name: value for name, value in os.environ.items() if name not in tests.THREADS}
    done = subprocess.run([sys.executable, "-c", code], env=unset, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False ['1', '1', '1']"
