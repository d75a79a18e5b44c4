"""What finds names in a piece of text: spaCy's NER components, stock or tuned, or the stronger encoder."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib
import importlib.util
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from archive.ingest.names import encoder, stock
from archive.ingest.names.spans import Found
from archive.lang import language
from archive.lang.registry import BUILT_IN
from archive.records import MentionType

Choice = Literal["tuned", "strong", "stock"]
T = TypeVar("T")
Weights = dict[str, Any]  # arrays by place and name

LANGUAGES = tuple(one.code for one in BUILT_IN if one.pipelines)
_PACKAGES = {pipeline.name: pipeline.package for one in BUILT_IN for pipeline in one.pipelines}
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
# Nor does it look at the spelling of words, only at hashes: the 700,000 strings that a pipeline brings
# would take 135 MB and half a second.
_EXCLUDE.append("strings")


# Which of the encoder's vectors, one a set that it was trained on, are added to the texts of a language:
# those of news, or of the web, and of invented communiqués. Their mean is level with the first on texts of
# its set and finds more groups in communiqués (`training/held`: 0.845 → 0.874 English, 0.799 → 0.810 French).
_SOURCES = {"fr": (0, 6), "en": (1, 7)}
_BATCH = 64
_STRINGS = 100_000  # some 15 MB a language; forgetting costs a tenth of the time that names take


class Tagger(Protocol):
    """What finds names in pieces of text of one language."""

    def tag(self, texts: Iterable[tuple[str, T]]) -> Iterator[tuple[list[Found], T]]:
        """The names of each text in order, with what was given beside it."""


class Spacy:
    """A stock pipeline, its weights as they are or tuned, as a Tagger; `nlp` may be spaCy's own."""

    def __init__(self, nlp: Any) -> None:
        self._nlp = nlp

    def tag(self, texts: Iterable[tuple[str, T]]) -> Iterator[tuple[list[Found], T]]:
        """The names of each text in order, with what was given beside it."""
        vocab = self._nlp.vocab
        # A pipeline keeps every word that it meets; when they are many, new ones are forgotten again.
        full = len(vocab.strings) > _STRINGS
        with vocab.memory_zone() if full else contextlib.nullcontext():
            for doc, beside in self._nlp.pipe(texts, as_tuples=True, batch_size=_BATCH):
                yield (
                    [(e.start_char, e.end_char, LABELS[e.label_]) for e in doc.ents if e.label_ in LABELS],
                    beside,
                )


def tagger(lang: str, choice: Choice = "tuned") -> Tagger:
    """What finds names in texts of `lang`, one of `LANGUAGES`. Raises MissingExtra."""
    if choice == "strong":
        return encoder.EncoderTagger(_SOURCES[lang])
    return Spacy(pipeline(lang, choice))


def stock_name(lang: str) -> str:
    """The name of the best stock pipeline at hand for `lang`, one of `LANGUAGES`."""
    known = language(lang)
    assert known is not None
    *better, least = known.pipelines
    return next((one.name for one in better if importlib.util.find_spec(one.package)), least.name)


def versions(choice: Choice = "tuned") -> tuple[str, ...]:
    """What taggers of a choice rest on, a word each. Raises MissingExtra."""
    if choice == "strong":
        return (encoder.version(),)
    return tuple(version(lang, choice) for lang in LANGUAGES)


def choice_of(versions: str) -> Choice:
    """Which choice a document's names were found with, from the words of `versions` that it keeps."""
    if versions.startswith("strong-"):
        return "strong"
    return "stock" if "-stock" in versions and "-tuned-" not in versions else "tuned"


def version(lang: str, choice: Choice = "tuned") -> str:
    """What `pipeline` loads, in a word: the stock pipeline and, if tuned, a fingerprint of the weights."""
    name = stock_name(lang)
    if choice == "stock" or not (file := _tuned_file(name)):
        return f"{name}-stock"
    return f"{name}-tuned-{_fingerprint(file)}"


def evidence(lang: str, choice: Choice = "tuned") -> str:
    """How mentions name the model: `fr-strong`, `fr-tuned`, or `en-stock` where no tuned weights fit."""
    if choice == "strong":
        return f"{lang}-strong"
    tuned = choice == "tuned" and _tuned_file(stock_name(lang))
    return f"{lang}-{'tuned' if tuned else 'stock'}"


@functools.lru_cache(maxsize=8)
def pipeline(lang: str, choice: Choice = "tuned") -> stock.StockPipeline:
    """The stock pipeline of `lang` with NER alone, its weights the tuned ones where there are any for it.

    `choice`: "tuned" or "stock". Raises OSError, ImportError where it is not installed.
    """
    stock.import_spacy()
    from archive.ingest.names import table

    name = stock_name(lang)
    with quick_products():
        nlp = stock.StockPipeline(stock_path(name))
        table.give(nlp)
    if choice == "tuned" and (file := _tuned_file(name)):
        put_weights(nlp.ner, load_weights(file))
    return nlp


def stock_path(name: str) -> Path:
    """The folder of a stock pipeline. Raises OSError, ImportError where it is not installed."""
    module = importlib.import_module(_PACKAGES[name])
    if name == "en_core_web_md":
        path: Path = module.model_path()
        return path
    package = Path(str(module.__file__)).parent
    meta = json.loads((package / "meta.json").read_bytes())
    return package / f"{meta['lang']}_{meta['name']}-{meta['version']}"  # as spaCy's own loader finds it


@contextlib.contextmanager
def quick_products() -> Iterator[None]:
    """What is loaded meanwhile multiplies matrices by numpy's library.

    The one that thinc brings takes three times as long on processors with AVX-512. On 140,000 words of both
    languages the names are the same to the last; where thinc has a better way (a GPU, Apple's) it is kept.
    """
    from thinc.api import NumpyOps, get_current_ops, use_ops

    if type(get_current_ops()) is not NumpyOps:
        yield
        return
    with use_ops("numpy", use_blis=False):
        yield


def load_stock(name: str, exclude: Sequence[str] = _EXCLUDE) -> Any:
    """A stock pipeline with its ner component alone, as spaCy loads it.

    Raises OSError (spaCy's, with advice) when it is not installed.
    """
    import spacy

    if name == "en_core_web_md":
        return spacy.load(stock_path(name), exclude=exclude)
    return spacy.load(_PACKAGES[name], exclude=exclude)


def weights(ner: Any) -> Weights:
    """A copy of a component's parameters, keyed by their place in the model."""
    return {
        f"{place}.{name}": node.get_param(name).copy()
        for place, node in enumerate(ner.model.walk())
        for name in node.param_names
        if node.has_param(name)
    }


def put_weights(ner: Any, state: Weights) -> None:
    """Puts parameters taken by `weights` from a component of the same make into this one."""
    for place, node in enumerate(ner.model.walk()):
        for name in node.param_names:
            if node.has_param(name):
                node.set_param(name, state[f"{place}.{name}"].astype("float32"))


def save_weights(state: Weights, path: Path) -> None:
    """Writes weights as 16-bit floats, half the size; what that costs in F1 cannot be measured."""
    import numpy as np

    np.savez(path, **{key: value.astype(np.float16) for key, value in state.items()})


def load_weights(path: Path) -> Weights:
    """What `save_weights` wrote."""
    import numpy as np

    with np.load(path) as arrays:
        return {key: arrays[key] for key in arrays.files}


def _tuned_file(name: str) -> Path | None:
    path = Path(__file__).parent / "data" / f"{name}.npz"
    return path if path.exists() else None


@functools.lru_cache(maxsize=8)
def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]
