"""`archive annotate`."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import click

from archive import edtf, forms
from archive.cli.inputs import JsonLine, json_lines
from archive.cli.output import echo_json, model_option, tell
from archive.cli.streams import standard_input
from archive.printable import counted
from archive.run import Model

if TYPE_CHECKING:
    from archive import Refused, Text

MOST_CHARACTERS: Final = 1_000_000  # of one text: what a paragraph of the archive may have; a long novel
_NAMED: Final = 10  # lines that the last message names
_LANG: Final = re.compile(r"[a-z]{2,3}")


@click.command()
@model_option()
def annotate(model: Model) -> None:
    """Tag texts without storing anything.

    Reads one JSON object per line from standard input, {"id", "text", "lang"?, "date"?}, and writes one
    per line in the same order: the language of the text and of its blocks, and the people, places,
    organisations and dates it mentions. "date" is the day the text was written; words such as "yesterday"
    are resolved from it. For a line that cannot be read, {"id"?, "error", "line"} is written instead, and
    the exit code is 4.

    \b
    echo '{"id": "1", "text": "Rally in Kendal on 9 February 2017."}' | archive annotate
    """
    from archive import Refused
    from archive import annotate as run

    refused: list[str] = []
    for answer in run(map(_text, json_lines(standard_input())), model=model):
        if isinstance(answer, Refused):
            refused.append(str(answer.answer["line"]))
        echo_json(answer.answer if isinstance(answer, Refused) else forms.annotation(answer))
    if refused:
        named = ", ".join(refused[:_NAMED]) + (", …" if len(refused) > _NAMED else "")
        tell(f"{counted(len(refused), 'line')} could not be read ({named}); an error was written for each.")
        sys.exit(4)


def _text(line: JsonLine) -> Text | Refused:
    """What a line asks, or why that cannot be answered."""
    from archive import Refused, Text

    problem = line.problem or _problem(line.record)
    if problem:
        return Refused(line.answer(problem))
    request = line.record
    return Text(request["id"], request["text"], request.get("lang"), request.get("date"))


def _problem(request: Mapping[str, Any]) -> str:
    if missing := [f'"{key}"' for key in ("id", "text") if key not in request]:
        return f"missing {' and '.join(missing)}"
    text, lang, date = request["text"], request.get("lang"), request.get("date")
    if not isinstance(text, str):
        return '"text" must be a string'
    if len(text) > MOST_CHARACTERS:
        return f"text longer than {MOST_CHARACTERS:,} characters; split it between paragraphs"
    if lang not in (None, "") and not (isinstance(lang, str) and _LANG.fullmatch(lang)):
        return '"lang" must be a code such as "fr" or "en"'
    if date not in (None, "") and not (isinstance(date, str) and edtf.valid(date)):
        return '"date" must be a day such as "2017-02-09"'
    return ""
