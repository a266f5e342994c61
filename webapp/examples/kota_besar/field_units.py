"""What stands near the people: kecamatan and kelurahan, puskesmas, the hospital, and schools."""

from collections.abc import Mapping

from webapp.domain.jabatan import JenisJabatan, JenjangJf
from webapp.examples.kota_besar.offices import ADM, EXPERT, PGW, SKILLED, clerks
from webapp.examples.kota_besar.plan import Plan

TEACHERS: Mapping[JenjangJf, float] = {
    JenjangJf.AHLI_PERTAMA: 0.52,
    JenjangJf.AHLI_MUDA: 0.3,
    JenjangJf.AHLI_MADYA: 0.17,
    JenjangJf.AHLI_UTAMA: 0.01,
}
HOSPITAL = "DINKES.RSUD"
_HOSPITAL_WINGS = (
    ("Pelayanan", "Bidan", "bidan"),
    ("Penunjang", "Pranata Laboratorium Kesehatan", "kesehatan"),
    ("Rekam Medis", "Perekam Medis", "kesehatan"),
    ("Umum dan Keuangan", "Pranata Keuangan", "umum"),
)
_CARE = (("Perawat", "perawat", 14.0), ("Bidan", "bidan", 9.0))


def draw_field_units(plan: Plan) -> None:
    """Everything outside the agencies, in proportion to the city's size."""
    _regions(plan)
    _health_centres(plan)
    _hospital(plan)
    _schools(plan)


def _regions(plan: Plan) -> None:
    regions = plan.count(16)
    wards = plan.count(177, 2)
    for number in range(1, regions + 1):
        name = next(plan.place)
        unit = plan.unit(f"KEC{number:02d}", f"Kecamatan {name}", "Kecamatan")
        plan.head(unit, f"Camat {name}", ADM, pukm=True)
        office = plan.unit(f"{unit}.SEK", f"Sekretariat Kecamatan {name}", "Sekretariat", unit)
        plan.head(office, f"Sekretaris Kecamatan {name}", ADM)
        for words in ("Umum dan Kepegawaian", "Perencanaan dan Keuangan"):
            plan.single(office, f"Kepala Subbagian {words} Kecamatan {name}", PGW)
        clerks(plan, office, 5)
        sections = ("Pemerintahan", "Pembangunan", "Kesejahteraan Sosial", "Ketenteraman")
        for section, words in enumerate(sections, 1):
            part = plan.unit(f"{unit}.S{section}", f"Seksi {words} Kecamatan {name}", "Seksi", unit)
            plan.head(part, f"Kepala Seksi {words} Kecamatan {name}", PGW)
            clerks(plan, part, 2.5)
        for ward in range(number, wards + 1, regions):
            _ward(plan, unit, ward, next(plan.place))


def _ward(plan: Plan, region: str, number: int, name: str) -> None:
    """A kelurahan: lurah, secretary and three kasi (who lead nobody), and a few pelaksana."""
    unit = plan.unit(f"{region}.K{number:03d}", f"Kelurahan {name}", "Kelurahan", region)
    plan.head(unit, f"Lurah {name}", PGW)
    plan.single(unit, f"Sekretaris Kelurahan {name}", PGW)
    for words in ("Pemerintahan", "Pembangunan", "Kesejahteraan Sosial"):
        plan.single(unit, f"Kepala Seksi {words} Kelurahan {name}", PGW)
    plan.staff(unit, "Pengadministrasi Perkantoran", None, "umum", 2)
    plan.staff(unit, "Penata Layanan Operasional", None, "umum", 2)


def _health_centres(plan: Plan) -> None:
    for number in range(1, plan.count(37) + 1):
        name = next(plan.place)
        unit = plan.unit(f"DINKES.P{number:02d}", f"Puskesmas {name}", "Puskesmas", "DINKES")
        plan.head(
            unit,
            f"Kepala Puskesmas {name}",
            JenisJabatan.JF,
            "dokter",
            level=JenjangJf.AHLI_MADYA,
            pukm=True,
        )
        office = plan.unit(f"{unit}.TU", f"Subbagian Tata Usaha Puskesmas {name}", "Subbagian", unit)
        plan.head(office, f"Kepala Subbagian Tata Usaha Puskesmas {name}", PGW)
        clerks(plan, office, 6)
        plan.functional(unit, "Dokter", "dokter", 4, EXPERT)
        plan.functional(unit, "Dokter Gigi", "dokter gigi", 1.2, EXPERT)
        for words, line, want in _CARE:
            plan.functional(unit, words, line, want * 0.4, EXPERT)
            plan.functional(unit, words, line, want * 0.6, SKILLED)
        for words in ("Nutrisionis", "Sanitarian", "Pranata Laboratorium Kesehatan", "Apoteker"):
            plan.staff(unit, f"{words} Ahli Pertama", JenjangJf.AHLI_PERTAMA, "kesehatan", 1.2)


def _hospital(plan: Plan) -> None:
    """The hospital: doctors and nurses stand directly below the director, who evaluates hundreds."""
    unit = plan.unit(HOSPITAL, "Rumah Sakit Umum Daerah", "Rumah Sakit", "DINKES")
    plan.head(unit, "Direktur Rumah Sakit Umum Daerah", ADM, "dokter", pukm=True, certain=True)
    plan.functional(unit, "Dokter", "dokter", 110 * plan.share, EXPERT)
    plan.functional(unit, "Perawat", "perawat", 230 * plan.share, EXPERT)
    plan.functional(unit, "Perawat", "perawat", 160 * plan.share, SKILLED)
    for number, (words, functional, line) in enumerate(_HOSPITAL_WINGS, 1):
        wing = plan.unit(f"{unit}.W{number}", f"Bidang {words} RSUD", "Bidang", unit)
        plan.head(wing, f"Kepala Bidang {words} RSUD", ADM, "kesehatan")
        for part in ("Perencanaan", "Pelaksanaan"):
            below = plan.unit(f"{wing}.{part[:4].upper()}", f"Seksi {part} {words} RSUD", "Seksi", wing)
            plan.head(below, f"Kepala Seksi {part} {words} RSUD", PGW, "kesehatan")
            plan.functional(below, functional, line, 34 * plan.share, SKILLED)
            clerks(plan, below, 26 * plan.share)


def _schools(plan: Plan) -> None:
    for number in range(1, plan.count(330, most=9999) + 1):
        _school(plan, "SD", number, 10.5)
    for number in range(1, plan.count(45, most=999) + 1):
        _school(plan, "SMP", number, 30)


def _school(plan: Plan, kind: str, number: int, teachers: float) -> None:
    name = f"{kind} Negeri {number}"
    unit = plan.unit(f"DISDIK.{kind}{number:03d}", name, "Sekolah", "DISDIK")
    plan.head(unit, f"Kepala {name}", JenisJabatan.JF, "guru", level=JenjangJf.AHLI_MADYA, pukm=True)
    for level, part in TEACHERS.items():
        words = level.value.replace("_", " ").title()
        plan.staff(unit, f"Guru {words}", level, "guru", teachers * part)
    plan.staff(unit, "Operator Layanan Operasional", None, "umum", 1 if kind == "SD" else 3)
    plan.staff(unit, "Pengelola Umum Operasional", None, "umum", 0.6 if kind == "SD" else 2)
