"""Posts: a page is taken apart into its texts, each in one language; nothing is lost.

`split_page` is the whole of it: find where posts begin (`boundaries`), read what stands around a
title (`frame`), part a post that is written in both languages (`versions`), and draw up the drafts
(`drafts`). docs/posts.md tells how each is decided.
"""

from __future__ import annotations

from archive.ingest.posts.split import split_page

__all__ = ["split_page"]
