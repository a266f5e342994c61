"""The document of the yearly evaluation and the objection against it: AC-I-01 to AC-I-08."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from tests.alasan import with_reason
from tests.kota import Kota
from tests.penugasan import approved, proposal
from tests.services.evaluations import (
    DI_BAWAH,
    SESUAI,
    decide,
    evaluation,
    explain,
    facts,
    keys,
    object_,
    paper,
    papers,
    rated,
    ready,
    receive,
    send,
    sign,
    skp_of,
    year_case,
)
from webapp.domain.mandat import JenisMandat
from webapp.operations import Refused
from webapp.services import files
from webapp.services.errors import Denied, NotFound, StepOver
from webapp.services.files import Upload
from webapp.services.process import inbox, tasks
from webapp.services.process.tasks import Submission
from webapp.services.yearly import evaluation as pages
from webapp.services.yearly import evaluation_paper, objections
from webapp.storage.dokumen_evaluasi import StatusDokumen, dokumen_skp
from webapp.storage.organisasi import Pegawai

SAYS_WHY = "Target 12 dokumen tercapai pada November, bukti terlampir."
ALSO = "Umpan balik bulan Juni tidak diperhitungkan."


def delivered(
    city: Kota,
    code: str = "SR",
    by: str = "KB",
    unit: str = "BID-A",
    hasil: str = DI_BAWAH,
    above: str = "WK",
) -> Kota:
    """Rated, signed and delivered on 15 January 2027."""
    ready(city, code, by=above)
    send(city, by, {code: rated(hasil)}, unit=unit)
    city.at("2027-01-15 10:00")
    paper(city, code)
    sign(city, by, code)
    return city


def upload(city: Kota, code: str) -> int:
    with city.work.transaction() as tx:
        return files.keep(tx, city.actor(code), Upload("bukti.pdf", b"%PDF-1.4 bukti"), "bukti").id


def names(city: Kota, code: str) -> list[str]:
    with city.reading() as tx:
        return [one.name for one in inbox.inbox(tx, city.actor(code))]


def explained(city: Kota, by: str = "KB") -> None:
    explain(city, "SR", "SR", "pegawai")
    explain(city, "SR", by, "penilai")


def test_ac_i_01_the_delivered_document_has_all_its_blocks(city: Kota) -> None:
    delivered(city)
    with city.reading() as tx:
        document = evaluation_paper.document(tx, skp_of(city, "SR").id)
    assert document is not None
    assert document.pegawai.nama == "Siti Rahmawati, S.Psi."
    assert document.penilai.jabatan == "Kepala Bidang A"
    assert document.atasan is not None
    assert document.atasan.jabatan == "Kepala Dinas Contoh"
    assert (document.capaian, document.predikat) == ("BAIK", "BUTUH_PERBAIKAN")
    assert document.catatan.startswith("Pertahankan mutu")
    assert [(one.peran, one.nama) for one in document.tanda_tangan] == [
        ("PEJABAT_PENILAI", "Agus Prasetya, S.Sos., M.M.")
    ]
    assert "Tanggapi dokumen" in names(city, "SR")
    receive(city.at("2027-01-16 08:00"), "SR")
    with city.reading() as tx:
        document = evaluation_paper.document(tx, skp_of(city, "SR").id)
    assert document is not None
    assert [one.peran for one in document.tanda_tangan] == ["PEJABAT_PENILAI", "PEGAWAI"]
    assert facts(city, year_case(city, "SR", "dokumen_dan_keberatan"))["tanggapan"] == "terima"


def test_ac_i_02_an_objection_on_the_fourteenth_day_is_taken_and_goes_above_the_evaluator(city: Kota) -> None:
    delivered(city)
    city.at("2027-01-29 23:50")
    object_(city, "SR", SAYS_WHY, ALSO, berkas=(upload(city, "SR"),))
    with city.reading() as tx:
        objection = objections.objection(tx, skp_of(city, "SR").id)
    assert objection is not None
    assert [one.alasan for one in objection.butir] == [SAYS_WHY, ALSO]
    assert [one.nama for one in objection.berkas] == ["bukti.pdf"]
    assert papers(city, "SR")[0].status == "KEBERATAN"
    explained(city)
    assert "Putuskan keberatan" in names(city, "KD")
    assert "Putuskan keberatan" not in names(city, "KB")
    with pytest.raises(Denied):
        decide(city, "KB", "SR", "tetap")


def test_ac_i_03_on_the_fifteenth_day_it_is_too_late(city: Kota) -> None:
    delivered(city)
    case_id = year_case(city, "SR", "dokumen_dan_keberatan")
    key = keys(city, case_id)["terima_dokumen"]
    city.at("2027-01-30 00:10")
    points = [{"perihal": "HASIL_KERJA", "alasan": SAYS_WHY}]
    with pytest.raises(StepOver, match="Batas waktu langkah ini sudah lewat"):
        city.complete("SR", case_id, key, tanggapan="keberatan", butir=points, berkas=[])
    city.tick(seconds=1)
    with pytest.raises(StepOver, match="Batas waktu langkah ini sudah lewat"):
        city.complete("SR", case_id, key, tanggapan="keberatan", butir=points, berkas=[])
    with city.reading() as tx:
        view = pages.evaluation_view(tx, city.actor("SR"), skp_of(city, "SR").id)
        assert (view.step, view.objection) == (None, None)
        assert view.documents[0].batas_keberatan == date(2027, 1, 29)


def test_an_objection_needs_reasons_and_takes_only_own_files(city: Kota) -> None:
    delivered(city)
    with pytest.raises(Refused, match="sedikitnya satu butir"):
        object_(city, "SR")
    with pytest.raises(Refused, match="sedikitnya satu butir"):
        object_(city, "SR", SAYS_WHY, "  ")
    with pytest.raises(Refused, match="tidak ditemukan"):
        object_(city, "SR", SAYS_WHY, berkas=(upload(city, "KB"),))
    assert papers(city, "SR")[0].status == "DISAMPAIKAN"


def test_no_decision_before_both_were_asked(city: Kota) -> None:
    """Hard guard: the step is not even open, and the operation refuses by itself."""
    delivered(city)
    object_(city, "SR", SAYS_WHY)
    case_id = year_case(city, "SR", "dokumen_dan_keberatan")
    assert set(keys(city, case_id)) == {"penjelasan_pegawai", "penjelasan_penilai"}
    explain(city, "SR", "SR", "pegawai")
    assert set(keys(city, case_id)) == {"penjelasan_penilai"}
    city.at("2027-01-23 00:10").tick(seconds=0)
    assert set(keys(city, case_id)) == {"putuskan"}  # who was asked and did not answer does not hold it up
    decide(city, "KD", "SR", "tetap")
    assert papers(city, "SR")[0].status == "FINAL"


def test_what_came_after_the_page_was_opened_is_read_before_it_is_decided(city: Kota) -> None:
    delivered(city)
    object_(city, "SR", SAYS_WHY)
    explain(city, "SR", "SR", "pegawai")
    case_id = year_case(city, "SR", "dokumen_dan_keberatan")
    seen = city.fingerprint(case_id, "putuskan#1")
    explain(city, "SR", "KB", "penilai")
    values = {"putusan": "tetap", "alasan_putusan": "Sudah sesuai.", "tempat_putusan": "Kota Contoh",
              "setuju_putusan": "true"}  # fmt: skip
    with pytest.raises(Refused, match="berbeda dari yang Anda lihat"):
        city.complete("KD", case_id, keys(city, case_id)["putuskan"], values=values, **seen)
    decide(city, "KD", "SR", "tetap")
    assert papers(city, "SR")[0].status == "FINAL"


def test_ac_i_05_changed_ratings_go_through_the_matrix_into_a_second_document(city: Kota) -> None:
    delivered(city)
    first = papers(city, "SR")[0]
    object_(city, "SR", SAYS_WHY)
    explained(city)
    ratings = {"putusan_hasil_kerja": SESUAI, "putusan_perilaku": SESUAI}
    decide(city.at("2027-02-05 10:00"), "KD", "SR", "ubah", **ratings)
    old, new = papers(city, "SR")
    assert (old.status, new.status, new.pendahulu_id) == ("DIGANTI", "FINAL", old.id)
    assert (old.catatan, old.sidik, old.cuplikan) == (first.catatan, first.sidik, first.cuplikan)
    found = evaluation(city, "SR")
    assert found is not None
    assert (found.asal, found.predikat, found.hasil_kerja) == ("KEBERATAN", "BAIK", SESUAI)
    case_id = year_case(city, "SR", "dokumen_dan_keberatan")
    assert facts(city, case_id)["predikat"] == "BAIK"
    with city.reading() as tx:
        objection = objections.objection(tx, skp_of(city, "SR").id)
        assert objection is not None
        assert objection.putusan is not None
        assert objection.putusan.putusan == "UBAH"
        document = evaluation_paper.document(tx, skp_of(city, "SR").id)
        assert document is not None
        assert (document.nomor, [one.peran for one in document.tanda_tangan]) == (2, ["PEMUTUS_KEBERATAN"])


def test_a_decision_that_changes_nothing_must_say_that_the_rating_stands(city: Kota) -> None:
    delivered(city)
    object_(city, "SR", SAYS_WHY)
    explained(city)
    with pytest.raises(Refused, match="sama dengan semula"):
        decide(city, "KD", "SR", "ubah", putusan_hasil_kerja=DI_BAWAH, putusan_perilaku=SESUAI)
    decide(city, "KD", "SR", "tetap")
    assert [one.status for one in papers(city, "SR")] == ["FINAL"]


def test_ac_i_06_what_was_decided_is_final(city: Kota) -> None:
    delivered(city)
    case_id = year_case(city, "SR", "dokumen_dan_keberatan")
    key = keys(city, case_id)["terima_dokumen"]
    object_(city, "SR", SAYS_WHY)
    explained(city)
    decide(city, "KD", "SR", "tetap")
    points = [{"perihal": "PERILAKU", "alasan": ALSO}]
    submission = Submission(
        uuid4(), answers={"tanggapan": "keberatan", "butir": points}, confirm=lambda _: None
    )
    with pytest.raises(Exception, match="already done"):
        tasks.complete(city.work, city.actor("SR"), case_id, key, submission)
    with city.work.transaction() as tx:
        (document,) = dokumen_skp(tx.session, skp_of(city, "SR").id)
        document.status = StatusDokumen.DISAMPAIKAN
        with pytest.raises(IntegrityError, match="does not change so"):
            tx.session.flush()
        tx.session.rollback()


KEPT = (
    "evaluasi_tahunan",
    "tanda_tangan_evaluasi",
    "papan",
    "papan_baris",
    "capaian_versi",
    "realisasi_akhir",
)


def test_what_was_judged_is_never_overwritten(city: Kota) -> None:
    """Invariant 6, at the database."""
    delivered(city)
    for table in KEPT:
        for what in ("DELETE FROM", "TRUNCATE"):
            with city.work.transaction() as tx:
                with pytest.raises(IntegrityError, match="only ever added"):
                    tx.session.execute(text(f"{what} {table}" + (" CASCADE" if what == "TRUNCATE" else "")))
                tx.session.rollback()


def test_ac_i_07_the_registry_names_the_superior_who_decides(city: Kota) -> None:
    """KB is evaluated by KD; a decision of the registry puts the Sekda above KD."""
    kind, about = JenisMandat.PENETAPAN_PENILAI, city.pegawai_id("KD")
    approved(city, proposal(city, "NH", kind, "SD", "2026-01-05", None, dinilai_id=about), "NH", "KBK")
    delivered(city, "KB", "KD", "DINAS", above="SD")
    object_(city, "KB", SAYS_WHY)
    with city.reading() as tx:
        assert objections.decider(tx, city.pegawai_id("KB")) == (
            "Drs. Bambang Wicaksono, M.Si.",
            "Sekretaris Daerah",
        )
    explain(city, "KB", "KB", "pegawai")
    explain(city, "KB", "KD", "penilai")
    assert "Putuskan keberatan" in names(city, "SD")
    decide(city, "SD", "KB", "tetap")
    assert papers(city, "KB")[0].status == "FINAL"


def test_ac_i_07_without_a_superior_the_pyb_decides_and_bkpp_is_told(city: Kota) -> None:
    """The evaluator is the Kepala Daerah: nobody stands above in the registry."""
    delivered_above(city)
    explain(city, "KD", "KD", "pegawai")
    explain(city, "KD", "WK", "penilai")
    assert "Putuskan keberatan" in names(city, "SD")
    with city.reading() as tx:
        assert objections.decider(tx, city.pegawai_id("KD")) == (
            "Pejabat yang Berwenang",
            "Pejabat yang Berwenang",
        )
        assert pages.evaluation_view(tx, city.actor("SD"), skp_of(city, "KD").id).objection is not None
        found = [one for one in objections.without_superior(tx) if one.pegawai_id == city.pegawai_id("KD")]
        assert [one.nama for one in found] == ["Dr. Ratna Widyastuti, M.Si."]
    decide(city, "SD", "KD", "tetap")
    assert papers(city, "KD")[0].status == "FINAL"


def delivered_above(city: Kota) -> None:
    ready(city, "KD")
    send(city, "WK", {"KD": rated("", DI_BAWAH)}, unit=None)
    paper(city.at("2027-01-15 10:00"), "KD")
    sign(city, "WK", "KD")
    object_(city, "KD", ALSO)


def test_ac_i_08_without_an_answer_the_document_counts_as_received_and_says_so(city: Kota) -> None:
    delivered(city)
    city.at("2027-01-29 23:59").tick(seconds=0)
    assert papers(city, "SR")[0].status == "DISAMPAIKAN"
    city.tick(minutes=2)
    (document,) = papers(city, "SR")
    assert document.status == "DIANGGAP_DITERIMA"
    with city.reading() as tx:
        view = pages.evaluation_view(tx, city.actor("SR"), skp_of(city, "SR").id)
        assert view.documents[0].dianggap_diterima
        assert view.documents[0].predikat == "BUTUH_PERBAIKAN"
        assert view.current is not None
        assert view.current.alasan_hasil_kerja


def test_who_may_read_an_evaluation(city: Kota) -> None:
    delivered(city)
    skp_id = skp_of(city, "SR").id
    with_reason(city, "NH")
    with city.reading() as tx:
        for who in ("SR", "KB", "KD", "NH"):
            assert pages.evaluation_view(tx, city.actor(who), skp_id).documents
        for who in ("LN", "KBB", "YK"):
            with pytest.raises(NotFound):
                pages.evaluation_view(tx, city.actor(who), skp_id)


def test_before_its_delivery_an_evaluation_is_for_those_who_make_it(city: Kota) -> None:
    ready(city, "SR")
    send(city, "KB", {"SR": rated(DI_BAWAH)})
    with city.reading() as tx:
        assert pages.evaluation_view(tx, city.actor("SR"), skp_of(city, "SR").id).current is None
        assert pages.evaluation_view(tx, city.actor("KB"), skp_of(city, "SR").id).current is not None


def test_evidence_of_an_objection_is_read_by_those_who_decide_it(city: Kota) -> None:
    delivered(city)
    berkas = upload(city, "SR")
    object_(city, "SR", SAYS_WHY, berkas=(berkas,))
    skp_id = skp_of(city, "SR").id
    with city.reading() as tx:
        for who in ("SR", "KB", "KD"):
            assert pages.evidence(tx, city.actor(who), skp_id, berkas).nama == "bukti.pdf"
        with pytest.raises(NotFound):
            pages.evidence(tx, city.actor("LN"), skp_id, berkas)
        assert tx.session.scalars(select(Pegawai.id).limit(1)).one()
