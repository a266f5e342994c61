"""Random courses of the shipped processes, made by the engine in memory: journals as real cases leave them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from lxml import etree

from tests.engine import small
from tests.engine.duel import ANSWER
from webapp.engine import Definitions, Entry, Run, RunError, Step
from webapp.services.workshop.answers import Answers

ZONE = ZoneInfo("Asia/Jakarta")
START = datetime(2026, 1, 5, 8, 0, tzinfo=ZONE)


def course(
    definitions: Definitions,
    answers: Answers,
    process_id: str,
    random: Random,
    length: int,
    start: datetime = START,
) -> list[Entry]:
    """A case that ran for so many entries at most; shorter where it ended, or where nothing could go on."""
    journal = [Entry(1, "started", start, None, dict(given(definitions, answers, process_id)))]
    run = Run.start(definitions, process_id, journal[0])
    while run.open and (len(journal) < length or run.next_automatic() is not None):
        step = run.next_automatic() or random.choice(_human_first(run.open, random))
        at = max(journal[-1].at + timedelta(hours=random.randint(1, 30)), step.due or start)
        facts = {} if step.kind == "timer" else random.choice(list(answers.of(step)))
        entry = Entry(len(journal) + 1, ANSWER[step.kind], at, step.key, facts)
        try:
            run.apply(entry)
        except RunError:  # the walk chose what no real case would; what came before stands
            break
        journal.append(entry)
    return journal


def given(definitions: Definitions, answers: Answers, process_id: str) -> Mapping[str, Any]:
    """The facts with which a case begins, those of the processes that it calls included."""
    found: dict[str, Any] = {}
    ahead, seen = [process_id], set()
    while ahead:
        one = ahead.pop()
        if one not in seen and one in definitions.processes:
            seen.add(one)
            found = {**answers.given(one), **found}
            ahead += [e.called for e in definitions.processes[one].elements.values() if e.called]
    return found


def _human_first(steps: Sequence[Step], random: Random) -> Sequence[Step]:
    """Mostly people act before a clock does."""
    people = [step for step in steps if step.kind == "human"]
    return people if people and random.random() < 0.9 else steps


def with_step(raw: bytes, where: int, ident: str = "baru") -> bytes:
    """The diagram with one human step put into one of its flows."""
    root = etree.fromstring(raw)
    bpmn = f"{{{root.nsmap['bpmn']}}}"
    flows = root.findall(f".//{bpmn}sequenceFlow")
    flow = flows[where % len(flows)]
    scope, target = flow.getparent(), flow.get("targetRef")
    assert scope is not None
    assert target is not None
    flow.set("targetRef", ident)
    step = small.definitions(small.user(ident) + small.flow(ident, target, ident=f"dari_{ident}"))
    scope.extend(list(etree.fromstring(step)))
    for incoming in root.iterfind(f".//*[@id='{target}']/{bpmn}incoming"):
        if incoming.text == flow.get("id"):
            incoming.text = f"dari_{ident}"
    return etree.tostring(root)
