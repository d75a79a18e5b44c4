"""Every hostile file at full size: `python -m tests.hostile [--only NAME] [--small]`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.hostile.files import CASES
from tests.hostile.kinds import Case
from tests.hostile.mails import MAILS
from tests.hostile.work import BOUND_BYTES, BOUND_SECONDS, Outcome, take, warm, watched
from tests.hostile.zips import ZIPS


def run(case: Case, size: int, folder: Path) -> Outcome:
    """What becomes of `case` at `size`."""
    path = folder / case.name

    def make() -> Outcome:
        path.write_bytes(case.make(size))
        return Outcome()

    watched(make, 60)
    try:
        return watched(lambda: take(str(path), case.told))
    finally:
        path.unlink()


def faults(case: Case, outcome: Outcome, *, full: bool) -> list[str]:
    """What is wrong with an outcome; nothing if it is as promised."""
    wrong = [outcome.error] if outcome.error else []
    if not outcome.error and not outcome.texts and not outcome.reasons:
        wrong.append("neither a text nor a reason")
    if outcome.texts and not outcome.held:
        wrong.append(f"{case.told!r} is lost")
    if full and case.reason and not any(case.reason in r for r in outcome.reasons):
        wrong.append(f"no reason with {case.reason!r}: {outcome.reasons}")
    if not case.reason and outcome.reasons and case.told:
        wrong.append(f"refused: {outcome.reasons}")
    if outcome.seconds > BOUND_SECONDS:
        wrong.append(f"{outcome.seconds:.1f} s")
    if outcome.bytes > BOUND_BYTES:
        wrong.append(f"{outcome.bytes / 1e6:.0f} MB")
    return wrong


def main() -> int:
    """Prints a line a case; the exit code is 1 where one breaks its promise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="cases whose name holds this")
    parser.add_argument("--small", action="store_true", help="at the sizes of the test suite")
    chosen = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        warm(folder)
        for case in (*CASES, *ZIPS, *MAILS):
            if chosen.only not in case.name:
                continue
            outcome = run(case, case.small if chosen.small else case.full, folder)
            wrong = faults(case, outcome, full=not chosen.small)
            failed += bool(wrong)
            cost = " ".join(f"{k} {v:.1f}" for k, v in outcome.stages.items())
            said = "; ".join(wrong) or (outcome.reasons[0] if outcome.reasons else f"{outcome.texts} texts")
            print(
                f"{'FAIL' if wrong else 'ok':4} {case.name:24} {outcome.seconds:5.1f} s "
                f"{outcome.bytes / 1e6:5.0f} MB  {said[:110]}  [{cost}]",
                flush=True,
            )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
