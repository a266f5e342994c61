"""Assignments across units for their people: propose, read, say how it goes, recommend.

The team leader (head of another unit, or whoever leads the team) proposes; the employee answers in a step; the
evaluator of the employee reads all of it and rates alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import or_, select

from webapp.domain.angka import cetak_angka
from webapp.domain.masa import Masa
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.predikat import Rating
from webapp.domain.sentences import Sentence
from webapp.domain.skp import StatusSkp
from webapp.domain.tanggal import cetak_tanggal
from webapp.operations import Actor, Refused
from webapp.operations.penjenjangan import skp_tahun
from webapp.services.errors import Denied, NotFound
from webapp.services.people.assignments import subjects
from webapp.services.policy.decide import allowed
from webapp.services.policy.matrix import Kind, Right
from webapp.services.policy.own_case import is_own
from webapp.services.process.cases import start
from webapp.services.requests import done_before, first_time
from webapp.services.work import Transaction, Work
from webapp.storage.akun import nama_akun
from webapp.storage.audit import AuditEvent
from webapp.storage.kontrak import KontrakPenugasan, KontrakRekomendasi, KontrakUmpanBalik, StatusKontrak
from webapp.storage.organisasi import Pegawai
from webapp.storage.process import WorkItem
from webapp.storage.skp import Skp

from .team import post_of

PROCESS = DOCUMENT = "kontrak_penugasan"
MAX_TEXT = 1_000
CLOSED = frozenset({StatusSkp.DITUTUP_SEGMEN, StatusSkp.SELESAI})


@dataclass(frozen=True)
class Proposal:
    """An assignment as a team leader proposes it."""

    pegawai_id: int
    rhk: str
    indikator: str
    target: Decimal
    satuan: str
    mulai: date
    selesai: date
    pelaporan: str


@dataclass(frozen=True)
class Said:
    """Feedback or a recommendation, with who said it and when."""

    oleh: str
    row: KontrakUmpanBalik | KontrakRekomendasi


@dataclass(frozen=True)
class View:
    """An assignment with what was said. `step` is the open step of the employee."""

    row: KontrakPenugasan
    skp: Skp
    pegawai: str
    ketua: str
    feedback: Sequence[Said]
    recommended: Sequence[Said]
    is_leader: bool
    step: tuple[int, str] | None = None


def propose(work: Work, actor: Actor, asked: Proposal, request_id: UUID) -> int:
    """Store a proposal and start its case. Returns its id; a repeat gets the first one's.

    Raises `Denied` (no post, or about oneself), or `Refused` with all that is wrong.
    """
    with work.transaction() as tx:
        day = tx.work.organisation.day(tx.session, tx.today)
        post = post_of(day, actor.pegawai_id) if actor.pegawai_id is not None else ""
        if actor.pegawai_id is None or not post or is_own(actor, asked.pegawai_id):
            raise Denied("Penugasan diusulkan oleh ketua tim kepada pegawai lain.")
        held = done_before(tx, actor, request_id, "kontrak_diusulkan")
        if held is not None:
            return held
        skp = skp_tahun(tx.session, asked.pegawai_id, asked.mulai.year)
        wrong = _wrong(asked, skp, asked.pegawai_id in subjects(day, actor))
        if wrong or skp is None:
            raise Refused(wrong)
        row = KontrakPenugasan(
            skp_id=skp.id, ketua_id=actor.pegawai_id, jabatan_ketua=post, rhk=asked.rhk.strip(),
            indikator=asked.indikator.strip(), target=asked.target, satuan=asked.satuan.strip(),
            berlaku=Masa.inklusif(asked.mulai, asked.selesai), pelaporan=asked.pelaporan.strip(),
            status=StatusKontrak.USUL, rhk_kunci=f"k{secrets.token_hex(4)}", diusulkan_pada=tx.now,
        )  # fmt: skip
        tx.session.add(row)
        tx.session.flush()
        tx.session.add(
            AuditEvent(at=tx.now, actor_id=actor.akun_id, kind="kontrak_diusulkan", object_kind=DOCUMENT,
                       object_id=row.id, request_id=request_id, detail={"skp_id": skp.id})
        )  # fmt: skip
        row.case_id = start(
            tx, PROCESS, subject_id=skp.pegawai_id, document_kind=DOCUMENT, document_id=row.id, actor=actor,
            facts={"penugasan_dari": post, "penugasan_rhk": row.rhk, "penugasan_rincian": _details(row)},
        )  # fmt: skip
        return row.id


def _details(row: KontrakPenugasan) -> str:
    """Measure, period and reporting in one sentence, for the page of the step."""
    last = row.berlaku.hari_terakhir
    until = cetak_tanggal(last) if last is not None else ""
    goal = f"{row.indikator}: {cetak_angka(row.target.normalize())} {row.satuan}."
    return f"{goal} {cetak_tanggal(row.berlaku.mulai)} sampai {until}. Pelaporan: {row.pelaporan}"


def _wrong(asked: Proposal, skp: Skp | None, is_own: bool) -> list[Pelanggaran]:
    wrong = []
    if skp is None or skp.status in CLOSED:
        pesan = (
            "Pegawai ini belum punya SKP yang berjalan pada tahun itu. Pilih tanggal lain, atau hubungi BKPP."
        )
        wrong.append(Pelanggaran("kontrak.skp", pesan, "pegawai"))
    if is_own:
        pesan = "Pegawai ini bawahan langsung Anda: bagikan hasilnya lewat MPH, bukan kontrak penugasan."
        wrong.append(Pelanggaran("kontrak.bawahan", pesan, "pegawai"))
    for name, label in (
        ("rhk", "hasil"),
        ("indikator", "indikator"),
        ("satuan", "satuan"),
        ("pelaporan", "pelaporan"),
    ):
        said = getattr(asked, name).strip()
        if not said or len(said) > MAX_TEXT:
            wrong.append(
                Pelanggaran(
                    "kontrak.isi",
                    Sentence(
                        "Isi %(label)s, paling panjang %(max_text)s huruf.", label=label, max_text=MAX_TEXT
                    ),
                    name,
                )
            )
    if asked.target <= 0:
        wrong.append(Pelanggaran("kontrak.target", "Target harus lebih dari nol.", "target"))
    if asked.selesai < asked.mulai or asked.selesai.year != asked.mulai.year:
        pesan = "Tanggal selesai harus sesudah tanggal mulai, pada tahun kinerja yang sama."
        wrong.append(Pelanggaran("kontrak.masa", pesan, "selesai"))
    return wrong


def mine(tx: Transaction, actor: Actor) -> list[View]:
    """Assignments that this person gives or has, the newest first."""
    if actor.pegawai_id is None:
        return []
    query = (
        select(KontrakPenugasan)
        .join(Skp, Skp.id == KontrakPenugasan.skp_id)
        .where(or_(KontrakPenugasan.ketua_id == actor.pegawai_id, Skp.pegawai_id == actor.pegawai_id))
        .order_by(KontrakPenugasan.id.desc())
    )
    return [_view(tx, actor, row) for row in tx.session.scalars(query)]


def view(tx: Transaction, actor: Actor, kontrak_id: int) -> View:
    """One assignment: for the team leader, the employee, the employee's evaluator and BKPP. Raises `NotFound`."""
    row = tx.session.get(KontrakPenugasan, kontrak_id)
    if row is None:
        raise NotFound(DOCUMENT, kontrak_id)
    allowed(tx, actor, Right.READ, Kind.CONTRACT, row)
    return _view(tx, actor, row)


def _view(tx: Transaction, actor: Actor, row: KontrakPenugasan) -> View:
    skp = tx.session.get_one(Skp, row.skp_id)
    feedback = select(KontrakUmpanBalik).where(KontrakUmpanBalik.kontrak_id == row.id)
    advice = select(KontrakRekomendasi).where(KontrakRekomendasi.kontrak_id == row.id)
    items = select(WorkItem).where(WorkItem.case_id == row.case_id)
    step = next(((one.case_id, one.key) for one in tx.session.scalars(items)), None)
    return View(
        row=row,
        skp=skp,
        pegawai=tx.session.get_one(Pegawai, skp.pegawai_id).nama_lengkap,
        ketua=tx.session.get_one(Pegawai, row.ketua_id).nama_lengkap,
        feedback=_said(tx, list(tx.session.scalars(feedback.order_by(KontrakUmpanBalik.id)))),
        recommended=_said(tx, list(tx.session.scalars(advice.order_by(KontrakRekomendasi.id.desc())))),
        is_leader=actor.pegawai_id == row.ketua_id,
        step=step if actor.pegawai_id == skp.pegawai_id else None,
    )


def _said(tx: Transaction, rows: Sequence[KontrakUmpanBalik | KontrakRekomendasi]) -> list[Said]:
    return [Said(nama_akun(tx.session, row.akun_id), row) for row in rows]


def feed_back(work: Work, actor: Actor, kontrak_id: int, isi: str, request_id: UUID | None = None) -> None:
    """The team leader says how it goes; a repeat says it once. Raises `NotFound`, `Denied`, `Refused`."""
    with work.transaction() as tx:
        row, said = _led(tx, actor, kontrak_id), _words(isi, "isi")
        if first_time(tx, actor, request_id, "kontrak_umpan_balik", (DOCUMENT, row.id)):
            tx.session.add(KontrakUmpanBalik(kontrak_id=row.id, isi=said, akun_id=actor.akun_id, pada=tx.now))


def recommend(
    work: Work, actor: Actor, kontrak_id: int, hasil_kerja: Rating, perilaku: Rating, catatan: str,
    request_id: UUID | None = None,
) -> None:  # fmt: skip
    """The team leader recommends ratings; nothing but a recommendation is written. Raises as `feed_back`."""
    with work.transaction() as tx:
        row, said = _led(tx, actor, kontrak_id), _words(catatan, "catatan")
        if first_time(tx, actor, request_id, "kontrak_rekomendasi", (DOCUMENT, row.id)):
            tx.session.add(
                KontrakRekomendasi(
                    kontrak_id=row.id, hasil_kerja=hasil_kerja, perilaku=perilaku, catatan=said,
                    akun_id=actor.akun_id, pada=tx.now,
                )
            )  # fmt: skip


def _led(tx: Transaction, actor: Actor, kontrak_id: int) -> KontrakPenugasan:
    row = view(tx, actor, kontrak_id).row
    allowed(tx, actor, Right.WRITE, Kind.CONTRACT, row)
    if row.status is not StatusKontrak.DITERIMA:
        raise Denied("Penugasan ini belum diterima pegawai.")
    return row


def _words(said: str, field: str) -> str:
    cleaned = said.strip()
    if len(cleaned) < 10 or len(cleaned) > MAX_TEXT:
        pesan = Sentence("Tulis paling sedikit 10 dan paling banyak %(n)s huruf.", n=MAX_TEXT)
        raise Refused([Pelanggaran("kontrak.catatan", pesan, field)])
    return cleaned
