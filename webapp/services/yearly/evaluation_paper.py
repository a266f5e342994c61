"""The document of a yearly evaluation with everything that it prints. Reads only; access is the caller's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from webapp.domain.cuplikan import Pihak
from webapp.domain.predikat import CapaianOrganisasi, Predikat, Rating
from webapp.operations.naskah_evaluasi import pihak_dari
from webapp.operations.segmen_setahun import SegmenSetahun, segmen_dari_kanonik
from webapp.services.work import Transaction
from webapp.storage.akun import nama_akun
from webapp.storage.capaian import CapaianVersi
from webapp.storage.dokumen_evaluasi import (
    DokumenEvaluasi,
    PeranPenanda,
    PutusanKeberatan,
    StatusDokumen,
    TandaTanganEvaluasi,
    dokumen_skp,
    keberatan_skp,
    putusan_dari,
)
from webapp.storage.evaluasi import EvaluasiTahunan
from webapp.storage.organisasi import Pegawai
from webapp.storage.skp import Skp


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
