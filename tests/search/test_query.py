"""The query language: what is read, and what is refused at which place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import QueryError
from archive.search.query import (
    And,
    Dated,
    Field,
    Fuzzy,
    Lang,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Word,
    Words,
    parse,
)
from archive.search.when import FOREVER, interval
from tests.clock import least_seconds


def day(text: str) -> int:
    span = interval(text)
    assert span is not None
    return span[0]


A, B, C = Word("a1"), Word("b1"), Word("c1")

READ: list[tuple[str, Node]] = [
    ("a1", A),
    ("a1 b1", Words((A, B))),
    ("a1 AND b1", And((A, B))),
    ("a1 ET b1 ET c1", And((A, B, C))),
    ("a1 OU b1", Or((A, B))),
    ("a1 or b1", Words((A, Word("or"), B))),
    ("a1 OR b1 AND c1", Or((A, And((B, C))))),
    ("(a1 OR b1) AND c1", And((Or((A, B)), C))),
    ("a1 -b1", Words((A, Not(B)))),
    ("a1 SAUF b1", Words((A, Not(B)))),
    ("a1 AND NOT b1", And((A, Not(B)))),
    ('a1 -"b1 c1"', Words((A, Not(Phrase("b1 c1"))))),
    ("a1 - b1", Words((A, B))),
    ("judo -57 kg", Words((Word("judo"), Word("57"), Word("kg")))),
    ("loyers -20 %", Words((Word("loyers"), Word("20")))),
    ("froid -3,5 degrés", Words((Word("froid"), Word("3,5"), Word("degrés")))),
    ("-10 at night", Words((Word("10"), Word("at"), Word("night")))),
    ("a1 -2016", Words((A, Not(Word("2016"))))),
    ("a1 -9e", Words((A, Not(Word("9e"))))),
    ("a1 NOT 57", Words((A, Not(Word("57"))))),
    ('"sans papiers"', Phrase("sans papiers")),
    ("« sans papiers »", Phrase(" sans papiers ")),
    ("“no border”", Phrase("no border")),
    ('"Martine"', Word("Martine", exact=True)),
    ('"police frontière"~5', Phrase("police frontière", 5)),
    ("sans-papiers", Word("sans-papiers")),
    ("aujourd'hui", Word("aujourd'hui")),
    ("C.R.S.", Word("C.R.S.")),
    ("3.1", Word("3.1")),
    ("solidar*", Prefix("solidar")),
    ("Moreau~", Fuzzy("Moreau", 1)),
    ("Moreau~2", Fuzzy("Moreau", 2)),
    ("title:a1", Field("title", A)),
    ("TITLE:a1", Field("title", A)),
    ("titre:a1", Field("title", A)),
    ("auteur:a1", Field("author", A)),
    ("Fonds:a1", Field("collection", A)),
    ("cote:a1", Field("identifier", A)),
    ("Lieu:a1", Field("place", A)),
    ("personne:(a1 OU b1)", Field("person", Or((A, B)))),
    ("person:(a1 OR b1)", Field("person", Or((A, B)))),
    ('place:"b1 c1"', Field("place", Phrase("b1 c1"))),
    ("from:sylvie@exemple.org", Field("from", Phrase("sylvie@exemple.org"))),
    ("expediteur:l.o-z+a@mer.exemple.org", Field("from", Phrase("l.o-z+a@mer.exemple.org"))),
    ("Destinataire:@exemple.org", Field("to", Phrase("@exemple.org"))),
    ("to:o'neil@quay.example, a1", Words((Field("to", Phrase("o'neil@quay.example")), A))),
    (
        "(to:a1@b1.org. OU -from:c1@b1.org)",
        Or((Field("to", Phrase("a1@b1.org")), Not(Field("from", Phrase("c1@b1.org"))))),
    ),
    ("a1@b1", Words((A, B))),
    ("lang:fr", Lang("fr")),
    ("lang:anglais", Lang("en")),
    ("date:2015", Dated(day("2015-01-01"), day("2015-12-31"))),
    ("date:2015-08", Dated(day("2015-08-01"), day("2015-08-31"))),
    ("date:2015-08-20", Dated(day("2015-08-20"), day("2015-08-20"))),
    ("date:20/08/2015", Dated(day("2015-08-20"), day("2015-08-20"))),
    ('date:"août 2015"', Dated(day("2015-08-01"), day("2015-08-31"))),
    ('date:"3 May 2016"', Dated(day("2016-05-03"), day("2016-05-03"))),
    ('date:"May 3, 2016"', Dated(day("2016-05-03"), day("2016-05-03"))),
    ("date:[2015 TO 2016-03]", Dated(day("2015-01-01"), day("2016-03-31"))),
    ("date:[2015-03 À 2015-04]", Dated(day("2015-03-01"), day("2015-04-30"))),
    ("date:[2015 TO *]", Dated(day("2015-01-01"), FOREVER)),
    ("a1 : b1, c1 !", Words((A, B, C))),
    ("a1 (b1 c1)", Words((A, B, C))),
    ("(a1 -b1) c1", Words((A, Not(B), C))),
    ("a1 -(b1 c1)", Words((A, Not(Words((B, C)))))),
    ("a1 (b1 OR c1)", Words((A, Or((B, C))))),
    ("10:30", Words((Word("10"), Word("30")))),
    ("run() a1", Words((Word("run"), A))),
]

REFUSED = [
    ("", 0),
    ("  ?! ", 0),
    ("a1 (b1", 3),
    ("a1 b1)", 5),
    ('a1 "b1', 3),
    ("AND a1", 0),
    ("a1 OR", 5),
    ("a1 AND OR b1", 7),
    ("a1 NOT", 3),
    ("so*", 2),
    ("a1 *ment", 3),
    ("sol*ment", 3),
    ("Moreau~9", 6),
    ("a1 ~2", 3),
    ('"a1 b1"~x', 7),
    ("foo:a1", 0),
    ("a1 foo:b1", 3),
    ("title:person:a1", 6),
    ("date:2015-02-31", 5),
    ("date:[2016 TO 2015]", 5),
    ("date:[2015]", 5),
    ("date:hier", 5),
    ("lang:12", 5),
    ("(" * 60 + "a1" + ")" * 60, 30),
    ("a1 " * 251, 750),
    ('"' + "a1 " * 251 + '"', 0),
    ("Moreau~ " * 51, 400),
    ('b1 "' + "a1 " * 21 + '"~3', 3),
]


@pytest.mark.parametrize(("query", "tree"), READ, ids=[q for q, _ in READ])
def test_reads(query: str, tree: Node) -> None:
    assert parse(query) == tree


@pytest.mark.parametrize(("query", "position"), REFUSED, ids=[q[:12] or "nothing" for q, _ in REFUSED])
def test_refuses_with_the_place(query: str, position: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert caught.value.position == position
    assert str(caught.value).endswith("\n  " + " " * position + "^")


def test_an_unknown_field_names_the_known_ones() -> None:
    with pytest.raises(QueryError, match="title, text, person, place, org, lang, source, date"):
        parse("editor:moreau")


@given(st.text(max_size=60) | st.text(alphabet='ab ()"*~:-[]TOANDR«»éœ.,', max_size=60))
@settings(max_examples=400)
def test_any_string_is_read_or_refused(query: str) -> None:
    position = 0
    try:
        parse(query)
    except QueryError as error:
        position = error.position
    assert 0 <= position <= len(query)


@pytest.mark.parametrize(
    "query",
    [
        "(" * 9_000,
        "a " * 4_999,
        '"' + "a " * 4_990 + '"',
        "-" * 9_999,
        '"' * 9_999,
        "~" * 9_999,
        "a:" * 4_999,
    ],
)
def test_long_queries_are_quick(query: str) -> None:
    def refuse() -> None:
        with pytest.raises(QueryError):
            parse(query)

    assert least_seconds(refuse, 0.2) < 0.2
