"""Every text can be printed: known characters as they are, invisible ones dropped, others as a mark."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.documents import render_skp, siap_cetak, tak_tercetak
from webapp.documents.huruf import RENTANG_TERCETAK, TIDAK_TERCETAK
from webapp.domain.skp import Lampiran

from . import contoh, pembaca


def test_indonesian_text_with_its_signs_is_kept() -> None:
    teks = "Ma'ruf – “92,5 %” ≥ 1.250 m² (½) • Şeyh Ā‘isyah; Rp 5.000,00 → selesai ✓"
    assert siap_cetak(teks) == teks
    assert tak_tercetak(teks) == ()


def test_invisible_characters_cannot_hide_in_a_signed_text() -> None:
    # The override would show "001" as "100" to the reader while the data says otherwise.
    assert siap_cetak("target \u202e001\u202c dok\u00adumen\u200b\u0000") == "target 001 dokumen"


def test_a_character_without_glyph_becomes_a_visible_mark_and_can_be_told_beforehand() -> None:
    assert siap_cetak("Selesai 🎉 ꦗꦮ") == f"Selesai {TIDAK_TERCETAK} {TIDAK_TERCETAK * 2}"
    assert tak_tercetak("Selesai 🎉 🎉 ꦗ") == ("🎉", "ꦗ")


def test_blanks_are_single_and_line_breaks_are_kept() -> None:
    assert siap_cetak("  satu \t dua\u00a0 tiga \r\n empat  ") == "satu dua tiga\nempat"


@given(st.text())
def test_ready_text_is_stable_and_holds_only_printable_characters(teks: str) -> None:
    siap = siap_cetak(teks)
    assert siap_cetak(siap) == siap
    assert all(any(awal <= ord(h) <= akhir for awal, akhir in RENTANG_TERCETAK) for h in siap if h != "\n")


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=400), st.text(max_size=60))
def test_any_text_at_all_makes_a_document(panjang: str, nama: str) -> None:
    isi = contoh.kualitatif()
    rhk = replace(isi.rhk[0], uraian=panjang, rhk_pimpinan=nama, penugasan_dari=nama, ukuran=(panjang, nama))
    isi = replace(
        isi, rhk=(rhk,), lampiran=Lampiran((panjang,), (nama,), ()), ekspektasi_khusus={"LOYAL": panjang}
    )
    orang = replace(contoh.SR, nama=nama, jabatan=panjang)
    assert render_skp(contoh.draf(isi, orang)).startswith(b"%PDF-1.7")


def test_the_fonts_have_every_character_of_the_table_in_both_weights() -> None:
    # Typst refuses a PDF/A whose text lacks a glyph: writing the document is the proof.
    huruf = [chr(kode) for awal, akhir in RENTANG_TERCETAK for kode in range(awal, akhir + 1)]
    baris = "\n".join(
        siap_cetak(" ".join(f"a{satu}" for satu in huruf[i : i + 40])) for i in range(0, len(huruf), 40)
    )
    isi = contoh.kualitatif()
    dokumen = contoh.draf(replace(isi, rhk=(replace(isi.rhk[0], uraian=baris, rhk_pimpinan=baris),)))
    dokumen = replace(dokumen, cuplikan=replace(dokumen.cuplikan, instansi=baris))
    tercetak = pembaca.rapat(pembaca.isi(render_skp(dokumen)))
    assert tercetak.count("aé aê aë aì") == 2  # the agency, in bold, is in capitals
    assert "AÉ AÊ AË AÌ" in tercetak
