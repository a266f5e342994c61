"""Who reads the fields of a form, and what breaks when one goes."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from tests.kota import Kota
from tests.workflows.planted import SHIPPED, checklist, components, edited, field, form, user
from tests.workflows.planted import insert as put
from webapp.services.process.releases import read_bundle
from webapp.services.workshop.form_contract import OpenDraft, breaks, form_contract, open_drafts
from webapp.storage.process import Draft

SESI, REVIU = "forms/bimbingan/sesi.json", "forms/penetapan/reviu.json"
BUNDLE = read_bundle(SHIPPED)


def without(path: str, key: str) -> dict[str, str]:
    return edited(components(path, lambda found: [one for one in found if one.get("key") != key]))


def test_a_field_names_the_condition_and_the_operation_that_read_it() -> None:
    readers = form_contract(BUNDLE)["bimbingan/sesi"]["sesi_lagi"]
    assert {(one.kind, one.element_id, one.must) for one in readers} == {
        ("syarat", "sesi_lagi", True),
        ("operasi", "sesi", True),
    }
    assert any('sesi_lagi = "ya"' in one.words for one in readers)


def test_a_field_that_an_operation_reads_if_it_is_there_says_so() -> None:
    (reader,) = form_contract(BUNDLE)["bimbingan/sesi"]["kesepakatan"]
    assert (reader.kind, reader.must) == ("operasi", False)


def test_a_field_that_nothing_reads_has_no_readers() -> None:
    assert form_contract(BUNDLE)["penetapan/tetapkan"]["setuju_penetapan"] == ()


def test_every_form_and_every_field_of_what_ships_is_there() -> None:
    contract = form_contract(BUNDLE)
    assert contract.keys() == BUNDLE.forms.keys()
    assert all(contract[key].keys() == one.items.keys() for key, one in BUNDLE.forms.items())


def test_later_forms_times_and_repetitions_read_too() -> None:
    files = edited(
        form(
            "penetapan/ukur",
            field("datetime", "hari_ukur", subtype="date", dateLabel="Hari"),
            checklist("bagian", "a", "b"),
        ),
        form("penetapan/lihat", field("textfield", "kata", description="Sejak {{hari_ukur}}")),
        put("penetapan", "ke_tetapkan", user("ukur", "penetapan/ukur")),
        put("penetapan", "dari_ukur", user("lihat", "penetapan/lihat")),
    )
    readers = form_contract(read_bundle(files))["penetapan/ukur"]
    assert [(one.kind, one.element_id) for one in readers["hari_ukur"]] == [("formulir", "lihat")]


def test_a_field_that_goes_names_its_readers_and_what_the_check_refuses() -> None:
    broken = breaks(BUNDLE, without(SESI, "sesi_lagi"))
    (one,) = broken.fields
    assert (one.field, one.change, one.given_elsewhere) == ("sesi_lagi", "hapus", False)
    assert "sesi_lagi" in one.words
    assert {problem.code for problem in broken.problems} == {"form_field"}


def test_options_that_go_are_named_and_the_dead_condition_with_them() -> None:
    fewer = edited(
        components(SESI, lambda found: [
            {**one, "values": [{"label": "Tidak", "value": "tidak"}]} if one.get("key") == "sesi_lagi" else one
            for one in found
        ])
    )  # fmt: skip
    (one,) = breaks(BUNDLE, fewer).fields
    assert (one.change, one.gone) == ("pilihan", ('"ya"',))
    assert any(reader.kind == "syarat" for reader in one.readers)


def test_another_kind_of_field_is_a_break_and_another_label_is_none() -> None:
    number = edited(
        components(SESI, lambda found: [
            field("number", "isi") if one.get("key") == "isi" else one for one in found
        ])
    )  # fmt: skip
    assert [(one.field, one.change) for one in breaks(BUNDLE, number).fields] == [("isi", "jenis")]
    relabelled = edited(
        components(
            SESI, lambda found: [{**one, "label": "Lain"} for one in found if "key" in one] + found[-1:]
        )
    )
    assert breaks(BUNDLE, relabelled).fields == ()


def test_drafts_that_hold_what_goes_are_counted() -> None:
    drafts = (
        OpenDraft(1, "sesi#1", "bimbingan/sesi", {"sesi_lagi": "ya"}),
        OpenDraft(2, "sesi#1", "bimbingan/sesi", {"sesi_lagi": ""}),
        OpenDraft(3, "sesi#1", "bimbingan/hasil", {"sesi_lagi": "ya"}),
    )
    (one,) = breaks(BUNDLE, without(SESI, "sesi_lagi"), drafts).fields
    assert one.drafts == 1
    assert "1 isian yang belum dikirim" in one.words


def test_a_bundle_that_cannot_be_read_tells_its_problems_only() -> None:
    broken = breaks(BUNDLE, {**SHIPPED, SESI: "{"})
    assert broken.fields == ()
    assert broken.problems


@pytest.mark.fast
def test_open_drafts_are_read_with_their_form(city: Kota) -> None:
    city.open_cycle().until_submitted()
    (key,) = [one for one in city.open_keys("SR") if one.endswith("reviu#1")]
    with city.work.transaction() as tx:
        tx.session.execute(
            insert(Draft).values(
                case_id=city.case_id("SR"),
                key=key,
                akun_id=city.actor("KB").akun_id,
                values={"keputusan": "setujui"},
            )
        )
    with city.reading() as tx:
        (draft,) = open_drafts(tx, BUNDLE)
    assert (draft.form, draft.values) == ("penetapan/reviu", {"keputusan": "setujui"})
