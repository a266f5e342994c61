"""The months of an SKP in a list: which have a sheet, which will get one when, how many rows are planned, how judged.

Reads only; who may see what follows the SKP's own access.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from webapp.domain.bulanan import DIJADWALKAN, bulan_skp, hari_buka
from webapp.domain.tanggal import BULAN
from webapp.domain.tenggat import BatasWaktu
from webapp.operations import Actor
from webapp.operations.rencana_aksi import masa_skp
from webapp.services.people.calendars.days import deadline_calendar
from webapp.services.policy.matrix import Kind, Relation, Right, may
from webapp.services.policy.skp import access
from webapp.services.process.decisions import decide
from webapp.services.reminders.limits import INPUT, TABLE
from webapp.services.work import Transaction
from webapp.storage.bulanan import EvaluasiBulanan, RencanaAksi, SkpBulanan
from webapp.storage.organisasi import Pegawai
from webapp.storage.skp import Skp


@dataclass(frozen=True)
class MonthLine:
    """A month in the list of an SKP: its sheet, or when it will be made; how many rows are planned of how many."""

    bulan: int
    lembar: SkpBulanan | None
    opens: date
    planned: int
    evaluasi: EvaluasiBulanan | None

    @property
    def name(self) -> str:
        """The month's name."""
        return BULAN[self.bulan - 1]


@dataclass(frozen=True)
class Months:
    """All months of an SKP."""

    skp: Skp
    owner: Pegawai
    access: Relation
    yearly: int
    lines: Sequence[MonthLine]


def months(tx: Transaction, actor: Actor, skp_id: int) -> Months:
    """The months of an SKP for everybody who may see it; whose content is hidden shows states only."""
    skp, relation = access(tx, actor, skp_id)
    sheets = {
        row.bulan: row for row in tx.session.scalars(select(SkpBulanan).where(SkpBulanan.skp_id == skp_id))
    }
    judged = _judged(tx, skp_id) if relation.sees_content else {}
    planned, yearly = _planned(tx, skp_id)
    rule = BatasWaktu.dari(decide(tx, TABLE, {INPUT: DIJADWALKAN}).values)
    calendar = deadline_calendar(tx, skp.pegawai_id, skp.tahun)
    lines = [
        MonthLine(
            bulan,
            sheets.get(bulan),
            hari_buka(skp.tahun, bulan, rule, calendar),
            planned[bulan],
            judged.get(bulan),
        )
        for bulan in bulan_skp(masa_skp(skp), skp.tahun)
    ]
    if not may(Kind.SKP, relation, Right.COURSE):
        lines = [line for line in lines if line.evaluasi and line.evaluasi.akun_id == actor.akun_id]
    return Months(skp, tx.session.get_one(Pegawai, skp.pegawai_id), relation, yearly, lines)


def _judged(tx: Transaction, skp_id: int) -> dict[int, EvaluasiBulanan]:
    query = (
        select(SkpBulanan.bulan, EvaluasiBulanan)
        .join(EvaluasiBulanan, EvaluasiBulanan.skp_bulanan_id == SkpBulanan.id)
        .where(SkpBulanan.skp_id == skp_id)
    )
    return {row.bulan: row.EvaluasiBulanan for row in tx.session.execute(query)}


def _planned(tx: Transaction, skp_id: int) -> tuple[Mapping[int, int], int]:
    """How many yearly rows are planned in each month, and how many are planned at all."""
    query = (
        select(RencanaAksi.bulan, func.count())
        .where(RencanaAksi.skp_id == skp_id)
        .group_by(RencanaAksi.bulan)
    )
    found: dict[int, int] = defaultdict(int)
    found.update((row[0], row[1]) for row in tx.session.execute(query))
    rows = select(func.count(RencanaAksi.rhk_kunci.distinct())).where(RencanaAksi.skp_id == skp_id)
    return found, tx.session.execute(rows).scalar_one()
