"""What an e-SAKIP file would change, and storing it: sound rows in, the rest in quarantine with the reason.

The file is kept between the look and the deed. The same file again changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import select, text

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.operations import Actor, Refused
from webapp.operations.pk import salurkan_pk
from webapp.services.errors import NotFound
from webapp.services.policy.decide import permits, require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Peran, nama_akun
from webapp.storage.audit import AuditEvent
from webapp.storage.berkas import TERBESAR, Berkas
from webapp.storage.organisasi import Unit
from webapp.storage.penjenjangan import IndikatorKinerja, PkImpor, PkIndikator, PkKarantina, pk_berlaku

from .reading import Fault, Line, Reading, read

OFFICES = frozenset({Peran.ADMIN_BKPP.value, Peran.PENGELOLA_OPD.value})
SAME = ("sasaran", "indikator", "target", "satuan")


@dataclass(frozen=True)
class Promise:
    """A promise in the file beside the one in force. `old` None: there is none yet."""

    unit: str
    values: Mapping[str, Any]
    old: Mapping[str, Any] | None

    @property
    def state(self) -> str:
        """ "baru", "berubah" or "tetap"."""
        if self.old is None:
            return "baru"
        return "tetap" if all(self.old[name] == self.values[name] for name in SAME) else "berubah"


@dataclass
class Look:
    """What storing a file would do. `indicators` are new entries of the list of indicators."""

    name: str
    file_id: int | None = None
    promises: list[Promise] = field(default_factory=list)
    indicators: list[Mapping[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unreadable: Sequence[Fault] = ()
    stored_before: int | None = None

    def count(self, state: str) -> int:
        """How many promises are in this state."""
        return sum(one.state == state for one in self.promises)

    @property
    def is_storable(self) -> bool:
        """Whether storing would write anything."""
        return bool(self.indicators) or any(one.state != "tetap" for one in self.promises)


@dataclass(frozen=True)
class Stored:
    """A stored file with what became of its lines."""

    row: PkImpor
    by: str
    quarantined: Sequence[PkKarantina]


def may_import(actor: Actor) -> bool:
    """Whether the person may hand in files of e-SAKIP."""
    return permits(actor, Right.WRITE, Kind.PROMISES)


def look(work: Work, actor: Actor, name: str, raw: bytes) -> Look:
    """Read a file, keep it, and tell what storing it would do. Raises `Denied`, or `Refused` for a file too large."""
    _check(actor, raw)
    with work.transaction() as tx:
        found = _look(tx, actor, name, raw)
        if not found.unreadable:
            kept = Berkas(
                nama=name, jenis_media="application/octet-stream", sidik=sha256(raw).hexdigest(), isi=raw,
                akun_id=actor.akun_id, pada=tx.now,
            )  # fmt: skip
            tx.session.add(kept)
            tx.session.flush()
            found.file_id = kept.id
        return found


def _check(actor: Actor, raw: bytes) -> None:
    require(actor, Right.WRITE, Kind.PROMISES)
    if not raw or len(raw) > TERBESAR:
        pesan = "Pilih berkas e-SAKIP (CSV atau XLSX), paling besar 5 MB."
        raise Refused([Pelanggaran("pk.berkas", pesan, "berkas")])


def store(work: Work, actor: Actor, file_id: int) -> int:
    """Store a file that was looked at. Returns the import's id; the same file again gets the first one's.

    Raises `Denied`, `NotFound` for another's file, or `Refused` when there is nothing to store.
    """
    with work.transaction() as tx:
        kept = tx.session.get(Berkas, file_id)
        if kept is None or kept.akun_id != actor.akun_id:
            raise NotFound
        _check(actor, kept.isi)
        tx.session.execute(_ONE_AT_A_TIME)
        found = _look(tx, actor, kept.nama, kept.isi)
        if not found.is_storable:
            if found.stored_before is not None:
                return found.stored_before
            pesan = "Tidak ada yang baru dalam berkas ini, jadi tidak ada yang disimpan."
            raise Refused([Pelanggaran("pk.tetap", pesan, "berkas")])
        row = _write(tx, actor, kept, found)
        detail = {"berkas": kept.nama, "sidik": kept.sidik, "karantina": len(found.faults)}
        tx.session.add(
            AuditEvent(at=tx.now, actor_id=actor.akun_id, kind="pk_diimpor", object_kind="pk_impor",
                       object_id=row.id, detail=detail)
        )  # fmt: skip
        return row.id


_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('lakon.pk_impor', 0))")


def _look(tx: Transaction, actor: Actor, name: str, raw: bytes) -> Look:
    reading = read(name, raw)
    found = Look(name=name, unreadable=reading.unreadable, faults=list(reading.faults))
    digest = sha256(raw).hexdigest()
    found.stored_before = tx.session.scalars(
        select(PkImpor.id).where(PkImpor.sidik == digest).order_by(PkImpor.id.desc()).limit(1)
    ).one_or_none()
    if not reading.unreadable:
        _judge(tx, actor, reading, found)
    found.faults.sort(key=lambda one: (one.row or 0, one.column or ""))
    return found


def _judge(tx: Transaction, actor: Actor, reading: Reading, found: Look) -> None:
    """Tell known units and indicators from unknown ones, and new promises from those in force."""
    units = _units(tx, actor)
    known = {
        (row.unit_id, row.kode): row
        for row in tx.session.scalars(
            select(IndikatorKinerja).where(IndikatorKinerja.unit_id.in_({one.id for one in units.values()}))
        )
    }
    codes = set(known)
    for line in (one for one in reading.lines if one.sheet == "indikator"):
        unit = _unit_of(units, line, found)
        key = (unit.id, line.values["id_indikator"]) if unit is not None else None
        if unit is not None and key is not None and key not in codes:
            codes.add(key)
            found.indicators.append({**line.values, "unit_id": unit.id})
    held: dict[tuple[int, int], dict[str, dict[str, Any]]] = {}
    seen: dict[tuple[int, int, str], int] = {}
    for line in (one for one in reading.lines if one.sheet == "pk"):
        unit = _unit_of(units, line, found)
        if unit is not None and _is_sound(line, unit, codes, seen, found):
            of = (unit.id, line.values["tahun"])
            if of not in held:
                held[of] = {
                    row.kode: {name: getattr(row, name) for name in SAME}
                    for row in pk_berlaku(tx.session, *of)
                }
            values = {**line.values, "unit_id": unit.id}
            found.promises.append(Promise(unit.nama, values, held[of].get(line.values["id_indikator"])))


def _units(tx: Transaction, actor: Actor) -> dict[str, Unit]:
    """The units whose promises this person may bring, by code: a manager's own OPD, or all of them."""
    rows = tx.session.scalars(select(Unit).where(Unit.berlaku.contains(tx.today)))
    if permits(actor, Right.READ, Kind.PROMISES):
        return {row.kode: row for row in rows}
    day = tx.work.organisation.day(tx.session, tx.today)
    own = day.opd(actor.pegawai_id) if actor.pegawai_id is not None else None
    return {row.kode: row for row in rows if own is not None and day.opd_of_unit(row.id) == own}


def _unit_of(units: Mapping[str, Unit], line: Line, found: Look) -> Unit | None:
    unit = units.get(line.values["kode_unit"])
    if unit is None:
        message = Sentence(
            'Unit "%(kode_unit)s" tidak dikenal atau bukan di OPD Anda. Periksa kode unitnya '
            "di data unit, atau minta BKPP mengimpornya.",
            kode_unit=line.values["kode_unit"],
        )
        found.faults.append(line.fault("kode_unit", message))
    return unit


def _is_sound(
    line: Line, unit: Unit, codes: set[tuple[int, str]], seen: dict[tuple[int, int, str], int], found: Look
) -> bool:
    code, year = line.values["id_indikator"], line.values["tahun"]
    if (unit.id, code) not in codes:
        message = Sentence(
            'Indikator "%(code)s" tidak dikenal untuk %(nama)s. Tambahkan di lembar kamus '
            "indikator (kode_unit, id_indikator, indikator, satuan), atau perbaiki id-nya di "
            "e-SAKIP.",
            code=code,
            nama=unit.nama,
        )
        found.faults.append(line.fault("id_indikator", message))
        return False
    first = seen.setdefault((unit.id, year, code), line.row)
    if first != line.row:
        found.faults.append(
            line.fault("id_indikator", f"{code} sudah ada di baris {first}. Hapus salah satunya.")
        )
        return False
    if line.values["target"] <= 0:
        found.faults.append(line.fault("target", "Target harus lebih dari nol."))
        return False
    return True


def _write(tx: Transaction, actor: Actor, kept: Berkas, found: Look) -> PkImpor:
    session = tx.session
    row = PkImpor(
        nama_berkas=kept.nama, sidik=kept.sidik, akun_id=actor.akun_id, pada=tx.now,
        ditambah=found.count("baru"), berubah=found.count("berubah"), tetap=found.count("tetap"),
    )  # fmt: skip
    session.add(row)
    session.flush()
    for one in found.indicators:
        session.add(
            IndikatorKinerja(
                unit_id=one["unit_id"], kode=one["id_indikator"], uraian=one["indikator"], satuan=one["satuan"],
                dibuat_pada=tx.now,
            )
        )  # fmt: skip
    for fault in found.faults:
        session.add(
            PkKarantina(impor_id=row.id, baris=fault.row, kolom=fault.column, isi=dict(fault.cells),
                        alasan=fault.message)
        )  # fmt: skip
    touched = set()
    for promise in (one for one in found.promises if one.state != "tetap"):
        values = promise.values
        session.add(
            PkIndikator(impor_id=row.id, kode=values["id_indikator"],
                        **{name: values[name] for name in ("unit_id", "tahun", *SAME)})
        )  # fmt: skip
        touched.add((values["unit_id"], values["tahun"]))
    session.flush()
    for unit_id, tahun in sorted(touched):
        salurkan_pk(session, unit_id, tahun, tx.now, actor.akun_id)
    return row


def recent(tx: Transaction, actor: Actor, limit: int = 10) -> list[Stored]:
    """The files that were stored last: BKPP sees all, a manager the own ones."""
    query = select(PkImpor).order_by(PkImpor.id.desc()).limit(limit)
    if not permits(actor, Right.READ, Kind.PROMISES):
        query = query.where(PkImpor.akun_id == actor.akun_id)
    return [
        Stored(
            row,
            nama_akun(tx.session, row.akun_id),
            tx.session.scalars(
                select(PkKarantina).where(PkKarantina.impor_id == row.id).order_by(PkKarantina.id)
            ).all(),
        )
        for row in tx.session.scalars(query)
    ]
