"""Word documents of old: by the piece table, in bytes or wide characters, with what lies beside the text."""

from __future__ import annotations

import random
import struct

import pytest

from archive.errors import BadInput, UnreadableInput
from archive.ingest.posts import split_page
from archive.ingest.readers import read_page, sniff
from archive.ingest.readers.inside import DOC, LOCKED
from archive.records import Page
from tests.ingest.ole_made import BOLD, DELETED, IN_TABLE, LISTED, ROW_END, VANISHED, Par, doc, ole

LIGHT = "Le phare de Brévaux sera rallumé samedi, après deux ans de travaux, a promis la mairie."


def read(data: bytes) -> Page:
    return read_page(data, sniff(data, "x"))


def lines(page: Page) -> list[tuple[str, str, int]]:
    return [(page.text[b.start : b.end], b.role.value, b.level) for b in page.blocks]


def texts(data: bytes) -> list[str]:
    return [text for text, _, _ in lines(read(data))]


@pytest.mark.parametrize("narrow", [False, True])
def test_text_in_bytes_or_wide_characters(narrow: bool) -> None:
    assert texts(doc([Par(LIGHT), Par("L’été « œuvre ».")], narrow=narrow)) == [LIGHT, "L’été « œuvre »."]


def test_characters_beyond_the_first_plane_are_whole() -> None:
    assert texts(doc([Par("Un phare 🗼 au port.")])) == ["Un phare 🗼 au port."]


def test_styles_make_roles() -> None:
    page = read(
        doc(
            [
                Par("Le phare rallumé", 3),
                Par("Travaux\t3", 4),
                Par("Travaux", 1),
                Par("Chaux", 2),
                Par("du sable", 5),
                Par("de l'eau", 0, LISTED),
                Par("En gras"),
                Par(LIGHT),
            ],
            [("En gras", BOLD)],
        )
    )
    assert lines(page) == [
        ("Le phare rallumé", "heading", 1),
        ("Travaux 3", "chrome", 0),
        ("Travaux", "heading", 1),
        ("Chaux", "heading", 2),
        ("du sable", "list item", 0),
        ("de l'eau", "list item", 0),
        ("En gras", "heading", 0),
        (LIGHT, "paragraph", 0),
    ]
    assert page.title == "Le phare rallumé"
    assert len(split_page(page).drafts) == 1


@pytest.mark.parametrize("narrow", [False, True])
def test_what_is_deleted_or_hidden_is_not_text(narrow: bool) -> None:
    runs = [("levée", DELETED), (" en secret", VANISHED)]
    data = doc([Par("La séance est levée ouverte en secret.")], runs, narrow=narrow)
    assert texts(data) == ["La séance est ouverte."]


def test_signs_and_fields() -> None:
    code = '\x13 HYPERLINK "http://a.example" \x14notre page\x15'
    assert texts(doc([Par(f"Voir {code}\x0bici\x1ebas, hémi\x1fcycle.\x08\x01")])) == [
        "Voir notre page\nici-bas, hémicycle."
    ]
    # The code of a list of contents goes on over paragraphs.
    assert texts(doc([Par("\x13 TOC x"), Par("y \x14Un 1"), Par("Deux 2\x15"), Par(LIGHT)])) == [
        "Un 1", "Deux 2", LIGHT,
    ]  # fmt: skip


def test_rows_of_tables_are_lines() -> None:
    row = [Par("Lundi", 0, IN_TABLE, "\x07"), Par("14 h", 0, IN_TABLE, "\x07"), Par("", 0, ROW_END, "\x07")]
    long = [Par("Un.", 0, IN_TABLE), Par("Deux.", 0, IN_TABLE, "\x07"), Par("Seul", 0, IN_TABLE, "\x07")]
    data = doc([Par("Avant."), *row, *long, Par("", 0, ROW_END, "\x07"), Par("Après.")])
    assert texts(data) == ["Avant.", "Lundi | 14 h", "Un.", "Deux.", "Seul", "Après."]


def test_notes_heads_and_comments() -> None:
    page = read(
        doc(
            [Par("Le phare\x02 est vert."), Par("La tour\x02 aussi."), Par("Fin.")],
            footnotes=["De 1892.", "De 1893."],
            around="Mairie de Brévaux\r",
            comments="Vraiment ?\r",
        )
    )
    assert [(t, r) for t, r, _ in lines(page)] == [
        ("Le phare est vert.", "paragraph"),
        ("De 1892.", "paragraph"),
        ("La tour aussi.", "paragraph"),
        ("De 1893.", "paragraph"),
        ("Fin.", "paragraph"),
        ("Mairie de Brévaux", "chrome"),
    ]


def test_a_document_of_word_95() -> None:
    text = f"{LIGHT}\rLundi\x07Mardi\x07\x07Fin.\r".encode("cp1252")
    head = bytearray(768)
    struct.pack_into("<HH6xH", head, 0, 0xA5DC, 104, 0)
    struct.pack_into("<II", head, 0x18, 768, 768 + len(text))
    struct.pack_into("<i", head, 0x34, len(text))
    assert texts(ole({"WordDocument": bytes(head) + text})) == [LIGHT, "Lundi | Mardi", "Fin."]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (doc([Par(LIGHT)], flags=0x0100), "protected by a password: save a copy without it"),
        (ole({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), "protected by a password"),
        (doc([Par(LIGHT)])[:1500], "cut short or of an unknown kind: save it"),
        (ole({"WordDocument": b"x"}), "cut short or damaged"),
        (doc([Par("")]), "no text in it"),
        (ole({"Workbook": b"x"}), "a spreadsheet: save"),
        (ole({"PowerPoint Document": b"x"}), "slides: save"),
    ],
)
def test_refusals(data: bytes, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        read(data)


def test_an_ole_file_is_known_by_what_lies_at_its_root() -> None:
    assert sniff(doc([Par("EncryptedPackage Workbook")]), "x.xls") == DOC
    assert sniff(ole({"EncryptionInfo": b"x", "EncryptedPackage": b"WordDocument"}), "x.docx") == LOCKED


def test_damaged_documents_are_read_or_refused() -> None:
    whole = doc([Par(LIGHT), Par("a", 0, IN_TABLE, "\x07"), Par("", 0, ROW_END, "\x07")], [("sera", DELETED)])
    chance = random.Random(3)
    texts: set[str] = set()
    refused = 0
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 4, 30))):
            data[chance.randrange(512, len(data))] = chance.randrange(256)
        try:
            texts.add(read(bytes(data)).text)
        except BadInput:
            refused += 1
    assert refused > 10
    assert read(whole).text in texts
    assert len(texts) > 1


def test_pieces_that_say_the_same_bytes_over_and_over_end() -> None:
    count = 200_000
    plc = struct.pack(f"<{count + 1}I", *range(0, 100 * (count + 1), 100))
    plc += struct.pack("<HIH", 0, 0x40000000, 0) * count
    data = doc([Par(LIGHT)])
    head = bytearray(2048)
    struct.pack_into("<HH6xH", head, 0, 0xA5EC, 0xC1, 0x0200)
    struct.pack_into("<II", head, 0x9A + 8 * 33, 0, len(plc) + 5)
    data = ole({"WordDocument": bytes(head), "1Table": b"\x02" + struct.pack("<I", len(plc)) + plc})
    with pytest.raises(UnreadableInput, match="characters"):
        read(data)
