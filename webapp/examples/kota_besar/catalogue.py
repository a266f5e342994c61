"""The dinas and badan of a city at full size: names, wings, functional posts, sizes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Office:
    """A dinas or badan: its wings (bidang), its functional posts, its size in people, and its UPTD."""

    code: str
    name: str
    kind: str
    wings: tuple[str, ...]
    functional: tuple[str, ...]
    size: int = 60
    line: str = "umum"
    has_sections: bool = False
    branches: tuple[str, ...] = ()


OFFICES = (
    Office(
        "DISDIK",
        "Dinas Pendidikan",
        "Dinas",
        ("Pembinaan SD", "Pembinaan SMP", "Pembinaan PAUD dan Pendidikan Nonformal"),
        ("Pengembang Teknologi Pembelajaran", "Analis Kebijakan"),
        110,
    ),
    Office(
        "DINKES",
        "Dinas Kesehatan",
        "Dinas",
        ("Kesehatan Masyarakat", "Pencegahan dan Pengendalian Penyakit", "Pelayanan Kesehatan"),
        ("Administrator Kesehatan", "Epidemiolog Kesehatan"),
        100,
        branches=("Laboratorium Kesehatan", "Instalasi Farmasi"),
    ),
    Office(
        "BKPP",
        "Badan Kepegawaian, Pendidikan, dan Pelatihan",
        "Badan",
        ("Mutasi dan Promosi", "Pengembangan Kompetensi", "Penilaian Kinerja Aparatur"),
        ("Analis SDM Aparatur", "Pranata Komputer"),
    ),
    Office(
        "DISDUKCAPIL",
        "Dinas Kependudukan dan Pencatatan Sipil",
        "Dinas",
        ("Pelayanan Pendaftaran Penduduk", "Pelayanan Pencatatan Sipil", "Pemanfaatan Data"),
        ("Administrator Database Kependudukan",),
        90,
    ),
    Office(
        "DPU",
        "Dinas Pekerjaan Umum dan Penataan Ruang",
        "Dinas",
        ("Bina Marga", "Sumber Daya Air", "Tata Ruang", "Bina Konstruksi"),
        ("Teknik Jalan dan Jembatan", "Teknik Pengairan"),
        200,
        "teknis",
        branches=("Pemeliharaan Jalan Wilayah I", "Pemeliharaan Jalan Wilayah II", "Rumah Pompa"),
    ),
    Office(
        "BAPPEDA",
        "Badan Perencanaan Pembangunan Daerah",
        "Badan",
        ("Perencanaan dan Evaluasi", "Pemerintahan dan Sosial Budaya", "Perekonomian dan Prasarana"),
        ("Perencana", "Peneliti"),
    ),
    Office(
        "BPKAD",
        "Badan Pengelolaan Keuangan dan Aset Daerah",
        "Badan",
        ("Anggaran", "Perbendaharaan", "Akuntansi", "Aset Daerah"),
        ("Analis Keuangan Pusat dan Daerah", "Penilai Pemerintah"),
        100,
        "keuangan",
    ),
    Office(
        "BAPENDA",
        "Badan Pendapatan Daerah",
        "Badan",
        ("Pajak Daerah I", "Pajak Daerah II", "Pengawasan dan Pengembangan"),
        ("Analis Keuangan Pusat dan Daerah",),
        140,
        "keuangan",
        True,
    ),
    Office(
        "DLH",
        "Dinas Lingkungan Hidup",
        "Dinas",
        ("Pengelolaan Sampah", "Pengendalian Pencemaran", "Penataan Lingkungan"),
        ("Pengendali Dampak Lingkungan", "Pengawas Lingkungan Hidup"),
        230,
        "teknis",
        True,
        ("Pengelolaan Sampah Wilayah I", "Pengelolaan Sampah Wilayah II", "Tempat Pemrosesan Akhir"),
    ),
    Office(
        "DISHUB",
        "Dinas Perhubungan",
        "Dinas",
        ("Lalu Lintas", "Angkutan", "Pengendalian dan Ketertiban"),
        ("Penguji Kendaraan Bermotor",),
        230,
        "teknis",
        True,
        ("Pengujian Kendaraan Bermotor", "Perparkiran"),
    ),
    Office(
        "DAMKAR",
        "Dinas Pemadam Kebakaran",
        "Dinas",
        ("Operasional dan Penyelamatan", "Pencegahan dan Sarana"),
        ("Pemadam Kebakaran", "Analis Kebakaran"),
        210,
        "lapangan",
        True,
    ),
    Office(
        "DINSOS",
        "Dinas Sosial",
        "Dinas",
        ("Rehabilitasi Sosial", "Perlindungan dan Jaminan Sosial", "Pemberdayaan Sosial"),
        ("Pekerja Sosial", "Penyuluh Sosial"),
        branches=("Rumah Perlindungan Sosial",),
    ),
    Office(
        "DISPERKIM",
        "Dinas Perumahan dan Kawasan Permukiman",
        "Dinas",
        ("Perumahan", "Kawasan Permukiman", "Pertamanan dan Pemakaman"),
        ("Teknik Tata Bangunan dan Perumahan",),
        120,
        "teknis",
        branches=("Rumah Susun",),
    ),
    Office(
        "DISKOMINFO",
        "Dinas Komunikasi, Informatika, dan Statistik",
        "Dinas",
        ("Infrastruktur dan Persandian", "Informasi dan Komunikasi Publik", "Statistik dan Layanan Digital"),
        ("Pranata Komputer", "Statistisi", "Pranata Humas"),
    ),
    Office(
        "DPMPTSP",
        "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu",
        "Dinas",
        ("Penanaman Modal", "Pelayanan Perizinan", "Pengaduan dan Pelaporan"),
        ("Penata Perizinan", "Analis Kebijakan"),
    ),
    Office(
        "DISNAKER",
        "Dinas Tenaga Kerja",
        "Dinas",
        ("Pelatihan dan Penempatan", "Hubungan Industrial"),
        ("Pengantar Kerja", "Mediator Hubungan Industrial"),
        branches=("Balai Latihan Kerja",),
    ),
    Office(
        "DP3A",
        "Dinas Pemberdayaan Perempuan dan Perlindungan Anak",
        "Dinas",
        ("Pengarusutamaan Gender", "Perlindungan Anak", "Keluarga Berencana"),
        ("Penyuluh Keluarga Berencana",),
        90,
        branches=("Perlindungan Perempuan dan Anak",),
    ),
    Office(
        "DKP",
        "Dinas Ketahanan Pangan",
        "Dinas",
        ("Ketersediaan dan Distribusi Pangan", "Keamanan Pangan"),
        ("Analis Ketahanan Pangan",),
        45,
    ),
    Office(
        "DISKOPUM",
        "Dinas Koperasi dan Usaha Mikro",
        "Dinas",
        ("Kelembagaan Koperasi", "Usaha Mikro"),
        ("Pengawas Koperasi",),
        50,
    ),
    Office(
        "DISPORA",
        "Dinas Kepemudaan dan Olahraga",
        "Dinas",
        ("Pemuda", "Olahraga"),
        ("Analis Kebijakan",),
        50,
        branches=("Pengelolaan Gelanggang Olahraga",),
    ),
    Office(
        "DISBUDPAR",
        "Dinas Kebudayaan dan Pariwisata",
        "Dinas",
        ("Kebudayaan", "Industri Pariwisata", "Pemasaran Pariwisata"),
        ("Pamong Budaya", "Adyatama Kepariwisataan"),
        branches=("Pengelolaan Museum",),
    ),
    Office(
        "DISARPUS",
        "Dinas Kearsipan dan Perpustakaan",
        "Dinas",
        ("Kearsipan", "Perpustakaan"),
        ("Arsiparis", "Pustakawan"),
        55,
    ),
    Office(
        "DISDAG",
        "Dinas Perdagangan dan Perindustrian",
        "Dinas",
        ("Perdagangan", "Pasar", "Perindustrian"),
        ("Pengawas Perdagangan", "Penera"),
        160,
        "umum",
        True,
        ("Metrologi Legal", "Pasar Wilayah I", "Pasar Wilayah II"),
    ),
    Office(
        "DISPERTAN",
        "Dinas Pertanian",
        "Dinas",
        ("Tanaman Pangan", "Peternakan", "Penyuluhan"),
        ("Penyuluh Pertanian", "Medik Veteriner"),
        100,
        "teknis",
        branches=("Rumah Potong Hewan", "Kebun Dinas"),
    ),
    Office(
        "BPBD",
        "Badan Penanggulangan Bencana Daerah",
        "Badan",
        ("Pencegahan dan Kesiapsiagaan", "Kedaruratan dan Logistik", "Rehabilitasi dan Rekonstruksi"),
        ("Penata Penanggulangan Bencana",),
        70,
        "lapangan",
        True,
    ),
)
"""Most needed first: a small city has only the first few."""
