"""Asking the decision tables of a release. What a table said is a value; who stores it keeps its checksum with it.

Tables belong to a release like diagrams do: a case asks those of its own release, a page those in force today.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence, in_a_row
from webapp.engine import Definitions
from webapp.engine.decisions import DecisionError
from webapp.feel import Value, to_json_value
from webapp.operations import Refused
from webapp.operations.registry import Decided
from webapp.services.work import Transaction

UNDECIDED: Final = Sentence(
    "Langkah ini belum tersimpan. Periksa isian yang disebut; bila sudah benar, minta pemilik proses melengkapi "
    "tabelnya."
)


def decide_in(definitions: Definitions, decision_id: str, facts: Mapping[str, Any]) -> Decided:
    """What a table of these definitions says about the facts.

    Values by output name: as JSON, but numbers with a fraction are exact `Decimal`. Raises `DecisionError` (with a
    sentence for the reader) where there is no such table, or none or several of its rows fit.
    """
    decision = definitions.decisions.get(decision_id)
    if decision is None:
        raise no_table(decision_id)
    values = {name: _exact(value) for name, value in decision.values(facts).items()}
    return Decided(decision.id, values, decision.checksum)


def no_table(decision_id: str) -> DecisionError:
    """What is said where a release has no such table."""
    sentence = Sentence("Tabel keputusan '%(decision)s' tidak ada dalam rilis ini.", decision=decision_id)
    return DecisionError(decision_id, sentence)


def decide_or_refuse(definitions: Definitions, decision_id: str, facts: Mapping[str, Any]) -> Decided:
    """The same for who acts. Raises `Refused`, which says what is missing and that nothing is stored."""
    try:
        return decide_in(definitions, decision_id, facts)
    except DecisionError as error:
        said = in_a_row([error.args[0], UNDECIDED])
        raise Refused([Pelanggaran("keputusan.tidak_ada", said)]) from error


def as_fact(decided: Decided) -> Any:
    """What a rule task keeps of an answer: its one value, or all of them by name, as JSON."""
    values = {name: to_json_value(value) for name, value in decided.values.items()}
    return next(iter(values.values())) if len(values) == 1 else values


def decide(
    tx: Transaction, decision_id: str, facts: Mapping[str, Any], release_id: int | None = None
) -> Decided:
    """The same from a release of the store: the one in force on the action's day unless another is named."""
    releases = tx.work.releases
    number = releases.current(tx.session, tx.today) if release_id is None else release_id
    return decide_in(releases.get(tx.session, number).definitions, decision_id, facts)


def _exact(value: Value) -> Any:
    """JSON, except that a fraction stays the decimal number that the table holds."""
    if isinstance(value, Decimal) and value != value.to_integral_value():
        return value
    return to_json_value(value)
