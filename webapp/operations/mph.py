"""The Matriks Peran Hasil: the leader gives out results from the top down [PermenPANRB 6/2022: penjenjangan kinerja].

Only from an SKP that is set, and only where every SKP above it is set: the chain starts at its head. Each version is
kept as it was given out; what it gives goes into the SKP of the people by `operations.penjenjangan`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from json import dumps
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.domain.organisasi import Organisasi
from webapp.domain.penilai import Penilai, jalur_atasan, tentukan_penilai
from webapp.domain.penjenjangan import MetodePenjenjangan, RhkPimpinan, Sel, cakupan, periksa_mph
from webapp.domain.skp import STATUS_FINAL
from webapp.storage.dialog import PeranHasil
from webapp.storage.isi import muat_isi
from webapp.storage.organisasi import Pegawai
from webapp.storage.pemberitahuan import beri_tahu
from webapp.storage.penjenjangan import Mph, MphVersi, StatusMph, SumberSaran
from webapp.storage.process import CaseStatus, ProcessCase
from webapp.storage.skp import Skp, SkpRevisi

from .naskah import nilai_aturan, tolak
from .penjenjangan import IsiSel, bagikan, revisi_final, rhk_dari_isi, skp_tahun
from .registry import Context, Refused, operation

BELUM = "RHK pimpinan belum ditetapkan"
HANYA_BACA = "RHK pimpinan belum ditetapkan, jadi MPH hanya dapat dibaca."


@dataclass(frozen=True)
class Penahan:
    """Whose SKP is not set and holds the chain up: the highest one, and since when it has been waited for."""

    pegawai_id: int
    skp: Skp


def penahan(
    session: Session, pemimpin_id: int, tahun: int, hari: date, organisasi: Organisasi
) -> Penahan | None:
    """The highest SKP above a leader (the own one included) that is not set; None when the MPH may be given out.

    Superiors without an SKP in the year hold nobody up.
    """
    rantai = [pemimpin_id]
    for atasan in jalur_atasan(pemimpin_id, hari, organisasi):
        if atasan.penilai_id is None or atasan.penilai_id in rantai:
            break
        rantai.append(atasan.penilai_id)
    for pegawai_id in reversed(rantai):
        skp = skp_tahun(session, pegawai_id, tahun)
        if skp is not None and skp.status not in STATUS_FINAL and revisi_final(session, skp.id) is None:
            return Penahan(pegawai_id, skp)
    return None


def rhk_mph(
    session: Session, pemimpin_id: int, tahun: int
) -> tuple[SkpRevisi, tuple[RhkPimpinan, ...]] | None:
    """The results that a leader has to hand down, and the revision they stand in; None before the SKP is set."""
    skp = skp_tahun(session, pemimpin_id, tahun)
    revisi = revisi_final(session, skp.id) if skp is not None else None
    return (revisi, rhk_dari_isi(muat_isi(session, revisi.id))) if revisi is not None else None


def mulai_penjenjangan(ctx: Context, pegawai_id: int, tahun: int) -> None:
    """Ask for the MPH of a leader, unless it is under way; whoever leads no unit starts it from the page when needed.

    Who led another unit earlier in the year goes on in the same MPH with its next version.
    """
    mph = mph_tahun(ctx.session, pegawai_id, tahun)
    if not _memimpin(ctx, pegawai_id) or (mph is not None and berjalan(ctx.session, mph)):
        return
    mph = mph or baru(ctx.session, pegawai_id, tahun, ctx.now)
    mph.status = StatusMph.DISUSUN
    ctx.start("penjenjangan", pegawai_id=pegawai_id, document_kind="mph", document_id=mph.id)


def mph_tahun(session: Session, pegawai_id: int, tahun: int) -> Mph | None:
    """The MPH of a leader for a year."""
    return session.scalars(select(Mph).where(Mph.pegawai_id == pegawai_id, Mph.tahun == tahun)).one_or_none()


def berjalan(session: Session, mph: Mph) -> bool:
    """Whether a case of this MPH is open or about to begin."""
    if mph.case_id is None:
        return mph in session.new
    return session.get_one(ProcessCase, mph.case_id).status == CaseStatus.OPEN


def tutup_mph(ctx: Context, pegawai_id: int, tahun: int) -> None:
    """End the MPH of one who leaves the post: its versions stay readable, the cells wait for the successor."""
    mph = mph_tahun(ctx.session, pegawai_id, tahun)
    if mph is not None and mph.case_id is not None and berjalan(ctx.session, mph):
        ctx.cancel(mph.case_id, {"dibatalkan_karena": "segmen_ditutup"})


def baru(session: Session, pegawai_id: int, tahun: int, pada: datetime) -> Mph:
    """The row of a leader's MPH."""
    mph = Mph(pegawai_id=pegawai_id, tahun=tahun, status=StatusMph.DISUSUN, dibuat_pada=pada)
    session.add(mph)
    session.flush()
    return mph


def _memimpin(ctx: Context, pegawai_id: int) -> bool:
    return any(
        ctx.organisasi.unit_dipimpin(satu.jabatan_id, ctx.today) is not None
        for satu in ctx.organisasi.penugasan(pegawai_id, ctx.today)
    )


@operation("mph.buka", facts={"akhir_tahun": None})
def buka(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Open the MPH; it can be given out anew until the year is over."""
    mph = mph_dari(ctx)
    mph.case_id = ctx.subject.case_id
    zona = ZoneInfo(nilai_aturan(ctx, "zona_waktu"))
    return {"akhir_tahun": datetime(mph.tahun + 1, 1, 1, tzinfo=zona).isoformat()}


def mph_dari(ctx: Context) -> Mph:
    """The MPH that the case is about."""
    mph = ctx.session.get(Mph, ctx.subject.document_id)
    if mph is None or ctx.subject.document_kind != "mph" or mph.pegawai_id != ctx.subject.pegawai_id:
        raise tolak("mph.tidak_ada", "MPH untuk proses ini tidak ditemukan. Hubungi admin BKPP.")
    return mph


@operation("penjenjangan.isi_mph", facts={"versi": None})
def isi_mph(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take a version in. `jawaban`: sel, a list of {kunci, skp_id, rhk, iki, uraian, metode, target, satuan}.

    `iki`, `target` and `satuan` may be None; `target` is a decimal as text. Refused with everything that is wrong.
    """
    mph = mph_dari(ctx)
    if ctx.actor is None or ctx.actor.pegawai_id != mph.pegawai_id:
        raise tolak("mph.bukan_pimpinan", "Hanya pimpinan sendiri yang membagi hasil kepada bawahannya.")
    tahan = penahan(ctx.session, mph.pegawai_id, mph.tahun, ctx.today, ctx.organisasi)
    sumber = rhk_mph(ctx.session, mph.pegawai_id, mph.tahun)
    if tahan is not None or sumber is None:
        raise tolak("mph.belum_ditetapkan", HANYA_BACA)
    revisi, rhk = sumber
    sel = [sel_dari(satu) for satu in jawaban["sel"]]
    disebut = {int(satu) for satu in jawaban.get("anggota", ())} | {satu.skp_id for satu in sel}
    anggota = _bawahan(ctx, mph, disebut)
    salah = periksa_mph(sel, rhk, anggota)
    if salah:
        raise Refused(salah)
    nomor = _nomor_baru(ctx.session, mph.id)
    isi = _isi_versi(ctx, rhk, sel, anggota)
    ctx.session.add(
        MphVersi(
            mph_id=mph.id,
            nomor=nomor,
            revisi_id=revisi.id,
            isi=isi,
            sidik=sha256(dumps(isi, sort_keys=True, ensure_ascii=False).encode()).hexdigest(),
            akun_id=ctx.actor.akun_id,
            pada=ctx.now,
        )
    )
    ctx.session.flush()
    return {"versi": nomor}


def sel_dari(satu: Mapping[str, Any]) -> Sel:
    """A cell as it stands in answers and in versions."""
    target = satu.get("target")
    return Sel(
        kunci=satu["kunci"],
        skp_id=int(satu["skp_id"]),
        rhk_kunci=satu["rhk"],
        uraian=satu["uraian"].strip(),
        metode=MetodePenjenjangan(satu["metode"]),
        iki_kunci=satu.get("iki") or None,
        target=None if target in (None, "") else Decimal(str(target)),
        satuan=satu.get("satuan") or None,
    )


def _bawahan(ctx: Context, mph: Mph, skp_ids: set[int]) -> dict[int, Skp]:
    """Those of the SKP whose owner this leader evaluates today, in the MPH's year; locked in the order of ids."""
    cari = select(Skp).where(Skp.id.in_(skp_ids), Skp.tahun == mph.tahun).order_by(Skp.id).with_for_update()
    return {skp.id: skp for skp in ctx.session.scalars(cari) if _dinilai(ctx, mph, skp)}


def _dinilai(ctx: Context, mph: Mph, skp: Skp) -> bool:
    hasil = tentukan_penilai(skp.pegawai_id, ctx.today, ctx.organisasi)
    return isinstance(hasil, Penilai) and hasil.penilai_id == mph.pegawai_id


def _nomor_baru(session: Session, mph_id: int) -> int:
    return (session.scalar(select(func.max(MphVersi.nomor)).where(MphVersi.mph_id == mph_id)) or 0) + 1


def _isi_versi(
    ctx: Context, rhk: Sequence[RhkPimpinan], sel: Sequence[Sel], anggota: Mapping[int, Skp]
) -> dict[str, Any]:
    """The version as it is kept: leader's rows, people and cells in words, and what it does not cover."""
    orang = {
        skp.id: ctx.session.get_one(Pegawai, skp.pegawai_id).nama_lengkap
        for skp in sorted(anggota.values(), key=lambda one: one.id)
    }
    sisa = cakupan(rhk, sel, list(orang))
    return {
        "rhk": [
            {
                "kunci": satu.kunci,
                "uraian": satu.uraian,
                "iki": [
                    {
                        "kunci": iki.kunci,
                        "uraian": iki.uraian,
                        "target": _teks(iki.target),
                        "satuan": iki.satuan,
                    }
                    for iki in satu.iki
                ],
            }
            for satu in rhk
        ],
        "anggota": [{"skp_id": skp_id, "nama": nama} for skp_id, nama in orang.items()],
        "sel": [kata_sel(satu) for satu in sel],
        "belum": {
            "rhk": list(sisa.rhk_kosong),
            "anggota": list(sisa.anggota_kosong),
            "iki": [[satu.rhk_kunci, satu.iki_kunci] for satu in sisa.iki if satu.cukup is False],
        },
    }


def kata_sel(sel: Sel) -> dict[str, Any]:
    """A cell as a version keeps it; `sel_dari` reads it back."""
    return {
        "kunci": sel.kunci,
        "skp_id": sel.skp_id,
        "rhk": sel.rhk_kunci,
        "iki": sel.iki_kunci,
        "uraian": sel.uraian,
        "metode": sel.metode.value,
        "target": _teks(sel.target),
        "satuan": sel.satuan,
    }


def _teks(angka: Decimal | None) -> str | None:
    return None if angka is None else f"{angka.normalize():f}"


@operation("mph.sebarkan")
def sebarkan(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the newest version out: into SKP that are open, as suggestions to those that stand."""
    mph = mph_dari(ctx)
    cari = select(MphVersi).where(MphVersi.mph_id == mph.id).order_by(MphVersi.nomor.desc()).limit(1)
    versi = ctx.session.scalars(cari).one()
    rhk = {satu["kunci"]: satu for satu in versi.isi["rhk"]}
    milik: dict[int, list[IsiSel]] = {satu["skp_id"]: [] for satu in versi.isi["anggota"]}
    for satu in map(sel_dari, versi.isi["sel"]):
        milik[satu.skp_id].append(_isi_sel(satu, rhk[satu.rhk_kunci], mph.pegawai_id))
    for skp_id in sorted(milik):
        skp = ctx.session.get_one(Skp, skp_id, with_for_update=True)
        lepas = _dari_pimpinan(ctx.session, skp_id) - {satu.kunci for satu in milik[skp_id]}
        bagikan(ctx.session, skp, milik[skp_id], lepas, (SumberSaran.MPH, versi.id), ctx.now, versi.akun_id)
        _kabari(ctx, skp, versi)
    mph.status = StatusMph.DISEBARKAN
    return {}


def _isi_sel(sel: Sel, rhk: Mapping[str, Any], pemimpin_id: int) -> IsiSel:
    iki = next((satu["uraian"] for satu in rhk["iki"] if satu["kunci"] == sel.iki_kunci), "")
    return IsiSel(
        kunci=sel.kunci,
        uraian=sel.uraian,
        metode=sel.metode,
        rhk_pimpinan=rhk["uraian"],
        rhk_pimpinan_kunci=sel.rhk_kunci,
        iki_pimpinan_kunci=sel.iki_kunci,
        target=sel.target,
        satuan=sel.satuan,
        pimpinan_id=pemimpin_id,
        indikator=iki if sel.target is not None else "",
    )


def _dari_pimpinan(session: Session, skp_id: int) -> set[str]:
    """Keys of the cells in force that came from above: of this leader, of one before, or of the dialogue.

    What a post has to give stays with the post: only today's evaluator gives it out, whoever wrote it first.
    """
    cari = select(PeranHasil.kunci).where(PeranHasil.skp_id == skp_id, PeranHasil.pk_indikator_id.is_(None))
    return set(session.scalars(cari))


def _kabari(ctx: Context, skp: Skp, versi: MphVersi) -> None:
    isi = f"Pimpinan membagikan MPH versi {versi.nomor}. Lihat peran hasil yang diberikan kepada Anda."
    tautan = f"/mph/saya/{skp.id}"
    beri_tahu(ctx.session, f"mph:{versi.id}:{skp.id}", skp.pegawai_id, "MPH", isi, tautan, ctx.now)


@operation("penjenjangan.versi_baru", facts={})
def versi_baru(ctx: Context, _jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """Open the MPH for another version; the one given out holds until then."""
    mph_dari(ctx).status = StatusMph.DISUSUN
    return {}
