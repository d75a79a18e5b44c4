"""Build archive/bodies/data/brands.txt, the names of well-known sites, firms and programs.

    python -m training.brands simple-icons.json OLD/simple-icons.json

From the data files of Simple Icons (npm `simple-icons` 16.37.0 and 7.21.0, which holds the brands that left
since; CC0 1.0): their titles alone, no icon. First names and names of places are left out: they say nothing.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from archive.ingest.names.words import first_names
from archive.places import is_territory, people_of
from archive.text import fold

TARGET = Path(__file__).parents[1] / "archive/bodies/data/brands.txt"
_NAME = re.compile(r"[^\W\d_][\w.&'+ -]*[^\W_]")


def titles(file: Path) -> set[str]:
    """The titles that look like a name in a text: no sign but those of names, no version, one capital."""
    read = json.loads(file.read_text("utf-8"))
    rows = read["icons"] if isinstance(read, dict) else read
    return {row["title"] for row in rows if _NAME.fullmatch(row["title"]) and row["title"][:1].isupper()}


def main() -> None:
    """Writes the list, sorted."""
    found = set().union(*(titles(Path(name)) for name in sys.argv[1:]))
    kept = {t for t in found if fold(t) not in first_names() and not people_of(t) and not is_territory(t)}
    title = (__doc__ or "").strip().splitlines()[0]
    head = f"# {title}\n# Titles of Simple Icons, CC0 1.0; made by training/brands.py.\n"
    TARGET.write_text(head + "\n".join(sorted(kept)) + "\n", "utf-8")


if __name__ == "__main__":
    main()
