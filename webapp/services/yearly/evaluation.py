"""The yearly evaluation of one person as its pages and its document show it. Reads only.

What a person may see is asked through `policy`; the judgement itself is for its maker until it is delivered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from webapp.operations import Actor
from webapp.operations.naskah_evaluasi import sidik_keberatan, sidik_penilaian
from webapp.services.errors import NotFound
from webapp.services.people.assignments import Desk, holder, holds
from webapp.services.people.who import Names, holder_name
from webapp.services.policy.decide import readable, standing, would_open
from webapp.services.policy.matrix import Kind, Relation, Right, may
from webapp.services.process.items import items
from webapp.services.work import Transaction
from webapp.services.yearly.evaluation_paper import Naskah, naskah
from webapp.services.yearly.objections import Objection, objection
from webapp.storage.berkas import Berkas
from webapp.storage.capaian import CapaianVersi
from webapp.storage.dokumen_evaluasi import dokumen_skp, keberatan_skp
from webapp.storage.evaluasi import EvaluasiTahunan, evaluasi_terakhir, realisasi_terakhir
from webapp.storage.organisasi import Pegawai
from webapp.storage.process import ProcessCase
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

SIGNED: Final = frozenset({"tanda_tangani_dokumen", "putuskan"})
"""Those whose page shows the fingerprint of a judgement; receiving has a page of its own."""


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
    access: Relation
    owner: Pegawai
    current: EvaluasiTahunan | None
    capaian: CapaianVersi | None
    realisasi: dict[str, str]
    documents: Sequence[Naskah]
    objection: Objection | None
    step: OpenStep | None
    arrears: Sequence[Missed] = ()


def evaluation_view(tx: Transaction, actor: Actor, skp_id: int) -> EvaluationView:
    """The evaluation of a year for one who may see the SKP's content or decides about it. Raises `NotFound`."""
    skp, relation = reader(tx, actor, skp_id)
    after = may(Kind.EVALUATION, relation, Right.COURSE)
    own = None if after else _own_judgement(tx, actor, skp_id)
    issued = dokumen_skp(tx.session, skp_id)
    documents = [naskah(tx, one) for one in issued if after or (own and one.evaluasi_id == own.id)]
    current = evaluasi_terakhir(tx.session, skp_id) if after else own
    if after and not documents and not may(Kind.EVALUATION, relation, Right.EARLY):
        current = None
    talk = may(Kind.EVALUATION, relation, Right.TALK)
    stated = realisasi_terakhir(tx.session, skp_id)
    return EvaluationView(
        skp=skp,
        access=relation,
        owner=tx.session.get_one(Pegawai, skp.pegawai_id),
        current=current,
        capaian=None if current is None else tx.session.get_one(CapaianVersi, current.capaian_versi_id),
        realisasi={} if stated is None else dict(stated.isi.get("realisasi", {})),
        documents=documents,
        objection=objection(tx, skp_id) if talk else None,
        step=_step(tx, actor, skp_id) if after else None,
        arrears=escalated_from(tx, skp.pegawai_id, skp.mulai, skp.selesai) if talk else (),
    )


def _own_judgement(tx: Transaction, actor: Actor, skp_id: int) -> EvaluasiTahunan | None:
    query = select(EvaluasiTahunan).where(
        EvaluasiTahunan.skp_id == skp_id, EvaluasiTahunan.akun_id == actor.akun_id
    )
    return tx.session.scalars(query.order_by(EvaluasiTahunan.nomor.desc()).limit(1)).one_or_none()


def reader(tx: Transaction, actor: Actor, skp_id: int, right: Right = Right.READ) -> tuple[Skp, Relation]:
    """In which relation a person sees the evaluation, or (`COURSE`) what follows from it. Raises `NotFound`.

    The SKP's own relations, but who signed in the past sees nothing that came after, unless it is the own judgement;
    and who decides or decided the objection sees it, also from an office outside the line (PyB). Who judged without
    having signed the SKP sees the own judgement alone.
    """
    skp = tx.session.get(Skp, skp_id)
    if skp is None:
        raise NotFound("skp", skp_id)
    return skp, readable(tx, actor, right, Kind.EVALUATION, skp)


def to_be_signed(tx: Transaction, skp_id: int, element_id: str) -> str | None:
    """The fingerprint of what a step signs or decides about, as it is now; None for a step that does neither."""
    if element_id == "tanda_tangani_dokumen":
        current = evaluasi_terakhir(tx.session, skp_id)
        return None if current is None else sidik_penilaian(tx.session, current)
    if element_id == "putuskan":
        found = keberatan_skp(tx.session, skp_id)
        return None if found is None else sidik_keberatan(tx.session, found)
    return None


def may_read(tx: Transaction, actor: Actor, skp: Skp, right: Right = Right.READ) -> bool:
    """Whether the pages of the evaluation (`COURSE`: of what follows it) are there, at least once a reason is given."""
    relation = standing(tx, actor, Kind.EVALUATION, skp)
    if relation is not None and may(Kind.EVALUATION, relation, right):
        return True
    return would_open(tx, actor, right, Kind.EVALUATION, skp)


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
