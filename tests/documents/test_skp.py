"""The four SKP forms and the lampiran read back from the PDF: titles, columns, identities, signatures."""

from dataclasses import replace

import pytest

from webapp.documents import DokumenSkp, render_skp
from webapp.domain.cuplikan import Pihak
from webapp.domain.jabatan import Jalur
from webapp.domain.nip import JenisAsn
from webapp.domain.pangkat import cetak_pangkat
from webapp.domain.perilaku import BERAKHLAK
from webapp.domain.skp import IsiSkp

from . import contoh, pembaca

JA_JF = "BAGI PEJABAT ADMINISTRASI DAN PEJABAT FUNGSIONAL"
JPT = "BAGI PEJABAT PIMPINAN TINGGI DAN PIMPINAN UNIT KERJA MANDIRI"
UKURAN = "Ukuran keberhasilan/Indikator Kinerja Individu, dan Target:"


def bagian(dokumen: DokumenSkp, dari: str, sampai: str) -> list[str]:
    """The text runs from one run up to and without another."""
    baris = [satu.strip() for satu in pembaca.isi(render_skp(dokumen)).split("\n")]
    awal = baris.index(dari)
    return baris[awal : baris.index(sampai, awal)]


def urut(teks: str, *potongan: str) -> bool:
    """Whether the pieces stand in the text one after the other."""
    sisa = teks
    for satu in potongan:
        _, ada, sisa = sisa.partition(satu)
        if not ada:
            return False
    return True


@pytest.mark.parametrize(
    ("isi", "pendekatan", "bagi"),
    [
        (contoh.kuantitatif(), "KUANTITATIF", JA_JF),
        (contoh.kualitatif(), "KUALITATIF", JA_JF),
        (contoh.kuantitatif_jpt(), "KUANTITATIF", JPT),
        (contoh.kualitatif(Jalur.JPT_PUKM), "KUALITATIF", JPT),
    ],
)
def test_each_form_has_its_three_title_lines_agency_and_period(
    isi: IsiSkp, pendekatan: str, bagi: str
) -> None:
    assert bagian(contoh.draf(isi), "SASARAN KINERJA PEGAWAI", "NO") == [
        "SASARAN KINERJA PEGAWAI",
        f"PENDEKATAN HASIL KERJA {pendekatan}",
        bagi,
        "PEMERINTAH KOTA CONTOH",
        "PERIODE PENILAIAN: 1 JANUARI SD 31 DESEMBER TAHUN 2026",
    ]


def test_the_identity_block_has_two_numbered_columns_side_by_side() -> None:
    blok = bagian(contoh.draf(contoh.kuantitatif()), "NO", "HASIL KERJA")
    assert pembaca.rapat(" | ".join(blok)) == (
        "NO | PEGAWAI YANG DINILAI | NO | PEJABAT PENILAI KINERJA | "
        "1 | NAMA | Siti Rahmawati | 1 | NAMA | Agus Prasetya | "
        "2 | NIP | 19900115 201503 2 003 | 2 | NIP | 19750820 199903 1 002 | "
        "3 | PANGKAT/GOL. RUANG | Penata Muda Tingkat I / III/b | 3 | PANGKAT/GOL. RUANG | Pembina / IV/a | "
        "4 | JABATAN | Analis SDM Aparatur Ahli | Pertama | 4 | JABATAN | Kepala Bidang A | "
        "5 | UNIT KERJA | Bidang A, Dinas Contoh | 5 | UNIT KERJA | Bidang A, Dinas Contoh"
    )


def test_kuantitatif_for_ja_jf_has_six_numbered_columns_and_one_row_an_indicator() -> None:
    tabel = pembaca.rapat(
        " ".join(bagian(contoh.draf(contoh.kuantitatif()), "HASIL KERJA", "PERILAKU KERJA"))
    )
    kepala, badan = tabel.split(" A. UTAMA ")
    utama, tambahan = badan.split(" B. TAMBAHAN ")
    assert kepala == (
        "HASIL KERJA NO RENCANA HASIL KERJA PIMPINAN YANG DIINTERVENSI RENCANA HASIL KERJA ASPEK "
        "INDIKATOR KINERJA INDIVIDU TARGET (1) (2) (3) (4) (5) (6)"
    )
    assert urut(
        utama,
        "Kuantitas Jumlah dokumen analisis jabatan 12 dokumen",
        "Kualitas Persentase dokumen yang disetujui tanpa revisi 92,5 %",
        "Waktu Ketepatan waktu penyampaian dokumen 11 bulan",
        "Kualitas Persentase data kompetensi yang mutakhir 98 %",
    )
    assert utama.count("Tersusunnya peta kompetensi 40 OPD") == 2
    assert (
        "Terselenggaranya uji coba layanan kepegawaian terpadu (penugasan dari Kepala Bidang B)" in tambahan
    )
    assert "Kuantitas Jumlah layanan yang diuji coba 3 layanan" in tambahan


def test_kuantitatif_for_jpt_has_five_numbered_columns_with_perspektif_last() -> None:
    dokumen = contoh.draf(contoh.kuantitatif_jpt(), contoh.KD, contoh.WK)
    tabel = pembaca.rapat(" ".join(bagian(dokumen, "HASIL KERJA", "PERILAKU KERJA")))
    assert tabel.startswith(
        "HASIL KERJA NO RENCANA HASIL KERJA INDIKATOR KINERJA INDIVIDU TARGET PERSPEKTIF (1) (2) (3) (4) (5)"
    )
    assert urut(
        tabel, "92 % Penerima Layanan", "95 % Proses Bisnis", "40 orang Penguatan Internal", "97 % Anggaran"
    )
    assert tabel.endswith("B. TAMBAHAN – – – – –")
    assert "ASPEK" not in tabel


def test_ac_c_09_kualitatif_is_one_column_with_bullets_and_no_aspek() -> None:
    tabel = bagian(contoh.final(contoh.kualitatif()), "HASIL KERJA", "PERILAKU KERJA")
    assert tabel == [
        "HASIL KERJA",
        *("NO", "RENCANA HASIL KERJA", "(1)", "(2)"),
        "A. UTAMA",
        *("1", "Tersusunnya analisis jabatan pada 12 OPD"),
        "RHK pimpinan yang diintervensi: Tersusunnya peta kompetensi 40 OPD",
        UKURAN,
        *("•", "12 dokumen analisis jabatan disetujui tanpa revisi besar"),
        *("•", "Seluruhnya selesai pada November 2026"),
        "B. TAMBAHAN",
        *("1", "Terselenggaranya uji coba layanan terpadu"),
        "(penugasan dari Kepala Bidang B)",
        UKURAN,
        *("•", "Tiga layanan diuji coba bersama pengguna"),
    ]
    assert "ASPEK" not in pembaca.isi(render_skp(contoh.final(contoh.kualitatif()))).upper()


def test_the_behaviour_part_prints_seven_values_with_three_conducts_and_the_expectation_of_the_leader() -> (
    None
):
    blok = pembaca.rapat(
        " ".join(bagian(contoh.draf(contoh.kuantitatif()), "PERILAKU KERJA", "Pegawai yang Dinilai"))
    )
    harapan = [
        potong
        for nilai in BERAKHLAK
        for potong in (nilai.nama, *nilai.perilaku, "Ekspektasi Khusus Pimpinan:")
    ]
    assert urut(blok, *harapan)
    assert blok.count("Ekspektasi Khusus Pimpinan:") == 7
    assert urut(blok, "Ekspektasi Khusus Pimpinan: Menjawab setiap permintaan data OPD", "Akuntabel")
    assert blok.endswith("Melibatkan pengelola kepegawaian OPD sejak awal penyusunan")


def test_ac_c_18_the_document_shows_two_signatures_employee_then_evaluator_and_no_other() -> None:
    berkas = render_skp(contoh.final(contoh.kuantitatif()))
    teks = pembaca.rapat(pembaca.isi(berkas))
    satu = "Ditandatangani secara elektronik melalui Lakon (autentikasi ulang) 30 Januari 2026 pukul"
    assert teks.count(satu) == 4  # two on the SKP, two on the lampiran
    assert urut(
        teks,
        f"Pegawai yang Dinilai {satu} 09.15 WIB Sidik naskah",
        "Siti Rahmawati NIP. 19900115 201503 2 003",
        f"Semarang, 30 Januari 2026 Pejabat Penilai Kinerja {satu} 14.05 WIB Sidik naskah",
        "Agus Prasetya NIP. 19750820 199903 1 002",
        "LAMPIRAN SASARAN KINERJA PEGAWAI",
    )
    assert contoh.KD.nama not in teks
    assert "bukan tanda tangan elektronik tersertifikasi" in teks


def test_the_signature_shows_the_short_fingerprint_and_the_document_the_whole_one() -> None:
    dokumen = contoh.final(contoh.kuantitatif())
    teks = pembaca.rapat(pembaca.isi(render_skp(dokumen)))
    pendek = " ".join(dokumen.sidik[i : i + 4] for i in range(0, 16, 4))
    assert teks.count(f"Sidik naskah {pendek}") == 4
    assert f"Sidik naskah (SHA-256): {dokumen.sidik}" in teks
    assert f"pindai kode QR atau buka {dokumen.verifikasi_url}" in teks


def test_ac_c_25_a_pppk_gets_the_same_form_with_golongan_alone_and_no_rank_name() -> None:
    pegawai = replace(contoh.LN, pangkat=cetak_pangkat("IX", JenisAsn.PPPK))
    blok = bagian(contoh.final(contoh.kuantitatif(), pegawai), "NO", "HASIL KERJA")
    assert blok[blok.index("PANGKAT/GOL. RUANG") + 1] == "IX"
    judul = bagian(
        contoh.final(contoh.kuantitatif(), pegawai), "SASARAN KINERJA PEGAWAI", "PEMERINTAH KOTA CONTOH"
    )
    assert judul[-1] == JA_JF


def test_ac_b_08_an_evaluator_from_outside_has_an_empty_nip_line_and_an_agency() -> None:
    dokumen = contoh.final(contoh.kuantitatif_jpt(), contoh.KD, contoh.WK)
    blok = " | ".join(bagian(dokumen, "NO", "HASIL KERJA"))
    assert "NAMA | Wali Kota Contoh | 2 | NIP | 19700312 199503 2 001 | 2 | NIP | 3 |" in blok
    assert "5 | UNIT KERJA | Dinas Contoh | 5 | INSTANSI | Pemerintah Kota Contoh" in blok
    teks = pembaca.rapat(pembaca.isi(render_skp(dokumen)))
    assert teks.count("NIP.") == 2  # the employee's only, on the SKP and on the lampiran


def test_a_service_number_that_is_no_nip_is_printed_as_it_stands() -> None:
    perwira = Pihak("Bagus Santoso", "11060012340785", None, "Kepala Kantor", "Kantor Contoh")
    blok = " | ".join(bagian(contoh.draf(contoh.kuantitatif(), penilai=perwira), "NO", "HASIL KERJA"))
    assert "2 | NIP | 11060012340785 | 3" in blok


def test_the_lampiran_has_three_numbered_lists_and_two_signatures() -> None:
    halaman = pembaca.baca(render_skp(contoh.final(contoh.kuantitatif())))[-1]
    teks = pembaca.rapat(" ".join(halaman.isi))
    assert teks.startswith(
        "LAMPIRAN SASARAN KINERJA PEGAWAI PEMERINTAH KOTA CONTOH "
        "PERIODE PENILAIAN: 1 JANUARI SD 31 DESEMBER TAHUN 2026 "
        "DUKUNGAN SUMBER DAYA 1 Laptop dan akses aplikasi kepegawaian 2 Anggaran kegiatan sesuai DPA "
        "SKEMA PERTANGGUNGJAWABAN 1 Laporan kemajuan setiap akhir bulan kepada Kepala Bidang A "
        "KONSEKUENSI 1 Penghargaan atau pembinaan sesuai ketentuan Pegawai yang Dinilai"
    )
    assert "Pejabat Penilai Kinerja" in teks


def test_every_page_carries_the_code_and_its_number() -> None:
    halaman = pembaca.baca(render_skp(contoh.final(contoh.kuantitatif())))
    for nomor, satu in enumerate(halaman, start=1):
        kaki = "".join(satu.artefak)
        assert "Kode dokumen: SKP-2026-7KQ4-M2XA" in kaki
        assert f"Halaman {nomor} dari {len(halaman)}" in kaki
        assert "Diterbitkan 30 Januari 2026 pukul 14.05 WIB" in kaki


def test_a_draft_is_marked_on_every_page_and_a_set_document_on_none() -> None:
    draf = pembaca.baca(render_skp(contoh.draf(contoh.kuantitatif())))
    assert all("DRAF" in satu.artefak for satu in draf)
    teks = pembaca.rapat(" ".join(baris for satu in draf for baris in satu.isi))
    assert "belum ditetapkan dan belum berlaku" in teks
    assert "Semarang, …" in teks
    final = render_skp(contoh.final(contoh.kuantitatif()))
    assert not any("DRAF" in baris for satu in pembaca.baca(final) for baris in (*satu.isi, *satu.artefak))


def test_targets_keep_the_decimal_comma_and_thousand_point_that_were_typed() -> None:
    isi = contoh.kuantitatif()
    iki = replace(isi.rhk[1].iki[0], target="1.250,75", satuan="juta rupiah")
    isi = replace(isi, rhk=(replace(isi.rhk[1], iki=(iki,)),))
    assert "1.250,75 juta rupiah" in pembaca.rapat(pembaca.isi(render_skp(contoh.draf(isi))))
