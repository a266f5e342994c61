"""The register, first part: the person, the account, the plan, the months and the activities."""

from __future__ import annotations

from typing import Final

from .register_shapes import Class, Own

ROWS: Final = (
    Class(
        "kepegawaian",
        "Data kepegawaian dari SISDM",
        (
            Own("pegawai", "id", "nip nama gelar_depan gelar_belakang jenis status_asn spmt email"),
            Own("posting", "pegawai_id", "berlaku nomor_sk", "tunggal"),
            Own("pangkat_riwayat", "pegawai_id", "golongan berlaku sk"),
            Own("ketidakhadiran", "pegawai_id", "jenis berlaku sk"),
            Own("jadwal_dinas", "pegawai_id", "tanggal jam_mulai jam_selesai"),
            Own(
                "cuplikan_sisdm",
                "=nip = (SELECT nip FROM pegawai WHERE id = :pegawai)",
                "nip isi sumber sumber_pada",
                "sidik",
            ),
            Own(
                "selisih_data",
                "pegawai_id",
                "bidang di_lakon di_sisdm sumber sumber_pada ditemukan_pada ditutup_pada cara_tutup",
                "nomor",
            ),
            Own(
                "mandat",
                "pegawai_id",
                "jenis berlaku nomor_surat tanggal_surat status diakhiri_pada",
                "lingkup_proses lingkup_langkah penanda_tangan alasan diusulkan_pada diputuskan_pada catatan_putusan "
                "alasan_akhir",
            ),
            Own("penunjukan", "pegawai_id", "document_kind peran sejak sampai", "document_id alasan"),
        ),
        {"pihak_luar": "pejabat di luar pegawai; permintaan salinannya lewat admin BKPP"},
    ),
    Class(
        "akun",
        "Akun, sesi, dan surat",
        (
            Own(
                "akun",
                "pegawai_id",
                "nama_pengguna peran aktif dibuat_pada",
                "sandi kunci_sesi pegangan gagal_masuk tunda_sampai",
            ),
            Own(
                "sesi",
                "akun_id>akun",
                "mulai dipakai dibuktikan cara peramban jaringan berakhir sebab",
                "sidik penuh perangkat",
            ),
            Own("perangkat_akun", "akun_id>akun", "peramban jaringan pertama terakhir", "perangkat"),
            Own(
                "kunci_sandi",
                "akun_id>akun",
                "nama dibuat_pada dipakai_pada",
                "kredensial kunci_publik hitungan tercadang",
            ),
            Own("totp", "akun_id>akun", "dibuat_pada aktif_pada", "rahasia langkah"),
            Own("kode_pemulihan", "akun_id>akun", "dibuat_pada dipakai_pada", "urutan sidik"),
            Own(
                "pemulihan_akun",
                "akun_id>akun",
                "lepas_faktor diminta_pada setuju diputus_pada",
                "alasan alasan_putusan paruh",
            ),
            Own(
                "usul_peran",
                "akun_id>akun",
                "peran peran_lama buka diusulkan_pada setuju diputus_pada",
                "alasan",
            ),
            Own("identitas_luar", "akun_id>akun", "penerbit subjek dikaitkan_pada dilepas_pada"),
            Own("langganan_kalender", "akun_id>akun", "dibuat_pada dicabut_pada", "sidik"),
            Own("surat_ringkas", "akun_id>akun", "alamat aktif diubah_pada"),
            Own("surat_terkirim", "akun_id>akun", "tanggal terkirim pada"),
            Own("pemberitahuan", "pegawai_id", "jenis isi pada dibaca_pada", "kunci tautan"),
            Own(
                "salinan_data",
                "pegawai_id",
                "diminta_pada batas_pada selesai_pada kedaluwarsa_pada diambil_pada",
                "permintaan_id diingatkan_pada ukuran isi",
            ),
        ),
        {
            "sandi_awal": "sidik kata sandi sekali pakai",
            "kunci_pasang": "sidik kunci pemasangan, dan NIP calon admin",
            "permintaan_luar": "rahasia sekali pakai antara Lakon dan penyedia masuk",
            "jatah": "pembatas percobaan, berisi sidik dan waktu saja",
            "penolakan": "hitungan penolakan jam yang berjalan; sesudahnya menjadi satu peristiwa",
            "tantangan": "bilangan acak sekali pakai, berlaku beberapa menit",
        },
    ),
    Class(
        "perencanaan",
        "Perencanaan: SKP, dialog, penugasan",
        (
            Own(
                "skp", "pegawai_id", "tahun periode jalur status terlambat_sejak batas_penetapan dibuat_pada"
            ),
            Own(
                "skp_revisi",
                "skp_id>skp",
                "nomor status pendekatan dibuat_pada diajukan_pada sidik cuplikan",
            ),
            Own(
                "rhk",
                "revisi_id>skp_revisi",
                "kunci urutan bagian uraian rhk_pimpinan",
                "rhk_pimpinan_kunci penugasan_dari",
            ),
            Own(
                "iki",
                "revisi_id>skp_revisi",
                "rhk_kunci kunci urutan uraian target satuan aspek perspektif",
            ),
            Own("ukuran", "revisi_id>skp_revisi", "rhk_kunci urutan uraian"),
            Own("ekspektasi_khusus", "revisi_id>skp_revisi", "nilai_kode uraian"),
            Own("lampiran_butir", "revisi_id>skp_revisi", "bagian urutan uraian"),
            Own("komentar", "revisi_id>skp_revisi", "letak isi pada"),
            Own("tanda_tangan", "revisi_id>skp_revisi", "urutan peran sidik metode pada", "bukti"),
            Own(
                "dokumen",
                "revisi_id>skp_revisi",
                "jenis kode sha256 dibuat_pada",
                file=("isi", "kode", "pdf"),
            ),
            Own(
                "dialog",
                "skp_id>skp",
                "tanggal kanal tempat ringkasan ekspektasi_khusus dicatat_pada dikonfirmasi_pada tanggapan "
                "catatan_tanggapan",
            ),
            Own(
                "peran_hasil",
                "skp_id>skp",
                "urutan rhk_pimpinan_uraian uraian metode target_bagian satuan",
                "kunci rhk_pimpinan_kunci iki_pimpinan_kunci",
            ),
            Own("pernyataan_ulang", "peran_hasil_id>peran_hasil", "isi pada"),
            Own("komentar_peran", "skp_id>skp", "isi pada", "kunci"),
            Own(
                "perubahan_skp",
                "skp_id>skp",
                "pengusul alasan uraian status diusulkan_pada catatan selesai_pada",
            ),
            Own(
                "saran_perubahan",
                "skp_id>skp",
                "sumber status dibuat_pada alasan diputuskan_pada",
                "sumber_id kunci lama baru",
            ),
            Own(
                "kontrak_penugasan",
                "skp_id>skp",
                "rhk indikator target satuan berlaku pelaporan status alasan diusulkan_pada dijawab_pada",
                "jabatan_ketua rhk_kunci",
            ),
            Own("kontrak_umpan_balik", "kontrak_id>kontrak_penugasan", "isi pada"),
            Own("mph", "pegawai_id", "tahun status dibuat_pada"),
            Own(
                "penyuntingan",
                "skp_id>skp",
                "mulai terakhir baris",
                "perangkat",
                when="akun_id IN (SELECT id FROM akun WHERE pegawai_id = :pegawai)",
            ),
        ),
        {
            "kontrak_rekomendasi": "catatan ketua tim untuk pejabat penilai",
            "mph_versi": "memuat peran hasil anggota tim; bagian Anda ada di peran_hasil",
            "pk_impor": "perjanjian kinerja unit, bukan data orang",
            "pk_indikator": "perjanjian kinerja unit, bukan data orang",
            "pk_karantina": "perjanjian kinerja unit, bukan data orang",
            "indikator_kinerja": "perjanjian kinerja unit, bukan data orang",
            "rumusan_contoh": "contoh rumusan tanpa nama orang",
        },
    ),
    Class(
        "bulanan",
        "Pelaksanaan bulanan dan buktinya",
        (
            Own(
                "rencana_aksi",
                "skp_id>skp",
                "bulan rhk_kunci uraian target satuan ditetapkan_pada",
                "iki_kunci",
            ),
            Own(
                "skp_bulanan",
                "skp_id>skp",
                "tahun bulan status keterangan mulai selesai batas_target otomatis batas_realisasi batas_penilaian "
                "dibuka_pada diajukan_pada ditetapkan_pada target_terlambat alasan_terlambat disetujui_pada",
                "kunci",
            ),
            Own(
                "skp_bulanan_baris",
                "skp_bulanan_id>skp_bulanan",
                "rhk_kunci urutan uraian target satuan",
                "iki_kunci",
            ),
            Own(
                "realisasi_bulanan",
                "baris_id>skp_bulanan_baris",
                "angka narasi sumber_data nihil alasan_nihil pada",
            ),
            Own(
                "bukti_bulanan",
                "baris_id>skp_bulanan_baris",
                "nama tautan hasil_cek dicek_pada pada dicabut_pada",
            ),
            Own("umpan_balik_bulanan", "skp_bulanan_id>skp_bulanan", "jenis nilai_kode isi pada"),
            Own(
                "evaluasi_bulanan",
                "skp_bulanan_id>skp_bulanan",
                "hasil_kerja perilaku predikat umpan_balik kapasitas pada",
                "tabel_sidik cuplikan",
            ),
            Own("tanggapan_bulanan", "evaluasi_id>evaluasi_bulanan", "isi pada"),
            Own("realisasi_akhir", "skp_id>skp", "nomor isi pada"),
            Own(
                "berkas",
                "=akun_id IN (SELECT id FROM akun WHERE pegawai_id = :pegawai) AND id IN ("
                "SELECT b.berkas_id FROM bukti_bulanan b JOIN skp_bulanan_baris r ON r.id = b.baris_id"
                " JOIN skp_bulanan m ON m.id = r.skp_bulanan_id JOIN skp s ON s.id = m.skp_id"
                " WHERE s.pegawai_id = :pegawai"
                " UNION SELECT b.berkas_id FROM aktivitas_bukti b JOIN aktivitas a ON a.id = b.aktivitas_id"
                " WHERE a.pegawai_id = :pegawai"
                " UNION SELECT surat_id FROM aktivitas WHERE pegawai_id = :pegawai"
                " UNION SELECT f.berkas_id FROM keberatan_berkas f JOIN keberatan k ON k.id = f.keberatan_id"
                " JOIN skp s ON s.id = k.skp_id WHERE s.pegawai_id = :pegawai)",
                "nama jenis_media sidik pada",
                file=("isi", "nama", ""),
            ),
        ),
    ),
    Class(
        "aktivitas",
        "Aktivitas harian",
        (
            Own("aktivitas_bulan", "pegawai_id", "bulan dibuka_pada dikunci_pada"),
            Own(
                "aktivitas",
                "pegawai_id",
                "tanggal mulai selesai waktu_baku volume menit keterangan rhk_kunci alasan_tanpa_rhk terlambat "
                "hari_libur alasan_terlambat status diajukan_pada diputus_pada alasan",
                "request_id",
            ),
            Own("aktivitas_bukti", "aktivitas_id>aktivitas", "tautan"),
            Own(
                "aktivitas_riwayat",
                "aktivitas_id>aktivitas",
                "dari ke alasan isi_lama pada",
                "mandat request_id",
            ),
            Own("aktivitas_favorit", "pegawai_id", "volume keterangan pada"),
            Own("aktivitas_templat", "pegawai_id", "nama pada"),
            Own(
                "aktivitas_templat_baris",
                "templat_id>aktivitas_templat",
                "urutan volume mulai selesai keterangan rhk_kunci alasan_tanpa_rhk",
            ),
            Own(
                "koreksi_aktivitas",
                "pegawai_id",
                "menit alasan pada status alasan_putusan diputus_jabatan diputus_pada total_lama total_baru",
            ),
        ),
        {
            "aktivitas_eskalasi": "catatan antrean pejabat penilai, tanpa isi",
            "butir_aktivitas": "bank aktivitas, bukan data orang",
            "butir_aktivitas_versi": "bank aktivitas, bukan data orang",
            "usul_butir": "usulan bank aktivitas, tindakan jabatan",
        },
    ),
)
