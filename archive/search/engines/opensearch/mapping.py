"""What an index on OpenSearch looks like, and what a document is in it.

The words are made by `archive.search.analysis` alone; the server only takes them apart at spaces. In text and
title each place has the form that stands there, the form of a compound that begins there, and their stems,
each after its language and a slash: `marches|fr/march`. Texts in a language without stems have those of all
languages that have some. A score is how often a word stands somewhere; each search says what that is worth.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from archive.lang import registry
from archive.search import analysis
from archive.search.columns import span_code
from archive.search.port import NAME_GAP, NAME_TYPES, STATED, IndexRow
from archive.search.scoring import LEAD
from archive.search.vectors import DIMENSIONS, signs

FORMAT: Final = 1  # of what is written here; another one means that the index is made anew
STEMMED: Final = ("text", "title")
NAMES: Final = ("person", "place", "org")
DOCUMENTS_OF_A_SHARD: Final = 5_000_000  # of 5 KB: a shard of 25 GB, as large as they are advised to be
_LONGEST: Final = 4_000  # letters of a form that are looked at; the server takes 32,766 bytes
_SKETCH_BYTES: Final = DIMENSIONS // 8
VECTOR_BYTES: Final = DIMENSIONS * 2

_WORDS: Final[Mapping[str, Any]] = {
    "type": "text", "analyzer": "ready", "search_analyzer": "plain", "similarity": "often", "norms": False,
    "position_increment_gap": NAME_GAP,
}  # fmt: skip
_KEPT: Final[Mapping[str, Any]] = {"type": "keyword"}
_NUMBER: Final[Mapping[str, Any]] = {"type": "integer"}
_BYTES: Final[Mapping[str, Any]] = {"type": "binary", "doc_values": True}


def settings(documents: int = 0) -> dict[str, Any]:
    """Settings and mapping of a new index for about so many documents."""
    fields: dict[str, Mapping[str, Any]] = {
        "n": {"type": "long"}, "lang": _KEPT, "folder": _KEPT, "format": _KEPT, "collections": _KEPT,
        **dict.fromkeys((*STEMMED, *NAMES, "source", *STATED), _WORDS), "lead": _WORDS,
        "text_words": _NUMBER, "title_words": _NUMBER,
        "first": _NUMBER, "last": _NUMBER, "year": _NUMBER,
        "spoken": {"type": "integer_range"}, "spans": {"type": "long"},
        "entity": {"type": "long"}, **{entities(kind): {"type": "long"} for kind in NAME_TYPES},
        "twins": {"type": "long"}, "group": {"type": "long"},
        "several": {"type": "boolean"}, "translated": {"type": "boolean"},
        "sketches": _BYTES, "vectors": _BYTES, "passages": _BYTES,
    }  # fmt: skip
    often = {"type": "scripted", "script": {"source": "return doc.freq * query.boost"}}
    parts = {"type": "pattern_capture", "preserve_original": False, "patterns": ["([^|]+)"]}
    spaces = {"type": "whitespace", "max_token_length": _LONGEST * 8}
    plain = {"type": "custom", "tokenizer": "spaces"}
    index = {
        "number_of_shards": 1 + documents // DOCUMENTS_OF_A_SHARD,
        "auto_expand_replicas": "0-1",
        "refresh_interval": "-1",  # what is written is seen when all of it is there
        "analysis": {
            "analyzer": {"ready": {**plain, "filter": ["parts"]}, "plain": plain},
            "tokenizer": {"spaces": spaces},
            "filter": {"parts": parts},
        },
        "similarity": {"often": often},
    }
    mapping = {"dynamic": "strict", "_source": {"enabled": False}, "properties": fields}
    return {"settings": {"index": index}, "mappings": mapping}


def entities(kind: str) -> str:
    """The field with the numbers of the entities that a text names by names of a type."""
    return f"{kind.lower()}_entity"


def document(row: IndexRow) -> dict[str, Any]:
    """What the index holds of a row, but for its group."""
    words = {name: tokens(getattr(row, name), row.lang) for name in STEMMED}
    first, last = row.dated or (None, None)
    found: dict[str, Any] = {
        "n": row.n, "lang": capped(row.lang), "folder": capped(row.collection),
        "format": capped(row.media_type),
        "collections": list(dict.fromkeys(map(capped, row.values("collection")))),
        **{name: " ".join(every) for name, every in words.items()}, "lead": " ".join(words["text"][:LEAD]),
        **{name: list(filter(None, map(_plain, row.values(name)))) for name in (*NAMES, *STATED)},
        "source": _plain(row.source),
        **{f"{name}_words": len(every) for name, every in words.items()},
        "first": first, "last": last, "year": dt.date.fromordinal(first).year if first else None,
        "spoken": [{"gte": a, "lte": b} for a, b in row.spoken],
        "spans": [span_code(span) for span in row.spoken],
        "entity": sorted({number for _, number in row.entities}),
        **{entities(kind): sorted({n for k, n in row.entities if k == kind}) for kind in NAME_TYPES},
        "twins": list(row.twins),
    }  # fmt: skip
    if row.passages:
        found |= _passages(row)
    return {name: value for name, value in found.items() if value not in (None, [], "") or name in _ALWAYS}


_ALWAYS: Final = frozenset({"lang", "folder", "format"})  # an empty one is a value, too


def _passages(row: IndexRow) -> dict[str, str]:
    vectors = np.array([np.frombuffer(one.vector, "<f2") for one in row.passages])
    ends = np.array([(one.start, one.end) for one in row.passages], ">i4")
    return {
        "sketches": _text(signs(vectors).tobytes()), "vectors": _text(vectors.astype("<f2").tobytes()),
        "passages": _text(ends.tobytes()),
    }  # fmt: skip


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def tokens(text: str, lang: str) -> list[str]:
    """A text as the server takes it: of each place, the forms and stems, with a bar between."""
    words, compounds = analysis.tokens(analysis.composed(text))
    known = (lang,) if lang in registry.codes() else tuple(registry.codes())
    places = [_stemmed(analysis.cached_form(word), known) for word in words]
    for place, form in compounds:
        places[place] = f"{places[place]}|{_stemmed(form, known)}"
    return places


def _stemmed(form: str, langs: Sequence[str]) -> str:
    return "|".join((capped(form), *(stem(form, lang) for lang in langs)))


def capped(form: str) -> str:
    """The form as the index has it: a very long one is cut."""
    return form[:_LONGEST]


def stem(form: str, lang: str) -> str:
    """How the stem of a form is written in the index; no form is written so."""
    return f"{lang}/{capped(analysis.stem(form, lang))}"


def stems(form: str) -> Iterator[str]:
    """The stems of a form in every language that has stems."""
    return (stem(form, lang) for lang in registry.codes())


def _plain(text: str) -> str:
    """The same of what is said of a text: forms alone."""
    words, compounds = analysis.tokens(analysis.composed(text))
    places = [capped(analysis.cached_form(word)) for word in words]
    for place, form in compounds:
        places[place] = f"{places[place]}|{capped(form)}"
    return " ".join(places)
