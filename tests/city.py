"""The fixture `city`: Kota Contoh on a database of its own, its accounts usable, its release published."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import NullPool
from sqlalchemy.orm import sessionmaker

from tests.kota import PASSWORD, ZONE, Kota, wib
from webapp.cli import publish_shipped
from webapp.services import demo
from webapp.services.database import create_database, private_url
from webapp.services.people.imports import import_files, read_folder
from webapp.services.postgres import PrivatePostgres
from webapp.services.work import Work
from webapp.storage.engine import open_engine

from .conftest import TEMPLATE, one_at_a_time, own_database

CITY = "lakon_templat_kota"


@pytest.fixture(scope="session")
def city_template(postgres: PrivatePostgres) -> str:
    """A database with the example city and its cycle of 2026, to be copied."""
    with one_at_a_time(postgres):
        if not _exists(postgres):
            create_database(postgres, CITY + "_baru", TEMPLATE)
            fill(postgres, CITY + "_baru")
            _rename(postgres)
    return CITY


def fill(postgres: PrivatePostgres, name: str) -> None:
    """Bring the example city, its accounts, the release and the cycle of 2026 into a migrated database."""
    engine = open_engine(private_url(postgres, name), ZONE, poolclass=NullPool)
    work = Work(sessionmaker(engine), ZONE, clock=lambda _: wib("2026-01-02 07:00"))
    with work.transaction() as tx:
        report = import_files(tx.session, read_folder(demo.EXAMPLE))
        assert report.accepted, "\n".join(map(str, report.refused))
        demo.set_passwords(tx, PASSWORD)
    publish_shipped(work)
    Kota(engine).open_cycle(2026)
    engine.dispose()


def _exists(postgres: PrivatePostgres) -> bool:
    engine = open_engine(private_url(postgres, "postgres"), ZONE, poolclass=NullPool)
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT 1 FROM pg_database WHERE datname = %s", (CITY,)).first()
    engine.dispose()
    return found is not None


def _rename(postgres: PrivatePostgres) -> None:
    engine = open_engine(
        private_url(postgres, "postgres"), ZONE, poolclass=NullPool, isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.exec_driver_sql(f'ALTER DATABASE "{CITY}_baru" RENAME TO "{CITY}"')
    engine.dispose()


@pytest.fixture
def city(postgres: PrivatePostgres, city_template: str) -> Iterator[Kota]:
    """The city on 5 January 2026, its cycle of 2026 open."""
    with own_database(postgres, city_template) as url:
        engine = open_engine(url, ZONE)
        yield Kota(engine)
        engine.dispose()
