"""Words of the Bank Aktivitas."""

from __future__ import annotations

from typing import Any, Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from webapp.domain.bank_aktivitas import CaraHitung
from webapp.domain.jabatan import JenisJabatan
from webapp.storage.bank import StatusUsul

WAYS: Final[dict[CaraHitung, LazyString]] = {
    CaraHitung.VOLUME: _l("waktu baku × jumlah"),
    CaraHitung.DURASI: _l("lamanya diukur, dibatasi waktu baku"),
}
KINDS: Final[dict[JenisJabatan, LazyString]] = {
    JenisJabatan.JPT_MADYA: _l("JPT madya"),
    JenisJabatan.JPT_PRATAMA: _l("JPT pratama"),
    JenisJabatan.ADMINISTRATOR: _l("Administrator"),
    JenisJabatan.PENGAWAS: _l("Pengawas"),
    JenisJabatan.PELAKSANA: _l("Pelaksana"),
    JenisJabatan.JF: _l("Jabatan fungsional"),
}
STATUS: Final[dict[StatusUsul, tuple[str, LazyString]]] = {
    StatusUsul.DIUSULKAN: ("waiting", _l("Menunggu BKPP")),
    StatusUsul.DIKEMBALIKAN: ("current", _l("Perlu diperbaiki")),
    StatusUsul.DISETUJUI: ("done", _l("Disetujui")),
    StatusUsul.DITOLAK: ("late", _l("Ditolak")),
    StatusUsul.DITARIK: ("neutral", _l("Ditarik")),
}


def common() -> dict[str, Any]:
    """What templates of the bank expect."""
    return {"ways": WAYS, "kinds": KINDS, "proposal_status": STATUS}
