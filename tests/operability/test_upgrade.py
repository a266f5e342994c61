"""From every earlier release there is a way to this one, and the last one's code works on the new shape meanwhile."""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Connection, NullPool, create_engine, text

from tests.conftest import own_database
from tests.kota import ZONE, Kota
from tests.services.journals import check_all
from webapp.config import Settings
from webapp.services.backups import automatic, making
from webapp.services.database import DatabaseUnavailable, migrate, newest_revision
from webapp.services.postgres import PrivatePostgres
from webapp.storage.engine import open_engine

from .test_backups import KEY, quiet

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "docs" / "releases" / "README.md"

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Release:
    """An earlier release: what git knows it by, and the shape of its tables where the list says."""

    name: str
    commit: str
    shape: str | None = None


def git(*arguments: str) -> bytes:
    """What git says."""
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True).stdout


def releases() -> list[Release]:
    """The list, and the tags."""
    rows = re.findall(
        r"^\| (\S+) \| ([0-9a-f]{40}) \| (\d+) \|$", LIST.read_text(encoding="utf-8"), re.MULTILINE
    )
    tags = git("tag", "--list", "v*", "--sort=creatordate").decode().split()
    return [*(Release(*row) for row in rows), *(Release(tag, tag) for tag in tags)]


RELEASES = releases()


def source(release: Release, folder: Path) -> Path:
    """The release's source, as git keeps it."""
    with tarfile.open(fileobj=io.BytesIO(git("archive", release.commit))) as packed:
        safely = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        packed.extractall(folder, **safely)  # noqa: S202 - an archive of our own history
    return folder


def play(code: Path, what: str, url: str) -> None:
    """Let the code of a folder do something on a database."""
    script = Path(__file__).with_name("old_release.py")
    done = subprocess.run(
        [sys.executable, "-P", str(script), what, url], cwd=code, env={**os.environ, "PYTHONPATH": str(code)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.fixture(scope="module")
def previous(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source of the newest earlier release."""
    return source(RELEASES[-1], tmp_path_factory.mktemp("rilis"))


@pytest.fixture(scope="module")
def old_template(postgres: PrivatePostgres, previous: Path) -> Iterator[str]:
    """A database that the previous release has filled, to be copied."""
    with own_database(postgres, "template0") as url:
        play(previous, "fill", url)
        yield str(create_engine(url).url.database)


@pytest.fixture
def old(postgres: PrivatePostgres, old_template: str) -> Iterator[str]:
    """A database as the previous release left it, cases in the middle of their course."""
    with own_database(postgres, old_template) as url:
        yield url


def rows(url: str) -> dict[str, tuple[int, str]]:
    """Of every column of every table how many values there are, and a digest of them."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return {name: _digest(connection, *name.split(".")) for name in _columns(connection)}


def _columns(connection: Connection) -> list[str]:
    found = connection.execute(
        text(
            "SELECT table_name || '.' || column_name FROM information_schema.columns JOIN information_schema.tables "
            "USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE' "
            "AND table_name NOT IN ('alembic_version', 'aturan')"
        )
    )
    return list(found.scalars())


def _digest(connection: Connection, table: str, column: str) -> tuple[int, str]:
    query = _VALUES.format(column=column, table=table)
    count, digest = connection.exec_driver_sql(query).one()
    return int(count), str(digest)


_VALUES = """
SELECT count(*), md5(coalesce(string_agg("{column}"::text, ',' ORDER BY "{column}"::text), '')) FROM "{table}"
"""


def revision(url: str) -> str:
    """The shape of a database."""
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


@pytest.mark.parametrize("release", RELEASES, ids=lambda one: one.name)
def test_cases_of_an_earlier_release_go_on_after_the_upgrade(
    postgres: PrivatePostgres, release: Release, tmp_path: Path
) -> None:
    with own_database(postgres, "template0") as url:
        play(source(release, tmp_path / "sumber"), "fill", url)
        assert release.shape in (None, revision(url))
        before = rows(url)
        assert migrate(url) is True
        after = rows(url)
        assert {name: after[name] for name in before} == before, "nothing that was there is gone or changed"
        engine = open_engine(url, ZONE, poolclass=NullPool)
        city = Kota(engine).at("2026-01-08 09:00")
        assert check_all(city.work, engine) > 0
        city.review("KB", "SR")
        city.sign("SR")
        city.establish("KB", "SR")
        city.dialog("KB", "LN")
        assert check_all(city.work, engine) > 0


def test_the_code_of_the_previous_release_works_on_the_new_shape(old: str, previous: Path) -> None:
    migrate(old)
    assert revision(old) == newest_revision()
    play(previous, "work", old)
    engine = open_engine(old, ZONE, poolclass=NullPool)
    assert check_all(Kota(engine).at("2026-01-08 09:00").work, engine) > 0


def test_before_the_shape_changes_a_backup_is_made_and_without_one_nothing_changes(
    old: str, tmp_path: Path
) -> None:
    settings = Settings(backup_dir=tmp_path / "cadangan", backup_keys=(KEY,))
    shape = revision(old)
    (tmp_path / "penuh").write_text("bukan folder")
    blocked = automatic.safeguard(Settings(backup_dir=tmp_path / "penuh"), quiet)
    with pytest.raises(DatabaseUnavailable, match="--no-backup"):
        migrate(old, blocked)
    assert revision(old) == shape
    migrate(old, automatic.safeguard(settings, quiet))
    newest = making.newest(settings.backup_dir)
    assert newest is not None
    assert making.check(newest, (KEY,), quiet).revision == shape
    assert not migrate(old, blocked), "nothing has to change any more, so nothing is backed up"


def test_a_migration_that_was_killed_is_done_again_from_the_start(old: str) -> None:
    shape, before = revision(old), rows(old)
    code = "import sys; from webapp.services.database import migrate; migrate(sys.argv[1])"
    engine = create_engine(old, poolclass=NullPool)
    with engine.connect() as rival, rival.begin():
        rival.exec_driver_sql("LOCK TABLE akun IN ACCESS EXCLUSIVE MODE")
        with subprocess.Popen([sys.executable, "-c", code, old], cwd=ROOT) as process:
            _until_somebody_waits(old)
            process.send_signal(signal.SIGKILL)
    assert (revision(old), rows(old)) == (shape, before)
    assert migrate(old) is True
    assert revision(old) == newest_revision()


def _until_somebody_waits(url: str) -> None:
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND database = "
                   "(SELECT oid FROM pg_database WHERE datname = current_database())")  # fmt: skip
    engine = create_engine(url, poolclass=NullPool)
    while True:
        with engine.connect() as connection:
            if connection.execute(waiting).scalar_one():
                return
