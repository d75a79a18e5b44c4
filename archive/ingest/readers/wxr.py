"""Exports of WordPress (WXR): its published posts and pages, with the days of the site's own clock.

Drafts, private posts, those that wait for their day and those behind a password stay closed unless they are
asked for, as do comments, menus, revisions, settings and what is in the bin, which always do.
https://github.com/WordPress/wordpress-importer reads the same files.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Set

from archive.ingest.readers.feed import (
    MAX_KEY,
    FeedPost,
    channel,
    day_of,
    entry_keys,
    lines_of,
    page_of_posts,
    post_of,
    read_entries,
    site_of,
)
from archive.ingest.readers.feed_entries import Entries, FeedEntry
from archive.ingest.readers.html_blocks import lang_code
from archive.ingest.readers.lines import CUT_SHORT, Statements
from archive.ingest.readers.said import day_said
from archive.records import Page, PostHint, PostKey

KIND = "an export of WordPress"
# Where WPML, and its plugin for exports, keep the number of a group of translations, the number of the post
# that one is the translation of, and the language. https://wpml.org/documentation/related-projects/
_GROUPS = ("_wpml_import_translation_group", "_icl_trid", "wpml_trid", "trid")
_ORIGINALS = ("_icl_translation_of", "_icl_lang_duplicate_of", "_wpml_original_post_id")
_LANGUAGES = ("_wpml_import_language_code", "_icl_language", "_icl_lang", "wpml_language")
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


# One that is but a name is one where `[/name]` stands too, else what a person put in brackets.
_ENDED = re.compile(r"\[/([a-z][\w-]{1,40})\]", re.I)
_BARE = re.compile(r"\[([a-z][\w-]{1,40})\s*/?\]", re.I)
_MARK = "\x00"
_ADJACENT = re.compile(r"\x00(?:\s*\x00)+")  # of columns and boxes, which divide
_PAGE_BREAK = re.compile(r"<!--nextpage-->", re.I)


_IN_THE_BIN = "in the bin"


def read_wxr(data: bytes, *, unpublished: bool = False) -> Page:
    """The page of an export, one post a published post or page; of all but the bin, if `unpublished`.

    Raises EmptyInput, UnreadableInput.
    """
    export, encoding = read_entries(data, KIND)
    about, names, site = channel(export), _names(export), site_of(export)
    originals = {entry.first(f"meta/{name}") for entry in export.entries for name in _ORIGINALS}
    closed: Counter[str] = Counter()
    chosen = []
    for entry in export.entries:
        if entry.first("wp:post_type") in _NO_TEXTS:
            continue
        why = _closed(entry)
        why = "" if unpublished and why != _IN_THE_BIN else why
        closed[why] += bool(why)
        if not why:
            chosen.append(entry)
    posts = (_post(entry, n, about, names, _keys(entry, site, originals)) for n, entry in enumerate(chosen))
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


def _closed(entry: FeedEntry) -> str:
    """Why a post is not for everyone; "" for one that is."""
    status = entry.first("wp:status") or "publish"
    if entry.first("wp:post_password"):
        return "behind a password"
    return {"publish": "", "private": "private", "future": "not yet published", "trash": _IN_THE_BIN}.get(
        status, "drafts"
    )


def _unread(closed: Counter[str], damaged: bool) -> str | None:
    """What of an export was not read, in words for a person."""
    counts = [f"{why} {count}" for why, count in sorted(closed.items()) if why]
    notes = [f"posts left closed: {', '.join(counts)}"] if counts else []
    return "; ".join([*notes, CUT_SHORT] if damaged else notes) or None


def _keys(entry: FeedEntry, site: str, originals: Set[str]) -> tuple[PostKey, ...]:
    """The number of a post, and what a plugin for translations says that it has in common with others.

    `originals` are the numbers of posts of which others say that they are translations.
    """
    number = entry.first("wp:post_id")
    keys = entry_keys("wxr", site, number or entry.first("guid", "link"), entry.first("wp:post_modified_gmt"))
    for category in entry.all("category"):
        name = category.attrs.get("nicename", "")
        if category.attrs.get("domain") == "post_translations" and name:
            keys += (PostKey("polylang", f"{site} {name}"[:MAX_KEY]),)
            break
    group = entry.first(*(f"meta/{name}" for name in _GROUPS))
    original = entry.first(*(f"meta/{name}" for name in _ORIGINALS))
    original = original or (number if number in originals else "")
    if group or original:
        key = f"group {group}" if group else f"post {original}"
        keys += (PostKey("wpml", f"{site} {key}"[:MAX_KEY]),)
    return keys


def _post(
    entry: FeedEntry, group: int, about: Statements, names: Mapping[str, str], keys: tuple[PostKey, ...]
) -> FeedPost:
    plain = post_of(
        FeedEntry({k: v for k, v in entry.fields.items() if k in ("title", "link", "guid")}), group, about
    )
    lang = _lang(entry) or about.lang
    login = entry.first("dc:creator")
    hint = PostHint(
        plain.hint.title, names.get(login, login) or None, _day(entry, lang), lang, plain.hint.url, keys=keys
    )
    text = entry.first("content:encoded") or entry.first("excerpt:encoded")
    return FeedPost(lines_of(unfolded(text), group, lang), hint)


def _day(entry: FeedEntry, lang: str | None) -> str | None:
    """The day on the site's own clock; `pubDate` is that of Greenwich."""
    day = day_said(entry.first("wp:post_date"))
    return day or day_of(entry.first("pubDate"), lang)


def _lang(entry: FeedEntry) -> str | None:
    """The language as a plugin for translations keeps it (Polylang, WPML)."""
    for category in entry.all("category"):
        if category.attrs.get("domain") == "language":
            return lang_code(category.attrs.get("nicename", ""))
    return lang_code(entry.first(*(f"meta/{name}" for name in _LANGUAGES)))


def unfolded(text: str) -> str:
    """The text of a post as WordPress shows it: blank lines divide paragraphs, short codes do not show."""
    gap = "\n<p>" if "<!-- wp:" in text else "\n\n"
    text = _PAGE_BREAK.sub(gap, text)
    text = _ADJACENT.sub(gap, _SHORT_CODE.sub(_MARK, _opened(text))).replace(_MARK, "")
    if "<!-- wp:" in text:
        return text
    parts = _PRE.split(text)
    for n in range(0, len(parts), 2):
        paragraphs = [f"<p>{_broken(p)}" for p in _PARAGRAPH.split(parts[n]) if p.strip()]
        parts[n] = "\n".join(paragraphs)
    return "".join(parts)


def _opened(text: str) -> str:
    """The text with the short codes that are but a name marked, where one that ends them stands behind."""
    ended = {name.lower() for name in _ENDED.findall(text)}
    return _BARE.sub(lambda m: _MARK if m[1].lower() in ended else m[0], text) if ended else text


def _broken(paragraph: str) -> str:
    """A paragraph whose line ends show, but those beside tags that end a line by themselves."""
    if _BLOCK.search(paragraph):
        return paragraph
    return re.sub(r"\r?\n", "<br>\n", paragraph.strip())
