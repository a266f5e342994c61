"""Who may work on the allowances of everybody."""

from __future__ import annotations

from webapp.operations import Actor
from webapp.services.errors import Denied


def require_admin(actor: Actor) -> None:
    """Raises `Denied` to who is no admin of the BKPP."""
    if "admin_bkpp" not in actor.peran:
        raise Denied("Penghitungan TPP dikerjakan admin BKPP.")
