"""Annotated texts in, spaCy training examples out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spacy.tokens import Doc, Span
from spacy.training import Example

# What the three kinds of names are called inside each language's stock component. English places
# are all taught as GPE: the component's own LOC and FAC are read as places too, but a learner does
# better with one label for one kind.
LABELS = {
    "fr": {"PER": "PER", "LOC": "LOC", "ORG": "ORG"},
    "en": {"PER": "PERSON", "LOC": "GPE", "ORG": "ORG"},
}
KINDS = {
    "PER": "PER", "PERSON": "PER", "LOC": "LOC", "GPE": "LOC", "FAC": "LOC", "ORG": "ORG",
}  # fmt: skip
Entity = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text with its people (PER), places (LOC) and organisations (ORG).

    `ignore` are spans of which the annotators say something that is none of the three; `group`
    is the document that the text comes from: texts of one group never stand on both sides of a test.
    """

    text: str
    entities: tuple[Entity, ...]
    ignore: tuple[Entity, ...] = ()
    group: str = ""
    origin: str = field(default="", compare=False)


def find(name: str, folders: Iterable[Path]) -> list[Annotated]:
    """The texts of a set, from the first of the folders that has `NAME.jsonl` or `NAME.iob2`.

    `NAME:0/2` are those of half of its documents (`fold_of`), `NAME:1/2` the others. Raises
    FileNotFoundError if no folder has the set.
    """
    name, _, part = name.partition(":")
    if part:
        fold, folds = map(int, part.split("/"))
        return [text for text in find(name, folders) if fold_of(text.group, folds) == fold]
    for folder in folders:
        for ending, reader in ((".jsonl", read), (".iob2", read_iob2)):
            if (file := folder / (name + ending)).exists():
                return reader(file)
    raise FileNotFoundError(f"no set {name}")


def read(path: Path) -> list[Annotated]:
    """The texts of a JSON-lines file with `id`, `text`, `entities` and `ignore` in each line."""
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    return [
        Annotated(
            row["text"],
            tuple((a, b, kind) for a, b, kind in row["entities"]),
            tuple((a, b, kind) for a, b, kind in row.get("ignore", ())),
            _group(row["id"]),
            path.stem,
        )
        for row in rows
    ]


def read_iob2(path: Path) -> list[Annotated]:
    """The texts of a file of Universal NER: `# newdoc id`, `# text`, then a word and its tag a line.

    Other tags than those of people, places and organisations (`OTH`, and `B-O`, a slip of the annotators)
    count as none. Raises ValueError for a word that its text does not hold.
    """
    texts: list[Annotated] = []
    tagged: list[Entity] = []
    group, text, at = "", "", 0
    for line in [*path.read_text("utf-8").splitlines(), ""]:
        if line.startswith("# newdoc id = "):
            group = "uner/" + line.split(" = ", 1)[1]
        elif line.startswith("# text = "):
            text, tagged, at = line.split(" = ", 1)[1], [], 0
        elif line and not line.startswith("#"):
            _, word, tag = line.split("\t")[:3]
            start = text.index(word, at)
            at = start + len(word)
            tagged.append((start, at, tag))
        elif not line and text:
            texts.append(Annotated(text, _joined(tagged), (), group, path.stem))
            text = ""
    return texts


def _joined(tagged: Iterable[Entity]) -> tuple[Entity, ...]:
    """Names of words that are tagged B- or I- with a kind; what is not of the three kinds goes."""
    names: list[Entity] = []
    before = ""
    for start, end, tag in tagged:
        if tag.startswith("I-") and before.endswith(tag[1:]):
            names[-1] = (names[-1][0], end, tag[2:])
        elif tag != "O":
            names.append((start, end, tag[2:]))
        before = tag
    return tuple(name for name in names if name[2] in LABELS["en"])


def _group(name: str) -> str:
    """The document of a paragraph or sentence: its id without the number at the end."""
    return re.sub(r"[/-]\d+$", "", name) if not name.startswith("wikigold") else name


def fold_of(group: str, folds: int) -> int:
    """Which fold a document belongs to: a fixed function of its name."""
    total = 0
    for char in group:
        total = (total * 131 + ord(char)) % 1_000_003
    return total % folds


def examples(nlp: Any, lang: str, texts: Iterable[Annotated], rehearse: bool = True) -> Iterator[Example]:
    """Each text as an Example for `nlp`'s ner component.

    With `rehearse`, what the stock component in `nlp` says of other kinds (MISC, NORP, dates…) is
    kept as truth where the annotators said nothing, so that the component does not forget it.
    """
    texts = list(texts)
    made = [nlp.make_doc(text.text) for text in texts]
    guesses = nlp.pipe([text.text for text in texts], batch_size=128) if rehearse else made
    for text, plain, guess in zip(texts, made, guesses, strict=True):
        yield Example(plain, _truth(plain, lang, text, guess.ents if rehearse else ()))


def _truth(doc: Doc, lang: str, text: Annotated, guesses: Sequence[Span]) -> Doc:
    truth = doc.copy()
    taken = [False] * len(doc)
    ents: list[Span] = []
    unknown: list[Span] = []

    def add(start: int, end: int, label: str | None) -> None:
        exact = doc.char_span(start, end)
        span = exact or doc.char_span(start, end, alignment_mode="expand")
        if span is None or any(taken[i] for i in range(span.start, span.end)):
            return
        for i in range(span.start, span.end):
            taken[i] = True
        if exact is None or label is None:
            unknown.append(Span(truth, span.start, span.end))
        else:
            ents.append(Span(truth, span.start, span.end, label=label))

    for a, b, kind in text.entities:
        add(a, b, LABELS[lang][kind])
    others = {(g.start_char, g.end_char): g.label_ for g in guesses if g.label_ not in KINDS}
    for a, b, _ in text.ignore:
        add(a, b, "MISC" if lang == "fr" else others.get((a, b)))
    for guess in guesses:
        if guess.label_ not in KINDS:
            add(guess.start_char, guess.end_char, guess.label_)
    truth.set_ents(ents, missing=unknown, default="outside")
    return truth


@dataclass(slots=True)
class Counts:
    """Strict counts: same span and type."""

    hit: int = 0
    said: int = 0
    gold: int = 0

    @property
    def f1(self) -> float:
        return 2 * self.hit / (self.said + self.gold) if self.said + self.gold else 0.0


def score(text: Annotated, said: Iterable[Entity], counts: dict[str, Counts]) -> set[Entity]:
    """Adds a text to the counts of each kind; what overlaps an ignored span counts neither way.

    Gives what of `said` was counted.
    """
    gold = set(text.entities)
    kept = {p for p in said if p in gold or not any(p[0] < b and a < p[1] for a, b, _ in text.ignore)}
    for kind in ("PER", "LOC", "ORG"):
        here = counts.setdefault(kind, Counts())
        here.gold += sum(e[2] == kind for e in gold)
        here.said += sum(p[2] == kind for p in kept)
        here.hit += sum(p[2] == kind for p in kept & gold)
    return kept


def overall(counts: dict[str, Counts]) -> Counts:
    """All kinds together."""
    every = counts.values()
    return Counts(sum(c.hit for c in every), sum(c.said for c in every), sum(c.gold for c in every))
