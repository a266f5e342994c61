"""A step that an owner put before the evaluator's: a case that starts after the release goes through it to its end."""

from __future__ import annotations

import json

from tests.kota import Kota, wib
from webapp.services.workshop import drafts

from . import owners
from .owners import DIAGRAM


def with_new_step(city: Kota) -> None:
    """A draft with the new step and its form, proposed by one owner and put in force by the other."""
    draft_id = drafts.open_draft(city.work, city.actor("NH"), "Reviu pengelola", owners.NOTE)
    owners.save(city, "NH", draft_id, "forms/penetapan/reviu_pengelola.json", json.dumps(owners.NEW_FORM))
    diagram = owners.read(city, draft_id, DIAGRAM).text
    owners.save(city, "NH", draft_id, DIAGRAM, owners.with_review(diagram))
    owners.without_scenarios(city, draft_id)
    owners.propose(city, draft_id)
    owners.approve(city, draft_id)


def waiting(city: Kota) -> set[str]:
    return {key.rsplit("/", 1)[-1] for key in city.open_keys("SR")}


def test_a_case_of_the_next_year_goes_through_the_new_step_and_is_set(city: Kota) -> None:
    city.until_submitted("SR")
    assert "reviu#1" in waiting(city), "the old case is at its evaluator's"
    with_new_step(city)
    assert "reviu#1" in waiting(city), "and stays there"
    city.at("2027-01-04 08:00").open_cycle(2027)
    city.until_submitted("SR")
    assert "reviu_pengelola#1" in waiting(city)
    city.do("WS", "SR", "reviu_pengelola", values={"kelengkapan": "lengkap"})
    city.review("KB", "SR", "kembalikan", "Target masih terlalu rendah.")
    city.submit("SR")
    assert "reviu_pengelola#2" in waiting(city)
    city.do("WS", "SR", "reviu_pengelola", values={"kelengkapan": "kurang"})
    city.review("KB", "SR")
    city.sign("SR")
    city.establish("KB", "SR")
    assert city.skp("SR").status == "DITETAPKAN"
    assert city.now == wib("2027-01-04 08:00")
