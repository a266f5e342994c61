"""The button "Periksa lagi" at a link of evidence, wherever it stands: asks the service and tells what happened."""

from __future__ import annotations

from flask import abort, flash
from flask_babel import gettext as _

from webapp.operations import Refused
from webapp.services.months import evidence_links
from webapp.services.months.monthly import Sheet
from webapp.web.context import current_actor, work
from webapp.web.language import say

BUTTON = "_periksa"
"""The button's name; its value is the number of the piece of evidence."""


def ask(skp_id: int, bulan: int, pressed: str) -> None:
    """Ask for another look at the link whose button was pressed. Raises `NotFound`."""
    try:
        evidence_links.recheck(work(), current_actor(), skp_id, bulan, number(pressed))
    except Refused as refused:
        flash(say(refused.pelanggaran[0].pesan), "warning")
    else:
        flash(_("Tautan diperiksa lagi. Hasilnya tampil sesudah halaman dimuat ulang."), "success")


def number(pressed: str) -> int:
    """The number that a button carries; anything else is no request of ours."""
    if not (pressed.isascii() and pressed.isdecimal() and len(pressed) <= 18):
        abort(400)
    return int(pressed)


def holds(found: Sheet, bukti_id: int) -> bool:
    """Whether a piece of evidence is one of a sheet."""
    return any(one.row.id == bukti_id for row in found.rows for one in row.bukti)
