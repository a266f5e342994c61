"""A look at a link as a stranger would take it: does the page open, does it ask who one is, is it there at all?

The standard library's client is used, since no HTTP client is among the requirements and one would have to be taught
to connect to an address that was judged before it. Everything is bounded: seconds in all, redirects, bytes.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from threading import Timer
from time import monotonic
from urllib.parse import urljoin, urlsplit

from webapp.storage.bulanan import HasilCek

from .link_guard import Guard, NotLooked, Target

SECONDS = 8.0
"""What one look may take in all, redirects included."""
REDIRECTS = 5
BYTES = 65_536
"""What is read of a page, to see whether it asks for a password."""

_MOVED = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_LOCKED = frozenset({401, 402, 403, 407, 511})
_INPUT = re.compile(rb"<input\b[^<>]{0,500}", re.IGNORECASE)
"""The beginning of a field of a form. No two overlap, so a page is walked through once, whatever is in it."""
_PASSWORD = re.compile(rb"\btype\s{0,9}=\s{0,9}[\"']?password", re.IGNORECASE)
_SIGN_IN = re.compile(r"(^|[/._-])(log-?in|sign-?in|servicelogin|masuk|sso|auth)([/._?-]|$)", re.IGNORECASE)
_HEADERS = {"User-Agent": "Lakon (pemeriksa tautan)", "Accept": "*/*", "Accept-Encoding": "identity"}


@dataclass(frozen=True)
class Answer:
    """What a server said to one request. `page` is the beginning of a page, empty for other files."""

    status: int
    location: str | None
    page: bytes


def look(url: str, guard: Guard, sign_in_hosts: Collection[str] = (), seconds: float = SECONDS) -> HasilCek:
    """Open a link and follow it. Never raises for what the net does; whatever fails is `TIDAK_DAPAT_DICEK`."""
    until = monotonic() + seconds
    try:
        for moved in range(REDIRECTS + 1):
            target = guard.target(url, until - monotonic())
            if moved and _asks_to_sign_in(url, sign_in_hosts):
                return HasilCek.PERLU_IZIN
            answer = _answer(target, until)
            if answer.status not in _MOVED or not answer.location:
                return _said(answer, was_moved=moved > 0)
            url = urljoin(url, answer.location)
    except NotLooked as refused:
        return refused.said
    except (OSError, HTTPException, ValueError):
        return HasilCek.TIDAK_DAPAT_DICEK
    return HasilCek.TIDAK_DAPAT_DICEK


def _said(answer: Answer, *, was_moved: bool) -> HasilCek:
    if answer.status in _GONE:
        return HasilCek.TIDAK_DITEMUKAN
    if answer.status in _LOCKED or (was_moved and _asks_for_password(answer.page)):
        return HasilCek.PERLU_IZIN
    return HasilCek.DAPAT_DIBUKA if 200 <= answer.status < 300 else HasilCek.TIDAK_DAPAT_DICEK


def fields(page: bytes) -> Iterator[bytes]:
    """The fields of a page, each by its beginning: at most 506 bytes, and no byte in two of them."""
    return (found[0] for found in _INPUT.finditer(page, 0, BYTES))


def _asks_for_password(page: bytes) -> bool:
    return any(_PASSWORD.search(one) for one in fields(page))


def _asks_to_sign_in(url: str, hosts: Collection[str]) -> bool:
    """Whether a redirect has led to a page whose name says that one must sign in."""
    parts = urlsplit(url)
    return parts.hostname in hosts or _SIGN_IN.search(parts.path) is not None


def _answer(target: Target, until: float) -> Answer:
    with closing(_connected(target, until)) as connection, _ended_at(connection.sock, until):
        connection.request("GET", target.path, headers=_HEADERS)
        response = connection.getresponse()
        return Answer(response.status, response.headers.get("Location"), _beginning(response))


def _beginning(response: HTTPResponse) -> bytes:
    """The first bytes of a page. One that never ends, or breaks off, has opened all the same."""
    if "html" not in (response.headers.get("Content-Type") or ""):
        return b""
    with suppress(OSError, HTTPException):
        return response.read(BYTES)
    return b""


def _connected(target: Target, until: float) -> HTTPConnection:
    """A connection to one of the addresses that were judged, under the name that was typed."""
    sock = _socket(target, until)
    if target.scheme == "http":
        connection = HTTPConnection(target.host, target.port)
    else:
        context = ssl.create_default_context()
        try:
            sock = context.wrap_socket(sock, server_hostname=target.host)
        except OSError:
            sock.close()
            raise
        connection = HTTPSConnection(target.host, target.port, context=context)
    connection.sock = sock
    return connection


def _socket(target: Target, until: float) -> socket.socket:
    failure: OSError = TimeoutError()
    for address in target.addresses:
        left = until - monotonic()
        if left <= 0:
            break
        try:
            return socket.create_connection((address, target.port), timeout=left)
        except OSError as error:
            failure = error
    raise failure


@contextmanager
def _ended_at(sock: socket.socket, until: float) -> Iterator[None]:
    """Cut a connection off at a moment: a server that sends one byte a second would never meet a timeout of reads."""

    def cut() -> None:
        with suppress(OSError):
            socket.socket.shutdown(
                sock, socket.SHUT_RDWR
            )  # the plain one: that of TLS is not made for two threads

    timer = Timer(max(until - monotonic(), 0.01), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
