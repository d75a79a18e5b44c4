"""What may be killed: runs that change an archive, what each begins with, and what an archive says after."""

from __future__ import annotations

import functools
import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import archive
from archive import forms
from archive.catalog import Catalog, mentions
from archive.ingest import originals
from archive.link import vectors
from archive.pipeline import index, reading
from archive.pipeline.check import check
from archive.run import Run, Stage
from archive.search import store
from archive.search.service import Request, search_all

NOW = "2026-01-01T00:00:00Z"
OLDER = json.dumps({"archive": "0", "names": "0", "vectors": "0"})  # versions of a program long gone


@dataclass(frozen=True, slots=True)
class Scene:
    """A run on an archive: `before` makes what it begins with, in a folder that does not exist yet."""

    before: Callable[[Path, Path], None]
    run: Callable[[Path, Path], None]


def now() -> str:
    """A clock that stands still: two runs are then equal to the letter."""
    return NOW


RUN = Run(clock=now)


FRENCH = "Une centaine de personnes se sont rassemblées à Lille le 3 mars 2011, a dit Maud Lestienne.\n"
ENGLISH = "About a hundred people gathered in Lille on 3 March 2011, said Maud Lestienne to the paper.\n"


def warm() -> None:
    """Loads models and modules here, for every forked child to inherit."""
    # A child would read the vectors' model again for half a second, and be killed there mostly.
    vectors.SentenceEncoder = functools.cache(vectors.SentenceEncoder)  # type: ignore[misc, assignment]
    with tempfile.TemporaryDirectory() as folder:
        home, pages = Path(folder, "archive"), Path(folder, "pages")
        pages.mkdir()
        Path(pages, "fr.txt").write_text(FRENCH * 3)
        Path(pages, "en.html").write_text(f"<html><body><p>{ENGLISH * 3}</p></body></html>")
        for scene in SCENES.values():
            scene.run(home, pages)
        state(home)


def _nothing(home: Path, pages: Path) -> None:
    pass


def _ingest(home: Path, pages: Path) -> None:
    """One whole ingest, as the command does it."""
    with archive.open(home, create=True, run=RUN) as opened:
        opened.ingest(str(pages))


def _half(home: Path, pages: Path) -> None:
    """An archive of every other page, and of an older state of the first of them."""
    every = sorted(p for p in pages.iterdir() if p.is_file())
    with tempfile.TemporaryDirectory() as aside:
        for page in every:
            shutil.copy2(page, aside)
        for page in every[1::2]:
            page.unlink()
        every[0].write_text(f"Un texte plus ancien tenait cette place. {FRENCH}")
        _ingest(home, pages)
        for page in every:
            shutil.copy2(Path(aside, page.name), page)


def _outdated(home: Path, pages: Path) -> None:
    """An archive that a program long gone made."""
    _ingest(home, pages)
    with Catalog.open(home) as catalog, catalog.transaction() as db:
        db.execute("UPDATE documents SET made_with = ?", (OLDER,))


def _reprocess(stage: Stage, home: Path, pages: Path) -> None:
    with archive.open(home, run=RUN) as opened:
        opened.reprocess(stage)


def _reindex(home: Path, pages: Path) -> None:
    with archive.open(home, run=RUN) as opened:
        opened.reindex()


SCENES = {
    "ingest": Scene(_nothing, _ingest),
    "grow": Scene(_half, _ingest),
    "reindex": Scene(_ingest, _reindex),
    "names": Scene(_outdated, partial(_reprocess, "names")),
    "dates": Scene(_outdated, partial(_reprocess, "dates")),
    "posts": Scene(_outdated, partial(_reprocess, "posts")),
    "links": Scene(_ingest, partial(_reprocess, "links")),
}


def state(home: Path) -> dict[str, Any]:
    """All that an archive says, what its index finds, and what `archive check` finds wrong with it."""
    with Catalog.open(home) as catalog:
        db = catalog.db

        def rows(query: str) -> list[tuple[Any, ...]]:
            return [tuple(row) for row in db.execute(query)]

        said = {
            "documents": list(map(forms.document, reading.entries(catalog))),
            "mentions": list(map(forms.mention, mentions.for_export(catalog))),
            "numbers": rows("SELECT n, id, current, made_with FROM documents ORDER BY n"),
            "links": rows("SELECT * FROM links ORDER BY kind, a, b"),
            "entities": rows("SELECT id, type, label FROM entities ORDER BY id"),
            "names": rows("SELECT * FROM entity_names ORDER BY entity, lang, name"),
            "passages": rows("SELECT doc, ordinal, hex(vector) FROM passages ORDER BY doc, ordinal"),
            "origins": rows("SELECT * FROM origins ORDER BY origin, source_id"),
            "findings": [str(f) for f in _check(catalog, home)],
            "hits": _hits(catalog, home),
        }
    loaded: dict[str, Any] = json.loads(json.dumps(said))
    return loaded


def _check(catalog: Catalog, home: Path) -> list[Any]:
    kept = originals.of(home)
    return list(check(catalog, kept, now=now, index_state=lambda: index.state(home)))


def _hits(catalog: Catalog, home: Path) -> list[Any]:
    """What searches for every title, and for names in them, bring."""
    titles = catalog.db.execute("SELECT DISTINCT title FROM documents WHERE title IS NOT NULL ORDER BY title")
    words = [" ".join(w for w in t[0].split() if w.isalpha()) for t in titles] + ["Lille", "2017", "solidar*"]
    opened = store.open_index(home)
    try:
        asked = [Request(w, lenient=True, facets=True) for w in words if w.strip()]
        pages = search_all(catalog, opened, asked)
        return [[page.total, sorted(h.document.id for h in page.hits), _plain(page.facets)] for page in pages]
    finally:
        opened.close()


def _plain(facets: Any) -> dict[str, Any]:
    return {name: sorted(map(str, values)) for name, values in facets.items()}
