"""Feedback in the browser: without progress it leads to coaching with the employee's form, or to counselling."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.kota import NIP, Kota
from tests.pembinaan import PLACE, PLAN, REPORT, SECRET, SEEN

from .looks import Looks, Narrow
from .people import Person

Enter = Callable[..., Person]

TODAY = "2026-03-02"
SIDES = pytest.mark.parametrize(
    ("width", "scripts"), [(1280, True), (360, False)], ids=["desk", "phone_without_scripts"]
)


def say_no_progress(kb: Person, measure: str) -> None:
    """The evaluator's feedback about DH: no progress, and what follows."""
    kb.open("/tim").follow(re.compile("Dwi Hartono")).follow("Umpan balik", "umpan balik")
    kb.follow("Beri umpan balik", "beri umpan balik").fill("Umpan balik", SEEN)
    kb.select("Cara penyampaian", "Tatap muka").tick("Tidak menunjukkan kemajuan")
    choice = kb.page.get_by_label(measure)
    if not kb.scripts and not choice.is_visible():  # without scripts the server asks for what follows
        kb.press("Kirim umpan balik", "umpan balik yang perlu tindakan")
        assert kb.mistakes, kb.text
    choice.check()
    kb.seen("umpan balik terisi").press("Kirim umpan balik", "umpan balik terkirim")
    assert SEEN in kb.text


@SIDES
def test_no_progress_leads_to_coaching_which_the_employee_judges(
    city: Kota, person: Enter, width: int, scripts: bool
) -> None:
    looks = Looks() if scripts else Narrow()
    city.until_established("DH").at(f"{TODAY} 09:00")
    kb, dh, kd = (person(code, width=width, scripts=scripts, look=looks) for code in ("KB", "DH", "KD"))
    say_no_progress(kb, "Bimbingan kinerja")
    kb.open("/tugas").follow("Rencanakan bimbingan", "rencana bimbingan")
    kb.fill("Tujuan bimbingan", PLAN["tujuan"]).fill("Rencana dan waktu", PLAN["rencana"])
    kb.tick("Saya sendiri").press("Simpan rencana")
    assert "Terkirim" in kb.text, kb.text
    kb.open("/tugas").follow("Catat sesi", "sesi bimbingan").fill(re.compile("^Tanggal"), TODAY)
    kb.select("Cara", "Tatap muka").fill("Yang dibahas", "Contoh laporan yang baik")
    kb.tick("Tidak, bimbingan cukup").press("Catat sesi")
    dh.open("/tugas").follow("Isi umpan balik (B.1.8)", "b18")
    for nomor in range(1, 10):
        answers = dh.page.get_by_role("radiogroup", name=re.compile(f"^{nomor}\\."))
        answers.get_by_label("Setuju", exact=True).check()
    dh.press("Kirim umpan balik")
    kd.open("/tugas").follow("Baca umpan balik", "baca b18").tick("Saya sudah membaca").press("Simpan")
    kb.open("/tugas").follow("Evaluasi kompetensi", "b19")
    if not kb.page.get_by_label("Alasan").count():
        kb.press(re.compile("Tambah"))
    kb.page.get_by_label("Kompetensi").last.fill("Menyusun laporan")
    kb.page.get_by_label("Nilai").last.fill("4")
    kb.page.get_by_label("Alasan").last.fill("Laporan terakhir lengkap dan tepat waktu")
    kb.press("Kirim evaluasi kompetensi")
    kb.open("/tugas").follow("Tetapkan hasil", "hasil bimbingan").tick("Selesai, tujuan tercapai")
    kb.fill("Catatan", "Tujuan bimbingan tercapai.").press("Tutup bimbingan")
    kb.open("/tim").follow(re.compile("Dwi Hartono")).follow("Umpan balik").follow(
        "Bimbingan kinerja", "bimbingan"
    )
    assert "Saya merasa didengarkan" not in kb.text, "the coach does not read how the coaching was judged"
    dh.open("/skp").follow("Umpan balik", "umpan balik pegawai").follow(
        "Bimbingan kinerja", "bimbingan pegawai"
    )
    assert "Saya merasa didengarkan" in dh.text
    assert looks.report == ""


@SIDES
def test_the_notes_of_a_counselling_stay_between_counsellor_and_employee(
    city: Kota, person: Enter, width: int, scripts: bool
) -> None:
    looks = Looks() if scripts else Narrow()
    city.until_established("DH").at(f"{TODAY} 09:00")
    kb, nh, counsellor, dh = (
        person(code, width=width, scripts=scripts, look=looks) for code in ("KB", "NH", "KBK", "DH")
    )
    say_no_progress(kb, "Konseling kinerja")
    nh.open("/tugas").follow("Tunjuk konselor", "tunjuk konselor").tick("Konselor independen")
    nip = nh.page.get_by_label("NIP konselor")
    if not nh.scripts and not nip.is_visible():
        nh.press("Tunjuk konselor", "konselor tanpa nip")
    nip.fill(NIP["KBK"])
    nh.fill("Dasar penunjukan", "Keputusan Kepala BKPP 800/12").press("Tunjuk konselor")
    counsellor.open("/tugas").follow("Atur jadwal", "jadwal konseling").fill(re.compile("^Tanggal"), TODAY)
    counsellor.fill(re.compile("^(Jam|Pukul)"), "10:00").fill("Tempat", PLACE).press("Simpan jadwal")
    counsellor.open("/tugas").follow("Laksanakan konseling", "catatan konseling")
    counsellor.fill(re.compile("^Tanggal"), TODAY).fill("Catatan konseling", SECRET)
    counsellor.tick("Tidak, konseling cukup").press("Simpan catatan")
    counsellor.open("/tugas").follow("Tulis laporan", "laporan konseling").fill("Ringkasan", REPORT)
    counsellor.tick("Pelatihan").press("Kirim laporan")
    kb.open("/tim").follow(re.compile("Dwi Hartono")).follow("Umpan balik").follow(
        "Konseling kinerja", "konseling untuk penilai"
    )
    assert "rahasia" in kb.text
    for words in (SECRET, REPORT, PLACE):
        assert words not in kb.page.content()
    dh.open("/skp").follow("Umpan balik").follow("Konseling kinerja", "konseling pegawai")
    assert SECRET in dh.text
    assert looks.report == ""
