"""Official documents: drawn from a final revision, stored once with checksum and code, verifiable by anybody."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from webapp.documents import DokumenSkp, Penandatangan, render_skp
from webapp.documents import TandaTangan as Tanda
from webapp.domain.cuplikan import Cuplikan
from webapp.domain.kanonik import cuplikan_dari_kanonik
from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.policy.matrix import Right
from webapp.services.policy.skp import access, visible_revisions
from webapp.services.work import Transaction, Work
from webapp.storage.dokumen_evaluasi import DokumenEvaluasi, StatusDokumen
from webapp.storage.isi import muat_isi
from webapp.storage.naskah import Dokumen, PeranTandaTangan, TandaTangan
from webapp.storage.naskah_terbit import JenisNaskah, NaskahTerbit
from webapp.storage.skp import SkpRevisi, StatusRevisi

JENIS = "SKP"
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no letters that look like digits
MAX_CODE = 17  # one more than a code has, so that a longer text is no code


@dataclass(frozen=True)
class Verified:
    """What the verification page may tell a stranger who holds the document: no content, no rating.

    `berlaku` is False for a document whose SKP has been set anew since.
    """

    kode: str
    judul: str
    nama: str
    instansi: str
    ditetapkan_pada: datetime
    sha256: str
    penanda_tangan: tuple[tuple[str, str, datetime], ...]
    berlaku: bool


@dataclass(frozen=True)
class OfficialFile:
    """An issued document with its bytes. `is_watched`: this reading is itself to be kept as an event."""

    tahun: int
    kode: str
    isi: bytes
    is_watched: bool


def issue(work: Work, skp_id: int, base_url: str) -> str | None:
    """Draw the document of the final revision and store it. Returns its code; repeating it gives the same one."""
    with work.transaction() as tx:
        revisi = _final(tx, skp_id)
        if revisi is None:
            return None
        held = tx.session.scalars(
            select(Dokumen.kode).where(Dokumen.revisi_id == revisi.id, Dokumen.jenis == JENIS)
        )
        if (kode := held.one_or_none()) is not None:
            return kode
        kode = new_code()
        body = render_skp(document_of(tx, revisi, kode, base_url))
        tx.session.add(
            Dokumen(
                revisi_id=revisi.id,
                jenis=JENIS,
                kode=kode,
                sha256=hashlib.sha256(body).hexdigest(),
                isi=body,
                dibuat_pada=tx.now,
            )
        )
        return kode


def new_code() -> str:
    """A code for a document: sixteen signs in groups of four, not to be guessed."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def document_of(tx: Transaction, revisi: SkpRevisi, kode: str, base_url: str) -> DokumenSkp:
    """Everything the document prints, from the locked revision; a draft mark while it is not final."""
    assert revisi.cuplikan is not None
    potret = cuplikan_dari_kanonik(revisi.cuplikan)
    tanda = _signatures(tx, revisi.id, potret)
    final = revisi.status is StatusRevisi.FINAL
    zone: ZoneInfo = tx.work.zone
    return DokumenSkp(
        cuplikan=potret,
        isi=muat_isi(tx.session, revisi.id),
        tempat=_place(tx, revisi.id),
        tanggal=tanda[-1].waktu.astimezone(zone).date() if final else None,
        kode=kode,
        verifikasi_url=f"{base_url}/verifikasi/{kode}",
        terbit=tanda[-1].waktu if tanda else tx.now,
        tanda_tangan=tanda,
        watermark=None if final else "DRAF",
        zona=zone.key,
    )


def _final(tx: Transaction, skp_id: int) -> SkpRevisi | None:
    query = select(SkpRevisi).where(SkpRevisi.skp_id == skp_id, SkpRevisi.status == StatusRevisi.FINAL)
    return tx.session.scalars(query).one_or_none()


def _place(tx: Transaction, revisi_id: int) -> str:
    """Where the SKP was set, as the evaluator wrote it when signing; empty before."""
    query = select(TandaTangan.bukti["tempat_penetapan"].astext).where(
        TandaTangan.revisi_id == revisi_id, TandaTangan.urutan == 2
    )
    return tx.session.scalars(query).one_or_none() or ""


def _signatures(tx: Transaction, revisi_id: int, potret: Cuplikan) -> tuple[Tanda, ...]:
    query = select(TandaTangan).where(TandaTangan.revisi_id == revisi_id).order_by(TandaTangan.urutan)
    side = {
        PeranTandaTangan.PEGAWAI: (Penandatangan.PEGAWAI, potret.pegawai),
        PeranTandaTangan.PEJABAT_PENILAI: (Penandatangan.PENILAI, potret.penilai),
    }
    return tuple(
        Tanda(side[row.peran][0], side[row.peran][1].nama, side[row.peran][1].nip, row.pada, row.sidik)
        for row in tx.session.scalars(query)
    )


def official(tx: Transaction, actor: Actor, skp_id: int, nomor: int | None = None) -> OfficialFile | None:
    """The issued document of the revision in force, or of revision `nomor`; None while there is none.

    Raises `NotFound` to one who may not read the content.
    """
    skp, relation = access(tx, actor, skp_id, Right.READ)
    rows = visible_revisions(tx, actor, skp, relation)
    wanted = [
        r.id for r in rows if (r.nomor == nomor if nomor is not None else r.status is StatusRevisi.FINAL)
    ]
    if nomor is not None and not wanted:
        raise NotFound("skp_revisi", skp_id)
    query = select(Dokumen.kode, Dokumen.isi).where(Dokumen.revisi_id.in_(wanted), Dokumen.jenis == JENIS)
    row = tx.session.execute(query).one_or_none()
    return None if row is None else OfficialFile(skp.tahun, row[0], row[1], relation.is_watched)


def clean_code(text: str) -> str:
    """A code as typed or scanned, in its printed form: capitals in groups of four."""
    signs = [sign for sign in text.upper() if sign.isascii() and sign.isalnum()][:MAX_CODE]
    return "-".join("".join(signs[i : i + 4]) for i in range(0, len(signs), 4))


def verify(tx: Transaction, kode: str) -> Verified | None:
    """What is on record under a document's code; None when there is none."""
    query = select(Dokumen, SkpRevisi).join(SkpRevisi, SkpRevisi.id == Dokumen.revisi_id)
    row = tx.session.execute(query.where(Dokumen.kode == clean_code(kode))).one_or_none()
    if row is None:
        return _verify_sheet(tx, clean_code(kode))
    dokumen, revisi = row
    potret = cuplikan_dari_kanonik(revisi.cuplikan or {})
    tanda = _signatures(tx, revisi.id, potret)
    return Verified(
        kode=dokumen.kode,
        judul=f"Sasaran Kinerja Pegawai {potret.terakhir.year}",
        nama=potret.pegawai.nama,
        instansi=potret.instansi,
        ditetapkan_pada=tanda[-1].waktu,
        sha256=dokumen.sha256,
        penanda_tangan=tuple((satu.peran.value, satu.nama, satu.waktu) for satu in tanda),
        berlaku=revisi.status is StatusRevisi.FINAL,
    )


def _verify_sheet(tx: Transaction, kode: str) -> Verified | None:
    """The same for a document beside the SKP. A first evaluation that a decision replaced holds no more."""
    row = tx.session.scalars(select(NaskahTerbit).where(NaskahTerbit.kode == kode)).one_or_none()
    if row is None:
        return None
    return Verified(
        kode=row.kode,
        judul=row.judul,
        nama=row.nama,
        instansi=row.instansi,
        ditetapkan_pada=row.ditetapkan_pada,
        sha256=row.sha256,
        penanda_tangan=tuple((who, name, datetime.fromisoformat(at)) for who, name, at in row.penanda_tangan),
        berlaku=not _is_replaced(tx, row),
    )


def _is_replaced(tx: Transaction, row: NaskahTerbit) -> bool:
    if row.jenis not in (JenisNaskah.EVALUASI, JenisNaskah.DOKUMEN_EVALUASI):
        return False
    held = tx.session.get(DokumenEvaluasi, row.sumber_id)
    return held is not None and held.status is StatusDokumen.DIGANTI


def matches(tx: Transaction, kode: str, body: bytes) -> bool:
    """Whether a file is byte for byte the document issued under the code."""
    clean = clean_code(kode)
    query = select(Dokumen.sha256).where(Dokumen.kode == clean)
    sheets = select(NaskahTerbit.sha256).where(NaskahTerbit.kode == clean)
    held = tx.session.scalars(query.union_all(sheets)).one_or_none()
    return held is not None and secrets.compare_digest(held, hashlib.sha256(body).hexdigest())
