"""What is fuzzed. A target tries a round of inputs that a number tells, and returns how many there were."""

from __future__ import annotations

import atexit
import contextlib
import functools
import io
import itertools
import random
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from archive.catalog import Catalog
from archive.errors import BadInput
from archive.ingest import sources
from archive.ingest.containers.zips import MAX_MEMBER_BYTES
from archive.search import encoder, store
from archive.search.index import Index
from tests.fuzz import queries
from tests.fuzz.properties import BYTES, DATED, MARKUP, PLAIN, dates_hold, pages_hold

Target = Callable[[int], int]

EXAMPLES = 200  # inputs a round, of those that shrink to the smallest one that fails
QUERIES = 2_000
DOCUMENTS = 10_000  # of the archive that queries are tried on


def _shrinking(strategy: st.SearchStrategy[tuple[object, ...]], holds: Callable[..., None]) -> Target:
    def target(number: int, examples: int = EXAMPLES) -> int:
        quiet = settings(
            max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck)
        )

        @seed(number)
        @quiet
        @given(strategy)
        def attempt(given_: tuple[object, ...]) -> None:
            holds(*given_)

        attempt()
        return examples

    return target


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def zips(number: int, examples: int = EXAMPLES) -> int:
    """Zip files with odd names in them and spoilt bytes: each member is read or refused, in bounds."""
    rng = random.Random(number)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "box.zip")
        for _ in range(examples):
            path.write_bytes(_spoilt_zip(rng))
            for found in sources.find([str(path)]):
                found.origin.encode()
                with contextlib.suppress(BadInput):
                    original = sources.read(found)
                    assert len(original.data) <= MAX_MEMBER_BYTES
        assert [p.name for p in Path(folder).iterdir()] == ["box.zip"]
    return examples


NAMES = ("a.txt", "../a.txt", "/a", "a\nb", "é", "\udce9", "a/", "", "..", "x" * 300, "CON", "a\\b", "a.zip")


def _spoilt_zip(rng: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as box:
        for name in rng.sample(NAMES, rng.randrange(1, 4)):
            with contextlib.suppress(UnicodeEncodeError):
                box.writestr(zipfile.ZipInfo(name), rng.randbytes(rng.randrange(200)))
    data = bytearray(out.getvalue())
    for _ in range(rng.randrange(6)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data[: rng.randrange(len(data))] if rng.random() < 0.1 else data)


def parsed(number: int, count: int = QUERIES) -> int:
    """Strings parse or are refused at a place, each within ten milliseconds."""
    for query in itertools.islice(queries.strings(random.Random(number)), count):
        queries.read_in_time(query)
    return count


def answered(number: int, count: int = QUERIES) -> int:
    """What parses is answered within a second, on a generated archive of 10,000 documents."""
    catalog, index, words = _archive()
    encode = encoder.QueryEncoder()
    rng = random.Random(number)
    rng.shuffle(words)
    asked = itertools.islice(queries.strings(rng, [*queries.WORDS, *words[:300]]), count)
    good = [q for q in itertools.chain(asked, queries.heavy(words)) if queries.read_in_time(q)]
    for query in good:
        queries.answered_in_time(catalog, index, query, encode)
    return len(good)


@functools.cache
def _archive() -> tuple[Catalog, Index, list[str]]:
    from benchmarks import filled, texts

    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    filled.fill(folder, texts.generated(DOCUMENTS, 1), 1)
    catalog = Catalog.open(folder)
    store.rebuild(catalog)
    held = catalog.db.execute("SELECT text FROM documents ORDER BY n LIMIT 100")
    words = sorted({w for row in held for w in row[0].split() if w.isalpha()})
    return catalog, store.open_index(folder), words


TARGETS: dict[str, Target] = {
    "bytes": _shrinking(st.tuples(BYTES), lambda data: pages_hold(data, None)),
    "html": _shrinking(st.tuples(MARKUP), lambda text: pages_hold(_encoded(text), "text/html")),
    "text": _shrinking(st.tuples(PLAIN), lambda text: pages_hold(_encoded(text), "text/plain")),
    "dates": _shrinking(st.tuples(DATED, st.sampled_from(["fr", "en"])), dates_hold),
    "zips": zips,
    "parse": parsed,
    "search": answered,
}
