"""Rows to begin a test with, on top of Kota Contoh."""

from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.jabatan import Jalur
from webapp.domain.mandat import JenisMandat, StatusMandat
from webapp.domain.masa import Masa
from webapp.domain.skp import Pendekatan, StatusSkp
from webapp.storage.akun import Akun
from webapp.storage.aturan import Periode
from webapp.storage.berkas import Berkas
from webapp.storage.organisasi import Jabatan, JenisPegawai, Pegawai, Posting
from webapp.storage.process import ProcessCase, Release
from webapp.storage.registri import Mandat
from webapp.storage.skp import Skp, SkpRevisi, StatusRevisi

KD = "197003121995032001"
KB = "197508201999031002"
SR = "199001152015032003"
DH = "198812052010011004"
LN = "199206182023212005"
YK = "198206142009031008"
BS = "199810102026061006"
NH = "198003032005011007"
KABID_B = "197709252001121005"
KEPALA_BKPP = "197112041996032004"
WULAN = "198511232010012015"

PADA = datetime(2026, 1, 20, 3, 0, tzinfo=UTC)
TAHUN_2026 = Masa.inklusif(date(2026, 1, 1), date(2026, 12, 31))


def pegawai(session: Session, nip: str) -> Pegawai:
    return session.scalars(select(Pegawai).where(Pegawai.nip == nip)).one()


def jabatan(session: Session, kode: str) -> Jabatan:
    return session.scalars(select(Jabatan).where(Jabatan.kode == kode)).one()


def akun(session: Session, nip: str) -> Akun:
    return session.scalars(select(Akun).where(Akun.pegawai_id == pegawai(session, nip).id)).one()


def posting(session: Session, nip: str, kode: str, masa: Masa) -> Posting:
    baris = Posting(
        pegawai_id=pegawai(session, nip).id,
        jabatan_id=jabatan(session, kode).id,
        berlaku=masa,
        nomor_sk="SP/1/2026",
    )
    session.add(baris)
    session.flush()
    return baris


def mandat(
    session: Session,
    jenis: JenisMandat,
    masa: Masa,
    surat: str = "SP/1/2026",
    *,
    nip: str | None,
    **lain: Any,
) -> Mandat:
    """An approved mandate: proposed by YK, decided by NH."""
    pengusul, pemutus = akun(session, YK).id, akun(session, NH).id
    isi = f"%PDF-1.4 {surat}".encode()
    berkas = Berkas(
        nama="surat.pdf", jenis_media="application/pdf", sidik=sha256(isi).hexdigest(), isi=isi, akun_id=pengusul,
        pada=PADA,
    )  # fmt: skip
    session.add(berkas)
    session.flush()
    baris = Mandat(
        jenis=jenis,
        pegawai_id=None if nip is None else pegawai(session, nip).id,
        berlaku=masa,
        nomor_surat=surat,
        tanggal_surat=masa.mulai,
        penanda_tangan="Sekretaris Daerah",
        berkas_id=berkas.id,
        alasan="Pejabat lama pensiun.",
        status=StatusMandat.AKTIF,
        diusulkan_oleh=pengusul,
        diusulkan_pada=PADA,
        diputuskan_oleh=pemutus,
        diputuskan_pada=PADA,
        **lain,
    )
    session.add(baris)
    session.flush()
    return baris


def plt(session: Session, nip: str, kode: str, masa: Masa, surat: str = "SP/1/2026") -> Mandat:
    """An approved Plt letter."""
    return mandat(session, JenisMandat.PLT, masa, surat, nip=nip, jabatan_id=jabatan(session, kode).id)


def skp(session: Session, nip: str = SR, jalur: Jalur = Jalur.JA_JF) -> Skp:
    if session.get(Periode, 2026) is None:
        session.add(Periode(tahun=2026, mulai=date(2026, 1, 1), selesai=date(2026, 12, 31)))
        session.flush()
    pemilik = pegawai(session, nip)
    definitif = select(Posting).where(Posting.pegawai_id == pemilik.id)
    baris = Skp(
        pegawai_id=pemilik.id,
        tahun=2026,
        posting_id=session.scalars(definitif.where(Posting.berlaku.contains(date(2026, 1, 1)))).one().id,
        periode=TAHUN_2026,
        jalur=jalur,
        status=StatusSkp.DRAF,
        batas_penetapan=date(2026, 1, 31),
    )
    session.add(baris)
    session.flush()
    return baris


def revisi(
    session: Session, milik: Skp, status: StatusRevisi = StatusRevisi.DRAF, nomor: int = 1
) -> SkpRevisi:
    terkunci = status in (StatusRevisi.DIKUNCI, StatusRevisi.FINAL)
    baris = SkpRevisi(
        skp_id=milik.id,
        nomor=nomor,
        status=status,
        pendekatan=Pendekatan.KUANTITATIF,
        sidik="a" * 64 if terkunci else None,
        cuplikan={"instansi": "Pemerintah Kota Contoh"} if terkunci else None,
    )
    session.add(baris)
    session.flush()
    return baris


def perkara(session: Session) -> ProcessCase:
    rilis = session.scalars(select(Release)).first()
    if rilis is None:
        rilis = Release(number=1, hash="0" * 64, files={})
        session.add(rilis)
        session.flush()
    siapa = session.scalars(select(Pegawai).where(Pegawai.nip == SR)).one_or_none()
    if siapa is None:
        siapa = Pegawai(nip=SR, nama="Siti Rahmawati", jenis=JenisPegawai.PNS)
        session.add(siapa)
        session.flush()
    baris = ProcessCase(
        process_id="skp_pegawai",
        release_id=rilis.id,
        subject_id=siapa.id,
        document_kind="skp",
        document_id=1,
    )
    session.add(baris)
    session.flush()
    return baris
