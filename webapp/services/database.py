"""Which database this program uses, and whether its shape is the one the code expects.

The address of the settings, or the private server under the settings' folder. Preparing it is the only place
that changes tables; it holds one lock, so any number of processes may start at once.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg.errors import DuplicateDatabase, InsufficientPrivilege
from sqlalchemy import URL, Connection, NullPool, create_engine, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from webapp.config import Settings
from webapp.services.postgres import OLDEST, PostgresUnavailable, PrivatePostgres
from webapp.storage.engine import DRIVER, database_url

NAME = "lakon"
"""Name of the database on the private server."""

_MIGRATIONS = Path(__file__).parents[1] / "migrations"
_LOCK = 5_251_001
"""Key of the advisory lock that one preparing process holds."""


Safeguard = Callable[[URL, str], None]
"""Called with the address and the old shape just before a database that holds something is given another shape."""


class DatabaseUnavailable(Exception):
    """There is no database to work on; the sentence (Indonesian) says what to do."""


@contextmanager
def running_database(settings: Settings, safeguard: Safeguard | None = None) -> Iterator[str]:
    """The address of the database, ready and in its newest shape, for as long as the block runs.

    Raises DatabaseUnavailable with what the reader should do.
    """
    with reachable_database(settings) as url:
        migrate(url, safeguard)
        yield _as_text(url)


@contextmanager
def reachable_database(settings: Settings) -> Iterator[URL]:
    """The address of the database as it is, for as long as the block runs; no shape is changed.

    Raises DatabaseUnavailable with what the reader should do.
    """
    if settings.database_url:
        try:
            yield database_url(settings.database_url)
        except ValueError as error:
            raise DatabaseUnavailable(str(error)) from error
        return
    server = PrivatePostgres(settings.var_dir / "postgres")
    try:
        server.start()
    except PostgresUnavailable as error:
        raise DatabaseUnavailable(str(error)) from error
    try:
        create_database(server, NAME)
        yield private_url(server, NAME)
    finally:
        server.stop()


def private_url(server: PrivatePostgres, name: str) -> URL:
    """The address of a database on the private server."""
    parts = server.address(name)
    return URL.create(
        DRIVER, username=parts["user"], database=name, query={"host": parts["host"], "port": parts["port"]}
    )


def create_database(server: PrivatePostgres, name: str, template: str = "template0") -> None:
    """Create a database on the private server unless it is there."""
    engine = create_engine(private_url(server, "postgres"), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        try:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        except ProgrammingError as error:
            if not isinstance(error.orig, DuplicateDatabase):
                raise


def migrate(url: URL | str, safeguard: Safeguard | None = None) -> bool:
    """Bring the database to the newest shape; says whether anything had to be done.

    One process at a time; a database that is up to date costs one connection. `safeguard` comes first where there is
    something to lose. Raises DatabaseUnavailable if the server cannot be reached, is too old, or the database was made
    by a newer Lakon.
    """
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.begin() as connection:
            _check_server(connection)
            take_turns(connection)
            current = MigrationContext.configure(connection).get_current_revision()
            if current == newest_revision():
                return False
            if current is not None and current not in known_revisions():
                raise DatabaseUnavailable(
                    f"Basis data ini sudah dipakai Lakon yang lebih baru (bentuk {current}). "
                    "Pasang Lakon versi itu, atau pulihkan cadangan yang sesuai dengan versi ini."
                )
            if current is not None and safeguard is not None and _holds_people(connection):
                safeguard(engine.url, current)
            reshape(connection, "head")
            return True
    except OperationalError as error:
        raise DatabaseUnavailable(_unreachable(engine.url)) from error
    except ProgrammingError as error:
        if not isinstance(error.orig, InsufficientPrivilege):
            raise
        raise DatabaseUnavailable(_no_privilege(engine.url)) from error


def take_turns(connection: Connection) -> None:
    """Wait until no other process changes the database's shape; held to the end of the transaction."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def reshape(connection: Connection, revision: str) -> None:
    """Run the migrations up to a shape ("head": the newest) in the caller's transaction."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


@cache
def newest_revision() -> str:
    """The shape that this program works on."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


@cache
def known_revisions() -> frozenset[str]:
    """Every shape from which there is a way to the newest."""
    return frozenset(one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions())


def _holds_people(connection: Connection) -> bool:
    return connection.exec_driver_sql("SELECT FROM akun LIMIT 1").first() is not None


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _check_server(connection: Connection) -> None:
    version = connection.exec_driver_sql("SHOW server_version_num").scalar_one()
    major = int(version) // 10_000
    if major < OLDEST:
        raise DatabaseUnavailable(
            f"Server PostgreSQL ini versi {major}, Lakon memerlukan versi {OLDEST} atau lebih baru. Perbarui "
            "server itu, arahkan DATABASE_URL ke server lain, atau kosongkan DATABASE_URL agar Lakon memakai "
            "PostgreSQL bawaannya."
        )


def _unreachable(url: URL) -> str:
    place = url.host or url.query.get("host", "server setempat")
    return (
        f"Basis data {url.database} di {place} tidak dapat dihubungi. Periksa apakah server itu berjalan dan "
        "isi DATABASE_URL benar (nama server, pengguna, sandi, nama basis data), lalu coba lagi."
    )


def _no_privilege(url: URL) -> str:
    return (
        f"Pengguna {url.username} tidak berhak membuat tabel atau ekstensi btree_gist di basis data "
        f"{url.database}. Minta pengelola server menjadikannya pemilik basis data itu."
    )


def _as_text(url: URL) -> str:
    return url.render_as_string(hide_password=False)
