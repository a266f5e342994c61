"""The contract between diagrams, forms, operations and roles, checked before a release is stored.

One name per thing: a step's form exists and has the fields that its operation reads, its operation is registered, its
lane is a known role, and what is read is given by some step, in a kind and with values that can meet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from webapp.domain.sentences import Sentence
from webapp.engine import Definitions, Element, Problem, Process
from webapp.engine.decisions import Input
from webapp.forms import Form
from webapp.operations import find, message_facts
from webapp.services.people.roles import ROLES, STEP_KINDS
from webapp.services.process.signatures import MARK, signs
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
            process,
            element,
            "form",
            Sentence("Formulir '%(form)s' tidak ada.", form=element.form),
            "Buat atau pilih ulang.",
        )
    if element.workspace is not None and element.workspace not in WORKSPACES:
        yield _problem(
            process, element, "workspace", Sentence(
                "Halaman kerja '%(workspace)s' tidak "
                "dikenal.", workspace=element.workspace),
            Sentence("Pilih salah satu: %(list)s.", list=', '.join(sorted(WORKSPACES))),
        )  # fmt: skip
    if element.operation is not None and find(element.operation) is None:
        yield _problem(
            process,
            element,
            "operation",
            Sentence("Operasi '%(operation)s' tidak terdaftar.", operation=element.operation),
            "Periksa namanya.",
        )
    if element.message is not None and message_facts(element.message.name) is None:
        yield _problem(
            process, element, "message", Sentence(
                "Pesan '%(name)s' tidak dikirim operasi mana "
                "pun.", name=element.message.name),
            "Periksa namanya; pesan didaftarkan bersama operasi yang mengirimnya.",
        )  # fmt: skip
    if element.kind == "userTask" and element.role not in ROLES:
        yield _problem(
            process, element, "role", Sentence("Peran '%(role)s' tidak dikenal.", role=element.role),
            Sentence("Isi peran lajur dengan salah satu: %(list)s.", list=', '.join(sorted(ROLES))),
        )  # fmt: skip
    elif element.kind == "userTask" and element.role == "sistem":
        yield _problem(
            process, element, "role", Sentence(
                "'%(label)s' dikerjakan orang, tetapi ada di lajur "
                "sistem.", label=element.name or element.id),
            "Pindahkan ke lajur milik yang mengerjakan.",
        )  # fmt: skip

    if element.deadline is not None and not has_limit(definitions, element.deadline):
        yield _problem(
            process, element, "deadline", Sentence(
                "Tenggat '%(deadline)s' tidak ada dalam tabel "
                "%(table)s.", deadline=element.deadline, table=TABLE),
            "Perbaiki kuncinya, atau tambahkan barisnya ke tabel itu.",
        )  # fmt: skip

    if element.kind == "userTask" and element.properties.get(MARK) != "ya" and signs(process, element):
        yield _problem(
            process, element, "signature", Sentence(
                "'%(label)s' adalah tanda tangan, tetapi tidak meminta kata sandi sekali "
                "lagi.", label=element.name or element.id),
            "Nyalakan 'Minta kata sandi lagi (tanda tangan)' pada langkah itu.",
        )  # fmt: skip

    kind = element.properties.get("jenis_langkah")
    if kind is not None and kind not in STEP_KINDS:
        yield _problem(
            process, element, "step_kind", Sentence("Jenis langkah '%(kind)s' tidak dikenal.", kind=kind),
            Sentence("Pilih salah satu: %(list)s.", list=', '.join(sorted(STEP_KINDS))),
        )  # fmt: skip


def _answered(process: Process, element: Element, forms: Mapping[str, Form]) -> Iterator[Problem]:
    """A form that lacks a field which the step's operation reads, or that offers what the operation does not know."""
    form = forms.get(element.form or "")
    operation = find(human_operation(process, element))
    if form is None or operation is None or element.kind != "userTask":
        return
    for name in sorted(operation.answers - form.items.keys()):
        message = Sentence(
            "Formulir '%(key)s' tidak punya isian '%(name)s', yang dibaca '%(label)s'.",
            key=form.key,
            name=name,
            label=element.name or element.id,
        )
        yield _problem(
            process,
            element,
            "form_field",
            message,
            Sentence("Tambahkan isian dengan kunci '%(name)s'.", name=name),
        )
    for name, known in sorted(operation.facts.items()):
        offered = form.facts.get(name)
        if known is None or offered is None:
            continue
        for value in (one for one in offered if one is not None and one not in known):
            message = Sentence(
                "Pilihan %(in_words)s pada isian '%(name)s' formulir '%(key)s' tidak dikenal.",
                in_words=in_words(value),
                name=name,
                key=form.key,
            )
            mend = Sentence(
                "Pakai nilai: %(list)s.", list=", ".join(in_words(one) for one in known if one is not None)
            )
            yield _problem(process, element, "form_option", message, mend)


def _facts(process: Process, offers: Offers) -> Iterator[Problem]:
    for flow in process.flows.values():
        for name in sorted((flow.condition.names if flow.condition else frozenset()) - offers.keys()):
            element = process.elements[flow.source]
            message = Sentence(
                "Syarat alur '%(label)s' membaca '%(name)s', yang tidak diisi langkah mana pun.",
                label=flow.name or flow.id,
                name=name,
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
            message = Sentence(
                "'%(label)s' membaca '%(name)s', yang tidak diisi langkah mana pun.",
                label=element.name or element.id,
                name=name,
            )
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
            message = Sentence(
                "Tabel keputusan '%(decision)s' membaca '%(name)s', yang tidak diisi langkah mana pun.",
                decision=element.decision,
                name=name,
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
            read = Sentence(
                "'%(text)s' dapat bernilai %(in_words)s",
                text=column.expression.text,
                in_words=in_words(value),
            )
            message = Sentence(
                "%(read)s, yang tidak dikenal tabel '%(decision)s'.", read=read, decision=element.decision
            )
            mend = Sentence(
                "Tambahkan nilai itu beserta barisnya pada kolom '%(label)s', atau perbaiki pilihannya.",
                label=column.label,
            )
            yield _problem(process, element, "table_value", message, mend)


def _problem(process: Process, element: Element, code: str, message: str, mend: str) -> Problem:
    return Problem(code, element.id, message, mend, process.file)
