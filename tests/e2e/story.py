"""One SKP from the dialogue to the official file, each step as its person does it on the pages.

The verbs are used by the tests and by the screenshots of the user guides; what they assert is what the person must see
to go on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.kota import PASSWORD

from .people import Person

RESULTS = (
    "Tersusunnya analisis jabatan untuk 12 perangkat daerah",
    "Meningkatnya ketepatan data kepegawaian pada sistem informasi",
)
LEADER = "Meningkatnya kualitas layanan kepegawaian"
WORDS = (
    "Saya menyerahkan dua belas dokumen yang lengkap dan langsung dipakai bidang lain",
    "Saya memastikan data setiap pegawai benar sebelum bulan berganti",
)
COMMENT = "Target RHK kedua masih rendah. Naikkan menjadi 98 persen."


@dataclass(frozen=True)
class Measure:
    """An indicator as it is typed."""

    uraian: str
    target: str
    satuan: str
    aspek: str


FIRST = (
    Measure("Jumlah dokumen analisis jabatan", "12", "dokumen", "Kuantitas"),
    Measure("Persentase dokumen tanpa perbaikan", "95", "persen", "Kualitas"),
    Measure("Bulan penyelesaian", "11", "bulan", "Waktu"),
)
SECOND = (Measure("Persentase data pegawai yang benar", "92,5", "persen", "Kualitas"),)


def record_dialog(kb: Person, whose: str = "Siti Rahmawati") -> None:
    """The evaluator writes down what was agreed and hands two results down."""
    kb.open("/tugas", "kotak tugas").follow(re.compile(f"Catat hasil dialog.*{whose}"), "catat dialog")
    kb.fill("Tanggal dialog", "2026-01-05").select("Cara dialog", "Tatap muka")
    kb.fill(
        "Ringkasan kesepakatan",
        "Disepakati dua hasil kerja, laporan setiap akhir bulan, dan laptop dengan akses basis data.",
    )
    kb.tick("Kuantitatif")
    for number, result in enumerate(RESULTS, start=1):
        if number > 1:
            kb.press("Tambah peran hasil")
        row = kb.group(f"Peran hasil {number}")
        kb.fill("RHK pimpinan yang diintervensi", LEADER, row).fill("Peran hasil pegawai", result, row)
    kb.seen("catat dialog terisi").press("Simpan catatan dialog")
    assert "Terkirim. Sekarang menunggu Siti Rahmawati" in kb.text, kb.text


def confirm_dialog(sr: Person) -> None:
    """The employee says each result back in own words."""
    sr.open("/tugas").follow("Nyatakan kembali ekspektasi", "konfirmasi dialog")
    for number, words in enumerate(WORDS):
        sr.page.get_by_label("Dengan kata-kata saya sendiri").nth(number).fill(words)
    sr.fill(
        "Pemahaman saya atas hasil dialog", "Dua hasil itu menjadi tanggung jawab saya sepanjang tahun ini."
    )
    sr.tick("Ya, sesuai").seen("konfirmasi dialog terisi").press("Kirim konfirmasi")
    assert "Langkah berikutnya masih pada Anda" in sr.text, sr.text


def write_rhk(sr: Person, number: int, measures: tuple[Measure, ...], name: str | None = None) -> None:
    """The indicators of one row."""
    sr.follow("Hasil kerja", "hasil kerja").follow(RESULTS[number - 1], name)
    for n, measure in enumerate(measures, start=1):
        sr.press("Simpan dan tambah IKI")
        fill_measure(sr, n, measure)
    sr.seen(name and f"{name} terisi").press("Simpan draf")
    sr.follow("Selesai dengan bagian ini")


def fill_measure(sr: Person, n: int, measure: Measure) -> None:
    """One indicator, not saved."""
    row = sr.group(f"IKI {n}")
    sr.fill("Indikator", measure.uraian, row).fill("Target", measure.target, row)
    sr.fill("Satuan", measure.satuan, row).select("Aspek", measure.aspek, row)


def write_annex(sr: Person) -> None:
    """One line in each of the three lists."""
    sr.follow("Lampiran", "lampiran")
    sr.fill("Dukungan sumber daya 1", "Laptop dan akses basis data kepegawaian")
    sr.fill("Skema pertanggungjawaban 1", "Laporan kemajuan setiap akhir bulan kepada Kepala Bidang")
    sr.fill("Konsekuensi 1", "Diperhitungkan dalam evaluasi kinerja")
    sr.press("Simpan draf")


def write_skp(sr: Person) -> None:
    """All sections, well filled."""
    sr.open("/tugas").follow("Susun SKP", "susun skp")
    write_rhk(sr, 1, FIRST, "rhk")
    write_rhk(sr, 2, SECOND)
    sr.follow("Perilaku kerja", "perilaku").follow("Kembali ke bagian-bagian SKP")
    write_annex(sr)


def submit(sr: Person) -> None:
    """Check all answers and hand the SKP in."""
    sr.follow("Periksa dan ajukan", "periksa").press("Ajukan SKP")
    assert "Terkirim. Sekarang menunggu Agus Prasetya" in sr.text, sr.text


def return_it(kb: Person, comment: str = COMMENT) -> None:
    """The evaluator returns the SKP with a comment on its second row."""
    kb.open("/tugas").follow(re.compile("Reviu SKP.*Siti Rahmawati"), "reviu")
    box = kb.page.get_by_label("Komentar untuk RHK 2")
    kb.page.get_by_text("Beri komentar RHK 2").click()
    box.fill(comment)
    kb.tick("Kembalikan untuk diperbaiki")
    reason = kb.page.get_by_label("Alasan pengembalian")
    if not kb.scripts and not reason.is_visible():  # without scripts the server asks for the reason
        kb.press("Kirim keputusan", "reviu yang perlu alasan")
        assert kb.mistakes, kb.text
    reason.fill("Target pada RHK kedua belum menantang.")
    kb.seen("reviu terisi").press("Kirim keputusan")
    assert "Terkirim. Sekarang menunggu Siti Rahmawati" in kb.text, kb.text


def raise_target(sr: Person) -> None:
    """The employee reads the remark at row 2, raises its target, and submits again."""
    sr.open("/tugas").follow("Susun SKP", "susun skp sesudah dikembalikan")
    sr.follow("Hasil kerja", "hasil kerja dengan komentar").follow(RESULTS[1], "rhk dengan komentar")
    sr.fill("Target", "98", sr.group("IKI 1")).press("Simpan draf").follow("Selesai dengan bagian ini")
    submit(sr)


def approve(kb: Person) -> None:
    """The evaluator approves what is submitted."""
    kb.open("/tugas").follow(re.compile("Reviu SKP.*Siti Rahmawati"), "reviu ulang")
    kb.tick("Setujui").press("Kirim keputusan")
    assert "Terkirim. Sekarang menunggu Siti Rahmawati" in kb.text, kb.text


def sign(sr: Person) -> None:
    """The employee signs with the password."""
    sr.open("/tugas").follow("Tanda tangani SKP", "tanda tangan")
    sr.tick("Saya menyetujui SKP ini dan akan melaksanakannya").fill("Kata sandi Anda", PASSWORD)
    sr.seen("tanda tangan terisi").press("Tanda tangani")
    assert "Terkirim. Sekarang menunggu Agus Prasetya" in sr.text, sr.text


def establish(kb: Person) -> None:
    """The evaluator sets the SKP with the password."""
    kb.open("/tugas").follow(re.compile("Tetapkan SKP.*Siti Rahmawati"), "tetapkan")
    kb.fill("Tempat penetapan", "Kota Contoh")
    kb.tick("Saya menetapkan SKP ini sebagai pejabat penilai kinerja").fill("Kata sandi Anda", PASSWORD)
    kb.press("Tetapkan SKP")
    assert "Sekarang menunggu Siti Rahmawati: Susun rencana aksi" in kb.text, kb.text


def code_of(reader: Person) -> str:
    """The code of the official file, as the document's page tells it."""
    found = re.search(r"kode ((?:[A-Z2-9]{4}-){3}[A-Z2-9]{4})", reader.text)
    assert found is not None, reader.text
    return found[1]
