"""Faults that owners make, planted into what ships: each is found before publication, by name and with a mend; and
variants that are right, in which nothing is found.
"""

from __future__ import annotations

import pytest

from webapp.engine.run import Run
from webapp.engine.soundness import as_entries
from webapp.engine.stand_in import alone
from webapp.services.workshop.checking import check_all
from webapp.services.workshop.soundness import Searches

from .faults import FAULTS, Fault
from .planted import SHIPPED_WHOLE, edited
from .variants import SOUND

SEARCHES = Searches()  # what does not change between the plantings is searched once


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "_"))
def test_a_planted_fault_is_found_with_its_mend(fault: Fault) -> None:
    checked = check_all(edited(*fault.edits), SEARCHES)
    told = [str(problem) for problem in checked.problems]
    found = [
        one for one in checked.problems if one.code == fault.code and fault.element in (None, one.element_id)
    ]
    assert found, told
    assert all(problem.message and problem.mend and problem.file for problem in checked.problems)
    assert any(fault.mend in problem.mend for problem in found), told


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "_"))
def test_the_walk_to_a_fault_can_be_played(fault: Fault) -> None:
    checked = check_all(edited(*fault.edits), SEARCHES)
    for finding in checked.findings:
        assert checked.bundle is not None
        definitions = alone(checked.bundle.definitions, finding.process_id)
        drawn = definitions.processes[finding.process_id].elements
        assert all(one.element_id in drawn for one in finding.walk if one.key is not None)
        if finding.problem.code in {"deadlock", "missing_fact", "no_way_out"}:
            run = Run.replay(definitions, finding.process_id, as_entries(finding.walk))
            assert not run.is_completed
            assert bool(run.open) is (finding.problem.code != "deadlock")


@pytest.mark.parametrize("name", SOUND)
def test_what_is_right_is_not_complained_of(name: str) -> None:
    checked = check_all(edited(*SOUND[name]), SEARCHES)
    assert [str(problem) for problem in [*checked.problems, *checked.warnings]] == []


def test_there_are_enough_of_both() -> None:
    assert len({fault.name for fault in FAULTS}) >= 30
    assert len(SOUND) >= 20


def test_nothing_is_found_in_what_ships() -> None:
    checked = check_all(SHIPPED_WHOLE, SEARCHES)
    assert (checked.problems, checked.warnings, checked.findings) == ([], [], [])
