"""The personnel system beside our tables: its newest snapshot, the nightly comparison, and tickets of what differs.

A ticket is found, shown to the person, and closed: by itself when the values agree again, or by an admin who applies
what the personnel system says, through the same import as any file. Nobody edits a post or a grade by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.operations import Actor, Refused
from webapp.services.errors import NotFound
from webapp.services.people.imports.fields import Compared, differences
from webapp.services.people.imports.reading import read_files
from webapp.services.people.imports.records import Record
from webapp.services.people.imports.report import Refusal
from webapp.services.people.imports.run import apply_fields, silent
from webapp.services.people.imports.siasn import Translator
from webapp.services.people.imports.state import stored
from webapp.services.people.segments import request_check
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.policy.own_case import refuse_own
from webapp.services.work import Transaction, Work
from webapp.storage.audit import AuditEvent
from webapp.storage.jobs import defer
from webapp.storage.organisasi import Pegawai, StatusAsn
from webapp.storage.sisdm import Bidang, CaraTutup, CuplikanSisdm, SelisihData, nomor_selisih, selisih_terbuka

_LOCK = text("SELECT pg_advisory_xact_lock(5251003)")
"""One comparison at a time, so that no field gets two tickets."""

_BATCH = 5_000


@dataclass(frozen=True)
class Reconciled:
    """What a comparison did: people compared, active people whom the snapshot lacks, tickets opened and closed."""

    compared: int
    missing: int
    opened: int
    closed: int


@dataclass(frozen=True)
class Difference:
    """A field that differs, as the person sees it."""

    nomor: str
    bidang: Bidang
    di_lakon: str
    di_sisdm: str
    sumber: str
    sumber_pada: datetime


# -- the snapshot ------------------------------------------------------------------------------------------------


def keep_snapshot(tx: Transaction, files: Mapping[str, bytes], at: datetime) -> int:
    """Keep the people's records of the files as the newest snapshot. Returns how many there are.

    People whom the files do not name keep the record they had.
    """
    digests = {name: sha256(raw).hexdigest() for name, raw in files.items()}
    records = read_files(files, silent).people
    rows = {
        nip: {
            "nip": nip,
            "isi": dict(one.cells),
            "sumber": one.source,
            "sumber_pada": at,
            "sidik": next(digests[name] for name in digests if one.source.startswith(name)),
        }
        for one in records
        if (nip := "".join(one.get("nipBaru").split()))
    }
    every = list(rows.values())
    for start in range(0, len(every), _BATCH):
        command = insert(CuplikanSisdm)
        new = {name: command.excluded[name] for name in ("isi", "sumber", "sumber_pada", "sidik")}
        tx.session.execute(
            command.on_conflict_do_update(index_elements=[CuplikanSisdm.nip], set_=new),
            every[start : start + _BATCH],
        )
    return len(every)


def newest_snapshot(tx: Transaction) -> tuple[int, datetime | None]:
    """How many people the snapshot holds, and of when its newest record is."""
    count, at = tx.session.execute(text("SELECT count(*), max(sumber_pada) FROM cuplikan_sisdm")).one()
    return count, at


# -- the comparison ----------------------------------------------------------------------------------------------


def reconcile(work: Work, actor: Actor | None = None) -> Reconciled:
    """Compare every active person with the snapshot: open tickets for what differs, close those that agree again."""
    with work.transaction() as tx:
        tx.session.execute(_LOCK)
        query = select(Pegawai.nip, Pegawai.id).where(Pegawai.status_asn == StatusAsn.AKTIF)
        active = {nip: pegawai_id for nip, pegawai_id in tx.session.execute(query)}  # noqa: C416 - a result is no mapping
        snapshot = {one.nip: one for one in tx.session.scalars(select(CuplikanSisdm))}
        both = [snapshot[nip] for nip in sorted(active.keys() & snapshot.keys())]
        found = _compare(tx, both)
        done = Reconciled(
            compared=len(both),
            missing=len(active.keys() - snapshot.keys()),
            closed=_close_old(tx, active, {nip for nip in active if nip in snapshot}, found),
            opened=_open_new(tx, active, snapshot, found),
        )
        note(tx, actor, "rekonsiliasi", None, None, {"dibandingkan": done.compared, "dibuka": done.opened,
             "ditutup": done.closed, "tanpa_cuplikan": done.missing})  # fmt: skip
        return done


Found = dict[tuple[str, Bidang], Compared]


def _compare(tx: Transaction, people: Sequence[CuplikanSisdm]) -> Found:
    """What differs, by person and field."""
    if not people:
        return {}
    translator = Translator(stored(tx.session))
    return {
        (one.nip, difference.bidang): difference
        for one in people
        for difference in differences(translator, _record(one), tx.today)
    }


def _record(snapshot: CuplikanSisdm) -> Record:
    return Record(snapshot.sumber, 1, snapshot.isi)


def _close_old(tx: Transaction, active: Mapping[str, int], compared: Iterable[str], found: Found) -> int:
    """Close tickets whose field agrees again, whose values are others now, or whose person has left."""
    nips = {active[nip]: nip for nip in compared}
    still_here = set(active.values())
    closed = 0
    for ticket in tx.session.scalars(select(SelisihData).where(SelisihData.ditutup_pada.is_(None))):
        how = _end_of(ticket, nips, still_here, found)
        if how is not None:
            ticket.ditutup_pada, ticket.cara_tutup = tx.now, how
            closed += 1
    tx.session.flush()
    return closed


def _end_of(
    ticket: SelisihData, nips: Mapping[int, str], still_here: set[int], found: Found
) -> CaraTutup | None:
    if ticket.pegawai_id not in still_here:
        return CaraTutup.NONAKTIF
    nip = nips.get(ticket.pegawai_id)
    if nip is None:
        return None
    now = found.get((nip, ticket.bidang))
    if now is None:
        return CaraTutup.COCOK
    return None if (now.ours, now.theirs) == (ticket.di_lakon, ticket.di_sisdm) else CaraTutup.BERGANTI


def _open_new(
    tx: Transaction, active: Mapping[str, int], snapshot: Mapping[str, CuplikanSisdm], found: Found
) -> int:
    query = select(SelisihData.pegawai_id, SelisihData.bidang).where(SelisihData.ditutup_pada.is_(None))
    held = set(tx.session.execute(query))
    fresh = [
        SelisihData(
            nomor=nomor_selisih(tx.session, tx.today.year),
            pegawai_id=active[nip],
            bidang=bidang,
            di_lakon=one.ours,
            di_sisdm=one.theirs,
            sumber=snapshot[nip].sumber,
            sumber_pada=snapshot[nip].sumber_pada,
            ditemukan_pada=tx.now,
        )
        for (nip, bidang), one in found.items()
        if (active[nip], bidang) not in held
    ]
    tx.session.add_all(fresh)
    tx.session.flush()
    return len(fresh)


def request_reconciliation(work: Work, actor: Actor) -> bool:
    """Ask for a comparison in the background. False when one waits already. Raises `Denied` to others than admins."""
    require(actor, Right.WRITE, Kind.PERSONNEL)
    with work.transaction() as tx:
        return defer(tx.session, "rekonsiliasi", {}, queueing_lock="rekonsiliasi") is not None


# -- tickets -----------------------------------------------------------------------------------------------------


def data_banner(tx: Transaction, pegawai_id: int) -> list[Difference]:
    """What a person is told on the own pages: every open difference, the oldest first."""
    return [
        Difference(one.nomor, one.bidang, one.di_lakon, one.di_sisdm, one.sumber, one.sumber_pada)
        for one in selisih_terbuka(tx.session, pegawai_id)
    ]


def banner_of(tx: Transaction, actor: Actor) -> list[Difference]:
    """The same for whoever is signed in; nothing for one who is no employee."""
    return [] if actor.pegawai_id is None else data_banner(tx, actor.pegawai_id)


def apply_ticket(work: Work, actor: Actor, ticket_id: int, request_id: UUID | None = None) -> bool:
    """Write what the personnel system says about the ticket's field, as an import would, and close the ticket.

    False when it was closed already. Raises `Denied`, `NotFound`, or `Refused` with what the import refuses.
    """
    require(actor, Right.WRITE, Kind.PERSONNEL)
    with work.transaction() as tx:
        tx.session.execute(_LOCK)
        ticket = tx.session.get(SelisihData, ticket_id, with_for_update=True)
        if ticket is None:
            raise NotFound("selisih_data", ticket_id)
        if ticket.ditutup_pada is not None:
            return False
        refuse_own(actor, [ticket.pegawai_id])
        nip = tx.session.get_one(Pegawai, ticket.pegawai_id).nip
        snapshot = tx.session.get(CuplikanSisdm, nip)
        if snapshot is None:
            pesan = "Cuplikan SISDM untuk pegawai ini sudah tidak ada. Unggah data utama yang terbaru."
            raise Refused([Pelanggaran("data.tanpa_cuplikan", pesan)])
        report = apply_fields(tx.session, _record(snapshot), {ticket.bidang})
        if report.refused:
            raise Refused([_violation(one) for one in report.refused])
        ticket.ditutup_pada, ticket.cara_tutup, ticket.ditutup_oleh = (
            tx.now,
            CaraTutup.DITERAPKAN,
            actor.akun_id,
        )
        detail = {"nomor": ticket.nomor, "bidang": ticket.bidang.value, "dari": ticket.di_lakon,
                  "menjadi": ticket.di_sisdm}  # fmt: skip
        request_check(tx.session)
        note(tx, actor, "selisih_diterapkan", ("selisih_data", ticket.id), request_id, detail)
        return True


def _violation(refusal: Refusal) -> Pelanggaran:
    if not refusal.column:
        return Pelanggaran("data.ditolak", refusal.message)
    pesan = Sentence("Kolom %(column)s: %(message)s", column=refusal.column, message=refusal.message)
    return Pelanggaran("data.ditolak", pesan)


def note(
    tx: Transaction, actor: Actor | None, kind: str, place: tuple[str, int] | None, request_id: UUID | None,
    detail: Mapping[str, object],
) -> None:  # fmt: skip
    """Leave an event in the transaction of the change."""
    tx.session.add(
        AuditEvent(
            at=tx.now,
            actor_id=actor.akun_id if actor else None,
            kind=kind,
            object_kind=place[0] if place else None,
            object_id=place[1] if place else None,
            request_id=request_id,
            detail=dict(detail),
        )
    )
