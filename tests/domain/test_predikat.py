"""Names and spellings of ratings, predikat and results of organisations."""

import pytest

from webapp.domain.predikat import (
    NAMA_CAPAIAN,
    NAMA_PREDIKAT,
    NAMA_RATING,
    CapaianOrganisasi,
    Predikat,
    Rating,
    baca_capaian,
    baca_predikat,
    baca_rating,
    kunci_bentuk,
)


def test_every_value_has_a_name_that_reads_back_as_itself() -> None:
    assert {baca_rating(nama) for nama in NAMA_RATING.values()} == set(Rating) == set(NAMA_RATING)
    assert {baca_predikat(nama) for nama in NAMA_PREDIKAT.values()} == set(Predikat) == set(NAMA_PREDIKAT)
    dibaca = {baca_capaian(nama) for nama in NAMA_CAPAIAN.values()}
    assert dibaca == set(CapaianOrganisasi) == set(NAMA_CAPAIAN)


def test_kurang_is_printed_with_misconduct() -> None:
    assert NAMA_PREDIKAT[Predikat.KURANG] == "Kurang/misconduct"


@pytest.mark.parametrize(
    ("teks", "predikat"),
    [
        ("Cukup", Predikat.BUTUH_PERBAIKAN),
        ("Butuh Perbaikan (Cukup)", Predikat.BUTUH_PERBAIKAN),
        ("  butuh   perbaikan ", Predikat.BUTUH_PERBAIKAN),
        ("Kurang/Misconduct", Predikat.KURANG),
        ("Kurang / misonduct", Predikat.KURANG),
        ("misconduct", Predikat.KURANG),
        ("kurang", Predikat.KURANG),
        ("sangat-kurang", Predikat.SANGAT_KURANG),
        ("SANGAT BAIK", Predikat.SANGAT_BAIK),
        ("Istimewa", None),
        ("Lumayan", None),
        ("", None),
    ],
)
def test_usual_spellings_of_a_predikat_are_read(teks: str, predikat: Predikat | None) -> None:
    assert baca_predikat(teks) is predikat


def test_cukup_of_an_organisation_is_butuh_perbaikan() -> None:
    assert baca_capaian("Cukup") is CapaianOrganisasi.BUTUH_PERBAIKAN
    assert baca_capaian("Sangat Baik") is None


def test_ratings_are_read_without_their_last_word() -> None:
    assert baca_rating("Di atas") is Rating.DI_ATAS_EKSPEKTASI
    assert baca_rating("sesuai") is Rating.SESUAI_EKSPEKTASI
    assert baca_rating("Baik") is None


def test_shapes_are_found_by_the_keys_of_the_stylesheet() -> None:
    kunci = {kunci_bentuk(nilai) for nilai in (*Predikat, *CapaianOrganisasi)}
    assert kunci == {"istimewa", "sangat-baik", "baik", "butuh-perbaikan", "kurang", "sangat-kurang"}
