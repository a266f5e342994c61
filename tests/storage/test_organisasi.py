"""What the organisation's tables refuse, also when two people write at the same moment."""

from datetime import date

import pytest
from sqlalchemy import Engine, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.conftest import KOTA_CONTOH
from tests.storage import contoh
from tests.storage.rivals import Write, refused_beside
from webapp.domain.jabatan import JenisJabatan
from webapp.domain.masa import Masa
from webapp.services.people.imports import import_files, read_folder
from webapp.storage.aturan import VersiOrganisasi
from webapp.storage.organisasi import Jabatan, PangkatRiwayat, Posting, Unit
from webapp.storage.queries import versi_organisasi
from webapp.storage.registri import PihakLuar

MEI_JULI = Masa.inklusif(date(2026, 5, 4), date(2026, 7, 31))


def test_one_definitive_posting_a_person_at_a_time(kota: Session) -> None:
    with pytest.raises(IntegrityError, match="ex_posting_satu_definitif"):
        contoh.posting(kota, contoh.YK, "OPERATOR-B", MEI_JULI)


def test_one_definitive_holder_of_a_single_post_at_a_time(kota: Session) -> None:
    kota.execute(
        update(Posting)
        .where(Posting.pegawai_id == contoh.pegawai(kota, contoh.YK).id)
        .values(berlaku=Masa(date(2022, 1, 3), date(2026, 5, 4)))
    )
    with pytest.raises(IntegrityError, match="ex_posting_satu_pemegang"):
        contoh.posting(kota, contoh.YK, "KABID-A", MEI_JULI)


def test_a_shared_post_has_many_definitive_holders(kota: Session) -> None:
    shared = contoh.jabatan(kota, "ANALIS-PERTAMA-A")
    holders = kota.scalars(select(Posting).where(Posting.jabatan_id == shared.id)).all()
    assert len(holders) == 3
    assert not any(holder.tunggal for holder in holders)


def test_a_post_cannot_become_single_while_several_hold_it(kota: Session) -> None:
    shared = contoh.jabatan(kota, "ANALIS-PERTAMA-A")
    with pytest.raises(IntegrityError, match="ex_posting_satu_pemegang"):
        kota.execute(update(Jabatan).where(Jabatan.id == shared.id).values(tunggal=True))


def test_one_head_post_a_unit(kota: Session) -> None:
    unit = kota.scalars(select(Unit).where(Unit.kode == "BID-A")).one()
    second = Jabatan(
        kode="KABID-A2",
        nama="Kepala Bidang A",
        jenis=JenisJabatan.ADMINISTRATOR,
        unit_id=unit.id,
        memimpin=True,
        tunggal=True,
    )
    kota.add(second)
    with pytest.raises(IntegrityError, match="uq_jabatan_kepala_unit"):
        kota.flush()


def test_one_grade_at_a_time(kota: Session) -> None:
    kota.add(
        PangkatRiwayat(
            pegawai_id=contoh.pegawai(kota, contoh.KB).id, golongan="IV/b", berlaku=Masa(date(2026, 4, 1))
        )
    )
    with pytest.raises(IntegrityError, match="ex_pangkat_riwayat_satu"):
        kota.flush()


def test_one_head_of_the_region_at_a_time(kota: Session) -> None:
    kota.add(
        PihakLuar(
            kode="WALI-2",
            nama="Orang Kedua",
            jabatan="Wali Kota",
            instansi="Pemerintah Kota Contoh",
            kepala_daerah=True,
            berlaku=Masa(date(2026, 1, 1)),
        )
    )
    with pytest.raises(IntegrityError, match="ex_pihak_luar_satu_kepala_daerah"):
        kota.flush()


def test_of_two_who_fill_a_post_at_the_same_moment_one_is_refused(fresh_engine: Engine) -> None:
    with Session(fresh_engine) as session, session.begin():
        assert import_files(session, read_folder(KOTA_CONTOH)).accepted
        vacant = Jabatan(
            kode="KABID-C",
            nama="Kepala Bidang C",
            jenis=JenisJabatan.ADMINISTRATOR,
            unit_id=session.scalars(select(Unit.id).where(Unit.kode == "DINAS")).one(),
            memimpin=False,
            tunggal=True,
        )
        session.add(vacant)
        session.execute(
            update(Posting)
            .where(Posting.berlaku.contains(date(2026, 5, 4)))
            .values(berlaku=func.daterange(func.lower(Posting.berlaku), date(2026, 6, 2)))
        )

    def fill(nip: str) -> Write:
        return lambda session: contoh.posting(session, nip, "KABID-C", Masa(date(2027, 1, 1)))

    assert refused_beside(fresh_engine, fill(contoh.YK), fill(contoh.SR)) == "ex_posting_satu_pemegang"


def test_every_change_of_the_organisation_raises_its_version(kota: Session) -> None:
    before = versi_organisasi(kota)
    contoh.plt(kota, contoh.YK, "KABID-A", MEI_JULI)
    assert versi_organisasi(kota) == before + 1
    contoh.pegawai(kota, contoh.YK).email = "yudi@contoh.go.id"
    kota.flush()
    assert versi_organisasi(kota) == before + 2


def test_the_version_is_one_row(session: Session) -> None:
    session.add(VersiOrganisasi(id=2, nomor=0))
    with pytest.raises(IntegrityError, match="ck_versi_organisasi_satu_baris"):
        session.flush()
