"""Words for feedback, coaching and counselling, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from webapp.domain.pemantauan import Dari, Kanal, Kemajuan, Objek, Tindak
from webapp.domain.pembinaan import (
    HasilBimbingan,
    JenisKonselor,
    PenerimaLaporan,
    StatusPembinaan,
    TindakKonseling,
)

DARI: Final[Mapping[Dari, LazyString]] = {
    Dari.PENILAI: _l("Pejabat penilai"),
    Dari.KETUA_TIM: _l("Pimpinan penugasan"),
    Dari.REKAN: _l("Rekan kerja"),
    Dari.BAWAHAN: _l("Bawahan"),
    Dari.PENERIMA_LAYANAN: _l("Penerima layanan"),
}
KANAL: Final[Mapping[Kanal, LazyString]] = {
    Kanal.TATAP_MUKA: _l("Tatap muka"),
    Kanal.DARING: _l("Daring"),
    Kanal.TELEPON: _l("Telepon"),
    Kanal.TERTULIS: _l("Tertulis"),
}
OBJEK: Final[Mapping[Objek, LazyString]] = {
    Objek.UMUM: _l("Umum"),
    Objek.RHK: _l("RHK"),
    Objek.PERILAKU: _l("Perilaku"),
}
KEMAJUAN: Final[Mapping[Kemajuan, tuple[str, LazyString]]] = {
    Kemajuan.MENUNJUKKAN: ("done", _l("Menunjukkan kemajuan")),
    Kemajuan.TIDAK_MENUNJUKKAN: ("late", _l("Tidak menunjukkan kemajuan")),
}
TINDAK: Final[Mapping[Tindak, LazyString]] = {
    Tindak.APRESIASI: _l("Apresiasi"),
    Tindak.PENUGASAN_BARU: _l("Penugasan baru"),
    Tindak.PENYESUAIAN_EKSPEKTASI: _l("Penyesuaian ekspektasi"),
    Tindak.PENYESUAIAN_DUKUNGAN: _l("Penyesuaian dukungan sumber daya"),
    Tindak.BIMBINGAN: _l("Bimbingan kinerja"),
    Tindak.KONSELING: _l("Konseling kinerja"),
}
STATUS: Final[Mapping[StatusPembinaan, tuple[str, LazyString]]] = {
    StatusPembinaan.DIPICU: ("waiting", _l("Belum dimulai")),
    StatusPembinaan.DIRENCANAKAN: ("current", _l("Direncanakan")),
    StatusPembinaan.BERLANGSUNG: ("current", _l("Berlangsung")),
    StatusPembinaan.MENUNGGU_UMPAN_BALIK: ("waiting", _l("Menunggu umpan balik pegawai")),
    StatusPembinaan.DIEVALUASI: ("current", _l("Dievaluasi")),
    StatusPembinaan.SELESAI: ("done", _l("Selesai")),
}
HASIL: Final[Mapping[HasilBimbingan, LazyString]] = {
    HasilBimbingan.SELESAI: _l("Selesai, tujuan tercapai"),
    HasilBimbingan.LANJUT_KONSELING: _l("Dilanjutkan dengan konseling"),
    HasilBimbingan.USUL_TINDAK_LANJUT: _l("Diusulkan tindak lanjut"),
}
KONSELOR: Final[Mapping[JenisKonselor, LazyString]] = {
    JenisKonselor.PENILAI: _l("Pejabat penilai"),
    JenisKonselor.PEJABAT: _l("Pejabat yang tugasnya konseling"),
    JenisKonselor.INDEPENDEN: _l("Konselor independen"),
}
PENERIMA: Final[Mapping[PenerimaLaporan, LazyString]] = {
    PenerimaLaporan.ATASAN_PENILAI: _l("Atasan pejabat penilai"),
    PenerimaLaporan.ATASAN_KONSELOR: _l("Atasan konselor"),
    PenerimaLaporan.PYB: _l("Pejabat yang Berwenang"),
}
SARAN: Final[Mapping[TindakKonseling, LazyString]] = {
    TindakKonseling.BIMBINGAN: _l("Bimbingan kinerja"),
    TindakKonseling.PELATIHAN: _l("Pelatihan"),
    TindakKonseling.PENUGASAN_KHUSUS: _l("Penugasan khusus"),
    TindakKonseling.USUL_MUTASI: _l("Usul mutasi"),
    TindakKonseling.REKOMENDASI_DISIPLIN: _l("Rekomendasi pemeriksaan disiplin"),
}
JAWABAN: Final[Mapping[int, LazyString]] = {
    1: _l("Tidak setuju"), 2: _l("Kurang setuju"), 3: _l("Setuju"), 4: _l("Sangat setuju")
}  # fmt: skip
