"""What no upload from the pages changes: rules, whose an account is and its offices, the own data of who uploads."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from tests.conftest import KOTA_CONTOH
from tests.kota import NAMES, Kota
from tests.services.sisdm_files import people
from webapp.services.people.imports import read_folder
from webapp.services.people.sisdm import uploads
from webapp.services.people.sisdm.storing import Cara
from webapp.services.people.sisdm.uploads import Upload
from webapp.storage.akun import Akun
from webapp.storage.audit import AuditEvent
from webapp.storage.sisdm import StatusUnggahan

HEADS = {
    "akun.csv": "nama_pengguna,nip,pihak_luar,peran",
    "aturan.csv": "kunci,nilai,mulai,selesai,dasar_hukum",
    "pangkat.csv": "nip,golongan,mulai,selesai,sk",
    "pegawai.csv": "nip,nama,gelar_depan,gelar_belakang,jenis,status_asn,spmt,email",
    "posting.csv": "nip,jabatan,mulai,selesai,nomor_sk",
    "ketidakhadiran.csv": "nip,jenis,mulai,selesai,sk",
}
NEW = "199503032020121004"


def handed_in(city: Kota, files: dict[str, bytes], cara: Cara = Cara.KARANTINA, by: str = "NH") -> Upload:
    """What became of an upload after all that is sound in it was stored."""
    number = uploads.hand_in(city.work, city.actor(by), files)
    uploads.ask_to_store(city.work, city.actor(by), number, cara)
    with city.reading() as tx:
        return uploads.upload(tx, city.actor(by), number)


def lines(**rows: str) -> dict[str, bytes]:
    """Files by their names without ending, each with its header and these lines."""
    return {f"{name}.csv": f"{HEADS[f'{name}.csv']}\n{line}\n".encode() for name, line in rows.items()}


def everything(city: Kota) -> Any:
    """What an upload could have changed."""
    with city.reading() as tx:
        accounts = select(Akun.nama_pengguna, Akun.pegawai_id, Akun.pihak_luar_id, Akun.peran)
        rules = select(AuditEvent.kind).where(AuditEvent.kind == "impor_data")
        return (
            sorted(tuple(map(str, one)) for one in tx.session.execute(accounts)),
            list(tx.session.scalars(rules)),
        )


def refused_line(nip: str, name: str) -> dict[str, tuple[str, str]]:
    """Lines that are refused: by file, with what is said."""
    me = NAMES["NH"]
    return {
        "my own offices": (f"akun:{me},{nip},,admin_bkpp pemilik_proses pyb", "sudah ada"),
        "no person behind my account": (f"akun:{me},,,admin_bkpp pemilik_proses", "sudah ada"),
        "the victim's account of nobody": (f"akun:{name},,,", "sudah ada"),
        "an office for another": (f"akun:{name},{nip},,pyb", "sudah ada"),
        "a new account with an office": ("akun:orang.baru,,,pengawas", "tanpa peran"),
        "a new account of nobody": ("akun:orang.baru,,,", "berpemilik"),
        "a new rule": ("aturan:akses_beralasan,{},2026-01-01,,SK 1", "Aturan tidak diubah"),
        "my grade": (f"pangkat:{nip},IV/e,2026-01-01,,SK 1", "data Anda sendiri"),
        "my post": (f"posting:{nip},KADIS,2026-01-05,,SK 1", "data Anda sendiri"),
        "my absence": (f"ketidakhadiran:{nip},CUTI_SAKIT,2026-01-01,2026-02-01,", "data Anda sendiri"),
        "my name": (f"pegawai:{nip},Orang Lain,,S.E.,PNS,AKTIF,,", "data Anda sendiri"),
    }


@pytest.mark.parametrize("what", refused_line("", ""))
def test_a_line_that_needs_a_second_person_is_refused(city: Kota, what: str) -> None:
    line, said = refused_line(city.nip["NH"], NAMES["SR"])[what]
    name, _, row = line.partition(":")
    before = everything(city)
    done = handed_in(city, lines(**{name: row}))
    assert [said in one.message for one in done.refused] == [True], done.refused
    assert done.sum.added + done.sum.changed + done.sum.ended == 0
    after = everything(city)
    assert after[0] == before[0]


def test_a_rule_in_force_is_neither_changed_nor_ended(city: Kota) -> None:
    whole = read_folder(KOTA_CONTOH)["aturan.csv"].decode()
    other = whole.splitlines()[1]
    changed = other.rsplit(",", 1)[0] + ",SK lain"
    done = handed_in(city, lines(aturan=changed))
    assert ["Aturan tidak diubah" in one.message for one in done.refused] == [True]


def test_files_that_say_what_is_held_pass_whole(city: Kota) -> None:
    done = handed_in(city, read_folder(KOTA_CONTOH), Cara.SEMUA)
    assert (done.status, done.refused_total) == (StatusUnggahan.TERSIMPAN, 0)


def test_the_own_line_of_an_export_is_left_out_and_the_rest_stored(city: Kota) -> None:
    mine = {
        "nipBaru": city.nip["NH"], "nama": "NUR HIDAYAT", "gelarBelakang": "S.E.", "statusPegawai": "PNS",
        "golRuangAkhir": "IV/e", "tmtGolAkhir": "01-01-2026",
    }  # fmt: skip
    other = {**mine, "nipBaru": city.nip["SR"], "nama": "SITI RAHMAWATI", "gelarBelakang": "S.Psi.",
             "golRuangAkhir": "III/c"}  # fmt: skip
    done = handed_in(city, {"data-utama.csv": people(mine, other)})
    assert [(one.row, "data Anda sendiri" in one.message) for one in done.refused] == [(2, True)]
    assert done.counts["pangkat.csv"].added == 1
    by_another = handed_in(city, {"data-utama.csv": people(mine)}, Cara.SEMUA, by="KBK")
    assert by_another.status is StatusUnggahan.TERSIMPAN


def test_a_new_account_without_an_office_is_made_and_named_in_the_event(city: Kota) -> None:
    new = lines(pegawai=f"{NEW},Orang Baru,,,PNS,,,", akun=f"orang.baru,{NEW},,")
    assert handed_in(city, new, Cara.SEMUA).status is StatusUnggahan.TERSIMPAN
    with city.reading() as tx:
        akun = tx.session.scalars(select(Akun).where(Akun.nama_pengguna == "orang.baru")).one()
        event = tx.session.scalars(select(AuditEvent).where(AuditEvent.kind == "impor_data")).one()
    assert (akun.peran, event.detail["akun_baru"]) == ([], [akun.id])
    assert event.detail["tabel"] == {"pegawai.csv": [1, 0, 0], "akun.csv": [1, 0, 0]}
