"""Search, and the pages of a person and a unit: what is found, by whom, and what an opened page leaves behind."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from tests.kota import NIP, Kota
from tests.storage import contoh
from webapp.domain.mandat import JenisMandat
from webapp.domain.masa import Masa
from webapp.domain.organisasi import JenisPenugasan
from webapp.services.errors import Denied, NotFound
from webapp.services.people.directory import Found, Group, search
from webapp.services.people.person_page import SEEN, PersonPage, open_person, person_page
from webapp.services.people.reassign import reassign
from webapp.services.people.unit_page import UnitPage, unit_page
from webapp.services.process.open_steps import item_of
from webapp.storage.akun import Akun
from webapp.storage.audit import AuditEvent
from webapp.storage.organisasi import Jabatan, Pegawai, Unit
from webapp.storage.process import WorkItem
from webapp.storage.registri import JenisKetidakhadiran, Ketidakhadiran


def find(city: Kota, words: str, who: str = "NH", group: Group | None = None, page: int = 1) -> Found:
    with city.reading() as tx:
        return search(tx, city.actor(who), words, group, page)


def people(found: Found) -> list[str]:
    return [one.nama for one in found.people.rows]


def unit_id(city: Kota, kode: str) -> int:
    with city.reading() as tx:
        return tx.session.scalars(select(Unit.id).where(Unit.kode == kode)).one()


def unit_of(city: Kota, kode: str, who: str = "NH") -> UnitPage:
    with city.reading() as tx:
        return unit_page(tx, city.actor(who), unit_id(city, kode))


def person_of(city: Kota, code: str, who: str = "NH", on: date | None = None) -> PersonPage:
    with city.reading() as tx:
        return person_page(tx, city.actor(who), city.pegawai_id(code), on)


def helper_of_bkpp(city: Kota) -> str:
    """The head of BKPP as the performance manager of BKPP, and nothing else."""
    with city.work.transaction() as tx:
        owner = select(Pegawai.id).where(Pegawai.nama == "Endang Sulistyowati").scalar_subquery()
        tx.session.execute(update(Akun).where(Akun.pegawai_id == owner).values(peran=["pengelola_opd"]))
    return "KBK"


# -- search ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["siti rahma", "RAHMAWATI siti", "199001152015032003", "19900115 2015", "  Siti  "]
)
def test_a_person_is_found_by_words_in_any_order_or_by_a_part_of_the_nip(city: Kota, words: str) -> None:
    (one,) = find(city, words).people.rows
    assert (one.nama, one.nip) == ("Siti Rahmawati, S.Psi.", NIP["SR"])
    assert (one.jabatan, one.unit, one.active) == ("Analis SDM Aparatur Ahli Pertama", "Bidang A", True)


def test_units_and_posts_are_groups_of_their_own_with_who_holds_a_post(city: Kota) -> None:
    found = find(city, "bidang a")
    assert (found.units.rows[0].nama, found.units.rows[0].induk) == ("Bidang A", "Dinas Contoh")
    post = found.posts.rows[0]
    assert (post.nama, post.unit, list(post.holders)) == (
        "Kepala Bidang A",
        "Bidang A",
        ["Agus Prasetya, S.Sos., M.M."],
    )
    assert found.total == found.units.total + found.posts.total


def test_one_group_on_its_own_is_paged_and_a_page_after_the_last_is_empty(city: Kota) -> None:
    found = find(city, "an", group=Group.PEOPLE)
    assert (found.units.rows, found.posts.rows) == ([], [])
    assert found.people.total == len(found.people.rows)
    beyond = find(city, "an", group=Group.PEOPLE, page=9)
    assert (list(beyond.people.rows), beyond.people.total) == ([], found.people.total)


def test_signs_that_mean_something_to_the_database_are_only_letters(city: Kota) -> None:
    for words in ("%%", "__", "\\\\", "' OR 1=1 --", "100%"):
        assert find(city, words).total == 0


def test_a_search_of_one_letter_or_none_finds_nothing_and_says_so(city: Kota) -> None:
    assert find(city, "s").too_short
    assert not find(city, "   ").too_short
    assert find(city, "s").total == 0


def test_a_performance_manager_finds_only_the_own_opd(city: Kota) -> None:
    assert people(find(city, "siti", "YK")) == ["Siti Rahmawati, S.Psi."]
    assert find(city, "endang", "YK").total == 0
    assert find(city, "bidang", "YK").units.total == 2
    assert find(city, "badan", "YK").total == 0
    other = helper_of_bkpp(city)
    assert find(city, "siti", other).total == 0
    assert find(city, "bidang", other).total == 0


@pytest.mark.parametrize("who", ["SR", "KB", "KD", "WK"])
def test_nobody_else_searches(city: Kota, who: str) -> None:
    with pytest.raises(Denied):
        find(city, "siti", who)
    with pytest.raises(Denied):
        person_of(city, "SR", who)
    with pytest.raises(Denied):
        unit_of(city, "BID-A", who)


def test_an_office_without_an_opd_sees_nothing(city: Kota) -> None:
    with city.work.transaction() as tx:
        owner = tx.session.scalars(select(Pegawai.id).where(Pegawai.nip == NIP["BS"])).one()
        tx.session.execute(update(Akun).where(Akun.pegawai_id == owner).values(peran=["pengelola_opd"]))
    with pytest.raises(Denied, match="OPD Anda belum tercatat"):
        find(city, "siti", "BS")


# -- a person ----------------------------------------------------------------------------------------------------


def test_the_page_tells_posts_grades_skp_and_open_steps(city: Kota) -> None:
    city.until_submitted()
    page = person_of(city, "SR")
    assert (page.row.nip, page.opd) == (NIP["SR"], "Dinas Contoh")
    assert page.post is not None
    assert page.post.jabatan == "Analis SDM Aparatur Ahli Pertama"
    assert [one.golongan for one in page.ranks] == ["III/b", "III/a"]
    assert [one.tahun for one in page.skp] == [2026]
    (step,) = page.about
    assert (step.item.name, step.holder) == ("Reviu SKP", "Agus Prasetya, S.Sos., M.M.")
    assert page.held == []
    held = person_of(city, "KB").held
    assert "Siti Rahmawati, S.Psi." in {one.subject_name for one in held}


def test_who_evaluates_today_is_told_step_by_step(city: Kota) -> None:
    today = person_of(city, "SR").today
    assert (today.penilai.nama, today.penilai.jabatan) == ("Agus Prasetya, S.Sos., M.M.", "Kepala Bidang A")
    assert list(today.penilai.steps) == [
        "Pegawai menjabat Analis SDM Aparatur Ahli Pertama pada Bidang A.",
        "Kepala Bidang A, jabatan definitif sejak 3 Januari 2022 (821.2/022/2022).",
    ]
    assert today.verifikator.nama == today.penilai.nama
    assert today.atasan.nama == "Dr. Ratna Widyastuti, M.Si."


def test_the_day_that_is_asked_about_may_be_past_or_to_come(city: Kota) -> None:
    with city.work.transaction() as tx:
        contoh.plt(tx.session, NIP["SR"], "KABID-B", Masa(date(2026, 7, 1), date(2026, 10, 1)))
        contoh.mandat(
            tx.session, JenisMandat.PENETAPAN_PENILAI, Masa(date(2026, 3, 1)), "SK/9/2026", nip=NIP["KD"],
            dinilai_id=tx.session.scalars(select(Pegawai.id).where(Pegawai.nip == NIP["SR"])).one(),
        )  # fmt: skip
    later = person_of(city, "SR", on=date(2026, 3, 1)).asked
    assert later is not None
    assert (later.penilai.nama, later.penilai.surat) == ("Dr. Ratna Widyastuti, M.Si.", "SK/9/2026")
    before = person_of(city, "SR", on=date(2021, 3, 1)).asked
    assert before is not None
    assert not before.penilai.found
    assert "tidak memegang jabatan definitif" in before.penilai.steps[-1]
    rights = person_of(city, "SR").rights
    assert {(one.row.jenis, one.about) for one in rights} == {
        (JenisMandat.PLT, "Kepala Bidang B"),
        (JenisMandat.PENETAPAN_PENILAI, "Siti Rahmawati, S.Psi."),
    }


def test_absences_are_told(city: Kota) -> None:
    with city.work.transaction() as tx:
        kind = JenisKetidakhadiran.CUTI_BESAR
        row = Ketidakhadiran(
            pegawai_id=tx.session.scalars(select(Pegawai.id).where(Pegawai.nip == NIP["DH"])).one(),
            jenis=kind,
            berlaku=Masa(date(2026, 2, 1), date(2026, 3, 1)),
        )
        tx.session.add(row)
    assert [one.jenis for one in person_of(city, "DH").absences] == [kind]


def test_opening_a_persons_page_is_kept_as_an_event(city: Kota) -> None:
    open_person(city.work, city.actor("NH"), city.pegawai_id("SR"))
    with city.reading() as tx:
        (event,) = tx.session.scalars(select(AuditEvent).where(AuditEvent.kind == SEEN))
        assert (event.actor_id, event.object_kind, event.object_id) == (
            city.actor("NH").akun_id,
            "pegawai",
            city.pegawai_id("SR"),
        )


def test_a_person_outside_the_opd_is_not_there_and_leaves_no_event_of_reading(city: Kota) -> None:
    other = helper_of_bkpp(city)
    with pytest.raises(NotFound):
        open_person(city.work, city.actor(other), city.pegawai_id("SR"))
    with pytest.raises(NotFound):
        open_person(city.work, city.actor("NH"), 10**9)
    with city.reading() as tx:
        assert tx.session.scalars(select(AuditEvent).where(AuditEvent.kind == SEEN)).all() == []
    assert person_of(city, "NH", other).row.nip == NIP["NH"]


def test_a_step_given_by_name_stands_with_its_holder(city: Kota) -> None:
    city.until_submitted()
    with city.reading() as tx:
        query = select(WorkItem.case_id, WorkItem.key).where(WorkItem.element_id == "reviu")
        case_id, key = tx.session.execute(query).one()
        assert item_of(tx, case_id, key).name == "Reviu SKP"
    reassign(city.work, city.actor("NH"), case_id, key, city.pegawai_id("KD"), "Kabid sakit", uuid4())
    assert [one.holder for one in person_of(city, "SR").about] == ["Dr. Ratna Widyastuti, M.Si."]
    assert "Reviu SKP" in {one.name for one in person_of(city, "KD").held}


# -- a unit ------------------------------------------------------------------------------------------------------


def test_a_unit_tells_its_place_its_head_its_staff_and_what_is_open(city: Kota) -> None:
    page = unit_of(city, "BID-A")
    assert [one.nama for one in page.path] == ["Pemerintah Kota Contoh", "Dinas Contoh"]
    assert page.head is not None
    assert [(one.jenis, one.nama) for one in page.head.holders] == [
        (JenisPenugasan.DEFINITIF, "Agus Prasetya, S.Sos., M.M.")
    ]
    assert page.staff[0].nama == "Agus Prasetya, S.Sos., M.M."
    assert {one.penilai for one in page.staff[1:]} == {"Agus Prasetya, S.Sos., M.M."}
    assert page.staff[0].penilai == "Dr. Ratna Widyastuti, M.Si."
    assert page.staff_total == 5
    assert page.open_here == 5
    above = unit_of(city, "DINAS")
    assert {"Bidang A", "Bidang B"} <= {one.nama for one in above.below}
    assert above.open_below >= page.open_here


def test_a_vacant_head_is_told_with_the_day_since_and_the_plt(city: Kota) -> None:
    with city.work.transaction() as tx:
        jabatan = tx.session.scalars(select(Jabatan.id).where(Jabatan.kode == "KABID-A")).one()
        posting = contoh.Posting
        tx.session.execute(
            update(posting)
            .where(posting.jabatan_id == jabatan)
            .values(berlaku=Masa(date(2022, 1, 3), date(2026, 1, 1)))
        )
        contoh.plt(
            tx.session, contoh.KABID_B, "KABID-A", Masa(date(2026, 1, 1), date(2026, 4, 1)), "SP/7/2026"
        )
    head = unit_of(city, "BID-A").head
    assert head is not None
    assert (head.vacant, head.vacant_since) == (True, date(2026, 1, 1))
    assert [(one.jenis, one.surat, one.until) for one in head.holders] == [
        (JenisPenugasan.PLT, "SP/7/2026", date(2026, 3, 31))
    ]
    (below,) = [one for one in unit_of(city, "DINAS").below if one.nama == "Bidang A"]
    assert below.head.startswith("Plt. ")


def test_a_unit_outside_the_opd_is_not_there(city: Kota) -> None:
    assert [one.nama for one in unit_of(city, "BID-A", "YK").path] == ["Dinas Contoh"]
    with pytest.raises(NotFound):
        unit_of(city, "BKPP", "YK")
    with pytest.raises(NotFound):
        unit_of(city, "BID-A", helper_of_bkpp(city))
