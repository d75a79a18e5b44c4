"""What a mention rests on, as data. Prose is made of it for people alone; nothing is read out of that prose.

In the catalog and in JSON it is a line such as `model:en-tuned rule:facility` or `fr:day-month-year`; the
catalog adds what that line does not say. `Evidence.parse` is the one place that reads either.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Final, NamedTuple

from archive.dataclass import dataclass

# Where a step can come from; any other source is the language of a calendar grammar.
MODEL: Final = "model"  # a statistical model; its rule is the model's name
RULE: Final = "rule"  # a rule of names
GAZETTEER: Final = "gazetteer"
CONSISTENCY: Final = "consistency"  # the same name elsewhere in the text
RECASED: Final = "recased"  # the model was shown a line in capitals in small letters
AUTHORITY: Final = "authority"  # a name that the archive was taught
ARCHIVE: Final = "archive"  # a name that the whole archive is sure of
OCR: Final = "ocr"  # the words were read off a picture; its rule is how sure that is, from 0 to 1
_SOURCES: Final = frozenset((MODEL, RULE, GAZETTEER, CONSISTENCY, RECASED, AUTHORITY, ARCHIVE, OCR))

_MARKS: Final = {True: " [relative]", False: " [absolute]", None: ""}
# Archives made before the mark was kept tell relative dates by the names that their rules had then.
_ONCE_RELATIVE: Final = re.compile(
    r"[a-z]+:(?:today|now|offset|beyond|next-day|previous-day|day-after|day-before|weekday|weekend|units?\b"
    r"|rest\b|ago|in\b|later|earlier|from-now|week-following|week-inside|fortnight|shifted|within|lasting|piece"
    r"|[a-z-]+-relative)"
)


class Step(NamedTuple):
    """One who had a say: a source, and which of its rules or models."""

    source: str
    rule: str = ""

    def __str__(self) -> str:
        return f"{self.source}:{self.rule}" if self.rule else self.source


@dataclass(frozen=True, slots=True)
class Evidence:
    """What made a mention (the first step), and what changed it after.

    `relative`: whether a date hangs on the day of writing or on another date ("yesterday", "two days later");
    None for names, and for dates of which that is not known.
    """

    steps: tuple[Step, ...] = ()
    relative: bool | None = None

    @classmethod
    def of(cls, source: str, rule: str = "", *, relative: bool | None = None) -> Evidence:
        """The evidence of one step."""
        return cls((Step(source, rule),), relative)

    @classmethod
    def parse(cls, line: str) -> Evidence:
        """Evidence as the catalog keeps it (`kept`), or as it is said (`str`)."""
        return _parsed(line)

    def then(self, source: str, rule: str = "") -> Evidence:
        """The same, with one who changed the mention."""
        return replace(self, steps=(*self.steps, Step(source, rule)))

    def has(self, source: str, rule: str | None = None) -> bool:
        """Whether a source (one rule of it, or any) had a say."""
        return source in [step.source for step in self.steps if rule in (None, step.rule)]

    def begins_with(self, source: str) -> bool:
        """Whether a source made the mention, whatever changed it after."""
        return bool(self.steps) and self.steps[0].source == source

    @property
    def kept(self) -> str:
        """The line that the catalog keeps."""
        return f"{self}{_MARKS[self.relative]}"

    def __str__(self) -> str:
        return " ".join(map(str, self.steps))

    def __reduce__(self) -> tuple[object, ...]:
        return Evidence.parse, (self.kept,)  # mentions cross processes by the thousand


@lru_cache(maxsize=4096)
def _parsed(line: str) -> Evidence:
    relative: bool | None = True if _ONCE_RELATIVE.match(line) else None
    for value, mark in _MARKS.items():
        if mark and line.endswith(mark):
            line, relative = line.removesuffix(mark), value
    steps: list[Step] = []
    for word in line.split(" ") if line else ():
        source, _, rule = word.partition(":")
        if source in _SOURCES or not steps:
            steps.append(Step(source, rule))
        else:  # "fr:day-month to day-month" is one step
            steps[-1] = Step(steps[-1].source, f"{steps[-1].rule} {word}")
    return Evidence(tuple(steps), relative)
