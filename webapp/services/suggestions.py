"""What came to an SKP after its dialogue: results still to be restated, and suggestions to take or to dismiss.

Nothing changes by itself: the owner takes a suggestion into an open draft, or it is dismissed with a reason by the one
whose decision it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from webapp.domain.dialog import CatatanDialog, periksa_dialog
from webapp.domain.dialog import PeranHasil as PeranDialog
from webapp.domain.dialog import PernyataanUlang as Pernyataan
from webapp.domain.pelanggaran import Pelanggaran
from webapp.operations import Actor, Refused
from webapp.operations.kontrak import dengan_penugasan
from webapp.operations.penjenjangan import ambil, naskah_terbuka, sel_skp
from webapp.storage.dialog import PeranHasil, PernyataanUlang
from webapp.storage.isi import muat_isi, simpan_isi
from webapp.storage.kontrak import KontrakPenugasan
from webapp.storage.organisasi import Pegawai
from webapp.storage.penjenjangan import SaranPerubahan, StatusSaran, SumberSaran, saran_terbuka
from webapp.storage.skp import Skp

from .assignments import subjects
from .errors import Denied, NotFound
from .work import Transaction, Work

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
    day = tx.work.organisation.day(tx.session, tx.today)
    if skp is None:
        raise NotFound("skp", skp_id)
    owner, evaluator = actor.pegawai_id == skp.pegawai_id, skp.pegawai_id in subjects(day, actor)
    if not owner and not evaluator:
        raise NotFound("skp", skp_id)
    draft = naskah_terbuka(tx.session, skp) is not None
    return Pending(
        skp=skp,
        nama=tx.session.get_one(Pegawai, skp.pegawai_id).nama_lengkap,
        unsaid=_unsaid(tx, skp_id) if draft else [],
        suggestions=saran_terbuka(tx.session, skp_id),
        is_owner=owner,
        is_evaluator=evaluator,
        writable=draft,
    )


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
        isi = muat_isi(tx.session, revisi.id)
        if saran.sumber is SumberSaran.KONTRAK:
            isi = dengan_penugasan(isi, tx.session.get_one(KontrakPenugasan, saran.sumber_id))
        else:
            isi = ambil(tx.session, skp, saran, isi)
        simpan_isi(tx.session, revisi.id, isi)
        _decide(tx, actor, saran, StatusSaran.DIAMBIL, None)


def dismiss(work: Work, actor: Actor, skp_id: int, saran_id: int, alasan: str) -> None:
    """Leave the SKP as it is, with the reason. Raises `NotFound`, `Denied`, or `Refused` without a reason."""
    with work.transaction() as tx:
        saran, found = _open(tx, actor, skp_id, saran_id)
        if not found.may_dismiss(saran):
            raise Denied("Pembagian hasil diputuskan pimpinan. Tulis komentar bila Anda tidak setuju.")
        text = alasan.strip()
        if len(text) < 10 or len(text) > MAX_REASON:
            pesan = f"Tulis alasan paling sedikit 10 dan paling banyak {MAX_REASON} huruf."
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
