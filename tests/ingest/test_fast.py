"""What is counted of whole arrays and texts at once, against the plain way: word by word."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.evidence import Evidence
from archive.ingest import language, language_model
from archive.ingest.language_model import WORD
from archive.ingest.names.agree import _missed
from archive.ingest.names.namer import _rests_on_rules, judge
from archive.ingest.names.pieces import _clean
from archive.ingest.names.rules import is_junk, refine
from archive.ingest.names.spans import FoundName, without_overlap
from archive.ingest.posts import evidence
from archive.ingest.posts.units import MAX_TITLE_CHARS, MAX_TITLE_WORDS, Unit, can_be_title
from archive.places import is_known, is_territory, people_of
from archive.records import Block, MentionType, Role
from archive.text import fold, plain

_WORDS = st.lists(st.text("abcdeéèçßŒ’'", min_size=1, max_size=9), min_size=1, max_size=12)


@settings(max_examples=40)
@given(
    st.lists(st.text("abcdefghilmnorstuvéèç", min_size=1, max_size=12), min_size=1, max_size=8, unique=True)
)
def test_the_letters_of_words_at_once_are_as_probable_as_those_of_each(words: list[str]) -> None:
    model = language_model.model("Latin")
    assert model is not None
    patterns = model._patterns
    table, none = patterns._table, patterns._none
    expected = []
    for word in words:
        padded = f" {word} "
        rows = []
        for i in range(1, len(padded)):
            grams = [padded[i], padded[i - 1 : i + 1], padded[i - 2 : i + 1] if i > 1 else ""]
            one, two, three = (table[patterns._rows.get(gram, none)] for gram in grams)
            row = one + two + three
            if i == 1:
                row = row + two * (language_model._AFTER_TWO / language_model._AFTER_ONE)
            rows.append(row)
        rows[-1] = rows[-1] + language_model._ALONE * language_model._END
        expected.append(np.prod([row + language_model._NEVER for row in rows], axis=0))
    assert np.allclose(patterns.probabilities(words), expected, rtol=1e-12, atol=0)


@given(st.text(max_size=30) | _WORDS.map(" ".join))
def test_words_are_made_small_together_as_each_by_itself(text: str) -> None:
    words = WORD.findall(text)
    assert not words or " ".join(words).lower().split(" ") == [word.lower() for word in words]


@given(_WORDS | st.lists(st.text("aBÉ\u01c5ϒ", min_size=1, max_size=4), min_size=1, max_size=9))
def test_names_inside_a_sentence_weigh_the_same_as_word_by_word(words: list[str]) -> None:
    given_to: list[language_model.Vector] = []
    with pytest.MonkeyPatch.context() as patch:
        real = language_model.LanguageModel.scores

        def scores(
            self: language_model.LanguageModel, lower: list[str], weights: language_model.Vector
        ) -> language_model.Vector:
            given_to.append(weights.copy())
            return real(self, lower, weights)

        patch.setattr(language_model.LanguageModel, "scores", scores)
        language._scores(" ".join(words))
    found = WORD.findall(unicodedata.normalize("NFC", " ".join(words)))
    plainly = [
        language._NAME_WEIGHT if i and word[0].isupper() and not word.isupper() else 1.0
        for i, word in enumerate(found)
    ]
    assert [one.tolist() for one in given_to] in ([], [plainly])


@given(st.lists(st.text("abcdefgh ", max_size=30), min_size=2, max_size=8), st.data())
def test_the_words_beside_a_place_are_those_of_its_neighbours(texts: list[str], data: st.DataObject) -> None:
    units = [Unit(Block(0, 1, Role.PARAGRAPH), text, 2, 3, language.Guess("fr", 1.0)) for text in texts]
    measure = evidence._Measure(units, [1])
    held = measure.content
    i = data.draw(st.integers(0, len(units) - 1))
    assert measure._side(i, 1) == [word for own in held[i:] for word in own][: evidence._WINDOW]
    before = [word for own in held[i::-1] for word in reversed(own)]
    assert measure._side(i, -1) == before[: evidence._WINDOW]
    first: dict[str, int] = {}
    for n, own in enumerate(held):
        for word in own:
            first.setdefault(word, n)
    assert measure.first_at == first


@given(st.text(max_size=30))
def test_a_text_is_folded_alike_whether_it_is_ascii_or_not(text: str) -> None:
    expected = unicodedata.normalize("NFKD", plain(text).casefold().replace("œ", "oe").replace("æ", "ae"))
    if not expected.isascii():
        expected = "".join(char for char in expected if not unicodedata.combining(char))
    assert fold(text) == expected


@given(st.text("aB \t\u00a0é", max_size=30))
def test_a_line_is_rid_of_its_blanks_as_letter_by_letter(line: str) -> None:
    letters: list[str] = []
    offsets: list[int] = []
    for i, letter in enumerate(line):
        if not letter.isspace() or (letters and letters[-1] != " "):
            letters.append(" " if letter.isspace() else letter)
            offsets.append(7 + i)
    piece = _clean(line, 7, frozenset)
    assert piece.text.lower() == "".join(letters).lower() or piece.offsets is None
    if piece.offsets is None:
        assert len(piece.text) == len(line)
    else:
        assert piece.offsets == tuple(offsets)


_SPANS = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6)), max_size=8)


def _names(spans: list[tuple[int, int]], *, apart: bool) -> list[FoundName]:
    names: list[FoundName] = []
    for start, length in spans:
        one = FoundName(start, start + length, MentionType.ORG, Evidence.of("rule"))
        if not apart or all(one.end <= other.start or other.end <= one.start for other in names):
            names.append(one)
    return names


@given(_SPANS, _SPANS)
def test_of_two_lists_of_names_those_stay_that_touch_none_of_the_first(
    first: list[tuple[int, int]], then: list[tuple[int, int]]
) -> None:
    one, two = _names(first, apart=False), _names(then, apart=True)
    kept: list[FoundName] = []
    for name in sorted(one, key=lambda n: (n.start, -n.end)):
        if all(name.start >= other.end for other in kept):
            kept.append(name)
    free = [n for n in two if all(n.end <= k.start or k.end <= n.start for k in kept)]
    assert without_overlap(one, two) == sorted([*kept, *free], key=lambda n: n.start)


_TAGGED = (
    ("fr", "La Marée Longue et Odile Varangot à Foix. Mars, Odile et la Marée Longue de Foix. Les Belges"),
    ("fr", "Accord de Gand, Comité du 9 Mars, Guerre froide : Madame Mars parle au Collectif Brume, à Mai."),
    ("en", "The Longtide Trust met Ada Marl in Ghent. Marl left Ghent in May; the Ghent treaty, Dutch, M-16"),
    (
        "en",
        "Wednesday: Grove Network, Mr May and the Second World War. May said the Grove Network grew.",
    ),
)


@given(st.sampled_from(_TAGGED), st.data())
def test_no_name_stays_that_is_junk_as_it_stands_in_the_end(
    given_text: tuple[str, str], data: st.DataObject
) -> None:
    lang, text = given_text
    starts = [m.start() for m in WORD.finditer(text)]
    ends = [m.end() for m in WORD.finditer(text)]
    some = data.draw(st.lists(st.integers(0, len(starts) - 1), unique=True, max_size=8))
    kinds = st.sampled_from([MentionType.PERSON, MentionType.PLACE, MentionType.ORG])
    raw = [
        FoundName(starts[i], ends[i : i + 1 + more][-1], data.draw(kinds), Evidence.of("model", "test"))
        for i in some
        for more in [data.draw(st.integers(0, 2))]
    ]
    found = judge(text, without_overlap(raw, []), lang)
    assert [n for n in found if not _rests_on_rules(n) and is_junk(text, n, lang)] == []


@pytest.mark.parametrize(
    ("kind", "found"),
    [(MentionType.PLACE, (MentionType.PLACE, True)), (MentionType.PERSON, (MentionType.PLACE, False))],
)
def test_a_name_that_was_given_another_type_is_looked_at_again(
    kind: MentionType, found: tuple[MentionType, bool]
) -> None:
    ((name, seen),) = refine("En Belgique,", [FoundName(3, 11, kind, Evidence.of("model", "test"))], "fr")
    assert (name.type, seen) == found


@given(
    st.lists(st.sampled_from(["Ada", "Ada Marl", "Marl", "Ghent", "le", "in", ".", "-"]), max_size=14),
    st.sampled_from([" ", "  ", "-"]),
)
def test_further_places_of_names_are_found_as_form_by_form(said: list[str], between: str) -> None:
    text = between.join(said)
    kinds = {"Ada": MentionType.PERSON, "Ada Marl": MentionType.PERSON, "Ghent": MentionType.PLACE}
    votes = {form: Counter({kind: 99}) for form, kind in kinds.items()}
    expected, done = [], 0
    for start in range(len(text)):
        for form in ("Ada Marl", "Ghent", "Marl", "Ada"):
            end = start + len(form)
            kind = kinds.get(form, MentionType.PERSON)
            before, after = text[:start][-1:], text[end : end + 2]
            alone = not re.search(r"[\w@._-]", before) and not re.match(r"[\w@-]|[.@]\w", after)
            longer = kind is MentionType.PERSON and after[:1] == " " and after[1:].isupper()
            if start >= done and text.startswith(form, start) and alone and not longer:
                expected.append((start, end, kind))
                done = end
    found = [(n.start, n.end, n.type) for n in _missed(text, dict(kinds), votes, frozenset())]
    assert found == expected


@given(
    st.sampled_from(["", "Foix", "FOIX", "Belgique", "Kenya", "Kent", "Odile", "le"]) | st.text(max_size=6)
)
def test_a_place_is_known_that_is_a_territory_or_a_town(name: str) -> None:
    assert is_known(name) == (is_territory(name) or people_of(name) > 0)


@pytest.mark.parametrize("title", ["Une marche", "Une marche // A march", "One line", "a\n\nb\n\nc"])
@pytest.mark.parametrize("words", [0, 1, MAX_TITLE_WORDS, MAX_TITLE_WORDS + 1, 2 * MAX_TITLE_WORDS + 1])
@pytest.mark.parametrize("chars", [0, MAX_TITLE_CHARS, MAX_TITLE_CHARS + 1, 2 * MAX_TITLE_CHARS + 1])
def test_a_title_of_two_languages_may_be_twice_as_long(title: str, words: int, chars: int) -> None:
    text = title.ljust(chars, "x")
    twice = 2 if "//" in text else 1
    short = words <= twice * MAX_TITLE_WORDS and len(text) <= twice * MAX_TITLE_CHARS
    unit = Unit(Block(0, len(text), Role.PARAGRAPH), text, 2, words, language.Guess("fr", 1.0))
    assert can_be_title(unit) == (short and words > 0 and text.count("\n") <= 2)


@given(
    st.lists(st.sampled_from(["mer", "sel", "vent"]), max_size=9), st.lists(st.sampled_from(["mer", "eau"]))
)
def test_words_are_counted_as_a_counter_does(one: list[str], two: list[str]) -> None:
    counted = evidence._counted
    assert dict(counted(one)) == dict(Counter(one))
    assert evidence._cosine(counted(one), counted(two)) == evidence._cosine(Counter(one), Counter(two))
