"""Which language a text, a block of a page, a document is in."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.ingest import language_model
from archive.ingest.language import UNDETERMINED, Guess, dominant, guess, guess_blocks
from tests.clock import least_seconds

SENTENCES = [
    ("fr", "Le comité appelle à un rassemblement devant la sous-préfecture samedi prochain."),
    ("en", "The committee is calling for a gathering outside the town hall next Saturday."),
    ("fr", "Nous n’avons pas reçu de réponse."),
    ("en", "We haven’t heard back from them."),
    ("fr", "Aujourd'hui, personne n'a été expulsé."),
    ("en", "Nobody was evicted today."),
    ("fr", "À lire aussi"),
    ("en", "Read more"),
    ("fr", "Communiqué de presse"),
    ("en", "Press release"),
    ("fr", "Marseille, le 3 mars 2011 – Une nuit au port avec Amélie Destrez et Jonas Whitlock"),
    ("en", "Marseille, 3 March 2011 – A night at the harbour with Amélie Destrez and Jonas Whitlock"),
    # Capitals, with and without their accents.
    ("fr", "APPEL À SOUTENIR LES FAMILLES DE LA RUE DES TANNEURS"),
    ("fr", "REUNION PUBLIQUE A LA MAISON DES ASSOCIATIONS : VENEZ NOMBREUX"),
    ("en", "CALL TO SUPPORT THE FAMILIES OF TANNERS ROW"),
    ("fr", "l'association lance une petition contre la fermeture du centre d'accueil"),
    # Names of the other country inside.
    ("en", "The lawyers of the Ligue des Marais du Nord spoke to Le Courrier de la Lys on Monday."),
    ("fr", "La campagne « Keep the Lights On » a été lancée par des militantes de Bristol et de Leeds."),
    ("en", "The talk is by Amélie Destrez, Hermine Delplace and Léa Fourdrinier."),
    ("fr", "lu dans The Northern Echo and Star"),
    # A word that is also one of a neighbouring language.
    ("en", "local"),
    ("en", "winter"),
    ("fr", "Documents"),
    ("fr", "un animal"),
]
OTHERS = [
    ("de", "Die Versammlung findet am Samstag vor dem Rathaus statt."),
    ("it", "L'assemblea si terrà sabato davanti al municipio, siete tutti invitati."),
    ("es", "La asamblea tendrá lugar el sábado delante del ayuntamiento."),
    ("pt", "A reunião será no sábado em frente à câmara municipal, não faltem."),
    ("ca", "L'assemblea es farà dissabte davant de l'ajuntament, amb totes les veïnes."),
    ("nl", "De vergadering vindt zaterdag plaats voor het stadhuis."),
    ("pl", "Zebranie odbędzie się w sobotę przed ratuszem."),
    ("tr", "Toplantı cumartesi günü belediye binasının önünde yapılacak."),
    ("ar", "سيعقد الاجتماع يوم السبت أمام مبنى البلدية"),
    ("fa", "این جلسه روز شنبه در مقابل شهرداری برگزار می‌شود"),
    ("ru", "Собрание состоится в субботу перед зданием мэрии."),
    ("uk", "Збори відбудуться в суботу перед будівлею міської ради."),
    ("el", "Η συνέλευση θα γίνει το Σάββατο μπροστά στο δημαρχείο."),
    ("he", "האסיפה תתקיים ביום שבת מול בניין העירייה"),
    ("ja", "集会は土曜日に市役所の前で行われます。"),
    ("zh", "会议将于星期六在市政厅前举行"),
    ("ko", "집회는 토요일 시청 앞에서 열립니다"),
    ("am", "ስብሰባው ቅዳሜ ይካሄዳል"),
    # A language that is none of those known, however near it is to one of them.
    ("und", "Reyinyon an ap fèt samdi devan lakomin nan pou tout moun."),
]
WORDLESS = ["", " \n\t", "12:30 — 14:00", "* * *", "https://example.org/une-page", "+33 3 21 00 00 00", "🙂"]

FRENCH = "La maison de quartier restera ouverte toute la nuit pour accueillir les familles sans abri."
FRENCH_2 = "Les bénévoles ont distribué des couvertures et préparé le petit déjeuner pour tout le monde."
ENGLISH = "The neighbourhood house will stay open all night to welcome families without a roof."
ENGLISH_2 = "Volunteers handed out blankets and got breakfast ready for everyone."
ITALIAN = "La casa di quartiere resterà aperta tutta la notte per accogliere le famiglie senza tetto."


@pytest.mark.parametrize(("lang", "text"), SENTENCES + OTHERS)
def test_a_sentence(lang: str, text: str) -> None:
    assert guess(text).lang == lang


@pytest.mark.parametrize("text", WORDLESS)
def test_no_word_no_language(text: str) -> None:
    assert guess(text) == Guess(UNDETERMINED, 0.0)


def test_decomposed_accents_change_nothing() -> None:
    import unicodedata

    assert guess(unicodedata.normalize("NFD", FRENCH)) == guess(FRENCH)


def test_certainty_grows_with_the_text() -> None:
    assert guess("Justice").p < guess("Justice pour").p < guess("Justice pour les familles de la rue").p
    assert guess(FRENCH).p > 0.999


PAGES = [
    pytest.param(
        [ENGLISH, "Jonas Whitlock", ENGLISH_2, "Amélie Destrez", ENGLISH],
        "en en en en en",
        id="names stay inside",
    ),
    pytest.param([FRENCH, "Jonas Whitlock", "Leeds", FRENCH_2], "fr fr fr fr", id="English names in French"),
    pytest.param(
        [ENGLISH, "Sans abri", ENGLISH_2, ENGLISH], "en en en en", id="a foreign phrase stays inside"
    ),
    pytest.param([FRENCH, "* * *", FRENCH_2, "12:30"], "fr fr fr fr", id="blocks without words borrow"),
    pytest.param([FRENCH, ENGLISH, FRENCH_2], "fr en fr", id="a real paragraph keeps its own"),
    pytest.param(["2011", ENGLISH, ENGLISH_2, FRENCH, FRENCH_2], "en en en fr fr", id="two halves"),
    pytest.param(
        [ENGLISH, FRENCH, ENGLISH_2, FRENCH_2, ENGLISH, FRENCH, "Leeds, 2011", "Leeds, 2011"],
        "en fr en fr en fr en fr",
        id="to and fro",
    ),
    pytest.param([FRENCH, ITALIAN, FRENCH_2], "fr it fr", id="a third language in a sentence"),
    pytest.param([FRENCH, "Pizzeria Bella Napoli", FRENCH_2], "fr fr fr", id="no third language in a name"),
    # Three and four words are a phrase of the language around them, five and more are a sentence.
    pytest.param([FRENCH, "ringraziamo le famiglie", FRENCH_2], "fr fr fr", id="three words"),
    pytest.param([FRENCH, "Wir bleiben hier zusammen", FRENCH_2], "fr fr fr", id="four words"),
    pytest.param([ENGLISH, "Wir bleiben hier zusammen", ENGLISH_2], "en en en", id="four words in English"),
    pytest.param([FRENCH, "Grazie a tutti gli amici", FRENCH_2], "fr it fr", id="five words"),
    pytest.param([ENGLISH, "Grazie a tutti gli amici", ENGLISH_2], "en it en", id="five words in English"),
    pytest.param(
        [FRENCH, "Festa com musica e dança", FRENCH_2], "fr fr fr", id="five words of two languages"
    ),
    pytest.param([FRENCH, "Menu", "Menu", ENGLISH], "fr fr en en", id="as the block before"),
    pytest.param(
        [ENGLISH, ENGLISH_2, "Archive", FRENCH, FRENCH_2], "en en en fr fr", id="as the blocks before"
    ),
    pytest.param([ENGLISH, OTHERS[8][1], ENGLISH_2], "en ar en", id="another script"),
    pytest.param([ITALIAN, "Torino", ITALIAN], "it it it", id="neither of the two"),
    pytest.param(["* * *", "1999"], "und und", id="no word anywhere"),
    pytest.param([], "", id="nothing"),
]


@pytest.mark.parametrize(("texts", "langs"), PAGES)
def test_blocks_of_a_page(texts: list[str], langs: str) -> None:
    assert [told.lang for told in guess_blocks(texts)] == langs.split()


@pytest.mark.parametrize(
    ("texts", "lang"),
    [
        ([FRENCH, ENGLISH, ENGLISH_2, ENGLISH], "en"),
        ([FRENCH + FRENCH_2 + FRENCH, ENGLISH, "Read more", "Press release"], "fr"),
        ([ITALIAN], "it"),
        (["* * *", "12"], UNDETERMINED),
        ([], UNDETERMINED),
    ],
)
def test_language_of_a_document(texts: list[str], lang: str) -> None:
    assert dominant(texts, guess_blocks(texts)) == lang


def test_the_same_answer_in_every_process_and_order() -> None:
    texts = [text for _, text in SENTENCES + OTHERS]
    here = [guess(text) for text in reversed(texts)][::-1]
    program = (
        "import sys; from archive.ingest.language import guess\n"
        "for line in sys.stdin: g = guess(line[:-1]); print(g.lang, repr(g.p))"
    )
    for seed in ("0", "77"):
        done = subprocess.run(
            [sys.executable, "-c", program],
            input="".join(text + "\n" for text in texts),
            capture_output=True,
            encoding="utf-8",
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
        )
        assert done.stdout.splitlines() == [f"{one.lang} {one.p!r}" for one in here]


def test_long_texts_take_no_longer_than_their_beginning() -> None:
    guess(FRENCH)
    texts = (f"{i} {f'{FRENCH} ' * 100_000}" for i in itertools.count())  # the last ones are remembered

    def tell() -> None:
        assert guess(next(texts)).lang == "fr"

    assert least_seconds(tell, 1.0) < 1.0


def test_a_word_without_end_takes_no_longer_than_words() -> None:
    guess(FRENCH)
    texts = (f"{FRENCH} {'1' * 9_000}{i}" for i in itertools.count())

    def tell() -> None:
        assert guess(next(texts)).lang == "fr"

    assert least_seconds(tell, 0.1) < 0.1


@given(st.lists(st.text(max_size=60), max_size=6))
@settings(max_examples=80)
def test_any_text_has_an_answer(texts: list[str]) -> None:
    told = guess_blocks(texts)
    assert len(told) == len(texts)
    for one in told:
        assert one.lang == UNDETERMINED or (len(one.lang) == 2 and one.lang.isalpha())
        assert 0.0 <= one.p <= 1.0 + 1e-9
    assert dominant(texts, told) in {UNDETERMINED, *(one.lang for one in told)}
    assert guess_blocks(texts) == told


@given(st.lists(st.sampled_from([FRENCH, FRENCH_2, ENGLISH, ENGLISH_2]), min_size=1, max_size=8))
@settings(max_examples=60)
def test_real_paragraphs_keep_their_language_in_any_order(texts: list[str]) -> None:
    want = ["fr" if text in (FRENCH, FRENCH_2) else "en" for text in texts]
    assert [told.lang for told in guess_blocks(texts)] == want


def test_letters_up_to_the_last_latin_one_are_of_no_other_script() -> None:
    letters = [c for c in map(chr, range(0x250)) if language_model.WORD.fullmatch(c)]
    assert len(letters) > 400
    for name, pattern in language_model._SCRIPTS:
        assert [c for c in letters if bool(pattern.match(c)) != (name == "Latin")] == []
    assert language_model.script(["été", "ɐ"]) == "Latin"
    assert language_model.script(["мир", "é"]) == "Cyrillic"


@pytest.mark.parametrize("spoilt", ["", "a byte", "cut", "gone", "no folder"])
def test_kept_letter_patterns_are_those_that_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoilt: str
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    langs = ("ru", "uk", "bg", "mk")
    first = language_model._kept_patterns("Cyrillic", langs, dict)
    (file,) = (tmp_path / "archive").iterdir()
    whole = file.read_bytes()
    if spoilt == "a byte":
        file.write_bytes(whole[:-100] + bytes([whole[-100] ^ 0x40]) + whole[-99:])
    elif spoilt == "cut":
        file.write_bytes(whole[:-64])
    elif spoilt:
        file.unlink()
        if spoilt == "no folder":
            file.parent.rmdir()
            file.parent.write_text("no folder")
    again = language_model._kept_patterns("Cyrillic", langs, dict)
    assert again._rows == first._rows
    np.testing.assert_array_equal(again._table, first._table)
    assert spoilt == "no folder" or file.read_bytes() == whole
