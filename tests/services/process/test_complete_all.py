"""Several steps of several cases completed at once: all of them, or none."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.kota import Kota
from tests.services.cockpit.fragile import begin, incidents, open_steps, publish_fragile
from webapp.domain.pelanggaran import Pelanggaran
from webapp.operations import Refused
from webapp.services.errors import AlreadyDone, Denied
from webapp.services.measuring import Meter
from webapp.services.process import tasks, together
from webapp.services.process.tasks import Submission
from webapp.services.process.together import Part, PartsRefused
from webapp.services.work import Transaction

STAFF = ("SR", "DH", "LN")
APPROVED = {"keputusan": ["setujui"]}


def handed_in(city: Kota) -> None:
    for who in STAFF:
        city.dialog("KB", who)
        city.write(who)
        city.submit(who)


def parts(city: Kota, values: dict[str, list[str]] | None = None) -> list[Part]:
    found = []
    for who in STAFF:
        (key,) = city.open_keys(who)
        found.append(Part(city.case_id(who), key, Submission(uuid4(), values=values or APPROVED)))
    return found


def stages(city: Kota) -> list[str]:
    return [str(city.skp(who).status) for who in STAFF]


def test_all_steps_are_done_in_one_go(city: Kota) -> None:
    handed_in(city)
    asked = parts(city)
    done = together.complete_all(city.work, city.actor("KB"), asked)
    assert [one.case_id for one in done] == [part.case_id for part in asked]
    assert stages(city) == ["MENUNGGU_TTD_PEGAWAI"] * 3


def test_one_refusal_refuses_all_and_says_whose(city: Kota) -> None:
    handed_in(city)
    asked = parts(city)
    tasks.complete(city.work, city.actor("KB"), asked[1].case_id, asked[1].key, asked[1].submission)
    again = [asked[0], Part(asked[1].case_id, asked[1].key, Submission(uuid4(), values=APPROVED)), asked[2]]
    with pytest.raises(PartsRefused) as refused:
        together.complete_all(city.work, city.actor("KB"), again)
    assert [(part.case_id, type(error)) for part, error in refused.value.refused] == [
        (asked[1].case_id, AlreadyDone)
    ]
    assert stages(city) == ["DIAJUKAN", "MENUNGGU_TTD_PEGAWAI", "DIAJUKAN"]


def test_all_who_may_not_act_are_told_so_and_nothing_is_stored(city: Kota) -> None:
    handed_in(city)
    with pytest.raises(PartsRefused) as refused:
        together.complete_all(city.work, city.actor("KBB"), parts(city))
    assert {type(error) for _, error in refused.value.refused} == {Denied}
    assert len(refused.value.refused) == 3
    assert stages(city) == ["DIAJUKAN"] * 3


def test_a_repeat_of_the_same_request_is_given_the_first_answer(city: Kota) -> None:
    handed_in(city)
    asked = parts(city)
    together.complete_all(city.work, city.actor("KB"), asked)
    assert [one.repeated for one in together.complete_all(city.work, city.actor("KB"), asked)] == [True] * 3


def test_what_is_said_of_the_whole_comes_first_and_holds_all_back(city: Kota) -> None:
    handed_in(city)

    def refuse(_tx: Transaction) -> None:
        raise Refused([Pelanggaran("papan", "Beri alasan.", "alasan")])

    with pytest.raises(Refused):
        together.complete_all(city.work, city.actor("KB"), parts(city), refuse)
    assert stages(city) == ["DIAJUKAN"] * 3


def test_two_steps_of_one_case_are_a_defect_of_the_caller(city: Kota) -> None:
    handed_in(city)
    (first, *_) = parts(city)
    with pytest.raises(ValueError, match="two steps of one case"):
        together.complete_all(city.work, city.actor("KB"), [first, first])


def test_a_case_that_cannot_go_on_holds_all_back_and_is_kept_as_its_incident(city: Kota) -> None:
    publish_fragile(city)
    bad, good = begin(city, "rapuh_diagram"), begin(city, how="tolak")
    asked = [Part(one, "lihat#1", Submission(uuid4(), values={"hasil": ["baik"]})) for one in (bad, good)]
    with pytest.raises(PartsRefused) as refused:
        together.complete_all(city.work, city.actor("NH"), asked)
    told = {part.case_id: error for part, error in refused.value.refused if isinstance(error, Refused)}
    assert [one.kode for one in told[bad].pelanggaran] == ["proses.terhenti"]
    assert [one.kode for one in told[good].pelanggaran] == ["uji.tolak"]
    assert str(refused.value).startswith(f"{bad}/lihat#1: Proses tidak dapat melanjutkan")
    assert [(one.case_id, one.code) for one in incidents(city)] == [
        (bad, "diagram:no_time"), (good, "ditolak:uji.tolak"),
    ]  # fmt: skip
    assert open_steps(city, bad) == open_steps(city, good) == ["lihat#1"]


def test_a_repeat_is_no_second_completion_in_the_figures(city: Kota) -> None:
    class Counting(Meter):
        def completed(self, process_id: str) -> None:
            counted.append(process_id)

    counted: list[str] = []
    handed_in(city)
    asked = parts(city)
    city.work.meter = Counting()
    for _ in range(2):
        together.complete_all(city.work, city.actor("KB"), asked)
    assert counted == ["skp_pegawai"] * 3
