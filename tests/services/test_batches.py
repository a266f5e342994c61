"""Documents of many people in one file: who may ask for whose, what is delivered, what is listed, how long it stays."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest
from sqlalchemy import select, text

from tests.kota import Kota
from webapp.config import Settings
from webapp.jobs import run_worker
from webapp.operations import Refused
from webapp.services.errors import Denied, NotFound
from webapp.services.papers import batch_work, batches, documents
from webapp.services.papers.batch_items import MISSING, NOT_YOURS
from webapp.services.papers.batch_scopes import scopes
from webapp.storage.audit import AuditEvent
from webapp.storage.ekspor import EksporButir, EksporNaskah, JenisEkspor, StatusEkspor

SKP = [JenisEkspor.SKP]


@pytest.fixture
def one_set(city: Kota) -> Kota:
    """SR's SKP is set and its document drawn; DH's is not."""
    city.until_established("SR")
    documents.issue(city.work, city.skp("SR").id, "https://lakon.contoh.go.id")
    return city


def ask(
    city: Kota, who: str, code: str, jenis: list[JenisEkspor] | None = None, key: UUID | None = None
) -> int:
    return batches.request(
        city.work, city.actor(who), code, 2026, SKP if jenis is None else jenis, key or uuid4()
    )


def finished(city: Kota, number: int) -> None:
    while not batch_work.advance(city.work, number, seconds=0):
        pass


def unit_of(city: Kota, who: str) -> str:
    """The code of the OPD of somebody."""
    with city.reading() as tx:
        day = tx.work.organisation.day(tx.session, tx.today)
        return str(day.opd(city.pegawai_id(who)))


def unpacked(city: Kota, who: str, number: int) -> dict[str, bytes]:
    _row, body = batches.fetch(city.work, city.actor(who), number)
    with ZipFile(BytesIO(body)) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def test_the_documents_of_a_unit_come_in_one_file_and_what_is_missing_is_listed(one_set: Kota) -> None:
    number = ask(one_set, "NH", unit_of(one_set, "SR"))
    finished(one_set, number)
    files = unpacked(one_set, "NH", number)
    pdf = [name for name in files if name.endswith(".pdf")]
    assert len(pdf) == 1
    assert pdf[0].startswith("skp/Siti-Rahmawati_199001152015032003_2026_")
    assert files[pdf[0]].startswith(b"%PDF")
    with one_set.reading() as tx:
        found = batches.progress(tx, one_set.actor("NH"), number)
    assert (found.row.status, found.delivered) == (StatusEkspor.SELESAI, 1)
    assert found.failures == found.row.jumlah - 1 > 0
    assert {why for _name, why in found.failed} == {MISSING[JenisEkspor.SKP]}
    listed = files["daftar.csv"].decode("utf-8-sig").splitlines()
    assert len(listed) == found.row.jumlah + 1


def test_the_worker_takes_a_slice_at_a_time_and_asks_for_the_next(one_set: Kota) -> None:
    number = ask(one_set, "NH", unit_of(one_set, "SR"))
    assert not batch_work.advance(one_set.work, number, seconds=0), "no time: it goes on in another job"
    with one_set.reading() as tx:
        waiting = tx.session.execute(
            text(
                "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'susun_ekspor' AND status = 'todo'"
            )
        ).scalar_one()
        assert (waiting, tx.session.get_one(EksporNaskah, number).status) == (2, StatusEkspor.BERJALAN)
    address = one_set.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    run_worker(
        one_set.work, Settings(), address, queues=["ekspor"], wait=False, install_signal_handlers=False
    )
    with one_set.reading() as tx:
        row = tx.session.get_one(EksporNaskah, number)
        assert (row.status, row.selesai) == (StatusEkspor.SELESAI, row.jumlah)
        kept = tx.session.scalars(select(EksporButir.isi).where(EksporButir.ekspor_id == number))
        assert set(kept) == {None}, "the bytes are in the file alone"


def test_a_leader_has_the_own_staff_and_nobody_else(one_set: Kota) -> None:
    with one_set.reading() as tx:
        offered = {
            who: [one.code for one in scopes(tx, one_set.actor(who))] for who in ("KB", "SR", "YK", "KBB")
        }
    assert offered["KB"] == ["tim"]
    assert (offered["SR"], offered["YK"]) == ([], [])
    number = ask(one_set, "KB", "tim")
    finished(one_set, number)
    assert len(unpacked(one_set, "KB", number)) == 2
    for who in ("SR", "YK"):
        for code in ("tim", unit_of(one_set, "SR"), "1", "x", ""):
            with pytest.raises(Denied):
                ask(one_set, who, code)
    for who in ("KBB", "NH", "SR"):
        with pytest.raises(NotFound):
            batches.fetch(one_set.work, one_set.actor(who), number)


def test_a_manager_of_an_opd_has_the_issued_documents_only_where_the_rule_set_says_so(one_set: Kota) -> None:
    with one_set.work.transaction() as tx:
        tx.session.execute(
            text(
                "UPDATE aturan SET nilai = nilai || '{\"pengelola_opd\": true}' WHERE kunci = 'ekspor_naskah'"
            )
        )
    number = ask(one_set, "YK", unit_of(one_set, "YK"), [JenisEkspor.SKP, JenisEkspor.CATATAN_DIALOG])
    finished(one_set, number)
    inside = unpacked(one_set, "YK", number)
    assert [name.partition("/")[0] for name in inside if name.endswith(".pdf")] == ["skp"]
    with pytest.raises(Denied):
        ask(one_set, "YK", "999999")
    with one_set.work.transaction() as tx:
        tx.session.execute(
            text(
                "UPDATE aturan SET nilai = nilai || '{\"pengelola_opd\": false}' WHERE kunci = 'ekspor_naskah'"
            )
        )
    with pytest.raises(Denied, match="sudah berubah"):
        batches.fetch(one_set.work, one_set.actor("YK"), number)


def test_who_lost_the_right_while_it_ran_gets_nothing(one_set: Kota) -> None:
    number = ask(one_set, "NH", unit_of(one_set, "SR"))
    with one_set.work.transaction() as tx:
        tx.session.execute(text("UPDATE akun SET peran = '{}' WHERE nama_pengguna = 'nur.hidayat'"))
    finished(one_set, number)
    with one_set.reading() as tx:
        reasons = set(tx.session.scalars(select(EksporButir.sebab).where(EksporButir.ekspor_id == number)))
        found = batches.progress(tx, one_set.actor("NH"), number)
    assert NOT_YOURS in reasons
    assert found.delivered <= 1, "at most what the own line shows"
    with pytest.raises(Denied):
        batches.fetch(one_set.work, one_set.actor("NH"), number)


def test_the_same_request_counts_once_and_nothing_or_too_much_is_refused(one_set: Kota) -> None:
    key = uuid4()
    assert ask(one_set, "KB", "tim", key=key) == ask(one_set, "KB", "tim", key=key)
    with pytest.raises(Refused, match="sekurangnya satu jenis"):
        ask(one_set, "KB", "tim", [])
    with pytest.raises(Refused, match="Tidak ada naskah"):
        ask(one_set, "KB", "tim", [JenisEkspor.PAK])
    with one_set.work.transaction() as tx:
        tx.session.execute(
            text("UPDATE aturan SET nilai = nilai || '{\"paling_banyak\": 1}' WHERE kunci = 'ekspor_naskah'")
        )
    with pytest.raises(Refused, match="paling banyak 1"):
        ask(one_set, "KB", "tim")


def test_asking_and_fetching_leave_events_and_the_file_goes_after_its_days(one_set: Kota) -> None:
    number = ask(one_set, "KB", "tim")
    with pytest.raises(NotFound):
        batches.fetch(one_set.work, one_set.actor("KB"), number)
    finished(one_set, number)
    unpacked(one_set, "KB", number)
    with one_set.reading() as tx:
        query = (
            select(AuditEvent.kind).where(AuditEvent.object_kind == "ekspor_naskah").order_by(AuditEvent.id)
        )
        assert list(tx.session.scalars(query)) == ["ekspor_diminta", "ekspor_selesai", "ekspor_diunduh"]
    assert batches.clear_expired(one_set.work) == 0
    one_set.tick(days=8)
    with pytest.raises(NotFound):
        batches.fetch(one_set.work, one_set.actor("KB"), number)
    assert batches.clear_expired(one_set.work) == 1
    with one_set.reading() as tx:
        assert tx.session.scalars(select(EksporButir)).all() == []
