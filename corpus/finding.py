"""Figures for what a reader meets: hits, timelines, dates that came from a translation, the order of a text.

Versions and copies of a text are one work here: the part of its gold `text_id` before the language.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from corpus.answers import Answers, Gold, Match, Row, even
from corpus.measures import Errors, Figures, opens, same_days, three

BEST = 2  # the grade of a text that is about what was asked; 1: it says something of it
SHOWN, FIRST = 10, 3  # hits that nDCG looks at, and those among which one should be about it


def works(gold: Gold, matched: Match) -> dict[str, str]:
    """The archive's document id → the work that it is a version or copy of."""
    work_of = {d["id"]: d["text_id"].partition(".")[0] for d in gold.documents}
    ids: dict[str, str] = {row["id"]: work_of[id_] for id_, row in matched.nearest.items()}
    return ids | {row["id"]: work_of[id_] for id_, row in matched.same.items()}


def search(gold: Gold, answers: Answers, matched: Match, errors: Errors) -> Figures:
    """nDCG of the first ten hits, and how often one of the first three is about what was asked."""
    work_of = works(gold, matched)
    hits: dict[str, list[str]] = {}
    for row in sorted(answers.hits, key=lambda row: int(row["rank"])):
        hits.setdefault(row["query_id"], []).append(work_of.get(row["id"], str(row["id"])))
    gains: dict[str, list[tuple[float, bool]]] = {"fr": [], "en": []}
    for query in gold.queries:
        grades: Mapping[str, int] = query["grades"]
        ranked = list(dict.fromkeys(hits.get(query["id"], [])))
        gain = ndcg(ranked[:SHOWN], grades)
        first = any(grades.get(work) == BEST for work in ranked[:FIRST])
        gains[query["asked_in"]].append((gain, first))
        if gain < 1:
            errors["search"][f"{gain:.2f} {query['query']!r}: {' '.join(ranked[:FIRST])}"] += 1
    figures: Figures = {}
    for lang, found in gains.items():
        figures[f"{lang} search nDCG@10"] = sum(gain for gain, _ in found) / len(found)
        figures[f"{lang} search hit@3"] = sum(first for _, first in found) / len(found)
    return figures


def ndcg(ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    """Normalised discounted cumulative gain of works in their order, with the gain 2^grade - 1."""
    ideal = _discounted(sorted(grades.values(), reverse=True)[:SHOWN])
    return _discounted([grades.get(work, 0) for work in ranked]) / ideal if ideal else 1.0


def _discounted(grades: Sequence[int]) -> float:
    return float(sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades)))


def timelines(gold: Gold, answers: Answers, matched: Match, errors: Errors) -> Figures:
    """Events of some entities: the day and the work that tells of it. An event told twice is one too many."""
    work_of = works(gold, matched)
    hit = said = wanted = 0
    for one in gold.timelines:
        want = [(event["date"], event["work"]) for event in one["events"]]
        wanted += len(want)
        for date, work in _events(answers.timelines, one["name"], work_of):
            said += 1
            same = [w for w in want if w[1] == work and (same_days(w[0], date) or opens(w[0], date))]
            if same:
                hit += 1
                want.remove(same[0])
            else:
                errors["timelines"][f"+ {one['name']} {date} {work}"] += 1
        for date, work in want:
            errors["timelines"][f"- {one['name']} {date} {work}"] += 1
    return three("timelines", hit, said, wanted)


def _events(rows: Sequence[Row], name: str, work_of: Mapping[str, str]) -> list[tuple[str, str]]:
    """Day and work of each event of the entity that bears this name; none where there is no such entity.

    The gold holds what texts date themselves, not the days of texts that name the entity without a date.
    """
    for row in rows:
        if any(name in names for names in row["entity"]["names"].values()):
            return [
                (event["date"], work_of.get(event["document"], ""))
                for event in row["events"]
                if event["basis"] != "document"
            ]
    return []


def travelled(gold: Gold, matched: Match, errors: Errors) -> Figures:
    """Dates that a text has from its translation: it says so, and the day is right."""
    hit = said = wanted = 0
    for document in gold.documents:
        row = matched.nearest.get(document["id"])
        if not document["scored_date"]:
            continue
        is_wanted = document["date_basis"] == "translation"
        is_said = row is not None and row["date_basis"] == "translation"
        wanted += is_wanted
        said += is_said
        if row is not None and is_wanted and is_said and same_days(document["date"], row["date"]):
            hit += 1
        elif is_wanted or is_said:
            shown = f"{row['date']} ({row['date_basis']})" if row else "nothing"
            errors["travelled dates"][f"{document['id']}: {shown} for {document['date']}"] += 1
    return three("travelled dates", hit, said, wanted)


def reading_order(gold: Gold, matched: Match, errors: Errors) -> Figures:
    """How many paragraphs stand right behind the one before, with nothing between them."""
    right = pairs = 0
    for document in gold.documents:
        text = even(matched.nearest.get(document["id"], {"text": ""})["text"]).text
        end: int | None = None
        for part in document["parts"]:
            if part["role"] != "body":
                continue
            here = even(document["text"][part["start"] : part["end"]]).text
            at = text.find(here, end or 0)
            if end is not None:
                pairs += 1
                follows = at >= 0 and not any(c.isalnum() for c in text[end:at])
                right += follows
                if not follows:
                    errors["reading order"][f"{document['id']}: {here[:40]!r}"] += 1
            end = at + len(here) if at >= 0 else 0
    return {"reading order": right / pairs if pairs else 1.0}
