"""Averages weight files that were resumed from the same stock component.

    python -m training.average OUT.npz IN.npz IN.npz …
"""

from __future__ import annotations

import sys
from pathlib import Path

from archive.ingest.names.model import load_weights, save_weights
from training.tune import Mean


def main() -> None:
    """The command line."""
    out, *files = map(Path, sys.argv[1:])
    mean = Mean()
    for file in files:
        mean.add(load_weights(file))
    save_weights(mean.value(), out)


if __name__ == "__main__":
    main()
