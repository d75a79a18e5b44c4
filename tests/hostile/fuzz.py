"""The properties tried for as long as one likes: `python -m tests.hostile.fuzz --seconds 300 [--seed 1]`.

Each round has a seed of its own, which is printed when something does not hold: `--seed` repeats it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.hostile.properties import BYTES, DATED, MARKUP, PLAIN, dates_hold, pages_hold

EXAMPLES = 200  # a property a round


def rounds(number: int) -> list[Callable[[], None]]:
    """The properties as functions that try `EXAMPLES` inputs, told by `number`."""
    chosen = settings(
        max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )

    @seed(number)
    @chosen
    @given(BYTES)
    def of_bytes(data: bytes) -> None:
        pages_hold(data, None)

    @seed(number)
    @chosen
    @given(MARKUP)
    def of_markup(text: str) -> None:
        pages_hold(text.encode("utf-8", "surrogatepass"), "text/html")

    @seed(number)
    @chosen
    @given(PLAIN)
    def of_text(text: str) -> None:
        pages_hold(text.encode("utf-8", "surrogatepass"), "text/plain")

    @seed(number)
    @chosen
    @given(DATED, st.sampled_from(["fr", "en"]))
    def of_dates(text: str, lang: str) -> None:
        dates_hold(text, lang)

    return [of_bytes, of_markup, of_text, of_dates]


def main() -> int:
    """Runs rounds until the time is over; the exit code is 1 where a property did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    end = time.monotonic() + chosen.seconds
    number, tried = chosen.seed, 0
    while time.monotonic() < end:
        for attempt in rounds(number):
            try:
                attempt()
            except BaseException:
                print(f"found with --seed {number}", file=sys.stderr)
                raise
            tried += EXAMPLES
        number += 1
    print(f"{tried:,} inputs, seeds {chosen.seed} to {number - 1}: all hold")
    return 0


if __name__ == "__main__":
    sys.exit(main())
