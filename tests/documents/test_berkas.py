"""The file itself: archive and accessibility profiles, the same bytes each time, hostile, long, wide data."""

import hashlib
import json
import os
import pickle
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
import typst

from webapp.documents import DokumenSkp, render_skp
from webapp.documents.cetak import FOLDER, FORMULIR_SKP
from webapp.documents.naskah import naskah
from webapp.domain.jabatan import Jalur
from webapp.domain.skp import Aspek, Bagian, Iki, IsiSkp, Lampiran, Rhk

from . import contoh, pembaca

SEMUA = [
    contoh.final(contoh.kuantitatif()),
    contoh.final(contoh.kualitatif()),
    contoh.final(contoh.kuantitatif_jpt(), contoh.KD, contoh.WK),
    contoh.final(contoh.kualitatif(Jalur.JPT_PUKM), contoh.KD, contoh.WK),
    contoh.draf(contoh.kuantitatif()),
]

JAHAT = (
    '#import "bagian.typ": *',
    '#read("/etc/passwd") #panic("x") #sys.inputs.naskah',
    "*tebal* _miring_ $x^2$ ] } ) ; \\u{41} \\ akhir",
    "= Judul",
    "- butir",
    "@rujukan <label> `kode` ``` // komentar /* blok */ ~ -- --- ... 'a' \"b\"",
    '{"json": true}',
)


def banyak_rhk(jumlah: int) -> IsiSkp:
    """Content with many results of three indicators each, the last ten in part B."""
    aspek = (Aspek.KUANTITAS, Aspek.KUALITAS, Aspek.WAKTU)
    rhk = tuple(
        Rhk(
            f"r{i}",
            Bagian.UTAMA if i < jumlah - 10 else Bagian.TAMBAHAN,
            f"Terwujudnya hasil nomor {i:03} pada seluruh perangkat daerah",
            contoh.PIMPINAN,
            iki=tuple(Iki(f"i{i}{a}", f"Persentase dokumen {i:03}", "12", "dok", a) for a in aspek),
        )
        for i in range(jumlah)
    )
    return replace(contoh.kuantitatif(), rhk=rhk)


@pytest.mark.parametrize("dokumen", SEMUA)
def test_each_file_is_pdf_a_2a_and_pdf_ua_1_with_language_title_and_embedded_fonts(
    dokumen: DokumenSkp,
) -> None:
    with pikepdf.open(BytesIO(render_skp(dokumen))) as pdf:
        with pdf.open_metadata() as xmp:
            assert xmp.pdfa_status == "2A"
            assert (
                xmp["pdfuaid:part" if "pdfuaid:part" in xmp else "{http://www.aiim.org/pdfua/ns/id/}part"]
                == "1"
            )
        assert pdf.Root.Lang == "id"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.docinfo.Title) == f"Sasaran Kinerja Pegawai 2026 – {dokumen.cuplikan.pegawai.nama}"
        for page in pdf.pages:
            assert [float(angka) for angka in page.mediabox[2:]] == pytest.approx([595.28, 841.89], abs=0.01)
            for huruf in page.resources.Font.values():
                assert "/FontFile3" in huruf.DescendantFonts[0].FontDescriptor


@pytest.mark.parametrize("dokumen", SEMUA)
def test_typst_has_nothing_to_warn_about(dokumen: DokumenSkp) -> None:
    formulir = FOLDER / FORMULIR_SKP[dokumen.isi.jalur, dokumen.isi.pendekatan]
    pencetak = typst.Compiler(
        formulir, root=FOLDER, ignore_system_fonts=True, sys_inputs={"naskah": json.dumps(naskah(dokumen))}
    )
    _, peringatan = pencetak.compile_with_warnings(format="pdf")
    assert peringatan == []


def test_the_dates_of_the_file_are_the_moment_of_issue_and_not_of_the_clock() -> None:
    with pikepdf.open(BytesIO(render_skp(contoh.final(contoh.kuantitatif())))) as pdf:
        assert str(pdf.docinfo.CreationDate).startswith("D:20260130070500")
        assert str(pdf.docinfo.ModDate) == str(pdf.docinfo.CreationDate)


def test_the_same_data_gives_the_same_bytes_in_another_process_zone_and_locale() -> None:
    dokumen = contoh.final(contoh.kuantitatif())
    perintah = (
        "import hashlib, pickle, sys; from webapp.documents import render_skp; "
        "print(hashlib.sha256(render_skp(pickle.load(sys.stdin.buffer))).hexdigest())"
    )
    lingkungan = {**os.environ, "TZ": "America/Lima", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    anak = subprocess.run(
        [sys.executable, "-c", perintah],
        input=pickle.dumps(dokumen),
        env=lingkungan,
        capture_output=True,
        check=True,
    )
    assert anak.stdout.decode().strip() == hashlib.sha256(render_skp(dokumen)).hexdigest()


def test_other_data_gives_other_bytes() -> None:
    dokumen = contoh.draf(contoh.kuantitatif())
    assert render_skp(dokumen) != render_skp(replace(dokumen, terbit=dokumen.terbit + timedelta(minutes=1)))


def test_hostile_text_is_printed_as_it_was_typed_in_every_field() -> None:
    isi = contoh.kualitatif()
    rhk = replace(isi.rhk[0], uraian=JAHAT[0], rhk_pimpinan=JAHAT[1], penugasan_dari=JAHAT[2], ukuran=JAHAT)
    lampiran = Lampiran(JAHAT, (JAHAT[1],), (JAHAT[5],))
    isi = replace(isi, rhk=(rhk,), lampiran=lampiran, ekspektasi_khusus={"LOYAL": JAHAT[2]})
    orang = replace(contoh.SR, nama=JAHAT[2], jabatan=JAHAT[5], unit_kerja=JAHAT[1])
    dokumen = replace(contoh.draf(isi, orang), tempat=JAHAT[3], kode=JAHAT[4], watermark=JAHAT[6])
    teks = pembaca.rapat(pembaca.isi(render_skp(dokumen)))
    for jahat in JAHAT[:6]:
        assert teks.count(jahat) >= 2, jahat
    assert "root:" not in teks


def test_hostile_text_stays_literal_in_the_kuantitatif_table() -> None:
    isi = contoh.kuantitatif()
    iki = tuple(Iki(str(i), jahat, jahat, "", Aspek.WAKTU) for i, jahat in enumerate(JAHAT))
    rhk = replace(isi.rhk[0], uraian=JAHAT[2], rhk_pimpinan=JAHAT[5], iki=iki)
    baris = [
        satu.strip() for satu in pembaca.isi(render_skp(contoh.draf(replace(isi, rhk=(rhk,))))).split("\n")
    ]
    rekat = pembaca.rapat(" ".join(baris))
    for jahat in JAHAT:
        assert jahat in rekat, jahat


def test_sixty_results_break_well_over_the_pages() -> None:
    halaman = pembaca.baca(render_skp(contoh.final(banyak_rhk(60))))
    per_halaman = [pembaca.rapat(" ".join(satu.isi)) for satu in halaman]
    teks = " ".join(per_halaman)
    posisi = [teks.find(f"Terwujudnya hasil nomor {i:03}") for i in range(60)]
    assert posisi == sorted(posisi)
    assert -1 not in posisi
    assert all(teks.count(f"Terwujudnya hasil nomor {i:03}") == 1 for i in range(60))
    for satu in per_halaman:  # the rows of one result stay together
        assert satu.count("Kuantitas Persentase") == satu.count("Waktu Persentase")


def test_continued_tables_repeat_their_head_and_the_name_of_their_part() -> None:
    halaman = pembaca.baca(render_skp(contoh.final(banyak_rhk(60))))
    lanjutan = [satu for satu in halaman[1:] if any("Persentase dokumen" in baris for baris in satu.isi)]
    assert len(lanjutan) >= 3
    for satu in lanjutan:
        semua = pembaca.rapat(" ".join((*satu.artefak, *satu.isi)))
        assert "INDIKATOR KINERJA INDIVIDU" in semua
        assert "(1)" in semua
        assert "A. UTAMA" in semua or "B. TAMBAHAN" in semua


@pytest.mark.parametrize("jumlah", range(11, 21))
def test_the_signatures_never_stand_alone_on_a_page(jumlah: int) -> None:
    halaman = pembaca.baca(render_skp(contoh.final(banyak_rhk(jumlah))))
    (bertanda, _lampiran) = [satu.isi for satu in halaman if "Pegawai yang Dinilai" in satu.isi]
    assert "Kolaboratif" in bertanda


def test_a_word_wider_than_its_cell_is_cut_and_reads_whole() -> None:
    kata = "Pertanggungjawabanketidakbertanggungjawabannya" * 3
    isi = contoh.kuantitatif()
    iki = Iki("i", kata, "1.234.567.890.123.456,78", kata, Aspek.WAKTU)
    rhk = replace(isi.rhk[2], uraian=kata, rhk_pimpinan=kata, iki=(iki,))
    orang = replace(contoh.SR, nama=kata, jabatan=kata, unit_kerja=kata)
    berkas = render_skp(contoh.draf(replace(isi, rhk=(rhk,), lampiran=Lampiran((kata * 2,), (), ())), orang))
    baris = [satu.strip() for satu in pembaca.isi(berkas).split("\n")]
    # A full line of the page holds about 105 letters, a cell of the table about 27.
    assert max(len(satu) for satu in baris if satu and satu in kata * 2) < 110
    # name, post and unit; leader's RHK, RHK, IKI, target's unit; twice in the lampiran; two signatures
    assert "".join(baris).count(kata) == 11


def test_ordinary_long_words_are_not_cut() -> None:
    isi = contoh.kuantitatif()
    rhk = replace(isi.rhk[0], uraian="Terlaksananya mempertanggungjawabkan keanekaragaman")
    assert "mempertanggungjawabkan" in pembaca.isi(render_skp(contoh.draf(replace(isi, rhk=(rhk,)))))


def test_a_cell_longer_than_a_page_goes_on_over_the_next() -> None:
    isi = contoh.kuantitatif()
    panjang = " ".join(f"kalimat{i}" for i in range(900))
    rhk = replace(isi.rhk[0], uraian=panjang)
    isi = replace(isi, rhk=(rhk,), ekspektasi_khusus={"KOLABORATIF": panjang})
    teks = pembaca.rapat(pembaca.isi(render_skp(contoh.draf(isi))))
    assert (
        teks.count(panjang) == 1
    )  # in one column; the other is parted by what stands beside it on each page
    kata = teks.split()
    assert all(kata.count(f"kalimat{i}") == 2 for i in range(900))
