"""What the service level is measured against, on the same tables and the same server.

`Bare` is the least that one action must store, as five prepared statements of psycopg. `Documented` is SpiffWorkflow as
its documentation shows it: the whole state, diagram included, as JSON in one row.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

from . import model
from .world import MAIL, World

STATEMENTS = (
    "SELECT id, process_id, release_id, subject_id, status, seq, head FROM process_case WHERE id = %(id)s FOR UPDATE",
    """INSERT INTO journal (case_id, seq, kind, at, key, facts, actor_id, mandate, request_id, hash)
       VALUES (%(id)s, %(seq)s, 'completed', %(at)s, %(key)s, %(facts)s, %(actor)s, %(mandate)s, %(request)s,
               %(hash)s)""",
    "UPDATE process_case SET seq = %(seq)s, head = %(hash)s WHERE id = %(id)s",
    """WITH closed AS (DELETE FROM work_item WHERE case_id = %(id)s AND key = %(key)s)
       INSERT INTO work_item (case_id, key, process_id, element_id, name, role, subject_id, opened_at)
       VALUES (%(id)s, %(next)s, 'bench', 'reviu', 'Reviu SKP', 'pejabat_penilai', %(subject)s, %(at)s)""",
    """SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('default', %(task)s, 0, NULL, NULL, %(args)s::jsonb, NULL)
       ::procrastinate_job_to_defer_v1])""",
)
"""Lock the case; add a journal row; move the head; close one work item and open the next; ask for a mail."""

_MANDATE = json.dumps(
    {"peran": "pegawai", "kapasitas": "SENDIRI", "jabatan": "", "alasan": "SKP milik sendiri."}
)


class Bare:
    """The five statements, each time on the same cases, which grow like others do."""

    def __init__(self, world: World, cases: int = 50) -> None:
        self.connection = psycopg.connect(world.url.replace("postgresql+psycopg", "postgresql", 1))
        self.actor = world.staff[0].akun_id
        self.subject = world.staff[0].pegawai_id
        made = self.connection.execute(
            """INSERT INTO process_case (process_id, release_id, subject_id, document_kind, document_id)
               SELECT 'bench', %s, %s, 'bench', number FROM generate_series(1, %s) AS number RETURNING id""",
            (world.yearly_release, self.subject, cases),
        )
        self.cases = [row[0] for row in made]
        self.connection.commit()
        self.turn = 0

    def act(self) -> None:
        """One action, from BEGIN to COMMIT."""
        case, seq = self.cases[self.turn % len(self.cases)], self.turn // len(self.cases) + 1
        self.turn += 1
        values = {
            "id": case,
            "seq": seq,
            "at": datetime.now(UTC),
            "key": f"bulanan#3/reviu#{seq}",
            "next": f"bulanan#3/reviu#{seq + 1}",
            "facts": '{"keputusan": "setuju"}',
            "mandate": _MANDATE,
            "actor": self.actor,
            "subject": self.subject,
            "request": uuid4(),
            "hash": b"\x00" * 32,
            "task": MAIL,
            "args": json.dumps({"case_id": case, "langkah": "reviu"}),
        }
        for statement in STATEMENTS:
            self.connection.execute(statement, values, prepare=True)
        self.connection.commit()

    def close(self) -> None:
        """Give the connection back."""
        self.connection.close()


class Documented:
    """SpiffWorkflow with its own serialiser: load, complete, go on, save."""

    def __init__(self, world: World, processes: Sequence[model.Process], answers: dict[str, str]) -> None:
        self.connection = psycopg.connect(world.url.replace("postgresql+psycopg", "postgresql", 1))
        self.connection.execute(
            "CREATE TABLE IF NOT EXISTS bench_state (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text)"
        )
        self.connection.commit()
        parser = BpmnParser()
        for process in processes:
            parser.add_bpmn_str(model.plain(process).encode())
        main = processes[0].id
        self.specs = parser.get_spec(main), parser.get_subprocess_specs(main)
        self.serializer = BpmnWorkflowSerializer()
        self.answers = answers

    def state_after(self, completions: int) -> str:
        """The stored state once this many human steps are done."""
        workflow = BpmnWorkflow(*self.specs)
        _settle(workflow)
        for _ in range(completions):
            self._complete(workflow)
            _settle(workflow)
        return str(self.serializer.serialize_json(workflow))

    def store(self, state: str, times: int) -> list[int]:
        """Rows with this state, one for each measured action."""
        rows = self.connection.execute(
            "INSERT INTO bench_state (body) SELECT %s FROM generate_series(1, %s) RETURNING id",
            (state, times),
        ).fetchall()
        self.connection.commit()
        return [row[0] for row in rows]

    def act(self, row: int) -> None:
        """One action, from BEGIN to COMMIT."""
        found = self.connection.execute(
            "SELECT body FROM bench_state WHERE id = %s FOR UPDATE", (row,), prepare=True
        ).fetchone()
        assert found is not None
        workflow = self.serializer.deserialize_json(found[0])
        self._complete(workflow)
        workflow.do_engine_steps()
        body = self.serializer.serialize_json(workflow)
        self.connection.execute("UPDATE bench_state SET body = %s WHERE id = %s", (body, row), prepare=True)
        self.connection.commit()

    def _complete(self, workflow: BpmnWorkflow) -> None:
        task = workflow.get_next_task(state=TaskState.READY, manual=True)
        task.data.update(self.answers)
        task.run()

    def close(self) -> None:
        """Give the connection back."""
        self.connection.close()


def _settle(workflow: BpmnWorkflow) -> None:
    """Let timers that are due fire, and what they made ready run."""
    for _ in range(2):
        workflow.refresh_waiting_tasks()
        workflow.do_engine_steps()
