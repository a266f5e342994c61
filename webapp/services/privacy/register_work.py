"""The register, second part: feedback, coaching, evaluation, allowances, cases, and what holds no person."""

from __future__ import annotations

from typing import Final

from .register_shapes import Class, Own

_TOLD = "skp_id IN (SELECT skp_id FROM dokumen_evaluasi WHERE disampaikan_pada IS NOT NULL)"
"""What was judged is told with the evaluation's document, not before."""
_MANY = "menyangkut pekerjaan jabatan atas banyak orang"
_DESIGN = "perancangan proses, tanpa data pegawai"
_MACHINE = "jejak mesin, tanpa data pegawai"

ROWS_OF_WORK: Final = (
    Class(
        "umpan_balik",
        "Umpan balik",
        (
            Own(
                "umpan_balik",
                "pegawai_id",
                "dari pada kanal objek objek_uraian dasar isi kemajuan",
                "sebagai objek_kunci tindak",
            ),
            Own(
                "umpan_balik",
                "oleh_pegawai_id",
                "dari pada kanal",
                "sebagai objek objek_uraian objek_kunci dasar isi kemajuan tindak",
                name="umpan_balik_saya_beri",
            ),
            Own("tanggapan_umpan_balik", "umpan_balik_id>umpan_balik", "isi pada"),
        ),
        {"rincian_tindak": "rencana atasan; tampil bila sudah menjadi tugas atau dukungan"},
    ),
    Class(
        "pembinaan",
        "Bimbingan dan konseling",
        (
            Own(
                "bimbingan",
                "pegawai_id",
                "pemicu dipicu_pada status dasar_penunjukan tujuan rencana tinjau_pada b18_dibaca_pada hasil "
                "selesai_pada",
                "catatan_hasil",
            ),
            Own("sesi_bimbingan", "bimbingan_id>bimbingan", "nomor tanggal kanal kesepakatan pada", "isi"),
            Own("tanggapan_bimbingan", "bimbingan_id>bimbingan", "jawaban catatan pada"),
            Own("evaluasi_kompetensi", "bimbingan_id>bimbingan", "urutan kompetensi nilai pada", "alasan"),
            Own(
                "konseling",
                "pegawai_id",
                "dipicu_pada status jenis_konselor jadwal penerima selesai_pada",
                "tempat dasar_penunjukan",
            ),
        ),
        {
            "catatan_konseling": "catatan konselor, tersandi; dibaca bersama konselor di halaman konseling",
            "laporan_konseling": "laporan konselor, tersandi; dibaca di halaman konseling oleh yang berhak",
        },
    ),
    Class(
        "evaluasi",
        "Evaluasi tahunan, keberatan, tindak lanjut",
        (
            Own(
                "evaluasi_tahunan",
                "skp_id>skp",
                "nomor asal hasil_kerja alasan_hasil_kerja perilaku alasan_perilaku predikat segmen jabatan pada",
                "dari_capaian tabel cuplikan",
                when=_TOLD,
            ),
            Own(
                "evaluasi_segmen",
                "skp_id>skp",
                "hasil_kerja perilaku umpan_balik pada tanggal",
                "cuplikan",
                when=_TOLD,
            ),
            Own(
                "dokumen_evaluasi",
                "skp_id>skp",
                "nomor status catatan tempat cuplikan sidik disampaikan_pada batas_keberatan ditanggapi_pada",
                when="disampaikan_pada IS NOT NULL",
            ),
            Own(
                "tanda_tangan_evaluasi",
                "dokumen_id>dokumen_evaluasi",
                "peran jabatan sidik metode pada",
                "bukti",
            ),
            Own("keberatan", "skp_id>skp", "butir batas_penjelasan batas_putusan pada"),
            Own("putusan_keberatan", "keberatan_id>keberatan", "putusan alasan jabatan pada"),
            Own(
                "naskah_terbit",
                "skp_id>skp",
                "jenis kode judul nama instansi penanda_tangan ditetapkan_pada sha256",
                "sumber_id dibuat_pada",
                file=("isi", "kode", "pdf"),
            ),
            Own(
                "angka_kredit",
                "pegawai_id",
                "tahun urutan mulai terakhir bulan jabatan jenjang predikat persen koefisien kebutuhan_pangkat "
                "kebutuhan_jenjang nilai pada",
                "sidik_persen sidik_koefisien",
            ),
            Own(
                "saldo_angka_kredit",
                "pegawai_id",
                "jenjang nilai per nomor_surat tanggal_surat diusulkan_pada",
            ),
            Own("putusan_saldo", "saldo_id>saldo_angka_kredit", "setuju alasan pada"),
            Own(
                "tindak_lanjut",
                "skp_id>skp",
                "predikat jenis_pegawai jabatan_fungsional tindak angka_kredit syarat_jenjang keputusan_pyb pada",
                "sidik_tabel",
                when=_TOLD,
            ),
            Own(
                "catatan_tindak_lanjut",
                "skp_id>skp",
                "jenis pilihan batas pada",
                "uraian jabatan",
                when=_TOLD,
            ),
        ),
        {
            "papan": "penilaian satu tim pada satu papan; hasil Anda ada di evaluasi_tahunan",
            "papan_baris": "penilaian yang belum disampaikan; hasilnya ada di evaluasi_tahunan",
            "putusan_papan": "putusan atas satu papan, bukan atas satu orang",
            "penjelasan_keberatan": "penjelasan pihak lain untuk pemutus keberatan",
            "keberatan_berkas": "hubungan berkas; berkasnya ada di folder berkas",
            "kandidat_talenta": "bahan sidang Tim Penilai Kinerja yang belum diputus",
            "capaian_organisasi": "capaian unit, bukan penilaian orang",
            "capaian_versi": "capaian unit, bukan penilaian orang",
        },
    ),
    Class(
        "tpp",
        "Tambahan penghasilan pegawai",
        (
            Own(
                "tpp_hasil",
                "pegawai_id",
                "nip nama menit target persen pengecualian penjelasan",
                when="putaran_id IN (SELECT putaran_id FROM tpp_bulan WHERE ditetapkan_pada IS NOT NULL)",
            ),
            Own(
                "tpp_penyesuaian",
                "pegawai_id",
                "menit_lama menit_baru persen_lama persen_baru penjelasan pada",
            ),
            Own("tpp_pengecualian", "pegawai_id", "kode berlaku dasar pada"),
            Own("tpp_masukan_baris", "pegawai_id", "nilai"),
        ),
        {
            "tpp_bulan": _MANY,
            "tpp_masukan": _MANY,
            "tpp_putaran": _MANY,
            "tpp_tertunda": "hubungan; aktivitasnya ada di aktivitas",
        },
    ),
    Class(
        "proses",
        "Jalannya proses dan tugas",
        (
            Own(
                "process_case",
                "subject_id",
                "process_id document_kind status opened_at closed_at beku",
                "document_id seq head",
            ),
            Own(
                "journal",
                "case_id>process_case",
                "seq kind at key operation",
                "facts mandate request_id request_hash hash",
            ),
            Own(
                "work_item",
                "subject_id",
                "process_id name role opened_at due_at on_date",
                "key element_id quiet",
            ),
            Own(
                "case_time",
                "case_id>process_case",
                "process_id opened_at closed_at status",
                "release_id path",
            ),
            Own(
                "step_time",
                "case_id>process_case",
                "seq process_id element_id kind nth opened_at closed_at due_at outcome",
                "key release_id",
            ),
            Own("draft", "akun_id>akun", "key saved_at", "values"),
            Own(
                "pembekuan",
                "case_id>process_case",
                "keterangan pada dibuka_pada",
                "seq catatan diusulkan_pada",
            ),
            Own("eskalasi", "subjek_id", "nama_langkah batas pada", "key element"),
        ),
        {
            "reassignment": "pengalihan tugas antarpejabat",
            "timer": _MACHINE,
            "langganan": _MACHINE,
            "pesan": "pesan antarproses, berisi kunci saja",
            "incident": "gangguan teknis; tidak memuat isi dokumen",
            "case_batch": _MANY,
            "case_batch_item": _MANY,
        },
    ),
    Class(
        "pengawasan",
        "Jejak akses, audit, dan bukti",
        (
            Own("akses_data", "pegawai_id", "peran jenis halaman pada", "objek objek_id jam"),
            Own("akses_beralasan", "pegawai_id", "alasan mulai sampai"),
            Own("audit_event", "actor_id>akun", "at kind object_kind", "object_id request_id detail"),
        ),
        {
            "tinjauan": "bahan pengawasan atas beberapa orang; hasilnya diberitahukan bila ditindaklanjuti",
            "pelanggaran_data": "laporan kejadian; yang terdampak diberi tahu tersendiri",
            "retensi": "usulan penghapusan, bilangan saja",
            "seal": _MACHINE,
            "seal_check": _MACHINE,
            "seal_delivery": _MACHINE,
            "seal_gap": _MACHINE,
            "seal_head": _MACHINE,
            "backup_run": _MACHINE,
            "write_probe": _MACHINE,
        },
    ),
    Class(
        "pekerjaan_jabatan",
        "Ekspor dan unggahan pemegang peran",
        (),
        {
            "ekspor_naskah": _MANY,
            "ekspor_butir": _MANY,
            "event_log": _MANY,
            "unggahan": _MANY,
            "unggahan_berkas": _MANY,
            "usul_aturan": "tindakan jabatan; ada di audit_event",
        },
    ),
    Class(
        "organisasi",
        "Organisasi, kalender, aturan",
        (),
        dict.fromkeys(
            ("unit", "jabatan", "hari_libur", "pola_kerja", "periode", "aturan", "versi_organisasi"),
            "data instansi, bukan data orang",
        ),
    ),
    Class(
        "rancangan",
        "Bengkel proses",
        (),
        dict.fromkeys(
            (
                "release",
                "release_draft",
                "release_in_force",
                "draft_editor",
                "draft_file",
                "draft_save",
                "impact",
                "impact_case",
                "migration",
                "migration_case",
                "walk",
            ),
            _DESIGN,
        ),
    ),
)
