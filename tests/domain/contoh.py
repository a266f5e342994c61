"""A valid SKP to start from, and strategies that draw documents of every kind."""

from dataclasses import replace

from hypothesis import strategies as st

from webapp.domain.jabatan import Jalur
from webapp.domain.perilaku import Nilai
from webapp.domain.skp import Aspek, Bagian, Iki, IsiSkp, Lampiran, Pendekatan, Perspektif, Rhk

LAMPIRAN = Lampiran(
    ("Laptop dan akses data",), ("Laporan setiap akhir bulan",), ("Penghargaan sesuai aturan",)
)

TIGA_ASPEK = (
    Iki("i1", "Jumlah dokumen", "12", "dokumen", Aspek.KUANTITAS),
    Iki("i2", "Kesesuaian dengan pedoman", "92,5", "persen", Aspek.KUALITAS),
    Iki("i3", "Waktu penyelesaian", "11", "bulan", Aspek.WAKTU),
)


def a_rhk(kunci: str = "r1", uraian: str = "Terlaksananya analisis jabatan", **ubahan: object) -> Rhk:
    dasar = Rhk(kunci, Bagian.UTAMA, uraian, "Tersusunnya peta kompetensi", "sel-1", iki=TIGA_ASPEK)
    return replace(dasar, **ubahan)  # type: ignore[arg-type]


def an_skp(*rhk: Rhk, **ubahan: object) -> IsiSkp:
    dasar = IsiSkp(Jalur.JA_JF, Pendekatan.KUANTITATIF, rhk or (a_rhk(),), lampiran=LAMPIRAN)
    return replace(dasar, **ubahan)  # type: ignore[arg-type]


kunci = st.from_regex(r"[a-z0-9]{1,4}", fullmatch=True)
teks = st.text(max_size=30)
teks_boleh_kosong = st.none() | teks

iki = st.builds(
    Iki,
    kunci=kunci,
    uraian=teks,
    target=teks,
    satuan=teks,
    aspek=st.none() | st.sampled_from(Aspek),
    perspektif=st.none() | st.sampled_from(Perspektif),
)
rhk = st.builds(
    Rhk,
    kunci=kunci,
    bagian=st.sampled_from(Bagian),
    uraian=teks,
    rhk_pimpinan=teks_boleh_kosong,
    rhk_pimpinan_kunci=teks_boleh_kosong,
    penugasan_dari=teks_boleh_kosong,
    iki=st.lists(iki, max_size=3, unique_by=lambda satu: satu.kunci).map(tuple),
    ukuran=st.lists(teks, max_size=3).map(tuple),
)
baris = st.lists(teks, max_size=3).map(tuple)
isi_skp = st.builds(
    IsiSkp,
    jalur=st.sampled_from(Jalur),
    pendekatan=st.sampled_from(Pendekatan),
    rhk=st.lists(rhk, max_size=4, unique_by=lambda satu: satu.kunci).map(tuple),
    ekspektasi_khusus=st.dictionaries(st.sampled_from([nilai.value for nilai in Nilai]), teks, max_size=7),
    lampiran=st.builds(Lampiran, dukungan=baris, skema=baris, konsekuensi=baris),
)
