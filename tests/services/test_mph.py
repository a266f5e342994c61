"""The MPH: results go down from an SKP that is set, into open drafts as rows, to standing documents as suggestions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.kota import NIP, Kota
from tests.services.moves import leave
from tests.storage import contoh
from webapp.domain.masa import Masa
from webapp.domain.skp import Bagian
from webapp.operations import Refused
from webapp.operations.penjenjangan import sel_skp
from webapp.services.errors import Denied, NotFound
from webapp.services.people import segments
from webapp.services.planning import mph
from webapp.services.planning import suggestions as suggestions_of
from webapp.storage.organisasi import Posting
from webapp.storage.penjenjangan import MphVersi, SaranPerubahan
from webapp.storage.process import ProcessCase, WorkItem

CELL = "Tersusunnya peta kompetensi 40 OPD"


def step(city: Kota, who: str, element: str = "isi_mph") -> tuple[int, str]:
    """The open step of somebody's MPH."""
    with city.reading() as tx:
        query = (
            select(WorkItem.case_id, WorkItem.key)
            .join(ProcessCase, ProcessCase.id == WorkItem.case_id)
            .where(
                ProcessCase.process_id == "penjenjangan",
                ProcessCase.subject_id == city.pegawai_id(who),
                WorkItem.element_id == element,
            )
        )
        row = tx.session.execute(query).one()
        return row.case_id, row.key


def cell(city: Kota, who: str, leader: str, uraian: str = CELL, **more: Any) -> dict[str, Any]:
    """A cell for somebody on the leader's first RHK and IKI."""
    rhk = city.isi(leader).rhk_utama[0]
    return {
        "kunci": f"m-{who.lower()}", "skp_id": city.skp(who).id, "rhk": rhk.kunci, "iki": rhk.iki[0].kunci,
        "uraian": uraian, "metode": "TIDAK_LANGSUNG", "target": None, "satuan": None,
    } | more  # fmt: skip


def spread(city: Kota, leader: str, *cells: dict[str, Any], people: tuple[str, ...] = ()) -> None:
    """The leader gives a version out."""
    case_id, key = step(city, leader)
    city.complete(leader, case_id, key, sel=list(cells), anggota=[city.skp(one).id for one in people])


def renew(city: Kota, leader: str) -> None:
    """The leader opens another version."""
    case_id, key = step(city, leader, "versi_baru")
    city.complete(leader, case_id, key, values={"alasan_versi": "Target berubah sesudah rapat dinas."})


def suggestions(city: Kota, who: str) -> list[SaranPerubahan]:
    with city.reading() as tx:
        rows = list(
            tx.session.scalars(select(SaranPerubahan).where(SaranPerubahan.skp_id == city.skp(who).id))
        )
        for row in rows:
            tx.session.expunge(row)
        return rows


def talk(city: Kota, who: str, whose: str, rhk_pimpinan: str) -> None:
    """The dialogue with one result that supports this RHK of the leader, confirmed."""
    city.do(
        who, whose, "catat_dialog",
        tanggal_dialog="2026-01-05", kanal_dialog="tatap_muka", pendekatan="kuantitatif",
        ringkasan_kesepakatan="Disepakati hasil kerja tahun ini.",
        peran=[{"kunci": "p1", "rhk_pimpinan": rhk_pimpinan, "uraian": "Terlaksananya analisis jabatan",
                "metode": "TIDAK_LANGSUNG"}],
    )  # fmt: skip
    words = "Saya akan menyerahkan berkas yang lengkap dan dapat langsung dipakai bidang lain"
    city.do(whose, whose, "konfirmasi_dialog", konfirmasi="sesuai", pernyataan={"p1": words})


@pytest.fixture
def established(city: Kota) -> Kota:
    """Everybody from the head down to KB has a set SKP."""
    city.until_established("KD", by="WK")
    return city.until_established("KB", by="KD")


def test_ac_c_02_a_leader_below_an_unset_skp_only_reads_and_learns_who_holds_the_chain_up(city: Kota) -> None:
    city.until_established("KB", by="KD")
    with city.reading() as tx:
        board = mph.board(tx, city.actor("KB"), 2026)
        assert board.held is not None
        assert board.held.is_set == "RHK pimpinan belum ditetapkan"
        assert (board.held.nama, board.held.jabatan) == ("Dr. Ratna Widyastuti, M.Si.", "Kepala Dinas Contoh")
        assert board.held.since.isoformat() == "2026-01-05T08:00:00+07:00"
        assert not board.is_writable
    case_id, key = step(city, "KB")
    with pytest.raises(Refused, match="RHK pimpinan belum ditetapkan"):
        city.complete("KB", case_id, key, sel=[cell(city, "SR", "KB")])


def test_staff_draft_while_the_leader_is_late_and_the_link_comes_later(city: Kota) -> None:
    talk(city, "KB", "SR", "")
    (row,) = city.isi("SR").rhk_utama
    assert (row.rhk_pimpinan, row.rhk_pimpinan_kunci) == (None, "p1")
    city.write(
        "SR", lambda isi: replace(isi, rhk=(replace(row, uraian="Tersusunnya analisis jabatan lengkap"),))
    )
    city.until_established("KD", by="WK").until_established("KB", by="KD")
    spread(city, "KB", cell(city, "SR", "KB", "Terlaksananya analisis jabatan", kunci="p1"))
    (row,) = city.isi("SR").rhk_utama
    assert row.rhk_pimpinan == city.isi("KB").rhk_utama[0].uraian
    assert row.uraian == "Tersusunnya analisis jabatan lengkap"


def test_once_the_leader_is_set_a_result_names_the_leaders_rhk(established: Kota) -> None:
    with pytest.raises(Refused, match="isi RHK pimpinan"):
        talk(established, "KB", "SR", "")
    talk(established, "KB", "SR", established.isi("KB").rhk_utama[0].uraian)
    with established.reading() as tx:
        (kept,) = sel_skp(tx.session, established.skp("SR").id).values()
        assert kept.rhk_pimpinan_kunci == established.isi("KB").rhk_utama[0].kunci


def test_a_result_that_comes_after_the_dialogue_is_restated_before_the_skp_is_handed_in(
    established: Kota,
) -> None:
    city = established
    city.dialog("KB", "SR")
    spread(city, "KB", cell(city, "SR", "KB"))
    city.write("SR")
    with pytest.raises(Refused) as refused:
        city.submit("SR")
    assert "dialog.pernyataan.m-sr" in [one.letak for one in refused.value.pelanggaran]
    sr, skp_id = city.actor("SR"), city.skp("SR").id
    with pytest.raises(Refused):
        suggestions_of.restate(city.work, sr, skp_id, {"m-sr": CELL})
    words = "Saya memetakan kemampuan pegawai setiap dinas sampai seluruh kota selesai"
    suggestions_of.restate(city.work, sr, skp_id, {"m-sr": words})
    with city.reading() as tx:
        left = [cell.kunci for cell in suggestions_of.pending(tx, sr, skp_id).unsaid]
    assert left == []


def test_ac_c_03_a_cell_becomes_the_leaders_rhk_in_the_draft_text_editable_link_fixed(city: Kota) -> None:
    city.until_established("KD", by="WK")
    city.dialog("KD", "KB")
    spread(city, "KD", cell(city, "KB", "KD"))
    rows = {row.uraian: row for row in city.isi("KB").rhk_utama}
    row = rows[CELL]
    assert row.rhk_pimpinan == city.isi("KD").rhk_utama[0].uraian
    assert row.bagian is Bagian.UTAMA

    def word(isi: Any, **more: Any) -> Any:
        changed = [replace(one, **more) if one.kunci == row.kunci else one for one in isi.rhk]
        return replace(isi, rhk=tuple(changed))

    city.write("KB", lambda isi: word(isi, uraian="Tersusunnya peta kompetensi 40 OPD yang tepat waktu"))
    assert "tepat waktu" in " ".join(one.uraian for one in city.isi("KB").rhk)
    for link in ({"rhk_pimpinan": "RHK lain"}, {"rhk_pimpinan_kunci": "p9"}, {"rhk_pimpinan_kunci": None}):
        with pytest.raises(Refused):
            city.write("KB", lambda isi, link=link: word(isi, **link))


def test_ac_c_04_staff_cannot_pick_a_result_and_can_only_comment_on_the_cell_given(established: Kota) -> None:
    city = established
    city.dialog("KB", "SR")
    spread(city, "KB", cell(city, "SR", "KB"))
    case_id, key = step(city, "KB", "versi_baru")
    with pytest.raises(Denied):
        city.complete("SR", case_id, key, values={"alasan_versi": "Saya mau memilih sendiri."})
    mph.comment(city.work, city.actor("SR"), city.skp("SR").id, "m-sr", "Mohon dibagi dengan Lestari.")
    with pytest.raises(NotFound):
        mph.comment(city.work, city.actor("SR"), city.skp("SR").id, "m-dh", "Sel orang lain")
    with pytest.raises(NotFound):
        mph.comment(city.work, city.actor("SR"), city.skp("DH").id, "m-sr", "Sel orang lain")
    with city.reading() as tx:
        board = mph.board(tx, city.actor("KB"), 2026)
        said = board.comments[city.skp("SR").id, "m-sr"]
        assert [(one.oleh, one.isi) for one in said] == [
            ("Siti Rahmawati, S.Psi.", "Mohon dibagi dengan Lestari.")
        ]


def test_a_set_skp_gets_a_suggestion_and_stays_what_it_was(established: Kota) -> None:
    city = established
    city.until_established("SR", by="KB")
    before = city.isi("SR")
    spread(city, "KB", cell(city, "SR", "KB"))
    assert city.isi("SR") == before
    found = suggestions(city, "SR")
    assert {(one.kunci, one.status) for one in found} == {("m-sr", "TERBUKA"), ("p1", "TERBUKA")}
    renew(city, "KB")
    spread(city, "KB", cell(city, "SR", "KB", "Tersusunnya peta kompetensi 45 OPD"))
    states = sorted((one.kunci, str(one.status)) for one in suggestions(city, "SR"))
    assert states == [("m-sr", "DIGANTI"), ("m-sr", "TERBUKA"), ("p1", "TERBUKA")]


def test_versions_stay_readable_and_are_never_changed(established: Kota) -> None:
    city = established
    city.dialog("KB", "SR")
    spread(city, "KB", cell(city, "SR", "KB"))
    renew(city, "KB")
    spread(city, "KB", cell(city, "SR", "KB", "Tersusunnya peta kompetensi 45 OPD"))
    with city.reading() as tx:
        rows = tx.session.scalars(select(MphVersi).order_by(MphVersi.nomor)).all()
        assert [(one.nomor, one.isi["sel"][0]["uraian"]) for one in rows] == [
            (1, CELL), (2, "Tersusunnya peta kompetensi 45 OPD")
        ]  # fmt: skip
        assert len({one.sidik for one in rows}) == 2
        mph.version(tx, city.actor("SR"), rows[0].mph_id, 1)
        with pytest.raises(NotFound):
            mph.version(tx, city.actor("WS"), rows[0].mph_id, 1)
    assert [one.uraian for one in city.isi("SR").rhk_utama if one.rhk_pimpinan_kunci == "m-sr"] == [CELL]


def test_cells_go_only_to_direct_reports_and_to_results_that_the_leader_has(established: Kota) -> None:
    city = established
    with pytest.raises(Refused) as refused:
        spread(
            city, "KB",
            cell(city, "KBB", "KB"), cell(city, "SR", "KB", " ", rhk="bukan", target="-1", satuan="dokumen"),
        )  # fmt: skip
    assert sorted(one.kode for one in refused.value.pelanggaran) == [
        "mph.bukan_bawahan", "mph.rhk", "mph.target", "mph.target_tidak_langsung", "mph.uraian"
    ]  # fmt: skip


def test_the_successor_takes_the_results_of_the_post_over_and_gives_out_a_version_of_his_own(
    established: Kota,
) -> None:
    city = established
    city.dialog("KB", "SR")
    spread(city, "KB", cell(city, "SR", "KB"))
    city.until_established("YK", by="KB")
    with city.work.transaction() as tx:
        post = contoh.jabatan(tx.session, "KABID-A")
        kb = tx.session.scalars(select(Posting).where(Posting.jabatan_id == post.id)).one()
        kb.berlaku = Masa(kb.berlaku.mulai, date(2026, 3, 1))
        contoh.plt(tx.session, NIP["YK"], "KABID-A", Masa(date(2026, 3, 1), date(2026, 12, 31)))
    city.at("2026-03-02 08:00")
    mph.begin(city.work, city.actor("YK"), 2026)
    with city.reading() as tx:
        board = mph.board(tx, city.actor("YK"), 2026)
    (one,) = [sel for sel in board.cells if sel.kunci == "m-sr"]
    assert (one.uraian, board.taken_over) == (CELL, 1)
    spread(city, "YK", cell(city, "SR", "YK"), people=("SR",))
    with city.reading() as tx:
        (kept,) = [sel for sel in sel_skp(tx.session, city.skp("SR").id).values() if sel.kunci == "m-sr"]
        assert (kept.uraian, kept.pimpinan_id) == (CELL, city.pegawai_id("YK"))
        assert mph.board(tx, city.actor("YK"), 2026).taken_over == 0
        assert tx.session.scalar(select(func.count()).select_from(MphVersi)) == 2


def test_a_leader_who_leaves_the_post_leaves_its_mph(established: Kota) -> None:
    city = established
    case_id, _key = step(city, "KB")
    leave(city.at("2026-03-01 08:00"), "KB", date(2026, 3, 16))
    segments.discover(city.work)
    city.at("2026-03-16 00:05").tick(seconds=0)
    with city.reading() as tx:
        assert tx.session.get_one(ProcessCase, case_id).status == "CANCELLED"
