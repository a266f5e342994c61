"""Words of the allowance's pages, and months as addresses and people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from babel.dates import format_date
from flask_babel import LazyString, get_locale
from flask_babel import lazy_gettext as _l

from webapp.domain.aturan_tpp import Komponen, Rumus, SumberSkp, SyaratPengecualian
from webapp.services.errors import NotFound
from webapp.services.tpp.months import State
from webapp.storage.tpp import JenisMasukan, StatusPutaran

STATES: Final[Mapping[State, tuple[str, LazyString]]] = {
    State.TERBUKA: ("draft", _l("Belum dikunci")),
    State.DIHITUNG: ("current", _l("Sedang dihitung")),
    State.GAGAL: ("late", _l("Gagal dihitung")),
    State.DIPERIKSA: ("waiting", _l("Menunggu pemeriksaan")),
    State.DITETAPKAN: ("waiting", _l("Menunggu penetapan")),
    State.FINAL: ("done", _l("Final")),
}
"""The chip's look and its word."""

RUNS: Final[Mapping[StatusPutaran, tuple[str, LazyString]]] = {
    StatusPutaran.ANTRE: ("waiting", _l("Menunggu giliran")),
    StatusPutaran.BERJALAN: ("current", _l("Sedang dihitung")),
    StatusPutaran.SELESAI: ("done", _l("Selesai")),
    StatusPutaran.GAGAL: ("late", _l("Gagal")),
}

INPUTS: Final[Mapping[JenisMasukan, LazyString]] = {
    JenisMasukan.PRESENSI: _l("Presensi (persen)"),
    JenisMasukan.DISIPLIN: _l("Disiplin (persen)"),
    JenisMasukan.NILAI_SKP: _l("Nilai SKP"),
}

FORMULAS: Final[Mapping[Rumus, tuple[LazyString, LazyString]]] = {
    Rumus.PROPORSIONAL: (_l("Sebanding"), _l("Menit disetujui dibagi target, paling tinggi 100 %.")),
    Rumus.TANGGA: (_l("Tangga"), _l("Persen menurut anak tangga di bawah.")),
    Rumus.LULUS: (_l("Tercapai atau tidak"), _l("100 % bila target tercapai, selain itu 0 %.")),
}

SOURCES: Final[Mapping[SumberSkp, LazyString]] = {
    SumberSkp.NILAI_FILE: _l("Berkas nilai SKP yang diunggah"),
    SumberSkp.PREDIKAT_BULANAN: _l("Predikat bulanan di Lakon"),
}

COMPONENTS: Final[Mapping[Komponen, LazyString]] = {
    Komponen.AKTIVITAS: _l("Aktivitas harian"),
    Komponen.SKP: _l("Nilai SKP"),
    Komponen.PRESENSI: _l("Presensi"),
    Komponen.DISIPLIN: _l("Disiplin"),
}

CONDITIONS: Final[Mapping[SyaratPengecualian, LazyString]] = {
    SyaratPengecualian.SEBULAN_PENUH: _l("bila sebulan penuh"),
    SyaratPengecualian.ADA_HARI: _l("bila ada satu hari pun"),
    SyaratPengecualian.LEBIH_DARI: _l("bila lebih lama dari jumlah hari itu"),
}

FIELDS: Final[Mapping[str, LazyString]] = {
    "kode": _l("Kode aturan"),
    "target_menit": _l("Target menit sebulan"),
    "batas_harian": _l("Menit paling banyak sehari"),
    "terlambat_hari": _l("Hari kerja sebelum catatan disebut terlambat"),
    "hari_eskalasi": _l("Hari kerja sebelum yang menunggu diteruskan"),
    "hari_kunci": _l("Hari kerja ke berapa bulan berikutnya bulan dikunci"),
    "toleransi_durasi": _l("Kelipatan waktu baku untuk aktivitas yang diukur lamanya"),
    "rumus": _l("Rumus aktivitas"),
    "tangga": _l("Anak tangga"),
    "bobot_aktivitas": _l("Bobot aktivitas harian"),
    "bobot_skp": _l("Bobot nilai SKP"),
    "bobot_presensi": _l("Bobot presensi"),
    "bobot_disiplin": _l("Bobot disiplin"),
    "sumber_skp": _l("Sumber nilai SKP"),
    "nilai_predikat": _l("Nilai setiap predikat"),
    "prorata": _l("Target menurut hari wajib"),
    "pengecualian": _l("Alasan tidak menerima TPP"),
}
"""Fields of a rule set as the form and the comparison name them."""

_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


def read_month(text: str) -> date:
    """The first day of "2026-01". Raises `NotFound` for what is no month."""
    found = _MONTH.fullmatch(text)
    if found is None or not 1 <= int(found[2]) <= 12 or not 2000 <= int(found[1]) <= 2100:
        raise NotFound("tpp_bulanan")
    return date(int(found[1]), int(found[2]), 1)


def month_name(bulan: date) -> str:
    """A month as people write it: "Januari 2026"."""
    return format_date(bulan, "MMMM yyyy", locale=get_locale() or "id")


def month_path(bulan: date) -> str:
    """A month as addresses write it: "2026-01"."""
    return f"{bulan:%Y-%m}"


def common() -> dict[str, Any]:
    """What every template of the room may use."""
    return {"month_name": month_name, "month_path": month_path, "states": STATES, "run_states": RUNS}
