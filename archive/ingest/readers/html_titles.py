"""The title of the text on a page: not the name of its site, and no markup.

A window's title says both, in either order: "La digue tient | Les Deux Rives", "The Quay: the dyke holds".
Which part is the site's name is told by what the page calls its site, by the link to its first page, by its
address, by a heading that says the other part, and by the words of the text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence

from bs4 import Tag

from archive.addresses import parts_of
from archive.dataclass import dataclass
from archive.dates import dates_in
from archive.ingest.readers.html_blocks import HtmlPiece, names_of
from archive.ingest.readers.html_meta import Head
from archive.ingest.readers.said import is_made_up
from archive.records import Role
from archive.text import fold, words

_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")
# What stands between the parts of a window's title. A colon or a hyphen is as often within a title.
_BETWEEN = re.compile(r"\s*[|»]\s*|\s+[–—·•:/>›]{1,2}\s+|\s+-{1,2}\s+|\s*:{2}\s*|\s*→\s*|(?<=\w):\s+")
_STRONG = re.compile(r"\s*(?:[|»→›]|\s>\s|::)\s*")
_DASHES = ("-", "–", "—", "·", "•")
_SITE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:logo|brand|site[-_]?(?:title|name|titre|nom)|blog[-_]?(?:title|name))", re.I
)
_FIRST_PAGE = re.compile(
    r"(?:https?://[^/]+)?/?(?:\./|(?:index|accueil|home|default|sommaire)\.\w{3,5})?\Z", re.I
)
# What sites call their parts, and what begins the name of a group.
_SECTION = frozenset(
    """
    accueil home homepage blog blogs actualites actualite actus actu news article articles archives archive
    posts post page pages publications communiques communique presse press infos info bienvenue welcome index
    opinion opinions culture politique politics societe monde world sports sport economie
    """.split()  # noqa: SIM905
) | {
    "view topic", "view thread", "view article", "voir le sujet", "afficher le sujet", "voir la discussion",
    "printable version", "print version", "version imprimable", "blog archive", "archives du blog",
}  # fmt: skip
_GROUP = frozenset(
    """
    association collectif comite syndicat federation ligue union reseau radio journal gazette revue mouvement
    groupe coordination collective committee league network society movement magazine review herald
    """.split()  # noqa: SIM905
)
_TAG = re.compile(r"\s*\[(?P<name>[^\[\]]{2,40})\]\s*(?=[\w'\"«“‘¿¡])")
# What names a mailing list: the addresses of its archive and of its programs, and of those who write to it.
_LIST_ADDRESS = re.compile(
    r"(?:/(?:listinfo(?:\.cgi)?|pipermail|lists?|listes|mailman|sympa/\w+|wws/\w+)/|mailto:(?=[^@%?/]+(?:@|%40)lists?e?s?\.))"
    r"(?P<name>[\w.+-]+)",
    re.I,
)
_LIST_SAID = re.compile(
    r"(?P<name>[\w-]+) mailing list\b|\bliste de (?:diffusion|discussion) (?P<nom>[\w-]+)", re.I
)
_LIST_NAME = re.compile(r"[\w-]+-(?:l|announce|discuss)", re.I)  # of nothing but a list
_MAX_NAME = 6  # words of the name of a site
_NEAR_TOP = 3  # blocks of the main text within which its title stands
_OVER = 6  # blocks before the main text in which its title may stand in bold
_TEXT_WORDS = 12  # of a block that is text
_LEAST_HOST = 4  # letters of a host that tell anything


@dataclass(frozen=True, slots=True)
class Site:
    """What a page calls the site it stands on: names as folded words, its host's name, its mailing lists."""

    names: frozenset[str]
    host: str = ""
    lists: frozenset[str] = frozenset()

    def is_named(self, words_: str) -> bool:
        """Whether `words_`, folded, are the name of the site or of one of its parts."""
        if not words_ or words_ in self.names or words_ in _SECTION:
            return True
        bare = words_.replace(" ", "")
        if (
            self.host
            and len(bare) >= _LEAST_HOST
            and (bare.startswith(self.host) or self.host.startswith(bare))
        ):
            return True
        count = len(words_.split())
        return any(
            (f"{name} " in f"{words_} " or f" {words_}" in f" {name}") and abs(len(name.split()) - count) <= 3
            for name in self.names
            if count > 1 and " " in name
        )


def site_of(head: Head, tags: Sequence[Tag]) -> Site:
    """What the page calls its site: in its head, in a logo, in the link to its first page."""
    names = {_key(name) for name in head.sites}
    lists = set(_lists_in(head.url or ""))
    for tag in tags:
        if tag.name == "a":
            lists.update(_lists_in(f"{tag.get('href') or ''} {tag.get_text(' ')}"))
        if tag.name == "a" and (href := tag.get("href")) is not None:
            is_site = isinstance(href, str) and href and _FIRST_PAGE.match(href) is not None
        else:
            is_site = tag.name in ("div", "h1", "h2", "p", "span", "header") and bool(
                _SITE_CLASS.search(names_of(tag))
            )
        if is_site or "home" in (tag.get("rel") or ()):
            text = " ".join(tag.get_text(" ").split())
            if text and len(text.split()) <= _MAX_NAME:
                names.add(_key(text))
    address = parts_of(head.url) if head.url and "//" in head.url else None
    host = (address.hostname or "") if address else ""
    labels = [part for part in host.split(".")[:-1] if part not in ("www", "blog", "co", "com", "org")]
    longest = max(labels, key=len, default="").replace("-", "")
    return Site(
        frozenset(n for n in names if n), longest if len(longest) >= _LEAST_HOST else "", frozenset(lists)
    )


def _lists_in(text: str) -> Iterator[str]:
    """The names of mailing lists in an address or the text of a link, folded."""
    for sign in (_LIST_ADDRESS, _LIST_SAID):
        for found in sign.finditer(text):
            yield _key(next(name for name in found.groups() if name))


def plain_title(title: str | None) -> str | None:
    """A title that metadata say, without markup: `<em>Ouvrir</em> la vanne`, `L&amp;#039;eau`."""
    if not title:
        return None
    plain = html.unescape(title)
    return " ".join(_MARKUP.sub("", plain).split()) or None


def says_title(head: Head, title: str | None) -> bool:
    """Whether the head of a page says `title`, alone or with the name of the site."""
    return title is not None and any(
        _key(title) in _key(plain_title(stated) or "") for stated in (head.title, head.window)
    )


def title_of_text(
    head: Head,
    site: Site,
    pieces: Sequence[HtmlPiece],
    inside: Sequence[bool],
    own: str | None,
    found: str | None,
) -> str | None:
    """The title of the main text of a page, None where nothing says it.

    `inside` tells the pieces of the main text. `own` is what the markup of the only post says, `found` what
    a library takes for the title, asked last.
    """
    leveled = _headings(pieces, inside, site)
    headings = [text for _, text in leveled]
    if own and not _is_aside(own, site):
        headings.append(own)
        best: str | None = own
    else:
        highest = min((level for level, _ in leveled), default=0)
        best = next((t for level, t in reversed(leveled) if level == highest), None)
        best = best or _bold(pieces, inside, site)
    said = [*_bold_parts(pieces, inside, head.window), *headings]
    text = {
        w for p, k in zip(pieces, inside, strict=True) if k and not p.state.level for w in _content(p.text)
    }
    for stated, sure in ((head.title if head.title_sure else None, True), (head.window, False)):
        plain = _given(stated)
        title = without_site(plain, site, said, text) if plain else None
        if title is None:
            continue
        wanted = _key(title)
        same = next((h for h in headings if _key(h) == wanted), None)
        within = [h for h in headings if (k := _key(h)) in wanted or _ends_with(k, wanted)]
        if same or best is None or within:
            return same or title
        if not _names_site(title, head.window, site, text, sure=sure, headed=bool(headings)):
            return title
    last = best or _given(found) or _given(head.title)
    return _untagged(last, site, set()) if last else None


def _given(title: str | None) -> str | None:
    """A title as somebody gave it: not the name of a file, nor of a page that nobody named."""
    plain = plain_title(title)
    return None if plain is None or is_made_up(plain) else plain


def _without_asides(parts: list[str], signs: list[str], site: Site) -> tuple[list[str], list[str]]:
    """The parts of a title without those at its ends that are no title."""
    while len(parts) > 1 and _is_aside(parts[-1], site):
        parts, signs = parts[:-1], signs[:-1]
    while len(parts) > 1 and _is_aside(parts[0], site):
        parts, signs = parts[1:], signs[1:]
    return parts, signs


def _untagged(title: str, site: Site, keys: set[str]) -> str:
    """`title` without the name of the site or of a mailing list in brackets before it.

    That of a list is told by the links of the page, not by its form; what a heading says without the brackets
    (`keys`) is the title. Others are the title's own: "[vidéo] La marche", "[Saint-Denis] The march".
    """
    tag = _TAG.match(title)
    if tag is None:
        return title
    name, rest = tag["name"], title[tag.end() :]
    key = _key(name)
    is_list = key in site.lists or _LIST_NAME.fullmatch(name) is not None
    is_site = bool(key) and key not in _SECTION and site.is_named(key)
    return rest if is_list or is_site or _key(rest) in keys else title


def _names_site(
    title: str, window: str | None, site: Site, text: set[str], *, sure: bool, headed: bool
) -> bool:
    """Whether a title that no heading says is the name of the site, where one over the text says another.

    A window's title is; beside a line that is but bold, if it is short and the text says nothing of it. What
    metadata call the title (`sure`) is, if the window adds but a section: "News | The Quay".
    """
    if sure:
        parts, _ = _parts(plain_title(window) or "")
        left = [part for part in parts if not _is_aside(part, site)]
        return headed and len(parts) > 1 and [_key(part) for part in left] == [_key(title)]
    return headed or (len(title.split()) <= _MAX_NAME and _is_name(title, text) > 0)


def without_site(title: str, site: Site, headings: Sequence[str], text: set[str]) -> str | None:
    """`title` without the name of the site or its part; None where nothing else is left of it.

    `text` are the content words of the main text, `headings` what could be its title.
    """
    places = {_key(h): i for i, h in enumerate(headings)}
    keys = set(places)
    title = _untagged(title, site, keys)
    if _key(title) in keys:
        return title
    parts, signs = _parts(title)
    if said_run := _run(parts, signs, places) or _run_at_end(parts, signs, keys):
        return said_run
    parts, signs = _without_asides(parts, signs, site)
    if len(parts) > 1:
        parts, signs = _without_asides(*_by_words(parts, signs, text), site)
    left = _joined(parts, signs)
    return None if _is_aside(left, site) else left


def _headings(pieces: Sequence[HtmlPiece], inside: Sequence[bool], site: Site) -> list[tuple[int, str]]:
    """The headings over the main text or at its top that are no name of the site, each with its level."""
    first = next((i for i, k in enumerate(inside) if k), 0)
    begun = _begun(pieces, inside, first)
    return [
        (piece.state.level, " ".join(piece.text.split()))
        for piece in pieces[: min(begun + 1, first + _NEAR_TOP)]
        if piece.state.level and not piece.state.chrome and not _is_aside(piece.text, site)
    ]


def _bold(pieces: Sequence[HtmlPiece], inside: Sequence[bool], site: Site) -> str | None:
    """The bold line with which the main text begins, over a paragraph or a short line with a date."""
    first = next((i for i, k in enumerate(inside) if k), 0)
    between = pieces[first + 1 : _begun(pieces, inside, first)]
    if len(between) > 1 or pieces[first].state.role is not Role.HEADING:
        return None
    if any(not dates_in(piece.text) or dates_in(pieces[first].text) for piece in between):
        return None
    text = " ".join(pieces[first].text.split())
    return text if text.count(" ") >= 2 and not _is_aside(text, site) else None


def _bold_parts(pieces: Sequence[HtmlPiece], inside: Sequence[bool], window: str | None) -> list[str]:
    """Lines in bold over the main text that say a part of the title of the window."""
    first = next((i for i, k in enumerate(inside) if k), 0)
    whole = _key(plain_title(window) or "")
    near = pieces[max(0, first - _OVER) : _begun(pieces, inside, first) + 1]
    bold = [" ".join(p.text.split()) for p in near if p.state.role is Role.HEADING and not p.state.level]
    return [text for text in bold if text.count(" ") >= 2 and _key(text) in whole]


def _begun(pieces: Sequence[HtmlPiece], inside: Sequence[bool], first: int) -> int:
    """The first piece of the main text that is running text."""
    running = (i for i in range(first, len(pieces)) if inside[i] and not pieces[i].state.level)
    return next((i for i in running if len(pieces[i].text.split()) >= _TEXT_WORDS), first)


def _parts(title: str) -> tuple[list[str], list[str]]:
    """The parts of a title, and the signs between them."""
    parts, signs, at = [], [], 0
    quoted = "«" in title  # then » ends what it began
    for sign in _BETWEEN.finditer(title):
        if quoted and "»" in sign[0]:
            continue
        if title[at : sign.start()].strip() and title[sign.end() :].strip():
            parts.append(title[at : sign.start()])
            signs.append(sign[0])
            at = sign.end()
    return [*parts, title[at:]], signs


def _joined(parts: Sequence[str], signs: Sequence[str]) -> str:
    after = [*signs[: len(parts) - 1], ""]
    return "".join(part + sign for part, sign in zip(parts, after, strict=True)).strip()


def _run(parts: Sequence[str], signs: Sequence[str], places: Mapping[str, int]) -> str | None:
    """The longest run of parts, from the first on or up to the last, that a heading says.

    Of two, the one with twice the words of the other, which is but of a part; else the one whose heading is
    nearer to the text: the name of a site stands over it.
    """
    for length in range(len(parts) - 1, 0, -1):
        runs = [
            _joined(parts[start : start + length], signs[start : start + length - 1])
            for start in (0, len(parts) - length)
        ]
        if said := [run for run in runs if _key(run) in places]:
            shortest = min(len(run.split()) for run in said)
            return max(said, key=lambda run: (len(run.split()) >= 2 * shortest, places[_key(run)]))
    return None


def _run_at_end(parts: Sequence[str], signs: Sequence[str], keys: set[str]) -> str | None:
    """The last parts, if a heading says them behind the name of a section: "The harbour: The crane fell"."""
    for start in range(1, len(parts)):
        run = _joined(parts[start:], signs[start:])
        key = _key(run)
        if any(_ends_with(k, key) for k in keys):
            return run
    return None


def _ends_with(heading: str, title: str) -> bool:
    """Whether a heading says a title behind the name of a section."""
    return title.count(" ") >= 2 and heading.endswith(f" {title}")


def _is_aside(part: str, site: Site) -> bool:
    """Whether a part of a title is no title: the site's name, a section of it, a date."""
    key = _key(part)
    if site.is_named(key):
        return True
    found = dates_in(part)
    return bool(found) and not any(c.isalpha() for c in part[: found[0][0]] + part[found[-1][1] :])


def _by_words(parts: list[str], signs: list[str], text: set[str]) -> tuple[list[str], list[str]]:
    """Without first or last parts that are likely to be names, by their own words and those of the text.

    Most sites put their name last. A dash parts a title from a name only where that has capitals throughout.
    """
    while len(parts) > 1:
        first, last = _is_name(parts[0], text), _is_name(parts[-1], text)
        if first > last and (first > 1 or _STRONG.fullmatch(signs[0])):
            parts, signs = parts[1:], signs[1:]
        elif len(parts[-1].split()) <= _MAX_NAME and (
            last > 1
            or _STRONG.fullmatch(signs[-1])
            or (last and signs[-1].strip() in _DASHES and _has_capitals(parts[-1]))
        ):
            parts, signs = parts[:-1], signs[:-1]
        else:
            break
    return parts, signs


def _has_capitals(part: str) -> bool:
    return all(w[:1].isupper() for w in part.split() if len(w) > 3)


def _is_name(part: str, text: set[str]) -> int:
    """How much speaks for a part being a name: the word of a group, and that the text says none of it."""
    own = _content(part)
    if len(part.split()) > _MAX_NAME:
        return 0
    group = any(word in _GROUP for word in words(fold(part)))
    return 2 * group + (not any(word in text for word in own))


def _content(text: str) -> list[str]:
    return [word[:6] for word in words(fold(text)) if len(word) >= 4]


def _key(text: str) -> str:
    return " ".join(words(fold(text)))
