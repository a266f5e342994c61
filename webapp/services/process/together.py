"""Several steps of several cases completed together: all of them, or none. A board hands in this way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from webapp.engine import RunError
from webapp.operations import Actor, Refused
from webapp.services import audit
from webapp.services.cockpit.recording import Watch, record
from webapp.services.errors import AlreadyDone, Denied, InvalidAnswers, NotFound, StepOver
from webapp.services.work import Attempt, Transaction, Work

from .cases import Action, keep
from .tasks import Completed, Submission, complete_one, stuck

PartError = NotFound | Denied | AlreadyDone | StepOver | InvalidAnswers | Refused


@dataclass(frozen=True)
class Part:
    """One step of several that are completed together."""

    case_id: int
    key: str
    submission: Submission


class PartsRefused(Exception):
    """At least one of several steps may not be done; nothing is stored. `refused` says which, each with its reason."""

    def __init__(self, refused: Sequence[tuple[Part, PartError]]) -> None:
        super().__init__("; ".join(f"{part.case_id}/{part.key}: {error}" for part, error in refused))
        self.refused = list(refused)


def complete_all(
    work: Work, actor: Actor, parts: Sequence[Part], check: Callable[[Transaction], None] | None = None
) -> list[Completed]:
    """Complete open steps of several cases, all or none: a board's submission, a list approved in bulk.

    Cases are locked in the order of their ids, so that two boards cannot wait for each other. Every part is tried, so
    that `PartsRefused` names all that stand in the way; then nothing is stored. A case may occur once. `check` speaks
    first, in the same transaction: what holds for the whole submission is refused or written down there.
    """
    ordered = sorted(parts, key=lambda part: part.case_id)
    if len({part.case_id for part in ordered}) < len(ordered):
        raise ValueError("two steps of one case in one submission")
    done: dict[int, Completed] = {}
    actions: list[Action] = []
    refused: list[tuple[Part, PartError]] = []
    failed: list[tuple[Attempt, Exception]] = []
    with _telling(work, actor, failed, refused), Watch(work) as watch, work.transaction() as tx:
        watch.tx = tx
        if check is not None:
            check(tx)
        for part in ordered:
            try:
                with tx.session.begin_nested():
                    action, done[part.case_id] = complete_one(
                        tx, actor, part.case_id, part.key, part.submission
                    )
                actions.append(action)
            except (NotFound, Denied, AlreadyDone, StepOver, InvalidAnswers, Refused, RunError) as error:
                refused.append((part, stuck() if isinstance(error, RunError) else error))
                failed += [] if tx.attempt is None else [(tx.attempt, error)]
                tx.attempt = None
        if refused:
            raise PartsRefused(refused)
    for action in actions:
        keep(tx, action)
        if not done[action.case.id].repeated:
            work.meter.completed(action.case.process_id)
    return [done[part.case_id] for part in parts]


@contextmanager
def _telling(
    work: Work, actor: Actor, failed: Sequence[tuple[Attempt, Exception]], refused: Sequence[tuple[Part, PartError]]
) -> Iterator[None]:  # fmt: skip
    """Keep what ran of itself and failed, and what the person may not do, once the submission has been rolled back."""
    try:
        yield
    finally:
        for attempt, error in failed:
            record(work, error, attempt)
        for part, why in refused:
            if isinstance(why, Denied | NotFound):
                why.object_kind, why.object_id = "process_case", part.case_id
                audit.denied(work, actor, why, {"kunci": part.key})
