"""NIP: accepted and refused numbers, and what a refusal tells."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.nip import JenisAsn, JenisKelamin, Nip, baca_nip


def _kode(text: str) -> list[str]:
    hasil = baca_nip(text)
    assert isinstance(hasil, list), f"{text} was accepted"
    assert all(satu.pesan.endswith(".") for satu in hasil)
    return [satu.kode for satu in hasil]


def test_ac_a_01_a_pns_number_is_read_and_shown_in_groups() -> None:
    nip = baca_nip("199001152015032003")
    assert isinstance(nip, Nip)
    assert nip.lahir == date(1990, 1, 15)
    assert (nip.tmt_tahun, nip.tmt_bulan, nip.kode_pppk) == (2015, 3, None)
    assert nip.jenis_kelamin is JenisKelamin.PEREMPUAN
    assert nip.urut == 3
    assert nip.jenis is JenisAsn.PNS
    assert nip.tampil == "19900115 201503 2 003"


def test_ac_a_02_code_21_makes_a_pppk() -> None:
    nip = baca_nip("199206182023212005")
    assert isinstance(nip, Nip)
    assert nip.jenis is JenisAsn.PPPK
    assert (nip.kode_pppk, nip.tmt_bulan, nip.tmt_tahun) == (21, None, 2023)
    assert nip.lahir == date(1992, 6, 18)
    assert nip.jenis_kelamin is JenisKelamin.PEREMPUAN


def test_ac_a_03_a_birth_date_that_does_not_exist_is_refused() -> None:
    assert _kode("199002302015031003") == ["nip.tanggal_lahir"]
    pesan = baca_nip("199002302015031003")
    assert isinstance(pesan, list)
    assert "30-02-1990" in pesan[0].pesan


def test_ac_a_04_month_13_is_neither_a_month_nor_a_contract_code() -> None:
    assert _kode("199001152015132003") == ["nip.bulan_tmt"]


def test_ac_a_05_the_sex_digit_must_be_1_or_2() -> None:
    assert _kode("199001152015033003") == ["nip.jenis_kelamin"]


def test_ac_a_07_seventeen_digits_are_refused() -> None:
    assert _kode("19900115201503200") == ["nip.panjang"]
    hasil = baca_nip("19900115201503200")
    assert isinstance(hasil, list)
    assert "18 angka" in hasil[0].pesan
    assert "17" in hasil[0].pesan


def test_blanks_and_dots_between_the_groups_are_accepted() -> None:
    assert (
        baca_nip(" 19900115 201503 2 003 ")
        == baca_nip("19900115.201503.2.003")
        == baca_nip("199001152015032003")
    )


def test_letters_and_foreign_digits_are_refused() -> None:
    assert _kode("19900115201503200x") == ["nip.bukan_angka"]
    assert _kode("١٩٩٠٠١١٥٢٠١٥٠٣٢٠٠٣") == ["nip.bukan_angka"]
    assert _kode("abc") == ["nip.bukan_angka", "nip.panjang"]
    assert _kode("") == ["nip.panjang"]


def test_the_serial_may_not_be_zero() -> None:
    assert _kode("199001152015032000") == ["nip.nomor_urut"]


def test_a_pns_is_at_least_eighteen_counted_in_months() -> None:
    assert isinstance(baca_nip("199003152008032003"), Nip)
    assert _kode("199003152008022003") == ["nip.usia"]


def test_a_pppk_is_at_least_eighteen_counted_in_years() -> None:
    assert isinstance(baca_nip("199012152008212003"), Nip)
    assert _kode("199012152007212003") == ["nip.usia"]


def test_all_violations_are_told_at_once() -> None:
    assert _kode("199002302015133000") == [
        "nip.tanggal_lahir",
        "nip.bulan_tmt",
        "nip.jenis_kelamin",
        "nip.nomor_urut",
    ]


def test_a_nip_does_not_show_itself_in_logs() -> None:
    nip = baca_nip("199001152015032003")
    assert isinstance(nip, Nip)
    assert "19900115" not in repr(nip)
    assert nip.samar.endswith("003")
    assert "1990" not in nip.samar


@given(st.text())
def test_any_text_gets_an_answer_and_never_an_empty_refusal(text: str) -> None:
    hasil = baca_nip(text)
    assert isinstance(hasil, Nip) or hasil


@given(
    lahir=st.dates(date(1950, 1, 1), date(2005, 12, 31)),
    usia=st.integers(19, 35),
    kode=st.sampled_from([*range(1, 13), *range(21, 30)]),
    kelamin=st.sampled_from("12"),
    urut=st.integers(1, 999),
)
def test_a_well_formed_number_is_read_back_from_its_printed_form(
    lahir: date, usia: int, kode: int, kelamin: str, urut: int
) -> None:
    nip = baca_nip(f"{lahir:%Y%m%d}{lahir.year + usia}{kode:02}{kelamin}{urut:03}")
    assert isinstance(nip, Nip)
    assert nip.lahir == lahir
    assert nip.jenis is (JenisAsn.PNS if kode <= 12 else JenisAsn.PPPK)
    assert baca_nip(nip.tampil) == nip
