"""Track A: promises of the PK become the results of the head, the region's head sets them, nothing changes unseen."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.kota import Kota
from tests.services.sakip_files import HEADER, bring, dictionary, promise
from webapp.domain.skp import Bagian, Perspektif
from webapp.operations import Refused
from webapp.services.errors import Denied, NotFound
from webapp.services.planning import skp_page, suggestions
from webapp.storage.dialog import PeranHasil
from webapp.storage.naskah import TandaTangan
from webapp.storage.penjenjangan import PkIndikator, SaranPerubahan
from webapp.storage.perubahan import PerubahanSkp
from webapp.storage.process import WorkItem

WORDS = "Saya memimpin agar sembilan dari sepuluh pegawai dinilai baik oleh atasannya"


def talk(city: Kota) -> None:
    """The head of the region goes through the promises with KD, who confirms."""
    with city.reading() as tx:
        cells = tx.session.scalars(select(PeranHasil).where(PeranHasil.skp_id == city.skp("KD").id)).all()
        peran = [
            {"kunci": cell.kunci, "rhk_pimpinan": "", "uraian": cell.uraian, "metode": cell.metode.value}
            for cell in cells
        ]
    city.do(
        "WK", "KD", "catat_dialog",
        tanggal_dialog=city.now.date().isoformat(), kanal_dialog="tatap_muka", pendekatan="kuantitatif",
        ringkasan_kesepakatan="Disepakati janji dinas tahun ini.", peran=peran,
    )  # fmt: skip
    said = {one["kunci"]: WORDS for one in peran}
    city.do("KD", "KD", "konfirmasi_dialog", konfirmasi="sesuai", pernyataan=said)


@pytest.fixture
def promised(city: Kota) -> Kota:
    """The PK of Dinas Contoh is imported."""
    dictionary(city)
    bring(city, "YK", HEADER + promise())
    return city


def test_ac_c_01_a_promise_becomes_an_rhk_utama_linked_to_its_indicator(promised: Kota) -> None:
    talk(promised)
    (row,) = promised.isi("KD").rhk_utama
    assert (row.bagian, row.uraian) == (Bagian.UTAMA, "Meningkatnya kinerja aparatur")
    assert [(iki.uraian, iki.target, iki.satuan) for iki in row.iki] == [
        ("Persentase ASN dengan predikat minimal Baik", "92", "persen")
    ]
    with promised.reading() as tx:
        cell = tx.session.scalars(select(PeranHasil).where(PeranHasil.skp_id == promised.skp("KD").id)).one()
        assert row.rhk_pimpinan_kunci == cell.kunci
        assert tx.session.get_one(PkIndikator, cell.pk_indikator_id).kode == "IKU-01"


def test_ac_c_01_a_promise_imported_while_the_draft_is_open_comes_into_it(city: Kota) -> None:
    city.dialog("WK", "KD")
    dictionary(city)
    bring(city, "YK", HEADER + promise())
    assert [row.uraian for row in city.isi("KD").rhk_utama][-1] == "Meningkatnya kinerja aparatur"


def test_ac_c_01_a_changed_target_is_a_new_row_and_a_suggestion_never_a_silent_change(promised: Kota) -> None:
    city = promised
    talk(city)
    before = city.isi("KD")
    bring(city, "YK", HEADER + promise("93"))
    assert city.isi("KD") == before
    with city.reading() as tx:
        assert [row.target for row in tx.session.scalars(select(PkIndikator).order_by(PkIndikator.id))] == [
            Decimal(92), Decimal(93)
        ]  # fmt: skip
        saran = tx.session.scalars(select(SaranPerubahan)).one()
        assert (saran.status, saran.lama["target"], saran.baru["target"]) == ("TERBUKA", "92", "93")  # type: ignore[index]
        saran_id = saran.id
    with pytest.raises(NotFound):
        suggestions.take(city.work, city.actor("SR"), city.skp("KD").id, saran_id)
    suggestions.take(city.work, city.actor("KD"), city.skp("KD").id, saran_id)
    assert city.isi("KD").rhk_utama[0].iki[0].target == "93"


def promise_changes_after_it_is_set(city: Kota) -> None:
    """The SKP of KD is set, and then a later PK asks for 93 instead of 92."""
    talk(city)
    city.write("KD")
    city.submit("KD")
    city.review("WK", "KD")
    city.sign("KD")
    city.establish("WK", "KD")
    bring(city, "YK", HEADER + promise("93"))


def test_a_suggestion_is_dismissed_only_with_a_reason_and_a_set_skp_takes_none(promised: Kota) -> None:
    city = promised
    promise_changes_after_it_is_set(city)
    kd, skp_id = city.actor("KD"), city.skp("KD").id
    with city.reading() as tx:
        (saran,) = suggestions.pending(tx, kd, skp_id).suggestions
        saran_id = saran.id
    with pytest.raises(Denied, match="Ajukan perubahan SKP"):
        suggestions.take(city.work, kd, skp_id, saran_id)
    with pytest.raises(Refused):
        suggestions.dismiss(city.work, kd, skp_id, saran_id, "tidak")
    suggestions.dismiss(city.work, kd, skp_id, saran_id, "Menunggu adendum PK ditandatangani.")
    with city.reading() as tx:
        assert suggestions.pending(tx, kd, skp_id).suggestions == []


def test_ac_c_08_an_indicator_without_perspektif_is_refused_with_the_four_that_there_are(
    promised: Kota,
) -> None:
    city = promised
    talk(city)
    city.write("KD")
    city.write("KD", lambda isi: _with_perspektif(isi, None))
    with pytest.raises(Refused) as refused:
        city.submit("KD")
    assert [one.pesan for one in refused.value.pelanggaran if one.kode == "skp.tanpa_perspektif"] == [
        "Pilih perspektif IKI ini: Penerima Layanan, Proses Bisnis, Penguatan Internal, Anggaran."
    ]
    city.write("KD", lambda isi: _with_perspektif(isi, Perspektif.PENERIMA_LAYANAN))
    city.submit("KD")
    assert city.skp("KD").status == "DIAJUKAN"


def _with_perspektif(isi, perspektif):  # type: ignore[no-untyped-def]
    rows = [replace(r, iki=tuple(replace(i, perspektif=perspektif) for i in r.iki)) for r in isi.rhk]
    return replace(isi, rhk=tuple(rows))


def test_the_head_of_the_region_sets_the_skp_of_a_jpt_without_a_nip(promised: Kota) -> None:
    city = promised
    talk(city)
    city.write("KD")
    city.submit("KD")
    city.review("WK", "KD")
    city.sign("KD")
    city.establish("WK", "KD")
    assert city.skp("KD").status == "DITETAPKAN"
    with city.reading() as tx:
        signed = tx.session.scalars(select(TandaTangan).order_by(TandaTangan.urutan)).all()
        assert [(one.pegawai_id is None, one.pihak_luar_id is None) for one in signed] == [
            (False, True), (True, False)
        ]  # fmt: skip
    final = city.revisions("KD")[-1]
    assert final.cuplikan is not None
    assert final.cuplikan["penilai"]["nama"] == "Surya Wibisana"
    assert not final.cuplikan["penilai"].get("nip")


def test_a_promise_cannot_be_dropped_in_the_dialogue(promised: Kota) -> None:
    with pytest.raises(Refused, match="Perjanjian Kinerja"):
        promised.do(
            "WK", "KD", "catat_dialog",
            tanggal_dialog="2026-01-05", kanal_dialog="tatap_muka", pendekatan="kuantitatif",
            ringkasan_kesepakatan="Disepakati janji dinas tahun ini.",
            peran=[{"kunci": "p1", "rhk_pimpinan": "", "uraian": "Lain", "metode": "LANGSUNG"}],
        )  # fmt: skip


def test_an_accepted_pk_starts_a_change_whose_draft_takes_it_over(promised: Kota) -> None:
    city = promised
    promise_changes_after_it_is_set(city)
    kd, skp_id = city.actor("KD"), city.skp("KD").id
    with city.reading() as tx:
        head = skp_page.skp_head(tx, kd, skp_id)
        assert [(one.lama["target"], one.baru["target"]) for one in head.suggestions] == [("92", "93")]  # type: ignore[index]
        assert [one.id for one in suggestions.own(tx, kd, 2026)] == [head.suggestions[0].id]
        saran_id = head.suggestions[0].id
    with pytest.raises(Denied):
        suggestions.accept(city.work, city.actor("WK"), skp_id, saran_id, uuid4())
    for _again in range(2):
        suggestions.accept(city.work, kd, skp_id, saran_id, uuid4())
    with city.reading() as tx:
        (row,) = tx.session.scalars(select(PerubahanSkp)).all()
        assert row.alasan == "STRATEGI"
        assert "(92 persen)" in row.uraian
        assert "(93 persen)" in row.uraian
        assert row.case_id is not None
        case_id = row.case_id
        step = tx.session.scalars(
            select(WorkItem.key).where(WorkItem.case_id == case_id, WorkItem.element_id == "tanggapi_penilai")
        ).one()
    assert city.isi("KD").rhk_utama[0].iki[0].target == "92"
    city.complete("WK", case_id, step, values={"tanggapan": "setuju"})
    assert city.isi("KD").rhk_utama[0].iki[0].target == "93"
    assert [row.status for row in city.revisions("KD")] == ["FINAL", "DRAF"]
    with city.reading() as tx:
        saran = tx.session.get_one(SaranPerubahan, saran_id)
        assert (saran.status, saran.perubahan_id) == ("DIAMBIL", row.id)


def test_a_change_that_is_refused_leaves_the_pk_to_be_accepted_again(promised: Kota) -> None:
    city = promised
    promise_changes_after_it_is_set(city)
    kd, skp_id = city.actor("KD"), city.skp("KD").id
    with city.reading() as tx:
        saran_id = suggestions.own(tx, kd, 2026)[0].id
    suggestions.accept(city.work, kd, skp_id, saran_id, uuid4())
    with city.reading() as tx:
        case_id, step = tx.session.execute(
            select(WorkItem.case_id, WorkItem.key).where(WorkItem.element_id == "tanggapi_penilai")
        ).one()
    city.complete("WK", case_id, step, values={"tanggapan": "tolak", "catatan": "Tunggu APBD Perubahan."})
    with city.reading() as tx:
        saran = tx.session.get_one(SaranPerubahan, saran_id)
        assert (saran.status, saran.perubahan_id) == ("TERBUKA", None)
