"""A timeline as one page of HTML that needs no network: an axis of time, and the events in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib import resources
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import quote

from archive import nesting
from archive.printable import printable_html as shown
from archive.text import on_page
from archive.timeline.axis import drawing, look
from archive.timeline.events import Event, EventSource
from archive.timeline.wording import WORDS, in_words

if TYPE_CHECKING:
    from archive.timeline import Timeline

_BYTE = re.compile(r"(\\+)x([0-9a-f]{2})")
_STYLE = resources.files("archive.timeline").joinpath("data/page.css").read_text("utf-8")


def to_html(timeline: Timeline, lang: str = "en", paths: Mapping[str, str] | None = None) -> str:
    """The page of a timeline, in French (`fr`) or English (`en`).

    `paths`: the whole paths of the files that documents (by their ids) came from; links to others hold from
    the folder alone in which they were taken in.
    """
    title = shown(f"{WORDS[lang]['timeline']} · {timeline.entity.label}")
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n{fragment(timeline, lang, paths)}</body>\n</html>\n"
    )


def fragment(timeline: Timeline, lang: str = "en", paths: Mapping[str, str] | None = None) -> str:
    """The body of the page alone, to stand within another."""
    words = WORDS[lang]
    entity, events = timeline.entity, timeline.events
    others = [n for n in entity.all_names if n != entity.label]
    also = f" · {words['also']} {shown(', '.join(others))}" if others else ""
    counts = f"{_count(entity.documents, 'documents', words)} · {_count(len(events), 'events', words)}"
    body = f"<p>{words['none']}</p>"
    if events:
        body = _figure(events, words, lang) + _list(events, lang, paths or {})
    return f'<h1>{shown(entity.label)}</h1>\n<p class="names">{counts}{also}</p>\n{body}'


def _count(number: int, what: str, words: Mapping[str, str]) -> str:
    return f"{number} {words[f'{what}1' if number == 1 else what]}"


def _figure(events: Sequence[Event], words: Mapping[str, str], lang: str) -> str:
    """The events along the axis of time, and what the looks of the bars mean."""
    drawn = drawing(events, lang)
    if not drawn:
        return ""
    looks = {look(event) for event in events}
    key = {
        basis: words[basis] for basis in ("text", "relative", "document") if any(basis in x for x in looks)
    }
    if any("unsure" in x for x in looks):
        key["text unsure"] = words["unsure"]
    if 'class="cut"' in drawn:
        key["cut"] = words["cut"]
    legend = "".join(f'<span><i class="key {name}"></i> {shown(label)}</span>' for name, label in key.items())
    return f'<figure aria-label="{shown(words["axis"])}">{drawn}<figcaption>{legend}</figcaption></figure>\n'


def _list(events: Sequence[Event], lang: str, paths: Mapping[str, str]) -> str:
    parts = []
    numbered = list(enumerate(events))
    for year, group in groupby(numbered, key=lambda pair: _year(pair[1])):
        items = "\n".join(_item(i, event, lang, paths) for i, event in group)
        parts.append(f"<h2>{shown(year.lstrip('0') or WORDS[lang]['undated'])}</h2>\n<ol>\n{items}\n</ol>\n")
    return "".join(parts)


def _year(event: Event) -> str:
    """The year under which an event stands; "" for one without."""
    day = event.earliest or event.latest
    return day.isoformat()[:4] if day else ""


def _item(number: int, event: Event, lang: str, paths: Mapping[str, str]) -> str:
    words = WORDS[lang]
    more = ""
    # The reader's language first, whichever version has the more exact date.
    main, *others = sorted((event.source, *event.translations), key=lambda source: source.lang != lang)
    if others:
        paragraphs = "".join(f"<p>{_sentence(t)}</p>{_source(t, words, paths)}" for t in others)
        more = f"<details><summary>{words['translations']}</summary>{paragraphs}</details>"
    date, phrase = shown(event.date), shown(in_words(event.date, lang))
    return (
        f'<li id="e{number}"><p><time datetime="{date}">{phrase}'
        f'</time> <span class="basis">{shown(words.get(event.basis, event.basis))}</span></p>'
        f"<p>{_sentence(main)}</p>{_source(main, words, paths)}{more}</li>"
    )


def _sentence(source: EventSource) -> str:
    """The sentence with the words of the date marked."""
    before, words, after = (
        source.sentence.partition(source.text) if source.text else (source.sentence, "", "")
    )
    marked = f"<mark>{shown(words)}</mark>" if words else ""
    return f'<span lang="{shown(source.lang)}">{shown(before)}{marked}{shown(after)}</span>'


def _source(source: EventSource, words: Mapping[str, str], paths: Mapping[str, str]) -> str:
    title = shown(source.title or words["untitled"])
    lang = f' lang="{shown(source.lang)}"' if source.title else ""
    return (
        f'<p class="source"><a href="{shown(_address(source, paths))}"{lang}>{title}</a> '
        f"({shown(source.lang)}, {shown(source.document)}{on_page(source.page)})</p>"
    )


def _address(source: EventSource, paths: Mapping[str, str]) -> str:
    """Where the document is to be read: its address on the web, else the file it was taken from."""
    for address in (source.url, source.source):
        if address and address.startswith(("http://", "https://")):
            return address
    path = _path(paths.get(source.document) or source.source)
    there = quote(path.encode("utf-8", "surrogateescape"))
    # Three slashes alone: behind two of four the next word would be another machine's name.
    page = f"#page={source.page}" if source.page and path.lower().endswith(".pdf") else ""
    return (f"file:///{there.lstrip('/')}" if path.startswith("/") else there) + page


def _path(source: str) -> str:
    """The file of a source as the archive spells it, or the one in which the source lies.

    A byte that is no UTF-8 is `\\xe9`, and a backslash before what looks like one is doubled.
    """
    return _BYTE.sub(_byte, nesting.unescaped(nesting.outermost(source)))


def _byte(found: re.Match[str]) -> str:
    strokes, code = found[1], int(found[2], 16)
    half = strokes[: len(strokes) // 2]
    if len(strokes) % 2 == 0:
        return f"{half}x{found[2]}"
    return f"{half}{chr(0xDC00 + code)}" if code >= 0x80 else found[0]
