"""The closed segments of a person's year, as the last evaluator has to consider them and as the document prints them.

[PermenPANRB 6/2022: the last Pejabat Penilai reviews the whole year; a predikat is not averaged.]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.kanonik import cuplikan_dari_kanonik
from webapp.domain.skp import StatusSkp
from webapp.storage.base import among
from webapp.storage.organisasi import Jabatan, Posting, Unit
from webapp.storage.segmen import EvaluasiSegmen, evaluasi_berlaku_banyak
from webapp.storage.skp import Skp


@dataclass(frozen=True)
class SegmenSetahun:
    """One segment. Ratings and words are empty while its own evaluator has not judged it."""

    skp_id: int
    mulai: date
    terakhir: date
    jabatan: str
    unit_kerja: str
    hasil_kerja: str | None = None
    perilaku: str | None = None
    umpan_balik: str | None = None
    penilai: str | None = None

    def kanonik(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "skp_id": self.skp_id,
            "mulai": self.mulai.isoformat(),
            "terakhir": self.terakhir.isoformat(),
            "jabatan": self.jabatan,
            "unit_kerja": self.unit_kerja,
            "hasil_kerja": self.hasil_kerja,
            "perilaku": self.perilaku,
            "umpan_balik": self.umpan_balik,
            "penilai": self.penilai,
        }


def segmen_dari_kanonik(data: dict[str, Any]) -> SegmenSetahun:
    """Back from JSON values."""
    hari = {nama: date.fromisoformat(data[nama]) for nama in ("mulai", "terakhir")}
    return SegmenSetahun(**{**data, **hari})


def segmen_setahun(session: Session, skp: Skp) -> list[SegmenSetahun]:
    """The other segments of the same person and year that are closed, in the order of their days."""
    return segmen_orang(session, [skp.pegawai_id], skp.tahun, [skp.id]).get(skp.pegawai_id, [])


def segmen_orang(
    session: Session, orang: Sequence[int], tahun: int, kecuali: Sequence[int]
) -> dict[int, list[SegmenSetahun]]:
    """The closed segments of many people in a year, without the SKP `kecuali`, by person; two statements."""
    cari = (
        select(Skp, Jabatan.nama, Unit.nama)
        .join(Posting, Posting.id == Skp.posting_id)
        .join(Jabatan, Jabatan.id == Posting.jabatan_id)
        .join(Unit, Unit.id == Jabatan.unit_id)
        .where(
            among(Skp.pegawai_id, orang),
            Skp.tahun == tahun,
            ~among(Skp.id, kecuali),
            Skp.status == StatusSkp.DITUTUP_SEGMEN,
        )
    )
    ada = session.execute(cari).all()
    dinilai = evaluasi_berlaku_banyak(session, [skp.id for skp, _, _ in ada])
    per_orang: dict[int, list[SegmenSetahun]] = {}
    for skp, jabatan, unit in sorted(ada, key=lambda baris: baris[0].mulai):
        per_orang.setdefault(skp.pegawai_id, []).append(_segmen(skp, jabatan, unit, dinilai.get(skp.id)))
    return per_orang


def _segmen(skp: Skp, jabatan: str, unit: str, dinilai: EvaluasiSegmen | None) -> SegmenSetahun:
    if dinilai is None:
        return SegmenSetahun(skp.id, skp.mulai, skp.selesai, jabatan, unit)
    potret = cuplikan_dari_kanonik(dinilai.cuplikan)
    return SegmenSetahun(
        skp.id,
        skp.mulai,
        skp.selesai,
        potret.pegawai.jabatan,
        potret.pegawai.unit_kerja,
        dinilai.hasil_kerja.value,
        dinilai.perilaku.value,
        dinilai.umpan_balik,
        potret.penilai.nama,
    )
