"""What helps when little is found: words that may have been meant, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from archive.printable import counted
from archive.search import analysis
from archive.search.index import IndexReader
from archive.search.port import EngineQuery, Filters
from archive.search.query import And, Dated, Field, Node, Not, Or, Phrase, Word, Words
from archive.search.results import Note
from archive.search.when import FOREVER


def _plain_words(node: Node) -> Iterator[str]:
    match node:
        case Word(text):
            yield text
        case Phrase(text):
            yield from analysis.WORD.findall(text)
        case Field(_, inner):
            yield from _plain_words(inner)
        case And(nodes) | Or(nodes) | Words(nodes):
            for inner in nodes:
                yield from _plain_words(inner)
        case Not() | _:
            return


def suggestions(index: IndexReader, tree: Node) -> dict[str, Sequence[str]]:
    """For words that no text holds, words of the archive that may have been meant, names first."""
    found: dict[str, Sequence[str]] = {}
    words = list(_plain_words(tree))
    for word in list(dict.fromkeys(words))[:8]:
        if index.search(EngineQuery(Word(word), limit=0)).total:
            continue
        at = words.index(word)
        beside = words[at - 1] if at else None, words[at + 1] if at + 1 < len(words) else None
        if similar := index.similar(word, beside=beside):
            found[word] = similar
    return found


def left_out(index: IndexReader, asked: EngineQuery) -> Iterator[Note]:
    """What a time asked for leaves out unseen: texts without a date."""
    if asked.where.dated is None:
        return
    undated = And((asked.tree, Not(Dated(1, FOREVER))))
    # What mentions the time is shown whether dated or not.
    timeless = replace(asked.where, dated=None)
    total = _count(index, asked, timeless, undated)
    if asked.where.spoken:
        total -= _count(index, asked, asked.where, undated)
    if total > 0:
        yield Note(f"{counted(total, 'undated hit')}, not shown.", "undated", total)


def _count(index: IndexReader, asked: EngineQuery, where: Filters, tree: Node) -> int:
    return index.search(replace(asked, tree=tree, where=where, vector=None, limit=0, facets=False)).total


def _others_away(where: Filters) -> Filters | None:
    """The same without filters but language, names and dates; None where there are no others."""
    without = replace(
        where, undated=False, translated=False, source=None, format=None, collection=None, never=()
    )
    return without if without != where else None


def helping(index: IndexReader, asked: EngineQuery) -> Iterator[Note]:
    """What would help when nothing is found: which filter is in the way, else what to try."""
    without = {
        ("--lang", "lang"): replace(asked.where, langs=()) if asked.where.langs else None,
        ("the names asked for", "names"): replace(asked.where, names=()) if asked.where.names else None,
        ("the dates", "dates"): replace(asked.where, dated=None) if asked.where.dated else None,
        ("the other filters", "others"): _others_away(asked.where),
    }
    for (name, code), where in without.items():
        if where is not None and (
            total := index.search(replace(asked, where=where, limit=0, facets=False)).total
        ):
            found = "is 1 hit" if total == 1 else f"are {total:,} hits"
            yield Note(f"Without {name} there {found}.", f"without_{code}", total)
    if (
        asked.where.dated
        and not asked.where.spoken
        and (total := _count(index, asked, replace(asked.where, spoken=True), asked.tree))
    ):
        message = (
            f"{counted(total, 'hit')} mention{'s' if total == 1 else ''} that time: --mentions shows them."
        )
        yield Note(message, "mentions", total)
    if not index.documents():
        yield Note("The archive is empty: take something in with archive ingest PATH.", "empty")
    elif isinstance(asked.tree, And | Phrase | Field):
        message = (
            "Nothing was found. Fewer conditions, OR in place of AND, or no quotation marks may find more."
        )
        yield Note(message, "conditions")
    else:
        message = "Nothing was found. Another word, or its beginning with a star (solidar*), may find more."
        yield Note(message, "words")
