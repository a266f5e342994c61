"""What came to an SKP after its dialogue: results still to be restated, and suggestions to take or to dismiss.

Nothing changes by itself: the owner takes a suggestion into an open draft, or it is dismissed with a reason by the one
whose decision it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from webapp.domain.dialog import CatatanDialog, periksa_dialog
from webapp.domain.dialog import PeranHasil as PeranDialog
from webapp.domain.dialog import PernyataanUlang as Pernyataan
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.perubahan import MAKS_URAIAN, AlasanPerubahan
from webapp.domain.sentences import Sentence
from webapp.operations import Actor, Refused
from webapp.operations.penjenjangan import naskah_terbuka, sel_skp, skp_tahun
from webapp.operations.saran import ambil_ke_naskah
from webapp.services.errors import Denied, NotFound
from webapp.services.policy.decide import allowed
from webapp.services.policy.matrix import Kind, Relation, Right
from webapp.services.work import Transaction, Work
from webapp.storage.dialog import PeranHasil, PernyataanUlang
from webapp.storage.organisasi import Pegawai
from webapp.storage.penjenjangan import SaranPerubahan, StatusSaran, SumberSaran, saran_terbuka
from webapp.storage.perubahan import perubahan_terbuka
from webapp.storage.skp import Skp

from .changes import propose_within

MAX_REASON = 1_000


@dataclass(frozen=True)
class Pending:
    """What waits. `unsaid` are results without the employee's own words; `writable`: there is an open draft."""

    skp: Skp
    nama: str
    unsaid: Sequence[PeranHasil]
    suggestions: Sequence[SaranPerubahan]
    is_owner: bool
    is_evaluator: bool
    writable: bool

    def may_dismiss(self, saran: SaranPerubahan) -> bool:
        """Whose decision it is: what the leader gave is the leader's, all else the owner's."""
        return self.is_evaluator if saran.sumber is SumberSaran.MPH else self.is_owner


def pending(tx: Transaction, actor: Actor, skp_id: int) -> Pending:
    """What waits at an SKP, for its owner and the evaluator of today. Raises `NotFound`."""
    skp = tx.session.get(Skp, skp_id)
    if skp is None:
        raise NotFound("skp", skp_id)
    relation = allowed(tx, actor, Right.READ, Kind.GIVEN, skp)
    draft = naskah_terbuka(tx.session, skp) is not None
    return Pending(
        skp=skp,
        nama=tx.session.get_one(Pegawai, skp.pegawai_id).nama_lengkap,
        unsaid=_unsaid(tx, skp_id) if draft else [],
        suggestions=saran_terbuka(tx.session, skp_id),
        is_owner=relation is Relation.OWNER,
        is_evaluator=relation is Relation.PARTLY,
        writable=draft,
    )


def own(tx: Transaction, actor: Actor, tahun: int) -> list[SaranPerubahan]:
    """What waits about one's own SKP of a year, for the leader's page of the MPH."""
    skp = None if actor.pegawai_id is None else skp_tahun(tx.session, actor.pegawai_id, tahun)
    return [] if skp is None else saran_terbuka(tx.session, skp.id)


def _unsaid(tx: Transaction, skp_id: int) -> list[PeranHasil]:
    said = set(
        tx.session.scalars(
            select(PernyataanUlang.peran_hasil_id)
            .join(PeranHasil, PeranHasil.id == PernyataanUlang.peran_hasil_id)
            .where(PeranHasil.skp_id == skp_id)
        )
    )
    return [cell for cell in sel_skp(tx.session, skp_id).values() if cell.id not in said]


def restate(work: Work, actor: Actor, skp_id: int, words: Mapping[str, str]) -> None:
    """Say results back in own words that came after the dialogue. Raises `Refused` with all that is wrong."""
    with work.transaction() as tx:
        found = pending(tx, actor, skp_id)
        if not found.is_owner or not found.writable:
            raise Denied("Pernyataan ulang ditulis oleh pemilik SKP selama naskahnya terbuka.")
        record = CatatanDialog(
            tx.now, tx.now, tuple(Pernyataan(cell.kunci, words.get(cell.kunci, "")) for cell in found.unsaid)
        )
        wrong = periksa_dialog(record, [PeranDialog(cell.kunci, cell.uraian) for cell in found.unsaid])
        if wrong:
            raise Refused(wrong)
        for cell in found.unsaid:
            tx.session.add(
                PernyataanUlang(peran_hasil_id=cell.id, isi=words[cell.kunci].strip(), pada=tx.now)
            )


def take(work: Work, actor: Actor, skp_id: int, saran_id: int) -> None:
    """Take a suggestion into the open draft. Raises `NotFound`, or `Denied` where no draft is open."""
    with work.transaction() as tx:
        saran, found = _open(tx, actor, skp_id, saran_id)
        skp = tx.session.get_one(Skp, skp_id, with_for_update=True)
        revisi = naskah_terbuka(tx.session, skp)
        if not found.is_owner:
            raise Denied("Usul perubahan diambil oleh pemilik SKP.")
        if revisi is None:
            raise Denied("Naskah SKP sedang tidak terbuka. Ajukan perubahan SKP dahulu, lalu ambil usul ini.")
        ambil_ke_naskah(tx.session, skp, saran, revisi.id)
        _decide(tx, actor, saran, StatusSaran.DIAMBIL, None)


def accept(work: Work, actor: Actor, skp_id: int, saran_id: int, request_id: UUID) -> None:
    """Accept what a newer PK says about an SKP that is set: a change is proposed, whose draft takes it over.

    A change that runs already takes it along. Raises `NotFound`, `Denied` to all but the owner, or `Refused` with all
    that forbids a change today.
    """
    with work.transaction() as tx:
        saran, found = _open(tx, actor, skp_id, saran_id)
        if not found.is_owner or found.writable:
            raise Denied("Usul diterima oleh pemilik SKP; bila naskahnya terbuka, ambil langsung ke naskah.")
        if saran.perubahan_id is not None:
            return
        row = perubahan_terbuka(tx.session, skp_id)
        if row is None:
            propose_within(tx, actor, skp_id, AlasanPerubahan.STRATEGI.value, _why(saran), request_id)
            row = perubahan_terbuka(tx.session, skp_id)
        assert row is not None
        saran.perubahan_id = row.id


def _why(saran: SaranPerubahan) -> str:
    """The proposal in words: what stands and what the source says now."""
    sides = [_said(one) for one in (saran.lama, saran.baru)]
    return f"{SOURCE[saran.sumber]}. Semula: {sides[0]} Menjadi: {sides[1]}"[:MAKS_URAIAN]


def _said(words: Mapping[str, Any] | None) -> str:
    if words is None:
        return "tidak ada."
    target = str(words.get("target") or "").replace(".", ",")
    goal = f" ({target} {words.get('satuan') or ''})" if target else ""
    return f"{words['uraian']}{goal}."


SOURCE: Mapping[SumberSaran, str] = {
    SumberSaran.PK: "Perjanjian Kinerja di e-SAKIP berubah",
    SumberSaran.MPH: "Pimpinan mengubah MPH",
    SumberSaran.KONTRAK: "Penugasan lintas unit diterima",
}


def dismiss(work: Work, actor: Actor, skp_id: int, saran_id: int, alasan: str) -> None:
    """Leave the SKP as it is, with the reason. Raises `NotFound`, `Denied`, or `Refused` without a reason."""
    with work.transaction() as tx:
        saran, found = _open(tx, actor, skp_id, saran_id)
        if not found.may_dismiss(saran):
            raise Denied("Pembagian hasil diputuskan pimpinan. Tulis komentar bila Anda tidak setuju.")
        text = alasan.strip()
        if len(text) < 10 or len(text) > MAX_REASON:
            pesan = Sentence("Tulis alasan paling sedikit 10 dan paling banyak %(n)s huruf.", n=MAX_REASON)
            raise Refused([Pelanggaran("saran.alasan", pesan, f"alasan.{saran_id}")])
        _decide(tx, actor, saran, StatusSaran.DIABAIKAN, text)


def _open(tx: Transaction, actor: Actor, skp_id: int, saran_id: int) -> tuple[SaranPerubahan, Pending]:
    found = pending(tx, actor, skp_id)
    saran = tx.session.get(SaranPerubahan, saran_id, with_for_update=True)
    if saran is None or saran.skp_id != skp_id or saran.status is not StatusSaran.TERBUKA:
        raise NotFound("skp", skp_id)
    return saran, found


def _decide(
    tx: Transaction, actor: Actor, saran: SaranPerubahan, status: StatusSaran, alasan: str | None
) -> None:
    saran.status, saran.alasan = status, alasan
    saran.diputuskan_oleh, saran.diputuskan_pada = actor.akun_id, tx.now
