"""Who evaluates whom in the invented city, and in arbitrary ones."""

from dataclasses import replace
from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.alasan import KodeLangkah
from webapp.domain.jabatan import Jabatan, JenisJabatan
from webapp.domain.masa import Masa
from webapp.domain.organisasi import (
    BaganOrganisasi,
    Cuti,
    Delegasi,
    JenisPenugasan,
    PenetapanKhusus,
    Penugasan,
    Unit,
)
from webapp.domain.penilai import (
    Kapasitas,
    Keperluan,
    Penilai,
    TanpaPenilai,
    atasan_penilai,
    tentukan_penilai,
)

from .kota import (
    BIDANG_A,
    DH,
    HARI_INI,
    KB,
    KD,
    KEPALA_BIDANG,
    KEPALA_DINAS,
    KOTA,
    LN,
    SEJAK,
    SR,
    WALI_KOTA,
    YK,
    kota,
    posting,
    tanpa_kepala_bidang,
)

PENSIUN = date(2026, 5, 1)
SURAT_PLT = Masa.inklusif(date(2026, 5, 4), date(2026, 7, 31))


def _penilai(pegawai_id: int, bagan: BaganOrganisasi, tanggal: date = HARI_INI) -> Penilai:
    hasil = tentukan_penilai(pegawai_id, tanggal, bagan)
    assert isinstance(hasil, Penilai)
    return hasil


def _kode(hasil: Penilai | TanpaPenilai) -> list[KodeLangkah]:
    return [langkah.kode for langkah in hasil.langkah]


def test_staff_are_evaluated_by_the_definitive_head_of_their_unit() -> None:
    hasil = _penilai(SR, kota())
    assert hasil.penilai_id == KB
    assert hasil.kapasitas is Kapasitas.DEFINITIF
    assert hasil.nama_jabatan == "Kepala Bidang A"
    assert hasil.unit_id == BIDANG_A
    assert _kode(hasil) == [KodeLangkah.ANGGOTA_UNIT, KodeLangkah.KEPALA_DEFINITIF]


def test_the_head_of_a_unit_is_evaluated_by_the_head_above() -> None:
    assert _penilai(KB, kota()).penilai_id == KD


def test_at_the_top_stands_the_kepala_daerah_without_a_nip() -> None:
    hasil = _penilai(KD, kota())
    assert hasil.penilai_id is None
    assert hasil.kapasitas is Kapasitas.KEPALA_DAERAH
    assert hasil.kepala_daerah == WALI_KOTA
    assert hasil.nama_jabatan == "Wali Kota"


def test_ac_b_01_rule_with_a_vacant_post_the_head_above_evaluates() -> None:
    bagan = tanpa_kepala_bidang(kota(), PENSIUN)
    assert _penilai(SR, bagan, date(2026, 4, 30)).penilai_id == KB
    for pegawai_id in (YK, SR, DH, LN):
        hasil = _penilai(pegawai_id, bagan, PENSIUN)
        assert hasil.penilai_id == KD
        assert KodeLangkah.KEPALA_KOSONG in _kode(hasil)


def test_ac_b_02_rule_a_plt_evaluates_the_unit_and_is_evaluated_from_above() -> None:
    plt = posting(90, YK, KEPALA_BIDANG, SURAT_PLT, JenisPenugasan.PLT, "SP 800/12/2026")
    bagan = tanpa_kepala_bidang(kota(plt), PENSIUN)
    assert _penilai(SR, bagan, date(2026, 5, 3)).penilai_id == KD
    for pegawai_id in (SR, DH, LN):
        hasil = _penilai(pegawai_id, bagan, date(2026, 5, 4))
        assert (hasil.penilai_id, hasil.kapasitas) == (YK, Kapasitas.PLT)
        assert hasil.surat == "SP 800/12/2026"
        assert hasil.nama_jabatan == "Plt. Kepala Bidang A"
    milik_plt = _penilai(YK, bagan, date(2026, 5, 4))
    assert milik_plt.penilai_id == KD
    assert KodeLangkah.KEPALA_DIRI_SENDIRI in _kode(milik_plt)


def test_ac_b_04_rule_after_the_last_day_of_the_letter_the_plt_is_out() -> None:
    plt = posting(90, YK, KEPALA_BIDANG, SURAT_PLT, JenisPenugasan.PLT)
    bagan = tanpa_kepala_bidang(kota(plt), PENSIUN)
    assert _penilai(DH, bagan, date(2026, 7, 31)).penilai_id == YK
    assert _penilai(DH, bagan, date(2026, 8, 1)).penilai_id == KD


def test_ac_b_08_rule_the_registry_may_name_the_kepala_daerah() -> None:
    bagan = kota(khusus=(PenetapanKhusus(1, KD, None, SEJAK, "SK 1/2026"),))
    hasil = _penilai(KD, bagan)
    assert (hasil.penilai_id, hasil.kapasitas) == (None, Kapasitas.KHUSUS)
    assert hasil.kepala_daerah == WALI_KOTA
    assert hasil.surat == "SK 1/2026"


def test_a_special_decision_comes_first_and_only_within_its_dates() -> None:
    maret = Masa(date(2026, 3, 1), date(2026, 4, 1))
    bagan = kota(khusus=(PenetapanKhusus(1, SR, KD, maret, "SK 2/2026"),))
    hasil = _penilai(SR, bagan)
    assert (hasil.penilai_id, hasil.kapasitas) == (KD, Kapasitas.KHUSUS)
    assert hasil.jabatan is not None
    assert hasil.jabatan.id == KEPALA_DINAS
    assert _penilai(SR, bagan, date(2026, 4, 1)).penilai_id == KB


def test_a_special_decision_that_names_oneself_or_a_pensioner_is_passed_over() -> None:
    diri = PenetapanKhusus(1, SR, SR, SEJAK, "SK 3/2026")
    pensiunan = PenetapanKhusus(2, SR, 999, SEJAK, "SK 4/2026")
    hasil = _penilai(SR, kota(khusus=(diri, pensiunan)))
    assert hasil.penilai_id == KB
    assert _kode(hasil)[:2] == [KodeLangkah.KHUSUS_DILEWATI, KodeLangkah.KHUSUS_TIDAK_MENJABAT]


def test_a_plh_serves_daily_verification_only() -> None:
    plh = posting(90, YK, KEPALA_BIDANG, SEJAK, JenisPenugasan.PLH)
    bagan = tanpa_kepala_bidang(kota(plh), PENSIUN)
    assert _penilai(SR, bagan, PENSIUN).penilai_id == KD
    harian = tentukan_penilai(SR, PENSIUN, bagan, Keperluan.VERIFIKASI_HARIAN)
    assert isinstance(harian, Penilai)
    assert (harian.penilai_id, harian.kapasitas) == (YK, Kapasitas.PLH)


def test_leave_hands_daily_verification_to_the_plh_and_leaves_evaluation_alone() -> None:
    plh = posting(90, YK, KEPALA_BIDANG, SEJAK, JenisPenugasan.PLH)
    cuti = (Cuti(KB, Masa(HARI_INI, date(2026, 3, 14))),)
    bagan = replace(kota(plh), daftar_cuti=cuti)
    assert _penilai(SR, bagan).penilai_id == KB
    harian = tentukan_penilai(SR, HARI_INI, bagan, Keperluan.VERIFIKASI_HARIAN)
    assert isinstance(harian, Penilai)
    assert harian.penilai_id == YK
    assert KodeLangkah.KEPALA_CUTI in _kode(harian)
    setelah = tentukan_penilai(SR, date(2026, 3, 14), bagan, Keperluan.VERIFIKASI_HARIAN)
    assert isinstance(setelah, Penilai)
    assert setelah.penilai_id == KB
    tanpa_plh = tentukan_penilai(SR, HARI_INI, replace(kota(), daftar_cuti=cuti), Keperluan.VERIFIKASI_HARIAN)
    assert isinstance(tanpa_plh, Penilai)
    assert tanpa_plh.penilai_id == KB


def _dengan_tim() -> BaganOrganisasi:
    """Team 13 inside Bidang A, led by the functional official YK; DH works in it."""
    bagan = kota(posting(90, YK, 201), posting(91, 20, 202))
    return replace(
        bagan,
        daftar_unit=(*bagan.daftar_unit, Unit(13, "Tim Kerja 1", BIDANG_A, 201)),
        daftar_jabatan=(
            *bagan.daftar_jabatan,
            Jabatan(201, "Ketua Tim Kerja 1", 13, JenisJabatan.JF),
            Jabatan(202, "Anggota Tim Kerja 1", 13, JenisJabatan.PELAKSANA),
        ),
    )


def test_a_leader_below_pengawas_evaluates_only_with_delegation() -> None:
    tanpa = _penilai(20, _dengan_tim())
    assert tanpa.penilai_id == KB
    assert KodeLangkah.KEPALA_DI_BAWAH_PENGAWAS in _kode(tanpa)
    dengan = _penilai(20, replace(_dengan_tim(), daftar_delegasi=(Delegasi(1, YK, 13, SEJAK, "ND 5/2026"),)))
    assert dengan.penilai_id == YK
    assert KodeLangkah.DELEGASI in _kode(dengan)


def test_without_a_post_nobody_evaluates_and_the_reason_says_so() -> None:
    hasil = tentukan_penilai(999, HARI_INI, kota())
    assert isinstance(hasil, TanpaPenilai)
    assert hasil.alasan == "Pegawai tidak memegang jabatan definitif pada 2 Maret 2026."


def test_units_in_a_circle_end_at_the_kepala_daerah() -> None:
    bagan = tanpa_kepala_bidang(kota(), PENSIUN)
    berputar = tuple(
        replace(unit, induk_id=BIDANG_A, jabatan_kepala_id=None) if unit.id == 11 else unit
        for unit in bagan.daftar_unit
    )
    hasil = _penilai(SR, replace(bagan, daftar_unit=berputar), PENSIUN)
    assert hasil.kapasitas is Kapasitas.KEPALA_DAERAH
    assert KodeLangkah.UNIT_BERPUTAR in _kode(hasil)


def test_the_superior_of_the_evaluator_stands_above_both() -> None:
    hasil = atasan_penilai(SR, HARI_INI, kota())
    assert isinstance(hasil, Penilai)
    assert hasil.penilai_id == KD
    di_atasnya = atasan_penilai(KB, HARI_INI, kota())
    assert isinstance(di_atasnya, Penilai)
    assert di_atasnya.kapasitas is Kapasitas.KEPALA_DAERAH


def test_ac_i_07_rule_the_superior_of_the_evaluator_comes_from_the_registry() -> None:
    sekda = posting(90, 30, 301)
    bagan = kota(sekda, khusus=(PenetapanKhusus(1, KD, 30, SEJAK, "SK 6/2026"),))
    bagan = replace(
        bagan,
        daftar_jabatan=(
            *bagan.daftar_jabatan,
            Jabatan(301, "Sekretaris Daerah", KOTA, JenisJabatan.JPT_PRATAMA),
        ),
    )
    hasil = atasan_penilai(KB, HARI_INI, bagan)
    assert isinstance(hasil, Penilai)
    assert hasil.penilai_id == 30


def test_the_superior_of_a_plt_is_the_leader_above_the_unit_that_the_plt_leads() -> None:
    plt = posting(90, YK, KEPALA_BIDANG, SURAT_PLT, JenisPenugasan.PLT)
    hasil = atasan_penilai(SR, date(2026, 5, 4), tanpa_kepala_bidang(kota(plt), PENSIUN))
    assert isinstance(hasil, Penilai)
    assert hasil.penilai_id == KD
    assert _kode(hasil)[0] is KodeLangkah.ATASAN_DARI


def test_nobody_stands_above_the_kepala_daerah() -> None:
    hasil = atasan_penilai(KD, HARI_INI, kota())
    assert isinstance(hasil, TanpaPenilai)
    assert _kode(hasil) == [KodeLangkah.KEPALA_DAERAH_TANPA_ATASAN]


# Arbitrary organisations: units may form circles, posts may be missing, people may hold several at once.

_NOMOR = st.integers(1, 5)
_HARI = st.dates(date(2026, 1, 1), date(2026, 1, 10))


@st.composite
def _masa(draw: st.DrawFn) -> Masa:
    mulai = draw(_HARI)
    sampai = draw(st.none() | _HARI)
    return Masa(mulai, sampai if sampai is not None and sampai > mulai else None)


@st.composite
def _bagan(draw: st.DrawFn) -> BaganOrganisasi:
    penugasan = st.builds(Penugasan, _NOMOR, _NOMOR, _NOMOR, st.sampled_from(JenisPenugasan), _masa())
    unit = st.builds(Unit, _NOMOR, st.just("Unit"), st.none() | _NOMOR, st.none() | _NOMOR)
    jabatan = st.builds(Jabatan, _NOMOR, st.just("Jabatan"), _NOMOR, st.sampled_from(JenisJabatan))
    khusus = st.builds(PenetapanKhusus, _NOMOR, _NOMOR, st.none() | _NOMOR, _masa(), st.just("SK"))
    return BaganOrganisasi(
        WALI_KOTA,
        draw(st.lists(unit, max_size=5, unique_by=lambda satu: satu.id).map(tuple)),
        draw(st.lists(jabatan, max_size=5, unique_by=lambda satu: satu.id).map(tuple)),
        draw(st.lists(penugasan, max_size=12).map(tuple)),
        draw(st.lists(khusus, max_size=2).map(tuple)),
        draw(
            st.lists(st.builds(Delegasi, _NOMOR, _NOMOR, _NOMOR, _masa(), st.just("ND")), max_size=2).map(
                tuple
            )
        ),
        draw(st.lists(st.builds(Cuti, _NOMOR, _masa()), max_size=3).map(tuple)),
    )


@given(_bagan(), _NOMOR, _HARI, st.sampled_from(Keperluan))
def test_the_walk_always_ends_with_a_reason_and_never_at_oneself(
    bagan: BaganOrganisasi, pegawai_id: int, tanggal: date, keperluan: Keperluan
) -> None:
    hasil = tentukan_penilai(pegawai_id, tanggal, bagan, keperluan)
    assert hasil.langkah
    assert hasil.alasan.endswith(".")
    if isinstance(hasil, Penilai):
        assert hasil.penilai_id != pegawai_id
        assert (hasil.penilai_id is None) == (hasil.kepala_daerah is not None)
        assert hasil.kapasitas is not Kapasitas.PLH or keperluan is Keperluan.VERIFIKASI_HARIAN


@given(_bagan(), _NOMOR, _HARI)
def test_the_superior_of_the_evaluator_is_neither_of_the_two(
    bagan: BaganOrganisasi, pegawai_id: int, tanggal: date
) -> None:
    penilai = tentukan_penilai(pegawai_id, tanggal, bagan)
    atasan = atasan_penilai(pegawai_id, tanggal, bagan)
    assert atasan.alasan
    if isinstance(atasan, Penilai) and isinstance(penilai, Penilai):
        assert atasan.penilai_id not in {pegawai_id, penilai.penilai_id}


@given(_bagan(), _NOMOR, _HARI, st.randoms(use_true_random=False))
def test_the_answer_does_not_depend_on_the_order_of_rows(
    bagan: BaganOrganisasi, pegawai_id: int, tanggal: date, acak: Random
) -> None:
    unik = {satu.id: satu for satu in bagan.daftar_penugasan}
    urut = list(unik.values())
    teracak = acak.sample(urut, len(urut))
    satu = replace(bagan, daftar_penugasan=tuple(urut))
    lain = replace(bagan, daftar_penugasan=tuple(teracak))
    assert tentukan_penilai(pegawai_id, tanggal, satu) == tentukan_penilai(pegawai_id, tanggal, lain)


@given(st.booleans(), st.booleans())
def test_a_plt_comes_before_the_parent_and_after_the_definitive_head(definitif: bool, plt: bool) -> None:
    acting = (posting(90, YK, KEPALA_BIDANG, SEJAK, JenisPenugasan.PLT),) if plt else ()
    bagan = kota(*acting)
    if not definitif:
        bagan = tanpa_kepala_bidang(bagan, PENSIUN)
    diharapkan = KB if definitif else YK if plt else KD
    assert _penilai(SR, bagan, PENSIUN).penilai_id == diharapkan
