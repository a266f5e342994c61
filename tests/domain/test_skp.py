"""The SKP document as values."""

from webapp.domain.skp import (
    NAMA_ASPEK,
    NAMA_PENDEKATAN,
    NAMA_PERSPEKTIF,
    STATUS_DAPAT_DISUNTING,
    STATUS_FINAL,
    Aspek,
    Bagian,
    Pendekatan,
    Perspektif,
)

from .contoh import a_rhk, an_skp


def test_the_rows_of_both_parts_keep_their_order() -> None:
    utama, tambahan, lain = a_rhk("r1"), a_rhk("r2", bagian=Bagian.TAMBAHAN), a_rhk("r3")
    isi = an_skp(utama, tambahan, lain)
    assert isi.rhk_utama == (utama, lain)
    assert isi.rhk_tambahan == (tambahan,)


def test_every_choice_has_its_printed_name() -> None:
    assert set(NAMA_ASPEK) == set(Aspek)
    assert set(NAMA_PERSPEKTIF) == set(Perspektif)
    assert set(NAMA_PENDEKATAN) == set(Pendekatan)
    assert list(NAMA_PERSPEKTIF.values()) == [
        "Penerima Layanan",
        "Proses Bisnis",
        "Penguatan Internal",
        "Anggaran",
    ]
    assert list(NAMA_ASPEK.values()) == ["Kuantitas", "Kualitas", "Waktu", "Biaya"]


def test_a_final_document_cannot_be_edited() -> None:
    assert not STATUS_FINAL & STATUS_DAPAT_DISUNTING
