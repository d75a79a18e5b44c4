"""What a page's head says of it: title, author, date, language, address, translations.

Sources: HTML meta names, Open Graph (ogp.me), Dublin Core, schema.org in JSON-LD, microformats2.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from bs4 import Tag

from archive import edtf
from archive.dataclass import dataclass
from archive.dates import readings
from archive.ingest.readers.html_blocks import lang_code
from archive.lang import codes, language
from archive.text import fold, words

_DATE_NAMES = (
    "article:published_time", "og:article:published_time", "og:published_time", "date", "dc.date.issued",
    "dc.date", "dcterms.date", "dc.date.created", "dcterms.created", "datepublished", "publication_date",
    "publish-date", "pubdate", "sailthru.date", "parsely-pub-date", "article.published",
    "citation_publication_date", "citation_date", "cxenseparse:recs:publishtime", "dateofpublication",
    "created", "shareaholic:article_published_time",
)  # fmt: skip
_AUTHOR_NAMES = (
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "citation_author",
)
_TITLE_NAMES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title", "headline")
_SITE_NAMES = ("og:site_name", "application-name", "apple-mobile-web-app-title")
_SITE_TYPES = frozenset({"website", "organization", "newsmediaorganization", "blog", "ngo"})
_ARTICLE_TYPES = frozenset(
    """
    article newsarticle blogposting reportagenewsarticle analysisnewsarticle opinionnewsarticle report
    scholarlyarticle techarticle socialmediaposting webpage liveblogposting review recipe
    """.split()  # noqa: SIM905
)
_ISO_DATE = re.compile(r"\s*((?:19|20)\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?=$|[T\s:+Z])")
_ISO_MONTH = re.compile(r"\s*((?:19|20)\d\d)-(0[1-9]|1[0-2])\s*$")
_UTC = re.compile(r"\d:\d\d(?::\d\d(?:\.\d+)?)?\s*(?:Z|GMT|UTC|\+00:?00)\s*\Z")
_PLAUSIBLE = re.compile(r"(?:19|20)\d\d-(?:0\d|1[0-2])(?:-\d\d)?")
_WRITTEN = re.compile(
    r"(?:written|posted)\s+by\b|(?:[ée]crit|r[ée]dig[ée]|publi[ée])\s+par\b|auteure?\b|author\b",
    re.IGNORECASE,
)
_XHTML = "http://www.w3.org/1999/xhtml"
_MAX_JSON = 500_000  # characters of one JSON-LD script; larger ones are data, not metadata

Named = Mapping[str, Sequence[Tag]]


@dataclass(frozen=True, slots=True)
class Head:
    """The metadata of a page; dates are EDTF."""

    title: str | None = None
    author: str | None = None
    date: str | None = None
    utc: bool = False  # the day of `date` is that of a stamp in universal time
    lang: str | None = None
    url: str | None = None
    alternates: Mapping[str, str] = field(default_factory=dict)
    is_article: bool = False  # it calls itself an article
    title_sure: bool = False  # the title is the text's own, not the window's
    window: str | None = None  # the title of the window
    sites: tuple[str, ...] = ()  # what the page calls its site


def read_head(named: Named) -> Head:
    """What a page says of itself outside its text; `named` holds its elements by name, in their order."""
    metas = _metas(named)
    told_nodes = list(json_objects(named))
    nodes = [node for node in told_nodes if _types(node) & _ARTICLE_TYPES]
    articles = [node for node in nodes if _types(node) - {"webpage"}]
    pages = [node for node in nodes if not _types(node) - {"webpage"}]
    tops = named.get("html")
    declared = tops[0].get("lang") or tops[0].get("xml:lang") if tops else None
    lang = lang_code(declared) if isinstance(declared, str) else None
    url = _link(named, "canonical") or metas.get("og:url")
    own = _of_this(articles, _first_of(metas, _TITLE_NAMES) or _title_tag(named), url)
    title = _first_of(metas, _TITLE_NAMES) or _json_text(own, "headline")
    stamp = local([*_json_stamps(own, lang), *_meta_stamps(metas, lang), *_json_stamps(pages, lang)])
    return Head(
        title=title or _title_tag(named),
        author=_json_author(own) or _name_only(_first_of(metas, _AUTHOR_NAMES)) or _labelled_author(metas),
        date=stamp.date if stamp else None,
        utc=stamp is not None and stamp.utc,
        lang=lang,
        url=url,
        alternates=_alternates(named),
        title_sure=title is not None,
        window=_title_tag(named),
        sites=(*(metas[name] for name in _SITE_NAMES if name in metas), *_json_sites(told_nodes)),
        is_article=bool(articles)
        or metas.get("og:type", "").lower() in ("article", "blog", "post")
        or "article:published_time" in metas,
    )


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date that a field says; `utc`: the day is that of a time in universal time."""

    date: str
    utc: bool = False


def stamp_of(text: str | None, lang: str | None) -> Stamp | None:
    """What a field of a page in `lang` says of a day, None where it says none."""
    date = said_date(text, lang)
    return Stamp(date, _UTC.search(text or "") is not None) if date else None


def local(stamps: Sequence[Stamp]) -> Stamp | None:
    """The first of `stamps`, or the day of another that says the same time by the clock of its place."""
    first = stamps[0] if stamps else None
    if first is None or not first.utc:
        return first
    return next((s for s in stamps if not s.utc and next_to(first.date, s.date)), first)


def next_to(date: str, other: str) -> bool:
    """Whether two EDTF dates are one day, or one beside the other."""
    first, second = edtf.earliest(date), edtf.earliest(other)
    days = edtf.precision(date) is edtf.precision(other) is edtf.Precision.DAY
    return bool(days and first and second and abs((first - second).days) <= 1)


def said_date(text: str | None, lang: str | None) -> str | None:
    """The EDTF date that a field of a page in `lang` says; None where there is none.

    An ISO 8601 date, or date and time, is read whatever follows it. Other dates are read as in a text in
    `lang`; where that is not known, only those that mean one day in all languages: not 03/08/2016.
    """
    if not text:
        return None
    if iso := _ISO_DATE.match(text) or _ISO_MONTH.match(text):
        return "-".join(iso.groups())
    found = set(readings(" ".join(text.split()), [lang] if lang and language(lang) else codes()))
    day = found.pop() if len(found) == 1 else ""
    return day if _PLAUSIBLE.fullmatch(day) else None


def _metas(named: Named) -> dict[str, str]:
    """Meta elements by lower-cased name; the first of a name wins."""
    found: dict[str, str] = {}
    for tag in named.get("meta", ()):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop")
        content = tag.get("content")
        if isinstance(name, str) and isinstance(content, str) and content.strip():
            found.setdefault(name.lower(), content.strip())
    return found


def _first_of(metas: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((metas[name] for name in names if name in metas), None)


def _title_tag(named: Named) -> str | None:
    """The title of the page; one of a drawing in it is none."""
    for tag in named.get("title", ()):
        if tag.namespace in (None, _XHTML):
            return " ".join(tag.get_text().split()) or None
    return None


def _meta_stamps(metas: Mapping[str, str], lang: str | None) -> list[Stamp]:
    return [stamp for name in _DATE_NAMES if (stamp := stamp_of(metas.get(name), lang))]


def _name_only(author: str | None) -> str | None:
    return None if author is None or author.startswith(("http://", "https://")) else author


def _labelled_author(metas: Mapping[str, str]) -> str | None:
    """Who wrote, as cards of pages say it: a label in one field, the name in the next."""
    for n in "12":
        if _WRITTEN.match(metas.get(f"twitter:label{n}", "")):
            return metas.get(f"twitter:data{n}")
    return None


def _link(named: Named, rel: str) -> str | None:
    hrefs = (tag.get("href") for tag in named.get("link", ()) if rel in (tag.get("rel") or ()))
    href = next((h for h in hrefs if h is not None), None)
    return href if isinstance(href, str) and href.strip() else None


def _alternates(named: Named) -> dict[str, str]:
    """Addresses of the page in other languages, by language (`hreflang`)."""
    found: dict[str, str] = {}
    for tag in [*named.get("link", ()), *named.get("a", ())]:
        lang, href = tag.get("hreflang"), tag.get("href")
        if not isinstance(lang, str) or not isinstance(href, str):
            continue
        code = lang_code(lang)
        if code and (tag.name == "link" or "alternate" in (tag.get("rel") or ())):
            found.setdefault(code, href)
    return found


def json_objects(named: Named) -> Iterator[Mapping[str, object]]:
    """Every object in the page's JSON-LD, nested graphs flattened; broken scripts are passed over."""
    for script in named.get("script", ()):
        if script.get("type") != "application/ld+json":
            continue
        text = script.string or script.get_text()
        if not text or len(text) > _MAX_JSON:
            continue
        try:
            todo: deque[object] = deque([json.loads(text, strict=False)])
        except (ValueError, RecursionError):
            continue
        while todo:
            node = todo.popleft()
            if isinstance(node, list):
                todo.extend(node)
            elif isinstance(node, dict):
                yield node
                todo.extend(
                    node[key]
                    for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart")
                    if key in node
                )


def _types(node: Mapping[str, object]) -> set[str]:
    kind = node.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return {str(k).rsplit("/", 1)[-1].lower() for k in kinds if k}


def _json_text(nodes: list[Mapping[str, object]], key: str) -> str | None:
    for node in nodes:
        value = node.get(key)
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
    return None


def _json_sites(nodes: list[Mapping[str, object]]) -> list[str]:
    """The names of the site and of those who publish it."""
    owners = [node for node in nodes if _types(node) & _SITE_TYPES]
    owners += [owner for node in nodes if isinstance(owner := node.get("publisher"), dict)]
    return [name for owner in owners if isinstance(name := owner.get("name"), str) and name.strip()]


def _json_stamps(nodes: list[Mapping[str, object]], lang: str | None) -> list[Stamp]:
    values = [node.get(key) for key in ("datePublished", "dateCreated") for node in nodes]
    return [stamp for v in values if isinstance(v, str) and (stamp := stamp_of(v, lang))]


def _of_this(
    articles: list[Mapping[str, object]], title: str | None, url: str | None
) -> list[Mapping[str, object]]:
    """Those of `articles` that are the text of the page; of several days none, if nothing tells which."""
    if len({str(node.get("datePublished")) for node in articles}) <= 1:
        return articles
    wanted = " ".join(words(fold(title or "")))
    same = [
        n for n in articles if (own := _json_text([n], "headline")) and " ".join(words(fold(own))) in wanted
    ]
    return same or [
        n for n in articles if url and url in (n.get("url"), n.get("@id"), n.get("mainEntityOfPage"))
    ]


def _json_author(nodes: list[Mapping[str, object]]) -> str | None:
    for node in nodes:
        author = node.get("author")
        people = author if isinstance(author, list) else [author]
        names = [p.get("name") if isinstance(p, dict) else p for p in people]
        good = [n.strip() for n in names if isinstance(n, str) and n.strip() and not n.startswith("http")]
        if good:
            return ", ".join(dict.fromkeys(good))
    return None
