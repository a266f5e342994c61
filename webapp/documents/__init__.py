"""Official documents: one Typst template a form, and the renderer that fills it.

May use `domain`, Typst and segno; must not know the database, the web or the clock. Templates draw only what
the data says, all user text being passed as values. Callers use `render_skp(DokumenSkp(...))`.
"""

from webapp.documents.cetak import STANDAR_PDF, render_skp
from webapp.documents.huruf import siap_cetak, tak_tercetak
from webapp.documents.naskah import DokumenSkp, Penandatangan, TandaTangan

__all__ = [
    "STANDAR_PDF",
    "DokumenSkp",
    "Penandatangan",
    "TandaTangan",
    "render_skp",
    "siap_cetak",
    "tak_tercetak",
]
