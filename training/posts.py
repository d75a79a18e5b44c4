"""Fits the weights of `archive.ingest.posts.boundaries`: where posts begin on a page without containers.

    python -m training.posts DIR [--pages 2400] [--test 1200]

DIR holds documents of both languages as `en/*.txt` and `fr/*.txt`, the title in the first line, and
`pairs.tsv`, which texts are each other's translation. They are set together as text pages of one to
eight posts in some fifteen styles (gaps, rules, marked titles, dates over, under or after a text, marks
at a part of the titles only), whole or cut short, with their sub-headings left plain or set off like the
titles. Two logistic regressions are fitted, one for each look; the weights are printed as they stand in
`boundaries.py`, with precision and recall of the candidates on pages of articles that were not fitted on.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from archive.ingest.language import guess_blocks
from archive.ingest.posts import boundaries
from archive.ingest.posts.evidence import FEATURES, OpeningCandidate, content, find_candidates
from archive.ingest.posts.units import make_units
from archive.ingest.readers import read_page
from archive.text import fold

Matrix = npt.NDArray[np.float64]
_SIZES = (1, 1, 1, 2, 3, 4, 5, 6, 8)  # posts on a page
_STYLES = (
    *("plain",) * 5, *("wide",) * 3, *("widow",) * 2, *("uneven",) * 2, "uneven hashes", "rule", "hashes",
    "underlined", "capitals", "wider", "irregular", "dated", "dated wide", "date last",
)  # fmt: skip
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
_BYLINES = {"en": "By Nora Belkacem", "fr": "Par Nora Belkacem"}


@dataclass(frozen=True, slots=True)
class Article:
    """A text with its title; `group` is the same for a text and its translation."""

    lang: str
    title: str
    paragraphs: tuple[str, ...]
    group: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Judged:
    """The candidates of a page and whether a post begins at each."""

    candidates: tuple[OpeningCandidate, ...]
    starts: tuple[bool, ...]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=2400)
    parser.add_argument("--test", type=int, default=1200)
    args = parser.parse_args()
    articles = read(args.folder)
    groups = sorted({a.group for a in articles})
    random.Random(3).shuffle(groups)
    train = set(groups[: len(groups) * 2 // 3])
    fitted = pages([a for a in articles if a.group in train], args.pages, random.Random(1))
    held = pages([a for a in articles if a.group not in train], args.test, random.Random(2))
    first = logistic(*first_rows(fitted))
    second = logistic(*second_rows(fitted, first))
    for name, weight in zip(FEATURES, first, strict=False):
        print(f'    "{name}": {weight:.2f},')
    print(f"_BIAS = {first[-1]:.2f}")
    for name, weight in zip(boundaries.SECOND_WEIGHTS, second, strict=False):
        print(f'    "{name}": {weight:.2f},')
    print(f"_SECOND_BIAS = {second[-1]:.2f}")
    for name, judged in (("fitted on", fitted), ("held out", held)):
        rows, truth = second_rows(judged, first)
        said = rows @ second[:-1] + second[-1] > 0
        right = float((said & (truth > 0)).sum())
        print(f"{name}: precision {right / said.sum():.3f} recall {right / truth.sum():.3f}")


def read(folder: Path) -> list[Article]:
    """The articles of `folder` with a title in one short line and 60 to 1,500 words."""
    twin: dict[str, str] = {}
    for line in (folder / "pairs.tsv").read_text("utf-8").splitlines()[1:]:
        en, fr = line.split("\t")[:2]
        twin[en] = twin[fr] = min(en, fr)
    found = []
    for path in sorted(folder.glob("*/*.txt")):
        title, _, body = path.read_text("utf-8").strip().partition("\n\n")
        paragraphs = tuple(p for p in body.split("\n\n") if p.strip())
        one_line = "\n" not in title and len(title) < 150
        if path.parent.name in _MONTHS and one_line and 60 <= len(body.split()) <= 1500:
            words = frozenset(content(f"{title} {body}"))
            group = twin.get(path.stem, path.stem)
            found.append(Article(path.parent.name, title, paragraphs, group, words))
    return found


def pages(articles: Sequence[Article], count: int, rng: random.Random) -> list[Judged]:
    """`count` pages set together from `articles`, measured."""
    by_group: dict[str, list[Article]] = {}
    for article in articles:
        by_group.setdefault(article.group, []).append(article)
    return [_judge(*_compose(articles, by_group, rng)) for _ in range(count)]


def _compose(
    articles: Sequence[Article], by_group: dict[str, list[Article]], rng: random.Random
) -> tuple[list[Article], str]:
    """Some articles, often alike in subject or translations, and the text of the page that holds them."""
    size = rng.choice(_SIZES)
    chosen = [rng.choice(articles)]
    while len(chosen) < size:
        last = chosen[-1]
        twins = [a for a in by_group[last.group] if a not in chosen]
        others = [a for a in rng.sample(articles, min(25, len(articles))) if a.group != last.group]
        others = [a for a in others if a not in chosen]
        alike = [a for a in others if a.lang == last.lang]
        if twins and rng.random() < 0.3:
            chosen.append(twins[0])
        elif alike and rng.random() < 0.6:
            chosen.append(max(alike, key=lambda a: len(a.words & last.words) / len(a.words | last.words)))
        elif others:
            chosen.append(rng.choice(others))
        else:
            break
    return chosen, _Typesetter(rng).page(chosen)


class _Typesetter:
    """One page's habits: how titles are marked, what stands between posts and before sub-headings."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.style = rng.choice(_STYLES)
        hashes = self.style.endswith("hashes")
        self.subheadings = rng.choice(
            ["plain", "plain", "same", "deeper", "deeper"]
            if hashes
            else ["plain"] * 7 + ["same", "gap", "gap"]
        )
        if self.style == "widow" and self.subheadings == "same":
            self.subheadings = "gap"  # the mark is that of titles alone
        self.short = rng.random() < 0.45
        self.dated, self.dated_last, self.capitals = (rng.random() * 0.8 for _ in range(3))
        self.gap = "\n\n"
        if self.style in ("wide", "dated wide"):
            self.gap = "\n\n\n"
        elif self.style == "wider":
            self.gap = "\n\n\n\n"
        elif self.style == "uneven":
            self.gap = rng.choice(["\n\n\n", "\n\n\n", "\n\n\n\n"])
        elif self.style == "rule":
            self.gap = "\n\n* * *\n\n"

    def page(self, articles: Sequence[Article]) -> str:
        """The page's text."""
        return "".join(
            (self._gap() if i else "") + self._post(article, first=i == 0)
            for i, article in enumerate(articles)
        )

    def _gap(self) -> str:
        return self.rng.choice(["\n\n", "\n\n\n"]) if self.style == "irregular" else self.gap

    def _post(self, article: Article, *, first: bool) -> str:
        out = [self._title(article.title)]
        uneven = self.style.startswith("uneven")
        if self.style in ("dated", "dated wide") or (uneven and self.rng.random() < self.dated):
            line = self._date(article.lang)
            line = self.rng.choice([line, f"{_BYLINES[article.lang]}, {line}"])
            out.append(self.rng.choice(["\n", "\n\n"]) + line)
        if first and self.rng.random() < 0.1:
            out.append("\n\n" + article.title)
        out += map(self._paragraph, self._cut(article.paragraphs))
        if self.style == "date last" or (uneven and self.rng.random() < self.dated_last):
            out.append("\n\n" + self._date(article.lang))
        return "".join(out)

    def _title(self, title: str) -> str:
        if self.style.endswith("hashes"):
            return "# " + title
        if self.style == "widow" and title.count(" ") > 2 and "\xa0" not in title:
            return "\xa0".join(title.rsplit(" ", 1))
        if self.style == "underlined":
            return f"{title}\n{'=' * len(title)}"
        if self.style == "capitals" or (self.style == "uneven" and self.rng.random() < self.capitals / 2):
            return title.upper()
        return title

    def _cut(self, paragraphs: Sequence[str]) -> Sequence[str]:
        """All of them, or on some pages the first few with 50 words or more."""
        if not self.short:
            return paragraphs
        least, words = self.rng.randint(1, 7), 0
        for n, paragraph in enumerate(paragraphs, 1):
            words += len(paragraph.split())
            if n >= least and words >= 50:
                return paragraphs[:n]
        return paragraphs

    def _paragraph(self, text: str) -> str:
        gap = "\n\n\n" if self.style == "wider" else "\n\n"
        if self.style == "irregular" and self.rng.random() < 0.12:
            gap = "\n\n\n"
        if _is_subheading(text) and self.subheadings != "plain":
            if self.subheadings == "same":
                return self.gap + self._title(text)
            return ("\n\n## " if self.subheadings == "deeper" else "\n\n\n") + text
        if self.style == "wide" and self.rng.random() < 0.02:
            gap = "\n\n\n"
        return gap + text

    def _date(self, lang: str) -> str:
        month = self.rng.choice(_MONTHS[lang].split())
        return f"{self.rng.randint(1, 28)} {month} {self.rng.randint(2003, 2019)}"


def _is_subheading(text: str) -> bool:
    plain = not text.startswith(("-", "*", "•", "–", ">", "http"))
    return plain and len(text.split()) <= 14 and text[-1] not in '.,;:!”"»)'


def _judge(articles: Sequence[Article], text: str) -> Judged:
    page = read_page(text.encode(), "text/plain")
    texts = [page.text[b.start : b.end] for b in page.blocks]
    units = [u for u in make_units(page, texts, guess_blocks(texts)) if not u.chrome]
    candidates = find_candidates(units)
    left = {_plain(a.title) for a in articles[1:]}
    starts = []
    for candidate in candidates:
        title = _plain(units[candidate.index].text)
        starts.append(title in left)
        left.discard(title)
    return Judged(tuple(candidates), tuple(starts))


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", fold(text)).strip()


def first_rows(judged: Sequence[Judged]) -> tuple[Matrix, Matrix]:
    """The features of all candidates, a row each, and 1 where a post begins."""
    rows = np.array([c.features for page in judged for c in page.candidates])
    return rows, np.array([start for page in judged for start in page.starts], float)


def second_rows(judged: Sequence[Judged], first: Matrix) -> tuple[Matrix, Matrix]:
    """What the second look sees of each candidate, in the order of its constants."""
    rows = []
    for page in judged:
        own = [
            float(np.clip(np.dot(c.features, first[:-1]) + first[-1], -boundaries.CLIP, boundaries.CLIP))
            for c in page.candidates
        ]
        rows += boundaries.second_measures(page.candidates, own)
    return np.array(rows), first_rows(judged)[1]


def logistic(rows: Matrix, truth: Matrix, ridge: float = 1.0) -> Matrix:
    """The weights of a logistic regression and, last, its constant, by Newton's method."""
    mean, spread = rows.mean(0), rows.std(0) + 1e-9
    scaled = np.c_[(rows - mean) / spread, np.ones(len(rows))]
    weights = np.zeros(scaled.shape[1])
    penalty = np.eye(len(weights)) * ridge
    penalty[-1, -1] = 0
    for _ in range(60):
        p = 1 / (1 + np.exp(-scaled @ weights))
        hessian = (scaled * (p * (1 - p))[:, None]).T @ scaled + penalty
        step = np.linalg.solve(hessian, scaled.T @ (truth - p) - penalty @ weights)
        weights += step
        if abs(step).max() < 1e-6:
            break
    plain = weights[:-1] / spread
    return np.append(plain, weights[-1] - (mean * plain).sum())


if __name__ == "__main__":
    main()
