"""Old code pages told apart by the words they make, and texts that were broken before they came."""

from __future__ import annotations

import pytest

from archive.ingest.readers import read_page
from archive.ingest.readers.decoding import decode

FRENCH = "Élise a répondu : là-bas, près du château, l'été fut rêvé ; où êtes-vous, Anaïs ? À Besançon."
ENGLISH = "The naïve owner of the café paid £300 for a façade in São Tomé."


@pytest.mark.parametrize("text", [FRENCH, ENGLISH])
@pytest.mark.parametrize("encoding", ["cp1252", "iso8859-15", "mac_roman", "cp850"])
def test_western_code_pages(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding))[0] == text


def test_the_older_page_of_dos_makes_the_same_small_letters() -> None:
    text = FRENCH.replace("À", "A")
    assert decode(text.encode("cp437"))[0] == text


@pytest.mark.parametrize(
    "text",
    [
        "Ils ont nommé ce lieu la “prairie”, puis un “village”.",
        "The people of the “meadow” in Lorient built a “chapel”.",
        "The village’s “meadow” grew.",
        "Nous attendions… Ils venaient…",
        "We waited… They came…",
        "“…and then?” ‘Because,’ he said—and left—alone.",
        "« Venez », dit-elle – puis plus rien. […] (…)",
        "‘Tis the season: the ’90s were “over”…",
        "Open 9–17, Monday–Friday, €300 or 20 €.",
        "The bakers’ strike … nothing paid",
        "• étudiant·e·s, 35 °C, 20 m², n° 5, 2½ litres",
        "Être là, CÔTÉ NORD, Ôter “Ça” à l’École",
    ],
)
def test_the_typography_of_windows_is_sound(text: str) -> None:
    assert decode(text.encode("cp1252")) == (text, "cp1252")


@pytest.mark.parametrize(
    "text",
    ["“Why?” she asked. It’s over…", "L’été « dernier » – l’œuvre d’Anaïs…", "The “meadow” grew.", "19\xa0€"],
)
def test_the_typography_of_the_mac_is_told(text: str) -> None:
    assert decode(text.encode("mac_roman")) == (text, "mac_roman")


@pytest.mark.parametrize(
    "text", ["Débordement d'état", "un garçon à la fenêtre", "Où être là ?", "né à Sète"]
)
@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "iso8859-15"])
def test_a_few_words_are_enough(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding))[0] == text


@pytest.mark.parametrize("word", ["l'œuvre coûta 300 €", "Œuvres, cœurs et sœurs", "un bœuf à 5 €"])
def test_latin_9_has_letters_that_latin_1_has_not(word: str) -> None:
    text = f"{word}. {FRENCH}"
    assert decode(text.encode("iso8859-15"))[0] == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Съешь же ещё этих мягких французских булок. " * 3, "cp1251"),
        ("Την ψυχοφθόρα βδελυγμία στον κόσμο. " * 4, "cp1253"),
    ],
)
def test_other_scripts_are_no_western_page(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding))[0] == text


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (
            ["L’été fut long.\n".encode(), "La criée s'est tue, déjà.\n".encode("cp1252")],
            "L’été fut long.\nLa criée s'est tue, déjà.\n",
        ),
        (
            ["The café’s “open”.\r\n".encode("cp1252") * 9, "A naïve façade.\r\n".encode()],
            "The café’s “open”.\r\n" * 9 + "A naïve façade.\r\n",
        ),
        (
            ["Привет, мир.\n".encode(), "Élise est rentrée à Sète.\n".encode("cp1252") * 3],
            "Привет, мир.\n" + "Élise est rentrée à Sète.\n" * 3,
        ),
        (
            ["né à Brest, ".encode(), "rentrée, tôt ou tard, à Sète".encode("cp1252"), " l’été".encode()],
            "né à Brest, rentrée, tôt ou tard, à Sète l’été",
        ),
        (
            ["Le marché.\n".encode("mac_roman") * 3, "L’été à Sète.\n".encode()],
            "Le marché.\n" * 3 + "L’été à Sète.\n",
        ),
    ],
)
def test_joined_files_are_read_line_by_line(parts: list[bytes], text: str) -> None:
    assert decode(b"".join(parts)) == (text, "utf-8")


@pytest.mark.parametrize("text", ["Au CAFÉ… on a fermé. Déjà.\nDÉSOLÉ…\n", "« AU MARCHÉ» fut créé\nle café”"])
def test_two_letters_that_look_like_utf8_are_not(text: str) -> None:
    assert decode(text.encode("cp1252")) == (text, "cp1252")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Là-bas, l’été".encode()[:-1], "Là-bas, l’ét\ufffd"),
        ("The café’s “open”".encode()[:-2], "The café’s “open\ufffd"),
        ("Un thé.\nIt was 5 €".encode()[:-1], "Un thé.\nIt was 5 \ufffd"),
        ("Là-bas.\n".encode() + "un café".encode("cp1252"), "Là-bas.\nun café"),
        ("un café".encode("cp1252"), "un café"),
        ("the house of José".encode("cp1252"), "the house of José"),
    ],
)
def test_a_character_cut_at_the_end_spoils_nothing(data: bytes, text: str) -> None:
    assert decode(data)[0] == text


@pytest.mark.parametrize("read_as", ["cp1252", "latin-1"])
@pytest.mark.parametrize(
    "text",
    ["L’été dernier, l’œuvre d’Anaïs fut exposée à Besançon.", "The café’s owner – naïve – said “no”."],
)
def test_utf8_that_was_read_as_something_else(text: str, read_as: str) -> None:
    broken = text.encode().decode(read_as, errors="ignore" if read_as == "latin-1" else "replace")
    if "\ufffd" in broken:
        pytest.skip("a byte that cp1252 does not have is lost")
    found, name = decode(broken.encode())
    assert (found, name) == (text, "utf-8, repaired")


def test_entities_that_were_written_twice() -> None:
    body = (
        "<p>Les p&amp;ecirc;cheurs ont occup&amp;eacute; la cri&amp;eacute;e, l&amp;rsquo;hiver dernier.</p>"
    )
    page = read_page(f"<body><h1>La criee</h1>{body}</body>".encode(), "text/html")
    assert "Les pêcheurs ont occupé la criée, l’hiver dernier." in page.text
    assert page.encoding == "utf-8, repaired"
    plain = "Les p&ecirc;cheurs ont occup&eacute; la cri&eacute;e, l&rsquo;hiver dernier.\n"
    assert read_page(plain.encode(), "text/plain").text.startswith("Les pêcheurs ont occupé la criée")


@pytest.mark.parametrize(
    "text",
    [
        "Le signe Ã© est un é mal lu.",
        "In HTML, &eacute; and &rsquo; are entities, &amp; is another.",
        "SÃO TOMÉ, ÂGE, PÂTÉ, NÃO",
        "Sur ce site on lit Ã© au lieu de é, et Ã¨ au lieu de è.",
        "Mails show cafÃ© and naÃ¯ve instead of café and naïve.",
        "The sign Ã© stands for é; â€™ stands for ’.",
        "On écrit caf&eacute; pour café, et th&eacute; pour thé.",
        "Write na&iuml;ve for naïve and caf&eacute; for café.",
        "« SÃO PAULO », « IRMÃ», « LÃ»",
        "“MANHÃ” – IRMÃ… NÃO à «AMANHû.",
        "Âge, Île, Ève : l’été à Besançon.",
        "AT&T; R&D; fish & chips",
    ],
)
def test_what_is_whole_stays(text: str) -> None:
    assert decode(text.encode()) == (text, "utf-8")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Il a dÃ» partir en aoÃ»t", "Il a dû partir en août"),
        ("sÃ»r, Â« oui Â», lâ€™Ã©tÃ©", "sûr, « oui », l’été"),
        (
            "Lâ€™Ã©tÃ© dernier, la criÃ©e fut fermÃ©e. Tapé ici.",
            "L’été dernier, la criée fut fermée. Tapé ici.",
        ),
        ("theyâ€™re naÃ¯ve\nthe café", "they’re naïve\nthe café"),
        ("un caf&eacute; pr&eacute;vu près du château", "un café prévu près du château"),
        ("a caf&eacute; and a na&iuml;ve façade", "a café and a naïve façade"),
    ],
)
def test_broken_lines_are_mended_beside_sound_ones(text: str, whole: str) -> None:
    assert decode(text.encode()) == (whole, "utf-8, repaired")
