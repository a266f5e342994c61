"""The shipped tables against the regulation, typed here by hand and not read from the tables."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
from lxml import etree

from tests.tabel import FOLDER, answer, shipped
from webapp.domain.jabatan import JenjangJf
from webapp.domain.nip import JenisAsn
from webapp.domain.predikat import CapaianOrganisasi, Predikat, Rating, baca_predikat, baca_rating
from webapp.engine.decision_reading import DMN, DMNDI

TABLES = {
    "batas_waktu",
    "capaian_ke_hasil_kerja",
    "koefisien_jenjang",
    "kuadran_predikat",
    "persen_angka_kredit",
    "pola_distribusi",
    "tindak_lanjut",
    "tpp_nilai_skp",
}

SK_MIN = {"sangat_kurang_min": 60}

every_file = pytest.mark.parametrize("file", sorted(FOLDER.glob("*.dmn")), ids=lambda file: file.stem)


def predikat(hasil: str, perilaku: str) -> Predikat:
    ratings = {"hasil_kerja": baca_rating(hasil), "perilaku": baca_rating(perilaku)}
    assert None not in ratings.values()
    return Predikat(answer("kuadran_predikat", **ratings)["predikat"])


def test_these_tables_ship() -> None:
    assert set(shipped()) == TABLES


@every_file
def test_a_file_is_named_after_its_table(file: Path) -> None:
    assert f'<decision id="{file.stem}"' in file.read_text(encoding="utf-8")


@every_file
def test_every_row_names_its_legal_basis(file: Path) -> None:
    decision = shipped()[file.stem]
    assert decision.documentation
    assert [rule.number for rule in decision.rules if len(rule.basis) < 10] == []


@every_file
def test_a_table_is_drawn_as_editors_of_the_field_draw_it(file: Path) -> None:
    root = etree.fromstring(file.read_bytes())
    (shape,) = root.iter(f"{{{DMNDI}}}DMNShape")
    assert shape.get("dmnElementRef") == file.stem
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    for tag in ("input", "output", "rule", "inputEntry", "outputEntry", "inputExpression"):
        assert all(node.get("id") for node in root.iter(f"{{{DMN}}}{tag}"))


def test_ac_g_01_above_and_above_is_sangat_baik() -> None:
    assert predikat("di atas", "di atas") is Predikat.SANGAT_BAIK


def test_ac_g_02_above_and_as_expected_is_baik() -> None:
    assert predikat("di atas", "sesuai") is Predikat.BAIK


def test_ac_g_03_above_and_below_is_kurang_misconduct() -> None:
    assert predikat("di atas", "di bawah") is baca_predikat("Kurang/misconduct")


def test_ac_g_04_as_expected_and_above_is_baik() -> None:
    assert predikat("sesuai", "di atas") is Predikat.BAIK


def test_ac_g_05_as_expected_and_as_expected_is_baik() -> None:
    assert predikat("sesuai", "sesuai") is Predikat.BAIK


def test_ac_g_06_as_expected_and_below_is_kurang_misconduct() -> None:
    assert predikat("sesuai", "di bawah") is baca_predikat("Kurang/misconduct")


def test_ac_g_07_below_and_above_is_butuh_perbaikan() -> None:
    assert predikat("di bawah", "di atas") is Predikat.BUTUH_PERBAIKAN


def test_ac_g_08_below_and_as_expected_is_butuh_perbaikan() -> None:
    assert predikat("di bawah", "sesuai") is Predikat.BUTUH_PERBAIKAN


def test_ac_g_09_below_and_below_is_sangat_kurang() -> None:
    assert predikat("di bawah", "di bawah") is Predikat.SANGAT_KURANG


@pytest.mark.parametrize(
    ("capaian", "hasil"),
    [
        ("ISTIMEWA", "DI_ATAS_EKSPEKTASI"),
        ("BAIK", "SESUAI_EKSPEKTASI"),
        ("BUTUH_PERBAIKAN", "DI_BAWAH_EKSPEKTASI"),
        ("KURANG", "DI_BAWAH_EKSPEKTASI"),
        ("SANGAT_KURANG", "DI_BAWAH_EKSPEKTASI"),
    ],
)
def test_the_result_of_a_unit_is_the_rating_of_its_head(capaian: str, hasil: str) -> None:
    assert answer("capaian_ke_hasil_kerja", capaian=capaian) == {"hasil_kerja": hasil}


@pytest.mark.parametrize(
    ("capaian", "bounds"),
    [
        ("ISTIMEWA", {"dominan": "SANGAT_BAIK", "sangat_baik_maks": 70}),
        ("BAIK", {"dominan": "BAIK", "baik_maks": 70, "gabungan_min_orang": 1}),
        (
            "BUTUH_PERBAIKAN",
            {"dominan": "BUTUH_PERBAIKAN", "sangat_baik_maks": 10, "butuh_perbaikan_min": 60},
        ),
        (
            "KURANG",
            {"dominan": "KURANG", "sangat_baik_maks": 10, "butuh_perbaikan_min": 10, "kurang_min": 60},
        ),
        ("SANGAT_KURANG", {"dominan": "SANGAT_KURANG", "sangat_baik_maks": 0, "gabungan_min": 10} | SK_MIN),
    ],
)
def test_a_pattern_has_the_bounds_of_the_circular_and_no_others(
    capaian: str, bounds: dict[str, object]
) -> None:
    said = {
        name: value for name, value in answer("pola_distribusi", capaian=capaian).items() if value is not None
    }
    assert said == bounds


def test_percentages_and_coefficients_are_those_of_the_regulation() -> None:
    persen = {p: answer("persen_angka_kredit", predikat=p.value)["persen"] for p in Predikat}
    assert list(persen.values()) == [150, 100, 75, 50, 25]
    table = {
        j: tuple(str(v) for v in answer("koefisien_jenjang", jenjang=j.value).values()) for j in JenjangJf
    }
    assert table == {
        JenjangJf.PEMULA: ("3.75", "15", "15"),
        JenjangJf.TERAMPIL: ("5", "20", "60"),
        JenjangJf.MAHIR: ("12.5", "50", "100"),
        JenjangJf.PENYELIA: ("25", "100", "None"),
        JenjangJf.AHLI_PERTAMA: ("12.5", "50", "100"),
        JenjangJf.AHLI_MUDA: ("25", "100", "200"),
        JenjangJf.AHLI_MADYA: ("37.5", "150", "450"),
        JenjangJf.AHLI_UTAMA: ("50", "200", "None"),
    }


def test_tables_know_every_value_of_the_domain() -> None:
    for hasil, perilaku in product(Rating, Rating):
        assert answer("kuadran_predikat", hasil_kerja=hasil.value, perilaku=perilaku.value)
    for capaian in CapaianOrganisasi:
        assert answer("pola_distribusi", capaian=capaian.value)
    for satu, jenis, jf in product(Predikat, JenisAsn, (True, False)):
        assert answer("tindak_lanjut", predikat=satu.value, jenis_pegawai=jenis.value, jabatan_fungsional=jf)


def follow_up(predikat: str, jenis: str, jf: bool) -> dict[str, object]:
    return answer("tindak_lanjut", predikat=predikat, jenis_pegawai=jenis, jabatan_fungsional=jf)


def test_credit_points_are_for_functional_posts_only() -> None:
    for satu, jenis in product(Predikat, JenisAsn):
        assert follow_up(satu.value, jenis.value, True)["angka_kredit"] is True
        assert follow_up(satu.value, jenis.value, False)["angka_kredit"] is False


def test_a_rise_of_jenjang_asks_for_at_least_baik() -> None:
    fit = {satu for satu in Predikat if follow_up(satu.value, "PNS", True)["syarat_jenjang"]}
    assert fit == {Predikat.SANGAT_BAIK, Predikat.BAIK}


@pytest.mark.parametrize(
    ("satu", "jenis", "jf", "tindak"),
    [
        ("SANGAT_BAIK", "PNS", True, {"TALENTA", "PENGEMBANGAN", "PANGKAT_ISTIMEWA"}),
        ("SANGAT_BAIK", "PNS", False, {"TALENTA", "PENGEMBANGAN"}),
        ("BAIK", "PNS", True, set()),
        ("BUTUH_PERBAIKAN", "PPPK", False, {"BIMBINGAN", "PELATIHAN"}),
        ("KURANG", "PNS", False, {"BIMBINGAN", "KONSELING", "PERIKSA_DISIPLIN"}),
        ("KURANG", "PPPK", False, {"BIMBINGAN", "KONSELING", "PERIKSA_DISIPLIN", "TINJAU_KONTRAK"}),
        ("SANGAT_KURANG", "PNS", False, {"KESEMPATAN_PERBAIKAN", "UJI_KOMPETENSI", "PENEMPATAN_LAIN"}),
        ("SANGAT_KURANG", "PPPK", True, {"KESEMPATAN_PERBAIKAN", "TINJAU_KONTRAK"}),
    ],
)
def test_follow_up_by_predikat(satu: str, jenis: str, jf: bool, tindak: set[str]) -> None:
    said = follow_up(satu, jenis, jf)["tindak"]
    assert isinstance(said, list)
    assert set(said) == tindak


@pytest.mark.parametrize(
    ("langkah", "hari", "jenis", "sejak"),
    [
        ("penetapan.susun_skp", 20, "KALENDER", "TAHUN_LALU_BERAKHIR"),
        ("penetapan.reviu", 3, "KERJA", "DIBUKA"),
        ("penetapan.tanda_tangan", 2, "KERJA", "DIBUKA"),
        ("penetapan.tetapkan", 31, "KALENDER", "TAHUN_LALU_BERAKHIR"),
        ("skp_bulanan.setujui_target", 3, "KERJA", "BULAN_LALU_BERAKHIR"),
        ("evaluasi_bulanan.nilai_bulanan", 7, "KERJA", "BULAN_BERAKHIR"),
        ("evaluasi_tahunan.nilai_tahunan", 15, "KALENDER", "TAHUN_BERAKHIR"),
        ("dokumen_dan_keberatan.terima_dokumen", 14, "KALENDER", "DIBUKA"),
        ("dokumen_dan_keberatan.putuskan", 14, "KALENDER", "DIBUKA"),
    ],
)
def test_deadlines_by_step(langkah: str, hari: int, jenis: str, sejak: str) -> None:
    said = answer("batas_waktu", langkah=langkah)
    assert (said["hari"], said["jenis_hari"], said["sejak"]) == (hari, jenis, sejak)


def test_steps_of_the_deadline_table_are_written_as_process_and_element() -> None:
    (column,) = shipped()["batas_waktu"].inputs
    assert all(re.fullmatch(r"[a-z_]+\.[a-z_]+", str(langkah)) for langkah in column.values)


def test_every_deadline_that_a_diagram_names_is_in_the_table() -> None:
    (column,) = shipped()["batas_waktu"].inputs
    named = {
        value
        for file in FOLDER.parent.glob("*.bpmn")
        for value in re.findall(r'name="tenggat" value="([^"]*)"', file.read_text(encoding="utf-8"))
    }
    assert named
    assert sorted(named - set(column.values)) == []
