"""The pages of feedback, coaching and counselling: who may open which, and what is shown again when refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from tests.alasan import with_reason
from tests.kota import Kota
from tests.pembinaan import (
    PLACE,
    SECRET,
    SEEN,
    bimbingan_of,
    case_of,
    give,
    office,
    open_steps,
    row,
    until_b18,
    until_noted,
)
from tests.web.conftest import Person
from webapp.storage.audit import AuditEvent
from webapp.storage.umpan_balik import UmpanBalik

ClientAs = Callable[[str], Person]


def refusals(city: Kota, kind: str) -> int:
    with city.reading() as tx:
        query = select(func.count()).where(AuditEvent.kind == "akses_ditolak", AuditEvent.object_kind == kind)
        return tx.session.scalars(query).one()


def test_an_evaluator_gives_feedback_from_the_team_page(city: Kota, client_as: ClientAs) -> None:
    person, skp = client_as("KB"), city.skp("DH").id
    assert f"/skp/{skp}/umpan-balik" in person.get("/tim").text
    said = {"isi": SEEN, "kanal": "DARING", "_objek": "PERILAKU:AKUNTABEL", "kemajuan": "MENUNJUKKAN"}
    answer = person.post(f"/skp/{skp}/umpan-balik/baru", {**said, "tindak_maju": "APRESIASI"})
    assert answer.status_code == 303, answer.text
    page = person.follow().text
    assert SEEN in page
    assert "Menunjukkan kemajuan" in page
    assert "Akuntabel" in page


def test_ac_f_02_a_refused_feedback_says_what_to_choose_and_keeps_what_was_typed(
    city: Kota, client_as: ClientAs
) -> None:
    person, skp = client_as("KB"), city.skp("DH").id
    said = {"isi": SEEN, "kanal": "DARING", "_objek": "UMUM", "kemajuan": "TIDAK_MENUNJUKKAN"}
    answer = person.post(f"/skp/{skp}/umpan-balik/baru", said)
    assert answer.status_code == 422
    for words in ("penyesuaian ekspektasi", "dukungan sumber daya", "pembinaan", SEEN):
        assert words in answer.text


def test_an_unknown_subject_of_feedback_leads_to_its_field(city: Kota, client_as: ClientAs) -> None:
    person, skp = client_as("DH"), city.skp("SR").id
    answer = person.post(f"/skp/{skp}/umpan-balik/baru", {"isi": SEEN, "kanal": "DARING", "_objek": "RHK:x"})
    assert answer.status_code == 422
    assert "Pilih hal yang dibahas" in answer.text


def test_a_colleague_is_not_asked_for_progress_and_sees_no_verdict(city: Kota, client_as: ClientAs) -> None:
    give(city, "KB", "SR", "TIDAK_MENUNJUKKAN", "BIMBINGAN", isi="Hanya untuk Siti dan atasannya.")
    person, skp = client_as("DH"), city.skp("SR").id
    assert f"/skp/{skp}/umpan-balik" in person.get("/umpan-balik").text
    assert "kemajuan?" not in person.get(f"/skp/{skp}/umpan-balik/baru").text
    answer = person.post(
        f"/skp/{skp}/umpan-balik/baru", {"isi": SEEN, "kanal": "TERTULIS", "_objek": "UMUM"}, fresh=False
    )
    assert answer.status_code == 303
    page = person.follow().text
    assert SEEN in page
    assert "Hanya untuk Siti" not in page
    assert "kemajuan" not in page.split("<main")[1].split("</main")[0].replace(SEEN, "")


def test_the_employee_answers_and_the_evaluator_reads_it(city: Kota, client_as: ClientAs) -> None:
    umpan = give(city, "KB", "SR", "MENUNJUKKAN", "APRESIASI")
    owner, skp = client_as("SR"), city.skp("SR").id
    owner.get(f"/skp/{skp}/umpan-balik")
    url, field = f"/umpan-balik/{umpan}/tanggapan", f"tanggapan.{umpan}"
    assert owner.post(url, {field: " "}, fresh=False).status_code == 422
    assert owner.post(url, {field: "Terima kasih, Pak."}, fresh=False).status_code == 303
    assert "Terima kasih, Pak." in client_as("KB").get(f"/skp/{skp}/umpan-balik").text


def test_a_correction_is_a_new_entry_that_names_the_old_one(city: Kota, client_as: ClientAs) -> None:
    umpan = give(city, "KB", "SR", "MENUNJUKKAN", "APRESIASI")
    person, url = client_as("KB"), f"/skp/{city.skp('SR').id}/umpan-balik/baru"
    assert SEEN in person.get(f"{url}?koreksi={umpan}").text
    said = {"isi": "Keliru: laporannya sudah lengkap.", "kanal": "DARING", "_objek": "UMUM"}
    answer = person.post(url, {**said, "kemajuan": "MENUNJUKKAN", "tindak_maju": "APRESIASI"}, fresh=False)
    assert answer.status_code == 303, answer.text
    assert "Dikoreksi kemudian" in person.follow().text
    with city.reading() as tx:
        newest = tx.session.scalars(select(func.max(UmpanBalik.id))).one()
    assert row(city, newest).mengoreksi_id == umpan


@pytest.mark.parametrize(
    ("who", "status"),
    [("SR", 200), ("KB", 200), ("KD", 200), ("DH", 200), ("NH", 200), ("WS", 404), ("KBB", 404), ("WK", 404)],
)
def test_who_opens_the_feedback_on_an_skp(city: Kota, client_as: ClientAs, who: str, status: int) -> None:
    skp = city.skp("SR").id
    with_reason(city, "NH")
    assert client_as(who).get(f"/skp/{skp}/umpan-balik").status_code == status
    assert refusals(city, "skp") == (1 if status == 404 else 0)


@pytest.mark.parametrize(
    ("who", "status"), [("DH", 200), ("KB", 200), ("KD", 200), ("NH", 200), ("SR", 404), ("WS", 404)]
)
def test_who_opens_a_coaching(city: Kota, client_as: ClientAs, who: str, status: int) -> None:
    give(city, "KB", "DH", "TIDAK_MENUNJUKKAN", "BIMBINGAN")
    number = bimbingan_of(city, "DH").id
    with_reason(city, "NH")
    assert client_as(who).get(f"/pembinaan/bimbingan/{number}").status_code == status
    assert refusals(city, "bimbingan") == (1 if status == 404 else 0)


def test_ac_f_06_who_opens_a_counselling_and_what_each_reads_there(city: Kota, client_as: ClientAs) -> None:
    number = until_noted(city)
    office(city, "WS", "pengawas")
    url = f"/pembinaan/konseling/{number}"
    for who, status, reads in (
        ("DH", 200, True), ("KBK", 200, True), ("KB", 200, False), ("NH", 200, False), ("KD", 404, False),
        ("SR", 404, False), ("WS", 404, False),
    ):  # fmt: skip
        answer = client_as(who).get(url)
        assert (who, answer.status_code) == (who, status)
        assert (who, SECRET in answer.text, PLACE in answer.text) == (who, reads, reads)
    assert refusals(city, "konseling") == 3


def test_a_confidential_step_keeps_no_copy_on_the_device_and_takes_a_sealed_draft(
    city: Kota, client_as: ClientAs
) -> None:
    number = until_noted(city)
    key = open_steps(city, "konseling", number)["laporan"].replace("#", "~")
    person, url = client_as("KBK"), f"/tugas/{case_of(city, 'konseling', number)}/{key}"
    page = person.get(url).text
    assert "data-draft=" not in page
    assert SECRET in page
    assert (
        person.post(f"{url}/draf", {"ringkasan": "Draf yang belum dikirim"}, fresh=False).status_code == 303
    )
    assert "Draf yang belum dikirim" in person.get(url).text


def test_the_pages_of_a_coachings_steps_show_plan_and_sessions(city: Kota, client_as: ClientAs) -> None:
    number = until_b18(city)
    key = open_steps(city, "bimbingan", number)["umpan_balik"].replace("#", "~")
    person, url = client_as("DH"), f"/tugas/{case_of(city, 'bimbingan', number)}/{key}"
    page = person.get(url).text
    assert "Membahas contoh laporan yang baik" in page
    answers = {f"p{nomor}": "4" for nomor in range(1, 10)}
    assert person.post(url, answers, fresh=False).location == f"/pembinaan/bimbingan/{number}"
    assert "Sangat setuju" in person.follow().text
    assert "Sangat setuju" not in client_as("KB").get(f"/pembinaan/bimbingan/{number}").text
