"""The example city on a database server of its own: for what stops, starves, tampers with or measures a server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.city import fill
from tests.kota import ZONE, Kota
from webapp.services.database import create_database, migrate, private_url
from webapp.services.postgres import PrivatePostgres
from webapp.storage.engine import open_engine

NAME: Final = "kota_sendiri"
CARELESS: Final[Mapping[str, str]] = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For a city whose server nobody strikes down and nobody measures. Without it: the settings of production."""


@dataclass
class OwnCity:
    """The server, the city in it, and the address by which programs reach it."""

    server: PrivatePostgres
    city: Kota
    url: str


@contextmanager
def own_city(folder: Path, options: Mapping[str, str] | None = None) -> Iterator[OwnCity]:
    """A server under `folder` with these settings, and the city on 5 January 2026, for as long as the block runs."""
    with PrivatePostgres(folder, options=options or {}) as server:
        create_database(server, NAME)
        url = address(server, NAME)
        migrate(url)
        fill(server, NAME)
        engine = open_engine(url, ZONE)
        try:
            yield OwnCity(server, Kota(engine), url)
        finally:
            engine.dispose()


def address(server: PrivatePostgres, name: str) -> str:
    """How programs reach a database of a private server."""
    return private_url(server, name).render_as_string(hide_password=False)
