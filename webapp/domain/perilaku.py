"""Work behaviour: the seven BerAKHLAK values and their 21 conducts.

Wording and order are those of the official forms and are never edited; the leader may only add one special
expectation to each value.
"""

from dataclasses import dataclass
from enum import StrEnum


class Nilai(StrEnum):
    """Codes of the seven core values, in their official order."""

    BERORIENTASI_PELAYANAN = "BERORIENTASI_PELAYANAN"
    AKUNTABEL = "AKUNTABEL"
    KOMPETEN = "KOMPETEN"
    HARMONIS = "HARMONIS"
    LOYAL = "LOYAL"
    ADAPTIF = "ADAPTIF"
    KOLABORATIF = "KOLABORATIF"


@dataclass(frozen=True)
class NilaiDasar:
    """One core value as the form prints it: name and its three conducts."""

    kode: Nilai
    nama: str
    perilaku: tuple[str, str, str]


BERAKHLAK: tuple[NilaiDasar, ...] = (
    NilaiDasar(
        Nilai.BERORIENTASI_PELAYANAN,
        "Berorientasi Pelayanan",
        (
            "Memahami dan memenuhi kebutuhan masyarakat",
            "Ramah, cekatan, solutif, dan dapat diandalkan",
            "Melakukan perbaikan tiada henti",
        ),
    ),
    NilaiDasar(
        Nilai.AKUNTABEL,
        "Akuntabel",
        (
            "Melaksanakan tugas dengan jujur, bertanggung jawab, cermat, disiplin, dan berintegritas tinggi",
            "Menggunakan kekayaan dan barang milik negara secara bertanggung jawab, efektif, dan efisien",
            "Tidak menyalahgunakan kewenangan jabatan",
        ),
    ),
    NilaiDasar(
        Nilai.KOMPETEN,
        "Kompeten",
        (
            "Meningkatkan kompetensi diri untuk menjawab tantangan yang selalu berubah",
            "Membantu orang lain belajar",
            "Melaksanakan tugas dengan kualitas terbaik",
        ),
    ),
    NilaiDasar(
        Nilai.HARMONIS,
        "Harmonis",
        (
            "Menghargai setiap orang apa pun latar belakangnya",
            "Suka menolong orang lain",
            "Membangun lingkungan kerja yang kondusif",
        ),
    ),
    NilaiDasar(
        Nilai.LOYAL,
        "Loyal",
        (
            "Memegang teguh ideologi Pancasila, UUD 1945, setia kepada NKRI serta pemerintahan yang sah",
            "Menjaga nama baik sesama ASN, pimpinan, instansi, dan negara",
            "Menjaga rahasia jabatan dan negara",
        ),
    ),
    NilaiDasar(
        Nilai.ADAPTIF,
        "Adaptif",
        (
            "Cepat menyesuaikan diri menghadapi perubahan",
            "Terus berinovasi dan mengembangkan kreativitas",
            "Bertindak proaktif",
        ),
    ),
    NilaiDasar(
        Nilai.KOLABORATIF,
        "Kolaboratif",
        (
            "Memberi kesempatan kepada berbagai pihak untuk berkontribusi",
            "Terbuka dalam bekerja sama untuk menghasilkan nilai tambah",
            "Menggerakkan pemanfaatan berbagai sumber daya untuk tujuan bersama",
        ),
    ),
)
"""The values with their conducts [PermenPANRB 6/2022, SKP forms, part Perilaku Kerja]."""
