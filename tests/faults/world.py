"""A city on a database server of its own, which a test may stop, starve or kill; with the settings of production."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from tests.own_city import OwnCity, own_city


class World(OwnCity):
    """A city whose server can be struck down and started again."""

    def strike_down(self) -> None:
        """End the server as a power cut would: it writes nothing more (an immediate stop)."""
        lock = self.server.data / "postmaster.pid"
        os.kill(int(lock.read_text().splitlines()[0]), signal.SIGQUIT)
        while lock.exists():
            Event().wait(0.01)

    def start(self) -> None:
        """Start the server again; it recovers from its log."""
        self.server.start()


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """A server under `folder` for as long as the block runs."""
    with own_city(folder) as made:
        yield World(made.server, made.city, made.url)
        if not made.server.is_running:
            made.server.start()  # so that leaving it finds what it expects


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder of the machine's own temporary one: the server, another user, must reach it whoever else runs tests."""
    with tempfile.TemporaryDirectory(prefix="lakon-galat-") as made:
        yield Path(made)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A file system of its own with so much room. Needs the right to mount, as root has in a container."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "lakon", str(folder)], check=True
    )
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
