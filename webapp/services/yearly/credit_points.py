"""Credit points as pages and the PAK show them: the year's conversion, what came before, and what is still missing.

Reads only. Points are counted in the jenjang in which the year ends; those of an earlier jenjang stay behind
[PermenPANRB 1/2023; Peraturan BKN 3/2023].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from webapp.domain.angka import cetak_angka
from webapp.domain.angka_kredit import jumlah
from webapp.operations import Actor
from webapp.services.policy.matrix import Relation, Right
from webapp.services.work import Transaction
from webapp.storage.saldo import SaldoAngkaKredit, saldo_berlaku
from webapp.storage.skp import Skp
from webapp.storage.tindak_lanjut import AngkaKredit, angka_kredit_sampai, angka_kredit_skp

from .evaluation import reader


@dataclass(frozen=True)
class Line:
    """One converted segment with its arithmetic in words."""

    row: AngkaKredit

    @property
    def sum(self) -> str:
        """The arithmetic: "6/12 x 100 % x 12,5 = 6,25"."""
        row = self.row
        return (
            f"{row.bulan}/12 x {_number(row.persen)} % x {_number(row.koefisien)} = {cetak_angka(row.nilai)}"
        )


@dataclass(frozen=True)
class Points:
    """The points of one year. `earlier` were earned before in the jenjang of `last`; `total` counts in that jenjang.

    `opening` is the approved balance of an earlier PAK; what it covers is not in `earlier`.
    What is missing is None where the jenjang has no next one.
    """

    skp: Skp
    lines: Sequence[Line]
    earlier: Sequence[AngkaKredit]
    opening: SaldoAngkaKredit | None = None

    @property
    def last(self) -> AngkaKredit:
        """The segment in which the year ends."""
        return self.lines[-1].row

    @property
    def before(self) -> Decimal:
        """Points of earlier years in this jenjang, with the balance of an earlier PAK."""
        opening = [] if self.opening is None else [self.opening.nilai]
        return jumlah([*opening, *(row.nilai for row in self.earlier)])

    @property
    def gained(self) -> Decimal:
        """Points of this year, in every jenjang."""
        return jumlah(line.row.nilai for line in self.lines)

    @property
    def counted(self) -> Decimal:
        """Points of this year in the jenjang in which it ends."""
        return jumlah(line.row.nilai for line in self.lines if line.row.jenjang is self.last.jenjang)

    @property
    def total(self) -> Decimal:
        """What counts in this jenjang now."""
        return self.before + self.counted

    @property
    def accumulation(self) -> str:
        """The arithmetic of the total: "18,75 + 2,08 = 20,83"."""
        return f"{cetak_angka(self.before)} + {cetak_angka(self.counted)} = {cetak_angka(self.total)}"

    @property
    def missing_for_rank(self) -> Decimal | None:
        """Points to the next pangkat."""
        return _missing(self.last.kebutuhan_pangkat, self.total)

    @property
    def missing_for_level(self) -> Decimal | None:
        """Points to the next jenjang."""
        return _missing(self.last.kebutuhan_jenjang, self.total)


def points(tx: Transaction, skp: Skp) -> Points | None:
    """The points that the evaluation of an SKP gave; None where there are none. Access is the caller's."""
    rows = angka_kredit_skp(tx.session, skp.id)
    if not rows:
        return None
    last, ids = rows[-1], {row.id for row in rows}
    first = next(row for row in rows if row.jenjang is last.jenjang)
    opening = saldo_berlaku(tx.session, skp.pegawai_id, last.jenjang, first.mulai)
    earlier = [
        row
        for row in angka_kredit_sampai(tx.session, skp.pegawai_id, last.terakhir)
        if row.jenjang is last.jenjang
        and row.id not in ids
        and (opening is None or row.terakhir > opening.per)
    ]
    return Points(skp, [Line(row) for row in rows], earlier, opening)


def for_page(tx: Transaction, actor: Actor, skp_id: int) -> tuple[Points | None, Relation]:
    """The same for one who may see the evaluation. Raises `NotFound`."""
    skp, relation = reader(tx, actor, skp_id, Right.COURSE)
    return points(tx, skp), relation


def _missing(wanted: Decimal | None, total: Decimal) -> Decimal | None:
    return None if wanted is None else max(Decimal(0), wanted - total).quantize(Decimal("0.01"))


def _number(value: Decimal) -> str:
    """Without zeros that say nothing: 12.50 is 12,5."""
    return cetak_angka(value.normalize())
