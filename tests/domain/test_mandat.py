"""What forbids a mandate: the wrong target, oneself, a holder too low, a post that is not vacant, a chain."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.kota import BIDANG_A, DH, KB, KD, KEPALA_BIDANG, SEJAK, SR, YK, kota
from webapp.domain.jabatan import JenisJabatan, JenjangJf
from webapp.domain.mandat import JenisMandat, SyaratMandat, UsulMandat, periksa_mandat
from webapp.domain.masa import Masa
from webapp.domain.organisasi import BaganOrganisasi, Cuti, JenisPenugasan, Penugasan
from webapp.domain.pelanggaran import Tingkat, penolakan

MEI_JULI = Masa.inklusif(date(2026, 5, 4), date(2026, 7, 31))
SYARAT = SyaratMandat()


def kosong() -> BaganOrganisasi:
    """Kota Contoh after KB has retired."""
    bagan = kota()
    tetap = tuple(satu for satu in bagan.daftar_penugasan if satu.pegawai_id != KB)
    return replace(bagan, daftar_penugasan=tetap)


def plt(pemegang: int | None = YK, masa: Masa = MEI_JULI, jenis: JenisMandat = JenisMandat.PLT) -> UsulMandat:
    return UsulMandat(jenis, pemegang, masa, jabatan_id=KEPALA_BIDANG)


def kode(usul: UsulMandat, bagan: BaganOrganisasi) -> set[str]:
    return {satu.kode for satu in periksa_mandat(usul, bagan, SYARAT)}


def test_a_plt_of_the_right_height_for_a_vacant_post_is_fine() -> None:
    assert kode(plt(), kosong()) == set()


def test_a_post_that_somebody_holds_on_any_day_of_the_period_takes_no_plt() -> None:
    assert kode(plt(), kota()) == {"mandat.tidak_kosong"}
    baru = Penugasan(99, KB, KEPALA_BIDANG, JenisPenugasan.DEFINITIF, Masa(date(2026, 7, 1)))
    bagan = replace(kosong(), daftar_penugasan=(*kosong().daftar_penugasan, baru))
    [satu] = periksa_mandat(plt(), bagan, SYARAT)
    assert satu.kode == "mandat.tidak_kosong"
    assert "1 Juli 2026" in satu.pesan


def test_a_holder_below_the_allowed_heights_is_refused() -> None:
    assert kode(plt(DH), kosong()) == {"mandat.jenjang"}
    longgar = replace(SYARAT, plt_boleh_dari=(("ADMINISTRATOR", ("PELAKSANA",)),))
    assert periksa_mandat(plt(DH), kosong(), longgar) == []


def test_the_heights_are_named_as_kinds_and_levels_are() -> None:
    known = {*JenisJabatan, *JenjangJf}
    for jenis, boleh in SYARAT.plt_boleh_dari:
        assert jenis in set(JenisJabatan)
        assert set(boleh) <= known


@pytest.mark.parametrize("jenis", [JenisMandat.PLT, JenisMandat.PLH])
def test_acting_always_has_a_last_day_and_never_lasts_too_long(jenis: JenisMandat) -> None:
    assert "mandat.selesai" in kode(plt(masa=SEJAK, jenis=jenis), kosong())
    lama = Masa.inklusif(date(2026, 5, 4), date(2027, 5, 3))
    assert "mandat.terlalu_lama" in kode(plt(masa=lama, jenis=jenis), kosong())


def test_a_plh_needs_a_definitive_holder_and_never_rests_on_a_plt() -> None:
    seminggu = Masa.inklusif(date(2026, 5, 4), date(2026, 5, 10))
    usul = plt(masa=seminggu, jenis=JenisMandat.PLH)
    assert kode(usul, kosong()) == {"mandat.plh_tanpa_pejabat"}
    acting = Penugasan(98, SR, KEPALA_BIDANG, JenisPenugasan.PLT, MEI_JULI)
    bagan = replace(kosong(), daftar_penugasan=(*kosong().daftar_penugasan, acting))
    [satu] = periksa_mandat(usul, bagan, SYARAT)
    assert "tidak boleh bertumpu pada penugasan lain" in satu.pesan


def test_a_plh_for_one_who_is_present_is_only_warned_of() -> None:
    seminggu = Masa.inklusif(date(2026, 5, 4), date(2026, 5, 10))
    usul = plt(masa=seminggu, jenis=JenisMandat.PLH)
    [satu] = periksa_mandat(usul, kota(), SYARAT)
    assert (satu.kode, satu.tingkat) == ("mandat.plh_hadir", Tingkat.PERINGATAN)
    away = replace(kota(), daftar_cuti=(Cuti(KB, seminggu),))
    assert periksa_mandat(usul, away, SYARAT) == []


def test_the_holder_is_not_the_plh_of_oneself() -> None:
    seminggu = Masa.inklusif(date(2026, 5, 4), date(2026, 5, 10))
    assert "mandat.plh_diri_sendiri" in kode(plt(KB, seminggu, JenisMandat.PLH), kota())


def test_one_without_a_post_or_away_holds_no_mandate() -> None:
    assert kode(plt(KB), kosong()) == {"mandat.tanpa_jabatan"}
    away = replace(kosong(), daftar_cuti=(Cuti(YK, MEI_JULI),))
    assert kode(plt(YK), away) == {"mandat.tidak_hadir"}


def test_a_special_evaluator_is_at_least_pengawas() -> None:
    usul = UsulMandat(JenisMandat.PENETAPAN_PENILAI, YK, MEI_JULI, dinilai_id=DH)
    assert kode(usul, kota()) == {"mandat.di_bawah_pengawas"}
    assert kode(replace(usul, pemegang_id=KD), kota()) == set()
    assert kode(replace(usul, pemegang_id=None), kota()) == set(), "the Kepala Daerah may be named"


def test_delegation_is_for_heads_below_pengawas_only() -> None:
    usul = UsulMandat(JenisMandat.DELEGASI_PENILAI, KB, MEI_JULI, unit_id=BIDANG_A)
    assert "mandat.delegasi_tidak_perlu" in kode(usul, kota())
    assert "mandat.delegasi_unit" in kode(replace(usul, unit_id=10**9), kota())


_ID = st.none() | st.sampled_from([SR, DH, YK, KB, KD, BIDANG_A, KEPALA_BIDANG])


@given(
    st.builds(
        UsulMandat,
        st.sampled_from(list(JenisMandat)),
        _ID,
        st.sampled_from([MEI_JULI, SEJAK]),
        jabatan_id=_ID,
        unit_id=_ID,
        dinilai_id=_ID,
    ),
    st.booleans(),
)
def test_whatever_is_proposed_the_answer_is_a_list_and_oneself_is_never_allowed(
    usul: UsulMandat, vacant: bool
) -> None:
    salah = periksa_mandat(usul, kosong() if vacant else kota(), SYARAT)
    assert all(satu.pesan.endswith((".", "!")) for satu in salah)
    if usul.pemegang_id is not None and usul.pemegang_id == usul.dinilai_id:
        assert penolakan(salah)
