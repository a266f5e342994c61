"""Official documents: one Typst template a form, and the renderer that fills it.

May use `domain`, Typst and segno; must not know the database, the web or the clock. Templates draw only what
the data says, all user text being passed as values. Callers use `render_skp(DokumenSkp(...))`, and
`render_lembar(Lembar(...))` for all other forms.
"""

from webapp.documents.cetak import STANDAR_PDF, render_lembar, render_skp
from webapp.documents.huruf import siap_cetak, tak_tercetak
from webapp.documents.lembar import Lembar
from webapp.documents.naskah import DokumenSkp, Penandatangan, TandaTangan

__all__ = [
    "STANDAR_PDF",
    "DokumenSkp",
    "Lembar",
    "Penandatangan",
    "TandaTangan",
    "render_lembar",
    "render_skp",
    "siap_cetak",
    "tak_tercetak",
]
