"""The yearly evaluation of one person as its pages and its document show it. Reads only.

What a person may see is asked through `skp_access`; the judgement itself is for its maker until it is delivered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.people.assignments import Desk, holder, holds
from webapp.services.people.who import Names, holder_name
from webapp.services.planning.skp_access import Access, access
from webapp.services.process.items import items
from webapp.services.work import Transaction
from webapp.services.yearly.evaluation_paper import Naskah, naskah
from webapp.services.yearly.objections import Objection, objection
from webapp.storage.berkas import Berkas
from webapp.storage.capaian import CapaianVersi
from webapp.storage.dokumen_evaluasi import (
    Keberatan,
    PutusanKeberatan,
    dokumen_skp,
)
from webapp.storage.evaluasi import EvaluasiTahunan, evaluasi_terakhir, realisasi_terakhir
from webapp.storage.organisasi import Pegawai
from webapp.storage.process import ProcessCase, WorkItem
from webapp.storage.skp import Skp

from .arrears import Missed, escalated_from

STEPS: Final = (
    "realisasi_akhir",
    "nilai_tahunan",
    "setujui_pengecualian",
    "tanda_tangani_dokumen",
    "terima_dokumen",
    "penjelasan_pegawai",
    "penjelasan_penilai",
    "putuskan",
)
"""Steps of the yearly evaluation, in their order."""


@dataclass(frozen=True)
class OpenStep:
    """The open step of the evaluation: whose turn it is."""

    case_id: int
    key: str
    name: str
    element_id: str
    is_mine: bool
    holder: str


@dataclass(frozen=True)
class EvaluationView:
    """The page of an evaluation. `current` is the version that counts, if this person may see it already.

    `arrears`: what the owner as a leader let pass in the year until the next leader was told [AC-G-16].
    """

    skp: Skp
    access: Access
    owner: Pegawai
    current: EvaluasiTahunan | None
    capaian: CapaianVersi | None
    realisasi: dict[str, str]
    documents: Sequence[Naskah]
    objection: Objection | None
    step: OpenStep | None
    arrears: Sequence[Missed] = ()


MAKERS: Final = frozenset({Access.EVALUATOR, Access.ABOVE, Access.ADMIN, Access.AUDITOR})
"""Relations in which a judgement is seen before it is delivered."""


def evaluation_view(tx: Transaction, actor: Actor, skp_id: int) -> EvaluationView:
    """The evaluation of a year for one who may see the SKP's content or decides about it. Raises `NotFound`."""
    skp, relation = reader(tx, actor, skp_id)
    documents = [naskah(tx, one) for one in dokumen_skp(tx.session, skp_id)]
    current = evaluasi_terakhir(tx.session, skp_id)
    if not documents and relation not in MAKERS:
        current = None
    stated = realisasi_terakhir(tx.session, skp_id)
    return EvaluationView(
        skp=skp,
        access=relation,
        owner=tx.session.get_one(Pegawai, skp.pegawai_id),
        current=current,
        capaian=None if current is None else tx.session.get_one(CapaianVersi, current.capaian_versi_id),
        realisasi={} if stated is None else dict(stated.isi.get("realisasi", {})),
        documents=documents,
        objection=objection(tx, skp_id) if relation.sees_talk else None,
        step=_step(tx, actor, skp_id),
        arrears=escalated_from(tx, skp.pegawai_id, skp.mulai, skp.selesai) if relation.sees_talk else (),
    )


def reader(tx: Transaction, actor: Actor, skp_id: int) -> tuple[Skp, Access]:
    """In which relation a person sees the evaluation and all that follows from it. Raises `NotFound`.

    The SKP's own relations, but who signed in the past sees nothing that came after, unless it is the own judgement;
    and who decides or decided the objection sees it, also from an office outside the line (PyB).
    """
    if _decides(tx, actor, skp_id):
        return tx.session.get_one(Skp, skp_id), Access.ABOVE
    skp, relation = access(tx, actor, skp_id)
    later = relation in (Access.SIGNER, Access.NEXT) and not _judged(tx, actor, skp_id)
    if later or not relation.sees_content:
        raise NotFound("skp", skp_id)
    return skp, relation


def may_read(tx: Transaction, actor: Actor, skp_id: int) -> bool:
    """Whether the pages of the evaluation are there for this person."""
    try:
        reader(tx, actor, skp_id)
    except NotFound:
        return False
    return True


def _decides(tx: Transaction, actor: Actor, skp_id: int) -> bool:
    desk = Desk(tx)
    found = items(
        tx,
        WorkItem.element_id == "putuskan",
        ProcessCase.document_kind == "skp",
        ProcessCase.document_id == skp_id,
    )
    for item in found:
        held = holder(desk, item.place)
        if held is not None and actor.pegawai_id != item.subject_id and holds(desk, actor, held):
            return True
    query = (
        select(PutusanKeberatan.akun_id)
        .join(Keberatan, Keberatan.id == PutusanKeberatan.keberatan_id)
        .where(Keberatan.skp_id == skp_id)
    )
    return tx.session.scalars(query).one_or_none() == actor.akun_id


def _judged(tx: Transaction, actor: Actor, skp_id: int) -> bool:
    query = select(EvaluasiTahunan.id).where(
        EvaluasiTahunan.skp_id == skp_id, EvaluasiTahunan.akun_id == actor.akun_id
    )
    return tx.session.scalars(query.limit(1)).one_or_none() is not None


def evidence(tx: Transaction, actor: Actor, skp_id: int, berkas_id: int) -> Berkas:
    """A file of evidence of the objection, for one who may see the evaluation. Raises `NotFound`."""
    view = evaluation_view(tx, actor, skp_id)
    files = [] if view.objection is None else [one for one in view.objection.berkas if one.id == berkas_id]
    if not files:
        raise NotFound("berkas", berkas_id)
    return files[0]


def _step(tx: Transaction, actor: Actor, skp_id: int) -> OpenStep | None:
    """The open step; the reader's own first."""
    desk, names = Desk(tx), Names(tx)
    found = []
    for item in items(tx, ProcessCase.document_kind == "skp", ProcessCase.document_id == skp_id):
        if item.element_id in STEPS:
            held = holder(desk, item.place)
            mine = held is not None and holds(desk, actor, held)
            known = (
                {}
                if held is None or held.pegawai_id is None
                else {held.pegawai_id: names.of(held.pegawai_id)}
            )
            who = holder_name(desk.today, held, known)
            found.append(OpenStep(item.case_id, item.key, item.name, item.element_id, mine, who))
    return min(found, key=lambda one: (not one.is_mine, STEPS.index(one.element_id)), default=None)
