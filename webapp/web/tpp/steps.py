"""What the pages of the steps of a month of allowances show above their form: what waits, the newest run, its files."""

from __future__ import annotations

from typing import Any

from webapp.services.process.tasks import TaskView
from webapp.services.tpp import months, run
from webapp.storage.tpp import StatusPutaran, TppBulan
from webapp.web.context import current_actor, work

from .words import common


def about(task: TaskView) -> dict[str, Any]:
    """Empty for documents of other kinds."""
    if task.case.document_kind != run.PROCESS:
        return {}
    with work().reading() as tx:
        actor = current_actor()
        bulan = tx.session.get_one(TppBulan, task.case.document_id).bulan
        runs = run.overview(tx, actor, bulan).runs
        shown = next((one for one in runs if one.status is StatusPutaran.SELESAI), None)
        locks = task.step.element.id == "kunci_bulan"
        return {
            "about": {"template": "tpp/_langkah.html"},
            "bulan": bulan,
            "runs": runs,
            "shown": shown,
            "pending": run.pending(tx, actor, bulan) if locks else [],
            "units": months.units(tx, actor, shown.id) if shown else [],
            **common(),
        }
