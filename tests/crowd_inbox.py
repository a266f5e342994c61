"""An inbox of hundreds of open steps about documents of all kinds, for counts of statements and for benchmarks.

Rows are written as the services would leave them; what the steps are about is not what is measured.
"""

from __future__ import annotations

from itertools import cycle, islice

from sqlalchemy import insert, select

from tests.crowd import LEADER, Crowd
from webapp.services.process.document_kinds import kinds
from webapp.storage.penunjukan import Penunjukan
from webapp.storage.process import ProcessCase, Release, WorkItem
from webapp.storage.skp import Skp

APPOINTED = {"bimbingan": "pembimbing", "konseling": "konselor", "kontrak_penugasan": "ketua_tim"}
"""Kinds whose step belongs to one appointed for the document."""


def fill_inbox(crowd: Crowd, steps: int, first: int = 1) -> int:
    """So many open steps for KB, in turn about every kind of document, numbered from `first`. Returns how many."""
    leader = crowd.actor(LEADER)
    with crowd.work.transaction() as tx:
        release = tx.session.scalars(select(Release.id).order_by(Release.id.desc()).limit(1)).one()
        query = select(Skp).where(Skp.pegawai_id.in_(crowd.people.values())).order_by(Skp.id)
        skp = list(tx.session.scalars(query))
        names = sorted(kinds())
        for nth, row in enumerate(islice(cycle(skp), steps)):
            kind, number = names[nth % len(names)], nth // len(names) + first
            role = APPOINTED.get(kind, "pejabat_penilai")
            case = ProcessCase(
                process_id="dialog", release_id=release, subject_id=row.pegawai_id, document_kind=kind,
                document_id=row.id if kind == "skp" else number,
            )  # fmt: skip
            tx.session.add(case)
            tx.session.flush()
            item = {"case_id": case.id, "key": "catat_dialog#1", "process_id": "dialog",
                    "element_id": "catat_dialog", "name": "Catat dialog", "role": role,
                    "subject_id": row.pegawai_id, "opened_at": tx.now, "due_at": tx.now}  # fmt: skip
            tx.session.execute(insert(WorkItem).values(**item))
            if kind in APPOINTED:
                tx.session.add(
                    Penunjukan(
                        document_kind=kind, document_id=number, peran=role, pegawai_id=leader.pegawai_id,
                        alasan="Ditunjuk untuk dokumen ini.", sejak=tx.now,
                    )
                )  # fmt: skip
    return steps
