"""Dataclasses with slots, made in a tenth of the time: `archive search` makes a hundred of them as it starts.

`dataclasses.dataclass` compiles six functions for each frozen class. Here only `__init__` is compiled, and
only with the first record (which makes it a third of the time): a search makes records of a third of the
classes that it loads. The other methods are the same few functions for all classes. The fields are the
library's own: its `field`, `fields`, `replace` and `asdict` take these classes as they take any other.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, Final, NoReturn

_FILE: Final = "<archive.dataclass>"  # what a traceback says

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(*, slots: bool, frozen: bool = False) -> Callable[[type], type]:
        """The decorator; `slots` must be True, `frozen` means what it means to the library's.

        A method that the class has of its own is kept. Raises TypeError for what only the library can make: a
        class without slots, ClassVar, InitVar, fields by keyword alone.
        """
        if slots is not True:
            raise TypeError("only dataclasses with slots are made here")
        return lambda given: _made(given, frozen)


def _made(given: type, frozen: bool) -> type:
    own = given.__dict__
    if not own.get("__doc__"):  # the library would write a signature, at the price of a method
        given.__doc__ = given.__name__
    made: type[Any] = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(given)
    fields = dataclasses.fields(made)
    if len(fields) != len(made.__dataclass_fields__) or any(one.kw_only for one in fields):
        raise TypeError(f"{given.__name__}: only plain fields, which can be given by their place")
    compared = _getter([one.name for one in fields if one.compare])
    methods: dict[str, Any] = {
        "__init__": _Init(made, fields, frozen),
        "__repr__": _repr,
        "__eq__": _eq(compared),
        "__hash__": _hash(compared) if frozen else None,
    }
    if frozen:
        methods |= _FROZEN
    for name, method in methods.items():
        if own.get(name) is None:  # Python gives a class with its own __eq__ a __hash__ that is None
            setattr(made, name, method)
    return made


class _Init:
    """Stands for the `__init__` of a class until someone asks for it, and then gives its place to that."""

    def __init__(self, cls: type, fields: tuple[dataclasses.Field[Any], ...], frozen: bool) -> None:
        self._class, self._fields, self._frozen = cls, fields, frozen

    def __get__(self, record: Any, kind: type) -> Callable[..., None]:
        init = _init(self._class, self._fields, self._frozen)
        self._class.__init__ = init  # type: ignore[misc]
        bound: Callable[..., None] = init.__get__(record, kind)
        return bound


def _init(cls: type, fields: tuple[dataclasses.Field[Any], ...], frozen: bool) -> Callable[..., None]:
    """The `__init__` of a class: the only method that must know its fields by name to be fast."""
    outer: dict[str, object] = {"_made": _MADE}
    takes, body = ["self"], []
    for one in fields:
        name, value = one.name, one.name
        if one.default is not dataclasses.MISSING:
            outer[f"_default_{name}"] = one.default
            takes += [f"{name}=_default_{name}"] if one.init else []
            value = name if one.init else f"_default_{name}"
        elif one.default_factory is not dataclasses.MISSING:
            outer[f"_make_{name}"] = one.default_factory
            takes += [f"{name}=_made"] if one.init else []
            value = f"_make_{name}() if {name} is _made else {name}" if one.init else f"_make_{name}()"
        elif one.init:
            takes.append(name)
        else:
            continue  # what `__post_init__` sets
        if frozen:
            outer[f"_set_{name}"] = getattr(cls, name).__set__  # of the slot: `self.name = …` is refused
        body.append(f"_set_{name}(self, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    head, lines = f"def __init__({', '.join(takes)}):", "\n  ".join(body or ["pass"])
    source = f"def outer({', '.join(outer)}):\n {head}\n  {lines}\n return __init__"
    found: dict[str, Any] = {}
    # The globals are those of the class, which know what the annotations name.
    exec(compile(source, _FILE, "exec"), vars(sys.modules[cls.__module__]), found)
    made: Callable[..., None] = found["outer"](**outer)
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    made.__annotations__ = {one.name: one.type for one in fields if one.init} | {"return": None}
    return made


class _Made:
    """Stands for a default that is made anew for each record, as in the library's signatures."""

    def __repr__(self) -> str:
        return "<factory>"


_MADE: Final = _Made()


def _getter(names: list[str]) -> Callable[[Any], object]:
    """What gives the values of these fields, to be compared."""
    if not names:
        return lambda _record: ()
    if len(names) == 1:
        only = attrgetter(names[0])
        return lambda record: (only(record),)
    return attrgetter(*names)


def _eq(compared: Callable[[Any], object]) -> Callable[[Any, object], bool]:
    def __eq__(self: Any, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return compared(self) == compared(other)

    return __eq__


def _hash(compared: Callable[[Any], object]) -> Callable[[Any], int]:
    def __hash__(self: Any) -> int:
        return hash(compared(self))

    return __hash__


@recursive_repr()
def _repr(self: Any) -> str:
    shown = (f"{one.name}={getattr(self, one.name)!r}" for one in dataclasses.fields(self) if one.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _refuse_to_set(_self: object, name: str, _value: object) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_self: object, name: str) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[object]:
    return [getattr(self, one.name) for one in dataclasses.fields(self)]


def _set_state(self: Any, state: list[object]) -> None:
    for one, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, one.name, value)


_FROZEN: Final = {
    "__setattr__": _refuse_to_set,
    "__delattr__": _refuse_to_delete,
    "__getstate__": _state,
    "__setstate__": _set_state,
}
