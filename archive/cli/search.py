"""`archive search` and `archive watch`; nothing heavy is imported before it is needed."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from archive import forms
from archive.cli import Target
from archive.cli.inputs import TEXT, JsonLine, json_lines
from archive.cli.output import Piece, bold, dim, echo, echo_json, emit, format_option, tell
from archive.cli.streams import standard_input
from archive.errors import UsageError
from archive.printable import counted
from archive.text import on_page

if TYPE_CHECKING:
    from archive import News, Request, ResultPage


def _filters(command: Any) -> Any:
    """The options that narrow a search down."""
    for option in (
        click.option(
            "--lang", type=TEXT, help="Only texts in this language: fr, en, … or any.", show_default="any"
        ),
        click.option(
            "--person",
            type=TEXT,
            multiple=True,
            help="Only texts mentioning this person, in either language.",
        ),
        click.option(
            "--place",
            type=TEXT,
            multiple=True,
            help="Only texts mentioning this place; London also finds Londres.",
        ),
        click.option("--org", type=TEXT, multiple=True, help="Only texts mentioning this organisation."),
        click.option(
            "--from",
            "since",
            type=TEXT,
            metavar="DATE",
            help="Earliest date of the texts, such as 2015-08.",
        ),
        click.option("--to", "until", type=TEXT, metavar="DATE", help="Latest date of the texts."),
        click.option("--mentions", is_flag=True, help="Also match texts that mention a date in this range."),
        click.option(
            "--cross/--no-cross",
            default=True,
            show_default=True,
            help="Also search by meaning, mainly in the other language.",
        ),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("query", type=TEXT, required=False)
@_filters
@click.option(
    "--limit", type=click.IntRange(0, 10_000), default=10, show_default=True, help="Maximum number of hits."
)
@click.option("--offset", type=click.IntRange(0), default=0, help="Number of hits to skip.")
@click.option(
    "--sort", type=click.Choice(["relevance", "date"]), default="relevance", show_default=True,
    help="By relevance, or oldest first.",
)  # fmt: skip
@click.option(
    "--facets",
    is_flag=True,
    help="Count hits by language, year, person, place, organisation and source, undated and translated ones.",
)
@click.option(
    "--batch", type=click.Path(exists=True, dir_okay=False, allow_dash=True), metavar="FILE",
    help='Read queries from FILE ("-": standard input), one {"id", "query", "limit"?, "lang"?} per line.'
    ' For a line that cannot be read, {"id"?, "error", "line"} is written instead, and the exit code is 4.',
)  # fmt: skip
@format_option("text", "jsonl", "json", "csv")
@click.pass_obj  # type: ignore[arg-type]  # its type knows no **options
def search(
    target: Target, query: str | None, limit: int, offset: int, sort: str, facets: bool, batch: str | None,
    form: str, **asked: Any,
) -> None:  # fmt: skip
    """Search texts in either language, by words, names and meaning.

    \b
    archive search "délit de solidarité"
    archive search '"no border" (calais OU douvres) -police' --from 2015-08 --to 2016
    archive search 'title:solidar* date:[2015 TO 2016-03]' --lang en --facets
    archive search 'Lavergne~' --person "Denise Lavergne" --sort date
    """
    from archive import Request

    base = {
        "limit": limit, "offset": offset, "by_date": sort == "date", "facets": facets,
        "lang": None if asked["lang"] == "any" else asked["lang"],
    }  # fmt: skip
    shared = {k: v for k, v in asked.items() if k != "lang"} | base
    if (query is None) == (batch is None):
        raise UsageError('Give either QUERY or --batch FILE, as in: archive search "délit de solidarité"')
    if batch is not None:
        if _batch(target, batch, shared, form):
            sys.exit(4)
        return
    with target.open() as archive:
        (page,) = archive.search_all([Request(query=str(query), **shared)])
    _tell(page)
    if form == "text":
        _print(page, offset)
    elif form == "json":
        echo_json(forms.page(page), indent=2)
    else:
        emit(map(forms.hit, page), form, forms.COLUMNS["hit"], str)
        if facets:
            echo_json(forms.facets(page), err=True)


def _batch(target: Target, path: str, shared: Mapping[str, Any], form: str) -> int:
    """Answers the lines of a batch in their order; returns how many could not be answered."""
    with contextlib.ExitStack() as stack:
        file = standard_input() if path == "-" else stack.enter_context(open(path, "rb"))
        asked = [(line, *_request(line, shared)) for line in json_lines(file)]
    requests = [request for _, request, _ in asked if request is not None]

    def answers() -> Iterator[Mapping[str, Any]]:
        with target.open() as archive, contextlib.closing(archive.search_all(requests)) as pages:
            for line, request, problem in asked:
                query_id = str(line.record.get("id", line.number))
                if request is None:
                    if form == "csv":  # a table of hits has no column for it
                        tell(f"batch line {line.number}: {problem}")
                    else:
                        yield line.answer(problem)
                    continue
                page = next(pages)
                for note in page.notes:
                    if note.startswith("Read as plain words"):
                        tell(f"query {query_id}: {note}")
                for hit in page:
                    yield forms.hit(hit, query_id)

    emit(answers(), "jsonl" if form == "text" else form, ("query_id", *forms.COLUMNS["hit"]), str)
    return len(asked) - len(requests)


def _request(line: JsonLine, shared: Mapping[str, Any]) -> tuple[Request | None, str]:
    """What a line of a batch asks, or why that cannot be answered."""
    from archive import Request

    query, limit, lang = (line.record.get(key) for key in ("query", "limit", "lang"))
    if line.problem:
        return None, line.problem
    if not isinstance(query, str):
        return None, '"query" must be a string' if "query" in line.record else 'missing "query"'
    if limit is not None and (not isinstance(limit, int) or isinstance(limit, bool) or limit < 0):
        return None, '"limit" must be a whole number, 0 or more'
    if lang is not None and not isinstance(lang, str):
        return None, '"lang" must be a string'
    own = {"limit": limit, "lang": lang}
    request = Request(
        query=query, lenient=True, **{**shared, **{k: v for k, v in own.items() if v is not None}}
    )
    request = replace(request, lang=None) if request.lang == "any" else request
    try:
        request.check()
    except UsageError as error:
        return None, str(error.args[0])
    return request, ""


def _tell(page: ResultPage) -> None:
    for note in page.notes:
        echo(note, err=True)
    for word, similar in page.suggestions.items():
        echo(f"No text contains {word!r}. Did you mean: {', '.join(similar)}?", err=True)


def _print(page: ResultPage, offset: int) -> None:
    if page.hits:
        last = offset + len(page.hits)
        texts = (
            f" ({page.documents:,} texts, counting translations and duplicates)"
            if page.documents > page.total
            else ""
        )
        echo(f"{offset + 1:,} to {last:,} of {counted(page.total, 'hit')}{texts}")
        echo()
    for hit in page.hits:
        d = hit.document
        echo(f"{hit.rank:3}. ", *_marked(d.title or d.source, hit.title_highlights if d.title else ()))
        echo(dim(f"     {d.lang}  {d.date or 'undated'}  {d.id}  {d.source}{on_page(hit.page)}"))
        for other in hit.translations:
            echo(dim(f"     also {other.lang}: {other.title or other.source}  {other.id}"))
        if hit.duplicates:
            echo(dim(f"     {counted(len(hit.duplicates), 'duplicate')}"))
        if hit.excerpts:
            echo(dim(f"     {counted(len(hit.excerpts), 'excerpt')}"))
        echo("     ", *_marked(hit.snippet, hit.highlights))
        echo(dim(f"     {hit.why}"))
        echo()
    for name, values in page.facets.items():
        if values and name in ("undated", "translated"):
            echo(f"{name:8} {values[0].count:,}")
        elif values:
            echo(f"{name:8}" + ", ".join(f"{v.value or '(none)'} {v.count:,}" for v in values[:12]))


def _marked(text: str, spans: Sequence[tuple[int, int]]) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    for start, end in spans:
        pieces += [text[at:start], bold(text[start:end])]
        at = end
    return [*pieces, text[at:]]


@click.group(invoke_without_command=True)
@click.option("--keep", is_flag=True, help="Do not mark new hits as seen.")
@format_option("text", "json")
@click.pass_context
def watch(ctx: click.Context, keep: bool, form: str) -> None:
    """Show new hits of each saved search since the last run. Exit code 1 if there are none.

    \b
    archive watch add lavergne 'person:Lavergne'
    archive ingest pages/ && archive watch
    archive watch remove lavergne
    """
    if ctx.invoked_subcommand is not None:
        return
    target: Target = ctx.obj
    with target.open() as archive, archive.news(keep=keep) as news:
        _print_news(news, form)
        sys.stdout.flush()  # what could not be told stays new
    sys.exit(0 if any(n.documents for n in news) else 1)


def _print_news(news: Sequence[News], form: str) -> None:
    if form == "json":
        echo_json([forms.news(n) for n in news], indent=2)
        return
    for one in news:
        echo(f"{one.name}: {len(one.documents):,} new  ({one.query})")
        for document in one.documents:
            facts = (document.lang, document.date or "undated", document.id, document.title or "")
            echo("     " + "  ".join(facts))


@watch.command("add")
@click.argument("name", type=TEXT)
@click.argument("query", type=TEXT)
@click.pass_obj
def watch_add(target: Target, name: str, query: str) -> None:
    """Save a search under a name; its current hits do not count as new.

    \b
    archive watch add lavergne 'person:Lavergne date:2017'
    """
    with target.open() as archive:
        archive.add_watch(name, query)
    echo(f"Watching {name}: {query}")


@watch.command("remove")
@click.argument("name", type=TEXT)
@click.pass_obj
def watch_remove(target: Target, name: str) -> None:
    """Remove a saved search.

    \b
    archive watch remove lavergne
    """
    with target.open() as archive:
        archive.remove_watch(name)
    echo(f"No longer watching {name}.")


@watch.command("list")
@format_option("text", "json")
@click.pass_obj
def watch_list(target: Target, form: str) -> None:
    """List saved searches.

    \b
    archive watch list --format json
    """
    with target.open() as archive:
        saved = archive.watches()
    emit(map(forms.watch, saved), form, forms.COLUMNS["watch"], _saved)


def _saved(watch: Mapping[str, Any]) -> str:
    """A saved search on a line: its name, its query, and what else narrows it down."""
    filters = watch.get("filters", {})
    conditions = (f"{name}={value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
            for name, value in filters.items())  # fmt: skip
    return f"{watch['name']:20}{' '.join(filter(None, (watch['query'], *conditions)))}"
