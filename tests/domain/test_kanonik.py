"""The canonical form and the fingerprint."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from webapp.domain.cuplikan import Cuplikan, Pihak
from webapp.domain.kanonik import cuplikan_dari_kanonik, cuplikan_kanonik, dari_kanonik, isi_kanonik, sidik
from webapp.domain.skp import IsiSkp

from .contoh import a_rhk, an_skp, isi_skp

CUPLIKAN = Cuplikan(
    instansi="Pemerintah Kota Contoh",
    pegawai=Pihak("Siti", "199001152015032003", "Penata Muda Tingkat I / III/b", "Analis", "Bidang A"),
    penilai=Pihak("Wali Kota Contoh", None, None, "Wali Kota", "Kota"),
    mulai=date(2026, 1, 1),
    terakhir=date(2026, 12, 31),
)


@given(isi_skp)
def test_the_canonical_form_survives_json_and_gives_the_document_back(isi: IsiSkp) -> None:
    data = json.loads(json.dumps(isi_kanonik(isi)))
    assert data == isi_kanonik(isi)
    assert dari_kanonik(data) == isi


def test_the_identity_block_survives_json_too() -> None:
    data = json.loads(json.dumps(cuplikan_kanonik(CUPLIKAN)))
    assert cuplikan_dari_kanonik(data) == CUPLIKAN


@given(isi_skp, isi_skp)
def test_two_documents_share_a_fingerprint_only_when_they_are_equal(satu: IsiSkp, lain: IsiSkp) -> None:
    assert (sidik(satu, CUPLIKAN) == sidik(lain, CUPLIKAN)) == (satu == lain)


def test_the_fingerprint_is_pinned() -> None:
    """A change of the canonical form would break every stored signature; it needs a new VERSI_BENTUK."""
    assert sidik(an_skp(), CUPLIKAN) == "59406f3191e544e9fac91eb66135f47d04e39837de641f9a6189c25297b3aeb8"


def test_the_fingerprint_does_not_depend_on_the_order_of_a_mapping() -> None:
    satu = an_skp(ekspektasi_khusus={"LOYAL": "a", "ADAPTIF": "b"})
    lain = an_skp(ekspektasi_khusus={"ADAPTIF": "b", "LOYAL": "a"})
    assert sidik(satu, CUPLIKAN) == sidik(lain, CUPLIKAN)


def test_the_identity_block_is_part_of_the_fingerprint() -> None:
    naik = replace(CUPLIKAN, pegawai=replace(CUPLIKAN.pegawai, pangkat="Penata / III/c"))
    assert sidik(an_skp(), CUPLIKAN) != sidik(an_skp(), naik)


def test_the_order_of_rows_is_part_of_the_fingerprint() -> None:
    satu, dua = a_rhk("r1"), a_rhk("r2", "Tersusunnya peta jabatan")
    assert sidik(an_skp(satu, dua), CUPLIKAN) != sidik(an_skp(dua, satu), CUPLIKAN)


@pytest.mark.parametrize(
    ("nama", "nilai"),
    [
        ("versi", 2),
        ("jalur", "LAIN"),
        ("pendekatan", None),
        ("rhk", {}),
        ("rhk", ["teks"]),
        ("rhk", [{"kunci": 1}]),
        ("ekspektasi_khusus", {"LOYAL": 1}),
        ("lampiran", []),
        ("lampiran", {"dukungan": [1], "skema": [], "konsekuensi": []}),
    ],
)
def test_a_malformed_form_is_refused(nama: str, nilai: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        dari_kanonik({**isi_kanonik(an_skp()), nama: nilai})
