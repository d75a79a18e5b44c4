"""Why texts are linked or are not: what competed for a place beside a document, and what decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from archive.catalog import Catalog, documents, links, sketches
from archive.catalog.links import DUPLICATE, EXCERPT, PART, TRANSLATION, Edge
from archive.dataclass import dataclass
from archive.link.groups import Copies, Excerpts
from archive.link.translations import THRESHOLD
from archive.reasons import Considered
from archive.records import Document, Status


def considered(catalog: Catalog, n: int) -> list[Considered]:
    """What the current document `n` is linked to, and what was rejected for a link, best first."""
    copies = Copies(catalog)
    return [
        *_translations(catalog, copies, n),
        *_parts(catalog, n),
        *_duplicates(catalog, copies, n),
        *_excerpts(catalog, copies, n),
    ]


@dataclass(frozen=True, slots=True)
class _Held:
    """A translation that holds: the document at the other end, and the link, which may be a copy's."""

    document: Document
    edge: Edge
    direct: bool


def _translations(catalog: Catalog, copies: Copies, n: int) -> Iterator[Considered]:
    group = copies.members([n])[n]
    rejected = {
        _other(e, group) for e in links.touching(catalog, group, TRANSLATION) if e.status is Status.REJECTED
    }
    linked = _translations_in(catalog, group, n)
    for one in linked.values():
        yield _taken(one)
    # Candidates are kept for the one of several copies that represents them.
    pairs = sketches.candidates(catalog, {group[0]})
    parts = {end for edge in links.touching(catalog, [n], PART) for end in (edge.a, edge.b)}
    rivals = {m: c.score for p, c in pairs.items() for m in p if m != group[0] and m not in parts}
    groups = copies.members(rivals)
    found = documents.by_number(catalog, [n, *rivals])
    for m, score in sorted(rivals.items(), key=lambda pair: -pair[1]):
        if m not in found or linked.keys() & set(groups[m]):
            continue
        if rejected & set(groups[m]):
            why = "a person rejected it"
        elif score < THRESHOLD:
            why = f"its score is below {THRESHOLD}"
        else:
            why = _beaten(linked.values(), found[m].lang) or _beaten(
                _translations_in(catalog, groups[m], m).values(), found[n].lang
            )
        why = why or "a better pair was taken"
        yield Considered(
            "translation", found[m].id, found[m].title or "", "compared", False, why,
            {"score": round(score, 4), "threshold": THRESHOLD},
        )  # fmt: skip


def _translations_in(catalog: Catalog, group: Sequence[int], n: int) -> dict[int, _Held]:
    """The translations of document `n`, one of a group of copies, by their numbers; its own before theirs."""
    edges = [e for e in links.touching(catalog, group, TRANSLATION) if e.status is not Status.REJECTED]
    edges.sort(key=lambda e: (n not in (e.a, e.b), -e.score))
    found = documents.by_number(catalog, [_other(e, group) for e in edges])
    linked: dict[int, _Held] = {}
    for edge in edges:
        m = _other(edge, group)
        if m in found:
            linked.setdefault(m, _Held(found[m], edge, n in (edge.a, edge.b)))
    return linked


def _taken(pair: _Held) -> Considered:
    evidence = pair.edge.evidence
    rule = str(evidence.get("rule", ""))
    measures = {k: float(v) for k, v in evidence.items() if isinstance(v, int | float)}
    why = {
        "a person's word": "a person confirmed it",
        "one post": "one post holds both",
        "said together": f"{evidence.get('by')} says so ({evidence.get('key')})",
        "compared": "the best pair that either text is in",
    }.get(rule, rule)
    if pair.edge.status is Status.CONFIRMED:
        why = "a person confirmed it"
    if not pair.direct:
        why += ", for a copy of this text"
    return Considered(
        "translation", pair.document.id, pair.document.title or "", rule, True, why,
        {"score": round(pair.edge.score, 4), "threshold": THRESHOLD, **measures},
    )  # fmt: skip


def _parts(catalog: Catalog, n: int) -> Iterator[Considered]:
    """The texts that a document translates beside others, and the one that translates it beside others."""
    edges = {edge.b if edge.a == n else edge.a: edge for edge in links.touching(catalog, [n], PART)}
    cut = {one.whole for one in links.cut_apart(catalog) if n in one.pieces} if edges else set()
    for m, document in documents.by_number(catalog, sorted(edges)).items():
        evidence = edges[m].evidence
        whole = document.lang == evidence["whole"]
        start, end = evidence["span"] if isinstance(evidence["span"], list) else (0, 0)
        why = "it translates this text and more" if whole else "this text translates it and more"
        if m in cut:
            why = "it is one text of what this source has in pieces; archive decide join makes one of them"
        yield Considered(
            "translation", document.id, document.title or "", "part", True, why,
            {"score": round(edges[m].score, 4), "start": float(start), "end": float(end)},
        )  # fmt: skip


def _beaten(pairs: Iterable[_Held], lang: str) -> str:
    """Which translation into a language was taken in place of another; empty where there is none."""
    for one in pairs:
        if one.document.lang == lang:
            return f"{one.document.id} was taken in its place, with a score of {one.edge.score:.4f}"
    return ""


def _duplicates(catalog: Catalog, copies: Copies, n: int) -> Iterator[Considered]:
    compared = copies.considered(n)
    group = set(copies.members([n])[n]) - {n}
    found: Mapping[int, Document] = documents.by_number(catalog, [*compared, *group])
    order = sorted(
        {*compared, *group}, key=lambda m: (m not in group, -(compared.get(m, (0, ""))[0] or 0), m)
    )
    for m in order:
        if m not in found:
            continue
        score, why = compared.get(m, (None, "a copy of a copy of it"))
        if (verdict := copies.said(n).get(m)) is not None:
            why = "a person said so" if verdict else "a person said that they are no copies"
        measures = {} if score is None else {"score": score}
        yield Considered(
            DUPLICATE, found[m].id, found[m].title or "", "same words", m in group, why, measures
        )


def _excerpts(catalog: Catalog, copies: Copies, n: int) -> Iterator[Considered]:
    """The text that a document is an excerpt of, and longer ones that were looked at."""
    taken = {edge.a: edge for edge in links.touching(catalog, [n], EXCERPT, "b")}
    looked_at = Excerpts(catalog, copies).considered(n)
    found = documents.by_number(catalog, sorted({*taken, *looked_at}))
    for m in sorted(found, key=lambda m: (m not in taken, m)):
        one = looked_at.get(m)
        if edge := taken.get(m):
            why, score = str(edge.evidence.get("why", "")), edge.score
        else:
            why = (
                "another text holds as much of it"
                if one
                else "it holds other words, or does not say that it is cut"
            )
            score = one.score if one else 0.0
        yield Considered(
            EXCERPT, found[m].id, found[m].title or "", "excerpt", m in taken, why, {"score": score}
        )


def _other(edge: Edge, group: Sequence[int]) -> int:
    return edge.b if edge.a in group else edge.a
