"""The Bank Aktivitas as its keepers use it: proposals, the list, and files read in (dry first) and written out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from sqlalchemy import select

from webapp.domain.bank_aktivitas import CaraHitung, IsianButir, Lingkup, VersiButir, periksa_butir
from webapp.domain.jabatan import JenisJabatan
from webapp.domain.masa import Masa
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.operations import Actor, Refused
from webapp.services.errors import Denied
from webapp.services.exports import as_csv, as_xlsx
from webapp.services.people.imports.grids import Unreadable, open_file
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.process.cases import start
from webapp.services.work import Transaction, Work
from webapp.storage.bank import ButirAktivitas, ButirVersi, StatusUsul, UsulButir, bergiliran, butir_pada

PROCESS: Final = "bank_aktivitas"
COLUMNS: Final = ("kode", "nama", "satuan", "waktu_baku", "cara_hitung", "wajib_bukti", "mulai", "dasar")
EVERY_ITEM: Final = 100_000


@dataclass(frozen=True)
class NewItem:
    """An item as it was filled in or read; None is what could not be read."""

    kode: str
    nama: str
    satuan: str
    waktu_baku: int | None
    cara_hitung: CaraHitung | None
    wajib_bukti: bool
    mulai: date | None
    dasar: str
    unit_ids: Sequence[int] = field(default_factory=tuple)
    jenis_jabatan: Sequence[JenisJabatan] = field(default_factory=tuple)


@dataclass(frozen=True)
class BankReport:
    """What reading in would do or did: codes that are new, changed, the same; and what is wrong by line."""

    added: int
    changed: int
    same: int
    refused: Sequence[tuple[int, Sequence[Pelanggaran]]]


def propose(work: Work, actor: Actor, new: NewItem) -> int:
    """Ask for an item or a new version of one. Returns the proposal's id; its case is started.

    Raises `Denied` to others than managers of performance and the BKPP, and `Refused`.
    """
    require(actor, Right.PROPOSE, Kind.BANK)
    if actor.pegawai_id is None:
        raise Denied("Butir diusulkan oleh pengelola kinerja perangkat daerah.")
    with work.transaction() as tx:
        bergiliran(tx.session)
        isian = _isian(new)
        wrong = periksa_butir(isian, _begun(tx, isian.kode))
        waits = select(UsulButir.id).where(
            UsulButir.kode == isian.kode,
            UsulButir.status.in_((StatusUsul.DIUSULKAN, StatusUsul.DIKEMBALIKAN)),
        )
        if tx.session.scalars(waits.limit(1)).one_or_none() is not None:
            wrong.append(Pelanggaran("butir.kode", "Usul lain untuk kode ini masih berjalan.", "kode"))
        if wrong:
            raise Refused(wrong)
        usul = UsulButir(
            **_columns(isian), kode=isian.kode, pengusul_id=actor.pegawai_id, akun_id=actor.akun_id, pada=tx.now,
            status=StatusUsul.DIUSULKAN,
        )  # fmt: skip
        tx.session.add(usul)
        tx.session.flush()
        start(
            tx, PROCESS, subject_id=actor.pegawai_id, document_kind=PROCESS, document_id=usul.id, actor=actor
        )
        return usul.id


def items(tx: Transaction, tanggal: date, said: str = "") -> list[VersiButir]:
    """The items that hold on a day, by name."""
    return [item for _, item in butir_pada(tx.session, tanggal, said, batas=EVERY_ITEM)]


def export(tx: Transaction, tanggal: date) -> tuple[bytes, bytes]:
    """The items of a day as CSV and as a workbook, in the shape in which they are read in."""
    query = (
        select(ButirVersi, ButirAktivitas.kode)
        .join(ButirAktivitas, ButirAktivitas.id == ButirVersi.butir_id)
        .where(ButirVersi.berlaku.contains(tanggal))
        .order_by(ButirAktivitas.kode)
    )
    lines = [
        [
            kode, one.nama, one.satuan, one.waktu_baku, one.cara_hitung.value,
            "ya" if one.wajib_bukti else "tidak", one.berlaku.mulai.isoformat(), one.dasar,
        ]
        for one, kode in tx.session.execute(query)
    ]  # fmt: skip
    return as_csv(COLUMNS, lines), as_xlsx("Bank Aktivitas", COLUMNS, lines)


def read_file(name: str, content: bytes) -> list[tuple[int, NewItem]]:
    """The lines of a CSV or workbook with the columns of `COLUMNS`. Raises `Refused` for a file that is none."""
    try:
        grid = open_file(name, content)[0]
        header = [one.lower() for one in grid.header]
        if missing := [one for one in COLUMNS if one not in header]:
            raise _bad(Sentence("Berkas ini belum memuat kolom: %(missing)s.", missing=", ".join(missing)))
        return [(number, _item(dict(zip(header, line, strict=False)))) for number, line in grid.lines]
    except Unreadable as error:
        raise _bad(error.refusal.message) from error


def write_rows(rows: Iterable[tuple[int, NewItem]]) -> str:
    """Rows that were read as text that reads as the same rows, with an empty cell for what could not be read."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for _, new in rows:
        writer.writerow([
            new.kode, new.nama, new.satuan, "" if new.waktu_baku is None else new.waktu_baku,
            "" if new.cara_hitung is None else new.cara_hitung.value, "ya" if new.wajib_bukti else "tidak",
            "" if new.mulai is None else new.mulai.isoformat(), new.dasar,
        ])  # fmt: skip
    return out.getvalue()


def import_rows(
    work: Work, actor: Actor, rows: Iterable[tuple[int, NewItem]], *, dry_run: bool = True
) -> BankReport:
    """Read items in as new versions, for admins; with `dry_run`, or with one wrong line, nothing is stored."""
    require(actor, Right.WRITE, Kind.BANK_FILE)
    with work.transaction() as tx:
        if not dry_run:
            bergiliran(tx.session)
        run = _Import(tx, actor)
        for number, new in rows:
            run.look(number, new)
        if not dry_run and not run.refused:
            run.store()
        return BankReport(run.added, len(run.ready) - run.added, run.same, tuple(run.refused))


class _Import:
    """One reading in: what holds today by code, and what each line makes of it."""

    def __init__(self, tx: Transaction, actor: Actor) -> None:
        self.tx, self.actor = tx, actor
        self.ready: list[IsianButir] = []
        self.refused: list[tuple[int, list[Pelanggaran]]] = []
        self.seen: set[str] = set()
        self.added = self.same = 0

    def look(self, number: int, new: NewItem) -> None:
        isian = _isian(new)
        held = self._held(isian.kode)
        if held is not None and not new.unit_ids and not new.jenis_jabatan:
            kinds = frozenset(JenisJabatan(one) for one in held.jenis_jabatan)
            isian = replace(
                isian, lingkup=Lingkup(frozenset(held.unit_ids), kinds)
            )  # files do not say for whom
        if held is not None and _same(held, isian):
            self.same += 1
            return
        wrong = periksa_butir(isian, _begun(self.tx, isian.kode))
        if isian.kode in self.seen:
            wrong.append(Pelanggaran("butir.kode", "Kode ini ada dua kali dalam berkas.", "kode"))
        self.seen.add(isian.kode)
        if wrong:
            self.refused.append((number, wrong))
            return
        self.ready.append(isian)
        self.added += held is None

    def store(self) -> None:
        session = self.tx.session
        for isian in self.ready:
            butir = session.scalars(
                select(ButirAktivitas).where(ButirAktivitas.kode == isian.kode)
            ).one_or_none()
            if butir is None:
                butir = ButirAktivitas(kode=isian.kode, dibuat_pada=self.tx.now)
                session.add(butir)
                session.flush()
            assert isian.berlaku is not None
            for old in session.scalars(select(ButirVersi).where(ButirVersi.butir_id == butir.id)):
                if old.berlaku.beririsan(isian.berlaku):
                    old.berlaku = Masa(old.berlaku.mulai, isian.berlaku.mulai)
            session.flush()
            session.add(
                ButirVersi(butir_id=butir.id, akun_id=self.actor.akun_id, pada=self.tx.now, **_columns(isian))
            )
            session.flush()

    def _held(self, kode: str) -> ButirVersi | None:
        query = select(ButirVersi).join(ButirAktivitas).where(ButirAktivitas.kode == kode)
        return self.tx.session.scalars(query.order_by(ButirVersi.id.desc()).limit(1)).one_or_none()


def _same(held: ButirVersi, isian: IsianButir) -> bool:
    names = ("nama", "satuan", "waktu_baku", "cara_hitung", "wajib_bukti")
    return all(getattr(held, name) == getattr(isian, name) for name in names)


def _begun(tx: Transaction, kode: str) -> list[Masa]:
    query = select(ButirVersi.berlaku).join(ButirAktivitas).where(ButirAktivitas.kode == kode)
    return list(tx.session.scalars(query))


def _isian(new: NewItem) -> IsianButir:
    return IsianButir(
        new.kode.strip().upper(), new.nama.strip(), new.satuan.strip(), new.waktu_baku, new.cara_hitung,
        new.wajib_bukti, None if new.mulai is None else Masa(new.mulai), new.dasar.strip(),
        Lingkup(frozenset(new.unit_ids), frozenset(new.jenis_jabatan)),
    )  # fmt: skip


def _columns(isian: IsianButir) -> dict[str, object]:
    names = ("nama", "satuan", "waktu_baku", "cara_hitung", "wajib_bukti", "berlaku", "dasar")
    return {
        **{name: getattr(isian, name) for name in names},
        "unit_ids": sorted(isian.lingkup.unit_ids),
        "jenis_jabatan": sorted(one.value for one in isian.lingkup.jenis_jabatan),
    }


def _item(cells: dict[str, str]) -> NewItem:
    minutes, kind = cells.get("waktu_baku", ""), cells.get("cara_hitung", "").upper()
    return NewItem(
        kode=cells.get("kode", ""),
        nama=cells.get("nama", ""),
        satuan=cells.get("satuan", ""),
        waktu_baku=int(minutes) if minutes.isascii() and minutes.isdecimal() and len(minutes) < 7 else None,
        cara_hitung=CaraHitung(kind) if kind in tuple(CaraHitung) else None,
        wajib_bukti=cells.get("wajib_bukti", "").lower() == "ya",
        mulai=_day(cells.get("mulai", "")),
        dasar=cells.get("dasar", ""),
    )


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell[:10])
    except ValueError:
        return None


def _bad(pesan: str) -> Refused:
    return Refused([Pelanggaran("butir.berkas", pesan, "berkas")])
