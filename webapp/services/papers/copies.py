"""Sheets that are printed on request from what is stored, without a code: objection, dialogue, month, coaching, MPH.

Who may have one follows from who may read what it says; nothing is kept.
"""

from __future__ import annotations

from enum import StrEnum

from webapp.documents import Lembar, render_lembar
from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.monitoring import coaching
from webapp.services.monitoring.coaching import Side
from webapp.services.months import monthly
from webapp.services.planning import mph
from webapp.services.planning.dialogue import dialogue
from webapp.services.policy.matrix import Kind, Relation, Right, may
from webapp.services.policy.skp import access, has_signed
from webapp.services.work import Transaction
from webapp.services.yearly.evaluation import reader
from webapp.services.yearly.evaluation_paper import document
from webapp.services.yearly.objections import objection
from webapp.storage.skp import Skp

from . import coaching as sheets_of_coaching
from . import monthly as months
from . import objections, planning


class Copy(StrEnum):
    """Kinds of copy, as addresses name them."""

    SURAT_KEBERATAN = "surat_keberatan"
    CATATAN_DIALOG = "catatan_dialog"


def offered(tx: Transaction, actor: Actor, skp_id: int) -> list[Copy]:
    """The copies that a reader of the evaluation may have now. Raises `NotFound` to others."""
    skp, relation = reader(tx, actor, skp_id)
    return [kind for kind in Copy if _sees_talk(relation) and _sheet(tx, skp, kind) is not None]


def draw(tx: Transaction, actor: Actor, skp_id: int, kind: Copy) -> tuple[bytes, Relation]:
    """A copy as PDF. Raises `NotFound` where there is none, or none for this person."""
    skp, relation = _readable(tx, actor, skp_id, kind)
    lembar = _sheet(tx, skp, kind) if _sees_talk(relation) else None
    if lembar is None:
        raise NotFound(kind.value, skp_id)
    return render_lembar(lembar), relation


def _sees_talk(relation: Relation) -> bool:
    """Whether what the sides said is shown: to those of the SKP's own line, and to who decides an objection."""
    return may(Kind.EVALUATION, relation, Right.TALK)


def monthly_sheet(tx: Transaction, actor: Actor, skp_id: int, bulan: int) -> tuple[bytes, Relation]:
    """The evaluation of a month. Raises `NotFound` while it is not judged."""
    view = monthly.sheet(tx, actor, skp_id, bulan)
    lembar = months.evaluasi_bulanan(tx, view)
    if lembar is None:
        raise NotFound("skp_bulanan", view.sheet.lembar.id)
    return render_lembar(lembar), view.access


def coaching_sheet(tx: Transaction, actor: Actor, bimbingan_id: int, form: str) -> tuple[bytes, Side | None]:
    """Format B.1.8 ("b18") or B.1.9 ("b19") of a coaching, for those who may read its answers. Raises `NotFound`."""
    view = coaching.bimbingan(tx, actor, bimbingan_id)
    lembar = sheets_of_coaching.b18(tx, view) if form == "b18" else sheets_of_coaching.b19(tx, view)
    if lembar is None:
        raise NotFound(coaching.BIMBINGAN, bimbingan_id)
    return render_lembar(lembar), view.side


def counselling_report(tx: Transaction, actor: Actor, konseling_id: int) -> bytes:
    """The report of a counselling, for those to whom it goes. Raises `NotFound`."""
    view = coaching.konseling(tx, actor, konseling_id)
    lembar = sheets_of_coaching.laporan_konseling(tx, view)
    if lembar is None:
        raise NotFound(coaching.KONSELING, konseling_id)
    return render_lembar(lembar)


def mph_version(tx: Transaction, actor: Actor, mph_id: int, nomor: int) -> bytes:
    """A version of an MPH as it was given out. Raises `NotFound`."""
    row, version = mph.version(tx, actor, mph_id, nomor)
    return render_lembar(planning.mph(tx, row, version))


def _readable(tx: Transaction, actor: Actor, skp_id: int, kind: Copy) -> tuple[Skp, Relation]:
    """The dialogue is also for one who signed in the past; the objection for those who see the evaluation."""
    skp = tx.session.get(Skp, skp_id)
    past = skp is not None and kind is Copy.CATATAN_DIALOG and has_signed(tx, actor, skp_id)
    return access(tx, actor, skp_id) if past else reader(tx, actor, skp_id)


def _sheet(tx: Transaction, skp: Skp, kind: Copy) -> Lembar | None:
    if kind is Copy.CATATAN_DIALOG:
        return planning.catatan_dialog(tx, skp, dialogue(tx, skp.id, skp.pegawai_id))
    first, filed = document(tx, skp.id, 1), objection(tx, skp.id)
    if first is None or filed is None:
        return None
    return objections.surat(tx, first, filed)
