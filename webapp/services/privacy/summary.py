"""Figures of a year by OPD for everybody: how many SKP are set, and how the ratings are spread. Nobody can be found.

It counts what stood on the first day of the month, so that two looks on neighbouring days do not tell who was rated in
between. A group is divided so that no number about one to four people can be computed (`domain.pengaburan`); there is
no line for the whole region, because the OPD could be subtracted from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from sqlalchemy import text

from webapp.domain.pengaburan import Terkabur, kaburkan
from webapp.domain.predikat import Predikat
from webapp.services.errors import NotFound
from webapp.services.work import Transaction
from webapp.storage.aturan import nilai_aturan

RULE: Final = "ringkasan_publik"
NOT_SET: Final = "BELUM_DITETAPKAN"
NOT_RATED: Final = "BELUM_DINILAI"
CELLS: Final = (NOT_SET, NOT_RATED, *(one.value for one in Predikat))


@dataclass(frozen=True)
class OpdLine:
    """An OPD and what may be told of its people."""

    name: str
    told: Terkabur[str]


@dataclass(frozen=True)
class Summary:
    """A year as it stood on a day."""

    tahun: int
    years: Sequence[int]
    as_of: date
    lines: Sequence[OpdLine]


def is_public(tx: Transaction) -> bool:
    """Whether the agency has chosen to show it without a sign-in."""
    return bool((nilai_aturan(tx.session, RULE, tx.today) or {}).get("tampil", False))


def summary(tx: Transaction, tahun: int | None) -> Summary:
    """The figures of a year, the newest one if none is named. Raises `NotFound` where they are not public."""
    if not is_public(tx):
        raise NotFound(RULE)
    years = [
        int(one) for one in tx.session.scalars(text("SELECT DISTINCT tahun FROM skp ORDER BY tahun DESC"))
    ]
    chosen = tahun if tahun is not None and tahun in years else next(iter(years), tx.today.year)
    as_of = tx.today.replace(day=1)
    return Summary(chosen, years, as_of, _lines(tx, chosen, as_of))


def _lines(tx: Transaction, tahun: int, as_of: date) -> list[OpdLine]:
    where = tx.work.organisation.day(tx.session, min(as_of, date(tahun, 12, 31)))
    cells: dict[int, Counter[str]] = {}
    for pegawai_id, cell in _people(tx, tahun, as_of).items():
        opd = where.opd(pegawai_id)
        if opd is not None:
            cells.setdefault(opd, Counter())[cell] += 1
    found = []
    for opd, counted in cells.items():
        unit = where.bagan.unit(opd, where.tanggal)
        told = kaburkan({cell: counted[cell] for cell in CELLS})
        found.append(OpdLine("" if unit is None else unit.nama, told))
    return sorted(found, key=lambda one: one.name)


def _people(tx: Transaction, tahun: int, as_of: date) -> Mapping[int, str]:
    """By employee with an SKP of the year, the cell: by the last SKP, and what had been told of it by then."""
    moment = datetime.combine(as_of, time.min, tx.work.zone)
    rows = tx.session.execute(_CELLS, {"tahun": tahun, "moment": moment})
    return {
        pegawai_id: predikat or (NOT_RATED if is_set else NOT_SET) for pegawai_id, is_set, predikat in rows
    }


_CELLS = text("""
SELECT DISTINCT ON (s.pegawai_id) s.pegawai_id,
  EXISTS (SELECT FROM skp_revisi r JOIN tanda_tangan t ON t.revisi_id = r.id
          WHERE r.skp_id = s.id AND t.peran = 'PEJABAT_PENILAI' AND t.pada < :moment),
  (SELECT e.predikat FROM dokumen_evaluasi d JOIN evaluasi_tahunan e ON e.id = d.evaluasi_id
   WHERE d.skp_id = s.id AND d.disampaikan_pada < :moment ORDER BY d.nomor DESC LIMIT 1)
FROM skp s WHERE s.tahun = :tahun AND s.dibuat_pada < :moment ORDER BY s.pegawai_id, s.id DESC
""")
