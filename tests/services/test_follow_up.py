"""What follows a final evaluation: candidates, plans, notes, decisions, and credit points (AC-L, AC-J)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from tests.kota import Kota
from tests.services.evaluations import facts, keys, paper, rated, ready, send, sign, skp_of, year_case
from tests.services.tindak_lanjut import (
    BUTUH_PERBAIKAN,
    KURANG,
    SANGAT_BAIK,
    SANGAT_KURANG,
    answer,
    final,
    follow,
)
from webapp.domain.skp import StatusSkp
from webapp.operations import Refused
from webapp.services.errors import Denied
from webapp.storage.organisasi import JenisPegawai, Pegawai
from webapp.storage.tindak_lanjut import (
    AngkaKredit,
    JenisCatatan,
    KandidatTalenta,
    TindakLanjut,
    angka_kredit_skp,
    catatan_skp,
)


def points(city: Kota, code: str) -> list[AngkaKredit]:
    with city.reading() as tx:
        rows = angka_kredit_skp(tx.session, skp_of(city, code).id)
        tx.session.expunge_all()
        return rows


def open_steps(city: Kota, code: str) -> set[str]:
    return set(keys(city, year_case(city, code, "tindak_lanjut")))


def test_ac_l_01_sangat_baik_makes_a_candidate_and_promotes_nobody(city: Kota) -> None:
    final(city, "SR", SANGAT_BAIK)
    with city.reading() as tx:
        before = tx.session.execute(text("SELECT max(id), count(*) FROM posting")).one()
    follow(city, "SR")
    with city.reading() as tx:
        (candidate,) = tx.session.scalars(select(KandidatTalenta))
        assert (candidate.pegawai_id, candidate.tahun) == (city.pegawai_id("SR"), 2026)
        assert tx.session.execute(text("SELECT max(id), count(*) FROM posting")).one() == before
        row = tx.session.get_one(TindakLanjut, candidate.skp_id)
        assert row.tindak == ["TALENTA", "PENGEMBANGAN", "PANGKAT_ISTIMEWA"]
        assert row.syarat_jenjang
        assert len(row.sidik_tabel) == 64
    assert skp_of(city, "SR").status is StatusSkp.SELESAI


def test_ac_j_01_the_points_of_sr_are_stored_with_the_tables_they_come_from(city: Kota) -> None:
    follow(final(city, "SR", SANGAT_BAIK), "SR")
    (row,) = points(city, "SR")
    assert (row.jenjang.value, row.bulan) == ("AHLI_PERTAMA", 12)
    assert (row.persen, row.koefisien) == (Decimal(150), Decimal("12.5"))
    assert row.nilai == Decimal("18.75")
    assert (row.mulai, row.terakhir) == (date(2026, 1, 1), date(2026, 12, 31))
    assert row.sidik_persen != row.sidik_koefisien


def test_ac_l_02_butuh_perbaikan_asks_the_evaluator_for_a_plan_and_ac_j_10_gives_dh_no_points(
    city: Kota,
) -> None:
    follow(final(city, "DH", BUTUH_PERBAIKAN), "DH")
    assert open_steps(city, "DH") == {"rencana_pengembangan"}
    assert skp_of(city, "DH").status is not StatusSkp.SELESAI
    with pytest.raises(Denied):
        answer(city, "DH", "DH", "rencana_pengembangan")
    with pytest.raises(Refused, match="paling awal hari ini"):
        answer(city, "KB", "DH", "rencana_pengembangan", batas_rencana="2027-01-17")
    answer(city, "KB", "DH", "rencana_pengembangan")
    with city.reading() as tx:
        notes = catatan_skp(tx.session, skp_of(city, "DH").id)
        assert set(notes) == {JenisCatatan.RENCANA_PENGEMBANGAN}
        assert notes[JenisCatatan.RENCANA_PENGEMBANGAN].batas == date(2027, 6, 30)
    assert points(city, "DH") == []
    assert skp_of(city, "DH").status is StatusSkp.SELESAI


def test_ac_l_03_a_failing_pppk_is_noted_to_contract_management_with_the_document(city: Kota) -> None:
    follow(final(city, "LN", KURANG), "LN")
    assert open_steps(city, "LN") == {"rencana_pengembangan"}
    answer(city, "KB", "LN", "rencana_pengembangan")
    assert open_steps(city, "LN") == {"periksa_disiplin", "catatan_kontrak"}
    answer(city, "NH", "LN", "catatan_kontrak")
    with city.reading() as tx:
        note = catatan_skp(tx.session, skp_of(city, "LN").id)[JenisCatatan.CATATAN_KONTRAK]
        assert note.dokumen_id is not None
        assert tx.session.get_one(Pegawai, city.pegawai_id("LN")).status_asn == "AKTIF"  # the PPK decides
    with pytest.raises(Denied):
        answer(city, "KB", "LN", "keputusan_pyb")
    answer(city, "KB", "LN", "periksa_disiplin")
    assert skp_of(city, "LN").status is not StatusSkp.SELESAI
    answer(city, "SD", "LN", "keputusan_pyb")
    assert skp_of(city, "LN").status is StatusSkp.SELESAI


def test_sangat_kurang_of_a_pns_goes_to_the_pyb_and_not_to_contract_management(city: Kota) -> None:
    follow(final(city, "DH", SANGAT_KURANG), "DH")
    answer(city, "KB", "DH", "rencana_pengembangan")
    assert open_steps(city, "DH") == {"keputusan_pyb"}


def test_a_cpns_is_asked_about_as_a_pns_and_kept_as_a_cpns(city: Kota) -> None:
    final(city, "DH", KURANG)
    with city.work.transaction() as tx:
        ident = city.pegawai_id("DH")
        tx.session.execute(update(Pegawai).where(Pegawai.id == ident).values(jenis=JenisPegawai.CPNS))
    follow(city, "DH")
    answer(city, "KB", "DH", "rencana_pengembangan")
    assert open_steps(city, "DH") == {"periksa_disiplin"}
    assert facts(city, year_case(city, "DH", "tindak_lanjut"))["jenis_pegawai"] == "PNS"
    with city.reading() as tx:
        assert tx.session.get_one(TindakLanjut, skp_of(city, "DH").id).jenis_pegawai is JenisPegawai.CPNS


def test_nothing_follows_a_result_that_is_not_final(city: Kota) -> None:
    ready(city, "SR")
    send(city, "KB", {"SR": rated()})
    paper(city.at("2027-01-15 10:00"), "SR")
    sign(city, "KB", "SR")
    with pytest.raises(Refused, match="belum final"):
        follow(city, "SR")


def test_points_are_never_changed_and_their_arithmetic_is_the_databases_too(city: Kota) -> None:
    follow(final(city, "SR"), "SR")
    assert [row.nilai for row in points(city, "SR")] == [Decimal("12.50")]
    for change in (
        "UPDATE angka_kredit SET nilai = 99",
        "DELETE FROM angka_kredit",
        "TRUNCATE angka_kredit",
        "INSERT INTO angka_kredit SELECT id + 1, skp_id, pegawai_id, tahun, 2, mulai, terakhir, bulan, jabatan, "
        "jenjang, predikat, persen, koefisien, kebutuhan_pangkat, kebutuhan_jenjang, nilai + 1, sidik_persen, "
        "sidik_koefisien, pada FROM angka_kredit",
    ):
        with pytest.raises(IntegrityError), city.work.transaction() as tx:
            tx.session.execute(text(change))
