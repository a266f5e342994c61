"""The pages of the yearly evaluation: the board, exceptions, the document and the objection, results of units."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from tests.kota import PASSWORD, Kota
from tests.services.evaluations import (
    DI_ATAS,
    DI_BAWAH,
    SESUAI,
    begin,
    evaluation,
    explain,
    keys,
    object_,
    open_results,
    paper,
    papers,
    rated,
    ready,
    send,
    sign,
    skp_of,
    staff,
    unit_id,
    year_case,
)
from tests.web.conftest import Person
from webapp.services.yearly.board_model import FIELDS
from webapp.storage.berkas import Berkas
from webapp.web.keys import key_to_url

ClientAs = Callable[[str], Person]
BOARD = "/tim/evaluasi/2026"


def fields(
    city: Kota, code: str, hasil: str = SESUAI, perilaku: str = SESUAI, why: str = ""
) -> dict[str, object]:
    """What a browser sends about one person."""
    own = f"n.{skp_of(city, code).id}"
    return {
        f"{own}.hasil_kerja": hasil, f"{own}.alasan_hasil_kerja": why, f"{own}.perilaku": perilaku,
        f"{own}.alasan_perilaku": why,
    }  # fmt: skip


def step(city: Kota, code: str, element: str) -> str:
    case_id = year_case(city, code, "dokumen_dan_keberatan")
    return f"/tugas/{case_id}/{key_to_url(keys(city, case_id)[element])}"


def files_kept(city: Kota) -> int:
    with city.reading() as tx:
        return int(tx.session.scalar(select(func.count()).select_from(Berkas)) or 0)


def test_ac_g_11_the_board_waits_and_names_the_team_and_the_day(city: Kota, client_as: ClientAs) -> None:
    open_results(city.at("2026-12-21 09:00"))
    begin(city.at("2027-01-04 09:00"), "SR")
    page = client_as("KB").get(BOARD)
    assert "Menunggu Tim Penilai Kinerja Organisasi" in page.text
    assert "31 Desember 2026" in page.text
    assert 'type="radio"' not in page.text


def test_the_board_is_handed_in_and_the_step_of_one_leads_to_it(city: Kota, client_as: ClientAs) -> None:
    ready(city, "SR")
    person = client_as("KB")
    case_id = year_case(city, "SR")
    url = f"/tugas/{case_id}/{key_to_url(keys(city, case_id)['nilai_tahunan'])}"
    assert person.get(url).location == f"{BOARD}#orang-{skp_of(city, 'SR').id}"
    page = person.post(BOARD, {"_unit": unit_id(city, "BID-A"), **fields(city, "SR")})
    assert page.status_code == 303
    assert "Penilaian 1 pegawai terkirim" in person.follow().text
    assert evaluation(city, "SR") is not None


@pytest.mark.parametrize("name", ["predikat", "n.{0}.predikat"])
def test_ac_g_20_a_post_that_sets_a_predikat_is_refused(city: Kota, client_as: ClientAs, name: str) -> None:
    ready(city, "SR")
    extra = {name.format(skp_of(city, "SR").id): "SANGAT_BAIK"}
    page = client_as("KB").post(BOARD, {"_unit": unit_id(city, "BID-A"), **fields(city, "SR"), **extra})
    assert page.status_code == 422
    assert evaluation(city, "SR") is None
    assert 'name="predikat"' not in page.text


def test_a_refused_board_shows_everything_again_and_what_to_do(city: Kota, client_as: ClientAs) -> None:
    ready(city, "SR")
    page = client_as("KB").post(
        BOARD, {"_unit": unit_id(city, "BID-A"), **fields(city, "SR", DI_ATAS, SESUAI)}
    )
    assert page.status_code == 422
    assert "Siti Rahmawati, S.Psi.: Hasil kerja: Tulis alasannya" in page.text
    assert f'value="{DI_ATAS}" checked' in page.text


def test_counting_again_shows_the_curve_and_stores_nothing(city: Kota, client_as: ClientAs) -> None:
    ready(city, "SR")
    sent = {"_unit": unit_id(city, "BID-A"), "_aksi": "hitung", **fields(city, "SR", DI_BAWAH, SESUAI)}
    page = client_as("KB").post(BOARD, sent)
    assert page.status_code == 200
    assert "Butuh Perbaikan 1" in page.text
    assert evaluation(city, "SR") is None


def test_a_draft_is_kept(city: Kota, client_as: ClientAs) -> None:
    ready(city, "SR")
    sent = {
        "_unit": unit_id(city, "BID-A"),
        "_aksi": "draf",
        **fields(city, "SR", DI_BAWAH, SESUAI, "Target meleset."),
    }
    person = client_as("KB")
    assert person.post(BOARD, sent).status_code == 303
    assert "Target meleset." in person.follow().text


def test_ac_h_14_the_exception_is_seen_by_bkpp_and_decided_by_the_leader_above(
    city: Kota, client_as: ClientAs
) -> None:
    people = staff(city, 6)
    ready(city, *people)
    send(city, "KB", dict.fromkeys(people, rated()), "Semua pegawai mencapai target yang sama.")
    watching = client_as("NH").get("/tim/evaluasi/pengecualian?tahun=2026")
    assert "Bidang A" in watching.text
    assert client_as("SR").get("/tim/evaluasi/pengecualian/1").status_code == 404
    leader = client_as("KD")
    assert "1 papan menunggu putusan Anda" in leader.get(BOARD).text
    url = "/tim/evaluasi/pengecualian/1"
    assert leader.post(url, {"keputusan_papan": "kembalikan", "alasan_papan": ""}).status_code == 422
    assert leader.post(url, {"keputusan_papan": "setujui", "alasan_papan": ""}).status_code == 303
    assert evaluation(city, people[0]) is not None


def test_a_unit_that_waits_for_its_result_is_listed_with_who_must_act(
    city: Kota, client_as: ClientAs
) -> None:
    city.at("2026-12-01 08:00")
    person = client_as("NH")
    assert "Buka penilaian untuk" in person.get("/capaian?tahun=2026").text
    assert person.post("/capaian/buka", {"tahun": "2026"}, fresh=False).status_code == 303
    assert "Dinas Contoh" in person.follow().text
    assert "Usulkan capaian" in client_as("KBK").get("/capaian?tahun=2026").text
    assert client_as("SR").post("/capaian/buka", {"tahun": "2026"}).status_code in (403, 404, 405)


def test_the_document_is_signed_received_and_read(city: Kota, client_as: ClientAs) -> None:
    ready(city, "SR")
    send(city, "KB", {"SR": rated()})
    paper(city.at("2027-01-15 10:00"), "SR")
    leader = client_as("KB")
    signing = step(city, "SR", "tanda_tangani_dokumen")
    assert "Sesuai ekspektasi" in leader.get(signing).text
    sent = {
        "catatan": "Pertahankan mutu analisis.",
        "tempat_dokumen": "Kota Contoh",
        "setuju_dokumen": "true",
    }
    assert leader.post(signing, {**sent, "_sandi": "salah"}).status_code == 422
    assert leader.post(signing, {**sent, "_sandi": PASSWORD}).status_code == 303
    owner = client_as("SR")
    answering = step(city, "SR", "terima_dokumen")
    assert "Pertahankan mutu analisis." in owner.get(answering).text
    assert owner.post(answering, {"tanggapan": "terima", "_sandi": PASSWORD}).status_code == 303
    assert papers(city, "SR")[0].status == "FINAL"
    assert "3. Atasan pejabat penilai kinerja" in owner.get(f"/skp/{skp_of(city, 'SR').id}/evaluasi").text


def test_an_objection_brings_points_and_evidence(city: Kota, client_as: ClientAs) -> None:
    ready(city, "SR")
    send(city, "KB", {"SR": rated(DI_BAWAH)})
    paper(city.at("2027-01-15 10:00"), "SR")
    sign(city, "KB", "SR")
    owner = client_as("SR")
    url = step(city, "SR", "terima_dokumen")
    points = {
        "tanggapan": "keberatan",
        "butir.1.perihal": "HASIL_KERJA",
        "butir.1.alasan": "Target tercapai.",
    }
    again = owner.post(url, {**points, "_tambah": "butir"})
    assert 'name="butir.2.alasan"' in again.text
    bad = owner.post(url, {**points, "_sandi": PASSWORD, "bukti": (io.BytesIO(b"MZ"), "a.pdf")})
    assert bad.status_code == 422
    assert "Berkas harus PDF, JPG, atau PNG" in bad.text
    assert "Target tercapai." in bad.text
    wrong = owner.post(url, {**points, "_sandi": "salah", "bukti": (io.BytesIO(b"%PDF-1.4 x"), "x.pdf")})
    assert wrong.status_code == 422
    assert files_kept(city) == 0, "nothing of an answer that nobody has signed stays"
    file = (io.BytesIO(b"%PDF-1.4 bukti"), "bukti.pdf")
    assert owner.post(url, {**points, "_sandi": PASSWORD, "bukti": file}).status_code == 303
    assert files_kept(city) == 1
    page = client_as("KD").get(f"/skp/{skp_of(city, 'SR').id}/evaluasi")
    assert "Target tercapai." in page.text
    assert "bukti.pdf" in page.text
    assert papers(city, "SR")[0].status == "KEBERATAN"


def test_the_pyb_reads_what_it_decides(city: Kota, client_as: ClientAs) -> None:
    ready(city, "KD")
    send(city, "WK", {"KD": rated("", DI_BAWAH)}, unit=None)
    paper(city.at("2027-01-15 10:00"), "KD")
    sign(city, "WK", "KD")
    skp_id = skp_of(city, "KD").id
    person = client_as("SD")
    assert person.get(f"/skp/{skp_id}/evaluasi").status_code == 404
    object_(city, "KD", "Umpan balik rekan kerja tidak diperhitungkan.")
    explain(city, "KD", "KD", "pegawai")
    explain(city, "KD", "WK", "penilai")
    assert "tidak diperhitungkan" in person.get(step(city, "KD", "putuskan")).text
    check = client_as("NH").get("/admin/cek?jenis=keberatan-tanpa-atasan")
    assert "Ratna Widyastuti" in check.text


def test_a_stranger_finds_no_evaluation(city: Kota, client_as: ClientAs) -> None:
    assert client_as("LN").get(f"/skp/{skp_of(city, 'SR').id}/evaluasi").status_code == 404
    assert FIELDS == ("hasil_kerja", "alasan_hasil_kerja", "perilaku", "alasan_perilaku", "segmen")
