"""A gate in front of a server on this machine: it speaks TLS, or asks for a user and a password, or both."""

from __future__ import annotations

import base64
import http.client
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@contextmanager
def gate(
    port: int, *, user: str = "", password: str = "", certificate: tuple[Path, Path] | None = None
) -> Iterator[int]:
    """Passes requests on to a port; gives the port to ask."""
    wanted = f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}" if user else None

    class Gate(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if wanted and self.headers.get("Authorization") != wanted:
                self.told(401, "text/plain", b"Unauthorized")
                return
            kept = {name: value for name, value in self.headers.items() if name in ("Content-Type", "Accept")}
            server = http.client.HTTPConnection("127.0.0.1", port)
            try:
                server.request(self.command, self.path, data, kept)
                answer = server.getresponse()
                self.told(answer.status, answer.headers.get("Content-Type", ""), answer.read())
            finally:
                server.close()

        do_POST = do_PUT = do_DELETE = do_GET

        def told(self, status: int, kind: str, data: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Gate)
    server.daemon_threads = True
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
