"""Played by the code of an earlier release, in a process and from a folder of its own; uses only what every one had.

`fill URL` brings the example city and running cases into an empty database; `work URL` signs in and completes a step.
"""

from __future__ import annotations

import sys
from importlib import import_module

from sqlalchemy import NullPool
from sqlalchemy.orm import sessionmaker

from tests.kota import NAMES, PASSWORD, ZONE, Kota, wib
from webapp.cli import publish_shipped
from webapp.services import demo
from webapp.services.database import migrate
from webapp.services.people.imports import import_files, read_folder
from webapp.services.work import Work
from webapp.storage.engine import open_engine


def fill(url: str) -> None:
    """The city of this release, with cases in the middle of their course."""
    migrate(url)
    engine = open_engine(url, ZONE, poolclass=NullPool)
    work = Work(sessionmaker(engine), ZONE, clock=lambda _: wib("2026-01-02 07:00"))
    with work.transaction() as tx:
        report = import_files(tx.session, read_folder(demo.EXAMPLE))
        assert report.accepted, report.refused
        demo.set_passwords(tx, PASSWORD)
    publish_shipped(work)
    city = Kota(engine)
    city.open_cycle(2026)
    city.until_submitted("SR")
    city.dialog("KB", "DH")


def work(url: str) -> None:
    """Sign in and complete a step, as this release does it, on whatever shape the database has."""
    city = Kota(open_engine(url, ZONE, poolclass=NullPool)).at("2026-01-07 09:00")
    accounts = _accounts()
    assert accounts.sign_in(city.work, NAMES["KB"], PASSWORD) is not None
    assert accounts.sign_in(city.work, NAMES["KB"], "bukan sandinya") is None
    city.dialog("KB", "LN")
    city.review("KB", "SR")


def _accounts() -> object:
    """The room of accounts has moved once."""
    for name in ("webapp.services.identity.accounts", "webapp.services.accounts"):
        try:
            return import_module(name)
        except ModuleNotFoundError:
            continue
    raise ModuleNotFoundError("accounts")


if __name__ == "__main__":
    {"fill": fill, "work": work}[sys.argv[1]](sys.argv[2])
