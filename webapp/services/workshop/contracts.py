"""The contract between diagrams, forms, operations and roles, checked before a release is stored.

One name per thing: a step's form exists, its operation is registered, its lane is a known role, and a condition reads
only facts that some step provides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from webapp.engine import Definitions, Element, Problem, Process
from webapp.forms import Form
from webapp.operations import find, message_facts
from webapp.services.people.roles import ROLES, STEP_KINDS
from webapp.services.process.workspaces import WORKSPACES
from webapp.services.reminders.limits import TABLE, has_limit


def check_contracts(definitions: Definitions, forms: Mapping[str, Form]) -> list[Problem]:
    """Every broken promise between the parts of a bundle."""
    own = {process.id: set(_provided(process, forms)) for process in definitions.processes.values()}
    problems: list[Problem] = []
    for process in definitions.processes.values():
        for element in process.elements.values():
            problems += _element(definitions, process, element, forms)
        provided = {fact for name in _in_one_case(definitions, process.id) for fact in own[name]}
        problems += _facts(process, provided)
        problems += _asked(definitions, process, provided)
    return problems


def _in_one_case(definitions: Definitions, process_id: str) -> set[str]:
    """Processes whose facts may stand in one case with this one: all that a caller of it reaches."""
    reached = {name: _reached(definitions, name) for name in definitions.processes}
    return {name for whole in reached.values() if process_id in whole for name in whole}


def _reached(definitions: Definitions, process_id: str) -> set[str]:
    found: set[str] = set()
    ahead = [process_id]
    while ahead:
        name = ahead.pop()
        if name not in found and name in definitions.processes:
            found.add(name)
            elements = definitions.processes[name].elements.values()
            ahead += [element.called for element in elements if element.called is not None]
    return found


def human_operation(process: Process, element: Element) -> str:
    """The name of the operation that a human step runs, where one is registered."""
    return f"{process.id}.{element.id}"


def _element(
    definitions: Definitions, process: Process, element: Element, forms: Mapping[str, Form]
) -> Iterator[Problem]:
    if element.form is not None and element.form not in forms:
        yield _problem(
            process, element, "form", f"Formulir '{element.form}' tidak ada.", "Buat atau pilih ulang."
        )
    if element.workspace is not None and element.workspace not in WORKSPACES:
        yield _problem(
            process, element, "workspace", f"Halaman kerja '{element.workspace}' tidak dikenal.",
            f"Pilih salah satu: {', '.join(sorted(WORKSPACES))}.",
        )  # fmt: skip
    if element.operation is not None and find(element.operation) is None:
        yield _problem(
            process,
            element,
            "operation",
            f"Operasi '{element.operation}' tidak terdaftar.",
            "Periksa namanya.",
        )
    if element.message is not None and message_facts(element.message.name) is None:
        yield _problem(
            process, element, "message", f"Pesan '{element.message.name}' tidak dikirim operasi mana pun.",
            "Periksa namanya; pesan didaftarkan bersama operasi yang mengirimnya.",
        )  # fmt: skip
    if element.kind == "userTask" and element.role not in ROLES:
        yield _problem(
            process, element, "role", f"Peran '{element.role}' tidak dikenal.",
            f"Isi peran lajur dengan salah satu: {', '.join(sorted(ROLES))}.",
        )  # fmt: skip

    if element.deadline is not None and not has_limit(definitions, element.deadline):
        yield _problem(
            process, element, "deadline", f"Tenggat '{element.deadline}' tidak ada dalam tabel {TABLE}.",
            "Perbaiki kuncinya, atau tambahkan barisnya ke tabel itu.",
        )  # fmt: skip

    kind = element.properties.get("jenis_langkah")
    if kind is not None and kind not in STEP_KINDS:
        yield _problem(
            process, element, "step_kind", f"Jenis langkah '{kind}' tidak dikenal.",
            f"Pilih salah satu: {', '.join(sorted(STEP_KINDS))}.",
        )  # fmt: skip


def _provided(process: Process, forms: Mapping[str, Form]) -> Iterator[str]:
    for element in process.elements.values():
        if element.script is not None:
            yield element.script.result
        if element.result is not None:
            yield element.result
        if element.message is not None:
            yield from message_facts(element.message.name) or ()
        if (form := forms.get(element.form or "")) is not None:
            yield from form.facts
        named = element.operation or human_operation(process, element)
        operation = find(named)
        if operation is not None:
            yield from operation.facts


def _facts(process: Process, provided: set[str]) -> Iterator[Problem]:
    for flow in process.flows.values():
        for name in sorted((flow.condition.names if flow.condition else frozenset()) - provided):
            element = process.elements[flow.source]
            message = (
                f"Syarat alur '{flow.name or flow.id}' membaca '{name}', yang tidak diisi langkah mana pun."
            )
            yield _problem(
                process, element, "fact", message, "Perbaiki nama faktanya atau tambahkan isiannya."
            )
    for element in process.elements.values():
        expressions = [element.timer.expression] if element.timer else []
        expressions += [one for one in (element.due, element.on) if one is not None]
        expressions += [element.message.correlation] if element.message else []
        for name in sorted(frozenset().union(*(e.names for e in expressions)) - provided):
            message = f"Waktu atau korelasi membaca '{name}', yang tidak diisi langkah mana pun."
            yield _problem(process, element, "fact", message, "Perbaiki nama faktanya.")


def _asked(definitions: Definitions, process: Process, provided: set[str]) -> Iterator[Problem]:
    """Facts that a decision table reads and that neither a step nor an input of its own task gives it."""
    for element in process.elements.values():
        table = definitions.decisions.get(element.decision or "")
        names = frozenset() if table is None else table.names - {name for name, _ in element.inputs}
        for name in sorted(names - provided):
            message = (
                f"Tabel keputusan '{element.decision}' membaca '{name}', yang tidak diisi langkah mana pun."
            )
            mend = "Perbaiki nama faktanya, tambahkan isiannya, atau petakan sebagai zeebe:input."
            yield _problem(process, element, "fact", message, mend)


def _problem(process: Process, element: Element, code: str, message: str, mend: str) -> Problem:
    return Problem(code, element.id, message, mend, process.file)
