"""The yearly cycle: open an SKP and its case for everybody who owes one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy.exc import SQLAlchemyError

from webapp.domain.masa import Masa
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.engine import RunError
from webapp.operations import Actor, Refused
from webapp.operations.pembukaan import (
    PROSES_JALUR,
    Ada,
    Kewajiban,
    TidakWajib,
    Wajib,
    buka,
    kewajiban,
    periode_tahun,
)
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.process.cases import start
from webapp.services.work import Transaction, Work
from webapp.storage.audit import AuditEvent
from webapp.storage.jobs import defer
from webapp.storage.queries import versi_organisasi
from webapp.storage.segmen import baca_orang

CHUNK = 100
"""People whose SKP are opened in one transaction: a commit costs as much as opening one."""

FAILURES = (SQLAlchemyError, Refused, RunError)
"""What can go wrong with one person without being wrong with the others."""


@dataclass(frozen=True)
class Opened:
    """What opening a cycle did: SKP opened now, those that were open before, people left out with the reason.

    `exempt` are those of the left out who are freed by an absence; `failed` those with whom something went wrong.
    """

    opened: int
    already: int
    left_out: tuple[tuple[int, str], ...]
    exempt: frozenset[int] = frozenset()
    failed: tuple[tuple[int, str], ...] = ()


def open_cycle(work: Work, tahun: int, actor: Actor | None = None) -> Opened:
    """Open the year for everybody who owes an SKP on its first day (or today, inside it). Repeating it is harmless.

    Each hundred people are one transaction. Where that fails, they are opened one by one, and who cannot be opened is
    reported while the others are.
    """
    with work.transaction() as tx:
        found = _owed(tx, tahun)
    opened = already = 0
    failed: list[tuple[int, str]] = []
    for people in _chunks(satu.pegawai_id for satu in found if isinstance(satu, Wajib)):
        done = open_people(work, tahun, people, actor)
        opened, already = opened + done.opened, already + done.already
        failed += done.failed
    told = _told(found)
    return Opened(opened, already + told.already, told.left_out, told.exempt, tuple(failed))


def open_people(work: Work, tahun: int, people: Sequence[int], actor: Actor | None = None) -> Opened:
    """Open the SKP of these people, together if possible, else each in a transaction of its own."""
    try:
        with work.transaction() as tx:
            return _open(tx, tahun, people, actor)
    except FAILURES as error:
        if len(people) == 1:
            return Opened(0, 0, (), failed=((people[0], failure_words(error)),))
    each = [open_people(work, tahun, [pegawai_id], actor) for pegawai_id in people]
    return Opened(
        sum(one.opened for one in each),
        sum(one.already for one in each),
        tuple(left for one in each for left in one.left_out),
        failed=tuple(fault for one in each for fault in one.failed),
    )


def open_for(tx: Transaction, tahun: int, pegawai_id: int, actor: Actor | None = None) -> str:
    """Open one employee's SKP. Returns "" when opened, "sudah" when it was there, else the reason in Indonesian."""
    done = _open(tx, tahun, [pegawai_id], actor)
    if done.left_out:
        return done.left_out[0][1]
    return "" if done.opened else "sudah"


def _open(tx: Transaction, tahun: int, people: Sequence[int], actor: Actor | None) -> Opened:
    found = _owed(tx, tahun, people)
    owing = [satu for satu in found if isinstance(satu, Wajib)]
    if owing:
        release, version = tx.work.releases.current(tx.session, tx.today), versi_organisasi(tx.session)
    for skp in buka(tx.session, tahun, owing, tx.now, tx.today):
        start(
            tx, PROSES_JALUR[skp.jalur], subject_id=skp.pegawai_id, document_kind="skp", document_id=skp.id,
            actor=actor, release_id=release, organisation=version,
        )  # fmt: skip
    told = _told(found)
    return Opened(len(owing), told.already, told.left_out, told.exempt)


def preview(tx: Transaction, tahun: int) -> Opened:
    """What opening the year would do now; nothing is written."""
    return _told(_owed(tx, tahun))


def exempt_today(tx: Transaction) -> dict[int, str]:
    """Who is freed from the SKP today, with the sentence that lists show."""
    people = baca_orang(tx.session, Masa.inklusif(tx.today, tx.today))
    found = ((one.pegawai_id, one.bebas_pada(tx.today)) for one in people.values())
    return {pegawai_id: bebas.kalimat for pegawai_id, bebas in found if bebas is not None}


def request_opening(work: Work, actor: Actor, tahun: int) -> bool:
    """Ask for the year to be opened in the background. False when that was asked already and has not begun.

    Raises `Denied` unless the actor is an admin of the agency, `Refused` for a year that is not near.
    """
    require(actor, Right.WRITE, Kind.CYCLE)
    with work.transaction() as tx:
        if abs(tahun - tx.today.year) > 1:
            pesan = Sentence(
                "Tahun kinerja harus %(first)s sampai %(last)s.",
                first=tx.today.year - 1,
                last=tx.today.year + 1,
            )
            raise Refused([Pelanggaran("siklus.tahun", pesan, "tahun")])
        job = defer(
            tx.session,
            "buka_siklus",
            {"tahun": tahun, "akun_id": actor.akun_id},
            queueing_lock=f"siklus:{tahun}",
        )
        if job is not None:
            detail = {"tahun": tahun}
            tx.session.add(
                AuditEvent(at=tx.now, actor_id=actor.akun_id, kind="siklus_diminta", detail=detail)
            )
        return job is not None


def _owed(tx: Transaction, tahun: int, people: Collection[int] | None = None) -> list[Kewajiban]:
    """Who owes what on the day that counts: today inside the year, else its nearest day."""
    masa = periode_tahun(tx.session, tahun)
    last = masa.hari_terakhir
    assert last is not None
    return kewajiban(tx.session, masa, min(max(tx.today, masa.mulai), last), people)


def _told(found: Sequence[Kewajiban]) -> Opened:
    left = [satu for satu in found if isinstance(satu, TidakWajib)]
    return Opened(
        sum(isinstance(satu, Wajib) for satu in found),
        sum(isinstance(satu, Ada) for satu in found),
        tuple((satu.pegawai_id, satu.alasan) for satu in left),
        frozenset(satu.pegawai_id for satu in left if satu.bebas),
    )


def _chunks(people: Iterator[int]) -> Iterator[list[int]]:
    while chunk := list(islice(people, CHUNK)):
        yield chunk


def failure_words(error: Exception) -> str:
    """What to tell about one person's failure; a refusal of the database by the rule's name only."""
    if isinstance(error, Refused):
        return str(error)
    rule = getattr(getattr(getattr(error, "orig", None), "diag", None), "constraint_name", None)
    return f"SKP tidak dapat dibuka ({rule or type(error).__name__}). Sampaikan kode ini kepada admin sistem."
