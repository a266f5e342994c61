"""Business rule tasks end to end: the table of the case's own release answers, and the journal says which table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from tests.engine import small
from tests.kota import Kota
from tests.services.journals import check_all
from tests.services.racing import FORM, STEP
from webapp.operations import Context, Refused, find, operation
from webapp.services.process import cases, tasks
from webapp.services.process.cases import open_action
from webapp.services.process.decisions import decide
from webapp.services.process.releases import ReleaseRefused, publish
from webapp.storage.caselog import read_journal

MAPPED = '<zeebe:ioMapping><zeebe:input source="=hasil" target="nilai" /></zeebe:ioMapping>'
PROCESS = small.diagram(
    small.start(), small.element("userTask", "isi", STEP), small.rule("tabel", "uji_nilai", "predikat", MAPPED),
    small.element("serviceTask", "tanya", '<zeebe:taskDefinition type="uji_tabel.tanya" />'),
    small.element("exclusiveGateway", "cabang", default="lain"), small.element("userTask", "bagus", STEP),
    small.element("userTask", "biasa", STEP), small.end(),
    small.chain("mulai", "isi", "tabel", "tanya", "cabang"), small.flow("cabang", "bagus", 'predikat = "A"'),
    small.flow("cabang", "biasa", ident="lain"), small.chain("bagus", "selesai"), small.chain("biasa", "selesai"),
    ident="bertanya",
)  # fmt: skip
"""An answer, a table that reads it, an operation that asks the same table, and a branch by what the table said."""


def table(*rules: tuple[str, str]) -> str:
    """The table over `nilai`, which knows the answers of the form."""
    return small.table("uji_nilai", "predikat", *rules, reads="nilai", values='"baik", "kurang"').decode()


def files(*rules: tuple[str, str]) -> dict[str, str]:
    return {
        "workflows/bertanya.bpmn": PROCESS.decode(),
        "workflows/tables/uji_nilai.dmn": table(*(rules or (('"baik"', '"A"'), ("-", '"B"')))),
        "forms/uji/isi.json": json.dumps(FORM),
    }


def tanya(ctx: Context, _inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """Ask the table about what the case was told to ask, else about the answer."""
    decided = ctx.decide("uji_nilai", {"nilai": ctx.facts.get("tanyakan") or ctx.facts["hasil"]})
    return {"jawaban_tabel": decided.values["predikat"], "tabel": f"{decided.decision_id}:{decided.checksum}"}


@pytest.fixture
def town(city: Kota) -> Kota:
    """The city with the small release in force."""
    if find("uji_tabel.tanya") is None:
        operation("uji_tabel.tanya", facts={"jawaban_tabel": None, "tabel": None})(tanya)
    release(city, files())
    return city


def release(town: Kota, bundle: Mapping[str, str]) -> int:
    with town.work.transaction() as tx:
        return publish(tx.session, bundle, date(2020, 1, 1), "tabel")


def begin(town: Kota, **facts: Any) -> int:
    subject = town.pegawai_id("SR")
    with town.work.transaction() as tx:
        return cases.start(
            tx, "bertanya", subject_id=subject, document_kind="uji", document_id=1, facts=facts or None
        )


def answer(town: Kota, case_id: int, hasil: str) -> None:
    submission = tasks.Submission(request_id=uuid4(), values={"hasil": [hasil]})
    tasks.complete(town.work, town.actor("NH"), case_id, "isi#1", submission)


def stands(town: Kota, case_id: int) -> tuple[list[str], dict[str, Any]]:
    """Open steps and facts of a case."""
    with town.reading() as tx:
        run = open_action(tx, case_id).run
        return [step.key for step in run.open], dict(run.facts)


def test_a_rule_task_asks_its_table_and_the_journal_names_the_table(town: Kota) -> None:
    case_id = begin(town)
    answer(town, case_id, "baik")
    keys, facts = stands(town, case_id)
    assert keys == ["bagus#1"]
    assert facts["predikat"] == facts["jawaban_tabel"] == "A"
    with town.reading() as tx:
        said = decide(tx, "uji_nilai", {"nilai": "baik"})
        row = next(row for row in read_journal(tx.session, case_id) if row.key == "tabel#1")
    assert (row.kind, row.facts) == ("result", {"predikat": "A"})
    assert row.operation == f"dmn:uji_nilai:{said.checksum[:12]}"
    assert facts["tabel"] == f"uji_nilai:{said.checksum}"
    check_all(town.work, town.engine)


def test_a_case_asks_the_table_of_its_own_release_whatever_came_after(town: Kota) -> None:
    old = begin(town)
    release(town, files(('"kurang"', '"A"'), ("-", '"B"')))
    new = begin(town)
    for case_id in (old, new):
        answer(town, case_id, "baik")
    assert [stands(town, case_id)[1]["predikat"] for case_id in (old, new)] == ["A", "B"]
    assert [stands(town, case_id)[1]["jawaban_tabel"] for case_id in (old, new)] == ["A", "B"]


@pytest.mark.parametrize("place", ["the rule task", "an operation"])
def test_a_question_that_no_row_answers_refuses_the_action_and_says_so(town: Kota, place: str) -> None:
    if place == "the rule task":
        release(town, files() | {"workflows/tables/uji_nilai.dmn": table(('"baik"', '"A"'), ("-", '"B"')).replace(
            '"baik", "kurang"', '"baik", "lumayan"')})  # fmt: skip
    case_id = begin(town, **({} if place == "the rule task" else {"tanyakan": "entah"}))
    with pytest.raises(Refused) as caught:
        answer(town, case_id, "kurang")
    (refusal,) = caught.value.pelanggaran
    assert refusal.kode == "keputusan.tidak_ada"
    assert "uji_nilai" in refusal.pesan
    assert "belum tersimpan" in refusal.pesan
    keys, facts = stands(town, case_id)
    assert keys == ["isi#1"], "the step is still there to be done"
    assert "hasil" not in facts
    check_all(town.work, town.engine)


def test_a_process_that_cannot_go_on_refuses_the_action_and_says_so(town: Kota) -> None:
    waits = small.element("intermediateCatchEvent", "tunggu", parts=small.timer("=date(hasil)", "timeDate"))
    broken = small.diagram(
        small.start(), small.element("userTask", "isi", STEP), waits, small.end(),
        small.chain("mulai", "isi", "tunggu", "selesai"), ident="bertanya",
    )  # fmt: skip
    release(town, files() | {"workflows/bertanya.bpmn": broken.decode()})
    case_id = begin(town)
    with pytest.raises(Refused) as caught:
        answer(town, case_id, "baik")
    assert [one.kode for one in caught.value.pelanggaran] == ["proses.terhenti"]
    assert stands(town, case_id) == (["isi#1"], {})


def test_several_outputs_become_one_fact_with_a_value_for_each_name(town: Kota) -> None:
    two = table(('"baik"', '"A"'), ("-", '"B"')).replace(
        '<output id="keluar" name="predikat" />',
        '<output id="keluar" name="predikat" /><output id="kedua" name="persen" typeRef="number" />',
    )
    two = two.replace("</rule>", '<outputEntry id="p"><text>12.5</text></outputEntry></rule>')
    process = PROCESS.decode().replace('predikat = "A"', 'predikat.predikat = "A"')
    release(town, files() | {"workflows/tables/uji_nilai.dmn": two, "workflows/bertanya.bpmn": process})
    case_id = begin(town)
    answer(town, case_id, "baik")
    keys, facts = stands(town, case_id)
    assert keys == ["bagus#1"]
    assert facts["predikat"] == {"predikat": "A", "persen": 12.5}
    check_all(town.work, town.engine)


def test_a_release_needs_its_tables_and_what_they_read(town: Kota) -> None:
    missing = {name: body for name, body in files().items() if not name.endswith(".dmn")}
    unread = {name: body.replace(MAPPED, "") for name, body in files().items()}
    for bundle, code in ((missing, "decision"), (unread, "fact")):
        with pytest.raises(ReleaseRefused) as caught:
            release(town, bundle)
        assert {problem.code for problem in caught.value.problems} == {code}
