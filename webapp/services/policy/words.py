"""What somebody is told who sees a thing and may not do this: always who may."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .matrix import Kind, Right

GENERAL: Final = "Tindakan ini bukan untuk Anda. Hubungi admin BKPP bila Anda memerlukannya."

SENTENCES: Final[Mapping[Kind | tuple[Kind, Right], str]] = {
    (Kind.SKP, Right.WRITE): "SKP hanya dapat ditulis oleh pemiliknya. Anda dapat memberi komentar.",
    (
        Kind.SKP,
        Right.PROPOSE,
    ): "Perubahan SKP diusulkan oleh pegawai pemiliknya atau oleh pejabat penilainya.",
    (Kind.CONTRACT, Right.WRITE): "Umpan balik dan rekomendasi penugasan ini ditulis oleh ketua timnya.",
    (Kind.CASE, Right.ACT): "Tindakan atas kasus dilakukan oleh pemilik proses.",
    Kind.RECOVERY: "Pemulihan akun dikerjakan admin BKPP.",
    Kind.PRIVACY: "Laporan pelanggaran data dan masa simpan dikerjakan admin BKPP dan pengawas.",
    Kind.SEALS: "Meterai dilihat oleh pengawas dan admin BKPP.",
    Kind.DIRECTORY: "Data kepegawaian dilihat oleh admin BKPP, atau oleh pengelola kinerja untuk OPD-nya sendiri.",
    Kind.PERSONNEL: "Data kepegawaian diimpor dan disamakan oleh admin BKPP.",
    Kind.DATA_CHECK: "Cek data hanya untuk admin BKPP.",
    Kind.CALENDAR: "Kalender kerja diatur oleh admin BKPP.",
    Kind.OPEN_STEPS: "Tugas terbuka diatur oleh admin BKPP.",
    Kind.CYCLE: "Siklus SKP dibuka oleh admin BKPP.",
    Kind.REGISTRY: "Penugasan diusulkan oleh pengelola kinerja OPD atau BKPP, bukan dari halaman lain.",
    Kind.PROMISES: "PK diimpor oleh pengelola kinerja OPD atau BKPP.",
    Kind.WORDING: "Daftar kata dan contoh rumusan diurus oleh pemilik proses atau admin BKPP.",
    Kind.SERVICE: "Umpan balik penerima layanan dicatat oleh pengelola kinerja OPD.",
    (Kind.BANK, Right.PROPOSE): "Butir diusulkan oleh pengelola kinerja perangkat daerah.",
    Kind.BANK: "Butir dinonaktifkan admin BKPP.",
    Kind.BANK_FILE: "Bank Aktivitas dibaca dari berkas oleh admin BKPP.",
    Kind.HEAT: "Peta aktivitas perangkat daerah dibuka BKPP dan pengelola kinerjanya.",
    Kind.ALLOWANCE: "Penghitungan TPP dikerjakan admin BKPP.",
    Kind.BALANCES: "Saldo awal angka kredit diurus oleh admin BKPP.",
    Kind.RESULTS: "Penilaian capaian organisasi dibuka oleh admin BKPP.",
    Kind.RANKING: "Pemeringkatan hanya dilihat Tim Penilai Kinerja, PyB, dan BKPP.",
    Kind.EXPORTS: "Naskah unit ini bukan untuk Anda ekspor. Pilih cakupan yang ada di halaman.",
    Kind.WORKSHOP: "Bengkel proses hanya untuk pemilik proses.",
    Kind.RELEASES: "Rilis dibaca pemilik proses, admin BKPP, dan pengawas.",
    (Kind.COCKPIT, Right.ACT): "Tindakan atas kasus dilakukan oleh pemilik proses.",
    (
        Kind.COCKPIT,
        Right.DECIDE,
    ): "Tindakan massal ini dikonfirmasi oleh pemilik proses atau admin BKPP yang lain.",
    Kind.COCKPIT: "Kokpit proses dibaca oleh pemilik proses, admin BKPP, dan pengawas.",
}
"""By kind, or by kind and right."""
