"""The seven values and 21 conducts, typed here a second time from the printed form."""

from webapp.domain.perilaku import BERAKHLAK, Nilai

FORMULIR = """
1 Berorientasi Pelayanan
- Memahami dan memenuhi kebutuhan masyarakat
- Ramah, cekatan, solutif, dan dapat diandalkan
- Melakukan perbaikan tiada henti
2 Akuntabel
- Melaksanakan tugas dengan jujur, bertanggung jawab, cermat, disiplin, dan berintegritas tinggi
- Menggunakan kekayaan dan barang milik negara secara bertanggung jawab, efektif, dan efisien
- Tidak menyalahgunakan kewenangan jabatan
3 Kompeten
- Meningkatkan kompetensi diri untuk menjawab tantangan yang selalu berubah
- Membantu orang lain belajar
- Melaksanakan tugas dengan kualitas terbaik
4 Harmonis
- Menghargai setiap orang apa pun latar belakangnya
- Suka menolong orang lain
- Membangun lingkungan kerja yang kondusif
5 Loyal
- Memegang teguh ideologi Pancasila, UUD 1945, setia kepada NKRI serta pemerintahan yang sah
- Menjaga nama baik sesama ASN, pimpinan, instansi, dan negara
- Menjaga rahasia jabatan dan negara
6 Adaptif
- Cepat menyesuaikan diri menghadapi perubahan
- Terus berinovasi dan mengembangkan kreativitas
- Bertindak proaktif
7 Kolaboratif
- Memberi kesempatan kepada berbagai pihak untuk berkontribusi
- Terbuka dalam bekerja sama untuk menghasilkan nilai tambah
- Menggerakkan pemanfaatan berbagai sumber daya untuk tujuan bersama
"""


def test_ac_c_22_seven_values_and_21_conducts_stand_in_the_official_order() -> None:
    baris = []
    for nomor, nilai in enumerate(BERAKHLAK, start=1):
        baris += [f"{nomor} {nilai.nama}", *(f"- {perilaku}" for perilaku in nilai.perilaku)]
    assert "\n".join(baris) == FORMULIR.strip()
    assert len(BERAKHLAK) == 7
    assert sum(len(nilai.perilaku) for nilai in BERAKHLAK) == 21


def test_each_code_stands_for_one_value_in_the_same_order() -> None:
    assert [nilai.kode for nilai in BERAKHLAK] == list(Nilai)
