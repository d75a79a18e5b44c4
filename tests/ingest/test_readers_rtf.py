"""Rich texts: what people see, whatever program wrote it."""

from __future__ import annotations

import pytest

from archive.errors import BadInput, EmptyInput, UnreadableInput
from archive.ingest.posts import split_page
from archive.ingest.readers import read_page, sniff
from archive.records import Page

LIGHT = "Le phare de Brévaux sera rallumé samedi, après deux ans de travaux, a promis la mairie."
HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}"
    r"{\f2\fcharset2 Symbol;}}{\colortbl;\red0\green0\blue0;}"
    r"{\stylesheet{\s0 Normal;}{\s1\b heading 1;}{\s5 Title;}{\s7 toc 1;}{\*\cs3 Default Font;}}"
)


def read(body: str | bytes, head: str = HEAD) -> Page:
    data = body if isinstance(body, bytes) else f"{head}{body}}}".encode("cp1252")
    return read_page(data, sniff(data, "x"))


def lines(page: Page) -> list[str]:
    return [page.text[b.start : b.end] for b in page.blocks]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"\pard Un\par Deux\line trois\par", ["Un", "Deux\ntrois"]),
        (r"\pard {\b Cal}ais \~et\_{\i tout}\par", ["Calais \xa0et-tout"]),
        # Letters: bytes of the text's encoding, of a font's own, and of Unicode with what stands for them.
        (r"\'e9t\'e9 \u339?uvre {\f1 \'cf\'f0}\par", ["été œuvre Пр"]),
        (r"\uc2 \u233ab t\u233ab {\uc0 \u233}x \uc1\u8217\'92\par", ["é té éx ’"]),
        (r"\u-10179?\u-8688?\par", ["😐"]),
        (r"hémi\-cycle op\u173?tional\par", ["hémicycle optional"]),
        (r"{\upr{ansi}{\*\ud{unicode}}}\par", ["unicode"]),
        # What is not shown.
        (r"ouverte{\deleted  levée}{\v  cachée}.\par", ["ouverte."]),
        (r"vu{\*\annotation \pard Vraiment ?\par}{\*\atnid x}{\*\unknown y}.\par", ["vu."]),
        (r"{\field{\*\fldinst HYPERLINK http://a.example}{\fldrslt notre page}}\par", ["notre page"]),
        (r"a{\pict\pngblip 89504e470d0a1a0a}{\object{\*\objdata 0105}{\result b}}\par", ["ab"]),
        (r"a{\*\shppict{\pict\bin6 }}}}}}}}b\par", ["ab"]),
        # Notes and boxes come after their paragraph, the box once.
        (r"Le phare{\footnote \chftn  De 1892.} vert.\par Fin.\par", ["Le phare vert.", "De 1892.", "Fin."]),
        (r"Un{\footnote\ftnalt Note.}.\par Fin.\par", ["Un.", "Fin.", "Note."]),
        (
            r"La chorale {\shp{\*\shpinst\shpleft1{\sp{\sn x}{\sv y}}{\shptxt \pard Soupe\par}}"
            r"{\shprslt{\*\do{\dptxbxtext\pard Soupe\par}}}}chante.\par",
            ["La chorale chante.", "Soupe"],
        ),
        # Tables.
        (
            r"\trowd\cellx1\cellx2\pard\intbl Lundi\cell 14 h\cell\row"
            r"\trowd\cellx1\cellx2\pard\intbl Mardi\cell \cell\row\pard Fin.\par",
            ["Lundi | 14 h", "Mardi", "Fin."],
        ),
        (
            r"\trowd\pard\intbl Un.\par Deux.\cell Seul\cell\row\pard Fin.\par",
            ["Un.", "Deux.", "Seul", "Fin."],
        ),
        # Lists: a number is text, a bullet is none.
        (r"{\listtext\f2\'b7\tab}\ls1 chaux\par{\pntext 2.\tab}sable\par", ["chaux", "2. sable"]),
    ],
)
def test_a_rich_text_as_people_see_it(body: str, expected: list[str]) -> None:
    assert lines(read(body)) == expected


def test_styles_and_what_is_said_of_a_text() -> None:
    page = read(
        r"{\info{\title Document1}{\author Odile Fabre}{\creatim\yr2004\mo5\dy6\hr9}{\revtim\yr2010\mo1\dy1}}"
        r"{\header\pard Mairie\par}\pard\s5 Le phare rallum\'e9\par\pard\s7 Travaux 3\par\pard\s1 Travaux\par"
        r"\pard\outlinelevel1 Chaux\par\pard{\b Tout en gras}\par\pard " + LIGHT + r"\par{\footer p. 1\par}"
    )
    assert [(t, b.role.value, b.level) for t, b in zip(lines(page), page.blocks, strict=True)] == [
        ("Mairie", "chrome", 0),
        ("Le phare rallumé", "heading", 1),
        ("Travaux 3", "chrome", 0),
        ("Travaux", "heading", 1),
        ("Chaux", "heading", 2),
        ("Tout en gras", "heading", 0),
        (LIGHT, "paragraph", 0),
        ("p. 1", "chrome", 0),
    ]
    assert (page.title, page.author, page.made) == ("Le phare rallumé", "Odile Fabre", "2004-05-06")
    assert len(split_page(page).drafts) == 1


def test_a_text_in_the_letters_of_a_mac() -> None:
    assert lines(read(b"{\\rtf1\\mac \x8et\\'8e\\par}".replace(b"\x8e", b"\\'8e"))) == ["été"]


def test_a_cut_text_gives_what_is_there() -> None:
    page = read(f"{HEAD}\\pard {LIGHT}\\par {{\\b et".encode("cp1252"))
    assert lines(page) == [LIGHT, "et"]
    assert page.unread is not None


@pytest.mark.parametrize(
    ("body", "error", "reason"),
    [
        ("", EmptyInput, "no text"),
        (r"{\pict 00}", EmptyInput, "no text"),
        ("{" * 100_000, UnreadableInput, "too deeply"),
        ("{\\footnote " * 100_000, UnreadableInput, "too deeply"),
        (r"\bin99999999 text", EmptyInput, "no text"),
    ],
)
def test_refusals(body: str, error: type[BadInput], reason: str) -> None:
    with pytest.raises(error, match=reason):
        read(body)
