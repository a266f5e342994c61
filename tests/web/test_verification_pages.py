"""The verifikator's pages: the list with its bulk decisions, the line in the inbox, the heat map, and corrections."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests import aktivitas as verbs
from tests import penugasan
from tests.crowd import crowded, statements
from tests.kota import Kota
from webapp.domain.aktivitas import StatusAktivitas
from webapp.domain.masa import Masa
from webapp.services.activities import corrections, entry, heat, reminders, waiting
from webapp.services.files import Upload
from webapp.storage.aktivitas import AktivitasRiwayat, KoreksiAktivitas
from webapp.storage.registri import JenisKetidakhadiran, JenisMandat, Ketidakhadiran

from .conftest import Person

ClientAs = Callable[[str], Person]
LIST = "/aktivitas/verifikasi"
PDF = b"%PDF-1.4 bukti"


@pytest.fixture
def stocked(city: Kota) -> Kota:
    """The city on Thursday 15 January 2026 with two items in its bank."""
    city.at("2026-01-15 10:00")
    verbs.stock(city)
    return city


def states(city: Kota, who: str) -> list[str]:
    return [row.status.value for row in verbs.entries(city, who)]


def test_the_inbox_has_one_line_while_something_waits_and_none_otherwise(
    stocked: Kota, client_as: ClientAs
) -> None:
    leader = client_as("KB")
    assert "Verifikasi aktivitas:" not in leader.get("/tugas").text
    for who in ("DH", "SR"):
        verbs.write(stocked, who, "2026-01-15", "08.00")
    verbs.write(stocked, "DH", "2026-01-15", "10.00")
    page = leader.get("/tugas").text
    assert page.count("Verifikasi aktivitas: 3 menunggu dari 2 pegawai") == 1
    assert f'href="{LIST}"' in page
    assert "Verifikasi aktivitas:" not in client_as("KD").get("/tugas").text


def test_what_is_ticked_is_approved_together(stocked: Kota, client_as: ClientAs) -> None:
    ids = [verbs.write(stocked, "DH", "2026-01-15", at).id for at in ("08.00", "10.00")]
    other = verbs.write(stocked, "SR", "2026-01-15", "08.00")
    leader = client_as("KB")
    page = leader.get(LIST).text
    assert "3 aktivitas menunggu dari 2 pegawai." in page
    assert 0 < page.index(">Dwi Hartono, A.Md.</h2>") < page.index(">Siti Rahmawati, S.Psi.</h2>")
    answer = leader.post(LIST, {"pilih": [str(one) for one in ids], "_putusan": "DISETUJUI"})
    assert (answer.status_code, answer.location) == (303, LIST)
    assert "2 aktivitas disetujui." in leader.follow().text
    assert states(stocked, "DH") == ["DISETUJUI", "DISETUJUI"]
    assert [(row.id, row.status.value) for row in verbs.entries(stocked, "SR")] == [(other.id, "DIAJUKAN")]
    assert "1 aktivitas menunggu dari 1 pegawai." in leader.get(LIST).text


@pytest.mark.parametrize(("answer", "said"), [("REVISI", "diminta diperbaiki"), ("DITOLAK", "ditolak")])
def test_sending_back_and_refusing_need_a_reason_and_lose_nothing(
    stocked: Kota, client_as: ClientAs, answer: str, said: str
) -> None:
    saved = verbs.write(stocked, "DH", "2026-01-15", "08.00")
    leader = client_as("KB")
    refused = leader.post(LIST, {"pilih": str(saved.id), "_putusan": answer, "alasan": " "})
    assert refused.status_code == 422
    assert "Tulis alasannya" in refused.text
    assert f'value="{saved.id}" data-select-one checked' in refused.text
    assert states(stocked, "DH") == ["DIAJUKAN"]
    done = leader.post(LIST, {"pilih": str(saved.id), "_putusan": answer, "alasan": "Volume tidak cocok"})
    assert done.status_code == 303
    assert said in leader.follow().text
    (row,) = verbs.entries(stocked, "DH")
    assert (row.status.value, row.alasan) == (answer, "Volume tidak cocok")


def test_one_row_that_stands_in_the_way_stops_all_and_is_named(stocked: Kota, client_as: ClientAs) -> None:
    one, two = (verbs.write(stocked, "DH", "2026-01-15", at).id for at in ("08.00", "10.00"))
    leader = client_as("KB")
    leader.get(LIST)
    entry.withdraw(stocked.work, stocked.actor("DH"), two, uuid4())
    sent = {"pilih": [str(one), str(two)], "_putusan": "REVISI", "alasan": "Sebutkan nomor berkasnya"}
    refused = leader.post(LIST, sent, fresh=False)
    assert refused.status_code == 422
    assert "sudah berstatus ditarik" in refused.text
    assert "Sebutkan nomor berkasnya" in refused.text
    assert f'value="{one}" data-select-one checked' in refused.text
    assert states(stocked, "DH") == ["DIAJUKAN", "DITARIK"]


def test_nothing_ticked_is_said_and_a_made_up_post_is_refused(stocked: Kota, client_as: ClientAs) -> None:
    verbs.write(stocked, "DH", "2026-01-15", "08.00")
    leader = client_as("KB")
    assert "Tandai paling sedikit satu" in leader.post(LIST, {"_putusan": "DISETUJUI"}).text
    assert leader.post(LIST, {"pilih": "x", "_putusan": "DISETUJUI"}).status_code == 400
    assert leader.post(LIST, {"pilih": "1", "_putusan": "DIAJUKAN"}).status_code == 400
    assert states(stocked, "DH") == ["DIAJUKAN"]


def test_a_repeat_of_the_same_submission_decides_once(stocked: Kota, client_as: ClientAs) -> None:
    saved = verbs.write(stocked, "DH", "2026-01-15", "08.00")
    leader = client_as("KB")
    leader.get(LIST)
    opened = leader.page
    for _ in range(2):
        leader.page = opened
        answer = leader.post(LIST, {"pilih": str(saved.id), "_putusan": "DISETUJUI"}, fresh=False)
        assert answer.status_code == 303
    with stocked.reading() as tx:
        assert len(list(tx.session.scalars(select(AktivitasRiwayat)))) == 2


def test_somebody_who_verifies_nobody_sees_nothing_and_decides_nothing(
    stocked: Kota, client_as: ClientAs
) -> None:
    saved = verbs.write(stocked, "DH", "2026-01-15", "08.00")
    person = client_as("SR")
    assert person.get(LIST).status_code == 403
    answer = person.post(LIST, {"pilih": str(saved.id), "_putusan": "DISETUJUI", "_permintaan": str(uuid4())})
    assert answer.status_code == 422
    assert "Dwi Hartono" not in answer.text
    assert states(stocked, "DH") == ["DIAJUKAN"]


def test_what_is_worth_a_look_says_why_and_can_be_left_unticked(stocked: Kota, client_as: ClientAs) -> None:
    plain = [verbs.write(stocked, "DH", "2026-01-15", f"{hour:02d}.00", volume=1).id for hour in range(8, 11)]
    late = verbs.write(stocked, "DH", "2026-01-08", "08.00", alasan_terlambat="Sinyal di lokasi tidak ada")
    leader = client_as("KB")
    page = leader.get(LIST).text
    assert "Periksa: dicatat terlambat" in page
    assert "Sinyal di lokasi tidak ada" in page
    unhinted = leader.get(f"{LIST}?tandai=tanpa_petunjuk").text
    assert f'value="{late.id}" data-select-one>' in unhinted
    everything = leader.get(f"{LIST}?tandai=semua").text
    assert [f'value="{one}" data-select-one checked' in everything for one in (*plain, late.id)] == [True] * 4


def test_evidence_is_beside_the_entry_and_is_only_kept_never_run(stocked: Kota, client_as: ClientAs) -> None:
    verbs.write(stocked, "DH", "2026-01-15", "08.00", bukti=(Upload("berkas masuk.pdf", PDF),))
    leader = client_as("KB")
    page = leader.get(LIST).text
    address = page.split("download>berkas masuk.pdf")[0].rsplit('href="', 1)[1].rstrip('" ')
    file = leader.get(address)
    assert (file.status_code, file.data) == (200, PDF)
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert client_as("LN").get(address).status_code == 404


def test_the_deputy_verifies_the_days_of_leave_and_the_page_says_as_whom(
    stocked: Kota, client_as: ClientAs
) -> None:
    post = penugasan.post_id(stocked, "KABID-A")
    mandate = penugasan.proposal(
        stocked, "WS", JenisMandat.PLH, "YK", "2026-01-15", "2026-01-16", jabatan_id=post
    )
    penugasan.approved(stocked, mandate)
    with stocked.work.transaction() as tx:
        tx.session.add(
            Ketidakhadiran(pegawai_id=stocked.pegawai_id("KB"), jenis=JenisKetidakhadiran.CUTI_TAHUNAN,
                           berlaku=Masa(date(2026, 1, 15), date(2026, 1, 17)), sk="SK-1")
        )  # fmt: skip
    verbs.write(stocked, "DH", "2026-01-15", "08.00")
    verbs.write(stocked, "DH", "2026-01-14", "08.00")
    assert "1 aktivitas menunggu dari 1 pegawai." in client_as("KB").get(LIST).text
    page = client_as("YK").get(LIST).text
    assert "1 aktivitas menunggu dari 1 pegawai." in page
    assert "Anda memutus sebagai" in page
    assert "Plh. Kepala Bidang A" in page


def test_ac_e_13_what_was_brought_up_is_marked(stocked: Kota, client_as: ClientAs) -> None:
    verbs.write(stocked, "DH", "2026-01-15", "08.00")
    stocked.at("2026-01-26 08:00")
    reminders.escalate(stocked.work)
    verbs.deliver(stocked)
    page = client_as("KB").get(LIST).text
    assert "Dinaikkan ke atasan Anda" in page


def test_the_list_is_narrowed_and_paged_and_its_statements_do_not_grow(
    stocked: Kota, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "PER_PAGE", 4)
    crowd = crowded(stocked, 4)
    actor = crowd.actor("KB")

    def counted() -> tuple[waiting.Page, int]:
        with crowd.reading() as tx, statements(crowd) as sent:
            found = waiting.page(tx, actor)
        return found, len(sent)

    for code in list(crowd.people)[:2]:
        verbs.write(crowd, code, "2026-01-15", "08.00", volume=1)
    counted()
    few, sent_few = counted()
    for code in crowd.people:
        for day in ("2026-01-13", "2026-01-14", "2026-01-15"):
            for hour in (9, 10, 11):
                verbs.write(crowd, code, day, f"{hour:02d}.00", volume=1)
    counted()
    many, sent_many = counted()
    assert (few.pages, few.total.entries) == (1, 2)
    assert (many.total.entries, many.total.people) == (38, 4)
    assert many.pages > 3
    assert sent_many <= sent_few + 1
    with crowd.reading() as tx:
        own = waiting.page(tx, actor, pegawai_id=crowd.people["P1"], number=2)
        assert {day.pegawai_id for day in own.days} == {crowd.people["P1"]}
        every = [row.entry.id for n in range(1, many.pages + 1) for day in waiting.page(tx, actor, number=n).days
                 for row in day.rows]  # fmt: skip
        assert len(every) == len(set(every)) == 38
        assert waiting.page(tx, actor, bulan=date(2025, 12, 1)).days == []


# -- the heat map ---------------------------------------------------------------------------------------------------


def test_ac_e_14_the_heat_map_says_in_words_which_days_are_empty(stocked: Kota, client_as: ClientAs) -> None:
    verbs.write(stocked, "DH", "2026-01-13", "07.30", volume=11)
    leader = client_as("KB")
    page = leader.get("/tim/aktivitas/2026-1").text
    row = page.split('<th scope="row">')
    (mine,) = [part for part in row if "Dwi Hartono" in part.partition("</th>")[0]]
    cells = mine.partition("</tr>")[0]
    assert cells.count('<td class="k">K<i>osong</i></td>') == 10
    assert '<td class="c">330*<i>, menunggu</i></td>' in cells
    assert "L<i>ibur</i>" in cells
    assert '<span class="govuk-visually-hidden">13 Januari 2026</span>' in page
    assert "Aktivitas hari ini" in leader.get("/tim").text
    assert "Dwi Hartono" not in client_as("SR").get("/tim/aktivitas/2026-1").text
    assert leader.get("/tim/aktivitas/2026-13").status_code == 404


def test_the_map_of_an_opd_is_for_its_manager_and_the_bkpp(stocked: Kota, client_as: ClientAs) -> None:
    with stocked.reading() as tx:
        opd_id = heat.own_opd(tx, stocked.actor("WS"))
        found = heat.opd(tx, stocked.actor("WS"), opd_id, date(2026, 1, 1))
        assert stocked.pegawai_id("DH") in {row.pegawai_id for row in found.rows}
    address = f"/admin/aktivitas/{opd_id}/2026-1"
    assert client_as("WS").get("/admin/aktivitas").location == address
    assert "Dwi Hartono" in client_as("WS").get(address).text
    assert "Dwi Hartono" in client_as("NH").get(address).text
    assert client_as("KB").get(address).status_code == 403
    with stocked.reading() as tx:
        bkpp = heat.own_opd(tx, stocked.actor("NH"))
    assert client_as("WS").get(f"/admin/aktivitas/{bkpp}/2026-1").status_code == 403
    assert client_as("NH").get("/admin/aktivitas/999999/2026-1").status_code == 404


def test_a_map_costs_as_many_statements_for_a_crowd_as_for_a_few(stocked: Kota) -> None:
    def counted(city: Kota) -> int:
        with city.reading() as tx, statements(city) as sent:
            heat.team(tx, city.actor("KB"), date(2026, 1, 1))
        return len(sent)

    counted(stocked)
    few = counted(stocked)
    crowd = crowded(stocked, 6)
    counted(crowd)
    assert counted(crowd) <= few <= 14


# -- corrections ----------------------------------------------------------------------------------------------------


@pytest.fixture
def locked(stocked: Kota) -> Kota:
    """January with 600 approved minutes of DH, locked on 6 February."""
    verbs.month_minutes(stocked.at("2026-01-30 16:00"), "DH", "KB", "2026-01-01", 600)
    verbs.lock(stocked.at("2026-02-06 09:00"), "2026-01-01")
    return stocked


def only_correction(city: Kota) -> KoreksiAktivitas:
    with city.reading() as tx:
        row = tx.session.scalars(select(KoreksiAktivitas)).one()
        tx.session.expunge(row)
        return row


def test_ac_e_15_a_correction_is_asked_for_on_a_page_and_decided_as_a_task(
    locked: Kota, client_as: ClientAs
) -> None:
    address = f"/aktivitas/koreksi/{locked.pegawai_id('DH')}/2026-1"
    owner = client_as("DH")
    refused = owner.post(address, {"arah": "kurang", "menit": "0", "alasan": "keliru"})
    assert refused.status_code == 422
    assert "Isi menit koreksi" in refused.text
    assert "keliru" in refused.text
    asked = {"arah": "kurang", "menit": "60", "alasan": "Dua berkas tercatat dua kali"}
    assert owner.post(address, asked).status_code == 303
    assert "−60" in owner.follow().text
    assert owner.post(address, asked).status_code == 422
    row = only_correction(locked)
    assert client_as("LN").get(f"/aktivitas/koreksi/{row.id}").status_code == 404
    assert client_as("LN").get(address).status_code == 404
    decider = client_as("KD")
    case_id = verbs.case_of(locked, corrections.PROCESS, row.id)
    step = f"/tugas/{case_id}/{verbs.open_key(locked, case_id).replace('#', '~')}"
    assert "Dua berkas tercatat dua kali" in decider.get(step).text
    answers = {"putusan_koreksi": "setujui", "alasan_putusan_koreksi": "Sesuai berkas"}
    assert decider.post(step, answers).status_code == 303
    page = owner.get(address).text
    assert ">600</td>" in page
    assert ">540</td>" in page


def test_ac_e_15_what_the_superior_asked_for_goes_one_step_higher(locked: Kota, client_as: ClientAs) -> None:
    """KD is made the verifikator of DH, and is the superior of DH's evaluator as well."""
    mandate = penugasan.proposal(
        locked, "WS", JenisMandat.VERIFIKATOR, "KD", "2026-02-06", None, dinilai_id=locked.pegawai_id("DH")
    )
    penugasan.approved(locked, mandate)
    number = corrections.propose(
        locked.work, locked.actor("KD"), locked.pegawai_id("DH"), date(2026, 1, 1), 30, "Rapat belum tercatat"
    )
    case_id = verbs.case_of(locked, corrections.PROCESS, number)
    assert "setujui_di_atas" in verbs.open_key(locked, case_id)
    assert (
        client_as("KD")
        .get(f"/tugas/{case_id}/{verbs.open_key(locked, case_id).replace('#', '~')}")
        .status_code
        >= 400
    )
    verbs.do(
        locked,
        "SD",
        corrections.PROCESS,
        number,
        putusan_koreksi="setujui",
        alasan_putusan_koreksi="Ada notulennya",
    )
    row = only_correction(locked)
    assert (row.total_lama, row.total_baru) == (600, 630)


def test_an_open_month_takes_no_correction_and_says_so(stocked: Kota, client_as: ClientAs) -> None:
    verbs.write(stocked, "DH", "2026-01-15", "08.00")
    page = client_as("KB").get(f"/aktivitas/koreksi/{stocked.pegawai_id('DH')}/2026-1").text
    assert "belum dikunci" in page
    assert "Kirim usul koreksi" not in page
    assert StatusAktivitas.DIAJUKAN.value in states(stocked, "DH")
