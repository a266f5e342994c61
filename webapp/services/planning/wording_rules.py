"""The linter's word lists and the library of examples, as those who own the process see and change them.

Lists hold from a day on and are never changed afterwards; an example is withdrawn, never removed. What the linter
found earlier stays as it was found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from webapp.domain.kamus import baca_kamus, tulis_kamus
from webapp.domain.masa import Masa
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.rumusan import Kamus, periksa_iki, periksa_rumusan
from webapp.domain.sentences import Sentence
from webapp.domain.skp import Iki
from webapp.operations import Actor, Refused
from webapp.services.errors import NotFound
from webapp.services.people.imports.grids import Unreadable, open_file
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Peran
from webapp.storage.aturan import Aturan
from webapp.storage.audit import AuditEvent
from webapp.storage.rumusan import RumusanContoh, kamus_rumusan

KEY = "rumusan"
OFFICES = frozenset({Peran.ADMIN_BKPP.value, Peran.PEMILIK_PROSES.value})
EXAMPLE_COLUMNS = ("awal_jabatan", "rhk", "iki")
LONGEST, LONGEST_BASIS = 500, 300
CHANGED, ADDED, WITHDRAWN = "kamus_diubah", "contoh_ditambah", "contoh_ditarik"


@dataclass(frozen=True)
class Rules:
    """The lists that hold today as text, all versions, and the examples in use by post."""

    lists: Mapping[str, str]
    versions: Sequence[Aturan]
    examples: Sequence[RumusanContoh]


@dataclass(frozen=True)
class Tried:
    """A sentence with what the linter says of it today."""

    rhk: str
    iki: str
    satuan: str
    findings: Sequence[Pelanggaran]


def rules(tx: Transaction, actor: Actor) -> Rules:
    """What holds and what was. Raises `Denied`."""
    _check(actor)
    query = select(Aturan).where(Aturan.kunci == KEY).order_by(Aturan.id.desc())
    return Rules(
        tulis_kamus(kamus_rumusan(tx.session, tx.today)), list(tx.session.scalars(query)), examples(tx)
    )


def examples(tx: Transaction) -> list[RumusanContoh]:
    """The examples in use."""
    query = select(RumusanContoh).where(RumusanContoh.ditarik_pada.is_(None))
    return list(tx.session.scalars(query.order_by(RumusanContoh.jabatan, RumusanContoh.id)))


def try_sentence(tx: Transaction, actor: Actor, rhk: str, iki: str, satuan: str) -> Tried:
    """What the linter says of a sentence by the lists of today. Raises `Denied`."""
    _check(actor)
    words: Kamus = kamus_rumusan(tx.session, tx.today)
    rhk, iki, satuan = (one.strip()[:LONGEST] for one in (rhk, iki, satuan))
    found = list(periksa_rumusan(rhk, "rhk", words))
    if iki:
        found += periksa_iki(Iki("i1", iki, "", satuan), "iki", words)
    return Tried(rhk, iki, satuan, found)


def change_lists(work: Work, actor: Actor, typed: Mapping[str, str], mulai: date | None, dasar: str) -> None:
    """Let other lists hold from a day on; those before end on the eve. Raises `Denied` or `Refused`."""
    _check(actor)
    nilai, faults = baca_kamus(typed)
    with work.transaction() as tx:
        if mulai is None or mulai < tx.today:
            faults.append(Pelanggaran("kamus.mulai", "Isi tanggal mulai, hari ini atau sesudahnya.", "mulai"))
        if not 5 <= len(dasar.strip()) <= LONGEST_BASIS:
            faults.append(
                Pelanggaran("kamus.dasar", "Tulis dasarnya, misalnya panduan BKPP dan tanggalnya.", "dasar")
            )
        query = select(Aturan).where(Aturan.kunci == KEY).order_by(Aturan.id.desc()).with_for_update()
        rows = list(tx.session.scalars(query))
        if mulai is not None and any(row.berlaku.mulai >= mulai for row in rows):
            pesan = "Sudah ada daftar yang mulai pada tanggal itu atau sesudahnya. Pilih tanggal yang lebih akhir."
            faults.append(Pelanggaran("kamus.mulai", pesan, "mulai"))
        if faults or mulai is None:
            raise Refused(faults)
        for row in rows:
            if mulai in row.berlaku:
                row.berlaku = Masa(row.berlaku.mulai, mulai)
        tx.session.flush()
        new = Aturan(kunci=KEY, nilai=nilai, berlaku=Masa(mulai), dasar_hukum=dasar.strip())
        tx.session.add(new)
        tx.session.flush()
        _note(tx, actor, CHANGED, new.id, {"mulai": mulai.isoformat()})


def add_example(work: Work, actor: Actor, typed: Mapping[str, str]) -> None:
    """Add one example. Raises `Denied` or `Refused`."""
    add_examples(work, actor, [(None, typed)])


def add_file(work: Work, actor: Actor, name: str, raw: bytes) -> int:
    """Add the examples of a CSV or XLSX file, all or none; those that stand are passed over. Returns how many."""
    lines: list[tuple[int | None, Mapping[str, str]]] = []
    try:
        for grid in open_file(name, raw):
            header = [one.strip().lower() for one in grid.header]
            if missing := [one for one in EXAMPLE_COLUMNS if one not in header]:
                pesan = Sentence(
                    "Kolom %(missing)s tidak ada. Baris pertama: %(example_columns)s.",
                    missing=", ".join(missing),
                    example_columns=", ".join(EXAMPLE_COLUMNS),
                )
                raise Refused([Pelanggaran("contoh.kolom", pesan, "berkas")])
            lines += [(number, dict(zip(header, line, strict=False))) for number, line in grid.lines]
    except Unreadable as error:
        raise Refused([Pelanggaran("contoh.berkas", error.refusal.message, "berkas")]) from error
    return add_examples(work, actor, lines)


def add_examples(work: Work, actor: Actor, lines: Sequence[tuple[int | None, Mapping[str, str]]]) -> int:
    """Add examples that do not stand yet. Raises `Denied`, or `Refused` with every line that is wrong."""
    _check(actor)
    faults = [one for number, typed in lines for one in _example_faults(number, typed)]
    if not lines:
        faults.append(Pelanggaran("contoh.kosong", "Berkas ini tidak memuat satu contoh pun.", "berkas"))
    if faults:
        raise Refused(faults)
    with work.transaction() as tx:
        standing = {(one.jabatan, one.rhk, one.iki) for one in examples(tx)}
        new = {tuple(str(typed[name]).strip() for name in EXAMPLE_COLUMNS) for _number, typed in lines}
        rows = [
            RumusanContoh(jabatan=jabatan, rhk=rhk, iki=iki, dibuat_oleh=actor.akun_id, dibuat_pada=tx.now)
            for jabatan, rhk, iki in sorted(new - standing)
        ]
        tx.session.add_all(rows)
        tx.session.flush()
        if rows:
            _note(tx, actor, ADDED, rows[0].id, {"jumlah": len(rows)})
        return len(rows)


def _example_faults(number: int | None, typed: Mapping[str, str]) -> list[Pelanggaran]:
    found = []
    for name in EXAMPLE_COLUMNS:
        if not 3 <= len(str(typed.get(name, "")).strip()) <= LONGEST:
            pesan = Sentence("Isi %(name)s, 3 sampai %(longest)s huruf.", name=name, longest=LONGEST)
            line = (
                pesan
                if number is None
                else Sentence("Baris %(number)s: %(pesan)s", number=number, pesan=pesan)
            )
            found.append(Pelanggaran(f"contoh.{name}", line, name if number is None else "berkas"))
    return found


def withdraw_example(work: Work, actor: Actor, contoh_id: int) -> None:
    """Show an example no more. Raises `Denied` or `NotFound`."""
    _check(actor)
    with work.transaction() as tx:
        row = tx.session.get(RumusanContoh, contoh_id, with_for_update=True)
        if row is None:
            raise NotFound("rumusan_contoh", contoh_id)
        if row.ditarik_pada is None:
            row.ditarik_pada = tx.now
            _note(tx, actor, WITHDRAWN, row.id, {})


def _check(actor: Actor) -> None:
    require(actor, Right.WRITE, Kind.WORDING)


def _note(tx: Transaction, actor: Actor, kind: str, object_id: int, detail: dict[str, Any]) -> None:
    tx.session.add(
        AuditEvent(
            at=tx.now, actor_id=actor.akun_id, kind=kind, object_kind=KEY, object_id=object_id, detail=detail
        )
    )
