"""Build archive/search/data/lexicon.arrays: French words and the English ones that mean the same.

    python -m training.lexicon

The frequent words of both languages (archive/ingest/data/words.txt, from wordfreq) are embedded one by one
with the sentence encoder that the search uses, which puts translations side by side. A word near to
everything is near to nothing: nearness counts beside that of each word's own neighbours (CSLS, Conneau et
al. 2018). Words too rare for the encoder to know are joined by their letters: prefect, préfet.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel

from archive.lang import registry
from archive.search import analysis, arrays, encoder

ROOT: Final = Path(__file__).parent.parent
WORDS: Final = ROOT / "archive" / "ingest" / "data" / "words.txt"
OUT: Final = ROOT / "archive" / "search" / "data" / "lexicon.arrays"

MOST_WORDS: Final = 32_000  # of a language
NEIGHBOURS: Final = 10
LEAST: Final = 0.70  # cosine; below it a sample of 100 pairs held more wrong ones than right ones
CLOSER: Final = 0.04  # how much nearer than their neighbours (CSLS)
CLOSER_BOTH: Final = -0.06  # the same for two words of which each is the other's nearest
BEHIND: Final = 0.08  # how far behind the nearest another translation may be
ALIKE: Final = 0.85  # letters shared, where the encoder only says that it may be
ALIKE_LEAST: Final = 0.35
MOST: Final = 3  # translations of a word, each of another stem
FOREIGN: Final = 4  # times as frequent a word is in the other language, to be no word of this one

Matrix = npt.NDArray[np.float32]


def vocabularies() -> dict[str, dict[str, str]]:
    """For each language form -> the most frequent spelling of it, without what it borrows from the other."""
    lines = (line.split(" ") for line in WORDS.read_text(encoding="utf-8").splitlines())
    words = {row[0]: row[1 : MOST_WORDS + 1] for row in lines if row[0] in registry.HOME}
    ranks = {lang: {word: rank for rank, word in enumerate(words[lang], start=1)} for lang in words}
    found: dict[str, dict[str, str]] = {lang: {} for lang in words}
    for lang, other in (("fr", "en"), ("en", "fr")):
        for word, rank in ranks[lang].items():
            form = analysis.form(word)
            borrowed = FOREIGN * ranks[other].get(word, MOST_WORDS * FOREIGN) < rank
            if len(form) > 2 and form.isalpha() and form not in registry.stop_words() and not borrowed:
                found[lang].setdefault(form, word)
    return {lang: dict(sorted(forms.items())) for lang, forms in found.items()}


def nearest(a: Matrix, b: Matrix) -> tuple[npt.NDArray[np.int64], Matrix]:
    """For each row of `a` its nearest rows of `b`, best first, and their cosines."""
    rows, cosines = [], []
    for at in range(0, len(a), 1000):
        found = a[at : at + 1000] @ b.T
        chosen = np.argpartition(-found, 2 * NEIGHBOURS, axis=1)[:, : 2 * NEIGHBOURS]
        values = np.take_along_axis(found, chosen, 1)
        order = np.argsort(-values, axis=1, kind="stable")
        rows.append(np.take_along_axis(chosen, order, 1))
        cosines.append(np.take_along_axis(values, order, 1))
    return np.vstack(rows), np.vstack(cosines)


def translations(
    words: list[str],
    others: list[str],
    lang: str,
    near: tuple[npt.NDArray[np.int64], Matrix],
    back: npt.NDArray[np.int64],
    usual: Matrix,
) -> dict[int, list[tuple[int, float]]]:
    """For each word the numbers of its translations in `others`, words of `lang`, and their worth, 0 to 1.

    `near`: its nearest words; `back`: the nearest word of each of those; `usual`: how near those mostly are.
    """
    found: dict[int, list[tuple[int, float]]] = {}
    for i, word in enumerate(words):
        own = float(near[1][i, :NEIGHBOURS].mean())
        stems = {analysis.stem(word, lang)}
        best = 0.0
        for j, cosine in zip(near[0][i].tolist(), near[1][i].tolist(), strict=True):
            other = others[j]
            alike = Indel.normalized_similarity(word, other)
            closer = CLOSER_BOTH if i == back[j] and j == near[0][i, 0] else CLOSER
            sure = cosine >= LEAST and 2 * cosine - own - float(usual[j]) >= closer
            cognate = alike >= ALIKE and cosine >= ALIKE_LEAST and min(len(word), len(other)) > 4
            stem = analysis.stem(other, lang)
            close = cosine >= best - BEHIND or cognate
            if (sure or cognate) and close and stem not in stems and len(found.get(i, ())) < MOST:
                stems.add(stem)
                best = max(best, cosine)
                worth = min(1.0, 2 * max(cosine, 0.75 if cognate else 0.0) - 1)
                found.setdefault(i, []).append((j, worth))
    return found


def main() -> None:
    encode = encoder.QueryEncoder()
    forms = vocabularies()
    vectors = {
        lang: np.concatenate([encode(words[at : at + 500]) for at in range(0, len(words), 500)])
        for lang, words in ((lang, list(found.values())) for lang, found in forms.items())
    }
    near = {a: nearest(vectors[a], vectors[b]) for a, b in (("fr", "en"), ("en", "fr"))}
    usual = {lang: near[lang][1][:, :NEIGHBOURS].mean(axis=1) for lang in near}
    told = {
        a: translations(list(forms[a]), list(forms[b]), b, near[a], near[b][0][:, 0], usual[b])
        for a, b in (("fr", "en"), ("en", "fr"))
    }
    columns: dict[str, arrays.Array] = {}
    kept: dict[str, list[int]] = {}
    for a, b in (("fr", "en"), ("en", "fr")):
        targets = {j for row in told[b].values() for j, _ in row}
        kept[a] = [i for i in range(len(forms[a])) if i in told[a] or i in targets]
    for a, b in (("fr", "en"), ("en", "fr")):
        words = list(forms[a])
        place = {j: at for at, j in enumerate(kept[b])}
        rows = [[(place[j], worth) for j, worth in told[a].get(i, ())] for i in kept[a]]
        flat = [pair for row in rows for pair in row]
        columns[f"{a}_words"] = np.frombuffer("\n".join(words[i] for i in kept[a]).encode(), np.uint8)
        columns[f"{a}_ends"] = np.cumsum([len(words[i]) + 1 for i in kept[a]], dtype=np.uint32) - np.uint32(1)
        columns[f"{a}_at"] = np.cumsum([0, *map(len, rows)], dtype=np.uint32)
        columns[f"{a}_to"] = np.array([j for j, _ in flat], np.uint16)
        columns[f"{a}_worth"] = np.array([round(255 * worth) for _, worth in flat], np.uint8)
        print(a, len(words), "words,", len(told[a]), "translated,", len(flat), "pairs")
    OUT.parent.mkdir(exist_ok=True)
    arrays.write(OUT, columns, {})


if __name__ == "__main__":
    main()
