"""Named steps that a diagram may call, and what each one is given.

An operation checks state, acts on domain rows through the session it is given, and returns small facts. It knows
neither Flask nor the engine, never commits, and trusts no diagram: whatever decides pay is checked here again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from webapp.domain.kalender import HariKerja
from webapp.domain.organisasi import Organisasi, Urusan
from webapp.domain.pelanggaran import Pelanggaran
from webapp.storage.segel import Segel

Facts = Mapping[str, Any]


class Refused(Exception):
    """The step may not be done as asked; `pelanggaran` says all reasons, each with what to do."""

    def __init__(self, pelanggaran: Sequence[Pelanggaran]) -> None:
        super().__init__("; ".join(satu.pesan for satu in pelanggaran))
        self.pelanggaran = list(pelanggaran)


@dataclass(frozen=True)
class Actor:
    """Who is logged in: an account, the person behind it (an employee, or an official outside the civil service).

    `evidence` says how the account was known and from where, as it is kept with what the person does; None where
    nobody sits at a browser.
    """

    akun_id: int
    nama: str
    pegawai_id: int | None = None
    pihak_luar_id: int | None = None
    peran: frozenset[str] = frozenset()
    evidence: Mapping[str, Any] | None = field(default=None, compare=False, repr=False)

    @property
    def is_nobody(self) -> bool:
        """Whether it is not known which person the account belongs to, as at the first installation."""
        return self.pegawai_id is None and self.pihak_luar_id is None


@dataclass(frozen=True)
class Subject:
    """Whose case it is, and which document it is about."""

    case_id: int
    pegawai_id: int
    document_kind: str
    document_id: int


@dataclass(frozen=True)
class NewCase:
    """A case that an operation asks for."""

    process_id: str
    pegawai_id: int
    document_kind: str
    document_id: int
    facts: Facts


@dataclass(frozen=True)
class Message:
    """A message that an operation sends: everybody who waits for this name and correlation gets its facts, once."""

    name: str
    correlation: str
    facts: Facts


@dataclass(frozen=True)
class Decided:
    """What a decision table says: its values by output name, and the table as it stood (SHA-256 of its content)."""

    decision_id: str
    values: Mapping[str, Any]
    checksum: str


@dataclass
class Requests:
    """What operations ask of other cases.

    Cases start and end in the same transaction, after their own case is written; messages are stored in it and
    delivered after it.
    """

    starts: list[NewCase] = field(default_factory=list)
    cancels: list[tuple[int, Facts]] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)


def _undecided(decision_id: str, facts: Facts) -> Decided:
    raise LookupError(f"no release at hand to decide {decision_id}")


def _no_calendar(year: int) -> HariKerja:
    raise LookupError(f"no calendar of {year} at hand")


def _no_check(files: Mapping[str, str]) -> Sequence[Mapping[str, Any]]:
    raise LookupError("no workshop at hand to check a bundle")


@dataclass
class Context:
    """What an operation may use. `actor` is None in an automatic step; `now` is aware, `today` the date in the zone.

    `on` is the day that counts for the step (today, unless it stands for a day of its own), and `organisasi` is that
    day's; `urusan` is what the step is, for mandates of limited scope. `segel` seals and opens confidential texts.
    """

    session: Session
    now: datetime
    today: date
    subject: Subject
    organisasi: Organisasi
    actor: Actor | None = None
    mandate: Mapping[str, Any] | None = None
    key: str = ""
    urusan: Urusan | None = None
    on: date = date.min
    facts: Facts = field(default_factory=dict)
    jobs: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    requests: Requests = field(default_factory=Requests)
    segel: Segel = field(default_factory=Segel)
    deciding: Callable[[str, Facts], Decided] = _undecided
    calendar: Callable[[int], HariKerja] = _no_calendar
    checking: Callable[[Mapping[str, str]], Sequence[Mapping[str, Any]]] = _no_check

    def workdays(self, year: int) -> HariKerja:
        """The working days by which the subject's deadlines are counted, in a year and its neighbours."""
        return self.calendar(year)

    def decide(self, decision_id: str, facts: Facts) -> Decided:
        """What a decision table of the case's own release says. Raises `Refused` where no row fits."""
        return self.deciding(decision_id, facts)

    def check(self, files: Mapping[str, str]) -> Sequence[Mapping[str, Any]]:
        """Every error of a bundle of diagrams, forms and tables, as plain values; empty: it may be published."""
        return self.checking(files)

    def send(self, name: str, correlation: str, facts: Facts | None = None) -> None:
        """Send a message to every case that waits for it now or later; it is stored with the action or not at all."""
        self.requests.messages.append(Message(name, correlation, dict(facts or {})))

    def start(
        self,
        process_id: str,
        *,
        pegawai_id: int,
        document_kind: str,
        document_id: int,
        facts: Facts | None = None,
    ) -> None:
        """Ask for a new case; it starts with this action or not at all."""
        self.requests.starts.append(NewCase(process_id, pegawai_id, document_kind, document_id, facts or {}))

    def cancel(self, case_id: int, facts: Facts) -> None:
        """Ask for another case to end where it stands; its journal keeps the facts that say why."""
        self.requests.cancels.append((case_id, facts))

    def defer(self, task: str, **args: Any) -> None:
        """Ask for a background job; it is stored with the action or not at all."""
        self.jobs.append((task, args))


@dataclass(frozen=True)
class Operation:
    """A registered operation: its name in diagrams, and the facts it returns with their possible values (None: any).

    `needs` are the facts of the case that it cannot do without: a diagram must give them on every way to it. `answers`
    are those that the operation of a human step reads: the step's form must have them; those of `asides` it may have.
    `signs`: the act is a signature, whatever a diagram says; its answers then carry `bukti`, how the signer was known.
    """

    name: str
    run: Callable[[Context, Mapping[str, Any]], Facts]
    facts: Mapping[str, tuple[Any, ...] | None]
    needs: frozenset[str] = frozenset()
    answers: frozenset[str] = frozenset()
    asides: frozenset[str] = frozenset()
    signs: bool = False


_operations: dict[str, Operation] = {}
_messages: dict[str, Mapping[str, tuple[Any, ...] | None]] = {}
_starts: dict[str, Mapping[str, tuple[Any, ...] | None]] = {}


def operation(
    name: str,
    *,
    facts: Mapping[str, tuple[Any, ...] | None] | None = None,
    needs: Iterable[str] = (),
    answers: Sequence[str] = (),
    signs: bool = False,
) -> Callable[[Callable[[Context, Mapping[str, Any]], Facts]], Callable[[Context, Mapping[str, Any]], Facts]]:
    """Register a function under the name that diagrams use. A name is registered once.

    An answer whose name ends in `?` is read where the form has it; see `Operation` for the rest.
    """
    must = frozenset(one for one in answers if not one.endswith("?"))
    may = frozenset(one.removesuffix("?") for one in answers) - must

    def register(run: Callable[[Context, Mapping[str, Any]], Facts]) -> Callable[..., Facts]:
        if name in _operations:
            raise ValueError(f"operation {name} is registered twice")
        _operations[name] = Operation(name, run, dict(facts or {}), frozenset(needs), must, may, signs)
        return run

    return register


def message(name: str, *, facts: Mapping[str, tuple[Any, ...] | None]) -> str:
    """Declare a message that operations send: the facts that it brings, with their possible values (None: any)."""
    if name in _messages:
        raise ValueError(f"message {name} is declared twice")
    _messages[name] = dict(facts)
    return name


def starting(process_id: str, *, facts: Mapping[str, tuple[Any, ...] | None]) -> str:
    """Declare what whoever starts a case of this process gives it at once (None: any value)."""
    if process_id in _starts:
        raise ValueError(f"the start of {process_id} is declared twice")
    _starts[process_id] = dict(facts)
    return process_id


def start_facts(process_id: str) -> Mapping[str, tuple[Any, ...] | None]:
    """The facts with which a case of this process starts; empty where nobody declared any."""
    return _starts.get(process_id, {})


def message_facts(name: str) -> Mapping[str, tuple[Any, ...] | None] | None:
    """The facts that a message brings, if there is one of this name."""
    return _messages.get(name)


def message_names() -> list[str]:
    """The messages that operations send, in name order."""
    return sorted(_messages)


def find(name: str) -> Operation | None:
    """The operation with this name, if there is one."""
    return _operations.get(name)


def names() -> frozenset[str]:
    """All registered names, for the check of a release."""
    return frozenset(_operations)
