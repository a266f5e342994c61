"""The yearly evaluation of one person as its pages and its document show it. Reads only.

`document` gives everything that a document prints. What a person may see is asked through `skp_access`; the judgement
itself is for its maker until it is delivered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select

from webapp.domain.cuplikan import Pihak
from webapp.domain.penilai import TanpaPenilai
from webapp.domain.predikat import CapaianOrganisasi, Predikat, Rating
from webapp.operations import Actor
from webapp.operations.naskah_evaluasi import pihak_dari
from webapp.operations.segmen_setahun import SegmenSetahun, segmen_dari_kanonik
from webapp.storage.akun import nama_akun
from webapp.storage.berkas import Berkas
from webapp.storage.capaian import CapaianVersi
from webapp.storage.dokumen_evaluasi import (
    DokumenEvaluasi,
    Keberatan,
    KeberatanBerkas,
    PenjelasanKeberatan,
    PeranPenanda,
    PutusanKeberatan,
    StatusDokumen,
    TandaTanganEvaluasi,
    dokumen_skp,
    keberatan_skp,
    penjelasan,
    putusan_dari,
)
from webapp.storage.dokumen_evaluasi import Pihak as Sisi
from webapp.storage.evaluasi import EvaluasiTahunan, evaluasi_terakhir, realisasi_terakhir
from webapp.storage.organisasi import Pegawai
from webapp.storage.process import ProcessCase, WorkItem
from webapp.storage.skp import Skp

from .assignments import Desk, Place, holder, holds
from .errors import NotFound
from .items import items
from .skp_access import Access, access
from .who import Names, holder_name
from .work import Transaction

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
class Tanda:
    """A signature: as what, who, when, over which fingerprint."""

    peran: PeranPenanda
    nama: str
    nip: str | None
    jabatan: str
    pada: datetime
    sidik: str


@dataclass(frozen=True)
class Naskah:
    """Everything that one document prints [PermenPANRB 6/2022, dokumen evaluasi kinerja pegawai, blocks 1 to 7].

    `atasan` None: the evaluator has no superior. `batas_keberatan` is the last day to object. `putusan` is the
    decision on which a second document rests; the first one has `pengganti` then.
    """

    dokumen_id: int
    skp_id: int
    tahun: int
    nomor: int
    status: StatusDokumen
    instansi: str
    mulai: date
    terakhir: date
    pegawai: Pihak
    penilai: Pihak
    atasan: Pihak | None
    capaian: CapaianOrganisasi
    hasil_kerja: Rating
    alasan_hasil_kerja: str
    perilaku: Rating
    alasan_perilaku: str
    predikat: Predikat
    segmen: Sequence[SegmenSetahun]
    catatan: str
    tempat: str
    sidik: str
    disampaikan_pada: datetime
    batas_keberatan: date
    ditanggapi_pada: datetime | None
    tanda_tangan: Sequence[Tanda]
    putusan: PutusanKeberatan | None

    @property
    def dianggap_diterima(self) -> bool:
        """Whether it stands because nothing was said in time; the document prints a note then."""
        return self.status is StatusDokumen.DIANGGAP_DITERIMA


@dataclass(frozen=True)
class Butir:
    """A point of an objection."""

    perihal: str
    alasan: str


@dataclass(frozen=True)
class Objection:
    """The objection with what both sides explained, its evidence and its decision."""

    keberatan: Keberatan
    butir: Sequence[Butir]
    berkas: Sequence[Berkas]
    pegawai: PenjelasanKeberatan | None
    penilai: PenjelasanKeberatan | None
    putusan: PutusanKeberatan | None
    pemutus: str


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
    """The page of an evaluation. `current` is the version that counts, if this person may see it already."""

    skp: Skp
    access: Access
    owner: Pegawai
    current: EvaluasiTahunan | None
    capaian: CapaianVersi | None
    realisasi: dict[str, str]
    documents: Sequence[Naskah]
    objection: Objection | None
    step: OpenStep | None


MAKERS: Final = frozenset({Access.EVALUATOR, Access.ABOVE, Access.ADMIN, Access.AUDITOR})
"""Relations in which a judgement is seen before it is delivered."""


def evaluation_view(tx: Transaction, actor: Actor, skp_id: int) -> EvaluationView:
    """The evaluation of a year for one who may see the SKP's content or decides about it. Raises `NotFound`."""
    skp, relation = _relation(tx, actor, skp_id)
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
    )


def _relation(tx: Transaction, actor: Actor, skp_id: int) -> tuple[Skp, Access]:
    """The SKP's own relations, but who signed in the past sees nothing that came after, unless it is the own judgement;
    and who decides or decided the objection sees it, also from an office outside the line (PyB).
    """
    if _decides(tx, actor, skp_id):
        return tx.session.get_one(Skp, skp_id), Access.ABOVE
    skp, relation = access(tx, actor, skp_id)
    later = relation in (Access.SIGNER, Access.NEXT) and not _judged(tx, actor, skp_id)
    if later or not relation.sees_content:
        raise NotFound("skp", skp_id)
    return skp, relation


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


def document(tx: Transaction, skp_id: int, nomor: int | None = None) -> Naskah | None:
    """Everything that a document of an SKP prints: the newest, or the one with this number. Access is the caller's."""
    rows = [row for row in dokumen_skp(tx.session, skp_id) if nomor is None or row.nomor == nomor]
    return naskah(tx, rows[-1]) if rows else None


def naskah(tx: Transaction, row: DokumenEvaluasi) -> Naskah:
    """A document with all that it says."""
    evaluasi = tx.session.get_one(EvaluasiTahunan, row.evaluasi_id)
    versi = tx.session.get_one(CapaianVersi, evaluasi.capaian_versi_id)
    potret = row.cuplikan
    pegawai, penilai = pihak_dari(potret["pegawai"]), pihak_dari(potret["penilai"])
    assert pegawai is not None
    assert penilai is not None
    return Naskah(
        dokumen_id=row.id,
        skp_id=row.skp_id,
        tahun=tx.session.get_one(Skp, row.skp_id).tahun,
        nomor=row.nomor,
        status=row.status,
        instansi=str(potret["instansi"]),
        mulai=date.fromisoformat(potret["mulai"]),
        terakhir=date.fromisoformat(potret["terakhir"]),
        pegawai=pegawai,
        penilai=penilai,
        atasan=pihak_dari(potret.get("atasan")),
        capaian=versi.predikat,
        hasil_kerja=evaluasi.hasil_kerja,
        alasan_hasil_kerja=evaluasi.alasan_hasil_kerja,
        perilaku=evaluasi.perilaku,
        alasan_perilaku=evaluasi.alasan_perilaku,
        predikat=evaluasi.predikat,
        segmen=[segmen_dari_kanonik(one) for one in evaluasi.segmen],
        catatan=row.catatan,
        tempat=row.tempat,
        sidik=row.sidik,
        disampaikan_pada=row.disampaikan_pada,
        batas_keberatan=row.batas_keberatan,
        ditanggapi_pada=row.ditanggapi_pada,
        tanda_tangan=_signatures(tx, row, pegawai, penilai),
        putusan=_decision(tx, row),
    )


def _decision(tx: Transaction, row: DokumenEvaluasi) -> PutusanKeberatan | None:
    held = keberatan_skp(tx.session, row.skp_id)
    return None if held is None else putusan_dari(tx.session, held.id)


def _signatures(tx: Transaction, row: DokumenEvaluasi, pegawai: Pihak, penilai: Pihak) -> list[Tanda]:
    query = select(TandaTanganEvaluasi).where(TandaTanganEvaluasi.dokumen_id == row.id)
    found = []
    for one in tx.session.scalars(query.order_by(TandaTanganEvaluasi.id)):
        side = {PeranPenanda.PEGAWAI: pegawai, PeranPenanda.PEJABAT_PENILAI: penilai}.get(one.peran)
        if side is None:
            side = Pihak(nama_akun(tx.session, one.akun_id), _nip(tx, one.pegawai_id), None, one.jabatan, "")
        found.append(Tanda(one.peran, side.nama, side.nip, side.jabatan, one.pada, one.sidik))
    return found


def _nip(tx: Transaction, pegawai_id: int | None) -> str | None:
    return None if pegawai_id is None else tx.session.get_one(Pegawai, pegawai_id).nip


def objection(tx: Transaction, skp_id: int) -> Objection | None:
    """The objection against an evaluation, if there is one. Access is the caller's."""
    held = keberatan_skp(tx.session, skp_id)
    if held is None:
        return None
    said = penjelasan(tx.session, held.id)
    decided = putusan_dari(tx.session, held.id)
    return Objection(
        keberatan=held,
        butir=[Butir(one["perihal"], one["alasan"]) for one in held.butir],
        berkas=list(tx.session.scalars(_FILES.where(KeberatanBerkas.keberatan_id == held.id))),
        pegawai=said.get(Sisi.PEGAWAI),
        penilai=said.get(Sisi.PEJABAT_PENILAI),
        putusan=decided,
        pemutus="" if decided is None else nama_akun(tx.session, decided.akun_id),
    )


_FILES = select(Berkas).join(KeberatanBerkas, KeberatanBerkas.berkas_id == Berkas.id).order_by(Berkas.id)


def evidence(tx: Transaction, actor: Actor, skp_id: int, berkas_id: int) -> Berkas:
    """A file of evidence of the objection, for one who may see the evaluation. Raises `NotFound`."""
    view = evaluation_view(tx, actor, skp_id)
    files = [] if view.objection is None else [one for one in view.objection.berkas if one.id == berkas_id]
    if not files:
        raise NotFound("berkas", berkas_id)
    return files[0]


def decider(tx: Transaction, pegawai_id: int) -> tuple[str, str]:
    """Who would decide an objection of this person today: name and office."""
    desk = Desk(tx)
    held = holder(desk, Place("atasan_penilai", pegawai_id))
    if held is None:
        return "", ""
    names = Names(tx)
    known = {} if held.pegawai_id is None else {held.pegawai_id: names.of(held.pegawai_id)}
    return holder_name(desk.today, held, known), held.office


@dataclass(frozen=True)
class WithoutSuperior:
    """An objection that the PyB decides because the data name no superior of the evaluator."""

    pegawai_id: int
    nama: str
    skp_id: int
    alasan: str
    since: datetime


def without_superior(tx: Transaction) -> list[WithoutSuperior]:
    """Objections that are not decided and whose evaluator has no superior in the data: BKPP mends those data."""
    day = tx.work.organisation.day(tx.session, tx.today)
    decided = select(PutusanKeberatan.id).where(PutusanKeberatan.keberatan_id == Keberatan.id).exists()
    query = (
        select(Keberatan, Pegawai)
        .join(Skp, Skp.id == Keberatan.skp_id)
        .join(Pegawai, Pegawai.id == Skp.pegawai_id)
        .where(~decided)
        .order_by(Keberatan.id)
    )
    found = []
    for row, person in tx.session.execute(query):
        hasil = day.atasan_penilai(person.id)
        if isinstance(hasil, TanpaPenilai):
            found.append(WithoutSuperior(person.id, person.nama_lengkap, row.skp_id, hasil.alasan, row.pada))
    return found


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
