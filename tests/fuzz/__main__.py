"""Inputs that nobody would make, tried for as long as one likes: `python -m tests.fuzz --seconds 600`.

Each round of a target has a seed of its own, which is printed when something does not hold:
`--target NAME --seed N` repeats it.
"""

from __future__ import annotations

import argparse
import sys
import time

from tests.fuzz.targets import TARGETS


def main() -> int:
    """Runs rounds of the targets in turn until the time is over; exit code 1 where one does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120, help="in all")
    parser.add_argument("--seed", type=int, default=1, help="of the first round")
    parser.add_argument("--target", choices=list(TARGETS), action="append", help="only this one (repeatable)")
    chosen = parser.parse_args()
    names = chosen.target or list(TARGETS)
    end = time.monotonic() + chosen.seconds
    tried = dict.fromkeys(names, 0)
    number = chosen.seed
    while time.monotonic() < end or number == chosen.seed:
        for name in names:
            try:
                tried[name] += TARGETS[name](number)
            except BaseException:
                print(f"found with --target {name} --seed {number}", file=sys.stderr)
                raise
        number += 1
    for name, count in tried.items():
        print(f"{name}: {count:,} inputs, seeds {chosen.seed} to {number - 1}: all hold")
    return 0


if __name__ == "__main__":
    sys.exit(main())
