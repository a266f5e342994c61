"""What is said in a counselling is nowhere in plain words: not in the files of the server, nor in what leaves it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from uuid import uuid4
from zipfile import ZipFile

import pytest
from sqlalchemy import NullPool, create_engine, text

from tests import pembinaan
from tests.kota import Kota
from tests.rows import whole_database
from webapp.services.backups import making
from webapp.services.evidence import exporting
from webapp.services.postgres import PrivatePostgres
from webapp.services.privacy import own_data
from webapp.services.process import drafts

DRAFT = "Draf laporan yang belum dikirim kepada siapa pun"
SAID = (pembinaan.SECRET, pembinaan.PLACE, pembinaan.REPORT, DRAFT)


@pytest.fixture
def counselled(city: Kota) -> Kota:
    """A counselling of DH with a place, a note, a draft and a report that was received."""
    number = pembinaan.until_noted(city)
    case_id = pembinaan.case_of(city, "konseling", number)
    key = pembinaan.open_steps(city, "konseling", number)["laporan"]
    drafts.save_draft(city.work, city.actor("KBK"), case_id, key, {"ringkasan": [DRAFT]})
    pembinaan.report(city, number)
    return city


def forms(words: str) -> Iterator[bytes]:
    """A text as it would be found: as it is, in figures, in either encoding of two bytes, and in base64."""
    yield words.encode()
    yield words.encode().hex().encode()
    yield words.encode("utf-16-le")
    for skipped in range(3):
        yield b64encode(words.encode()[skipped:])[:-4]


def readable(body: bytes) -> list[str]:
    """What of the counselling can be read in these bytes."""
    return [words for words in SAID if any(form in body for form in forms(words))]


def test_the_search_finds_a_text_however_it_was_written() -> None:
    for words in SAID:
        hidden = [words.encode(), words.encode().hex().encode(), b64encode(b"x" + words.encode())]
        assert [readable(b"..." + one) for one in hidden] == [[words]] * 3


def test_no_column_of_any_table_has_it(counselled: Kota) -> None:
    """Journals, audit, drafts, notices, search, jobs: every row of every table as text."""
    held = whole_database(counselled.engine)
    assert "Keputusan Kepala BKPP 800/12" in held, "the search does read what is stored"
    assert readable(held.encode()) == []


def test_no_file_of_the_server_has_it(counselled: Kota, postgres: PrivatePostgres) -> None:
    """The files of this database and its indexes as they lie on the disk."""
    engine = create_engine(counselled.engine.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CHECKPOINT"))
        oid = connection.execute(
            text("SELECT oid FROM pg_database WHERE datname = current_database()")
        ).scalar_one()
    bodies = list(bodies_of(postgres.data / "base" / str(oid)))
    assert len(bodies) > 100
    assert any(b"Keputusan Kepala BKPP 800/12" in body for body in bodies), (
        "the search does read what is stored"
    )
    assert [words for body in bodies for words in readable(body)] == []


def bodies_of(folder: Path) -> Iterator[bytes]:
    """What the files of a folder hold, without those that the server removes meanwhile."""
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            yield path.read_bytes()


def test_what_leaves_the_server_does_not_have_it(counselled: Kota, tmp_path: Path) -> None:
    """An unsealed backup, the evidence export, and the own data of both sides and of the counsellor."""
    bodies: dict[str, bytes] = {}
    made = making.make(counselled.engine.url, tmp_path / "cadangan", lambda *_: None)
    with ZipFile(made.path) as packed:
        bodies |= {f"cadangan/{name}": packed.read(name) for name in packed.namelist()}
    exporting.export(counselled.work, tmp_path / "ekspor", lambda *_: None)
    bodies |= {path.name: path.read_bytes() for path in (tmp_path / "ekspor").rglob("*") if path.is_file()}
    for code in ("DH", "KB", "KBK"):
        actor = counselled.actor(code)
        number = own_data.request(counselled.work, actor, uuid4())
        own_data.write(counselled.work, number)
        with ZipFile(BytesIO(own_data.fetch(counselled.work, actor, number, lambda _tx: {}))) as packed:
            bodies |= {f"{code}/{name}": packed.read(name) for name in packed.namelist()}
    assert {name: readable(body) for name, body in bodies.items() if readable(body)} == {}
    assert any(b"konseling" in body for name, body in bodies.items() if name.startswith("cadangan/"))


def test_what_is_logged_and_sent_does_not_have_it(counselled: Kota, caplog: pytest.LogCaptureFixture) -> None:
    """Notices about a counselling say that there is one, and nothing of it; the log names neither."""
    with counselled.reading() as tx:
        notices = tx.session.scalars(text("SELECT isi FROM pemberitahuan")).all()
        jobs = tx.session.scalars(text("SELECT args::text FROM procrastinate_jobs")).all()
    assert notices
    assert readable("\n".join([*notices, *jobs, caplog.text]).encode()) == []
