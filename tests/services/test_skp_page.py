"""The SKP page's services: where it stands, what has happened, which revision is shown, what changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.kota import Kota, wib
from webapp.domain.skp import IsiSkp, StatusSkp
from webapp.engine import ElementState
from webapp.services.errors import NotFound
from webapp.services.planning import skp_page
from webapp.services.planning.skp_page import SkpView
from webapp.services.planning.timeline import Event
from webapp.services.process.cases import open_action
from webapp.services.process.inbox import inbox
from webapp.services.process.tracker import Tracker
from webapp.storage.skp import StatusRevisi

DONE, CURRENT, LATE, WAITING = ElementState


def view_of(city: Kota, who: str, whose: str = "SR", nomor: int | None = None) -> SkpView:
    with city.reading() as tx:
        return skp_page.skp_view(tx, city.actor(who), city.skp(whose).id, nomor)


def tracker_of(city: Kota, who: str = "SR", whose: str = "SR") -> Tracker:
    found = view_of(city, who, whose).tracker
    assert found is not None
    return found


def timeline_of(city: Kota, who: str = "SR") -> list[Event]:
    with city.reading() as tx:
        return skp_page.timeline(tx, city.actor(who), city.skp("SR").id)


def states(city: Kota, process_id: str) -> dict[str, ElementState]:
    return next(dict(chart.states) for chart in tracker_of(city).charts if chart.process.id == process_id)


def returned(city: Kota) -> None:
    """Two results, the second of which comes back with a comment."""
    city.at("2026-01-12 09:00").dialog(
        "KB", "SR", "Terlaksananya analisis jabatan", "Tersusunnya peta jabatan"
    )
    city.write("SR")
    city.submit("SR")
    city.at("2026-01-14 15:20")
    city.review(
        "KB", "SR", "kembalikan", "Target belum terukur.", rhk__r2="Berapa unit kerja yang dipetakan?"
    )


def mended(isi: IsiSkp) -> IsiSkp:
    first, second = isi.rhk
    return replace(
        isi, rhk=(first, replace(second, uraian="Tersusunnya peta jabatan untuk sebelas unit kerja"))
    )


def test_ac_c_15_submitting_gives_the_evaluator_exactly_one_task_and_the_owner_sees_who_holds_it_since_when(
    city: Kota,
) -> None:
    city.dialog("KB", "SR")
    city.write("SR")
    with city.reading() as tx:
        before = [item.case_id for item in inbox(tx, city.actor("KB"))]
    city.at("2026-01-20 10:00").submit("SR")
    with city.reading() as tx:
        mine = [item for item in inbox(tx, city.actor("KB")) if item.case_id == city.case_id("SR")]
    assert city.case_id("SR") not in before
    assert [(item.element_id, item.opened_at) for item in mine] == [("reviu", wib("2026-01-20 10:00"))]
    (waiting,) = tracker_of(city).waiting
    assert (waiting.holder_name, waiting.since) == ("Agus Prasetya", wib("2026-01-20 10:00"))
    assert waiting.held is not None
    assert "Kepala Bidang A" in waiting.held.reason
    assert not waiting.is_mine
    assert tracker_of(city, "KB").waiting[0].is_mine


def test_what_comes_next_is_said_for_both_answers_the_ordinary_one_first(city: Kota) -> None:
    city.until_submitted()
    ahead = [(step.name, step.when, step.person and step.person.name) for step in tracker_of(city).ahead]
    assert ahead == [
        ("Tanda tangani SKP", "setujui", "Siti Rahmawati"),
        ("Susun SKP", "kembalikan", "Siti Rahmawati"),
    ]


def test_what_comes_next_looks_over_the_end_of_a_called_process(city: Kota) -> None:
    key = next(key for key in city.open_keys("SR") if "catat_dialog" in key)
    assert key
    assert [step.name for step in tracker_of(city).ahead] == ["Nyatakan kembali ekspektasi"]
    city.do(
        "KB", "SR", "catat_dialog",
        tanggal_dialog="2026-01-05", kanal_dialog="tatap_muka", pendekatan="kuantitatif",
        ringkasan_kesepakatan="Sepakat.",
        peran=[{"kunci": "p1", "rhk_pimpinan": "Layanan baik", "uraian": "Ada analisis", "metode": "LANGSUNG"}],
    )  # fmt: skip
    ahead = [(step.name, step.when) for step in tracker_of(city).ahead]
    assert ahead == [("Susun SKP", "sesuai"), ("Catat hasil dialog", "perlu diperbaiki")]


def test_the_maps_stand_outermost_first_and_tell_what_is_done_current_waiting_and_still_to_come(
    city: Kota,
) -> None:
    charts = tracker_of(city).charts
    assert [chart.process.id for chart in charts] == ["skp_pegawai", "dialog", "penetapan"]
    assert [chart.state for chart in charts] == [CURRENT, CURRENT, None]
    city.until_submitted()
    outer = states(city, "skp_pegawai")
    assert outer["buka_skp"] is DONE
    assert outer["dialog"] is DONE
    assert outer["perencanaan"] is outer["penetapan"] is CURRENT
    assert outer["batas_penetapan"] is WAITING
    inner = states(city, "penetapan")
    assert (inner["susun_skp"], inner["reviu"]) == (DONE, CURRENT)
    assert "tetapkan" not in inner
    assert [chart.state for chart in tracker_of(city).charts] == [CURRENT, DONE, CURRENT, None]


def test_after_the_deadline_the_open_step_is_late_and_the_deadline_is_passed(city: Kota) -> None:
    city.until_submitted()
    city.at("2026-02-01 00:00").tick(minutes=1)
    assert states(city, "penetapan")["reviu"] is LATE
    assert states(city, "skp_pegawai")["batas_penetapan"] is DONE


def test_a_set_skp_goes_on_with_the_plan_of_its_months(city: Kota) -> None:
    city.until_established()
    found = tracker_of(city)
    assert not found.completed
    assert [step.name for step in found.waiting] == ["Susun rencana aksi"]
    assert [(chart.process.id, chart.state) for chart in found.charts] == [
        ("skp_pegawai", CURRENT), ("dialog", DONE), ("penetapan", DONE), ("rencana_aksi", CURRENT),
        ("pelaksanaan", None),
    ]  # fmt: skip


def test_a_finished_year_waits_for_nobody_and_its_maps_have_nothing_open(city: Kota) -> None:
    city.until_established()
    with city.work.transaction() as tx:
        action = open_action(tx, city.case_id("SR"))
        action.cancel({"dibatalkan_karena": "uji"})
        action.write()
    found = tracker_of(city)
    assert found.completed
    assert not found.waiting
    assert not found.ahead
    assert {chart.state for chart in found.charts[:3]} == {DONE}


def test_ac_c_17_a_returned_skp_is_a_draft_in_revision_2_with_the_comment_at_its_row_and_revision_1_readable(
    city: Kota,
) -> None:
    returned(city)
    now = view_of(city, "SR")
    assert now.shown is not None
    assert (now.skp.status, now.shown.nomor, now.shown.status) == (StatusSkp.DRAF, 2, StatusRevisi.DRAF)
    assert [(one.letak, one.isi) for one in now.komentar if one.letak] == [
        ("rhk.r2", "Berapa unit kerja yang dipetakan?")
    ]
    city.write("SR", mended)
    before = view_of(city, "SR", nomor=1)
    assert before.isi is not None
    assert before.isi.rhk[1].uraian == "Tersusunnya peta jabatan"
    assert view_of(city, "KB", nomor=1).isi == before.isi


def test_a_draft_is_the_owners_alone_and_the_evaluator_reads_what_was_handed_in_last(city: Kota) -> None:
    returned(city)
    seen = view_of(city, "KB")
    assert seen.shown is not None
    assert seen.shown.nomor == 1
    with pytest.raises(NotFound):
        view_of(city, "KB", nomor=2)


def test_differences_are_told_between_revisions_that_both_may_be_read(city: Kota) -> None:
    returned(city)
    city.write("SR", mended)
    with city.reading() as tx:
        (change,) = skp_page.differences(tx, city.actor("SR"), city.skp("SR").id, 1, 2)
        assert (change.label, change.baru) == ("RHK 2", "Tersusunnya peta jabatan untuk sebelas unit kerja")
        with pytest.raises(NotFound):
            skp_page.differences(tx, city.actor("KB"), city.skp("SR").id, 1, 2)
        with pytest.raises(NotFound):
            skp_page.differences(tx, city.actor("SR"), city.skp("SR").id, 1, 3)
    city.submit("SR")
    with city.reading() as tx:
        assert skp_page.differences(tx, city.actor("KB"), city.skp("SR").id, 1, 2) == [change]


def test_the_timeline_tells_who_did_what_with_the_reason_and_folds_automatic_steps(city: Kota) -> None:
    returned(city)
    events = timeline_of(city)
    assert [event.at for event in events] == sorted((event.at for event in events), reverse=True)
    assert [event.step for event in events if event.kind == "completed"] == [
        "reviu", "susun_skp", "konfirmasi_dialog", "catat_dialog",
    ]  # fmt: skip
    newest = events[0]
    assert newest.actor == "Agus Prasetya, S.Sos., M.M."
    assert newest.facts == {"keputusan": "kembalikan"}
    assert newest.mandate is not None
    assert newest.mandate["jabatan"] == "Kepala Bidang A"
    assert [one.isi for one in newest.said] == ["Berapa unit kerja yang dipetakan?", "Target belum terukur."]
    assert [one.name for one in newest.automatic] == ["Buka revisi"]
    assert events[-1].kind == "started"


def test_the_helper_sees_where_it_stands_and_no_content_no_remark_no_document(city: Kota) -> None:
    returned(city)
    seen = view_of(city, "YK")
    assert seen.isi is seen.identity is seen.dialogue is None
    assert list(seen.komentar) == []
    assert seen.tracker is not None
    assert seen.tracker.waiting[0].holder_name == "Siti Rahmawati"
    assert not any(event.said for event in timeline_of(city, "YK"))


def test_the_identities_are_those_of_today_until_the_text_is_locked_and_frozen_from_then_on(
    city: Kota,
) -> None:
    city.until_submitted()
    before = view_of(city, "SR").identity
    assert before is not None
    assert before.pegawai is not None
    assert (before.frozen, before.pegawai.nama) == (False, "Siti Rahmawati, S.Psi.")
    city.review("KB", "SR")
    after = view_of(city, "SR").identity
    assert after is not None
    assert after.frozen
    assert (after.pegawai, after.penilai) == (before.pegawai, before.penilai)


def test_the_dialogue_shows_results_handed_down_and_the_employees_own_words(city: Kota) -> None:
    city.dialog("KB", "SR")
    found = view_of(city, "KB").dialogue
    assert found is not None
    assert [cell.uraian for cell in found.peran] == ["Terlaksananya analisis jabatan"]
    assert found.words["p1"].startswith("Saya akan menyerahkan")


def test_an_open_step_is_always_on_one_of_the_maps(city: Kota) -> None:
    acts = (
        lambda: city.dialog("KB", "SR"),
        lambda: city.write("SR"),
        lambda: city.submit("SR"),
        lambda: city.review("KB", "SR"),
        lambda: city.sign("SR"),
    )
    seen: set[str] = set()
    for act in acts:
        act()
        found = tracker_of(city)
        current = {e for chart in found.charts for e, state in chart.states.items() if state is CURRENT}
        assert {one.key.rsplit("/", 1)[-1].partition("#")[0] for one in found.waiting} <= current
        seen |= current
    assert {"susun_skp", "reviu", "tanda_tangan", "tetapkan"} <= seen
