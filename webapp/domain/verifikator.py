"""Who verifies the daily work of an employee on a date: the named verifikator, else the direct superior.

Daily activities and monthly SKP are verified by the superior or by one whom the registry names, for one person or for
the staff of a unit. Nobody verifies oneself; a Plh may, unlike where ratings are given.
"""

from dataclasses import replace
from datetime import date

from webapp.domain.alasan import KodeLangkah, Langkah
from webapp.domain.jabatan import Id
from webapp.domain.organisasi import Organisasi, Urusan, Verifikator, jabatan_definitif
from webapp.domain.penilai import Kapasitas, Keperluan, Penilai, PenilaiHasil, tentukan_penilai


def tentukan_verifikator(
    pegawai_id: Id, tanggal: date, organisasi: Organisasi, urusan: Urusan | None = None
) -> PenilaiHasil:
    """The verifikator of an employee on a date, with the reason.

    A verifier named for the person comes before one named for the person's unit, and both before the superior. One who
    is away on the date, or holds no post any more, is passed over and the reason says so.
    """
    jabatan = jabatan_definitif(pegawai_id, tanggal, organisasi)
    calon = list(organisasi.verifikator_pegawai(pegawai_id, tanggal))
    if jabatan is not None:
        calon += organisasi.verifikator_unit(jabatan.unit_id, tanggal)
    dilewati: list[Langkah] = []
    for satu in calon:
        if satu.pegawai_id == pegawai_id or not satu.lingkup.mencakup(urusan):
            continue
        hasil = _pakai(satu, pegawai_id, tanggal, organisasi, dilewati)
        if hasil is not None:
            return hasil
    atasan = tentukan_penilai(pegawai_id, tanggal, organisasi, Keperluan.VERIFIKASI_HARIAN, urusan)
    return replace(atasan, langkah=(*dilewati, *atasan.langkah))


def _pakai(
    satu: Verifikator, pegawai_id: Id, tanggal: date, organisasi: Organisasi, langkah: list[Langkah]
) -> Penilai | None:
    rincian = {"surat": satu.surat, "sejak": satu.masa.mulai.isoformat()}
    jabatan = jabatan_definitif(satu.pegawai_id, tanggal, organisasi)
    if jabatan is None or organisasi.sedang_cuti(satu.pegawai_id, tanggal):
        langkah.append(Langkah(KodeLangkah.VERIFIKATOR_DILEWATI, rincian))
        return None
    langkah.append(Langkah(KodeLangkah.VERIFIKATOR, {**rincian, "jabatan": jabatan.nama}))
    return Penilai(
        pegawai_id=pegawai_id,
        tanggal=tanggal,
        kapasitas=Kapasitas.VERIFIKATOR,
        penilai_id=satu.pegawai_id,
        jabatan=jabatan,
        kepala_daerah=None,
        unit_id=satu.unit_id,
        surat=satu.surat,
        langkah=tuple(langkah),
    )
