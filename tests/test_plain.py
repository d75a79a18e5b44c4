"""Records as plain data: what is written comes back as it was, and nothing else becomes a record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.dataclass import dataclass
from archive.errors import Reason
from archive.evidence import Evidence
from archive.plain import NotPlain, PlainForm


class Colour(StrEnum):
    RED = "rouge"
    BLUE = "bleu"


@dataclass(frozen=True, slots=True)
class Inner:
    start: int
    share: float = 0.5


@dataclass(frozen=True, slots=True)
class Other:
    name: str


@dataclass(frozen=True, slots=True)
class Outer:
    name: str
    data: bytes = b""
    inner: tuple[Inner, ...] = ()
    pair: tuple[str, int] = ("", 0)
    either: Inner | Other | None = None
    colour: Colour = Colour.RED
    model: Literal["a", "b"] = "a"
    known: frozenset[str] = frozenset()
    counts: Mapping[int, Inner] = field(default_factory=dict)
    evidence: Evidence = field(default_factory=Evidence)
    certain: bool = False


FORM = PlainForm[Outer](Outer)
WHOLE = Outer(
    "Été\0\udce9", b"\0\xff", (Inner(1), Inner(-2, 1e-9)), ("é", 3), Other("x"), Colour.BLUE, "b",
    frozenset({"b", "a"}), {7: Inner(0), 3: Inner(1)}, Evidence.of("fr", "day-month", relative=True), True,
)  # fmt: skip


@pytest.mark.parametrize(
    "value", [Outer(""), WHOLE, Outer("a", either=Inner(4)), Outer("a", either=Other("b"))]
)
def test_a_record_comes_back_as_it_was(value: Outer) -> None:
    back = FORM.load(FORM.dump(value))
    assert back == value
    assert repr(back) == repr(value)
    assert list(back.counts) == list(value.counts)


def test_a_reason_keeps_its_code() -> None:
    form = PlainForm[str](str)
    back = form.load(form.dump(Reason("fichier vide", "empty")))
    assert isinstance(back, Reason)
    assert (back, back.code) == ("fichier vide", "empty")
    assert type(form.load(form.dump("fichier vide"))) is str


@given(st.text(), st.binary(), st.floats(allow_nan=False, allow_infinity=False), st.integers())
def test_any_text_bytes_and_numbers(text: str, data: bytes, share: float, number: int) -> None:
    value = Outer(text, data, (Inner(number, share),))
    assert FORM.load(FORM.dump(value)) == value


def _changed(place: int, value: Any) -> bytes:
    plain = json.loads(FORM.dump(WHOLE))
    plain[place] = value
    return json.dumps(plain).encode()


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (0, 3), (0, None), (0, ["a"]), (0, ["a", 3]), (1, "no base64!"), (1, 7), (2, [[1]]), (2, [[1, 2, 3]]),
        (2, [["1", 0.5]]), (2, [[True, 0.5]]), (2, [[1, "0.5"]]), (2, {}), (3, ["é"]), (3, ["é", 3, 4]),
        (4, ["Outer", []]), (4, ["Inner", ["a"]]), (4, [1, [2]]), (4, "x"), (5, "vert"), (5, 1), (5, []),
        (6, "c"), (5, ["rouge"]), (7, "ab"), (7, [1]), (8, {"7": [0, 0.5]}), (8, [["7", [0, 0.5]]]), (9, 4),
        (10, 1), (10, "true"), (10, None),
    ],
)  # fmt: skip
def test_what_is_of_another_kind_is_refused(place: int, value: Any) -> None:
    with pytest.raises(NotPlain):
        FORM.load(_changed(place, value))


@pytest.mark.parametrize(
    "data", [b"", b"{", b"null", b"[]", b"[NaN]", b"\x80\x04K\x01.", b"[" * 100_000, "é".encode("latin-1")]
)
def test_what_is_no_record_is_refused(data: bytes) -> None:
    with pytest.raises(NotPlain):
        FORM.load(data)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "0.5", None, 1j])
def test_what_its_type_does_not_allow_is_not_written(value: Any) -> None:
    with pytest.raises((NotPlain, ValueError)):
        FORM.dump(Outer("a", inner=(Inner(1, value),)))


@pytest.mark.parametrize(
    "value",
    [Outer(3), Outer("a", certain=1), Outer("a", either="x"), Outer("a", colour="rose")],  # type: ignore[arg-type]
)
def test_what_is_no_such_record_is_not_written(value: Outer) -> None:
    with pytest.raises(NotPlain):
        FORM.dump(value)
