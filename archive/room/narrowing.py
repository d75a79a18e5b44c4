"""What narrows a search down: the filters that stand in an address as chips, and the values of facets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from markupsafe import Markup

from archive.app import Archive
from archive.dataclass import dataclass
from archive.errors import UsageError
from archive.forms.public import label
from archive.printable import printable_html as shown
from archive.room.asked import Asked
from archive.room.wording import figures, format_name, language_name, words
from archive.search.results import Facet, ResultPage
from archive.timeline.wording import in_words

_FACETS: Final = ("lang", "person", "place", "org", "source")
_UNASKED: Final = ("format", "collection")  # which are not counted unasked
_STATES: Final = ("translated", "undated")  # what a text is or is not
_FEW: Final = 10  # values of a facet that is not shown at length


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in words, and the address of the same search without it."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Group:
    """A facet: its title, its values as items of a list, and the address that shows more of them, if any."""

    name: str
    title: str
    items: Markup
    more: str = ""


def chips(archive: Archive, asked: Asked, lang: str) -> Iterator[Chip]:
    """The filters of a search. One date for both ends is one filter."""
    labels = words(lang)

    def filter_label(key: str, value: str) -> str:
        if key in _STATES:
            return labels[f"is_{key}"]
        if key in ("since", "until"):
            return labels[f"chip_{key}"].format(_value(archive, key, value, lang))
        return f"{labels[key]}{labels['colon']} {_value(archive, key, value, lang)}"

    for key, several in asked.names.items():
        for name in several:
            yield Chip(filter_label(key, name), asked.without(key, name).address())
    if asked.since and asked.since == asked.until:
        day = f"{labels['written']}{labels['colon']} {_in_words(asked.since, lang)}"
        yield Chip(day, asked.but(since="", until="").address())
    for one in asked.lang:
        yield Chip(filter_label("lang", one), asked.without("lang", one).address())
    for key in ("since", "until", "source", "format", "collection", *_STATES):
        value = getattr(asked, key)
        if value and not (key in ("since", "until") and asked.since == asked.until):
            yield Chip(filter_label(key, str(value)), asked.without(key).address())
    for one, (key, value) in zip(asked.never, asked.left_out, strict=True):
        yield Chip(labels["except"].format(filter_label(key, value)), asked.without("never", one).address())


def _value(archive: Archive, key: str, value: str, lang: str) -> str:
    match key:
        case "lang":
            return language_name(value, lang)
        case "person" | "place" | "org":
            return _called(archive, value, lang)
        case "since" | "until":
            return _in_words(value, lang)
        case "format":
            return format_name(value, lang)
        case "source":
            return label(value)
        case _:
            return value


def _in_words(date: str, lang: str) -> str:
    """A date in words where it is one in figures; else as it was typed."""
    try:
        return in_words(date, lang)
    except ValueError:
        return date


def _called(archive: Archive, name: str, lang: str) -> str:
    """The label of an entity that stands in an address by its id; a name as it was typed."""
    if len(name) == 12 and all(c in "0123456789abcdef" for c in name):
        try:
            known = archive.entity(name)
        except UsageError:
            return name
        return known.labels.get(lang, known.label)
    return name


def groups(
    found: ResultPage,
    asked: Asked,
    lang: str,
    *,
    others: Sequence[Facet] = (),
    choose_only: bool = False,
) -> Iterator[Group]:
    """The facets of a page of hits: the values that are neither chosen nor left out, each with two addresses,
    the one that chooses it and (unless `choose_only`) the one that leaves it out.

    `others`: the languages that the archive has, of which one more can be chosen.
    """
    labels = words(lang)
    written = _written(lang, choose_only=choose_only)
    left_out = asked.choosing("never")
    states = _states(found, asked, written, lang)
    if states:
        yield Group("states", labels["texts_list"], states)
    for name in (*_FACETS, *_UNASKED):
        if name not in ("lang", *asked.names) and getattr(asked, name):
            continue
        choose = asked.choosing(name)
        chosen = getattr(asked, name)
        gone = {*(chosen or ()), *(v for k, v in asked.left_out if k == name)}
        more_of = name == "lang" and bool(chosen)
        rows = [(facet, value) for facet in (others if more_of else found.facets.get(name, ()))
                if (value := _address_of(facet, name)) and value not in gone]  # fmt: skip
        most = len(rows) if name == asked.facet else _FEW
        if items := Markup("").join(
            written(
                labels["or_value"].format(text) if more_of else text,
                None if more_of else facet.count,
                choose(value),
                left_out(f"{name}:{value}"),
            )
            for facet, value in rows[:most]
            for text in (_shown(facet, name, lang),)
        ):
            more = asked.but(facet=name).address() if len(rows) > most and not choose_only else ""
            yield Group(name, labels[name], items, more)


def unasked(found: ResultPage, asked: Asked, lang: str) -> list[tuple[str, str]]:
    """Facets that are counted once a reader asks for them: their names in words, and the addresses."""
    if not found.total:
        return []
    return [(words(lang)[name], asked.but(facet=name).address())
            for name in _UNASKED if name != asked.facet and not getattr(asked, name)]  # fmt: skip


def _address_of(facet: Facet, name: str) -> str:
    return facet.id or (label(str(facet.value)) if name == "source" else str(facet.value))


def _shown(facet: Facet, name: str, lang: str) -> str:
    value = str(facet.value)
    match name:
        case "lang":
            return language_name(value, lang)
        case "source":
            return label(value)
        case "format":
            return format_name(value, lang)
        case _:
            return facet.called(lang)


Written = Callable[[str, int | None, str, str], Markup]


def _states(found: ResultPage, asked: Asked, written: Written, lang: str) -> Markup:
    labels = words(lang)
    counts: Mapping[str, int] = {
        name: sum(facet.count for facet in found.facets.get(name, ())) for name in _STATES
    }
    chosen = {name for name in _STATES if getattr(asked, name)} | {name for name, _ in asked.left_out}
    items = [
        written(
            labels[f"is_{name}"], count,
            (asked.but(undated=True, since="", until="") if name == "undated"
             else asked.but(translated=True)).address(),
            asked.but(never=(*asked.never, f"{name}:1")).address(),
        )
        for name, count in counts.items()
        if count > 0 and name not in chosen
    ]  # fmt: skip
    return Markup("").join(items)


def _written(lang: str, *, choose_only: bool) -> Written:
    """Writes one value of a facet; made once for all of a page, since there are many."""
    leave_out = words(lang)["leave_out"]

    def written(text: str, count: int | None, choose: str, left_out: str) -> Markup:
        """`count`: None for what is added to what is chosen, and cannot be left out."""
        item = f'<a href="{shown(choose)}">{shown(text)}</a>'
        if count is not None:
            item += f' <span class="tail"><span class="count">{figures(count, lang)}</span>'
            if not choose_only:
                without = shown(leave_out.format(text))
                item += f' <a class="not" href="{shown(left_out)}" aria-label="{without}" title="{without}">'
                item += "−</a>"
            item += "</span>"
        return Markup(f"<li>{item}</li>\n")

    return written
