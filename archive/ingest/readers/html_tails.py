"""The lines with which an engine ends a text: where it is filed, how to answer, when the page was changed.

They are read for who wrote the text and left out of it. What ends a text as its writer's own stays: a name,
an address to write to, where it was first published.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from archive.dates import dates_in
from archive.dates.core import PartialDate
from archive.ingest.datelines import date_line, is_byline
from archive.ingest.readers.html_blocks import HtmlPiece
from archive.ingest.readers.html_furniture import is_lead, is_note
from archive.ingest.writers import writer_in
from archive.records import PostHint, Role

_LAST = 6  # lines of a tail
_HEAD = 4  # lines at the head of a text that may say who wrote
_AFTER = 3  # lines behind the text of a post that may
_TEXT = 25  # words of a piece that is text
_LONGEST = 200  # characters
_COUNT = r"(?:\W*\d+\W*)?"
# What such a line says, one form a line; it may say several things, between signs.
_FORMS = r"""
    (?:posted|filed|published|tagged)\s+(?:in|under)\b.{0,80}
    (?:publi[ée]e?|class[ée]e?|rang[ée]e?|[ée]tiquet[ée]e?)\s+(?:dans|sous)\b.{0,80}
    (?:r[ée]pondre|reply)(?:\s+[àa]\s+(?:cet\s+article|ce\s+(?:message|billet|post)))?
    reply\s+to\s+this\s+(?:post|message|article|topic)
    COUNT(?:(?:no|pas\s+de|aucune?)\s+)?(?:comments?|commentaires?|commentaire\(s\)|trackbacks?|r[ée]troliens?|pings?)COUNT
    (?:[ée]crire|laisser|poster|ajouter|envoyer|post|add|leave|write|send)\s+(?:an?|un)\s+(?:commentaires?|comments?|trackbacks?|r[ée]troliens?)
    (?:last\s+)?edited\s+(?:by|on)\b.{0,120}
    (?:derni[èe]re\s+[ée]dition|(?:message\s+)?(?:[ée]dit[ée]|modifi[ée])e?)\s+(?:par|le)\b.{0,120}
    (?:\d[\d\s.,]*)(?:reads?|views?|hits?|lectures?|vues?|visites?|words?|mots?)
    page\s+(?:r[ée]alis[ée]e?|cr[ée][ée]e?|created|made|built)\s+(?:avec|with|by|par)\b.{0,60}
    (?:perma(?:nent\s+)?lin?k|permalien|lien\s+permanent)(?:\W*#\W*)?
    (?:back|return)\s+to\s+(?:the\s+)?(?:top|contents?|index|home(?:\s*page)?|main\s+page|list)
    retour\s+(?:[àa]\s+l['’]\s*|au\s+|en\s+)(?:sommaire|accueil|index|haut(?:\s+de\s+(?:la\s+)?page)?)
    retour\s+[àa]\s+la\s+(?:liste|page\s+d['’]accueil)
    (?:©|\(c\)\s|copyright(?=\W*\Z|\s*(?:©|\(c\)|:|\d|by\s))).{0,120}
    (?:all\s+rights\s+reserved|(?:tous\s+)?droits\s+r[ée]serv[ée]s)(?=\W*\Z|\s*[^\w\s]|\s*\d).{0,120}
    (?:(?:web\s*)?site\s+|content\s+management\s+|blog\s+|forum\s+)?(?:powered|propuls[ée]|hosted|h[ée]berg[ée])\s+(?:by|par)\s+\S.{0,60}
    more\s+information\s+about\s+the\b.{0,60}\bmailing\s+list\b.{0,30}
    plus\s+d['’]informations?\s+(?:sur|à\s+propos\s+de)\s+la\s+liste\b.{0,60}
    (?:printed\s+(?:on|from)|imprim[ée]e?\s+(?:le|depuis)|(?:address|url)\s+of\s+this\s+page)\b.{0,100}
    adresse\s+(?:url\s+)?de\s+cet(?:te)?\s+(?:page|article)\b.{0,100}
    (?:webmaster|webmestre)\b.{0,60}
    you\s+are\s+(?:the\s+)?visitor\b.{0,60}
    vous\s+[êe]tes\s+(?:le|la|notre)\s+(?:\d[\d\s]*(?:e|[eè]me|i[eè]me)?\s+)?visiteu(?:r|se)\b.{0,60}
    (?:best\s+viewed\s+(?:with|in|at)|site\s+optimis[ée]\s+pour)\b.{0,60}
    (?:contact(?:er)?\s+(?:the\s+|le\s+)?)webm(?:aster|estre)
    bookmark\s+the\s+permalink
    mettez-le\s+en\s+favori\s+avec\s+son\s+permalien
    (?:this\s+entry\s+was\s+posted|(?:ce\s+contenu|cette\s+entr[ée]e)\s+a\s+[ée]t[ée]\s+publi[ée]e?)\b.{0,120}
    (?:version|page)\s+(?:imprimable|[àa]\s+imprimer)
    print(?:er)?[- ](?:friendly|version).{0,20}
    printable\s+version
    (?:envoyer|send|e-?mail)\s+(?:(?:cet|cette|this)\s+(?:article|page)|[àa]\s+un\s+ami|to\s+a\s+friend)
    (?:read|view|see|lire|voir)\s+(?:(?:this|it|(?:cet\s+|l['’])article|la\s+suite|more)\s+)?(?:on|in|sur|dans)\s+(?:our|your|the|notre|votre|le)\s+(?:web\s*site|site(?:\s+(?:web|internet))?|blog|browser|navigateur)
    (?:read\s+more|lire\s+la\s+suite|en\s+savoir\s+plus)\W*
    (?:tags?|mots?[- ]cl[ée]s?|[ée]tiquettes?|categor(?:y|ies)|cat[ée]gories?)\s*:\s*\S.{0,60}
    (?:previous|next|older|newer)\s+(?:post|article|page|entry)
    (?:article|page|billet)\s+(?:pr[ée]c[ée]dent|suivant)e?
"""
_SAID = "|".join(line.strip() for line in _FORMS.strip().splitlines()).replace("COUNT", _COUNT)
_FIELD = re.compile(rf"\W*(?:{_SAID})\W*\Z", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[|•·»\n]\s*|\s+[–—-]\s+|(?<=\w)\.\s+(?=[A-ZÀ-Ý])|\s*<\s*")
_OF_PAGE = re.compile(
    r"\W*(?:printed\s+(?:on|from)|imprim[ée]e?\s+(?:le|depuis)|you\s+are\s+(?:the\s+)?visitor|vous\s+[êe]tes\s+\w+\s+.{0,16}visiteu|"
    r"©|\(c\)\s|copyright(?=\W*\Z|\s*(?:©|\(c\)|:|\d|by\s)))",
    re.IGNORECASE,
)
# Only few of them end as sentences do.
_STOP = re.compile(r"\w{2}[)»”\"]*\.\s*\Z")
_STOPPED = re.compile(r"©|\(c\)|copyright|rights|droits|permalink|permalien", re.IGNORECASE)
_NOTED = re.compile(
    r"(?:posted|publi[ée]e?|post[ée]e?|r[ée]dig[ée]e?|[ée]crite?|written|submitted)\s+(?:by|par)\b.{1,60}\d{1,2}\s*[:h]\s*\d\d",
    re.IGNORECASE,
)
# A text that is told to be quoted from elsewhere, or as its own, is not filed.
_SOURCE = re.compile(
    r"\W*(?:(?:(?:text|texte|article|paru|first|tribune|d['’]abord|interview|entretien)\b.{0,40})?"
    r"(?:published|publi[ée]e?|posted)\s+(?:in|dans)\s+(?:the|le|la|les|l['’])|"
    # of an issue, a year, or under a licence, a title, a name
    r"(?:published|publi[ée]e?)\s+(?:in\s+\d|(?:in|dans)\b[^|\n]{1,60}"
    r"(?:\b(?:n[o°º]|num[ée]ro|number|issue|vol(?:ume)?)\.?\s*\d|"
    r"[,(]\s*(?:[^\W\d]{3,9}\s+)?(?:1\d|20)\d\d\)?\W*\Z)|"
    r"(?:under|sous)\b[^|\n]{0,20}\b(?:li[cs]en[cs]e|title|titre|pseudonym\w*|name|nom)\b))",
    re.IGNORECASE,
)


def is_tail(text: str, *, linked: int = 0) -> bool:
    """Whether a line at the end of a text is an engine's: all that it says is, and not only a name."""
    if len(text) > _LONGEST or (_STOP.search(text) and not _STOPPED.search(text)):
        return False
    fields = [field for field in _BETWEEN.split(text.strip()) if field.strip(" .")]
    if not fields or (_SOURCE.match(text) and linked * 4 < len(text)):
        return False
    own = [bool(_FIELD.match(field)) or _is_changed(field) for field in fields]
    if writer_in(text) is not None and _NOTED.match(text.strip()):
        return True
    rest = [field for one, field in zip(own, fields, strict=True) if not one]
    return len(rest) < len(fields) and all(is_byline(f) or date_line(f) or writer_in(f) for f in rest)


def _is_changed(field: str) -> bool:
    """Whether a line says when the page was changed or printed, or its counter began: no day of the text."""
    if _OF_PAGE.match(field):
        return True
    line = date_line(field)
    return line is not None and line.updated and not line.says and not line.runs_on


def without_tails(
    pieces: Sequence[HtmlPiece], roles: Sequence[Role], hints: Mapping[int, PostHint], *, lang: str | None
) -> tuple[list[Role], dict[int, PostHint]]:
    """`roles` with what ends each post left out, `hints` with the writers that its first and last lines name.

    A line that alone says the day of a post stays in it.
    """
    kept = list(roles)
    found = dict(hints)
    groups = _groups(pieces)
    for group, indexes in groups.items():
        shown = [i for i in indexes if kept[i] is not Role.CHROME]
        if not shown:
            continue
        hint = found.get(group, PostHint())
        tail, posted = _tail(pieces, shown)
        if hint.author is None:
            near = [*_head(pieces, shown), *tail, *posted, *range(shown[-1] + 1, shown[-1] + 1 + _AFTER)]
            own = [pieces[i].text for i in near if i < len(pieces) and pieces[i].state.group == group]
            found[group] = hint = replace(hint, author=next(_writers(own), None))
        head = [i for i in shown[:_HEAD] if i not in tail and len(pieces[i].text.split()) < _TEXT]
        dated = bool(hint.date or hint.dateline or any(_dates(pieces[i].text, lang) for i in head))
        noted = next((i for i in shown[1:][-_AFTER:] if _noted_day(pieces[i].text)), None)
        if noted is not None and not (dated or hint.title is None):
            found[group], dated = replace(hint, dateline=_noted_day(pieces[noted].text)), True
            kept[noted] = Role.CHROME
            hint = found[group]
        foot = range(shown[-1] + 1, shown[-1] + 1 + _AFTER)
        if not dated and len(groups) > 1 and (line := _beside_day(pieces, foot, group)):
            found[group], dated = replace(hint, dateline=line), True
        for i in tail:
            if dated or not _dates(pieces[i].text, lang) or _is_changed(pieces[i].text):
                kept[i] = Role.CHROME
    return kept, found


def flat_without_tails(pieces: Sequence[HtmlPiece], roles: Sequence[Role], *, lang: str | None) -> list[Role]:
    """`roles` of a page without containers, with what an engine puts after its texts left out.

    Such a line stands before the title of the next text, at the end of the page, or is a link.
    """
    kept = list(roles)
    shown = [i for i, role in enumerate(kept) if role is not Role.CHROME]
    last = set(_tail(pieces, shown)[0])
    for n, i in enumerate(shown[1:], 2):
        piece = pieces[i]
        ends = n == len(shown) or pieces[shown[n]].state.role is Role.HEADING
        ends = ends or piece.linked * 2 > len(piece.text)
        own = i in last or (ends and not piece.state.level and is_tail(piece.text, linked=piece.linked))
        if own and (_is_changed(piece.text) or not _dates(piece.text, lang)):
            kept[i] = Role.CHROME
    return kept


def _groups(pieces: Sequence[HtmlPiece]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for i, piece in enumerate(pieces):
        if piece.state.group is not None:
            found.setdefault(piece.state.group, []).append(i)
    return found


def _head(pieces: Sequence[HtmlPiece], shown: Sequence[int]) -> list[int]:
    """The first pieces of a post up to its text, after which somebody answers."""
    texts = (n for n, i in enumerate(shown) if len(pieces[i].text.split()) >= _TEXT)
    return list(shown[: min(_HEAD, next(texts, _HEAD))])


def _noted_day(text: str) -> str | None:
    """The day of a line that an engine ends a post with, among fields that say who posted it and so on."""
    fields = [field for field in _BETWEEN.split(text.strip()) if field.strip(" .")]
    if len(text) > _LONGEST or len(fields) < 3 or not any(_FIELD.match(field) for field in fields):
        return None
    return next((f for f in fields if (day := date_line(f)) and not day.runs_on and _dates(f, None)), None)


def _beside_day(pieces: Sequence[HtmlPiece], near: range, group: int) -> str | None:
    """The line behind the text of a post, in its foot, that says when it was posted."""
    lines = (pieces[i].text for i in near if i < len(pieces) and pieces[i].state.group == group)
    return next((line for line in lines if _is_posted(line) and _dates(line, None)), None)


def _tail(pieces: Sequence[HtmlPiece], shown: Sequence[int]) -> tuple[list[int], list[int]]:
    """The last pieces of a post that an engine put there, never all of it; and those among them that stay."""
    tail: list[int] = []
    posted: list[int] = []
    for i in reversed(shown[1:][-_LAST:]):
        piece = pieces[i]
        ends = is_tail(piece.text, linked=piece.linked) or is_lead(piece)
        if not ends and not piece.state.level and _is_posted(piece.text):
            posted.append(i)  # it stays, whatever the engine notes over it
            continue
        if piece.state.level or not (ends or is_note(piece.text, linked=piece.linked)):
            break
        tail.append(i)
    return tail[::-1], posted


def _is_posted(text: str) -> bool:
    """Whether a line alone says when its text was posted."""
    line = date_line(text)
    return line is not None and line.says and not line.runs_on


def _writers(lines: Iterable[str]) -> Iterator[str]:
    """The writers that lines beside a text name."""
    return (name for text in lines for line in text.split("\n")[:_HEAD] if (name := writer_in(line)))


def _dates(text: str, lang: str | None) -> bool:
    """Whether a line says a whole day."""
    return any(
        isinstance(day, PartialDate) and day.year and day.month and day.day
        for _, _, day in dates_in(text, lang)
    )
