"""The action plan of a year as its page shows it, and writing it row by row while its step is open.

Reading follows the SKP's own access; only the owner writes, and only months whose sheet was not made yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from webapp.domain.bulanan import Rencana, bulan_skp, periksa_rencana, rencana_berjalan
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.skp import IsiSkp
from webapp.operations import Actor, Refused
from webapp.operations.rencana_aksi import as_rencana, masa_skp
from webapp.operations.sesuaikan_rencana import LANGKAH
from webapp.services.errors import Denied
from webapp.services.policy.matrix import Kind, Relation, Right, may
from webapp.services.policy.skp import access
from webapp.services.work import Transaction, Work
from webapp.storage.bulanan import RencanaAksi, bulan_dibuka, rencana_skp, revisi_berlaku
from webapp.storage.isi import muat_isi
from webapp.storage.process import ProcessCase, WorkItem
from webapp.storage.skp import Skp

MAX_TEXT = 1_000


@dataclass(frozen=True)
class Plan:
    """The plan of an SKP: its yearly rows, the months of its period, and what is planned of a row in a month.

    `opened` are the months that have a sheet already: they stay as they are. `step` is the open step (case, key) that
    hands the plan in; None while there is none, or for others than the owner.
    """

    skp: Skp
    access: Relation
    isi: IsiSkp | None
    revisi_id: int | None
    months: Sequence[int]
    cells: Mapping[tuple[str, int], Rencana]
    opened: frozenset[int]
    step: tuple[int, str] | None
    is_set: bool

    def of_row(self, rhk_kunci: str) -> dict[int, Rencana]:
        """The planned months of a yearly row."""
        return {bulan: satu for (kunci, bulan), satu in self.cells.items() if kunci == rhk_kunci}

    def in_month(self, bulan: int) -> int:
        """How many yearly rows are worked on in a month."""
        return sum(1 for _, month in self.cells if month == bulan)

    @property
    def yearly(self) -> int:
        """How many yearly rows there are."""
        return 0 if self.isi is None else len(self.isi.rhk)

    @property
    def may_write(self) -> bool:
        """Whether the reader may change it now."""
        return may(Kind.SKP, self.access, Right.WRITE) and self.step is not None

    @property
    def is_adjusting(self) -> bool:
        """Whether the reader adjusts it to a changed SKP: months that have a sheet stay as they are."""
        return self.step is not None and "sesuaikan_rencana_aksi" in self.step[1]

    @property
    def findings(self) -> list[Pelanggaran]:
        """What keeps the plan from being handed in."""
        rows = [] if self.isi is None else [rhk.kunci for rhk in self.isi.rhk]
        if self.opened.issuperset(self.months):
            return []
        running = rencana_berjalan(rows, self.opened, list(self.cells.values()))
        return periksa_rencana(rows, self.months, running)


def plan(tx: Transaction, actor: Actor, skp_id: int) -> Plan:
    """The plan for those who see the SKP's content. Raises `NotFound`."""
    skp, relation = access(tx, actor, skp_id, Right.READ)
    return plan_of(tx, skp, relation)


def plan_of(tx: Transaction, skp: Skp, relation: Relation) -> Plan:
    """The same for an SKP to which access was asked already."""
    revisi = revisi_berlaku(tx.session, skp.id)
    rows = rencana_skp(tx.session, skp.id)
    return Plan(
        skp=skp,
        access=relation,
        isi=None if revisi is None else muat_isi(tx.session, revisi.id),
        revisi_id=None if revisi is None else revisi.id,
        months=bulan_skp(masa_skp(skp), skp.tahun),
        cells={(row.rhk_kunci, row.bulan): as_rencana(row) for row in rows},
        opened=bulan_dibuka(tx.session, skp.id),
        step=open_step(tx, skp.id) if may(Kind.SKP, relation, Right.WRITE) else None,
        is_set=bool(rows) and all(row.ditetapkan_pada is not None for row in rows),
    )


def open_step(tx: Transaction, skp_id: int) -> tuple[int, str] | None:
    """The open step that hands the plan in."""
    query = (
        select(WorkItem.case_id, WorkItem.key)
        .join(ProcessCase, ProcessCase.id == WorkItem.case_id)
        .where(
            WorkItem.element_id.in_(LANGKAH),
            ProcessCase.document_kind == "skp",
            ProcessCase.document_id == skp_id,
        )
        .order_by(WorkItem.case_id)
        .limit(1)
    )
    row = tx.session.execute(query).one_or_none()
    return None if row is None else (row.case_id, row.key)


def save_row(work: Work, actor: Actor, skp_id: int, rhk_kunci: str, cells: Sequence[Rencana]) -> None:
    """Replace what is planned of one yearly row.

    Months that have a sheet keep what they have. Raises `NotFound`, `Denied` when the plan cannot be written now, and
    `Refused` with all that is wrong.
    """
    with work.transaction() as tx:
        skp = tx.session.get(Skp, skp_id, with_for_update=True)
        found = plan(tx, actor, skp_id)
        if skp is None or found.isi is None or found.revisi_id is None:
            raise Denied("SKP belum ditetapkan, jadi rencana aksinya belum dapat disusun.")
        if not found.may_write:
            raise Denied("Rencana aksi hanya dapat diubah pemiliknya selama langkahnya terbuka.")
        new = [satu for satu in cells if satu.bulan not in found.opened]
        rows = [rhk.kunci for rhk in found.isi.rhk]
        _refuse(rhk_kunci, rows, found, new)
        mine = (RencanaAksi.skp_id == skp_id, RencanaAksi.rhk_kunci == rhk_kunci)
        tx.session.execute(delete(RencanaAksi).where(*mine, RencanaAksi.bulan.not_in(found.opened)))
        tx.session.add_all(_row(skp_id, found.revisi_id, satu) for satu in new)


def _refuse(rhk_kunci: str, rows: Sequence[str], found: Plan, new: Sequence[Rencana]) -> None:
    wrong = [satu for satu in periksa_rencana(rows, found.months, new) if satu.kode != "rencana.kosong"]
    if rhk_kunci not in rows or any(satu.rhk_kunci != rhk_kunci for satu in new):
        pesan = "rhk_id wajib: rencana aksi harus menunjuk RHK tahunan yang berlaku."
        wrong.append(Pelanggaran("rhk_id.wajib", pesan, f"rencana.{rhk_kunci}"))
    if wrong:
        raise Refused(wrong)


def _row(skp_id: int, revisi_id: int, satu: Rencana) -> RencanaAksi:
    return RencanaAksi(
        skp_id=skp_id,
        revisi_id=revisi_id,
        rhk_kunci=satu.rhk_kunci,
        iki_kunci=satu.iki_kunci,
        bulan=satu.bulan,
        uraian=satu.uraian,
        target=satu.target,
        satuan=satu.satuan,
    )
