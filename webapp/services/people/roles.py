"""The roles that a lane may name, and how people read them."""

from typing import Final

ROLES: Final[dict[str, str]] = {
    "pegawai": "Pegawai",
    "pejabat_penilai": "Pejabat Penilai Kinerja",
    "atasan_penilai": "Atasan Pejabat Penilai Kinerja",
    "verifikator": "Verifikator",
    "konselor": "Konselor",
    "atasan_konselor": "Atasan konselor",
    "pembimbing": "Pembimbing",
    "ketua_tim": "Pimpinan penugasan",
    "pengelola_opd": "Pengelola kinerja OPD",
    "admin_bkpp": "Admin BKPP",
    "tim_kinerja_org": "Tim Penilai Kinerja Organisasi",
    "tim_penilai_kinerja": "Tim Penilai Kinerja",
    "pyb": "Pejabat yang Berwenang",
    "pemilik_proses": "Pemilik proses",
    "sistem": "Sistem",
}

OFFICES: Final[frozenset[str]] = frozenset(
    {"admin_bkpp", "tim_kinerja_org", "tim_penilai_kinerja", "pyb", "pemilik_proses"}
)
"""Roles that are offices of the whole region: whoever's account has the office may act."""

APPOINTED: Final[frozenset[str]] = frozenset({"konselor", "atasan_konselor", "pembimbing", "ketua_tim"})
"""Roles to which a person is appointed for one document (`storage.penunjukan`)."""

STEP_KINDS: Final[dict[str, str]] = {
    "perencanaan": "Dialog dan reviu SKP",
    "penetapan": "Penetapan SKP",
    "evaluasi": "Evaluasi kinerja",
    "verifikasi": "Verifikasi harian dan bulanan",
}
"""Kinds of step that a diagram may give (`jenis_langkah`) and a mandate's scope may name."""
