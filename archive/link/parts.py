"""One text that translates several: a digest, or a text whose halves stand alone in the other language.

Each part is told by a stretch of the whole, which is compared with it as two texts are. The stretches do not
overlap and are together most of the whole, so that a text on the same subject, or one that quotes, is none.
Where a part is the translation that the whole was paired with, that link stays what it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from archive.catalog import Catalog, documents, links, sketches
from archive.catalog.intake import Passage
from archive.catalog.links import PART, TRANSLATION, Edge
from archive.catalog.sketches import Home
from archive.dataclass import dataclass
from archive.link import translations
from archive.link.align import align, covered
from archive.link.candidates import Pair, ordered
from archive.link.translations import Compared, stretch
from archive.link.vectors import vectors
from archive.link.words import profile
from archive.records import Document, Segment, Span, Status

# Tuned on 40 texts that were joined of two or three articles and set among 397 texts, their parts included;
# leads and notices, of which none translates several, have no parts.
_THRESHOLD: Final = 0.97  # of the score of a part and its stretch
_SHORTER: Final = 0.9  # of the whole's length, as its language would say it, a part has at most
_LEAST: Final = 150  # characters of a part
_PASSAGES: Final = 0.5  # how alike the passages of both texts are before they are aligned
_NEAR: Final = 0.6  # mean cosine of a part's passages and their counterparts
_HELD: Final = 0.7  # of a part has a counterpart
_DENSE: Final = 0.7  # of the stretch between its first and last counterpart
_APART: Final = 0.1  # of a stretch may also be another part's
_WHOLE: Final = 0.6  # of the whole is told by its parts together
# Tuned on articles of which one side stood in two to four pieces on a page, set among 60 pairs of others.
_FILE_SCORE: Final = 0.95  # of a text and all pieces of a file together
_FILE_LENGTHS: Final = 1.6  # so many times as long, at most, one is as the other: no more are read
_FILE_PIECES: Final = 40  # of a page at most; one with more lists texts
_PIECE_HELD: Final = 0.5  # of a piece has a counterpart
_AT: Final = translations.FEATURES.index("passages")

At = tuple[int, str]  # a text, and the language of its parts


@dataclass(frozen=True, slots=True)
class _Part:
    """A text, the stretch of the whole that says the same, and how likely it is its translation."""

    n: int
    score: float
    span: Span
    segments: tuple[Segment, ...]  # `a` in the whole
    covers: tuple[float, float]  # the share of the whole, and of the part, that has a counterpart


class _Read:
    """A text with all that it is compared by."""

    def __init__(self, document: Document, passages: Sequence[Passage]) -> None:
        self.document = document
        self.passages = passages
        self.vectors = vectors(passages)
        sizes = np.array([p.end - p.start for p in passages], np.float64)
        self.weights = sizes / max(1.0, sizes.sum())

    def near(self, other: _Read) -> float:
        """How alike the passages are to the nearest ones of another text, by length."""
        return float((self.vectors @ other.vectors.T).max(1) @ self.weights)

    def stretch(self, span: Span) -> Compared:
        """A stretch of the text as it is compared with others: half of a passage at least is in it."""
        inside = [i for i, p in enumerate(self.passages) if _overlap(Span(p.start, p.end), span) > 0.5]
        text = self.document.text[span.start : span.end]
        sizes = [self.passages[i].end - self.passages[i].start for i in inside]
        return Compared.of(self.document.lang, len(text), profile(text).tokens(), self.vectors[inside], sizes)

    def whole(self) -> Compared:
        """The text as it is compared with others."""
        return self.stretch(Span(0, len(self.document.text)))

    @classmethod
    def joined(cls, pieces: Sequence[_Read]) -> tuple[_Read, list[Span]]:
        """The pieces of a file as one text, and where each of them stands in it."""
        text, passages, blocks, spans = "", [], [], []
        for piece in pieces:
            at = len(text) + 2 if text else 0
            own = piece.document.text
            text = f"{text}\n\n{own}" if text else own
            spans.append(Span(at, at + len(own)))
            passages += [Passage(p.start + at, p.end + at, p.vector) for p in piece.passages]
            blocks += [replace(b, start=b.start + at, end=b.end + at) for b in piece.document.blocks]
        document = replace(pieces[0].document, text=text, blocks=tuple(blocks))
        return cls(document, passages), spans


class PartFinder:
    """Finds which texts translate several, among those that are not told in full by one translation."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def settle(self, docs: Iterable[int], barred: Collection[Pair]) -> None:
        """Links `docs`, and the texts that they may be a part of, anew; `barred` pairs a person rejected."""
        docs = set(docs)
        docs |= {n for pieces in sketches.beside(self.catalog, docs, _FILE_PIECES).values() for n in pieces}
        wholes = {at[0] for at in self._able(docs)[0]} | set(links.wholes(self.catalog, docs).values())
        able, partners = self._able(wholes)
        able = {at: parts for at, parts in able.items() if at[0] in wholes}
        files = sketches.beside(self.catalog, {n for ns in able.values() for n in ns}, _FILE_PIECES)
        known = {n for at, parts in able.items() for n in (at[0], *parts)}
        known |= {n for pieces in files.values() for n in pieces}
        homes = sketches.homes(self.catalog, known)
        partners |= self._partners(sketches.about(self.catalog, known))
        edges = []
        for at, parts in sorted(able.items()):
            whole = at[0]
            free = [n for n in parts if whole in homes and ordered(homes[whole], homes[n]) not in barred]
            if not partners[at] <= self._pieces(free, files):
                continue  # one text alone tells it, or most of it
            free.sort(key=lambda n: homes[n].order)
            found = self._found(at, free, partners[at]) if partners[at] <= set(free) else []
            for pieces in self._files(at, free, files, homes, partners, barred):
                file_parts = self._file(at, pieces, partners[at])
                found = file_parts if len(file_parts) > len(found) else found
            edges += [_edge(homes[whole], homes[part.n], part) for part in found]
        links.replace_parts(self.catalog, wholes, edges)

    def _pieces(self, docs: Iterable[int], files: Mapping[int, Sequence[int]]) -> set[int]:
        return {piece for n in docs for piece in files.get(n, (n,))}

    def _files(
        self,
        at: At,
        parts: Iterable[int],
        files: Mapping[int, Sequence[int]],
        homes: Mapping[int, Home],
        partners: Mapping[At, set[int]],
        barred: Collection[Pair],
    ) -> Iterator[tuple[int, ...]]:
        """The pieces of each file that may say the same as the whole, in reading order."""
        whole, lang = at[0], homes[at[0]].lang
        chars = sketches.about(self.catalog, self._pieces([whole, *parts], files))
        size = chars[whole][1] / stretch(lang)
        for pieces in sorted({tuple(files[n]) for n in parts if n in files}):
            lengths = [chars[n][1] / stretch(at[1]) for n in pieces if n in chars]
            alike = size / _FILE_LENGTHS <= sum(lengths) <= size * _FILE_LENGTHS
            if not alike or whole in pieces or len(lengths) < len(pieces):
                continue
            if all(partners.get((n, lang), set()) <= {whole} for n in pieces) and not any(
                ordered(homes[whole], homes[n]) in barred for n in pieces
            ):
                yield pieces

    def _file(self, at: At, pieces: Sequence[int], partners: set[int]) -> list[_Part]:
        """The pieces of a file that a text translates together, with their stretches; none if it does not.

        The order of the file tells more than each piece alone, which may be short, or like other texts.
        """
        if not partners <= set(pieces):
            return []
        whole, parts = self._read(at[0]), [self._read(n) for n in pieces]
        file, places = _Read.joined(parts)
        a, b = whole.document, file.document
        segments = align(a.text, b.text, whole.passages, file.passages, a.blocks, b.blocks)
        ours = {at[0], *pieces}
        rivals = [
            np.frombuffer(one.features, "<f4")
            for pair, one in sketches.candidates(self.catalog, ours).items()
            if not ours.issuperset(pair)
        ]
        score = translations.score_among(whole.whole(), file.whole(), rivals)
        if score < _FILE_SCORE:
            return []
        found = []
        for n, part, place in zip(pieces, parts, places, strict=True):
            own = tuple(
                Segment(s.a, Span(s.b.start - place.start, s.b.end - place.start), s.score)
                for s in segments
                if place.start <= s.b.start and s.b.end <= place.end
            )
            covers = covered(own, a.text, part.document.text)
            if own and covers[1] >= _PIECE_HELD:
                found.append(_Part(n, score, Span(own[0].a.start, own[-1].a.end), own, covers))
        if len(found) < 2 or sum(part.covers[0] for part in found) < _WHOLE:
            return []
        return [part for part in found if part.n not in partners]

    def _able(self, docs: Collection[int]) -> tuple[dict[At, list[int]], dict[At, set[int]]]:
        """Which texts may be parts of which, at `docs`, and the translations that these are paired with.

        A part is shorter, has no translation but the whole, and has counterparts there.
        """
        columns = sketches.columns(self.catalog, docs)
        rows = np.frombuffer(columns.features, "<f4").reshape(len(columns.a), len(translations.FEATURES))
        near = np.flatnonzero(rows[:, _AT] >= _PASSAGES).tolist()
        pairs = [(columns.a[i], columns.b[i]) for i in near]
        about = sketches.about(self.catalog, {n for pair in pairs for n in pair})
        partners = self._partners(about)
        able: dict[At, list[int]] = defaultdict(list)
        for pair in pairs:
            for whole, part in (pair, pair[::-1]):
                (lang, chars), (other, others) = about[whole], about[part]
                shorter = others >= _LEAST and others / stretch(other) <= _SHORTER * chars / stretch(lang)
                if shorter and partners[part, lang] <= {whole}:
                    able[whole, other].append(part)
        return able, partners

    def _partners(self, about: Mapping[int, tuple[str, int]]) -> dict[At, set[int]]:
        """The translations of these texts in each language."""
        edges = links.touching(self.catalog, about, TRANSLATION, whole=False)
        ends = {n for edge in edges for n in (edge.a, edge.b)}
        langs = {n: lang for n, (lang, _) in sketches.about(self.catalog, ends).items()}
        found: dict[At, set[int]] = defaultdict(set)
        for edge in edges:
            if edge.status is not Status.REJECTED and edge.a in langs and edge.b in langs:
                found[edge.a, langs[edge.b]].add(edge.b)
                found[edge.b, langs[edge.a]].add(edge.a)
        return found

    def _found(self, at: At, parts: Sequence[int], partners: set[int]) -> list[_Part]:
        """Those of `parts` that the whole translates and is not paired with, in the order of the whole."""
        whole = self._read(at[0])
        read = {n: self._read(n) for n in parts}
        near = [n for n in parts if read[n].near(whole) >= _NEAR]
        if len(near) < 2:
            return []
        found = [part for n in near if (part := self._part(whole, read[n], at[0], n))]
        kept: list[_Part] = []
        for part in sorted(found, key=lambda p: -p.score):
            if all(_overlap(part.span, other.span) <= _APART for other in kept):
                kept.append(part)
        share = sum(part.covers[0] for part in kept)
        if len(kept) < 2 or share < _WHOLE or not partners <= {part.n for part in kept}:
            return []
        return [part for part in kept if part.n not in partners]

    def _part(self, whole: _Read, part: _Read, w: int, n: int) -> _Part | None:
        """What text `n` is the translation of in the whole `w`, if it is one of a part."""
        a, b = whole.document, part.document
        segments = align(a.text, b.text, whole.passages, part.passages, a.blocks, b.blocks)
        segments = _main(segments, len(b.text))
        if not segments:
            return None
        span = Span(segments[0].a.start, segments[-1].a.end)
        covers = covered(segments, a.text, b.text)
        length = sum(s.a.end - s.a.start for s in segments)
        if covers[1] < _HELD or length < _DENSE * (span.end - span.start):
            return None
        rivals = [
            np.frombuffer(one.features, "<f4")
            for pair, one in sketches.candidates(self.catalog, [n]).items()
            if w not in pair
        ]
        score = translations.score_among(whole.stretch(span), part.whole(), rivals)
        return _Part(n, score, span, segments, covers) if score >= _THRESHOLD else None

    def _read(self, n: int) -> _Read:
        return _Read(documents.by_number(self.catalog, [n])[n], documents.passages(self.catalog, n))


def _edge(whole: Home, home: Home, part: _Part) -> Edge:
    a, b = ordered(whole, home)
    first = a == whole.n
    evidence = {
        "rule": "part", "whole": whole.lang, "span": [part.span.start, part.span.end],
        "covers": [round(share, 2) for share in (part.covers if first else part.covers[::-1])],
    }  # fmt: skip
    segments = part.segments if first else tuple(Segment(s.b, s.a, s.score) for s in part.segments)
    return Edge(PART, a, b, part.score, evidence=evidence, segments=segments)


def _main(segments: Sequence[Segment], length: int) -> tuple[Segment, ...]:
    """The segments without stray ones at either end, far from the rest: a title or a date line elsewhere."""
    kept = list(segments)
    while len(kept) > 1:
        first, last = kept[0], kept[-1]
        if kept[1].a.start - first.a.end > length / 2 and first.b.end - first.b.start < length / 4:
            kept = kept[1:]
        elif last.a.start - kept[-2].a.end > length / 2 and last.b.end - last.b.start < length / 4:
            kept = kept[:-1]
        else:
            break
    return tuple(kept)


def _overlap(a: Span, b: Span) -> float:
    """How much of the shorter of two stretches both have."""
    both = min(a.end, b.end) - max(a.start, b.start)
    return max(0, both) / max(1, min(a.end - a.start, b.end - b.start))
