"""Releases for readers: the list with what changed when and by whom, one release drawn and as files, and going back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from webapp.engine import Process, describe, render_map
from webapp.forms import FormView, form_view
from webapp.operations import Refused
from webapp.services.errors import NotFound
from webapp.services.process.releases import Bundle
from webapp.services.workshop import bundles, desk, drafts, publication
from webapp.services.workshop.drafts import OFFICE
from webapp.web.context import current_actor, request_id, work
from webapp.web.language import say
from webapp.web.planning.editor_page import errors_of
from webapp.web.policy import policy

from . import words
from .workshop_files import ZIP, as_file

blueprint = Blueprint("releases", __name__, url_prefix="/rilis")


@blueprint.get("")
@policy("peran", *desk.READERS)
def page() -> str:
    """All releases."""
    with work().reading() as tx:
        found = desk.release_list(tx, current_actor())
        return render_template("bengkel/rilis.html", releases=found, today=tx.today)


@blueprint.get("/<int:nomor>")
@policy("peran", *desk.READERS)
def one(nomor: int) -> str:
    """One release."""
    return _page(nomor, {})


def _page(nomor: int, errors: dict[str, list[str]]) -> str:
    with work().reading() as tx:
        found = desk.release_page(tx, current_actor(), nomor)
        files = [
            words.File(path, words.kind_of(path), words.title_of(path, found.bundle))
            for path in sorted(found.files)
        ]
        return render_template(
            "bengkel/rilis_satu.html", found=found, release=found.listed, groups=words.grouped(files),
            group_words=words.GROUPS, errors=errors, typed=request.form, today=tx.today,
            may_go_back=drafts.may_work(current_actor()) and not found.listed.current,
        )  # fmt: skip


@blueprint.get("/<int:nomor>/berkas")
@policy("peran", *desk.READERS)
def file(nomor: int) -> ResponseReturnValue:
    """One file of a release (`?jalur=`): a diagram drawn, and everything as its text."""
    path = request.args.get("jalur")
    if not path:
        return redirect(url_for(".one", nomor=nomor))
    with work().reading() as tx:
        found = desk.release_page(tx, current_actor(), nomor)
        if path not in found.files:
            raise NotFound
        processes = [] if found.bundle is None else found.bundle.definitions.processes.values()
        return render_template(
            "bengkel/rilis_berkas.html", release=found.listed, path=path, text=found.files[path],
            title=words.title_of(path, found.bundle),
            charts=[_drawn(one) for one in processes if one.file == path],
            table=None if found.bundle is None else _table(found.bundle, path),
            form=None if found.bundle is None else _form(found.bundle, path),
        )  # fmt: skip


def _table(bundle: Bundle, path: str) -> dict[str, Any] | None:
    """A decision table as rows: conditions, then results, then the legal basis."""
    one = next((one for one in bundle.definitions.decisions.values() if one.file == path), None)
    if one is None:
        return None
    heads = [column.label for column in one.inputs] + [column.label for column in one.outputs]
    columns = [{"key": "no", "text": _("No.")}]
    columns += [{"key": f"k{place}", "text": say(head)} for place, head in enumerate(heads)]
    rows = []
    for rule in one.rules:
        cells = [test.text if test.tests else "–" for test in rule.tests]
        cells += [result.text for result in rule.results]
        rows.append(
            {"no": rule.number, "dasar": rule.basis} | {f"k{place}": cell for place, cell in enumerate(cells)}
        )
    columns.append({"key": "dasar", "text": _("Dasar")})
    return {"name": say(one.name), "documentation": one.documentation, "columns": columns, "rows": rows}


def _form(bundle: Bundle, path: str) -> FormView | None:
    form = bundle.forms.get(words.name_of(path)) if words.kind_of(path) == "formulir" else None
    return None if form is None else form_view(form, None, {}, {}, text_for=say)


def _drawn(process: Process) -> dict[str, Any]:
    name = say(process.name)
    return {
        "name": name,
        "documentation": process.documentation,
        "svg": Markup(render_map(process, {}, title=name, text_for=say)),  # noqa: S704 - escapes texts
        "lines": describe(process, {}, text_for=say),
    }


@blueprint.get("/<int:nomor>/unduh")
@policy("peran", *desk.READERS)
def download(nomor: int) -> ResponseReturnValue:
    """One file of a release, byte for byte."""
    path = request.args.get("jalur")
    if not path:
        return redirect(url_for(".one", nomor=nomor))
    with work().reading() as tx:
        found = desk.release_page(tx, current_actor(), nomor)
    if path not in found.files:
        raise NotFound
    return as_file(path.rsplit("/", 1)[-1], found.files[path].encode(), "application/octet-stream")


@blueprint.get("/<int:nomor>/rilis.zip")
@policy("peran", *desk.READERS)
def as_zip(nomor: int) -> Response:
    """A release as one ZIP."""
    with work().reading() as tx:
        found = desk.release_page(tx, current_actor(), nomor)
    return as_file(f"rilis-{nomor}.zip", bundles.as_zip(found.files), ZIP)


@blueprint.post("/<int:nomor>/berlakukan")
@policy("peran", OFFICE)
def go_back(nomor: int) -> ResponseReturnValue:
    """Propose that an old release comes into force again."""
    try:
        draft_id = publication.go_back(
            work(), current_actor(), nomor, request.form.get("alasan", "").strip(), request_id()
        )
    except Refused as refused:
        errors = errors_of(refused)
        return _page(nomor, {"alasan": [text for texts in errors.values() for text in texts]}), 422
    flash(_("Diusulkan. Pemilik proses lain akan memutusnya."), "success")
    return redirect(url_for("workshop.draft", draft_id=draft_id), 303)
