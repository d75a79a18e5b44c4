"""How posts are set into pages: plain text, and the HTML of the common blog engines.

Each form is a function from a `Layout` to the page's text. It prints the parts it is given and adds
only what belongs to the page: menus, sidebars, footers.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.markup import Part


@dataclass(frozen=True, slots=True)
class Entry:
    """A post as it stands on a page: parts in the order they are printed, the title first.

    `date` is printed in the markup when `marked`; `title` is the plain text of the title part.
    """

    parts: tuple[Part, ...]
    lang: str
    date: str
    marked: bool
    author: str | None = None

    @property
    def title(self) -> str:
        return self.parts[0].text


@dataclass(frozen=True, slots=True)
class Layout:
    """What a form needs: the entries, and the page's own words in its language."""

    entries: tuple[Entry, ...]
    lang: str
    heading: str | None
    menu: Sequence[str]
    recent: Sequence[str]
    charset: str = "utf-8"
    gap: int = 2
    bullet: str = "  • "
    alternate: tuple[str, str] | None = None


def text(page: Layout) -> str:
    """Plain text: a title, a blank line, paragraphs; `gap` blank lines between posts."""
    out = [page.heading + "\n"] if page.heading else []
    for i, entry in enumerate(page.entries):
        if i:
            out.append("\n" * (page.gap - 1))
        before = ""
        for part in entry.parts:
            line = page.bullet + part.text if part.form == "li" else part.text
            glue = before == "li" and part.form == "li"
            if glue:
                out[-1] = out[-1].rstrip("\n")
            out.append(line + "\n")
            before = part.form
    return "\n".join(out)


def inline(part: Part) -> str:
    """The HTML of a part: its first organisation is a link, its first person is strong."""
    seen: set[str] = set()
    out = []
    for piece in part.pieces:
        word = html.escape(piece.text, quote=False)
        if piece.type in ("ORG", "PERSON") and piece.type not in seen and part.role == "body":
            seen.add(piece.type)
            word = f'<a href="/about">{word}</a>' if piece.type == "ORG" else f"<strong>{word}</strong>"
        out.append(word)
    return "".join(out)


def content(parts: Sequence[Part], heading: str = "h4") -> str:
    """The HTML of a post's body; neighbouring list items make one list."""
    out: list[str] = []
    inside = False
    for part in parts:
        if (part.form == "li") != inside:
            inside = not inside
            out.append("<ul>" if inside else "</ul>")
        tag = {"li": "li", "h": heading}.get(part.form, "p")
        out.append(f"<{tag}>{inline(part)}</{tag}>")
    return "\n".join(out + ["</ul>"] * inside)


def _menu(page: Layout) -> str:
    return "".join(f'<li><a href="/{i}">{html.escape(name)}</a></li>' for i, name in enumerate(page.menu))


def _page(page: Layout, body: str, head: str = "") -> str:
    title = html.escape(page.heading or page.entries[0].title)
    return (
        f'<!DOCTYPE html>\n<html lang="{page.lang}">\n<head>\n<meta charset="{page.charset}">\n'
        f"<title>{title}</title>\n{head}</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def shown(date: str) -> str:
    """A day as engines print it: 2016-05-03 is 03/05/2016."""
    return "/".join(reversed(date.split("-")))


def _time(entry: Entry, cls: str) -> str:
    return (
        f'<time class="{cls}" datetime="{entry.date}T08:30:00+01:00">{shown(entry.date)}</time>'
        if entry.marked
        else ""
    )


def wordpress(page: Layout) -> str:
    """A tag page of hentry articles with a sidebar of recent posts."""
    articles = "\n".join(
        f'<article id="post-{100 + i}" class="post hentry tag-solidarity">\n<header class="entry-header">'
        f'<h2 class="entry-title"><a href="/?p={100 + i}">{inline(e.parts[0])}</a></h2>'
        f'<div class="entry-meta">{_time(e, "entry-date published")}</div></header>\n'
        f'<div class="entry-content">\n{content(e.parts[1:], "h3")}\n</div>\n'
        f'<footer class="entry-utility"><a href="/c/1">solidarity</a> | '
        f'<a href="/?p={100 + i}#respond">2</a></footer>\n'
        "</article>"
        for i, e in enumerate(page.entries)
    )
    recent = "".join(f'<li><a href="/r">{html.escape(t)}</a></li>' for t in page.recent)
    return _page(
        page,
        f'<nav id="access"><ul>{_menu(page)}</ul></nav>\n<div id="content"><h1 class="page-title">'
        f'{html.escape(page.heading or "")}</h1>\n{articles}\n</div>\n<aside class="widget-area"><h3>RSS</h3>'
        f'<ul>{recent}</ul></aside>\n<footer id="colophon">WordPress</footer>',
    )


def blogger(page: Layout) -> str:
    """A month of a Blogger-like site: outer divs, date headers, post bodies with line breaks."""
    posts = "\n".join(
        f'<div class="date-outer"><h2 class="date-header"><span>{_time(e, "published")}</span></h2>\n'
        f'<div class="date-posts"><div class="post-outer"><div class="post hentry uncustomized-template">\n'
        f'<h3 class="post-title entry-title"><a href="/{i}.html">{inline(e.parts[0])}</a></h3>\n'
        f'<div class="post-body entry-content">{_breaks(e.parts[1:])}</div>\n'
        f'<div class="post-footer"><span class="post-comment-link"><a href="/{i}.html#c">0</a></span></div>\n'
        "</div></div></div></div>"
        for i, e in enumerate(page.entries)
    )
    return _page(
        page,
        f'<div class="header"><h1>{html.escape(page.heading or "")}</h1>'
        f'<ul class="tabs">{_menu(page)}</ul></div>\n'
        f'<div class="main"><div class="blog-posts hfeed">{posts}</div></div>\n'
        '<div class="sidebar"><div class="widget BlogArchive"><a href="/2018">2018</a> (14)</div></div>',
    )


def _breaks(parts: Sequence[Part]) -> str:
    return "<br><br>\n".join(inline(p) for p in parts)


def bare(page: Layout) -> str:
    """Old hand-made HTML: a table, h3, unclosed paragraphs, rules between posts."""
    posts = "\n<hr>\n".join(
        f"<h3>{inline(e.parts[0])}</h3>\n" + "\n".join(f"<p>{inline(p)}" for p in e.parts[1:])
        for e in page.entries
    )
    menu = "<br>".join(f'<a href="{i}.htm">{html.escape(name)}</a>' for i, name in enumerate(page.menu))
    return _page(page, f"<table><tr><td valign=top>{menu}</td><td>\n{posts}\n</td></tr></table>")


def spip(page: Layout) -> str:
    """A SPIP-like page: one `div.cartouche` and `div.texte` for each article."""
    posts = "\n".join(
        f'<div class="hentry article"><div class="cartouche"><h1 class="crayon article-titre entry-title">'
        f'{inline(e.parts[0])}</h1><p class="info-publi">{_time(e, "published")}</p></div>\n'
        f'<div class="crayon article-texte entry-content">\n{content(e.parts[1:], "h3")}\n</div></div>'
        for e in page.entries
    )
    translated = ""
    if page.alternate:
        lang, address = page.alternate
        link = f'<a href="{address}" hreflang="{lang}" rel="alternate">[{lang}]</a>'
        translated = f'<div class="traductions">{link}</div>'
    return _page(
        page,
        f'<div id="nav" class="menu-rubriques"><ul>{_menu(page)}</ul></div>\n'
        f'<div id="contenu">{translated}{posts}</div>\n'
        '<div id="pied"><a href="/spip.php?page=plan">Plan du site</a> | <a rel="nofollow">SPIP</a></div>',
    )


def article(page: Layout) -> str:
    """One article with its date in JSON-LD."""
    entry = page.entries[0]
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": entry.title}
    if entry.marked:
        data["datePublished"] = f"{entry.date}T07:00:00Z"
    if entry.author:
        data["author"] = entry.author
    head = f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>\n'
    return _page(page, _single(page, entry), head + _alternate(page))


def meta(page: Layout) -> str:
    """One article with its date in a meta element."""
    entry = page.entries[0]
    head = f'<meta property="og:title" content="{html.escape(entry.title)}">\n'
    head += '<meta property="og:type" content="article">\n'
    if entry.marked:
        head += f'<meta property="article:published_time" content="{entry.date}T06:15:00+00:00">\n'
    return _page(page, _single(page, entry), head + _alternate(page))


def _alternate(page: Layout) -> str:
    if not page.alternate:
        return ""
    return f'<link rel="alternate" hreflang="{page.alternate[0]}" href="{page.alternate[1]}">\n'


def _single(page: Layout, entry: Entry) -> str:
    byline = f'<p class="byline">{html.escape(entry.author)}</p>\n' if entry.author else ""
    return (
        f"<header><nav><ul>{_menu(page)}</ul></nav></header>\n<main><article>\n<h1>{inline(entry.parts[0])}</h1>\n"
        f"{byline}{content(entry.parts[1:], 'h2')}\n</article></main>\n"
        f"<footer><p>© {html.escape(page.menu[0])}</p></footer>"
    )


FORMS: dict[str, Callable[[Layout], str]] = {
    form.__name__: form for form in (text, wordpress, blogger, bare, spip, article, meta)
}
