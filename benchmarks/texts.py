"""Texts to measure on: generated from our own sample and word lists, or real ones from a folder.

Generated texts have the statistics that matter for speed: word frequencies by Zipf's law over 40,000
words of each language, sentences of the sample among them (names and dates as they are written), titles,
dates. The same seed gives the same texts.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from benchmarks.measure import Options

LANGS: Final = ("en", "fr")
_GOLD = Path(__file__).parent.parent / "corpus" / "gold"
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_MONTHS: Final = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December"),
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
           "octobre", "novembre", "décembre"),
}  # fmt: skip
_FIRST_DAY = dt.date(1998, 1, 1)
_DAYS = 9_000
_OWN_SENTENCES = 0.2  # share of sentences taken from the sample


@dataclass(frozen=True, slots=True)
class Text:
    """One text; `names` are (type, name) pairs that stand in it, `date` is an ISO day."""

    n: int
    lang: str
    title: str
    date: str
    text: str
    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Stock:
    """What texts of one language are made of."""

    words: tuple[str, ...]
    sentences: tuple[str, ...]
    names: tuple[tuple[str, str], ...]


@cache
def stock(lang: str) -> Stock:
    """The frequent words of a language, most frequent first, and the sample's sentences and names."""
    lists = files("archive.ingest").joinpath("data/words.txt").read_text(encoding="utf-8")
    words = next(line.split(" ")[1:] for line in lists.splitlines() if line.startswith(f"{lang} "))
    own = [d["text"] for d in _read("documents") if d["lang"] == lang]
    sentences = [s.strip() for text in own for s in _SENTENCE.split(text) if len(s.split()) > 3]
    names = [(e["type"], name) for e in _read("entities") for name in e["names"].get(lang, ())]
    return Stock(tuple(words), tuple(sentences), tuple(names))


def _read(name: str) -> list[dict[str, Any]]:
    lines = (_GOLD / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def generated(count: int, seed: int, words: int = 430, after: int = 0) -> Iterator[Text]:
    """`count` texts of about `words` words, English and French by turns: those after number `after`."""
    odds = {}
    for lang in LANGS:
        weights = 1.0 / (np.arange(len(stock(lang).words)) + 2.7)
        odds[lang] = np.cumsum(weights / weights.sum())
    for n in range(after + 1, after + count + 1):
        random = np.random.default_rng((seed, n))
        lang = LANGS[n % 2]
        yield _text(n, lang, random, odds[lang], words)


def _text(n: int, lang: str, random: np.random.Generator, odds: npt.NDArray[np.float64], size: int) -> Text:
    own = stock(lang)
    lengths = random.integers(6, 30, size=max(1, size // 17))
    ranks = np.searchsorted(odds, random.random(int(lengths.sum()) + 12))
    drawn = iter(own.words[min(int(r), len(own.words) - 1)] for r in ranks)
    day = _FIRST_DAY + dt.timedelta(days=int(random.integers(_DAYS)))
    names: list[tuple[str, str]] = []
    sentences = []
    for length in lengths:
        if random.random() < _OWN_SENTENCES:
            sentences.append(own.sentences[int(random.integers(len(own.sentences)))])
            continue
        words = list(islice(drawn, int(length)))
        if random.random() < 0.3:
            names.append(own.names[int(random.integers(len(own.names)))])
            words.insert(int(random.integers(1, len(words))), names[-1][1])
        if random.random() < 0.1:
            words.append(_spoken(lang, day + dt.timedelta(days=int(random.integers(60)))))
        sentences.append(f"{words[0].capitalize()} {' '.join(words[1:])}.")
    paragraphs = [" ".join(sentences[i : i + 4]) for i in range(0, len(sentences), 4)]
    title = " ".join(islice(drawn, 6)).capitalize()
    return Text(n, lang, title, day.isoformat(), "\n\n".join(paragraphs), tuple(dict.fromkeys(names)))


def _spoken(lang: str, day: dt.date) -> str:
    month = _MONTHS[lang][day.month - 1]
    return f"{'le' if lang == 'fr' else 'on'} {day.day} {month} {day.year}"


def real(folder: Path) -> Iterator[Text]:
    """The .txt files under a folder, in order of their names; the language is told."""
    from archive.ingest.language import guess

    n = 0
    for path in sorted(folder.rglob("*.txt")):
        text = path.read_text(encoding="utf-8", errors="replace").strip()
        lang = guess(text).lang
        if text and lang in LANGS:
            n += 1
            title, _, _ = text.partition("\n")
            yield Text(
                n, lang, title[:200], (_FIRST_DAY + dt.timedelta(days=n % _DAYS)).isoformat(), text, ()
            )


def many(count: int, seed: int, folder: Path | None = None) -> Iterator[Text]:
    """`count` texts to index: generated, or a folder's real ones, over again until there are enough."""
    if folder is None:
        yield from generated(count, seed)
        return
    own = list(real(folder))
    if not own:
        raise FileNotFoundError(f"no French or English .txt file under {folder}")
    for n in range(1, count + 1):
        yield replace(own[(n - 1) % len(own)], n=n)


def to_tag(options: Options) -> list[Text]:
    """Texts of `options.words` words in all, real ones where a folder was given."""
    chosen: list[Text] = []
    size = 0
    every = real(options.texts) if options.texts else generated(1_000_000, options.seed)
    for text in every:
        chosen.append(text)
        size += len(text.text.split())
        if size >= options.words:
            break
    return chosen


def count_words(texts: list[Text]) -> int:
    """How many words there are in all, by white space."""
    return sum(len(t.text.split()) for t in texts)


def write_files(texts: list[Text], folder: Path) -> None:
    """The texts as pages: by turns plain text under a date line, and an HTML article."""
    folder.mkdir(parents=True, exist_ok=True)
    for text in texts:
        if text.n % 4 < 2:
            page = f"{text.title}\n\n{text.date}\n\n{text.text}\n"
            (folder / f"{text.n:06}.txt").write_text(page, encoding="utf-8")
            continue
        body = "".join(f"<p>{paragraph}</p>\n" for paragraph in text.text.split("\n\n"))
        page = (
            f'<!doctype html>\n<html lang="{text.lang}">\n<head><meta charset="utf-8">'
            f"<title>{text.title}</title></head>\n<body><nav><a href='/'>home</a></nav><article>"
            f"<h1>{text.title}</h1>\n<time datetime='{text.date}'>{text.date}</time>\n{body}</article>"
            "</body></html>\n"
        )
        (folder / f"{text.n:06}.html").write_text(page, encoding="utf-8")
