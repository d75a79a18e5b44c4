"""Copies found, and texts of one form kept apart: `python benchmarks/copies.py ../shared/data/pairs`.

Makes copies of real texts by what happens to them on the web: other menus, other white space, a link
lost, a line added. Sets of near-copies among the texts (notices made from one form) must stay apart.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from archive.catalog import Catalog, documents, kin
from archive.catalog.intake import Intake, Made
from archive.link.run import link
from archive.records import Draft, LangSpan, Page, Source, Span
from archive.text import fingerprint

MENUS = {
    "fr": ("Accueil", "Qui sommes-nous ?", "Contact", "Archives", "Agenda", "Nous rejoindre", "Plan du site",
           "Faire un don", "Mentions légales", "S'abonner à la lettre", "Partager sur les réseaux", "Presse"),
    "en": ("Home", "About us", "Contact", "Archives", "Calendar", "Join us", "Site map", "Donate",
           "Legal notice", "Subscribe to our newsletter", "Share this page", "Press"),
}  # fmt: skip
LINES = {
    "fr": (
        "À lire aussi : les autres textes de notre dossier.",
        "Texte repris avec l'accord de ses auteurs.",
    ),
    "en": ("See also the other pieces in this series.", "Reposted with permission of the authors."),
}


def menus(text: str, lang: str, rng: random.Random) -> str:
    """The text between a menu above, one item a line or all on one, and a footer."""
    head = rng.sample(MENUS[lang], rng.randint(3, 6))
    foot = rng.sample(MENUS[lang], rng.randint(2, 4))
    return (rng.choice((" | ", "\n"))).join(head) + "\n\n" + text + "\n\n" + "\n".join(foot)


def spaces(text: str, _lang: str, rng: random.Random) -> str:
    """Other white space: doubled, no-break, other line ends, straight quotes."""
    words = text.split(" ")
    joined = "".join(w + rng.choices((" ", "  ", "\u00a0"), (8, 1, 1))[0] for w in words)
    return joined.replace("\n\n", rng.choice(("\n", "\n\n\n", "\n \n"))).replace("’", "'")


def lost_link(text: str, _lang: str, rng: random.Random) -> str:
    """One to three words of a paragraph gone."""
    parts = text.split("\n\n")
    long = [i for i, part in enumerate(parts) if len(part.split(" ")) >= 8]
    if not long:
        return text
    i = rng.choice(long)
    words = parts[i].split(" ")
    at = rng.randrange(1, len(words) - 3)
    parts[i] = " ".join(words[:at] + words[at + rng.randint(1, 3) :])
    return "\n\n".join(parts)


def added_line(text: str, lang: str, rng: random.Random) -> str:
    """A line more, somewhere between paragraphs."""
    parts = text.split("\n\n")
    parts.insert(rng.randint(0, len(parts)), rng.choice(LINES[lang]))
    return "\n\n".join(parts)


EDITS: tuple[Callable[[str, str, random.Random], str], ...] = (menus, spaces, lost_link, added_line)


def texts(group: Path, most: int) -> Iterator[tuple[str, str, str]]:
    """Name, language and text of up to `most` files of each language, different from each other."""
    seen: set[str] = set()
    for lang in ("en", "fr"):
        for path in sorted((group / lang).glob("*.txt"))[:most]:
            text = path.read_text(encoding="utf-8").strip()
            if fingerprint(text) not in seen:
                seen.add(fingerprint(text))
                yield path.stem, lang, text


Pairs = set[frozenset[str]]


def measure(group: Path, most: int, rng: random.Random, errors: int) -> tuple[Pairs, Pairs]:
    """The pairs of copies there are and those found, in an archive of one set's texts and their copies."""
    gold: Pairs = set()
    made: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder, Catalog.open(Path(folder), create=True) as catalog:
        for name, lang, text in texts(group, most):
            _add(catalog, name, lang, text)
            made[name] = "as it was"
            copies = []
            for i in range(rng.choice((0, 0, 1, 2))):
                edits = rng.sample(EDITS, rng.randint(1, 2))
                copy = text
                for edit in edits:
                    copy = edit(copy, lang, rng)
                copies.append(f"{name}-{i}")
                made[copies[-1]] = "+".join(e.__name__ for e in edits)
                _add(catalog, copies[-1], lang, copy)
            gold |= {frozenset((x, y)) for x in (name, *copies) for y in (name, *copies) if x != y}
        link(catalog)
        names = {n: d.source for n, d in documents.every(catalog)}
        found = kin.duplicates_of(catalog, names)
    said = {frozenset((names[n], other.source)) for n, others in found.items() for other in others}
    for title, pairs in (("wrong", said - gold), ("missed", gold - said)):
        for pair in sorted(map(sorted, pairs))[:errors]:
            print(f"  {title}", *(f"{name} ({made[name]})" for name in pair))
    return gold, said


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=150)
    parser.add_argument("--errors", type=int, default=0)
    options = parser.parse_args()
    if not options.folder.is_dir():
        sys.exit(f"There are no texts in {options.folder}: nothing is measured.")
    rng = random.Random(7)
    totals = [0, 0, 0]
    # Not mandates: some of these are each other's copies as they stand.
    for name in ("articles", "leads", "programs", "advisories"):
        gold, said = measure(options.folder / name, options.most, rng, options.errors)
        counts = len(gold & said), len(said), len(gold)
        totals = [a + b for a, b in zip(totals, counts, strict=True)]
        print(name, _figures(*counts))
    print("all", _figures(*totals))


def _figures(right: int, said: int, gold: int) -> str:
    return f"P {right / max(1, said):.4f} R {right / max(1, gold):.4f} pairs {gold}"


def _add(catalog: Catalog, name: str, lang: str, text: str) -> None:
    sha256 = hashlib.sha256(f"{name}{text}".encode()).hexdigest()
    lines = [(m, m + len(line)) for m, line in _lines(text) if line.strip()]
    blocks = tuple(LangSpan(a, b, lang) for a, b in lines)
    draft = Draft(0, lang, text, (Span(0, len(text)),), blocks, title=text.split("\n")[0][:80])
    source = Source(sha256, f"/{name}", name, "text/plain", len(text))
    documents.add(
        catalog, Intake(source, 0, Page(text, ()), (), (Made(draft, None, ()),)), "2026-01-01T00:00:00"
    )


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.split("\n"):
        yield at, line
        at += len(line) + 1


if __name__ == "__main__":
    main()
