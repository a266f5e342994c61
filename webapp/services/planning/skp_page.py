"""The SKP page: the document, its revisions and their differences, and where it stands.

Reads only. Everything is asked through `policy`, so what a person may not see is not even loaded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from webapp.domain.beda import Perubahan, beda
from webapp.domain.cuplikan import Cuplikan, Pihak
from webapp.domain.kanonik import cuplikan_dari_kanonik
from webapp.domain.penilai import Penilai
from webapp.domain.skp import IsiSkp
from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.policy.matrix import Kind, Relation, Right, may
from webapp.services.policy.skp import access, visible_revisions
from webapp.services.process.tracker import Tracker, Waiting, case_tracker, tracker
from webapp.services.work import Transaction
from webapp.services.yearly.evaluation import may_read
from webapp.storage.identitas import identitas_pegawai, identitas_pihak_luar
from webapp.storage.isi import muat_isi
from webapp.storage.naskah import Dokumen, PeranTandaTangan, TandaTangan
from webapp.storage.organisasi import Pegawai
from webapp.storage.penjenjangan import SaranPerubahan, saran_terbuka
from webapp.storage.skp import Skp, SkpRevisi, StatusRevisi

from .changes import SIDES, Change, Validity, put_away, running, validity
from .dialogue import Dialogue, dialogue
from .remarks import Remark, remarks
from .timeline import Event, timeline

__all__ = [
    "Event", "Identity", "Issued", "Signature", "SkpHead", "SkpView", "Tracker", "Waiting",
    "differences", "own_skp", "since_last_look", "skp_head", "skp_view", "timeline", "tracker",
]  # fmt: skip


@dataclass(frozen=True)
class SkpHead:
    """What every page of an SKP begins with: whose it is, in which relation it is seen, and where it stands.

    `change` is the change that is not over, `change_tracker` where that stands; `validity` says by number since when
    and until when a revision was in force, `put_away` names those of changes that were taken back. `suggestions` wait
    for the owner or the evaluator to accept them or to set them aside; others are not told. `sees_evaluation`: whether
    the pages of the evaluation are this person's to read, `sees_follow_up` those of what follows it.
    """

    skp: Skp
    access: Relation
    owner: Pegawai
    revisions: Sequence[SkpRevisi]
    tracker: Tracker | None
    change: Change | None = None
    change_tracker: Tracker | None = None
    validity: Mapping[int, Validity] = field(default_factory=dict)
    put_away: frozenset[int] = frozenset()
    suggestions: Sequence[SaranPerubahan] = ()
    sees_evaluation: bool = False
    sees_follow_up: bool = False

    @property
    def in_force(self) -> SkpRevisi | None:
        """The revision in force, if this person may see it."""
        return next((row for row in self.revisions if row.status is StatusRevisi.FINAL), None)


@dataclass(frozen=True)
class Identity:
    """The two sides as the document names them. `frozen` once the revision is locked, else as they are today."""

    pegawai: Pihak | None
    penilai: Pihak | None
    frozen: bool


@dataclass(frozen=True)
class Signature:
    """One signature as shown: who, as which side, when, over which fingerprint."""

    peran: PeranTandaTangan
    nama: str
    nip: str | None
    pada: datetime
    sidik: str


@dataclass(frozen=True)
class Issued:
    """An issued document: its code and its size in bytes."""

    kode: str
    size: int
    dibuat_pada: datetime


@dataclass(frozen=True)
class SkpView:
    """The document page. `isi` is the content this person may see now (None when there is none yet, or none for
    them); `is_final` says whether the shown revision is in force, with or without its document drawn already.
    """

    head: SkpHead
    shown: SkpRevisi | None
    isi: IsiSkp | None
    identity: Identity | None
    signatures: Sequence[Signature]
    document: Issued | None
    dialogue: Dialogue | None
    komentar: Sequence[Remark]

    @property
    def skp(self) -> Skp:
        """The SKP."""
        return self.head.skp

    @property
    def access(self) -> Relation:
        """In which relation it is seen."""
        return self.head.access

    @property
    def tracker(self) -> Tracker | None:
        """Where it stands."""
        return self.head.tracker

    @property
    def is_final(self) -> bool:
        """Whether the revision shown is the one in force."""
        return self.shown is not None and self.shown.status is StatusRevisi.FINAL


def own_skp(tx: Transaction, actor: Actor) -> list[Skp]:
    """All SKP of this person, the newest year first."""
    if actor.pegawai_id is None:
        return []
    query = select(Skp).where(Skp.pegawai_id == actor.pegawai_id).order_by(Skp.tahun.desc(), Skp.id.desc())
    return list(tx.session.scalars(query))


def skp_head(tx: Transaction, actor: Actor, skp_id: int) -> SkpHead:
    """The SKP as this person may see it, without content. Raises `NotFound`."""
    skp, relation = access(tx, actor, skp_id)
    revisions = visible_revisions(tx, actor, skp, relation)
    past = not may(
        Kind.SKP, relation, Right.COURSE
    )  # where it stands now came after what this person decided
    change = None if past else running(tx, actor, skp_id)
    return SkpHead(
        skp=skp,
        access=relation,
        owner=tx.session.get_one(Pegawai, skp.pegawai_id),
        revisions=revisions,
        tracker=None if past else tracker(tx, actor, skp),
        change=change,
        change_tracker=case_tracker(tx, actor, change.row.case_id) if change and change.row.case_id else None,
        validity=validity(tx, revisions),
        put_away=put_away(tx, skp_id),
        sees_evaluation=may_read(tx, actor, skp),
        sees_follow_up=may_read(tx, actor, skp, Right.COURSE),
        suggestions=saran_terbuka(tx.session, skp_id) if relation in SIDES else (),
    )


def skp_view(
    tx: Transaction, actor: Actor, skp_id: int, nomor: int | None = None, *, in_force: bool = False
) -> SkpView:
    """The SKP as this person may see it: at one revision, at the one in force if asked and there is one, else at the
    newest. Raises `NotFound`.
    """
    head = skp_head(tx, actor, skp_id)
    shown = head.in_force if in_force and nomor is None else None
    shown = shown or _pick(head.revisions, nomor)
    if nomor is not None and shown is None:
        raise NotFound("skp_revisi", skp_id)
    content = shown if shown is not None and head.access.sees_content else None
    identity = _identity(tx, head.skp, content) if head.access.sees_content else None
    return SkpView(
        head=head,
        shown=shown,
        isi=None if content is None else muat_isi(tx.session, content.id),
        identity=identity,
        signatures=[] if content is None else _signatures(tx, content),
        document=None if content is None else _document(tx, content.id),
        dialogue=dialogue(tx, skp_id, head.skp.pegawai_id) if head.access.sees_talk else None,
        komentar=_remarks(tx, content) if content is not None and head.access.sees_talk else [],
    )


def differences(tx: Transaction, actor: Actor, skp_id: int, old: int, new: int) -> list[Perubahan]:
    """What changed between two revisions that this person may see. Raises `NotFound`."""
    skp, relation = access(tx, actor, skp_id, Right.READ)
    rows = {row.nomor: row for row in visible_revisions(tx, actor, skp, relation)}
    if old not in rows or new not in rows:
        raise NotFound("skp_revisi", skp_id)
    return beda(muat_isi(tx.session, rows[old].id), muat_isi(tx.session, rows[new].id))


def since_last_look(tx: Transaction, skp_id: int) -> list[Perubahan] | None:
    """What the newest submitted revision changed against the one submitted before it; None on the first round."""
    query = (
        select(SkpRevisi)
        .where(
            SkpRevisi.skp_id == skp_id,
            SkpRevisi.status != StatusRevisi.DRAF,
            SkpRevisi.diajukan_pada.is_not(None),
        )
        .order_by(SkpRevisi.nomor.desc())
        .limit(2)
    )
    rows = list(tx.session.scalars(query))
    if len(rows) < 2:
        return None
    return beda(muat_isi(tx.session, rows[1].id), muat_isi(tx.session, rows[0].id))


def _pick(revisions: Sequence[SkpRevisi], nomor: int | None) -> SkpRevisi | None:
    if nomor is None:
        return revisions[-1] if revisions else None
    return next((row for row in revisions if row.nomor == nomor), None)


def _identity(tx: Transaction, skp: Skp, revisi: SkpRevisi | None) -> Identity:
    """Both sides: frozen with the revision, or as they stand today."""
    if revisi is not None and revisi.cuplikan is not None:
        potret = cuplikan_dari_kanonik(revisi.cuplikan)
        return Identity(potret.pegawai, potret.penilai, frozen=True)
    hasil = tx.work.organisation.day(tx.session, tx.today).penilai(skp.pegawai_id)
    penilai = None
    if isinstance(hasil, Penilai) and hasil.penilai_id is None:
        penilai = identitas_pihak_luar(tx.session, tx.today)
    elif isinstance(hasil, Penilai) and hasil.penilai_id is not None:
        penilai = identitas_pegawai(tx.session, hasil.penilai_id, tx.today, jabatan=hasil.nama_jabatan)
    return Identity(identitas_pegawai(tx.session, skp.pegawai_id, tx.today), penilai, frozen=False)


def _signatures(tx: Transaction, revisi: SkpRevisi) -> list[Signature]:
    """The signatures of a revision, in the order of signing; names as the document prints them."""
    if revisi.cuplikan is None:
        return []
    potret: Cuplikan = cuplikan_dari_kanonik(revisi.cuplikan)
    side = {PeranTandaTangan.PEGAWAI: potret.pegawai, PeranTandaTangan.PEJABAT_PENILAI: potret.penilai}
    query = select(TandaTangan).where(TandaTangan.revisi_id == revisi.id).order_by(TandaTangan.urutan)
    return [
        Signature(row.peran, side[row.peran].nama, side[row.peran].nip, row.pada, row.sidik)
        for row in tx.session.scalars(query)
    ]


def _document(tx: Transaction, revisi_id: int) -> Issued | None:
    query = select(Dokumen.kode, func.octet_length(Dokumen.isi), Dokumen.dibuat_pada).where(
        Dokumen.revisi_id == revisi_id
    )
    row = tx.session.execute(query.limit(1)).one_or_none()
    return None if row is None else Issued(*row)


def _remarks(tx: Transaction, revisi: SkpRevisi) -> list[Remark]:
    """Remarks on the shown revision, and on the one before: what was asked for is what is being mended."""
    query = select(func.max(SkpRevisi.nomor)).where(
        SkpRevisi.skp_id == revisi.skp_id,
        SkpRevisi.nomor < revisi.nomor,
        SkpRevisi.diajukan_pada.is_not(None),
    )
    first = tx.session.scalars(query).one() or revisi.nomor
    return [one for one in remarks(tx, revisi.skp_id) if first <= one.nomor_revisi <= revisi.nomor]
