"""Names in a query: which entities of the archive they may be, in whatever language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from archive.catalog import Catalog, entities
from archive.catalog.entities import name_key
from archive.lang import registry
from archive.search import analysis
from archive.search.port import Named
from archive.search.query import And, Node, Or, Phrase, Word, Words

_LONGEST = 6  # words of a name that is looked for inside a query


def filters(catalog: Catalog, asked: Iterable[tuple[str, str]]) -> tuple[Named, ...]:
    """The filters for (type, name as typed, or an entity's id)."""
    found = []
    for kind, name in asked:
        keys = name_key(name), " ".join(analysis.forms(name))
        found.append(Named(kind, name, frozenset(entities.for_filter(catalog, kind, name.strip(), keys))))
    return tuple(found)


def aliases(catalog: Catalog, tree: Node) -> Mapping[tuple[str, ...], frozenset[int]]:
    """The names that stand in a query, as forms in a row, and the entities called so."""
    keys: dict[str, set[tuple[str, ...]]] = {}
    for run in _runs(tree):
        for start in range(len(run)):
            for end in range(start + 1, min(len(run), start + _LONGEST) + 1):
                words = run[start:end]
                forms = tuple(form for word in words for form in analysis.forms(word))
                if forms and not registry.stop_words().issuperset(forms):
                    for key in {name_key(" ".join(words)), " ".join(forms)}:
                        keys.setdefault(key, set()).add(forms)
    found: dict[tuple[str, ...], set[int]] = {}
    for folded, entity in entities.with_keys(catalog, keys):
        for forms in keys[folded]:
            found.setdefault(forms, set()).add(entity)
    return {forms: frozenset(numbers) for forms, numbers in found.items()}


def _runs(node: Node) -> Iterator[Sequence[str]]:
    """Words that stand side by side, as typed."""
    match node:
        case Word(text, exact) if not exact:
            yield [text]
        case Phrase(text, None):
            words = analysis.WORD.findall(text)
            if len(words) <= _LONGEST:
                yield words
        case Words(nodes):
            run: list[str] = []
            for inner in nodes:
                if isinstance(inner, Word) and not inner.exact:
                    run.append(inner.text)
                else:
                    yield run
                    run = []
                    yield from _runs(inner)
            yield run
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from _runs(inner)
        case _:
            return
