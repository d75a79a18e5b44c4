"""OpenDocument texts as people see them."""

from __future__ import annotations

import pytest

from corpus.office_made import odt
from tests.ingest.test_readers_office import LIGHT, lines, read, texts


def cells(*texts: str) -> str:
    return "".join(f"<table:table-cell><text:p>{t}</text:p></table:table-cell>" for t in texts)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>levée</text:p></text:deletion>"
            "</text:changed-region></text:tracked-changes><text:p>La séance est <text:change/>"
            "ouverte.</text:p>",
            ["La séance est ouverte."],
        ),
        (
            "<text:p>The tower<office:annotation><text:p>Is it?</text:p></office:annotation> is<text:s "
            "text:c='3'/>"
            "green<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation>"
            "<text:note-body>"
            "<text:p>Since 1892.</text:p></text:note-body></text:note>.</text:p><text:p>It<text:tab/>"
            "leaks.</text:p>",
            ["The tower is green.", "Since 1892.", "It leaks."],
        ),
        (
            "<text:p>First<text:note text:note-class='endnote'><text:note-citation>i</text:note-citation>"
            "<text:note-body><text:p>Last.</text:p></text:note-body></text:note>.</text:p><text:p>"
            "Then.</text:p>",
            ["First.", "Then.", "Last."],
        ),
        (
            "<text:p>The choir <draw:frame><draw:text-box><text:p>Soup</text:p></draw:text-box>"
            "</draw:frame>sang.</text:p>",
            ["The choir sang.", "Soup"],
        ),
        (
            f"<table:table><table:table-row>{cells('Lundi', '14 h', '')}</table:table-row><table:table-row>"
            f"{cells(LIGHT * 4, 'Brel')}</table:table-row></table:table>",
            ["Lundi | 14 h", LIGHT * 4, "Brel"],
        ),
        (
            "<text:p>Seen.</text:p><text:section text:display='none'><text:p>No</text:p></text:section>",
            ["Seen."],
        ),
        ("<text:p>one\n   two<text:line-break/>three</text:p>", ["one two\nthree"]),
        (
            "<text:p><text:ruby><text:ruby-base>base</text:ruby-base><text:ruby-text>up</text:ruby-text>"
            "</text:ruby></text:p>",
            ["base"],
        ),
    ],
)
def test_an_opendocument_text_as_people_see_it(body: str, expected: list[str]) -> None:
    assert texts(odt(body)) == expected


def test_an_opendocument_text_has_roles_a_title_and_a_day() -> None:
    style = "<style:style style:name='{}' style:family='paragraph'{}>{}</style:style>"
    page = read(
        odt(
            "<text:p text:style-name='P1'>Le phare rallumé</text:p>"
            "<text:table-of-content><text:index-body><text:p>Travaux 2</text:p></text:index-body>"
            "</text:table-of-content>"
            "<text:h text:outline-level='2'>Travaux</text:h>"
            "<text:list><text:list-item><text:p>de la chaux</text:p><text:list><text:list-item>"
            "<text:p>du sable</text:p></text:list-item></text:list></text:list-item></text:list>"
            f"<text:p text:style-name='P2'>En gras</text:p><text:p>{LIGHT}</text:p>",
            styles="<office:master-styles><style:master-page><style:footer><text:p>Page <text:page-number>1"
            "</text:page-number></text:p></style:footer></style:master-page></office:master-styles>",
            automatic=style.format("P1", " style:parent-style-name='Title'", "")
            + style.format("P2", "", "<style:text-properties fo:font-weight='bold'/>"),
            meta="<meta:initial-creator>Odile Fabre</meta:initial-creator><dc:creator>Un Autre</dc:creator>"
            "<meta:creation-date>2012-02-29T08:00:00</meta:creation-date><dc:date>"
            "2015-01-01T00:00:00</dc:date>",
        )
    )
    assert lines(page) == [
        ("Le phare rallumé", "heading"),
        ("Travaux 2", "chrome"),
        ("Travaux", "heading"),
        ("de la chaux", "list item"),
        ("du sable", "list item"),
        ("En gras", "heading"),
        (LIGHT, "paragraph"),
        ("Page 1", "chrome"),
    ]
    assert (page.title, page.author, page.made) == ("Le phare rallumé", "Odile Fabre", "2012-02-29")
