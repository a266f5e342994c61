"""Rights are said in one room: what a machine can see of that."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

import pytest

from tests.sources import FILES, WEBAPP, nodes
from tests.web.matriks import Dunia
from webapp.services.policy import matrix
from webapp.services.policy.matrix import DESKS, Relation, Right, holders
from webapp.web.policy import policy_of

ROOM = WEBAPP / "services" / "policy"

ASKS_FOR_OFFICES = {
    "services/people/assignments.py": "a lane may be an office: who holds a step is told there",
    "services/process/inbox.py": "which rows to read for the offices of a person; each is asked again",
    "services/identity/factors.py": "the agency's rule says which offices need a second factor",
    "services/evidence/reading_log.py": "the agency's rule says which offices give a reason",
    "operations/pelaku.py": "an operation looks again, one room below, whatever the diagram says",
    "operations/penerbitan.py": "the same for publication",
    "web/policy.py": "the outer door",
    "web/frame.py": "which entries the menu shows",
    "web/admin/admin_hub.py": "which rooms the hub shows, and a finding links to",
    "cli_release.py": "the command line checks before it begins",
}
"""Where an account's offices are read beside the policy, and why."""

REASONS = {
    "services/activities/bank.py": "an account without an employee proposes nothing",
    "services/activities/heat.py": "another OPD than the own",
    "services/activities/owner.py": "an account without an employee has no daily work",
    "services/activities/verify.py": "the refusal of one entry of many, with its number",
    "services/cockpit/batch_work.py": "the account was closed meanwhile",
    "services/cockpit/batches.py": "the second person of four eyes",
    "services/evidence/reading_log.py": "the agency's rule does not ask this office for a reason",
    "services/months/action_plan.py": "the state of the plan",
    "services/monitoring/feedback.py": "no capacity in which feedback could be given now",
    "services/papers/batches.py": "a scope that is not on the page; a right that has ended meanwhile",
    "services/people/registry.py": "another OPD than the own",
    "services/planning/cross_unit.py": "no post, or about oneself; not accepted yet",
    "services/planning/editor.py": "the state of the draft",
    "services/planning/mph.py": "the chain above is not set",
    "services/planning/suggestions.py": "the state of the draft, and whose decision a suggestion is",
    "services/privacy/own_data.py": "an account without an employee has no data of its own here",
    "services/process/tasks.py": "no second sign-in",
    "services/tpp/explain.py": "an account without an employee has no allowance",
    "services/identity/reauthentication.py": "no second sign-in",
    "services/workshop/publication.py": "an account without an employee proposes nothing",
    "services/yearly/board_exceptions.py": "nothing on this board waits for the reader",
    "services/yearly/board_sending.py": "nobody on this board waits for the reader",
}
"""Services that refuse with a sentence of their own: for a state, never for an office."""


def sources() -> Iterator[tuple[str, Sequence[ast.AST]]]:
    """Every module outside the room of the policy, by name, with everything in it."""
    return ((path.relative_to(WEBAPP).as_posix(), nodes(path)) for path in FILES if ROOM not in path.parents)


def test_offices_of_an_account_are_asked_for_by_the_policy() -> None:
    found = {
        name
        for name, parts in sources()
        for node in parts
        if isinstance(node, ast.Attribute)
        and node.attr == "peran"
        and ast.unparse(node.value).rsplit(".", 1)[-1] in ("actor", "current_actor()")
    }
    assert found - set(ASKS_FOR_OFFICES) == set(), "ask `policy.decide.require` or `permits`"
    assert set(ASKS_FOR_OFFICES) - found == set(), "no longer needed in the list"


def test_services_refuse_by_the_policy_and_say_themselves_only_what_a_state_forbids() -> None:
    found = {
        name
        for name, parts in sources()
        if name.startswith("services/")
        for node in parts
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Denied"
    }
    assert found - set(REASONS) == set(), (
        "let `policy.decide.allowed` refuse; or say why this is no question of rights"
    )
    assert set(REASONS) - found == set(), "no longer needed in the list"


def test_a_refusal_for_a_state_stands_under_no_question_for_an_office() -> None:
    """No `if` that asks for an office or a relation leads to a `Denied` outside the policy."""
    wrong = [
        f"{name}:{node.lineno}"
        for name, parts in sources()
        if name.startswith("services/") and name not in ASKS_FOR_OFFICES
        for node in parts
        if isinstance(node, ast.If)
        and any(
            isinstance(one, ast.Raise) and one.exc and "Denied(" in ast.unparse(one.exc) for one in node.body
        )
        and ("actor.peran" in ast.unparse(node.test) or "admin_bkpp" in ast.unparse(node.test))
    ]
    assert wrong == []


@pytest.mark.slow
def test_the_outer_door_names_only_groups_of_offices_that_the_policy_knows(dunia: Dunia) -> None:
    """A route's policy lets in those whom some right of some desk lets in, and no other group."""
    known = {holders(kind, right) for kind in DESKS for right in Right}
    groups = {
        named.roles
        for view in dunia.app.view_functions.values()
        if (named := policy_of(view)) is not None and named.kind == "peran"
    }
    assert groups - known == set()


def test_every_relation_and_right_of_the_matrix_is_used() -> None:
    used = {one for row in matrix.MATRIX.values() for one in row}
    assert set(Relation) - used == set()
    assert {right for row in matrix.MATRIX.values() for rights in row.values() for right in rights} == set(
        Right
    )
