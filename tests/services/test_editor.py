"""Writing an own draft: only the owner, only from the version that was seen, never past what the leader settled."""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.kota import Kota, filled
from webapp.domain.skp import Bagian, IsiSkp, Lampiran, Pendekatan, Rhk
from webapp.operations import Refused
from webapp.services.errors import Denied, NotFound
from webapp.services.planning import editor, quality, remarks
from webapp.services.planning.editor import StaleDraft
from webapp.storage.dialog import Komentar


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.kode for one in refused.value.pelanggaran]


def draft_of(city: Kota, code: str = "SR") -> editor.Draft:
    with city.reading() as tx:
        return editor.draft(tx, city.actor(code), city.skp(code).id)


def with_target(isi: IsiSkp, target: str) -> IsiSkp:
    isi = filled(isi)
    first = isi.rhk[0]
    return replace(
        isi, rhk=(replace(first, iki=(replace(first.iki[0], target=target), *first.iki[1:])), *isi.rhk[1:])
    )


def worded(isi: IsiSkp, uraian: str) -> IsiSkp:
    isi = filled(isi)
    return replace(isi, rhk=(replace(isi.rhk[0], uraian=uraian), *isi.rhk[1:]))


def test_ac_c_04_a_link_to_a_result_of_the_leader_cannot_be_picked_or_reworded(city: Kota) -> None:
    city.dialog("KB", "SR")

    def pick(isi: IsiSkp) -> IsiSkp:
        picked = Rhk("r9", Bagian.UTAMA, "Tersusunnya laporan", "Hasil lain milik pimpinan", "p9")
        return replace(isi, rhk=(*isi.rhk, picked))

    def reword(isi: IsiSkp) -> IsiSkp:
        return replace(isi, rhk=(replace(isi.rhk[0], rhk_pimpinan="Hasil pilihan saya"),))

    for change in (pick, reword):
        with pytest.raises(Refused) as refused:
            city.write("SR", change)
        assert codes(refused) == ["tautan.dipilih"]


def test_ac_c_04_a_result_handed_down_keeps_at_least_one_row(city: Kota) -> None:
    city.dialog("KB", "SR")
    with pytest.raises(Refused) as refused:
        city.write("SR", lambda isi: replace(isi, rhk=()))
    assert codes(refused) == ["tautan.hilang"]


def test_ac_c_06_a_target_in_words_may_stand_in_the_draft_and_is_refused_on_submission(city: Kota) -> None:
    city.dialog("KB", "SR")
    city.write("SR", lambda isi: with_target(isi, "dua"))
    assert city.isi("SR").rhk[0].iki[0].target == "dua"
    with pytest.raises(Refused) as refused:
        city.submit("SR")
    assert [(one.kode, one.letak) for one in refused.value.pelanggaran] == [
        ("skp.target_bukan_angka", "rhk.r1.iki.i1.target")
    ]
    assert city.skp("SR").status == "DRAF"


def test_ac_c_07_a_missing_aspect_is_a_warning_and_goes_in(city: Kota) -> None:
    city.dialog("KB", "SR")

    def only_quantity(isi: IsiSkp) -> IsiSkp:
        isi = filled(isi)
        return replace(isi, rhk=(replace(isi.rhk[0], iki=isi.rhk[0].iki[:1]),))

    city.write("SR", only_quantity)
    assert [one.kode for one in draft_of(city).temuan] == ["skp.aspek_kurang"]
    city.submit("SR")
    assert city.skp("SR").status == "DIAJUKAN"


def test_ac_c_11_an_activity_as_result_goes_in_only_with_a_note_and_is_counted(city: Kota) -> None:
    city.dialog("KB", "SR")
    city.dialog("KB", "DH")
    city.write("SR", lambda isi: worded(isi, "Melaksanakan rapat dan membuat notulen"))
    with pytest.raises(Refused) as refused:
        city.submit("SR", catatan="  ")
    assert [(one.kode, one.letak) for one in refused.value.pelanggaran] == [("catatan.wajib", "catatan")]
    city.submit("SR", catatan="Rumusan ini sesuai petunjuk teknis kegiatan.")
    city.write("DH")
    city.submit("DH")
    with city.reading() as tx:
        assert quality.wording(tx, 2026) == quality.Wording(submitted=2, with_warnings=1)
        note = tx.session.scalars(select(Komentar.isi)).one()
    assert note == "Rumusan ini sesuai petunjuk teknis kegiatan."


def test_ac_c_13_nobody_else_writes_but_helpers_may_comment(city: Kota) -> None:
    city.dialog("KB", "DH")
    skp_id, versi = city.skp("DH").id, draft_of(city, "DH").versi
    before = city.isi("DH")
    for code in ("YK", "KB", "NH"):  # pengelola OPD, the evaluator, admin BKPP
        with pytest.raises(Denied):
            editor.save(city.work, city.actor(code), skp_id, versi, filled)
        remarks.comment(city.work, city.actor(code), skp_id, "rhk.r1", f"Komentar {code}")
    with pytest.raises(NotFound):
        remarks.comment(city.work, city.actor("LN"), skp_id, None, "Bukan urusan saya")
    assert city.isi("DH") == before
    assert [(one.letak, one.isi) for one in draft_of(city, "DH").komentar] == [
        ("rhk.r1", "Komentar YK"),
        ("rhk.r1", "Komentar KB"),
        ("rhk.r1", "Komentar NH"),
    ]


def test_ac_c_21_each_of_the_three_lists_needs_a_line(city: Kota) -> None:
    city.dialog("KB", "SR")
    city.write("SR", lambda isi: replace(filled(isi), lampiran=Lampiran()))
    with pytest.raises(Refused) as refused:
        city.submit("SR")
    assert [one.letak for one in refused.value.pelanggaran] == [
        "lampiran.dukungan",
        "lampiran.skema",
        "lampiran.konsekuensi",
    ]


def test_a_save_from_an_old_version_stores_nothing(city: Kota) -> None:
    city.dialog("KB", "SR")
    old = draft_of(city)
    city.write("SR")
    with pytest.raises(StaleDraft):
        editor.save(city.work, city.actor("SR"), old.skp.id, old.versi, lambda isi: replace(isi, rhk=()))
    assert len(city.isi("SR").rhk[0].iki) == 3


def test_the_leaders_expectations_are_not_the_owners_to_change(city: Kota) -> None:
    city.dialog("KB", "SR")
    with pytest.raises(Refused) as refused:
        city.write("SR", lambda isi: replace(isi, ekspektasi_khusus={"ADAPTIF": "Saya sudah adaptif"}))
    assert codes(refused) == ["ekspektasi.bukan_penulis"]


def test_a_change_of_approach_converts_every_row_and_never_mixes(city: Kota) -> None:
    city.dialog(
        "KB", "SR", "Terlaksananya analisis jabatan", "Meningkatnya mutu data", "Tersusunnya peta jabatan"
    )
    city.write("SR")
    draft = draft_of(city)
    editor.switch_approach(city.work, city.actor("SR"), draft.skp.id, draft.versi, Pendekatan.KUALITATIF)
    isi = city.isi("SR")
    assert [(len(row.iki), len(row.ukuran)) for row in isi.rhk] == [(0, 3)] * 3
    assert city.revisions("SR")[-1].pendekatan is Pendekatan.KUALITATIF


def test_a_submitted_draft_is_closed_to_its_owner(city: Kota) -> None:
    city.until_submitted("SR")
    with pytest.raises(Denied), city.reading() as tx:
        editor.draft(tx, city.actor("SR"), city.skp("SR").id)


def test_the_draft_names_the_step_that_hands_it_in(city: Kota) -> None:
    city.dialog("KB", "SR")
    assert draft_of(city).step == (city.case_id("SR"), city.open_keys("SR")[0])


@pytest.mark.parametrize("text", ["", "   ", "x" * 2_001])
def test_a_comment_says_something_and_not_too_much(city: Kota, text: str) -> None:
    city.dialog("KB", "SR")
    with pytest.raises(Refused) as refused:
        remarks.comment(city.work, city.actor("KB"), city.skp("SR").id, None, text)
    assert codes(refused) == ["komentar"]


def test_a_comment_that_is_sent_twice_is_stored_once(city: Kota) -> None:
    city.dialog("KB", "SR")
    skp_id, key = city.skp("SR").id, uuid4()
    for _time in range(2):
        remarks.comment(city.work, city.actor("KB"), skp_id, "rhk.r1", "Naikkan targetnya.", key)
    remarks.comment(city.work, city.actor("KB"), skp_id, "rhk.r1", "Naikkan targetnya.", uuid4())
    assert len(draft_of(city).komentar) == 2


def test_an_approved_document_takes_no_more_comments_but_a_repeat_of_an_earlier_one_is_no_error(
    city: Kota,
) -> None:
    city.until_submitted("SR")
    skp_id, key = city.skp("SR").id, uuid4()
    remarks.comment(city.work, city.actor("NH"), skp_id, None, "Cocokkan dengan peta jabatan.", key)
    city.review("KB", "SR")
    remarks.comment(city.work, city.actor("NH"), skp_id, None, "Cocokkan dengan peta jabatan.", key)
    with pytest.raises(Refused, match="sudah disetujui"):
        remarks.comment(city.work, city.actor("NH"), skp_id, None, "Terlambat", uuid4())
    with city.reading() as tx:
        assert [one.isi for one in remarks.remarks(tx, skp_id)] == ["Cocokkan dengan peta jabatan."]
        assert not remarks.may_comment(tx, city.actor("NH"), skp_id)


def test_an_skp_without_a_document_takes_no_comment(city: Kota) -> None:
    city.open_cycle()
    with pytest.raises(Refused, match="belum ada"):
        remarks.comment(city.work, city.actor("KB"), city.skp("SR").id, None, "Terlalu dini")
