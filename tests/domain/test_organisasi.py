"""The organisation in memory answers for one date and in a fixed order."""

from dataclasses import replace
from datetime import date

from webapp.domain.masa import Masa
from webapp.domain.organisasi import Cuti, Delegasi, JenisPenugasan, PenetapanKhusus, Unit

from .kota import BIDANG_A, DINAS, HARI_INI, KB, KD, KEPALA_BIDANG, KEPALA_DINAS, KOTA, SR, kota, posting


def test_a_unit_is_seen_as_it_stood_on_the_date() -> None:
    lama = Unit(BIDANG_A, "Bidang A", DINAS, KEPALA_BIDANG, Masa(date(2020, 1, 1), date(2026, 7, 1)))
    baru = Unit(BIDANG_A, "Bidang A dan B", KOTA, KEPALA_BIDANG, Masa(date(2026, 7, 1)))
    bagan = replace(kota(), daftar_unit=(baru, lama))
    assert bagan.unit(BIDANG_A, date(2026, 6, 30)) == lama
    assert bagan.unit(BIDANG_A, date(2026, 7, 1)) == baru
    assert bagan.unit(BIDANG_A, date(2019, 1, 1)) is None


def test_the_led_unit_is_found_by_its_head_post() -> None:
    bagan = kota()
    dipimpin = bagan.unit_dipimpin(KEPALA_DINAS, HARI_INI)
    assert dipimpin is not None
    assert dipimpin.id == DINAS
    assert bagan.unit_dipimpin(103, HARI_INI) is None


def test_the_most_recent_posting_comes_first_whatever_the_order_of_rows() -> None:
    lebih_baru = posting(90, KB, KEPALA_DINAS, Masa(date(2025, 1, 1)), JenisPenugasan.PLT)
    bagan = kota(lebih_baru)
    terbalik = replace(bagan, daftar_penugasan=tuple(reversed(bagan.daftar_penugasan)))
    assert [satu.id for satu in bagan.penugasan(KB, HARI_INI)] == [90, 2]
    assert bagan.penugasan(KB, HARI_INI) == terbalik.penugasan(KB, HARI_INI)


def test_holders_are_asked_for_by_kind() -> None:
    bagan = kota(posting(90, SR, KEPALA_BIDANG, jenis=JenisPenugasan.PLH))
    definitif = bagan.pemegang(KEPALA_BIDANG, JenisPenugasan.DEFINITIF, HARI_INI)
    harian = bagan.pemegang(KEPALA_BIDANG, JenisPenugasan.PLH, HARI_INI)
    assert [satu.pegawai_id for satu in definitif] == [KB]
    assert [satu.pegawai_id for satu in harian] == [SR]
    assert not bagan.pemegang(KEPALA_BIDANG, JenisPenugasan.PLT, HARI_INI)


def test_leave_delegation_and_special_decisions_hold_on_their_dates_only() -> None:
    maret = Masa(date(2026, 3, 1), date(2026, 4, 1))
    bagan = replace(
        kota(khusus=(PenetapanKhusus(1, SR, KD, maret, "SK-1"),)),
        daftar_cuti=(Cuti(KB, maret),),
        daftar_delegasi=(Delegasi(1, SR, BIDANG_A, maret, "ND-1"),),
    )
    assert bagan.sedang_cuti(KB, HARI_INI)
    assert not bagan.sedang_cuti(KB, date(2026, 4, 1))
    assert bagan.delegasi(SR, BIDANG_A, HARI_INI) is not None
    assert bagan.delegasi(SR, BIDANG_A, date(2026, 4, 1)) is None
    assert len(bagan.penetapan_khusus(SR, HARI_INI)) == 1
    assert not bagan.penetapan_khusus(SR, date(2026, 4, 1))
