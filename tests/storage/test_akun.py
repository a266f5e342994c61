"""Accounts belong to one person each and are found by a name in small letters."""

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.storage import contoh
from webapp.storage.akun import Akun, nama_akun
from webapp.storage.registri import PihakLuar


@pytest.mark.parametrize(
    ("nilai", "aturan"),
    [
        ({"nama_pengguna": "Siti"}, "ck_akun_nama_pengguna_huruf_kecil"),
        ({"nama_pengguna": "siti.rahmawati"}, "uq_akun_nama_pengguna"),
        ({"nama_pengguna": "siti", "peran": ["raja"]}, "ck_akun_peran"),
        ({"nama_pengguna": "siti", "gagal_masuk": -1}, "ck_akun_gagal_masuk"),
    ],
)
def test_a_bad_account_is_refused(kota: Session, nilai: dict[str, object], aturan: str) -> None:
    with pytest.raises(IntegrityError, match=aturan):
        kota.execute(insert(Akun), [nilai])


def test_one_account_a_person(kota: Session) -> None:
    sr = contoh.pegawai(kota, contoh.SR).id
    with pytest.raises(IntegrityError, match="uq_akun_pegawai_id"):
        kota.execute(insert(Akun), [{"nama_pengguna": "kedua", "pegawai_id": sr}])


def test_an_account_has_one_owner(kota: Session) -> None:
    wali = kota.scalars(select(PihakLuar.id)).one()
    sr = contoh.pegawai(kota, contoh.SR).id
    with pytest.raises(IntegrityError, match="ck_akun_satu_pemilik"):
        kota.execute(insert(Akun), [{"nama_pengguna": "x", "pegawai_id": sr, "pihak_luar_id": wali}])


def test_each_account_has_its_own_session_key(kota: Session) -> None:
    keys = kota.scalars(select(Akun.kunci_sesi)).all()
    assert len(set(keys)) == len(keys)


def test_an_account_is_called_after_its_owner(kota: Session) -> None:
    assert nama_akun(kota, contoh.akun(kota, contoh.SR).id) == "Siti Rahmawati, S.Psi."
    wali = kota.scalars(select(Akun.id).where(Akun.nama_pengguna == "wali.kota")).one()
    assert nama_akun(kota, wali) == "Surya Wibisana"
    layanan = Akun(nama_pengguna="layanan")
    kota.add(layanan)
    kota.flush()
    assert nama_akun(kota, layanan.id) == "layanan"
