"""Hostile files, made by rule: what people, crawlers and broken programs leave in an archive's inbox.

A case makes bytes of a chosen size: small for the test suite, full for `python -m tests.hostile`.
"""

from __future__ import annotations

import codecs
import io
import zipfile
from collections.abc import Callable

from tests.hostile.documents import DOCUMENTS
from tests.hostile.kinds import ENGLISH, FRENCH, Case, html, markup, nested
from tests.hostile.pages import PAGES

PARAGRAPHS = f"Le phare rallumé\n\n{FRENCH * 3}\n\n{ENGLISH * 3}\n\n"


def _entities(n: int) -> bytes:
    """Entities of ten entities each, nested: "a billion laughs"."""
    said = ['<!ENTITY e0 "ha">']
    said += [f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, n)]
    head = f"<?xml version='1.0'?><!DOCTYPE html [{''.join(said)}]>"
    return f"{head}<html><body><p>{FRENCH * 5}</p><p>&e{n - 1};</p></body></html>".encode()


def _external(n: int) -> bytes:
    entity = '<!ENTITY secret SYSTEM "file:///etc/passwd">'
    head = f"<?xml version='1.0'?><!DOCTYPE html [{entity}]>"
    return f"{head}<html><body><p>{FRENCH * n}</p><p>&secret;</p></body></html>".encode()


def _mixed(n: int) -> bytes:
    """UTF-8 and cp1252 in one file, half and half."""
    return (FRENCH.encode() + FRENCH.encode("cp1252")) * n


def _surrogates(n: int) -> bytes:
    return (FRENCH * 3).encode() + b"\xed\xa0\x80\xed\xbf\xbf " * n + FRENCH.encode()


def _lone_wide(n: int) -> bytes:
    """UTF-16 with lone surrogates and half a character at its end."""
    return codecs.BOM_UTF16_LE + (FRENCH.encode("utf-16-le") + b"\x00\xd8 \x00") * n + b"\x41"


def _marks(n: int) -> bytes:
    """Right-to-left marks, overrides and isolates around every word."""
    return " ".join(f"\u202e{w}\u202c\u200f\u2067" for w in (FRENCH * n).split()).encode()


def _combining(n: int) -> bytes:
    return f"{FRENCH * 3}\n\ne{chr(0x301) * n} et la suite du texte.\n".encode()


def _zip(members: Callable[[int], dict[str, bytes]]) -> Callable[[int], bytes]:
    def made(n: int) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
            for name, data in members(n).items():
                box.writestr(name, data)
        return out.getvalue()

    return made


def _text(unit: str, after: str = "") -> Callable[[int], bytes]:
    return lambda n: (unit * n + after).encode()


def _run(unit: str) -> Callable[[int], bytes]:
    """A run of `unit` inside a French text, so that it is read as French."""
    return lambda n: f"{FRENCH * 3}\n\n{unit * n}\n\n{FRENCH * 3}".encode()


BREAKOUT = {"../../outside.txt": (FRENCH * 3).encode(), "/tmp/outside-too.txt": (ENGLISH * 3).encode()}

CASES = (
    # Markup.
    Case("deep-div.html", nested("div"), 3_000, 100_000, "Brévaux"),
    Case("deep-b.html", nested("b"), 3_000, 100_000, "Brévaux"),
    Case("deep-table.html", nested("table><tr><td"), 300, 20_000),
    Case("deep-list.html", nested("ul><li"), 1_000, 25_000, "Brévaux"),
    Case("deep-blockquote.html", nested("blockquote"), 1_000, 50_000, "Brévaux"),
    Case("entities.html", _entities, 10, 12, "Brévaux"),
    Case("external-entity.html", _external, 10, 10, "Brévaux"),
    Case("tiny-paragraphs.html", markup("<p>a"), 4_000, 140_000),
    Case("million-paragraphs.html", markup("<p>a"), 200_000, 1_000_000, reason="elements"),
    Case("brackets.html", lambda n: b"<html>" + b"<" * n, 50_000, 1_000_000),
    Case("brackets-in-page.html", markup("< <a "), 10_000, 60_000, "Brévaux"),
    Case("unclosed-bold.html", markup("<b><p>x</i> "), 500, 20_000, "Brévaux"),
    Case("attributes.html", lambda n: html("<p " + 'a="b" ' * n + f">{FRENCH * 5}</p>"), 20_000, 200_000),
    Case("many-attributes.html", markup('<p class="post nav a b c" id="x">mot</p>'), 800, 50_000),
    Case("comments.html", markup("<!-- <p> -- > "), 10_000, 100_000),
    Case("table.html", markup("<table><tr><td>un<td>deux</table>"), 200, 30_000, "Brévaux"),
    Case(
        "posts.html",
        markup(f"<article><h2>Le phare</h2><p>{FRENCH * 4}</p></article>"),
        200,
        3_000,
        "Brévaux",
    ),
    Case("breaks.html", markup("mot<br>"), 3_000, 130_000, "Brévaux"),
    Case(
        "huge-attribute.html",
        lambda n: html(f'<p title="{"x" * n}">{FRENCH * 5}</p>'),
        10**5,
        10**7,
        "Brévaux",
    ),
    Case(
        "script.html",
        lambda n: html(f"<p>{FRENCH * 5}</p><script>{'{[(' * n}"),
        10_000,
        3_000_000,
        "Brévaux",
    ),
    Case(
        "json.html",
        lambda n: html(f"<p>{FRENCH * 5}</p>", f'<script type="application/ld+json">{"[" * n}</script>'),
        1_000,
        400_000,
        "Brévaux",
    ),
    *PAGES,
    *DOCUMENTS,
    # Lines and blocks.
    Case("one-line.txt", _text(ENGLISH), 30_000, 570_000, reason="characters"),
    Case("long-line.txt", _text(ENGLISH), 500, 11_000, "Oxmoor"),
    Case("one-word.txt", _text("a"), 2_500_000, 50_000_000, reason="characters"),
    Case("long-word.txt", _text("a"), 100_000, 1_000_000),
    Case("tiny-blocks.txt", _text("a\n\n"), 5_000, 150_000),
    Case("million-blocks.txt", _text("a\n\n"), 160_000, 1_200_000, reason="lines"),
    Case("short-lines.txt", _text("Un mot court\n"), 3_000, 150_000, "mot"),
    Case(
        "newlines.txt",
        lambda n: FRENCH.encode() + b"\n" * n + ENGLISH.encode(),
        200_000,
        20_000_000,
        "Oxmoor",
    ),
    Case("spaces.txt", lambda n: FRENCH.encode() + b" " * n + ENGLISH.encode(), 100_000, 900_000, "Oxmoor"),
    Case("returns.txt", _text("mot\r"), 5_000, 150_000, "mot"),
    Case("long-text.txt", _text(PARAGRAPHS), 50, 4_000, "Oxmoor"),
    Case("rules.txt", _text("* * *\n\n- - -\n\n"), 5_000, 60_000),
    Case("headings.txt", _text(f"Un titre court\n\n{FRENCH * 2}\n\n"), 200, 8_000, "Brévaux"),
    # Runs that regular expressions fear.
    Case("digits.txt", _run("1"), 100_000, 990_000, "Brévaux"),
    Case("dotted.txt", _run("1."), 50_000, 490_000, "Brévaux"),
    Case("slashes.txt", _run("1/2/3/"), 20_000, 160_000, "Brévaux"),
    Case("dashed.txt", _run("12-"), 20_000, 300_000, "Brévaux"),
    Case("commas.txt", _run("1,000,"), 20_000, 160_000, "Brévaux"),
    Case("dates.txt", _run("le 12 mai 2014, "), 5_000, 60_000, "Brévaux"),
    Case("dates-en.txt", _run("May 12, 2014 and "), 1_500, 55_000, "Brévaux"),
    Case("months.txt", _run("mai juin "), 10_000, 100_000, "Brévaux"),
    Case("days.txt", _run("lundi mardi le 3, 4 et 5 "), 3_000, 40_000, "Brévaux"),
    Case("spelled.txt", _run("quatre vingt dix neuf mille "), 3_000, 35_000, "Brévaux"),
    Case("years.txt", _run("2014-2015-"), 10_000, 95_000, "Brévaux"),
    Case("parentheses.txt", _run("("), 50_000, 600_000, "Brévaux"),
    Case("quotes.txt", _run("«"), 50_000, 500_000, "Brévaux"),
    Case("attributes.txt", _run('a="b" '), 20_000, 160_000, "Brévaux"),
    Case("urls.txt", _run("http://"), 10_000, 140_000, "Brévaux"),
    Case("ats.txt", _run("a@"), 10_000, 480_000, "Brévaux"),
    Case("hyphens.txt", _run("-"), 100_000, 990_000, "Brévaux"),
    Case("apostrophes.txt", _run("l'"), 50_000, 490_000, "Brévaux"),
    Case("capitals.txt", _run("A B "), 20_000, 240_000, "Brévaux"),
    Case("posted.txt", _run("posted on "), 5_000, 95_000, "Brévaux"),
    Case("by.txt", _run("Par A B C, "), 5_000, 85_000, "Brévaux"),
    Case("underscores.txt", _run("_*_>"), 8_000, 240_000, "Brévaux"),
    Case("titles.txt", _run("A // B | "), 5_000, 85_000, "Brévaux"),
    # Characters.
    Case("cp1252.txt", lambda n: (FRENCH * n).encode("cp1252"), 100, 9_000, "Brévaux"),
    Case("utf16.txt", lambda n: (FRENCH * n).encode("utf-16"), 100, 9_000, "Brévaux"),
    Case("mixed-encodings.txt", _mixed, 100, 4_500, "vaux"),
    Case(
        "false-charset.html",
        lambda n: html(f"<p>{FRENCH * n}", '<meta charset="utf-16">'),
        10,
        1_000,
        "Brévaux",
    ),
    Case(
        "odd-charset.html",
        lambda n: html(f"<p>{FRENCH * n}", '<meta charset="x-unknown">'),
        10,
        1_000,
        "Brévaux",
    ),
    Case("nuls.txt", lambda n: FRENCH.encode().replace(b" ", b"\x00") * n, 100, 10_000, reason="not a text"),
    Case("late-nuls.txt", lambda n: FRENCH.encode() * 1_000 + b"\x00" * n, 1_000, 500_000, "Brévaux"),
    Case(
        "nuls.html",
        lambda n: b"<html><body><p>" + FRENCH.encode() * 900 + b"\x00<p>" * n,
        100,
        50_000,
        "Brévaux",
    ),
    Case("surrogates.txt", _surrogates, 100, 20_000, "Brévaux"),
    Case("lone-wide.txt", _lone_wide, 100, 9_000, "Brévaux"),
    Case("right-to-left.txt", _marks, 50, 2_000, "Brévaux"),
    Case("combining.txt", _combining, 10_000, 500_000, "suite"),
    Case("random.txt", lambda n: bytes((i * i * 31 + i * 7) % 251 + 1 for i in range(n)), 50_000, 1_000_000),
    Case("high-bytes.txt", lambda n: bytes(range(128, 256)) * n, 500, 7_000),
    Case("emoji.txt", _text("👩‍👩‍👧‍👦 "), 5_000, 100_000),
    # Boxes.
    Case("bomb.zip", _zip(lambda n: {"big.txt": b"0" * n}), 10**7, 10**8, reason="unpack"),
    Case("breakout.zip", _zip(lambda n: BREAKOUT), 1, 1, "Oxmoor"),
    Case(
        "members.zip", _zip(lambda n: {f"{i}.txt": FRENCH.encode() for i in range(n)}), 50, 1_000, "Brévaux"
    ),
)
