"""The identity block prints a person as of the asked date."""

from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.storage import contoh
from webapp.domain.cuplikan import Pihak
from webapp.domain.masa import Masa
from webapp.storage.identitas import identitas_pegawai, identitas_pihak_luar, nama_instansi
from webapp.storage.organisasi import PangkatRiwayat, nama_bergelar

JANUARI = date(2026, 1, 20)


def _identitas(kota: Session, nip: str, tanggal: date = JANUARI) -> Pihak | None:
    return identitas_pegawai(kota, contoh.pegawai(kota, nip).id, tanggal)


def test_the_block_of_an_employee(kota: Session) -> None:
    assert _identitas(kota, contoh.SR) == Pihak(
        nama="Siti Rahmawati, S.Psi.",
        nip=contoh.SR,
        pangkat="Penata Muda Tingkat I / III/b",
        jabatan="Analis SDM Aparatur Ahli Pertama",
        unit_kerja="Bidang A",
    )


def test_ac_c_25_a_pppk_is_printed_with_golongan_only(kota: Session) -> None:
    ln = _identitas(kota, contoh.LN)
    assert ln is not None
    assert ln.pangkat == "IX"


def test_ac_a_09_a_promotion_shows_from_its_date_and_the_history_keeps_both(kota: Session) -> None:
    kb = contoh.pegawai(kota, contoh.KB)
    sekarang = (PangkatRiwayat.pegawai_id == kb.id) & PangkatRiwayat.berlaku.contains(JANUARI)
    naik = date(2026, 4, 1)
    kota.execute(update(PangkatRiwayat).where(sekarang).values(berlaku=Masa(date(2020, 4, 1), naik)))
    kota.add(PangkatRiwayat(pegawai_id=kb.id, golongan="IV/b", berlaku=Masa(naik), sk="823/1/2026"))
    pangkat = [
        baris.pangkat
        for baris in (_identitas(kota, contoh.KB, hari) for hari in (JANUARI, date(2026, 12, 10)))
        if baris is not None
    ]
    assert pangkat == ["Pembina / IV/a", "Pembina Tingkat I / IV/b"]


def test_an_acting_office_replaces_the_post(kota: Session) -> None:
    yk = contoh.pegawai(kota, contoh.YK)
    plt = identitas_pegawai(kota, yk.id, JANUARI, jabatan="Plt. Kepala Bidang A")
    assert plt is not None
    assert plt.jabatan == "Plt. Kepala Bidang A"


def test_nobody_is_printed_before_the_first_posting(kota: Session) -> None:
    assert _identitas(kota, contoh.BS) is None


def test_the_kepala_daerah_has_neither_nip_nor_rank(kota: Session) -> None:
    assert identitas_pihak_luar(kota, JANUARI) == Pihak(
        "Surya Wibisana", None, None, "Wali Kota", "Pemerintah Kota Contoh"
    )
    assert identitas_pihak_luar(kota, date(2020, 1, 1)) is None


def test_the_agencys_name_is_a_rule(kota: Session) -> None:
    assert nama_instansi(kota, JANUARI) == "Pemerintah Kota Contoh"
    assert nama_instansi(kota, date(2000, 1, 1)) is None


@pytest.mark.parametrize(
    ("depan", "belakang", "tampil"),
    [
        (None, None, "Ratna"),
        ("Dr.", None, "Dr. Ratna"),
        (None, "M.Si.", "Ratna, M.Si."),
        ("Dr.", "M.Si.", "Dr. Ratna, M.Si."),
    ],
)
def test_titles_stand_where_they_belong(depan: str | None, belakang: str | None, tampil: str) -> None:
    assert nama_bergelar("Ratna", depan, belakang) == tampil
