"""Lakon on a port of this machine, in the test's own process: the pages read the clock that the test sets."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread

from werkzeug.serving import make_server

from tests.kota import ZONE, Kota
from webapp.config import Oidc, Settings
from webapp.jobs import run_worker
from webapp.web import context
from webapp.web.app import create_app


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
    server = make_server("127.0.0.1", 0, app, threaded=True)
    address = f"http://{name}:{server.server_port}"
    oidc = None if with_provider is None else with_provider(address)
    app.extensions[context.SETTINGS] = replace(settings, public_url=address, oidc=oidc)
    thread = Thread(target=server.serve_forever, name="server")
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
