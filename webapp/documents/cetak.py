"""Official forms as PDF, by the Typst templates beside this file.

Typst and the fonts are inside one wheel: nothing of the machine and no network takes part. The files are
PDF/A-2a (archive, with structure) and PDF/UA-1 (accessible) at once. It knows no database and no clock.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import typst

from webapp.documents.lembar import Lembar, nilai_lembar
from webapp.documents.naskah import DokumenSkp, naskah
from webapp.domain.jabatan import Jalur
from webapp.domain.skp import Pendekatan

STANDAR_PDF: "list[typst.PDFStandard]" = ["a-2a", "ua-1"]
"""Profiles that each file keeps; Typst refuses to write a file that would break one of them."""

FORMULIR_SKP = {
    (Jalur.JA_JF, Pendekatan.KUANTITATIF): "skp_ja_jf_kuantitatif.typ",
    (Jalur.JA_JF, Pendekatan.KUALITATIF): "skp_ja_jf_kualitatif.typ",
    (Jalur.JPT_PUKM, Pendekatan.KUANTITATIF): "skp_jpt_pukm_kuantitatif.typ",
    (Jalur.JPT_PUKM, Pendekatan.KUALITATIF): "skp_jpt_pukm_kualitatif.typ",
}
"""One template for each form of the SKP [PermenPANRB 6/2022, annex]."""

FOLDER = Path(__file__).parent


def render_skp(data: DokumenSkp) -> bytes:
    """The SKP with its lampiran as one PDF; the same data always gives the same bytes."""
    return _cetak(FORMULIR_SKP[data.isi.jalur, data.isi.pendekatan], naskah(data), data.terbit)


def render_lembar(lembar: Lembar) -> bytes:
    """A sheet as PDF; the same data always gives the same bytes."""
    return _cetak(f"{lembar.formulir}.typ", nilai_lembar(lembar), lembar.terbit)


def _cetak(formulir: str, isi: Mapping[str, object], terbit: datetime) -> bytes:
    nilai = json.dumps(isi, ensure_ascii=False, sort_keys=True)
    # A compiler of its own for each call: the object holds the inputs and must not be shared between threads.
    pencetak = typst.Compiler(
        FOLDER / formulir,
        root=FOLDER,
        font_paths=_huruf(),
        ignore_system_fonts=True,
        sys_inputs={"naskah": nilai},
    )
    hasil = pencetak.compile(format="pdf", pdf_standards=STANDAR_PDF, timestamp=int(terbit.timestamp()))
    if not isinstance(hasil, bytes):
        raise TypeError("Typst memberi lebih dari satu berkas untuk satu dokumen")
    return hasil


@cache
def _huruf() -> typst.Fonts:
    """The fonts inside the wheel, read once."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
