"""Pages for human steps that a form cannot carry, by the name that a diagram gives in `workspace`.

A page shows an open step and turns its post into the answers of the completion service; it decides nothing itself.
May use services, forms and templates; must not touch rows.
"""

from __future__ import annotations

from typing import Final

from . import (
    bulan_ini,
    catat_aktivitas,
    dialog,
    isi_realisasi,
    konfirmasi_dialog,
    mph,
    nilai_bulanan,
    papan_evaluasi,
    realisasi_akhir,
    rencana_aksi,
    susun_skp,
    tanggapi_dokumen,
    usul_penugasan,
    verifikasi_aktivitas,
)
from .page import Errors, Post, ShowAgain, WorkspacePage

__all__ = ["WORKSPACE_PAGES", "Errors", "Post", "ShowAgain", "WorkspacePage"]

WORKSPACE_PAGES: Final[dict[str, WorkspacePage]] = {
    "catat_aktivitas": WorkspacePage(catat_aktivitas.show, catat_aktivitas.submit),
    "dialog": WorkspacePage(dialog.show, dialog.submit, dialog.form),
    "konfirmasi_dialog": WorkspacePage(
        konfirmasi_dialog.show, konfirmasi_dialog.submit, konfirmasi_dialog.form
    ),
    "isi_realisasi": WorkspacePage(isi_realisasi.show, isi_realisasi.submit),
    "laksanakan_bulan": WorkspacePage(bulan_ini.show_running, bulan_ini.submit_running),
    "nilai_bulanan": WorkspacePage(nilai_bulanan.show, nilai_bulanan.submit),
    "rencana_aksi": WorkspacePage(rencana_aksi.show, rencana_aksi.submit),
    "setujui_target": WorkspacePage(bulan_ini.show_agree, bulan_ini.submit_agree),
    "mph": WorkspacePage(mph.show, mph.submit),
    "papan_evaluasi": WorkspacePage(papan_evaluasi.show, papan_evaluasi.submit),
    "putusan_papan": WorkspacePage(papan_evaluasi.show_decision, papan_evaluasi.submit),
    "realisasi_akhir": WorkspacePage(realisasi_akhir.show, realisasi_akhir.submit),
    "tanggapi_dokumen": WorkspacePage(
        tanggapi_dokumen.show, tanggapi_dokumen.submit, keep=tanggapi_dokumen.keep
    ),
    "susun_skp": WorkspacePage(susun_skp.show, susun_skp.submit),
    "target_bulanan": WorkspacePage(bulan_ini.show_target, bulan_ini.submit_target),
    "usul_penugasan": WorkspacePage(usul_penugasan.show, usul_penugasan.submit),
    "verifikasi_aktivitas": WorkspacePage(verifikasi_aktivitas.show, verifikasi_aktivitas.submit),
}
