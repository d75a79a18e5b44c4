"""`archive formats`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from archive import forms
from archive.cli.output import emit, format_option


@click.command()
@format_option("text", "json", "csv")
def formats(form: str) -> None:
    """List the formats that are read here, and what to install for the others.

    \b
    archive formats
    """
    from archive import formats

    emit(map(forms.file_format, formats()), form, forms.COLUMNS["file_format"], _line)


def _line(record: Mapping[str, Any]) -> str:
    state = "read" if record["read"] else f"not read here: install {record['install']}"
    return f"{record['name']:60}{state}"
