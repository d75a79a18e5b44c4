"""One committed state of an index on OpenSearch: a point in time of the server, and what is the same for all
searches in it."""

from __future__ import annotations

import string
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from archive.dataclass import dataclass
from archive.errors import UnreachableServer
from archive.search.engines.opensearch.connection import ServerRefusal
from archive.search.engines.opensearch.executor import OpenSearchExecutor
from archive.search.engines.opensearch.words import Means
from archive.search.plan import Query
from archive.search.port import FIELDS
from archive.search.spelling import MOST

if TYPE_CHECKING:
    from archive.search.engines.opensearch.engine import OpenSearchEngine

_KEPT: Final = "10m"  # a point in time that nobody asks for so long is let go by the server
_PAGE: Final = 5_000  # hits of one answer; the server gives 10,000 at most
_SPELLINGS: Final = 500  # of each field, from which the nearest are taken
_LETTERS: Final = string.ascii_lowercase + string.digits
_GONE: Final = 404
_LANGS: Final = 1_000
_COUNTED: Final = 20_000  # counts that are kept, each of some hundred bytes
_AT_ONCE: Final = 100  # questions in one request

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Statistics:
    """How many texts there are, how long they are, and in which languages."""

    count: int
    means: Means
    langs: tuple[str, ...]


class OpenSearchState:
    """See `archive.search.engine.State`."""

    def __init__(self, engine: OpenSearchEngine) -> None:
        """Opens the newest state. Raises DamagedIndex."""
        self.engine = engine
        self._lock = threading.Lock()
        while True:
            meta = engine.meta()
            self._point = self._opened()
            # A commit in between would be read, but not be noted as read.
            if engine.meta()["generation"] == meta["generation"]:
                break
            self._let_go()
        self.generation, self.position = int(meta["generation"]), int(meta["position"])
        self.upto = int(meta["upto"])
        self._noted, self._unsettled = int(meta["documents"]), [int(n) for n in meta["unsettled"]]
        self.statistics = self._statistics()
        self.count = self.statistics.count
        self.counted: dict[Query, int] = {}  # in how many texts queries match, that were asked for

    def executor(self) -> OpenSearchExecutor:
        if len(self.counted) > _COUNTED:
            self.counted = {}
        return OpenSearchExecutor(self)

    def numbers(self) -> frozenset[int]:
        return frozenset(
            int(hit["fields"]["n"][0]) for hit in self.every({"match_all": {}}, [{"n": "asc"}], ["n"])
        )

    def near(self, form: str, edits: int) -> list[str]:
        from rapidfuzz.distance import OSA

        term = {
            "suggest_mode": "always", "max_edits": edits, "prefix_length": 0, "min_word_length": 1,
            "size": _SPELLINGS, "shard_size": _SPELLINGS, "accuracy": 0.001, "max_term_freq": 2**31 - 1,
            "string_distance": "damerau_levenshtein",
        }  # fmt: skip
        asked = " ".join([form, *(_begun_otherwise(form) if edits > 1 else ())])
        suggest = {name: {"text": asked, "term": {**term, "field": name}} for name in FIELDS}
        there = [{"term": {name: form}} for name in FIELDS]
        body = {"size": 0, "query": {"bool": {"should": there}}, "suggest": suggest, "track_total_hits": 1}
        found = self.ask(body)
        words = {
            option["text"]
            for answers in found["suggest"].values()
            for answer in answers
            for option in answer["options"]
        }
        if found["hits"]["total"]["value"]:
            words.add(form)
        apart = {word: OSA.distance(form, word) for word in words if "/" not in word}
        near = sorted((distance, word) for word, distance in apart.items() if distance <= edits)
        return [word for _, word in near[:MOST]]

    def wanted(self) -> list[int]:
        return self._unsettled

    def sound(self) -> bool:
        health = self.engine.connection.ask("GET", f"/_cluster/health/{self.engine.name}")
        return health["status"] != "red" and self.count == self._noted

    def close(self) -> None:
        """Lets go of the point in time; one that cannot be let go ends by itself."""
        with self._lock:
            self._let_go()

    # -- asking the server -----------------------------------------------------------------------------

    def ask(self, body: Body) -> Any:
        """The answer to one search. Raises DamagedIndex."""
        return self.ask_all([body])[0]

    def ask_all(self, bodies: Sequence[Body]) -> list[Any]:
        """The answers to several searches, of the same moment."""
        return [
            answer
            for at in range(0, len(bodies), _AT_ONCE)
            for answer in self._asked(bodies[at : at + _AT_ONCE])
        ]

    def _asked(self, bodies: Sequence[Body]) -> list[Any]:
        for again in (True, False):
            point = self._point
            lines: list[Body] = []
            for body in bodies:
                lines += ({}, {**body, "pit": {"id": point, "keep_alive": _KEPT}, "_source": False})
            found = self.engine.connection.ask_many("/_msearch", lines)["responses"]
            refused = [one for one in map(_refusal, found) if one]
            if not refused:
                return list(found)
            if not again or not any(one.status == _GONE for one in refused):
                raise self.engine._broken(refused[0]) from refused[0]
            self._reopen(point)
        raise AssertionError("unreachable")

    def every(
        self, query: Body, sort: Sequence[Body], fields: Sequence[str], *, after: Sequence[Any] = ()
    ) -> Iterator[Any]:
        """All hits of a query, or those after one, in an order that leaves no two level."""
        while True:
            body = {
                "query": query, "size": _PAGE, "sort": list(sort), "docvalue_fields": list(fields),
                "track_total_hits": False, **({"search_after": list(after)} if after else {}),
            }  # fmt: skip
            hits = self.ask(body)["hits"]["hits"]
            yield from hits
            if len(hits) < _PAGE:
                return
            after = hits[-1]["sort"]

    # -- the point in time -------------------------------------------------------------------------------

    def _opened(self) -> str:
        try:
            found = self.engine.connection.ask(
                "POST", f"/{self.engine.name}/_search/point_in_time", keep_alive=_KEPT
            )
        except ServerRefusal as refused:
            raise self.engine._broken(refused) from refused
        return str(found["pit_id"])

    def _reopen(self, gone: str) -> None:
        """Another point in time for one that the server has let go: it is as new, or newer."""
        with self._lock:
            if self._point == gone:
                self._point = self._opened()

    def _let_go(self) -> None:
        try:
            self.engine.connection.ask(
                "DELETE", "/_search/point_in_time", {"pit_id": [self._point]}, patience=0
            )
        except (ServerRefusal, UnreachableServer):
            return

    def _statistics(self) -> Statistics:
        aggs = {
            name: {"filter": {"range": {f"{name}_words": {"gt": 0}}},
                   "aggs": {"mean": {"avg": {"field": f"{name}_words"}}}}
            for name in ("text", "title")
        }  # fmt: skip
        langs = {"langs": {"terms": {"field": "lang", "size": _LANGS}}}
        body = {"size": 0, "track_total_hits": True, "query": {"match_all": {}}, "aggs": {**aggs, **langs}}
        found = self.ask(body)
        means = {name: found["aggregations"][name]["mean"]["value"] or 1.0 for name in aggs}
        codes = [one["key"] for one in found["aggregations"]["langs"]["buckets"]]
        return Statistics(found["hits"]["total"]["value"], Means(**means), tuple(sorted(codes)))


def _begun_otherwise(form: str) -> list[str]:
    """Forms one letter away at their beginning: forms two letters away are only found that begin alike."""
    letters = sorted({*_LETTERS, *form})
    found = [form[1:], form[1:2] + form[:1] + form[2:]]
    found += [letter + rest for rest in (form, form[1:]) for letter in letters]
    return [one for one in dict.fromkeys(found) if one and one != form]


def _refusal(answer: Any) -> ServerRefusal | None:
    """What is wrong with one answer of several: a part of the index that did not answer, too."""
    error = answer.get("error")
    if error is None:
        failed = answer["_shards"].get("failures") or []
        if not answer["_shards"]["failed"]:
            return None
        reason = failed[0].get("reason", {}) if failed else {}
        status = _GONE if "missing" in str(reason.get("type")) else 503
        return ServerRefusal(status, str(reason.get("type")), str(reason.get("reason")))
    cause = (error.get("root_cause") or [error])[0]
    why = error.get("caused_by") or cause.get("caused_by") or {}
    status = _GONE if "context_missing" in json_text(error) else int(answer.get("status", 500))
    return ServerRefusal(
        status, str(cause.get("type")), f"{cause.get('reason')} {why.get('reason', '')}"[:300]
    )


def json_text(value: Any) -> str:
    """A value as text, to be looked through."""
    return str(value)
