"""Entries at rule level: minutes, time, lateness, states; and that counting knows no order."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.aktivitas import (
    HIDUP,
    AturanAktivitas,
    Isian,
    Keadaan,
    Selang,
    StatusAktivitas,
    Tercatat,
    Tetangga,
    boleh_pindah,
    cetak_jam,
    hitung_menit,
    is_terlambat,
    menit_terhitung,
    periksa,
    periksa_putusan,
    selang_isian,
    waktu_luang,
)
from webapp.domain.bank_aktivitas import CaraHitung, VersiButir
from webapp.domain.kalender import Kalender

LIBUR = Kalender(frozenset({date(2026, 1, 1), date(2026, 1, 16)}))
BERKAS = VersiButir(1, "VER-01", "Verifikasi berkas", "berkas", 30)
RAPAT = VersiButir(2, "RPT-01", "Rapat", "kegiatan", 60, CaraHitung.DURASI)
HARI = date(2026, 1, 15)


def isian(**ganti: object) -> Isian:
    isi: dict[str, object] = {
        "tanggal": HARI,
        "mulai": 480,
        "volume": 3,
        "alasan_tanpa_rhk": "Tugas lain",
    } | ganti
    return Isian(**isi)  # type: ignore[arg-type]


def keadaan(**ganti: object) -> Keadaan:
    isi: dict[str, object] = {"butir": BERKAS, "hari_ini": HARI, "kalender": LIBUR} | ganti
    return Keadaan(**isi)  # type: ignore[arg-type]


def kode(daftar: list) -> set[str]:  # type: ignore[type-arg]
    return {satu.kode.partition(".")[2] for satu in daftar}


def test_ac_e_01_volume_times_standard_time() -> None:
    assert periksa(isian(), keadaan()) == []
    assert hitung_menit(BERKAS, 3, None, AturanAktivitas()) == 90
    assert selang_isian(isian(), BERKAS) == Selang(480, 570)


def test_ac_e_02_free_text_alone_is_refused() -> None:
    assert kode(periksa(isian(keterangan="Menyusun laporan"), keadaan(butir=None))) == {"butir"}


def test_ac_e_03_an_overlap_is_told_in_minutes() -> None:
    lain = Tetangga(7, "Verifikasi berkas", Selang(480, 570), 90)
    (satu,) = periksa(isian(mulai=540, volume=2), keadaan(tetangga=[lain]))
    assert "30 menit dengan Verifikasi berkas (08.00-09.30)" in satu.pesan


def test_ac_e_04_days_off_need_a_letter() -> None:
    for tanggal in (date(2026, 1, 16), date(2026, 1, 31)):
        sekitar = keadaan(hari_ini=tanggal)
        assert kode(periksa(isian(tanggal=tanggal), sekitar)) == {"hari_libur"}
        assert periksa(isian(tanggal=tanggal, ada_surat=True), sekitar) == []


def test_ac_e_05_late_entries_need_a_reason() -> None:
    assert kode(periksa(isian(tanggal=date(2026, 1, 8)), keadaan())) == {"terlambat"}
    assert periksa(isian(tanggal=date(2026, 1, 8), alasan_terlambat="Tidak ada sinyal"), keadaan()) == []
    assert not is_terlambat(date(2026, 1, 12), HARI, LIBUR, AturanAktivitas())
    assert is_terlambat(date(2026, 1, 9), HARI, LIBUR, AturanAktivitas())


def test_all_that_is_wrong_is_told_at_once() -> None:
    salah = periksa(
        isian(volume=0, mulai=None, alasan_tanpa_rhk="", keterangan="x" * 1_001), keadaan(cuti="cuti sakit")
    )
    assert kode(salah) == {"volume", "mulai", "rhk", "keterangan", "cuti"}


def test_a_measured_time_is_capped_by_the_standard_and_its_tolerance() -> None:
    aturan = AturanAktivitas(toleransi_durasi=Decimal("1.5"))
    assert hitung_menit(RAPAT, 1, Selang(480, 600), aturan) == 90
    assert hitung_menit(RAPAT, 1, Selang(480, 500), aturan) == 20
    assert kode(periksa(isian(selesai=470), keadaan(butir=RAPAT))) == {"selesai"}


def test_nothing_runs_past_midnight_or_over_the_cap() -> None:
    assert kode(periksa(isian(mulai=1_420), keadaan())) == {"lewat_hari"}
    penuh = [Tetangga(1, "Rapat", Selang(0, 480), 540)]
    assert kode(periksa(isian(), keadaan(tetangga=penuh))) == {"batas_harian"}


def test_a_locked_month_and_a_day_to_come_are_refused_alone() -> None:
    assert kode(periksa(isian(), keadaan(dikunci=True))) == {"dikunci"}
    assert kode(periksa(isian(tanggal=date(2026, 1, 17)), keadaan())) == {"belum_tiba"}


def test_evidence_is_asked_for_where_the_item_wants_it() -> None:
    butir = VersiButir(1, "FOTO-1", "Pemeriksaan", "lokasi", 30, wajib_bukti=True)
    assert kode(periksa(isian(), keadaan(butir=butir))) == {"bukti"}
    assert periksa(isian(jumlah_bukti=1), keadaan(butir=butir)) == []


def test_a_decision_against_needs_a_reason() -> None:
    assert periksa_putusan(StatusAktivitas.DISETUJUI, "") == []
    assert kode(periksa_putusan(StatusAktivitas.DITOLAK, " ")) == {"alasan"}
    assert kode(periksa_putusan(StatusAktivitas.DITARIK, "")) == {"putusan"}


@given(st.lists(st.tuples(st.integers(0, 1_400), st.integers(1, 40)), max_size=12), st.integers(1, 120))
def test_the_free_time_that_is_proposed_is_free(sibuk: list[tuple[int, int]], panjang: int) -> None:
    tetangga = [Tetangga(n, "x", Selang(a, a + b), b) for n, (a, b) in enumerate(sibuk)]
    mulai = waktu_luang(tetangga, panjang)
    if mulai is not None:
        assert not any(Selang(mulai, mulai + panjang).irisan(satu.selang) for satu in tetangga)


PERISTIWA = st.lists(
    st.tuples(
        st.sampled_from(["catat", *StatusAktivitas]), st.integers(0, 9), st.integers(1, 31), st.integers(0, 47),
        st.integers(1, 6),
    ),
    max_size=60,
)  # fmt: skip


@given(PERISTIWA, st.randoms(use_true_random=False))
def test_invariant_8_counted_minutes_are_the_approved_items_that_do_not_overlap(
    peristiwa: list[tuple[str, int, int, int, int]], acak: random.Random
) -> None:
    """Whatever happens in whatever order: live items never share a minute, and the sum knows no order."""
    ada: dict[int, tuple[date, Selang]] = {}
    status: dict[int, StatusAktivitas] = {}
    for apa, nomor, hari, mulai, panjang in peristiwa:
        tanggal, selang = date(2026, 1, hari), Selang(mulai * 20, min(1_440, mulai * 20 + panjang * 30))
        if apa == "catat":
            bentrok = any(
                status[n] in HIDUP and tanggal == t and selang.irisan(s) for n, (t, s) in ada.items()
            )
            if nomor not in ada and not bentrok:
                ada[nomor], status[nomor] = (tanggal, selang), StatusAktivitas.DIAJUKAN
        elif nomor in ada and boleh_pindah(status[nomor], StatusAktivitas(apa)):
            status[nomor] = StatusAktivitas(apa)
    daftar = [Tercatat(t, status[n], s.selesai - s.mulai) for n, (t, s) in ada.items()]
    menit = {
        (t, m) for n, (t, s) in ada.items() if status[n] is StatusAktivitas.DISETUJUI
        for m in range(s.mulai, s.selesai)
    }  # fmt: skip
    jumlah = menit_terhitung(daftar, date(2026, 1, 1))
    assert jumlah == len(menit)
    acak.shuffle(daftar)
    assert menit_terhitung(daftar, date(2026, 1, 20)) == jumlah
    assert menit_terhitung(daftar, date(2026, 2, 1)) == 0


def test_times_and_states() -> None:
    assert cetak_jam(510) == "08.30"
    with pytest.raises(ValueError, match="selang"):
        Selang(600, 600)
    assert not boleh_pindah(StatusAktivitas.DISETUJUI, StatusAktivitas.DITARIK)
