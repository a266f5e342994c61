"""Exports of the personnel system become persons, grades, postings, posts and units; twice the same changes nothing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.services.sisdm_files import COLUMNS, KB, LN, SR, people, units, workbook
from webapp.domain.jabatan import JenisJabatan, JenjangJf
from webapp.domain.masa import Masa
from webapp.services.people.imports import Counts, Report, import_files
from webapp.services.people.imports.post_kinds import level_of_eselon, level_of_jf
from webapp.storage.organisasi import Jabatan, JenisPegawai, PangkatRiwayat, Pegawai, Posting, StatusAsn, Unit
from webapp.storage.queries import versi_organisasi

NEW = "199503032020121004"


def load(session: Session, *rows: dict[str, str]) -> Report:
    report = import_files(session, {"data-utama.csv": people(*rows)})
    assert report.accepted, [str(one) for one in report.refused]
    return report


def refused(session: Session, **files: bytes) -> list[str]:
    report = import_files(session, {f"{name}.csv": raw for name, raw in files.items()})
    assert not report.accepted
    return [str(one) for one in report.refused]


def grades(session: Session, nip: str) -> list[tuple[str, Masa]]:
    query = select(PangkatRiwayat.golongan, PangkatRiwayat.berlaku).join(
        Pegawai, Pegawai.id == PangkatRiwayat.pegawai_id
    )
    return sorted(session.execute(query.where(Pegawai.nip == nip)), key=lambda one: one[1].mulai)  # type: ignore[arg-type,return-value]


def postings(session: Session, nip: str) -> list[tuple[str, Masa]]:
    query = (
        select(Jabatan.nama, Posting.berlaku)
        .join(Jabatan, Jabatan.id == Posting.jabatan_id)
        .join(Pegawai, Pegawai.id == Posting.pegawai_id)
    )
    return sorted(session.execute(query.where(Pegawai.nip == nip)), key=lambda one: one[1].mulai)  # type: ignore[arg-type,return-value]


def test_what_the_personnel_system_says_the_same_changes_nothing(kota: Session) -> None:
    version = versi_organisasi(kota)
    total = load(kota, {**SR}, {**KB}, {**LN}).total
    assert (total.added, total.changed, total.ended) == (0, 0, 0)
    assert total.unchanged == 9
    assert versi_organisasi(kota) == version
    assert kota.scalars(select(Pegawai.nama).where(Pegawai.nip == SR["nipBaru"])).one() == "Siti Rahmawati"


def test_a_promotion_ends_the_old_grade_on_the_day_before_and_keeps_it(kota: Session) -> None:
    report = load(kota, {**KB, "golRuangAkhir": "IV/b", "tmtGolAkhir": "01-04-2026"})
    assert report.counts["pangkat.csv"] == Counts(added=1, ended=1)
    assert grades(kota, KB["nipBaru"])[-2:] == [
        ("IV/a", Masa(date(2020, 4, 1), date(2026, 4, 1))),
        ("IV/b", Masa(date(2026, 4, 1))),
    ]


def test_a_move_ends_the_old_posting_and_makes_the_post_that_is_missing(kota: Session) -> None:
    moved = {**SR, "jabatanNama": "Analis Kebijakan Ahli Muda", "asnJenjangJabatan": "", "tmtJabatan": "01-03-2026",
             "unorId": "BID-B", "nomorSk": "821.2/500/2026"}  # fmt: skip
    report = load(kota, moved)
    assert report.counts["posting.csv"] == Counts(added=1, ended=1)
    assert report.counts["jabatan.csv"] == Counts(added=1)
    assert postings(kota, SR["nipBaru"]) == [
        ("Analis SDM Aparatur Ahli Pertama", Masa(date(2021, 7, 1), date(2026, 3, 1))),
        ("Analis Kebijakan Ahli Muda", Masa(date(2026, 3, 1))),
    ]
    post = kota.scalars(select(Jabatan).where(Jabatan.nama == "Analis Kebijakan Ahli Muda")).one()
    assert (post.jenis, post.jenjang, post.memimpin) == (JenisJabatan.JF, JenjangJf.AHLI_MUDA, False)
    version = versi_organisasi(kota)
    load(kota, moved)
    assert versi_organisasi(kota) == version, "the same file again changes nothing"


def test_a_new_person_comes_whole(kota: Session) -> None:
    new = {"nipBaru": NEW, "nama": "Orang Baru", "gelarDepan": "dr.", "statusPegawai": "CPNS",
           "golRuangAkhir": "III/a", "tmtGolAkhir": "01-12-2020", "jenisJabatanId": "4", "jabatanNama": "Pengolah Data",
           "tmtJabatan": "01-12-2020", "unorId": "x", "unorNama": "bidang  B"}  # fmt: skip
    load(kota, new)
    person = kota.scalars(select(Pegawai).where(Pegawai.nip == NEW)).one()
    assert (person.nama_lengkap, person.jenis) == ("dr. Orang Baru", JenisPegawai.CPNS)
    assert [name for name, _ in postings(kota, NEW)] == ["Pengolah Data"]


def test_many_may_need_the_same_new_post(kota: Session) -> None:
    rows = [{**one, "jabatanNama": "Arsiparis Terampil", "asnJenjangJabatan": "TERAMPIL", "tmtJabatan": "01-03-2026"}
            for one in (SR, LN)]  # fmt: skip
    assert load(kota, *rows).counts["jabatan.csv"] == Counts(added=1)


def test_a_value_that_was_wrong_from_the_same_day_is_corrected(kota: Session) -> None:
    report = load(
        kota, {**SR, "golRuangAkhir": "III/c", "jabatanNama": "Penata Arsip", "jenisJabatanId": "4"}
    )
    assert report.counts["pangkat.csv"] == Counts(changed=1)
    assert report.counts["posting.csv"] == Counts(changed=1)
    assert postings(kota, SR["nipBaru"]) == [("Penata Arsip", Masa(date(2021, 7, 1)))]


def test_an_older_state_of_the_personnel_system_is_refused(kota: Session) -> None:
    told = refused(kota, data=people({**KB, "golRuangAkhir": "III/d", "tmtGolAkhir": "01-04-2018"}))
    assert told == [
        "data.csv, baris 2, kolom tmtGolAkhir: SISDM mencatat ini sejak 1 April 2018, padahal di Lakon sudah ada yang "
        "lebih baru sejak 1 April 2020. Perbarui data di SISDM, atau perbaiki riwayatnya lewat pangkat.csv."
    ]


def test_who_has_left_is_marked_and_keeps_the_rest(kota: Session) -> None:
    columns = (*COLUMNS, "kedudukanPnsNama")
    raw = people({**SR, "kedudukanPnsNama": "Pensiun"}, columns=columns)
    assert import_files(kota, {"data.csv": raw}).accepted
    person = kota.scalars(select(Pegawai).where(Pegawai.nip == SR["nipBaru"])).one()
    assert person.status_asn is StatusAsn.BERHENTI


def test_the_unor_reference_makes_units_and_their_heads_in_any_order(kota: Session) -> None:
    raw = units(
        {"Id": "8ae482", "DiatasanId": "8ae481", "NamaUnor": "Seksi Pendataan", "NamaJabatan": "Kepala Seksi Pendataan",
         "EselonId": "41"},
        {"Id": "8ae481", "DiatasanId": "DINAS", "NamaUnor": "Bidang C", "NamaJabatan": "Kepala Bidang C",
         "EselonId": "III.b"},
    )  # fmt: skip
    files = {
        "unor.csv": raw,
        "orang.csv": people({**SR, "unorId": "8ae482", "tmtJabatan": "01-03-2026"}),
    }
    report = import_files(kota, files)
    assert report.accepted, [str(one) for one in report.refused]
    assert report.counts["unit.csv"] == Counts(added=2)
    section = kota.scalars(select(Unit).where(Unit.kode == "8ae482")).one()
    above = kota.get_one(Unit, section.induk_id)
    assert (section.jenis, above.nama) == ("Seksi", "Bidang C")
    head = kota.scalars(select(Jabatan).where(Jabatan.unit_id == section.id, Jabatan.memimpin)).one()
    assert (head.jenis, head.tunggal) == (JenisJabatan.PENGAWAS, True)
    assert import_files(kota, files).total.unchanged > 0
    assert import_files(kota, files).total.added == 0


def test_units_in_a_circle_are_refused_by_their_line(kota: Session) -> None:
    raw = units(
        {"Id": "A1", "DiatasanId": "A2", "NamaUnor": "Bidang X"},
        {"Id": "A2", "DiatasanId": "A1", "NamaUnor": "Bidang Y"},
    )
    (told,) = refused(kota, unor=raw)
    assert told.startswith("unor.csv, baris 3, kolom DiatasanId: Susunan unit berputar: A1 → A2 → A1.")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"nipBaru": "123"}, "kolom nipBaru: NIP harus 18 angka"),
        ({"nama": ""}, "kolom nama: Kolom ini wajib diisi"),
        ({"tmtGolAkhir": "31-02-2026"}, "kolom tmtGolAkhir: Tanggal"),
        ({"tmtJabatan": ""}, "kolom tmtJabatan: Kolom ini wajib diisi"),
        ({"golRuangAkhir": "V/a"}, "kolom golRuangAkhir: Golongan"),
        ({"unorId": "zz", "unorNama": "Bidang Z"}, "kolom unorId: Unit Bidang Z tidak ada di Lakon"),
        ({"jabatanNama": "Baru", "jenisJabatanId": "1"}, "jenisnya tidak dapat dipastikan"),
        ({"jabatanNama": "Analis Baru", "asnJenjangJabatan": "x"}, "Jenjang jabatan fungsional"),
        ({"statusPegawai": "PPPK"}, "kolom statusPegawai: NIP ini milik PNS"),
    ],
)
def test_a_line_that_makes_no_sense_is_refused_in_its_own_words(
    kota: Session, change: dict[str, str], words: str
) -> None:
    told = refused(kota, data=people({**SR, **change}))
    assert any(words in one for one in told), told
    assert all(one.startswith("data.csv, baris 2") for one in told)


def test_a_doubled_person_is_refused_at_the_second_line(kota: Session) -> None:
    assert refused(kota, data=people(SR, SR)) == [
        f"data.csv, baris 3, kolom nipBaru: {SR['nipBaru']} sudah ada di baris 2. Hapus salah satunya."
    ]


def test_missing_columns_are_named(kota: Session) -> None:
    told = refused(kota, data=b"nipBaru,nama\n1,2\n")
    assert any("kolom tmtJabatan: Kolom ini tidak ada. Ekspor data utama harus memuat" in one for one in told)


def test_a_workbook_with_both_exports_is_read_by_its_columns(kota: Session) -> None:
    book = workbook(
        Lembar1=[list(COLUMNS), [SR.get(name, "") for name in COLUMNS]],
        Lembar2=[["Id", "DiatasanId", "NamaUnor"], ["BID-C", "DINAS", "Bidang C"]],
    )
    report = import_files(kota, {"ekspor.xlsx": book})
    assert report.accepted, [str(one) for one in report.refused]
    assert report.counts["unit.csv"] == Counts(added=1)


def test_quarantine_leaves_out_a_person_but_not_the_post_that_others_need(kota: Session) -> None:
    rows = [{**one, "jabatanNama": "Arsiparis Terampil", "asnJenjangJabatan": "", "tmtJabatan": "01-03-2026"}
            for one in (SR, LN)]  # fmt: skip
    rows[0]["golRuangAkhir"] = "X"
    report = import_files(kota, {"data.csv": people(*rows)}, quarantine=True)
    assert report.accepted
    assert {one.row for one in report.refused} == {2}
    assert postings(kota, LN["nipBaru"])[-1][0] == "Arsiparis Terampil"
    assert [name for name, _ in postings(kota, SR["nipBaru"])] == ["Analis SDM Aparatur Ahli Pertama"]


@pytest.mark.parametrize(
    ("said", "kind"),
    [("II.b", JenisJabatan.JPT_PRATAMA), ("22", JenisJabatan.JPT_PRATAMA), ("III/a", JenisJabatan.ADMINISTRATOR),
     ("41", JenisJabatan.PENGAWAS), ("IV.a", JenisJabatan.PENGAWAS), ("I.a", JenisJabatan.JPT_MADYA), ("", None),
     ("99", None)],
)  # fmt: skip
def test_the_old_eselon_tells_the_kind_of_post(said: str, kind: JenisJabatan | None) -> None:
    assert level_of_eselon(said) is kind


def test_the_level_of_a_functional_post_is_said_or_ends_its_name() -> None:
    assert level_of_jf("ahli muda", "x") is JenjangJf.AHLI_MUDA
    assert level_of_jf("", "Dokter Ahli Utama") is JenjangJf.AHLI_UTAMA
    assert level_of_jf("", "Perawat Pelaksana Lanjutan") is JenjangJf.MAHIR
    assert level_of_jf("", "Guru") is None


@settings(max_examples=25)
@given(st.data())
def test_whatever_the_export_says_twice_the_same_changes_nothing(kota: Session, data: st.DataObject) -> None:
    golongan = st.sampled_from(["III/a", "III/b", "III/c", "IV/a", "IX", ""])
    days = st.sampled_from(["01-04-2018", "01-04-2019", "01-07-2021", "01-04-2026", "2026-13-01"])
    rows = [
        {**one, "golRuangAkhir": data.draw(golongan), "tmtGolAkhir": data.draw(days), "tmtJabatan": data.draw(days),
         "jabatanNama": data.draw(st.sampled_from([one["jabatanNama"], "Penata Arsip", "Auditor Ahli Muda"])),
         "jenisJabatanId": data.draw(st.sampled_from(["1", "2", "4"]))}
        for one in (SR, KB, LN)
    ]  # fmt: skip
    files = {"data.csv": people(*rows)}
    with kota.begin_nested() as undo:
        first = import_files(kota, files, quarantine=True)
        again = import_files(kota, files, quarantine=True)
        undo.rollback()
    assert first.accepted
    assert again.accepted
    assert (again.total.added, again.total.changed, again.total.ended) == (0, 0, 0)
    assert {one.line for one in again.refused} == {one.line for one in first.refused}
