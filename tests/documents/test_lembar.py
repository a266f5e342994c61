"""The sheets beside the SKP as files: profiles, same bytes, hostile and long texts, the curve in words, copies."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest

from webapp.documents import Lembar, render_lembar
from webapp.documents.cetak import FOLDER
from webapp.documents.lembar import Pilihan, SatuPihak

from . import contoh_lembar as contoh
from . import pembaca

FORMS = (
    "evaluasi_kinerja", "dokumen_evaluasi", "mph", "catatan_dialog", "bimbingan_b18", "bimbingan_b19",
    "laporan_konseling", "surat_keberatan", "keputusan_keberatan", "pak",
)  # fmt: skip
HOSTILE = '#read("/etc/passwd") *tebal* $x^2$ ] } ) \\u{41} {"json": true} <label> @rujukan'


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_a_template_and_prints_an_accessible_archive_file(form: str) -> None:
    assert (FOLDER / f"{form}.typ").is_file()
    with pikepdf.open(BytesIO(render_lembar(replace(contoh.evaluasi(), formulir=form)))) as pdf:
        with pdf.open_metadata() as xmp:
            assert xmp.pdfa_status == "2A"
            assert xmp["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert pdf.Root.Lang == "id"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_the_same_data_gives_the_same_bytes_and_another_moment_gives_others() -> None:
    lembar = contoh.dokumen()
    assert render_lembar(lembar) == render_lembar(contoh.dokumen())
    assert render_lembar(replace(lembar, terbit=lembar.terbit + timedelta(minutes=1))) != render_lembar(
        lembar
    )


def test_hostile_text_is_printed_as_it_was_typed() -> None:
    words = pembaca.rapat(pembaca.isi(render_lembar(contoh.dokumen(catatan=HOSTILE))))
    assert f"5. CATATAN/REKOMENDASI {HOSTILE}" in words


def test_long_tables_go_on_over_pages_with_their_head_and_close_with_the_signature() -> None:
    pages = pembaca.baca(render_lembar(contoh.evaluasi(baris=80)))
    assert len(pages) > 3
    words = pembaca.rapat(" ".join(line for page in pages for line in page.isi))
    assert all(f"dokumen {n:03}" in words for n in range(1, 81))
    assert "Pejabat Penilai Kinerja Ditandatangani secara elektronik" in words


def test_the_curve_is_told_in_words_and_numbers() -> None:
    body = render_lembar(contoh.evaluasi())
    words = pembaca.rapat(pembaca.isi(body))
    assert "Frekuensi Pegawai" in words
    assert "Butuh Perbaikan 2 Baik 7" in words
    with pikepdf.open(BytesIO(body)) as pdf:
        told = [str(one.get("/Alt", "")) for one in pdf.objects if isinstance(one, pikepdf.Dictionary)]
    assert (
        "POLA DISTRIBUSI: Sangat Kurang 0, Kurang/misconduct 1, Butuh Perbaikan 2, Baik 7, Sangat Baik 2"
        in told
    )


def test_a_copy_has_no_code_and_says_so() -> None:
    pages = pembaca.baca(render_lembar(contoh.dokumen(kode="")))
    foot = "".join(pages[0].artefak)
    assert "Salinan, dicetak 15 Januari 2027 pukul 10.00 WIB" in foot
    assert "Periksa keaslian" not in pembaca.rapat(" ".join(pages[0].isi))


def test_an_evaluator_without_a_superior_has_a_sentence_in_that_block() -> None:
    lembar = contoh.dokumen()
    none = SatuPihak("3. ATASAN PEJABAT PENILAI KINERJA", None, "Pejabat penilai ini tidak punya atasan.")
    words = pembaca.rapat(
        pembaca.isi(render_lembar(replace(lembar, bagian=(*lembar.bagian[:2], none, *lembar.bagian[3:]))))
    )
    assert "3. ATASAN PEJABAT PENILAI KINERJA Pejabat penilai ini tidak punya atasan." in words


def broken(**change: object) -> Lembar:
    return replace(contoh.dokumen(), **change)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change", [{"zona": "Europe/Paris"}, {"url": ""}, {"terbit": contoh.SAAT.replace(tzinfo=None)}]
)
def test_a_sheet_that_cannot_be_official_does_not_come_into_being(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"zona|alamat"):
        broken(**change)


def test_a_choice_that_the_form_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="pilihan"):
        Pilihan("RATING", ("BAIK",), "LUAR BIASA").nilai()
