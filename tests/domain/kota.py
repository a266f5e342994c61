"""A small invented city for the tests: Dinas Contoh with Bidang A, and its people, as of 2026."""

from dataclasses import replace
from datetime import date

from webapp.domain.jabatan import Id, Jabatan, JenisJabatan, JenjangJf
from webapp.domain.masa import Masa
from webapp.domain.organisasi import (
    BaganOrganisasi,
    JenisPenugasan,
    KepalaDaerah,
    PenetapanKhusus,
    Penugasan,
    Unit,
)

KD, KB, SR, DH, LN, YK = 1, 2, 3, 4, 5, 6
KOTA, DINAS, BIDANG_A = 10, 11, 12
KEPALA_DINAS, KEPALA_BIDANG, ANALIS, OPERATOR, ANALIS_PPPK, ANALIS_MUDA = 101, 102, 103, 104, 105, 106

WALI_KOTA = KepalaDaerah("Wali Kota Contoh", "Wali Kota")
HARI_INI = date(2026, 3, 2)
SEJAK = Masa(date(2022, 1, 1))


def posting(
    nomor: Id,
    pegawai_id: Id,
    jabatan_id: Id,
    masa: Masa = SEJAK,
    jenis: JenisPenugasan = JenisPenugasan.DEFINITIF,
    surat: str | None = None,
) -> Penugasan:
    return Penugasan(nomor, pegawai_id, jabatan_id, jenis, masa, surat)


def kota(*tambahan: Penugasan, khusus: tuple[PenetapanKhusus, ...] = ()) -> BaganOrganisasi:
    return BaganOrganisasi(
        kepala_daerah=WALI_KOTA,
        daftar_unit=(
            Unit(KOTA, "Kota", None, None),
            Unit(DINAS, "Dinas Contoh", KOTA, KEPALA_DINAS),
            Unit(BIDANG_A, "Bidang A", DINAS, KEPALA_BIDANG),
        ),
        daftar_jabatan=(
            Jabatan(KEPALA_DINAS, "Kepala Dinas Contoh", DINAS, JenisJabatan.JPT_PRATAMA),
            Jabatan(KEPALA_BIDANG, "Kepala Bidang A", BIDANG_A, JenisJabatan.ADMINISTRATOR),
            Jabatan(ANALIS, "Analis SDM Aparatur", BIDANG_A, JenisJabatan.JF, JenjangJf.AHLI_PERTAMA),
            Jabatan(OPERATOR, "Operator", BIDANG_A, JenisJabatan.PELAKSANA),
            Jabatan(ANALIS_PPPK, "Analis SDM Aparatur", BIDANG_A, JenisJabatan.JF, JenjangJf.AHLI_PERTAMA),
            Jabatan(ANALIS_MUDA, "Analis SDM Aparatur", BIDANG_A, JenisJabatan.JF, JenjangJf.AHLI_MUDA),
        ),
        daftar_penugasan=(
            posting(1, KD, KEPALA_DINAS),
            posting(2, KB, KEPALA_BIDANG),
            posting(3, SR, ANALIS),
            posting(4, DH, OPERATOR),
            posting(5, LN, ANALIS_PPPK),
            posting(6, YK, ANALIS_MUDA),
            *tambahan,
        ),
        daftar_penetapan_khusus=khusus,
    )


def tanpa_kepala_bidang(bagan: BaganOrganisasi, sejak: date) -> BaganOrganisasi:
    """The same city after KB's retirement."""
    return replace(
        bagan,
        daftar_penugasan=tuple(
            replace(satu, masa=Masa(satu.masa.mulai, sejak)) if satu.pegawai_id == KB else satu
            for satu in bagan.daftar_penugasan
        ),
    )
