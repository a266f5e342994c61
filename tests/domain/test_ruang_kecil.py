"""Small rooms of the domain: items of the bank, the heat map, samples, colleagues, and proposals of a change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.domain.kota import BIDANG_A, DH, HARI_INI, KB, KD, LN, OPERATOR, SEJAK, SR, YK, kota, posting
from webapp.domain.bank_aktivitas import CaraHitung, IsianButir, Lingkup, periksa_butir
from webapp.domain.jabatan import JenisJabatan
from webapp.domain.kalender import Kalender
from webapp.domain.masa import Masa
from webapp.domain.organisasi import JenisPenugasan, PenetapanKhusus, Verifikator
from webapp.domain.perubahan import AlasanPerubahan, periksa_usul_perubahan
from webapp.domain.peta_aktivitas import Rona, baris_peta
from webapp.domain.rekan import rekan_seunit
from webapp.domain.sampel_aktivitas import CalonSampel, Petunjuk, petunjuk, sampel
from webapp.domain.skp import StatusSkp

MARET = Masa(date(2026, 3, 1), date(2026, 4, 1))
BUTIR = IsianButir(
    "ADM-014", "Verifikasi berkas", "berkas", 30, CaraHitung.VOLUME, False, MARET, "Anjab dan ABK 2025"
)


def test_a_sound_item_is_taken() -> None:
    assert periksa_butir(BUTIR, [Masa(date(2025, 1, 1), date(2026, 1, 1))]) == []


def test_everything_wrong_with_an_item_is_told_at_once() -> None:
    salah = periksa_butir(IsianButir("x", "", "", None, None, False, None, ""))
    assert [satu.letak for satu in salah] == [
        "kode", "nama", "satuan", "waktu_baku", "cara_hitung", "dasar", "mulai",
    ]  # fmt: skip


def test_a_version_begins_after_those_that_have_begun() -> None:
    assert [satu.letak for satu in periksa_butir(BUTIR, [MARET])] == ["mulai"]


@pytest.mark.parametrize(
    ("lingkup", "boleh"),
    [
        (Lingkup(), True),
        (Lingkup(frozenset({1})), True),
        (Lingkup(frozenset({9})), False),
        (Lingkup(jenis_jabatan=frozenset({JenisJabatan.JF})), True),
        (Lingkup(jenis_jabatan=frozenset({JenisJabatan.PELAKSANA})), False),
    ],
)
def test_an_item_is_for_units_and_kinds_of_post(lingkup: Lingkup, boleh: bool) -> None:
    assert lingkup.mencakup([1, 2], JenisJabatan.JF) is boleh


def test_a_cell_of_the_heat_map_says_what_is_there_and_why_nothing_is() -> None:
    masa = Masa(date(2026, 3, 2), date(2026, 3, 9))  # Monday to Sunday
    menit = {date(2026, 3, 2): (300, 200), date(2026, 3, 3): (30, 0)}
    cuti = [Masa(date(2026, 3, 4), date(2026, 3, 5))]
    baris = baris_peta(masa, menit, date(2026, 3, 5), Kalender(frozenset()), cuti)
    assert [satu.rona for satu in baris] == [
        Rona.CUKUP, Rona.SEDIKIT, Rona.CUTI, Rona.KOSONG, Rona.AKAN_DATANG, Rona.LIBUR, Rona.LIBUR,
    ]  # fmt: skip
    assert baris[0][2:] == (300, 200)


BIASA = CalonSampel(1, False, False, 3, 3, 300, 600)


@pytest.mark.parametrize(
    ("calon", "tanda"),
    [
        (replace(BIASA, terlambat=True), {Petunjuk.TERLAMBAT}),
        (replace(BIASA, hari_libur=True), {Petunjuk.HARI_LIBUR}),
        (replace(BIASA, volume=10), {Petunjuk.VOLUME_BESAR}),
        (replace(BIASA, volume=10, biasa=None), set()),
        (replace(BIASA, menit_sehari=540), {Petunjuk.PENUH}),
    ],
)
def test_a_hint_names_what_is_unusual(calon: CalonSampel, tanda: set[Petunjuk]) -> None:
    assert petunjuk(calon, setiap=10**9) == tanda


def test_a_sample_of_the_rest_is_drawn_the_same_each_time() -> None:
    semua = [replace(BIASA, id=nomor) for nomor in range(500)]
    terpilih = sampel(semua)
    assert terpilih == sampel(reversed(semua))
    assert 20 < len(terpilih) < 90
    assert set().union(*terpilih.values()) == {Petunjuk.CONTOH}


def test_colleagues_of_a_unit_have_one_answer_but_not_who_is_special() -> None:
    assert rekan_seunit(kota(), HARI_INI) == dict.fromkeys((SR, DH, LN, YK), BIDANG_A)
    dua = kota(posting(9, DH, OPERATOR), posting(10, LN, OPERATOR, Masa(date(2020, 1, 1), date(2021, 1, 1))))
    assert DH not in rekan_seunit(dua, HARI_INI)
    plt = kota(posting(9, LN, OPERATOR, SEJAK, JenisPenugasan.PLT))
    assert LN not in rekan_seunit(plt, HARI_INI)
    khusus = kota(khusus=(PenetapanKhusus(1, SR, KD, SEJAK, "SK 1"),))
    assert SR not in rekan_seunit(khusus, HARI_INI)
    verifikator = replace(kota(), daftar_verifikator=(Verifikator(1, YK, None, DH, SEJAK, "SK 2"),))
    assert set(rekan_seunit(verifikator, HARI_INI)) == {SR, LN}
    assert KB not in rekan_seunit(kota(), HARI_INI)


def kode(status: StatusSkp = StatusSkp.DITETAPKAN, **ganti: object) -> list[str]:
    isi = {"hari": date(2026, 3, 2), "alasan": AlasanPerubahan.ANGGARAN.value, "uraian": "Anggaran dipotong separuh",
           "bulan_tertutup": (12,)} | ganti  # fmt: skip
    return [satu.kode for satu in periksa_usul_perubahan(status, **isi)]  # type: ignore[arg-type]


def test_a_change_needs_an_established_skp_a_reason_and_an_open_month() -> None:
    assert kode() == []
    assert kode(StatusSkp.PERUBAHAN) == ["perubahan.berjalan"]
    lain = next(satu for satu in StatusSkp if satu not in (StatusSkp.PERUBAHAN, StatusSkp.DITETAPKAN))
    assert kode(lain) == ["perubahan.belum_ditetapkan"]
    assert kode(hari=date(2026, 12, 1), alasan="BOSAN", uraian="x") == [
        "perubahan.bulan_tertutup", "perubahan.alasan", "perubahan.uraian",
    ]  # fmt: skip
