"""An index on OpenSearch: rows go to the cluster in batches, and are seen when all of them are there.

What a commit notes stands in the mapping of the index (`_meta`), written last: an interrupted write leaves
texts that are newer than the noted position, and is done again. Readers do not see them before that, for the
index is refreshed by commits alone, and each reader searches one point in time; unless a server that was
ended meanwhile has read them back.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, Final

from archive.errors import ArchiveBusy, DamagedIndex, Hindered, UnreachableServer
from archive.search.engines.opensearch import groups
from archive.search.engines.opensearch.address import access, parsed
from archive.search.engines.opensearch.connection import ClusterConnection, ServerRefusal
from archive.search.engines.opensearch.groups import LinkedText, VersionGroup
from archive.search.engines.opensearch.mapping import FORMAT, document, settings
from archive.search.port import IndexRow

if TYPE_CHECKING:
    from archive.search.engines.opensearch.state import OpenSearchState

_BATCH_ROWS: Final = 500
_BATCH_BYTES: Final = 8 << 20
_PATIENCE: Final = 2.0  # seconds that a writer waits for another thread
_TRIES: Final = 8  # for rows that a busy server puts off
_PAGE: Final = 5_000  # hits of one answer; the server gives 10,000 at most
_EMPTY: Final[Mapping[str, Any]] = {
    "format": FORMAT, "generation": 0, "position": 0, "upto": 0, "documents": 0, "unsettled": [],
}  # fmt: skip


def opened(address: str, *, create: bool = False) -> OpenSearchEngine:
    """The index at an address; `create`: a new one there, empty. Raises UsageError, UnreachableServer."""
    place = parsed(address)
    engine = OpenSearchEngine(ClusterConnection(place, access(place)), place.name)
    if create:
        engine.create()
    return engine


class OpenSearchEngine:
    """The index of one name on one cluster."""

    def __init__(self, connection: ClusterConnection, name: str) -> None:
        self.connection, self.name = connection, name
        self._writing = threading.Lock()

    # -- the index itself ----------------------------------------------------------------------------

    def create(self, documents: int = 0) -> None:
        """Makes the index, for about so many documents, in place of any of that name."""
        self.delete()
        body: dict[str, Any] = settings(documents)
        body["mappings"]["_meta"] = dict(_EMPTY)
        try:
            self.connection.ask("PUT", f"/{self.name}", body)
        except ServerRefusal as refused:
            # The answer to the first try may have been lost.
            if refused.kind != "resource_already_exists_exception":
                raise self._broken(refused) from refused

    def clear(self) -> None:
        """Takes every text out, as if the index were new."""
        body: dict[str, Any] = {"query": {"match_all": {}}}
        try:
            self.connection.ask("POST", f"/{self.name}/_refresh")
            self.connection.ask("POST", f"/{self.name}/_delete_by_query", body, refresh="true")
        except ServerRefusal as refused:
            raise self._broken(refused) from refused
        self._note(dict(_EMPTY))

    def delete(self) -> None:
        """Deletes the index, if it is there."""
        try:
            self.connection.ask("DELETE", f"/{self.name}")
        except ServerRefusal as refused:
            if refused.status != 404:
                raise self._broken(refused) from refused

    def meta(self) -> Mapping[str, Any]:
        """What the last commit noted. Raises DamagedIndex."""
        try:
            found = self.connection.ask("GET", f"/{self.name}/_mapping")
        except ServerRefusal as refused:
            raise self._broken(refused) from refused
        meta = next((one.get("mappings", {}).get("_meta") for one in found.values()), None)
        if not isinstance(meta, dict) or meta.keys() < _EMPTY.keys() or meta["format"] != FORMAT:
            raise DamagedIndex(
                f"The search index {self.name} is not as it was written. Rebuild it with: archive reindex"
            )
        return meta

    def _broken(self, refused: ServerRefusal) -> Exception:
        """What is raised for a refusal: an index that is not there can be rebuilt, a server that has no
        shards or no room must be waited for, and anything else is a mistake of this program."""
        if refused.status in (429, 502, 503, 504):
            return UnreachableServer(
                f"The search engine cannot answer for {self.name} now ({refused}). Nothing is lost: run the"
                " command again when it can."
            )
        if refused.status != 404:
            return refused
        return DamagedIndex(
            f"There is no search index {self.name} on the server. Rebuild it with: archive reindex"
        )

    def generation(self) -> int:
        """The number of the newest committed state. Raises DamagedIndex."""
        return int(self.meta()["generation"])

    def state(self, generation: int) -> OpenSearchState:  # noqa: ARG002
        """The newest committed state, which is that one or a later one. Raises DamagedIndex."""
        from archive.search.engines.opensearch.state import OpenSearchState

        return OpenSearchState(self)

    # -- reading everything ---------------------------------------------------------------------------

    def every(self, query: Mapping[str, Any], fields: Sequence[str]) -> Iterator[Mapping[str, list[Any]]]:
        """Some fields of all texts in the index that answer a query, as they are now, by number."""
        after: list[Any] = []
        while True:
            body = {
                "query": query, "size": _PAGE, "sort": [{"n": "asc"}], "docvalue_fields": list(fields),
                "track_total_hits": False, **({"search_after": after} if after else {}),
            }  # fmt: skip
            try:
                found = self.connection.ask("POST", f"/{self.name}/_search", body)
            except ServerRefusal as refused:
                raise self._broken(refused) from refused
            hits = found["hits"]["hits"]
            yield from (hit.get("fields", {}) for hit in hits)
            if len(hits) < _PAGE:
                return
            after = hits[-1]["sort"]

    # -- writing -----------------------------------------------------------------------------------------

    def write(self, rows: Iterable[IndexRow], gone: Collection[int], position: int, *, upto: int = 0) -> None:
        """See `archive.search.engine.Engine`."""
        if not self._writing.acquire(timeout=_PATIENCE):
            raise ArchiveBusy(
                "Another thread is writing to the search index. Try again when it has finished."
            )
        try:
            before = self.meta()
            with _spool() as spool:
                linked = _spooled(rows, spool)
                out = set(gone) - linked.keys()
                # What a write that was interrupted has left is taken into account, too.
                self._refresh()
                own, moved = groups.settle(linked, out, self.every)
                self._send(_lines(spool, own, out))
            self._refresh()
            unsettled = (set(before["unsettled"]) - linked.keys() - out) | moved.keys()
            self._note(
                {
                    "format": FORMAT, "generation": int(before["generation"]) + 1, "position": position,
                    "upto": upto, "documents": self.count(), "unsettled": sorted(unsettled),
                }
            )  # fmt: skip
        finally:
            self._writing.release()

    def count(self) -> int:
        """How many texts there are now."""
        try:
            return int(self.connection.ask("GET", f"/{self.name}/_count")["count"])
        except ServerRefusal as refused:
            raise self._broken(refused) from refused

    def _refresh(self) -> None:
        try:
            self.connection.ask("POST", f"/{self.name}/_refresh")
        except ServerRefusal as refused:
            raise self._broken(refused) from refused

    def _note(self, meta: Mapping[str, Any]) -> None:
        try:
            self.connection.ask("PUT", f"/{self.name}/_mapping", {"_meta": meta})
        except ServerRefusal as refused:
            raise self._broken(refused) from refused

    def _send(self, lines: Iterable[list[bytes]]) -> None:
        """Sends actions in batches, each again that the server puts off."""
        batch: list[list[bytes]] = []
        size = 0
        for action in lines:
            batch.append(action)
            size += sum(map(len, action))
            if len(batch) >= _BATCH_ROWS or size >= _BATCH_BYTES:
                self._send_batch(batch)
                batch, size = [], 0
        if batch:
            self._send_batch(batch)

    def _send_batch(self, batch: list[list[bytes]]) -> None:
        for attempt in range(_TRIES):
            data = b"".join(line + b"\n" for action in batch for line in action)
            try:
                found = self.connection.ask_lines(f"/{self.name}/_bulk", data)
            except ServerRefusal as refused:
                raise self._broken(refused) from refused
            if not found["errors"]:
                return
            answers = [next(iter(item.values())) for item in found["items"]]
            for one in answers:
                if one["status"] >= 400 and one["status"] not in (404, 429, 503):
                    error = one.get("error", {})
                    raise self._broken(
                        ServerRefusal(one["status"], str(error.get("type")), str(error.get("reason")))
                    )
            batch = [
                action for action, one in zip(batch, answers, strict=True) if one["status"] in (429, 503)
            ]
            if not batch:
                return
            time.sleep(0.1 * 2**attempt)
        raise self._broken(ServerRefusal(429, "busy", "the server puts rows off again and again"))


def _spool() -> IO[bytes]:
    try:
        return TemporaryFile(prefix="archive-")
    except OSError as error:
        raise Hindered(
            f"The temporary folder cannot be written to ({error.strerror}): set TMPDIR to one with space."
        ) from error


def _spooled(rows: Iterable[IndexRow], spool: IO[bytes]) -> dict[int, LinkedText]:
    """Writes the documents of rows to a file, a line each: a row that fails does so before any is sent."""
    linked = {}
    for row in rows:
        linked[row.n] = LinkedText(row.n, row.lang, row.twins)
        text = json.dumps(document(row), separators=(",", ":"), ensure_ascii=False)
        # Half a pair of surrogates, which broken texts have, is nothing that the server takes.
        spool.write(b"%d %s\n" % (row.n, text.encode("utf-8", "replace")))
    spool.seek(0)
    return linked


def _lines(spool: IO[bytes], own: Mapping[int, VersionGroup], out: Collection[int]) -> Iterator[list[bytes]]:
    """What the server is to do, each with the lines that say it."""
    for n in sorted(out):
        yield [b'{"delete":{"_id":"%d"}}' % n]
    for line in spool:
        number, _, text = line.rstrip(b"\n").partition(b" ")
        group = own.get(int(number), VersionGroup(int(number)))
        told = {"group": group.number, "several": group.several, "translated": group.translated}
        yield [b'{"index":{"_id":"%s"}}' % number, b"%s,%s" % (text[:-1], json.dumps(told).encode()[1:])]
