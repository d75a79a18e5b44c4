"""Build archive/search/data/terms.tsv from training/terms.txt: terms of both languages that mean the same.

    python -m training.terms

A line of the table is a language, a term in it, and the terms of the other language.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from archive.search import alike, analysis

SOURCE: Final = Path(__file__).parent / "terms.txt"


def read(path: Path = SOURCE) -> list[tuple[list[str], list[str]]]:
    """French terms and the English ones that mean the same, a pair of lists for each line of the source."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    meanings = [line.split(" = ") for line in lines if line and not line.startswith("#")]
    return [(french.split(", "), english.split(", ")) for french, english in meanings]


def table() -> dict[tuple[str, str], list[str]]:
    """For each language and term the terms of the other language, as forms in a row with a space between.

    A term is told by its forms and, for other inflected forms of it, by the stems of those after "~".
    """
    found: dict[tuple[str, str], dict[str, None]] = {}
    for french, english in read():
        for lang, own, others in (("fr", french, english), ("en", english, french)):
            for term in own:
                row = analysis.forms(term)
                told = [" ".join(forms) for other in others if (forms := analysis.forms(other)) != row]
                for key in (" ".join(row), alike.stems(row, lang)):
                    # A word that is spelt alike in both languages finds itself.
                    found.setdefault((lang, key), {}).update(dict.fromkeys(told))
    return {key: list(forms) for key, forms in sorted(found.items()) if forms}


def main() -> None:
    lines = [f"{lang}\t{key}\t{';'.join(forms)}\n" for (lang, key), forms in table().items()]
    alike.TERMS.write_text("".join(lines), encoding="utf-8")
    print(len(lines), "terms")


if __name__ == "__main__":
    main()
