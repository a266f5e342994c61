"""Words for the months: states of a sheet, ratings, why something is closed, and numbers as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.domain.angka import cetak_angka
from webapp.domain.bulanan import StatusBulanan
from webapp.domain.predikat import Predikat, Rating, kunci_bentuk
from webapp.services.months.evidence import sentence
from webapp.services.months.monthly import Closed
from webapp.storage.bulanan import HasilCek
from webapp.web.language import say

STATUS: Final[Mapping[StatusBulanan, tuple[str, LazyString]]] = {
    StatusBulanan.TARGET_DRAF: ("draft", _l("Target disusun")),
    StatusBulanan.TARGET_DIAJUKAN: ("waiting", _l("Target diajukan")),
    StatusBulanan.BERJALAN: ("current", _l("Berjalan")),
    StatusBulanan.BERJALAN_OTOMATIS: ("current", _l("Berjalan otomatis")),
    StatusBulanan.PENILAIAN_DIRI: ("draft", _l("Realisasi diisi")),
    StatusBulanan.REALISASI_DIAJUKAN: ("waiting", _l("Menunggu penilaian")),
    StatusBulanan.DINILAI: ("done", _l("Dinilai")),
    StatusBulanan.TERKUNCI: ("done", _l("Terkunci")),
    StatusBulanan.NIHIL: ("neutral", _l("Nihil menurut rencana")),
    StatusBulanan.DITUTUP_SEGMEN: ("neutral", _l("Ditutup bersama segmen")),
}
"""The chip's look and its word for each state of a sheet."""

RATING: Final[Mapping[Rating, LazyString]] = {
    Rating.DI_ATAS_EKSPEKTASI: _l("Di atas ekspektasi"),
    Rating.SESUAI_EKSPEKTASI: _l("Sesuai ekspektasi"),
    Rating.DI_BAWAH_EKSPEKTASI: _l("Di bawah ekspektasi"),
}

SHORT: Final[Mapping[Rating, LazyString]] = {
    Rating.DI_ATAS_EKSPEKTASI: _l("Di atas"),
    Rating.SESUAI_EKSPEKTASI: _l("Sesuai"),
    Rating.DI_BAWAH_EKSPEKTASI: _l("Di bawah"),
}
"""The same on a board's buttons, whose full words are read out."""

CHECKED: Final[Mapping[HasilCek, tuple[str, LazyString]]] = {
    HasilCek.DAPAT_DIBUKA: ("done", _l("Bisa dibuka")),
    HasilCek.PERLU_IZIN: ("late", _l("Perlu izin")),
    HasilCek.TIDAK_DITEMUKAN: ("late", _l("Tidak ditemukan")),
    HasilCek.TIDAK_DAPAT_DICEK: ("waiting", _l("Tidak bisa dicek")),
    HasilCek.BELUM_DICEK: ("neutral", _l("Sedang dicek")),
}
"""What the look at a link said."""

TO_OWNER: Final[Mapping[HasilCek, LazyString]] = {
    HasilCek.PERLU_IZIN: _l(
        "Tidak dapat dibuka penilai: halaman ini meminta masuk atau izin. Ubah berbagi menjadi siapa saja yang "
        "memiliki tautan, lalu periksa lagi; atau unggah berkasnya ke brankas."
    ),
    HasilCek.TIDAK_DITEMUKAN: _l(
        "Halaman ini tidak ada. Periksa ejaan alamatnya atau salin ulang tautannya; atau unggah berkasnya ke brankas."
    ),
    HasilCek.TIDAK_DAPAT_DICEK: _l(
        "Server tujuan tidak menjawab atau tidak dapat dijangkau dari sini. Coba periksa lagi nanti; supaya pasti, "
        "unggah berkasnya ke brankas."
    ),
    HasilCek.BELUM_DICEK: _l("Hasilnya tampil sesudah halaman dimuat ulang. Anda tidak perlu menunggu."),
}
"""What the employee may do about a link."""

TO_LEADER: Final[Mapping[HasilCek, LazyString]] = {
    HasilCek.PERLU_IZIN: _l(
        "Halaman ini meminta masuk atau izin. Minta pegawai membukanya untuk siapa saja yang memiliki tautan, atau "
        "mengunggah berkasnya ke brankas; lembar dapat Anda kembalikan dengan alasan itu."
    ),
    HasilCek.TIDAK_DITEMUKAN: _l(
        "Halaman ini tidak ada. Minta pegawai memperbaiki tautannya atau mengunggah berkasnya ke brankas."
    ),
    HasilCek.TIDAK_DAPAT_DICEK: _l(
        "Server tujuan tidak menjawab saat dicek. Coba buka sendiri tautannya, atau periksa lagi nanti."
    ),
    HasilCek.BELUM_DICEK: _l("Hasilnya tampil sesudah halaman dimuat ulang."),
}
"""What the evaluator may do about a link."""

MONTHS: Final[tuple[LazyString, ...]] = (
    _l("Jan"), _l("Feb"), _l("Mar"), _l("Apr"), _l("Mei"), _l("Jun"),
    _l("Jul"), _l("Agu"), _l("Sep"), _l("Okt"), _l("Nov"), _l("Des"),
)  # fmt: skip
"""Short names of the months."""


def angka(number: Decimal | None) -> str:
    """A number as people type it; nothing where there is none."""
    return "" if number is None else cetak_angka(number)


def shape(predikat: Predikat) -> str:
    """The key of a predikat's colour and outline."""
    return kunci_bentuk(predikat)


def why(closed: Closed, tahun: int, bulan: int) -> str:
    """Why results are closed, and what to do."""
    return say(sentence(closed, tahun, bulan))


def link_to_step(closed: Closed) -> str:
    """The words of the link to the missing step."""
    words = {
        "rencana": _("Susun rencana aksi"),
        "target": _("Susun target bulan ini"),
        "bulan": _("Tutup bulan lebih awal"),
    }
    return words.get(closed.code, "")


def rating_choices() -> list[tuple[str, str, str]]:
    """The ratings as the buttons of a board: code, short words, full words; plain, for they are shown for everybody."""
    return [(one.value, str(SHORT[one]), str(RATING[one])) for one in RATING]


def words() -> dict[str, Any]:
    """What every template of the months may use."""
    return {
        "sheet_status": STATUS,
        # Plain words: a board shows them hundreds of times.
        "rating_words": {rating: str(word) for rating, word in RATING.items()},
        "rating_choices": rating_choices(),
        "checked_words": CHECKED,
        "link_help": {True: TO_OWNER, False: TO_LEADER},
        "month_words": MONTHS,
        "angka": angka,
        "predikat_key": shape,
    }
