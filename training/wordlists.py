"""Build archive/ingest/data/words.txt, the frequent words of each language, most frequent first.

    python -m training.wordlists          (needs wordfreq==3.1.1 and msgpack, for this step alone)

From wordfreq (Robyn Speer, 2022; data CC BY-SA 4.0) where it has the language, else from jusText's
stop lists (Jan Pomikálek, 2011; BSD 2-Clause). Only the order is kept: a rank tells the frequency
well enough (Zipf), and one line a language can be read and compared.
"""

from __future__ import annotations

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from archive.lang.registry import HOME

HOME_WORDS = 40_000
OTHER_WORDS = 5_000

# The languages taken from wordfreq, and its own codes for some.
WORDFREQ = (
    "fr", "en", "ca", "cs", "da", "de", "es", "fi", "hr", "hu", "id", "is", "it", "lt", "lv", "ms", "nl",
    "no", "pl", "pt", "ro", "sk", "sl", "sv", "tl", "tr", "vi",
)  # fmt: skip
_THEIR_CODE = {"no": "nb", "hr": "sh", "tl": "fil"}
# ISO 639-1 -> jusText's stop list.
JUSTEXT = {
    "af": "Afrikaans", "an": "Aragonese", "br": "Breton", "cy": "Welsh", "eo": "Esperanto", "et": "Estonian",
    "eu": "Basque", "fy": "West_Frisian", "ga": "Irish", "gl": "Galician", "ht": "Haitian", "io": "Ido",
    "jv": "Javanese", "la": "Latin", "lb": "Luxembourgish", "mt": "Maltese", "nn": "Norwegian_Nynorsk",
    "oc": "Occitan", "sq": "Albanian", "sw": "Swahili", "vo": "Volapuk", "wa": "Walloon",
}  # fmt: skip

_LETTERS = re.compile(r"[^\W\d_]+")


def from_wordfreq(code: str, limit: int) -> list[str]:
    """The `limit` most frequent runs of letters: "don't" counts for "don" and for "t"."""
    get_frequency_dict = import_module("wordfreq").get_frequency_dict  # wanted for this step alone
    counts: dict[str, float] = {}
    for word, frequency in get_frequency_dict(code, wordlist="best" if limit > 10_000 else "small").items():
        for part in _LETTERS.findall(word):
            counts[part] = counts.get(part, 0.0) + frequency
    return sorted(counts, key=lambda part: (-counts[part], part))[:limit]


def from_justext(name: str, limit: int) -> list[str]:
    """The first `limit` words of a stop list, which is sorted by frequency."""
    spec = find_spec("justext")  # found, not imported: only its data is wanted
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent / "stoplists"
    lines = (folder / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    words = dict.fromkeys(word for line in lines if (word := line.strip().lower()) and word.isalpha())
    return list(words)[:limit]


def main() -> None:
    out = Path(__file__).parent.parent / "archive" / "ingest" / "data" / "words.txt"
    lists = {
        code: from_wordfreq(_THEIR_CODE.get(code, code), HOME_WORDS if code in HOME else OTHER_WORDS)
        for code in WORDFREQ
    }
    lists |= {code: from_justext(name, OTHER_WORDS) for code, name in JUSTEXT.items()}
    text = "".join(f"{code} {' '.join(words)}\n" for code, words in lists.items())
    out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
