"""What a mutation would move, before it is entered in the personnel system. Reads only."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.services.people import impact
from webapp.services.people.finding import Match, find_posts
from webapp.services.people.impact import Impact
from webapp.services.policy.oversight import scope_of
from webapp.storage.organisasi import Pegawai
from webapp.web.context import current_actor, work
from webapp.web.policy import policy

blueprint = Blueprint("mutation", __name__, url_prefix="/admin/pegawai")


@blueprint.get("/<int:pegawai_id>/mutasi")
@policy("peran", "admin_bkpp", "pengelola_opd")
def preview(pegawai_id: int) -> ResponseReturnValue:
    """The form (`jabatan`, empty for none; `tmt`), and below it what would move."""
    said, day = request.args.get("jabatan", "").strip(), request.args.get("tmt", "")
    errors: dict[str, str] = {}
    matches: list[Match] = []
    found: Impact | None = None
    with work().reading() as tx:
        person = tx.session.get(Pegawai, pegawai_id)
        if person is None or not scope_of(tx, current_actor()).has_person(pegawai_id):
            abort(404)
        if "tmt" in request.args:
            tmt = _day(day, errors)
            post, matches = _post(find_posts(tx, said, heads=False) if said else [], said, errors)
            if tmt is not None and not errors:
                found = impact.mutation(tx, pegawai_id, post, tmt)
        html = render_template(
            "penugasan/mutasi.html", person=person, said=said, day=day, matches=matches,
            chosen=request.args.get("jabatan_id", ""), errors=errors, found=found,
        )  # fmt: skip
    return html, 422 if errors else 200


def _day(said: str, errors: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        errors["tmt"] = _("Isi tanggal mulai tugas (TMT), misalnya 2026-07-01.")
        return None


def _post(matches: list[Match], said: str, errors: dict[str, str]) -> tuple[int | None, list[Match]]:
    """The post that was meant: picked, or the only one that fits; none where nothing was typed."""
    if not said:
        return None, []
    picked = next((one for one in matches if str(one.id) == request.args.get("jabatan_id")), None)
    if picked is None and len(matches) == 1:
        picked = matches[0]
    if not matches:
        errors["jabatan"] = _(
            "Tidak ada jabatan yang cocok. Ketik sebagian nama lain, atau kosongkan bila pensiun."
        )
    elif picked is None:
        errors["jabatan"] = _("Ada %(n)s yang cocok. Pilih salah satu di bawah ini.", n=len(matches))
    return (None if picked is None else picked.id), matches
