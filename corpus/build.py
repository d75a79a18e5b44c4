"""Makes `documents/`, `deposit/` and `gold/` from `posts/` and `letters/`: `python -m corpus.build`.

The same originals give the same bytes; `tests/test_corpus.py` holds the committed files to that.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from archive.text import fold
from corpus import deposit, forms
from corpus.markup import Part, Piece, Post, parse, read_all, rewrite
from corpus.pages import MENUS, PLANS, Item, Plan

ROOT = Path(__file__).parent
MONTHS = {
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
POINTER = parse("*français plus bas")
BASIS = {"own": "dateline", "dateline": "dateline", "closing": "dateline", "metadata": "metadata",
         "title": "title", "translation": "translation"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Built:
    """A page's bytes, and its gold documents with their mentions."""

    content: bytes
    documents: list[dict[str, object]]
    mentions: list[dict[str, object]]


def written(date: str, lang: str, opening: str = "") -> Part:
    """A date line: "15 March 2018", with what stands before it."""
    day = dt.date.fromisoformat(date)
    number = "1er" if lang == "fr" and day.day == 1 else str(day.day)
    said = Piece(f"{number} {MONTHS[lang][day.month - 1]} {day.year}", "DATE", date)
    return Part((Piece(opening), said) if opening else (said,), "dateline")


def set_out(post: Post, item: Item) -> list[Part]:
    """The parts of a post as they stand on the page, its title first."""
    parts = [post.title]
    if item.date == "dateline":
        parts.append(written(post.date, post.lang, "Publié le " if post.lang == "fr" else "Posted on "))
    elif post.dateline:
        parts.append(post.dateline)
    body = list(post.body)
    for place, line in item.added:
        body.insert(place, parse(line))
    if item.date == "closing":
        body.append(written(post.date, post.lang))
    return parts + body


def styled(part: Part, plan: Plan) -> Part:
    """`part` in the page's typography."""
    if plan.straight:
        for old, new in (("’", "'"), ("“", '"'), ("”", '"'), ("« ", '"'), (" »", '"'), ("–", "-")):
            part = rewrite(part, old, new)
    if plan.curly:
        pieces = []
        for piece in part.pieces:
            text = re.sub(r'(^|[\s(])"', r"\1“", piece.text).replace('"', "”").replace("'", "’")
            pieces.append(replace(piece, text=text))
        part = replace(part, pieces=tuple(pieces))
    if plan.nbsp:
        part = rewrite(part, " ", "\u00a0", frozenset({"PERSON", "ORG", "PLACE"}))
    return part


def assemble(
    plan: Plan, posts: dict[str, Post]
) -> tuple[list[forms.Entry], list[tuple[Item, Post, list[Part]]]]:
    """The page's entries, and its documents as (item, version, parts)."""
    entries, documents = [], []
    for item in plan.items:
        keys = [item.key] if "." in item.key else [f"{item.key}.en", f"{item.key}.fr"]
        versions = [(posts[k], [styled(p, plan) for p in set_out(posts[k], item)]) for k in keys]
        documents += [(item, post, parts) for post, parts in versions]
        first, parts = versions[0]
        if len(versions) == 2:
            # One heading and one date line, then the English text and the French one.
            french = versions[1][1]
            title = Part((*parts[0].pieces, Piece(" // "), *french[0].pieces), "title")
            lead = [title, *(p for p in parts[1:] if p.role == "dateline"), POINTER]
            parts = [*lead, *(p for v in (parts, french) for p in v[1:] if p.role != "dateline")]
            documents[-1] = (item, versions[1][0], [p for p in french if p.role != "dateline"])
        entries.append(
            forms.Entry(tuple(parts), first.lang, first.date, item.date == "metadata", first.author)
        )
    return entries, documents


def build_page(plan: Plan, posts: dict[str, Post], recent: list[str]) -> Built:
    """One file of `documents/` with its gold."""
    entries, listed = assemble(plan, posts)
    page = forms.FORMS[plan.form](
        forms.Layout(
            tuple(entries), plan.lang, plan.heading, MENUS[plan.lang], recent, plan.encoding,
            plan.gap, plan.bullet, plan.alternate,
        )
    )  # fmt: skip
    documents, mentions = [], []
    for number, (item, post, parts) in enumerate(listed, 1):
        id_ = f"{plan.name}#{number}"
        text, places = join(parts)
        basis = BASIS.get(item.date)
        if basis == "metadata" and forms.shown(post.date) in page:
            basis = "dateline"  # the markup says it of a line that a reader sees
        documents.append({
            "id": id_, "file": plan.name, "text_id": post.key, "lang": post.lang, "title": parts[0].text,
            "scored_date": item.date != "open", "date": post.date if basis else None, "date_basis": basis,
            "parts": [{"start": s, "end": e, "role": p.role} for p, s, e in places], "text": text,
        })  # fmt: skip
        mentions += gold_mentions(id_, post.lang, places)
    if plan.nfd:
        page = unicodedata.normalize("NFD", page)
    return Built(page.encode(plan.encoding), documents, mentions)


def join(parts: Iterable[Part]) -> tuple[str, list[tuple[Part, int, int]]]:
    """The text of a document, its parts a blank line apart, and where each part stands in it."""
    text, places = "", []
    for part in parts:
        text += "\n\n" if text else ""
        places.append((part, len(text), len(text) + len(part.text)))
        text += part.text
    return text, places


def gold_mentions(document: str, lang: str, places: list[tuple[Part, int, int]]) -> list[dict[str, object]]:
    """The names and dates of a document; offsets count in its gold text."""
    out = []
    names = entity_names()
    for part, start, _ in places:
        at = start
        for piece in part.pieces:
            if piece.type:
                mention: dict[str, object] = {
                    "document": document, "lang": lang, "start": at, "end": at + len(piece.text),
                    "type": piece.type, "text": piece.text,
                }  # fmt: skip
                if piece.value:
                    mention["value"] = piece.value
                if piece.type in ("PERSON", "PLACE", "ORG"):
                    key = (piece.type, fold(piece.text))
                    mention["entity"] = names.get(key, f"{key[0]}/{key[1]}")
                out.append(mention)
            at += len(piece.text)
    return out


def entity_names() -> dict[tuple[str, str], str]:
    """(type, folded name) → entity, from `posts/entities.tsv`."""
    out: dict[tuple[str, str], str] = {}
    for line in (ROOT / "posts/entities.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        type_, names = line.split("\t")
        listed = names.split("|")
        out |= {(type_, fold(name)): f"{type_}/{fold(listed[0])}" for name in listed}
    return out


def table(name: str) -> list[list[str]]:
    """The cells of a table of `posts/`, without its head."""
    lines = (ROOT / f"posts/{name}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t") for line in lines]


def queries() -> list[dict[str, object]]:
    """Queries and, for each, the works that are about it (2) or say something of it (1)."""
    made: list[dict[str, object]] = []
    for number, (lang, query, about, of) in enumerate(table("queries"), 1):
        grades = {work: 1 for work in of.split("|") if work} | dict.fromkeys(about.split("|"), 2)
        made.append({"id": f"{lang}-{number}", "asked_in": lang, "query": query, "grades": grades})
    return made


def timelines() -> list[dict[str, object]]:
    """What is to be said of some entities: days, and the works that tell of them."""
    return [
        {
            "name": name,
            "events": [
                dict(zip(("date", "work"), one.split(" "), strict=True)) for one in told.split("|") if one
            ],
        }
        for name, told in table("timelines")
    ]


def build() -> tuple[dict[str, bytes], dict[str, list[dict[str, object]]]]:
    """Every document by file name, and every gold table by name."""
    posts = read_all(ROOT / "posts")
    documents: list[dict[str, object]] = []
    mentions: list[dict[str, object]] = []
    files = {}
    for i, plan in enumerate(PLANS):
        recent = [p.title.text for p in posts.values() if p.lang == plan.lang][i % 5 : i % 5 + 4]
        made = build_page(plan, posts, recent)
        files[plan.name] = made.content
        documents += made.documents
        mentions += made.mentions
    homes: dict[str, list[str]] = {}
    for document in documents:
        homes.setdefault(str(document["text_id"]), []).append(str(document["id"]))
    pairs = [
        {"en": key, "fr": key.removesuffix(".en") + ".fr"}
        for key in sorted(homes)
        if key.endswith(".en") and key.removesuffix(".en") + ".fr" in homes
    ]
    copies = [{"text_id": key, "documents": ids} for key, ids in sorted(homes.items()) if len(ids) > 1]
    entities: dict[str, dict[str, set[str]]] = {}
    for mention in mentions:
        if "entity" in mention:
            names = entities.setdefault(str(mention["entity"]), {})
            names.setdefault(str(mention["lang"]), set()).add(str(mention["text"]).replace("\u00a0", " "))
    joined: list[dict[str, object]] = [
        {
            "id": key,
            "type": key.split("/")[0],
            "names": {lang: sorted(n) for lang, n in sorted(names.items())},
        }
        for key, names in sorted(entities.items())
    ]
    gold: dict[str, list[dict[str, object]]] = {
        "documents": documents, "mentions": mentions, "pairs": [dict(p) for p in pairs],
        "copies": [dict(c) for c in copies], "entities": joined,
        "queries": queries(), "timelines": timelines(),
    }  # fmt: skip
    return files, gold


def as_jsonl(rows: list[dict[str, object]]) -> str:
    """One JSON object a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def main() -> None:
    """Writes both folders anew."""
    files, gold = build()
    filed, gold["deposit"] = deposit.build()
    for folder in (ROOT / "documents", ROOT / "deposit", ROOT / "gold"):
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
    for name, content in files.items():
        (ROOT / "documents" / name).write_bytes(content)
    for name, content in filed.items():
        (ROOT / "deposit" / name).write_bytes(content)
    for name, rows in gold.items():
        (ROOT / "gold" / f"{name}.jsonl").write_text(as_jsonl(rows), encoding="utf-8")
    counts = ", ".join(f"{len(rows)} {name}" for name, rows in gold.items())
    print(f"{len(files)} pages, {len(filed)} files of other formats; {counts}")


if __name__ == "__main__":
    main()
