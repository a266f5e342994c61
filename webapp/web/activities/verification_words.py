"""Words of the verifikator's list and of the heat map."""

from __future__ import annotations

from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from webapp.domain.peta_aktivitas import Rona
from webapp.domain.sampel_aktivitas import Petunjuk

NOTHING_TICKED: Final = _l("Tandai paling sedikit satu aktivitas, lalu pilih putusannya.")
REASON_NEEDED: Final = _l("Tulis alasannya, supaya pegawai tahu apa yang harus diperbaiki.")

HINTS: Final[dict[Petunjuk, LazyString]] = {
    Petunjuk.TERLAMBAT: _l("dicatat terlambat"),
    Petunjuk.VOLUME_BESAR: _l("volume jauh di atas biasanya"),
    Petunjuk.HARI_LIBUR: _l("pada hari libur"),
    Petunjuk.PENUH: _l("hari hampir penuh"),
    Petunjuk.CONTOH: _l("contoh acak untuk diperiksa"),
}
"""Why an entry is worth a look."""

TONES: Final[dict[Rona, LazyString]] = {
    Rona.KOSONG: _l("Kosong"),
    Rona.SEDIKIT: _l("Sedikit"),
    Rona.CUKUP: _l("Cukup"),
    Rona.CUTI: _l("Cuti"),
    Rona.LIBUR: _l("Libur"),
    Rona.AKAN_DATANG: _l("Akan datang"),
}
"""What a cell of the heat map says."""
