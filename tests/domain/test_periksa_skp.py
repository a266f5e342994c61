"""What an SKP must meet when it is handed in."""

from dataclasses import replace

import pytest
from hypothesis import given

from webapp.domain.jabatan import Jalur
from webapp.domain.pelanggaran import Pelanggaran, Tingkat, penolakan, peringatan
from webapp.domain.periksa_skp import AturanIsi, periksa
from webapp.domain.skp import Aspek, Bagian, Iki, IsiSkp, Lampiran, Pendekatan, Perspektif

from .contoh import TIGA_ASPEK, a_rhk, an_skp, isi_skp


def _periksa(isi: IsiSkp, peran_tersedia: bool = True) -> list[Pelanggaran]:
    return periksa(isi, peran_tersedia=peran_tersedia)


def _temuan(daftar: list[Pelanggaran]) -> list[tuple[str, str | None]]:
    return [(satu.kode, satu.letak) for satu in daftar]


def _jpt(*iki: Iki) -> IsiSkp:
    return an_skp(a_rhk(iki=iki, rhk_pimpinan=None, rhk_pimpinan_kunci=None), jalur=Jalur.JPT_PUKM)


def test_a_complete_document_has_nothing_to_mend() -> None:
    assert _periksa(an_skp()) == []


def test_ac_c_06_a_target_that_is_not_a_number_with_a_unit_is_refused() -> None:
    iki = Iki("i1", "Jumlah dokumen", "dua", "", Aspek.KUANTITAS)
    daftar = penolakan(_periksa(an_skp(a_rhk(iki=(iki, *TIGA_ASPEK[1:])))))
    assert _temuan(daftar) == [
        ("skp.target_bukan_angka", "rhk.r1.iki.i1.target"),
        ("skp.tanpa_satuan", "rhk.r1.iki.i1.satuan"),
    ]
    assert "harus angka dengan satuan" in daftar[0].pesan


@pytest.mark.parametrize("target", ["12", "1.250", "92,5", "0"])
def test_a_target_may_carry_decimal_comma_and_thousand_point(target: str) -> None:
    iki = replace(TIGA_ASPEK[0], target=target)
    assert _periksa(an_skp(a_rhk(iki=(iki, *TIGA_ASPEK[1:])))) == []


def test_ac_c_07_a_missing_aspect_is_accepted_with_a_warning() -> None:
    daftar = _periksa(an_skp(a_rhk(iki=TIGA_ASPEK[:1])))
    assert penolakan(daftar) == []
    assert _temuan(peringatan(daftar)) == [("skp.aspek_kurang", "rhk.r1.iki")]
    assert "Kualitas, Waktu" in daftar[0].pesan


def test_the_expected_aspects_are_a_parameter() -> None:
    aturan = AturanIsi(aspek_diharapkan=frozenset())
    assert periksa(an_skp(a_rhk(iki=TIGA_ASPEK[:1])), peran_tersedia=True, aturan=aturan) == []


def test_ac_c_08_an_indicator_of_a_head_needs_a_perspektif() -> None:
    daftar = penolakan(
        _periksa(_jpt(Iki("i1", "Persentase ASN dengan predikat minimal Baik", "92", "persen")))
    )
    assert _temuan(daftar) == [("skp.tanpa_perspektif", "rhk.r1.iki.i1.perspektif")]
    assert "Penerima Layanan, Proses Bisnis, Penguatan Internal, Anggaran" in daftar[0].pesan


def test_a_head_is_told_which_perspektif_no_indicator_covers() -> None:
    iki = Iki("i1", "Indeks kepuasan", "92", "persen", perspektif=Perspektif.PENERIMA_LAYANAN)
    daftar = _periksa(_jpt(iki))
    assert penolakan(daftar) == []
    assert _temuan(daftar) == [("skp.perspektif_kurang", "rhk")]
    lengkap = tuple(
        replace(iki, kunci=f"i{n}", uraian=f"IKI {n}", perspektif=satu) for n, satu in enumerate(Perspektif)
    )
    assert _periksa(_jpt(*lengkap)) == []


def test_a_classifier_that_the_form_does_not_print_is_pointed_out() -> None:
    iki = replace(TIGA_ASPEK[0], perspektif=Perspektif.ANGGARAN)
    daftar = _periksa(an_skp(a_rhk(iki=(iki, *TIGA_ASPEK[1:]))))
    assert _temuan(daftar) == [("skp.perspektif_tidak_tercetak", "rhk.r1.iki.i1.perspektif")]
    lengkap = tuple(
        Iki(f"i{n}", f"IKI {n}", "1", "dokumen", Aspek.WAKTU, satu) for n, satu in enumerate(Perspektif)
    )
    assert {satu.kode for satu in _periksa(_jpt(*lengkap))} == {"skp.aspek_tidak_tercetak"}


def test_an_indicator_of_staff_needs_an_aspek() -> None:
    iki = replace(TIGA_ASPEK[0], aspek=None)
    daftar = penolakan(_periksa(an_skp(a_rhk(iki=(iki, *TIGA_ASPEK)))))
    assert ("skp.tanpa_aspek", "rhk.r1.iki.i1.aspek") in _temuan(daftar)


def test_ac_c_21_each_of_the_three_lists_needs_a_line() -> None:
    daftar = _periksa(an_skp(lampiran=Lampiran(skema=("  ",))))
    assert _temuan(penolakan(daftar)) == [
        ("skp.lampiran_kosong", "lampiran.dukungan"),
        ("skp.lampiran_kosong", "lampiran.skema"),
        ("skp.lampiran_kosong", "lampiran.konsekuensi"),
    ]


def test_a_document_needs_an_rhk_utama() -> None:
    isi = an_skp(a_rhk(bagian=Bagian.TAMBAHAN, rhk_pimpinan_kunci=None, penugasan_dari="Kepala Bidang B"))
    assert _temuan(_periksa(isi)) == [("skp.tanpa_rhk_utama", "rhk")]


def test_every_rhk_needs_an_indicator_or_a_narrative_measure() -> None:
    assert ("skp.tanpa_iki", "rhk.r1.iki") in _temuan(_periksa(an_skp(a_rhk(iki=()))))
    kualitatif = an_skp(a_rhk(iki=(), ukuran=(" ",)), pendekatan=Pendekatan.KUALITATIF)
    assert _temuan(_periksa(kualitatif)) == [("skp.tanpa_ukuran", "rhk.r1.ukuran")]
    terisi = an_skp(a_rhk(iki=(), ukuran=("12 dokumen selesai",)), pendekatan=Pendekatan.KUALITATIF)
    assert _periksa(terisi) == []


def test_the_two_approaches_never_stand_in_one_document() -> None:
    campur = a_rhk(ukuran=("12 dokumen selesai",))
    assert _temuan(_periksa(an_skp(campur))) == [("skp.campuran", "rhk.r1.ukuran")]
    kualitatif = an_skp(campur, pendekatan=Pendekatan.KUALITATIF)
    assert _temuan(_periksa(kualitatif)) == [("skp.campuran", "rhk.r1.iki")]


def test_staff_need_the_link_once_the_leader_has_handed_results_down() -> None:
    isi = an_skp(a_rhk(rhk_pimpinan_kunci=None))
    [tolak] = _periksa(isi, peran_tersedia=True)
    [ingat] = _periksa(isi, peran_tersedia=False)
    assert (tolak.kode, tolak.tingkat) == ("skp.tautan_pimpinan", Tingkat.TOLAK)
    assert (ingat.kode, ingat.tingkat) == ("skp.tautan_pimpinan", Tingkat.PERINGATAN)
    assert tolak.letak == ingat.letak == "rhk.r1.rhk_pimpinan_kunci"


def test_an_activity_verb_is_pointed_out_on_its_row() -> None:
    daftar = _periksa(an_skp(a_rhk(uraian="Melaksanakan rapat")))
    assert penolakan(daftar) == []
    assert _temuan(daftar) == [("rumusan.kata_kerja_kegiatan", "rhk.r1.uraian")]


def test_duplicates_are_pointed_out() -> None:
    kembar = an_skp(a_rhk("r1"), a_rhk("r2", "terlaksananya  ANALISIS jabatan"))
    assert _temuan(_periksa(kembar)) == [
        ("skp.rhk_kembar", "rhk.r1.uraian"),
        ("skp.rhk_kembar", "rhk.r2.uraian"),
    ]
    iki = replace(TIGA_ASPEK[1], uraian="jumlah dokumen")
    daftar = _periksa(an_skp(a_rhk(iki=(TIGA_ASPEK[0], iki, TIGA_ASPEK[2]))))
    assert {satu.kode for satu in daftar} == {"skp.iki_kembar"}
    lampiran = Lampiran(("Laptop", "laptop "), ("Laporan",), ("Penghargaan",))
    assert [satu.kode for satu in _periksa(an_skp(lampiran=lampiran))] == ["skp.baris_kembar"] * 2


def test_a_key_used_twice_or_with_a_strange_sign_is_refused() -> None:
    dua = an_skp(a_rhk("r1"), a_rhk("r1", "Tersusunnya peta jabatan"))
    assert ("skp.kunci_kembar", "rhk.r1") in _temuan(penolakan(_periksa(dua)))
    iki = replace(TIGA_ASPEK[1], kunci="i1")
    daftar = penolakan(_periksa(an_skp(a_rhk(iki=(*TIGA_ASPEK, iki)))))
    assert ("skp.kunci_kembar", "rhk.r1.iki.i1") in _temuan(daftar)
    assert ("skp.kunci", "rhk.r.1") in _temuan(_periksa(an_skp(a_rhk("r.1"))))


def test_empty_rows_are_refused() -> None:
    kosong = a_rhk(uraian=" ", iki=(replace(TIGA_ASPEK[0], uraian=""), *TIGA_ASPEK[1:]))
    assert _temuan(_periksa(an_skp(kosong))) == [
        ("skp.kosong", "rhk.r1.uraian"),
        ("skp.kosong", "rhk.r1.iki.i1.uraian"),
    ]


def test_texts_and_lists_have_a_limit() -> None:
    aturan = AturanIsi(panjang_uraian=10, panjang_pendek=2, banyak_rhk=1, banyak_baris=2)
    isi = an_skp(a_rhk("r1"), a_rhk("r2"), ekspektasi_khusus={"LOYAL": "x" * 11})
    daftar = periksa(isi, peran_tersedia=True, aturan=aturan)
    letak = {satu.letak for satu in daftar if satu.kode == "skp.terlalu_panjang"}
    assert {
        "rhk.r1.uraian",
        "rhk.r1.iki.i1.satuan",
        "ekspektasi_khusus.LOYAL",
        "lampiran.dukungan.0",
    } <= letak
    assert {satu.letak for satu in daftar if satu.kode == "skp.terlalu_banyak"} == {
        "rhk",
        "rhk.r1.iki",
        "rhk.r2.iki",
    }


def test_a_special_expectation_belongs_to_one_of_the_seven_values_and_may_be_empty() -> None:
    assert _periksa(an_skp(ekspektasi_khusus={"LOYAL": "", "ADAPTIF": "Belajar alat baru"})) == []
    daftar = _periksa(an_skp(ekspektasi_khusus={"RAMAH": "x"}))
    assert _temuan(daftar) == [("skp.nilai_tidak_dikenal", "ekspektasi_khusus.RAMAH")]


@given(isi_skp)
def test_any_document_gets_an_answer_with_a_place_and_a_sentence(isi: IsiSkp) -> None:
    for satu in _periksa(isi):
        assert satu.letak
        assert satu.pesan[-1] in ".:"
        assert satu.kode.startswith(("skp.", "rumusan."))
