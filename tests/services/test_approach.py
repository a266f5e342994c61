"""Changing the approach of a draft: the old shape stays as a version, and comes back where nothing was changed."""

from __future__ import annotations

from dataclasses import replace

from tests.kota import Kota, filled
from webapp.domain.skp import IsiSkp, Pendekatan
from webapp.services.planning import editor, skp_page
from webapp.storage.isi import muat_isi
from webapp.web.planning.naskah import naskah

THREE = ("Terlaksananya analisis jabatan", "Tersusunnya peta jabatan", "Terwujudnya data yang rapi")


def switch(city: Kota, ke: Pendekatan) -> None:
    actor, skp_id = city.actor("SR"), city.skp("SR").id
    with city.reading() as tx:
        versi = editor.draft(tx, actor, skp_id).versi
    editor.switch_approach(city.work, actor, skp_id, versi, ke)


def content(city: Kota, nomor: int) -> IsiSkp:
    with city.reading() as tx:
        return muat_isi(tx.session, city.revisions("SR")[nomor - 1].id)


def test_ac_c_10_three_rows_become_narrative_and_the_old_values_stay_as_version_one(city: Kota) -> None:
    city.dialog("KB", "SR", *THREE)
    city.write("SR")
    before = city.isi("SR")
    switch(city, Pendekatan.KUALITATIF)
    assert [(row.nomor, row.status, row.pendekatan) for row in city.revisions("SR")] == [
        (1, "DIGANTI", "KUANTITATIF"), (2, "DRAF", "KUALITATIF"),
    ]  # fmt: skip
    assert content(city, 1) == before
    after = city.isi("SR")
    assert [(len(rhk.iki), len(rhk.ukuran)) for rhk in after.rhk] == [(0, 3)] * 3
    with city.reading() as tx:
        skp_id = city.skp("SR").id
        assert skp_page.skp_view(tx, city.actor("SR"), skp_id, 1).isi == before
        # A version that was never handed in is its writer's own.
        assert skp_page.skp_head(tx, city.actor("KB"), skp_id).revisions == []
        assert editor.draft(tx, city.actor("SR"), skp_id).returned is None


def test_ac_c_10_back_again_restores_what_was_not_changed_in_between(city: Kota) -> None:
    city.dialog("KB", "SR", *THREE)
    city.write("SR")
    before = city.isi("SR")
    switch(city, Pendekatan.KUALITATIF)
    switch(city, Pendekatan.KUANTITATIF)
    assert city.isi("SR") == before
    assert [row.nomor for row in city.revisions("SR")] == [1, 2, 3]

    def reworded(isi: IsiSkp) -> IsiSkp:
        first = isi.rhk[0]
        return replace(isi, rhk=(replace(first, ukuran=("Peta 3 unit", *first.ukuran[1:])), *isi.rhk[1:]))

    switch(city, Pendekatan.KUALITATIF)
    city.write("SR", reworded)
    switch(city, Pendekatan.KUANTITATIF)
    after = city.isi("SR")
    assert after.rhk[1:] == before.rhk[1:]
    assert after.rhk[0].iki[1:] == before.rhk[0].iki[1:]
    assert (after.rhk[0].iki[0].uraian, after.rhk[0].iki[0].target) == ("Peta 3 unit", "")


def test_ac_c_10_comments_of_the_returned_revision_are_still_at_hand_after_the_switch(city: Kota) -> None:
    city.until_submitted()
    city.review("KB", "SR", "kembalikan", "Target belum terukur.", rhk__r1="Berapa dokumen?")
    switch(city, Pendekatan.KUALITATIF)
    with city.reading() as tx:
        draft = editor.draft(tx, city.actor("SR"), city.skp("SR").id)
        assert draft.returned == 1
        assert draft.revisi.nomor == 3
        view = skp_page.skp_view(tx, city.actor("SR"), city.skp("SR").id)
        assert {one.isi for one in view.komentar} == {"Target belum terukur.", "Berapa dokumen?"}


def test_ac_c_09_the_kualitatif_document_has_one_column_with_bullets_and_no_aspek(city: Kota) -> None:
    city.dialog("KB", "SR", pendekatan="kualitatif")
    city.write("SR", filled)
    laid = naskah(city.isi("SR"), [])
    assert laid.is_kualitatif
    words = " ".join(str(one) for one in laid.columns).casefold()
    assert "aspek" not in words
    assert "target" not in words or len(laid.columns) == 2
    [row] = laid.parts[0].rows
    assert list(row.ukuran) == ["12 dokumen analisis jabatan selesai pada November"]
    assert list(row.indicators) == []
