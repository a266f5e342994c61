"""The sheets of the months, each with everything that stands on it.

Reads only. Sheets are loaded many at a time with a fixed number of statements, so that a leader's board costs no more
statements than one sheet. Who may see what follows the SKP's own access.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import and_, select

from webapp.domain.bulanan import (
    BELUM_BERTARGET,
    BUKTI_TERBUKA,
    SEDANG_BERJALAN,
    StatusBulanan,
)
from webapp.domain.tanggal import BULAN
from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.policy.matrix import Kind, Relation, Right, may
from webapp.services.policy.skp import access
from webapp.services.work import Transaction
from webapp.services.yearly.arrears import Missed, escalated_from
from webapp.storage.akun import Akun
from webapp.storage.base import among
from webapp.storage.berkas import Berkas
from webapp.storage.bulanan import (
    BarisBulanan,
    BuktiBulanan,
    EvaluasiBulanan,
    JenisUmpanBalik,
    RealisasiBulanan,
    RencanaAksi,
    SkpBulanan,
    TanggapanBulanan,
    UmpanBalikBulanan,
)
from webapp.storage.organisasi import Pegawai
from webapp.storage.process import WorkItem
from webapp.storage.registri import PihakLuar
from webapp.storage.skp import Rhk, Skp

from .action_plan import open_step

DOCUMENT = "skp_bulanan"


@dataclass(frozen=True)
class Evidence:
    """A piece of evidence that was not withdrawn; `media` is the kind of a file, None for a link."""

    row: BuktiBulanan
    media: str | None


@dataclass
class Said:
    """Words of the evaluator, and whose."""

    jenis: JenisUmpanBalik
    nilai_kode: str | None
    isi: str
    pada: datetime
    akun_id: int
    oleh: str = ""


@dataclass
class SheetRow:
    """A row of a sheet: its yearly row in words, what became of it, evidence and feedback."""

    baris: BarisBulanan
    rhk: str
    realisasi: RealisasiBulanan | None = None
    bukti: list[Evidence] = field(default_factory=list)
    umpan_balik: list[Said] = field(default_factory=list)


@dataclass
class Sheet:
    """Everything that stands on a sheet. `said` is about the whole or about a value; rows have their own."""

    lembar: SkpBulanan
    rows: list[SheetRow] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    evaluasi: EvaluasiBulanan | None = None
    evaluator: str = ""
    tanggapan: TanggapanBulanan | None = None

    @property
    def name(self) -> str:
        """The month as people say it."""
        return f"{BULAN[self.lembar.bulan - 1]} {self.lembar.tahun}"

    @property
    def evidence(self) -> int:
        """How many pieces of evidence there are."""
        return sum(len(row.bukti) for row in self.rows)

    @property
    def proven(self) -> int:
        """How many rows have evidence."""
        return sum(1 for row in self.rows if row.bukti)

    @property
    def filled(self) -> int:
        """How many rows tell what became of them."""
        return sum(1 for row in self.rows if row.realisasi is not None)

    @property
    def takes_evidence(self) -> bool:
        """Whether evidence may be added now."""
        return self.lembar.status in BUKTI_TERBUKA


@dataclass(frozen=True)
class Step:
    """An open step of a sheet's case."""

    case_id: int
    key: str
    element_id: str
    name: str
    role: str
    quiet: bool


@dataclass(frozen=True)
class SheetView:
    """A sheet as one person sees it. `closed` says why results cannot be told yet; `arrears`: the owner's as leader."""

    sheet: Sheet
    skp: Skp
    owner: Pegawai
    access: Relation
    steps: Sequence[Step]
    closed: Closed | None
    arrears: Sequence[Missed] = ()

    @property
    def is_owner(self) -> bool:
        """Whether the reader is the employee."""
        return self.access is Relation.OWNER


@dataclass(frozen=True)
class Closed:
    """Why results or evidence are not taken: which step is missing (a code), and the open step that leads on."""

    code: str
    since: date | None = None
    step: tuple[int, str] | None = None


def load(tx: Transaction, ids: Sequence[int]) -> dict[int, Sheet]:
    """Sheets by id, each with all that stands on it; six statements whatever their number."""
    found = {
        row.id: Sheet(row) for row in tx.session.scalars(select(SkpBulanan).where(among(SkpBulanan.id, ids)))
    }
    rows = _rows(tx, found)
    _evidence(tx, rows)
    _said(tx, found, rows)
    query = (
        select(EvaluasiBulanan, TanggapanBulanan)
        .outerjoin(TanggapanBulanan, TanggapanBulanan.evaluasi_id == EvaluasiBulanan.id)
        .where(among(EvaluasiBulanan.skp_bulanan_id, ids))
    )
    for evaluasi, tanggapan in tx.session.execute(query):
        sheet = found[evaluasi.skp_bulanan_id]
        sheet.evaluasi, sheet.tanggapan = evaluasi, tanggapan
    _name(tx, found, rows)
    return found


def _rows(tx: Transaction, found: Mapping[int, Sheet]) -> dict[int, SheetRow]:
    query = (
        select(BarisBulanan, Rhk.uraian, RealisasiBulanan)
        .join(Rhk, and_(Rhk.revisi_id == BarisBulanan.revisi_id, Rhk.kunci == BarisBulanan.rhk_kunci))
        .outerjoin(RealisasiBulanan, RealisasiBulanan.baris_id == BarisBulanan.id)
        .where(among(BarisBulanan.skp_bulanan_id, found))
        .order_by(BarisBulanan.skp_bulanan_id, BarisBulanan.urutan)
    )
    rows: dict[int, SheetRow] = {}
    for baris, rhk, realisasi in tx.session.execute(query):
        rows[baris.id] = SheetRow(baris, rhk, realisasi)
        found[baris.skp_bulanan_id].rows.append(rows[baris.id])
    return rows


def _evidence(tx: Transaction, rows: Mapping[int, SheetRow]) -> None:
    query = (
        select(BuktiBulanan, Berkas.jenis_media)
        .outerjoin(Berkas, Berkas.id == BuktiBulanan.berkas_id)
        .where(among(BuktiBulanan.baris_id, rows), BuktiBulanan.dicabut_pada.is_(None))
        .order_by(BuktiBulanan.id)
    )
    for bukti, media in tx.session.execute(query):
        rows[bukti.baris_id].bukti.append(Evidence(bukti, media))


def _said(tx: Transaction, found: Mapping[int, Sheet], rows: Mapping[int, SheetRow]) -> None:
    query = (
        select(UmpanBalikBulanan)
        .where(among(UmpanBalikBulanan.skp_bulanan_id, found))
        .order_by(UmpanBalikBulanan.id)
    )
    for one in tx.session.scalars(query):
        said = Said(one.jenis, one.nilai_kode, one.isi, one.pada, one.akun_id)
        place = rows.get(one.baris_id) if one.baris_id is not None else None
        (found[one.skp_bulanan_id].said if place is None else place.umpan_balik).append(said)


def _name(tx: Transaction, found: Mapping[int, Sheet], rows: Mapping[int, SheetRow]) -> None:
    """Put names to what accounts have said and judged."""
    said = [one for place in (*(s.said for s in found.values()), *(r.umpan_balik for r in rows.values()))
            for one in place]  # fmt: skip
    judged = [one for one in found.values() if one.evaluasi is not None]
    ids = {one.akun_id for one in said} | {one.evaluasi.akun_id for one in judged if one.evaluasi}
    names = names_of(tx, ids)
    for one in said:
        one.oleh = names.get(one.akun_id, "")
    for sheet_ in judged:
        if sheet_.evaluasi is not None:
            sheet_.evaluator = names.get(sheet_.evaluasi.akun_id, "")


def names_of(tx: Transaction, ids: Iterable[int]) -> dict[int, str]:
    """The people behind accounts, as they are called."""
    asked = set(ids)
    if not asked:
        return {}
    query = (
        select(Akun.id, Akun.nama_pengguna, Pegawai, PihakLuar.nama)
        .outerjoin(Pegawai, Pegawai.id == Akun.pegawai_id)
        .outerjoin(PihakLuar, PihakLuar.id == Akun.pihak_luar_id)
        .where(among(Akun.id, asked))
    )
    return {
        akun_id: pegawai.nama_lengkap if pegawai is not None else luar or pengguna
        for akun_id, pengguna, pegawai, luar in tx.session.execute(query)
    }


def sheet(tx: Transaction, actor: Actor, skp_id: int, bulan: int) -> SheetView:
    """One sheet. Raises `NotFound` for those who do not see the SKP's content, and where there is no sheet."""
    skp, relation = access(tx, actor, skp_id, Right.READ)
    query = select(SkpBulanan.id).where(SkpBulanan.skp_id == skp_id, SkpBulanan.bulan == bulan)
    lembar_id = tx.session.scalars(query).one_or_none()
    if lembar_id is None:
        raise NotFound("skp", skp_id)
    found = load(tx, [lembar_id])[lembar_id]
    if not may(Kind.SKP, relation, Right.COURSE) and (
        found.evaluasi is None or found.evaluasi.akun_id != actor.akun_id
    ):
        raise NotFound("skp", skp_id)
    if not relation.sees_talk:
        found.said, found.tanggapan = [], None
    steps = open_steps(tx, found.lembar)
    closed = why_closed(tx, skp, found.lembar, steps)
    owner, month = tx.session.get_one(Pegawai, skp.pegawai_id), (found.lembar.mulai, found.lembar.selesai)
    arrears = escalated_from(tx, skp.pegawai_id, *month) if relation.sees_talk else ()
    return SheetView(found, skp, owner, relation, steps, closed, arrears)


def month_of(tx: Transaction, lembar_id: int) -> SkpBulanan:
    """A sheet's own row, for its address. Raises `NotFound`."""
    row = tx.session.get(SkpBulanan, lembar_id)
    if row is None:
        raise NotFound
    return row


def open_steps(tx: Transaction, lembar: SkpBulanan) -> list[Step]:
    """The open human steps of a sheet's case."""
    if lembar.case_id is None:
        return []
    query = select(WorkItem).where(WorkItem.case_id == lembar.case_id).order_by(WorkItem.key)
    return [
        Step(row.case_id, row.key, row.element_id, row.name, row.role, row.quiet)
        for row in tx.session.scalars(query)
    ]


def why_closed(
    tx: Transaction, skp: Skp, lembar: SkpBulanan | None, steps: Sequence[Step] = ()
) -> Closed | None:
    """Which step is missing before results may be told [I10]: plan, sheet, target, its approval, the month's end."""
    if lembar is None:
        step = open_step(tx, skp.id)
        planned = select(RencanaAksi.id).where(
            RencanaAksi.skp_id == skp.id, RencanaAksi.ditetapkan_pada.is_not(None)
        )
        if tx.session.scalars(planned.limit(1)).first() is None:
            return Closed("rencana", step=step)
        return Closed("lembar")
    mine = next(((one.case_id, one.key) for one in steps if one.role == "pegawai"), None)
    if lembar.status is StatusBulanan.TARGET_DRAF:
        return Closed("target", lembar.batas_target, mine)
    if lembar.status in BELUM_BERTARGET:
        return Closed("persetujuan", None, next(((one.case_id, one.key) for one in steps), None))
    if lembar.status in SEDANG_BERJALAN:
        return Closed("bulan", lembar.selesai, mine)
    return Closed("nihil") if lembar.status is StatusBulanan.NIHIL else None
