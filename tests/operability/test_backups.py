"""A backup holds one moment whole, is read again before it counts, and comes back with everything that was in it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine, select, text
from sqlalchemy.orm import sessionmaker

from tests.conftest import own_database
from tests.kota import NAMES, NOTES_KEY, PASSWORD, ZONE, Kota
from tests.services.identity.people import HERE, entered, is_open, with_app
from webapp.evidence import read_keys
from webapp.services.backups import automatic, making, restoring, verifying
from webapp.services.backups.container import BackupBroken
from webapp.services.backups.making import Made
from webapp.services.backups.restoring import RestoreRefused
from webapp.services.errors import NotFound
from webapp.services.evidence import checking, delivery, sealing
from webapp.services.identity import entering, reauthentication, recovery, recovery_codes, sessions
from webapp.services.identity.sessions import fingerprint
from webapp.services.postgres import PrivatePostgres
from webapp.services.reminders import subscriptions
from webapp.services.work import Work
from webapp.storage.audit import Pemberitahuan
from webapp.storage.engine import open_engine
from webapp.storage.faktor import Tantangan
from webapp.storage.pemulihan import KunciPasang
from webapp.storage.segel import Segel

KEY = "k0nci cadangan untuk uji, panjang dan acak"
OTHER = "k0nci lain untuk uji yang juga cukup panjang"


def quiet(_phase: str, _done: int, _total: int) -> None:
    """No progress is shown."""


@pytest.fixture
def busy(city: Kota) -> Kota:
    """The city with cases in the middle of their course, and a seal over them."""
    city.until_submitted("SR")
    city.dialog("KB", "DH")
    sealing.seal_all(city.work, read_keys(["0123456789abcdef" * 4]))
    return city


@pytest.fixture
def made(busy: Kota, tmp_path: Path) -> Made:
    """A backup of the busy city."""
    return making.make(busy.engine.url, tmp_path / "cadangan", quiet)


@pytest.fixture
def empty(postgres: PrivatePostgres) -> Iterator[str]:
    """A database without any table."""
    with own_database(postgres, "template0") as url:
        yield url


def contents(url: object) -> dict[str, str]:
    """A fingerprint of every table, and the place of every sequence."""
    engine = create_engine(url, poolclass=NullPool)  # type: ignore[call-overload]
    with engine.connect() as connection:
        names = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        rows = "SELECT coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '') FROM \"%s\" t"
        found = {name: connection.exec_driver_sql(rows % name).scalar_one() for (name,) in names}
        places = connection.execute(text("SELECT sequencename, last_value FROM pg_sequences"))
        return found | {name: str(value) for name, value in places}


def shape_of(url: object) -> set[str]:
    """Every constraint, index and trigger with its state."""
    engine = create_engine(url, poolclass=NullPool)  # type: ignore[call-overload]
    with engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT conrelid::regclass::text || conname || pg_get_constraintdef(oid) FROM pg_constraint "
            "UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' "
            "UNION ALL SELECT tgrelid::regclass::text || tgname || tgenabled::text FROM pg_trigger "
            "WHERE NOT tgisinternal"
        )
        return {row[0] for row in found}


def test_what_was_there_is_there_again_with_every_guard(busy: Kota, made: Made, empty: str) -> None:
    restored = restoring.restore(empty, made.path, (), quiet, prove=True)
    assert restored.manifest == made.manifest
    assert contents(empty) == contents(busy.engine.url)
    assert shape_of(empty) == shape_of(busy.engine.url)


@pytest.mark.fast
def test_the_drill_proves_chains_projections_a_sign_in_and_a_completion_and_leaves_nothing(
    made: Made, empty: str
) -> None:
    restoring.restore(empty, made.path, (), quiet, prove=True)
    before = contents(empty)
    findings = verifying.verify(empty, ZONE, Segel([NOTES_KEY]), quiet)
    assert [one.wrong for one in findings] == [()] * len(findings)
    after = contents(empty)
    assert {name: after[name] for name in before if "_id_seq" not in name} == {
        name: value for name, value in before.items() if "_id_seq" not in name
    }


def test_the_drill_sees_a_changed_journal_and_a_lost_task(made: Made, empty: str) -> None:
    restoring.restore(empty, made.path, (), quiet)
    engine = create_engine(empty, poolclass=NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE journal DISABLE TRIGGER USER")
        connection.exec_driver_sql(
            "UPDATE journal SET facts = '{\"x\": 1}' WHERE (case_id, seq) = (SELECT case_id, seq FROM journal LIMIT 1)"
        )
        connection.exec_driver_sql("DELETE FROM work_item WHERE ctid = (SELECT ctid FROM work_item LIMIT 1)")
    found = {one.name: one.wrong for one in verifying.verify(empty, ZONE, Segel([NOTES_KEY]), quiet)}
    assert "putus pada entri" in found["rantai jurnal"][0]
    assert len(found["meterai"]) == 1
    assert found["proyeksi"] == ("work_item berbeda sesudah dibangun ulang",)


def test_a_sealed_backup_is_read_with_its_key_only(busy: Kota, tmp_path: Path, empty: str) -> None:
    made = making.make(busy.engine.url, tmp_path, quiet, key=KEY)
    assert made.path.name.endswith(".zip.segel")
    content = made.path.read_bytes()
    assert b"Rahmawati" not in content
    assert not zipfile.is_zipfile(made.path)
    for keys in ((), (OTHER,)):
        with pytest.raises(BackupBroken, match="LAKON_BACKUP_KEY"):
            making.check(made.path, keys, quiet)
    restoring.restore(empty, made.path, (OTHER, KEY), quiet, prove=True)
    assert contents(empty) == contents(busy.engine.url)


@pytest.mark.parametrize("key", [None, KEY])
def test_a_backup_that_was_cut_or_changed_is_never_used(
    busy: Kota, tmp_path: Path, empty: str, key: str | None
) -> None:
    made = making.make(busy.engine.url, tmp_path, quiet, key=key)
    whole, before = made.path.read_bytes(), contents(empty)
    places = [len(whole) * part // 17 for part in range(1, 17)]
    keys = () if key is None else (key,)
    refused = 0
    for place in places:
        made.path.write_bytes(whole[:place])
        with pytest.raises(BackupBroken):
            making.check(made.path, keys, quiet)
        changed = bytearray(whole)
        changed[place] ^= 1
        made.path.write_bytes(changed)
        try:
            assert making.check(made.path, keys, quiet) == made.manifest
        except BackupBroken:
            refused += 1
    # An unsealed file has bytes that say nothing about its content: dates of its members, names that stand twice.
    assert refused == len(places) if key else refused > len(places) / 2
    made.path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BackupBroken):
        restoring.restore(empty, made.path, keys, quiet)
    assert contents(empty) == before, "nothing of a broken backup is left behind"


def test_a_backup_without_a_key_can_be_opened_by_anybody(made: Made) -> None:
    with zipfile.ZipFile(made.path) as packed:
        manifest = json.loads(packed.read("manifest.json"))
        assert manifest["tables"]["journal"]["rows"] == packed.read("data/journal.copy").count(b"\n")
    assert made.path.stat().st_mode & 0o077 == 0


def test_only_the_newest_are_kept_and_foreign_files_never_touched(busy: Kota, tmp_path: Path) -> None:
    foreign = tmp_path / "lakon-catatan.txt"
    foreign.write_text("bukan cadangan")
    names = [making.make(busy.engine.url, tmp_path, quiet, keep=2).path.name for _ in range(4)]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([foreign.name, *names[-2:]])


def test_a_database_in_use_is_not_overwritten_unless_it_is_named(busy: Kota, made: Made) -> None:
    before = contents(busy.engine.url)
    name = str(busy.engine.url.database)
    for force in (None, "lain"):
        with pytest.raises(RestoreRefused, match=name):
            restoring.restore(busy.engine.url, made.path, (), quiet, force=force)
    assert contents(busy.engine.url) == before
    busy.submit("SR") if busy.open_keys("SR") == [] else busy.dialog("KB", "LN")
    assert contents(busy.engine.url) != before
    busy.engine.dispose()
    restoring.restore(busy.engine.url, made.path, (), quiet, force=name, prove=True)
    assert contents(busy.engine.url) == before


def test_a_restore_over_a_database_that_fails_leaves_the_old_one(
    busy: Kota, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(busy.engine.url)
    busy.engine.dispose()

    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(restoring, "_place_sequences", power_cut)
    with pytest.raises(KeyboardInterrupt):
        restoring.restore(busy.engine.url, made.path, (), quiet, force=str(busy.engine.url.database))
    assert contents(busy.engine.url) == before


def test_what_opened_something_when_the_backup_was_made_opens_nothing_after_the_restore(
    busy: Kota, tmp_path: Path, empty: str
) -> None:
    key = entered(busy, "SR")
    key, _app, codes = with_app(busy, key)
    asked = recovery.ask(
        busy.work, busy.actor("NH"), busy.actor("DH").akun_id, "Lupa, dikenali lewat KTP.", drop_factors=False,
        confirm=reauthentication.by_password(busy.actor("NH"), PASSWORD),
    )  # fmt: skip
    half = recovery.decide(
        busy.work, busy.actor("KBK"), asked.id, agree=True, reason="",
        confirm=reauthentication.by_password(busy.actor("KBK"), PASSWORD),
    )  # fmt: skip
    assert half is not None
    with busy.work.transaction() as tx:
        tx.session.add(
            KunciPasang(sidik=fingerprint("kunci"), dibuat_pada=tx.now, sampai=tx.now + timedelta(days=900))
        )
        tx.session.add(
            Tantangan(
                maksud="masuk", nonce=b"n" * 32, dibuat_pada=tx.now, sampai=tx.now + timedelta(days=900)
            )
        )
    secret = subscriptions.subscribe(busy.work, busy.actor("KB"))
    subscriptions.revoke(busy.work, busy.actor("SR"))
    made = making.make(busy.engine.url, tmp_path, quiet)
    subscriptions.revoke(busy.work, busy.actor("KB"))
    done = restoring.restore(empty, made.path, (), quiet, prove=True)
    engine = open_engine(empty, ZONE, poolclass=NullPool)
    there = Work(sessionmaker(engine), ZONE, clock=busy.work.clock)
    with there.reading() as tx:
        assert sessions.find(tx, key) is None
        assert tx.session.scalars(select(Tantangan.dipakai_pada)).one() is not None
        left = tx.session.scalars(select(KunciPasang.sampai)).one() - datetime.now(UTC)
        assert recovery_codes.left(tx, busy.actor("SR").akun_id) == 0
        told = select(Pemberitahuan.pegawai_id).where(Pemberitahuan.jenis == "kode_pemulihan_gugur")
        assert tx.session.scalars(told).all() == [busy.pegawai_id("SR")], "who had codes is told"
        told = select(Pemberitahuan.pegawai_id, Pemberitahuan.tautan).where(
            Pemberitahuan.jenis == "kalender_gugur"
        )
        assert tx.session.execute(told).all() == [(busy.pegawai_id("KB"), "/akun")], (
            "whose address it was is told"
        )
        with pytest.raises(NotFound):
            subscriptions.feed(tx, secret)
    assert done.ended == 1
    assert left <= timedelta(0)
    assert entering.enter(there, NAMES["DH"], f"{asked.half}-{half}", HERE) is None
    engine.dispose()
    with busy.reading() as tx:
        assert recovery_codes.left(tx, busy.actor("SR").akun_id) == len(codes)
    assert is_open(busy, key), "where nothing was restored nothing ends"


def test_whoever_seals_backups_takes_no_other_unless_it_is_said(made: Made, empty: str) -> None:
    with pytest.raises(BackupBroken, match="--unsealed"):
        making.check(made.path, (KEY,), quiet)
    with pytest.raises(BackupBroken, match="--unsealed"):
        restoring.restore(empty, made.path, (KEY,), quiet)
    restoring.restore(empty, made.path, (KEY,), quiet, unsealed=True)


def seals_of(url: object, **known: Any) -> verifying.Finding:
    """What the proof says of the seals."""
    found = verifying.verify(str(url), ZONE, Segel([NOTES_KEY]), quiet, **known)
    return next(one for one in found if one.name == "meterai")


def test_a_backup_is_judged_by_the_key_and_the_seals_that_were_kept_elsewhere(
    busy: Kota, made: Made, empty: str, tmp_path: Path
) -> None:
    restoring.restore(empty, made.path, (), quiet)
    (ours,), (other,) = read_keys(["0123456789abcdef" * 4]), read_keys(["fedcba9876543210" * 4])
    assert "dari cadangan ini sendiri" in seals_of(empty).figure
    assert seals_of(empty, trusted=[ours.public]).wrong == ()
    assert "kunci yang Anda sebut" in seals_of(empty, trusted=[other.public]).wrong[0]
    folder = tmp_path / "luar"
    sealing.seal_all(busy.work, [ours], str(folder))
    delivery.drop_files(busy.work, folder)
    found = seals_of(empty, trusted=[ours.public], folder=folder)
    assert (found.wrong, "cocok" in found.figure) == ((), True)
    first = min(folder.iterdir())
    first.write_bytes(max(folder.iterdir()).read_bytes())
    assert "berbeda dari yang disimpan di luar" in seals_of(empty, folder=folder).wrong[0]


def test_a_backup_without_its_seals_is_seen_where_seals_were_kept(
    busy: Kota, empty: str, tmp_path: Path
) -> None:
    folder = tmp_path / "luar"
    sealing.seal_all(busy.work, read_keys(["0123456789abcdef" * 4]), str(folder))
    delivery.drop_files(busy.work, folder)
    with busy.engine.begin() as connection:
        for table in ("seal_delivery", "seal_gap", "seal_head", "seal"):
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - names from above
            connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    emptied = making.make(busy.engine.url, tmp_path, quiet)
    restoring.restore(empty, emptied.path, (), quiet)
    assert seals_of(empty).wrong == ()
    assert "tidak ada satu meterai pun" in seals_of(empty, folder=folder).wrong[0]
    checked = checking.check_evidence(busy.work, read_keys(["0123456789abcdef" * 4]), folder)
    assert "dimundurkan" in (checked.fault or "")


def test_a_backup_is_recorded_and_its_age_is_known(busy: Kota, made: Made) -> None:
    automatic.record(busy.work, made)
    with busy.reading() as tx:
        assert automatic.last_backup(tx) == made.at
