"""Lakon on a port of this machine, in the test's own process: the pages read the clock that the test sets."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from werkzeug.serving import make_server

from tests.kota import ZONE, Kota
from webapp.config import Settings
from webapp.jobs import run_worker
from webapp.web.app import create_app


@contextmanager
def serving(kota: Kota, folder: Path) -> Iterator[str]:
    """The address of a server over the city's `Work`, for as long as the block runs."""
    settings = Settings(var_dir=folder, secret_key="rahasia untuk uji", zone=ZONE)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, create_app(settings, kota.work), threaded=True)
    thread = Thread(target=server.serve_forever, name="server")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
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
