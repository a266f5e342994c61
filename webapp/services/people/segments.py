"""Segments of a year kept in step with the organisation: a posting or an absence changes, and cases follow.

`discover` may run at any time, by several at once: it looks at what the data say now, starts a case of mutation for
each segment that will end (as soon as that is known), takes back one whose date has moved or was withdrawn before it
came true, and opens the SKP of those who owe one and have none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from webapp.operations.pembukaan import Wajib, kewajiban, periode_tahun, tahun_terbuka
from webapp.services.planning.cycle import CHUNK, FAILURES, Opened, failure_words, open_people
from webapp.services.process.cases import open_action, start
from webapp.services.work import Transaction, Work
from webapp.storage.jobs import defer
from webapp.storage.process import CaseStatus, Journal, ProcessCase
from webapp.storage.segmen import TERTUTUP, Segmen, segmen_berjalan
from webapp.storage.skp import Skp

PROCESS = "mutasi"


@dataclass(frozen=True)
class Found:
    """What one look changed: cases started and taken back, SKP opened, and SKP (by id) or people that failed, why."""

    started: int = 0
    cancelled: int = 0
    opened: int = 0
    failed: tuple[tuple[int, str], ...] = ()


def discover(work: Work) -> Found:
    """Bring cases and SKP in step with the organisation as it is now. Repeating it is harmless."""
    with work.reading() as tx:
        years = tahun_terbuka(tx.session, tx.today.year - 1)
        wrong = _out_of_step(tx, years)
    started = cancelled = 0
    failed: list[tuple[int, str]] = []
    for skp_id in wrong:
        try:
            with work.transaction() as tx:
                taken, begun = _align(tx, skp_id)
        except FAILURES as error:
            failed.append((skp_id, failure_words(error)))
        else:
            started, cancelled = started + begun, cancelled + taken
    opened, left = _open_missing(work, years)
    return Found(started, cancelled, opened, (*failed, *left))


def request_check(session: Session) -> None:
    """Ask for a look in the background when this transaction is stored; for whoever changes organisation data."""
    defer(session, "periksa_segmen", {}, queueing_lock="periksa_segmen")


def _out_of_step(tx: Transaction, years: list[int]) -> list[int]:
    """SKP whose case of mutation is missing, or says another day than the data do."""
    if not years:
        return []
    wanted = {one.skp_id: one.tmt for one in segmen_berjalan(tx.session, years[0]) if one.tmt is not None}
    told = _told(tx)
    return sorted(skp_id for skp_id in {*wanted, *told} if wanted.get(skp_id) != told.get(skp_id))


def _told(tx: Transaction, skp_id: int | None = None) -> dict[int, date]:
    """The TMT that each open case of mutation goes by, where its SKP is not closed yet.

    A case whose day came while the data said otherwise closed nothing and never will: it goes by no day any more.
    """
    passed = aliased(Journal)
    did_nothing = select(passed.seq).where(
        passed.case_id == ProcessCase.id, passed.operation == "mutasi.tutup_segmen"
    )
    query = (
        select(ProcessCase.document_id, Journal.facts["tmt"].astext, did_nothing.exists())
        .join(Journal, Journal.case_id == ProcessCase.id)
        .join(Skp, Skp.id == ProcessCase.document_id)
        .where(
            ProcessCase.process_id == PROCESS,
            ProcessCase.status == CaseStatus.OPEN,
            Journal.operation == "mutasi.catat",
            Skp.status.not_in(TERTUTUP),
        )
    )
    if skp_id is not None:
        query = query.where(ProcessCase.document_id == skp_id)
    return {
        document_id: date.min if is_past else date.fromisoformat(tmt)
        for document_id, tmt, is_past in tx.session.execute(query)
    }


def _align(tx: Transaction, skp_id: int) -> tuple[bool, bool]:
    """Take back the case that goes by an old day, and start one for the day that counts. Says which was done.

    Whoever comes second waits for the case or meets the index that allows one open case an SKP.
    """
    held = tx.session.scalars(
        select(ProcessCase.id).where(
            ProcessCase.process_id == PROCESS,
            ProcessCase.document_id == skp_id,
            ProcessCase.status == CaseStatus.OPEN,
        )
    ).one_or_none()
    action = None if held is None else open_action(tx, held)
    segment = _segment(tx, skp_id)
    wanted = None if segment is None else segment.tmt
    told = _told(tx, skp_id).get(skp_id)
    if wanted == told or tx.session.get_one(Skp, skp_id).status in TERTUTUP:
        return False, False
    if action is not None and told is not None:
        action.cancel({"dibatalkan_karena": "tanggal_berubah" if wanted else "mutasi_ditarik"})
        action.write()
    if segment is not None and wanted is not None:
        start(tx, PROCESS, subject_id=segment.pegawai_id, document_kind="skp", document_id=skp_id)
    return told is not None, wanted is not None


def _segment(tx: Transaction, skp_id: int) -> Segmen | None:
    return next(iter(segmen_berjalan(tx.session, 0, skp_id)), None)


def _open_missing(work: Work, years: list[int]) -> tuple[int, list[tuple[int, str]]]:
    """Open the SKP of those who owe one today, or since a day that has passed, and have none."""
    opened = 0
    failed: list[tuple[int, str]] = []
    for year in years:
        people = _without(work, year)
        for begin in range(0, len(people), CHUNK):
            done: Opened = open_people(work, year, people[begin : begin + CHUNK])
            opened += done.opened
            failed += done.failed
    return opened, failed


def _without(work: Work, year: int) -> list[int]:
    with work.reading() as tx:
        masa = periode_tahun(tx.session, year)
        last = masa.hari_terakhir
        assert last is not None
        if last < tx.today:
            return []  # a year that is over is opened by hand only
        found = kewajiban(tx.session, masa, max(tx.today, masa.mulai))
        return [one.pegawai_id for one in found if isinstance(one, Wajib)]


def reasons(tx: Transaction, case_id: int) -> Mapping[str, str]:
    """What a case of mutation has noted: why the segment ends, and why no new SKP was opened, if none was."""
    rows = tx.session.scalars(
        select(Journal.facts).where(Journal.case_id == case_id, Journal.operation.like("mutasi.%"))
    )
    noted: dict[str, str] = {}
    for facts in rows:
        noted |= {
            name: facts[name]
            for name in ("sebab", "keterangan", "alasan_tidak_dibuka")
            if isinstance(facts.get(name), str)
        }
    return noted
