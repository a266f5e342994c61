"""A web server on this machine for the tests of links: pages that open, move, ask who one is, dawdle, or never end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

PAGE = b"<!doctype html><title>Laporan</title><p>Laporan bulan ini.</p>"
SIGN_IN = b'<title>Sign in</title><form><input name=u><input type="password" name=p></form>'


@dataclass
class Site:
    """The server. `asked` are the paths of requests that reached it; `sent` the bytes of the endless page."""

    port: int
    asked: list[str] = field(default_factory=list)
    sent: int = 0
    over: Event = field(default_factory=Event)

    def url(self, path: str) -> str:
        """An address on it."""
        return f"http://127.0.0.1:{self.port}{path}"


class _Pages(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        self.site.asked.append(self.path)
        name = self.path.strip("/").partition("/")[0].partition("?")[0]
        getattr(self, f"_{name}", self._missing)()

    def log_message(self, *_: object) -> None:
        """Nothing: the tests read `asked`."""

    def _send(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for key, value in {"Content-Type": "text/html", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def _missing(self) -> None:
        self._send(404)

    def _laporan(self) -> None:
        self._send(200, PAGE)

    def _pindah(self) -> None:
        """/pindah/3 moves three times before it opens."""
        left = int(self.path.rsplit("/", 1)[-1])
        self._send(302, Location=f"/pindah/{left - 1}" if left else "/laporan")

    def _ke(self) -> None:
        """/ke?<address> moves there."""
        self._send(302, Location=self.path.partition("?")[2])

    def _drive(self) -> None:
        self._send(302, Location="/v3/signin/identifier?continue=laporan")

    def _v3(self) -> None:
        self._send(200, SIGN_IN)

    def _pintu(self) -> None:
        """A portal that moves to a page with a field for a password, under a name that says nothing."""
        self._send(302, Location="/depan")

    def _depan(self) -> None:
        self._send(200, SIGN_IN)

    def _terlarang(self) -> None:
        self._send(403)

    def _rusak(self) -> None:
        self._send(503)

    def _diam(self) -> None:
        """Takes the question and never answers."""
        self.site.over.wait(30)

    def _tetes(self) -> None:
        """Sends its head one byte at a time, each soon enough for a timeout of reads."""
        try:
            for _ in range(300):
                self.wfile.write(b"x")
                self.wfile.flush()
                if self.site.over.wait(0.1):
                    return
        except OSError:
            return

    def _tanpa(self) -> None:
        """A page without end."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            while not self.site.over.is_set() and self.site.sent < 500_000_000:
                self.site.sent += self.wfile.write(b"<p>" * 10_000)
        except OSError:
            return


@contextmanager
def site() -> Iterator[Site]:
    """The server while the block runs."""
    handler = type("Pages", (_Pages,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    held = Site(server.server_address[1])
    handler.site = held
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield held
    finally:
        held.over.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
