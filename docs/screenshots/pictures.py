"""Which pages of the year become pictures. Plain values: the test of the guides reads this table too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

DESK: Final = 1280
PHONE: Final = 360
MAX_HEIGHT: Final[Mapping[int, int]] = {DESK: 1000, PHONE: 900}
"""Pixels; longer pages are cut, or begin lower down."""


@dataclass(frozen=True)
class Picture:
    """A picture of a page: its file, and where it begins (None: the top).

    `begins` is the text of a heading, or, with a dot or a hash before it, a place of the page as CSS names it.
    """

    file: str
    begins: str | None = None
    height: int | None = None
    """Pixels, where less than the highest shows what matters."""


TITLE: Final = ".govuk-heading-l"
"""The page without the frame of every page."""

BOARD: Final = ".bengkel__wide"
"""An editor of the workshop, with its buttons."""

STORY: Final[Mapping[tuple[int, str], Picture]] = {
    (DESK, "kotak tugas"): Picture("kotak-tugas"),
    (DESK, "catat dialog terisi"): Picture("catat-dialog"),
    (PHONE, "konfirmasi dialog terisi"): Picture(
        "konfirmasi-dialog", "Peran hasil yang diberikan kepada Anda"
    ),
    (PHONE, "susun skp"): Picture("susun-skp"),
    (PHONE, "rhk terisi"): Picture("rhk", "Indikator kinerja individu (IKI)"),
    (DESK, "reviu terisi"): Picture("reviu", "Hasil kerja"),
    (DESK, "reviu ulang"): Picture("reviu-ulang"),
    (PHONE, "tanda tangan terisi"): Picture("tanda-tangan", "Tanda tangan Anda"),
    (DESK, "peta"): Picture("peta"),
    (DESK, "dokumen"): Picture("dokumen"),
    (PHONE, "terverifikasi"): Picture("verifikasi"),
    (DESK, "admin"): Picture("admin"),
}
"""The planning, by the names that `tests.e2e.story` gives its pages."""

YEAR: Final[Mapping[tuple[int, str], Picture]] = {
    (DESK, "impor pk"): Picture("impor-pk"),
    (DESK, "isi mph"): Picture("mph"),
    (PHONE, "rencana aksi"): Picture("rencana-aksi", TITLE),
    (DESK, "usul penugasan"): Picture("usul-penugasan", TITLE),
    (DESK, "verifikasi penugasan"): Picture("verifikasi-penugasan", TITLE),
    (DESK, "unggahan"): Picture("impor-data", TITLE),
    (DESK, "kalender"): Picture("kalender", TITLE),
    (DESK, "mutu"): Picture("mutu"),
    (DESK, "tinjauan"): Picture("tinjauan"),
    (DESK, "posisi tanpa alasan"): Picture("posisi-tanpa-alasan", TITLE),
    (PHONE, "data saya"): Picture("data-saya", TITLE),
    (DESK, "pelanggaran data"): Picture("pelanggaran-data", TITLE),
    (PHONE, "aktivitas"): Picture("aktivitas", ".day-head"),
    (PHONE, "catat cepat"): Picture("catat-cepat", "#catat"),
    (PHONE, "aktivitas sebulan"): Picture("aktivitas-sebulan", ".day-head"),
    (DESK, "verifikasi aktivitas"): Picture("verifikasi-aktivitas", TITLE),
    (DESK, "peta aktivitas"): Picture("peta-aktivitas", TITLE),
    (DESK, "usul butir"): Picture("usul-butir", TITLE),
    (DESK, "bank aktivitas"): Picture("bank-aktivitas", TITLE),
    (DESK, "periksa usul butir"): Picture("periksa-usul-butir", TITLE),
    (DESK, "kunci bulan"): Picture("kunci-bulan", TITLE),
    (DESK, "hasil tpp"): Picture("hasil-tpp", TITLE),
    (DESK, "tetapkan tpp"): Picture("tetapkan-tpp", ".decision"),
    (PHONE, "tpp saya"): Picture("tpp-saya", TITLE),
    (PHONE, "usul koreksi"): Picture("usul-koreksi", TITLE),
    (DESK, "putuskan koreksi"): Picture("putusan-koreksi", TITLE),
    (PHONE, "target"): Picture("target-bulanan", TITLE),
    (PHONE, "realisasi"): Picture("realisasi", ".card"),
    (PHONE, "lembar"): Picture("lembar-bulanan", TITLE),
    (DESK, "papan bulanan"): Picture("papan-bulanan", TITLE),
    (DESK, "beri umpan balik"): Picture("beri-umpan-balik", ".govuk-form-group:has(#f-isi)"),
    (PHONE, "umpan balik"): Picture("umpan-balik", TITLE),
    (DESK, "bimbingan"): Picture("bimbingan", TITLE),
    (PHONE, "b18"): Picture("bimbingan-b18", ".govuk-form-group"),
    (DESK, "konseling"): Picture("konseling", TITLE),
    (PHONE, "pemberitahuan"): Picture("pemberitahuan", TITLE),
    (PHONE, "akun"): Picture("kalender-tenggat", "Tenggat di kalender Anda"),
    (DESK, "usulkan capaian"): Picture("usulkan-capaian", TITLE),
    (DESK, "capaian"): Picture("capaian"),
    (PHONE, "realisasi akhir"): Picture("realisasi-akhir", TITLE),
    (DESK, "papan tahunan"): Picture("papan-tahunan"),
    (DESK, "pengecualian"): Picture("pengecualian", TITLE),
    (DESK, "tanda tangani dokumen"): Picture("dokumen-evaluasi", TITLE),
    (PHONE, "keberatan"): Picture("keberatan", "Tanggapan Anda"),
    (DESK, "putuskan keberatan"): Picture("putusan-keberatan", TITLE),
    (PHONE, "angka kredit"): Picture("angka-kredit", TITLE),
    (DESK, "pemeringkatan"): Picture("pemeringkatan"),
    (DESK, "dokumen resmi"): Picture("dokumen-resmi"),
}
"""The rest of the year, by the names that the chapters beside this module give."""

WORKSHOP: Final[Mapping[tuple[int, str], Picture]] = {
    (DESK, "bengkel"): Picture("bengkel", TITLE, 700),
    (DESK, "draf dengan temuan"): Picture("draf-temuan", "Pemeriksaan", 560),
    (DESK, "penyunting diagram"): Picture("penyunting-diagram", BOARD, 620),
    (PHONE, "daftar langkah"): Picture("daftar-langkah", TITLE),
    (DESK, "penyunting formulir"): Picture("penyunting-formulir", BOARD, 900),
    (DESK, "penyunting tabel"): Picture("penyunting-tabel", BOARD, 660),
    (DESK, "coba"): Picture("coba", TITLE, 800),
    (DESK, "banding"): Picture("banding", ".diff-pair", 940),
    (DESK, "dampak"): Picture("dampak", TITLE, 700),
    (DESK, "pindahkan kasus"): Picture("pindahkan-kasus", TITLE, 600),
    (DESK, "peta panas"): Picture("peta-panas", TITLE),
}
"""What process owners see, in a city of their own."""

KEPT: Final = {**STORY, **YEAR, **WORKSHOP}
