"""A timeline as one page of HTML that needs no network: an axis of time, and the events in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib import resources
from itertools import groupby
from typing import Any
from urllib.parse import quote

from archive.timeline.axis import drawing, look
from archive.timeline.wording import WORDS, in_words, shown

_MEMBER = re.compile(r"\.zip!", re.I)
_NAMED_SO = re.compile(r"(\.zip)((?:\\\\)*)\\!", re.I)
_BYTE = re.compile(r"(\\+)x([0-9a-f]{2})")
_STYLE = resources.files("archive.timeline").joinpath("data/page.css").read_text("utf-8")


def to_html(timeline: Mapping[str, Any], lang: str = "en", origins: Mapping[str, str] | None = None) -> str:
    """The page of a timeline's JSON form, in French (`fr`) or English (`en`).

    `origins`: the whole paths of the files that documents (by their ids) came from; links to others hold from
    the folder alone in which they were taken in.
    """
    words = WORDS[lang]
    entity, events = timeline["entity"], timeline["events"]
    names = list(dict.fromkeys(n for each in entity["names"].values() for n in each))
    label = entity.get("label") or (names[0] if names else entity["id"])
    title = shown(f"{words['timeline']} · {label}")
    others = [n for n in names if n != label]
    also = f" · {words['also']} {shown(', '.join(others))}" if others else ""
    counts = f"{_count(entity['documents'], 'documents', words)} · {_count(len(events), 'events', words)}"
    body = (
        _figure(events, words) + _list(events, lang, origins or {}) if events else f"<p>{words['none']}</p>"
    )
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{shown(label)}</h1>\n"
        f'<p class="names">{counts}{also}</p>\n'
        f"{body}</body>\n</html>\n"
    )


def _count(number: int, what: str, words: Mapping[str, str]) -> str:
    return f"{number} {words[f'{what}1' if number == 1 else what]}"


def _figure(events: Sequence[Mapping[str, Any]], words: Mapping[str, str]) -> str:
    """The events along the axis of time, and what the looks of the bars mean."""
    drawn = drawing(events)
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
    said = "".join(f'<span><i class="key {name}"></i> {shown(told)}</span>' for name, told in key.items())
    return f'<figure aria-label="{shown(words["axis"])}">{drawn}<figcaption>{said}</figcaption></figure>\n'


def _list(events: Sequence[Mapping[str, Any]], lang: str, origins: Mapping[str, str]) -> str:
    parts = []
    numbered = list(enumerate(events))
    for year, group in groupby(
        numbered, key=lambda pair: (pair[1]["earliest"] or pair[1]["latest"] or "")[:4]
    ):
        items = "\n".join(_item(i, event, lang, origins) for i, event in group)
        parts.append(f"<h2>{shown(year.lstrip('0') or WORDS[lang]['undated'])}</h2>\n<ol>\n{items}\n</ol>\n")
    return "".join(parts)


def _item(number: int, event: Mapping[str, Any], lang: str, origins: Mapping[str, str]) -> str:
    words = WORDS[lang]
    more = ""
    # The reader's language first, whichever version has the more exact date.
    main, *others = sorted((event, *event["translations"]), key=lambda said: said["lang"] != lang)
    if others:
        said = "".join(f"<p>{_sentence(t)}</p>{_source(t, words, origins)}" for t in others)
        more = f"<details><summary>{words['translations']}</summary>{said}</details>"
    date, said = shown(event["date"]), shown(in_words(event["date"], lang))
    return (
        f'<li id="e{number}"><p><time datetime="{date}">{said}'
        f'</time> <span class="basis">{shown(words.get(event["basis"], event["basis"]))}</span></p>'
        f"<p>{_sentence(main)}</p>{_source(main, words, origins)}{more}</li>"
    )


def _sentence(said: Mapping[str, Any]) -> str:
    """The sentence with the words of the date marked."""
    before, words, after = (
        said["sentence"].partition(said["text"]) if said["text"] else (said["sentence"], "", "")
    )
    marked = f"<mark>{shown(words)}</mark>" if words else ""
    return f'<span lang="{shown(said["lang"])}">{shown(before)}{marked}{shown(after)}</span>'


def _source(said: Mapping[str, Any], words: Mapping[str, str], origins: Mapping[str, str]) -> str:
    title = shown(said["title"] or words["untitled"])
    lang = f' lang="{shown(said["lang"])}"' if said["title"] else ""
    return (
        f'<p class="source"><a href="{shown(_address(said, origins))}"{lang}>{title}</a> '
        f"({shown(said['lang'])}, {shown(said['document'])})</p>"
    )


def _address(said: Mapping[str, Any], origins: Mapping[str, str]) -> str:
    """Where the document is to be read: its address on the web, else the file it was taken from."""
    for address in (said.get("url"), said.get("source")):
        if str(address or "").startswith(("http://", "https://")):
            return str(address)
    path = _path(origins.get(str(said.get("document"))) or str(said.get("source") or ""))
    there = quote(path.encode("utf-8", "surrogateescape"))
    # Three slashes alone: behind two of four the next word would be another machine's name.
    return f"file:///{there.lstrip('/')}" if path.startswith("/") else there


def _path(source: str) -> str:
    """The file of a source as the archive spells it, or the zip file that the source is a member of.

    A member stands behind `.zip!`; a file that is called so has `.zip\\!`, a byte that is no UTF-8 is
    `\\xe9`, and a backslash before what looks like one is doubled.
    """
    if box := _MEMBER.search(source):
        source = source[: box.end() - 1]
    source = _NAMED_SO.sub(lambda m: f"{m[1]}{m[2][: len(m[2]) // 2]}!", source)
    return _BYTE.sub(_byte, source)


def _byte(found: re.Match[str]) -> str:
    strokes, code = found[1], int(found[2], 16)
    half = strokes[: len(strokes) // 2]
    if len(strokes) % 2 == 0:
        return f"{half}x{found[2]}"
    return f"{half}{chr(0xDC00 + code)}" if code >= 0x80 else found[0]
