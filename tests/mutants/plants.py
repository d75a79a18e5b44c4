"""The planted faults: small changes of meaning, and the tests that should see each of them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: in `file` (from the root), `old` becomes `new`; `tests` are the files that should fail.

    `what` says in words what the fault changes. `survives`: it is known that no test sees it, and why.
    """

    name: str
    what: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    survives: str = ""

    def planted(self, text: str) -> str:
        """The text of the file with the fault. Raises ValueError where `old` is not there exactly once."""
        if text.count(self.old) != 1:
            raise ValueError(f"{self.name}: {self.old!r} stands {text.count(self.old)} times in {self.file}")
        return text.replace(self.old, self.new)


def read() -> list[Mutant]:
    """All faults of `mutants.toml`, by area."""
    areas = tomllib.loads(Path(__file__).with_name("mutants.toml").read_text("utf-8"))
    return [
        Mutant(
            f"{area}-{name}",
            one["what"],
            one["file"],
            one["old"],
            one["new"],
            tuple(one.get("tests", held["tests"])),
            one.get("survives", ""),
        )
        for area, held in areas.items()
        for name, one in held.items()
        if name != "tests"
    ]
