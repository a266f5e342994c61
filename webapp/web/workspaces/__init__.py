"""Pages for human steps that a form cannot carry, by the name that a diagram gives in `workspace`.

A page shows an open step and turns its post into the answers of the completion service; it decides nothing itself.
May use services, forms and templates; must not touch rows.
"""

from __future__ import annotations

from typing import Final

from . import dialog, konfirmasi_dialog, susun_skp, usul_penugasan
from .page import Errors, Post, ShowAgain, WorkspacePage

__all__ = ["WORKSPACE_PAGES", "Errors", "Post", "ShowAgain", "WorkspacePage"]

WORKSPACE_PAGES: Final[dict[str, WorkspacePage]] = {
    "dialog": WorkspacePage(dialog.show, dialog.submit, dialog.form),
    "konfirmasi_dialog": WorkspacePage(
        konfirmasi_dialog.show, konfirmasi_dialog.submit, konfirmasi_dialog.form
    ),
    "susun_skp": WorkspacePage(susun_skp.show, susun_skp.submit),
    "usul_penugasan": WorkspacePage(usul_penugasan.show, usul_penugasan.submit),
}
