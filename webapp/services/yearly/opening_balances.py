"""Opening balances of credit points at BKPP's desk: one admin brings them by form or file, another decides.

Both ways end in the same rows and the same rules. Nothing counts before it is approved; a refused one stays readable
[Peraturan BKN 3/2023: earlier points are carried on by the PAK that granted them].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from webapp.domain.angka import baca_angka
from webapp.domain.angka_kredit import periksa_saldo
from webapp.domain.jabatan import JenjangJf
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.operations import Actor, Refused
from webapp.services.errors import NotFound
from webapp.services.files import Upload, keep
from webapp.services.people.imports.cells import CellRefused, day
from webapp.services.people.imports.grids import Unreadable, open_file
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.policy.own_case import is_own, refuse_own
from webapp.services.requests import done_before
from webapp.services.work import Transaction, Work
from webapp.storage.akun import nama_akun, same_person
from webapp.storage.audit import AuditEvent
from webapp.storage.berkas import Berkas
from webapp.storage.organisasi import Pegawai
from webapp.storage.saldo import PutusanSaldo, SaldoAngkaKredit
from webapp.storage.skp import Skp

COLUMNS = ("nip", "jenjang", "angka_kredit", "per_tanggal", "nomor_surat", "tanggal_surat")
"""Columns of the import file; the form has the same fields."""

BROUGHT, DECIDED = "saldo_diusulkan", "saldo_diputus"
MAX_LETTER, MAX_REASON, SHOWN = 100, 1_000, 100


@dataclass(frozen=True)
class Balance:
    """A balance as the desk shows it. `decision` None: it waits for another admin; `may_decide`: for this one."""

    row: SaldoAngkaKredit
    owner: Pegawai
    brought_by: str
    file_name: str
    decision: PutusanSaldo | None
    decided_by: str
    may_decide: bool


def balances(tx: Transaction, actor: Actor) -> list[Balance]:
    """The newest balances, those that wait first. Raises `Denied` to all but BKPP's admins."""
    _check(actor)
    query = (
        select(SaldoAngkaKredit, PutusanSaldo, Pegawai, Berkas.nama)
        .join(Pegawai, Pegawai.id == SaldoAngkaKredit.pegawai_id)
        .join(Berkas, Berkas.id == SaldoAngkaKredit.berkas_id)
        .outerjoin(PutusanSaldo, PutusanSaldo.saldo_id == SaldoAngkaKredit.id)
        .order_by(PutusanSaldo.saldo_id.is_not(None), SaldoAngkaKredit.id.desc())
        .limit(SHOWN)
    )
    return [_balance(tx, actor, *found) for found in tx.session.execute(query)]


def _balance(
    tx: Transaction, actor: Actor, row: SaldoAngkaKredit, decision: PutusanSaldo | None, owner: Pegawai, file_name: str
) -> Balance:  # fmt: skip
    return Balance(
        row=row,
        owner=owner,
        brought_by=nama_akun(tx.session, row.diusulkan_oleh),
        file_name=file_name,
        decision=decision,
        decided_by="" if decision is None else nama_akun(tx.session, decision.akun_id),
        may_decide=decision is None
        and not is_own(actor, row.pegawai_id)
        and not same_person(tx.session, actor.akun_id, row.diusulkan_oleh),
    )


def letter(tx: Transaction, actor: Actor, saldo_id: int) -> Berkas:
    """The letter of a balance, for BKPP's admins. Raises `Denied` or `NotFound`."""
    _check(actor)
    row = tx.session.get(SaldoAngkaKredit, saldo_id)
    if row is None:
        raise NotFound("saldo_angka_kredit", saldo_id)
    return tx.session.get_one(Berkas, row.berkas_id)


def bring(work: Work, actor: Actor, typed: Mapping[str, str], upload: Upload, request_id: UUID) -> int:
    """Bring one balance by form. Returns how many are brought now. Raises `Denied`, or `Refused` with all faults."""
    return _bring(work, actor, [(None, typed)], upload, "surat", request_id)


def bring_file(work: Work, actor: Actor, name: str, raw: bytes, upload: Upload, request_id: UUID) -> int:
    """Bring many by a CSV or XLSX file, all of them or none; one letter covers them. Raises as `bring`."""
    _check(actor)
    return _bring(work, actor, _lines(name, raw), upload, "surat_berkas", request_id)


def _lines(name: str, raw: bytes) -> list[tuple[int | None, Mapping[str, str]]]:
    lines: list[tuple[int | None, Mapping[str, str]]] = []
    try:
        for grid in open_file(name, raw):
            header = [one.strip().lower() for one in grid.header]
            if missing := [one for one in COLUMNS if one not in header]:
                pesan = Sentence(
                    "Kolom %(missing)s tidak ada. Baris pertama harus memuat: %(columns)s.",
                    missing=", ".join(missing),
                    columns=", ".join(COLUMNS),
                )
                raise Refused([Pelanggaran("saldo.kolom", pesan, "data")])
            lines += [(number, dict(zip(header, line, strict=False))) for number, line in grid.lines]
    except Unreadable as error:
        raise Refused([Pelanggaran("saldo.berkas", error.refusal.message, "data")]) from error
    if not lines:
        raise Refused([Pelanggaran("saldo.kosong", "Berkas ini tidak memuat satu baris pun.", "data")])
    return lines


def _bring(
    work: Work, actor: Actor, lines: Sequence[tuple[int | None, Mapping[str, str]]], upload: Upload, field: str,
    request_id: UUID,
) -> int:  # fmt: skip
    _check(actor)
    with work.transaction() as tx:
        if done_before(tx, actor, request_id, BROUGHT, DECIDED) is not None:
            return len(lines)
        faults: list[Pelanggaran] = []
        read = [_read(tx, number, typed, faults) for number, typed in lines]
        if faults:
            raise Refused(faults)
        refuse_own(actor, [one["pegawai_id"] for one in read])
        file = keep(tx, actor, upload, field)
        rows = [
            SaldoAngkaKredit(**one, berkas_id=file.id, diusulkan_oleh=actor.akun_id, diusulkan_pada=tx.now)
            for one in read
        ]
        tx.session.add_all(rows)
        tx.session.flush()
        _note(tx, actor, BROUGHT, rows[0].id, request_id, {"baris": len(rows), "surat": rows[0].nomor_surat})
        return len(rows)


def _read(
    tx: Transaction, number: int | None, typed: Mapping[str, str], faults: list[Pelanggaran]
) -> dict[str, Any]:
    """One line as a row; what is wrong with it goes to `faults`, at its field or with its number."""

    def wrong(field: str, pesan: str, kode: str = "") -> None:
        line = (
            pesan
            if number is None
            else Sentence("Baris %(number)s, %(field)s: %(pesan)s", number=number, field=field, pesan=pesan)
        )
        faults.append(Pelanggaran(kode or f"saldo.{field}", line, field if number is None else "data"))

    text = {name: str(typed.get(name, "")).strip() for name in COLUMNS}
    nip = "".join(text["nip"].split())
    owner = tx.session.scalars(select(Pegawai).where(Pegawai.nip == nip)).one_or_none()
    if owner is None:
        wrong("nip", "NIP ini tidak dikenal. Periksa 18 angkanya.")
    jenjang = text["jenjang"].upper().replace(" ", "_")
    if jenjang not in set(JenjangJf):
        wrong("jenjang", "Pilih jenjang, misalnya AHLI_PERTAMA.")
    nilai = baca_angka(text["angka_kredit"])
    if nilai is None:
        wrong("angka_kredit", "Tulis angkanya dengan koma, misalnya 56,25.")
    per, tanggal = _day(text["per_tanggal"]), _day(text["tanggal_surat"])
    if per is None:
        wrong("per_tanggal", "Tulis tanggalnya, misalnya 31-12-2025.")
    if tanggal is None:
        wrong("tanggal_surat", "Tulis tanggal suratnya, misalnya 15-01-2026.")
    if not 0 < len(text["nomor_surat"]) <= MAX_LETTER:
        wrong("nomor_surat", Sentence("Tulis nomor suratnya, paling panjang %(n)s huruf.", n=MAX_LETTER))
    if owner is None or nilai is None or per is None or tanggal is None or jenjang not in set(JenjangJf):
        return {}
    for one in periksa_saldo(nilai, per, tanggal, tx.today, _periods(tx, owner.id)):
        wrong(one.letak or "nip", one.pesan, one.kode)
    return {
        "pegawai_id": owner.id, "jenjang": JenjangJf(jenjang), "nilai": nilai, "per": per,
        "nomor_surat": text["nomor_surat"], "tanggal_surat": tanggal,
    }  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return day(text)
    except CellRefused:
        return None


def _periods(tx: Transaction, pegawai_id: int) -> list[tuple[date, date]]:
    rows = tx.session.scalars(select(Skp).where(Skp.pegawai_id == pegawai_id))
    return [(row.mulai, row.selesai) for row in rows]


def decide(work: Work, actor: Actor, saldo_id: int, *, setuju: bool, alasan: str, request_id: UUID) -> None:
    """Approve or refuse a balance. Raises `Denied`, `NotFound`, or `Refused`: one's own, decided already, no reason."""
    _check(actor)
    with work.transaction() as tx:
        if done_before(tx, actor, request_id, BROUGHT, DECIDED) is not None:
            return
        row = tx.session.get(SaldoAngkaKredit, saldo_id)
        if row is None:
            raise NotFound("saldo_angka_kredit", saldo_id)
        refuse_own(actor, [row.pegawai_id])
        words = alasan.strip()
        if same_person(tx.session, actor.akun_id, row.diusulkan_oleh):
            pesan = "Saldo yang Anda masukkan sendiri diputuskan oleh admin BKPP yang lain."
            raise Refused([Pelanggaran("saldo.empat_mata", pesan, f"alasan.{saldo_id}")])
        if len(words) > MAX_REASON or (not setuju and len(words) < 10):
            pesan = Sentence("Tulis alasan menolak, 10 sampai %(n)s huruf.", n=MAX_REASON)
            raise Refused([Pelanggaran("saldo.alasan", pesan, f"alasan.{saldo_id}")])
        values = {
            "saldo_id": saldo_id,
            "setuju": setuju,
            "alasan": words or None,
            "akun_id": actor.akun_id,
            "pada": tx.now,
        }
        first = insert(PutusanSaldo).values(values).on_conflict_do_nothing().returning(PutusanSaldo.saldo_id)
        if tx.session.scalar(first) is None:
            pesan = "Saldo ini sudah diputuskan. Muat ulang halaman."
            raise Refused([Pelanggaran("saldo.diputus", pesan, f"alasan.{saldo_id}")])
        _note(tx, actor, DECIDED, saldo_id, request_id, {"setuju": setuju})


def _check(actor: Actor) -> None:
    require(actor, Right.WRITE, Kind.BALANCES)


def _note(
    tx: Transaction, actor: Actor, kind: str, object_id: int, request_id: UUID, detail: dict[str, Any]
) -> None:
    event = AuditEvent(
        at=tx.now, actor_id=actor.akun_id, kind=kind, object_kind="saldo_angka_kredit", object_id=object_id,
        request_id=request_id, detail=detail,
    )  # fmt: skip
    tx.session.add(event)
