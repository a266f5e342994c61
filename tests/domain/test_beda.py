"""Differences between two versions."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.beda import JenisPerubahan, JenisRuas, Perubahan, Ruas, beda, ruas_kata
from webapp.domain.skp import IsiSkp, Lampiran, Pendekatan

from .contoh import LAMPIRAN, TIGA_ASPEK, a_rhk, an_skp, isi_skp


def test_a_changed_target_is_told_with_its_row() -> None:
    baru = an_skp(a_rhk(iki=(replace(TIGA_ASPEK[0], target="14"), *TIGA_ASPEK[1:])))
    assert beda(an_skp(), baru) == [
        Perubahan("rhk.r1.iki.i1.target", JenisPerubahan.UBAH, "12", "14", "RHK 1, IKI 1: target")
    ]


def test_ac_c_20_rule_a_removed_rhk_is_told_field_by_field() -> None:
    dua = a_rhk("r2", "Tersusunnya peta jabatan", iki=TIGA_ASPEK[:1])
    perubahan = beda(an_skp(a_rhk(), dua), an_skp())
    assert {satu.jenis for satu in perubahan} == {JenisPerubahan.HAPUS}
    assert perubahan[0].letak == "rhk.r2.uraian"
    assert perubahan[0].lama == "Tersusunnya peta jabatan"
    assert all(satu.letak.startswith("rhk.r2.") for satu in perubahan)


def test_an_added_row_is_told_in_document_order() -> None:
    perubahan = beda(an_skp(), an_skp(a_rhk("r0", "Tersusunnya peta jabatan"), a_rhk()))
    assert perubahan[0] == Perubahan(
        "rhk.r0.uraian", JenisPerubahan.TAMBAH, None, "Tersusunnya peta jabatan", "RHK 1"
    )
    assert {satu.jenis for satu in perubahan} == {JenisPerubahan.TAMBAH}


def test_a_new_order_is_told_in_the_former_numbers() -> None:
    satu, dua = a_rhk("r1"), a_rhk("r2", "Tersusunnya peta jabatan")
    [urutan] = beda(an_skp(satu, dua), an_skp(dua, satu))
    assert (urutan.letak, urutan.lama, urutan.baru) == ("rhk.urutan", "1, 2", "2, 1")
    tukar = a_rhk(iki=(TIGA_ASPEK[1], TIGA_ASPEK[0], TIGA_ASPEK[2]))
    [urutan] = beda(an_skp(), an_skp(tukar))
    assert (urutan.letak, urutan.label, urutan.baru) == ("rhk.r1.iki.urutan", "RHK 1: urutan IKI", "2, 1, 3")


def test_lines_without_a_key_are_matched_by_their_text() -> None:
    lama = replace(LAMPIRAN, dukungan=("Laptop", "Anggaran", "Data"))
    baru = replace(LAMPIRAN, dukungan=("Laptop", "Data kepegawaian"))
    perubahan = beda(an_skp(lampiran=lama), an_skp(lampiran=baru))
    assert [(satu.letak, satu.jenis) for satu in perubahan] == [
        ("lampiran.dukungan.1", JenisPerubahan.UBAH),
        ("lampiran.dukungan.2", JenisPerubahan.HAPUS),
    ]
    assert perubahan[0].label == "Dukungan sumber daya, baris 2"


def test_a_special_expectation_is_named_by_its_value() -> None:
    [perubahan] = beda(an_skp(), an_skp(ekspektasi_khusus={"LOYAL": "Menjaga rahasia"}))
    assert (perubahan.jenis, perubahan.label) == (JenisPerubahan.TAMBAH, "Ekspektasi khusus Loyal")


def test_the_words_of_a_change_are_marked() -> None:
    assert ruas_kata("Terlaksananya analisis jabatan", "Terlaksananya analisis beban kerja") == (
        Ruas(JenisRuas.SAMA, "Terlaksananya analisis "),
        Ruas(JenisRuas.HAPUS, "jabatan"),
        Ruas(JenisRuas.TAMBAH, "beban kerja"),
    )


def test_a_change_carries_its_own_segments() -> None:
    perubahan = Perubahan("x", JenisPerubahan.TAMBAH, None, "baru", "X")
    assert perubahan.ruas == (Ruas(JenisRuas.TAMBAH, "baru"),)


@given(st.text(alphabet="ab \n", max_size=30), st.text(alphabet="ab \n", max_size=30))
def test_the_segments_make_up_both_texts(lama: str, baru: str) -> None:
    ruas = ruas_kata(lama, baru)
    assert "".join(satu.teks for satu in ruas if satu.jenis is not JenisRuas.TAMBAH) == lama
    assert "".join(satu.teks for satu in ruas if satu.jenis is not JenisRuas.HAPUS) == baru


@given(isi_skp)
def test_a_document_does_not_differ_from_itself(isi: IsiSkp) -> None:
    assert beda(isi, isi) == []


def _tanpa_kosong(isi: IsiSkp) -> IsiSkp:
    """Empty and missing texts look the same to a reader; so do lines without text."""

    def baris(daftar: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(teks for teks in daftar if teks)

    return replace(
        isi,
        rhk=tuple(
            replace(
                rhk,
                rhk_pimpinan=rhk.rhk_pimpinan or None,
                rhk_pimpinan_kunci=rhk.rhk_pimpinan_kunci or None,
                penugasan_dari=rhk.penugasan_dari or None,
                ukuran=baris(rhk.ukuran),
            )
            for rhk in isi.rhk
        ),
        ekspektasi_khusus={kode: teks for kode, teks in isi.ekspektasi_khusus.items() if teks},
        lampiran=Lampiran(*(baris(daftar) for daftar in vars(isi.lampiran).values())),
    )


@given(isi_skp, isi_skp)
def test_documents_without_a_difference_are_the_same_to_a_reader(lama: IsiSkp, baru: IsiSkp) -> None:
    lama, baru = _tanpa_kosong(lama), _tanpa_kosong(baru)
    perubahan = beda(lama, baru)
    assert len({satu.letak for satu in perubahan if satu.jenis is not JenisPerubahan.HAPUS}) <= len(perubahan)
    if not perubahan:
        assert lama == baru


def test_a_changed_approach_is_told() -> None:
    perubahan = beda(an_skp(), an_skp(pendekatan=Pendekatan.KUALITATIF))
    assert [(satu.letak, satu.baru) for satu in perubahan] == [("pendekatan", "Kualitatif")]
