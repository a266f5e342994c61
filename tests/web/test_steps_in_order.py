"""Nothing is done out of turn [ASVS 2.3.1]: every act on an object in every state that is not its own changes nothing.

The states are those that the tables know, and the steps those that the diagrams have: a new one is tried without being
named. Who tries may do the act when its time has come.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, Enum, text
from sqlalchemy.exc import IntegrityError
from werkzeug.routing import Rule

from tests.web.conftest import BROWSER
from tests.web.matriks import Dunia, own_year
from tests.web.test_matrix import ACTS, contents
from tests.web.visits import Visitors
from webapp.engine import Process, read_definitions
from webapp.services.postgres import PrivatePostgres
from webapp.storage import Base
from webapp.web.keys import key_to_url

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
FILES = (*ROOT.glob("workflows/*.bpmn"), *ROOT.glob("workflows/tables/*.dmn"))
PROCESSES = read_definitions({file.name: file.read_bytes() for file in FILES}).processes

OBJECTS: Mapping[str, str] = {
    "aktivitas_id": "aktivitas", "batch_id": "case_batch", "draft_id": "release_draft", "impact_id": "impact",
    "kontrak_id": "kontrak_penugasan", "skp_id": "skp",
}  # fmt: skip
"""The table of what an address names, where that has a state."""
ELSEWHERE = {"saran_id"}
"""Objects whose states cannot be set without all that goes with them: `tests/services` walks these."""
OPEN = {"OPEN"}
OWN: Mapping[str, set[str]] = {
    "activity_entries.change": {"DIAJUKAN", "REVISI"},
    "activity_entries.withdraw": {"DIAJUKAN", "REVISI"},
    "changes.propose": {"DITETAPKAN"},
    "cockpit_batches.discard": {"TRIAL", "PROPOSED", "DISCARDED"},
    "cockpit_batches.propose": {"TRIAL", "PROPOSED"},
    "cockpit_batches.run": {"PROPOSED", "RUNNING", "DONE"},
    "contracts.feed_back": {"DITERIMA"},
    "contracts.recommend": {"DITERIMA"},
    "impacts.again": {"FAILED"},
}
"""Act: the states in which it may change something, or be repeated. Acts on a draft of a release have one, OPEN."""
ANY: Mapping[str, str] = {
    "editor_forms.preview": "shows",
    "editors.check": "tells",
    "editors.form_check": "tells",
    "editors.form_present": "tells who else is looking",
    "editors.present": "tells who else is looking",
    "feedback.refresh": "shows",
    "mph.comment": "people go on talking about a result",
    "playground.begin": "tries; nothing follows from it",
}


@pytest.fixture(scope="module")
def year(
    postgres: PrivatePostgres, city_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visitors]:
    """One year; its tests change nothing but the state of single rows, and put it back."""
    with own_year(postgres, city_template, tmp_path_factory.mktemp("var")) as made:
        visitors = Visitors(made)
        for role in {may.split()[0] for may, _ in ACTS.values() if may}:
            visitors.client(role).get("/tugas", headers=BROWSER)  # a device that is new is told to its owner
        yield visitors


def acts(dunia: Dunia) -> Iterator[tuple[Rule, str]]:
    """Each act that somebody may do on an object with a state, with the table of the object."""
    for rule in dunia.app.url_map.iter_rules():
        named = [one for one in OBJECTS if one in rule.arguments]
        if (
            "POST" in (rule.methods or ())
            and rule.endpoint in ACTS
            and ACTS[rule.endpoint][0]
            and named
            and not ELSEWHERE & rule.arguments
        ):
            yield rule, OBJECTS[named[-1]]


def own(endpoint: str, table: str) -> set[str]:
    """The states in which an act may change something."""
    return OPEN if table == "release_draft" else OWN.get(endpoint, set())


def states(table: str) -> tuple[str, list[str]]:
    """The column of a table's state, and what it may say."""
    column = next(one for one in Base.metadata.tables[table].columns if one.name in ("status", "state"))
    assert isinstance(column.type, Enum)
    return column.name, list(column.type.enums)


def put(engine: Engine, table: str, number: int, state: str) -> bool:
    """Put an object into a state past everything that leads there; False where the table itself knows no such row."""
    with engine.connect() as connection:
        try:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            order = f"UPDATE {table} SET {states(table)[0]} = :state WHERE id = :id"  # noqa: S608 - names of ours
            connection.execute(text(order), {"state": state, "id": number})
        except IntegrityError:
            return False
        connection.commit()
    return True


def refused(client: FlaskClient, address: str, body: Mapping[str, str]) -> bool:
    """Whether an act is refused in words: by its status, or on the page to which it leads."""
    data = {**body, "_permintaan": str(uuid4())}
    answer = client.post(address, data=data, headers=BROWSER)
    if answer.status_code == 303:
        with client.session_transaction() as session:
            told = session.pop("_flashes", [])
        return any(kind in ("error", "warning", "info") for kind, _words in told)
    return answer.status_code in (403, 404, 409, 415, 422) and bool(answer.text.strip())


def test_every_act_has_its_states(year: Visitors) -> None:
    known = {rule.endpoint for rule, _ in acts(year.dunia)}
    assert len(known) > 50
    assert set(OWN) | set(ANY) <= known, "take out what is gone"


@pytest.mark.parametrize("table", sorted(set(OBJECTS.values())))
def test_an_act_out_of_turn_is_refused_in_words_and_changes_nothing(year: Visitors, table: str) -> None:
    dunia, wrong, tried = year.dunia, [], 0
    engine, column = dunia.city.engine, states(table)[0]
    name = next(one for one, of in OBJECTS.items() if of == table)
    number = dunia.values[name]
    with engine.connect() as connection:
        asked = text(f"SELECT {column} FROM {table} WHERE id = :id")  # noqa: S608 - names of ours
        first = str(connection.execute(asked, {"id": number}).scalar_one())
    for state in states(table)[1]:
        if not put(engine, table, number, state):
            continue
        before = contents(engine)
        for rule, of in acts(dunia):
            if of != table or rule.endpoint in ANY or state in own(rule.endpoint, table):
                continue
            role, body = ACTS[rule.endpoint]
            filled = {one.format(**dunia.values): said.format(**dunia.values) for one, said in body.items()}
            tried += 1
            if not refused(year.client(role.split()[0]), year.address(rule), filled):
                wrong.append((rule.endpoint, state, "said nothing"))
        changed = {one for one, digest in contents(engine).items() if digest != before[one]}
        wrong += [(one, state, "changed") for one in sorted(changed)]
    assert put(engine, table, number, first)
    assert tried > 0
    assert wrong == []


def human_steps(process: Process, before: str = "") -> Iterator[str]:
    """Keys of every human step of a process, those of what it calls included."""
    for element in process.elements.values():
        key = f"{before}{element.id}#1"
        if element.kind == "userTask":
            yield key
        elif element.called in PROCESSES and key.count("/") < 3:
            yield from human_steps(PROCESSES[element.called], f"{key}/")


def test_every_step_that_is_not_open_is_refused_in_words_and_changes_nothing(year: Visitors) -> None:
    dunia, wrong, tried = year.dunia, [], 0
    engine = dunia.city.engine
    with engine.connect() as connection:
        hers = text("SELECT id, process_id FROM process_case WHERE document_id = :skp_id OR id = :case_id")
        cases = connection.execute(hers, {one: dunia.values[one] for one in ("skp_id", "case_id")}).all()
        is_open = {
            (row.case_id, row.key) for row in connection.execute(text("SELECT case_id, key FROM work_item"))
        }
    assert len(cases) > 3
    before = contents(engine)
    for case_id, process_id in cases:
        for key in dict.fromkeys(human_steps(PROCESSES[process_id])):
            if (case_id, key) in is_open:
                continue
            address = f"/tugas/{case_id}/{key_to_url(key)}"
            for role in ("pemilik", "penilai"):
                for end in ("", "/draf"):
                    tried += 1
                    if not refused(
                        year.client(role), address + end, {"keputusan": "setujui", "catatan": "Ya."}
                    ):
                        wrong.append((role, address + end))
    assert tried > 100
    assert wrong == []
    assert contents(engine) == before
