"""A notice is stored once, and an office is found by the accounts that hold it."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.storage import contoh
from webapp.storage.audit import Pemberitahuan
from webapp.storage.pemberitahuan import beri_tahu, penerima_peran


def test_a_notice_is_stored_once_however_often_it_is_sent(kota: Session) -> None:
    sr = contoh.pegawai(kota, contoh.SR).id
    hasil = [
        beri_tahu(kota, "terlambat:1:7", sr, "SKP_TERLAMBAT", "SKP 2026 terlambat.", "/skp/1", contoh.PADA)
        for _ in range(2)
    ]
    assert hasil == [True, False]
    assert kota.scalar(select(func.count()).select_from(Pemberitahuan)) == 1


def test_an_office_concerns_those_whose_active_account_holds_it(kota: Session) -> None:
    codes = (contoh.NH, contoh.KEPALA_BKPP, contoh.YK, contoh.WULAN)
    nh, kbk, yk, ws = (contoh.pegawai(kota, nip).id for nip in codes)
    assert penerima_peran(kota, ["admin_bkpp", "pengelola_opd"]) == {nh, kbk, yk, ws}
    contoh.akun(kota, contoh.NH).aktif = False
    kota.flush()
    assert penerima_peran(kota, ["admin_bkpp"]) == {kbk}
