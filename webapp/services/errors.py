"""Refusals of the service layer, each with a sentence in Indonesian. The web turns them into pages, never into 500s."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from webapp.engine import NotOpen, RunError
from webapp.operations import Refused


class CaseStuck(Exception):
    """A case failed with what nobody had expected; the cause is kept as an incident."""

    def __init__(self, case_id: int | None) -> None:
        super().__init__(f"case {case_id} cannot go on")
        self.case_id = case_id


class JournalBroken(Exception):
    """A journal holds less than its case says; entries are never taken away by the program itself."""

    def __init__(self, case_id: int) -> None:
        super().__init__(f"the journal of case {case_id} is not whole")
        self.case_id = case_id


class CasesFailed(Exception):
    """Some of many cases could not be served; each has its incident, and repeating reaches only those."""


CASE_FAILURES = (SQLAlchemyError, Refused, RunError, NotOpen, CaseStuck, JournalBroken)
"""What one case may fail with where many are served one after another; the others go on."""


class NotFound(Exception):
    """There is no such thing for this person (said the same way whether it never was or is not theirs).

    `object_kind` and `object_id` name what was asked for, so that the edge can keep an event of the refused access.
    """

    def __init__(self, object_kind: str | None = None, object_id: int | None = None) -> None:
        super().__init__(f"{object_kind} {object_id}" if object_kind else "not found")
        self.object_kind = object_kind
        self.object_id = object_id


class Denied(Exception):
    """The person may not do this; the sentence says who may. The object is named as in `NotFound`."""

    def __init__(
        self, sentence: str = "", object_kind: str | None = None, object_id: int | None = None
    ) -> None:
        super().__init__(sentence)
        self.object_kind = object_kind
        self.object_id = object_id


class ReasonNeeded(Exception):
    """The person may see this employee's documents with a reason, and has given none that is still open."""

    def __init__(self, pegawai_id: int) -> None:
        super().__init__(f"a reason is needed to see the documents of employee {pegawai_id}")
        self.pegawai_id = pegawai_id


class WrongPassword(Exception):
    """The re-authentication that a signature needs did not succeed. `field` is what was wrong."""

    def __init__(self, field: str = "_sandi") -> None:
        super().__init__(f"re-authentication failed: {field}")
        self.field = field


@dataclass(frozen=True)
class Typed:
    """What a person had typed into a step that is over: the texts of each field, and how the form names them.

    `labels` are the names of fields, `choices` the words of what can be chosen in a field, by what is stored.
    """

    values: Mapping[str, Sequence[str]]
    labels: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]


@dataclass
class AlreadyDone(Exception):
    """Somebody was faster, or the page is old: who, when, and whether it was the same person; on which document.

    `typed` is what the reader had typed into the step, where that is known.
    """

    by: str
    at: datetime
    mine: bool
    document_kind: str = ""
    document_id: int = 0
    typed: Typed | None = None

    def __str__(self) -> str:
        return f"already done by {self.by} at {self.at.isoformat()}"


@dataclass
class StepOver(Exception):
    """A step was taken away before anybody did it: by the clock, with the end of its case, or by another step.

    `sentence` says which; `by` is who did what ended it, empty for nobody; `typed` is the reader's own draft of it.
    """

    sentence: str
    by: str
    at: datetime
    document_kind: str
    document_id: int
    typed: Typed | None = None

    def __str__(self) -> str:
        return self.sentence


@dataclass
class InvalidAnswers(Exception):
    """The form is not filled as it asks. `errors` by field path, sentences each; `values` is what was typed."""

    errors: Mapping[str, Sequence[str]]
    values: Mapping[str, object]

    def __str__(self) -> str:
        return f"invalid answers: {', '.join(self.errors)}"
