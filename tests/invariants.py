"""What must hold after every step of every year, asked of the database itself.

Each function gives the sentences of what is wrong; `broken` asks them all. `Finals` remembers what was final, so that
a later change of it is seen although every row looks sound by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, text

from tests.kota import Kota
from webapp.services.people.assignments import Desk, holder
from webapp.services.process import decisions
from webapp.services.process.items import items
from webapp.services.process.replaying import replay
from webapp.services.work import Transaction
from webapp.storage.bulanan import EvaluasiBulanan
from webapp.storage.caselog import read_case
from webapp.storage.evaluasi import EvaluasiTahunan, PapanBaris
from webapp.storage.process import CaseStatus, ProcessCase, WorkItem

ACTING = ("PLT", "PLH", "VERIFIKATOR", "KHUSUS")


def one_version_in_force(tx: Transaction) -> Iterator[str]:
    """One employee has at most one version in force for a day: never two set revisions, never two SKP."""
    yield from _rows(tx, "SKP %s has two set revisions", "SELECT skp_id FROM skp_revisi WHERE status = 'FINAL' "
                         "GROUP BY skp_id HAVING count(*) > 1")  # fmt: skip
    yield from _rows(tx, "SKP %s and %s overlap", "SELECT a.id, b.id FROM skp a JOIN skp b "
                         "ON a.pegawai_id = b.pegawai_id AND a.id < b.id AND a.periode && b.periode")  # fmt: skip


def every_document_is_somewhere(tx: Transaction) -> Iterator[str]:
    """An open case waits for something, and what it waits for stands in the projections; no task is without holder."""
    desk = Desk(tx)
    for item in items(tx, WorkItem.quiet.is_(False)):
        if holder(desk, item.place) is None:
            yield f"nobody holds {item.case_id}/{item.key} ({item.role} of {item.subject_id})"
    for case_id in tx.session.scalars(select(ProcessCase.id).where(ProcessCase.status == CaseStatus.OPEN)):
        case = read_case(tx.session, case_id)
        assert case is not None
        open_steps = replay(tx, case).open
        if not open_steps:
            yield f"case {case_id} ({case.process_id}) is open and waits for nothing"
        if any(step.kind == "automatic" for step in open_steps):
            yield f"case {case_id} ({case.process_id}) stands at an automatic step"
        stored = set(tx.session.scalars(select(WorkItem.key).where(WorkItem.case_id == case_id)))
        if stored != {step.key for step in open_steps if step.kind == "human"}:
            yield f"case {case_id}: its work items are not its open steps"


def nobody_acts_on_the_own_case(tx: Transaction) -> Iterator[str]:
    """Owner, evaluator and verifikator of an item are three people, on every date."""
    yield from _rows(tx, "case %s entry %s: acted on the own case as %s", """
        SELECT j.case_id, j.seq, j.mandate->>'peran' FROM journal j JOIN process_case c ON c.id = j.case_id
        JOIN akun a ON a.id = j.actor_id
        WHERE j.kind = 'completed' AND a.pegawai_id = c.subject_id AND j.mandate->>'peran' <> 'pegawai'""")  # fmt: skip


def predikat_is_the_matrix(tx: Transaction) -> Iterator[str]:
    """Every stored predikat is the matrix of the ratings beside it."""
    for model in (EvaluasiBulanan, EvaluasiTahunan, PapanBaris):
        for row in tx.session.scalars(select(model)):
            said = decisions.decide(
                tx, "kuadran_predikat", {"hasil_kerja": row.hasil_kerja, "perilaku": row.perilaku}
            )
            if said.values["predikat"] != row.predikat:
                yield f"{model.__tablename__}: {row.hasil_kerja} x {row.perilaku} is not {row.predikat}"


def the_unit_comes_first(tx: Transaction) -> Iterator[str]:
    """No rating of the year rests on a result of the unit that was not set before it."""
    yield from _rows(tx, "evaluation %s before its unit's result", """
        SELECT e.id FROM evaluasi_tahunan e JOIN capaian_versi v ON v.id = e.capaian_versi_id
        WHERE v.tahap = 'USUL' OR v.pada > e.pada""")  # fmt: skip


def months_belong_to_the_year(tx: Transaction) -> Iterator[str]:
    """Every monthly row answers a row of a revision of its own SKP."""
    yield from _rows(tx, "monthly row %s without its yearly row", """
        SELECT b.id FROM skp_bulanan_baris b JOIN skp_bulanan m ON m.id = b.skp_bulanan_id
        LEFT JOIN rhk r ON r.revisi_id = b.revisi_id AND r.kunci = b.rhk_kunci
        LEFT JOIN skp_revisi v ON v.id = b.revisi_id
        WHERE r.kunci IS NULL OR v.skp_id <> m.skp_id""")  # fmt: skip


def every_change_says_who_when_and_by_what(tx: Transaction) -> Iterator[str]:
    """A person's act has its actor, the right in which it was done, and its reason; the rules are the release's."""
    yield from _rows(tx, "case %s entry %s says not who", """
        SELECT case_id, seq FROM journal WHERE kind = 'completed' AND (actor_id IS NULL OR mandate IS NULL
        OR coalesce(mandate->>'alasan', '') = '')""")  # fmt: skip
    yield from _rows(tx, "case %s entry %s says not by what", """
        SELECT case_id, seq FROM journal WHERE kind = 'result' AND coalesce(operation, '') = ''""")  # fmt: skip
    yield from _rows(tx, "case %s has no release", "SELECT id FROM process_case WHERE release_id IS NULL")


def rights_come_from_the_registry(tx: Transaction) -> Iterator[str]:
    """Whoever acted for another's post had an approved mandate on the day."""
    yield from _rows(tx, "case %s entry %s: %s without a mandate", """
        SELECT j.case_id, j.seq, j.mandate->>'kapasitas' FROM journal j JOIN akun a ON a.id = j.actor_id
        WHERE j.kind = 'completed' AND j.mandate->>'kapasitas' = ANY(:acting) AND a.pegawai_id IS NOT NULL
        AND NOT EXISTS (SELECT FROM mandat m WHERE m.pegawai_id = a.pegawai_id
            AND m.status IN ('AKTIF', 'BERAKHIR') AND m.berlaku @> (j.at AT TIME ZONE 'Asia/Jakarta')::date)""",
        acting=list(ACTING))  # fmt: skip


def counted_minutes_are_the_approved_items(tx: Transaction) -> Iterator[str]:
    """Live entries never share a minute, are of their month, keep the minutes of their version, and have a course."""
    yield from _rows(tx, "entries %s and %s share a minute", """
        SELECT a.id, b.id FROM aktivitas a JOIN aktivitas b ON b.pegawai_id = a.pegawai_id AND b.tanggal = a.tanggal
        AND b.id > a.id AND b.mulai < a.selesai AND a.mulai < b.selesai
        WHERE a.status NOT IN ('DITOLAK', 'DITARIK')
        AND b.status NOT IN ('DITOLAK', 'DITARIK')""")  # fmt: skip
    yield from _rows(tx, "entry %s is not of its month or not of its version", """
        SELECT a.id FROM aktivitas a JOIN aktivitas_bulan m ON m.id = a.bulan_id
        JOIN butir_aktivitas_versi v ON v.id = a.versi_id
        WHERE m.pegawai_id <> a.pegawai_id OR m.bulan <> date_trunc('month', a.tanggal)::date
        OR a.waktu_baku <> v.waktu_baku
        OR (v.cara_hitung = 'VOLUME' AND a.menit <> a.waktu_baku * a.volume)""")  # fmt: skip
    yield from _rows(tx, "entry %s is %s but its history ends with %s", """
        SELECT a.id, a.status, r.ke FROM aktivitas a LEFT JOIN LATERAL (SELECT ke FROM aktivitas_riwayat
        WHERE aktivitas_id = a.id ORDER BY id DESC LIMIT 1) r ON true
        WHERE r.ke IS DISTINCT FROM a.status""")  # fmt: skip
    yield from _rows(tx, "entry %s was decided by its owner", """
        SELECT a.id FROM aktivitas a JOIN akun k ON k.id = a.diputus_akun_id
        WHERE k.pegawai_id = a.pegawai_id""")  # fmt: skip


CHECKS: tuple[Callable[[Transaction], Iterator[str]], ...] = (
    one_version_in_force,
    every_document_is_somewhere,
    nobody_acts_on_the_own_case,
    predikat_is_the_matrix,
    the_unit_comes_first,
    months_belong_to_the_year,
    every_change_says_who_when_and_by_what,
    rights_come_from_the_registry,
    counted_minutes_are_the_approved_items,
)


@dataclass
class Finals:
    """Fingerprints of what was final when it was last looked at; each must be there again, unchanged."""

    seen: dict[tuple[str, int], Mapping[str, Any]] = field(default_factory=dict)

    def changed(self, tx: Transaction) -> Iterator[str]:
        """Final documents that are gone or are not what they were."""
        now = dict(self._final(tx))
        for name, before in self.seen.items():
            if name in now and now[name] != before:
                yield f"{name[0]} {name[1]} was final and has changed"
        self.seen |= now

    @staticmethod
    def _final(tx: Transaction) -> Iterator[tuple[tuple[str, int], Mapping[str, Any]]]:
        for table, words in (
            ("skp_revisi", "id, skp_id, nomor, sidik, cuplikan"),
            ("dokumen_evaluasi", "id, skp_id, nomor, evaluasi_id, catatan, cuplikan, sidik"),
            ("evaluasi_tahunan", "id, skp_id, nomor, hasil_kerja, perilaku, predikat"),
            ("evaluasi_bulanan", "id, skp_bulanan_id, hasil_kerja, perilaku, predikat"),
        ):
            where = " WHERE sidik IS NOT NULL" if "sidik" in words else ""
            for row in tx.session.execute(text(f"SELECT {words} FROM {table}{where}")).mappings():  # noqa: S608
                yield (table, row["id"]), dict(row)


def broken(city: Kota, finals: Finals) -> list[str]:
    """Every sentence of what is wrong now."""
    with city.reading() as tx:
        return [said for check in (*CHECKS, finals.changed) for said in check(tx)]


def _rows(tx: Transaction, sentence: str, query: str, **values: Any) -> Iterator[str]:
    for row in tx.session.execute(text(query), values):
        yield sentence % tuple(row)
