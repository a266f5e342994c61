"""The contract between diagrams, forms, operations and roles, checked before a release is stored.

One name per thing: a step's form exists and has the fields that its operation reads, its operation is registered, its
lane is a known role, and what is read is given by some step, in a kind and with values that can meet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from webapp.engine import Definitions, Element, Problem, Process
from webapp.engine.decisions import Input
from webapp.forms import Form
from webapp.operations import find, message_facts
from webapp.services.people.roles import ROLES, STEP_KINDS
from webapp.services.process.workspaces import WORKSPACES
from webapp.services.reminders.limits import TABLE, has_limit

from .conditions import check_conditions, in_words
from .facts import FactBook, Offers, human_operation

__all__ = ["check_contracts", "human_operation"]


def check_contracts(definitions: Definitions, forms: Mapping[str, Form]) -> list[Problem]:
    """Every broken promise between the parts of a bundle."""
    book = FactBook(definitions, forms)
    problems: list[Problem] = []
    for process in definitions.processes.values():
        for element in process.elements.values():
            problems += _element(definitions, process, element, forms)
            problems += _answered(process, element, forms)
        offers = book.in_one_case(process.id)
        problems += _facts(process, offers)
        problems += _asked(definitions, process, offers)
        problems += check_conditions(process, offers)
    return problems


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
    elif element.kind == "userTask" and element.role == "sistem":
        yield _problem(
            process, element, "role", f"'{element.name or element.id}' dikerjakan orang, tetapi ada di lajur sistem.",
            "Pindahkan ke lajur milik yang mengerjakan.",
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


def _answered(process: Process, element: Element, forms: Mapping[str, Form]) -> Iterator[Problem]:
    """A form that lacks a field which the step's operation reads, or that offers what the operation does not know."""
    form = forms.get(element.form or "")
    operation = find(human_operation(process, element))
    if form is None or operation is None or element.kind != "userTask":
        return
    for name in sorted(operation.answers - form.items.keys()):
        message = (
            f"Formulir '{form.key}' tidak punya isian '{name}', yang dibaca '{element.name or element.id}'."
        )
        yield _problem(process, element, "form_field", message, f"Tambahkan isian dengan kunci '{name}'.")
    for name, known in sorted(operation.facts.items()):
        offered = form.facts.get(name)
        if known is None or offered is None:
            continue
        for value in (one for one in offered if one is not None and one not in known):
            message = f"Pilihan {in_words(value)} pada isian '{name}' formulir '{form.key}' tidak dikenal."
            mend = f"Pakai nilai: {', '.join(in_words(one) for one in known if one is not None)}."
            yield _problem(process, element, "form_option", message, mend)


def _facts(process: Process, offers: Offers) -> Iterator[Problem]:
    for flow in process.flows.values():
        for name in sorted((flow.condition.names if flow.condition else frozenset()) - offers.keys()):
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
        expressions += [element.loop.collection] if element.loop else []
        expressions += [element.script.expression] if element.script else []
        expressions += [expression for _, expression in element.inputs]
        names = frozenset().union(*(e.names - e.filter_names for e in expressions))
        own = {element.loop.variable} if element.loop is not None else set()
        for name in sorted(names - offers.keys() - own):
            message = f"'{element.name or element.id}' membaca '{name}', yang tidak diisi langkah mana pun."
            yield _problem(
                process, element, "fact", message, "Perbaiki nama faktanya, atau tambahkan isiannya."
            )


def _asked(definitions: Definitions, process: Process, offers: Offers) -> Iterator[Problem]:
    """What a decision table reads and nobody gives it, or is given and does not know."""
    for element in process.elements.values():
        table = definitions.decisions.get(element.decision or "")
        if table is None:
            continue
        mapped = {name for name, _ in element.inputs}
        for name in sorted(table.names - mapped - offers.keys()):
            message = (
                f"Tabel keputusan '{element.decision}' membaca '{name}', yang tidak diisi langkah mana pun."
            )
            mend = "Perbaiki nama faktanya, tambahkan isiannya, atau petakan sebagai zeebe:input."
            yield _problem(process, element, "fact", message, mend)
        for column in table.inputs:
            if column.expression.text not in mapped:
                yield from _unknown_to_table(process, element, column, offers)


def _unknown_to_table(process: Process, element: Element, column: Input, offers: Offers) -> Iterator[Problem]:
    offer = offers.get(column.expression.text)
    values = None if offer is None else offer.values
    for value in values or ():
        asked = column.value({column.expression.text: value})
        if not column.admits(asked):
            read = f"'{column.expression.text}' dapat bernilai {in_words(value)}"
            message = f"{read}, yang tidak dikenal tabel '{element.decision}'."
            mend = (
                f"Tambahkan nilai itu beserta barisnya pada kolom '{column.label}', atau perbaiki pilihannya."
            )
            yield _problem(process, element, "table_value", message, mend)


def _problem(process: Process, element: Element, code: str, message: str, mend: str) -> Problem:
    return Problem(code, element.id, message, mend, process.file)
