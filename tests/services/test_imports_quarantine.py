"""Quarantine and dry run: what is broken is left out and told, what is stored is sound, and a look stores nothing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.conftest import KOTA_CONTOH
from tests.services.sisdm_files import workbook
from webapp.services.people.imports import SHEETS, Counts, Refusal, Report, import_files, read_folder
from webapp.services.people.imports import grids as grids_module
from webapp.services.people.imports.checks import check
from webapp.services.people.imports.reports import refusals_csv, refusals_xlsx, safe
from webapp.services.people.imports.state import stored
from webapp.storage.organisasi import Pegawai, Unit
from webapp.storage.queries import versi_organisasi

FILES = read_folder(KOTA_CONTOH)
SR = "199001152015032003"
NEW = ("199503032020121004", "199604042021122005", "199705052022121006")


def lines(file: str, *rows: str) -> dict[str, bytes]:
    return {file: "\n".join([",".join(SHEETS[file].header), *rows]).encode()}


def city_with(file: str, *rows: str) -> dict[str, bytes]:
    return {**FILES, file: FILES[file] + "".join(f"{row}\n" for row in rows).encode()}


@contextmanager
def undone(session: Session) -> Iterator[None]:
    with session.begin_nested() as undo:
        yield
        undo.rollback()


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_only_the_broken_row_and_what_needs_it_are_left_out(session: Session) -> None:
    files = city_with("pegawai.csv", f"{NEW[0]},Orang Baru,,,PPPK,,,")
    files["pangkat.csv"] += f"{NEW[0]},III/a,2020-12-01,,x\n".encode()
    files["posting.csv"] += f"{NEW[0]},OPERATOR-A,2020-12-01,,x\n".encode()
    report = import_files(session, files, quarantine=True)
    assert report.accepted
    told = {(one.file, one.column): one.message for one in report.refused}
    number = FILES["pegawai.csv"].count(b"\n") + 1
    assert set(told) == {("pegawai.csv", "jenis"), ("pangkat.csv", "nip"), ("posting.csv", "nip")}
    assert told["posting.csv", "nip"] == (
        f"NIP {NEW[0]} ikut tertahan karena pegawai.csv baris {number} ditolak. Perbaiki dahulu baris itu."
    )
    assert report.left_out == 3
    assert count(session, Pegawai) == FILES["pegawai.csv"].count(b"\n") - 1


def test_a_row_that_only_changes_is_left_as_it_was_stored(kota: Session) -> None:
    before = kota.scalars(select(Pegawai.nama).where(Pegawai.nip == SR)).one()
    rows = (f"{SR},Nama Lain,,,PPPK,,,", f"{NEW[0]},Orang Baru,,,PNS,,,")
    report = import_files(kota, lines("pegawai.csv", *rows), quarantine=True)
    assert report.counts["pegawai.csv"] == Counts(added=1)
    assert kota.scalars(select(Pegawai.nama).where(Pegawai.nip == SR)).one() == before


def test_only_units_of_the_circle_and_those_below_are_left_out(kota: Session) -> None:
    rows = (
        "BAWAH,Bawah,Seksi,X,2017-01-01,",
        "X,X,Bidang,Y,2017-01-01,",
        "Y,Y,Bidang,X,2017-01-01,",
        "SAH,Sah,Bidang,DINAS,2017-01-01,",
    )
    report = import_files(kota, lines("unit.csv", *rows), quarantine=True)
    assert report.counts["unit.csv"].added == 1
    assert [one.row for one in report.refused] == [2, 3, 4]
    assert "berputar" in report.refused[2].message


def test_a_period_beside_a_refused_one_is_kept(kota: Session) -> None:
    rows = (f"{SR},III/c,2020-01-01,2020-12-31,a", f"{SR},III/a,2010-01-01,2010-12-31,b")
    report = import_files(kota, lines("pangkat.csv", *rows), quarantine=True)
    assert report.counts["pangkat.csv"] == Counts(added=1)
    assert [one.row for one in report.refused] == [2]


def test_a_post_with_several_holders_cannot_become_single(kota: Session) -> None:
    row = "ANALIS-PERTAMA-A,Analis SDM Aparatur Ahli Pertama,JF,AHLI_PERTAMA,BID-A,tidak,ya,tidak"
    report = import_files(kota, lines("jabatan.csv", row))
    assert not report.accepted
    assert [(one.row, one.column) for one in report.refused] == [(2, "tunggal")]


def test_a_file_that_cannot_be_read_as_a_whole_stores_nothing(session: Session) -> None:
    report = import_files(session, {**FILES, "pangkat.csv": "nip;é\n".encode("utf-16")}, quarantine=True)
    assert not report.accepted
    assert report.is_unreadable
    assert count(session, Unit) == 0


def test_a_dry_run_counts_and_stores_nothing(kota: Session) -> None:
    version = versi_organisasi(kota)
    posting = lines(
        "posting.csv",
        "198812052010011004,OPERATOR-A,2019-01-02,2026-06-30,821.2/041/2019",
        "198812052010011004,OPERATOR-B,2026-07-01,,821.2/044/2026",
        "198812052010011004,TIDAK-ADA,2026-07-01,,",
    )
    report = import_files(kota, posting, dry_run=True)
    assert not report.accepted
    assert report.counts["posting.csv"] == Counts(added=1, ended=1)
    assert [one.row for one in report.refused] == [4]
    assert versi_organisasi(kota) == version
    assert import_files(kota, posting, dry_run=True, quarantine=True).accepted
    assert versi_organisasi(kota) == version


def test_progress_names_phases_and_never_runs_backwards(session: Session) -> None:
    told: list[tuple[str, int, int]] = []
    import_files(session, FILES, progress=lambda *said: told.append(said))
    phases = list(dict.fromkeys(phase for phase, _, _ in told))
    assert phases == ["Membaca berkas", "Memeriksa", "Menyimpan"]
    for phase in phases:
        steps = [done for one, done, _ in told if one == phase]
        assert steps == sorted(steps)
    assert told[-1][1] == told[-1][2] > 0


def test_a_million_rows_are_refused_before_they_are_read(session: Session) -> None:
    raw = lines("pangkat.csv")["pangkat.csv"] + b"\n" + b"x\n" * 1_000_000
    (told,) = import_files(session, {"pangkat.csv": raw}).refused
    assert str(told) == "pangkat.csv: Berkas berisi lebih dari 200.000 baris. Bagi menjadi beberapa berkas."


def test_a_workbook_with_too_many_rows_or_columns_is_refused(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grids_module, "MOST_ROWS", 3)
    tall = workbook(unit=[["kode"]] * 5)
    assert "200.000 baris" in import_files(session, {"u.xlsx": tall}).refused[0].message
    wide = workbook(unit=[["kode"] * 300])
    assert "250 kolom" in import_files(session, {"u.xlsx": wide}).refused[0].message


def test_a_workbook_of_sheets_is_read_like_files(session: Session) -> None:
    def rows(file: str) -> list[list[object]]:
        return [list(line.split(",")) for line in FILES[file].decode().splitlines() if '"' not in line]

    book = workbook(unit=rows("unit.csv"), jabatan=rows("jabatan.csv"))
    report = import_files(session, {"kota.xlsx": book}, quarantine=True)
    assert report.counts["unit.csv"].added >= 4
    assert all(one.file == "kota.xlsx [jabatan]" for one in report.refused)


def test_typed_cells_are_read_as_a_person_would_write_them(kota: Session) -> None:
    head = list(SHEETS["pangkat.csv"].header)
    good = workbook(pangkat=[head, [SR, "III/a", datetime(2010, 1, 1), datetime(2010, 12, 31), 7]])  # noqa: DTZ001
    assert import_files(kota, {"apa.xlsx": good}).counts["pangkat.csv"] == Counts(added=1)
    lost = workbook(Sheet1=[head, [int(SR), "III/a", "2011-01-01", "2011-12-31", ""]])
    (told,) = import_files(kota, {"pangkat.xlsx": lost}).refused
    assert (told.row, told.column) == (2, "nip")
    assert "Ubah format kolomnya menjadi Teks" in told.message


@pytest.mark.parametrize("raw", [b"PK\x03\x04rusak", b"\xd0\xcf\x11\xe0lama", workbook(kosong=[])])
def test_a_workbook_that_cannot_be_opened_is_refused_with_what_to_do(session: Session, raw: bytes) -> None:
    (told,) = import_files(session, {"data.xlsx": raw}).refused
    assert (told.file, told.row) == ("data.xlsx", None)
    assert any(word in told.message for word in ("impan ulang", "kosong"))


def test_two_files_of_one_kind_are_read_together(kota: Session) -> None:
    row = f"{NEW[0]},Orang Baru,,,PNS,,,"
    files = {**lines("pegawai.csv", row), "pegawai (1).csv": lines("pegawai.csv", row)["pegawai.csv"]}
    (told,) = import_files(kota, files).refused
    assert str(told).startswith("pegawai (1).csv, baris 2, kolom nip:")
    assert "sudah ada di baris 2 pegawai.csv" in told.message


@pytest.mark.parametrize("words", ["=1+1", "+62", "-x", "@SUM(A1)", "\t=1"])
def test_reports_never_hold_a_formula(words: str) -> None:
    refused = [Refusal(words, 2, words, words)]
    told = refusals_csv(refused).decode("utf-8-sig").splitlines()[1]
    assert "'" + words.strip("\t")[0] in told or "'\t" in told
    assert safe(words).startswith("'")
    book = refusals_xlsx(refused, {"unit.csv": Counts(1, 2, 3, 4)})
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        pages = [parts.read(name) for name in parts.namelist() if "worksheets/sheet" in name]
    assert len(pages) == 2
    assert not any(b"<f>" in page for page in pages)


BROKEN = st.sampled_from(
    [
        ("unit.csv", "U1,Unit 1,Bidang,U2,2017-01-01,"),
        ("unit.csv", "U2,Unit 2,Bidang,U1,2017-01-01,"),
        ("unit.csv", "U3,Unit 3,Bidang,TIDAK-ADA,2017-01-01,"),
        ("unit.csv", "U4,Unit 4,Bidang,DINAS,2017-01-01,"),
        ("unit.csv", "U4,Kembar,Bidang,DINAS,2017-01-01,"),
        ("jabatan.csv", "J1,Kepala U4,PENGAWAS,,U4,ya,ya,tidak"),
        ("jabatan.csv", "J2,Kepala Lain U4,PENGAWAS,,U4,ya,ya,tidak"),
        ("jabatan.csv", "J3,Staf U3,PELAKSANA,,U3,tidak,tidak,tidak"),
        ("jabatan.csv", "J4,Analis,JF,,U4,tidak,tidak,tidak"),
        ("pegawai.csv", f"{NEW[0]},Satu,,,PNS,,,"),
        ("pegawai.csv", f"{NEW[1]},Dua,,,PPPK,,,"),
        ("pegawai.csv", f"{NEW[2]},Tiga,,,PNS,,bukan tanggal,"),
        ("pegawai.csv", f"{SR},Siti,,,PPPK,,,"),
        ("pangkat.csv", f"{NEW[0]},III/a,2020-01-01,,"),
        ("pangkat.csv", f"{NEW[0]},III/b,2021-01-01,,"),
        ("pangkat.csv", f"{NEW[1]},III/a,2020-01-01,,"),
        ("pangkat.csv", f"{SR},III/c,2026-01-01,,"),
        ("posting.csv", f"{NEW[0]},J1,2020-01-01,,"),
        ("posting.csv", f"{NEW[2]},J1,2021-01-01,,"),
        ("posting.csv", f"{NEW[0]},J3,2022-01-01,2020-01-01,"),
        ("posting.csv", f"{SR},J1,2021-01-01,2021-06-30,"),
        ("posting.csv", f"{SR},ANALIS-PERTAMA-A,2021-07-01,2025-12-31,"),
        ("akun.csv", f"orang.baru,{NEW[0]},,"),
        ("akun.csv", f"orang.kedua,{NEW[0]},,"),
    ]
)


@settings(max_examples=40)
@given(st.lists(BROKEN, min_size=1, max_size=12))
def test_whatever_is_broken_what_is_stored_is_sound_and_what_is_left_out_is_told(
    kota: Session, rows: list[tuple[str, str]]
) -> None:
    files: dict[str, bytes] = {}
    for file in dict.fromkeys(file for file, _ in rows):
        files |= lines(file, *(row for name, row in rows if name == file))
    with undone(kota):
        look = import_files(kota, files, dry_run=True, quarantine=True)
        report = import_files(kota, files, quarantine=True)
        after = stored(kota)
        again = import_files(kota, files, quarantine=True)
    assert report.accepted
    assert look == report, "a look tells what the deed does"
    assert check(after) == []
    assert _kept_and_left(files, report) == sum(raw.count(b"\n") for raw in files.values())
    assert (again.total.added, again.total.changed, again.total.ended) == (0, 0, 0)


def _kept_and_left(files: dict[str, bytes], report: Report) -> int:
    total = report.total
    return total.added + total.changed + total.ended + total.unchanged + report.left_out
