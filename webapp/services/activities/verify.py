"""Verification: what waits for this person, and decisions on many entries at once, all or none.

The verifikator is the one of the entry's own day. Nothing is ever approved by time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select

from webapp.domain.aktivitas import StatusAktivitas, boleh_pindah, periksa_putusan
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sampel_aktivitas import CalonSampel, Petunjuk, sampel
from webapp.operations import Actor
from webapp.services.errors import Denied
from webapp.services.people.assignments import Desk, Holder, verified
from webapp.services.people.calendars.days import office_calendar
from webapp.services.work import Transaction, Work
from webapp.storage.aktivitas import Aktivitas, AktivitasBulan, AktivitasRiwayat
from webapp.storage.bank import ButirVersi
from webapp.storage.base import among
from webapp.storage.organisasi import Posting, nama_pegawai
from webapp.storage.registri import Mandat

from .month import VERIFICATION, rules, step_is_open
from .rows import EntryRow, entry_rows
from .verifying import may_verify, verifier

AT_ONCE = 500
"""Decisions that one submission may hold."""


@dataclass(frozen=True)
class WaitingRow:
    """An entry that waits for the actor, with hints worth a look and its age in working days."""

    entry: EntryRow
    pegawai_id: int
    nama: str
    hints: frozenset[Petunjuk]
    waiting_days: int


@dataclass(frozen=True)
class Summary:
    """The one line of an inbox: how much waits, of how many people, since which day."""

    entries: int
    people: int
    oldest: date | None


@dataclass(frozen=True)
class Decision:
    """What is decided about one entry: DISETUJUI, or DITOLAK or REVISI with a reason."""

    aktivitas_id: int
    putusan: StatusAktivitas
    alasan: str = ""


@dataclass(frozen=True)
class Decided:
    """How many entries were decided; `repeated`: an earlier request had done it."""

    done: int
    repeated: bool = False


class NotDecided(Exception):
    """At least one entry may not be decided so; nothing is stored. `rows` names each with its reasons."""

    def __init__(self, rows: Sequence[tuple[int, list[Pelanggaran]]]) -> None:
        super().__init__("; ".join(f"{one}: {wrong[0].pesan}" for one, wrong in rows))
        self.rows = list(rows)


def waiting(tx: Transaction, actor: Actor, bulan: date | None = None) -> list[WaitingRow]:
    """The entries that wait for this actor, by day."""
    desk = Desk(tx)
    held = _candidates(tx, desk, actor, bulan)
    names = nama_pegawai(tx.session, {one.pegawai_id for one in held}) if held else {}
    hints, calendar = _hints(tx, held), office_calendar(tx, tx.today.year)
    found = []
    for one in held:
        days = sum(
            calendar.hari_kerja(date.fromordinal(n))
            for n in range(one.tanggal.toordinal() + 1, tx.today.toordinal() + 1)
        )
        none: frozenset[Petunjuk] = frozenset()
        found.append(
            WaitingRow(one, one.pegawai_id, names.get(one.pegawai_id, ""), hints.get(one.id, none), days)
        )
    return found


def summary(tx: Transaction, actor: Actor) -> Summary:
    """What waits for this actor, in one line."""
    held = _candidates(tx, Desk(tx), actor, None)
    return Summary(
        len(held), len({one.pegawai_id for one in held}), min((one.tanggal for one in held), default=None)
    )


def _candidates(tx: Transaction, desk: Desk, actor: Actor, bulan: date | None) -> list[EntryRow]:
    """Waiting entries whose verifikator on their own day is the actor; each pair of person and day is asked."""
    people = _people(tx, desk, actor, bulan)
    if not people:
        return []
    conditions = [Aktivitas.status == StatusAktivitas.DIAJUKAN, among(Aktivitas.pegawai_id, people)]
    if bulan is not None:
        first = bulan.replace(day=1)
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        conditions += [Aktivitas.tanggal >= first, Aktivitas.tanggal < after]
    pairs = (
        select(Aktivitas.pegawai_id, Aktivitas.tanggal)
        .join(AktivitasBulan, AktivitasBulan.id == Aktivitas.bulan_id)
        .where(*conditions, AktivitasBulan.dikunci_pada.is_(None))
        .distinct()
    )
    mine: dict[int, set[date]] = defaultdict(set)
    for pegawai_id, tanggal in tx.session.execute(pairs):
        if may_verify(desk, actor, pegawai_id, tanggal):
            mine[pegawai_id].add(tanggal)
    if not mine:
        return []
    rows = entry_rows(tx, *conditions, among(Aktivitas.pegawai_id, mine))
    return [one for one in rows if one.tanggal in mine[one.pegawai_id]]


def _people(tx: Transaction, desk: Desk, actor: Actor, bulan: date | None) -> set[int]:
    """Whose entries may wait for the actor: says too much, never too little.

    The organisation is asked on the days on which the actor's right may have begun: today, the first days of the months
    that may be open, and the days on which a mandate or a post of the actor began.
    """
    if actor.pegawai_id is None:
        return set()
    since = (bulan or tx.today).replace(day=1)
    since = since if bulan is not None else (since - timedelta(days=1)).replace(day=1)
    days = {tx.today, since, tx.today.replace(day=1)}
    for model in (Mandat, Posting):
        begun = select(func.lower(model.berlaku)).where(
            model.pegawai_id == actor.pegawai_id, func.lower(model.berlaku) >= since
        )
        days |= {day for day in tx.session.scalars(begun) if day <= tx.today}
    return {one for day in days if day <= tx.today for one in verified(desk.day(day), actor)}


def _hints(tx: Transaction, held: Sequence[EntryRow]) -> dict[int, frozenset[Petunjuk]]:
    if not held:
        return {}
    people = {one.pegawai_id for one in held}
    usual_query = (
        select(Aktivitas.pegawai_id, ButirVersi.butir_id, func.avg(Aktivitas.volume))
        .join(ButirVersi, ButirVersi.id == Aktivitas.versi_id)
        .where(among(Aktivitas.pegawai_id, people), Aktivitas.status == StatusAktivitas.DISETUJUI)
        .group_by(Aktivitas.pegawai_id, ButirVersi.butir_id)
    )
    usual = {(who, item): int(volume) or 1 for who, item, volume in tx.session.execute(usual_query)}
    day: dict[tuple[int, date], int] = defaultdict(int)
    for one in held:
        day[one.pegawai_id, one.tanggal] += one.menit
    cap = rules(tx.session, tx.today).batas_harian
    return sampel(
        CalonSampel(
            one.id, one.terlambat, one.hari_libur, one.volume, usual.get((one.pegawai_id, one.butir_id)),
            day[one.pegawai_id, one.tanggal], cap,
        )
        for one in held
    )  # fmt: skip


def decide(work: Work, actor: Actor, decisions: Sequence[Decision], request_id: UUID) -> Decided:
    """Decide entries, all or none. Raises `NotDecided` with every entry that stands in the way."""
    if len({one.aktivitas_id for one in decisions}) < len(decisions) or len(decisions) > AT_ONCE:
        raise ValueError("an entry twice, or too many, in one submission")
    with work.transaction() as tx:
        run = _Decisions(tx, actor, request_id)
        return run.all(sorted(decisions, key=lambda one: one.aktivitas_id))


class _Decisions:
    """Decisions of one submission inside its transaction."""

    def __init__(self, tx: Transaction, actor: Actor, request_id: UUID) -> None:
        self.tx, self.actor, self.request_id = tx, actor, request_id
        self.desk = Desk(tx)

    def all(self, decisions: Sequence[Decision]) -> Decided:
        ids = [one.aktivitas_id for one in decisions]
        self._lock_months(ids)
        query = select(Aktivitas).where(among(Aktivitas.id, ids)).order_by(Aktivitas.id).with_for_update()
        rows = {row.id: row for row in self.tx.session.scalars(query)}
        if ids and self._was_done(ids):
            return Decided(len(ids), repeated=True)
        ready: list[tuple[Aktivitas, Decision, Holder]] = []
        wrong: list[tuple[int, list[Pelanggaran]]] = []
        for one in decisions:
            held = self._check(rows.get(one.aktivitas_id), one)
            if isinstance(held, list):
                wrong.append((one.aktivitas_id, held))
            else:
                ready.append((rows[one.aktivitas_id], one, held))
        if wrong:
            raise NotDecided(wrong)
        for row, one, held in ready:
            self._do(row, one, held)
        self.tx.session.flush()
        return Decided(len(ready))

    def _lock_months(self, ids: Sequence[int]) -> None:
        """Months before entries, as writers and the lock of the month do."""
        months = select(Aktivitas.bulan_id).where(among(Aktivitas.id, ids))
        query = select(AktivitasBulan).where(AktivitasBulan.id.in_(months)).order_by(AktivitasBulan.id)
        self.months = {row.id: row for row in self.tx.session.scalars(query.with_for_update(read=True))}

    def _was_done(self, ids: Sequence[int]) -> bool:
        query = select(func.count()).where(
            among(AktivitasRiwayat.aktivitas_id, ids),
            AktivitasRiwayat.request_id == self.request_id,
            AktivitasRiwayat.akun_id == self.actor.akun_id,
        )
        return self.tx.session.execute(query).scalar_one() == len(ids)

    def _check(self, row: Aktivitas | None, one: Decision) -> Holder | list[Pelanggaran]:
        if row is None:
            return [_wrong("tidak_ada", "Aktivitas ini tidak ditemukan.")]
        try:
            held = verifier(self.desk, self.actor, row.pegawai_id, row.tanggal)
        except Denied as error:
            return [_wrong("bukan_verifikator", str(error))]
        if not step_is_open(self.tx, self.months[row.bulan_id], VERIFICATION):
            return [_wrong("dikunci", "Bulan ini sudah dikunci, jadi tidak dapat diputus lagi.")]
        if not boleh_pindah(row.status, one.putusan):
            pesan = f"Aktivitas ini sudah berstatus {row.status.value.lower()}. Muat ulang daftar."
            return [_wrong("diputus", pesan)]
        return periksa_putusan(one.putusan, one.alasan) or held

    def _do(self, row: Aktivitas, one: Decision, held: Holder) -> None:
        before, row.status = row.status, one.putusan
        row.diputus_pada, row.diputus_akun_id = self.tx.now, self.actor.akun_id
        row.alasan = one.alasan.strip() or None
        self.tx.session.add(
            AktivitasRiwayat(
                aktivitas_id=row.id,
                dari=before,
                ke=one.putusan,
                alasan=row.alasan,
                akun_id=self.actor.akun_id,
                mandat=held.as_mandate(),
                request_id=self.request_id,
                pada=self.tx.now,
            )
        )


def _wrong(kode: str, pesan: str) -> Pelanggaran:
    return Pelanggaran(f"aktivitas.{kode}", pesan)
