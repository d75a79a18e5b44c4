"""A timeline as one page of HTML that needs no network: an axis of time, and the events in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from importlib import resources
from itertools import groupby
from typing import Any
from urllib.parse import quote

from archive.timeline.axis import drawing, look
from archive.timeline.wording import WORDS, in_words

_STYLE = resources.files("archive.timeline").joinpath("data/page.css").read_text("utf-8")


def to_html(timeline: Mapping[str, Any], lang: str = "en") -> str:
    """The page of a timeline's JSON form, in French (`fr`) or English (`en`)."""
    words = WORDS[lang]
    entity, events = timeline["entity"], timeline["events"]
    names = list(dict.fromkeys(n for each in entity["names"].values() for n in each))
    label = entity.get("label") or (names[0] if names else entity["id"])
    title = escape(f"{words['timeline']} · {label}")
    others = [n for n in names if n != label]
    also = f" · {words['also']} {escape(', '.join(others))}" if others else ""
    counts = f"{_count(entity['documents'], 'documents', words)} · {_count(len(events), 'events', words)}"
    body = _figure(events, words) + _list(events, lang) if events else f"<p>{words['none']}</p>"
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{escape(label)}</h1>\n"
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
    said = "".join(f'<span><i class="key {name}"></i> {escape(told)}</span>' for name, told in key.items())
    return f'<figure aria-label="{escape(words["axis"])}">{drawn}<figcaption>{said}</figcaption></figure>\n'


def _list(events: Sequence[Mapping[str, Any]], lang: str) -> str:
    parts = []
    numbered = list(enumerate(events))
    for year, group in groupby(
        numbered, key=lambda pair: (pair[1]["earliest"] or pair[1]["latest"] or "")[:4]
    ):
        items = "\n".join(_item(i, event, lang) for i, event in group)
        parts.append(f"<h2>{escape(year.lstrip('0') or WORDS[lang]['undated'])}</h2>\n<ol>\n{items}\n</ol>\n")
    return "".join(parts)


def _item(number: int, event: Mapping[str, Any], lang: str) -> str:
    words = WORDS[lang]
    more = ""
    # The reader's language first, whichever version has the more exact date.
    main, *others = sorted((event, *event["translations"]), key=lambda said: said["lang"] != lang)
    if others:
        said = "".join(f"<p>{_sentence(t)}</p>{_source(t, words)}" for t in others)
        more = f"<details><summary>{words['translations']}</summary>{said}</details>"
    date, said = escape(event["date"]), escape(in_words(event["date"], lang))
    return (
        f'<li id="e{number}"><p><time datetime="{date}">{said}'
        f'</time> <span class="basis">{escape(words.get(event["basis"], event["basis"]))}</span></p>'
        f"<p>{_sentence(main)}</p>{_source(main, words)}{more}</li>"
    )


def _sentence(said: Mapping[str, Any]) -> str:
    """The sentence with the words of the date marked."""
    before, words, after = (
        said["sentence"].partition(said["text"]) if said["text"] else (said["sentence"], "", "")
    )
    marked = f"<mark>{escape(words)}</mark>" if words else ""
    return f'<span lang="{escape(said["lang"])}">{escape(before)}{marked}{escape(after)}</span>'


def _source(said: Mapping[str, Any], words: Mapping[str, str]) -> str:
    title = escape(said["title"] or words["untitled"])
    lang = f' lang="{escape(said["lang"])}"' if said["title"] else ""
    return (
        f'<p class="source"><a href="{escape(_address(said))}"{lang}>{title}</a> '
        f"({escape(said['lang'])}, {escape(said['document'])})</p>"
    )


def _address(said: Mapping[str, Any]) -> str:
    """Where the document is to be read: its address on the web, else the file it was taken from."""
    source = str(said.get("url") or said.get("source") or "")
    if source.startswith(("http://", "https://")):
        return source
    return quote(source.split("!", 1)[0])
