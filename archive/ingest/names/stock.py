"""A stock pipeline's tokenizer and ner component, without all that spaCy loads beside them.

`spacy.load` imports the language's own module, fills in its configuration from some twenty registries and
compiles each expression of the tokenizer twice: a third of a second a language. The parts that find names
are put together here from the same files, with the same functions of spaCy's.
"""

from __future__ import annotations

import configparser
import importlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any, Final, Literal, TypeVar

from archive import patterns
from archive.ingest.names import french

T = TypeVar("T")
_MODEL: Final = "components.ner.model"
# What a tokenizer looks for with which method of a pattern, as its file has them.
_LOOKS: Final = {
    "prefix_search": "search",
    "suffix_search": "search",
    "infix_finditer": "finditer",
    "token_match": "match",
    "url_match": "match",
}
_CUTS: Final = ("update_with_oracle_cut_size",)  # what the component asks for; it only matters in training
_PLUGINS: Final = "PYDANTIC_DISABLE_PLUGINS"
_COMMANDS: Final = ("spacy.cli", "spacy.cli.info")


def import_spacy() -> None:
    """Imports spaCy without its command line, which brings a web client and more: half the time.

    Nor is each installed package asked for plugins of pydantic, which checks spaCy's settings.
    """
    if "spacy" in sys.modules:
        return
    stand_ins = {name: ModuleType(name) for name in _COMMANDS}
    stand_ins["spacy.cli.info"].__dict__["info"] = _info
    sys.modules.update(stand_ins)
    before = os.environ.get(_PLUGINS)
    os.environ[_PLUGINS] = before or "__all__"
    try:
        import spacy  # noqa: F401
    finally:
        if before is None:
            del os.environ[_PLUGINS]
        for name in stand_ins:
            del sys.modules[name]


def _info(*given: Any, **named: Any) -> Any:
    """`spacy.info`, which is imported once someone asks for it."""
    return importlib.import_module("spacy.cli.info").info(*given, **named)


class StockPipeline:
    """The tokenizer and the ner component of a stock pipeline; word vectors are not read."""

    def __init__(self, path: Path) -> None:
        """`path`: the folder of the pipeline. Raises OSError."""
        import_spacy()
        import srsly
        from spacy.language import BaseDefaults
        from spacy.pipeline.ner import EntityRecognizer
        from spacy.vocab import create_vocab

        from archive.ingest.names import lexemes

        self.path = path
        self.meta: dict[str, Any] = srsly.read_json(path / "meta.json")
        name = self.meta.get("vectors", {}).get("name")
        self.vocab: Any = create_vocab(self.meta["lang"], BaseDefaults, vectors_name=name)
        self.vocab.from_disk(path / "vocab", exclude=["strings", "vectors"])
        config = configparser.ConfigParser(interpolation=None)
        config.optionxform = str  # type: ignore[assignment,method-assign]  # names as they are written
        config.read(path / "config.cfg", encoding="utf-8")
        options = {key: json.loads(value) for key, value in config["components.ner"].items() if key in _CUTS}
        self.ner: Any = EntityRecognizer(self.vocab, _built(config, _MODEL), **options)
        self.ner.from_disk(path / "ner", exclude=["vocab", "model"])
        self.ner._resize()
        _fill(self.ner.model, srsly.read_msgpack(path / "ner" / "model"))
        lexemes.lessen(self.vocab, self.ner)
        self.tokenizer: Any = _tokenizer(self.vocab, self.meta["lang"], path / "tokenizer")

    def __call__(self, text: str) -> Any:
        """One text as a `Doc` with its names."""
        return self.ner(self.tokenizer(text))

    def pipe(
        self,
        texts: Iterable[tuple[str, T]],
        *,
        as_tuples: Literal[True],  # noqa: ARG002
        batch_size: int,
    ) -> Iterator[tuple[Any, T]]:
        """A `Doc` with its names for each text, in order, with what was given beside it: as spaCy's own."""
        given = iter(texts)
        while batch := list(islice(given, batch_size)):
            docs = [self.tokenizer(text) for text, _ in batch]
            yield from zip(self.ner.pipe(docs, batch_size=batch_size), [own for _, own in batch], strict=True)


def _built(config: configparser.ConfigParser, section: str) -> Any:
    """What a section of a pipeline's configuration describes, made of what its subsections do."""
    from spacy.util import registry

    own = {name: json.loads(value) for name, value in config[section].items()}
    for other in config.sections():
        above, _, name = other.rpartition(".")
        if above == section:
            own[name] = _built(config, other)
    return registry.get("architectures", own.pop("@architectures"))(**own)


def _fill(model: Any, weights: dict[str, Any]) -> None:
    """Gives a model that was made from its configuration its sizes and weights.

    Its attributes are those that it was made with: each would be unpacked by a search of all registries.
    """
    model.from_dict({**weights, "attrs": [{}] * len(weights["attrs"])})


def _tokenizer(vocab: Any, lang: str, file: Path) -> Any:
    """A language's tokenizer, its expressions compiled once for all processes."""
    import srsly
    from spacy.tokenizer import Tokenizer

    packed = file.read_bytes()
    stored = srsly.msgpack_loads(packed)
    named = [name for name in _LOOKS if isinstance(stored.get(name), str)]

    def sources() -> Sequence[str]:
        return [french.joined(stored[name]) for name in named]

    compiled = patterns.kept(f"tokenizer-{lang}", packed + Path(french.__file__).read_bytes(), sources)
    looks = {name: getattr(pattern, _LOOKS[name]) for name, pattern in zip(named, compiled, strict=True)}
    tokenizer = Tokenizer(vocab, **looks)
    tokenizer.faster_heuristics = stored["faster_heuristics"]
    tokenizer.rules = stored["exceptions"]
    return tokenizer
