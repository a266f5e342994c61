"""A generated city is what it says: the same for a seed, sound for the import, and shaped like a real one."""

import csv
import io
from collections import Counter
from datetime import date

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from webapp.domain.jabatan import JenisJabatan
from webapp.domain.nip import Nip, baca_nip
from webapp.domain.pangkat import periksa_golongan
from webapp.domain.penilai import Penilai, TanpaPenilai, tentukan_penilai
from webapp.examples.kota_besar import LEAST_PEOPLE, MOST_PEOPLE, build
from webapp.services.people.imports import SHEETS, import_files
from webapp.storage.akun import Akun
from webapp.storage.organisasi import Jabatan, JenisPegawai, PangkatRiwayat, Pegawai, Posting, Unit
from webapp.storage.queries import muat_organisasi

SMALL, SEED = 300, 2026
DAY = date(2026, 7, 1)
MODELS = {
    "unit.csv": Unit,
    "jabatan.csv": Jabatan,
    "pegawai.csv": Pegawai,
    "pangkat.csv": PangkatRiwayat,
    "posting.csv": Posting,
    "akun.csv": Akun,
}
Rows = list[dict[str, str]]


def _rows(files: dict[str, bytes]) -> dict[str, Rows]:
    return {name: list(csv.DictReader(io.StringIO(raw.decode()))) for name, raw in files.items()}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return build(SMALL, SEED)


@pytest.fixture(scope="module")
def rows(files: dict[str, bytes]) -> dict[str, Rows]:
    return _rows(files)


@pytest.fixture
def city(session: Session, files: dict[str, bytes]) -> Session:
    report = import_files(session, files)
    assert report.accepted, "\n".join(map(str, report.refused))
    return session


def test_a_seed_gives_the_same_files_and_another_seed_gives_others(files: dict[str, bytes]) -> None:
    assert build(SMALL, SEED) == files
    other = build(SMALL, SEED + 1)
    assert other["pegawai.csv"] != files["pegawai.csv"]
    assert {name: list(_rows({name: raw})[name][0]) for name, raw in files.items()} == {
        name: list(sheet.header) for name, sheet in SHEETS.items() if name in files
    }


@pytest.mark.parametrize("people", [LEAST_PEOPLE, 777, 2500])
def test_there_are_as_many_people_as_asked_for(people: int) -> None:
    made = _rows(build(people, SEED))
    assert len(made["pegawai.csv"]) == people
    assert len(made["akun.csv"]) == people + 1, "everybody and the Kepala Daerah"


@pytest.mark.parametrize("people", [0, LEAST_PEOPLE - 1, MOST_PEOPLE + 1])
def test_a_number_outside_the_bounds_is_refused(people: int) -> None:
    with pytest.raises(ValueError, match="Jumlah pegawai harus"):
        build(people, SEED)


def test_every_nip_is_valid_unique_and_of_the_right_kind(rows: dict[str, Rows]) -> None:
    numbers = [row["nip"] for row in rows["pegawai.csv"]]
    assert len(set(numbers)) == len(numbers)
    for row in rows["pegawai.csv"]:
        read = baca_nip(row["nip"])
        assert isinstance(read, Nip), read
        assert read.jenis is JenisPegawai(row["jenis"]).jenis_asn
        assert 18 <= DAY.year - read.lahir.year <= 60


def test_a_quarter_is_pppk_and_a_few_are_cpns(rows: dict[str, Rows]) -> None:
    kinds = Counter(row["jenis"] for row in rows["pegawai.csv"])
    assert abs(kinds["PPPK"] / SMALL - 0.25) < 0.02
    assert 0 < kinds["CPNS"] < SMALL * 0.05


def test_everybody_has_one_to_three_grades_one_of_them_now(rows: dict[str, Rows]) -> None:
    kinds = {row["nip"]: JenisPegawai(row["jenis"]).jenis_asn for row in rows["pegawai.csv"]}
    grades = rows["pangkat.csv"]
    assert set(Counter(row["nip"] for row in grades).values()) <= {1, 2, 3}
    assert Counter(row["nip"] for row in grades if not row["selesai"]) == dict.fromkeys(kinds, 1)
    assert all(not periksa_golongan(row["golongan"], kinds[row["nip"]]) for row in grades)
    assert all(row["mulai"] < DAY.isoformat() for row in grades)


def test_nobody_is_in_a_post_or_a_grade_before_the_first_day_of_service(rows: dict[str, Rows]) -> None:
    for row in [*rows["posting.csv"], *rows["pangkat.csv"]]:
        read = baca_nip(row["nip"])
        assert isinstance(read, Nip)
        assert read.tmt_tahun <= int(row["mulai"][:4])


def test_usernames_are_like_names_and_offices_are_given(rows: dict[str, Rows]) -> None:
    accounts = rows["akun.csv"]
    names = [row["nama_pengguna"] for row in accounts]
    assert len(set(names)) == len(names)
    assert all(name == name.lower() and name[0].isalpha() for name in names)
    offices = {row["kode"] for row in rows["unit.csv"] if row["induk"] == "KOTA"}
    posts = {row["kode"]: row["unit"] for row in rows["jabatan.csv"]}
    home = {row["nip"]: posts[row["jabatan"]] for row in rows["posting.csv"] if not row["selesai"]}
    managed = Counter(
        home[row["nip"]].partition(".")[0] for row in accounts if "pengelola_opd" in row["peran"]
    )
    assert managed == dict.fromkeys(offices, 1)
    admins = [home[row["nip"]] for row in accounts if "admin_bkpp" in row["peran"]]
    assert [unit.partition(".")[0] for unit in admins] == ["BKPP", "BKPP"]


def test_the_import_accepts_it_and_a_second_time_changes_nothing(
    city: Session, files: dict[str, bytes], rows: dict[str, Rows]
) -> None:
    for name, model in MODELS.items():
        assert city.scalar(select(func.count()).select_from(model)) == len(rows[name])
    again = import_files(city, files)
    assert again.accepted
    assert (again.total.added, again.total.changed) == (0, 0)


def test_every_kind_of_post_is_held_by_somebody(city: Session) -> None:
    held = set(city.scalars(select(Jabatan.jenis).join(Posting, Posting.jabatan_id == Jabatan.id)))
    assert held == set(JenisJabatan) - {JenisJabatan.JPT_MADYA}, "the posts of a city end at JPT pratama"


def test_whoever_holds_a_post_has_an_evaluator_and_no_unit_stands_in_a_circle(city: Session) -> None:
    organisation = muat_organisasi(city, DAY)
    working = {one.pegawai_id for one in organisation.daftar_penugasan}
    assert len(working) > SMALL * 0.95
    for pegawai_id in working:
        found = tentukan_penilai(pegawai_id, DAY, organisation)
        assert isinstance(found, Penilai), found
        assert found.penilai_id != pegawai_id
        assert "UNIT_BERPUTAR" not in {step.kode for step in found.langkah}
    idle = set(city.scalars(select(Pegawai.id))) - working
    assert 0 < len(idle) < SMALL * 0.05
    assert all(isinstance(tentukan_penilai(one, DAY, organisation), TanpaPenilai) for one in idle)


def test_some_heads_are_missing_and_one_head_evaluates_many(city: Session) -> None:
    organisation = muat_organisasi(city, DAY)
    held = {one.jabatan_id for one in organisation.daftar_penugasan}
    heads = {unit.jabatan_kepala_id for unit in organisation.daftar_unit if unit.jabatan_kepala_id}
    assert 0 < len(heads - held) < len(heads) * 0.1
    found = [tentukan_penilai(one.pegawai_id, DAY, organisation) for one in organisation.daftar_penugasan]
    evaluators = Counter(one.nama_jabatan for one in found if isinstance(one, Penilai))
    assert evaluators["Direktur Rumah Sakit Umum Daerah"] >= SMALL * 0.02


@pytest.mark.slow
def test_a_city_of_fifteen_thousand_is_accepted_and_every_count_is_right(fresh_engine: Engine) -> None:
    files = build(15_000, SEED)
    rows = _rows(files)
    with Session(fresh_engine) as session, session.begin():
        report = import_files(session, files)
        assert report.accepted, "\n".join(map(str, report.refused[:20]))
    assert {name: count.added for name, count in report.counts.items() if name in files} == {
        name: len(lines) for name, lines in rows.items()
    }
    kinds = Counter(row["jenis"] for row in rows["unit.csv"])
    told = {
        "Dinas": 20,
        "Badan": 5,
        "Satuan": 1,
        "Kecamatan": 16,
        "Kelurahan": 177,
        "Puskesmas": 37,
        "Sekolah": 375,
    }
    assert {kind: kinds[kind] for kind in told} == told
    with Session(fresh_engine) as session:
        for name, model in MODELS.items():
            assert session.scalar(select(func.count()).select_from(model)) == len(rows[name])
        pppk = select(func.count()).where(Pegawai.jenis == JenisPegawai.PPPK)
        assert session.scalar(pppk) == 3750
        organisation = muat_organisasi(session, DAY)
    found = [tentukan_penilai(one.pegawai_id, DAY, organisation) for one in organisation.daftar_penugasan]
    evaluators = Counter(one.penilai_id for one in found if isinstance(one, Penilai))
    assert len(found) == sum(evaluators.values()) == 14_865
    assert max(evaluators.values()) >= 400
