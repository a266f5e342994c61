"""Remarks of others on an SKP: what should change in a document that is still being written or reviewed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Select, select

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.operations import Actor, Refused
from webapp.services.errors import Denied, NotFound
from webapp.services.policy.matrix import Right
from webapp.services.policy.skp import access
from webapp.services.requests import first_time
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Akun, nama_akun
from webapp.storage.dialog import Komentar
from webapp.storage.skp import SkpRevisi, StatusRevisi

MAX_COMMENT: Final = 2_000
OPEN: Final = frozenset({StatusRevisi.DRAF, StatusRevisi.DIAJUKAN})
"""States of a revision that a remark can still change: from its approval on its content is fixed."""


@dataclass(frozen=True)
class Remark:
    """A comment as shown: on a place of the document (`letak`), or on the whole when None."""

    letak: str | None
    isi: str
    oleh: str
    pada: datetime
    nomor_revisi: int


def comment(
    work: Work, actor: Actor, skp_id: int, letak: str | None, isi: str, request_id: UUID | None = None
) -> None:
    """Add a remark to the latest revision, once however often it is sent; it changes nothing else.

    The owner, the evaluator of today, BKPP and the helpers of the own OPD may, until the document is approved. Raises
    `NotFound` to others, `Denied`, `Refused`.
    """
    with work.transaction() as tx:
        access(tx, actor, skp_id, Right.COMMENT)
        text = isi.strip()
        if not text or len(text) > MAX_COMMENT:
            raise _refused("komentar", Sentence("Isi komentar, paling panjang %(n)s huruf.", n=MAX_COMMENT))
        revisi = tx.session.scalars(_latest(skp_id).with_for_update(read=True)).one_or_none()
        if revisi is None:
            raise _refused("komentar.belum_ada", "Naskah SKP belum ada, jadi belum dapat dikomentari.")
        if not first_time(tx, actor, request_id, "skp_dikomentari", ("skp", skp_id)):
            return
        if revisi.status not in OPEN:
            raise _refused(
                "komentar.disetujui",
                "Naskah ini sudah disetujui, jadi tidak dapat dikomentari lagi. Bila isinya perlu berubah, pegawai "
                "atau pejabat penilai mengusulkan perubahan SKP setelah naskah ditetapkan.",
            )
        row = Komentar(revisi_id=revisi.id, letak=letak or None, isi=text, akun_id=actor.akun_id, pada=tx.now)
        tx.session.add(row)


def may_comment(tx: Transaction, actor: Actor, skp_id: int) -> bool:
    """Whether this person's page of the SKP has a place for a remark."""
    try:
        access(tx, actor, skp_id, Right.COMMENT)
    except (Denied, NotFound):
        return False
    revisi = tx.session.scalars(_latest(skp_id)).one_or_none()
    return revisi is not None and revisi.status in OPEN


def remarks(tx: Transaction, skp_id: int) -> list[Remark]:
    """All comments on an SKP, oldest first."""
    query = (
        select(Komentar, SkpRevisi.nomor, Akun.id)
        .join(SkpRevisi, SkpRevisi.id == Komentar.revisi_id)
        .join(Akun, Akun.id == Komentar.akun_id)
        .where(SkpRevisi.skp_id == skp_id)
        .order_by(Komentar.id)
    )
    rows = list(tx.session.execute(query))
    names: Mapping[int, str] = {
        akun_id: nama_akun(tx.session, akun_id) for akun_id in {row[2] for row in rows}
    }
    return [Remark(k.letak, k.isi, names[akun_id], k.pada, nomor) for k, nomor, akun_id in rows]


def _latest(skp_id: int) -> Select[SkpRevisi]:
    return select(SkpRevisi).where(SkpRevisi.skp_id == skp_id).order_by(SkpRevisi.nomor.desc()).limit(1)


def _refused(kode: str, sentence: str) -> Refused:
    return Refused([Pelanggaran(kode, sentence, "komentar")])
