"""`archive annotate`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any, Literal

import click

from archive.cli.output import model_option
from archive.errors import UsageError
from archive.pipeline.annotate import Annotated, Request


@click.command()
@model_option
def annotate(model: Literal["tuned", "stock"]) -> None:
    """Tag texts without storing anything.

    One JSON object a line on standard input, {"id", "text", "lang"?, "date"?}, and one a line out, in
    the same order: the language of the text and its blocks, the people, places, organisations and dates
    in it. "date" is the day the text was written; "yesterday" counts from it.

    \b
    echo '{"id": "1", "text": "Rally in Lille on 9 February 2017."}' | archive annotate
    """
    from archive.ingest.names import Namer
    from archive.pipeline.annotate import annotate as run

    for answer in run(_requests(sys.stdin), Namer(model)):
        sys.stdout.write(json.dumps(as_json(answer), ensure_ascii=False) + "\n")
        sys.stdout.flush()


def _requests(lines: Iterable[str]) -> Iterator[Request]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            said = json.loads(line)
            request = Request(said["id"], said["text"], said.get("lang"), said.get("date"))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(f'Line {number} is no {{"id", "text"}} object ({error}).') from error
        if not isinstance(request.text, str):
            raise UsageError(f'Line {number}: "text" must be a string.')
        yield request


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
