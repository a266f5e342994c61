"""Registered pages for human steps that a form cannot carry. A diagram names one with the property `workspace`."""

from __future__ import annotations

from typing import Final

WORKSPACES: Final[frozenset[str]] = frozenset(
    {
        "catat_aktivitas",
        "dialog",
        "isi_realisasi",
        "konfirmasi_dialog",
        "laksanakan_bulan",
        "mph",
        "nilai_bulanan",
        "papan_evaluasi",
        "putusan_papan",
        "realisasi_akhir",
        "rencana_aksi",
        "setujui_target",
        "susun_skp",
        "tanggapi_dokumen",
        "target_bulanan",
        "usul_penugasan",
        "verifikasi_aktivitas",
    }
)
