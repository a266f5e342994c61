"""The identity block of a document: who a person is on a date.

Name, rank, post and unit as they stand on the asked date; what a document prints is frozen by its writer.
"""

from datetime import date

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from webapp.domain.cuplikan import Pihak
from webapp.domain.pangkat import cetak_pangkat
from webapp.storage.aturan import nilai_aturan
from webapp.storage.organisasi import Jabatan, PangkatRiwayat, Pegawai, Posting, Unit
from webapp.storage.registri import PihakLuar


def identitas_pegawai(
    session: Session, pegawai_id: int, tanggal: date, jabatan: str | None = None
) -> Pihak | None:
    """The employee's block on a date, from the definitive posting; None if there is no such posting or grade.

    `jabatan` replaces the post's name, for one who acts in another ("Plt. Kepala Bidang A").
    """
    cari = (
        select(Pegawai, PangkatRiwayat.golongan, Jabatan.nama, Unit.nama)
        .join(
            PangkatRiwayat,
            and_(PangkatRiwayat.pegawai_id == Pegawai.id, PangkatRiwayat.berlaku.contains(tanggal)),
        )
        .join(
            Posting,
            and_(
                Posting.pegawai_id == Pegawai.id,
                Posting.berlaku.contains(tanggal),
            ),
        )
        .join(Jabatan, Jabatan.id == Posting.jabatan_id)
        .join(Unit, Unit.id == Jabatan.unit_id)
        .where(Pegawai.id == pegawai_id)
    )
    baris = session.execute(cari).one_or_none()
    if baris is None:
        return None
    pegawai, golongan, nama_jabatan, unit = baris
    return Pihak(
        nama=pegawai.nama_lengkap,
        nip=pegawai.nip,
        pangkat=cetak_pangkat(golongan, pegawai.jenis.jenis_asn),
        jabatan=jabatan or nama_jabatan,
        unit_kerja=unit,
    )


def identitas_pihak_luar(session: Session, tanggal: date) -> Pihak | None:
    """The block of the Kepala Daerah in office on a date, without NIP and rank; None if nobody is."""
    cari = select(PihakLuar).where(PihakLuar.kepala_daerah, PihakLuar.berlaku.contains(tanggal))
    kepala = session.scalars(cari).one_or_none()
    if kepala is None:
        return None
    return Pihak(kepala.nama, None, None, kepala.jabatan, kepala.instansi)


def nama_instansi(session: Session, tanggal: date) -> str | None:
    """The agency's name as pages and forms head it, by the rule in force on a date."""
    nama = nilai_aturan(session, "nama_instansi", tanggal)
    return None if nama is None else str(nama)
