"""Lakon on a port of this machine, in the test's own process: the pages read the clock that the test sets."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from socket import SHUT_RD, socket
from threading import Thread

from flask import Flask
from werkzeug.serving import ThreadedWSGIServer

from tests.kota import ZONE, Kota
from webapp.config import Oidc, Settings
from webapp.jobs import run_worker
from webapp.web import context
from webapp.web.app import create_app


class Server(ThreadedWSGIServer):
    """When it is closed, requests under way are answered first: they use the city, and what comes next is its end."""

    daemon_threads = False

    def __init__(self, app: Flask) -> None:
        self.lines: set[socket] = set()
        super().__init__("127.0.0.1", 0, app)

    def process_request(self, request: socket, client_address: tuple[str, int]) -> None:  # type: ignore[override]
        """Answer whoever has called; the line is kept open for more."""
        self.lines.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket) -> None:  # type: ignore[override]
        """Hang up."""
        self.lines.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        """Hear nothing more on any line, and wait until everybody has been answered."""
        for line in list(self.lines):
            with suppress(OSError):
                line.shutdown(SHUT_RD)
        super().server_close()


@contextmanager
def serving(
    kota: Kota, folder: Path, name: str = "127.0.0.1", with_provider: Callable[[str], Oidc] | None = None
) -> Iterator[str]:
    """The address of a server over the city's `Work`, for as long as the block runs; `name` is the host's in it.

    `with_provider` is told the address and says which provider of single sign-on there is.
    """
    settings = Settings(var_dir=folder, secret_key="rahasia untuk uji", zone=ZONE)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = create_app(settings, kota.work)
    server = Server(app)
    address = f"http://{name}:{server.server_port}"
    oidc = None if with_provider is None else with_provider(address)
    app.extensions[context.SETTINGS] = replace(settings, public_url=address, oidc=oidc)
    thread = Thread(target=server.serve_forever, args=(0.05,), name="server")
    thread.start()
    try:
        yield address
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def work_off(kota: Kota, address: str) -> None:
    """Let the worker do what is deferred, once. It brings an event loop, and so needs a thread beside the browser's."""
    dsn = kota.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    failures: list[BaseException] = []

    def run() -> None:
        try:
            run_worker(
                kota.work, Settings(public_url=address), dsn, wait=False, install_signal_handlers=False
            )
        except Exception as error:  # noqa: BLE001 - handed on to the thread that waits
            failures.append(error)

    thread = Thread(target=run, name="worker")
    thread.start()
    thread.join()
    if failures:
        raise failures[0]
