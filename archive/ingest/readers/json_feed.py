"""JSON Feed (jsonfeed.org, versions 1 and 1.1): every item a post, read as an entry of any feed is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from archive.errors import UnreadableInput
from archive.ingest.readers.feed import channel, entry_keys, page_of_posts, post_of
from archive.ingest.readers.feed_entries import Entries, FeedElement, FeedEntry
from archive.records import Page

# The fields of an item by the names that they have in other feeds; the first that is there counts.
_FIELDS: Final = {
    "title": ("title",), "link": ("url", "external_url"), "guid": ("id",), "pubDate": ("date_published",),
    "atom:updated": ("date_modified",), "content:encoded": ("content_html", "content_text"),
    "description": ("summary",), "language": ("language",),
}  # fmt: skip


def read_json_feed(data: bytes) -> Page:
    """The page of a feed, one post an item. Raises EmptyInput for one without any, UnreadableInput."""
    try:
        parsed = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UnreadableInput("a damaged feed (JSON)") from error
    if not isinstance(parsed, dict):
        raise UnreadableInput("a damaged feed (JSON)")
    feed = Entries()
    feed.channel.fields.update(
        _entry({"title": parsed.get("title"), "language": parsed.get("language")}).fields
    )
    _say_author(feed.channel, parsed)
    about = channel(feed)
    items = parsed.get("items")
    site = str(parsed.get("feed_url") or parsed.get("home_page_url") or parsed.get("title") or "")
    entries = [_item(item) for item in (items if isinstance(items, list) else []) if isinstance(item, dict)]
    posts = (
        post_of(
            entry,
            n,
            about,
            entry_keys("feed", site, entry.first("guid", "link"), entry.first("atom:updated")),
        )
        for n, entry in enumerate(entries)
    )
    return page_of_posts(posts, about, "utf-8")


def _item(item: Mapping[str, Any]) -> FeedEntry:
    entry = _entry(
        {name: next((item[key] for key in keys if item.get(key)), None) for name, keys in _FIELDS.items()}
    )
    _say_author(entry, item)
    return entry


def _entry(item: Mapping[str, Any]) -> FeedEntry:
    return FeedEntry(
        {
            name: [FeedElement(str(value))]
            for name, value in item.items()
            if isinstance(value, str | int) and value
        }
    )


def _say_author(entry: FeedEntry, item: Mapping[str, Any]) -> None:
    """Who wrote it: `authors`, or `author` as in the first version."""
    people = item.get("authors")
    people = people if isinstance(people, list) else [item.get("author")]
    names = [p["name"] for p in people if isinstance(p, dict) and isinstance(p.get("name"), str)]
    if names:
        entry.fields["dc:creator"] = [FeedElement(", ".join(names))]
