"""Seals over a real database: what is fixed, what a slow transaction brings later, and what leaves the machine."""

from __future__ import annotations

import gzip
import smtplib
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from tests.kota import Kota
from tests.services.evidence.proof import KEYS, as_export, judge, sealed, tampered
from tests.services.surat import mail_sink
from webapp.config import Settings
from webapp.evidence import Broken, read_seal
from webapp.services.evidence import checking, delivery, routine, sealing, state
from webapp.storage.aturan import Aturan
from webapp.storage.audit import AuditEvent, Pemberitahuan
from webapp.storage.meterai import Seal, SealCheck, SealDelivery, SealGap

SEED = "07" * 32


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation that drops its seals into a folder."""
    return Settings(var_dir=tmp_path, seal_keys=(SEED,), seal_dir=tmp_path / "luar")


def test_what_an_installation_sealed_is_proved_by_export_and_seals_alone(city: Kota, tmp_path: Path) -> None:
    sealed(city)
    city.until_submitted()
    with city.work.transaction() as tx:
        tx.session.add(AuditEvent(kind="uji", detail={"bulat": 1, "pecah": 1.50}))
    sealed(city)
    counted = judge(as_export(city, tmp_path))
    assert counted.seals == 2
    assert counted.cases > 10
    assert counted.entries > counted.cases
    assert counted.rows["audit_event"] > 0
    assert (counted.unsealed_entries, counted.unsealed_rows) == (0, 0)


def test_a_seal_names_only_what_moved_since_the_one_before(city: Kota) -> None:
    first = sealed(city)
    assert len(first.heads) == first.cases
    city.until_submitted()
    second = sealed(city)
    assert {head.case_id for head in second.heads} == {city.case_id("SR")}
    third = sealed(city)
    assert (third.heads, third.root, third.previous) == ([], second.root, second.hash)


def test_a_row_that_a_slower_transaction_commits_after_the_seal_is_in_the_next_one(
    city: Kota, tmp_path: Path
) -> None:
    with city.work.sessions() as slow:
        slow.add(AuditEvent(kind="lambat", detail={}))
        slow.flush()
        with city.work.transaction() as tx:
            tx.session.add(AuditEvent(kind="cepat", detail={}))
        before = sealed(city)
        slow.commit()
    with city.work.reading() as tx:
        late = tx.session.scalars(select(AuditEvent.id).where(AuditEvent.kind == "lambat")).one()
    assert before.logs["audit_event"].upto > late
    after = sealed(city)
    assert [(one.first, one.last) for one in after.logs["audit_event"].blocks] == [(late, late)]
    judge(as_export(city, tmp_path))
    with tampered(city) as session:
        session.execute(text("UPDATE audit_event SET kind = 'lain' WHERE id = :id"), {"id": late})
    with pytest.raises(Broken) as caught:
        judge(as_export(city, tmp_path / "lagi"))
    assert caught.value.row == late


def test_a_number_that_was_rolled_back_stays_a_gap_and_disturbs_nothing(city: Kota, tmp_path: Path) -> None:
    with city.work.sessions() as undone:
        undone.add(AuditEvent(kind="batal", detail={}))
        undone.flush()
        undone.rollback()
    with city.work.transaction() as tx:
        tx.session.add(AuditEvent(kind="jadi", detail={}))
    sealed(city)
    with city.work.reading() as tx:
        assert tx.session.scalars(select(SealGap).where(SealGap.log == "audit_event")).all()
    judge(as_export(city, tmp_path))


def test_writers_at_the_same_time_lose_nothing_to_the_seals(city: Kota, tmp_path: Path) -> None:
    done = threading.Event()

    def write(number: int) -> None:
        for _turn in range(60):
            with city.work.transaction() as tx:
                tx.session.add_all(AuditEvent(kind=f"uji_{number}", detail={}) for _ in range(3))

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    sealer = threading.Thread(target=lambda: [sealed(city) for _ in iter(done.is_set, True)])
    for one in (*writers, sealer):
        one.start()
    for one in writers:
        one.join()
    done.set()
    sealer.join()
    sealed(city)
    counted = judge(as_export(city, tmp_path))
    assert counted.unsealed_rows == 0
    with city.work.reading() as tx:
        assert len(tx.session.scalars(select(AuditEvent.id)).all()) == counted.rows["audit_event"] >= 720


def test_what_is_too_much_for_one_seal_goes_into_the_next(city: Kota, tmp_path: Path) -> None:
    with city.work.transaction() as tx:
        tx.session.add_all(AuditEvent(kind="uji", detail={}) for _ in range(40))
    made = []
    while (one := sealing.seal_once(city.work, KEYS, cases=4, items=15)) is not None:
        made.append(one.seal)
        if not one.is_full:
            break
    assert all(len(seal.heads) <= 4 for seal in made)
    assert made[-1].number == len(made) >= 3
    counted = judge(as_export(city, tmp_path))
    assert (counted.unsealed_entries, counted.unsealed_rows) == (0, 0)


def test_two_processes_never_make_the_same_seal(city: Kota) -> None:
    numbers: list[int] = []
    threads = [
        threading.Thread(target=lambda: numbers.extend(sealing.seal_all(city.work, KEYS))) for _ in range(4)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(numbers) == len(set(numbers)) >= 1


# -- leaving the machine --------------------------------------------------------------------------------------------


def test_every_seal_is_dropped_as_a_whole_file_and_a_folder_that_was_away_is_made_up_for(
    city: Kota, settings: Settings
) -> None:
    assert settings.seal_dir is not None
    settings.seal_dir.write_text("bukan folder")
    with pytest.raises(OSError, match="luar"):
        routine.seal_and_send(city.work, settings)
    settings.seal_dir.unlink()
    routine.seal_and_send(city.work, settings)
    names = sorted(path.name for path in settings.seal_dir.iterdir())
    assert names == ["meterai-00000001.json", "meterai-00000002.json"]
    with city.work.reading() as tx:
        for seal in tx.session.scalars(select(Seal)):
            assert (settings.seal_dir / delivery.file_name(seal.number)).read_bytes() == seal.file


def test_a_folder_that_is_used_for_the_first_time_is_given_all_earlier_seals(
    city: Kota, settings: Settings
) -> None:
    routine.seal_and_send(city.work, replace(settings, seal_dir=None))
    routine.seal_and_send(city.work, settings)
    assert settings.seal_dir is not None
    assert len(list(settings.seal_dir.iterdir())) == 2


def test_a_folder_with_another_seal_of_the_number_is_not_overwritten_and_people_are_told(
    city: Kota, settings: Settings
) -> None:
    assert settings.seal_dir is not None
    settings.seal_dir.mkdir()
    other = settings.seal_dir / delivery.file_name(1)
    other.write_bytes(b"meterai lain")
    with pytest.raises(delivery.SealClash):
        routine.seal_and_send(city.work, settings)
    assert other.read_bytes() == b"meterai lain"
    with city.work.reading() as tx:
        told = tx.session.scalars(
            select(Pemberitahuan.isi).where(Pemberitahuan.kunci.like("meterai_bentrok%"))
        )
        assert told.first() is not None


def test_a_letter_brings_the_seal_and_nothing_about_anybody(city: Kota, settings: Settings) -> None:
    made = sealed(city)
    with city.work.reading() as tx:
        seal = tx.session.get_one(Seal, made.number)
        message = delivery.letter(settings, "auditor@contoh.go.id", seal)
        (attached,) = message.iter_attachments()
        assert read_seal(gzip.decompress(attached.get_payload(decode=True))).hash == made.hash
        words = message.get_body().get_content()
    assert made.hash in words
    assert not any(len(word) == 18 and word.isdigit() for word in words.split())


def test_letters_wait_for_a_mail_server_that_is_down_and_each_seal_comes_once(
    city: Kota, settings: Settings
) -> None:
    with city.work.transaction() as tx:
        rule = update(Aturan).where(Aturan.kunci == "meterai")
        tx.session.execute(rule.values(nilai={"alamat": ["auditor@contoh.go.id", "salah@contoh.go.id"]}))
    with mail_sink() as sink:
        sink.unknown.add("salah@contoh.go.id")
        here = replace(settings, smtp_url=sink.url)
        sink.broken = True
        with pytest.raises((OSError, smtplib.SMTPException)):
            routine.seal_and_send(city.work, here)
        sink.broken = False
        routine.seal_and_send(city.work, here)
        assert delivery.send_letters(city.work, here) == 0
        came = [(to, letter["Subject"]) for to, letter in sink.letters]
    assert came == [
        ("auditor@contoh.go.id", "Lakon: meterai 1"),
        ("auditor@contoh.go.id", "Lakon: meterai 2"),
    ]
    with city.reading() as tx:
        assert delivery.waiting(tx) == {"SURAT": 2}, "what the server refuses stays asked for"


# -- the nightly check ----------------------------------------------------------------------------------------------


def test_a_check_that_finds_nothing_says_so(city: Kota) -> None:
    sealed(city)
    assert checking.check_evidence(city.work, KEYS).fault is None
    with city.work.reading() as tx:
        found = state.last_check(tx)
        assert found is not None
        assert found.seal_number == 1
        assert state.seal_age(tx) is not None


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM audit_event WHERE id = (SELECT min(id) FROM audit_event)",
        "UPDATE audit_event SET detail = '{\"x\": 1}' WHERE id = (SELECT min(id) FROM audit_event)",
        "UPDATE journal SET at = at + interval '1 day' WHERE case_id = (SELECT min(case_id) FROM journal)",
        "UPDATE seal SET root = root, file = decode('00', 'hex') WHERE number = 1",
    ],
)
def test_ac_k_12_a_row_deleted_or_updated_in_the_database_fails_the_check_and_alerts(
    city: Kota, change: str
) -> None:
    city.until_submitted()
    with city.work.transaction() as tx:
        tx.session.add_all(AuditEvent(kind="uji", detail={}) for _ in range(3))
    sealed(city)
    with tampered(city) as session:
        assert session.execute(text(change)).rowcount > 0
    found = checking.check_evidence(city.work, KEYS)
    assert found.fault is not None
    with city.work.reading() as tx:
        told = tx.session.scalars(
            select(Pemberitahuan.pegawai_id).where(Pemberitahuan.jenis == checking.BROKEN)
        )
        assert set(told) >= {city.pegawai_id("NH"), city.pegawai_id("KBK")}
        kept = tx.session.scalars(select(AuditEvent).where(AuditEvent.kind == checking.BROKEN)).one()
        assert kept.object_id == found.id


def test_a_database_that_was_put_back_is_seen_by_the_folder(city: Kota, settings: Settings) -> None:
    routine.seal_and_send(city.work, settings)
    routine.seal_and_send(city.work, settings)
    with tampered(city) as session:
        session.execute(text("DELETE FROM seal_delivery WHERE seal_number = 2"))
        session.execute(text("DELETE FROM seal WHERE number = 2"))
    found = checking.check_evidence(city.work, KEYS, settings.seal_dir)
    assert found.fault is not None
    assert "dimundurkan" in found.fault


def test_the_tables_refuse_to_be_changed(city: Kota) -> None:
    sealed(city)
    checking.check_evidence(city.work, KEYS)
    for table in ("seal", "seal_check"):
        with city.work.sessions() as session, pytest.raises(Exception, match="only ever added"):
            session.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - names of ours
    with city.work.reading() as tx:
        assert tx.session.scalars(select(SealCheck)).one()
        assert not tx.session.scalars(select(SealDelivery)).all()
