"""Seals and exports of a city, and a hand that changes tables as a superuser could, with every guard switched off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.kota import Kota
from webapp.evidence import Counted, Key, check, read_book
from webapp.evidence.export import Export, seal_files
from webapp.evidence.seals import Seal
from webapp.services.evidence import exporting, sealing
from webapp.services.evidence.streams import stored_seals

KEYS = (Key.of("07" * 32),)


def sealed(city: Kota) -> Seal:
    """One seal over everything that is there."""
    made = sealing.seal_once(city.work, KEYS)
    assert made is not None
    assert not made.is_full
    return made.seal


def as_export(city: Kota, folder: Path) -> Path:
    """An export and its seals below a folder."""
    exporting.export(city.work, folder / "ekspor", lambda *_: None)
    (folder / "meterai").mkdir()
    with city.work.reading() as tx:
        for name, content in stored_seals(tx):
            (folder / "meterai" / name).write_bytes(content)
    return folder


def judge(folder: Path) -> Counted:
    """The judgement from the files alone. Raises `Broken`."""
    return check(Export(folder / "ekspor"), read_book(seal_files(folder / "meterai"), [KEYS[0].public]))


@contextmanager
def tampered(city: Kota) -> Iterator[Session]:
    """A transaction in which no trigger fires: what an administrator of the database can do."""
    with city.work.sessions() as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        yield session
        session.commit()
