"""`lakon web` as a service manager runs it: on a socket that somebody else holds, stopped by SIGTERM, started again."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

from tests.web.conftest import BROWSER

_HAND_OVER = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.set_inheritable(3, True); "
    "os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid())); "
    "os.execv(sys.executable, [sys.executable, '-m', 'webapp.cli', 'web'])"
)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
STOP_WITHIN = 300
"""Seconds after which a process that was told to stop is an error. How soon one stops is the machine's matter too."""


@dataclass
class Service:
    """A socket, and the process that serves it at the moment."""

    environment: Mapping[str, str]
    log: Path
    listener: socket.socket = field(init=False)
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(512)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.listener.getsockname()[1])

    def start(self) -> None:
        """Start a process on the socket; connections wait there until it takes them."""
        number = self.listener.fileno()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _HAND_OVER, str(number)], pass_fds=[number], stderr=log, stdout=log,
                env={**os.environ, **self.environment},
            )  # fmt: skip

    def stop(self) -> int:
        """SIGTERM, and the exit status; a process that does not end in time is an error."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_WITHIN)

    def close(self) -> None:
        """End everything."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.listener.close()


@contextmanager
def service(database_url: str, folder: Path, **environment: str) -> Iterator[Service]:
    """A service that runs on a database for as long as the block does."""
    given = {"DATABASE_URL": database_url, "LAKON_VAR": str(folder), "LAKON_WORKERS": "1", **environment}
    made = Service(given, folder / "web.log")
    folder.mkdir(parents=True, exist_ok=True)
    made.start()
    try:
        yield made
    finally:
        made.close()


@contextmanager
def background(database_url: str, folder: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker on a database for as long as the block runs."""
    given = {"DATABASE_URL": database_url, "LAKON_VAR": str(folder), **environment}
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "worker.log").open("ab") as log:
        made = subprocess.Popen(
            [sys.executable, "-m", "webapp.cli", "worker"],
            env={**os.environ, **given},
            stdout=log,
            stderr=log,
        )
    try:
        yield made
    finally:
        made.terminate()
        try:
            made.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            made.kill()
            made.wait()


@dataclass
class Browser:
    """Somebody with a cookie, who opens a new connection for each request, as a proxy without keep-alive does."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self, method: str, path: str, form: Mapping[str, str] | None = None, **headers: str
    ) -> tuple[int, str]:
        """Status and text of an answer. Raises OSError or HTTPException where there is none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        given = {**BROWSER, "Connection": "close", **headers}
        if self.cookies:
            given["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if form is not None:
            given["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, None if form is None else urlencode(form), given)
            answer = connection.getresponse()
            for one in answer.headers.get_all("Set-Cookie") or ():
                name, _, value = one.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def post(self, path: str, values: Mapping[str, str]) -> tuple[int, str]:
        """Open a page and send its form with these values."""
        status, page = self.ask("GET", path)
        if status != 200:
            return status, page
        hidden = {name: unescape(value) for name, value in HIDDEN.findall(page)}
        return self.ask("POST", path, {**hidden, **values})
