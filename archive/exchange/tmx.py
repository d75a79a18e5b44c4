"""Translations, paragraph by paragraph, in TMX 1.4b, for programs that translators use.

Source: https://www.gala-global.org/tmx-14b
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archive import __version__
from archive.catalog import Catalog, documents, links
from archive.catalog.links import Pair
from archive.exchange.records import DECLARATION, attribute, text
from archive.records import Document

if TYPE_CHECKING:
    from archive.exchange import Wanted


def tmx(catalog: Catalog, wanted: Wanted) -> Iterator[str]:
    """The aligned paragraphs of all pairs that nobody rejected, or of those in which a wanted document is."""
    only = {documents.find(catalog, name)[1].id for name in wanted.ids}
    stamp = wanted.now.replace("-", "").replace(":", "")
    yield (
        f'{DECLARATION}<tmx version="1.4">\n<header creationtool="archive"'
        f' creationtoolversion="{__version__}" creationdate="{stamp}" segtype="paragraph"'
        ' o-tmf="archive" adminlang="en" srclang="*all*" datatype="plaintext"/>\n<body>\n'
    )
    for pair in links.pairs(catalog, homes=False):
        if not only or {pair.a.id, pair.b.id} & only:
            texts = documents.by_number(catalog, [pair.a.n, pair.b.n])
            yield from _units(pair, texts[pair.a.n], texts[pair.b.n])
    yield "</body>\n</tmx>\n"


def _units(pair: Pair, a: Document, b: Document) -> Iterator[str]:
    for number, segment in enumerate(pair.segments):
        sides = ((a, segment.a), (b, segment.b))
        variants = "".join(
            f'<tuv xml:lang={attribute(d.lang)}><prop type="x-document">{d.id}</prop>'
            f"<seg>{text(d.text[span.start : span.end])}</seg></tuv>\n"
            for d, span in sides
        )
        yield (
            f'<tu tuid="{a.id}-{b.id}-{number}">\n<prop type="x-score">{segment.score:.4f}</prop>\n'
            f'<prop type="x-status">{pair.status.value}</prop>\n{variants}</tu>\n'
        )
