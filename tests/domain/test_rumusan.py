"""The linter for RHK and IKI: what it sees, what it suggests, and that it never refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.pelanggaran import Pelanggaran, Tingkat
from webapp.domain.rumusan import (
    KAMUS_BAWAAN,
    KATA_KERJA_KEGIATAN,
    kamus_dari,
    periksa_iki,
    periksa_mirip,
    periksa_rumusan,
    salinan_pimpinan,
    usul_hasil,
)
from webapp.domain.skp import Aspek, Bagian, Iki, Rhk


def kode(temuan: list[Pelanggaran]) -> list[str]:
    return [satu.kode for satu in temuan]


def test_ac_c_11_an_activity_verb_is_named_and_a_result_is_suggested() -> None:
    [temuan] = periksa_rumusan("Melaksanakan rapat dan membuat notulen", "rhk.r1.uraian")
    assert temuan.tingkat is Tingkat.PERINGATAN
    assert temuan.letak == "rhk.r1.uraian"
    assert "Melaksanakan" in temuan.pesan
    assert "Terlaksananya" in temuan.pesan
    assert temuan.usul == "Tersusunnya notulen dan tindak lanjut rapat"


@pytest.mark.parametrize(
    ("uraian", "usul"),
    [
        ("Menyusun laporan keuangan triwulan", "Tersusunnya laporan keuangan triwulan"),
        ("Melakukan monitoring aset daerah", "Tersusunnya laporan dan tindak lanjut monitoring aset daerah"),
        ("Mengikuti pelatihan analisis jabatan", "Meningkatnya kemampuan peserta pelatihan analisis jabatan"),
        ("Menertibkan arsip bidang", "Tersedianya hasil arsip bidang"),
        ("Meningkatnya kepuasan pemohon", None),
        ("Mekanisme baru", None),
        ("", None),
    ],
)
def test_a_result_is_suggested_in_the_place_of_an_activity(uraian: str, usul: str | None) -> None:
    assert usul_hasil(uraian) == usul


@pytest.mark.parametrize(
    "uraian", ["Terlaksananya analisis jabatan", "Meningkatnya kepuasan", "Mekanisme baru", "", " "]
)
def test_a_result_is_left_alone(uraian: str) -> None:
    assert periksa_rumusan(uraian, "rhk.r1.uraian") == []


@pytest.mark.parametrize("kata", list(KATA_KERJA_KEGIATAN))
def test_no_suggestion_is_itself_an_activity_verb(kata: str) -> None:
    assert periksa_rumusan(f"{kata.upper()}, segera", "x")
    assert not periksa_rumusan(KATA_KERJA_KEGIATAN[kata], "x")


def test_a_copied_job_description_a_vague_word_and_a_long_sentence_are_seen() -> None:
    [tugas] = periksa_rumusan("Terlaksananya pelayanan surat sesuai bidang tugasnya", "x")
    assert (tugas.kode, tugas.usul) == ("rumusan.uraian_tugas", "Terlaksananya pelayanan surat")
    [kabur] = periksa_rumusan("Terwujudnya arsip yang tertata secara optimal", "x")
    assert (kabur.kode, kabur.usul) == ("rumusan.kata_kabur", "Terwujudnya arsip yang tertata")
    [panjang] = periksa_rumusan("Tersusunnya peta jabatan, " + "dan seterusnya " * 20, "x")
    assert (panjang.kode, panjang.usul) == ("rumusan.terlalu_panjang", "Tersusunnya peta jabatan")


def test_an_indicator_must_be_something_that_is_counted() -> None:
    [temuan] = periksa_iki(Iki("i1", "Terlaksananya rapat koordinasi", "4", "dokumen", Aspek.KUANTITAS), "i")
    assert (temuan.kode, temuan.letak) == ("rumusan.iki_tak_terukur", "i.uraian")
    assert temuan.usul == "Jumlah dokumen rapat koordinasi"
    [persen] = periksa_iki(Iki("i1", "Melayani pemohon izin", "95", "persen", Aspek.KUALITAS), "i")
    assert persen.usul == "Persentase pemohon izin"
    assert periksa_iki(Iki("i1", "Jumlah dokumen", "4", "dokumen", Aspek.KUANTITAS), "i") == []


def test_a_unit_that_counts_activities_and_an_aspect_that_does_not_fit_are_seen() -> None:
    [satuan] = periksa_iki(Iki("i1", "Jumlah rapat", "4", "Kegiatan", Aspek.KUANTITAS), "i")
    assert (satuan.kode, satuan.letak, satuan.usul) == ("rumusan.satuan_kabur", "i.satuan", "laporan")
    [aspek] = periksa_iki(Iki("i1", "Lama layanan", "3", "hari", Aspek.KUANTITAS), "i")
    assert (aspek.kode, aspek.letak) == ("rumusan.aspek_tak_cocok", "i.aspek")


def test_rows_that_say_nearly_the_same_and_rows_that_copy_the_leader_are_seen() -> None:
    satu = Rhk("r1", Bagian.UTAMA, "Tersusunnya peta jabatan perangkat daerah")
    dua = Rhk("r2", Bagian.UTAMA, "Tersusunnya peta jabatan perangkat daerah.")
    lain = Rhk("r3", Bagian.UTAMA, "Meningkatnya kepuasan pemohon layanan")
    assert [(one.kode, one.letak) for one in periksa_mirip([satu, dua, lain])] == [
        ("rumusan.mirip", "rhk.r2.uraian")
    ]
    salin = Rhk("r4", Bagian.UTAMA, "Meningkatnya kualitas  layanan", "meningkatnya kualitas layanan", "p1")
    assert kode(salinan_pimpinan(salin, "x")) == ["rumusan.salin_pimpinan"]
    assert salinan_pimpinan(satu, "x") == []


def test_the_lists_are_data_and_what_a_rule_set_leaves_out_is_built_in() -> None:
    kamus = kamus_dari({"kata_kerja": {"memotret": "Tersedianya foto"}, "kata_maks": 5, "asing": 1})
    assert usul_hasil("Memotret kegiatan", kamus) == "Tersedianya foto kegiatan"
    assert usul_hasil("Melayani pemohon", kamus) == "Tersedianya hasil pemohon"
    assert kode(periksa_rumusan("satu dua tiga empat lima enam", "x", kamus)) == ["rumusan.terlalu_panjang"]
    assert kamus.frasa_tugas == KAMUS_BAWAAN.frasa_tugas
    assert kamus_dari(None) == KAMUS_BAWAAN


@given(st.text(), st.text())
def test_the_linter_never_refuses_and_never_suggests_what_it_would_warn_of_as_an_activity(
    uraian: str, satuan: str
) -> None:
    temuan = periksa_rumusan(uraian, "x") + periksa_iki(Iki("i1", uraian, "1", satuan), "i")
    assert all(satu.tingkat is Tingkat.PERINGATAN for satu in temuan)
    assert all(satu.kode.startswith("rumusan.") for satu in temuan)
    assert all(satu.usul is None or satu.usul.strip() for satu in temuan)


kata = st.sampled_from(["rapat", "laporan", "arsip", "dan", "membuat", "jabatan", "untuk", "daerah"])


@given(st.sampled_from(sorted(KATA_KERJA_KEGIATAN)), st.lists(kata, min_size=1, max_size=6))
def test_a_suggested_result_is_no_activity_again(verba: str, sisa: list[str]) -> None:
    usul = usul_hasil(" ".join([verba, *sisa]))
    assert usul is not None
    assert usul_hasil(usul) is None
