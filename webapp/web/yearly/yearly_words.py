"""Words for the yearly evaluation: results of units, where a person stands, states of a document, objections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from webapp.domain.predikat import CapaianOrganisasi, Predikat, kunci_bentuk
from webapp.services.yearly.board_model import Stage
from webapp.storage.capaian import TahapCapaian
from webapp.storage.dokumen_evaluasi import PeranPenanda, Putusan, StatusDokumen
from webapp.storage.evaluasi import KeputusanPapan
from webapp.web.months.monthly_words import MONTHS, RATING, rating_choices

CAPAIAN: Final[Mapping[CapaianOrganisasi, LazyString]] = {
    CapaianOrganisasi.ISTIMEWA: _l("Istimewa"),
    CapaianOrganisasi.BAIK: _l("Baik"),
    CapaianOrganisasi.BUTUH_PERBAIKAN: _l("Butuh Perbaikan"),
    CapaianOrganisasi.KURANG: _l("Kurang"),
    CapaianOrganisasi.SANGAT_KURANG: _l("Sangat Kurang"),
}

STAGE: Final[Mapping[Stage, tuple[str, LazyString]]] = {
    Stage.BELUM: ("neutral", _l("Belum masuk masa evaluasi")),
    Stage.MENUNGGU_CAPAIAN: ("waiting", _l("Menunggu capaian organisasi")),
    Stage.MENUNGGU_PEGAWAI: ("waiting", _l("Menunggu realisasi akhir pegawai")),
    Stage.SIAP: ("current", _l("Siap dinilai")),
    Stage.PENGECUALIAN: ("waiting", _l("Menunggu putusan atasan")),
    Stage.DINILAI: ("done", _l("Dinilai, dokumen belum ditandatangani")),
    Stage.DISAMPAIKAN: ("done", _l("Dokumen disampaikan")),
}
"""The chip's look and its word for each place on the board."""

DOKUMEN: Final[Mapping[StatusDokumen, tuple[str, LazyString]]] = {
    StatusDokumen.DISAMPAIKAN: ("waiting", _l("Disampaikan, menunggu tanggapan pegawai")),
    StatusDokumen.KEBERATAN: ("current", _l("Dalam keberatan")),
    StatusDokumen.DIANGGAP_DITERIMA: ("done", _l("Dianggap diterima")),
    StatusDokumen.FINAL: ("done", _l("Final")),
    StatusDokumen.DIGANTI: ("neutral", _l("Diganti putusan keberatan")),
}

PENANDA: Final[Mapping[PeranPenanda, LazyString]] = {
    PeranPenanda.PEJABAT_PENILAI: _l("Pejabat penilai kinerja"),
    PeranPenanda.PEGAWAI: _l("Pegawai yang dinilai"),
    PeranPenanda.PEMUTUS_KEBERATAN: _l("Pemutus keberatan"),
}

PERIHAL: Final[Mapping[str, LazyString]] = {
    "HASIL_KERJA": _l("Penilaian hasil kerja"),
    "PERILAKU": _l("Penilaian perilaku kerja"),
    "LAIN": _l("Hal lain"),
}

TAHAP: Final[Mapping[TahapCapaian, LazyString]] = {
    TahapCapaian.USUL: _l("Diusulkan"),
    TahapCapaian.PENETAPAN: _l("Ditetapkan"),
    TahapCapaian.PERUBAHAN: _l("Diubah"),
}

PUTUSAN: Final[Mapping[Putusan, LazyString]] = {
    Putusan.TETAP: _l("Penilaian tetap"),
    Putusan.UBAH: _l("Penilaian diubah"),
}

KEPUTUSAN: Final[Mapping[KeputusanPapan, tuple[str, LazyString]]] = {
    KeputusanPapan.SETUJUI: ("done", _l("Disetujui")),
    KeputusanPapan.KEMBALIKAN: ("late", _l("Dikembalikan")),
}

AXIS: Final = (
    Predikat.SANGAT_KURANG,
    Predikat.KURANG,
    Predikat.BUTUH_PERBAIKAN,
    Predikat.BAIK,
    Predikat.SANGAT_BAIK,
)
"""The classes along the curve's axis, as the official form draws them."""


def words() -> dict[str, Any]:
    """What every template of the yearly evaluation may use."""
    return {
        "capaian_words": CAPAIAN,
        "stage_words": STAGE,
        "document_words": DOKUMEN,
        "signer_words": PENANDA,
        "point_words": PERIHAL,
        "version_words": TAHAP,
        "verdict_words": PUTUSAN,
        "decision_words": KEPUTUSAN,
        "rating_words": RATING,
        "rating_choices": rating_choices(),
        "month_words": MONTHS,
        "predikat_key": kunci_bentuk,
        "axis": AXIS,
    }
