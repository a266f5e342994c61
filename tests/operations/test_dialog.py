"""The dialogue: what a record must hold, what comes back for mending, and the draft that a confirmation opens."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.kota import Kota
from webapp.domain.perilaku import Nilai
from webapp.operations import Refused
from webapp.services.errors import Denied
from webapp.storage.dialog import Dialog, PeranHasil, PernyataanUlang, TanggapanDialog

WORDS = "Saya akan menyerahkan berkas yang lengkap dan dapat langsung dipakai bidang lain"


def cell(kunci: str, uraian: str, rhk_pimpinan: str = "Meningkatnya kualitas layanan") -> dict[str, str]:
    return {"kunci": kunci, "rhk_pimpinan": rhk_pimpinan, "uraian": uraian, "metode": "LANGSUNG"}


def record(city: Kota, *peran: dict[str, str], **more: Any) -> None:
    answers = {
        "tanggal_dialog": city.now.date().isoformat(),
        "kanal_dialog": "tatap_muka",
        "tempat_dialog": "Ruang rapat Bidang A",
        "ringkasan_kesepakatan": "Disepakati hasil kerja dan perilaku tahun ini.",
        "pendekatan": "kuantitatif",
        "peran": list(peran),
    } | more
    city.do("KB", "SR", "catat_dialog", **answers)


def confirm(city: Kota, **pernyataan: str) -> None:
    city.do("SR", "SR", "konfirmasi_dialog", konfirmasi="sesuai", pernyataan=pernyataan)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.kode for one in refused.value.pelanggaran]


def test_the_record_keeps_place_and_special_expectations_of_the_leader(city: Kota) -> None:
    expected = {Nilai.ADAPTIF.value: " Belajar aplikasi baru setiap triwulan ", Nilai.LOYAL.value: "  "}
    record(city, cell("p1", "Tersusunnya peta jabatan"), ekspektasi_khusus=expected)
    with city.reading() as tx:
        kept = tx.session.scalars(select(Dialog)).one()
        assert (kept.tempat, kept.ekspektasi_khusus) == (
            "Ruang rapat Bidang A",
            {"ADAPTIF": "Belajar aplikasi baru setiap triwulan"},
        )


def test_a_confirmation_opens_the_draft_with_the_results_and_the_expectations(city: Kota) -> None:
    record(
        city,
        cell("p1", "Tersusunnya peta jabatan"),
        cell("p2", "Meningkatnya mutu data"),
        ekspektasi_khusus={Nilai.HARMONIS.value: "Menengahi perbedaan di tim"},
    )
    confirm(city, p1=WORDS, p2=WORDS)
    isi = city.isi("SR")
    assert [(r.uraian, r.rhk_pimpinan_kunci) for r in isi.rhk_utama] == [
        ("Tersusunnya peta jabatan", "p1"),
        ("Meningkatnya mutu data", "p2"),
    ]
    assert isi.ekspektasi_khusus == {"HARMONIS": "Menengahi perbedaan di tim"}
    assert city.skp("SR").status == "DRAF"


def test_a_record_that_lacks_several_things_is_told_all_of_them_at_once(city: Kota) -> None:
    tomorrow = (city.now + timedelta(days=1)).date().isoformat()
    with pytest.raises(Refused) as refused:
        record(
            city,
            cell("p1", " ", ""),
            cell("p1", "x" * 1_001),
            tanggal_dialog=tomorrow,
            ekspektasi_khusus={"RAMAH": "x", Nilai.LOYAL.value: "y" * 1_001},
        )
    assert sorted(codes(refused)) == [
        "dialog.tanggal",
        "ekspektasi.nilai",
        "ekspektasi.panjang",
        "peran.kunci_kembar",
        "peran.panjang",
        "peran.wajib",
    ]
    assert [one.letak for one in refused.value.pelanggaran if one.kode == "peran.wajib"] == [
        "peran.p1.uraian",
    ]


def test_a_record_without_any_result_is_refused(city: Kota) -> None:
    with pytest.raises(Refused) as refused:
        record(city)
    assert codes(refused) == ["peran.kosong"]


def test_a_restatement_that_copies_the_result_is_refused_and_nothing_is_kept(city: Kota) -> None:
    record(city, cell("p1", "Tersusunnya peta jabatan seluruh perangkat daerah kota"))
    with pytest.raises(Refused) as refused:
        confirm(city, p1="Tersusunnya peta jabatan seluruh perangkat daerah kota")
    assert [(one.kode, one.letak) for one in refused.value.pelanggaran] == [
        ("dialog.menyalin", "dialog.pernyataan.p1")
    ]
    assert city.skp("SR").status == "DIALOG"
    with city.reading() as tx:
        assert tx.session.scalars(select(PernyataanUlang)).all() == []


def test_what_is_to_be_mended_goes_back_with_its_reason_and_needs_no_restatement(city: Kota) -> None:
    record(city, cell("p1", "Tersusunnya peta jabatan"), cell("p2", "Meningkatnya mutu data"))
    city.do(
        "SR", "SR", "konfirmasi_dialog",
        konfirmasi="perlu_diperbaiki", alasan_perbaikan="Peran kedua bukan tugas saya.", pernyataan={"p1": WORDS},
    )  # fmt: skip
    assert city.open_keys("SR") == ["perencanaan#1/dialog#1/catat_dialog#2"]
    with city.reading() as tx:
        kept = tx.session.scalars(select(Dialog)).one()
        assert (kept.tanggapan, kept.catatan_tanggapan) == (
            TanggapanDialog.PERLU_DIPERBAIKI,
            "Peran kedua bukan tugas saya.",
        )


def test_words_about_a_result_whose_text_changed_count_no_longer(city: Kota) -> None:
    record(city, cell("p1", "Tersusunnya peta jabatan"), cell("p2", "Meningkatnya mutu data"))
    city.do(
        "SR", "SR", "konfirmasi_dialog",
        konfirmasi="perlu_diperbaiki", alasan_perbaikan="Perbaiki yang kedua.",
        pernyataan={"p1": WORDS, "p2": WORDS},
    )  # fmt: skip
    record(city, cell("p1", " Tersusunnya peta jabatan "), cell("p2", "Tersedianya data yang mutakhir"))
    with city.reading() as tx:
        said = select(PeranHasil.kunci).join(PernyataanUlang, PernyataanUlang.peran_hasil_id == PeranHasil.id)
        assert list(tx.session.scalars(said)) == ["p1"]


def test_the_owner_cannot_record_the_own_dialogue(city: Kota) -> None:
    key = next(key for key in city.open_keys("SR") if "catat_dialog" in key)
    with pytest.raises(Denied):
        city.complete("SR", city.case_id("SR"), key, peran=[])
