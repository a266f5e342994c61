"""Fixtures for every room: a real PostgreSQL, a database of one's own, and a session that leaves nothing
behind.

One private server serves the whole test run, parallel workers included; databases are copies of a template
that was migrated once. `session` is rolled back after each test, also when the code under test commits;
`fresh_database` is for tests that need real commits or several processes.
"""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from sqlalchemy import Engine, NullPool, create_engine
from sqlalchemy.orm import Session

from webapp.services.database import create_database, migrate, private_url
from webapp.services.people.imports import import_files, read_folder
from webapp.services.postgres import PrivatePostgres
from webapp.storage.engine import open_engine

ZONE = ZoneInfo("Asia/Jakarta")
TEMPLATE = "lakon_templat"
KOTA_CONTOH = Path(__file__).parents[1] / "webapp" / "examples" / "kota_contoh"
FOLDER = "LAKON_UJI_FOLDER"
"""Environment variable by which parallel workers learn where the run's server lives."""

pytest_plugins = ["tests.city", "tests.figures"]

# Timings are for `make bench`, so no example is judged by its time. A run is repeatable, so that a red test is no
# matter of luck; LAKON_HYPOTHESIS=explore draws new examples.
hypothesis.settings.register_profile(
    "lakon",
    deadline=None,
    derandomize=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.register_profile("explore", hypothesis.settings.get_profile("lakon"), derandomize=False)
hypothesis.settings.load_profile(os.environ.get("LAKON_HYPOTHESIS", "lakon"))

_PREFIX = "lakon-uji-"
_MEMORY = Path("/dev/shm")  # noqa: S108 -- where Linux keeps files in memory; a database is made there in half the time
_ENOUGH = 4 << 30  # bytes; containers often have 64 MiB there
_SURELY_LEFT = 900  # seconds; a younger folder may belong to a run that is just about to use it
_FAST_NOT_SAFE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
}
_numbers = count(1)


def pytest_configure(config: pytest.Config) -> None:
    """Give the run a folder, and clear away what killed runs have left."""
    if hasattr(config, "workerinput"):
        return
    homes = [Path(tempfile.gettempdir())]
    if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free >= _ENOUGH:
        homes.append(_MEMORY)
    for left in (one for home in homes for one in home.glob(f"{_PREFIX}*")):
        _remove_unless_used(left, _SURELY_LEFT)
    os.environ[FOLDER] = tempfile.mkdtemp(prefix=_PREFIX, dir=homes[-1])


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that fills a city of its own takes a second or two: it waits for `make test`, unless it is marked fast."""
    for item in items:
        own_city = "city" in getattr(item, "fixturenames", ())
        if own_city and item.get_closest_marker("fast") is None:
            item.add_marker(pytest.mark.slow)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the run's folder; by now every worker has left."""
    if not hasattr(config, "workerinput"):
        _remove_unless_used(Path(os.environ[FOLDER]), 0)


def _remove_unless_used(folder: Path, age: float) -> None:
    try:
        if time.time() - folder.stat().st_mtime < age:
            return
        server = PrivatePostgres(folder)
        server.stop()
    except OSError:
        return  # another user's
    if not server.is_running:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PrivatePostgres]:
    """The server of this test run, with the migrated template."""
    with PrivatePostgres(Path(os.environ[FOLDER]), options=_FAST_NOT_SAFE) as server:
        with one_at_a_time(server):
            create_database(server, TEMPLATE)
            migrate(private_url(server, TEMPLATE))
        yield server


@contextmanager
def one_at_a_time(server: PrivatePostgres) -> Iterator[None]:
    """A template cannot be copied while somebody is connected to it."""
    with (server.folder / "template.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def own_database(server: PrivatePostgres, template: str = TEMPLATE) -> Iterator[str]:
    """A copy of a template, dropped afterwards."""
    name = f"uji_{os.getpid()}_{next(_numbers)}"
    with one_at_a_time(server):
        create_database(server, name, template)
    yield private_url(server, name).render_as_string(hide_password=False)
    admin = create_engine(private_url(server, "postgres"), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def database_url(postgres: PrivatePostgres) -> Iterator[str]:
    """This worker's database, shared by its tests: write to it through `session` only."""
    with own_database(postgres) as url:
        yield url


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[Engine]:
    """Connections to this worker's database."""
    engine = open_engine(database_url, ZONE)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session whose work is undone after the test; a commit inside it only ends a savepoint."""
    with engine.connect() as connection, connection.begin() as whole:
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        whole.rollback()


@pytest.fixture
def fresh_database(postgres: PrivatePostgres) -> Iterator[str]:
    """The address of an empty, migrated database that only this test uses and may fill for good."""
    with own_database(postgres) as url:
        yield url


@pytest.fixture
def fresh_engine(fresh_database: str) -> Iterator[Engine]:
    """Connections to `fresh_database`; each one that is asked for is a new one."""
    engine = open_engine(fresh_database, ZONE, poolclass=NullPool)
    yield engine
    engine.dispose()


@pytest.fixture
def kota(session: Session) -> Session:
    """The session with the example city in it: Kota Contoh as it ships with the program."""
    report = import_files(session, read_folder(KOTA_CONTOH))
    assert report.accepted, "\n".join(str(one) for one in report.refused)
    return session
