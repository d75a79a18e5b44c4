"""`archive annotate`."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Literal

import click

from archive import edtf
from archive.cli.inputs import Line, json_lines
from archive.cli.output import echo_json, model_option, tell
from archive.cli.streams import standard_input

if TYPE_CHECKING:
    from archive.pipeline.annotate import Annotated, Refused, Request

MOST_CHARACTERS: Final = 1_000_000  # of one text: what a paragraph of the archive may have; a long novel
_LANG: Final = re.compile(r"[a-z]{2,3}")


@click.command()
@model_option
def annotate(model: Literal["tuned", "stock"]) -> None:
    """Tag texts without storing anything.

    One JSON object a line on standard input, {"id", "text", "lang"?, "date"?}, and one a line out, in
    the same order: the language of the text and its blocks, the people, places, organisations and dates
    in it. "date" is the day the text was written; "yesterday" counts from it. A line that cannot be read is
    answered in its place by {"id"?, "error", "line"}, and the exit code is 4.

    \b
    echo '{"id": "1", "text": "Rally in Lille on 9 February 2017."}' | archive annotate
    """
    from archive.ingest.names import Namer
    from archive.pipeline.annotate import Refused
    from archive.pipeline.annotate import annotate as run

    refused = 0
    for answer in run(map(_request, json_lines(standard_input())), Namer(model)):
        refused += isinstance(answer, Refused)
        echo_json(answer.answer if isinstance(answer, Refused) else as_json(answer))
    if refused:
        tell(f"{refused:,} lines could not be read; each is answered by its error.")
        sys.exit(4)


def _request(line: Line) -> Request | Refused:
    """What a line asks, or why that cannot be answered."""
    from archive.pipeline.annotate import Refused, Request

    problem = line.problem or _problem(line.said)
    if problem:
        return Refused(line.answer(problem))
    said = line.said
    return Request(said["id"], said["text"], said.get("lang"), said.get("date"))


def _problem(said: Mapping[str, Any]) -> str:
    if missing := [f'no "{key}"' for key in ("id", "text") if key not in said]:
        return " and ".join(missing)
    text, lang, date = said["text"], said.get("lang"), said.get("date")
    if not isinstance(text, str):
        return '"text" must be a string'
    if len(text) > MOST_CHARACTERS:
        return f"a text of more than {MOST_CHARACTERS:,} characters: cut it between paragraphs"
    if lang not in (None, "") and not (isinstance(lang, str) and _LANG.fullmatch(lang)):
        return '"lang" must be a code such as "fr" or "en"'
    if date not in (None, "") and not (isinstance(date, str) and edtf.valid(date)):
        return '"date" must be a day such as "2017-02-09"'
    return ""


def as_json(answer: Annotated) -> dict[str, Any]:
    """The contract's form of an answer."""
    return {
        "id": answer.id,
        "lang": answer.lang,
        "blocks": [{"start": b.start, "end": b.end, "lang": b.lang} for b in answer.blocks],
        "mentions": [
            {"start": m.start, "end": m.end, "type": m.type.value, "text": m.text}
            | ({"value": m.value} if m.value else {})
            for m in answer.mentions
        ],
    }
