"""Small releases in the example city, and what people do with a case of one."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update

from tests.engine import small
from tests.kota import Kota
from tests.services.racing import FORM
from webapp.services.process import cases, tasks
from webapp.services.process.releases import publish
from webapp.storage.caselog import read_journal
from webapp.storage.process import ProcessCase, WorkItem

ADMIN = "admin_bkpp"


def step(ident: str, role: str = ADMIN, name: str = "", **properties: str) -> str:
    """A human step with the form `uji/isi`, done by a role."""
    lines = "".join(f'<zeebe:property name="{key}" value="{value}" />' for key, value in properties.items())
    kept = f"<zeebe:properties>{lines}</zeebe:properties>" if lines else ""
    role = f'<zeebe:assignmentDefinition candidateGroups="{role}" />'
    return small.element(
        "userTask",
        ident,
        f'<zeebe:formDefinition formId="uji/isi" />{role}{kept}',
        name=name or ident.title(),
    )


def work(ident: str, operation: str) -> str:
    """An automatic step."""
    return small.element("serviceTask", ident, f'<zeebe:taskDefinition type="{operation}" />')


def release(city: Kota, **diagrams: bytes) -> int:
    """Put diagrams in force, each under the name of its process."""
    with city.work.transaction() as tx:
        return publish(tx.session, files(**diagrams), date(2020, 1, 1), "uji")


def files(**diagrams: bytes) -> dict[str, str]:
    """A bundle of diagrams with the one form."""
    bundle = {f"workflows/{name}.bpmn": raw.decode() for name, raw in diagrams.items()}
    return bundle | {"forms/uji/isi.json": json.dumps(FORM)}


def begin(city: Kota, process_id: str, whose: str = "SR", number: int = 1, **facts: Any) -> int:
    """Start a case about somebody; returns its id."""
    subject = city.pegawai_id(whose)
    with city.work.transaction() as tx:
        return cases.start(
            tx, process_id, subject_id=subject, document_kind="uji", document_id=number, facts=facts or None
        )


def do(city: Kota, who: str, case_id: int, key: str, hasil: str = "baik", **more: Any) -> tasks.Completed:
    """Somebody completes a step."""
    return tasks.complete(
        city.work, city.actor(who), case_id, key, tasks.Submission(uuid4(), {"hasil": [hasil]}, **more)
    )


def open_keys(city: Kota, case_id: int) -> list[str]:
    """The open human steps of a case as they are stored."""
    with city.reading() as tx:
        query = select(WorkItem.key).where(WorkItem.case_id == case_id).order_by(WorkItem.key)
        return list(tx.session.scalars(query))


def kinds(city: Kota, case_id: int) -> list[str]:
    """What has happened to a case."""
    with city.reading() as tx:
        return [row.kind for row in read_journal(tx.session, case_id)]


def freeze(city: Kota, case_id: int, frozen: bool = True) -> None:
    """Somebody has said of an act in a case that it was not hers; or two officers have looked at it."""
    with city.work.transaction() as tx:
        tx.session.execute(update(ProcessCase).where(ProcessCase.id == case_id).values(beku=frozen))
