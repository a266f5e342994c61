"""The registry of mandates holds by itself: two people for each right, no overlap, no way back."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.conftest import KOTA_CONTOH
from tests.storage import contoh
from tests.storage.rivals import Write, refused_beside
from webapp.domain.mandat import JenisMandat, StatusMandat
from webapp.domain.masa import Masa
from webapp.services.people.imports import import_files, read_folder
from webapp.storage.queries import muat_organisasi, versi_organisasi
from webapp.storage.registri import Mandat

MEI_JULI = Masa.inklusif(date(2026, 5, 4), date(2026, 7, 31))


def test_a_right_needs_two_people(kota: Session) -> None:
    plt = contoh.plt(kota, contoh.YK, "KABID-A", MEI_JULI)
    usul = Mandat(
        **{
            kolom: getattr(plt, kolom)
            for kolom in (
                "jenis",
                "pegawai_id",
                "nomor_surat",
                "tanggal_surat",
                "penanda_tangan",
                "berkas_id",
            )
        },
        jabatan_id=contoh.jabatan(kota, "KABID-B").id,
        berlaku=MEI_JULI,
        alasan="Kosong.",
        status=StatusMandat.AKTIF,
        diusulkan_oleh=plt.diusulkan_oleh,
        diusulkan_pada=contoh.PADA,
        diputuskan_oleh=plt.diusulkan_oleh,
        diputuskan_pada=contoh.PADA,
    )
    kota.add(usul)
    with pytest.raises(IntegrityError, match="ck_mandat_dua_orang"):
        kota.flush()


def test_two_letters_for_one_post_do_not_overlap(kota: Session) -> None:
    contoh.plt(kota, contoh.YK, "KABID-A", MEI_JULI)
    contoh.plt(kota, contoh.SR, "KABID-A", Masa.inklusif(date(2026, 8, 1), date(2026, 8, 31)), "SP/2")
    with pytest.raises(IntegrityError, match="ex_mandat_satu_plt"):
        contoh.plt(kota, contoh.SR, "KABID-A", Masa.inklusif(date(2026, 7, 31), date(2026, 8, 1)), "SP/3")


def test_nobody_is_named_over_oneself(kota: Session) -> None:
    sr = contoh.pegawai(kota, contoh.SR).id
    with pytest.raises(IntegrityError, match="ck_mandat_bukan_diri_sendiri"):
        contoh.mandat(kota, JenisMandat.PENETAPAN_PENILAI, MEI_JULI, nip=contoh.SR, dinilai_id=sr)


@pytest.mark.parametrize(
    "change",
    [
        {"pegawai_id": 1},
        {"nomor_surat": "SP/9"},
        {"berlaku": Masa.inklusif(date(2026, 5, 4), date(2026, 8, 31))},
        {"berlaku": Masa.inklusif(date(2026, 5, 5), date(2026, 7, 31))},
        {"status": StatusMandat.USUL},
    ],
)
def test_an_approved_mandate_only_ever_ends_earlier(kota: Session, change: dict[str, object]) -> None:
    plt = contoh.plt(kota, contoh.YK, "KABID-A", MEI_JULI)
    with pytest.raises(IntegrityError, match="does not change like this"), kota.begin_nested():
        kota.execute(update(Mandat).where(Mandat.id == plt.id).values(**change))
    with pytest.raises(IntegrityError, match="does not change like this"), kota.begin_nested():
        kota.execute(delete(Mandat).where(Mandat.id == plt.id))
    earlier = Masa.inklusif(date(2026, 5, 4), date(2026, 6, 30))
    kota.execute(
        update(Mandat)
        .where(Mandat.id == plt.id)
        .values(berlaku=earlier, status=StatusMandat.BERAKHIR, alasan_akhir="Pejabat definitif dilantik.")
    )
    kota.refresh(plt)
    assert plt.berlaku == earlier


def test_what_has_ended_still_counts_on_its_days_and_what_is_only_proposed_never(kota: Session) -> None:
    plt = contoh.plt(kota, contoh.YK, "KABID-A", MEI_JULI)
    plt.status = StatusMandat.BERAKHIR
    mei = date(2026, 5, 10)
    assert plt.pegawai_id in {satu.pegawai_id for satu in _acting(kota, mei)}
    assert _acting(kota, date(2026, 8, 1)) == []
    asked = contoh.plt(kota, contoh.SR, "KABID-B", MEI_JULI, "SP/4")
    kota.execute(update(Mandat).where(Mandat.id == asked.id).values(status=StatusMandat.BERAKHIR))
    assert {satu.surat for satu in _acting(kota, mei)} == {"SP/1/2026", "SP/4"}


def _acting(kota: Session, tanggal: date) -> list[object]:
    return [satu for satu in muat_organisasi(kota, tanggal).daftar_penugasan if satu.id < 0]


def test_every_change_of_a_mandate_raises_the_version(kota: Session) -> None:
    before = versi_organisasi(kota)
    contoh.plt(kota, contoh.YK, "KABID-A", MEI_JULI)
    assert versi_organisasi(kota) == before + 1


def test_of_two_letters_stored_at_once_one_wins(fresh_engine: Engine) -> None:
    with Session(fresh_engine) as session, session.begin():
        assert import_files(session, read_folder(KOTA_CONTOH)).accepted

    def letter(nip: str) -> Write:
        return lambda session: contoh.plt(session, nip, "KABID-A", MEI_JULI, f"SP/{nip}")

    assert refused_beside(fresh_engine, letter(contoh.YK), letter(contoh.SR)) == "ex_mandat_satu_plt"


def test_a_period_is_read_with_all_its_rows(kota: Session) -> None:
    contoh.plt(kota, contoh.YK, "KABID-A", MEI_JULI)
    for start, end, seen in (
        (date(2026, 5, 1), date(2026, 5, 4), False),
        (date(2026, 5, 1), date(2026, 5, 5), True),
        (MEI_JULI.hari_terakhir, None, True),
        (MEI_JULI.sampai, MEI_JULI.sampai + timedelta(days=9), False),  # type: ignore[operator]
    ):
        rows = muat_organisasi(kota, start, end).daftar_penugasan  # type: ignore[arg-type]
        assert any(satu.id < 0 for satu in rows) is seen
