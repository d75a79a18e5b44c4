"""Requests to the servers of a cluster, over HTTP as OpenSearch speaks it: JSON there and back.

Any of the servers answers for the whole cluster; one that is away is passed over. Every request here may be
sent twice without harm.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import ssl
import threading
import time
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

from archive.errors import UnreachableServer
from archive.search.engines.opensearch.address import IndexAddress, ServerAccess

CONNECT_SECONDS: Final = 5.0
ANSWER_SECONDS: Final = 300.0
PATIENCE_SECONDS: Final = 12.0  # for servers that restart, as for a bucket of originals
_BUSY: Final = frozenset({429, 502, 503, 504})
_PAUSE: Final = 0.1  # seconds before the second try, then twice as long each time
_LONGEST_PAUSE: Final = 2.0

Body = Mapping[str, Any]


class ServerRefusal(Exception):
    """What a server answers to a request that it cannot do: its status, and the kind and reason it gives."""

    def __init__(self, status: int, kind: str, reason: str) -> None:
        super().__init__(status, kind, reason)
        self.status, self.kind, self.reason = status, kind, reason

    def __str__(self) -> str:
        return f"{self.status} {self.kind}: {self.reason}"


class ClusterConnection:
    """The servers of one cluster; safe to share among threads."""

    def __init__(self, address: IndexAddress, access: ServerAccess) -> None:
        self.address = address
        self._access = access
        self._tls = ssl.create_default_context() if access.tls else None
        self._headers = {"Accept": "application/json"}
        if access.user:
            pair = f"{access.user}:{access.password}".encode()
            self._headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        self._lock = threading.Lock()
        self._idle: dict[tuple[str, int], list[http.client.HTTPConnection]] = {}
        self._first = 0  # the server that answered last

    def ask(
        self,
        method: str,
        path: str,
        body: Body | None = None,
        *,
        patience: float = PATIENCE_SECONDS,
        **parameters: str | int,
    ) -> Any:
        """What the cluster answers. Raises ServerRefusal, UnreachableServer."""
        data = None if body is None else _encoded(body)
        return self._sent(method, path, data, "application/json", parameters, patience)

    def ask_many(self, path: str, lines: Iterable[Body], **parameters: str | int) -> Any:
        """The same for requests of many lines, such as _bulk and _msearch."""
        return self.ask_lines(path, b"".join(_encoded(line) + b"\n" for line in lines), **parameters)

    def ask_lines(self, path: str, data: bytes, **parameters: str | int) -> Any:
        """The same for lines that are written already."""
        return self._sent("POST", path, data, "application/x-ndjson", parameters, PATIENCE_SECONDS)

    def close(self) -> None:
        """Closes what is open to the servers; another request opens it again."""
        with self._lock:
            idle, self._idle = self._idle, {}
        for connections in idle.values():
            for one in connections:
                one.close()

    def __del__(self) -> None:
        # Nobody says when an index is no longer asked for.
        with contextlib.suppress(Exception):
            self.close()

    # -- one request ---------------------------------------------------------------------------------

    def _sent(
        self,
        method: str,
        path: str,
        data: bytes | None,
        kind: str,
        parameters: Mapping[str, str | int],
        patience: float,
    ) -> Any:
        """Sends it to servers in turn until one answers. Raises ServerRefusal, UnreachableServer."""
        target = quote(path, safe="/,*%") + (f"?{urlencode(parameters)}" if parameters else "")
        headers = {**self._headers, **({"Content-Type": kind} if data is not None else {})}
        end, pause, nodes = time.monotonic() + patience, _PAUSE, self.address.nodes
        while True:
            trouble = ""
            for at in range(len(nodes)):
                node = nodes[(self._first + at) % len(nodes)]
                try:
                    status, found = self._exchanged(node, method, target, data, headers)
                except ssl.SSLError as error:
                    raise self._untrusted(node, error) from error
                except (OSError, http.client.HTTPException) as error:
                    trouble = "" if _is_silence(error) else str(error)
                    continue
                if status not in _BUSY:
                    self._first = nodes.index(node)
                    return self._answer(node, status, found)
                trouble = f"it answers {status}"
            if time.monotonic() + pause > end:
                raise self._away(trouble)
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _exchanged(
        self, node: tuple[str, int], method: str, target: str, data: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        """One request to one server, on a connection that is open if there is one."""
        while True:
            with self._lock:
                idle = self._idle.get(node)
                kept = idle.pop() if idle else None
            one = kept or self._opened(node)
            try:
                one.request(method, target, data, dict(headers))
                response = one.getresponse()
                found = response.read()
            except (OSError, http.client.HTTPException):
                one.close()
                if kept is None:
                    raise
                continue  # the server closed it while it was idle
            with self._lock:
                self._idle.setdefault(node, []).append(one)
            return response.status, found

    def _opened(self, node: tuple[str, int]) -> http.client.HTTPConnection:
        host, port = node
        made = (
            http.client.HTTPSConnection(host, port, timeout=CONNECT_SECONDS, context=self._tls)
            if self._tls
            else http.client.HTTPConnection(host, port, timeout=CONNECT_SECONDS)
        )
        try:
            made.connect()
        except BaseException:
            made.close()
            raise
        made.sock.settimeout(ANSWER_SECONDS)
        return made

    # -- what is told ----------------------------------------------------------------------------------

    def _answer(self, node: tuple[str, int], status: int, found: bytes) -> Any:
        said: Any = None
        with contextlib.suppress(ValueError, RecursionError):
            said = json.loads(found) if found else {}
        if status in (401, 403):
            raise UnreachableServer(
                f"{self._where(node)} refuses this user. Check OPENSEARCH_USER, OPENSEARCH_PASSWORD, and what"
                f" the user may do with indexes that are called {self.address.name}*."
            )
        if not isinstance(said, dict):
            raise UnreachableServer(f"{self._where(node)} does not speak as OpenSearch does.")
        if status >= 400:
            error = said.get("error")
            if not isinstance(error, dict):
                raise ServerRefusal(status, "", str(error or said)[:300])
            roots = error.get("root_cause") or [error]
            raise ServerRefusal(status, str(error.get("type")), _reason(error, roots[0]))
        return said

    def _where(self, node: tuple[str, int]) -> str:
        return f"The search engine at {_named(node)}"

    def _away(self, trouble: str) -> UnreachableServer:
        servers = ", ".join(map(_named, self.address.nodes))
        why = trouble or ("none of the servers answers" if "," in servers else "the server does not answer")
        return UnreachableServer(
            f"The search engine at {servers} cannot be reached: {why}. Nothing is lost: run the command again"
            " when it can."
        )

    def _untrusted(self, node: tuple[str, int], error: ssl.SSLError) -> UnreachableServer:
        if isinstance(error, ssl.SSLCertVerificationError):
            return UnreachableServer(
                f"{self._where(node)} cannot be reached: the certificate of the server is not trusted"
                f" ({error.verify_message}). Install its authority on this machine, or name its file in"
                " SSL_CERT_FILE."
            )
        return UnreachableServer(
            f"{self._where(node)} cannot be reached: no encrypted connection comes about"
            f" ({error.reason or error}). Check whether it speaks TLS (docs/scale.md)."
        )


def _encoded(body: Body) -> bytes:
    # Half a pair of surrogates, which broken texts have, is nothing that the server takes.
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")


def _is_silence(error: BaseException) -> bool:
    return isinstance(error, ConnectionError | TimeoutError | http.client.HTTPException)


def _reason(error: Mapping[str, Any], root: Mapping[str, Any]) -> str:
    """What went wrong, in the server's words, in one line."""
    cause = root.get("caused_by") or error.get("caused_by") or {}
    told = [str(one["reason"]) for one in (root, cause) if one.get("reason")]
    return " ".join("; ".join(dict.fromkeys(told)).split())[:300]


def _named(node: tuple[str, int]) -> str:
    host, port = node
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
