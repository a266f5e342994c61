"""The table editor, and the plain page with a table's rows as forms."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.services.workshop import editing
from webapp.services.workshop.editing import path_of
from webapp.services.workshop.table_editing import NotPossible, TableRows
from webapp.web.context import current_actor, work
from webapp.web.policy import policy

from .editors import OWNER, page_data
from .plain import act

blueprint = Blueprint("editor_tables", __name__)

BASE = "/bengkel/<int:draft_id>/tabel/<tabel>"


@blueprint.get(BASE)
@policy("peran", OWNER)
def table(draft_id: int, tabel: str) -> str:
    """The table editor."""
    with work().reading() as tx:
        opened = editing.opened(tx, current_actor(), draft_id, path_of("tabel", tabel))
    return render_template(
        "bengkel/editor_tabel.html",
        draft_id=draft_id,
        tabel=tabel,
        opened=opened,
        editor=page_data("tabel", draft_id, tabel, opened.writable, {}),
    )


@blueprint.get(f"{BASE}/baris")
@policy("peran", OWNER)
def rows(draft_id: int, tabel: str) -> str:
    """The rows as forms."""
    path = path_of("tabel", tabel)
    with work().reading() as tx:
        actor = current_actor()
        opened = editing.opened(tx, actor, draft_id, path)
        problems = editing.check(tx, actor, draft_id, path, opened.file.text)
    try:
        found = TableRows(opened.file.text)
    except NotPossible:
        found = None
    return render_template(
        "bengkel/editor_baris.html",
        draft_id=draft_id,
        tabel=tabel,
        path=path,
        opened=opened,
        problems=problems,
        columns=[] if found is None else found.columns,
        rows=None if found is None else found.rows,
    )


@blueprint.post(f"{BASE}/baris")
@policy("peran", OWNER)
def change(draft_id: int, tabel: str) -> ResponseReturnValue:
    """Write a row, add one, move or remove it."""
    wanted, row = request.form.get("_aksi", ""), request.form.get("_baris", "")
    cells, note = request.form.getlist("sel"), request.form.get("catatan", "")

    def edit(text: str) -> str:
        found = TableRows(text)
        if wanted == "tambah":
            found.add(row)
        elif wanted == "hapus":
            found.remove(row)
        elif wanted in ("naik", "turun"):
            found.move(row, -1 if wanted == "naik" else 1)
        else:
            if len(cells) != len(found.columns):
                raise NotPossible(_("Kolom tabel ini sudah berubah. Muat ulang halaman, lalu ubah lagi."))
            found.change(row, cells, note)
        return found.text()

    return act(
        draft_id, path_of("tabel", tabel), edit, url_for("editor_tables.rows", draft_id=draft_id, tabel=tabel)
    )
