"""Edges of rules that the stories of the other tests do not pass: each rule's other answer, once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.domain.contoh import an_skp
from tests.domain.kota import (
    BIDANG_A,
    DINAS,
    HARI_INI,
    KB,
    KD,
    KEPALA_BIDANG,
    KOTA,
    SR,
    kota,
)  # fmt: skip
from tests.domain.test_aktivitas import BERKAS, HARI, RAPAT, isian, keadaan
from tests.domain.test_distribusi import SYARAT, pola, words
from tests.domain.test_mandat import MEI_JULI
from tests.domain.test_mandat import kode as kode_mandat
from tests.domain.test_penjenjangan import leader, part
from tests.domain.test_tpp import JANUARI, aturan
from webapp.domain.aktivitas import MAKS_ALASAN, Selang, periksa, periksa_jam, selang_isian
from webapp.domain.angka_kredit import periksa_saldo
from webapp.domain.aturan_tpp import JenisPengecualian, SyaratPengecualian, periksa_aturan
from webapp.domain.bulanan import MAKS_URAIAN, Rencana, periksa_rencana, rencana_berjalan, saat_lembar
from webapp.domain.distribusi import periksa_distribusi
from webapp.domain.jabatan import Jalur, JenisJabatan
from webapp.domain.kalender import Kalender
from webapp.domain.mandat import JenisMandat, UsulMandat
from webapp.domain.masa import Masa
from webapp.domain.organisasi import PenetapanKhusus, opd_pegawai, opd_unit
from webapp.domain.penilai import TanpaPenilai, jalur_atasan, tentukan_penilai
from webapp.domain.penjenjangan import RhkPimpinan, ambil_alih, periksa_mph
from webapp.domain.predikat import Predikat
from webapp.domain.rumusan import periksa_iki
from webapp.domain.skp import Aspek, Iki, Pendekatan, Perspektif, Rhk
from webapp.domain.tpp import MasukanTpp, hitung, kalimat
from webapp.domain.ubah_pendekatan import ubah_pendekatan
from webapp.domain.verifikator import tentukan_verifikator


def test_an_entry_without_a_day_a_beginning_or_a_volume_takes_no_time() -> None:
    assert selang_isian(isian(mulai=None), BERKAS) is None
    assert selang_isian(isian(volume=0), BERKAS) is None
    assert selang_isian(isian(selesai=470), RAPAT) is None
    assert selang_isian(isian(selesai=540), RAPAT) == Selang(480, 540)
    salah = periksa(isian(tanggal=None, alasan_tanpa_rhk="x" * (MAKS_ALASAN + 1)), keadaan())
    assert {satu.kode for satu in salah} == {"aktivitas.tanggal", "aktivitas.rhk"}


def test_a_device_that_does_not_know_the_day_is_told_both_days() -> None:
    kini = datetime(2026, 1, 15, 10, tzinfo=UTC)
    assert periksa_jam(None, kini) == periksa_jam(kini - timedelta(hours=1), kini) == []
    (salah,) = periksa_jam(kini - timedelta(days=2), kini)
    assert "13 Januari 2026" in salah.pesan
    assert "15 Januari 2026" in salah.pesan


@pytest.mark.parametrize(
    ("nilai", "per", "surat", "kode"),
    [
        ("100.25", date(2025, 12, 31), HARI, []),
        ("-1", date(2025, 12, 31), HARI, ["saldo.nilai"]),
        ("1.005", date(2025, 12, 31), HARI, ["saldo.nilai"]),
        ("10000", date(2025, 12, 31), HARI, ["saldo.nilai"]),
        ("1", date(2026, 2, 1), HARI, ["saldo.per"]),
        ("1", date(2026, 1, 5), date(2026, 2, 1), ["saldo.terhitung", "saldo.surat"]),
    ],
)
def test_an_earlier_pak_counts_no_day_twice(nilai: str, per: date, surat: date, kode: list[str]) -> None:
    masa = [(date(2026, 1, 1), date(2026, 12, 31))]
    assert [satu.kode for satu in periksa_saldo(Decimal(nilai), per, surat, HARI, masa)] == kode


def test_an_exclusion_takes_the_month_by_its_condition() -> None:
    ada = JenisPengecualian("SAKIT", "Sakit", SyaratPengecualian.ADA_HARI, "Pasal 9")
    assert ada.kena(Masa(date(2026, 1, 31)), JANUARI)
    assert not ada.kena(Masa(date(2026, 2, 1)), JANUARI)


def test_a_rule_set_gives_the_numbers_of_entries_and_is_checked_by_its_kinds() -> None:
    assert aturan().aktivitas.batas_harian == 600
    nilai: dict[str, Any] = {
        "kode": "A", "target_menit": 1, "rumus": "PROPORSIONAL", "bobot": {"aktivitas": 60, "skp": 40},
        "sumber_skp": "PREDIKAT_BULANAN", "nilai_predikat": {satu.value: 100 for satu in Predikat},
        "prorata": {"aktif": False}, "batas_harian": 600, "terlambat_hari": 3, "toleransi_durasi": 1,
    }  # fmt: skip
    assert periksa_aturan(nilai) == []
    assert [satu.letak for satu in periksa_aturan(nilai | {"pengecualian": "CLTN"})] == ["pengecualian"]


def test_the_sentence_names_each_component_with_its_weight() -> None:
    dua = aturan(bobot={"aktivitas": 60, "skp": 40})
    teks = kalimat(
        hitung(MasukanTpp(6750, nilai_skp=Decimal(90), persen_skp=Decimal(100)), dua).penjelasan(dua)
    )
    assert "× bobot 60 %" in teks
    assert "6.750 dari 6.750 menit disetujui" in teks


@dataclass(frozen=True)
class Lembar:
    mulai: date
    selesai: date
    batas_target: date


def test_a_sheet_that_came_late_counts_from_the_day_it_was_there() -> None:
    lembar = Lembar(date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 3))
    saat = saat_lembar(lembar, date(2026, 3, 10), date(2026, 3, 12))
    assert (saat.sebelum, saat.akhir) == (date(2026, 3, 9), date(2026, 4, 3))
    assert saat_lembar(lembar, date(2026, 2, 25), date(2026, 3, 12)).sebelum == date(2026, 2, 28)


def test_a_plan_names_rows_in_force_in_few_words_and_numbers_from_nil() -> None:
    asing = Rencana("r9", 1, "x" * (MAKS_URAIAN + 1), Decimal(-1), "dokumen")
    found = [satu.kode for satu in periksa_rencana(["r1"], [1], [Rencana("r1", 1, "Menyusun"), asing])]
    assert found == ["rhk_id.wajib", "rencana.uraian", "rencana.target"]
    assert rencana_berjalan(["r1"], [1], [asing, replace(asing, bulan=2)]) == [replace(asing, bulan=2)]


def test_no_working_day_before_nothing() -> None:
    with pytest.raises(ValueError, match="paling sedikit 1"):
        Kalender(frozenset()).kurangi_hari_kerja(HARI, 0)


def test_too_few_at_the_lower_end_are_told_with_how_many_there_are() -> None:
    tiga = replace(pola("BAIK"), gabungan_orang=3)
    hasil = periksa_distribusi({Predikat.BAIK: 9, Predikat.BUTUH_PERBAIKAN: 1}, tiga, SYARAT)
    assert "bersama 1 dari 10 orang (10 %): paling sedikit 3 orang." in " ".join(words(hasil))


def test_delegation_is_for_the_definitive_holder_only() -> None:
    bagan = kota()
    rendah = replace(
        bagan,
        daftar_jabatan=tuple(
            replace(satu, jenis=JenisJabatan.PELAKSANA) if satu.id == KEPALA_BIDANG else satu
            for satu in bagan.daftar_jabatan
        ),
    )
    usul = UsulMandat(JenisMandat.DELEGASI_PENILAI, KB, MEI_JULI, unit_id=BIDANG_A)
    assert not any(satu.startswith("mandat.delegasi") for satu in kode_mandat(usul, rendah))
    assert "mandat.delegasi_pemegang" in kode_mandat(replace(usul, pemegang_id=SR), rendah)


def test_the_perangkat_daerah_is_the_unit_below_the_whole_region() -> None:
    assert opd_pegawai(SR, HARI_INI, kota()) == DINAS
    assert opd_pegawai(999, HARI_INI, kota()) is None
    assert opd_unit(KOTA, HARI_INI, kota()) == KOTA


def test_the_line_of_superiors_ends_with_the_kepala_daerah_and_holds_nobody_twice() -> None:
    jalur = jalur_atasan(SR, HARI_INI, kota())
    assert [satu.penilai_id for satu in jalur] == [KB, KD, None]
    berputar = kota(
        khusus=(
            PenetapanKhusus(1, KB, KD, Masa(date(2026, 1, 1)), "SK 1"),
            PenetapanKhusus(2, KD, KB, Masa(date(2026, 1, 1)), "SK 2"),
        )
    )
    assert [satu.penilai_id for satu in jalur_atasan(SR, HARI_INI, berputar)] == [KB, KD]


def test_a_unit_above_that_is_not_there_ends_the_search() -> None:
    bagan = kota()
    tanpa = replace(
        bagan,
        daftar_unit=tuple(
            replace(satu, induk_id=10**6, jabatan_kepala_id=None) if satu.id == BIDANG_A else satu
            for satu in bagan.daftar_unit
        ),
    )
    hasil = tentukan_penilai(SR, HARI_INI, tanpa)
    assert isinstance(hasil, TanpaPenilai) or hasil.penilai_id is None


def test_a_cell_of_an_earlier_leader_goes_to_the_same_result_or_waits() -> None:
    sel = part(1, Decimal(2))
    lama = "  tersusunnya   PETA."
    assert ambil_alih(sel, lama, leader(Decimal(2))) == sel
    assert ambil_alih(sel, lama, (RhkPimpinan("r7", "Tersusunnya peta", ()),)) == replace(
        sel, rhk_kunci="r7", iki_kunci=None
    )
    for hasil in (None, "Lain sama sekali"):
        menunggu = ambil_alih(sel, hasil, leader(Decimal(2)))
        assert (menunggu.rhk_kunci, menunggu.iki_kunci) == ("", None)


def test_a_direct_part_with_its_unit_is_sound() -> None:
    assert periksa_mph([part(1, Decimal(2))], leader(Decimal(2)), [1]) == []


@pytest.mark.parametrize(
    ("satuan", "aspek", "pembuka"),
    [
        ("persen", Aspek.KUALITAS, "Persentase"),
        ("bulan", Aspek.KUANTITAS, "Waktu penyelesaian"),
        ("dokumen", Aspek.WAKTU, "Waktu penyelesaian"),
        ("dokumen", Aspek.KUANTITAS, "Jumlah dokumen"),
        ("kegiatan", Aspek.KUANTITAS, "Jumlah"),
    ],
)
def test_an_indicator_that_is_none_gets_an_opening_by_its_unit(
    satuan: str, aspek: Aspek, pembuka: str
) -> None:
    temuan = periksa_iki(Iki("i1", "Melaksanakan analisis jabatan", "12", satuan, aspek), "iki")
    (usul,) = [satu.usul for satu in temuan if satu.kode.endswith("iki_tak_terukur")]
    assert usul is not None
    assert usul.startswith(pembuka)


def test_a_line_of_a_head_becomes_an_indicator_with_its_perspektif_under_a_new_key() -> None:
    baris = Rhk(
        "r1", an_skp().rhk[0].bagian, "Meningkatnya layanan",
        iki=(Iki("u1", "Jumlah layanan", "3", "layanan", perspektif=Perspektif.PROSES_BISNIS),),
    )  # fmt: skip
    kepala = an_skp(baris, jalur=Jalur.JPT_PUKM)
    narasi = ubah_pendekatan(kepala, Pendekatan.KUALITATIF)
    kembali = ubah_pendekatan(narasi, Pendekatan.KUANTITATIF)
    assert kembali.rhk[0].iki[0].perspektif is Perspektif.PROSES_BISNIS
    campur = replace(narasi, rhk=(replace(narasi.rhk[0], iki=baris.iki),))
    kunci = [satu.kunci for satu in ubah_pendekatan(campur, Pendekatan.KUANTITATIF).rhk[0].iki]
    assert len(set(kunci)) == len(kunci)


def test_one_without_a_post_has_no_verifikator_of_a_unit() -> None:
    hasil = tentukan_verifikator(999, HARI_INI, kota())
    assert isinstance(hasil, TanpaPenilai)
