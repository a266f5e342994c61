"""How long what is kept: what is older is counted, proposed by one officer, and deleted when another agrees.

Only what no seal and no journal covers goes; of a file the bytes go and its fingerprint stays. Everything else is kept
with its reason (`KEPT`), so every chain can be proved before and after.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from sqlalchemy import CursorResult, select, text

from webapp.domain.pelanggaran import Pelanggaran
from webapp.operations import Actor, Refused
from webapp.services.errors import NotFound
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Peran, same_person
from webapp.storage.aturan import nilai_aturan
from webapp.storage.audit import AuditEvent
from webapp.storage.pemberitahuan import beri_tahu, penerima_peran
from webapp.storage.privasi import Retensi

RULE: Final = "retensi"
OBJECT: Final = "retensi"
GONE: Final = "Isi berkas ini sudah dihapus menurut masa simpannya; sidiknya tetap tercatat."
"""What stands in a file whose bytes are gone; the database knows the same sentence (0008_4)."""


@dataclass(frozen=True)
class Kept:
    """A class of data: what of it is older than `:before`, and what is done with that; the last act counts."""

    what: str
    then: str
    older: str
    acts: tuple[str, ...]


def _delete(table: str, older: str, *first: str) -> tuple[str, ...]:
    return (*first, f"DELETE FROM {table} WHERE {older}")  # noqa: S608 - from the table below


_SESSIONS: Final = "berakhir < :before"
_OLD_SESSIONS: Final = f"sesi_id IN (SELECT id FROM sesi WHERE {_SESSIONS})"  # noqa: S608
_DRAFTS: Final = "case_id IN (SELECT id FROM process_case WHERE closed_at < :before)"
_FILES: Final = (
    "pada < :before AND isi <> convert_to(:gone, 'UTF8')"
    " AND id IN (SELECT berkas_id FROM bukti_bulanan UNION SELECT berkas_id FROM aktivitas_bukti)"
    " AND id NOT IN (SELECT berkas_id FROM keberatan_berkas UNION"
    " SELECT berkas_id FROM koreksi_aktivitas WHERE berkas_id IS NOT NULL)"
)

CLASSES: Final[Mapping[str, tuple[str, Kept]]] = {
    "sesi": ("sesi", Kept("Sesi yang sudah berakhir", "dihapus", _SESSIONS, _delete(
        "sesi", _SESSIONS, f"DELETE FROM tantangan WHERE {_OLD_SESSIONS}",  # noqa: S608
        f"DELETE FROM permintaan_luar WHERE {_OLD_SESSIONS}"))),  # noqa: S608
    "perangkat": ("perangkat_akun", Kept("Perangkat yang tidak dipakai lagi", "dihapus", "terakhir < :before", _delete(
        "perangkat_akun", "terakhir < :before"))),
    "pemberitahuan": ("pemberitahuan", Kept("Pemberitahuan", "dihapus", "pada < :before", _delete(
        "pemberitahuan", "pada < :before"))),
    "draf": ("draft", Kept("Draf isian pada kasus yang sudah selesai", "dihapus", _DRAFTS, _delete("draft", _DRAFTS))),
    "surat_terkirim": ("surat_terkirim", Kept("Catatan surat harian", "dihapus", "pada < :before", _delete(
        "surat_terkirim", "pada < :before"))),
    "unggahan": ("unggahan", Kept("Unggahan data kepegawaian", "dihapus", "dibuat_pada < :before", _delete(
        "unggahan", "dibuat_pada < :before",
        "DELETE FROM unggahan_berkas WHERE unggahan_id IN (SELECT id FROM unggahan WHERE dibuat_pada < :before)"))),
    "bukti": ("berkas", Kept(
        "Isi berkas bukti bulanan dan foto aktivitas", "isi dihapus, nama dan sidik tetap", _FILES, (
        f"UPDATE berkas SET isi = convert_to(:gone, 'UTF8') WHERE {_FILES}",))),  # noqa: S608
}  # fmt: skip
"""By the key of the rule: the table, and what is done."""

STAYS: Final[Mapping[str, str]] = {
    "Jurnal kasus, tanda tangan, dokumen resmi": "rantai buktinya harus tetap dapat diperiksa; arsip kepegawaian",
    "Evaluasi, keberatan, angka kredit, TPP": "dasar hak pegawai; disegel",
    "Catatan akses dan audit": "disegel; pemilik data berhak melihatnya",
    "SKP, bulan, aktivitas (angka dan uraian)": "dasar evaluasi dan TPP; riwayatnya disegel",
    "Catatan dan laporan konseling": "tersandi; dibuka hanya oleh yang berhak",
}
"""What is never deleted by this, and why."""


@dataclass(frozen=True)
class Proposal:
    """A proposal as its page shows it."""

    row: Retensi
    may_propose: bool
    may_decide: bool
    may_decline: bool


def count(work: Work) -> int:
    """Count what is too old and keep that as a proposal; while one is open, it is brought up to date. Its number."""
    with work.transaction() as tx:
        tx.session.execute(text("SELECT pg_advisory_xact_lock(hashtext('retensi'))"))
        row = tx.session.scalars(select(Retensi).where(Retensi.diputus_pada.is_(None))).one_or_none()
        if row is not None and row.diusulkan_pada is not None:
            return row.id
        plan = schedule(tx)
        counted = {key: _count(tx, key, years) for key, years in plan.items()}
        if row is None:
            row = Retensi(pada=tx.now, hitungan=counted, jadwal=plan)
            tx.session.add(row)
            tx.session.flush()
            _tell(tx, row)
        else:
            row.pada, row.hitungan, row.jadwal = tx.now, counted, plan
        return row.id


def schedule(tx: Transaction) -> dict[str, int]:
    """Years by class, as the rule in force says; a class that it does not name, or names below one year, is kept."""
    rule: Mapping[str, Any] = nilai_aturan(tx.session, RULE, tx.today) or {}
    return {key: int(rule[key]) for key in CLASSES if isinstance(rule.get(key), int) and rule[key] >= 1}


def listed(tx: Transaction, actor: Actor) -> Sequence[Retensi]:
    """The proposals, the newest first. Raises `Denied`."""
    require(actor, Right.READ, Kind.PRIVACY)
    return tx.session.scalars(select(Retensi).order_by(Retensi.id.desc()).limit(50)).all()


def one(tx: Transaction, actor: Actor, number: int) -> Proposal:
    """One proposal. Raises `Denied`, `NotFound`."""
    require(actor, Right.READ, Kind.PRIVACY)
    row = tx.session.get(Retensi, number)
    if row is None:
        raise NotFound(OBJECT, number)
    open_, asked = row.diputus_pada is None, row.diusulkan_akun_id
    return Proposal(
        row, may_propose=open_ and asked is None and any(row.hitungan.values()),
        may_decide=open_ and asked is not None and not same_person(tx.session, actor.akun_id, asked),
        may_decline=open_ and asked is not None,
    )  # fmt: skip


def propose(work: Work, actor: Actor, number: int) -> None:
    """Propose the deletion; another officer decides. Raises `Denied`, `NotFound`, `Refused`."""
    require(actor, Right.DECIDE, Kind.PRIVACY)
    with work.transaction() as tx:
        tx.session.get(Retensi, number, with_for_update=True)
        found = one(tx, actor, number)
        if not found.may_propose:
            raise Refused(
                [Pelanggaran("retensi.usul", "Penghapusan ini sudah diusulkan, diputus, atau kosong.")]
            )
        found.row.diusulkan_akun_id, found.row.diusulkan_pada = actor.akun_id, tx.now
        _note(tx, actor, number, "retensi_diusulkan", found.row.hitungan)


def decide(work: Work, actor: Actor, number: int, *, agree: bool) -> Mapping[str, int]:
    """Decide; who agrees is another than who proposed, and then it is done. Returns what went, by class.

    Raises `Denied`, `NotFound`, `Refused`.
    """
    require(actor, Right.DECIDE, Kind.PRIVACY)
    with work.transaction() as tx:
        tx.session.get(Retensi, number, with_for_update=True)
        found = one(tx, actor, number)
        if not (found.may_decide if agree else found.may_decline):
            raise Refused(
                [Pelanggaran("retensi.dua_orang", "Penghapusan disetujui petugas lain, sesudah diusulkan.")]
            )
        row = found.row
        row.diputus_akun_id, row.diputus_pada, row.setuju = actor.akun_id, tx.now, agree
        tx.session.flush()
        gone = _delete_all(tx, row) if agree else {}
        if agree:
            row.hasil = dict(gone)
        _note(tx, actor, number, "retensi_dijalankan" if agree else "retensi_ditolak", gone)
        return gone


def _delete_all(tx: Transaction, row: Retensi) -> Mapping[str, int]:
    """Delete by the schedule that was proposed, as of the day on which it was counted."""
    tx.session.execute(text("SELECT set_config('lakon.retensi', :id, true)"), {"id": str(row.id)})
    gone = {}
    for key, years in row.jadwal.items():
        _table, kept = CLASSES[key]
        values = {"before": _before(tx, row.pada, years), "gone": GONE}
        for act in kept.acts:
            result = tx.session.execute(
                text(act), {name: values[name] for name in values if f":{name}" in act}
            )
            assert isinstance(result, CursorResult)
            gone[key] = result.rowcount
    tx.session.execute(text("SELECT set_config('lakon.retensi', '', true)"))
    return gone


def _count(tx: Transaction, key: str, years: int) -> int:
    table, kept = CLASSES[key]
    values = {"before": _before(tx, tx.now, years), "gone": GONE}
    query = text(f"SELECT count(*) FROM {table} WHERE {kept.older}")  # noqa: S608
    wanted = {name: values[name] for name in values if f":{name}" in kept.older}
    return int(tx.session.execute(query, wanted).scalar_one())


def _before(tx: Transaction, at: datetime, years: int) -> datetime:
    """The first moment that is kept: whole years, so what is deleted ends with a year."""
    return datetime.combine(date(at.astimezone(tx.work.zone).year - years, 1, 1), time.min, tx.work.zone)


def _tell(tx: Transaction, row: Retensi) -> None:
    words = "Data yang lewat masa simpannya sudah dihitung. Periksa, lalu usulkan penghapusannya."
    for officer in sorted(penerima_peran(tx.session, [Peran.ADMIN_BKPP])):
        beri_tahu(
            tx.session, f"{OBJECT}:{row.id}:{officer}", officer, OBJECT, words, f"/retensi/{row.id}", tx.now
        )


def _note(tx: Transaction, actor: Actor, number: int, kind: str, detail: Mapping[str, int]) -> None:
    event = AuditEvent(
        at=tx.now,
        actor_id=actor.akun_id,
        kind=kind,
        object_kind=OBJECT,
        object_id=number,
        detail=dict(detail),
    )
    tx.session.add(event)
