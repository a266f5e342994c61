"""Verification: decisions on many entries at once, all or none.

The verifikator is the one of the entry's own day. Nothing is ever approved by time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from webapp.domain.aktivitas import StatusAktivitas, boleh_pindah, periksa_putusan
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.operations import Actor
from webapp.services import audit
from webapp.services.errors import Denied
from webapp.services.people.assignments import Holder
from webapp.services.work import Transaction, Work
from webapp.storage.aktivitas import Aktivitas, AktivitasBulan, AktivitasRiwayat
from webapp.storage.base import among

from .month import VERIFICATION, step_is_open
from .verifying import MonthsDesk, verifier

AT_ONCE = 500
"""Decisions that one submission may hold."""


@dataclass(frozen=True)
class Decision:
    """What is decided about one entry: DISETUJUI, or DITOLAK or REVISI with a reason.

    `seen` is when the entry that was read had been handed in: one that was changed since is not decided unread.
    """

    aktivitas_id: int
    putusan: StatusAktivitas
    alasan: str = ""
    seen: datetime | None = None


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


def decide(work: Work, actor: Actor, decisions: Sequence[Decision], request_id: UUID) -> Decided:
    """Decide entries, all or none. Raises `NotDecided` with every entry that stands in the way."""
    if len({one.aktivitas_id for one in decisions}) < len(decisions) or len(decisions) > AT_ONCE:
        raise ValueError("an entry twice, or too many, in one submission")
    denied: list[Denied] = []
    try:
        with work.transaction() as tx:
            run = _Decisions(tx, actor, request_id, denied)
            return run.all(sorted(decisions, key=lambda one: one.aktivitas_id))
    finally:
        for refused in denied:
            audit.denied(work, actor, refused, {"putusan": "verifikasi"})


class _Decisions:
    """Decisions of one submission inside its transaction."""

    def __init__(self, tx: Transaction, actor: Actor, request_id: UUID, denied: list[Denied]) -> None:
        self.tx, self.actor, self.request_id, self.denied = tx, actor, request_id, denied
        self.desk: MonthsDesk | None = None
        self.open: dict[int, bool] = {}

    def all(self, decisions: Sequence[Decision]) -> Decided:
        ids = [one.aktivitas_id for one in decisions]
        self._lock_months(ids)
        query = select(Aktivitas).where(among(Aktivitas.id, ids)).order_by(Aktivitas.id).with_for_update()
        rows = {row.id: row for row in self.tx.session.scalars(query)}
        if ids and self._was_done(ids):
            return Decided(len(ids), repeated=True)
        self.desk = MonthsDesk(self.tx, min((row.tanggal for row in rows.values()), default=None))
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
            assert self.desk is not None
            held = verifier(self.desk, self.actor, row.pegawai_id, row.tanggal)
        except Denied as error:
            self.denied.append(Denied(str(error), "aktivitas", row.id))
            return [_wrong("bukan_verifikator", str(error))]
        if not self._is_open(row.bulan_id):
            return [_wrong("dikunci", "Bulan ini sudah dikunci, jadi tidak dapat diputus lagi.")]
        if not boleh_pindah(row.status, one.putusan):
            pesan: str = Sentence(
                "Aktivitas ini sudah berstatus %(status)s. Muat ulang daftar.",
                status=row.status.value.lower(),
            )
            return [_wrong("diputus", pesan)]
        if one.seen is not None and one.seen != row.diajukan_pada:
            pesan = "Aktivitas ini diubah pegawainya sesudah halaman Anda dibuka. Baca lagi, lalu putuskan."
            return [_wrong("diubah", pesan)]
        return periksa_putusan(one.putusan, one.alasan) or held

    def _is_open(self, bulan_id: int) -> bool:
        if bulan_id not in self.open:
            self.open[bulan_id] = step_is_open(self.tx, self.months[bulan_id], VERIFICATION)
        return self.open[bulan_id]

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
