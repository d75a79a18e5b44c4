"""What persons decided, as lines of a page: on what, by its title or name, and what it is to be."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from archive.app import Archive
from archive.catalog.acts import Act
from archive.catalog.entities import name_key
from archive.dataclass import dataclass
from archive.errors import UsageError
from archive.forms.public import label
from archive.records import MentionType
from archive.room.wording import language_name, words
from archive.timeline.wording import in_words

_ID: Final = re.compile(r"[0-9a-f]{16}")
_ENTITY: Final = re.compile(rf"({'|'.join(MentionType)}):(.+)", re.DOTALL)


class Part(NamedTuple):
    """Some words of a line: where they lead, and the language they are in, "" for that of the page."""

    text: str
    address: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision and what it is about; `value`: what that is to be, "" where the verdict says it."""

    act: Act
    about: tuple[Part, ...]
    value: Part | None = None


class Lines:
    """Makes lines for a page in a language; `here`: the text that the page is of, which is not named."""

    def __init__(self, archive: Archive, lang: str, here: str = "") -> None:
        self._archive, self._lang, self._here = archive, lang, here
        self._titles: dict[str, Part] = {}
        self._names: dict[str, Part] = {}

    def of(self, acts: Iterable[Act]) -> list[DecisionLine]:
        """A line for each decision."""
        return [self._line(act) for act in acts]

    def _line(self, act: Act) -> DecisionLine:
        subjects = act.subjects
        match act.kind:
            case "document":
                first = next((one for one in act.viewed if one in subjects), subjects[0] if subjects else "")
                return DecisionLine(act, self._texts([first]), self._value(act))
            case "collection":
                return DecisionLine(act, (Part(f"« {subjects[0]} »"),), self._value(act))
            case "post":
                return DecisionLine(act, (Part(f"« {subjects[-1]} »"),))
            case "mention":
                about = tuple(part for one in subjects for part in self._spelled(one))
                return DecisionLine(act, about, self._name(act.value) if act.value else None)
            case "entity" if act.verdict == "rename":
                return DecisionLine(act, (self._name(subjects[0]),), Part(subjects[-1]))
            case "entity":
                return DecisionLine(act, tuple(self._name(one) for one in subjects))
        return DecisionLine(act, self._texts(subjects))

    def _texts(self, ids: Iterable[str]) -> tuple[Part, ...]:
        return tuple(self._text(one) for one in ids if one and one != self._here)

    def _text(self, id: str) -> Part:
        if id not in self._titles:
            try:
                d = self._archive.read(id).document
                self._titles[id] = Part(d.title or words(self._lang)["untitled"], f"/d/{id}", d.lang)
            except UsageError:  # it is here no more
                self._titles[id] = Part(id)
        return self._titles[id]

    def _spelled(self, subject: str) -> Iterable[Part]:
        if _ID.fullmatch(subject):
            return self._texts([subject])
        if "/" in subject:
            return (Part(f"{words(self._lang)['in_folder']} {label(subject)}"),)
        return (Part(f"« {subject} »"),)

    def _name(self, key: str) -> Part:
        """A name as it is written in texts, leading to the entity that has it; else as it is kept."""
        if key not in self._names:
            found = _ENTITY.fullmatch(key)
            self._names[key] = self._called(found[1], found[2]) if found else Part(key)
        return self._names[key]

    def _called(self, kind: str, name: str) -> Part:
        try:
            known = self._archive.entity(name)
        except UsageError:  # none is called so now, or several are
            return Part(name)
        written = next((n for n in known.names if name_key(n.name) == name), None)
        if known.type.value != kind or written is None:
            return Part(name)
        return Part(written.name, f"/e/{known.id}", written.lang)

    def _value(self, act: Act) -> Part:
        if not act.value:
            return Part(words(self._lang)["none_set"])
        if act.verdict == "language":
            return Part(language_name(act.value, self._lang))
        if act.verdict == "date":
            try:
                return Part(in_words(act.value, self._lang))
            except ValueError:
                return Part(act.value)
        return Part(act.value)
