"""Records as plain data and back: JSON, of which every value is verified against the type of its field.

What another process left in a table or a file becomes records by this, and nothing but records: no code runs,
and a value of another type, a field too many or too few is refused. The types are those of the dataclasses
themselves: `str` (also a `Reason`), `int`, `float`, `bool`, `bytes`, `None`, enumerations, tuples, lists,
frozen sets of strings, mappings, unions with None, unions of records, and `Evidence` as the line it is kept
as.
"""

from __future__ import annotations

import base64
import binascii
import collections.abc
import dataclasses
import json
import types
import typing
from collections.abc import Callable, Mapping
from enum import Enum
from math import isfinite
from typing import Any, Final, Generic, Literal, NoReturn, TypeVar, cast

from archive.errors import Reason
from archive.evidence import Evidence

T = TypeVar("T")
_Step = Callable[[Any], Any]


class NotPlain(ValueError):
    """Data that are not those of the record they should be; the message says where they differ."""


class PlainForm(Generic[T]):
    """How values of one type are written and read. `names`: types that its module imports for checkers."""

    def __init__(self, kind: Any, **names: type) -> None:
        self._pack, self._unpack = _Forms(names).of(kind)

    def dump(self, value: T) -> bytes:
        """A value as bytes. Raises NotPlain for one that its type does not allow."""
        packed = self._pack(value)
        return json.dumps(packed, separators=(",", ":"), allow_nan=False).encode("ascii")

    def load(self, data: bytes) -> T:
        """The value of which these are the bytes. Raises NotPlain for any others."""
        try:
            found = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise NotPlain(f"no JSON: {error}") from error
        return cast(T, self._unpack(found))


def _refuse(value: Any, wanted: str) -> NoReturn:
    raise NotPlain(f"{type(value).__name__} where {wanted} was expected")


def _exact(kind: type) -> _Step:
    def step(value: Any) -> Any:
        if type(value) is not kind:
            _refuse(value, kind.__name__)
        return value

    return step


def _pack_text(value: Any) -> Any:
    if type(value) is str:
        return value
    if type(value) is Reason:
        return [str(value), value.code]
    _refuse(value, "str")


def _unpack_text(value: Any) -> Any:
    if type(value) is str:
        return value
    if type(value) is list and len(value) == 2 and type(value[0]) is type(value[1]) is str:
        return Reason(value[0], value[1])
    _refuse(value, "str")


def _number(value: Any) -> Any:
    if type(value) is float and isfinite(value):
        return value
    if type(value) is int and abs(value) < 1 << 53:
        return float(value)
    _refuse(value, "float")


def _pack_float(value: Any) -> Any:
    # One of numpy's is a float, too, and comes back as a plain one.
    return _number(float(value) if isinstance(value, float) else value)


def _pack_bytes(value: Any) -> Any:
    if type(value) is not bytes:
        _refuse(value, "bytes")
    return base64.b64encode(value).decode("ascii")


def _unpack_bytes(value: Any) -> Any:
    if type(value) is not str:
        _refuse(value, "bytes")
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotPlain(f"no base64: {error}") from error


def _pack_evidence(value: Any) -> Any:
    if type(value) is not Evidence:
        _refuse(value, "Evidence")
    return value.kept


def _unpack_evidence(value: Any) -> Any:
    if type(value) is not str:
        _refuse(value, "Evidence")
    return Evidence.parse(value)


_SIMPLE: Final[Mapping[Any, tuple[_Step, _Step]]] = {
    str: (_pack_text, _unpack_text),
    int: (_exact(int), _exact(int)),
    bool: (_exact(bool), _exact(bool)),
    float: (_pack_float, _number),
    bytes: (_pack_bytes, _unpack_bytes),
    type(None): (_exact(type(None)), _exact(type(None))),
    Evidence: (_pack_evidence, _unpack_evidence),
}


class _Forms:
    """The forms of types, each made once."""

    def __init__(self, names: Mapping[str, type]) -> None:
        self._names = dict(names)
        self._made: dict[Any, tuple[_Step, _Step]] = dict(_SIMPLE)

    def of(self, kind: Any) -> tuple[_Step, _Step]:
        if kind not in self._made:
            self._made[kind] = self._form(kind)
        return self._made[kind]

    def _form(self, kind: Any) -> tuple[_Step, _Step]:
        origin, words = typing.get_origin(kind), typing.get_args(kind)
        if origin is Literal:
            return _one_of(dict(zip(words, words, strict=True)))
        if origin in (typing.Union, types.UnionType):
            return self._union(words)
        if origin is tuple:
            return self._tuple(words)
        if origin in (list, collections.abc.Sequence):
            return self._row(words[0], list)
        if origin is frozenset:
            pack, unpack = self._row(words[0], frozenset)
            return lambda value: pack(sorted(value)), unpack
        if origin in (dict, collections.abc.Mapping):
            return self._mapping(*words)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return _one_of({one.value: one for one in kind})
        if dataclasses.is_dataclass(kind):
            return self._record(kind)
        return _never(kind), _never(kind)

    def _union(self, kinds: tuple[Any, ...]) -> tuple[_Step, _Step]:
        others = [one for one in kinds if one is not type(None)]
        pack, unpack = self.of(others[0]) if len(others) == 1 else self._one_record_of(others)
        if len(others) == len(kinds):
            return pack, unpack
        return (
            lambda value: None if value is None else pack(value),
            lambda value: None if value is None else unpack(value),
        )

    def _one_record_of(self, kinds: list[Any]) -> tuple[_Step, _Step]:
        """With the name of its class: several kinds of records in one place."""
        forms = {one.__name__: (one, *self.of(one)) for one in kinds}

        def packed(value: Any) -> Any:
            name = type(value).__name__
            if name not in forms or type(value) is not forms[name][0]:
                _refuse(value, " or ".join(forms))
            return [name, forms[name][1](value)]

        def unpacked(value: Any) -> Any:
            if (
                type(value) is not list
                or len(value) != 2
                or type(value[0]) is not str
                or value[0] not in forms
            ):
                _refuse(value, " or ".join(forms))
            return forms[value[0]][2](value[1])

        return packed, unpacked

    def _tuple(self, kinds: tuple[Any, ...]) -> tuple[_Step, _Step]:
        if len(kinds) == 2 and kinds[1] is Ellipsis:
            return self._row(kinds[0], tuple)
        forms = [self.of(one) for one in kinds]

        def packed(value: Any) -> Any:
            if type(value) is not tuple or len(value) != len(forms):
                _refuse(value, f"a tuple of {len(forms)}")
            return [pack(one) for (pack, _), one in zip(forms, value, strict=True)]

        def unpacked(value: Any) -> Any:
            if type(value) is not list or len(value) != len(forms):
                _refuse(value, f"a tuple of {len(forms)}")
            return tuple([unpack(one) for (_, unpack), one in zip(forms, value, strict=True)])

        return packed, unpacked

    def _row(self, kind: Any, made: type) -> tuple[_Step, _Step]:
        pack, unpack = self.of(kind)

        def unpacked(value: Any) -> Any:
            if type(value) is not list:
                _refuse(value, made.__name__)
            return made([unpack(one) for one in value])

        return lambda value: [pack(one) for one in value], unpacked

    def _mapping(self, key: Any, kind: Any) -> tuple[_Step, _Step]:
        """As pairs: keys are no strings everywhere, and keep their order."""
        pack, unpack = self._row(tuple[key, kind], tuple)
        return lambda value: pack(value.items()), lambda value: dict(unpack(value))

    def _record(self, kind: Any) -> tuple[_Step, _Step]:
        hints = typing.get_type_hints(kind, localns=self._names)
        names = [one.name for one in dataclasses.fields(kind)]
        forms: list[tuple[_Step, _Step]] = []

        def packed(value: Any) -> Any:
            if type(value) is not kind:
                _refuse(value, kind.__name__)
            return [pack(getattr(value, name)) for name, (pack, _) in zip(names, forms, strict=True)]

        def unpacked(value: Any) -> Any:
            if type(value) is not list or len(value) != len(forms):
                _refuse(value, f"{kind.__name__} of {len(forms)} fields")
            return kind(*[unpack(one) for (_, unpack), one in zip(forms, value, strict=True)])

        self._made[kind] = packed, unpacked  # before its fields: one of them may be of the same kind
        forms += [self.of(hints[name]) for name in names]
        return packed, unpacked


def _one_of(members: Mapping[Any, Any]) -> tuple[_Step, _Step]:
    values = {member: value for value, member in members.items()}

    def unpacked(value: Any) -> Any:
        if type(value) not in (str, int) or value not in members:
            raise NotPlain(f"{value!r} is none of {', '.join(map(str, members))}")
        return members[value]

    def packed(value: Any) -> Any:
        if value not in values:
            _refuse(value, " or ".join(map(str, members)))
        return values[value]

    return packed, unpacked


def _never(kind: Any) -> _Step:
    def step(_value: Any) -> NoReturn:
        raise NotPlain(f"{getattr(kind, '__name__', kind)} is not written as data")

    return step
