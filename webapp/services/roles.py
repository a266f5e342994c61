"""The roles that a lane may name, and how people read them."""

from typing import Final

ROLES: Final[dict[str, str]] = {
    "pegawai": "Pegawai",
    "pejabat_penilai": "Pejabat Penilai Kinerja",
    "verifikator": "Verifikator",
    "pengelola_opd": "Pengelola kinerja OPD",
    "admin_bkpp": "Admin BKPP",
    "sistem": "Sistem",
}

STEP_KINDS: Final[dict[str, str]] = {
    "perencanaan": "Dialog dan reviu SKP",
    "penetapan": "Penetapan SKP",
    "evaluasi": "Evaluasi kinerja",
    "verifikasi": "Verifikasi harian dan bulanan",
}
"""Kinds of step that a diagram may give (`jenis_langkah`) and a mandate's scope may name."""
