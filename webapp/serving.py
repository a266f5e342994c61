"""The long-lived processes of `lakon run`: the web, and the worker with a process beside it that looks at links.

All are forked from one process that has imported the program already, so the second start is quick. A process opens
its own connections; none crosses a fork.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from gunicorn.app.base import BaseApplication
from procrastinate.exceptions import ConnectorException
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import sessionmaker

from webapp import logs, progress
from webapp.config import Settings, able_to_seal
from webapp.jobs import queues, run_worker
from webapp.services.abandoned import hand_back
from webapp.services.backups.automatic import safeguard
from webapp.services.clock_watch import ClockWatch
from webapp.services.database import running_database
from webapp.services.metrics import SharedMeter, clear
from webapp.services.work import Work
from webapp.storage.engine import open_engine
from webapp.storage.jobs import LINKS
from webapp.storage.segel import Segel
from webapp.web.app import create_app
from webapp.web.health import STOPPING

PATIENCE = 60  # seconds until the first page
STOP_SECONDS = 25
"""How long requests may go on after the web has been told to stop; no new ones are taken meanwhile."""
LINKS_STOP_SECONDS = 8
"""How long looks at links may go on after the stop; one takes as long at the most, and one cut off is repeated."""
LINKS_AT_ONCE = 4
CONNECTIONS = 48
"""Connections that a web process holds; further ones wait in the socket, where whichever process is free takes them."""
LONGEST_WAIT = 10.0  # seconds between two tries to reach a database that went away

log = logging.getLogger(__name__)


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
            "worker_connections": CONNECTIONS,
            "loglevel": "warning",
            "graceful_timeout": STOP_SECONDS,
            "timeout": 60,
            # The service manager owns our socket, and nothing else may steer us.
            "control_socket_disable": True,
            "post_worker_init": _tell_when_stopping,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application of one worker process."""
        return create_app(self.settings, meter=SharedMeter(metrics_folder(self.settings, "web")))


def _tell_when_stopping(worker: Any) -> None:
    """Let readiness see that this worker has been told to stop: it says so on connections that are still open."""
    worker.wsgi.extensions[STOPPING] = lambda: not worker.alive


def metrics_folder(settings: Settings, service: str) -> Path:
    """Where the processes of a service count."""
    return settings.var_dir / "metrics" / service


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
    serve(settings, _level())


def _level() -> int:
    """What is logged beside a person at a terminal: what went wrong; else everything."""
    return logging.WARNING if sys.stderr.isatty() else logging.INFO


def serve(settings: Settings, level: int = logging.INFO) -> None:
    """Serve pages until stopped. Does not return."""
    logs.set_up(level)
    clear(metrics_folder(settings, "web"))
    Server(settings).run()


def _work(settings: Settings) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's, who then sends SIGTERM
    work_off(settings, _level())


def work_off(settings: Settings, level: int = logging.INFO) -> None:
    """Work off background jobs until stopped. A database that goes away is waited for.

    Links are looked at by a process of its own: whatever strangers' servers send, timers, messages, seals and letters
    never wait behind it.
    """
    logs.set_up(level)
    clear(metrics_folder(settings, "worker"))
    settings = able_to_seal(settings)
    with working(settings) as (work, url):
        work.sessions.kw["bind"].dispose()
        here, fork = replace(settings, database_url=url), multiprocessing.get_context("fork")
        links = fork.Process(target=_keep_looking, args=(here, os.getpid()))
        links.start()
        try:
            _work_off(settings, work, url, queues=queues())
        finally:
            _end(links, LINKS_STOP_SECONDS + 1)


def _keep_looking(settings: Settings, parent: int) -> None:
    """Keep a process that looks at links, and begin it anew when it dies of one; it goes when the worker is gone."""
    fork, pause = multiprocessing.get_context("fork"), 1.0
    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: told.append(number))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the worker's, who then sends SIGTERM
    while not told and os.getppid() == parent:
        child = fork.Process(target=_look_at_links, args=(settings,))
        child.start()
        while child.is_alive() and not told and os.getppid() == parent:
            child.join(0.5)
        if child.is_alive():
            _end(child, LINKS_STOP_SECONDS)
        elif not told:
            log.warning("the process that looks at links ended (%s); it begins again", child.exitcode)
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_WAIT)


def _end(process: ForkProcess, seconds: float) -> None:
    process.terminate()
    process.join(seconds)
    process.kill()  # nothing, where it has ended; a look that is cut off is repeated


def _look_at_links(settings: Settings) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with working(settings, backup_first=False) as (work, url):
        options = {
            "queues": [LINKS],
            "concurrency": LINKS_AT_ONCE,
            "shutdown_graceful_timeout": LINKS_STOP_SECONDS,
        }
        _work_off(settings, work, url, **options)


def _work_off(settings: Settings, work: Work, url: str, **options: Any) -> None:
    work.meter = SharedMeter(metrics_folder(settings, "worker"))
    dsn = url.replace("postgresql+psycopg://", "postgresql://", 1)
    pause, clock = 0.5, ClockWatch()
    while True:
        try:
            hand_back(work)
            run_worker(work, settings, dsn, clock, **options)
        except (ConnectorException, psycopg.Error, OperationalError, InterfaceError) as error:
            log.warning("the database went away (%s); trying again", type(error).__name__)
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_WAIT)
        else:
            return


@contextmanager
def working(settings: Settings, *, backup_first: bool = True) -> Iterator[tuple[Work, str]]:
    """A `Work` and the database's address, for as long as the block runs.

    A database with people in it is backed up before it is given another shape, unless the caller has one already.
    """
    guard = safeguard(settings, progress.bar()) if backup_first else None
    with running_database(settings, guard) as url:
        engine = open_engine(url, settings.zone)
        try:
            yield Work(sessionmaker(engine), settings.zone, segel=Segel(settings.notes_keys)), url
        finally:
            engine.dispose()
