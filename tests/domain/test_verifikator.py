"""Who verifies daily work: the named verifikator, else the superior; never oneself."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.domain.kota import BIDANG_A, DH, KB, KD, SEJAK, SR, YK, kota
from webapp.domain.masa import Masa
from webapp.domain.organisasi import Cuti, Lingkup, Urusan, Verifikator
from webapp.domain.penilai import Kapasitas, Penilai
from webapp.domain.verifikator import tentukan_verifikator

HARI = date(2026, 3, 2)


def bagan(*verifikator: Verifikator, cuti: tuple[Cuti, ...] = ()):
    return replace(kota(), daftar_verifikator=verifikator, daftar_cuti=cuti)


def test_without_a_named_one_the_superior_verifies() -> None:
    hasil = tentukan_verifikator(DH, HARI, bagan())
    assert isinstance(hasil, Penilai)
    assert hasil.penilai_id == KB


def test_one_named_for_the_person_comes_before_one_named_for_the_unit() -> None:
    unit = Verifikator(1, SR, BIDANG_A, None, SEJAK, "ST 1")
    orang = Verifikator(2, YK, None, DH, SEJAK, "ST 2")
    assert _siapa(DH, unit, orang) == YK
    assert _siapa(DH, unit) == SR
    assert _siapa(SR, unit) == KB, "nobody verifies oneself"


def test_ac_b_06_the_verifier_of_the_day_counts() -> None:
    lama = Verifikator(1, KB, None, DH, Masa.inklusif(date(2026, 1, 1), date(2026, 3, 14)), "ST 1")
    baru = Verifikator(2, KD, None, DH, Masa(date(2026, 3, 15)), "ST 2")
    daftar = bagan(lama, baru)
    assert tentukan_verifikator(DH, date(2026, 3, 13), daftar).penilai_id == KB  # type: ignore[union-attr]
    assert tentukan_verifikator(DH, date(2026, 3, 16), daftar).penilai_id == KD  # type: ignore[union-attr]


def test_one_who_is_away_is_passed_over_and_the_reason_says_so() -> None:
    satu = Verifikator(1, YK, None, DH, SEJAK, "ST 2")
    hasil = tentukan_verifikator(DH, HARI, bagan(satu, cuti=(Cuti(YK, Masa(HARI)),)))
    assert isinstance(hasil, Penilai)
    assert hasil.penilai_id == KB
    assert "verifikator yang ditunjuk (ST 2) dilewati" in hasil.alasan


def test_the_reason_names_the_letter() -> None:
    hasil = tentukan_verifikator(DH, HARI, bagan(Verifikator(1, YK, None, DH, SEJAK, "ST 2")))
    assert isinstance(hasil, Penilai)
    assert hasil.kapasitas is Kapasitas.VERIFIKATOR
    assert "verifikator yang ditunjuk sejak" in hasil.alasan
    assert "(ST 2)" in hasil.alasan


def test_a_scope_leaves_other_matters_to_the_superior() -> None:
    satu = Verifikator(1, YK, None, DH, SEJAK, "ST 2", Lingkup(langkah=frozenset({"verifikasi"})))
    assert tentukan_verifikator(DH, HARI, bagan(satu), Urusan("aktivitas", "verifikasi")).penilai_id == YK  # type: ignore[union-attr]
    assert tentukan_verifikator(DH, HARI, bagan(satu), Urusan("aktivitas", "evaluasi")).penilai_id == KB  # type: ignore[union-attr]


def _siapa(pegawai: int, *verifikator: Verifikator) -> int | None:
    hasil = tentukan_verifikator(pegawai, HARI, bagan(*verifikator))
    assert isinstance(hasil, Penilai)
    return hasil.penilai_id


@given(
    st.lists(
        st.builds(
            Verifikator,
            st.integers(1, 9), st.sampled_from([SR, DH, YK, KB, KD]), st.sampled_from([None, BIDANG_A]),
            st.sampled_from([None, SR, DH, YK]), st.just(SEJAK), st.just("ST"),
        ),
        max_size=5,
    ),
    st.sampled_from([SR, DH, YK, KB]),
)  # fmt: skip
def test_nobody_ever_verifies_oneself(daftar: list[Verifikator], pegawai: int) -> None:
    hasil = tentukan_verifikator(pegawai, HARI, bagan(*daftar))
    assert not isinstance(hasil, Penilai) or hasil.penilai_id != pegawai
    assert hasil.alasan
