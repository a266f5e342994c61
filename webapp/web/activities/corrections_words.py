"""Words of corrections."""

from __future__ import annotations

from typing import Any, Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from webapp.storage.aktivitas import StatusKoreksi

from .months import month_name

STATUS: Final[dict[StatusKoreksi, tuple[str, LazyString]]] = {
    StatusKoreksi.DIUSULKAN: ("waiting", _l("Menunggu putusan")),
    StatusKoreksi.DISETUJUI: ("done", _l("Disetujui")),
    StatusKoreksi.DITOLAK: ("late", _l("Ditolak")),
}
"""Tone and word of a correction's state."""


def common() -> dict[str, Any]:
    """What templates with a correction expect."""
    return {"correction_status": STATUS, "month_name": month_name}
