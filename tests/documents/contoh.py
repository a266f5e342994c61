"""Sample persons and contents (all invented) from which the document tests build their forms."""

from dataclasses import replace
from datetime import UTC, date, datetime

from webapp.documents import DokumenSkp, Penandatangan, TandaTangan
from webapp.domain.cuplikan import Cuplikan, Pihak
from webapp.domain.jabatan import Jalur
from webapp.domain.kanonik import sidik
from webapp.domain.skp import Aspek, Bagian, Iki, IsiSkp, Lampiran, Pendekatan, Perspektif, Rhk

WK = Pihak("Wali Kota Contoh", None, None, "Wali Kota", "Pemerintah Kota Contoh")
KD = Pihak(
    "Ratna Widyastuti",
    "197003121995032001",
    "Pembina Utama Muda / IV/c",
    "Kepala Dinas Contoh",
    "Dinas Contoh",
)
KB = Pihak(
    "Agus Prasetya", "197508201999031002", "Pembina / IV/a", "Kepala Bidang A", "Bidang A, Dinas Contoh"
)
SR = Pihak(
    "Siti Rahmawati",
    "199001152015032003",
    "Penata Muda Tingkat I / III/b",
    "Analis SDM Aparatur Ahli Pertama",
    "Bidang A, Dinas Contoh",
)
LN = Pihak(
    "Lestari Nugraheni", "199206182023212005", "IX", "Arsiparis Ahli Pertama", "Bidang A, Dinas Contoh"
)

LAMPIRAN = Lampiran(
    dukungan=("Laptop dan akses aplikasi kepegawaian", "Anggaran kegiatan sesuai DPA"),
    skema=("Laporan kemajuan setiap akhir bulan kepada Kepala Bidang A",),
    konsekuensi=("Penghargaan atau pembinaan sesuai ketentuan",),
)
EKSPEKTASI = {
    "BERORIENTASI_PELAYANAN": "Menjawab setiap permintaan data OPD paling lambat dua hari kerja",
    "KOLABORATIF": "Melibatkan pengelola kepegawaian OPD sejak awal penyusunan",
}
PIMPINAN = "Tersusunnya peta kompetensi 40 OPD"


def cuplikan(pegawai: Pihak = SR, penilai: Pihak = KB) -> Cuplikan:
    return Cuplikan("Pemerintah Kota Contoh", pegawai, penilai, date(2026, 1, 1), date(2026, 12, 31))


def kuantitatif() -> IsiSkp:
    """JA/JF content with two results in part A and one assignment in part B."""
    return IsiSkp(
        Jalur.JA_JF,
        Pendekatan.KUANTITATIF,
        (
            Rhk(
                "r1",
                Bagian.UTAMA,
                "Tersusunnya analisis jabatan pada 12 OPD",
                rhk_pimpinan=PIMPINAN,
                iki=(
                    Iki("i1", "Jumlah dokumen analisis jabatan", "12", "dokumen", Aspek.KUANTITAS),
                    Iki("i2", "Persentase dokumen yang disetujui tanpa revisi", "92,5", "%", Aspek.KUALITAS),
                    Iki("i3", "Ketepatan waktu penyampaian dokumen", "11", "bulan", Aspek.WAKTU),
                ),
            ),
            Rhk(
                "r2",
                Bagian.UTAMA,
                "Meningkatnya mutu data kompetensi pegawai",
                rhk_pimpinan=PIMPINAN,
                iki=(Iki("i4", "Persentase data kompetensi yang mutakhir", "98", "%", Aspek.KUALITAS),),
            ),
            Rhk(
                "r3",
                Bagian.TAMBAHAN,
                "Terselenggaranya uji coba layanan kepegawaian terpadu",
                penugasan_dari="Kepala Bidang B",
                iki=(Iki("i5", "Jumlah layanan yang diuji coba", "3", "layanan", Aspek.KUANTITAS),),
            ),
        ),
        EKSPEKTASI,
        LAMPIRAN,
    )


def kualitatif(jalur: Jalur = Jalur.JA_JF) -> IsiSkp:
    """Content with one narrative result in part A and one in part B."""
    pimpinan = PIMPINAN if jalur is Jalur.JA_JF else None
    ukuran = (
        "12 dokumen analisis jabatan disetujui tanpa revisi besar",
        "Seluruhnya selesai pada November 2026",
    )
    rhk = Rhk("r1", Bagian.UTAMA, "Tersusunnya analisis jabatan pada 12 OPD", pimpinan, ukuran=ukuran)
    tambahan = Rhk(
        "r2",
        Bagian.TAMBAHAN,
        "Terselenggaranya uji coba layanan terpadu",
        penugasan_dari="Kepala Bidang B",
        ukuran=("Tiga layanan diuji coba bersama pengguna",),
    )
    return IsiSkp(jalur, Pendekatan.KUALITATIF, (rhk, tambahan), EKSPEKTASI, LAMPIRAN)


def kuantitatif_jpt() -> IsiSkp:
    """JPT content: each indicator under a perspektif, no part B."""
    iki = (
        Iki(
            "i1",
            "Persentase ASN dengan predikat minimal Baik",
            "92",
            "%",
            perspektif=Perspektif.PENERIMA_LAYANAN,
        ),
        Iki("i2", "Persentase layanan sesuai standar waktu", "95", "%", perspektif=Perspektif.PROSES_BISNIS),
        Iki("i3", "Jumlah pegawai tersertifikasi", "40", "orang", perspektif=Perspektif.PENGUATAN_INTERNAL),
        Iki("i4", "Persentase serapan anggaran", "97", "%", perspektif=Perspektif.ANGGARAN),
    )
    rhk = Rhk("r1", Bagian.UTAMA, "Meningkatnya kualitas pengelolaan kinerja aparatur", iki=iki)
    return IsiSkp(Jalur.JPT_PUKM, Pendekatan.KUANTITATIF, (rhk,), EKSPEKTASI, LAMPIRAN)


def draf(isi: IsiSkp, pegawai: Pihak = SR, penilai: Pihak = KB) -> DokumenSkp:
    return DokumenSkp(
        cuplikan=cuplikan(pegawai, penilai),
        isi=isi,
        tempat="Semarang",
        tanggal=None,
        kode="SKP-2026-7KQ4-M2XA",
        verifikasi_url="https://lakon.contoh.go.id/verifikasi/SKP-2026-7KQ4-M2XA",
        terbit=datetime(2026, 1, 20, 3, 0, tzinfo=UTC),
    )


def tanda_tangan(isi: IsiSkp, pegawai: Pihak, penilai: Pihak) -> tuple[TandaTangan, TandaTangan]:
    atas = sidik(isi, cuplikan(pegawai, penilai))
    pertama, kedua = datetime(2026, 1, 30, 2, 15, tzinfo=UTC), datetime(2026, 1, 30, 7, 5, tzinfo=UTC)
    return (
        TandaTangan(Penandatangan.PEGAWAI, pegawai.nama, pegawai.nip, pertama, atas),
        TandaTangan(Penandatangan.PENILAI, penilai.nama, penilai.nip, kedua, atas),
    )


def final(isi: IsiSkp, pegawai: Pihak = SR, penilai: Pihak = KB) -> DokumenSkp:
    return replace(
        draf(isi, pegawai, penilai),
        tanggal=date(2026, 1, 30),
        terbit=datetime(2026, 1, 30, 7, 5, tzinfo=UTC),
        tanda_tangan=tanda_tangan(isi, pegawai, penilai),
        watermark=None,
    )
