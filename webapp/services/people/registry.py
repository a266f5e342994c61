"""The registry of mandates for its users: propose, look, preview. Approval and end are steps of the diagram.

Proposals come from the performance managers of an OPD about people of that OPD, or from BKPP; a second person of BKPP
approves. There is no other way to such a right: only these steps write the table that gives it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from webapp.domain.mandat import BERLAKU, NAMA_MANDAT, StatusMandat, UsulMandat
from webapp.domain.organisasi import Lingkup
from webapp.domain.pelanggaran import Pelanggaran, penolakan, peringatan
from webapp.operations import Actor, Refused
from webapp.operations.penugasan import periksa_usul
from webapp.services.errors import Denied, NotFound
from webapp.services.policy.decide import permits, require
from webapp.services.policy.lists import visible
from webapp.services.policy.matrix import Kind, Right, holders
from webapp.services.policy.oversight import scope_of
from webapp.services.policy.own_case import refuse_own
from webapp.services.process.cases import start
from webapp.services.requests import done_before
from webapp.services.work import Transaction, Work
from webapp.storage.akun import nama_akun
from webapp.storage.audit import AuditEvent
from webapp.storage.berkas import Berkas
from webapp.storage.mandat import usul_dari
from webapp.storage.organisasi import Jabatan, Pegawai, Unit
from webapp.storage.process import ProcessCase, WorkItem
from webapp.storage.registri import Mandat

from .impact import Impact, impact, with_mandate
from .organisation import OrganisationDay

PROCESS = "penugasan"
DOCUMENT = "mandat"
OFFICES = holders(Kind.REGISTRY, Right.PROPOSE)


@dataclass(frozen=True)
class Proposal:
    """A mandate as somebody proposes it; `usul` says what, the rest on which letter and why."""

    usul: UsulMandat
    nomor_surat: str
    tanggal_surat: date
    penanda_tangan: str
    alasan: str
    berkas_id: int
    lingkup: Lingkup = field(default_factory=Lingkup)

    def columns(self) -> dict[str, Any]:
        """The row's columns."""
        usul = self.usul
        return {
            "jenis": usul.jenis,
            "pegawai_id": usul.pemegang_id,
            "jabatan_id": usul.jabatan_id,
            "unit_id": usul.unit_id,
            "dinilai_id": usul.dinilai_id,
            "berlaku": usul.masa,
            "nomor_surat": self.nomor_surat,
            "tanggal_surat": self.tanggal_surat,
            "penanda_tangan": self.penanda_tangan,
            "alasan": self.alasan,
            "berkas_id": self.berkas_id,
            "lingkup_proses": sorted(self.lingkup.proses),
            "lingkup_langkah": sorted(self.lingkup.langkah),
        }


@dataclass(frozen=True)
class Row:
    """A mandate in a list. `about` is the post, unit or employee that it is about."""

    mandat: Mandat
    holder: str
    about: str

    @property
    def kind(self) -> str:
        """The kind in words."""
        return NAMA_MANDAT[self.mandat.jenis]


@dataclass(frozen=True)
class View:
    """A mandate with all that its page shows. `step` is the open step that this person may do, as (case, key)."""

    row: Row
    proposed_by: str
    decided_by: str
    file: Berkas
    step: tuple[int, str] | None
    end_step: tuple[int, str] | None
    preview: Preview | None


@dataclass(frozen=True)
class Preview:
    """What a proposal would do on its first day, or today if that has passed; what forbids it, what to know."""

    refusals: Sequence[Pelanggaran]
    warnings: Sequence[Pelanggaran]
    impact: Impact | None


def may_propose(actor: Actor) -> bool:
    """Whether the person may use the registry at all."""
    return permits(actor, Right.PROPOSE, Kind.REGISTRY)


def propose(work: Work, actor: Actor, proposal: Proposal, request_id: UUID) -> int:
    """Store a proposal and start its case. Returns the mandate's id; a repeat gets the first one's.

    Raises `Denied` (not one's office, not one's OPD), or `Refused` with all that forbids the mandate.
    """
    with work.transaction() as tx:
        check_scope(tx, actor, proposal.usul)
        held = done_before(tx, actor, request_id, "mandat_diusulkan")
        if held is not None:
            return held
        salah = penolakan(periksa_usul(tx.session, proposal.usul))
        if salah:
            raise Refused(salah)
        row = Mandat(
            **proposal.columns(),
            status=StatusMandat.USUL,
            diusulkan_oleh=actor.akun_id,
            diusulkan_pada=tx.now,
        )
        tx.session.add(row)
        tx.session.flush()
        event = AuditEvent(
            at=tx.now, actor_id=actor.akun_id, kind="mandat_diusulkan", object_kind=DOCUMENT, object_id=row.id,
            request_id=request_id, detail={"surat": row.nomor_surat, "jenis": row.jenis.value},
        )  # fmt: skip
        tx.session.add(event)
        subject = row.pegawai_id or row.dinilai_id
        assert subject is not None
        start(tx, PROCESS, subject_id=subject, document_kind=DOCUMENT, document_id=row.id, actor=actor)
        return row.id


def check_scope(tx: Transaction, actor: Actor, usul: UsulMandat) -> None:
    """Who may propose this. Raises `Denied`: the office, the OPD, and never for oneself."""
    require(actor, Right.PROPOSE, Kind.REGISTRY)
    refuse_own(actor, (usul.pemegang_id, usul.dinilai_id), "penugasan")
    scope = scope_of(tx, actor)
    if not scope.is_whole and any(opd != scope.opd for opd in _opds(scope.day, usul)):
        raise Denied("Penugasan ini menyangkut OPD lain. Mintalah BKPP mengusulkannya.")


def _opds(day: OrganisationDay, usul: UsulMandat) -> set[int | None]:
    """Every OPD that a proposal touches."""
    found: set[int | None] = {day.opd(one) for one in (usul.pemegang_id, usul.dinilai_id) if one is not None}
    if usul.unit_id is not None:
        found.add(day.opd_of_unit(usul.unit_id))
    jabatan = None if usul.jabatan_id is None else day.bagan.jabatan(usul.jabatan_id)
    if jabatan is not None:
        found.add(day.opd_of_unit(jabatan.unit_id))
    return found


def preview(
    tx: Transaction, usul: UsulMandat, lingkup: Lingkup, surat: str, kecuali: int | None = None
) -> Preview:
    """What the proposal would do and what speaks against it; nothing is written."""
    found = periksa_usul(tx.session, usul, kecuali)
    refusals = penolakan(found)
    if refusals:
        return Preview(refusals, peringatan(found), None)
    on = max(tx.today, usul.masa.mulai)
    day = tx.work.organisation.day(tx.session, on)
    changed = with_mandate(day.bagan, usul, lingkup, surat)
    return Preview([], peringatan(found), impact(tx, on, changed, usul.pemegang_id))


def processes(tx: Transaction) -> list[tuple[str, str]]:
    """The processes that a scope may name: those of the release in force in which an evaluator or verifikator acts."""
    release = tx.work.releases.current(tx.session, tx.today)
    found = tx.work.releases.get(tx.session, release).definitions.processes.values()
    return [
        (process.id, process.name)
        for process in found
        if any(
            one.role in ("pejabat_penilai", "verifikator")
            for one in process.elements.values()
            if one.kind == "userTask"
        )
    ]


# -- looking ------------------------------------------------------------------------------------------------------

TABS: Mapping[str, tuple[StatusMandat, ...]] = {
    "usul": (StatusMandat.USUL, StatusMandat.DIKEMBALIKAN),
    "aktif": (StatusMandat.AKTIF,),
    "selesai": (StatusMandat.BERAKHIR, StatusMandat.DITOLAK, StatusMandat.DITARIK),
}
"""The lists of the registry's page."""


def rows(tx: Transaction, actor: Actor, tab: str) -> list[Row]:
    """The mandates of a list that this person may see, those that end first on top."""
    order = (Mandat.diusulkan_pada.desc(),) if tab != "aktif" else (Mandat.berlaku, Mandat.id)
    return _rows(tx, Mandat.status.in_(TABS[tab]), visible(tx, actor, Right.READ, Kind.MANDATE), order=order)


def counts(tx: Transaction, actor: Actor) -> dict[str, int]:
    """How many there are in each list."""
    return {tab: len(rows(tx, actor, tab)) for tab in TABS}


def over(tx: Transaction, pegawai_id: int) -> list[Row]:
    """Approved mandates that a person holds or that name the person, the newest first."""
    concerns = or_(Mandat.pegawai_id == pegawai_id, Mandat.dinilai_id == pegawai_id)
    return _rows(tx, concerns, Mandat.status.in_(BERLAKU), order=(Mandat.id.desc(),))


def view(tx: Transaction, actor: Actor, mandat_id: int) -> View:
    """One mandate. Raises `NotFound` for those whom it does not concern."""
    found = _rows(tx, Mandat.id == mandat_id, visible(tx, actor, Right.READ, Kind.MANDATE))
    if not found:
        raise NotFound(DOCUMENT, mandat_id)
    row = found[0]
    mandat = row.mandat
    steps = _steps(tx, mandat_id)
    return View(
        row=row,
        proposed_by=nama_akun(tx.session, mandat.diusulkan_oleh),
        decided_by=nama_akun(tx.session, mandat.diputuskan_oleh) if mandat.diputuskan_oleh else "",
        file=tx.session.get_one(Berkas, mandat.berkas_id),
        step=next(((case_id, key) for case_id, key, quiet in steps if not quiet), None),
        end_step=next(((case_id, key) for case_id, key, quiet in steps if quiet), None),
        preview=_preview_of(tx, mandat) if mandat.status is StatusMandat.USUL else None,
    )


def _preview_of(tx: Transaction, mandat: Mandat) -> Preview:
    lingkup = Lingkup(frozenset(mandat.lingkup_proses), frozenset(mandat.lingkup_langkah))
    return preview(tx, usul_dari(mandat), lingkup, mandat.nomor_surat, mandat.id)


def _steps(tx: Transaction, mandat_id: int) -> list[tuple[int, str, bool]]:
    query = (
        select(WorkItem.case_id, WorkItem.key, WorkItem.quiet)
        .join(ProcessCase, ProcessCase.id == WorkItem.case_id)
        .where(ProcessCase.document_kind == DOCUMENT, ProcessCase.document_id == mandat_id)
    )
    return [(row.case_id, row.key, row.quiet) for row in tx.session.execute(query)]


def _rows(tx: Transaction, *conditions: ColumnElement[bool], order: Sequence[Any] = ()) -> list[Row]:
    holder, named = aliased(Pegawai), aliased(Pegawai)
    query = (
        select(Mandat, holder, named, Jabatan.nama, Unit.nama)
        .outerjoin(holder, holder.id == Mandat.pegawai_id)
        .outerjoin(named, named.id == Mandat.dinilai_id)
        .outerjoin(Jabatan, Jabatan.id == Mandat.jabatan_id)
        .outerjoin(Unit, Unit.id == Mandat.unit_id)
        .where(*conditions)
        .order_by(*order)
    )
    found = []
    for mandat, who, whom, jabatan, unit in tx.session.execute(query):
        name = who.nama_lengkap if who is not None else "Kepala Daerah"
        found.append(Row(mandat, name, jabatan or unit or (whom.nama_lengkap if whom is not None else "")))
    return found


def letter(tx: Transaction, actor: Actor, mandat_id: int) -> Berkas:
    """The letter of a mandate that this person may see."""
    return view(tx, actor, mandat_id).file


def owned_file(tx: Transaction, actor: Actor, berkas_id: int) -> Berkas | None:
    """A file that this person has uploaded before, on the way to a proposal."""
    found = tx.session.get(Berkas, berkas_id)
    return found if found is not None and found.akun_id == actor.akun_id else None
