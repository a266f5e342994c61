"""The files of a generated city: the plan is drawn, filled with people, and written as CSV."""

import csv
import io
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from webapp.domain.jabatan import JenisJabatan
from webapp.examples.kota_besar.careers import Careers, Held, fill
from webapp.examples.kota_besar.field_units import draw_field_units
from webapp.examples.kota_besar.names import Names, draw_names, places
from webapp.examples.kota_besar.offices import draw_offices, draw_top
from webapp.examples.kota_besar.people import Maker, Registry
from webapp.examples.kota_besar.plan import Plan
from webapp.services.demo import WORDS
from webapp.services.people.imports import SHEETS

LEAST_PEOPLE, MOST_PEOPLE = 250, 60_000
MAYOR = "WALI-KOTA"
_FOUNDED = "2017-01-01"
_NAME = "Pemerintah Kota Contoh Raya"

_Row = Mapping[str, str]


def build(people: int, seed: int) -> dict[str, bytes]:
    """The files by name, as `import_files` takes them. Raises ValueError for a number outside the bounds."""
    if not LEAST_PEOPLE <= people <= MOST_PEOPLE:
        pesan = f"Jumlah pegawai harus {LEAST_PEOPLE} sampai {MOST_PEOPLE}. Tulis misalnya --pegawai 15000."
        raise ValueError(pesan)
    rng = random.Random(seed)  # noqa: S311 - an invented city holds no secret
    names = draw_names(seed)
    plan = Plan(people, places(rng))
    draw_top(plan)
    draw_offices(plan)
    draw_field_units(plan)
    careers = fill(plan, Maker(rng, names, Registry({"wali.kota", *WORDS})))
    rows: dict[str, Iterable[_Row]] = {
        "unit.csv": _units(plan),
        "jabatan.csv": _posts(plan),
        "pegawai.csv": _people(careers),
        "pangkat.csv": _grades(careers),
        "posting.csv": _postings(careers),
        "pihak_luar.csv": _mayors(rng, names),
        "akun.csv": _accounts(careers),
        "aturan.csv": _rules(),
    }
    return {file: _csv(SHEETS[file].header, lines) for file, lines in rows.items()}


def _csv(header: tuple[str, ...], rows: Iterable[_Row]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _yes(answer: bool) -> str:
    return "ya" if answer else "tidak"


def _units(plan: Plan) -> Iterator[_Row]:
    for unit in plan.units:
        yield {
            "kode": unit.code,
            "nama": unit.name,
            "jenis": unit.kind,
            "induk": unit.parent or "",
            "mulai": _FOUNDED,
        }


def _posts(plan: Plan) -> Iterator[_Row]:
    for post in plan.posts:
        yield {
            "kode": post.code,
            "nama": post.name,
            "jenis": post.kind.value,
            "jenjang": post.level.value if post.level is not None else "",
            "unit": post.unit,
            "memimpin": _yes(post.leads),
            "tunggal": _yes(post.single),
            "pukm": _yes(post.pukm),
        }


def _people(careers: Careers) -> Iterator[_Row]:
    for person in careers.people:
        yield {
            "nip": person.nip,
            "nama": person.name,
            "gelar_depan": person.titles.front,
            "gelar_belakang": person.titles.back,
            "jenis": person.kind.value,
            "status_asn": person.status.value,
            "spmt": person.spmt.isoformat() if person.spmt else "",
        }


def _grades(careers: Careers) -> Iterator[_Row]:
    for person in careers.people:
        for grade in person.grades:
            yield {
                "nip": person.nip,
                "golongan": grade.name,
                "mulai": grade.start.isoformat(),
                "selesai": grade.end.isoformat() if grade.end else "",
                "sk": grade.letter,
            }


def _postings(careers: Careers) -> Iterator[_Row]:
    for held in careers.held:
        yield {
            "nip": held.person.nip,
            "jabatan": held.post.code,
            "mulai": held.start.isoformat(),
            "selesai": held.end.isoformat() if held.end else "",
            "nomor_sk": held.letter,
        }


def _mayors(rng: random.Random, names: Names) -> Iterator[_Row]:
    """The Kepala Daerah and the one before."""
    office = {"jabatan": "Wali Kota", "instansi": _NAME, "kepala_daerah": "ya"}
    before, now = names.person(rng, False), names.person(rng, True)
    yield {"kode": f"{MAYOR}-2021", "nama": before, **office, "mulai": "2021-02-26", "selesai": "2025-02-19"}
    yield {"kode": MAYOR, "nama": now, **office, "mulai": "2025-02-20"}


def _accounts(careers: Careers) -> Iterator[_Row]:
    roles = _roles([held for held in careers.held if held.end is None])
    yield {"nama_pengguna": "wali.kota", "pihak_luar": MAYOR}
    for person in careers.people:
        yield {
            "nama_pengguna": person.username,
            "nip": person.nip,
            "peran": " ".join(roles.get(person.nip, ())),
        }


def _roles(held: Iterable[Held]) -> dict[str, list[str]]:
    """Offices by number: two admins in BKPP, one pengelola in every agency, one pengawas in the inspectorate."""
    offices: dict[str, list[Held]] = defaultdict(list)
    for one in held:
        offices[one.post.office].append(one)
    roles: dict[str, list[str]] = defaultdict(list)
    for members in offices.values():
        members.sort(key=_aptness)
        roles[members[0].person.nip].append("pengelola_opd")
    first, second = (one for one in offices["BKPP"][1:3])
    roles[first.person.nip] += ["admin_bkpp", "pemilik_proses"]
    roles[second.person.nip] += ["admin_bkpp", "pemilik_proses"]
    roles[offices["INSP"][1].person.nip].append("pengawas")
    return roles


def _aptness(held: Held) -> tuple[bool, bool, bool]:
    """Such offices go to staff of the secretariat first, to heads of agencies last. Sorting keeps the order else."""
    post = held.post
    return post.kind is JenisJabatan.JPT_PRATAMA, post.leads, ".SEK" not in post.unit


def _rules() -> Iterator[_Row]:
    yield {
        "kunci": "nama_instansi",
        "nilai": f'"{_NAME}"',
        "mulai": "2022-02-03",
        "dasar_hukum": "Nama resmi instansi",
    }
