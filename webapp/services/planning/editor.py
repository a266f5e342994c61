"""Writing an own SKP: the open draft and its sections.

Only the owner writes, whatever office another holds; others may comment (`remarks`). A save names the version
it was made from, so two windows cannot overwrite each other unseen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from webapp.domain.kanonik import isi_kanonik
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.periksa_skp import periksa
from webapp.domain.sentences import Sentence
from webapp.domain.skp import STATUS_DAPAT_DISUNTING, Bagian, IsiSkp, Pendekatan, StatusSkp
from webapp.domain.ubah_pendekatan import ubah_pendekatan
from webapp.operations import Actor, Refused
from webapp.services.errors import Denied, NotFound
from webapp.services.policy.decide import allowed
from webapp.services.policy.matrix import Kind, Right
from webapp.services.work import Transaction, Work
from webapp.storage.dialog import PeranHasil
from webapp.storage.isi import muat_isi, revisi_berikut, simpan_isi
from webapp.storage.perubahan import PerubahanSkp
from webapp.storage.process import ProcessCase, WorkItem
from webapp.storage.rumusan import aturan_isi
from webapp.storage.skp import Skp, SkpRevisi, StatusRevisi

from . import editing
from .remarks import Remark, remarks

WORKSPACE = "susun_skp"


class StaleDraft(Exception):
    """The draft was saved elsewhere since this page was made; what was typed is not stored."""


@dataclass(frozen=True)
class Draft:
    """The open draft as its editor shows it.

    `temuan` are all refusals and warnings as it stands; `step` is the open step (case, key) that hands it in.
    `returned` is the number of the revision that came back, if this draft mends one.
    """

    skp: Skp
    revisi: SkpRevisi
    isi: IsiSkp
    versi: str
    peran: Sequence[PeranHasil]
    temuan: Sequence[Pelanggaran]
    komentar: Sequence[Remark]
    step: tuple[int, str] | None = None
    returned: int | None = None

    @property
    def is_change(self) -> bool:
        """Whether another version is in force while this one is written."""
        return self.skp.status is StatusSkp.PERUBAHAN


def version_of(isi: IsiSkp) -> str:
    """A short name of exactly this content."""
    body = json.dumps(isi_kanonik(isi), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(body.encode()).hexdigest()[:16]


def draft(tx: Transaction, actor: Actor, skp_id: int) -> Draft:
    """The owner's open draft. Raises `NotFound` to others, `Denied` when it cannot be written now."""
    skp = _own(tx, actor, skp_id)
    revisi = _open_revision(tx, skp)
    isi = muat_isi(tx.session, revisi.id)
    peran = cells(tx, skp_id)
    return Draft(
        skp=skp,
        revisi=revisi,
        isi=isi,
        versi=version_of(isi),
        peran=peran,
        temuan=periksa(isi, peran_tersedia=bool(peran), aturan=aturan_isi(tx.session, tx.today)),
        komentar=remarks(tx, skp_id),
        step=_step(tx, skp),
        returned=_returned(tx, revisi),
    )


def _step(tx: Transaction, skp: Skp) -> tuple[int, str] | None:
    """The open step whose page is the editor, in whichever case of the SKP; found by the diagram's workspace."""
    query = (
        select(WorkItem, ProcessCase.release_id)
        .join(ProcessCase, ProcessCase.id == WorkItem.case_id)
        .where(ProcessCase.document_kind == "skp", ProcessCase.document_id == skp.id)
        .order_by(WorkItem.case_id, WorkItem.key)
    )
    for item, release_id in tx.session.execute(query):
        processes = tx.work.releases.get(tx.session, release_id).definitions.processes
        if processes[item.process_id].elements[item.element_id].workspace == WORKSPACE:
            return item.case_id, item.key
    return None


def _returned(tx: Transaction, revisi: SkpRevisi) -> int | None:
    """The number of the submitted revision before this one, unless it was set or its change was taken back."""
    query = (
        select(SkpRevisi)
        .where(
            SkpRevisi.skp_id == revisi.skp_id,
            SkpRevisi.nomor < revisi.nomor,
            SkpRevisi.diajukan_pada.is_not(None),
        )
        .order_by(SkpRevisi.nomor.desc())
        .limit(1)
    )
    before = tx.session.scalars(query).one_or_none()
    if before is None or before.sidik is not None:
        return None
    withdrawn = select(PerubahanSkp.id).where(PerubahanSkp.revisi_baru_id == before.id)
    return None if tx.session.scalars(withdrawn).first() is not None else before.nomor


def save(
    work: Work, actor: Actor, skp_id: int, versi: str, change: Callable[[IsiSkp], IsiSkp],
    device: str | None = None,
) -> str:  # fmt: skip
    """Change the draft by a function of its content. Returns the new version.

    `device` is a keyed hash of where it was typed; with it the stretch of editing is kept for the detector.

    Raises `NotFound`, `Denied`, `StaleDraft`, or `Refused` when the change breaks what the dialogue settled.
    """
    with work.transaction() as tx:
        skp, revisi, old = _to_write(tx, actor, skp_id, versi)
        new = change(old)
        given = [] if skp.status is StatusSkp.PERUBAHAN else cells(tx, skp_id)
        if broken := _broken_links(new, cells(tx, skp_id)) + _lost(new, given) + _foreign_words(old, new):
            raise Refused(broken)
        if new.pendekatan is not old.pendekatan:
            revisi = _next_version(tx, revisi, new.pendekatan)
        simpan_isi(tx.session, revisi.id, new)
        if device is not None:
            editing.note(tx, actor, skp_id, device, changed_rows(old, new))
        return version_of(new)


def changed_rows(old: IsiSkp, new: IsiSkp) -> list[str]:
    """Keys of the rows that a save wrote, made or removed; an annex has none."""
    before, after = ({rhk.kunci: rhk for rhk in isi.rhk} for isi in (old, new))
    return sorted(kunci for kunci in {*before, *after} if before.get(kunci) != after.get(kunci))


def _to_write(tx: Transaction, actor: Actor, skp_id: int, versi: str) -> tuple[Skp, SkpRevisi, IsiSkp]:
    """The locked SKP, its open draft and the content, if it is still the version that was seen."""
    skp = _own(tx, actor, skp_id, lock=True)
    revisi = _open_revision(tx, skp)
    old = muat_isi(tx.session, revisi.id)
    if version_of(old) != versi:
        raise StaleDraft
    return skp, revisi, old


def _next_version(tx: Transaction, revisi: SkpRevisi, pendekatan: Pendekatan) -> SkpRevisi:
    """Put the draft away as it was in its former approach, readable for its writer, and go on in the next number."""
    revisi.status = StatusRevisi.DIGANTI
    tx.session.flush()
    return revisi_berikut(tx.session, revisi.skp_id, pendekatan, tx.now)


def converted(tx: Transaction, draft: Draft, ke: Pendekatan) -> IsiSkp:
    """The draft in the other approach. What was told in it before, and not changed since, gets its old words back."""
    query = (
        select(SkpRevisi.id)
        .where(
            SkpRevisi.skp_id == draft.skp.id,
            SkpRevisi.nomor < draft.revisi.nomor,
            SkpRevisi.pendekatan == ke,
        )
        .order_by(SkpRevisi.nomor.desc())
        .limit(1)
    )
    former = tx.session.scalars(query).one_or_none()
    return ubah_pendekatan(draft.isi, ke, None if former is None else muat_isi(tx.session, former))


def switch_approach(work: Work, actor: Actor, skp_id: int, versi: str, ke: Pendekatan) -> str:
    """Convert the whole draft to the other approach; it never holds both, and the old shape stays as a version."""
    with work.reading() as tx:
        new = converted(tx, draft(tx, actor, skp_id), ke)
    return save(work, actor, skp_id, versi, lambda _isi: new)


def _own(tx: Transaction, actor: Actor, skp_id: int, *, lock: bool = False) -> Skp:
    query = select(Skp).where(Skp.id == skp_id)
    skp = tx.session.scalars(query.with_for_update() if lock else query).one_or_none()
    if skp is None:
        raise NotFound("skp", skp_id)
    allowed(tx, actor, Right.WRITE, Kind.SKP, skp)
    if skp.status not in STATUS_DAPAT_DISUNTING:
        raise Denied("Naskah ini sedang tidak dapat disunting. Lihat posisinya di halaman SKP.")
    return skp


def _open_revision(tx: Transaction, skp: Skp) -> SkpRevisi:
    query = select(SkpRevisi).where(SkpRevisi.skp_id == skp.id, SkpRevisi.status == StatusRevisi.DRAF)
    revisi = tx.session.scalars(query).one_or_none()
    if revisi is None:
        raise Denied("Tidak ada naskah yang terbuka untuk disunting.")
    return revisi


def cells(tx: Transaction, skp_id: int) -> list[PeranHasil]:
    """The results handed down to the employee, in order."""
    query = select(PeranHasil).where(PeranHasil.skp_id == skp_id).order_by(PeranHasil.urutan)
    return list(tx.session.scalars(query))


def _foreign_words(old: IsiSkp, new: IsiSkp) -> list[Pelanggaran]:
    """The special expectations are the leader's words [PermenPANRB 6/2022]; the owner does not change them."""
    if dict(old.ekspektasi_khusus) == dict(new.ekspektasi_khusus):
        return []
    pesan = "Ekspektasi khusus ditulis pimpinan dalam dialog. Minta pimpinan mengubahnya lewat komentar."
    return [Pelanggaran("ekspektasi.bukan_penulis", pesan, "ekspektasi_khusus")]


def _broken_links(isi: IsiSkp, given: Sequence[PeranHasil]) -> list[Pelanggaran]:
    """Results are handed down, not picked: links name given cells."""
    texts = {cell.kunci: cell.rhk_pimpinan_uraian for cell in given}
    return [
        Pelanggaran(
            "tautan.dipilih",
            "RHK pimpinan diberikan oleh pejabat penilai dalam dialog dan tidak dapat dipilih atau diubah sendiri.",
            f"rhk.{rhk.kunci}.rhk_pimpinan",
        )
        for rhk in isi.rhk
        if rhk.rhk_pimpinan_kunci is not None
        and (rhk.rhk_pimpinan_kunci not in texts or texts[rhk.rhk_pimpinan_kunci] != rhk.rhk_pimpinan)
    ]


def _lost(isi: IsiSkp, given: Sequence[PeranHasil]) -> list[Pelanggaran]:
    """Given cells without a row. In a change that both sides agreed to a result may go: the evaluator sets it anew."""
    kept = {rhk.rhk_pimpinan_kunci for rhk in isi.rhk if rhk.bagian is Bagian.UTAMA}
    return [
        Pelanggaran(
            "tautan.hilang",
            Sentence(
                'Peran hasil "%(uraian)s" diberikan pimpinan dan harus tetap punya paling sedikit satu RHK.',
                uraian=cell.uraian,
            ),
            "rhk",
        )
        for cell in given
        if cell.kunci not in kept
    ]
