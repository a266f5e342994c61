"""The content of an SKP as a page lays it out: exactly the columns of the official form, remarks at their rows.

Templates get it by `lay_out(isi, komentar)` and show it with the macros of `skp/_isi.html`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from webapp.domain.jabatan import Jalur
from webapp.domain.skp import NAMA_ASPEK, NAMA_PENDEKATAN, NAMA_PERSPEKTIF, Iki, IsiSkp, Pendekatan, Rhk
from webapp.services.planning.remarks import Remark
from webapp.web.language import say

from .skp_words import core_values


@dataclass(frozen=True)
class Cell:
    """One cell under its column's heading. `kind` chooses its look: text, group, target."""

    heading: str
    text: str
    kind: str = "text"


@dataclass(frozen=True)
class Indicator:
    """One indicator's cells, in the order of the form."""

    letak: str
    cells: tuple[Cell, ...]
    komentar: Sequence[Remark]


@dataclass(frozen=True)
class Row:
    """One result: what stands once for it (`cells`), its indicators (kuantitatif) or measures (kualitatif)."""

    letak: str
    nomor: int
    uraian: str
    pimpinan: str
    penugasan_dari: str
    cells: tuple[Cell, ...]
    indicators: tuple[Indicator, ...]
    ukuran: tuple[str, ...]
    komentar: Sequence[Remark]


@dataclass(frozen=True)
class Part:
    """A. Utama or B. Tambahan."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Conduct:
    """One value with its three conducts and the leader's special expectation."""

    letak: str
    nomor: int
    nama: str
    perilaku: tuple[str, ...]
    ekspektasi: str
    komentar: Sequence[Remark]


@dataclass(frozen=True)
class Annex:
    """One list of the annex."""

    letak: str
    title: str
    butir: tuple[str, ...]
    komentar: Sequence[Remark]


@dataclass(frozen=True)
class Naskah:
    """The whole. `columns` are the headings of the results table; `komentar` are remarks on the whole."""

    pendekatan: str
    is_kualitatif: bool
    columns: tuple[str, ...]
    parts: tuple[Part, ...]
    perilaku: tuple[Conduct, ...]
    lampiran: tuple[Annex, ...]
    komentar: Sequence[Remark]


def naskah(isi: IsiSkp, komentar: Sequence[Remark] = ()) -> Naskah:
    """Lay a content out, with remarks where they belong; a remark whose row is gone stands with those on the whole."""
    left = _Remarks(komentar)
    jpt = isi.jalur is Jalur.JPT_PUKM
    parts = tuple(
        Part(title, tuple(_row(number, rhk, isi.pendekatan, jpt, left) for number, rhk in enumerate(rows, 1)))
        for title, rows in ((_("A. Utama"), isi.rhk_utama), (_("B. Tambahan"), isi.rhk_tambahan))
    )
    perilaku = tuple(_conducts(isi.ekspektasi_khusus, left))
    lampiran = tuple(_annexes(isi, left))
    return Naskah(
        pendekatan=say(NAMA_PENDEKATAN[isi.pendekatan]),
        is_kualitatif=isi.pendekatan is Pendekatan.KUALITATIF,
        columns=tuple(_columns(isi.pendekatan, jpt)),
        parts=parts,
        perilaku=perilaku,
        lampiran=lampiran,
        komentar=left.rest(),
    )


class _Remarks:
    """Remarks that are handed out by place, each once."""

    def __init__(self, komentar: Sequence[Remark]) -> None:
        self._left = list(komentar)

    def at(self, letak: str) -> list[Remark]:
        mine = [one for one in self._left if one.letak == letak or (one.letak or "").startswith(f"{letak}.")]
        self._left = [one for one in self._left if one not in mine]
        return mine

    def rest(self) -> list[Remark]:
        return self._left


def _columns(pendekatan: Pendekatan, jpt: bool) -> list[str]:
    """The headings of the official forms [PermenPANRB 6/2022, annex], without the number's own."""
    if pendekatan is Pendekatan.KUALITATIF:
        return [_("No"), _("Rencana hasil kerja")]
    if jpt:
        return [
            _("No"),
            _("Rencana hasil kerja"),
            _("Indikator kinerja individu"),
            _("Target"),
            _("Perspektif"),
        ]
    return [
        _("No"),
        _("RHK pimpinan yang diintervensi"),
        _("Rencana hasil kerja"),
        _("Aspek"),
        _("Indikator kinerja individu"),
        _("Target"),
    ]


def _row(number: int, rhk: Rhk, pendekatan: Pendekatan, jpt: bool, left: _Remarks) -> Row:
    letak = f"rhk.{rhk.kunci}"
    shown = () if pendekatan is Pendekatan.KUALITATIF else rhk.iki or (Iki(kunci="", uraian=""),)
    # Indicators take their remarks first; what is said about the row's other fields stands at the row.
    indicators = tuple(_indicator(f"{letak}.iki.{iki.kunci}", iki, jpt, left) for iki in shown)
    pimpinan = rhk.rhk_pimpinan or ""
    cells = (Cell(_("RHK pimpinan yang diintervensi"), pimpinan or "–"),) if not jpt else ()
    return Row(
        letak=letak,
        nomor=number,
        uraian=rhk.uraian,
        pimpinan=pimpinan,
        penugasan_dari=rhk.penugasan_dari or "",
        cells=cells,
        indicators=indicators,
        ukuran=rhk.ukuran,
        komentar=left.at(letak),
    )


def _indicator(letak: str, iki: Iki, jpt: bool, left: _Remarks) -> Indicator:
    words = Cell(_("Indikator kinerja individu"), iki.uraian or "–")
    target = Cell(_("Target"), f"{iki.target} {iki.satuan}".strip() or "–", "target")
    if jpt:
        group = Cell(
            _("Perspektif"), say(NAMA_PERSPEKTIF[iki.perspektif]) if iki.perspektif else "–", "group"
        )
        return Indicator(letak, (words, target, group), left.at(letak))
    group = Cell(_("Aspek"), say(NAMA_ASPEK[iki.aspek]) if iki.aspek else "–", "group")
    return Indicator(letak, (group, words, target), left.at(letak))


def _conducts(ekspektasi: Mapping[str, str], left: _Remarks) -> Iterator[Conduct]:
    for number, nilai in enumerate(core_values(), 1):
        letak = f"ekspektasi_khusus.{nilai.kode.value}"
        text = ekspektasi.get(nilai.kode.value, "")
        yield Conduct(letak, number, nilai.nama, nilai.perilaku, text, left.at(letak))


def _annexes(isi: IsiSkp, left: _Remarks) -> Iterator[Annex]:
    lists = (
        ("lampiran.dukungan", _("Dukungan sumber daya"), isi.lampiran.dukungan),
        ("lampiran.skema", _("Skema pertanggungjawaban"), isi.lampiran.skema),
        ("lampiran.konsekuensi", _("Konsekuensi"), isi.lampiran.konsekuensi),
    )
    for letak, title, butir in lists:
        yield Annex(letak, title, butir, left.at(letak))
