"""Changing the approach of a whole document."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.jabatan import Jalur
from webapp.domain.pelanggaran import penolakan
from webapp.domain.periksa_skp import periksa
from webapp.domain.skp import Aspek, Bagian, Iki, IsiSkp, Pendekatan, Perspektif, Rhk
from webapp.domain.ubah_pendekatan import narasi, ubah_pendekatan

from .contoh import a_rhk, an_skp, isi_skp


def test_ac_c_10_rule_three_rhk_become_narrative_together() -> None:
    isi = an_skp(
        a_rhk("r1"), a_rhk("r2", "Tersusunnya peta jabatan"), a_rhk("r3", "Terwujudnya data yang rapi")
    )
    kualitatif = ubah_pendekatan(isi, Pendekatan.KUALITATIF)
    assert kualitatif.pendekatan is Pendekatan.KUALITATIF
    for rhk in kualitatif.rhk:
        assert rhk.iki == ()
        assert rhk.ukuran == (
            "Jumlah dokumen: 12 dokumen (Kuantitas)",
            "Kesesuaian dengan pedoman: 92,5 persen (Kualitas)",
            "Waktu penyelesaian: 11 bulan (Waktu)",
        )
    assert kualitatif.lampiran == isi.lampiran
    assert periksa(kualitatif, peran_tersedia=True) == []


def test_the_narrative_of_a_head_names_the_perspektif() -> None:
    iki = Iki("i1", "Indeks kepuasan", "92", "persen", Aspek.KUALITAS, Perspektif.PENERIMA_LAYANAN)
    assert narasi(iki, Jalur.JPT_PUKM) == "Indeks kepuasan: 92 persen (Penerima Layanan)"


def test_a_free_narrative_becomes_an_indicator_that_still_needs_its_target() -> None:
    isi = an_skp(
        a_rhk(iki=(), ukuran=("Semua dokumen selesai tepat waktu",)), pendekatan=Pendekatan.KUALITATIF
    )
    kuantitatif = ubah_pendekatan(isi, Pendekatan.KUANTITATIF)
    [iki] = kuantitatif.rhk[0].iki
    assert iki == Iki("u1", "Semua dokumen selesai tepat waktu")
    assert {satu.kode for satu in penolakan(periksa(kuantitatif, peran_tersedia=True))} == {
        "skp.target_bukan_angka",
        "skp.tanpa_satuan",
        "skp.tanpa_aspek",
    }


@pytest.mark.parametrize("teks", ["Rapat: 3 kali (luring)", "Capaian: tinggi", "12 dokumen"])
def test_a_line_that_only_looks_similar_stays_whole(teks: str) -> None:
    isi = an_skp(a_rhk(iki=(), ukuran=(teks,)), pendekatan=Pendekatan.KUALITATIF)
    assert ubah_pendekatan(isi, Pendekatan.KUANTITATIF).rhk[0].iki[0].uraian == teks


@given(isi_skp, st.sampled_from(Pendekatan))
def test_the_result_is_never_mixed(isi: IsiSkp, ke: Pendekatan) -> None:
    hasil = ubah_pendekatan(isi, ke)
    assert hasil.pendekatan is ke
    assert not any(rhk.iki if ke is Pendekatan.KUALITATIF else rhk.ukuran for rhk in hasil.rhk)
    assert "skp.campuran" not in {satu.kode for satu in periksa(hasil, peran_tersedia=True)}
    assert all(len({iki.kunci for iki in rhk.iki}) == len(rhk.iki) for rhk in hasil.rhk)


kata = st.from_regex(r"[A-Za-z0-9:()]+( [A-Za-z0-9:()]+){0,3}", fullmatch=True)
golongan_jf = st.none() | st.sampled_from(Aspek)


@given(
    uraian=kata,
    target=st.sampled_from(["12", "92,5", "1.250"]),
    satuan=st.from_regex(r"[a-z]+( [a-z]+)?", fullmatch=True),
    aspek=golongan_jf,
)
def test_a_measured_row_survives_the_way_there_and_back(
    uraian: str, target: str, satuan: str, aspek: Aspek | None
) -> None:
    iki = Iki("u1", uraian, target, satuan, aspek)
    isi = an_skp(Rhk("r1", Bagian.UTAMA, "Terlaksananya analisis", iki=(iki,)))
    kembali = ubah_pendekatan(ubah_pendekatan(isi, Pendekatan.KUALITATIF), Pendekatan.KUANTITATIF)
    assert kembali == replace(isi, pendekatan=Pendekatan.KUANTITATIF)


@given(isi_skp)
def test_ac_c_10_rule_there_and_back_without_a_change_restores_every_text(isi: IsiSkp) -> None:
    lain = next(satu for satu in Pendekatan if satu is not isi.pendekatan)
    murni = ubah_pendekatan(isi, isi.pendekatan)
    sana = ubah_pendekatan(murni, lain)
    kembali = ubah_pendekatan(sana, isi.pendekatan, murni)
    assert kembali == murni


@given(isi_skp, st.sampled_from(Pendekatan))
def test_ac_c_10_rule_no_text_is_lost_on_the_way(isi: IsiSkp, ke: Pendekatan) -> None:
    hasil = ubah_pendekatan(isi, ke)
    for lama, baru in zip(isi.rhk, hasil.rhk, strict=True):
        semua = " ".join([*baru.ukuran, *(f"{iki.uraian}: {iki.target} {iki.satuan}" for iki in baru.iki)])
        for teks in (*lama.ukuran, *(iki.uraian for iki in lama.iki), *(iki.target for iki in lama.iki)):
            assert set(teks.strip().split()) <= set(semua.split()) or teks.strip() in semua


def test_ac_c_10_rule_only_a_changed_line_is_read_anew() -> None:
    isi = an_skp(a_rhk("r1"))
    kualitatif = ubah_pendekatan(isi, Pendekatan.KUALITATIF)
    [rhk] = kualitatif.rhk
    disunting = replace(kualitatif, rhk=(replace(rhk, ukuran=("Jumlah peta: 3 peta", *rhk.ukuran[1:])),))
    [kembali] = ubah_pendekatan(disunting, Pendekatan.KUANTITATIF, isi).rhk
    assert kembali.iki[1:] == isi.rhk[0].iki[1:]
    assert (kembali.iki[0].uraian, kembali.iki[0].target, kembali.iki[0].aspek) == ("Jumlah peta", "3", None)
    assert len({iki.kunci for iki in kembali.iki}) == 3
