"""A returned proposal of a mandate, to be mended and handed in again, or withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import render_template, request

from webapp.domain.mandat import NAMA_MANDAT
from webapp.services.errors import InvalidAnswers
from webapp.services.people import registry
from webapp.services.people.roles import STEP_KINDS
from webapp.services.process.tasks import TaskView
from webapp.storage.berkas import Berkas
from webapp.storage.organisasi import Jabatan, Pegawai, Unit
from webapp.storage.registri import Mandat
from webapp.web.admin import mandate_form
from webapp.web.admin.mandate_form import KEPALA_DAERAH, TARGETS, Typed, letter_of
from webapp.web.context import current_actor, work

from .page import Errors, Post, first


def show(task: TaskView, values: Post | None, errors: Errors) -> str:
    """The proposal as it was sent, or as it was typed just now with what is wrong."""
    with work().transaction() as tx:
        mandat = tx.session.get_one(Mandat, task.case.document_id)
        if values is None:
            typed = _stored(tx.session, mandat)
        else:
            typed = mandate_form.read(tx, current_actor(), mandat.jenis)
            typed.berkas = typed.berkas or letter_of(tx.session.get_one(Berkas, mandat.berkas_id))
            typed.errors = {
                mandate_form.FIELD_OF.get(path, path): list(said) for path, said in errors.items()
            }
        return render_template(
            "penugasan/usul.html",
            typed=typed,
            targets=TARGETS[mandat.jenis],
            kind=NAMA_MANDAT[mandat.jenis],
            preview=None,
            step_kinds=STEP_KINDS,
            processes=registry.processes(tx),
            action=request.path,
            returning=mandat.catatan_putusan or "",
        )


def _stored(session: Any, mandat: Mandat) -> Typed:
    """What was proposed, as the form shows it."""
    typed = mandate_form.empty(mandat.jenis)
    typed.berkas = letter_of(session.get_one(Berkas, mandat.berkas_id))
    masa = mandat.berlaku
    typed.values = {
        "mulai": masa.mulai.isoformat(),
        "selesai": masa.hari_terakhir.isoformat() if masa.hari_terakhir else "",
        "tanggal_surat": mandat.tanggal_surat.isoformat(),
        "nomor_surat": mandat.nomor_surat,
        "penanda_tangan": mandat.penanda_tangan,
        "alasan": mandat.alasan,
        "langkah": list(mandat.lingkup_langkah),
        "proses": list(mandat.lingkup_proses),
    }
    if mandat.pegawai_id is None:
        typed.values["pemegang_id"] = KEPALA_DAERAH
    for name, model, row_id, column in (
        ("pemegang", Pegawai, mandat.pegawai_id, "nip"),
        ("dinilai", Pegawai, mandat.dinilai_id, "nip"),
        ("jabatan", Jabatan, mandat.jabatan_id, "kode"),
        ("unit", Unit, mandat.unit_id, "kode"),
    ):
        if row_id is not None:
            typed.values[name] = getattr(session.get_one(model, row_id), column)
            typed.values[f"{name}_id"] = str(row_id)
    return typed


def submit(task: TaskView, post: Post) -> Mapping[str, Any]:
    """The answers of `penugasan.perbaiki`. Raises `InvalidAnswers`."""
    if first(post, "tindakan") == "tarik":
        return {"tindakan": "tarik"}
    with work().transaction() as tx:
        mandat = tx.session.get_one(Mandat, task.case.document_id)
        typed = mandate_form.read(tx, current_actor(), mandat.jenis)
        if (
            typed.berkas is None
            and list(typed.errors)
            and "berkas" in typed.errors
            and not request.files.get("berkas")
        ):
            typed.berkas = letter_of(tx.session.get_one(Berkas, mandat.berkas_id))
            typed.errors.pop("berkas")
        asked = mandate_form.proposal(typed)
    if asked is None:
        raise InvalidAnswers(typed.errors, post)
    return {"tindakan": "ajukan", "isi": asked.columns()}
