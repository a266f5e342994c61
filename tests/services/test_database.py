"""The database is ready when it is handed out, or the reader is told what to do."""

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from webapp.config import Settings
from webapp.services import database as module
from webapp.services.database import (
    DatabaseUnavailable,
    create_database,
    migrate,
    private_url,
    running_database,
)
from webapp.services.postgres import PrivatePostgres
from webapp.storage.engine import database_url


@pytest.fixture
def var_dir() -> Iterator[Path]:
    """A folder outside pytest's own, whose permissions other runs reset."""
    with tempfile.TemporaryDirectory(prefix="lakon-pg-") as folder:
        yield Path(folder)


@pytest.fixture
def bare(postgres: PrivatePostgres, tmp_path: Path) -> str:
    """The address of a database without any table."""
    name = f"kosong_{tmp_path.name}".lower()
    create_database(postgres, name)
    return private_url(postgres, name).render_as_string(hide_password=False)


def _tables(url: str) -> int:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
        return int(found.scalar_one())


def test_an_empty_database_gets_its_shape_once(bare: str) -> None:
    assert migrate(bare) is True
    assert _tables(bare) > 40
    assert migrate(bare) is False


def test_many_processes_may_prepare_one_database_at_once(bare: str) -> None:
    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(migrate, [bare] * 4)) == [False, False, False, True]


def test_a_migration_that_fails_leaves_nothing(bare: str) -> None:
    engine = create_engine(bare, poolclass=NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE audit_event (id int)")
    with pytest.raises(Exception, match="audit_event"):
        migrate(bare)
    assert _tables(bare) == 1


def test_a_database_of_a_newer_lakon_is_left_alone(fresh_database: str, fresh_engine: Engine) -> None:
    with fresh_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseUnavailable, match=r"Lakon yang lebih baru \(bentuk 9999\)"):
        migrate(fresh_database)


def test_the_database_of_the_settings_is_used_and_prepared(bare: str) -> None:
    given = Settings(database_url=bare.replace("+psycopg", ""))
    with running_database(given) as url:
        assert make_url(url).database == make_url(bare).database
        assert _tables(url) > 40


def test_without_an_address_a_private_server_is_started_and_stopped(var_dir: Path) -> None:
    with running_database(Settings(var_dir=var_dir)) as url:
        assert _tables(url) > 40
        assert PrivatePostgres(var_dir / "postgres").is_running
    assert not PrivatePostgres(var_dir / "postgres").is_running


def test_a_private_server_that_cannot_run_is_told_in_words(var_dir: Path) -> None:
    (var_dir / "postgres" / "data").mkdir(parents=True)
    (var_dir / "postgres" / "data" / "PG_VERSION").write_text("9\n")
    with (
        pytest.raises(DatabaseUnavailable, match="dibuat oleh PostgreSQL 9"),
        running_database(Settings(var_dir=var_dir)),
    ):
        pass


@pytest.mark.parametrize("address", ["mysql://root@localhost/lakon", "bukan alamat", "sqlite:///lakon.db"])
def test_an_address_of_something_else_is_refused_with_an_example(address: str) -> None:
    with (
        pytest.raises(DatabaseUnavailable, match=r"postgresql://pengguna:sandi@server:5432/lakon"),
        running_database(Settings(database_url=address)),
    ):
        pass


def test_a_server_that_does_not_answer_is_named_without_the_password(tmp_path: Path) -> None:
    address = f"postgresql://lakon:rahasia@/lakon?host={tmp_path}"
    with (
        pytest.raises(DatabaseUnavailable, match="tidak dapat dihubungi") as told,
        running_database(Settings(database_url=address)),
    ):
        pass
    assert "rahasia" not in str(told.value)


def test_a_server_that_is_too_old_is_refused(bare: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "OLDEST", 99)
    with pytest.raises(DatabaseUnavailable, match="memerlukan versi 99 atau lebih baru"):
        migrate(bare)
    assert _tables(bare) == 0


def test_a_user_without_rights_is_told_whom_to_ask(bare: str) -> None:
    engine = create_engine(bare, poolclass=NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP ROLE IF EXISTS tamu")
        connection.exec_driver_sql("CREATE ROLE tamu LOGIN")
    with pytest.raises(DatabaseUnavailable, match="tamu tidak berhak membuat tabel"):
        migrate(make_url(bare).set(username="tamu"))


def test_short_and_long_names_of_the_driver_are_understood() -> None:
    for name in ("postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"):
        assert database_url(f"{name}://a@b/c").drivername == "postgresql+psycopg"
