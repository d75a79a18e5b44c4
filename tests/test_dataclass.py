"""Dataclasses that are made fast behave as those that the library makes of the same classes."""

import copy
import dataclasses
import inspect
import pickle
import subprocess
import sys
import typing
from collections.abc import Callable
from dataclasses import field
from typing import Any, ClassVar

import pytest

from archive.dataclass import dataclass

FROZEN = {"frozen": True, "slots": True}
OPEN = {"slots": True}
Kinds = tuple[type[Any], type[Any]]


def both(make: Callable[[], type[Any]], **options: bool) -> Kinds:
    """The same class as the archive makes it and as the library does."""
    return dataclass(**options)(make()), dataclasses.dataclass(**options)(make())


def nothing() -> type[Any]:
    class Vide:
        """No field."""

    return Vide


def one() -> type[Any]:
    class Lieu:
        """One field."""

        nom: str

    return Lieu


def many() -> type[Any]:
    class Réunion:
        """Fields of every sort."""

        jour: str
        lieu: "str | None" = None
        said: tuple[str, ...] = ()
        places: list[str] = field(default_factory=list)
        secret: str = field(default="caché", repr=False)
        note: str = field(default="", compare=False)
        fixed: int = field(default=7, init=False)
        made: dict[str, int] = field(default_factory=dict, init=False, compare=False)

        @property
        def where(self) -> str:
            """A place, or none."""
            return self.lieu or "nulle part"

    return Réunion


def derived() -> type[Any]:
    class Counted:
        """A field that follows from another."""

        words: tuple[str, ...]
        distinct: frozenset[str] = field(init=False, repr=False, compare=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "distinct", frozenset(self.words))

    return Counted


def own() -> type[Any]:
    class Own:
        """Methods of its own, which are kept."""

        name: str
        rest: str = ""

        def __init__(self, name: str) -> None:
            object.__setattr__(self, "name", name.casefold())
            object.__setattr__(self, "rest", "given")

        def __repr__(self) -> str:
            return f"<{self.name}>"

        def __eq__(self, other: object) -> bool:
            return isinstance(other, type(self)) and other.name[:1] == self.name[:1]

        def __reduce__(self) -> tuple[Any, ...]:
            return type(self), (self.name,)

    return Own


class Base:
    """What stands under a record: no fields."""

    __slots__: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple([getattr(self, name) for name in self.__slots__])


def based() -> type[Any]:
    class Étape(Base):
        """Over a class that is none."""

        start: int
        end: int = 0

    return Étape


CASES = [
    (nothing, ()),
    (one, ("Calais",)),
    (many, ("2016-02-03",)),
    (many, ("2016-02-03", "Douvres", ("a", "b"), ["c"], "x", "note")),
    (derived, (("les", "mots", "les"),)),
    (own, ("Élodie",)),
    (based, (3,)),
    (based, (3, 9)),
]
OPTIONS = pytest.mark.parametrize("options", [FROZEN, OPEN], ids=["frozen", "open"])
EACH = pytest.mark.parametrize(("make", "given"), CASES)


def outcome(act: Callable[[], object]) -> object:
    """What an act gives, or the kind of error and its words."""
    try:
        return act()
    except Exception as error:
        return type(error), str(error)


@OPTIONS
@EACH
def test_a_record_is_what_the_library_makes(
    make: Callable[[], type[Any]], given: tuple[Any, ...], options: dict[str, bool]
) -> None:
    ours, theirs = both(make, **options)
    a, b = ours(*given), theirs(*given)
    names = [f.name for f in dataclasses.fields(ours)]
    assert names == [f.name for f in dataclasses.fields(theirs)]
    assert [getattr(a, name) for name in names] == [getattr(b, name) for name in names]
    assert repr(a) == repr(b)
    assert str(inspect.signature(ours)) == str(inspect.signature(theirs))
    assert typing.get_type_hints(ours.__init__) == typing.get_type_hints(theirs.__init__)
    for name in ("__doc__", "__slots__", "__match_args__", "__qualname__", "__module__"):
        assert getattr(ours, name) == getattr(theirs, name)
    assert not hasattr(a, "__dict__")
    assert dataclasses.asdict(a) == dataclasses.asdict(b)
    assert ours.__init__.__qualname__ == theirs.__init__.__qualname__


@OPTIONS
@EACH
def test_a_record_is_compared_as_the_librarys(
    make: Callable[[], type[Any]], given: tuple[Any, ...], options: dict[str, bool]
) -> None:
    ours, theirs = both(make, **options)
    others = [given, *((*given[:n], "other", *given[n + 1 :]) for n in range(len(given)))]
    for left in others:
        for right in others:
            expected = theirs(*left) == theirs(*right)
            assert (ours(*left) == ours(*right)) is expected, (left, right)
            assert (ours(*left) != ours(*right)) is not expected
    assert ours(*given) != theirs(*given)
    assert ours(*given).__eq__(1) == theirs(*given).__eq__(1)
    a, b = outcome(lambda: hash(ours(*given))), outcome(lambda: hash(theirs(*given)))
    assert a == b if not isinstance(b, int) else isinstance(a, int)
    if isinstance(a, int):
        assert a == hash(ours(*given))


@OPTIONS
@EACH
def test_a_record_is_set_and_copied_as_the_librarys(
    make: Callable[[], type[Any]], given: tuple[Any, ...], options: dict[str, bool]
) -> None:
    ours, theirs = both(make, **options)

    def acts(cls: type[Any]) -> list[object]:
        record = cls(*given)
        name = next((f.name for f in dataclasses.fields(cls)), "none")
        changed = [
            outcome(lambda: setattr(record, name, "changed")),
            outcome(lambda: delattr(record, name)),
            outcome(lambda: hasattr(record, name)),
        ]
        return [
            *(changed if name != "none" else ()),  # what the library says there is another in each version
            outcome(lambda: repr(copy.copy(cls(*given)))),
            outcome(lambda: repr(copy.deepcopy(cls(*given)))),
            outcome(lambda: repr(dataclasses.replace(cls(*given), **{name: "new"}))),
            outcome(lambda: repr(cls())),
            outcome(lambda: cls(*given, unknown=1)),
            outcome(lambda: cls(*range(20))),
        ]

    assert acts(ours) == acts(theirs)


@OPTIONS
def test_what_makes_a_record_is_compiled_when_the_first_is_made(options: dict[str, bool]) -> None:
    ours = dataclass(**options)(many())
    assert not inspect.isfunction(vars(ours)["__init__"])
    assert ours("2016") == ours("2016")
    assert inspect.isfunction(vars(ours)["__init__"])


def test_a_class_over_another_makes_its_records_by_that_ones_init() -> None:
    ours = dataclass(slots=True)(one())

    class Over(ours):  # type: ignore[misc, valid-type]
        def __init__(self) -> None:
            super().__init__("Calais")

    assert Over().nom == "Calais"
    assert ours("Douvres").nom == "Douvres"
    assert Over().nom == "Calais"


def test_each_record_has_a_default_of_its_own() -> None:
    ours, _ = both(many, **FROZEN)
    ours("2016").places.append("x")
    assert ours("2016").places == []
    assert ours("2016").made is not ours("2016").made


@dataclass(frozen=True, slots=True)
class Kept:
    """Pickled by its name."""

    a: int
    b: tuple[str, ...] = ()
    inner: "Kept | None" = None


@dataclass(slots=True)
class Growing:
    """Holds itself."""

    all: "list[Growing]" = field(default_factory=list)


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_a_record_is_pickled(protocol: int) -> None:
    record = Kept(1, ("é", "x"), Kept(2))
    assert pickle.loads(pickle.dumps(record, protocol)) == record
    assert pickle.loads(pickle.dumps(Growing([Growing()]), protocol)) == Growing([Growing()])


def test_a_record_that_holds_itself_is_shown() -> None:
    record = Growing()
    record.all.append(record)
    assert repr(record) == "Growing(all=[...])"


def test_records_are_taken_apart_by_their_places() -> None:
    match Kept(3, ("x",)):
        case Kept(a, b):
            assert (a, b) == (3, ("x",))
        case _:
            pytest.fail("not matched")


def by_keyword() -> type[Any]:
    class Named:
        a: int = field(kw_only=True)

    return Named


def shared() -> type[Any]:
    class Shared:
        a: int
        all: ClassVar[int] = 3

    return Shared


def passed_on() -> type[Any]:
    class PassedOn:
        a: int
        b: dataclasses.InitVar[int]

    return PassedOn


@pytest.mark.parametrize("make", [by_keyword, shared, passed_on])
def test_what_only_the_library_can_make_is_refused(make: Callable[[], type[Any]]) -> None:
    with pytest.raises(TypeError, match="only plain fields"):
        dataclass(**FROZEN)(make())


@pytest.mark.parametrize("options", [{"frozen": True}, {"slots": False}, {"slots": True, "eq": False}])
def test_what_it_does_not_know_is_refused(options: dict[str, bool]) -> None:
    with pytest.raises(TypeError):
        dataclass(**options)(one())


def test_a_search_makes_no_class_by_the_library_alone() -> None:
    """Every class that the command line of a search loads: none has a method that the library compiled."""
    code = """
import dataclasses, sys
import archive.cli.search, archive.app, archive.search.index, archive.search.engines.whoosh.engine
ours = [c for m in list(sys.modules.values()) if m.__name__.startswith("archive")
        for c in vars(m).values() if isinstance(c, type) and c.__module__ == m.__name__]
records = [c for c in ours if "__dataclass_fields__" in vars(c)]
print(len(records), [c for c in records if c.__init__.__code__.co_filename != "<archive.dataclass>"])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    count, others = done.stdout.split(" ", 1)
    assert int(count) > 50
    assert others.strip() == "[]"
