"""Texts with their names and dates in TEI P5, each as a TEI document of one corpus.

Source: https://tei-c.org/release/doc/tei-p5-doc/en/html/ND.html (names, dates), CC.html (corpora).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from archive import __version__, edtf
from archive.catalog import Catalog
from archive.edtf import Point
from archive.exchange.records import DECLARATION, attribute, readings, text
from archive.forms import citing
from archive.forms import rights as rights_of
from archive.forms.linked import entity_address
from archive.forms.public import label
from archive.pipeline.reading import Reading
from archive.records import Document, Mention, MentionType

if TYPE_CHECKING:
    from archive.exchange import Wanted

_NAMESPACE: Final = "http://www.tei-c.org/ns/1.0"
_TAGS: Final = {
    MentionType.PERSON: "persName", MentionType.PLACE: "placeName", MentionType.ORG: "orgName",
    MentionType.DATE: "date",
}  # fmt: skip
_DOUBT: Final = frozenset("~?%")  # the marks of EDTF

Attributes = dict[str, str]


def tei(catalog: Catalog, wanted: Wanted) -> Iterator[str]:
    """A corpus of the documents that are wanted."""
    yield (
        f'{DECLARATION}<teiCorpus xmlns="{_NAMESPACE}">\n<teiHeader>\n<fileDesc>\n'
        f"<titleStmt><title>Texts of an archive</title></titleStmt>\n<publicationStmt><p>Exported on"
        f' <date when="{wanted.now[:10]}">{wanted.now[:10]}</date> by archive {__version__}.</p>'
        "</publicationStmt>\n"
        "<sourceDesc><p>Each text says where it was taken from.</p></sourceDesc>\n</fileDesc>\n</teiHeader>\n"
    )
    for read in readings(catalog, wanted):
        yield from _document(read, wanted.base)
    yield "</teiCorpus>\n"


def _document(read: Reading, base: str) -> Iterator[str]:
    d = read.document
    yield f'<TEI xml:id="d{d.id}" xml:lang={attribute(d.lang)}>\n{_header(d, base)}<text>\n<body>\n<div>\n'
    named = list(zip(read.mentions, read.entities, strict=True))
    at = written = 0
    for number, paragraph in enumerate(d.text.split("\n")):
        start, at = at, at + len(paragraph) + 1
        if not paragraph.strip():
            continue
        inside = [(m, e) for m, e in named if start <= m.start and m.end <= start + len(paragraph)]
        tag = "head" if not number and paragraph.strip() == (d.title or "").strip() else "p"
        written += tag == "p"
        yield f"<{tag}>{marked(d.text, start, start + len(paragraph), inside, base)}</{tag}>\n"
    yield f"{'' if written else '<p/>'}</div>\n</body>\n</text>\n</TEI>\n"


def marked(whole: str, start: int, end: int, named: Sequence[tuple[Mention, str | None]], base: str) -> str:
    """A stretch of a text with the names and dates in it as elements.

    Of two that overlap, and neither holds the other, the first one stands.
    """
    parts: list[str] = []
    open_: list[Mention] = []
    at = start

    def upto(place: int) -> None:
        nonlocal at
        while open_ and open_[-1].end <= place:
            inner = open_.pop()
            parts.append(f"{text(whole[at : inner.end])}</{_TAGS[inner.type]}>")
            at = inner.end
        parts.append(text(whole[at:place]))
        at = place

    for mention, entity in sorted(named, key=lambda one: (one[0].start, -one[0].end)):
        upto(mention.start)
        if mention.end <= mention.start or (open_ and mention.end > open_[-1].end):
            continue
        parts.append(_opening(mention, entity, base))
        open_.append(mention)
    upto(end)
    return "".join(parts)


def _opening(mention: Mention, entity: str | None, base: str) -> str:
    attributes = dated(mention.value) if mention.value else {}
    if entity:
        attributes["ref"] = entity_address(entity, base)
    return f"<{_TAGS[mention.type]}{_written(attributes)}>"


def _written(attributes: Attributes) -> str:
    return "".join(f" {name}={attribute(value)}" for name, value in attributes.items())


def dated(value: str) -> Attributes:
    """An EDTF value as attributes of a `date`: @when, @from and @to, or the days between which it lies."""
    try:
        date = edtf.parse(value)
    except ValueError:
        return {}
    doubt = {"cert": "low"} if _DOUBT & set(value) else {}
    if isinstance(date, Point):
        when = _when(date)
        return ({"when": when} if when else _between(value)) | doubt
    ends = {name: end for name, end in (("from", date.start), ("to", date.end)) if isinstance(end, Point)}
    attributes = {name: _when(end) for name, end in ends.items()}
    if all(attributes.values()):
        return {name: when for name, when in attributes.items() if when} | doubt
    return _between(value) | doubt


def _when(point: Point) -> str | None:
    """A date as TEI writes it; None for a decade, a season, a day of an unknown month."""
    if point.month is not None and (not point.month.isdigit() or int(point.month) > 12):
        return None
    if point.day is not None and not point.day.isdigit():
        return None
    if point.year == "XXXX":
        return "--" + "-".join(p for p in (point.month, point.day) if p) if point.month else None
    return edtf.exact(str(point)) if "X" not in point.year else None


def _between(value: str) -> Attributes:
    ends = (("notBefore", edtf.earliest(value)), ("notAfter", edtf.latest(value)))
    return {name: day.isoformat() for name, day in ends if day}


def _licence(rights: str) -> str:
    target = rights_of.address(rights)
    return (
        f"<licence target={attribute(target)}>{text(rights)}</licence>"
        if target
        else f"<p>{text(rights)}</p>"
    )


def _header(d: Document, base: str) -> str:
    title, date = d.title or label(d.source), dated(d.date) if d.date else {}
    when = f"<date{_written(date)}>{text(d.date)}</date>" if d.date else ""
    stated = {f: [s.value for s in d.stated if s.field == f] for f in ("publisher", "rights", "collection")}
    author = "".join(f"<author>{text(one)}</author>" for one in citing.authors(d))
    rights = "".join(map(_licence, stated["rights"]))
    series = "".join(f"<seriesStmt><title>{text(one)}</title></seriesStmt>\n" for one in stated["collection"])
    url = f"<ref target={attribute(d.url)}/>" if d.url and not set(" \t\n") & set(d.url) else ""
    return (
        f"<teiHeader>\n<fileDesc>\n<titleStmt><title>{text(title)}</title>{author}</titleStmt>\n"
        f"<publicationStmt><publisher>{text('; '.join(stated['publisher']) or 'unknown')}</publisher>"
        f'<idno type="archive">{d.id}</idno><idno type="URI">{text(citing.address(d, base))}</idno>'
        f"{f'<availability>{rights}</availability>' if rights else ''}</publicationStmt>\n{series}"
        f"<sourceDesc><bibl><title>{text(label(d.source))}</title>{when}"
        f'<idno type="SHA-256">{d.sha256}</idno>{url}</bibl></sourceDesc>\n</fileDesc>\n'
        f"<profileDesc>{f'<creation>{when}</creation>' if when else ''}"
        f"<langUsage><language ident={attribute(d.lang)}>{text(d.lang)}</language></langUsage>"
        "</profileDesc>\n</teiHeader>\n"
    )
