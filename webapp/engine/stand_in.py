"""A process on its own: each that it calls is played by a stand-in, which is under way for a while and then answers.

A stand-in is one wait and one automatic step. While it waits, the caller's boundary events may fire, as they may while
the called process runs; its answer brings the facts that the called process may leave behind.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from webapp.feel import parse

from .build import build
from .definitions import Definitions
from .model import Element, Flow, Process, Timer

WAIT: Final = "_berjalan"
ANSWER: Final = "_jawab"
PREFIX: Final = "_pengganti."


def alone(definitions: Definitions, process_id: str) -> Definitions:
    """What runs one process with a stand-in for each that it calls; the tables stay."""
    process = definitions.processes[process_id]
    called = {element.called for element in process.elements.values() if element.called is not None}
    processes = {process_id: process, **{name: _stand_in(name) for name in sorted(called)}}
    return Definitions(processes, build(processes.values()), definitions.decisions)


def stood_for(element: Element) -> str | None:
    """The process whose answer an element gives, if it is a stand-in's answer."""
    operation = element.operation or ""
    return operation.removeprefix(PREFIX) if operation.startswith(PREFIX) else None


def _stand_in(name: str) -> Process:
    wait = Timer("duration", parse('"P1D"'))
    elements = (
        Element(id="_mulai", kind="startEvent", name="", scope=name),
        Element(id=WAIT, kind="intermediateCatchEvent", name="", scope=name, timer=wait),
        Element(id=ANSWER, kind="serviceTask", name="", scope=name, operation=f"{PREFIX}{name}"),
        Element(id="_selesai", kind="endEvent", name="", scope=name),
    )
    ids = [element.id for element in elements]
    flows = {f"_{n}": Flow(f"_{n}", "", source, target) for n, (source, target) in enumerate(pairwise(ids))}
    return Process(name, name, "", {element.id: element for element in elements}, flows)
