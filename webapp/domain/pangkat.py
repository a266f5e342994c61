"""Rank names and grades, and how forms print them.

PNS have a golongan ruang I/a .. IV/e with a rank name; PPPK have a golongan I .. XVII and no rank name.
"""

from webapp.domain.nip import JenisAsn
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence

PANGKAT_PNS = {
    "I/a": "Juru Muda",
    "I/b": "Juru Muda Tingkat I",
    "I/c": "Juru",
    "I/d": "Juru Tingkat I",
    "II/a": "Pengatur Muda",
    "II/b": "Pengatur Muda Tingkat I",
    "II/c": "Pengatur",
    "II/d": "Pengatur Tingkat I",
    "III/a": "Penata Muda",
    "III/b": "Penata Muda Tingkat I",
    "III/c": "Penata",
    "III/d": "Penata Tingkat I",
    "IV/a": "Pembina",
    "IV/b": "Pembina Tingkat I",
    "IV/c": "Pembina Utama Muda",
    "IV/d": "Pembina Utama Madya",
    "IV/e": "Pembina Utama",
}

GOLONGAN_PPPK = (
    "I",
    "II",
    "III",
    "IV",
    "V",
    "VI",
    "VII",
    "VIII",
    "IX",
    "X",
    "XI",
    "XII",
    "XIII",
    "XIV",
    "XV",
    "XVI",
    "XVII",
)


def nama_pangkat(golongan: str, jenis: JenisAsn) -> str | None:
    """The rank name of a PNS grade; None for PPPK and for a grade that does not exist."""
    return PANGKAT_PNS.get(golongan) if jenis is JenisAsn.PNS else None


def periksa_golongan(golongan: str, jenis: JenisAsn) -> list[Pelanggaran]:
    """Refuse a grade that does not exist for this kind of employee."""
    if jenis is JenisAsn.PNS:
        dikenal, contoh = golongan in PANGKAT_PNS, "I/a sampai IV/e"
    else:
        dikenal, contoh = golongan in GOLONGAN_PPPK, "I sampai XVII"
    if dikenal:
        return []
    pesan = Sentence(
        'Golongan "%(golongan)s" tidak dikenal untuk %(jenis)s. Isi %(contoh)s sesuai SK terakhir.',
        golongan=golongan,
        jenis=jenis,
        contoh=contoh,
    )
    return [Pelanggaran("golongan.tidak_dikenal", pesan, "golongan")]


def cetak_pangkat(golongan: str, jenis: JenisAsn) -> str:
    """The entry "PANGKAT/GOL. RUANG" of the forms: "Penata Muda Tingkat I / III/b", or "IX" for PPPK.

    Raises ValueError for a grade that `periksa_golongan` refuses; master data is checked on the way in.
    """
    if periksa_golongan(golongan, jenis):
        raise ValueError(f"golongan {golongan!r} tidak dikenal untuk {jenis}")
    nama = nama_pangkat(golongan, jenis)
    return f"{nama} / {golongan}" if nama else golongan
