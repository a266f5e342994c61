"""The organisation as the rules see it, read from the tables."""

from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.storage import contoh
from webapp.domain.mandat import JenisMandat
from webapp.domain.masa import Masa
from webapp.domain.penilai import Kapasitas, Penilai, tentukan_penilai
from webapp.storage.organisasi import Posting
from webapp.storage.queries import TanpaKepalaDaerah, muat_organisasi
from webapp.storage.registri import (
    JenisKetidakhadiran,
    Ketidakhadiran,
)

MARET = date(2026, 3, 2)
MEI = date(2026, 5, 10)


def _penilai(kota: Session, nip: str, tanggal: date = MARET) -> Penilai:
    hasil = tentukan_penilai(contoh.pegawai(kota, nip).id, tanggal, muat_organisasi(kota, tanggal))
    assert isinstance(hasil, Penilai)
    return hasil


@pytest.mark.parametrize("nip", [contoh.YK, contoh.SR, contoh.DH, contoh.LN])
def test_the_members_of_bidang_a_are_evaluated_by_its_head(kota: Session, nip: str) -> None:
    assert _penilai(kota, nip).penilai_id == contoh.pegawai(kota, contoh.KB).id


def test_the_line_of_evaluation_ends_at_the_kepala_daerah(kota: Session) -> None:
    assert _penilai(kota, contoh.KB).penilai_id == contoh.pegawai(kota, contoh.KD).id
    puncak = _penilai(kota, contoh.KD)
    assert puncak.kapasitas is Kapasitas.KEPALA_DAERAH
    assert puncak.nama_jabatan == "Wali Kota"


def test_everybody_in_the_example_city_has_an_evaluator(kota: Session) -> None:
    bagan = muat_organisasi(kota, date(2026, 6, 2))
    orang = {satu.pegawai_id for satu in bagan.daftar_penugasan}
    assert len(orang) == 12
    for pegawai_id in orang:
        assert isinstance(tentukan_penilai(pegawai_id, date(2026, 6, 2), bagan), Penilai)


def test_the_cpns_belongs_to_bidang_a_from_the_first_of_june(kota: Session) -> None:
    bs = contoh.pegawai(kota, contoh.BS)
    assert bs.spmt == date(2026, 6, 1)
    for tanggal, ada in ((date(2026, 5, 31), False), (date(2026, 6, 1), True)):
        orang = {satu.pegawai_id for satu in muat_organisasi(kota, tanggal).daftar_penugasan}
        assert (bs.id in orang) is ada
    assert _penilai(kota, contoh.BS, date(2026, 6, 1)).penilai_id == contoh.pegawai(kota, contoh.KB).id


def test_a_plt_letter_moves_the_evaluator_for_its_days_only(kota: Session) -> None:
    kota.execute(
        update(Posting)
        .where(Posting.jabatan_id == contoh.jabatan(kota, "KABID-A").id)
        .values(berlaku=Masa(date(2022, 1, 3), date(2026, 5, 1)))
    )
    masa = Masa.inklusif(date(2026, 5, 4), date(2026, 7, 31))
    contoh.plt(kota, contoh.YK, "KABID-A", masa)
    yk, kd = (contoh.pegawai(kota, nip).id for nip in (contoh.YK, contoh.KD))
    saat_plt = _penilai(kota, contoh.DH, MEI)
    assert (saat_plt.penilai_id, saat_plt.kapasitas, saat_plt.surat) == (yk, Kapasitas.PLT, "SP/1/2026")
    assert _penilai(kota, contoh.YK, MEI).penilai_id == kd
    assert _penilai(kota, contoh.DH, date(2026, 5, 2)).penilai_id == kd
    assert _penilai(kota, contoh.DH, date(2026, 8, 1)).penilai_id == kd


def test_the_registry_can_name_an_evaluator(kota: Session) -> None:
    dh, hendra = contoh.pegawai(kota, contoh.DH), contoh.pegawai(kota, contoh.KABID_B)
    masa = Masa(date(2026, 5, 1))
    contoh.mandat(
        kota, JenisMandat.PENETAPAN_PENILAI, masa, "SK 800/1/2026", nip=contoh.KABID_B, dinilai_id=dh.id
    )
    assert _penilai(kota, contoh.DH).penilai_id != hendra.id
    khusus = _penilai(kota, contoh.DH, MEI)
    assert (khusus.penilai_id, khusus.surat) == (hendra.id, "SK 800/1/2026")


def test_delegations_and_absences_are_read_for_their_days(kota: Session) -> None:
    yk = contoh.pegawai(kota, contoh.YK)
    unit_id = contoh.jabatan(kota, "ANALIS-MUDA-A").unit_id
    masa = Masa.inklusif(date(2026, 5, 1), date(2026, 5, 31))
    contoh.mandat(kota, JenisMandat.DELEGASI_PENILAI, masa, "SK 800/2/2026", nip=contoh.YK, unit_id=unit_id)
    kota.add(Ketidakhadiran(pegawai_id=yk.id, jenis=JenisKetidakhadiran.CLTN, berlaku=masa, sk="SK 3"))
    mei, juni = muat_organisasi(kota, MEI), muat_organisasi(kota, date(2026, 6, 1))
    delegasi = mei.delegasi(yk.id, unit_id, MEI)
    assert delegasi is not None
    assert delegasi.surat == "SK 800/2/2026"
    assert mei.sedang_cuti(yk.id, MEI)
    assert (juni.daftar_delegasi, juni.daftar_cuti) == ((), ())


def test_an_organisation_without_a_kepala_daerah_is_named_as_such(session: Session) -> None:
    with pytest.raises(TanpaKepalaDaerah, match="2026-03-02"):
        muat_organisasi(session, MARET)
