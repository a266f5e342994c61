"""Small diagrams that break on demand: after a person's step, at a deadline, in a table, in the diagram itself."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from tests.engine import small
from tests.kota import Kota
from tests.services.racing import FORM, STEP
from webapp.domain.pelanggaran import Pelanggaran
from webapp.operations import Context, Refused, find, operation
from webapp.services.process import cases, tasks
from webapp.services.process.releases import publish
from webapp.storage.kokpit import Incident
from webapp.storage.process import WorkItem

SECRET = "Siti Rahmawati 199001152015032003"
"""What no incident may tell."""
OPERATE = '<zeebe:taskDefinition type="uji_rapuh.jalan" />'
WORK = small.element("serviceTask", "jalan", OPERATE, name="Jalankan")

AFTER_PERSON = small.diagram(
    small.start(), small.element("userTask", "lihat", STEP, name="Lihat"), WORK,
    small.element("userTask", "lagi", STEP, name="Lagi"), small.end(),
    small.chain("mulai", "lihat", "jalan", "lagi", "selesai"), ident="rapuh",
)  # fmt: skip
"""A person's step, an operation that may fail, and another person's step."""

AT_DEADLINE = small.diagram(
    small.start(), small.element("userTask", "lihat", STEP, name="Lihat"), small.boundary("batas", "lihat", "P1D"),
    WORK, small.end(), small.end("habis"), small.chain("mulai", "lihat", "selesai"),
    small.chain("batas", "jalan", "habis"), ident="rapuh_batas",
)  # fmt: skip
"""A deadline, and an operation after it that may fail."""

NO_WAY_OUT = small.diagram(
    small.start(), small.element("userTask", "lihat", STEP, name="Lihat"), small.script("hitung", "hari", '"tiga"'),
    small.element("intermediateCatchEvent", "tunggu", parts=small.timer("=hari", "timeDate")), small.end(),
    small.chain("mulai", "lihat", "hitung", "tunggu", "selesai"), ident="rapuh_diagram",
)  # fmt: skip
"""A wait until a moment that is none: the diagram cannot go on."""

FILES = {
    "workflows/rapuh.bpmn": AFTER_PERSON.decode(),
    "workflows/rapuh_batas.bpmn": AT_DEADLINE.decode(),
    "workflows/rapuh_diagram.bpmn": NO_WAY_OUT.decode(),
    "forms/uji/isi.json": json.dumps(FORM),
}


def _jalan(ctx: Context, _inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fail as the case was told to, until 12 January."""
    how = ctx.facts.get("cara") if ctx.today < date(2026, 1, 12) else None
    if how == "tolak":
        raise Refused([Pelanggaran("uji.tolak", f"{SECRET} belum lengkap.")])
    if how == "galat":
        raise KeyError(SECRET)
    if how == "tabel":
        ctx.decide("tidak_ada", {"nama": SECRET})
    return {}


def publish_fragile(city: Kota) -> None:
    """Put the small diagrams in force."""
    if find("uji_rapuh.jalan") is None:
        operation("uji_rapuh.jalan")(_jalan)
    with city.work.transaction() as tx:
        publish(tx.session, FILES, date(2020, 1, 1), "rapuh")


def begin(
    city: Kota, process_id: str = "rapuh", how: str | None = None, whose: str = "SR", number: int = 1
) -> int:
    """Start a case; returns its id."""
    with city.work.transaction() as tx:
        return cases.start(
            tx, process_id, subject_id=city.pegawai_id(whose), document_kind="uji", document_id=number,
            facts={"cara": how},
        )  # fmt: skip


def do(city: Kota, case_id: int, key: str = "lihat#1", who: str = "KBK") -> None:
    """Complete a step."""
    tasks.complete(city.work, city.actor(who), case_id, key, tasks.Submission(uuid4(), {"hasil": ["baik"]}))


def open_steps(city: Kota, case_id: int) -> list[str]:
    """The open human steps of a case."""
    with city.reading() as tx:
        return list(tx.session.scalars(select(WorkItem.key).where(WorkItem.case_id == case_id)))


def incidents(city: Kota) -> Sequence[Incident]:
    """Every incident, in order (detached)."""
    with city.reading() as tx:
        rows = tx.session.scalars(select(Incident).order_by(Incident.id)).all()
        tx.session.expunge_all()
        return rows
