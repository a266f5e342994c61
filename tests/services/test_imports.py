"""Master data come in whole or not at all, and every refusal says where and what to do."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from tests.conftest import KOTA_CONTOH
from webapp.domain.masa import Masa
from webapp.services.people.imports import SHEETS, Counts, Refusal, Report, import_files, read_folder
from webapp.storage.aturan import Aturan
from webapp.storage.organisasi import JenisPegawai, PangkatRiwayat, Pegawai, Posting, Unit
from webapp.storage.queries import versi_organisasi

FILES = read_folder(KOTA_CONTOH)
PEOPLE = FILES["pegawai.csv"].count(b"\n") - 1
NEXT = {file: raw.count(b"\n") + 1 for file, raw in FILES.items()}
"""The number of a line that is added to a file of the example city."""

SR = "199001152015032003"
DH = "198812052010011004"
KB = "197508201999031002"
YK = "198206142009031008"
LN = "199206182023212005"


def _with(file: str, *lines: str) -> dict[str, bytes]:
    """The example city with lines added to one file."""
    return {**FILES, file: FILES[file] + "".join(f"{line}\n" for line in lines).encode()}


def _only(file: str, *lines: str) -> dict[str, bytes]:
    """One file with its right header and these lines."""
    return {file: "\n".join([",".join(SHEETS[file].header), *lines]).encode()}


def _refused(session: Session, files: dict[str, bytes]) -> list[Refusal]:
    """The refusals of an import that must not have stored anything."""
    before = [session.scalar(select(func.count()).select_from(model)) for model in (Unit, Pegawai, Posting)]
    report = import_files(session, files)
    after = [session.scalar(select(func.count()).select_from(model)) for model in (Unit, Pegawai, Posting)]
    assert not report.accepted
    assert report.counts == {}
    assert after == before, "nothing may be stored"
    return list(report.refused)


def _one(session: Session, files: dict[str, bytes]) -> Refusal:
    refused = _refused(session, files)
    assert len(refused) == 1, [str(one) for one in refused]
    return refused[0]


def test_the_example_city_is_stored_by_the_path_a_real_city_uses(session: Session) -> None:
    report = import_files(session, FILES)
    assert report.accepted
    assert report.counts["pegawai.csv"] == Counts(added=PEOPLE)
    ln = session.scalars(select(Pegawai).where(Pegawai.nip == LN)).one()
    assert (ln.nama_lengkap, ln.jenis) == ("Lestari Nugraheni, S.AP.", JenisPegawai.PPPK)


def test_the_same_files_again_change_nothing(kota: Session) -> None:
    version = versi_organisasi(kota)
    total = import_files(kota, FILES).total
    assert (total.added, total.changed) == (0, 0)
    assert total.unchanged == sum(raw.count(b"\n") - 1 for raw in FILES.values())
    assert versi_organisasi(kota) == version


def test_a_changed_row_is_changed_and_the_others_stay(kota: Session) -> None:
    new = FILES["pegawai.csv"].replace(b"Siti Rahmawati,,S.Psi.", b'Siti Rahmawati,,"S.Psi., M.Psi."')
    report = import_files(kota, {"pegawai.csv": new})
    assert report.counts["pegawai.csv"] == Counts(changed=1, unchanged=PEOPLE - 1)
    assert kota.scalars(select(Pegawai.gelar_belakang).where(Pegawai.nip == SR)).one() == "S.Psi., M.Psi."


def test_a_move_comes_as_the_end_of_one_posting_and_another(kota: Session) -> None:
    files = _only(
        "posting.csv",
        "198812052010011004,OPERATOR-B,2026-07-01,,821.2/044/2026",
        "198812052010011004,OPERATOR-A,2019-01-02,2026-06-30,821.2/041/2019",
    )
    assert import_files(kota, files).counts["posting.csv"] == Counts(added=1, ended=1)
    masa = kota.scalars(
        select(Posting.berlaku)
        .join(Pegawai, Pegawai.id == Posting.pegawai_id)
        .where(Pegawai.nip == "198812052010011004")
        .order_by(Posting.id)
    ).all()
    assert masa == [Masa(date(2019, 1, 2), date(2026, 7, 1)), Masa(date(2026, 7, 1))]


def test_holders_may_change_places_in_one_import(kota: Session) -> None:
    hendra = "197709252001121005"
    files = _only(
        "posting.csv",
        f"{KB},KABID-B,2026-04-01,,821.2/045/2026",
        f"{hendra},KABID-A,2026-04-01,,821.2/046/2026",
        f"{KB},KABID-A,2022-01-03,2026-03-31,821.2/022/2022",
        f"{hendra},KABID-B,2022-01-03,2026-03-31,821.2/091/2022",
    )
    assert import_files(kota, files).counts["posting.csv"] == Counts(added=2, ended=2)


def test_a_column_for_plt_is_refused_and_says_where_plt_is_proposed(kota: Session) -> None:
    raw = f"nip,jabatan,jenis,mulai,selesai,nomor_sk\n{YK},KABID-A,PLT,2026-05-04,2026-07-31,SP/12/2026\n"
    fault = _one(kota, {"posting.csv": raw.encode()})
    assert (fault.row, fault.column) == (1, "jenis")
    assert "Plt dan Plh diusulkan lewat menu Penugasan." in fault.message


def test_files_of_an_indonesian_spreadsheet_are_read(kota: Session) -> None:
    lines = [
        "nip;golongan;mulai;selesai;sk",
        f'{SR[:8]} {SR[8:14]} {SR[14]} {SR[15:]};III/c;01/04/2027;;"SK; 7"',
    ]
    ended = f"{SR};III/b;01-04-2019;31.03.2027;823/0302/2019"
    raw = "\ufeff" + "\r\n".join([*lines, "", ended, ";;;;"])
    assert import_files(kota, {"pangkat.csv": raw.encode()}).counts["pangkat.csv"] == Counts(added=1, ended=1)
    last = kota.scalars(select(PangkatRiwayat).where(PangkatRiwayat.sk == "SK; 7")).one()
    assert (last.berlaku, last.golongan) == (Masa(date(2027, 4, 1)), "III/c")


def test_columns_may_stand_in_any_order(session: Session) -> None:
    raw = b"nama,mulai,kode,jenis,selesai,induk\nKota,2017-01-01,KOTA,Kota,,\n"
    assert import_files(session, {"unit.csv": raw}).counts["unit.csv"] == Counts(added=1)


@pytest.mark.parametrize(
    ("nip", "words"),
    [
        ("1990011520150320", "NIP harus 18 angka, yang diisi 16"),
        ("199002302015031003", "tidak ada di kalender"),
        ("199001152015132003", "bukan bulan 01–12"),
        ("199001152015033003", "harus 1 (laki-laki) atau 2"),
        ("19900115201503200x", "hanya berisi angka"),
    ],
)
def test_a_wrong_nip_is_refused_in_its_cell(session: Session, nip: str, words: str) -> None:
    fault = _one(session, _only("pegawai.csv", f"{nip},Nama,,,PNS,,,"))
    assert (fault.file, fault.row, fault.column) == ("pegawai.csv", 2, "nip")
    assert words in fault.message


def test_a_nip_of_the_other_kind_of_employee_is_refused(session: Session) -> None:
    fault = _one(session, _only("pegawai.csv", f"{LN},Lestari Nugraheni,,,PNS,,,"))
    assert (fault.column, fault.message) == (
        "jenis",
        "NIP ini milik PPPK, tetapi jenis diisi PNS. Samakan dengan SK.",
    )


@pytest.mark.parametrize(
    ("file", "line", "column", "words"),
    [
        (
            "posting.csv",
            "199001152015032999,KABID-A,2026-01-01,,",
            "nip",
            "NIP 199001152015032999 tidak ada",
        ),
        ("posting.csv", f"{SR},KABID-Z,2026-01-01,,", "jabatan", "Jabatan KABID-Z tidak ada"),
        ("jabatan.csv", "X,Staf,PELAKSANA,,BID-Z,,,", "unit", "Unit BID-Z tidak ada"),
        ("unit.csv", "BID-Y,Bidang Y,Bidang,BID-Z,2017-01-01,", "induk", "Unit BID-Z tidak ada"),
        ("pangkat.csv", "199001152015032999,III/a,2026-01-01,,", "nip", "tambahkan dahulu di pegawai.csv"),
        ("akun.csv", "siapa,199001152015032999,,", "nip", "NIP 199001152015032999 tidak ada"),
        ("akun.csv", "siapa,,WALI-Z,", "pihak_luar", "Pihak luar WALI-Z tidak ada"),
    ],
)
def test_a_row_that_names_something_unknown_is_refused(
    session: Session, file: str, line: str, column: str, words: str
) -> None:
    fault = _one(session, _with(file, line))
    assert (fault.file, fault.row, fault.column) == (file, FILES[file].count(b"\n") + 1, column)
    assert words in fault.message


@pytest.mark.parametrize(
    ("file", "line", "column", "words"),
    [
        (
            "posting.csv",
            f"{YK},KABID-B,2026-01-01,,",
            "mulai",
            "sudah menjabat definitif ANALIS-MUDA-A sejak",
        ),
        (
            "posting.csv",
            f"{YK},OPERATOR-A,2019-01-01,,",
            "mulai",
            "Plt dan Plh diusulkan lewat menu Penugasan",
        ),
        ("pangkat.csv", f"{SR},III/c,2026-01-01,,", "mulai", "sudah bergolongan III/b sejak 1 April 2019"),
        (
            "pangkat.csv",
            f"{LN},III/a,2022-01-01,2022-12-31,",
            "golongan",
            'Golongan "III/a" tidak dikenal untuk PPPK',
        ),
        (
            "pihak_luar.csv",
            "W2,Lain,Wali Kota,Kota,ya,2026-01-01,",
            "kepala_daerah",
            "Surya Wibisana sudah Kepala",
        ),
        ("aturan.csv", 'nama_instansi,"""X""",2026-01-01,,x', "mulai", "Akhiri dahulu nilai yang lama"),
        (
            "jabatan.csv",
            "K2,Kepala,ADMINISTRATOR,,BID-A,ya,ya,",
            "memimpin",
            "sudah dipimpin jabatan KABID-A",
        ),
        ("jabatan.csv", "K2,Kepala,ADMINISTRATOR,,KOTA,ya,tidak,", "tunggal", 'isi tunggal "ya"'),
        ("jabatan.csv", "K2,Camat,ADMINISTRATOR,,KOTA,,,ya", "pukm", 'isi memimpin "ya"'),
        ("jabatan.csv", "K2,Analis,JF,,KOTA,,,", "jenjang", "Jenjang diisi untuk jenis JF"),
        ("akun.csv", f"dua,{SR},,", "nip", "sudah punya akun siti.rahmawati"),
        ("akun.csv", "raja,,,raja", "peran", '"raja" tidak dikenal. Isi dari: admin_bkpp'),
        ("akun.csv", "dua,199001152015032003,WALI-KOTA,", "pihak_luar", "Isi salah satu"),
        ("pegawai.csv", f"{SR[:-1]}9,X,,,PNS,,2026-02-30,", "spmt", "tidak ada di kalender"),
        ("pegawai.csv", f"{SR[:-1]}9,X,,,HONORER,,,", "jenis", "Isi salah satu dari: PNS, CPNS, PPPK"),
        ("pegawai.csv", f"{SR[:-1]}9,,,,PNS,,,", "nama", "Kolom ini wajib diisi"),
        ("unit.csv", "BID C,Bidang C,Bidang,DINAS,2017-01-01,", "kode", "tanpa spasi"),
        ("unit.csv", "BID-C,Bidang C,Bidang,DINAS,kemarin,", "mulai", '"kemarin" bukan tanggal'),
        ("aturan.csv", "nama,Kota,2026-01-01,,x", "nilai", '"Kota" bukan nilai JSON'),
        ("jabatan.csv", "K2,Staf,PELAKSANA,,KOTA,mungkin,,", "memimpin", 'harus "ya" atau "tidak"'),
    ],
)
def test_a_row_against_the_rules_is_refused(
    session: Session, file: str, line: str, column: str, words: str
) -> None:
    named = [one for one in _refused(session, _with(file, line)) if one.column == column]
    assert {one.row for one in named} == {FILES[file].count(b"\n") + 1}
    assert words in " ".join(one.message for one in named)


def test_overlapping_definitive_holders_are_told_before_the_database_refuses_them(session: Session) -> None:
    fault = _one(
        session,
        {
            **_with("posting.csv", "199001152015032009,KABID-A,2026-05-01,,821.2/099/2026"),
            "pegawai.csv": FILES["pegawai.csv"] + b"199001152015032009,Orang Kedua,,,PNS,,,\n",
        },
    )
    assert str(fault) == (
        f"posting.csv, baris {NEXT['posting.csv']}, kolom jabatan: Jabatan KABID-A sudah dipegang definitif oleh "
        "197508201999031002 "
        "sejak 3 Januari 2022 (baris 4). Isi tanggal selesai pemegang lama. Plt dan Plh diusulkan lewat menu "
        "Penugasan."
    )


def test_a_stored_holder_counts_as_well(kota: Session) -> None:
    files = _only("pegawai.csv", "199001152015032009,Orang Kedua,,,PNS,,,")
    files |= _only("posting.csv", "199001152015032009,KABID-A,2026-05-01,,")
    assert "(yang sudah tersimpan)" in _one(kota, files).message


def test_reversed_dates_are_refused(session: Session) -> None:
    fault = _one(session, _with("posting.csv", f"{YK},KABID-A,2026-07-31,2026-05-04,"))
    assert (fault.row, fault.column) == (NEXT["posting.csv"], "selesai")
    assert "mendahului tanggal mulai" in fault.message


def test_a_doubled_nip_is_refused_at_its_second_place(session: Session) -> None:
    fault = _one(session, _with("pegawai.csv", f"{SR},Siti Lain,,,PNS,,,"))
    assert (fault.row, fault.column) == (NEXT["pegawai.csv"], "nip")
    assert fault.message == f"{SR} sudah ada di baris 4. Hapus salah satunya."


def test_units_in_a_circle_are_refused_with_the_circle(session: Session) -> None:
    fault = _one(
        session,
        _with(
            "unit.csv",
            "X,Unit X,Bidang,Y,2017-01-01,",
            "Y,Unit Y,Bidang,Z,2017-01-01,",
            "Z,Z,Z,X,2017-01-01,",
        ),
    )
    assert fault.column == "induk"
    assert "X → Y → Z → X" in fault.message


def test_a_circle_with_stored_units_is_refused(kota: Session) -> None:
    fault = _one(kota, _only("unit.csv", "DINAS,Dinas Contoh,Dinas,BID-A,2017-01-01,"))
    assert "DINAS → BID-A → DINAS" in fault.message


def test_a_unit_under_itself_is_refused(session: Session) -> None:
    assert "X → X" in _one(session, _with("unit.csv", "X,Unit X,Bidang,X,2017-01-01,")).message


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-16", "Renée"), ("latin-1", "Renée"), ("utf-16-le", "Rene"), ("utf-16-be", "Rene")],
)
def test_a_file_in_another_encoding_is_refused(session: Session, encoding: str, name: str) -> None:
    raw = _only("pegawai.csv", f"{SR},{name},,,PNS,,,")["pegawai.csv"].decode().encode(encoding)
    fault = _one(session, {"pegawai.csv": raw})
    assert 'simpan ulang sebagai "CSV UTF-8"' in fault.message


def test_wrong_columns_are_named(session: Session) -> None:
    refused = _refused(session, {"pegawai.csv": b"NIP,nama,jenis,jenis\n"})
    told = {(one.row, one.column, one.message.split(".")[0]) for one in refused}
    assert (1, "nip", "Kolom ini tidak ada") in told
    assert (1, "NIP", "Kolom ini tidak dikenal") in told
    assert (1, "jenis", "Kolom ini ada dua kali") in told
    assert (1, "email", "Kolom ini tidak ada") in told


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "Kolom ini tidak ada"),
        (b"nip,golongan,mulai,selesai,sk\n1,2\n", "Baris ini berisi 2 kolom, seharusnya 5"),
        (b'nip,golongan,mulai,selesai,sk\n"1,2,3,4,5\n', "Periksa tanda kutip"),
        (b"nip,golongan,mulai,selesai,sk\n199001152015032003,III/a,2026-01-01,,a\x00b\n", "tanda kendali"),
    ],
)
def test_a_broken_file_is_refused(session: Session, raw: bytes, words: str) -> None:
    assert words in _refused(session, {"pangkat.csv": raw})[0].message


def test_a_file_of_another_name_is_refused_with_the_known_ones(session: Session) -> None:
    assert "unit.csv, jabatan.csv" in _one(session, {"data.csv": b"x"}).message


def test_no_file_is_no_import(session: Session) -> None:
    assert "Tidak ada berkas CSV atau XLSX" in _one(session, {}).message


def test_all_faults_of_all_files_are_told_at_once(session: Session) -> None:
    files = _with("pegawai.csv", "1,X,,,PNS,,,", f"{SR[:-1]}8,,,,RAJA,,kapan,")
    files["unit.csv"] = b"x\n"
    refused = _refused(session, files)
    assert {one.file for one in refused} == {"pegawai.csv", "unit.csv"}
    assert [(one.row, one.column) for one in refused if one.file == "pegawai.csv"] == [
        (NEXT["pegawai.csv"], "nip"),
        (NEXT["pegawai.csv"] + 1, "jenis"),
        (NEXT["pegawai.csv"] + 1, "nama"),
        (NEXT["pegawai.csv"] + 1, "spmt"),
    ]


def test_one_bad_row_keeps_the_whole_city_out(session: Session) -> None:
    _refused(session, _with("posting.csv", f"{YK},KABID-Z,2026-01-01,,"))
    assert session.scalar(select(func.count()).select_from(Pegawai)) == 0
    assert (
        session.scalar(select(func.count()).select_from(Aturan).where(Aturan.kunci == "nama_instansi")) == 0
    )


def test_the_database_is_the_second_wall(fresh_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.services.people.imports.run.check", lambda *_: [])
    with Session(fresh_engine) as session, session.begin():
        assert import_files(session, FILES).accepted
        fault = _one(session, _only("pangkat.csv", f"{SR},III/c,2026-01-01,,"))
        assert "ex_pangkat_riwayat_satu" in fault.message
    with Session(fresh_engine) as session:
        assert session.scalar(select(func.count()).select_from(Pegawai)) == PEOPLE, "what came before stands"


def test_two_imports_at_once_do_not_disturb_each_other(fresh_engine: Engine) -> None:
    together = Barrier(2)

    def load(_: int) -> Report:
        with Session(fresh_engine) as session, session.begin():
            together.wait()
            return import_files(session, FILES)

    with ThreadPoolExecutor(2) as threads:
        reports = list(threads.map(load, range(2)))
    assert all(report.accepted for report in reports)
    assert sorted(report.total.added for report in reports) == [0, sum(NEXT.values()) - 2 * len(NEXT)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    file=st.sampled_from(sorted(SHEETS)),
    raw=st.binary(max_size=60) | st.text(max_size=60).map(str.encode),
    keeps_header=st.booleans(),
)
def test_no_file_whatever_its_content_breaks_the_import(
    kota: Session, file: str, raw: bytes, keeps_header: bool
) -> None:
    header = (",".join(SHEETS[file].header) + "\n").encode() if keeps_header else b""
    assert isinstance(import_files(kota, {file: header + raw}), Report)


def test_absences_come_in_by_a_file_of_their_own_and_never_twice(kota: Session) -> None:
    rows = f"nip,jenis,mulai,selesai,sk\n{DH},CLTN,2026-02-01,2026-12-31,SK 800/1/2026\n".encode()
    assert import_files(kota, {"ketidakhadiran.csv": rows}).counts["ketidakhadiran.csv"].added == 1
    assert import_files(kota, {"ketidakhadiran.csv": rows}).counts["ketidakhadiran.csv"].unchanged == 1
    again = f"nip,jenis,mulai,selesai,sk\n{DH},CLTN,2026-06-01,,SK 800/2/2026\n".encode()
    [fault] = import_files(kota, {"ketidakhadiran.csv": again}).refused
    assert "sudah tercatat sejak 1 Februari 2026 sampai 31 Desember 2026" in fault.message
    unknown = b"nip,jenis,mulai,selesai,sk\n199001152015032003,LIBURAN,2026-06-01,,\n"
    [fault] = import_files(kota, {"ketidakhadiran.csv": unknown}).refused
    assert '"LIBURAN" tidak dikenal' in fault.message
