"""Exports of WordPress (WXR): its published posts and pages, with the days of the site's own clock.

Drafts, private posts, those that wait for their day and those behind a password stay closed, as do comments,
menus, revisions and settings. https://github.com/WordPress/wordpress-importer reads the same files.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from archive.ingest.readers.feed import Post, channel, day_of, lines_of, page_of_posts, post_of, read_entries
from archive.ingest.readers.feed_entries import Entries, Entry
from archive.ingest.readers.html_blocks import lang_code
from archive.ingest.readers.lines import CUT_SHORT, Said
from archive.ingest.readers.said import day_said
from archive.records import Page, PostHint

KIND = "an export of WordPress"
# What WordPress and its editors keep beside posts; the types of plugins (events, books) are texts.
_NO_TEXTS = frozenset(
    """
    attachment nav_menu_item revision custom_css customize_changeset oembed_cache user_request wp_block
    wp_template wp_template_part wp_global_styles wp_navigation wp_font_family wp_font_face acf-field
    acf-field-group wpcf7_contact_form feedback shop_order shop_coupon elementor_library mc4wp-form
    scheduled-action polylang_mo
    """.split()  # noqa: SIM905
)
_BLOCK = re.compile(
    r"<(?:p|div|h[1-6]|ul|ol|li|table|tr|td|blockquote|figure|section|pre)\b|<!--\s*wp:", re.I
)
_PRE = re.compile(
    r"(<(?:pre|textarea|script|style)\b.*?(?:</(?:pre|textarea|script|style)>|\Z))", re.I | re.S
)
_PARAGRAPH = re.compile(r"\r?\n[ \t]*\r?\n\s*")
# A short code is a name with a value, or one that ends: [caption id="x"]…[/caption].
_SHORT_CODE = re.compile(
    r"\[(?:/[a-z][\w-]{1,40}|[a-z][\w-]{1,40}(?:\s+[\w-]+=(?:\"[^\"\]]*\"|'[^'\]]*'|[^\s\]]+))+\s*/?|"
    r"(?:gallery|caption|embed|audio|video|playlist|toc|contact-form)\s*/?)\]"
)


def read_wxr(data: bytes) -> Page:
    """The page of an export, one post a published post or page. Raises EmptyInput, UnreadableInput."""
    export, encoding = read_entries(data, KIND)
    about, names = channel(export), _names(export)
    closed: Counter[str] = Counter()
    chosen = []
    for entry in export.entries:
        if entry.first("wp:post_type") in _NO_TEXTS:
            continue
        why = _closed(entry)
        closed[why] += bool(why)
        if not why:
            chosen.append(entry)
    posts = (_post(entry, n, about, names) for n, entry in enumerate(chosen))
    return page_of_posts(posts, about, encoding, _unread(closed, export.damaged))


def _names(export: Entries) -> Mapping[str, str]:
    """The names that writers are shown by, by those that they log in with."""
    names = {}
    for author in export.authors:
        whole = f"{author.first('wp:author_first_name')} {author.first('wp:author_last_name')}".strip()
        login = author.first("wp:author_login")
        shown = author.first("wp:author_display_name")
        names[login] = (whole or shown) if shown == login else shown
    return names


def _closed(entry: Entry) -> str:
    """Why a post is not for everyone; "" for one that is."""
    status = entry.first("wp:status") or "publish"
    if entry.first("wp:post_password"):
        return "behind a password"
    return {"publish": "", "private": "private", "future": "not yet published", "trash": "in the bin"}.get(
        status, "drafts"
    )


def _unread(closed: Counter[str], damaged: bool) -> str | None:
    """What of an export was not read, in words for a person."""
    counts = [f"{why} {count}" for why, count in sorted(closed.items()) if why]
    said = [f"posts left closed: {', '.join(counts)}"] if counts else []
    return "; ".join([*said, CUT_SHORT] if damaged else said) or None


def _post(entry: Entry, group: int, about: Said, names: Mapping[str, str]) -> Post:
    plain = post_of(
        Entry({k: v for k, v in entry.fields.items() if k in ("title", "link", "guid")}), group, about
    )
    lang = _lang(entry) or about.lang
    login = entry.first("dc:creator")
    hint = PostHint(
        plain.hint.title, names.get(login, login) or None, _day(entry, lang), lang, plain.hint.url
    )
    text = entry.first("content:encoded") or entry.first("excerpt:encoded")
    return Post(lines_of(unfolded(text), group, lang), hint)


def _day(entry: Entry, lang: str | None) -> str | None:
    """The day on the site's own clock; `pubDate` is that of Greenwich."""
    day = day_said(entry.first("wp:post_date"))
    return day or day_of(entry.first("pubDate"), lang)


def _lang(entry: Entry) -> str | None:
    """The language as a plugin for translations keeps it (Polylang, WPML)."""
    for category in entry.all("category"):
        if category.attrs.get("domain") == "language":
            return lang_code(category.attrs.get("nicename", ""))
    return None


def unfolded(text: str) -> str:
    """The text of a post as WordPress shows it: blank lines divide paragraphs, short codes do not show."""
    text = _SHORT_CODE.sub("", text)
    if "<!-- wp:" in text:
        return text
    parts = _PRE.split(text)
    for n in range(0, len(parts), 2):
        paragraphs = [f"<p>{_broken(p)}" for p in _PARAGRAPH.split(parts[n]) if p.strip()]
        parts[n] = "\n".join(paragraphs)
    return "".join(parts)


def _broken(paragraph: str) -> str:
    """A paragraph whose line ends show, but those beside tags that end a line by themselves."""
    if _BLOCK.search(paragraph):
        return paragraph
    return re.sub(r"\r?\n", "<br>\n", paragraph.strip())
