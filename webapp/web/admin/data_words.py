"""Words of personnel data in the reader's language: compared fields, ways a ticket was closed, states of an upload."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from webapp.services.people.sisdm.storing import Cara
from webapp.storage.sisdm import Bidang, CaraTutup, StatusUnggahan

FIELDS: Final[Mapping[Bidang, LazyString]] = {
    Bidang.NAMA: _l("Nama"),
    Bidang.GELAR: _l("Gelar"),
    Bidang.JENIS: _l("Jenis pegawai"),
    Bidang.GOLONGAN: _l("Golongan"),
    Bidang.JABATAN: _l("Jabatan"),
    Bidang.UNIT: _l("Unit kerja"),
}

CLOSED: Final[Mapping[CaraTutup, LazyString]] = {
    CaraTutup.COCOK: _l("Sudah sama"),
    CaraTutup.BERGANTI: _l("Berganti nilai"),
    CaraTutup.DITERAPKAN: _l("Diterapkan"),
    CaraTutup.NONAKTIF: _l("Pegawai berhenti"),
}
"""How a ticket was closed, as its chip says it."""

STATES: Final[Mapping[StatusUnggahan, tuple[str, LazyString]]] = {
    StatusUnggahan.MEMERIKSA: ("current", _l("Sedang diperiksa")),
    StatusUnggahan.DIPERIKSA: ("waiting", _l("Menunggu keputusan Anda")),
    StatusUnggahan.MENYIMPAN: ("current", _l("Sedang disimpan")),
    StatusUnggahan.TERSIMPAN: ("done", _l("Tersimpan")),
    StatusUnggahan.GAGAL: ("late", _l("Gagal")),
}
"""The chip's look and its word for each state of an upload."""

PHASES: Final[Mapping[str, LazyString]] = {
    "Membaca berkas": _l("Membaca berkas"),
    "Memeriksa": _l("Memeriksa"),
    "Menyimpan": _l("Menyimpan"),
}
"""What the import is busy with, by the phase that it tells."""

WAYS: Final[Mapping[Cara, LazyString]] = {
    Cara.SEMUA: _l("Semua baris tersimpan."),
    Cara.KARANTINA: _l("Baris yang benar tersimpan; baris yang ditolak tidak."),
    Cara.PEMBANDING: _l("Berkas menjadi pembanding. Data pegawai tidak berubah."),
}
"""What was done, by the way that was chosen."""
