"""The agencies: secretariats of city and council, inspectorate, dinas, badan, and Satpol PP."""

from webapp.domain.jabatan import JenisJabatan, JenjangJf
from webapp.examples.kota_besar.catalogue import OFFICES, Office
from webapp.examples.kota_besar.plan import TOP, Plan

JPT, ADM, PGW = JenisJabatan.JPT_PRATAMA, JenisJabatan.ADMINISTRATOR, JenisJabatan.PENGAWAS
EXPERT = {JenjangJf.AHLI_PERTAMA: 0.5, JenjangJf.AHLI_MUDA: 0.35, JenjangJf.AHLI_MADYA: 0.15}
SKILLED = {
    JenjangJf.PEMULA: 0.1,
    JenjangJf.TERAMPIL: 0.45,
    JenjangJf.MAHIR: 0.3,
    JenjangJf.PENYELIA: 0.15,
}
CLERKS = (
    "Penata Layanan Operasional",
    "Pengolah Data dan Informasi",
    "Operator Layanan Operasional",
    "Pengadministrasi Perkantoran",
)


_DIVISIONS = (
    ("Pemerintahan dan Kesejahteraan Rakyat", ("Tata Pemerintahan", "Kesejahteraan Rakyat", "Hukum")),
    ("Perekonomian dan Pembangunan", ("Perekonomian", "Administrasi Pembangunan", "Pengadaan Barang dan Jasa")),
    ("Administrasi Umum", ("Umum", "Organisasi", "Protokol dan Komunikasi Pimpinan")),
)  # fmt: skip


def draw_offices(plan: Plan) -> None:
    """All agencies that are no region, school, or hospital."""
    _city_secretariat(plan)
    _council_secretariat(plan)
    _inspectorate(plan)
    number = plan.offices(len(OFFICES), 5)
    for office in OFFICES[:number]:
        _office(plan, office, office.size * plan.share * len(OFFICES) / number)
    _public_order(plan)


def clerks(plan: Plan, unit: str, want: float) -> None:
    """Pelaksana of the usual kinds."""
    for name, part in zip(CLERKS, (0.3, 0.3, 0.2, 0.2), strict=True):
        plan.staff(unit, name, None, "umum", want * part)


def secretariat(plan: Plan, office: str, name: str, want: float, line: str = "umum") -> None:
    """The secretariat of an agency: its head, two subbagian, and functional posts directly below the head."""
    unit = plan.unit(f"{office}.SEK", f"Sekretariat {name}", "Sekretariat", office)
    plan.head(unit, f"Sekretaris {name}", ADM, line)
    for code, words in (("UMUM", "Umum dan Kepegawaian"), ("KEU", "Keuangan dan Aset")):
        part = plan.unit(f"{unit}.{code}", f"Subbagian {words} {name}", "Subbagian", unit)
        plan.head(part, f"Kepala Subbagian {words}", PGW, certain=code == "UMUM")
        clerks(plan, part, want * 0.35)
        plan.functional(
            part, "Arsiparis" if code == "UMUM" else "Pranata Keuangan", "umum", want * 0.05, SKILLED
        )
    plan.functional(unit, "Perencana", "umum", want * 0.2, EXPERT)


def _office(plan: Plan, office: Office, size: float) -> None:
    unit = plan.unit(office.code, office.name, office.kind)
    plan.head(unit, f"Kepala {office.name}", JPT, office.line, certain=office.code == "BKPP")
    secretariat(plan, unit, office.name, size * 0.25, office.line)
    branches = office.branches[: plan.count(len(office.branches), 0)]
    rest = size * (0.5 if branches else 0.75) / len(office.wings)
    for number, wing in enumerate(office.wings, 1):
        _wing(plan, office, number, wing, rest)
    for number, words in enumerate(branches, 1):
        _branch(plan, office, number, words, size * 0.25 / len(branches))


def _wing(plan: Plan, office: Office, number: int, words: str, want: float) -> None:
    """A bidang: with sections under a pengawas, or with teams of functional posts that nobody or a JF leads."""
    unit = plan.unit(f"{office.code}.B{number}", f"Bidang {words}", "Bidang", office.code)
    plan.head(unit, f"Kepala Bidang {words}", ADM, office.line)
    parts = 3 if office.has_sections else 2
    plan.functional(unit, office.functional[0], office.line, want * 0.2, EXPERT)
    for part in range(1, parts + 1):
        if office.has_sections:
            below = plan.unit(f"{unit}.S{part}", f"Seksi {words} {part}", "Seksi", unit)
            plan.head(below, f"Kepala Seksi {words} {part}", PGW, office.line)
        else:
            below = plan.unit(f"{unit}.T{part}", f"Tim Kerja {words} {part}", "Tim Kerja", unit)
            if number == 1 and part == 1:
                name = f"Ketua Tim Kerja {words} ({office.functional[0]} Ahli Muda)"
                plan.head(below, name, JenisJabatan.JF, office.line, level=JenjangJf.AHLI_MUDA)
        functional = office.functional[part % len(office.functional)]
        plan.functional(below, functional, office.line, want * 0.4 / parts, EXPERT)
        clerks(plan, below, want * 0.4 / parts)


def _branch(plan: Plan, office: Office, number: int, words: str, want: float) -> None:
    unit = plan.unit(f"{office.code}.U{number}", f"UPTD {words}", "UPTD", office.code)
    plan.head(unit, f"Kepala UPTD {words}", PGW, office.line)
    plan.single(unit, f"Kepala Subbagian Tata Usaha UPTD {words}", PGW)
    plan.functional(unit, office.functional[-1], office.line, want * 0.3, SKILLED)
    clerks(plan, unit, want * 0.7)


def _city_secretariat(plan: Plan) -> None:
    unit = plan.unit("SETDA", "Sekretariat Daerah", "Sekretariat Daerah")
    plan.head(unit, "Sekretaris Daerah", JPT, certain=True)
    for words in (
        "Pemerintahan, Hukum, dan Politik",
        "Ekonomi, Keuangan, dan Pembangunan",
        "Kemasyarakatan dan SDM",
    ):
        plan.single(unit, f"Staf Ahli Wali Kota Bidang {words}", JPT)
    bagian = plan.offices(3, 1)
    for number, (words, parts) in enumerate(_DIVISIONS, 1):
        division = plan.unit(f"{unit}.A{number}", f"Asisten {words}", "Asisten", unit)
        plan.head(division, f"Asisten {words}", JPT)
        for part, name in enumerate(parts[:bagian], 1):
            _bagian(plan, division, part, name, 190 * plan.share / (3 * bagian))


def _bagian(plan: Plan, division: str, part: int, name: str, want: float) -> None:
    unit = plan.unit(f"{division}.{part}", f"Bagian {name}", "Bagian", division)
    plan.head(unit, f"Kepala Bagian {name}", ADM)
    below = plan.unit(f"{unit}.TU", f"Subbagian Tata Usaha Bagian {name}", "Subbagian", unit)
    plan.head(below, f"Kepala Subbagian Tata Usaha Bagian {name}", PGW)
    plan.functional(unit, "Analis Kebijakan", "umum", want * 0.5, EXPERT)
    clerks(plan, below, want * 0.5)


def _council_secretariat(plan: Plan) -> None:
    unit = plan.unit("SETWAN", "Sekretariat Dewan Perwakilan Rakyat Daerah", "Sekretariat DPRD")
    plan.head(unit, "Sekretaris Dewan Perwakilan Rakyat Daerah", JPT)
    for number, name in enumerate(("Umum dan Keuangan", "Persidangan", "Fasilitasi Pengawasan"), 1):
        part = plan.unit(f"{unit}.{number}", f"Bagian {name} Sekretariat DPRD", "Bagian", unit)
        plan.head(part, f"Kepala Bagian {name}", ADM)
        plan.functional(part, "Perisalah Legislatif", "umum", 5 * plan.share, EXPERT)
        clerks(plan, part, 14 * plan.share)


def _inspectorate(plan: Plan) -> None:
    unit = plan.unit("INSP", "Inspektorat Daerah", "Inspektorat")
    plan.head(unit, "Inspektur Daerah", JPT, "keuangan")
    secretariat(plan, unit, "Inspektorat Daerah", 18 * plan.share)
    for number in ("I", "II", "III", "IV"):
        part = plan.unit(f"{unit}.{number}", f"Inspektur Pembantu {number}", "Inspektur Pembantu", unit)
        plan.head(part, f"Inspektur Pembantu {number}", ADM, "keuangan")
        plan.functional(part, "Auditor", "keuangan", 10 * plan.share, EXPERT)
        plan.functional(
            part, "Pengawas Penyelenggaraan Urusan Pemerintahan Daerah", "hukum", 4 * plan.share, EXPERT
        )


def _public_order(plan: Plan) -> None:
    name = "Satuan Polisi Pamong Praja"
    unit = plan.unit("SATPOLPP", name, "Satuan")
    plan.head(unit, f"Kepala {name}", JPT, "lapangan")
    secretariat(plan, unit, name, 40 * plan.share)
    for number, words in enumerate(
        ("Ketertiban Umum", "Penegakan Peraturan Daerah", "Perlindungan Masyarakat"), 1
    ):
        part = plan.unit(f"{unit}.B{number}", f"Bidang {words}", "Bidang", unit)
        plan.head(part, f"Kepala Bidang {words}", ADM, "lapangan")
        for section in ("Operasi", "Pembinaan"):
            below = plan.unit(f"{part}.{section[0]}", f"Seksi {section} {words}", "Seksi", part)
            plan.head(below, f"Kepala Seksi {section} {words}", PGW, "lapangan")
            plan.functional(below, "Polisi Pamong Praja", "lapangan", 42 * plan.share, SKILLED)
            plan.functional(below, "Polisi Pamong Praja", "lapangan", 12 * plan.share, EXPERT)
        clerks(plan, part, 6 * plan.share)


def draw_top(plan: Plan) -> None:
    """The city itself: no head post of its own, for above it stands the Kepala Daerah."""
    plan.unit(TOP, "Pemerintah Kota Contoh Raya", "Pemerintah Daerah", None)
