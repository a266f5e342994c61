"""Publication of a release: the whole check, the second person, and the row that puts it in force.

The diagram leads from step to step, and nothing rests on it: who may approve, what was approved and whether it is
sound is looked at again where the release is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.sentences import Sentence
from webapp.domain.tanggal import cetak_tanggal
from webapp.storage.akun import same_person
from webapp.storage.audit import AuditEvent
from webapp.storage.bengkel import (
    DraftStatus,
    ReleaseDraft,
    ReleaseInForce,
    bundle_hash,
    files_of_draft,
    in_force,
    last_in_force,
    lock_draft,
    savers,
    store_release,
)
from webapp.storage.pemberitahuan import beri_tahu
from webapp.storage.process import Release

from .naskah import tolak
from .pelaku import pastikan_peran
from .registry import Context, Facts, operation

PERAN: Final = "pemilik_proses"
KEPUTUSAN: Final = ("setujui", "kembalikan")
TINDAKAN: Final = ("ajukan", "tarik")
CATATAN_TERPENDEK: Final = 10


def ajukan(session: Session, draf: ReleaseDraft, akun_id: int, saat: datetime, hari: date) -> None:
    """Freeze a draft as proposed. Raises `Refused`: nothing changes, nothing is told, or a release would be lost."""
    if draf.status is not DraftStatus.OPEN:
        raise tolak(
            "draf.beku", "Draf ini tidak sedang terbuka, jadi tidak dapat diusulkan. Muat ulang halaman."
        )
    if len(draf.note.strip()) < CATATAN_TERPENDEK:
        pesan = "Tulis catatan perubahan dahulu: apa yang berubah bagi pegawai, dan mengapa."
        raise tolak("draf.catatan", pesan, "catatan")
    sidik = bundle_hash(files_of_draft(session, draf))
    terakhir = last_in_force(session)
    if terakhir is not None and sidik == _sidik_rilis(session, terakhir.release_id):
        raise tolak("draf.sama", "Isi draf ini sama dengan rilis yang berlaku. Ubah dahulu berkasnya.")
    _pastikan_dasar(session, draf, sidik, hari, dijadwalkan=True)
    draf.hash, draf.status = sidik, DraftStatus.PROPOSED
    draf.proposed_by, draf.proposed_at = akun_id, saat


def _sidik_rilis(session: Session, release_id: int) -> str:
    return session.scalars(select(Release.hash).where(Release.id == release_id)).one()


def _pastikan_dasar(
    session: Session, draf: ReleaseDraft, sidik: str, hari: date, *, dijadwalkan: bool = False
) -> None:
    """No change of others is undone by a draft that never saw it: its base is what it will replace.

    An old release as it was is no such draft: going back is meant.
    """
    berlaku = session.scalars(in_force(hari)).one()
    boleh = {draf.base_release_id, draf.replaces_release_id}
    if berlaku in boleh or sidik == _sidik_rilis(session, draf.base_release_id):
        return
    if dijadwalkan:
        nanti = select(ReleaseInForce.release_id).where(ReleaseInForce.effective_from > hari)
        if boleh & set(session.scalars(nanti)):
            return
    nomor = {satu.id: satu.number for satu in session.scalars(select(Release))}
    pesan = Sentence(
        "Pada %(hari)s berlaku rilis %(nomor)s, sedangkan draf ini berdasar rilis "
        "%(dasar)s. Bawa dahulu perubahan rilis %(nomor)s ke draf ini di bengkel, "
        "supaya tidak hilang.",
        hari=hari,
        nomor=nomor[berlaku],
        dasar=nomor[draf.base_release_id],
    )
    raise tolak("draf.dasar", pesan, "berlaku_mulai")


@operation("penerbitan.periksa", facts={"lolos": (True, False)})
def periksa(ctx: Context, _masukan: Mapping[str, Any]) -> Facts:
    """The whole check of what is proposed. A draft with an error goes back to its owners, with the findings."""
    draf = _draf(ctx, DraftStatus.PROPOSED)
    draf.case_id = ctx.subject.case_id
    draf.findings = [dict(satu) for satu in ctx.check(files_of_draft(ctx.session, draf))]
    if draf.findings:
        draf.status = DraftStatus.OPEN
    return {"lolos": not draf.findings}


@operation("penerbitan.perbaiki", facts={"tindakan": TINDAKAN})
def perbaiki(ctx: Context, jawaban: Mapping[str, Any]) -> Facts:
    """The proposer proposes the mended draft again, or takes the proposal back. `jawaban`: tindakan."""
    assert ctx.actor is not None
    if PERAN not in ctx.actor.peran:
        raise tolak("bukan_pemegang", "Draf rilis diusulkan oleh pemilik proses.")
    draf = _draf(ctx, DraftStatus.OPEN)
    if jawaban["tindakan"] == "tarik":
        draf.case_id, draf.findings = None, []
    else:
        ajukan(ctx.session, draf, ctx.actor.akun_id, ctx.now, ctx.today)
    return {"tindakan": jawaban["tindakan"]}


@operation("penerbitan.setujui", facts={"keputusan": KEPUTUSAN}, signs=True)
def setujui(ctx: Context, jawaban: Mapping[str, Any]) -> Facts:
    """The second person decides. `jawaban`: keputusan, berlaku_mulai (ISO), catatan, sidik (what was read)."""
    pastikan_peran(ctx, PERAN, "Penerbitan disetujui oleh pemilik proses lain, bukan oleh pengusulnya.")
    assert ctx.actor is not None
    draf = _draf(ctx, DraftStatus.PROPOSED)
    if jawaban["keputusan"] == "kembalikan":
        draf.status = DraftStatus.OPEN
        catatan = str(jawaban.get("catatan") or "").strip()
        _kabari(ctx, draf, f"kembali:{ctx.key}", f"Draf “{draf.title}” dikembalikan: {catatan}")
        return {"keputusan": "kembalikan"}
    _pastikan_empat_mata(ctx.session, draf, ctx.actor.akun_id)
    sidik = bundle_hash(files_of_draft(ctx.session, draf))
    if not jawaban.get("sidik") == draf.hash == sidik:
        pesan = (
            "Isi draf ini bukan lagi yang Anda baca. Muat ulang halaman dan periksa lagi sebelum menyetujui."
        )
        raise tolak("draf.sidik", pesan)
    mulai = date.fromisoformat(str(jawaban["berlaku_mulai"]))
    if mulai < ctx.today:
        pesan = Sentence(
            "Mulai berlaku paling awal hari ini, %(today)s: yang lampau tidak diubah.", today=ctx.today
        )
        raise tolak("draf.mundur", pesan, "berlaku_mulai")
    if sidik == _sidik_rilis(ctx.session, ctx.session.scalars(in_force(mulai)).one()):
        pesan = Sentence(
            "Pada %(mulai)s rilis dengan isi ini memang sudah berlaku. Pilih tanggal lain.", mulai=mulai
        )
        raise tolak("draf.sama", pesan, "berlaku_mulai")
    _pastikan_dasar(ctx.session, draf, sidik, mulai)
    draf.approved_by, draf.approved_at, draf.effective_from = ctx.actor.akun_id, ctx.now, mulai
    return {"keputusan": "setujui"}


def _pastikan_empat_mata(session: Session, draf: ReleaseDraft, akun_id: int | None) -> None:
    made_by = (draf.opened_by, draf.proposed_by, *savers(session, draf.id))
    if akun_id is None or same_person(session, akun_id, *made_by):
        pesan = (
            "Draf ini Anda buka, sunting, atau usulkan sendiri. Penerbitannya disetujui pemilik proses lain yang tidak "
            "ikut menyuntingnya."
        )
        raise tolak("draf.dua_orang", pesan, "keputusan")


@operation("penerbitan.terbitkan", facts={"nomor_rilis": None})
def terbitkan(ctx: Context, _masukan: Mapping[str, Any]) -> Facts:
    """Store what was approved under the next number and put it in force on its day; an old content keeps its number."""
    draf = _draf(ctx, DraftStatus.PROPOSED)
    _pastikan_empat_mata(ctx.session, draf, draf.approved_by)
    berkas = files_of_draft(ctx.session, draf)
    if bundle_hash(berkas) != draf.hash or draf.effective_from is None:
        raise tolak("draf.sidik", "Isi draf ini bukan yang disetujui, jadi tidak diterbitkan.")
    if ctx.check(berkas):
        raise tolak("draf.temuan", "Pemeriksaan menemukan kesalahan, jadi draf ini tidak diterbitkan.")
    release_id = store_release(ctx.session, berkas, draf.note)
    ctx.session.add(
        ReleaseInForce(
            release_id=release_id, effective_from=draf.effective_from, at=ctx.now, approved_by=draf.approved_by,
            case_id=ctx.subject.case_id, note=draf.note,
        )
    )  # fmt: skip
    draf.release_id, draf.status = release_id, DraftStatus.PUBLISHED
    nomor = ctx.session.get_one(Release, release_id).number
    rincian = {"rilis": nomor, "sidik": draf.hash, "mulai": draf.effective_from.isoformat()}
    rincian |= {"pembuka": draf.opened_by, "pengusul": draf.proposed_by}
    ctx.session.add(
        AuditEvent(
            at=ctx.now, actor_id=draf.approved_by, kind="rilis_terbit", object_kind="rilis", object_id=draf.id,
            detail=rincian,
        )
    )  # fmt: skip
    mulai = cetak_tanggal(draf.effective_from)
    _kabari(ctx, draf, "terbit", f"Draf “{draf.title}” terbit sebagai rilis {nomor}, berlaku mulai {mulai}.")
    return {"nomor_rilis": nomor}


def _draf(ctx: Context, boleh: DraftStatus) -> ReleaseDraft:
    """The draft of the case, locked, in the state that the step needs."""
    draf = None
    if ctx.subject.document_kind == "rilis":
        draf = lock_draft(ctx.session, ctx.subject.document_id)
    if draf is None or draf.case_id not in (None, ctx.subject.case_id):
        raise tolak("draf.tidak_ada", "Draf untuk penerbitan ini tidak ditemukan. Buka bengkel proses.")
    if draf.status is not boleh:
        raise tolak("draf.status", "Draf ini sudah berubah keadaannya. Muat ulang halaman.")
    return draf


def _kabari(ctx: Context, draf: ReleaseDraft, kunci: str, isi: str) -> None:
    """Tell the proposer, who is the subject of the case."""
    satu = f"rilis:{draf.id}:{ctx.subject.case_id}:{kunci}"
    beri_tahu(ctx.session, satu, ctx.subject.pegawai_id, "RILIS", isi, f"/bengkel/{draf.id}", ctx.now)
