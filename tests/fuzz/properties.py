"""What the readers, posts and dates promise of any input, and makers of inputs that try them."""

from __future__ import annotations

from hypothesis import strategies as st

from archive import edtf
from archive.dates import find_dates
from archive.errors import BadInput
from archive.ingest import posts, readers
from archive.ingest.dating import date_documents
from archive.records import Page, Split

_FRENCH = "Le phare de Brévaux sera rallumé samedi 11 mars 2017, après deux ans de travaux. "
_ENGLISH = "The lighthouse keepers of Oxmoor met on 2 April 2017 and voted to paint it green. "
_SIGNS = (
    "\n", "\n\n", "\n\n\n", " ", "\t", "\r\n", "\xa0", "\u200b", "\u202e", "\u2067", "\ufeff", "\x00",
    "\x0c", "\u0301", "\ufffd", "\ud83d", "\U0001f5fc", "* * *", "-----", "//", " / ", "|", "(", "«",
    "’", "'", "-", "–",
)  # fmt: skip
_WORDS = (
    _FRENCH, _ENGLISH, "12 mai 2014", "May 12, 2014", "11/03/2017", "2014-2015", "l'an 2000",
    "99999999999", "le lendemain", "the day after tomorrow", "hier", "lundi", "Q: Why?", "# Titre",
    "English below", "[FR]", "par Ana Petit", "Posted on 8 June 2014", "1er", "3rd", "XIXe siècle",
    "quatre-vingt-dix-neuf", "Pâques 2015", "http://example.org/2014/05/12", "9999", "0000-00-00",
    "31/02/2015", "the 1990s", "fin mars", "²", "٣", "١٢/٣/٢٠١٧",
)  # fmt: skip
_TAGS = (
    "<p>", "</p>", "<div class='post'>", "</div>", "<article>", "</article>", "<h1>", "</h1>", "<h2>",
    "<br>", "<hr>", "<b>", "</b>", "<ul><li>", "</ul>", "<table><tr><td>", "</table>", "<nav>",
    "</nav>", "<a href='x'>", "</a>", "<", ">", "&amp;", "&#0;", "&#xD800;", "&#x110000;", "&nope;",
    "<!--", "-->", "<![CDATA[", "]]>", "<script>", "</script>", "<pre>", "</pre>",
    "<time datetime='2014-05-12'>", "<meta charset='utf-16'>", "<title>", "</title>", "<svg>",
    "<html lang='fr-BE'>", "<body class='single'>", "<p hidden>", "<textarea>", "<plaintext>",
    "<?php ?>", "<meta property='og:title' content='Le phare'>", "<frameset>", "<template>",
    "<p lang=''>", "<i", "='\"",
)  # fmt: skip

PLAIN = st.lists(st.one_of(st.sampled_from(_WORDS + _SIGNS), st.text(max_size=8)), max_size=40).map("".join)
DATED = st.lists(st.one_of(st.sampled_from(_WORDS + _SIGNS), st.characters()), max_size=30).map("".join)
MARKUP = st.lists(st.one_of(st.sampled_from(_TAGS + _WORDS + _SIGNS), st.text(max_size=4)), max_size=60).map(
    "".join
)
BYTES = st.one_of(
    st.binary(max_size=200),
    st.builds(bytes.__add__, st.binary(max_size=6), st.just(_FRENCH.encode())),
    st.builds(
        lambda text, codec: text.encode(codec, "replace"),
        st.one_of(PLAIN, MARKUP),
        st.sampled_from(["cp1252", "utf-16", "utf-16-be", "utf-32", "mac-roman", "cp1251", "shift_jis"]),
    ),
)


def pages_hold(data: bytes, media_type: str | None) -> None:
    """Bytes are refused with a reason, or every character stands in one text or in chrome."""
    try:
        page = readers.read_page(data, media_type or readers.sniff(data, "page"))
    except BadInput as refusal:
        if not str(refusal):
            raise AssertionError("refused without a reason") from refusal
        return
    page.text.encode()  # what is no UTF-8 could not be kept
    _blocks_cover(page)
    split = posts.split_page(page)
    _split_is_whole(page, split)
    for draft, dating in zip(split.drafts, date_documents(split.drafts, page), strict=True):
        assert dating is None or edtf.valid(dating.date)
        dates_hold(draft.text, draft.lang, dating.date if dating else None)


def _blocks_cover(page: Page) -> None:
    end = 0
    for block in page.blocks:
        assert end <= block.start < block.end
        assert not page.text[end : block.start].strip()
        end = block.end
    assert not page.text[end:].strip()


def _split_is_whole(page: Page, split: Split) -> None:
    held = bytearray(len(page.text))
    for span in [*split.chrome, *(s for d in split.drafts for s in d.spans)]:
        assert 0 <= span.start < span.end <= len(page.text)
        for i in range(span.start, span.end):
            assert not held[i] or page.text[i].isspace()
            held[i] = 1
    assert all(held[i] or c.isspace() for i, c in enumerate(page.text))
    for draft in split.drafts:
        assert draft.text == "\n\n".join(page.text[s.start : s.end] for s in draft.spans)
        assert draft.title is None or draft.title.strip()


def dates_hold(text: str, lang: str, anchor: str | None = None) -> None:
    """Dates stand in order, apart, at their own words, with EDTF values."""
    end = 0
    for mention in find_dates(text, lang, anchor):
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        assert mention.value is not None
        assert edtf.valid(mention.value)
        end = mention.end
