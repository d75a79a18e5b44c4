"""Hostile documents, feeds and books: bombs, nesting, tables and notes without end, and halves of files."""

from __future__ import annotations

import random
from collections.abc import Callable

from corpus.office_made import docx, odt, p, packed
from tests.hostile.kinds import ENGLISH, FRENCH, Case
from tests.ingest.ole_made import Par, doc

_LAUGHS = '<!ENTITY e0 "ha">' + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
_DOCTYPE = f'<!DOCTYPE x [{_LAUGHS}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
_ROW = "<table:table-row><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row>"
_ITEM = f"<item><title>Un</title><description>{ENGLISH * 3}</description></item>"
_AMPERSANDS = "<item><title>a &&&&&amp &#x; &#99999999; b</title></item>"
_PARAGRAPH = "<w:p><w:r><w:t>mot</w:t></w:r></w:p>"
_TEXT = p(FRENCH * 5)


def _docx(unit: str, after: str = "", before: str = "") -> Callable[[int], bytes]:
    return lambda n: docx(f"{_TEXT}{before}{unit * n}{after}")


def _odt(unit: str, after: str = "") -> Callable[[int], bytes]:
    return lambda n: odt(f"<text:p>{FRENCH * 5}</text:p>{unit * n}{after}")


def _rtf(unit: str, after: str = "") -> Callable[[int], bytes]:
    text = FRENCH.replace("é", "\\'e9").replace("à", "\\'e0") * 5
    return lambda n: f"{{\\rtf1\\ansi\\ansicpg1252 {text}\\par {unit * n}{after}}}".encode("cp1252")


def _feed(unit: str, head: str = "") -> Callable[[int], bytes]:
    entry = f"<item><title>Le phare de Brévaux</title><description>{FRENCH * 5}</description></item>"
    return lambda n: f"{head}<rss version='2.0'><channel>{entry}{unit * n}</channel></rss>".encode()


def _wxr(n: int) -> bytes:
    space = 'xmlns:wp="http://wordpress.org/export/1.2/" xmlns:c="http://purl.org/rss/1.0/modules/content/"'
    post = (
        f"<item><title>Le phare de Brévaux</title><c:encoded><![CDATA[{FRENCH * 3}\n\n{FRENCH * 3}]]>"
        f"</c:encoded>"
        "<wp:post_date>2015-03-03 22:30:00</wp:post_date><wp:status>publish</wp:status></item>"
    )
    return f"<rss version='2.0' {space}><channel>{post * n}</channel></rss>".encode()


def _epub(chapter: Callable[[int], str], count: int = 1) -> Callable[[int], bytes]:
    def made(n: int) -> bytes:
        items = "".join(f'<item id="c{i}" href="{i}.xhtml" media-type="text/html"/>' for i in range(count))
        spine = "".join(f'<itemref idref="c{i}"/>' for i in range(count))
        space = 'xmlns="http://www.idpf.org/2007/opf"'
        package = f"<package {space}><manifest>{items}</manifest><spine>{spine}</spine></package>"
        parts = {"mimetype": "application/epub+zip", "b.opf": package}
        return packed(parts | {f"{i}.xhtml": f"<p>{FRENCH * 5}</p>{chapter(n)}" for i in range(count)})

    return made


def _spoilt(make: Callable[[], bytes], n: int) -> Callable[[int], bytes]:
    """The `n`-th way to spoil a file: cut, bytes flipped, a stretch of zeros."""

    def made(_: int) -> bytes:
        data, chance = bytearray(make()), random.Random(n)
        at = chance.randrange(len(data))
        if n % 3 == 0:
            return bytes(data[: max(at, 100)])
        if n % 3 == 1:
            for _ in range(20):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        else:
            data[at : at + 300] = bytes(len(data[at : at + 300]))
        return bytes(data)

    return made


def _words(n: int) -> str:
    return "".join(f"<w:r><w:t>mot {i} </w:t></w:r>" for i in range(n))


DOCUMENTS = (
    Case("bomb.docx", _docx(" " * 1000), 10_000, 200_000, reason="would unpack"),
    Case("bomb.odt", _odt(" " * 1000), 10_000, 200_000, reason="would unpack"),
    Case("bomb.epub", _epub(lambda n: "<p>mot" * n), 2_000, 20_000_000, reason="would unpack"),
    Case("bombs.epub", _epub(lambda n: f"<p>{'mot ' * n}", 12), 1_000, 4_000_000, reason="bytes"),
    Case("deep.docx", _docx("<w:tbl><w:tr><w:tc>"), 2_000, 1_000_000, reason="without end"),
    Case("deep-boxes.docx", _docx("<w:p><w:r><w:txbxContent>"), 1_000, 500_000, reason="without end"),
    Case("deep.odt", _odt("<text:section>"), 2_000, 1_000_000, reason="without end"),
    Case("paragraphs.docx", _docx(_PARAGRAPH), 2_000, 100_000, "Brévaux"),
    Case("more-paragraphs.docx", _docx(_PARAGRAPH), 2_000, 900_000, reason="paragraphs"),
    Case("runs.docx", lambda n: docx(f"{_TEXT}<w:p>{_words(n)}</w:p>"), 2_000, 80_000, "Brévaux"),
    Case(
        "rows.odt",
        _odt("<table:table-row><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row>"),
        2_000,
        100_000,
        "Brévaux",
    ),
    Case("unclosed-cells.docx", _docx("<w:tc><w:p></w:p></w:tc>"), 2_000, 200_000, "Brévaux"),
    Case("tags.docx", _docx("<w:x/>"), 20_000, 3_000_000, reason="elements"),
    Case(
        "names.docx",
        lambda n: docx(_TEXT + "".join(f"<w:x{i}/>" for i in range(n))),
        5_000,
        400_000,
        "Brévaux",
    ),
    Case(
        "parts.docx",
        lambda n: docx(_TEXT, {f"word/{i}.xml": "" for i in range(n)}),
        500,
        30_000,
        reason="parts",
    ),
    Case("laughs.rss", _feed("<item><title>&e11;&f;</title></item>", _DOCTYPE), 5, 1_000, "Brévaux"),
    Case("deep.rss", _feed("<a>"), 2_000, 1_000_000, reason="without end"),
    Case("entries.rss", _feed(_ITEM), 200, 5_000, "Brévaux"),
    Case("comments.rss", _feed("", "<!-- -->" * 3_000), 1, 1, "Brévaux"),
    Case("ampersands.rss", _feed(_AMPERSANDS), 200, 20_000, "Brévaux"),
    Case("cdata.rss", _feed("<item><title><![CDATA["), 1_000, 500_000, "Brévaux"),
    Case("posts.wxr", _wxr, 100, 2_500, "Brévaux"),
    Case("groups.rtf", _rtf("{"), 3_000, 1_000_000, reason="without end"),
    Case("closed.rtf", _rtf("{\\b a}"), 5_000, 400_000, "ux"),
    Case("notes.rtf", _rtf("{\\footnote a\\par}"), 2_000, 60_000, "ux"),
    Case("cells.rtf", _rtf("\\intbl a\\cell "), 2_000, 100_000, "ux"),
    Case("words.rtf", _rtf("\\x"), 50_000, 5_000_000, reason="words of control"),
    Case("paragraphs.doc", lambda n: doc([Par("mot")] * 20 + [Par(FRENCH * n)]), 100, 9_000, "Brévaux"),
    *(
        Case(f"spoilt-{n}.{kind}", _spoilt(make, n), 0, 0)
        for kind, make in (
            ("docx", lambda: docx(_TEXT * 20)),
            ("odt", lambda: odt(f"<text:p>{FRENCH * 5}</text:p>" * 20)),
            ("rtf", lambda: _rtf("{\\b a}\\par ")(50)),
            ("doc", lambda: doc([Par(FRENCH)] * 9)),
            ("rss", lambda: _feed("<item><title>Un phare</title></item>")(20)),
            ("epub", lambda: _epub(lambda _: "", 3)(0)),
        )
        for n in range(3)
    ),
)
