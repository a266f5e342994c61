"""The two long-lived processes of `lakon run`: the web and the worker.

Both are forked from one process that has imported the program already, so the second start is quick. A process opens
its own connections; none crosses a fork.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.context import ForkProcess
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from sqlalchemy.orm import sessionmaker

from webapp.config import Settings
from webapp.jobs import run_worker
from webapp.services.database import running_database
from webapp.services.work import Work
from webapp.storage.engine import open_engine
from webapp.storage.segel import Segel
from webapp.web.app import create_app

PATIENCE = 60  # seconds until the first page


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn over our application, told by values instead of a command line."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Where to listen and with how many processes."""
        options: Mapping[str, Any] = {
            "bind": f"{self.settings.host}:{self.settings.port}",
            "workers": self.settings.web_workers,
            "threads": 4,
            "loglevel": "warning",
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application of one worker process."""
        return create_app(self.settings)


def start(settings: Settings, url: str) -> list[ForkProcess]:
    """Start web and worker on a database. They end at SIGTERM."""
    here = replace(settings, database_url=url)
    fork = multiprocessing.get_context("fork")
    children = [fork.Process(target=_serve, args=(here,)), fork.Process(target=_work, args=(here,))]
    for child in children:
        child.start()
    return children


def answers(settings: Settings, children: Sequence[ForkProcess]) -> bool:
    """Wait until the first page is there; False when a process has ended instead, or nothing came in a minute."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and all(child.is_alive() for child in children):
        try:
            with urllib.request.urlopen(f"http://{settings.host}:{settings.port}/masuk", timeout=30):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.05)
    return False


def _serve(settings: Settings) -> None:
    Server(settings).run()


def _work(settings: Settings) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's, who then sends SIGTERM
    work_off(settings)


def work_off(settings: Settings) -> None:
    """Work off background jobs until stopped."""
    with working(settings) as (work, url):
        run_worker(work, settings, url.replace("postgresql+psycopg://", "postgresql://", 1))


@contextmanager
def working(settings: Settings) -> Iterator[tuple[Work, str]]:
    """A `Work` and the database's address, for as long as the block runs."""
    with running_database(settings) as url:
        engine = open_engine(url, settings.zone)
        try:
            yield Work(sessionmaker(engine), settings.zone, segel=Segel(settings.notes_keys)), url
        finally:
            engine.dispose()
