"""The private server starts, recovers and stops by itself, whatever its processes have suffered."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from webapp.services import postgres as module
from webapp.services.postgres import PostgresUnavailable, PrivatePostgres, find_binaries

UNSAFE = {"fsync": "off"}

pytestmark = pytest.mark.slow


@contextmanager
def _place() -> Iterator[Path]:
    """A place with an awkward name, outside pytest's own folder, whose permissions other runs reset."""
    parent = Path(tempfile.mkdtemp(prefix="lakon-pg-"))
    folder = parent / "nama dengan spasi 'é"
    yield folder
    PrivatePostgres(folder).stop()
    shutil.rmtree(parent)


@pytest.fixture
def empty() -> Iterator[Path]:
    """A place where no server has been."""
    with _place() as folder:
        yield folder


@pytest.fixture(scope="module")
def initialised() -> Iterator[Path]:
    """A server that was started and stopped once: initialising one for each test takes too long."""
    with _place() as folder:
        with PrivatePostgres(folder, UNSAFE):
            pass
        yield folder


@pytest.fixture
def folder(empty: Path, initialised: Path) -> Path:
    """A place where a server has been before."""
    subprocess.run(["cp", "-a", initialised, empty], check=True)
    return empty


def _pid(server: PrivatePostgres) -> int:
    return int((server.data / "postmaster.pid").read_text().splitlines()[0])


def _write(server: PrivatePostgres) -> None:
    with psycopg.connect(make_conninfo(**server.address())) as connection:
        connection.execute("CREATE TABLE catatan AS SELECT 42 AS isi")


def _read(server: PrivatePostgres) -> object:
    with psycopg.connect(make_conninfo(**server.address())) as connection:
        row = connection.execute("SELECT isi FROM catatan").fetchone()
    return row[0] if row else None


def test_what_was_stored_is_there_after_a_stop(folder: Path) -> None:
    with PrivatePostgres(folder, UNSAFE) as server:
        _write(server)
    assert not server.is_running
    with PrivatePostgres(folder, UNSAFE) as again:
        assert _read(again) == 42


def test_the_server_is_reached_through_a_socket_that_only_its_owner_may_enter(folder: Path) -> None:
    with PrivatePostgres(folder, UNSAFE) as server:
        with psycopg.connect(make_conninfo(**server.address())) as connection:
            row = connection.execute("SELECT current_setting('listen_addresses')").fetchone()
        assert row == ("",)
        assert Path(server.address()["host"]).stat().st_mode & 0o077 == 0


def test_the_last_user_stops_the_server(folder: Path) -> None:
    first, second = PrivatePostgres(folder, UNSAFE), PrivatePostgres(folder, UNSAFE)
    first.start()
    second.start()
    first.stop()
    assert second.is_running
    second.stop()
    assert not second.is_running
    second.stop()


def test_a_killed_user_does_not_keep_the_server(folder: Path) -> None:
    code = "import sys; from pathlib import Path; from webapp.services.postgres import PrivatePostgres as P\n"
    code += "p = P(Path(sys.argv[1]), {'fsync': 'off'}); p.start(); print('up', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as user:
        assert user.stdout is not None
        assert user.stdout.readline() == b"up\n"
        user.kill()
    server = PrivatePostgres(folder)
    assert server.is_running, "it outlives the process that started it"
    server.start()
    server.stop()
    assert not server.is_running


def test_a_killed_server_recovers_with_what_was_committed(folder: Path) -> None:
    with PrivatePostgres(folder, UNSAFE) as server:
        _write(server)
        os.kill(_pid(server), signal.SIGKILL)
        while server.is_running:
            pass  # the signal is on its way
        server.start()
        assert _read(server) == 42


def test_a_lock_whose_number_now_belongs_to_another_program_is_seen_through(folder: Path) -> None:
    with PrivatePostgres(folder, UNSAFE) as server:
        _write(server)
        lock = (server.data / "postmaster.pid").read_text()
        owner = pwd.getpwuid(server.data.stat().st_uid)
    with subprocess.Popen(["sleep", "60"], user=owner.pw_uid, cwd="/") as stranger:
        (server.data / "postmaster.pid").write_text(lock.replace(lock.splitlines()[0], str(stranger.pid), 1))
        with PrivatePostgres(folder, UNSAFE) as again:
            assert _read(again) == 42
        assert stranger.poll() is None, "the other program is left alone"
        stranger.kill()


def test_a_server_that_runs_is_not_started_again(folder: Path) -> None:
    with PrivatePostgres(folder, UNSAFE) as server:
        running = _pid(server)
        with PrivatePostgres(folder, UNSAFE) as second:
            assert _pid(second) == running


def test_half_a_data_directory_of_a_killed_start_is_made_anew(empty: Path) -> None:
    (empty / "data.baru").mkdir(parents=True)
    (empty / "data.baru" / "PG_VERSION").write_text("18\n")
    with PrivatePostgres(empty, UNSAFE) as server:
        assert server.is_running


def test_data_of_another_version_is_not_touched(empty: Path) -> None:
    (empty / "data").mkdir(parents=True)
    (empty / "data" / "PG_VERSION").write_text("9\n")
    with pytest.raises(PostgresUnavailable, match=r"dibuat oleh PostgreSQL 9.*Pasang versi 9"):
        PrivatePostgres(empty).start()
    assert [entry.name for entry in (empty / "data").iterdir()] == ["PG_VERSION"]


def test_a_server_that_does_not_start_says_why(folder: Path) -> None:
    with pytest.raises(PostgresUnavailable, match=r"Akhir catatan(.|\n)*tidak_ada"):
        PrivatePostgres(folder, {"tidak_ada": "1"}).start()


def test_a_long_path_gets_a_short_socket(empty: Path) -> None:
    long = empty / ("panjang" * 12)
    with PrivatePostgres(long, UNSAFE) as server:
        assert server.is_running
        assert len(os.fsencode(server.address()["host"])) < 100
        assert Path(server.address()["host"]) != server.data
    assert not Path(server.address()["host"]).exists()


def test_the_programs_are_of_a_known_version() -> None:
    assert (find_binaries() / "initdb").is_file()


def test_a_machine_without_programs_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_wheel_folders", list)
    monkeypatch.setattr(module, "_machine_folders", lambda: [Path("/tidak/ada")])
    with pytest.raises(PostgresUnavailable, match=r"Pasang paket `postgresql`.*DATABASE_URL"):
        find_binaries()


def test_programs_that_do_not_run_here_are_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("initdb", "pg_ctl", "postgres"):
        (tmp_path / name).write_text("not for this machine")
        (tmp_path / name).chmod(0o755)
    good = find_binaries()
    monkeypatch.setattr(module, "_wheel_folders", lambda: [tmp_path])
    monkeypatch.setattr(module, "_machine_folders", lambda: [good])
    assert find_binaries() == good
