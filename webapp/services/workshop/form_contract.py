"""The contract between a form and its process: who reads each field, and what breaks when a field goes or changes.

Conditions, times, repetitions, other forms, decision tables and operations all read facts by name; a field is such a
name. Where another step gives the same fact too, a reader may still find it, and that is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import select

from webapp.domain.sentences import Sentence, in_a_row
from webapp.engine import Definitions, Element, Problem, Process
from webapp.feel import Expression
from webapp.forms import Field, Form
from webapp.operations import find
from webapp.services.process.releases import Bundle
from webapp.services.work import Transaction
from webapp.storage.process import Draft, WorkItem

from .checking import check
from .conditions import in_words
from .facts import FactBook, human_operation

Kind = Literal["syarat", "waktu", "pengulangan", "hitungan", "formulir", "tabel", "operasi"]
MAX_DRAFTS: Final = 5_000


@dataclass(frozen=True, slots=True)
class Reader:
    """One place that reads a field. `must`: it cannot do without; `words` says what it is."""

    kind: Kind
    process_id: str
    element_id: str
    words: str
    must: bool = False


Readers = Mapping[str, tuple[Reader, ...]]


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """What somebody typed into an open step of a form and has not handed in."""

    case_id: int
    key: str
    form: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Break:
    """What becomes of one field: it goes, or some of its options do; who reads it, and how many drafts hold it."""

    form: str
    field: str
    change: Literal["hapus", "pilihan", "jenis"]
    gone: tuple[str, ...]
    readers: tuple[Reader, ...]
    given_elsewhere: bool
    drafts: int

    @property
    def words(self) -> str:
        """The change and its consequences as one paragraph."""
        read = "; ".join(dict.fromkeys(reader.words for reader in self.readers))
        nobody = Sentence("Tidak dibaca syarat, tabel, atau operasi mana pun.")
        said = [self._told, Sentence("Dibaca: %(readers)s.", readers=read) if read else nobody]
        if self.given_elsewhere:
            said.append(Sentence("Langkah lain juga mengisinya."))
        if self.drafts:
            said.append(
                Sentence("%(n)s isian yang belum dikirim memuatnya; bagian itu diabaikan.", n=self.drafts)
            )
        return in_a_row(said)

    @property
    def _told(self) -> Sentence:
        where = {"field": self.field, "form": self.form}
        if self.change == "hapus":
            return Sentence("Isian '%(field)s' pada formulir '%(form)s' hilang.", **where)
        if self.change == "jenis":
            return Sentence("Isian '%(field)s' pada formulir '%(form)s' berganti jenis.", **where)
        gone = ", ".join(self.gone)
        return Sentence(
            "Pilihan %(gone)s pada isian '%(field)s' formulir '%(form)s' hilang.", gone=gone, **where
        )


@dataclass(frozen=True)
class Breaks:
    """What a draft release does to fields that are in use: the fields, and what the check refuses because of them."""

    fields: tuple[Break, ...]
    problems: tuple[Problem, ...]


def form_contract(bundle: Bundle) -> dict[str, Readers]:
    """For each form, and each of its fields, everything that reads it. A field that nothing reads has no readers."""
    book = FactBook(bundle.definitions, bundle.forms)
    by_process = {
        name: tuple(_readers(bundle, process)) for name, process in bundle.definitions.processes.items()
    }
    found: dict[str, Readers] = {}
    for key, form in bundle.forms.items():
        around = {
            name for process_id in _users(bundle.definitions, key) for name in book.together(process_id)
        }
        readers: dict[str, list[Reader]] = {name: [] for name in form.items}
        for name in sorted(around):
            for fact, reader in by_process[name]:
                if fact in readers and not _is_itself(bundle.definitions, reader, key):
                    readers[fact].append(reader)
        for fact, reader in _own(bundle.definitions, key):
            if fact in readers:
                readers[fact].append(reader)
        found[key] = {name: tuple(one) for name, one in readers.items()}
    return found


def breaks(old: Bundle, new_files: Mapping[str, str], drafts: tuple[OpenDraft, ...] = ()) -> Breaks:
    """What breaks when a bundle takes the place of another: fields that go, options that go, and what the check says.

    Of a bundle that cannot be read only the problems are told.
    """
    checked = check(new_files)
    if checked.bundle is None:
        return Breaks((), tuple(checked.problems))
    contract = form_contract(old)
    book = FactBook(old.definitions, old.forms)
    fields = []
    for key, form in sorted(old.forms.items()):
        later = checked.bundle.forms.get(key)
        for name in form.items:
            change = _change(form, later, name)
            if change is not None:
                kind, gone = change
                held = sum(1 for one in drafts if one.form == key and _holds(one.values, name, kind, gone))
                elsewhere = _given_elsewhere(old.definitions, book, key, name)
                words = tuple(in_words(value) for value in gone)
                fields.append(Break(key, name, kind, words, contract[key][name], elsewhere, held))
    return Breaks(tuple(fields), tuple(checked.problems))


def open_drafts(tx: Transaction, bundle: Bundle) -> tuple[OpenDraft, ...]:
    """What is typed into open steps with forms and not handed in, of all cases; the newest `MAX_DRAFTS`."""
    rows = tx.session.execute(
        select(Draft.case_id, Draft.key, Draft.values, WorkItem.process_id, WorkItem.element_id)
        .join(WorkItem, (WorkItem.case_id == Draft.case_id) & (WorkItem.key == Draft.key))
        .order_by(Draft.saved_at.desc())
        .limit(MAX_DRAFTS)
    )
    found = []
    for case_id, key, values, process_id, element_id in rows:
        process = bundle.definitions.processes.get(process_id)
        element = None if process is None else process.elements.get(element_id)
        if element is not None and element.form is not None:
            found.append(OpenDraft(case_id, key, element.form, values))
    return tuple(found)


# who reads


def _users(definitions: Definitions, form: str) -> list[str]:
    return [p.id for p in definitions.processes.values() if any(e.form == form for e in p.elements.values())]


def _is_itself(definitions: Definitions, reader: Reader, form: str) -> bool:
    """Whether a reader is a step with the form itself: what it shows of its own answer is no reader."""
    element = definitions.processes[reader.process_id].elements.get(reader.element_id)
    return reader.kind in ("formulir", "operasi") and element is not None and element.form == form


def _readers(bundle: Bundle, process: Process) -> Iterator[tuple[str, Reader]]:
    for flow in process.flows.values():
        if flow.condition is not None:
            words = f"syarat '{flow.name or flow.id}' ({flow.condition.text}) di {process.name}"
            for name in sorted(flow.condition.names):
                yield name, Reader("syarat", process.id, flow.id, words, must=True)
    for element in process.elements.values():
        yield from _of_element(bundle, process, element)


def _of_element(bundle: Bundle, process: Process, element: Element) -> Iterator[tuple[str, Reader]]:
    label = f"'{element.name or element.id}' di {process.name}"

    def told(kind: Kind, names: frozenset[str], words: str, *, must: bool) -> Iterator[tuple[str, Reader]]:
        return ((name, Reader(kind, process.id, element.id, words, must)) for name in sorted(names))

    def of(*expressions: Expression | None) -> frozenset[str]:
        return frozenset().union(*(one.names for one in expressions if one is not None))

    timer = element.timer.expression if element.timer else None
    key = element.message.correlation if element.message else None
    yield from told("waktu", of(timer, key), f"waktu atau pesan {label}", must=True)
    yield from told("waktu", of(element.due, element.on), f"tenggat {label}", must=False)
    loop = element.loop.collection if element.loop else None
    yield from told("pengulangan", of(loop), f"pengulangan {label}", must=True)
    script = element.script.expression if element.script else None
    yield from told(
        "hitungan", of(script, *(one for _, one in element.inputs)), f"hitungan {label}", must=True
    )
    form = bundle.forms.get(element.form or "")
    if form is not None:
        yield from told("formulir", form.needs, f"formulir {label}", must=False)
    table = bundle.definitions.decisions.get(element.decision or "")
    if table is not None:
        names = table.names - {name for name, _ in element.inputs}
        yield from told("tabel", names, f"tabel '{table.name}' pada {label}", must=True)
    operation = find(element.operation or human_operation(process, element))
    if operation is not None:
        yield from told("operasi", operation.needs, f"operasi {label}", must=True)


def _own(definitions: Definitions, form: str) -> Iterator[tuple[str, Reader]]:
    """The operations of the steps that show a form: they read its answers."""
    for process in definitions.processes.values():
        for element in process.elements.values():
            operation = find(human_operation(process, element))
            if element.form != form or operation is None:
                continue
            words = f"operasi '{element.name or element.id}' di {process.name}"
            for name in sorted(operation.answers | operation.asides):
                yield name, Reader("operasi", process.id, element.id, words, name in operation.answers)


# what changes


def _change(
    form: Form, later: Form | None, name: str
) -> tuple[Literal["hapus", "pilihan", "jenis"], tuple[Any, ...]] | None:
    old = form.items[name]
    new = None if later is None else later.items.get(name)
    if new is None:
        return "hapus", ()
    if old.type != new.type and {old.type, new.type} != {"radio", "select"}:
        return "jenis", ()
    if (
        isinstance(old, Field)
        and isinstance(new, Field)
        and old.options is not None
        and new.options is not None
    ):
        kept = {option.value for option in new.options}
        gone = tuple(option.value for option in old.options if option.value not in kept)
        return ("pilihan", gone) if gone else None
    return None


def _holds(values: Mapping[str, Any], name: str, change: str, gone: tuple[Any, ...]) -> bool:
    """Whether a draft holds what goes."""
    held = values.get(name)
    if held in (None, "", [], {}):
        return False
    if change != "pilihan":
        return True
    return any(one in held if isinstance(held, list) else str(one) == str(held) for one in gone)


def _given_elsewhere(definitions: Definitions, book: FactBook, form: str, name: str) -> bool:
    """Whether another step of the same cases gives the same fact."""
    around = {other for process_id in _users(definitions, form) for other in book.together(process_id)}
    return any(
        name in book.of(definitions.processes[other], element) and element.form != form
        for other in around
        for element in definitions.processes[other].elements.values()
    )
